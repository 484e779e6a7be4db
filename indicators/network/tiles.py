"""Tiles: a core of sources and a halo as wide as the limit; all that is reached from the core lies in the tile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.network.contraction import MOST_NEIGHBOURS
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.network.land import Land
    from parklocus.indicators.network.street_network import StreetNetwork, Targets

CORE = 1500.0  # metres; side of a tile's core


@dataclass(frozen=True)
class TileTargets:
    """Targets on a tile's edges, with the two ways to reach each from its edge's ends.

    Attributes
    ----------
    u, v : numpy.ndarray of shape (points,)
        The tile's nodes at the ends of the point's edge.
    from_u, from_v : numpy.ndarray of shape (points,)
        Metres from either end to the point, the leg off the street included.
    member, group : numpy.ndarray of shape (points,)
        As in `Targets`; groups ascend.
    edge : numpy.ndarray of shape (points,)
        The tile's edge that each point is on.
    """

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    from_u: NDArray[np.float64]
    from_v: NDArray[np.float64]
    member: NDArray[np.int64]
    group: NDArray[np.int64]
    edge: NDArray[np.int64]


@dataclass(frozen=True)
class Services:
    """Lines by direction: the stops along a tile's edges at which each departs.

    Attributes
    ----------
    stop : numpy.ndarray of shape (stops,)
        Which of the tile's line stops; those of one line and direction stand together.
    start : numpy.ndarray of shape (services,)
        Where the stops of each line and direction begin.
    line : numpy.ndarray of shape (services,)
        The line of each, ascending.
    departures : numpy.ndarray of shape (stops,)
        Departures per hour, NaN where not known.
    """

    stop: NDArray[np.int64]
    start: NDArray[np.int64]
    line: NDArray[np.int64]
    departures: NDArray[np.float64]


@dataclass(frozen=True)
class Hanging:
    """The nodes of a tile that its graph is contracted by, and the others they hang on.

    Attributes
    ----------
    neighbour : list of numpy.ndarray
        The tile's nodes that each hangs on: the first of all, the second of those that have two, the third of those
        that have three. Nodes that have more come first.
    metres : list of numpy.ndarray
        To these; infinite where they are not in the tile.
    """

    neighbour: list[NDArray[np.int64]]
    metres: list[NDArray[np.float64]]

    def of(self, some: NDArray[np.int64]) -> Hanging:
        """Return what some of the nodes hang on, given in the same order."""
        parts = [some[: np.searchsorted(some >= len(one), 1)] for one in self.neighbour]
        return Hanging(
            [one[part] for one, part in zip(self.neighbour, parts, strict=True)],
            [one[part] for one, part in zip(self.metres, parts, strict=True)],
        )


class Tile:
    """The part of a network that matters for sources within a box.

    Attributes
    ----------
    nodes : numpy.ndarray of shape (tile nodes,)
        Their numbers in the network's graph: first, ascending, those that its contraction keeps, then those that it
        takes out, by its `turn`.
    n_kept : int
        How many it keeps.
    u, v, length : numpy.ndarray of shape (tile edges,)
        The edges, by the tile's own node numbers.
    edges : numpy.ndarray of shape (tile edges,)
        Their numbers in the network's graph, ascending.
    matrix : scipy.sparse.csr_matrix of shape (n_kept, n_kept)
        Metres between neighbours of the contracted graph.
    hanging : Hanging
        The nodes that are not in the matrix.
    """

    def __init__(
        self, network: StreetNetwork, nodes: NDArray[np.int64], edges: NDArray[np.int64], number: NDArray[np.int64]
    ) -> None:
        """Cut out nodes and edges; `number`, -1 for every node of the network's graph, is left as it was."""
        graph, contraction = network.graph, network.graph.contraction
        turn = contraction.turn[nodes]
        kept, *hanging = (np.sort(nodes[turn == one]) for one in range(MOST_NEIGHBOURS + 1))
        hangs = np.concatenate(hanging)
        self.network = network
        self.nodes = np.concatenate([kept, hangs])
        self.n_kept = len(kept)
        self.edges = edges
        self.length = graph.length[edges]
        number[self.nodes] = np.arange(len(self.nodes))
        self.u, self.v = number[graph.u[edges]], number[graph.v[edges]]
        row = contraction.row[hangs]
        neighbour = number[contraction.neighbour[row]].T
        metres = np.where(neighbour >= 0, contraction.metres[row].T, np.inf)
        ends = np.cumsum([len(one) for one in hanging])[::-1]
        self.hanging = Hanging(
            [one[:end] for one, end in zip(np.maximum(neighbour, 0), ends, strict=True)],
            [one[:end] for one, end in zip(metres, ends, strict=True)],
        )
        self.matrix = contraction.among(kept, number)
        number[self.nodes] = -1

    @cached_property
    def land(self) -> NDArray[np.float64]:
        """Square metres that belong to each edge."""
        return self.network.edge_land[self.edges]

    def find(self, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the tile's numbers of nodes of the network's graph, -1 for those that are not in the tile."""
        order, ascending = self._ascending
        place = np.minimum(np.searchsorted(ascending, nodes), len(ascending) - 1)
        return np.where(ascending[place] == nodes, order[place], -1)

    @cached_property
    def _ascending(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.nodes)
        return order, self.nodes[order]

    def land_at_ends(
        self, land: Land, edge: NDArray[np.int64], from_u: NDArray[np.float64], from_v: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the square metres along the first `from_u` and the last `from_v` metres of edges of the tile."""
        graph = self.network.graph
        number = self.edges[edge]
        street, start = graph.street[number], graph.start[number]
        end = start + graph.length[number]
        return land.between(street, start, start + from_u) + land.between(street, end - from_v, end)

    @cached_property
    def _layers(self) -> dict[str, TileTargets]:
        return {}

    def layer(self, name: str) -> TileTargets:
        """Return those of the network's targets of this name (``places``, ``features`` ...) on the tile's edges."""
        if name not in self._layers:
            self._layers[name] = self._targets(getattr(self.network, name))
        return self._layers[name]

    @property
    def places(self) -> TileTargets:
        """The places along the tile's edges, sorted by category."""
        return self.layer("places")

    @property
    def stops(self) -> TileTargets:
        """The stops along the tile's edges, sorted by the group that counts once."""
        return self.layer("stops")

    @property
    def line_stops(self) -> TileTargets:
        """Where lines can be entered along the tile's edges, sorted by line."""
        return self.layer("line_stops")

    @cached_property
    def services(self) -> Services:
        """The lines' directions along the tile's edges, with how often they depart at each stop."""
        table = self.network.city.line_stops
        member = self.line_stops.member
        departures = table["departures"].to_numpy(dtype=float)[member]
        served = np.flatnonzero(departures != 0)  # what is not known is not 0
        line, direction = self.line_stops.group[served], table["direction"].to_numpy()[member[served]]
        changes = (line[1:] != line[:-1]) | (direction[1:] != direction[:-1])
        start = np.flatnonzero(np.append(True, changes)) if len(served) else np.empty(0, dtype=np.int64)
        return Services(served, start, line[start], departures[served])

    @cached_property
    def junctions(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The tile's junction nodes and the consolidated junction of each, ascending."""
        place = self.network.junction_at[self.nodes]
        node = np.flatnonzero(place >= 0)
        node = node[np.argsort(place[node])]
        return node, self.network.junction_group[place[node]]

    def spread(self, name: str) -> NDArray[np.float64]:
        """Return what a raster gives the tile's edges, per metre."""
        return self.network.spread[name][self.edges]

    @cached_property
    def is_path_end(self) -> NDArray[np.bool_]:
        """Which nodes are junctions or dead ends of the streets."""
        return self.network.is_path_end[self.nodes]

    @cached_property
    def links(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """The links with both ends in the tile: the tile's nodes at their ends, and metres."""
        links = self.network.links
        present = np.zeros(len(links.length) + 1, dtype=bool)
        present[links.of_edge[self.network.graph.street[self.edges]]] = True  # rings, -1, come last
        some = np.flatnonzero(present[:-1])
        u, v = self.find(links.u[some]), self.find(links.v[some])
        both = (u >= 0) & (v >= 0)
        return u[both], v[both], links.length[some[both]]

    def _targets(self, targets: Targets) -> TileTargets:
        point, edge = targets.along(self.edges)
        offset, leg = targets.points.offset[point], targets.points.leg[point]
        return TileTargets(
            u=self.u[edge],
            v=self.v[edge],
            from_u=offset + leg,
            from_v=self.length[edge] - offset + leg,
            member=targets.member[point],
            group=targets.group[point],
            edge=edge,
        )


class TilePart(Tile):
    """The part of a tile that some of its sources reach, so that a small radius does not pay for a large limit.

    Attributes
    ----------
    within : numpy.ndarray of shape (part's nodes,)
        The whole tile's numbers of the part's nodes, ascending.
    """

    def __init__(self, whole: Tile, reached: NDArray[np.bool_]) -> None:
        """Cut out the nodes that are reached, and the edges that are reached at least in part."""
        self._kept = reached[whole.u] | reached[whole.v]  # an edge may be reached in part
        inside = reached.copy()
        inside[whole.u[self._kept]] = True
        inside[whole.v[self._kept]] = True
        number = np.cumsum(inside) - 1
        self._whole, self._inside = whole, inside
        self.network = whole.network
        self.within = np.flatnonzero(inside)
        self.nodes = whole.nodes[self.within]
        self.u, self.v = number[whole.u[self._kept]], number[whole.v[self._kept]]
        self.length = whole.length[self._kept]
        self.edges = whole.edges[self._kept]

    @cached_property
    def junctions(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The part's junction nodes and the consolidated junction of each, ascending."""
        node, group = self._whole.junctions
        inside = self._inside[node]
        return (np.cumsum(self._inside) - 1)[node[inside]], group[inside]

    def layer(self, name: str) -> TileTargets:
        """Return those targets of the whole tile that are on the part's edges."""
        if name not in self._layers:
            of_whole = self._whole.layer(name)
            kept = self._kept[of_whole.edge]
            edge = (np.cumsum(self._kept) - 1)[of_whole.edge[kept]]
            self._layers[name] = TileTargets(
                u=self.u[edge],
                v=self.v[edge],
                from_u=of_whole.from_u[kept],
                from_v=of_whole.from_v[kept],
                member=of_whole.member[kept],
                group=of_whole.group[kept],
                edge=edge,
            )
        return self._layers[name]


def tiles(
    network: StreetNetwork, nodes: NDArray[np.int64], limit: float, core: float = CORE
) -> Iterator[tuple[NDArray[np.int64], Tile]]:
    """Yield the sources of each core, as positions in `nodes`, with the tile that holds all they reach.

    A network distance is never shorter than the straight line, so what lies within `limit` of a source lies in its
    core's box grown by `limit`; edges that leave the box come along, as they may be reached in part.

    Parameters
    ----------
    network : StreetNetwork
        What to cut.
    nodes : numpy.ndarray of shape (sources,)
        The sources' nodes.
    limit : float
        Metres.
    core : float
        Side of a core in metres; results do not depend on it.
    """
    graph = network.graph
    edges_at, ptr = graph.edges_at
    if ("node grid", core) not in network.memo:  # a pass may come in many pieces
        network.memo["node grid", core] = _NodeGrid(graph.x, graph.y, core)
    lookup: _NodeGrid = network.memo["node grid", core]
    number = np.full(graph.n_nodes, -1)
    column = np.floor(graph.x[nodes] / core).astype(np.int64)
    row = np.floor(graph.y[nodes] / core).astype(np.int64)
    order = np.lexsort((row, column))
    starts = np.flatnonzero(np.append(True, (np.diff(column[order]) != 0) | (np.diff(row[order]) != 0)))
    for sources in np.split(order, starts[1:]) if len(order) else []:
        left, low = column[sources[0]] * core, row[sources[0]] * core
        near = lookup.within(left - limit, low - limit, left + core + limit, low + core + limit)
        inside = graph.contraction.reached(nodes[sources], near, limit, number)
        edges = np.unique(edges_at[ranges(ptr[inside], ptr[inside + 1])])
        number[inside] = 0
        ends = np.concatenate([graph.u[edges], graph.v[edges]])
        outside = np.unique(ends[number[ends] < 0])
        number[inside] = -1
        yield sources, Tile(network, np.concatenate([inside, outside]), edges, number)


class _NodeGrid:
    """Finds the nodes in a box without looking at all of them."""

    def __init__(self, x: NDArray[np.float64], y: NDArray[np.float64], cell: float) -> None:
        self._x, self._y, self._cell = x, y, cell
        self._column0, self._row0 = np.floor(x.min() / cell), np.floor(y.min() / cell)
        self._height = int(np.floor(y.max() / cell) - self._row0) + 1
        key = (np.floor(x / cell) - self._column0) * self._height + (np.floor(y / cell) - self._row0)
        self._order = np.argsort(key, kind="stable")
        self._key = key[self._order]

    def within(self, left: float, low: float, right: float, high: float) -> NDArray[np.int64]:
        first = max(int(np.floor(low / self._cell) - self._row0), 0)
        last = min(int(np.floor(high / self._cell) - self._row0), self._height - 1)
        columns = np.arange(np.floor(left / self._cell), np.floor(right / self._cell) + 1) - self._column0
        begin = np.searchsorted(self._key, columns * self._height + first)
        end = np.searchsorted(self._key, columns * self._height + last, side="right")
        nodes = self._order[ranges(begin, np.maximum(begin, end))]
        x, y = self._x[nodes], self._y[nodes]
        return np.sort(nodes[(x >= left) & (x <= right) & (y >= low) & (y <= high)])
