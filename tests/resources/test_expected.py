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
    assert not study.expected.get("social")


def test_indices_and_parameters_are_known_to_the_catalogue(study: Study) -> None:
    assert {request.index.id for request in resolve(study.indices, study.parameters)} == set(CATALOGUE)
