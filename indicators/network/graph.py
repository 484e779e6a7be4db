"""The street graph that distances are measured on; it can be split so that any position becomes a node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from parklocus.indicators.network.attach import Attachment
from parklocus.indicators.network.contraction import Contraction, least_arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets

SHORTEST = 1e-6  # metres; a zero would vanish from a sparse matrix


@dataclass(frozen=True)
class Graph:
    """Nodes and edges, walkable both ways.

    Edges are streets, or parts of streets after `split`; the first nodes are the streets' own, in their order.

    Attributes
    ----------
    x, y : numpy.ndarray of shape (nodes,)
        Positions in metres.
    u, v : numpy.ndarray of shape (edges,)
        End nodes.
    length : numpy.ndarray of shape (edges,)
        Metres.
    street : numpy.ndarray of shape (edges,)
        The street edge of which this is a part, ascending.
    start : numpy.ndarray of shape (edges,)
        Metres along the street edge at which the part begins; ascending within a street edge.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    length: NDArray[np.float64]
    street: NDArray[np.int64]
    start: NDArray[np.float64]

    @classmethod
    def from_streets(cls, streets: Streets) -> Graph:
        """Return the graph of whole street edges."""
        return cls(
            x=streets.node_x,
            y=streets.node_y,
            u=streets.edge_u.astype(np.int64),
            v=streets.edge_v.astype(np.int64),
            length=streets.edge_length,
            street=np.arange(streets.n_edges),
            start=np.zeros(streets.n_edges),
        )

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.x)

    @cached_property
    def matrix(self) -> csr_matrix:
        """Lengths between neighbours, both ways; of parallel edges the least."""
        return distance_matrix(self.n_nodes, self.u, self.v, self.length)

    @cached_property
    def contraction(self) -> Contraction:
        """The same graph without about two fifths of its nodes."""
        tail = np.repeat(np.arange(self.n_nodes), np.diff(self.matrix.indptr))
        head = self.matrix.indices.astype(np.int64)
        way = tail != head  # a loop is never part of a shortest path
        return Contraction.of(self.n_nodes, tail[way], head[way], self.matrix.data[way])

    @cached_property
    def edges_at(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each node the edges that end there: (edges, ptr); a loop stands twice."""
        end = np.concatenate([self.u, self.v])
        order = np.argsort(end, kind="stable")
        ptr = np.searchsorted(end[order], np.arange(self.n_nodes + 1))
        return order % len(self.u), ptr

    def locate(self, points: Attachment) -> Attachment:
        """Return points attached to street edges as attached to this graph's edges."""
        first = np.searchsorted(self.street, points.edge)
        parts = np.searchsorted(self.street, points.edge, side="right") - first
        key = self.street * 1e9 + self.start  # ascending, as no street edge is 1,000,000 km long
        part = np.searchsorted(key, points.edge * 1e9 + points.offset, side="right") - 1
        part = np.clip(part, first, first + np.maximum(parts, 1) - 1)
        on = points.attached
        edge = np.where(on, part, -1)
        offset = np.where(on, points.offset - self.start[np.where(on, part, 0)], 0.0)
        return Attachment(edge, offset, points.leg)

    def split(self, points: Attachment, xy: NDArray[np.float64]) -> tuple[Graph, NDArray[np.int64]]:
        """Make nodes of positions on street edges.

        Parameters
        ----------
        points : Attachment
            Positions, all attached.
        xy : numpy.ndarray of shape (points, 2)
            Where they lie on the street, in metres.

        Returns
        -------
        graph : Graph
            This graph with the edges split.
        node : numpy.ndarray of shape (points,)
            The node of each position; an end of its edge where it lies at that end.
        """
        at = self.locate(points)
        node = np.full(len(at.edge), -1, dtype=np.int64)
        node[at.offset <= SHORTEST] = self.u[at.edge[at.offset <= SHORTEST]]
        at_end = at.offset >= self.length[at.edge] - SHORTEST
        node[at_end] = self.v[at.edge[at_end]]
        inside = np.flatnonzero(node < 0)
        order = inside[np.lexsort((at.offset[inside], at.edge[inside]))]
        edge, offset = at.edge[order], at.offset[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (edge[1:] != edge[:-1]) | (offset[1:] - offset[:-1] > SHORTEST)
        node[order] = self.n_nodes + np.cumsum(new) - 1
        edge, offset, place = edge[new], offset[new], xy[order[new]]

        # A split edge keeps its first part; each new node begins another.
        whole = np.arange(len(self.u))
        source = np.concatenate([whole, edge])
        begin = np.concatenate([np.zeros(len(whole)), offset])
        begin_node = np.concatenate([self.u, self.n_nodes + np.arange(len(edge))])
        rank = np.lexsort((begin, source))
        source, begin, begin_node = source[rank], begin[rank], begin_node[rank]
        is_last = np.append(source[1:] != source[:-1], True)
        finish = np.where(is_last, self.length[source], np.append(begin[1:], 0.0))
        finish_node = np.where(is_last, self.v[source], np.append(begin_node[1:], 0))
        graph = Graph(
            x=np.concatenate([self.x, place[:, 0]]),
            y=np.concatenate([self.y, place[:, 1]]),
            u=begin_node,
            v=finish_node,
            length=finish - begin,
            street=self.street[source],
            start=self.start[source] + begin,
        )
        return graph, node


def distance_matrix(
    n_nodes: int, u: NDArray[np.int64], v: NDArray[np.int64], length: NDArray[np.float64]
) -> csr_matrix:
    """Return the lengths between neighbours, both ways, as a sparse matrix; of parallel edges the least counts.

    Parameters
    ----------
    n_nodes : int
        How many nodes there are.
    u, v : numpy.ndarray of shape (edges,)
        End nodes.
    length : numpy.ndarray of shape (edges,)
        Metres; a zero stays an edge.
    """
    row = np.concatenate([u, v])
    column = np.concatenate([v, u])
    value = np.maximum(np.concatenate([length, length]), SHORTEST)
    row, column, value = least_arcs(row, column, value)
    return coo_matrix((value, (row, column)), shape=(n_nodes, n_nodes)).tocsr()
