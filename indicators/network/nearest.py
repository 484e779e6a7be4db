"""Unbounded nearest: one Dijkstra from all targets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix, vstack
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.graph import SHORTEST
from parklocus.indicators.progress import alive

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.network.attach import Attachment
    from parklocus.indicators.network.graph import Graph
    from parklocus.indicators.network.reach import Sources
    from parklocus.indicators.network.street_network import StreetNetwork


def nearest_distance(graph: Graph, targets: Attachment, limit: float = np.inf) -> NDArray[np.float64]:
    """Return metres from every node to the nearest target, its leg included.

    Parameters
    ----------
    graph : Graph
        The graph to measure on.
    targets : Attachment
        Targets on the graph's edges, all attached.
    limit : float
        Metres beyond which nothing is looked for.

    Returns
    -------
    numpy.ndarray of shape (nodes,)
        NaN where no target can be reached.
    """
    alive()
    if not len(targets.edge):
        return np.full(graph.n_nodes, np.nan)
    edge = targets.edge
    node = np.concatenate([graph.u[edge], graph.v[edge]])
    metres = np.concatenate([targets.offset, graph.length[edge] - targets.offset]) + np.tile(targets.leg, 2)
    least = np.full(graph.n_nodes, np.inf)
    np.minimum.at(least, node, metres)
    seeded = np.flatnonzero(np.isfinite(least))
    # One node more, joined to every seeded node by the metres it starts with: its distances are the answer.
    weights = np.maximum(least[seeded], SHORTEST)
    row = coo_matrix((weights, (np.zeros(len(seeded), dtype=np.int64), seeded)), shape=(1, graph.n_nodes + 1))
    body = graph.matrix.copy()
    body.resize((graph.n_nodes, graph.n_nodes + 1))
    matrix = vstack([body, row], format="csr")
    distance = np.asarray(dijkstra(matrix, directed=True, indices=graph.n_nodes, limit=limit)[: graph.n_nodes])
    return np.where(np.isfinite(distance), distance, np.nan)


def nearest_of_groups(network: StreetNetwork, sources: Sources, layer: str, groups: list[int]) -> NDArray[np.float64]:
    """Return metres from every source to the nearest target of some groups that counts for it.

    Parameters
    ----------
    network : StreetNetwork
        The network, with the sources among its nodes.
    sources : Sources
        Where to measure from.
    layer : str
        ``places`` or ``features``.
    groups : list of int
        Numbers of categories or sets.

    Returns
    -------
    numpy.ndarray of shape (sources,)
        NaN where no target can be reached.
    """
    targets = getattr(network, layer)
    chosen = np.flatnonzero(np.isin(targets.group, groups))
    metres = nearest_distance(network.graph, targets.points.take(chosen))[sources.node] + sources.leg
    if layer in sources.left_out:
        own = sources.left_out[layer][:, targets.member[chosen]]
        for park in np.flatnonzero(own.any(axis=1)):
            rows = np.flatnonzero(sources.park == park)
            others = nearest_distance(network.graph, targets.points.take(chosen[~own[park]]))
            metres[rows] = others[sources.node[rows]] + sources.leg[rows]
    return metres
