"""Take nodes out of a graph, no two of them neighbours: distances are searched for between the others alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_NEIGHBOURS = 3  # a node with more would leave more shortcuts than it had streets
_ROUNDS = 4  # after as many hardly any node is left to be taken out


@dataclass(frozen=True)
class Contraction:
    """A graph without about two fifths of its nodes; shortcuts keep the ways through them.

    A node that is out hangs on at most three others. Its distance to any other node is the least of theirs with the
    streets to them added, so that no search has to start at it or pass it.

    Attributes
    ----------
    is_out : numpy.ndarray of shape (nodes,)
        Which nodes are taken out.
    turn : numpy.ndarray of shape (nodes,)
        0 for those that stay; of those taken out 1 where one hangs on three others, 2 on two, 3 on one.
    row : numpy.ndarray of shape (nodes,)
        Of those taken out, the row in the next two.
    neighbour : numpy.ndarray of shape (out, 3)
        What each hangs on; where these are fewer, the first again.
    metres : numpy.ndarray of shape (out, 3)
        To the neighbours; where these are fewer, infinite.
    ptr : numpy.ndarray of shape (nodes + 1,)
        Where the arcs of each node begin.
    head, length : numpy.ndarray of shape (arcs,)
        Streets and shortcuts between the other nodes, both ways: where to, and metres.
    """

    is_out: NDArray[np.bool_]
    turn: NDArray[np.int8]
    row: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    metres: NDArray[np.float64]
    ptr: NDArray[np.int64]
    head: NDArray[np.int64]
    length: NDArray[np.float64]

    @classmethod
    def of(
        cls, n_nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64], length: NDArray[np.float64]
    ) -> Contraction:
        """Take nodes out of a graph.

        Parameters
        ----------
        n_nodes : int
            How many nodes there are.
        tail, head, length : numpy.ndarray of shape (arcs,)
            Both ways of every edge, sorted by tail; no loops, and of parallel edges the least.
        """
        neighbours = np.bincount(tail, minlength=n_nodes)
        is_out = _apart(neighbours, tail, head)
        out = np.flatnonzero(is_out)
        place = np.arange(MOST_NEIGHBOURS)
        has = place < neighbours[out, None]
        arc = np.searchsorted(tail, out)[:, None] + np.where(has, place, 0)
        neighbour, metres = head[arc], np.where(has, length[arc], np.inf)
        stays = ~(is_out[tail] | is_out[head])
        tails, heads, lengths = [tail[stays]], [head[stays]], [length[stays]]
        for one in range(MOST_NEIGHBOURS):
            for other in range(MOST_NEIGHBOURS):
                both = np.flatnonzero(has[:, one] & has[:, other]) if one != other else np.empty(0, dtype=np.int64)
                tails.append(neighbour[both, one])
                heads.append(neighbour[both, other])
                lengths.append(metres[both, one] + metres[both, other])
        shorter = least_arcs(np.concatenate(tails), np.concatenate(heads), np.concatenate(lengths))
        turn = np.where(is_out, MOST_NEIGHBOURS + 1 - neighbours, 0).astype(np.int8)
        row = np.cumsum(is_out) - 1
        ptr = np.searchsorted(shorter[0], np.arange(n_nodes + 1))
        return cls(is_out, turn, row, neighbour, metres, ptr, shorter[1], shorter[2])

    def among(self, nodes: NDArray[np.int64], number: NDArray[np.int64]) -> csr_matrix:
        """Return metres between some of the nodes that stay, as a sparse matrix.

        Parameters
        ----------
        nodes : numpy.ndarray of shape (some,)
            Nodes that stay.
        number : numpy.ndarray of shape (nodes,)
            The place of each node among these; -1 for others that stay.
        """
        begin, end = self.ptr[nodes], self.ptr[nodes + 1]
        arc = ranges(begin, end)
        head = number[self.head[arc]]
        inside = head >= 0
        ptr = np.append(0, np.cumsum(inside))[np.append(0, np.cumsum(end - begin))]
        arcs = (self.length[arc[inside]], head[inside].astype(np.int32), ptr.astype(np.int32))
        return csr_matrix(arcs, shape=(len(nodes), len(nodes)))

    def reached(
        self, sources: NDArray[np.int64], nodes: NDArray[np.int64], limit: float, number: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return some nodes, all within a limit of one of several sources among them, by one search from all sources.

        Parameters
        ----------
        sources : numpy.ndarray of shape (sources,)
            Where to start.
        nodes : numpy.ndarray of shape (some,)
            Nodes that the ways do not leave.
        limit : float
            Metres.
        number : numpy.ndarray of shape (nodes,)
            -1 for every node; left as it was.
        """
        kept, out = nodes[~self.is_out[nodes]], nodes[self.is_out[nodes]]
        number[kept] = np.arange(len(kept))
        # A source that is out hangs on nodes that are farther off than nothing: a few nodes too many are reached.
        hung_on = self.neighbour[self.row[sources[self.is_out[sources]]]].ravel()
        start = np.unique(number[np.concatenate([sources[~self.is_out[sources]], hung_on])])
        start = start[start >= 0]
        least = np.full(len(kept) + 1, np.inf)  # the last stands for all that are elsewhere
        if len(start):
            least[:-1] = dijkstra(self.among(kept, number), directed=True, indices=start, limit=limit, min_only=True)
        row = self.row[out]
        hanging = (least[number[self.neighbour[row]]] + self.metres[row] <= limit).any(axis=1)
        number[kept] = -1
        return np.union1d(np.concatenate([kept[np.isfinite(least[:-1])], out[hanging]]), sources)


def least_arcs(
    tail: NDArray[np.int64], head: NDArray[np.int64], length: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return arcs sorted by tail and head, of parallel ones the least."""
    order = np.lexsort((length, head, tail))
    tail, head, length = tail[order], head[order], length[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return tail[first], head[first], length[first]


def _apart(neighbours: NDArray[np.int64], tail: NDArray[np.int64], head: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Choose nodes with few neighbours, no two of them neighbours: in each round those that come before theirs do."""
    free = (neighbours > 0) & (neighbours <= MOST_NEIGHBOURS)
    turn = neighbours * len(neighbours) + np.random.default_rng(0).permutation(len(neighbours))  # dead ends first
    chosen = np.zeros(len(neighbours), dtype=bool)
    for _round in range(_ROUNDS):
        rivals = free[tail] & free[head]
        later = tail[rivals][turn[tail[rivals]] > turn[head[rivals]]]
        new = free.copy()
        new[later] = False
        chosen |= new
        free &= ~new
        free[head[new[tail]]] = False
    return chosen
