"""The parks' geometries: brought to WGS 84, and each an area or a point that can be measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from parklocus.indicators.coordinates import to_wgs84
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

WGS84 = "EPSG:4326"
CHINESE_SYSTEMS = ("GCJ-02", "BD-09")

_POINT, _AREA = 0, 2  # dimensions


def in_degrees(crs: str | None) -> bool:
    """Return whether a table's coordinates are meant as longitude and latitude of WGS 84, GCJ-02 or BD-09."""
    return crs is None or crs.upper() == WGS84 or _chinese(crs) is not None


def _chinese(crs: str | None) -> str | None:
    """Return which of the systems of Chinese maps a text means; ``gcj02`` is one, too."""
    bare = (crs or "").upper().replace("-", "").replace("_", "").replace(" ", "")
    return next((system for system in CHINESE_SYSTEMS if system.replace("-", "") == bare), None)


def brought_to_wgs84(frame: gpd.GeoDataFrame, where: str, crs: str | None) -> NDArray[np.object_]:
    """Return a layer's geometries in WGS 84.

    Raises
    ------
    InputError
        Neither the layer nor `crs` says the coordinate system, `crs` is none, or they contradict each other.
    """
    layer = frame.geometry
    chinese = _chinese(crs)
    if chinese is not None:
        if layer.crs is not None and not layer.crs.is_geographic:
            raise _contradiction(where, layer.crs, chinese)
        return to_wgs84(np.asarray(layer, dtype=object), chinese)
    given = _parsed(crs)
    if layer.crs is None and given is None:
        message = _("{where} does not say its coordinate system; give it as crs, for example EPSG:4326 or GCJ-02.")
        raise InputError(message.format(where=where))
    if layer.crs is None:
        layer = layer.set_crs(given)
    elif given is not None and not _same(layer.crs, given):
        raise _contradiction(where, layer.crs, str(crs))
    return np.asarray(layer.to_crs(WGS84), dtype=object)


def _parsed(crs: str | None) -> pyproj.CRS | None:
    if crs is None:
        return None
    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        message = _("“{crs}” is no coordinate system; give it as EPSG:4326, GCJ-02 or BD-09.")
        raise InputError(message.format(crs=crs)) from error


def _same(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Return whether two systems are the same, however a file words them."""
    code = one.to_epsg()
    return one.equals(other, ignore_axis_order=True) or (code is not None and code == other.to_epsg())


def _contradiction(where: str, stated: pyproj.CRS, given: str) -> InputError:
    message = _("{where} says that its coordinates are {stated}, not {given}; leave crs out or correct the file.")
    return InputError(message.format(where=where, stated=stated.to_string(), given=given))


def checked(geometry: NDArray[np.object_], labels: list[dict[str, object]], notes: list[str]) -> NDArray[np.object_]:
    """Return geometries that are valid areas or points, None for empty ones.

    Parameters
    ----------
    geometry : numpy.ndarray of shape (rows,)
        Geometries in WGS 84.
    labels : list of dict
        For each row what a message calls it: ``where``, ``row``, ``id``.
    notes : list of str
        Takes a note for each row that was changed or has no geometry.

    Raises
    ------
    InputError
        A park's coordinates are no numbers or no place on Earth, or it is neither an area nor a point.
    """
    result = np.empty(len(geometry), dtype=object)
    result[:] = [_checked(item, label, notes) for item, label in zip(shapely.force_2d(geometry), labels, strict=True)]
    return result


def _checked(item: Any, label: dict[str, object], notes: list[str]) -> Any:
    if item is None or item.is_empty:
        notes.append(_("{where}, row {row} (“{id}”) has no geometry; its indices are missing.").format(**label))
        return None
    _require_degrees(item, label)
    kind = item.geom_type
    if kind == "GeometryCollection":
        item = _of_dimension(item, _AREA) or _of_dimension(item, _POINT)
    if item is None or shapely.get_dimensions(item) not in (_POINT, _AREA):
        message = _("In {where}, row {row} (“{id}”) is a {kind}; a park must be an area or a point.")
        raise InputError(message.format(kind=kind, **label))
    if kind == "GeometryCollection":
        notes.append(_("{where}, row {row} (“{id}”) is a mixture; its areas or points are kept.").format(**label))
    if item.is_valid:
        return item
    repaired = _of_dimension(shapely.make_valid(item), shapely.get_dimensions(item))
    if repaired is None:
        notes.append(_("{where}, row {row} (“{id}”) has no area; its indices are missing.").format(**label))
        return None
    message = _("{where}, row {row} (“{id}”) was not a valid polygon ({reason}) and was repaired.")
    notes.append(message.format(reason=shapely.is_valid_reason(item), **label))
    return repaired


def _require_degrees(item: Any, label: dict[str, object]) -> None:
    west, south, east, north = item.bounds
    if not np.isfinite([west, south, east, north]).all():
        raise InputError(_("In {where}, row {row} (“{id}”) has coordinates that are no numbers.").format(**label))
    if west < -180 or east > 180 or south < -90 or north > 90:
        message = _(
            "In {where}, row {row} (“{id}”) is at {x:g}, {y:g}, which is no longitude and latitude; correct the "
            "coordinate system that the layer says."
        )
        raise InputError(message.format(x=west, y=south, **label))


def _of_dimension(item: Any, dimension: int) -> Any:
    """Return the parts of a geometry that have a dimension, joined; None if there are none."""
    parts = shapely.get_parts(item)
    while (nested := shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION).any():
        parts = np.concatenate([parts[~nested], shapely.get_parts(parts[nested])])
    kept = [part for part in shapely.get_parts(parts) if shapely.get_dimensions(part) == dimension]
    return shapely.union_all(shapely.make_valid(kept)) if kept else None
