"""The network that indices are measured on: the streets with everything that stands along them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from parklocus.indicators.network.attach import Attachment, attach_points
from parklocus.indicators.network.graph import Graph
from parklocus.indicators.network.green import land_and_green
from parklocus.indicators.network.land import Land
from parklocus.indicators.network.links import Links
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    parks : Targets or None
        The parks' access points (a group: a park), where parks are looked for.
    spread : mapping of numpy.ndarray of shape (edges,)
        What rasters give each edge of the graph, per metre, by name: ``people``, ``light``, and the land with data.
    of_streets : dict
        What is worked out of the whole streets when first asked for; networks made of one another share it.
    whole : StreetNetwork or None
        The network that this was split from.
    """

    city: City
    graph: Graph
    parks: Targets | None = None
    spread: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    whole: StreetNetwork | None = None
    of_streets: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What indices work out once for the whole network."""
        return {}

    def _of_streets(self, name: str, work_out: Callable[[City], Any]) -> Any:
        """Return what is worked out of the city's streets once."""
        if name not in self.of_streets:
            self.of_streets[name] = work_out(self.city)
        return self.of_streets[name]

    def _standing(self, name: str, attach: Callable[[City], Targets]) -> Targets:
        """Return what is attached to the city's streets once, on the edges of this graph."""
        targets: Targets = self._of_streets(name, attach)
        return targets if self.whole is None else targets.on(self.graph)

    @cached_property
    def places(self) -> Targets:
        """Places; a group is a category."""
        return self._standing("places", _places)

    @cached_property
    def features(self) -> Targets:
        """Objects of the taxonomy's sets; a group is a set."""
        return self._standing("features", _features)

    @cached_property
    def stops(self) -> Targets:
        """Stops; a group is those of one mode and name near one another."""
        return self._standing("stops", _stops)

    @cached_property
    def line_stops(self) -> Targets:
        """Where lines can be entered; a group is a line."""
        return self._standing("line_stops", _line_stops)

    @property
    def stop_of_point(self) -> NDArray[np.int64]:
        """Row of the stop that each of the city's stop points belongs to."""
        return self.city.stop_points["stop"].to_numpy(dtype=np.int64)

    @property
    def junction_node(self) -> NDArray[np.int64]:
        """Nodes of degree 3 or more, in the order of the consolidated junctions they belong to."""
        return self._junctions[0]

    @property
    def junction_group(self) -> NDArray[np.int64]:
        """The consolidated junction of each of `junction_node`, ascending."""
        return self._junctions[1]

    @property
    def _junctions(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        junctions: tuple[NDArray[np.int64], NDArray[np.int64]] = self._of_streets("junctions", consolidate_junctions)
        return junctions

    @property
    def links(self) -> Links:
        """The streets between nodes of degree other than 2."""
        links: Links = self._of_streets("links", lambda city: Links.of(city.streets))
        return links

    @property
    def land(self) -> Land:
        """The land that belongs to the streets."""
        land: Land = self._of_streets("land", lambda city: Land.of(city.streets))
        return land

    @property
    def green_land(self) -> Land:
        """The green land that belongs to the streets; all land is worked out with it, unless it is known."""
        if "green land" not in self.of_streets:
            land, green = land_and_green(self.city, self.of_streets.get("land"))
            self.of_streets.update({"land": land, "green land": green})
        green_land: Land = self.of_streets["green land"]
        return green_land

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
        """Return a city's streets; what stands along them is attached when it is first asked for."""
        return cls(city=city, graph=Graph.from_streets(city.streets))

    @cached_property
    def feature_kind(self) -> NDArray[np.int64]:
        """Number of the kind of each of the city's features."""
        return np.unique(self.city.features["kind"].to_numpy(dtype=str), return_inverse=True)[1]

    def group_count(self, layer: str) -> int:
        """Return how many groups the targets of a layer (``places``, ``features``) come in."""
        return len(self.city.categories if layer == "places" else self.city.sets)

    def with_places(self, places: Targets) -> StreetNetwork:
        """Return the network with other places, given on the edges of the whole streets."""
        return replace(self, of_streets=self.of_streets | {"places": places})

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
            parks=None if self.parks is None else self.parks.on(graph),
        )
        return network, node


def standing(layer: gpd.GeoDataFrame, column: str, groups: tuple[str, ...], streets: Streets) -> Targets:
    """Attach a layer of points that count by what a column says, in the order of the groups."""
    number = {key: order for order, key in enumerate(groups)}
    points = attach_points(streets, layer.geometry.x.to_numpy(), layer.geometry.y.to_numpy())
    return Targets.of(points, layer[column].map(number).to_numpy(dtype=np.int64))


def _places(city: City) -> Targets:
    return standing(city.places, "category", tuple(city.categories), city.streets)


def _features(city: City) -> Targets:
    return standing(city.features, "set", tuple(city.sets), city.streets)


def _stops(city: City) -> Targets:
    points = attach_points(city.streets, city.stop_points["x"].to_numpy(), city.stop_points["y"].to_numpy())
    return Targets.of(points, _same_stops(city)[city.stop_points["stop"].to_numpy(dtype=np.int64)])


def _line_stops(city: City) -> Targets:
    points = attach_points(city.streets, city.line_stops["x"].to_numpy(), city.line_stops["y"].to_numpy())
    return Targets.of(points, city.line_stops["line"].to_numpy(dtype=np.int64))


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
    points = shapely.points(xy)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=tolerance)
    links = coo_matrix((np.ones(len(one)), (one, other)), shape=(len(xy), len(xy)))
    return connected_components(links, directed=False)[1].astype(np.int64)
