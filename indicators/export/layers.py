"""What the layers and tables of a result hold, before they are written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.columns import SCORE, SCORE_LABEL
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.join import join_scores

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parklocus.indicators.city.city import City
    from parklocus.indicators.export.columns import ParkColumns
    from parklocus.indicators.validation.join import Join

FEATURE_ID = "fid"
GEOMETRY = "geom"
WGS84 = "EPSG:4326"

_AREAS = {"Polygon", "MultiPolygon"}
_POINTS = {"Point", "MultiPoint"}


@dataclass(frozen=True)
class Layer:
    """A layer (with the type of its geometry) or a table (without) of the GeoPackage.

    Attributes
    ----------
    name : str
        The table's name, which is also the layer's.
    frame : pandas.DataFrame or geopandas.GeoDataFrame
        Its rows.
    title, description : str
        What it is called and what it holds, in a word and in a sentence.
    geometry : str or None
        OGC type of the geometry column.
    style : str
        The QGIS style it opens with; empty for none.
    """

    name: str
    frame: pd.DataFrame
    title: str
    description: str
    geometry: str | None = None
    style: str = ""


def distinct_names(columns: Iterable[str], ours: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """Return a name for each column under which a GeoPackage can hold it.

    SQLite takes ``Area`` and ``area`` for one column, and a GeoPackage needs ``fid`` and ``geom`` for itself. Our
    own columns are named first; what then finds its name taken gets a number.

    Parameters
    ----------
    columns : iterable of str
        All columns, in order.
    ours : iterable of str
        Those among them that are not the user's.
    reserved : iterable of str
        Names that other columns will take.
    """
    first = set(ours)
    taken = {FEATURE_ID, GEOMETRY, *(name.lower() for name in reserved)}
    names: dict[str, str] = {}
    for column in sorted(columns, key=lambda one: one not in first):  # a stable sort: each kind keeps its order
        name, number = column, 2
        while name.lower() in taken:
            name, number = f"{column}_{number}", number + 1
        taken.add(name.lower())
        names[column] = name
    return names


def score_columns(parks: gpd.GeoDataFrame, scores: pd.DataFrame, columns: ParkColumns) -> tuple[pd.DataFrame, Join]:
    """Return the scores as columns of the parks, a row a park in the parks' order, and how they were matched.

    Parameters
    ----------
    parks : geopandas.GeoDataFrame
        A row a park.
    scores : pandas.DataFrame
        As `read_scores` returns it.
    columns : ParkColumns
        Knows the factors and what the scores are.
    """
    join = join_scores(parks, scores)
    matched = scores[list(columns.factors)].iloc[join.score_rows].set_axis(join.park_rows)
    # Factors that differ in case alone would be one column in SQLite.
    names = distinct_names([SCORE + factor for factor in columns.factors], ())
    found = matched.reindex(range(len(parks))).set_axis(list(names.values()), axis=1)
    if columns.score_label:
        scored = found.notna().any(axis=1)
        found[SCORE_LABEL] = [columns.score_label if one else None for one in scored]
    return found.set_axis(parks.index), join


def split_by_geometry(parks: gpd.GeoDataFrame) -> list[tuple[str, gpd.GeoDataFrame, str]]:
    """Return the layers that hold the parks: name, rows and type of geometry.

    A layer of several types opens in GIS programs as one of them and hides the rest. So ``parks`` holds every park,
    as areas or as points; where there are both, the points are drawn in ``park_points``, with the same columns, and
    stand in ``parks`` as rows without geometry.

    Raises
    ------
    InputError
        A park is neither an area nor a point.
    """
    shapes = shapely.force_2d(parks.geometry.to_numpy())
    shapes[shapely.is_empty(shapes)] = None
    flat = gpd.GeoDataFrame(parks.drop(columns="geometry"), geometry=shapes, crs=parks.crs)
    kinds = flat.geometry.geom_type
    found = set(kinds.dropna())
    strange = kinds.notna() & ~kinds.isin(_AREAS | _POINTS)
    if strange.any():
        first = flat.loc[strange].iloc[0]
        message = _("The park “{id}” is a {kind}; a park must be an area or a point.")
        raise InputError(message.format(id=first["id"], kind=first.geometry.geom_type))
    points = kinds.isin(_POINTS)
    point_type = "MultiPoint" if "MultiPoint" in found else "Point"
    if not found & _AREAS:
        return [("parks", flat, point_type)]
    areas = gpd.GeoDataFrame(
        flat.drop(columns="geometry"), geometry=flat.geometry.mask(points.to_numpy(), None), crs=flat.crs
    )
    layers = [("parks", areas, "MultiPolygon")]
    if points.any():
        layers.append(("park_points", flat.loc[points], point_type))
    return layers


def stops_frame(city: City) -> gpd.GeoDataFrame:
    """Return the city's stops in WGS 84."""
    return _of_the_city(city.stops, ["osm_id", "name", "mode"])


def places_frame(city: City) -> gpd.GeoDataFrame:
    """Return the city's places in WGS 84."""
    return _of_the_city(city.places, ["osm_id", "name", "category", "kind", "tag"])


def features_frame(city: City) -> gpd.GeoDataFrame:
    """Return the objects of the taxonomy's sets in WGS 84, each with the index that reads its set."""
    found = _of_the_city(city.features, ["osm_id", "name", "set", "kind", "tag"])
    readers = found["set"].map({key: facts["of"] for key, facts in city.sets.items()})
    found.insert(found.columns.get_loc("set") + 1, "index", readers)
    return found


def _of_the_city(layer: gpd.GeoDataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    found = layer[[*columns, "geometry"]].to_crs(WGS84)
    found["name"] = found["name"].astype(object).where(found["name"].notna() & (found["name"] != ""), None)
    return found


def storable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns have types that a GeoPackage knows; what has none (lists, say) becomes text."""
    found = frame.reset_index(drop=True)
    shape = found.geometry.name if isinstance(found, gpd.GeoDataFrame) else None
    return found.assign(**{str(column): _storable(found[column]) for column in found.columns if column != shape})


def _storable(values: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(values.dtype, gpd.array.GeometryDtype):
        values = pd.Series(gpd.GeoSeries(values).to_wkt(), dtype=object)
    if values.dtype.kind != "m" and values.dtype != object and not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    cells = [None if gone else cell for cell, gone in zip(values, values.isna(), strict=True)]
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    number = {"boolean": "boolean", "integer": "Int64", "floating": "float64", "mixed-integer-float": "float64"}
    if kind in number:
        return pd.Series(cells, dtype=number[kind])
    return pd.Series([None if cell is None else _as_text(cell) for cell in cells], dtype=object)


def _as_text(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
