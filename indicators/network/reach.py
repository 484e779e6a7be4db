"""The bounded pass: what a block of sources reaches within a limit, and what is read off it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.tiles import TilePart, tiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.network.tiles import Tile, TileTargets

SOURCES_PER_BLOCK = 256
_NEAR_ENOUGH = 1.25  # a part for a radius serves one as much smaller, which saves cutting another

# Weights by the share of the farthest distance; all fall from 1 to exp(-4) = 0.018. The Gaussian's standard deviation
# is the farthest distance divided by the square root of 8.
DECAYS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "exponential": lambda share: np.exp(-4.0 * share),
    "gaussian": lambda share: np.exp(-4.0 * share**2),
}


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
    left_out : mapping of numpy.ndarray of shape (sources, objects)
        By layer (``places``, ``features``), the objects that do not count for a source; a layer that is not there
        counts whole.
    park : numpy.ndarray of shape (sources,), optional
        Row of the park that each source is an access point of.
    """

    node: NDArray[np.int64]
    leg: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    left_out: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    park: NDArray[np.int64] | None = None

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
        self,
        tile: Tile,
        rows: NDArray[np.int64],
        distance: NDArray[np.float64],
        left_out: Mapping[str, NDArray[np.bool_]],
    ) -> None:
        self.tile = tile
        self.rows = rows
        self.distance = distance
        self._left_out = left_out
        self._nearer: dict[float, Reach] = {}
        self._target_distances: dict[str, NDArray[np.float64]] = {}
        self._areas: dict[float, NDArray[np.float64]] = {}
        self._sums: dict[tuple[str, str, float], NDArray[np.float64]] = {}
        self._lengths: dict[float, NDArray[np.float64]] = {}
        self._spread: dict[tuple[str, float], NDArray[np.float64]] = {}
        self._line_distance: tuple[NDArray[np.float64], NDArray[np.int64]] | None = None
        self._departures: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    @property
    def network(self) -> StreetNetwork:
        """The network that is measured."""
        return self.tile.network

    @cached_property
    def _least(self) -> NDArray[np.float64]:
        """Metres to each node of the tile from the nearest of the sources."""
        return np.asarray(self.distance.min(axis=0))

    def within(self, radius: float) -> Reach:
        """Return the same sources on a part of the tile that holds all that one of them reaches within the radius."""
        wider = min((known for known in self._nearer if radius <= known <= _NEAR_ENOUGH * radius), default=None)
        if wider is not None:
            return self._nearer[wider]
        if radius not in self._nearer:
            part = TilePart(self.tile, self._least <= radius)
            self._nearer[radius] = Reach(part, self.rows, self.distance.take(part.within, axis=1), self._left_out)
        return self._nearer[radius]

    def target_distance(self, layer: str) -> NDArray[np.float64]:
        """Return metres to each place, feature or stop of the tile, of shape (block, tile targets)."""
        if layer not in self._target_distances:
            targets = self.tile.layer(layer)
            metres = self._to_targets(targets)
            if layer in self._left_out:
                metres[self._left_out[layer][:, targets.member]] = np.inf
            self._target_distances[layer] = metres
        return self._target_distances[layer]

    def counts(self, layer: str, radius: float) -> NDArray[np.int64]:
        """Return how many targets of each group lie within the radius, of shape (block, groups).

        Parameters
        ----------
        layer : str
            ``places`` (a group is a category) or ``features`` (a group is a set of the taxonomy).
        radius : float
            Metres.
        """
        return self._summed("count", layer, radius, lambda metres: metres <= radius).astype(np.int64)

    def place_counts(self, radius: float) -> NDArray[np.int64]:
        """Return how many places of each category lie within the radius, of shape (block, categories)."""
        return self.counts("places", radius)

    def gravity(self, layer: str, farthest: float, decay: str) -> NDArray[np.float64]:
        """Return the sum of weights that fall with distance over the targets of each group, of shape (block, groups).

        Parameters
        ----------
        layer : str
            As for `counts`.
        farthest : float
            Metres beyond which nothing counts.
        decay : str
            A name of `DECAYS`; each falls from 1 to exp(-4) at the farthest.
        """
        weight = DECAYS[decay]
        return self._summed(
            decay, layer, farthest, lambda metres: np.where(metres <= farthest, weight(metres / farthest), 0.0)
        )

    def kind_counts(self, groups: list[int], radius: float) -> NDArray[np.int64]:
        """Return how many features of some groups lie within the radius, of shape (block, kinds near the block)."""
        near = self.within(radius)
        targets = near.tile.layer("features")
        chosen = np.flatnonzero(np.isin(targets.group, groups))
        kind = self.network.feature_kind[targets.member[chosen]]
        order = np.argsort(kind, kind="stable")
        within = near.target_distance("features")[:, chosen[order]] <= radius
        start = _starts(kind[order])
        if not len(start):
            return np.zeros((len(self.rows), 0), dtype=np.int64)
        return np.add.reduceat(within, start, axis=1, dtype=np.int64)

    def _summed(
        self, what: str, layer: str, radius: float, weights: Callable[[NDArray[np.float64]], NDArray[Any]]
    ) -> NDArray[np.float64]:
        """Return the sum over each group of what distances weigh; all that lies beyond the radius weighs nothing."""
        if (what, layer, radius) not in self._sums:
            near = self.within(radius)
            group = near.tile.layer(layer).group
            start = _starts(group)
            total = np.zeros((len(self.rows), self.network.group_count(layer)))
            if len(start):
                weighed = weights(near.target_distance(layer))
                total[:, group[start]] = np.add.reduceat(weighed, start, axis=1, dtype=np.float64)
            self._sums[what, layer, radius] = total
        return self._sums[what, layer, radius]

    def area(self, radius: float) -> NDArray[np.float64]:
        """Return the catchment's area in km²: the land of the street length reached, of shape (block,)."""
        if radius not in self._areas:
            near = self.within(radius)
            tile, reached = near.tile, near.reached_length(radius)
            whole = reached >= tile.length
            area = np.einsum("ij,j->i", whole, tile.land)  # matmul would start BLAS threads
            row, edge = np.nonzero((reached > 0.0) & ~whole)
            left = np.maximum(radius - near.distance, 0.0)
            ends = tile.land_at_ends(edge, left[row, tile.u[edge]], left[row, tile.v[edge]])
            self._areas[radius] = (area + np.bincount(row, ends, len(area))) / 1e6
        return self._areas[radius]

    def spread_sum(self, name: str, radius: float) -> NDArray[np.float64]:
        """Return the sum of what a raster gives the street length reached (people, light), of shape (block,)."""
        if (name, radius) not in self._spread:
            near = self.within(radius)
            self._spread[name, radius] = np.einsum("ij,j->i", near.reached_length(radius), near.tile.spread(name))
        return self._spread[name, radius]

    def reached_length(self, radius: float) -> NDArray[np.float64]:
        """Return the metres of each edge that lie within the radius, of shape (block, tile edges)."""
        if radius not in self._lengths:
            left = np.maximum(radius - self.distance, 0.0)
            reached = left.take(self.tile.u, axis=1)
            reached += left.take(self.tile.v, axis=1)
            self._lengths[radius] = np.minimum(reached, self.tile.length, out=reached)
        return self._lengths[radius]

    def stop_count(self, radius: float) -> NDArray[np.int64]:
        """Return how many stops lie within the radius, those of one name nearby once, of shape (block,)."""
        near = self.within(radius)
        return self._groups_within(near.target_distance("stops"), near.tile.stops.group, radius)

    def junction_count(self, radius: float) -> NDArray[np.int64]:
        """Return how many consolidated junctions lie within the radius, of shape (block,)."""
        near = self.within(radius)
        node, group = near.tile.junctions
        return self._groups_within(near.distance[:, node], group, radius)

    def line_distance(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return metres to the nearest stop of each line near the tile, and the lines' numbers."""
        if self._line_distance is None:
            stops = self.tile.line_stops
            start = _starts(stops.group)
            metres = _least(self.target_distance("line_stops"), start)
            self._line_distance = metres, stops.group[start]
        return self._line_distance

    def departures(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Return what departs near the tile, by line and direction.

        Returns
        -------
        metres : numpy.ndarray of shape (block, services)
            Metres to the nearest stop at which the line departs in this direction.
        departures : numpy.ndarray of shape (block, services)
            Departures per hour there, NaN where not known; of stops equally near the best.
        line : numpy.ndarray of shape (services,)
            The lines, ascending; one that is known by direction stands twice.
        """
        services = self.tile.services
        if self._departures is None:
            metres = self.target_distance("line_stops")[:, services.stop]
            least = _least(metres, services.start)
            known = np.nan_to_num(services.departures)
            size = np.diff(np.append(services.start, len(services.stop)))
            if not len(size) or (np.repeat(known[services.start], size) == known).all():
                best = np.broadcast_to(known[services.start], least.shape)
            else:
                nearest = metres == np.repeat(least, size, axis=1)
                best = np.maximum.reduceat(np.where(nearest, known, 0.0), services.start, axis=1)
            self._departures = least, np.where(best > 0, best, np.nan)
        return *self._departures, services.line

    def _to_targets(self, targets: TileTargets) -> NDArray[np.float64]:
        by_u = self.distance.take(targets.u, axis=1)
        by_u += targets.from_u
        by_v = self.distance.take(targets.v, axis=1)
        by_v += targets.from_v
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
            distance = dijkstra(tile.matrix, directed=True, indices=at, limit=limit)
            distance += sources.leg[rows, None]
            left_out = {layer: objects[rows] for layer, objects in sources.left_out.items()}
            yield Reach(tile, rows, distance, left_out)


def _starts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal, ascending groups begins."""
    return np.flatnonzero(np.append(True, group[1:] != group[:-1])) if len(group) else np.empty(0, dtype=np.int64)


def _least(metres: NDArray[np.float64], start: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.minimum.reduceat(metres, start, axis=1) if len(start) else metres[:, :0]
