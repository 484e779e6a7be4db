"""The street network as arrays: nodes, edges with their geometry, chains of degree 2 contracted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SCRAP_SHARE = 0.01
ATTACH_LIMIT = 200.0  # metres; farther off any street a point is not attached


@dataclass(frozen=True)
class Streets:
    """Streets in a metric CRS: those that can be walked, both ways, or with `mode_streets` those of another mode.

    Parallel edges and loops stay; an edge is of one class from end to end, so a node of degree 2 is left only
    where the class changes or a ring stands alone.

    Attributes
    ----------
    node_x, node_y : numpy.ndarray of shape (nodes,)
        Positions in metres.
    node_osm : numpy.ndarray of shape (nodes,)
        OSM node ids.
    edge_u, edge_v : numpy.ndarray of shape (edges,)
        End nodes.
    edge_class : numpy.ndarray of shape (edges,)
        Codes of `osm.tags.STREET_CLASSES`.
    vertex_x, vertex_y : numpy.ndarray of shape (vertices,)
        The edges' vertices, one edge after the other, ends included.
    edge_ptr : numpy.ndarray of shape (edges + 1,)
        Where each edge begins in the vertices.
    """

    node_x: NDArray[np.float64]
    node_y: NDArray[np.float64]
    node_osm: NDArray[np.int64]
    edge_u: NDArray[np.int32]
    edge_v: NDArray[np.int32]
    edge_class: NDArray[np.int8]
    vertex_x: NDArray[np.float64]
    vertex_y: NDArray[np.float64]
    edge_ptr: NDArray[np.int64]

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.node_x)

    @property
    def n_edges(self) -> int:
        """How many edges there are."""
        return len(self.edge_u)

    @cached_property
    def edge_length(self) -> NDArray[np.float64]:
        """Lengths of the edges in metres."""
        return self.vertex_position[self.edge_ptr[1:] - 1]

    @cached_property
    def vertex_position(self) -> NDArray[np.float64]:
        """Metres from the start of its edge to each vertex."""
        step = np.hypot(
            np.diff(self.vertex_x, prepend=self.vertex_x[:1]), np.diff(self.vertex_y, prepend=self.vertex_y[:1])
        )
        step[self.edge_ptr[:-1]] = 0.0
        total = np.cumsum(step)
        return total - np.repeat(total[self.edge_ptr[:-1]], np.diff(self.edge_ptr))

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """How many edge ends meet at each node; a loop counts twice."""
        return np.bincount(self.edge_u, minlength=self.n_nodes) + np.bincount(self.edge_v, minlength=self.n_nodes)

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """The connected component of each node, numbered from the largest (0) to the smallest."""
        shape = (self.n_nodes, self.n_nodes)
        links = coo_matrix((np.ones(self.n_edges, dtype=np.int8), (self.edge_u, self.edge_v)), shape=shape)
        count, label = connected_components(links, directed=False)
        size = np.bincount(label, minlength=count)
        first_node = np.full(count, self.n_nodes)
        np.minimum.at(first_node, label, np.arange(self.n_nodes))
        rank = np.empty(count, dtype=np.int32)
        rank[np.lexsort((first_node, -size))] = np.arange(count, dtype=np.int32)
        return rank[label]

    @cached_property
    def is_cut_off(self) -> NDArray[np.bool_]:
        """Which edges belong to a scrap of network, such as the outline of a square that no street is joined to.

        A scrap is a component with less than a hundredth of the nodes of the largest.
        """
        size = np.bincount(self.component)
        return (size < SCRAP_SHARE * size[0])[self.component[self.edge_u]]

    @cached_property
    def connected(self) -> tuple[NDArray[np.int64], shapely.STRtree]:
        """The edges that are not cut off, and a spatial index over them."""
        edges = np.flatnonzero(~self.is_cut_off)
        return edges, shapely.STRtree(self.lines[edges])

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """The edges as shapely lines."""
        return self.lines_of(np.arange(self.n_edges))

    def lines_of(self, edges: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return some of the edges as shapely lines, where all are not needed."""
        begin, end = self.edge_ptr[edges], self.edge_ptr[edges + 1]
        vertex = ranges(begin, end)
        xy = np.column_stack([self.vertex_x[vertex], self.vertex_y[vertex]])
        return np.asarray(shapely.linestrings(xy, indices=np.repeat(np.arange(len(edges)), end - begin)), dtype=object)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """A spatial index over the edges."""
        return shapely.STRtree(self.lines)

    def interpolate(self, edge: NDArray[np.int64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the positions, of shape (points, 2), that lie `offset` metres along the edges."""
        along, step = self._along
        wanted = edge * step + offset
        return np.column_stack([np.interp(wanted, along, self.vertex_x), np.interp(wanted, along, self.vertex_y)])

    @cached_property
    def _along(self) -> tuple[NDArray[np.float64], float]:
        """All vertices' positions laid end to end, edge after edge, and the room that each edge has."""
        step = float(self.vertex_position.max(initial=0.0)) + 1.0
        edge_of_vertex = np.repeat(np.arange(self.n_edges), np.diff(self.edge_ptr))
        return edge_of_vertex * step + self.vertex_position, step

    @classmethod
    def empty(cls) -> Streets:
        """Return streets without a node."""
        metres, numbers = np.empty(0), np.empty(0, dtype=np.int32)
        kinds, begins = np.empty(0, dtype=np.int8), np.zeros(1, dtype=np.int64)
        return cls(metres, metres, numbers.astype(np.int64), numbers, numbers, kinds, metres, metres, begins)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that make up the streets, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Streets:
        """Make streets of what `to_arrays` gave."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})


def build_streets(
    refs: NDArray[np.int64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    ptr: NDArray[np.int64],
    classes: NDArray[np.int8],
) -> Streets:
    """Build the network of OSM ways.

    Parameters
    ----------
    refs, x, y : numpy.ndarray of shape (vertices,)
        Node ids and metric positions of the ways' vertices, one way after the other.
    ptr : numpy.ndarray of shape (ways + 1,)
        Where each way begins.
    classes : numpy.ndarray of shape (ways,)
        The ways' classes.
    """
    return join_ways(refs, x, y, ptr, classes, kinds=classes, directed=np.zeros(len(classes), dtype=bool)).streets


@dataclass(frozen=True)
class JoinedWays:
    """Streets, and for each edge a way that it is made of.

    Attributes
    ----------
    streets : Streets
        The network.
    way : numpy.ndarray of shape (edges,)
        The first of the ways that the edge is made of; all are of one kind.
    backward : numpy.ndarray of shape (edges,)
        Whether the edge runs against that way, and against all if they are directed.
    """

    streets: Streets
    way: NDArray[np.int64]
    backward: NDArray[np.bool_]


def join_ways(
    refs: NDArray[np.int64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    ptr: NDArray[np.int64],
    classes: NDArray[np.int8],
    *,
    kinds: NDArray[Any],
    directed: NDArray[np.bool_],
) -> JoinedWays:
    """Build the network of OSM ways, and say what each edge is made of.

    Parameters
    ----------
    refs, x, y, ptr, classes
        As for `build_streets`.
    kinds : numpy.ndarray of shape (ways,)
        Only ways of one kind become one edge.
    directed : numpy.ndarray of shape (ways,)
        Ways that differ by direction: they become one edge only where one goes on as the other.
    """
    if not len(classes):
        return JoinedWays(Streets.empty(), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool))
    osm_ids, first, vertex = np.unique(refs, return_index=True, return_inverse=True)
    uses = np.bincount(vertex, minlength=len(osm_ids))
    is_end = np.zeros(len(refs), dtype=bool)
    is_end[ptr[:-1]] = True
    is_end[ptr[1:] - 1] = True
    is_node = uses > 1
    is_node[vertex[is_end]] = True

    # Ways are cut at every node, so that a piece runs from node to node.
    cut = np.flatnonzero(is_node[vertex])
    last_of_way = np.zeros(len(refs), dtype=bool)
    last_of_way[ptr[1:] - 1] = True
    begins = cut[~last_of_way[cut]]
    stops = cut[np.searchsorted(cut, begins) + 1]
    way = np.searchsorted(ptr, begins, side="right") - 1
    partner = _partners(vertex[begins], vertex[stops], kinds[way], directed[way], len(osm_ids))
    piece, backward, chain_ptr = _chains(partner)
    index, edge_ptr = _chain_vertices(begins[piece], stops[piece], backward, chain_ptr)
    path = vertex[index]
    ends = np.column_stack([path[edge_ptr[:-1]], path[edge_ptr[1:] - 1]])
    kept, renumbered = np.unique(ends, return_inverse=True)
    node = renumbered.reshape(ends.shape)
    way_of_edge = way[piece[chain_ptr[:-1]]]
    streets = Streets(
        node_x=x[first[kept]],
        node_y=y[first[kept]],
        node_osm=osm_ids[kept],
        edge_u=node[:, 0].astype(np.int32),
        edge_v=node[:, 1].astype(np.int32),
        edge_class=classes[way_of_edge],
        vertex_x=x[index],
        vertex_y=y[index],
        edge_ptr=edge_ptr,
    )
    return JoinedWays(streets, way_of_edge, backward[chain_ptr[:-1]])


def _partners(
    u: NDArray[np.int64], v: NDArray[np.int64], kinds: NDArray[Any], directed: NDArray[np.bool_], n_vertices: int
) -> NDArray[np.int64]:
    """Join pieces that meet, two alone and of one kind, at a vertex; directed ones only end to beginning.

    Returns
    -------
    numpy.ndarray of shape (2 * pieces,)
        For the end at `u` of each piece, then for that at `v`, the end that it is joined to, or -1.
    """
    n_pieces = len(u)
    degree = np.bincount(u, minlength=n_vertices) + np.bincount(v, minlength=n_vertices)
    vertex_of_end = np.concatenate([u, v])
    ends = np.flatnonzero(degree[vertex_of_end] == 2)
    one_end, other_end = ends[np.argsort(vertex_of_end[ends], kind="stable")].reshape(-1, 2).T
    one, other = one_end % n_pieces, other_end % n_pieces
    goes_on = (one_end < n_pieces) != (other_end < n_pieces)
    joins = (one != other) & (kinds[one] == kinds[other]) & (goes_on | ~directed[one])
    partner = np.full(2 * n_pieces, -1)
    partner[one_end[joins]] = other_end[joins]
    partner[other_end[joins]] = one_end[joins]
    return partner


def _chains(partner: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Follow pieces from end to end, as `_partners` joins them.

    Returns
    -------
    piece, backward, ptr
        The pieces in the order of the chains they form, whether each is walked against its direction, and where
        each chain begins: chains in the order of their first ends, then rings.
    """
    n_pieces = len(partner) // 2
    is_alone = (partner[:n_pieces] < 0) & (partner[n_pieces:] < 0)  # most are: a chain of one piece
    partner_of = partner.tolist()
    seen = bytearray(is_alone.tobytes())
    entered: list[int] = []  # the end at which each piece is entered
    first: list[int] = []
    count: list[int] = []

    def follow(end: int) -> None:
        before = len(entered)
        while end >= 0 and not seen[end % n_pieces]:
            seen[end % n_pieces] = 1
            entered.append(end)
            end = partner_of[(end + n_pieces) % (2 * n_pieces)]
        count.append(len(entered) - before)

    for end in np.flatnonzero((partner < 0) & ~np.tile(is_alone, 2)).tolist():
        if not seen[end % n_pieces]:
            first.append(end)
            follow(end)
    for piece in np.flatnonzero(~is_alone).tolist():  # what is left are rings
        if not seen[piece]:
            first.append(2 * n_pieces + piece)
            follow(piece)

    alone = np.flatnonzero(is_alone)
    ends = np.concatenate([alone, np.array(entered, dtype=np.int64)])
    size = np.concatenate([np.ones(len(alone), dtype=np.int64), np.array(count, dtype=np.int64)])
    order = np.argsort(np.concatenate([alone, np.array(first, dtype=np.int64)]), kind="stable")
    stop = np.cumsum(size)
    ends = ends[ranges((stop - size)[order], stop[order])]
    return ends % n_pieces, ends >= n_pieces, np.append(0, np.cumsum(size[order]))


def _chain_vertices(
    begins: NDArray[np.int64], stops: NDArray[np.int64], backward: NDArray[np.bool_], chain_ptr: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the vertices of every chain in walking order, shared ones once, and where each chain begins."""
    is_first = np.zeros(len(begins), dtype=bool)
    is_first[chain_ptr[:-1]] = True
    count = stops - begins + is_first  # a later piece leaves out the vertex it shares with the one before
    total = np.cumsum(count)
    within = np.arange(total[-1]) - np.repeat(total - count, count)
    skip = np.repeat(~is_first, count)
    step = within + skip
    index = np.where(np.repeat(backward, count), np.repeat(stops, count) - step, np.repeat(begins, count) + step)
    edge_ptr = np.append(0, total)[chain_ptr]
    return index, edge_ptr
