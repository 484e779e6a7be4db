"""The bounded pass: what a block of sources reaches within a limit, and what is read off it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.tiles import tiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.network.tiles import Tile, TileTargets

SOURCES_PER_BLOCK = 256


@dataclass(frozen=True)
class Sources:
    """Points from which is measured.

    Attributes
    ----------
    node : numpy.ndarray of shape (sources,)
        Nodes of the network's graph.
    leg : numpy.ndarray of shape (sources,)
        Metres from the point to its node, off the streets.
    x, y : numpy.ndarray of shape (sources,)
        The points' own positions in metres.
    left_out : numpy.ndarray of shape (sources, places), optional
        Places that do not count for a source.
    """

    node: NDArray[np.int64]
    leg: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    left_out: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.node)


class Reach:
    """What a block of sources reaches within a limit.

    Attributes
    ----------
    rows : numpy.ndarray of shape (block,)
        The sources' numbers.
    distance : numpy.ndarray of shape (block, tile nodes)
        Metres to each node of the tile, the source's leg included; infinite beyond the limit.
    """

    def __init__(
        self, tile: Tile, rows: NDArray[np.int64], distance: NDArray[np.float64], left_out: NDArray[np.bool_] | None
    ) -> None:
        self.tile = tile
        self.rows = rows
        self.distance = distance
        self._left_out = left_out
        self._place_distance: NDArray[np.float64] | None = None
        self._counts: dict[float, NDArray[np.int64]] = {}
        self._areas: dict[float, NDArray[np.float64]] = {}
        self._line_distance: tuple[NDArray[np.float64], NDArray[np.int64]] | None = None

    @property
    def network(self) -> StreetNetwork:
        """The network that is measured."""
        return self.tile.network

    def place_distance(self) -> NDArray[np.float64]:
        """Return metres to each place of the tile, of shape (block, tile places)."""
        if self._place_distance is None:
            places = self.tile.places
            metres = self._to_targets(places)
            if self._left_out is not None:
                metres[self._left_out[:, places.member]] = np.inf
            self._place_distance = metres
        return self._place_distance

    def place_counts(self, radius: float) -> NDArray[np.int64]:
        """Return how many places of each category lie within the radius, of shape (block, categories)."""
        if radius not in self._counts:
            within = self.place_distance() <= radius
            counts = np.zeros((len(self.rows), len(self.network.city.categories)), dtype=np.int64)
            category = self.tile.places.group
            start = _starts(category)
            if len(start):
                counts[:, category[start]] = np.add.reduceat(within, start, axis=1, dtype=np.int64)
            self._counts[radius] = counts
        return self._counts[radius]

    def area(self, radius: float) -> NDArray[np.float64]:
        """Return the catchment's area in km²: the land of the street length reached, of shape (block,)."""
        if radius not in self._areas:
            tile = self.tile
            left = np.maximum(radius - self.distance, 0.0)
            reached = np.minimum(left[:, tile.u] + left[:, tile.v], tile.length)
            self._areas[radius] = np.einsum("ij,j->i", reached, tile.land) / 1e6  # matmul would start BLAS threads
        return self._areas[radius]

    def stop_count(self, radius: float) -> NDArray[np.int64]:
        """Return how many stops lie within the radius, those of one name nearby once, of shape (block,)."""
        return self._groups_within(self._to_targets(self.tile.stops), self.tile.stops.group, radius)

    def junction_count(self, radius: float) -> NDArray[np.int64]:
        """Return how many consolidated junctions lie within the radius, of shape (block,)."""
        node, group = self.tile.junctions
        return self._groups_within(self.distance[:, node], group, radius)

    def line_distance(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return metres to the nearest stop of each line near the tile, and the lines' numbers."""
        if self._line_distance is None:
            stops = self.tile.line_stops
            start = _starts(stops.group)
            metres = _least(self._to_targets(stops), start)
            self._line_distance = metres, stops.group[start]
        return self._line_distance

    def _to_targets(self, targets: TileTargets) -> NDArray[np.float64]:
        by_u = self.distance[:, targets.u] + targets.from_u
        by_v = self.distance[:, targets.v] + targets.from_v
        return np.minimum(by_u, by_v, out=by_u)

    def _groups_within(self, metres: NDArray[np.float64], group: NDArray[np.int64], radius: float) -> NDArray[np.int64]:
        return np.count_nonzero(_least(metres, _starts(group)) <= radius, axis=1)


def reaches(network: StreetNetwork, sources: Sources, limit: float) -> Iterator[Reach]:
    """Yield what the sources reach within a limit, block by block; every source comes once.

    Parameters
    ----------
    network : StreetNetwork
        The network, with the sources among its nodes.
    sources : Sources
        Where to measure from.
    limit : float
        Metres.
    """
    for members, tile in tiles(network, sources.node, limit):
        for begin in range(0, len(members), SOURCES_PER_BLOCK):
            rows = members[begin : begin + SOURCES_PER_BLOCK]
            at = np.searchsorted(tile.nodes, sources.node[rows])
            distance = dijkstra(tile.matrix, directed=True, indices=at, limit=limit) + sources.leg[rows, None]
            left_out = None if sources.left_out is None else sources.left_out[rows]
            yield Reach(tile, rows, distance, left_out)


def _starts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal, ascending groups begins."""
    return np.flatnonzero(np.append(True, group[1:] != group[:-1])) if len(group) else np.empty(0, dtype=np.int64)


def _least(metres: NDArray[np.float64], start: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.minimum.reduceat(metres, start, axis=1) if len(start) else metres[:, :0]
