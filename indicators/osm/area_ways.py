"""The ways that areas of several parts are made of, and closed ways that are no plain ring, with their nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.osm.rings import LEAST_RING
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.osm.node_locations import NodeLocations
    from parklocus.indicators.osm.objects import Objects


@dataclass(frozen=True, eq=False)
class AreaWays:
    """Ways with their nodes, way after way.

    Attributes
    ----------
    row : dict
        Which row each way is, by its id.
    ptr : numpy.ndarray of shape (ways + 1,)
        Where each begins in the nodes.
    refs, x, y, known : numpy.ndarray of shape (nodes,)
        Ids, positions in 1e-7 degrees, and which positions are known.
    is_ring : numpy.ndarray of shape (ways,)
        Which end where they begin, with corners enough for an area, all of them known.
    """

    row: dict[int, int]
    ptr: NDArray[np.int64]
    refs: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    known: NDArray[np.bool_]
    is_ring: NDArray[np.bool_]

    def nodes(self, way: int) -> tuple[list[int], list[int], list[int], list[bool]]:
        """Return the nodes of a way: ids, positions, and which of these are known."""
        part = slice(self.ptr[self.row[way]], self.ptr[self.row[way] + 1])
        return self.refs[part].tolist(), self.x[part].tolist(), self.y[part].tolist(), self.known[part].tolist()


class AreaWayCollector:
    """Gathers ways, block by block."""

    def __init__(self) -> None:
        self._ids: list[NDArray[np.int64]] = []
        self._sizes: list[NDArray[np.int64]] = []
        self._refs: list[NDArray[np.int64]] = []

    def add(self, block: Objects, ways: NDArray[np.int64]) -> None:
        """Keep some ways of a block."""
        begin, end = block.ref_ptr[ways], block.ref_ptr[ways + 1]
        self._ids.append(block.ids[ways])
        self._sizes.append(end - begin)
        self._refs.append(block.refs[ranges(begin, end)])

    def finish(self, locations: NodeLocations) -> AreaWays:
        """Return all, with where their nodes lie."""
        nothing = np.empty(0, dtype=np.int64)
        ids, sizes, refs = (np.concatenate([nothing, *parts]) for parts in (self._ids, self._sizes, self._refs))
        ptr = np.append(0, np.cumsum(sizes))
        x, y, known = locations.find(refs)
        missing = np.append(0, np.cumsum(~known))
        is_ring = (sizes >= LEAST_RING) & (missing[ptr[1:]] == missing[ptr[:-1]])
        is_ring[is_ring] = refs[ptr[:-1][is_ring]] == refs[ptr[1:][is_ring] - 1]
        row = {way: number for number, way in enumerate(ids.tolist())}
        return AreaWays(row, ptr, refs, x, y, known, is_ring)
