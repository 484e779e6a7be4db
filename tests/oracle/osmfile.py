"""A whole OSM file as plain dictionaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import osmium
import shapely
from pyproj import CRS, Transformer
from shapely.geometry import LineString, Point, Polygon

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

Tags = dict[str, str]
Member = tuple[str, int, str]  # "n", "w" or "r"; the member's id; its role


@dataclass
class OsmFile:
    """Nodes, ways and relations by id; `xy` is metres, in a transverse Mercator centred on the file."""

    xy: dict[int, tuple[float, float]] = field(default_factory=dict)
    lonlat: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    way_tags: dict[int, Tags] = field(default_factory=dict)
    way_nodes: dict[int, list[int]] = field(default_factory=dict)
    relation_tags: dict[int, Tags] = field(default_factory=dict)
    relation_members: dict[int, list[Member]] = field(default_factory=dict)
    crs: CRS | None = None

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Move a WGS 84 geometry into the file's metres."""
        transformer = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        return shapely.transform(geometry, transformer.transform, interleaved=False)

    def tags(self, kind: str, osm_id: int) -> Tags | None:
        """Return the tags of an object, or None where the file does not hold it."""
        if kind == "n":
            return self.node_tags.get(osm_id, {}) if osm_id in self.xy else None
        return (self.way_tags if kind == "w" else self.relation_tags).get(osm_id)

    def is_closed(self, way: int) -> bool:
        """Tell whether a way ends where it begins and has the three corners an area needs."""
        nodes = self.way_nodes[way]
        return len(nodes) >= 4 and nodes[0] == nodes[-1]

    def way_line(self, way: int) -> LineString | None:
        """Return the way as a line through its known nodes, or None with fewer than two of them."""
        points = [self.xy[node] for node in self.way_nodes.get(way, []) if node in self.xy]
        return LineString(points) if len(points) >= 2 else None

    def area(self, kind: str, osm_id: int) -> BaseGeometry | None:
        """Return the polygon of a closed way or a multipolygon, or None where a part of it is not in the file."""
        if kind == "w":
            nodes = self.way_nodes.get(osm_id, [])
            if osm_id not in self.way_nodes or not self.is_closed(osm_id) or any(node not in self.xy for node in nodes):
                return None
            polygon = Polygon([self.xy[node] for node in nodes])
            return None if polygon.area == 0 else shapely.make_valid(polygon)
        if self.relation_tags.get(osm_id, {}).get("type") != "multipolygon":
            return None
        lines: dict[bool, list[LineString]] = {False: [], True: []}
        for member_kind, member, role in self.relation_members[osm_id]:
            if member_kind != "w":
                continue
            if any(node not in self.xy for node in self.way_nodes.get(member, [-1])):
                return None
            lines[role == "inner"].append(self.way_line(member))
        faces = _faces(lines[False])
        inner = shapely.union_all(_faces(lines[True]))
        islands = [face for face in faces if inner.covers(face)]  # a house in the yard of another
        polygon = shapely.union_all([shapely.union_all(faces).difference(inner), *islands])
        return None if polygon.is_empty else polygon

    def centre(self, kind: str, osm_id: int) -> Point | None:
        """Return a node's point, an area's or an open way's centroid; None where the file does not hold it."""
        if kind == "n":
            return Point(self.xy[osm_id]) if osm_id in self.xy else None
        area = self.area(kind, osm_id)
        if area is None and kind == "w" and osm_id in self.way_nodes and not self.is_closed(osm_id):
            area = self.way_line(osm_id)
        return None if area is None else area.centroid


def _faces(lines: list[LineString]) -> list[BaseGeometry]:
    """Return the faces that a set of lines closes."""
    if not lines:
        return []
    return list(shapely.polygonize([shapely.union_all(lines)]).geoms)


def read(path: Path | str) -> OsmFile:
    """Read every node, way and relation of a file."""
    osm = OsmFile()
    for item in osmium.FileProcessor(str(path)):
        tags = {tag.k: tag.v for tag in item.tags} if len(item.tags) else {}
        if item.is_node():
            if item.location.valid():
                osm.lonlat[item.id] = (item.location.lon, item.location.lat)
                if tags:
                    osm.node_tags[item.id] = tags
        elif item.is_way():
            osm.way_tags[item.id] = tags
            osm.way_nodes[item.id] = [node.ref for node in item.nodes]
        else:
            osm.relation_tags[item.id] = tags
            osm.relation_members[item.id] = [(member.type, member.ref, member.role) for member in item.members]
    street_nodes = {node for way, tags in osm.way_tags.items() if "highway" in tags for node in osm.way_nodes[way]}
    lon, lat = np.mean([osm.lonlat[node] for node in street_nodes if node in osm.lonlat], axis=0)
    osm.crs = CRS.from_proj4(f"+proj=tmerc +lat_0={lat} +lon_0={lon} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m")
    transformer = Transformer.from_crs("EPSG:4326", osm.crs, always_xy=True)
    xs, ys = transformer.transform(*np.array(list(osm.lonlat.values())).T)
    osm.xy = dict(zip(osm.lonlat, zip(xs.tolist(), ys.tolist(), strict=True), strict=True))
    return osm
