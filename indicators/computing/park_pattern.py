"""How the parks lie among themselves, told as one figure for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 5  # parks; of fewer the index says nothing


def nearest_neighbours(geometries: NDArray[np.object_], extent: Any) -> dict[str, Any]:
    """Return the nearest-neighbour index of the parks, in the extract and in their own convex hull.

    The index is the mean straight distance to the nearest other park, divided by what it would be were as many points
    strewn at random over the area: 0.5/√(n/A). Below 1 parks cluster, above 1 they keep apart. It hangs on the area:
    the wider, the lower. So both are given. There is no correction for the area's edge.

    Parameters
    ----------
    geometries : numpy.ndarray of shape (parks,)
        The parks that were measured, in metres; each stands at its centroid.
    extent : shapely geometry
        What the extract covers, in metres.

    Returns
    -------
    dict
        ``parks``, ``mean_nearest_m``, and for each area (``extent``, ``convex_hull``) its ``area_km2`` and ``index``;
        None where there are fewer than 5 parks or no area.

    References
    ----------
    Clark, P. J., & Evans, F. C. (1954). Distance to nearest neighbor as a measure of spatial relationships in
    populations. Ecology 35(4), 445-453.
    """
    points = shapely.get_coordinates(shapely.centroid(geometries))
    count = len(points)
    if count < FEWEST:
        return {"parks": count, "mean_nearest_m": None, "extent": None, "convex_hull": None}
    metres = float(cKDTree(points).query(points, k=2)[0][:, 1].mean())
    hull = shapely.convex_hull(shapely.multipoints(points))
    return {
        "parks": count,
        "mean_nearest_m": metres,
        "extent": _index(metres, count, extent.area),
        "convex_hull": _index(metres, count, hull.area),
    }


def _index(mean_nearest: float, count: int, area: float) -> dict[str, float] | None:
    if area <= 0:
        return None
    return {"area_km2": area / 1e6, "index": float(mean_nearest / (0.5 / np.sqrt(count / area)))}
