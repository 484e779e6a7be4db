"""Betweenness of every street node within 800 m with igraph: `python with_igraph.py INPUT OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path

import igraph
import numpy as np
from prepared import BETWEENNESS_RADIUS, load


def main(folder: str, output: str) -> None:
    """Write the number of shortest paths through each node; the links make every node an end of paths."""
    given = load(folder)
    number = np.full(len(given.x), -1)
    number[given.sources] = np.arange(len(given.sources))
    way = given.link_u != given.link_v  # no path runs through a loop
    ends = np.column_stack([number[given.link_u[way]], number[given.link_v[way]]])
    graph = igraph.Graph(n=len(given.sources), edges=ends)
    metres = given.link_length[way]
    through = graph.betweenness(directed=False, cutoff=BETWEENNESS_RADIUS, weights=metres)
    np.save(Path(output) / "betweenness.npy", np.asarray(through))


if __name__ == "__main__":
    main(*sys.argv[1:3])
