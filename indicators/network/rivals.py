"""How near other parks are: the nearest of another park, and how many are within a radius."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.graph import SHORTEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.network.graph import Graph
    from parklocus.indicators.network.street_network import Targets

_PARKS_AT_A_TIME = 32


def two_nearest(graph: Graph, targets: Targets) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return metres from every node to the nearest target, its group, and metres to the nearest of another group.

    Two searches in all, however many groups there are: where a node's nearest target is of one group and its
    neighbour's of another, the way over the neighbour is the node's way to another group; within a group's own part
    of the graph these ways spread.

    Parameters
    ----------
    graph : Graph
        The graph to measure on.
    targets : Targets
        On the graph's edges, legs included.

    Returns
    -------
    nearest, group, other : numpy.ndarray of shape (nodes,)
        Infinite where there is no way, and the group then -1.
    """
    node, metres, group = _seeds(graph, targets)
    order = np.lexsort((-metres, node))  # the least comes last and stays
    first, owner = np.full(graph.n_nodes, np.inf), np.full(graph.n_nodes, -1)
    first[node[order]], owner[node[order]] = metres[order], group[order]
    nearest, before = _search(graph.matrix, first)
    # Who owns a node is handed on along the ways of the search, in the order of their lengths.
    for at in np.argsort(nearest, kind="stable")[: np.count_nonzero(np.isfinite(nearest))].tolist():
        if before[at] != graph.n_nodes:  # else it has what it starts with
            owner[at] = owner[before[at]]

    other = np.full(graph.n_nodes, np.inf)
    foreign = group != owner[node]
    np.minimum.at(other, node[foreign], metres[foreign])
    steps = graph.matrix.tocoo()
    crosses = owner[steps.row] != owner[steps.col]
    np.minimum.at(other, steps.row[crosses], steps.data[crosses] + nearest[steps.col[crosses]])
    inside = csr_matrix(
        (steps.data[~crosses], (steps.row[~crosses], steps.col[~crosses])), shape=(graph.n_nodes, graph.n_nodes)
    )
    return nearest, owner, _search(inside, other)[0]


def groups_within(
    graph: Graph, targets: Targets, node: NDArray[np.int64], leg: NDArray[np.float64], radius: float
) -> NDArray[np.bool_]:
    """Return which groups have a target within the radius of each node, of shape (nodes asked for, groups).

    Parameters
    ----------
    graph : Graph
        The graph to measure on.
    targets : Targets
        On the graph's edges, legs included; groups are numbered from 0.
    node, leg : numpy.ndarray of shape (nodes asked for,)
        Where from, and the way there off the streets.
    radius : float
        Metres.
    """
    at, metres, group = _seeds(graph, targets)
    order = np.lexsort((metres, at, group))
    at, metres, group = at[order], np.maximum(metres[order], SHORTEST), group[order]
    least = np.append(True, (at[1:] != at[:-1]) | (group[1:] != group[:-1]))[: len(at)]
    at, metres, group = at[least], metres[least], group[least]
    count = int(group.max(initial=-1)) + 1
    within = np.zeros((len(node), count), dtype=bool)
    for first in range(0, count, _PARKS_AT_A_TIME):
        some = (group >= first) & (group < first + _PARKS_AT_A_TIME)
        size = min(_PARKS_AT_A_TIME, count - first)
        rows = csr_matrix((metres[some], (group[some] - first, at[some])), shape=(size, graph.n_nodes))
        matrix = _with_rows(graph.matrix, rows)
        distance = dijkstra(matrix, directed=True, indices=graph.n_nodes + np.arange(size), limit=radius)
        within[:, first : first + size] = (distance[:, node] + leg <= radius).T
    return within


def _seeds(graph: Graph, targets: Targets) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the ends of the targets' edges, the metres from there to the target, and the target's group."""
    points = targets.points
    node = np.concatenate([graph.u[points.edge], graph.v[points.edge]])
    metres = np.concatenate([points.offset, graph.length[points.edge] - points.offset]) + np.tile(points.leg, 2)
    return node, metres, np.tile(targets.group, 2)


def _search(matrix: csr_matrix, start: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return metres to every node where each may start with some, and the node before it on its way."""
    size = len(start)
    seeded = np.flatnonzero(np.isfinite(start))
    row = csr_matrix((np.maximum(start[seeded], SHORTEST), (np.zeros_like(seeded), seeded)), shape=(1, size))
    distance, before = dijkstra(_with_rows(matrix, row), directed=True, indices=size, return_predecessors=True)
    return np.asarray(distance[:size]), np.asarray(before[:size])


def _with_rows(matrix: csr_matrix, rows: csr_matrix) -> csr_matrix:
    """Return a square matrix with further nodes that lead into the graph and are not led to."""
    size = matrix.shape[0] + rows.shape[0]
    body, foot = matrix.copy(), rows.copy()
    body.resize((matrix.shape[0], size))
    foot.resize((rows.shape[0], size))
    return vstack([body, foot], format="csr")
