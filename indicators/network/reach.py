"""The bounded pass: what a block of sources reaches within a limit, and what is read off it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.network.distances import distances, least_way
from parklocus.indicators.network.tiles import TilePart, tiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.network.tiles import Tile

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
    left_out : mapping of numpy.ndarray of shape (parks, objects)
        By layer (``places``, ``features``), the objects that do not count for each park's access points; a layer that
        is not there counts whole.
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

    def without(self, rows: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
        """Return by layer the objects that do not count for some of the sources, of shape (rows, objects)."""
        park = self.park
        return {} if park is None else {layer: objects[park[rows]] for layer, objects in self.left_out.items()}


class Reach:
    """What a block of sources reaches within a limit.

    Attributes
    ----------
    rows : numpy.ndarray of shape (block,)
        The sources' numbers.
    metres : numpy.ndarray of shape (tile nodes, block)
        Metres to each node of the tile, the source's leg included; infinite beyond the limit. What belongs to one node
        lies together in memory: values are mostly taken node by node.
    """

    def __init__(
        self,
        tile: Tile,
        rows: NDArray[np.int64],
        metres: NDArray[np.float64],
        left_out: Mapping[str, NDArray[np.bool_]],
    ) -> None:
        self.tile = tile
        self.rows = rows
        self.metres = metres
        self._left_out = left_out
        self._nearer: dict[float, Reach] = {}
        self._targets: dict[str, NDArray[np.float64]] = {}
        self._areas: dict[float, NDArray[np.float64]] = {}
        self._counts: dict[tuple[str, float], NDArray[np.int64]] = {}
        self._sums: dict[tuple[str, str, float], NDArray[np.float64]] = {}
        self._lengths: dict[float, NDArray[np.float64]] = {}
        self._spread: dict[tuple[str, float], NDArray[np.float64]] = {}
        self._line_distance: tuple[NDArray[np.float64], NDArray[np.int64]] | None = None
        self._departures: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    @property
    def network(self) -> StreetNetwork:
        """The network that is measured."""
        return self.tile.network

    @property
    def distance(self) -> NDArray[np.float64]:
        """The metres seen from the sources, of shape (block, tile nodes)."""
        return self.metres.T

    @cached_property
    def _least(self) -> NDArray[np.float64]:
        """Metres to each node of the tile from the nearest of the sources."""
        return np.asarray(self.metres.min(axis=1))

    def within(self, radius: float) -> Reach:
        """Return the same sources on a part of the tile that holds all that one of them reaches within the radius."""
        wider = min((known for known in self._nearer if radius <= known <= _NEAR_ENOUGH * radius), default=None)
        if wider is not None:
            return self._nearer[wider]
        if radius not in self._nearer:
            part = TilePart(self.tile, self._least <= radius)
            self._nearer[radius] = Reach(part, self.rows, self.metres.take(part.within, axis=0), self._left_out)
        return self._nearer[radius]

    def target_distance(self, layer: str) -> NDArray[np.float64]:
        """Return metres to each place, feature or stop of the tile, of shape (block, tile targets)."""
        return self.to_targets(layer).T

    def to_targets(self, layer: str) -> NDArray[np.float64]:
        """Return metres to each target of the tile, of shape (tile targets, block)."""
        if layer not in self._targets:
            targets = self.tile.layer(layer)
            metres = np.empty((len(targets.u), len(self.rows)))
            least_way(self.metres, (targets.u, targets.v), (targets.from_u, targets.from_v), metres)
            if layer in self._left_out:
                metres[self._left_out[layer][:, targets.member].T] = np.inf
            self._targets[layer] = metres
        return self._targets[layer]

    def counts(self, layer: str, radius: float) -> NDArray[np.int64]:
        """Return how many targets of each group lie within the radius, of shape (block, groups).

        Parameters
        ----------
        layer : str
            ``places`` (a group is a category) or ``features`` (a group is a set of the taxonomy).
        radius : float
            Metres.
        """
        key = (layer, radius)
        if key not in self._counts:
            within = self.to_targets(layer) <= radius
            total = np.zeros((len(self.rows), self.network.group_count(layer)), dtype=np.int64)
            for group, members in _runs(self.tile.layer(layer).group):
                total[:, group] = how_many(within[members])
            self._counts[key] = total
        return self._counts[key]

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
        key = (decay, layer, farthest)
        if key not in self._sums:
            near = self.within(farthest)
            metres = near.to_targets(layer)
            weights = DECAYS[decay](metres / farthest)
            weights[metres > farthest] = 0.0
            total = np.zeros((len(self.rows), self.network.group_count(layer)))
            for group, members in _runs(near.tile.layer(layer).group):
                total[:, group] = weights[members].sum(axis=0)
            self._sums[key] = total
        return self._sums[key]

    def nearest(self, layer: str, count: int, limit: float) -> NDArray[np.float64]:
        """Return metres to the nearest targets of each group, of shape (block, groups, count).

        Parameters
        ----------
        layer : str
            As for `counts`.
        count : int
            How many: the nearest, the second nearest and so on; two at one spot count as two.
        limit : float
            Metres; what lies beyond is infinitely far.
        """
        metres = self.to_targets(layer)
        nearest = np.full((len(self.rows), self.network.group_count(layer), count), np.inf)
        for group, members in _runs(self.tile.layer(layer).group):
            least = _least_of(metres[members], count)
            nearest[:, group, : len(least)] = np.where(least <= limit, least, np.inf).T
        return nearest

    def kind_counts(self, groups: list[int], radius: float) -> NDArray[np.int64]:
        """Return how many features of some groups lie within the radius, of shape (block, kinds near the block)."""
        targets = self.tile.layer("features")
        chosen = np.flatnonzero(np.isin(targets.group, groups))
        kind = self.network.feature_kind[targets.member[chosen]]
        order = np.argsort(kind, kind="stable")
        within = self.to_targets("features").take(chosen[order], axis=0) <= radius
        counts = [how_many(within[members]) for _kind, members in _runs(kind[order])]
        return np.stack(counts, axis=1) if counts else np.zeros((len(self.rows), 0), dtype=np.int64)

    def area(self, radius: float) -> NDArray[np.float64]:
        """Return the catchment's area in km²: the land of the street length reached, of shape (block,)."""
        if radius not in self._areas:
            near = self.within(radius)
            tile, reached = near.tile, near.along_edges(radius)
            whole = reached >= tile.length[:, None]
            area = np.einsum("ji,j->i", whole, tile.land)  # matmul would start BLAS threads
            edge, row = np.divmod(np.flatnonzero((reached > 0.0) & ~whole), len(self.rows))
            from_u, from_v = (np.maximum(radius - near.metres[end[edge], row], 0.0) for end in (tile.u, tile.v))
            ends = tile.land_at_ends(self.network.land, edge, from_u, from_v)
            self._areas[radius] = (area + np.bincount(row, ends, len(area))) / 1e6
        return self._areas[radius]

    def spread_sum(self, name: str, radius: float) -> NDArray[np.float64]:
        """Return the sum of what a raster gives the street length reached (people, light), of shape (block,)."""
        if (name, radius) not in self._spread:
            near = self.within(radius)
            self._spread[name, radius] = np.einsum("ji,j->i", near.along_edges(radius), near.tile.spread(name))
        return self._spread[name, radius]

    def reached_length(self, radius: float) -> NDArray[np.float64]:
        """Return the metres of each edge that lie within the radius, of shape (block, tile edges)."""
        return self.along_edges(radius).T

    def along_edges(self, radius: float) -> NDArray[np.float64]:
        """Return the metres of each edge that lie within the radius, of shape (tile edges, block)."""
        if radius not in self._lengths:
            left = np.maximum(radius - self.metres, 0.0)
            reached = left.take(self.tile.u, axis=0)
            reached += left.take(self.tile.v, axis=0)
            self._lengths[radius] = np.minimum(reached, self.tile.length[:, None], out=reached)
        return self._lengths[radius]

    def stop_count(self, radius: float) -> NDArray[np.int64]:
        """Return how many stops lie within the radius, those of one name nearby once, of shape (block,)."""
        return _groups_within(self.to_targets("stops"), self.tile.stops.group, radius)

    def junction_count(self, radius: float) -> NDArray[np.int64]:
        """Return how many consolidated junctions lie within the radius, of shape (block,)."""
        near = self.within(radius)
        node, group = near.tile.junctions
        return _groups_within(near.metres.take(node, axis=0), group, radius)

    def line_distance(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return metres to the nearest stop of each line near the tile, and the lines' numbers."""
        if self._line_distance is None:
            stops = self.tile.line_stops
            start = _starts(stops.group)
            self._line_distance = _least(self.to_targets("line_stops"), start).T, stops.group[start]
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
            metres = self.to_targets("line_stops").take(services.stop, axis=0)
            least = _least(metres, services.start)
            known = np.nan_to_num(services.departures)
            size = np.diff(np.append(services.start, len(services.stop)))
            if not len(size) or (np.repeat(known[services.start], size) == known).all():
                best = np.broadcast_to(known[services.start][:, None], least.shape)
            else:
                nearest = metres == np.repeat(least, size, axis=0)
                best = np.maximum.reduceat(np.where(nearest, known[:, None], 0.0), services.start, axis=0)
            self._departures = least.T, np.where(best > 0, best, np.nan).T
        return *self._departures, services.line


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
    turn = network.graph.contraction.turn
    for members, tile in tiles(network, sources.node, limit):
        for begin in range(0, len(members), SOURCES_PER_BLOCK):
            rows = members[begin : begin + SOURCES_PER_BLOCK]
            rows = rows[np.argsort(turn[sources.node[rows]], kind="stable")]
            metres = distances(tile, sources.node[rows], limit)
            leg = sources.leg[rows]
            if leg.any():
                metres += leg
            yield Reach(tile, rows, metres, sources.without(rows))


def _runs(group: NDArray[np.int64]) -> Iterator[tuple[int, slice]]:
    """Yield each of ascending groups with the slice of its members."""
    ends = np.append(_starts(group), len(group))
    for begin, end in itertools.pairwise(ends):
        yield int(group[begin]), slice(begin, end)


def _starts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal, ascending groups begins."""
    return np.flatnonzero(np.append(True, group[1:] != group[:-1])) if len(group) else np.empty(0, dtype=np.int64)


def _least(metres: NDArray[np.float64], start: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.minimum.reduceat(metres, start, axis=0) if len(start) else metres[:0]


def _groups_within(metres: NDArray[np.float64], group: NDArray[np.int64], radius: float) -> NDArray[np.int64]:
    return np.count_nonzero(_least(metres, _starts(group)) <= radius, axis=0)


def how_many(within: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many of each column are true: added up in bytes, as many at a time as a byte can count."""
    total = np.zeros(within.shape[1], dtype=np.int64)
    for begin in range(0, len(within), 255):
        total += np.add.reduce(within[begin : begin + 255].view(np.uint8), axis=0, dtype=np.uint8)
    return total


def _least_of(metres: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the least of each column, ascending, of shape (count, columns), or as many as there are."""
    if count == 1:
        return metres.min(axis=0)[None, :]
    if count < len(metres):
        metres = np.partition(metres, count - 1, axis=0)[:count]
    return np.sort(metres, axis=0)
