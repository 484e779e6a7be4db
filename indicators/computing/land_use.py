"""The land use that the map shows at places: industrial, residential, commercial, retail, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parklocus.indicators.city.land_cover import valid
from parklocus.indicators.computing.reference import LAND, NEAR_LAND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

MAPPED_LAND_USE = "mapped_land_use"


def land_use_at(city: City, shapes: NDArray[np.object_]) -> list[str]:
    """Return the land use of each shape: that of the most of its area, or of the nearest land within 30 m.

    Land use is often drawn up to the street, whose middle is where a street node lies.

    Parameters
    ----------
    city : City
        Knows the land.
    shapes : ndarray of shapely geometries
        Points or areas in the city's metres; None for a place that is not known.

    Returns
    -------
    list of str
        One of the land uses; "" where the map shows none.
    """
    found = np.full(len(shapes), "", dtype=object)
    most = np.full(len(shapes), -np.inf)
    known = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
    for use, flag in LAND.items():
        land = valid(city.land.shapes[city.land.is_any(flag)])
        if not len(land) or not len(known):
            continue
        place, piece = shapely.STRtree(land).query(shapes[known], predicate="dwithin", distance=NEAR_LAND)
        best = np.full(len(shapes), -np.inf)
        np.maximum.at(best, known[place], _hold(shapes[known][place], land[piece]))
        is_more = best > most
        found[is_more], most[is_more] = use, best[is_more]
    return [str(one) for one in found]


def _hold(shapes: NDArray[Any], land: NDArray[Any]) -> NDArray[np.float64]:
    """Return how far land covers shapes: the share of an area, 1 for a point inside, less than 0 by the metres away."""
    area = shapely.area(shapes)
    away = shapely.distance(shapes, land)
    share = np.divide(shapely.area(shapely.intersection(shapes, land)), area, out=np.ones(len(area)), where=area > 0)
    return np.asarray(np.where(away > 0, -away, share))
