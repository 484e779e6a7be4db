"""What is no TOML file is said to be none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parklocus.indicators import InputError, Study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("content", [b'{"type": "FeatureCollection"}', b"SQLite \xff"])
def test_another_file_is_refused_as_such(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "parks.geojson").write_bytes(content)
    with pytest.raises(
        InputError, match=r"parks\.geojson is no TOML file, as a study is; name one that ends in \.toml"
    ):
        Study.open(tmp_path / "parks.geojson")
