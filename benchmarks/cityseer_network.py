"""Prepared streets as cityseer's network, without the way over networkx that takes most of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from cityseer import rustalgos

if TYPE_CHECKING:
    from prepared import Network

CRS = 32622  # cityseer wants one that is projected; it takes metres as they are


def build(given: Network) -> tuple[gpd.GeoDataFrame, rustalgos.graph.NetworkStructure]:
    """Return nodes and network."""
    network = rustalgos.graph.NetworkStructure()
    keys = [str(number) for number in range(len(given.x))]
    index = [
        network.add_street_node(key, float(x), float(y), True, 1.0)
        for key, x, y in zip(keys, given.x, given.y, strict=True)
    ]
    begin = np.append(0, given.vertices_end[:-1])
    lines = shapely.linestrings(given.vertices, indices=np.repeat(np.arange(len(given.u)), given.vertices_end - begin))
    forth, back = (shapely.to_wkt(each, rounding_precision=-1) for each in (lines, shapely.reverse(lines)))
    rows = zip(given.u.tolist(), given.v.tolist(), forth, back, strict=True)
    for number, (u, v, there, here) in enumerate(rows):
        network.add_street_edge(index[u], index[v], number, keys[u], keys[v], there)
        network.add_street_edge(index[v], index[u], number, keys[v], keys[u], here)
    network.build_edge_rtree()
    facts = {"ns_node_idx": index, "x": given.x, "y": given.y, "live": True, "weight": 1.0}
    return gpd.GeoDataFrame(facts, index=keys, geometry=shapely.points(given.x, given.y), crs=CRS), network
