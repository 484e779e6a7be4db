"""The whole study on the command line, from cold: `python with_parklocus.py INPUT OUTPUT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from parklocus.indicators.cli.main import main as command_line

# What the script beside ours computes: the catalogue holds more.
INDICES = (
    *("cbd_distance", "cbd_straight", "cbd_walk_min", "detour", "stop_distance", "stop_density"),
    *("transit_lines", "ptal", "amenity_density", "amenity_count", "amenity_hill1", "intersection_density"),
)


def main(given: str, output: str) -> int:
    """Read the extract, compute the indices for the parks and every street node, and write `result.gpkg`."""
    study = json.loads((Path(given) / "study.json").read_text("utf-8"))
    lon, lat = study["centre"]
    arguments = ["compute", "--osm", study["extract"], "--parks", str(Path(given) / "parks.geojson")]
    arguments += [f"--centre={lon},{lat}", "--output", str(Path(output) / "result.gpkg")]
    return int(command_line([*arguments, *(f"--index={name}" for name in INDICES)]) or 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
