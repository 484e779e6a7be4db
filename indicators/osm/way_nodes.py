"""The nodes of ways: where they lie, what is known of them, which make rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.osm.node_locations import NodeLocations
    from parklocus.indicators.osm.pbf import Objects

    Piece = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]  # node ids, positions in 1e-7 degrees

_LEAST_RING = 4  # nodes, of which the last is the first


class WayNodes:
    """The nodes of some ways of a block.

    Attributes
    ----------
    is_closed : list of bool
        Which ways end at the node at which they begin.
    is_ring : list of bool
        Which end where they begin, and may be an area.
    is_plain : list of bool
        Of which all nodes are known, and none lies where the one before it lies.
    """

    def __init__(self, block: Objects, chosen: NDArray[np.int64], locations: NodeLocations) -> None:
        size = block.ref_ptr[chosen + 1] - block.ref_ptr[chosen]
        self._ptr = np.append(0, np.cumsum(size))
        self._ends: list[int] = self._ptr.tolist()
        self._refs = block.refs[np.repeat(block.ref_ptr[chosen] - self._ptr[:-1], size) + np.arange(self._ptr[-1])]
        self._x, self._y, self._known = locations.find(self._refs)
        first, last = self._ptr[:-1], self._ptr[1:] - 1
        first, last = np.where(size > 0, first, -1), np.where(size > 0, last, -1)
        follows = np.ones(len(self._refs), dtype=bool)
        follows[self._ptr[:-1][size > 0]] = False
        again = follows & (self._refs == np.roll(self._refs, 1))
        in_place = follows & (self._x == np.roll(self._x, 1)) & (self._y == np.roll(self._y, 1))
        self._is_whole = self._none(~self._known | again)
        closed = (size > 0) & (self._refs[first] == self._refs[last]) if len(self._refs) else size > 0
        self.is_closed: list[bool] = closed.tolist()
        is_ring = size >= _LEAST_RING
        if len(self._refs):
            is_ring &= self._known[first] & self._known[last]
            is_ring &= (self._x[first] == self._x[last]) & (self._y[first] == self._y[last])
        self.is_ring: list[bool] = is_ring.tolist()
        self.is_plain: list[bool] = self._none(~self._known | in_place)

    def _none(self, flags: NDArray[np.bool_]) -> list[bool]:
        """Return of each way whether none of its nodes has the flag."""
        total = np.append(0, np.cumsum(flags))
        none: list[bool] = (total[self._ptr[1:]] == total[self._ptr[:-1]]).tolist()
        return none

    def pieces(self, at: int) -> list[Piece]:
        """Return the stretches of a way whose nodes are in the file, with at least two nodes each."""
        begin, end = self._ends[at], self._ends[at + 1]
        if self._is_whole[at]:
            return [self._piece(slice(begin, end))] if end - begin > 1 else []
        return [self._piece(part) for part in self._known_parts(begin, end)]

    def _piece(self, part: slice | list[int]) -> Piece:
        return self._refs[part], self._x[part], self._y[part]

    def _known_parts(self, begin: int, end: int) -> Iterator[list[int]]:
        part: list[int] = []
        for number in range(begin, end):
            if not self._known[number]:
                if len(part) > 1:
                    yield part
                part = []
            elif not part or self._refs[number] != self._refs[part[-1]]:
                part.append(number)
        if len(part) > 1:
            yield part

    def polygons(self, rings: list[int]) -> tuple[NDArray[np.object_], NDArray[np.float64], NDArray[np.int64]]:
        """Return closed ways as polygons, counter-clockwise, their corners in degrees, and how many each has."""
        begin, end = self._ptr[rings], self._ptr[np.array(rings) + 1]
        size = end - begin
        ptr = np.append(0, np.cumsum(size))
        index = np.repeat(begin - ptr[:-1], size) + np.arange(ptr[-1])
        # Twice the area of each ring, in whole numbers; the last corner of a ring is its first.
        x, y = (c[index] - np.repeat(c[begin], size).astype(np.int64) for c in (self._x, self._y))
        double = np.add.reduceat(x * np.roll(y, -1) - np.roll(x, -1) * y, ptr[:-1])
        back = np.repeat(begin + end - 1, size) - index
        index = np.where(np.repeat(double < 0, size), back, index)
        lon_lat = np.column_stack([self._x[index], self._y[index]]) / 1e7
        made = shapely.polygons(shapely.linearrings(lon_lat, indices=np.repeat(np.arange(len(rings)), size)))
        return made, lon_lat, size
