"""A city's parts as arrays, tables and facts, as the file it is kept in holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.city.streets import Streets
from parklocus.indicators.osm.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.osm.extract import OsmExtract

Contents = tuple[dict[str, "NDArray[Any]"], dict[str, pd.DataFrame], dict[str, Any]]


def to_contents(city: City) -> Contents:
    """Return a city's arrays, tables and facts."""
    tables = {
        "places": _with_xy(city.places),
        "features": _with_xy(city.features),
        "stops": _with_xy(city.stops),
        "stop_points": city.stop_points,
        "lines": city.lines,
        "line_stops": city.line_stops,
        "stop_services": city.stop_services,
    }
    meta = {
        "key": city.key,
        "crs": city.crs.to_wkt(),
        "extent": shapely.to_wkb(city.extent, hex=True),
        "has_routes": city.has_routes,
        "categories": {key: dict(titles) for key, titles in city.categories.items()},
        "sets": {key: dict(facts) for key, facts in city.sets.items()},
        "origin": dict(city.origin),
        "timetables": dict(city.timetables),
    }
    return city.streets.to_arrays() | city.land.to_arrays() | city.ways.to_arrays(), tables, meta


def from_contents(
    arrays: Mapping[str, NDArray[Any]], tables: Mapping[str, pd.DataFrame], meta: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the arguments of `City` that `to_contents` was made of.

    Raises
    ------
    KeyError, TypeError, ValueError, pyproj.exceptions.CRSError, shapely.errors.ShapelyError
        Something is not there or not as it was.
    """
    crs = pyproj.CRS.from_wkt(meta["crs"])
    return {
        "streets": Streets.from_arrays(arrays),
        "places": from_xy(tables["places"], crs),
        "features": from_xy(tables["features"], crs),
        "stops": from_xy(tables["stops"], crs),
        "stop_points": tables["stop_points"],
        "lines": tables["lines"],
        "line_stops": tables["line_stops"],
        "stop_services": tables["stop_services"],
        "has_routes": meta["has_routes"],
        "extent": shapely.from_wkb(meta["extent"]),
        "crs": crs,
        "categories": meta["categories"],
        "sets": meta["sets"],
        "origin": meta["origin"],
        "key": meta["key"],
        "timetables": meta["timetables"],
        "land": LandCover.from_arrays(arrays),
        "ways": Ways.from_arrays(arrays),
    }


def counts_of(city: City) -> dict[str, int]:
    """Return how many streets, places, stops and lines a city holds, by name."""
    return {
        "street_nodes": city.streets.n_nodes,
        "street_edges": city.streets.n_edges,
        "street_components": int(city.streets.component.max()) + 1,
        "places": len(city.places),
        **_how_many("places", city.places["category"], city.categories),
        **_how_many("set", city.features["set"], city.sets),
        **{f"stops_{mode}": int(count) for mode, count in city.stops["mode"].value_counts(sort=False).items()},
        "lines": len(city.lines),
        "lines_with_inferred_stops": int(city.lines["inferred"].sum()),
        "lines_with_interval": int((city.lines["departures_from"] == "interval").sum()),
    }


def _how_many(what: str, column: pd.Series[str], of: Iterable[str]) -> dict[str, int]:
    count = column.value_counts(sort=False)
    return {f"{what}_{key}": int(count.get(key, 0)) for key in of}


def places_of(extract: OsmExtract, project: Callable[[Any], Any], crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return an extract's places as points in the plane."""
    rows = [(osm_id, name, kind.kind, kind.category, kind.tag) for osm_id, name, kind in extract.places]
    table = pd.DataFrame(rows, columns=["osm_id", "name", "kind", "category", "tag"])
    return gpd.GeoDataFrame(table, geometry=shapely.centroid(project(extract.place_geometries)), crs=crs)


def no_services() -> pd.DataFrame:
    """Return the table of what departs from the stops of a city without timetables."""
    types = {"stop": np.int64, "x": np.float64, "y": np.float64, "departures": np.float64}
    return pd.DataFrame({name: np.empty(0, dtype=kind) for name, kind in types.items()})


def _with_xy(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    table = pd.DataFrame(layer.drop(columns="geometry"))
    return table.assign(x=layer.geometry.x.to_numpy(), y=layer.geometry.y.to_numpy())


def from_xy(table: pd.DataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return a table's rows as points, from its columns ``x`` and ``y``."""
    points = shapely.points(table[["x", "y"]].to_numpy(dtype=np.float64).reshape(-1, 2))
    return gpd.GeoDataFrame(table.drop(columns=["x", "y"]), geometry=points, crs=crs)
