"""What stands on a park's own land: indices of the park's polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parklocus.indicators.city.land_cover import valid
from parklocus.indicators.indices.registry import Column, SiteValues, of_the_site
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.areas import Land

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

KNOWN_LEVELS = "known_levels_share"
_STANDS_ON = 1.0  # m²; a building with less of it on the site is the neighbour's


@of_the_site("industrial_legacy")
def industrial_legacy(city: City, sites: Sequence[Any], _parameters: Mapping[str, Any]) -> Iterator[SiteValues]:
    """Share of each site under industrial land and buildings."""
    yield _covered(
        Column("industrial_legacy"), city, sites, Land.INDUSTRIAL, _("the OSM file holds no industrial land")
    )


@of_the_site("building_coverage")
def building_coverage(city: City, sites: Sequence[Any], _parameters: Mapping[str, Any]) -> Iterator[SiteValues]:
    """Share of each site under buildings."""
    built = Land.BUILDING | Land.PART
    yield _covered(Column("building_coverage"), city, sites, built, _("the OSM file holds no building"))


@of_the_site("floor_area_ratio")
def floor_area_ratio(city: City, sites: Sequence[Any], parameters: Mapping[str, Any]) -> Iterator[SiteValues]:
    """Floor area of each site's buildings of known levels, by the site's area."""
    column = Column("floor_area_ratio")
    if not city.land.is_any(Land.BUILDING).any():
        yield _nowhere(column, sites, _("the OSM file holds no building"))
        return
    values, shares = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    reasons = [""] * len(sites)
    for row, site in enumerate(sites):
        if site is None:
            continue
        floor, known, count = site_floor_area(city, site, parameters["storey_height"])
        if count:
            shares[row] = known / count
        if known or not count:
            values[row] = floor / site.area
        else:
            reasons[row] = _("no building on the site has levels or a height")
    yield SiteValues(column, values, tuple(reasons), {KNOWN_LEVELS: shares})


def _covered(column: Column, city: City, sites: Sequence[Any], what: Land, absent: str) -> SiteValues:
    if not city.land.is_any(what).any():
        return _nowhere(column, sites, absent)
    share = np.full(len(sites), np.nan)
    for row, site in enumerate(sites):
        if site is not None:
            pieces = shapely.intersection(_shapes_at(city, site, what)[1], site)
            share[row] = shapely.union_all(pieces).area / site.area
    return SiteValues(column, share, ("",) * len(sites))


def _nowhere(column: Column, sites: Sequence[Any], reason: str) -> SiteValues:
    return SiteValues(column, np.full(len(sites), np.nan), tuple(reason if site else "" for site in sites))


def _shapes_at(city: City, site: Any, what: Land) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return the land of some sorts that may touch a site, and its polygons."""
    rows = np.sort(city.land.tree.query(site))
    rows = rows[city.land.is_any(what)[rows]]
    return rows, valid(city.land.shapes[rows])


def site_floor_area(city: City, site: Any, storey_height: float) -> tuple[float, int, int]:
    """Return the floor area of a site's buildings, of how many it is, and how many buildings there are.

    Every piece of ground counts once, with the most levels of the buildings that cover it: where parts of a building
    tell their levels, these go before the whole building's.

    Parameters
    ----------
    city : City
        Its land.
    site : shapely geometry
        A polygon in the city's CRS; buildings that stand on it in part count in part.
    storey_height : float
        Metres, for buildings of which only the height is known.

    Returns
    -------
    floor_area : float
        m².
    known, count : int
        Buildings of known levels, themselves or by a part, and all; parts do not count as buildings.
    """
    rows, pieces = _standing_on(city, site)
    levels = building_levels(city, rows, storey_height)
    is_part = city.land.is_any(Land.PART)[rows]
    is_known = ~np.isnan(levels)
    parts, wholes = is_part & is_known, ~is_part & is_known
    of_parts = shapely.union_all(pieces[parts])
    floor = stacked_area(pieces[parts], levels[parts])
    floor += stacked_area(shapely.difference(pieces[wholes], of_parts), levels[wholes])
    told = _told(pieces, is_part, is_known)
    return floor, int(told.sum()), len(told)


def levels_on_site(city: City, site: Any) -> tuple[int, int]:
    """Return how many of a site's buildings tell their levels or height, themselves or by a part, and all."""
    return _known_levels(city, *_standing_on(city, site))


def levels_around(city: City, area: Any) -> tuple[int, int]:
    """Return the same of the buildings whose middle lies in an area."""
    rows, shapes = _shapes_at(city, area, Land.BUILDING | Land.PART)
    shapely.prepare(area)
    inside = shapely.intersects(area, shapely.centroid(shapes))
    return _known_levels(city, rows[inside], shapes[inside])


def _known_levels(city: City, rows: NDArray[np.int64], pieces: NDArray[np.object_]) -> tuple[int, int]:
    is_known = ~(np.isnan(city.land.levels[rows]) & np.isnan(city.land.height[rows]))
    told = _told(pieces, city.land.is_any(Land.PART)[rows], is_known)
    return int(told.sum()), len(told)


def _standing_on(city: City, site: Any) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return the buildings and parts on a site, and what of each lies on it."""
    rows, shapes = _shapes_at(city, site, Land.BUILDING | Land.PART)
    pieces = shapely.intersection(shapes, site)
    on_site = shapely.area(pieces) >= np.minimum(_STANDS_ON, shapely.area(shapes) / 2)
    return rows[on_site], pieces[on_site]


def _told(pieces: NDArray[np.object_], is_part: NDArray[np.bool_], is_known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each building that is no part whether it, or a part in it, tells its levels."""
    told: NDArray[np.bool_] = is_known[~is_part].copy()
    part_points = shapely.point_on_surface(pieces[is_part & is_known])
    told[np.unique(shapely.STRtree(part_points).query(pieces[~is_part], predicate="intersects")[0])] = True
    return told


def building_levels(city: City, rows: NDArray[np.int64], storey_height: float) -> NDArray[np.float64]:
    """Return levels as tagged, else the height by that of a storey (one storey at least), else NaN."""
    levels = city.land.levels[rows].astype(np.float64)
    by_height = np.maximum(city.land.height[rows].astype(np.float64) / storey_height, 1.0)
    return np.where(np.isnan(levels), by_height, levels)


def stacked_area(pieces: NDArray[np.object_], levels: NDArray[np.float64]) -> float:
    """Return the sum over all ground of the most levels that cover it: layer by layer, each over its union.

    Examples
    --------
    >>> two = np.array([shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)], dtype=object)
    >>> stacked_area(two, np.array([2.0, 3.0]))
    400.0
    """
    heights = np.unique(levels)
    steps = np.diff(heights, prepend=0.0)
    layers = (step * shapely.union_all(pieces[levels >= high]).area for step, high in zip(steps, heights, strict=True))
    return float(sum(layers))
