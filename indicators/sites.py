"""Parks in: polygons or points from any vector layer or table, checked row by row."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.site_geometry import WGS84, brought_to_wgs84, checked, in_degrees
from parklocus.indicators.text_table import SPREADSHEETS, TextTable, column_texts, read_text_table
from parklocus.indicators.vector_layer import read_vector_layer, with_geometry_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_TABLE_SUFFIXES = {".csv", ".tsv", ".txt", *SPREADSHEETS}
_LON_NAMES = ("lon", "lng", "long", "longitude", "x", "lon_wgs84", "经度")
_LAT_NAMES = ("lat", "latitude", "y", "lat_wgs84", "纬度")
_ID_NAMES = ("id", "park_id", "fid", "编号")
_NAME_NAMES = ("name", "park", "名称")


@dataclass(frozen=True)
class Source:
    """Rows as they came: what messages call them, and the number under which people find each row."""

    where: str
    frame: gpd.GeoDataFrame
    rows: list[int]


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
        Fields with the parks' id and name. Without `id` the fields ``id``, ``park_id``, ``fid`` and ``编号`` are
        tried, then rows are numbered; without `name` the fields ``name``, ``park`` and ``名称``, then the id. Upper
        and lower case are alike there.
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
        coordinates that are no numbers or out of range; a park that is neither an area nor a point.

    Examples
    --------
    >>> from parklocus.indicators import demo_folder, read_parks
    >>> parks = read_parks(demo_folder() / "parks.geojson", id="id", name="name")
    >>> parks.crs.to_epsg()
    4326
    """
    notes: list[str] = []
    if isinstance(source, gpd.GeoDataFrame):
        read = _in_memory(source, id)
    elif Path(source).exists():
        read = read_rows(source, layer=layer, crs=crs, lon_lat=(lon, lat), keys={id, name}, notes=notes)
    else:
        raise InputError(_("There is no parks file {file}.").format(file=source))
    where, frame, rows = read.where, read.frame, read.rows
    if frame.empty:
        raise InputError(_("{where} holds no park: the layer is empty.").format(where=where))
    columns = [str(column) for column in frame.columns if column != "geometry"]
    id_field = field_of(columns, id, where) if id else _usual(columns, _ID_NAMES)
    name_field = field_of(columns, name, where) if name else _usual(columns, _NAME_NAMES)
    identified = _identified(read, id_field, name_field)
    labels = [
        {"where": where, "row": row, "id": identifier} for row, identifier in zip(rows, identified["id"], strict=True)
    ]
    geometry = checked(brought_to_wgs84(frame, where, crs), labels, notes)
    attributes = pd.DataFrame(frame.drop(columns=["geometry", *{id_field, name_field} - {None}]))
    hidden = [column for column in ("id", "name") if column in attributes.columns]
    if hidden:
        message = _("The parks' own columns {names} bear the names of results and are left out.")
        notes.append(message.format(names=", ".join(hidden)))
    parks = gpd.GeoDataFrame(
        pd.concat([identified, attributes.drop(columns=hidden)], axis=1), geometry=geometry, crs=WGS84
    )
    _note_duplicates(parks, where, rows, notes)
    parks.attrs["notes"] = notes
    return parks


def read_rows(
    source: str | Path,
    *,
    layer: str | None,
    crs: str | None,
    lon_lat: tuple[str | None, str | None],
    keys: set[str | None],
    notes: list[str],
) -> Source:
    """Read a vector layer, or a text table with a point a row, as it stands; `keys` are columns that stay texts.

    Raises
    ------
    InputError
        The file cannot be read, has several layers, or is a table without coordinates.
    """
    path = Path(source)
    if path.suffix.lower() in _TABLE_SUFFIXES:
        table = read_text_table(path)
        notes.extend(table.notes)
        return _points_of(table, path.name, lon_lat, crs, notes, keys)
    frame = read_vector_layer(path, layer, notes)
    return Source(path.name, frame, list(range(1, len(frame) + 1)))


def _in_memory(source: gpd.GeoDataFrame, id_field: str | None) -> Source:
    where = _("the parks")
    if source.active_geometry_name is None:
        raise InputError(_("{file} has no geometry.").format(file=where))
    frame = source.copy()
    if id_field is not None and id_field not in frame.columns and id_field in frame.index.names:
        frame = frame.reset_index(level=id_field)
    frame = with_geometry_column(frame.reset_index(drop=True))
    frame.columns = [str(column) for column in frame.columns]
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        message = _("{file} has more than one column called “{column}”; rename one of them.")
        raise InputError(message.format(file=where, column=twice[0]))
    return Source(where, frame, list(range(1, len(frame) + 1)))


def _points_of(  # noqa: PLR0917 - all of them needed, all of one caller
    table: TextTable,
    where: str,
    lon_lat: tuple[str | None, str | None],
    crs: str | None,
    notes: list[str],
    keys: set[str | None],
) -> Source:
    """Return a table's rows with the points that two of its columns give; ids and names (`keys`) stay texts."""
    x = _coordinates(table, _coordinate_column(table.header, lon_lat[0], _LON_NAMES, where, _("longitude")), where)
    y = _coordinates(table, _coordinate_column(table.header, lon_lat[1], _LAT_NAMES, where, _("latitude")), where)
    half = np.flatnonzero(np.isnan(x) != np.isnan(y))
    if len(half):
        message = _("In {where}, row {row} has only one of its two coordinates.")
        raise InputError(message.format(where=where, row=table.row_numbers[half[0]]))
    wrong = np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90))
    if in_degrees(crs) and len(wrong):
        message = _("In {where}, row {row} is at {x:g}, {y:g}, which is no longitude and latitude; give their crs.")
        first = wrong[0]
        raise InputError(message.format(where=where, row=table.row_numbers[first], x=x[first], y=y[first]))
    frame = pd.DataFrame(table.rows, columns=table.header)
    unnamed = "" in table.header
    if unnamed and (frame[""].to_numpy() != "").any():
        notes.append(_("{where} has a column without a name; it is left out.").format(where=where))
    frame = frame.drop(columns=[""] if unnamed else [])
    points = np.where(np.isnan(x), None, shapely.points(x, y))
    layer = gpd.GeoDataFrame(frame, geometry=points, crs=WGS84 if crs is None else None)
    texts = {*keys, _usual(table.header, _ID_NAMES), _usual(table.header, _NAME_NAMES)}
    for column in frame.columns:
        if column not in texts:
            layer[column] = _as_numbers(frame[column], decimal_comma=table.decimal_comma)
    return Source(where, layer, table.row_numbers)


def _coordinate_column(columns: Sequence[str], given: str | None, usual: tuple[str, ...], where: str, what: str) -> str:
    if given is not None:
        return field_of(columns, given, where)
    found = _usual(columns, usual)
    if found is None:
        message = _("{where} has no column for the {what}; say which it is (lon, lat). Its columns are: {columns}.")
        raise InputError(message.format(where=where, what=what, columns=", ".join(columns)))
    return found


def _coordinates(table: TextTable, column: str, where: str) -> NDArray[np.float64]:
    position = table.header.index(column)
    values = np.full(len(table.rows), np.nan)
    for number, cells in enumerate(table.rows):
        cell = cells[position].strip()
        if not cell:
            continue
        try:
            values[number] = float(cell.replace(",", ".") if table.decimal_comma else cell)
        except ValueError:
            values[number] = math.inf
        if not math.isfinite(values[number]):
            message = _("In {where}, row {row}, {column} is “{value}”, which is no number.")
            row = table.row_numbers[number]
            raise InputError(message.format(where=where, row=row, column=column, value=cell))
    return values


def _as_numbers(cells: pd.Series, *, decimal_comma: bool) -> pd.Series:
    """Return a column's texts as numbers where all of them are; codes such as ``0574`` stay texts."""
    texts = cells.str.strip()
    filled = texts[texts != ""]
    if filled.empty or filled.str.match(r"[+-]?0\d").any():
        return cells
    numbers = pd.to_numeric(filled.str.replace(",", ".") if decimal_comma else filled, errors="coerce")
    return numbers.reindex(cells.index) if numbers.notna().all() else cells


def _usual(columns: Sequence[str], usual: tuple[str, ...]) -> str | None:
    """Return the column that bears the first of the usual names, whatever its case."""
    by_lower = {column.strip().lower(): column for column in reversed(columns)}
    return next((by_lower[name] for name in usual if name in by_lower), None)


def field_of(columns: Sequence[str], given: str, where: str) -> str:
    """Return the field if there is one of that name; otherwise raise `InputError` and say which was meant."""
    if given in columns:
        return given
    lower = {column.lower(): column for column in columns}
    near = difflib.get_close_matches(given.lower(), lower, n=1)
    if near:
        message = _("{where} has no field “{field}”; did you mean “{near}”?")
        raise InputError(message.format(where=where, field=given, near=lower[near[0]]))
    message = _("{where} has no field “{field}”; its fields are: {columns}.")
    raise InputError(message.format(where=where, field=given, columns=", ".join(columns) or _("none")))


def _identified(source: Source, id_field: str | None, name_field: str | None) -> pd.DataFrame:
    """Return the parks' ids and names; raise where an id is missing or stands twice."""
    frame, where, rows = source.frame, source.where, source.rows
    numbered = [str(number) for number in range(1, len(frame) + 1)]
    ids = column_texts(frame[id_field]) if id_field else numbered
    rows_of: dict[str, list[int]] = {}
    for row, value in zip(rows, ids, strict=True):
        if not value:
            message = _("In {where}, row {row} has no value in the id field “{field}”.")
            raise InputError(message.format(where=where, row=row, field=id_field))
        rows_of.setdefault(value, []).append(row)
    for value, same in rows_of.items():
        if len(same) > 1:
            message = _("In {where}, the id “{value}” stands in rows {rows}; ids must be unique.")
            raise InputError(message.format(where=where, value=value, rows=", ".join(map(str, same))))
    names = column_texts(frame[name_field]) if name_field else ids
    called = [name or identifier for name, identifier in zip(names, ids, strict=True)]
    return pd.DataFrame({"id": ids, "name": called}, dtype="str")


def _note_duplicates(parks: gpd.GeoDataFrame, where: str, rows: list[int], notes: list[str]) -> None:
    present = parks[parks.geometry.notna()]
    keys = shapely.to_wkb(shapely.normalize(np.asarray(present.geometry, dtype=object)))
    for same in present.groupby(pd.Series(keys, index=present.index)).groups.values():
        if len(same) > 1:
            names = ", ".join(f"“{parks['id'][number]}”" for number in same)
            numbers = ", ".join(str(rows[number]) for number in same)
            message = _("{where}, rows {rows} have one and the same geometry ({names}); each is kept.")
            notes.append(message.format(where=where, rows=numbers, names=names))
