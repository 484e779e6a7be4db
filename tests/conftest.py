"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def environment_of_the_session(tmp_path_factory):
    """Keep the tests, and the processes they start, apart from the user's cache and language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARKLOCUS_CACHE", str(tmp_path_factory.mktemp("cities")))
        patch.setenv("PARKLOCUS_LANG", "en")
        yield


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real extracts that is not part of the project."""
    folder = os.environ.get("PARKLOCUS_DATA")
    if not folder:
        pytest.skip("PARKLOCUS_DATA is not set: the extracts this test reads are not here")
    return Path(folder)


@pytest.fixture(scope="session")
def demo_dir() -> Path:
    """Return the folder of the embedded city."""
    return ROOT / "resources" / "demo"
