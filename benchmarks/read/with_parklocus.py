"""Read a city, without its cache: `python with_parklocus.py EXTRACT OUTPUT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from parklocus.indicators import City


def main(extract: str, output: str) -> None:
    """Write what was read."""
    city = City.from_osm(extract, cache=False)
    found = {
        "street_km": float(city.streets.edge_length.sum()) / 1000,
        "street_nodes": city.streets.n_nodes,
        "places": dict(zip(city.places["osm_id"], city.places["category"], strict=True)),
        "stops": (city.stops["osm_id"] + " " + city.stops["mode"]).tolist(),
        "lines": len(city.lines),
        "line_stops": len(city.line_stops),
    }
    (Path(output) / "read.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
