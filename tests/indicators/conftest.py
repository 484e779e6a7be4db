"""What the engine's tests share: small cities on the path of the tests beside and below, a town in files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from town import Town, draw_town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return a small town in a folder of its own."""
    folder = tmp_path / "town"
    folder.mkdir()
    return draw_town(folder)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache folder of the test's own."""
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("PARKLOCUS_CACHE", str(folder))
    return folder
