"""Results to draw: three parks, where no test is possible, and thirty, where names are many."""

from __future__ import annotations

import pytest

from parklocus.indicators.export.stored_result import StoredResult
from parklocus.tests.indicators.made_results import write_result


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    return {parks: StoredResult(write_result(folder / f"{parks}.gpkg", parks)) for parks in (3, 30)}


@pytest.fixture(scope="session")
def unscored(tmp_path_factory):
    return StoredResult(write_result(tmp_path_factory.mktemp("results") / "unscored.gpkg", 3, scored=False))
