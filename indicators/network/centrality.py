"""Shortest paths through points: betweenness within radii, by Brandes' accumulation over a block of sources at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.graph import SHORTEST
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.network.tiles import Tile

_EDGES_AT_A_TIME = 128  # few enough for the processor's cache
_ROUNDING = 1e-3  # metres by which a way may seem longer from its other end; more than it ever is
TIE = 1e-7  # metres; paths that differ by less are equally short. Less than the shortest edge.


def path_ends_near(network: StreetNetwork, node: NDArray[np.int64], limit: float) -> NDArray[np.int64]:
    """Return the path ends from which any of the nodes is no farther than the limit along the streets, ascending.

    They are all from which a path no longer than the limit can run through one of the nodes.
    """
    graph, ends = network.graph, network.path_ends
    metres = dijkstra(graph.matrix, indices=np.unique(node), min_only=True, limit=limit + _ROUNDING)
    return ends[np.isfinite(metres[ends])]


def paths_through(tile: Tile, metres: NDArray[np.float64], radii: Sequence[float]) -> NDArray[np.float64]:
    """Count the shortest paths from a block of sources that run through each node of a tile.

    A path leads from a source to another path end no farther than the radius, and runs through the nodes between the
    two. Of several shortest paths to one end each counts in equal part.

    Parameters
    ----------
    tile : Tile
        The streets that the sources can reach.
    metres : numpy.ndarray of shape (tile nodes, sources)
        Metres from each source, itself a path end, to each node; infinite beyond the limit.
    radii : sequence of float
        Metres; none beyond the limit.

    Returns
    -------
    numpy.ndarray of shape (radii, tile nodes)
        Each path from s to t, not its way back.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2), 163-177.
    Brandes, U. (2008). On variants of shortest-path betweenness centrality and their generic computation. Social
    Networks 30(2), 136-145.
    """
    n_nodes, n_sources = metres.shape
    visit = np.flatnonzero(metres <= max(radii))
    if np.count_nonzero(metres < np.inf) > len(visit):  # steps beyond the largest radius would be found in vain
        metres = np.where(metres <= max(radii), metres, np.inf)
    node = visit // n_sources
    from_source = metres.ravel()[visit]
    near, far = _arcs(tile, metres, visit)
    # What each visit (a source at a node) is worth as the end of a path.
    worth = (from_source <= np.asarray(radii)[:, None]) & (tile.is_path_end[node] & (from_source > 0))
    total = _beyond(worth, near, far, from_source == 0, n_nodes)
    total -= worth  # no path runs through its own end,
    total[:, from_source == 0] = 0.0  # nor through its source
    return np.stack([np.bincount(node, weights=values, minlength=n_nodes) for values in total])


def _arcs(
    tile: Tile, metres: NDArray[np.float64], visit: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the steps of all shortest paths, as numbers of visits: the nearer to the source, and the farther.

    Parameters
    ----------
    visit : numpy.ndarray of shape (visits,)
        Positions in the flattened metres that are within the largest radius, ascending.
    """
    n_sources = metres.shape[1]
    length = np.maximum(tile.length, SHORTEST)[:, None]
    steps, aways = [], []
    for begin in range(0, len(length), _EDGES_AT_A_TIME):
        some = slice(begin, begin + _EDGES_AT_A_TIME)
        with np.errstate(invalid="ignore"):  # unreached at both ends
            rise = metres.take(tile.v[some], axis=0)
            rise -= metres.take(tile.u[some], axis=0)
            slack = np.abs(rise)
            slack -= length[some]
            step = np.flatnonzero(np.abs(slack, out=slack) <= TIE)
        steps.append(step + begin * n_sources)
        aways.append(rise.ravel()[step] > 0)
    step, away = np.concatenate(steps), np.concatenate(aways)
    edge, row = np.divmod(step, n_sources)
    number = np.full(metres.size, -1, dtype=np.int64)
    number[visit] = np.arange(len(visit))
    u, v = number[tile.u[edge] * n_sources + row], number[tile.v[edge] * n_sources + row]
    far, near = np.where(away, v, u), np.where(away, u, v)
    return near[far >= 0], far[far >= 0]


def _beyond(
    worth: NDArray[np.bool_],
    near: NDArray[np.int64],
    far: NDArray[np.int64],
    is_source: NDArray[np.bool_],
    most: int,
) -> NDArray[np.float64]:
    """Return for each visit its worth and that of all beyond it, shared among equally short paths by their number.

    Visits that one step alone leads to hang together in trees, and so are quickly summed. What several steps lead to
    heads a tree of its own; the trees are settled among each other, the farthest first.

    Parameters
    ----------
    worth : numpy.ndarray of shape (radii, visits)
        What each visit is worth itself.
    near, far : numpy.ndarray of shape (steps,)
        The visits at both ends of each step of a shortest path.
    is_source : numpy.ndarray of shape (visits,)
        Which visits begin the paths.
    most : int
        A source has no more visits than this.
    """
    joins = np.bincount(far, minlength=len(is_source))[far] > 1
    back = np.full(len(is_source), -1, dtype=np.int64)
    back[far[~joins]] = near[~joins]
    total = _tree_sums(worth, back, most)
    if joins.any():
        at = near[joins]
        amount = _settle(total, _heads(at, back), far[joins], is_source)
        while len(at):  # what a tree is handed, all on the way back to its head have beyond them
            for row, values in zip(total, amount, strict=True):
                np.add.at(row, at, values)
            at = back[at]
            at, amount = at[at >= 0], amount[:, at >= 0]
    return total


def _tree_sums(worth: NDArray[np.bool_], back: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """Return for each visit the worth of itself and of all that lead back to it, of shape (radii, visits).

    The ways back are followed in strides that double: there are as many rounds as the logarithm of the longest way.
    The radii's counts are packed into one number, since a double holds whole numbers of 53 bits exactly.
    """
    bits = most.bit_length()
    per_number = 53 // bits
    shift = np.arange(len(worth)) % per_number * bits
    packed = np.add.reduceat(worth * 2.0 ** shift[:, None], np.arange(0, len(worth), per_number), axis=0)
    jump = back.copy()
    active = np.flatnonzero(back >= 0)
    stride = jump[active]
    while len(active):
        for row in packed:
            np.add(row, np.bincount(stride, weights=row[active], minlength=len(row)), out=row)
        stride = jump[stride]
        jump[active] = stride
        going = stride >= 0
        active, stride = active[going], stride[going]
    whole = packed.astype(np.int64)[np.arange(len(worth)) // per_number]
    return ((whole >> shift[:, None]) & (2**bits - 1)).astype(float)


def _heads(visit: NDArray[np.int64], back: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the ways back from visits end."""
    head = visit.copy()
    going = np.flatnonzero(back[head] >= 0)
    while len(going):
        head[going] = back[head[going]]
        going = going[back[head[going]] >= 0]
    return head


def _settle(
    total: NDArray[np.float64], start: NDArray[np.int64], end: NDArray[np.int64], is_source: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return what each step between trees hands back, of shape (radii, steps).

    Parameters
    ----------
    total : numpy.ndarray of shape (radii, visits)
        Sums over single trees.
    start, end : numpy.ndarray of shape (steps,)
        The head of the tree that the step leaves, and of the one it leads to.
    """
    heads, numbered = np.unique(np.concatenate([start, end]), return_inverse=True)
    start, end = np.split(numbered, 2)
    order = np.argsort(start, kind="stable")
    ptr = np.append(0, np.cumsum(np.bincount(start, minlength=len(heads))))
    waiting = np.bincount(end, minlength=len(heads))
    paths = is_source[heads].astype(float)
    front = np.flatnonzero(is_source[heads])
    fronts = []
    while len(front):  # a tree's turn comes when all that lead to it have had theirs
        step = order[ranges(ptr[front], ptr[front + 1])]
        np.add.at(paths, end[step], paths[start[step]])
        np.subtract.at(waiting, end[step], 1)
        front = _once(end[step[waiting[end[step]] == 0]], waiting)
        fronts.append(step)
    share = paths[start] / paths[end]
    sums = total[:, heads]
    for step in reversed(fronts):
        for row in sums:
            np.add.at(row, start[step], share[step] * row[end[step]])
    return share * sums[:, end]


def _once(values: NDArray[np.int64], scratch: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each value once; the scratch at these values is lost."""
    turn = np.arange(len(values))
    scratch[values] = turn
    return values[scratch[values] == turn]
