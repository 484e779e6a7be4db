"""Counts and nearest places of every street node with pandana: `python with_pandana.py INPUT OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandana
import pandas as pd
from prepared import CATEGORIES, NEAREST, RADII, load


def main(folder: str, output: str) -> None:
    """Write counts and metres as `with_parklocus.py` does."""
    given = load(folder)
    ends = (pd.Series(given.u), pd.Series(given.v))
    weights = pd.DataFrame({"metres": given.length})
    network = pandana.Network(pd.Series(given.x), pd.Series(given.y), *ends, weights, twoway=True)
    network.precompute(max(RADII))  # without it the counts take twice as long
    at = network.get_node_ids(given.place_x, given.place_y).to_numpy()
    counts = np.empty((len(given.sources), len(RADII), CATEGORIES), dtype=np.int32)
    nearest = np.empty((len(given.sources), CATEGORIES, NEAREST), dtype=np.float32)
    for category in range(CATEGORIES):
        own = given.category == category
        network.set(pd.Series(at[own]), variable=pd.Series(np.ones(own.sum())), name="places")
        for number, radius in enumerate(RADII):
            found = network.aggregate(radius, type="sum", decay="flat", name="places")
            counts[:, number, category] = np.rint(found.to_numpy()[given.sources])
        xy = (pd.Series(given.place_x[own]), pd.Series(given.place_y[own]))
        network.set_pois("places", max(RADII), NEAREST, *xy)
        metres = network.nearest_pois(max(RADII), "places", num_pois=NEAREST).to_numpy()[given.sources]
        nearest[:, category] = np.where(metres < max(RADII), metres, np.inf)  # what lies beyond comes as the limit
    np.savez(Path(output) / "reach.npz", counts=counts, nearest=nearest)


if __name__ == "__main__":
    main(*sys.argv[1:3])
