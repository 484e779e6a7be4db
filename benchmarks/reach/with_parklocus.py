"""Counts and nearest places of every street node, exact on edges: `python with_parklocus.py INPUT OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from prepared import CATEGORIES, NEAREST, RADII

from parklocus.indicators.city.city import City
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.network.street_network import StreetNetwork


def main(folder: str, output: str) -> None:
    """Write counts of shape (sources, radii, categories) and metres of shape (sources, categories, nearest)."""
    city = City.open(Path(folder) / "city.plc")
    network = StreetNetwork.build(city)
    node = np.flatnonzero(city.streets.degree != 2)
    sources = Sources(node, np.zeros(len(node)), network.graph.x[node], network.graph.y[node])
    counts = np.empty((len(node), len(RADII), CATEGORIES), dtype=np.int32)
    nearest = np.empty((len(node), CATEGORIES, NEAREST), dtype=np.float32)
    for reach in reaches(network, sources, max(RADII)):
        for number, radius in enumerate(RADII):
            counts[reach.rows, number] = reach.place_counts(radius)
        nearest[reach.rows] = reach.nearest("places", NEAREST, max(RADII))
    np.savez(Path(output) / "reach.npz", counts=counts, nearest=nearest)


if __name__ == "__main__":
    main(*sys.argv[1:3])
