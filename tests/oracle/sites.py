"""Where a park is entered from the streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from shapely.geometry import Point

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .streets import Position, Streets

SAME_POINT = 0.1


def access_points(geometry: BaseGeometry, streets: Streets) -> list[Position]:
    """Return the access points of a park given in WGS 84."""
    site = streets.osm.project(geometry)
    crossings = [] if isinstance(site, Point) else _crossings(site.boundary, streets)
    joined = [position for position in crossings if streets.ends[position.segment][0] not in streets.is_scrap]
    if joined:
        return joined
    # From the boundary: a street that lies wholly inside would be at no distance all along it.
    nearest = streets.attach_whole(site if isinstance(site, Point) else site.boundary)
    return [] if nearest is None else [nearest]


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
