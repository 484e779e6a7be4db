"""Read a city with pyrosm: `python with_pyrosm.py EXTRACT OUTPUT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyrosm import OSM
from tagging import PLACE_KEYS, ROUTES, STOP_KEYS, category_of, line_of, mode_of

LETTER = {"node": "n", "way": "w", "relation": "r"}


def main(extract: str, output: str) -> None:
    """Write what was read; pyrosm gives a route's ways, not its stops."""
    osm = OSM(extract)
    nodes, edges = osm.get_network("walking", nodes=True)
    wanted = dict.fromkeys(PLACE_KEYS, True) | {
        "highway": ["bus_stop"],
        "public_transport": ["platform"],
        "railway": ["station", "halt", "tram_stop"],
    }
    columns = list(dict.fromkeys((*wanted, *STOP_KEYS, "name")))
    features = osm.get_data_by_custom_criteria(custom_filter=wanted, tags_as_columns=columns, keep_other_tags=False)
    kept = [column for column in columns if column in features]
    tags = features[kept].to_dict("records")
    ids = [f"{LETTER[kind]}{at}" for kind, at in zip(features["osm_type"], features["id"], strict=True)]
    routes = osm.get_data_by_custom_criteria(
        custom_filter={"route": list(ROUTES)},
        tags_as_columns=["type", "route", "ref", "network", "name"],
        keep_nodes=False,
        keep_ways=False,
        keep_other_tags=False,
    )
    lines = set()
    if routes is not None:
        known = [column for column in ("type", "route", "ref", "network") if column in routes]
        rows = routes[known].assign(type="route").to_dict("records")
        lines = {line_of(row, f"r{at}") for row, at in zip(rows, routes["id"], strict=True)} - {None}
    found = {
        "street_km": float(edges["length"].sum()) / 1000,
        "street_nodes": len(nodes),
        "places": {at: category_of(row) for at, row in zip(ids, tags, strict=True) if category_of(row)},
        "stops": [f"{at} {mode_of(row)}" for at, row in zip(ids, tags, strict=True) if mode_of(row)],
        "lines": len(lines),
    }
    (Path(output) / "read.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
