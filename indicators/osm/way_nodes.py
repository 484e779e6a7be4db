"""The nodes of ways: where they lie, what is known of them, which make rings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from parklocus.indicators.osm.rings import LEAST_RING, ring_corners
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.osm.node_locations import NodeLocations
    from parklocus.indicators.osm.objects import Objects


class Pieces(NamedTuple):
    """Stretches of ways, one after the other.

    Attributes
    ----------
    refs : numpy.ndarray of shape (nodes,)
        OSM node ids.
    x, y : numpy.ndarray of shape (nodes,)
        Their positions in 1e-7 degrees.
    sizes : numpy.ndarray of shape (pieces,)
        How many nodes each has.
    ways : numpy.ndarray of shape (pieces,)
        Which of the ways each is of.
    """

    refs: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    sizes: NDArray[np.int64]
    ways: NDArray[np.int64]

    def only(self, ways: NDArray[np.bool_]) -> Pieces:
        """Return the pieces of the ways that have the flag."""
        chosen = ways[self.ways]
        nodes = np.repeat(chosen, self.sizes)
        return Pieces(self.refs[nodes], self.x[nodes], self.y[nodes], self.sizes[chosen], self.ways[chosen])

    def each(self) -> list[NDArray[np.float64]]:
        """Return the positions of each piece as lon, lat in degrees."""
        degrees = np.column_stack([self.x, self.y]) / 1e7
        ends = np.cumsum(self.sizes).tolist()
        return [degrees[end - size : end] for end, size in zip(ends, self.sizes.tolist(), strict=True)]


class WayNodes:
    """The nodes of some ways of a block.

    Attributes
    ----------
    is_closed : numpy.ndarray of bool
        Which ways end at the node at which they begin.
    is_ring : numpy.ndarray of bool
        Which end where they begin, and may be an area.
    is_plain : numpy.ndarray of bool
        Of which all nodes are known, and none lies where the one before it lies.
    """

    def __init__(self, block: Objects, chosen: NDArray[np.int64], locations: NodeLocations) -> None:
        size = block.ref_ptr[chosen + 1] - block.ref_ptr[chosen]
        self._ptr = np.append(0, np.cumsum(size))
        self._refs = block.refs[ranges(block.ref_ptr[chosen], block.ref_ptr[chosen + 1])]
        self._x, self._y, self._known = locations.find(self._refs)
        first, last = self._ptr[:-1], self._ptr[1:] - 1
        first, last = np.where(size > 0, first, -1), np.where(size > 0, last, -1)
        in_place = np.zeros(len(self._refs), dtype=bool)
        in_place[1:] = (self._x[1:] == self._x[:-1]) & (self._y[1:] == self._y[:-1])
        in_place[self._ptr[:-1][size > 0]] = False
        closed = (size > 0) & (self._refs[first] == self._refs[last]) if len(self._refs) else size > 0
        self.is_closed: NDArray[np.bool_] = closed
        is_ring = size >= LEAST_RING
        if len(self._refs):
            is_ring &= self._known[first] & self._known[last]
            is_ring &= (self._x[first] == self._x[last]) & (self._y[first] == self._y[last])
        self.is_ring: NDArray[np.bool_] = is_ring
        odd = np.append(0, np.cumsum(~self._known | in_place))
        self.is_plain: NDArray[np.bool_] = odd[self._ptr[1:]] == odd[self._ptr[:-1]]

    def pieces(self, ways: NDArray[np.int64]) -> Pieces:
        """Return the stretches of some ways whose nodes are in the file, with at least two nodes each."""
        ptr, index = self._nodes_of(ways)
        begins = np.zeros(len(index), dtype=bool)
        begins[ptr[:-1][np.diff(ptr) > 0]] = True
        refs, known = self._refs[index], self._known[index]
        follows = ~begins & np.roll(known, 1)
        kept = known & ~(follows & (refs == np.roll(refs, 1)))
        piece = np.cumsum(known & ~follows) - 1
        size = np.bincount(piece[kept])
        kept &= (size > 1)[piece] if len(size) else False
        way = np.repeat(np.arange(len(ways)), np.diff(ptr))[known & ~follows]
        at = index[kept]
        return Pieces(refs[kept], self._x[at], self._y[at], size[size > 1], way[size > 1])

    def _nodes_of(self, ways: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where the nodes of each of some ways begin, and the numbers of these nodes, way after way."""
        begin, end = self._ptr[ways], self._ptr[ways + 1]
        return np.append(0, np.cumsum(end - begin)), ranges(begin, end)

    def corners(self, rings: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the corners of closed ways, counter-clockwise, in 1e-7 degrees, and where each ring begins."""
        ptr, index = self._nodes_of(rings)
        return ring_corners(self._x[index], self._y[index], ptr), ptr
