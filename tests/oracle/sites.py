"""Where a park is entered from the streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from shapely.geometry import Point
from shapely.ops import nearest_points

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .streets import Position, Streets

SAME_POINT = 0.1


def access_points(geometry: BaseGeometry, streets: Streets) -> list[Position]:
    """Return the access points of a park given in WGS 84."""
    site = streets.osm.project(geometry)
    if isinstance(site, Point):
        position = streets.attach(site.x, site.y)
        return [] if position is None else [position]
    crossings = _crossings(site.boundary, streets)
    if not crossings:
        return _nearest(site.boundary, streets)
    on_largest = [position for position in crossings if _component(position, streets) == 0]
    return on_largest or crossings


def _crossings(boundary: BaseGeometry, streets: Streets) -> list[Position]:
    points: list[tuple[Point, int]] = []
    shared: list[tuple[BaseGeometry, int]] = []
    for segment in streets.tree.query(boundary, predicate="intersects"):
        common = streets.lines[segment].intersection(boundary)
        for part in getattr(common, "geoms", [common]):
            if isinstance(part, Point):
                points.append((part, int(segment)))
            elif part.length > 0:
                shared.append((part, int(segment)))
    if shared:
        # Where the boundary runs along a street only the ends of the whole common stretch are entrances.
        stretches = shapely.line_merge(shapely.union_all([part for part, _ in shared]))
        points.extend((end, _segment_at(end, shared)) for end in getattr(stretches.boundary, "geoms", []))
    kept: list[Position] = []
    for point, segment in points:
        if all(point.distance(Point(other.x, other.y)) > SAME_POINT for other in kept):
            kept.append(streets.on_segment(segment, point.x, point.y))
    return kept


def _segment_at(end: Point, shared: list[tuple[BaseGeometry, int]]) -> int:
    return min(shared, key=lambda pair: pair[0].distance(end))[1]


def _nearest(boundary: BaseGeometry, streets: Streets) -> list[Position]:
    # From the boundary: a street that lies wholly inside would be at no distance all along it.
    segment = int(streets.tree.nearest(boundary))
    start = nearest_points(boundary, streets.lines[segment])[0]
    position = streets.attach(start.x, start.y)
    return [] if position is None else [position]


def _component(position: Position, streets: Streets) -> int:
    return streets.component[streets.ends[position.segment][0]]
