"""Chinese map coordinates: GCJ-02 (Amap, Tencent) and BD-09 (Baidu) to WGS 84 and back.

The formulas are the public reconstruction of GCJ-02 on the Krasovsky 1940 ellipsoid, and Baidu's own step on top of it.
Maps shift mainland China alone: in Hong Kong, Macau, Taiwan and other countries GCJ-02 equals WGS 84. Where that is so
stands in ``resources/shifted_area.geojson``, a coarse area whose outer edge is about 10 km too wide on purpose. Within
about 400 m of the lines with Hong Kong and Macau nothing is decided, and the conversion refuses.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Pair = tuple[Floats, Floats]

AREA_FILE = Path(__file__).resolve().parents[1] / "resources" / "shifted_area.geojson"
SEMI_MAJOR = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
# The formulas leave all bounds far from China; nothing outside the box is shifted.
BOX_LON, BOX_LAT = (70.0, 140.0), (10.0, 56.0)
# The shift changes by at most 1 part in 200 of a step, so each round gains two digits and more.
ROUNDS = 5


class System(StrEnum):
    """A coordinate system that Chinese maps use, by the name people write."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"

    @classmethod
    def named(cls, name: str) -> System | None:
        """Return the system that a name such as ``gcj02`` or ``BD-09`` means; None for any other CRS."""
        bare = "".join(letter for letter in name.casefold() if letter.isalnum())
        return next((system for system in cls if system.value.replace("-", "").casefold() == bare), None)


def to_wgs84(geometries: ArrayLike, system: str) -> NDArray[np.object_]:
    """Bring geometries from a Chinese map's coordinates to WGS 84.

    Parameters
    ----------
    geometries : array_like of shapely geometries, shape (n,)
        Longitude and latitude in degrees; None stays None, heights are dropped.
    system : str
        ``"GCJ-02"``, ``"BD-09"`` or ``"WGS-84"``, with or without the hyphen.

    Returns
    -------
    ndarray of shapely geometries, shape (n,)
        The same shapes in WGS 84.

    Raises
    ------
    InputError
        If the system is not one of these, or a point lies where the conversion is not known.
    """
    found = System.named(system)
    if found is None:
        raise InputError(
            _("The coordinate system “{system}” is not known; there are {known}.").format(
                system=system, known=", ".join(System)
            )
        )
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    inverse = {System.WGS84: lambda lon, lat: (lon, lat), System.GCJ02: gcj02_to_wgs84, System.BD09: bd09_to_wgs84}[
        found
    ]

    def move(points: Floats) -> Floats:
        return np.column_stack(inverse(points[:, 0], points[:, 1])) if len(points) else points

    return np.asarray(shapely.transform(array, move), dtype=object)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 to GCJ-02.

    Parameters
    ----------
    lon, lat : array_like of float
        Degrees, any shape.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude in GCJ-02, degrees; outside mainland China the same as given.

    Raises
    ------
    InputError
        If a point is no coordinate, or too close to Hong Kong's or Macau's edge to know.
    """
    x, y = _degrees(lon, lat)
    east, north = _shift(x, y)
    shifted = _is_shifted(x, y, x, y)
    return np.where(shifted, x + east, x), np.where(shifted, y + north, y)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo the shift of GCJ-02, by fixed-point iteration.

    Parameters
    ----------
    lon, lat : array_like of float
        Degrees, any shape.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude in WGS 84, degrees; outside mainland China the same as given.

    Raises
    ------
    InputError
        As `wgs84_to_gcj02`.
    """
    x, y = _degrees(lon, lat)
    true_x, true_y = x, y
    for _round in range(ROUNDS):
        east, north = _shift(true_x, true_y)
        true_x, true_y = x - east, y - north
    shifted = _is_shifted(true_x, true_y, x, y)
    return np.where(shifted, true_x, x), np.where(shifted, true_y, y)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Add Baidu's step to GCJ-02 coordinates (degrees, any shape); return longitude and latitude in BD-09."""
    x, y = _degrees(lon, lat)
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * np.pi * 3000 / 180)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * np.pi * 3000 / 180)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo Baidu's step (degrees, any shape) by fixed-point iteration; return longitude and latitude in GCJ-02."""
    x, y = _degrees(lon, lat)
    gcj_x, gcj_y = x - 0.0065, y - 0.006
    for _round in range(ROUNDS):
        bd_x, bd_y = gcj02_to_bd09(gcj_x, gcj_y)
        gcj_x, gcj_y = gcj_x + x - bd_x, gcj_y + y - bd_y
    return gcj_x, gcj_y


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Bring WGS 84 to BD-09 (degrees, any shape), through GCJ-02; errors as `bd09_to_wgs84`."""
    x, y = _degrees(lon, lat)
    _refuse_outside(x, y)
    return gcj02_to_bd09(*wgs84_to_gcj02(x, y))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Bring BD-09 to WGS 84, through GCJ-02.

    Parameters
    ----------
    lon, lat : array_like of float
        Degrees, any shape.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude in WGS 84, degrees.

    Raises
    ------
    InputError
        If a point lies outside mainland China, where it is not known what Baidu's coordinates are, or as
        `wgs84_to_gcj02`.
    """
    x, y = gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    _refuse_outside(x, y)
    return x, y


def _shift(lon: Floats, lat: Floats) -> Pair:
    """Return the shift of GCJ-02 at a WGS 84 position, in degrees; beyond China's box that of the box's edge."""
    lon, lat = np.clip(lon, *BOX_LON), np.clip(lat, *BOX_LAT)
    x, y = lon - 105, lat - 35
    common = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    root = np.sqrt(np.abs(x))
    waves_north = common + sum(a * np.sin(np.pi * y / k) for a, k in ((20, 1), (40, 3), (160, 12), (320, 30)))
    waves_east = common + sum(a * np.sin(np.pi * x / k) for a, k in ((20, 1), (40, 3), (150, 12), (300, 30)))
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * root + waves_north * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * root + waves_east * 2 / 3
    phi = np.radians(lat)
    m = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (m * np.sqrt(m))
    parallel = SEMI_MAJOR / np.sqrt(m) * np.cos(phi)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def _degrees(lon: ArrayLike, lat: ArrayLike) -> Pair:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    wrong = ~(np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) < 90))
    if wrong.any():
        raise InputError(
            _("({lon}, {lat}) is no longitude and latitude in degrees.").format(lon=x[wrong][0], lat=y[wrong][0])
        )
    return x, y


@cache
def _area(role: str) -> shapely.Geometry:
    features = json.loads(AREA_FILE.read_text(encoding="utf-8"))["features"]
    geometry = next(f["geometry"] for f in features if f["properties"]["role"] == role)
    area = shapely.from_geojson(json.dumps(geometry))
    shapely.prepare(area)
    return area


def _is_shifted(true_x: Floats, true_y: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return whether points are shifted; refuse those for which both answers would fit."""
    shifted = shapely.contains_xy(_area("shifted"), true_x, true_y)
    unsure = shapely.contains_xy(_area("unsure"), true_x, true_y)
    unsure |= shapely.contains_xy(_area("unsure"), x, y)
    unsure |= shifted != shapely.contains_xy(_area("shifted"), x, y)
    if unsure.any():
        raise InputError(
            _(
                "({lon:.5f}, {lat:.5f}) is so close to the edge of mainland China that it is not known whether maps "
                "shift it; give its coordinates in WGS 84."
            ).format(lon=x[unsure][0], lat=y[unsure][0])
        )
    return np.asarray(shifted, dtype=bool)


def _refuse_outside(lon: Floats, lat: Floats) -> None:
    outside = ~shapely.contains_xy(_area("shifted"), lon, lat)
    if outside.any():
        raise InputError(
            _("({lon:.5f}, {lat:.5f}) lies outside mainland China, where BD-09 is not known; give WGS 84.").format(
                lon=lon[outside][0], lat=lat[outside][0]
            )
        )
