"""From osmnx: its graphs and features as an OSM file for the one reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pyproj
import shapely
from osmium.osm import mutable

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.modes import way_rules
from parklocus.indicators.osm.tags import street_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

WGS84 = pyproj.CRS.from_epsg(4326)


def write_graph(graph: Any, features: gpd.GeoDataFrame | None, file: Path) -> int:
    """Write what osmnx gave as an OSM file.

    Parameters
    ----------
    graph : networkx.MultiDiGraph or networkx.MultiGraph
        Nodes with ``x`` and ``y`` in ``graph.graph["crs"]``, edges with ``highway`` and, where simplified,
        ``geometry``. Edges there and back along the same line become one way, an edge that is ``oneway`` a one-way
        street; other tags that are text come along.
    features : geopandas.GeoDataFrame or None
        Objects with their tags as columns, indexed by (``node | way | relation``, id).
    file : Path
        ``.osm.pbf`` to write.

    Returns
    -------
    int
        How many streets of the graph are open to no mode by their tags.

    Raises
    ------
    InputError
        Graph or features are not as osmnx makes them, or no edge can be walked.
    """
    if not (hasattr(graph, "edges") and getattr(graph, "is_multigraph", bool)()):
        raise InputError(_("The graph must be a networkx MultiDiGraph, as osmnx gives it."))
    layer = _layer(features)
    objects = _Objects(_free_ids(graph, layer))
    closed = _add_streets(graph, objects)
    if layer is not None:
        for (element, number), tags, geometry in _rows(layer):
            objects.add_feature(element, number, tags, geometry)
    objects.write(file)
    return closed


@dataclass
class _Objects:
    """OSM objects in the making; what has no id of its own gets one from `free`."""

    free: Iterator[int]
    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = field(default_factory=dict)

    def add_vertices(self, path: NDArray[np.float64]) -> list[int]:
        """Add a node for each position, and return their ids; a ring ends where it begins."""
        closed = len(path) > 2 and bool((path[0] == path[-1]).all())
        ids = [next(self.free) for _position in path[: len(path) - closed]]
        self.nodes.update(zip(ids, map(tuple, path.tolist()), strict=False))
        return [*ids, ids[0]] if closed else ids

    def add_feature(self, element: str, number: int, tags: dict[str, str], geometry: Any) -> None:
        """Add an object of the features; what is no object of its element is left out."""
        kind = geometry.geom_type
        if element == "node" and kind == "Point":
            self.nodes.setdefault(number, (geometry.x, geometry.y))
            self.node_tags[number] = tags
        elif element == "way" and kind in {"LineString", "Polygon"}:
            if is_open(tags):  # streets come from the graph alone
                tags = {key: value for key, value in tags.items() if key != "highway"}
            line = geometry.exterior if kind == "Polygon" else geometry
            self.ways[number] = (self.add_vertices(shapely.get_coordinates(line)), tags)
        elif element == "relation" and kind in {"Polygon", "MultiPolygon"}:
            members = []
            for part in shapely.get_parts(geometry):
                for role, ring in [("outer", part.exterior), *(("inner", hole) for hole in part.interiors)]:
                    way = next(self.free)
                    self.ways[way] = (self.add_vertices(shapely.get_coordinates(ring)), {})
                    members.append(("w", way, role))
            self.relations[number] = (members, {"type": "multipolygon", **tags})

    def write(self, file: Path) -> None:
        """Write the objects in the order that OSM files have."""
        with osmium.SimpleWriter(file) as writer:
            for number, position in sorted(self.nodes.items()):
                tags = self.node_tags.get(number, {})
                writer.add_node(mutable.Node(id=number, location=position, tags=tags))
            for number, (nodes, tags) in sorted(self.ways.items()):
                writer.add_way(mutable.Way(id=number, nodes=nodes, tags=tags))
            for number, (members, tags) in sorted(self.relations.items()):
                writer.add_relation(mutable.Relation(id=number, members=members, tags=tags))


@dataclass
class _Street:
    """A street of the graph: where it begins, from where the edge runs that told its tags, and the tags."""

    first: Any
    told_from: Any
    tags: dict[str, str]

    def meet(self, begin: Any, tags: Mapping[str, str]) -> None:
        """Take the speed limit of the edge back, where it is another."""
        limits = [self.tags.get("maxspeed"), tags.get("maxspeed")]
        if begin == self.told_from or limits[0] == limits[1]:
            return
        if self.first == begin:
            limits.reverse()
        self.tags.pop("maxspeed", None)
        for way, kmh in zip(("forward", "backward"), limits, strict=True):
            if kmh is not None:
                self.tags[f"maxspeed:{way}"] = kmh


def is_open(tags: Mapping[str, str]) -> bool:
    """Whether a way is a street of any mode."""
    rules = way_rules(tags)
    return street_class(tags) is not None or bool(rules.cycle or rules.drive)


def _add_streets(graph: Any, objects: _Objects) -> int:
    """Add every street of the graph once, and return how many of them are open to no mode."""
    positions = _node_positions(graph)
    has_ids = all(isinstance(node, int) and node > 0 for node in positions)
    ids = {node: node if has_ids else next(objects.free) for node in positions}
    to_lonlat = _to_lonlat(graph.graph.get("crs"))
    lonlat = to_lonlat(np.array(list(positions.values())))
    objects.nodes.update(zip(ids.values(), map(tuple, lonlat.tolist()), strict=True))
    seen: dict[Any, _Street] = {}
    closed = walkable = 0
    for begin, end, data in graph.edges(data=True):
        u, v = begin, end
        line = data.get("geometry")
        path = np.array([positions[u], positions[v]]) if line is None else shapely.get_coordinates(line)
        # There and back are of the same ways along the same line; neither alone tells: two ways may lie on one line, as
        # a path on a wall, and one way may have two arms between the same nodes.
        ways = data.get("osmid")
        key = (
            frozenset((u, v)),
            min(path.tobytes(), path[::-1].tobytes()),
            frozenset(ways if isinstance(ways, list) else [ways]),
        )
        tags = _street_tags(data)
        if key in seen:
            seen[key].meet(begin, tags)
            continue
        if data.get("reversed") is True:  # drawn the other way: tags may speak of forward and backward
            u, v, path = v, u, path[::-1]
        seen[key] = _Street(u, begin, tags)
        closed += not is_open(tags)
        walkable += street_class(tags) is not None
        inner = objects.add_vertices(to_lonlat(path[1:-1])) if len(path) > 2 else []
        objects.ways[next(objects.free)] = ([ids[u], *inner, ids[v]], tags)
    if not walkable:
        raise InputError(
            _("No edge of the graph can be walked: the edges need OpenStreetMap's highway tag, as osmnx keeps it.")
        )
    return closed


def _node_positions(graph: Any) -> dict[Any, tuple[float, float]]:
    try:
        positions = {node: (float(data["x"]), float(data["y"])) for node, data in graph.nodes(data=True)}
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(_("The graph's nodes must have numbers x and y, as osmnx gives them.")) from error
    if not positions or not np.isfinite(list(positions.values())).all():
        raise InputError(_("The graph has no nodes, or nodes without a position."))
    return positions


def _street_tags(data: Mapping[str, Any]) -> dict[str, str]:
    """Return an edge's tags; where osmnx joined several ways, those of one that cannot be walked, else the first's."""
    texts = {key: value for key, value in data.items() if isinstance(value, str)}
    joined = {key: [str(value) for value in values] for key, values in data.items() if isinstance(values, list)}
    if data.get("oneway") is True:
        texts["oneway"] = "yes"  # osmnx turns ways that are drawn against their direction
    variants = [
        {**texts, **{key: values[min(number, len(values) - 1)] for key, values in joined.items() if values}}
        for number in range(max([1, *map(len, joined.values())]))
    ]
    return next((tags for tags in variants if street_class(tags) is None), variants[0])


def _to_lonlat(crs: Any) -> Any:
    """Return a function that takes positions of shape (points, 2) to lon/lat."""
    try:
        source = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise InputError(_('The graph does not say its coordinate system: graph.graph["crs"] must.')) from error
    transformer = pyproj.Transformer.from_crs(source, WGS84, always_xy=True)

    def to_lonlat(path: NDArray[np.float64]) -> NDArray[np.float64]:
        return path if source == WGS84 else np.column_stack(transformer.transform(path[:, 0], path[:, 1]))

    return to_lonlat


def _layer(features: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if features is None:
        return None
    if not isinstance(features, gpd.GeoDataFrame) or features.crs is None or features.index.nlevels != 2:
        message = _("The features must be a GeoDataFrame with a CRS, indexed by element and id, as osmnx gives it.")
        raise InputError(message)
    strange = set(features.index.get_level_values(0)) - {"node", "way", "relation"}
    if strange:
        message = _("The features' index says {element}, where node, way or relation is expected.")
        raise InputError(message.format(element=min(map(str, strange))))
    if not pd.api.types.is_integer_dtype(features.index.get_level_values(1)):
        raise InputError(_("The ids in the features' index must be whole numbers."))
    return features.to_crs(WGS84)


def _rows(layer: gpd.GeoDataFrame) -> Iterator[tuple[tuple[str, int], dict[str, str], Any]]:
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    for index, row, geometry in zip(layer.index, table.to_dict("records"), layer.geometry, strict=True):
        if geometry is not None and not geometry.is_empty:
            yield index, {str(key): value for key, value in row.items() if isinstance(value, str)}, geometry


def _free_ids(graph: Any, layer: gpd.GeoDataFrame | None) -> Iterator[int]:
    """Count from above every id that graph and features use."""
    taken = [node for node in graph if isinstance(node, int)]
    if layer is not None and len(layer):
        taken.append(int(max(layer.index.get_level_values(1))))
    return count(max([0, *taken]) + 1)
