"""Counts and the nearest place of every street node with cityseer: `python with_cityseer.py INPUT OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from cityseer.metrics import layers
from cityseer_network import as_documented
from prepared import CATEGORIES, NEAREST, RADII, load

if TYPE_CHECKING:
    from cityseer_network import Build


def main(folder: str, output: str, build: Build = as_documented) -> None:
    """Write counts and metres as `with_parklocus.py` does; cityseer gives the nearest alone."""
    given = load(folder)
    nodes, network = build(given)
    keys = [f"c{number}" for number in range(CATEGORIES)]
    facts = {"category": np.array(keys, dtype=object)[given.category]}
    places = gpd.GeoDataFrame(facts, geometry=shapely.points(given.place_x, given.place_y), crs=nodes.crs)
    found = layers.compute_accessibilities(
        places, "category", keys, nodes, network, max_netw_assign_dist=200, distances=list(RADII), decay_fn="1"
    )
    columns = [[f"cc_{key}_{radius}" for key in keys] for radius in RADII]
    counts = np.stack([found[names].to_numpy()[given.sources] for names in columns], axis=1)
    nearest = np.full((len(given.sources), CATEGORIES, NEAREST), np.nan, dtype=np.float32)
    metres = found[[f"cc_{key}_nearest_max_{max(RADII)}" for key in keys]].to_numpy()[given.sources]
    nearest[:, :, 0] = np.where(np.isnan(metres), np.inf, metres)
    np.savez(Path(output) / "reach.npz", counts=np.rint(counts).astype(np.int32), nearest=nearest)


if __name__ == "__main__":
    main(*sys.argv[1:3])
