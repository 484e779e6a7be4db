"""Counts and nearest places of some street nodes with osmnx and networkx: `python with_osmnx.py INPUT OUTPUT`."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx as ox
from prepared import CATEGORIES, NEAREST, RADII, load

SAMPLE = 300
SEED = 7


def main(folder: str, output: str) -> None:
    """Write counts and metres as `with_parklocus.py` does, of a sample; the others are left out."""
    given = load(folder)
    graph = nx.MultiDiGraph(crs="EPSG:32622")
    graph.add_nodes_from((n, {"x": x, "y": y}) for n, (x, y) in enumerate(zip(given.x, given.y, strict=True)))
    rows = zip(given.u.tolist(), given.v.tolist(), given.length.tolist(), strict=True)
    graph.add_edges_from((a, b, {"length": metres}) for u, v, metres in rows for a, b in ((u, v), (v, u)))
    places = defaultdict(list)
    nearest_node = ox.distance.nearest_nodes(graph, given.place_x, given.place_y)
    for node, category in zip(nearest_node, given.category.tolist(), strict=True):
        places[node].append(category)
    count = len(given.sources)
    sample = np.sort(np.random.default_rng(SEED).choice(count, min(SAMPLE, count), replace=False))
    counts = np.full((count, len(RADII), CATEGORIES), -1, dtype=np.int32)
    nearest = np.full((count, CATEGORIES, NEAREST), np.nan, dtype=np.float32)
    before = time.process_time()
    for row in sample:
        reached = nx.single_source_dijkstra_path_length(
            graph, int(given.sources[row]), cutoff=max(RADII), weight="length"
        )
        metres = defaultdict(list)
        for node, distance in reached.items():  # nearest first
            for category in places.get(node, ()):
                metres[category].append(distance)
        nearest[row] = np.inf
        for category in range(CATEGORIES):
            counts[row, :, category] = np.searchsorted(metres[category], RADII, side="right")
            first = metres[category][:NEAREST]
            nearest[row, category, : len(first)] = first
    taken = time.process_time() - before
    np.savez(Path(output) / "reach.npz", counts=counts, nearest=nearest)
    facts = {
        "cpu_s_to_add": taken * (count / len(sample) - 1),
        "peer_extrapolated_from": f"{len(sample)} of {count} street nodes",
    }
    (Path(output) / "facts.json").write_text(json.dumps(facts), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
