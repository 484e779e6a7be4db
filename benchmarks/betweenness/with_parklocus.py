"""Betweenness of every street node within 800 m: `python with_parklocus.py INPUT OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from prepared import BETWEENNESS_RADIUS

from parklocus.indicators.city.city import City
from parklocus.indicators.network.centrality import paths_through
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.network.street_network import StreetNetwork


def main(folder: str, output: str) -> None:
    """Write the number of shortest paths through each node, between nodes of degree other than 2."""
    city = City.open(Path(folder) / "city.plc")
    network = StreetNetwork.build(city)
    node = network.path_ends
    sources = Sources(node, np.zeros(len(node)), network.graph.x[node], network.graph.y[node])
    through = np.zeros(network.graph.n_nodes)
    for reach in reaches(network, sources, BETWEENNESS_RADIUS):
        through[reach.tile.nodes] += paths_through(reach.tile, reach.metres, [BETWEENNESS_RADIUS])[0]
    np.save(Path(output) / "betweenness.npy", through[node] / 2)  # each path is met from either end


if __name__ == "__main__":
    main(*sys.argv[1:3])
