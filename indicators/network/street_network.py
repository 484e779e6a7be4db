"""The network that indices are measured on: the streets with everything that stands along them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from parklocus.indicators.network.attach import Attachment, attach_points
from parklocus.indicators.network.graph import Graph
from parklocus.indicators.network.land import Land
from parklocus.indicators.network.links import Links
from parklocus.indicators.network.tiles import ranges

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.city.streets import Streets

JUNCTION_TOLERANCE = 10.0  # metres; junctions nearer than this to one another are one
SAME_STOP = 60.0  # metres; stops of one mode and name nearer than this to one another are one


@dataclass(frozen=True)
class Targets:
    """Points on edges, in groups that count once each; sorted by group.

    Attributes
    ----------
    points : Attachment
        The attached points, on the edges of the network's graph.
    member : numpy.ndarray of shape (points,)
        Row of the point in the city's table.
    group : numpy.ndarray of shape (points,)
        Group of the point, ascending: the place itself, the stop, the line.
    """

    points: Attachment
    member: NDArray[np.int64]
    group: NDArray[np.int64]

    @cached_property
    def _by_edge(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The points in the order of their edges, and where those of each edge begin."""
        edge = self.points.edge
        return np.argsort(edge, kind="stable"), np.append(0, np.cumsum(np.bincount(edge)))

    def along(self, edges: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which points are on some edges, ascending, and for each the place of its edge among them."""
        order, ptr = self._by_edge
        some = np.flatnonzero(edges < len(ptr) - 1)  # edges beyond have none
        begin, end = ptr[edges[some]], ptr[edges[some] + 1]
        point, place = order[ranges(begin, end)], np.repeat(some, end - begin)
        ascending = np.argsort(point)
        return point[ascending], place[ascending]

    @classmethod
    def of(cls, points: Attachment, group: NDArray[np.int64]) -> Targets:
        """Keep the points that are attached."""
        member = np.flatnonzero(points.attached)
        member = member[np.argsort(group[member], kind="stable")]
        return cls(points.take(member), member, group[member])

    def on(self, graph: Graph) -> Targets:
        """Return the same points on the edges of a graph of the same streets."""
        return replace(self, points=graph.locate(self.points))


@dataclass(frozen=True)
class StreetNetwork:
    """The streets of a city and what stands along them.

    Attributes
    ----------
    city : City
        Where it comes from.
    graph : Graph
        The graph to measure on: whole streets, or streets split at sources.
    places, features, stops, line_stops : Targets
        Places (a group: a category), objects of the taxonomy's sets (a group: a set), stops (a group: a mode's stops of
        one name), line stops (a group: a line).
    stop_of_point : numpy.ndarray of shape (stop points of the city,)
        Row of the stop that each point belongs to.
    junction_node, junction_group : numpy.ndarray of shape (nodes of degree 3 or more,)
        Junctions and the consolidated junction they belong to, sorted by the latter.
    links : Links
        The streets between nodes of degree other than 2.
    parks : Targets or None
        The parks' access points (a group: a park), where parks are looked for.
    spread : mapping of numpy.ndarray of shape (edges,)
        What rasters give each edge of the graph, per metre, by name: ``people``, ``light``, and the land with data.
    of_streets : dict
        What is worked out of the streets alone; networks made of one another share it.
    whole : StreetNetwork or None
        The network that this was split from.
    """

    city: City
    graph: Graph
    places: Targets
    features: Targets
    stops: Targets
    line_stops: Targets
    stop_of_point: NDArray[np.int64]
    junction_node: NDArray[np.int64]
    junction_group: NDArray[np.int64]
    links: Links
    parks: Targets | None = None
    spread: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    whole: StreetNetwork | None = None
    of_streets: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What indices work out once for the whole network."""
        return {}

    @property
    def land(self) -> Land:
        """The land that belongs to the streets; worked out when first asked for."""
        if "land" not in self.of_streets:
            self.of_streets["land"] = Land.of(self.city.streets)
        return self.of_streets["land"]

    @cached_property
    def edge_land(self) -> NDArray[np.float64]:
        """Square metres of land that belong to each edge of the graph."""
        return self.land.between(self.graph.street, self.graph.start, self.graph.start + self.graph.length)

    @cached_property
    def junction_at(self) -> NDArray[np.int64]:
        """For each node its place in `junction_node`, -1 where it is no junction."""
        place = np.full(self.graph.n_nodes, -1)
        place[self.junction_node] = np.arange(len(self.junction_node))
        return place

    @cached_property
    def is_path_end(self) -> NDArray[np.bool_]:
        """Which nodes are among the `path_ends`."""
        is_end = np.zeros(self.graph.n_nodes, dtype=bool)
        is_end[self.path_ends] = True
        return is_end

    @cached_property
    def path_ends(self) -> NDArray[np.int64]:
        """The street nodes of degree other than 2, ascending: the paths of closeness and betweenness end at these."""
        return np.flatnonzero(self.city.streets.degree != 2)

    @classmethod
    def of(cls, city: City) -> StreetNetwork:
        """Return the network of a city; that of the city asked for last is kept."""
        return _network_of(city)

    @classmethod
    def build(cls, city: City) -> StreetNetwork:
        """Attach what stands along a city's streets."""
        streets = city.streets
        stop_points = attach_points(streets, city.stop_points["x"].to_numpy(), city.stop_points["y"].to_numpy())
        line_points = attach_points(streets, city.line_stops["x"].to_numpy(), city.line_stops["y"].to_numpy())
        junction_node, junction_group = consolidate_junctions(city)
        stop_of_point = city.stop_points["stop"].to_numpy(dtype=np.int64)
        return cls(
            city=city,
            graph=Graph.from_streets(streets),
            places=standing(city.places, "category", tuple(city.categories), streets),
            features=standing(city.features, "set", tuple(city.sets), streets),
            stops=Targets.of(stop_points, _same_stops(city)[stop_of_point]),
            line_stops=Targets.of(line_points, city.line_stops["line"].to_numpy(dtype=np.int64)),
            stop_of_point=stop_of_point,
            junction_node=junction_node,
            junction_group=junction_group,
            links=Links.of(streets),
        )

    @cached_property
    def feature_kind(self) -> NDArray[np.int64]:
        """Number of the kind of each of the city's features."""
        return np.unique(self.city.features["kind"].to_numpy(dtype=str), return_inverse=True)[1]

    def group_count(self, layer: str) -> int:
        """Return how many groups the targets of a layer (``places``, ``features``) come in."""
        return len(self.city.categories if layer == "places" else self.city.sets)

    def with_parks(self, points: Attachment, park: NDArray[np.int64]) -> StreetNetwork:
        """Return the network with parks' access points along its streets, given with the row of each one's park."""
        return replace(self, parks=Targets.of(points, park).on(self.graph))

    def split(self, points: Attachment) -> tuple[StreetNetwork, NDArray[np.int64]]:
        """Return the network with nodes at positions on its streets, and those nodes."""
        xy = self.city.streets.interpolate(points.edge, points.offset)
        graph, node = self.graph.split(points, xy)
        network = replace(
            self,
            graph=graph,
            whole=self.whole or self,
            spread={name: amount[graph.street] for name, amount in self.spread.items()},
            places=self.places.on(graph),
            features=self.features.on(graph),
            stops=self.stops.on(graph),
            line_stops=self.line_stops.on(graph),
            parks=None if self.parks is None else self.parks.on(graph),
        )
        return network, node


def standing(layer: gpd.GeoDataFrame, column: str, groups: tuple[str, ...], streets: Streets) -> Targets:
    """Attach a layer of points that count by what a column says, in the order of the groups."""
    number = {key: order for order, key in enumerate(groups)}
    points = attach_points(streets, layer.geometry.x.to_numpy(), layer.geometry.y.to_numpy())
    return Targets.of(points, layer[column].map(number).to_numpy(dtype=np.int64))


@lru_cache(maxsize=1)
def _network_of(city: City) -> StreetNetwork:
    return StreetNetwork.build(city)


def consolidate_junctions(city: City) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the nodes where three or more streets meet and the junction each belongs to, sorted by junction."""
    node = np.flatnonzero(city.streets.degree >= 3)
    xy = np.column_stack([city.streets.node_x[node], city.streets.node_y[node]])
    group = _linked(xy, JUNCTION_TOLERANCE)
    order = np.argsort(group, kind="stable")
    return node[order], group[order]


def _same_stops(city: City) -> NDArray[np.int64]:
    """Return for each stop the group it counts in: the stops of its mode and name nearby, if it has a name."""
    stops = city.stops
    group = np.arange(len(stops))
    named = stops[stops["name"] != ""]
    xy = np.column_stack([stops.geometry.x.to_numpy(), stops.geometry.y.to_numpy()]).reshape(-1, 2)
    for rows in named.groupby(["mode", "name"], sort=False).indices.values():
        members = named.index.to_numpy()[rows]
        if len(members) > 1:
            group[members] = members[0] + len(stops) * (1 + _linked(xy[members], SAME_STOP))
    return np.unique(group, return_inverse=True)[1]


def _linked(xy: NDArray[np.float64], tolerance: float) -> NDArray[np.int64]:
    """Return the group of each point; groups are linked by steps no longer than the tolerance."""
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    pairs = cKDTree(xy).query_pairs(tolerance, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    return connected_components(links, directed=False)[1].astype(np.int64)
