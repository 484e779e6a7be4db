"""Stops by mode, and the lines that serve them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
from shapely.geometry import Point

if TYPE_CHECKING:
    from .osmfile import OsmFile, Tags
    from .streets import Position, Streets

ROUTES = {"bus", "trolleybus", "subway", "tram", "light_rail", "train", "ferry"}
STOPS_OF_ROUTE = {
    "bus": "bus", "trolleybus": "bus", "subway": "metro", "tram": "tram", "light_rail": "tram", "train": "rail",
    "ferry": "ferry",
}  # fmt: skip
ENTRANCE_LIMIT = 250.0
INFERRED_LIMIT = 30.0
ONE_NAME_LIMIT = 60.0


@dataclass
class Stop:
    """A stop of one mode; a metro station stands at each of its entrances."""

    osm_id: str
    mode: str
    name: str
    points: list[Point]
    positions: list[Position] = field(default_factory=list)


@dataclass
class Line:
    """A line of one mode and the points it is boarded at."""

    key: object
    mode: str
    points: list[Point]
    inferred: bool
    positions: list[Position] = field(default_factory=list)


def modes_of(tags: Tags) -> set[str]:
    """Return the modes that an object is a stop of."""
    modes = set()
    if tags.get("highway") == "bus_stop" or (tags.get("public_transport") == "platform" and tags.get("bus") == "yes"):
        modes.add("bus")
    if tags.get("railway") in {"station", "halt"}:
        metro = tags.get("station") == "subway" or tags.get("subway") == "yes"
        if metro:
            modes.add("metro")
        if not metro or tags.get("train") == "yes":
            modes.add("rail")
    if tags.get("railway") == "tram_stop":
        modes.add("tram")
    if tags.get("amenity") == "ferry_terminal":
        modes.add("ferry")
    return modes


def stops(osm: OsmFile, streets: Streets) -> list[Stop]:
    """Return every stop of the file, attached to the streets where it is within 200 m of one."""
    found = []
    for kind, table in (("n", osm.node_tags), ("w", osm.way_tags), ("r", osm.relation_tags)):
        for osm_id, tags in table.items():
            modes = modes_of(tags)
            point = osm.centre(kind, osm_id) if modes else None
            for mode in sorted(modes if point is not None else ()):
                points = _entrances(osm, kind, osm_id, point) if mode == "metro" else [point]
                found.append(Stop(f"{kind}{osm_id}", mode, tags.get("name", ""), points, _attach(streets, points)))
    return found


def _attach(streets: Streets, points: list[Point]) -> list[Position]:
    attached = (streets.attach(point.x, point.y) for point in points)
    return [position for position in attached if position is not None]


def _entrances(osm: OsmFile, kind: str, osm_id: int, point: Point) -> list[Point]:
    """Return where a metro station is entered: its stop area's entrances, else those within 250 m, else itself."""
    entrances = {node for node, tags in osm.node_tags.items() if tags.get("railway") == "subway_entrance"}
    of_area = set()
    for relation, tags in osm.relation_tags.items():
        members = {(member_kind, member) for member_kind, member, _ in osm.relation_members[relation]}
        if tags.get("public_transport") == "stop_area" and (kind, osm_id) in members:
            of_area |= {member for member_kind, member in members if member_kind == "n" and member in entrances}
    if not of_area:
        of_area = {node for node in entrances if point.distance(Point(osm.xy[node])) <= ENTRANCE_LIMIT}
    return [Point(osm.xy[node]) for node in sorted(of_area)] or [point]


def lines(osm: OsmFile, streets: Streets, all_stops: list[Stop]) -> list[Line] | None:
    """Return the lines of the file by mode; None where the file holds no route relation at all."""
    routes = {
        relation: tags
        for relation, tags in osm.relation_tags.items()
        if tags.get("type") == "route" and tags.get("route") in ROUTES
    }
    if not routes:
        return None
    master_of = {
        member: relation
        for relation, tags in osm.relation_tags.items()
        if tags.get("type") == "route_master"
        for kind, member, _ in osm.relation_members[relation]
        if kind == "r"
    }
    relations_of: dict[tuple[object, str], list[int]] = {}
    for relation, tags in routes.items():
        if relation in master_of:
            key: object = ("master", master_of[relation])
        elif tags.get("ref"):
            key = (tags["route"], tags["ref"], tags.get("network", ""))
        else:
            key = ("relation", relation)
        relations_of.setdefault((key, tags["route"]), []).append(relation)
    found = []
    for (key, mode), relations in relations_of.items():
        members = [member for relation in relations for member in osm.relation_members[relation]]
        boarded = [member for member in members if _is_stop_member(osm, member)]
        if boarded:
            points = [point for member in boarded for point in _member_points(osm, member, mode)]
        else:
            points = _stops_along(osm, members, [stop for stop in all_stops if stop.mode == STOPS_OF_ROUTE[mode]])
        found.append(Line(key, mode, points, not boarded, _attach(streets, points)))
    return found


def _is_stop_member(osm: OsmFile, member: tuple[str, int, str]) -> bool:
    kind, osm_id, role = member
    tags = osm.tags(kind, osm_id) or {}
    return (
        "stop" in role
        or "platform" in role
        or tags.get("highway") == "bus_stop"
        or tags.get("public_transport") in {"stop_position", "platform", "station"}
        or tags.get("railway") in {"stop", "station", "halt", "tram_stop", "platform"}
        or tags.get("amenity") == "ferry_terminal"
    )


def _member_points(osm: OsmFile, member: tuple[str, int, str], mode: str) -> list[Point]:
    kind, osm_id, _ = member
    point = osm.centre(kind, osm_id)
    if point is None:
        return []
    return _entrances(osm, kind, osm_id, point) if mode == "subway" else [point]


def _stops_along(osm: OsmFile, members: list[tuple[str, int, str]], of_mode: list[Stop]) -> list[Point]:
    """Return the stops within 30 m of the ways of a line that names none."""
    ways = [osm.way_line(osm_id) for kind, osm_id, _ in members if kind == "w"]
    ways = [way for way in ways if way is not None]
    points = [point for stop in of_mode for point in stop.points]
    return [point for point in points if any(way.distance(point) <= INFERRED_LIMIT for way in ways)]


def stops_of_one_name(all_stops: list[Stop]) -> list[list[Stop]]:
    """Group the stops that count once: one mode, one name that is not empty, within 60 m of one another in a chain."""
    near = nx.Graph()
    near.add_nodes_from(range(len(all_stops)))
    for i, j in combinations(range(len(all_stops)), 2):
        one, other = all_stops[i], all_stops[j]
        if one.name and (one.mode, one.name) == (other.mode, other.name) and _gap(one, other) <= ONE_NAME_LIMIT:
            near.add_edge(i, j)
    return [[all_stops[i] for i in group] for group in nx.connected_components(near)]


def _gap(one: Stop, other: Stop) -> float:
    return min(a.distance(b) for a in one.points for b in other.points)
