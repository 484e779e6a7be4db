"""The streets between junctions and dead ends, whole: what is left of them where only their class changes is joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from parklocus.indicators.network.street_squares import total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets


@dataclass(frozen=True)
class Links:
    """Streets from one node of degree other than 2 to the next; rings that stand alone have no such node.

    Attributes
    ----------
    u, v : numpy.ndarray of shape (links,)
        End nodes; the same for a loop.
    length : numpy.ndarray of shape (links,)
        Metres.
    of_edge : numpy.ndarray of shape (edges,)
        The link that each edge is part of, -1 for a ring that stands alone.
    """

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    length: NDArray[np.float64]
    of_edge: NDArray[np.int64]

    @classmethod
    def of(cls, streets: Streets) -> Links:
        """Join the edges that meet, two alone, at a node."""
        count = streets.n_edges
        edge = np.tile(np.arange(count), 2)
        node = np.concatenate([streets.edge_u, streets.edge_v]).astype(np.int64)
        passes = streets.degree[node] == 2
        order = np.argsort(node[passes], kind="stable")
        pairs = edge[passes][order].reshape(-1, 2)
        joints = coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        n_links, link = connected_components(joints, directed=False)
        length = np.bincount(link, weights=streets.edge_length, minlength=n_links)
        stops = np.flatnonzero(~passes)
        ends = stops[np.argsort(link[edge[stops]], kind="stable")].reshape(-1, 2)
        joined = link[edge[ends[:, 0]]]
        number = np.full(n_links, -1)
        number[joined] = np.arange(len(joined))
        return cls(u=node[ends[:, 0]], v=node[ends[:, 1]], length=length[joined], of_edge=number[link])

    def at_ends(self, amount: NDArray[np.float64], n_nodes: int) -> NDArray[np.float64]:
        """Return what edges hold, given half each to the two ends of their links; a ring that stands alone has none.

        Parameters
        ----------
        amount : numpy.ndarray of shape (edges,)
            What each edge holds in all, such as metres or people.
        n_nodes : int
            How many nodes there are.

        Returns
        -------
        numpy.ndarray of shape (nodes,)
        """
        linked = self.of_edge >= 0
        half = total(self.of_edge[linked], amount[linked], len(self.u)) / 2
        return total(self.u, half, n_nodes) + total(self.v, half, n_nodes)
