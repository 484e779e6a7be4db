"""The directions that the shipped studies expect are those of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parklocus.indicators.catalogue import CATALOGUE, resolve
from parklocus.indicators.study.study import Study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["demo", "studies/ningbo"])
def study(request: pytest.FixtureRequest, demo_dir: Path) -> Study:
    return Study.open(demo_dir.parent / request.param / "study.toml", check_files=False)


def test_every_direction_is_the_catalogue_s(study: Study) -> None:
    expected = [(factor, index, sign) for factor, signs in study.expected.items() for index, sign in signs.items()]
    assert len(expected) >= 10
    for factor, index, sign in expected:
        assert factor in CATALOGUE[index].factors
        assert sign == CATALOGUE[index].direction


def test_no_index_speaks_to_what_openstreetmap_cannot_give(study: Study) -> None:
    assert not study.expected.get("institutional")
    assert set(study.expected.get("social", {})) <= {"third_places"}


def test_the_template_expects_all_that_the_catalogue_s_factors_say(demo_dir: Path) -> None:
    study = Study.open(demo_dir.parent / "studies" / "ningbo" / "study.toml", check_files=False)
    for factor, signs in study.expected.items():
        agreed = {key: index.direction for key, index in CATALOGUE.items() if factor in index.factors}
        assert signs == {key: sign for key, sign in agreed.items() if sign in ("+", "-")}


def test_indices_and_parameters_are_known_to_the_catalogue(study: Study) -> None:
    assert {request.index.id for request in resolve(study.indices, study.parameters)} == set(CATALOGUE)
