"""Parks in: polygons or points from any vector layer or table, checked row by row."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from parklocus.indicators.coordinates import to_wgs84
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.text_table import SPREADSHEETS, TextTable, read_text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WGS84 = "EPSG:4326"
CHINESE_SYSTEMS = ("GCJ-02", "BD-09")
_TABLE_SUFFIXES = {".csv", ".tsv", ".txt", *SPREADSHEETS}
_LON_NAMES = ("lon", "lng", "long", "longitude", "x", "lon_wgs84", "经度")
_LAT_NAMES = ("lat", "latitude", "y", "lat_wgs84", "纬度")


def read_parks(
    source: str | Path | gpd.GeoDataFrame,
    *,
    id: str | None = None,  # noqa: A002 - the word users know
    name: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
) -> gpd.GeoDataFrame:
    """Read parks from a vector layer or a table.

    Parameters
    ----------
    source : str, Path or geopandas.GeoDataFrame
        GeoPackage, GeoJSON, Shapefile or any other layer that GDAL reads; a CSV file with longitude and latitude;
        or a layer already in memory.
    id, name : str, optional
        Fields with the parks' id and name. Without `id` the fields ``id``, ``park_id`` and ``fid`` are tried, then
        rows are numbered; without `name` the fields ``name`` and ``park``, then the id.
    layer : str, optional
        Which layer of a file with several.
    crs : str, optional
        Coordinate system where the data does not say it, as ``EPSG:4549``; ``GCJ-02`` (Amap, Tencent) and
        ``BD-09`` (Baidu) are moved to WGS 84. A table is in WGS 84 unless this says otherwise.
    lon, lat : str, optional
        Columns of a table; usual names are found without.

    Returns
    -------
    geopandas.GeoDataFrame
        WGS 84, with ``id`` (text, unique), ``name``, the other attributes and ``geometry``, None where the source
        has none. ``attrs["notes"]`` lists what was found amiss, by row.

    Raises
    ------
    InputError
        No such file, layer or field; no row; no coordinate system; an id that is missing or stands twice;
        coordinates that are no numbers or out of range.

    Examples
    --------
    >>> from parklocus.indicators import demo_folder, read_parks
    >>> parks = read_parks(demo_folder() / "parks.geojson", id="id", name="name")
    >>> parks.crs.to_epsg()
    4326
    """
    notes: list[str] = []
    if isinstance(source, gpd.GeoDataFrame):
        where, frame = _("the parks"), _renamed(source.copy())
        rows = list(range(1, len(frame) + 1))
    else:
        path = Path(source)
        where = path.name
        if not path.exists():
            raise InputError(_("There is no parks file {file}.").format(file=path))
        if path.suffix.lower() in _TABLE_SUFFIXES:
            table = read_text_table(path)
            notes.extend(table.notes)
            frame, rows = _points_of(table, where, lon, lat, crs), table.row_numbers
        else:
            frame = _read_layer(path, layer)
            rows = list(range(1, len(frame) + 1))
    if frame.empty:
        raise InputError(_("{where} holds no park: the layer is empty.").format(where=where))
    frame = frame.reset_index(drop=True)
    identified = _identified(frame, where, rows, id, name)
    labels = [
        {"where": where, "row": row, "id": identifier} for row, identifier in zip(rows, identified["id"], strict=True)
    ]
    geometry = _repaired(_to_wgs84(frame, where, crs), labels, notes)
    taken = {"id", "name", "geometry", *(field for field in (id, name) if field)}
    attributes = pd.DataFrame(frame.drop(columns=[column for column in frame.columns if column in taken]))
    parks = gpd.GeoDataFrame(pd.concat([identified, attributes], axis=1), geometry=geometry, crs=WGS84)
    _note_duplicates(parks, where, rows, notes)
    parks.attrs["notes"] = notes
    return parks


def _read_layer(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
        if layer is not None and layer not in names:
            message = _("{file} has no layer “{layer}”; its layers are: {names}.")
            raise InputError(message.format(file=path, layer=layer, names=", ".join(names) or _("none")))
        if layer is None and len(names) > 1:
            message = _("{file} has several layers; say which holds the parks: {names}.")
            raise InputError(message.format(file=path, names=", ".join(names)))
        frame = gpd.read_file(path, layer=layer or (names[0] if names else None))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError) as error:
        message = _("{file} cannot be read as a layer of parks: {reason}.")
        raise InputError(message.format(file=path, reason=str(error).rstrip("."))) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(_("{file} has no geometry; parks must be polygons or points.").format(file=path))
    return _renamed(frame)


def _renamed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.rename_geometry("geometry") if frame.active_geometry_name != "geometry" else frame


def _points_of(table: TextTable, where: str, lon: str | None, lat: str | None, crs: str | None) -> gpd.GeoDataFrame:
    """Return a table's rows with the points that two of its columns give."""
    x = _coordinates(table, _column(table.header, lon, _LON_NAMES, where, _("longitude")), where)
    y = _coordinates(table, _column(table.header, lat, _LAT_NAMES, where, _("latitude")), where)
    half = np.flatnonzero(np.isnan(x) != np.isnan(y))
    if len(half):
        message = _("In {where}, row {row} has only one of its two coordinates.")
        raise InputError(message.format(where=where, row=table.row_numbers[half[0]]))
    in_degrees = crs is None or crs.upper() in (*CHINESE_SYSTEMS, WGS84)
    wrong = np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90))
    if in_degrees and len(wrong):
        message = _("In {where}, row {row} is at {x:g}, {y:g}, which is no longitude and latitude; give their crs.")
        first = wrong[0]
        raise InputError(message.format(where=where, row=table.row_numbers[first], x=x[first], y=y[first]))
    frame = pd.DataFrame(table.rows, columns=table.header)
    for column in frame.columns:  # numbers stay numbers in the result
        numbers = pd.to_numeric(frame[column].where(frame[column].str.strip() != ""), errors="coerce")
        if numbers.notna().sum() == (frame[column].str.strip() != "").sum() and numbers.notna().any():
            frame[column] = numbers
    points = np.where(np.isnan(x), None, shapely.points(x, y))
    return gpd.GeoDataFrame(frame, geometry=points, crs=WGS84 if crs is None else None)


def _column(columns: Sequence[str], given: str | None, usual: tuple[str, ...], where: str, what: str) -> str:
    if given is not None:
        return _field(columns, given, where)
    by_lower = {str(column).strip().lower(): str(column) for column in columns}
    for name in usual:
        if name in by_lower:
            return by_lower[name]
    message = _("{where} has no column for the {what}; name it. Its columns are: {columns}.")
    raise InputError(message.format(where=where, what=what, columns=", ".join(map(str, columns))))


def _field(columns: Sequence[str], given: str, where: str) -> str:
    if given in columns:
        return given
    near = difflib.get_close_matches(given, [str(column) for column in columns], n=1)
    if near:
        message = _("{where} has no field “{field}”; did you mean “{near}”?")
        raise InputError(message.format(where=where, field=given, near=near[0]))
    message = _("{where} has no field “{field}”; its fields are: {columns}.")
    names = ", ".join(str(column) for column in columns if column != "geometry")
    raise InputError(message.format(where=where, field=given, columns=names or _("none")))


def _coordinates(table: TextTable, column: str, where: str) -> NDArray[np.float64]:
    position = table.header.index(column)
    values = np.full(len(table.rows), np.nan)
    for number, cells in enumerate(table.rows):
        cell = cells[position].strip()
        if not cell:
            continue
        try:
            values[number] = float(cell.replace(",", ".") if table.decimal_comma else cell)
        except ValueError as error:
            message = _("In {where}, row {row}, {column} is “{value}”, which is no number.")
            row = table.row_numbers[number]
            raise InputError(message.format(where=where, row=row, column=column, value=cell)) from error
    return values


def _identified(
    frame: gpd.GeoDataFrame, where: str, rows: list[int], id_field: str | None, name_field: str | None
) -> pd.DataFrame:
    columns = [str(column) for column in frame.columns]
    id_field = _field(columns, id_field, where) if id_field else _first(columns, ("id", "park_id", "fid"))
    name_field = _field(columns, name_field, where) if name_field else _first(columns, ("name", "park"))
    numbers = pd.Series(range(1, len(frame) + 1))
    identifier = _texts(frame[id_field]) if id_field else numbers.astype(str)
    empty = np.flatnonzero(identifier == "")
    if len(empty):
        message = _("In {where}, row {row} has no value in the id field “{field}”.")
        raise InputError(message.format(where=where, row=rows[empty[0]], field=id_field))
    twice = np.flatnonzero(identifier.duplicated(keep=False))
    if len(twice):
        where_twice = ", ".join(str(rows[row]) for row in twice if identifier[row] == identifier[twice[0]])
        message = _("In {where}, the id “{value}” stands in rows {rows}; ids must be unique.")
        raise InputError(message.format(where=where, value=identifier[twice[0]], rows=where_twice))
    label = _texts(frame[name_field]) if name_field else identifier
    return pd.DataFrame({"id": identifier, "name": label.where(label != "", identifier)})


def _first(columns: Sequence[str], usual: tuple[str, ...]) -> str | None:
    return next((name for name in usual if name in columns), None)


def _texts(values: pd.Series) -> pd.Series:
    """Return values as texts: whole numbers without a decimal point, missing ones empty."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype("str").where(values.notna(), "").str.strip()


def _to_wgs84(frame: gpd.GeoDataFrame, where: str, crs: str | None) -> NDArray[np.object_]:
    geometry = np.asarray(frame.geometry, dtype=object)
    if crs is not None and crs.upper() in CHINESE_SYSTEMS:
        return to_wgs84(geometry, crs.upper())
    layer = frame.geometry
    if layer.crs is None:
        if crs is None:
            message = _("{where} does not say its coordinate system; give it as crs, for example EPSG:4326 or GCJ-02.")
            raise InputError(message.format(where=where))
        try:
            layer = layer.set_crs(crs)
        except pyproj.exceptions.CRSError as error:
            message = _("“{crs}” is no coordinate system; give it as EPSG:4326, GCJ-02 or BD-09.")
            raise InputError(message.format(crs=crs)) from error
    elif crs is not None and layer.crs != pyproj.CRS.from_user_input(crs):
        message = _("{where} says that its coordinates are {stated}, not {given}; leave crs out or correct the file.")
        raise InputError(message.format(where=where, stated=layer.crs.to_string(), given=crs))
    return np.asarray(layer.to_crs(WGS84), dtype=object)


def _repaired(geometry: NDArray[np.object_], labels: list[dict[str, object]], notes: list[str]) -> NDArray[np.object_]:
    """Return geometries made valid, None for empty ones, with a note for each row that was changed or has none."""
    result = shapely.force_2d(geometry)
    for number, item in enumerate(result):
        label = labels[number]
        if item is None or item.is_empty:
            result[number] = None
            notes.append(_("{where}, row {row} (“{id}”) has no geometry; its indices are missing.").format(**label))
        elif not np.isfinite(shapely.bounds(item)).all():
            raise InputError(_("In {where}, row {row} (“{id}”) has coordinates that are no numbers.").format(**label))
        elif not item.is_valid:
            reason = shapely.is_valid_reason(item)
            result[number] = _largest_kind(shapely.make_valid(item), item)
            message = _("{where}, row {row} (“{id}”) was not a valid polygon ({reason}) and was repaired.")
            notes.append(message.format(reason=reason, **label))
    return np.asarray(result, dtype=object)


def _largest_kind(repaired: Any, original: Any) -> Any:
    """Return the parts of a repaired geometry that are of the original's dimension."""
    parts = shapely.get_parts(shapely.get_parts(repaired))
    wanted = shapely.get_dimensions(original)
    kept = [part for part in parts if shapely.get_dimensions(part) == wanted]
    return shapely.union_all(kept) if kept else repaired


def _note_duplicates(parks: gpd.GeoDataFrame, where: str, rows: list[int], notes: list[str]) -> None:
    present = parks[parks.geometry.notna()]
    keys = shapely.to_wkb(shapely.normalize(np.asarray(present.geometry, dtype=object)))
    for same in present.groupby(pd.Series(keys, index=present.index)).groups.values():
        if len(same) > 1:
            names = ", ".join(f"“{parks['id'][number]}”" for number in same)
            numbers = ", ".join(str(rows[number]) for number in same)
            message = _("{where}, rows {rows} have one and the same geometry ({names}); each is kept.")
            notes.append(message.format(where=where, rows=numbers, names=names))
