"""Unbounded nearest: one Dijkstra from all targets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix, vstack
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.graph import SHORTEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.network.attach import Attachment
    from parklocus.indicators.network.graph import Graph


def nearest_distance(graph: Graph, targets: Attachment) -> NDArray[np.float64]:
    """Return metres from every node to the nearest target, its leg included.

    Parameters
    ----------
    graph : Graph
        The graph to measure on.
    targets : Attachment
        Targets on the graph's edges, all attached.

    Returns
    -------
    numpy.ndarray of shape (nodes,)
        NaN where no target can be reached.
    """
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
    distance = np.asarray(dijkstra(matrix, directed=True, indices=graph.n_nodes)[: graph.n_nodes])
    return np.where(np.isfinite(distance), distance, np.nan)
