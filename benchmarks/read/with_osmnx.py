"""Read a city with osmnx, from OSM XML that is made of the extract first: `python with_osmnx.py EXTRACT OUTPUT`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import osmnx as ox
from osmnx_reading import convert, read_features, read_lines, read_streets


def main(extract: str, output: str) -> None:
    """Write what was read, and what the conversion took."""
    folder = Path(output)
    before = time.process_time()
    convert(extract, folder)
    conversion_s = time.process_time() - before
    graph = read_streets(folder)
    edges = ox.graph_to_gdfs(ox.convert.to_undirected(graph), nodes=False)
    features = read_features(folder, edges.crs)
    lines = read_lines(extract, features[features["mode"].notna()])
    ids = [f"{kind[0]}{number}" for kind, number in features.index]
    places = {at: category for at, category in zip(ids, features["category"], strict=True) if isinstance(category, str)}
    stops = [f"{at} {mode}" for at, mode in zip(ids, features["mode"], strict=True) if isinstance(mode, str)]
    found = {
        "street_km": float(edges["length"].sum()) / 1000,
        "street_nodes": len(graph),
        "places": places,
        "stops": stops,
        "lines": len(lines),
        "line_stops": sum(map(len, lines.values())),
    }
    (folder / "read.json").write_text(json.dumps(found), "utf-8")
    (folder / "facts.json").write_text(json.dumps({"peer_conversion_cpu_s": round(conversion_s, 2)}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
