"""The walkable streets, uncontracted: every OSM node is a node of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely
from pyproj import Geod
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point
from shapely.ops import nearest_points

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .osmfile import OsmFile, Tags

GEOD = Geod(ellps="WGS84")
ATTACH_LIMIT = 200.0
LAND_LIMIT = 100.0
SCRAP_SHARE = 0.01
STEP = 2.0

OPEN_TO_WALKERS = {
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "service", "pedestrian", "track", "footway", "path", "steps",
    "road",
}  # fmt: skip
ONLY_WHERE_FOOT_SAYS_SO = {"cycleway", "motorway", "motorway_link", "busway", "bridleway"}
FOOT_YES = {"yes", "designated", "permissive"}
FOOT_NO = {"no", "private", "use_sidepath"}
FOOT_BEATS_ACCESS = FOOT_YES | {"destination", "customers"}


def is_walkable(tags: Tags) -> bool:
    """Tell whether a way is a street that people may walk along."""
    highway, foot = tags.get("highway"), tags.get("foot")
    if highway not in OPEN_TO_WALKERS and not (highway in ONLY_WHERE_FOOT_SAYS_SO and foot in FOOT_YES):
        return False
    if foot in FOOT_NO:
        return False
    if tags.get("access") in {"no", "private"} and foot not in FOOT_BEATS_ACCESS:
        return False
    if tags.get("motorroad") == "yes" and foot not in FOOT_YES:
        return False
    return not (tags.get("area") == "yes" and highway not in {"pedestrian", "footway"})


@dataclass
class Position:
    """A point `offset` metres along a segment from its first end and `leg` metres off it; or exactly a node."""

    x: float
    y: float
    segment: int | None = None
    offset: float = 0.0
    leg: float = 0.0
    node: int | None = None


class Streets:
    """Segments between consecutive nodes of walkable ways, and the graph they make."""

    def __init__(self, osm: OsmFile) -> None:
        self.osm = osm
        self.ends: list[tuple[int, int]] = []
        self.degree: dict[int, int] = {}
        self.graph = nx.Graph()
        for way, tags in osm.way_tags.items():
            if is_walkable(tags):
                self._add_way(osm.way_nodes[way])
        self.a = np.array([osm.xy[u] for u, _ in self.ends])
        self.b = np.array([osm.xy[v] for _, v in self.ends])
        self.length = np.array([self.graph.edges[ends]["weight"] for ends in self.ends])
        self.lines = [LineString([osm.xy[u], osm.xy[v]]) for u, v in self.ends]
        self.tree = shapely.STRtree(self.lines)
        self.is_scrap = self._scraps()
        self.joined = [row for row, (u, _) in enumerate(self.ends) if u not in self.is_scrap]
        self.joined_tree = shapely.STRtree([self.lines[row] for row in self.joined])
        self.row = {node: row for row, node in enumerate(self.graph.nodes)}
        self.u_row = np.array([self.row[u] for u, _ in self.ends])
        self.v_row = np.array([self.row[v] for _, v in self.ends])

    def _add_way(self, nodes: list[int]) -> None:
        for u, v in pairwise(nodes):
            # A node the clipped file does not hold splits the way; the same node twice running is no segment.
            if u == v or u not in self.osm.lonlat or v not in self.osm.lonlat:
                continue
            length = GEOD.inv(*self.osm.lonlat[u], *self.osm.lonlat[v])[2]
            self.graph.add_edge(u, v, weight=length)
            self.ends.append((u, v))
            self.degree[u] = self.degree.get(u, 0) + 1
            self.degree[v] = self.degree.get(v, 0) + 1

    def _scraps(self) -> set[int]:
        """Return the nodes of components with less than a hundredth of the largest's junctions and dead ends."""
        components = list(nx.connected_components(self.graph))
        sizes = [sum(self.degree[node] != 2 for node in nodes) for nodes in components]
        small = [nodes for nodes, size in zip(components, sizes, strict=True) if size < SCRAP_SHARE * max(sizes)]
        return set().union(*small)

    def on_segment(self, segment: int, x: float, y: float) -> Position:
        """Return the nearest position on a segment to a point."""
        a, b = self.a[segment], self.b[segment]
        along = b - a
        squared = along @ along
        share = 0.0 if squared == 0 else float(np.clip((np.array([x, y]) - a) @ along / squared, 0, 1))
        foot = a + share * along
        leg = float(np.hypot(x - foot[0], y - foot[1]))
        return Position(x, y, segment, share * float(self.length[segment]), leg)

    def attach(self, x: float, y: float) -> Position | None:
        """Return the nearest position on the network, or None farther than 200 m off any street."""
        segment = int(self.tree.nearest(Point(x, y)))
        position = self.on_segment(segment, x, y)
        return position if position.leg <= ATTACH_LIMIT else None

    def attach_whole(self, geometry: BaseGeometry) -> Position | None:
        """Return the nearest position to a centre or a park's outline; on a scrap only for want of another street."""
        segment = self.joined[int(self.joined_tree.nearest(geometry))]
        if self.lines[segment].distance(geometry) > ATTACH_LIMIT:
            segment = int(self.tree.nearest(geometry))
        if self.lines[segment].distance(geometry) > ATTACH_LIMIT:
            return None
        start = nearest_points(geometry, self.lines[segment])[0]
        return self.on_segment(segment, start.x, start.y)

    def at_node(self, node: int) -> Position:
        """Return the position of a node."""
        return Position(*self.osm.xy[node], node=node)

    def seeds(self, position: Position) -> dict[int, float]:
        """Return the nodes a position opens onto, with the metres to each."""
        if position.node is not None:
            return {position.node: 0.0}
        u, v = self.ends[position.segment]
        length = float(self.length[position.segment])
        return {u: position.leg + position.offset, v: position.leg + length - position.offset}

    def distances(self, positions: list[Position], cutoff: float | None = None) -> dict[int, float]:
        """Return the least distance from any of the positions to every node, from one node put in for them."""
        self.graph.add_node("here")
        for position in positions:
            for node, metres in self.seeds(position).items():
                known = self.graph.get_edge_data("here", node, {"weight": np.inf})["weight"]
                self.graph.add_edge("here", node, weight=min(metres, known))
        reached = nx.single_source_dijkstra_path_length(self.graph, "here", cutoff=cutoff)
        self.graph.remove_node("here")
        del reached["here"]
        return reached

    def between(self, origin: Position, reached: dict[int, float], target: Position) -> float:
        """Return the distance from an origin, whose node distances are `reached`, to a target."""
        metres = min(reached.get(node, np.inf) + more for node, more in self.seeds(target).items())
        if origin.segment is not None and target.segment is not None:
            metres = min(metres, self._along_one_segment(origin, target))
        return metres

    def _along_one_segment(self, origin: Position, target: Position) -> float:
        ends, other = self.ends[origin.segment], self.ends[target.segment]
        if set(ends) != set(other):
            return np.inf
        offset = target.offset if ends == other else float(self.length[target.segment]) - target.offset
        return abs(origin.offset - offset) + origin.leg + target.leg

    def land(self, positions: list[Position], radius: float, cell: float) -> Land:
        """Return the cells of a grid around the positions that lie within 100 m of a street."""
        reach = radius + LAND_LIMIT
        xs, ys = [p.x for p in positions], [p.y for p in positions]
        grid_x, grid_y = np.meshgrid(
            np.arange(min(xs) - reach + cell / 2, max(xs) + reach, cell),
            np.arange(min(ys) - reach + cell / 2, max(ys) + reach, cell),
        )
        cells = np.column_stack([grid_x.ravel(), grid_y.ravel()])
        near = self.tree.query(shapely.box(*(cells.min(axis=0) - LAND_LIMIT), *(cells.max(axis=0) + LAND_LIMIT)))
        # Every segment is a row of points at most 2 m apart: the nearest of them is as good as the nearest point.
        count = np.ceil(self.length[near] / STEP).astype(int) + 1
        share = np.concatenate([np.linspace(0, 1, n) for n in count])
        segments = np.repeat(near, count)
        points = self.a[segments] + share[:, None] * (self.b[segments] - self.a[segments])
        metres, nearest = cKDTree(points).query(cells, distance_upper_bound=LAND_LIMIT)
        nearest = nearest[np.isfinite(metres)]
        return Land(cell, segments[nearest], share[nearest] * self.length[segments[nearest]])

    def catchment_area(self, origin: Position, reached: dict[int, float], radius: float, land: Land) -> float:
        """Return the km² of land whose nearest point of a street lies within the radius along the streets."""
        at = np.full(len(self.row), np.inf)
        for node, metres in reached.items():
            at[self.row[node]] = metres
        segments, length = land.segments, self.length[land.segments]
        metres = np.minimum(at[self.u_row[segments]] + land.offsets, at[self.v_row[segments]] + length - land.offsets)
        if origin.segment is not None:
            same = segments == origin.segment
            metres[same] = np.minimum(metres[same], np.abs(land.offsets[same] - origin.offset) + origin.leg)
        return float((metres <= radius).sum()) * land.cell**2 / 1e6


@dataclass
class Land:
    """Square cells of land: the segment each belongs to, and how far along it."""

    cell: float
    segments: np.ndarray
    offsets: np.ndarray


def junctions(streets: Streets, gap: float = 10.0) -> list[list[int]]:
    """Return the junctions: nodes where three or more segments end, those within 10 m of one another together."""
    nodes = [node for node, degree in streets.degree.items() if degree >= 3]
    return linked(nodes, [streets.osm.xy[node] for node in nodes], gap)


def linked(things: list, points: list[tuple[float, float]], gap: float) -> list[list]:
    """Group things by single linkage: two that lie within the gap are in one group, and so on in chains."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(things)))
    tree = shapely.STRtree(shapely.points(points)) if points else None
    for i, (x, y) in enumerate(points):
        for j in tree.query(Point(x, y), predicate="dwithin", distance=gap):
            graph.add_edge(i, int(j))
    return [[things[i] for i in group] for group in nx.connected_components(graph)]
