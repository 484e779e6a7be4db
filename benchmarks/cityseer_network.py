"""Prepared streets as cityseer's network: as its documentation has it, and faster by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from cityseer import rustalgos
from cityseer.tools import io

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from prepared import Network

    Build = Callable[[Network], tuple[gpd.GeoDataFrame, rustalgos.graph.NetworkStructure]]

CRS = 32622  # cityseer wants one that is projected; it takes metres as they are


def as_documented(given: Network) -> tuple[gpd.GeoDataFrame, rustalgos.graph.NetworkStructure]:
    """Return nodes and network, made of a networkx graph with the streets' lines."""
    keys = _keys(given)
    graph = nx.MultiGraph(crs=CRS)
    rows = zip(keys, given.x.tolist(), given.y.tolist(), strict=True)
    graph.add_nodes_from((key, {"x": x, "y": y}) for key, x, y in rows)
    edges = zip(given.u.tolist(), given.v.tolist(), _lines(given), strict=True)
    graph.add_edges_from((keys[u], keys[v], {"geom": line}) for u, v, line in edges)
    nodes, _edges, network = io.network_structure_from_nx(graph)
    return nodes, network


def by_hand(given: Network) -> tuple[gpd.GeoDataFrame, rustalgos.graph.NetworkStructure]:
    """Return nodes and network, made with the calls below cityseer's own way over networkx."""
    network = rustalgos.graph.NetworkStructure()
    keys = _keys(given)
    index = [
        network.add_street_node(key, float(x), float(y), True, 1.0)
        for key, x, y in zip(keys, given.x, given.y, strict=True)
    ]
    lines = _lines(given)
    forth, back = (shapely.to_wkt(each, rounding_precision=-1) for each in (lines, shapely.reverse(lines)))
    rows = zip(given.u.tolist(), given.v.tolist(), forth, back, strict=True)
    for number, (u, v, there, here) in enumerate(rows):
        network.add_street_edge(index[u], index[v], number, keys[u], keys[v], there)
        network.add_street_edge(index[v], index[u], number, keys[v], keys[u], here)
    network.build_edge_rtree()
    facts = {"ns_node_idx": index, "x": given.x, "y": given.y, "live": True, "weight": 1.0}
    return gpd.GeoDataFrame(facts, index=keys, geometry=shapely.points(given.x, given.y), crs=CRS), network


def _keys(given: Network) -> list[str]:
    return [str(number) for number in range(len(given.x))]


def _lines(given: Network) -> NDArray[np.object_]:
    begin = np.append(0, given.vertices_end[:-1])
    return shapely.linestrings(given.vertices, indices=np.repeat(np.arange(len(given.u)), given.vertices_end - begin))
