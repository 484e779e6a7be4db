"""Distances from a block of sources to all nodes of a tile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from parklocus.indicators.network.tiles import Tile

_ROWS_AT_A_TIME = 256  # few enough for the processor's cache


def distances(tile: Tile, nodes: NDArray[np.int64], limit: float) -> NDArray[np.float64]:
    """Return metres from nodes to all nodes of a tile, of shape (tile nodes, nodes); infinite beyond the limit.

    Searched for are the distances between the nodes of the contracted graph alone: first from those among the sources
    and those that the other sources hang on, then on to the nodes that hang.

    Parameters
    ----------
    tile : Tile
        A tile that holds all that can be reached.
    nodes : numpy.ndarray of shape (nodes,)
        Nodes of the network's graph, by the `turn` of its contraction.
    limit : float
        Metres.
    """
    at, kept = tile.find(nodes), tile.n_kept
    hanging = tile.hanging
    first = int(np.count_nonzero(at < kept))
    sources = hanging.of(at[first:] - kept)
    start, row = np.unique(np.concatenate([at[:first], *sources.neighbour]), return_inverse=True)
    of_each = np.split(row, np.cumsum([first, *map(len, sources.neighbour[:-1])]))[1:]
    found = dijkstra(tile.matrix, directed=True, indices=start, limit=limit)
    seen = np.empty((len(nodes), kept))
    np.take(found, row[:first], axis=0, out=seen[:first], mode="clip")
    least_way(found, of_each, sources.metres, seen[first:])
    metres = np.empty((len(tile.nodes), len(nodes)))
    metres[:kept] = seen.T
    least_way(metres[:kept], hanging.neighbour, hanging.metres, metres[kept:])
    metres[at, np.arange(len(nodes))] = 0.0
    np.putmask(metres, metres > limit, np.inf)
    return metres


def least_way(
    known: NDArray[np.float64],
    neighbours: Iterable[NDArray[np.int64]],
    metres: Iterable[NDArray[np.float64]],
    out: NDArray[np.float64],
) -> None:
    """Put into the rows of `out` the least of some rows that are known, each with the metres from there added.

    Parameters
    ----------
    known : numpy.ndarray of shape (rows known, columns)
        Metres.
    neighbours, metres : iterable of numpy.ndarray of shape (rows,)
        Which rows, and what is added to each; all but the first may be of the first rows alone.
    out : numpy.ndarray of shape (rows, columns)
        Filled.
    """
    scratch = np.empty((min(_ROWS_AT_A_TIME, len(out)), out.shape[1]))
    pairs = list(zip(neighbours, metres, strict=True))
    for begin in range(0, len(out), _ROWS_AT_A_TIME):
        rows = slice(begin, begin + _ROWS_AT_A_TIME)
        least = out[rows]
        for number, (neighbour, added) in enumerate(pairs):
            here = neighbour[rows]
            way = scratch[: len(here)] if number else least
            np.take(known, here, axis=0, out=way, mode="clip")  # the other modes copy what they take
            way += added[rows, None]
            if number:
                np.minimum(least[: len(here)], way, out=least[: len(here)])
