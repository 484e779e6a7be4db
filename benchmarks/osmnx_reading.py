"""An extract as a plain osmnx script reads it: OSM XML for the streets and the features, pyosmium for the lines."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import osmium
import osmnx as ox
import shapely
from tagging import BUS_LIKE, PLACE_KEYS, category_of, is_street, line_of, mode_of

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

_WITH_TAGS = osmium.filter.EmptyTagFilter()
_STOPS = {"highway": "bus_stop", "public_transport": "platform", "railway": ["station", "halt", "tram_stop"]}


def convert(extract: str, folder: Path) -> None:
    """Write the streets and the places as OSM XML; streets that the extract cuts lose the nodes that are missing."""
    nodes, place_nodes = set(), set()
    for item in osmium.FileProcessor(extract, osmium.osm.NODE):
        nodes.add(item.id)
        if item.tags and _is_feature(dict(item.tags)):
            place_nodes.add(item.id)
    relations, members = set(), set()
    for item in osmium.FileProcessor(extract, osmium.osm.RELATION).with_filter(_WITH_TAGS):
        tags = dict(item.tags)
        if tags.get("type") == "multipolygon" and _is_feature(tags):
            relations.add(item.id)
            members.update(member.ref for member in item.members if member.type == "w")
    streets, places = {}, {}
    for item in osmium.FileProcessor(extract, osmium.osm.WAY):  # members of relations have no tags
        tags = dict(item.tags)
        known = [node.ref for node in item.nodes if node.ref in nodes]
        if is_street(tags) and len(known) > 1:
            streets[item.id] = known
        if item.id in members or (_is_feature(tags) and len(known) == len(item.nodes)):
            places[item.id] = known
    place_nodes.update(*places.values())
    _write(extract, folder / "streets.osm", set().union(*streets.values()), streets, set())
    _write(extract, folder / "places.osm", place_nodes, places, relations)


def _write(extract: str, target: Path, nodes: set[int], ways: dict[int, list[int]], relations: set[int]) -> None:
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for item in osmium.FileProcessor(extract):
            if item.is_way():
                if item.id in ways:
                    writer.add(item.replace(nodes=ways[item.id]))
            elif item.id in (nodes if item.is_node() else relations):
                writer.add(item)


def _is_feature(tags: dict[str, str]) -> bool:
    return bool(category_of(tags) or mode_of(tags))


def read_streets(folder: Path) -> nx.MultiDiGraph:
    """Return the street graph, projected."""
    return ox.project_graph(ox.graph_from_xml(folder / "streets.osm", bidirectional=True, retain_all=True))


def read_features(folder: Path, crs: Any) -> gpd.GeoDataFrame:
    """Return places and stops, with category and mode."""
    wanted = dict.fromkeys(PLACE_KEYS, True) | _STOPS
    features = ox.features_from_xml(folder / "places.osm", tags=wanted).to_crs(crs)
    keys = [key for key in (*wanted, "station", "subway", "bus", "name") if key in features]
    tags = features[keys].to_dict("records")
    features["category"] = [category_of(row) for row in tags]
    features["mode"] = [mode_of(row) for row in tags]
    return features


def read_lines(extract: str, stands: gpd.GeoDataFrame) -> dict[tuple[str, str], gpd.GeoSeries]:
    """Return the stops of each line, by mode and name; where it has none, those within 30 m of its ways."""
    members_of = defaultdict(list)
    wanted_nodes, wanted_ways = set(), set()
    for item in osmium.FileProcessor(extract, osmium.osm.RELATION).with_filter(osmium.filter.KeyFilter("route")):
        name = line_of(dict(item.tags), f"r{item.id}")
        if name is not None:
            members = [(member.type, member.ref, member.role) for member in item.members]
            members_of[item.tags["route"], name].extend(members)
            wanted_nodes.update(ref for kind, ref, _ in members if kind == "n")
            wanted_ways.update(ref for kind, ref, _ in members if kind == "w")
    points, ways = {}, {}
    for item in osmium.FileProcessor(extract, osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if item.is_node() and item.id in wanted_nodes:
            points[item.id] = (shapely.Point(item.location.lon, item.location.lat), mode_of(dict(item.tags)))
        elif item.is_way() and item.id in wanted_ways:
            ways[item.id] = [(node.location.lon, node.location.lat) for node in item.nodes if node.location.valid()]
    lines = {}
    for (route, name), members in members_of.items():
        nodes = [(*points[ref], role) for kind, ref, role in members if kind == "n" and ref in points]
        at = [point for point, mode, role in nodes if "stop" in role or "platform" in role or mode]
        lines[route, name] = gpd.GeoSeries(at, crs=4326).to_crs(stands.crs)
        if not at:
            along = [ways[ref] for kind, ref, _ in members if kind == "w" and len(ways.get(ref, ())) > 1]
            near = gpd.GeoSeries(map(shapely.LineString, along), crs=4326).to_crs(stands.crs).buffer(30).union_all()
            of_mode = stands.loc[stands["mode"] == ("bus" if route in BUS_LIKE else "rail"), "geometry"].centroid
            lines[route, name] = of_mode[of_mode.within(near)]
    return lines
