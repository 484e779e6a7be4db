"""Cycling and driving, uncontracted: every OSM node is a node of a directed graph, every segment two arcs or one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import shapely

if TYPE_CHECKING:
    from .osmfile import OsmFile, Tags

LIMIT = 200.0
METRES_A_MINUTE_ON_FOOT = 80.0
CYCLING_KMH = 15.0
SCRAP_SHARE = 0.01
SNAP = 0.1

ROADS = {
    "trunk": (85, 40), "primary": (65, 30), "secondary": (55, 25), "tertiary": (40, 20), "unclassified": (25,),
    "residential": (25,), "living_street": (10,), "service": (15,), "road": (25,),
}  # fmt: skip
KMH = {"motorway": 90, "motorway_link": 45}
for _name, _speeds in ROADS.items():
    KMH[_name] = _speeds[0]
    if len(_speeds) == 2:
        KMH[f"{_name}_link"] = _speeds[1]
PATHS = {"cycleway", "path", "track", "footway", "pedestrian", "bridleway", "busway"}
CYCLED_PATHS = {"cycleway", "path", "track"}
YES = {"yes", "designated", "permissive", "official"}
NO = {"no", "private", "permit", "agricultural", "forestry", "delivery", "emergency", "military", "psv", "bus"}
ZONES = {"ES:urban": 50, "DE:urban": 50, "DE:rural": 100}


def may_drive(tags: Tags) -> bool:
    """Tell whether a car may go along a way at all."""
    highway = tags.get("highway", "")
    if highway not in KMH and highway not in PATHS:
        return False
    if tags.get("area") == "yes" and highway not in {"pedestrian", "footway"}:
        return False
    own = tags.get("motorcar", tags.get("motor_vehicle"))
    said = own or tags.get("vehicle") or tags.get("access") or "yes"
    if all(word.strip() in NO for word in said.split(";")):
        return False
    asked = highway in PATHS or tags.get("service") in {"private", "emergency_access"}
    return not asked or bool(own and YES & {word.strip() for word in own.split(";")})


def may_cycle(tags: Tags) -> bool:
    """Tell whether a bicycle may be ridden along a way at all."""
    highway = tags.get("highway", "")
    if highway not in KMH and highway not in PATHS:
        return False
    if tags.get("area") == "yes" and highway not in {"pedestrian", "footway"}:
        return False
    own = tags.get("bicycle")
    said = own or tags.get("vehicle") or tags.get("access") or "yes"
    if all(word.strip() in NO | {"dismount", "use_sidepath"} for word in said.split(";")):
        return False
    asked = highway.startswith("motorway") or highway in PATHS - CYCLED_PATHS
    asked = asked or tags.get("motorroad") == "yes" or tags.get("service") == "private"
    return not asked or bool(own and YES & {word.strip() for word in own.split(";")})


def directions(tags: Tags, mode: str) -> tuple[bool, bool]:
    """Tell whether a way may be ridden as it is drawn, and against that."""
    values = {
        "yes": (True, False),
        "1": (True, False),
        "true": (True, False),
        "-1": (False, True),
        "reverse": (False, True),
    }
    implied = tags["highway"] == "motorway" or tags.get("junction") in {"roundabout", "circular"}
    general = values.get(tags["oneway"], (True, True)) if "oneway" in tags else (True, not implied)
    if mode == "drive":
        return values.get(tags["oneway:motor_vehicle"], (True, True)) if "oneway:motor_vehicle" in tags else general
    if "oneway:bicycle" in tags:
        return values.get(tags["oneway:bicycle"], (True, True))
    lanes = {side: tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both")}
    if any(lane.startswith("opposite") for lane in lanes.values()):
        return True, True
    for side, lane in lanes.items():
        if lane not in {"", "no", "none", "separate"} and tags.get(f"cycleway{side}:oneway") in {"no", "-1"} and side:
            return True, True
    return general


def kmh(tags: Tags, direction: str) -> float:
    """Return the speed to drive a way at in a direction (``forward``, ``backward``)."""
    for key in (f"maxspeed:{direction}", "maxspeed", "maxspeed:type", "source:maxspeed"):
        value = tags.get(key, "")
        numbers = [float(number) for number in re.findall(r"\d+", value)]
        if value == "none":
            return 130.0
        if value == "walk":
            return 7.0
        if value in ZONES:
            return ZONES[value]
        if numbers and not key.startswith("source"):
            return min(numbers) * (1.609344 if "mph" in value else 1)
    return KMH.get(tags["highway"], 10)


def is_left_along(tags: Tags) -> bool:
    """Tell whether one can get on and off along a way."""
    if tags["highway"] in {"motorway", "motorway_link", "trunk_link"} or tags.get("motorroad") == "yes":
        return False
    return tags.get("bridge", "no") == "no" and tags.get("tunnel", "no") in {"no", "building_passage"}


@dataclass
class Place:
    """Where a point gets on: its segment, the metres from the segment's ends, and the metres on foot."""

    segment: int
    from_u: float
    from_v: float
    leg: float


class Rides:
    """The segments of the ways open to a mode, and the directed graph of minutes that they make."""

    def __init__(self, osm: OsmFile, mode: str) -> None:
        self.osm = osm
        self.against = nx.DiGraph()  # from where one comes to, to where one comes from
        self.segments: list[tuple[int, int, float, float | None, float | None, bool]] = []
        for way, tags in osm.way_tags.items():
            if (may_drive if mode == "drive" else may_cycle)(tags):
                self._add_way(osm.way_nodes[way], tags, mode)
        home = self._home()
        self.rows = [
            row
            for row, (u, v, *_costs, leave) in enumerate(self.segments)
            if leave and home.get(u, -1) == home.get(v, -2)
        ]
        ends = [[osm.xy[node] for node in self.segments[row][:2]] for row in self.rows]
        self.lines = shapely.linestrings(ends)
        self.tree = shapely.STRtree(self.lines)

    def _add_way(self, nodes: list[int], tags: Tags, mode: str) -> None:
        speeds = [kmh(tags, way) if mode == "drive" else CYCLING_KMH for way in ("forward", "backward")]
        is_open, leave = directions(tags, mode), is_left_along(tags)
        for u, v in pairwise(nodes):
            if u == v or u not in self.osm.xy or v not in self.osm.xy:
                continue
            metres = math.dist(self.osm.xy[u], self.osm.xy[v])
            there, back = (metres / 1000 / speeds[n] * 60 if is_open[n] else None for n in (0, 1))
            for begin, end, minutes in ((u, v, there), (v, u, back)):
                if minutes is not None:
                    known = self.against.get_edge_data(end, begin, {"minutes": math.inf})["minutes"]
                    self.against.add_edge(end, begin, minutes=min(known, minutes))
            self.segments.append((u, v, metres, there, back, leave))

    def _home(self) -> dict[int, int]:
        """Return the part of each node: nodes that reach one another; without the scraps."""
        part = {node: n for n, nodes in enumerate(nx.strongly_connected_components(self.against)) for node in nodes}
        metres: dict[int, float] = {}
        for u, v, length, *_rest in self.segments:
            if part[u] == part[v]:
                metres[part[u]] = metres.get(part[u], 0.0) + length
        most = max(metres.values())
        return {node: n for node, n in part.items() if metres.get(n, 0.0) >= SCRAP_SHARE * most}

    def place(self, x: float, y: float) -> Place | None:
        """Return where a point gets on, or None farther than 200 m off any street."""
        point = shapely.Point(x, y)
        nearest = int(self.tree.nearest(point))
        row, line = self.rows[nearest], self.lines[nearest]
        leg = line.distance(point)
        if leg > LIMIT:
            return None
        length = self.segments[row][2]
        offset = min(line.project(point), length)
        if min(offset, length - offset) < SNAP:
            offset = 0.0 if offset <= length - offset else length
        return Place(row, offset, length - offset, leg)

    def field(self, targets: list[tuple[float, float]]) -> tuple[list[Place], dict[int, float]]:
        """Return where targets are got off at, and the minutes from every node to the first of them."""
        places = [place for place in (self.place(*target) for target in targets) if place is not None]
        if not places:
            return [], {}
        for place in places:
            u, v, length, there, back, _leave = self.segments[place.segment]
            for node, metres, cost in ((u, place.from_u, there), (v, place.from_v, back)):
                if metres == 0 or cost is not None:
                    minutes = (metres / length * cost if metres else 0.0) + place.leg / METRES_A_MINUTE_ON_FOOT
                    known = self.against.get_edge_data("there", node, {"minutes": math.inf})["minutes"]
                    self.against.add_edge("there", node, minutes=min(known, minutes))
        field = nx.single_source_dijkstra_path_length(self.against, "there", weight="minutes")
        self.against.remove_node("there")
        return places, field

    def minutes(self, x: float, y: float, targets: list[Place], field: dict[int, float]) -> float:
        """Return the minutes from a point to the target that is reached first; NaN where there is no way."""
        place = self.place(x, y)
        if place is None:
            return math.nan
        u, v, length, there, back, _leave = self.segments[place.segment]
        found = [math.inf]
        for node, metres, cost in ((u, place.from_u, back), (v, place.from_v, there)):
            if metres == 0 or cost is not None:
                found.append((metres / length * cost if metres else 0.0) + field.get(node, math.inf))
        for target in targets:
            ahead = target.from_u - place.from_u
            cost = there if ahead >= 0 else back
            if target.segment == place.segment and (cost is not None or ahead == 0):
                along = abs(ahead) / length * cost if ahead else 0.0
                found.append(along + target.leg / METRES_A_MINUTE_ON_FOOT)
        return min(found) + place.leg / METRES_A_MINUTE_ON_FOOT if math.isfinite(min(found)) else math.nan
