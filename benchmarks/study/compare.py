"""How a peer's parks agree with ours: `python compare.py OURS THEIRS` prints it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyogrio

COMPARED = ("cbd_distance", "stop_distance_bus", "amenity_density_800", "intersection_density_800")


def main(ours: str, theirs: str) -> None:
    """Print the rank correlation over the parks, a column each."""
    one, other = (
        pyogrio.read_dataframe(Path(folder) / "result.gpkg", layer="parks", read_geometry=False).set_index("id")
        for folder in (ours, theirs)
    )
    print(json.dumps({c: round(float(one[c].corr(other[c], method="spearman")), 3) for c in COMPARED}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
