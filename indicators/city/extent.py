"""The area that a city's map covers, and the plane it is measured in."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from parklocus.indicators.city.antimeridian import in_one_piece, without_leap
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from parklocus.indicators.city.streets import Streets
    from parklocus.indicators.osm.extract import OsmExtract

WGS84 = pyproj.CRS.from_epsg(4326)

_MOST_EMPTY = 4.0  # times as wide as its streets a box may be and still tell what a file covers


def read_boundary(path: str | Path | None) -> tuple[Any, str]:
    """Return the polygons of a layer, joined, in lon/lat, and their digest; None and "" where there is no layer.

    Raises
    ------
    InputError
        There is no such file, or it holds no polygon with a coordinate system.
    """
    if path is None:
        return None, ""
    file = Path(path)
    if not file.is_file():
        raise InputError(_("There is no file {file}.").format(file=file))
    from parklocus.indicators.vector_layer import read_vector_layer  # noqa: PLC0415 - most cities come without

    layer = read_vector_layer(file)
    if layer.crs is None:
        raise InputError(_("{file} does not say its coordinate reference system.").format(file=file))
    area = shapely.make_valid(layer.to_crs(WGS84).geometry.union_all())
    if area.is_empty or not area.area:
        raise InputError(_("{file} holds no polygon.").format(file=file))
    return area, hashlib.sha256(shapely.to_wkb(area)).hexdigest()


def local_crs(extract: OsmExtract) -> pyproj.CRS:
    """Return the transverse Mercator projection about the middle of an extract, in metres."""
    lon, lat = without_leap(extract.street_lon), extract.street_lat
    west, south, east, north = _covered_box(extract) or (lon.min(), lat.min(), lon.max(), lat.max())
    middle_lon, middle_lat = round((west + east) / 2, 2), round((south + north) / 2, 2)
    middle_lon -= 360 if middle_lon > 180 else 0
    return pyproj.CRS.from_proj4(
        f"+proj=tmerc +lat_0={middle_lat} +lon_0={middle_lon} +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
    )


def covers(extent: Any, crs: pyproj.CRS, lon: float, lat: float) -> bool:
    """Return whether a position in WGS 84 lies in an area of the plane."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return False
    x, y = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True).transform(lon, lat)
    return bool(math.isfinite(x) and math.isfinite(y) and shapely.contains_xy(extent, x, y))


def _covered_box(extract: OsmExtract) -> tuple[float, float, float, float] | None:
    """Return the box in the file's header, unless it cannot be this file's: the country's, the world's or elsewhere.

    East of the antimeridian longitudes go on past 180 where the box, or the streets, lie across it.
    """
    if extract.bounds is None:
        return None
    west, south, east, north = extract.bounds
    lon, lat = without_leap(extract.street_lon), extract.street_lat
    if east - west > 180:  # readers put the lesser longitude first
        west, east = east, west + 360
        lon = np.where(lon < 0, lon + 360, lon)
    inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    filled = east - west < _MOST_EMPTY * np.ptp(lon) and north - south < _MOST_EMPTY * np.ptp(lat)
    return (west, south, east, north) if filled and inside.mean() > 0.5 else None


def find_extent(extract: OsmExtract, streets: Streets, area: Any, project: Callable[[Any], Any]) -> tuple[Any, str]:
    """Return the area that an extract covers, in the plane, and what says so: "boundary", "header" or "streets"."""
    if area is not None:
        extent = project(in_one_piece(area))
        x, y = streets.vertex_x, streets.vertex_y
        if len(x) and not shapely.intersects(extent, shapely.box(x.min(), y.min(), x.max(), y.max())):
            raise InputError(_("No street of the OSM file lies within the boundary; are both of the same place?"))
        return extent, "boundary"
    box = _covered_box(extract)
    if box is not None:
        step = max(box[2] - box[0], box[3] - box[1]) / 32  # a parallel is no straight line in metres
        return project(shapely.segmentize(shapely.box(*box), step)), "header"
    return shapely.convex_hull(shapely.linestrings(streets.vertex_x, streets.vertex_y)), "streets"
