"""Access points: where a park meets the streets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from parklocus.indicators.city.streets import ATTACH_LIMIT
from parklocus.indicators.network.attach import Attachment, attach_points, attach_to_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets

SAME_POINT = 0.1  # metres; crossings nearer than this to one another are one access point
_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True)
class AccessPoints:
    """The access points of all parks.

    Attributes
    ----------
    park : numpy.ndarray of shape (points,)
        Row of the park; ascending.
    points : Attachment
        Where they are on the streets; the leg is the straight way from the park to the street.
    xy : numpy.ndarray of shape (points, 2)
        Where they are on the park's side of the leg, in metres.
    cut_off : numpy.ndarray of shape (parks,)
        How many points of each park were left out because they lie on a scrap of street that is cut off from the
        network.
    """

    park: NDArray[np.int64]
    points: Attachment
    xy: NDArray[np.float64]
    cut_off: NDArray[np.int64]


def access_points(streets: Streets, parks: NDArray[np.object_], limit: float = ATTACH_LIMIT) -> AccessPoints:
    """Find where parks meet the streets.

    A polygon's access points are where its boundary crosses streets (where it runs along one, the ends of that
    stretch), else the point of the streets nearest to it; any other geometry has its nearest point alone. Scraps of
    street that are cut off from the network are passed over where there is another street within the limit.

    Parameters
    ----------
    streets : Streets
        The network.
    parks : numpy.ndarray of shape (parks,)
        Shapely geometries in the streets' CRS; None and empty ones have no access point.
    limit : float
        Metres; a park farther than this from any street has none.
    """
    rows: list[int] = []
    found = [_NOTHING]
    starts = [np.empty((0, 2))]
    cut_off = np.zeros(len(parks), dtype=np.int64)
    for row, park in enumerate(parks):
        if park is None or park.is_empty:
            continue
        is_area = shapely.get_type_id(park) in _AREAL
        outline = park.boundary if is_area else park
        points = _crossings(streets, outline) if is_area else _NOTHING
        scrap = streets.is_cut_off[points.edge]
        cut_off[row] = np.count_nonzero(scrap)
        points = points.take(~scrap)
        xy = streets.interpolate(points.edge, points.offset)
        if not len(points.edge):
            landing = attach_to_network(streets, outline, limit)
            points, xy = landing.point, landing.xy
            cut_off[row] = max(cut_off[row], landing.passed_over)
        rows.extend([row] * len(points.edge))
        found.append(points)
        starts.append(xy)
    points = Attachment(
        np.concatenate([item.edge for item in found]),
        np.concatenate([item.offset for item in found]),
        np.concatenate([item.leg for item in found]),
    )
    return AccessPoints(np.array(rows, dtype=np.int64), points, np.concatenate(starts), cut_off)


_NOTHING = Attachment(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))


def _crossings(streets: Streets, outline: Any) -> Attachment:
    """Return the points that an outline shares with the streets, of shared stretches the ends."""
    candidates = np.sort(streets.tree.query(outline, predicate="intersects"))
    shared = shapely.get_parts(shapely.get_parts(shapely.intersection(streets.lines[candidates], outline)))
    is_line = shapely.get_type_id(shared) == shapely.GeometryType.LINESTRING
    stretches = shapely.line_merge(shapely.union_all(shared[is_line]))
    ends = shapely.get_parts(shapely.boundary(shapely.get_parts(stretches)))
    xy = shapely.get_coordinates(np.concatenate([shared[~is_line], ends]))
    xy = xy[_distinct(xy)]
    points = attach_points(streets, xy[:, 0], xy[:, 1])
    return replace(points, leg=np.zeros(len(points.leg)))


def _distinct(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the first of each group of points that are one."""
    kept = np.ones(len(xy), dtype=bool)
    pairs = cKDTree(xy).query_pairs(SAME_POINT, output_type="ndarray")
    kept[pairs.max(axis=1)] = False
    return np.flatnonzero(kept)
