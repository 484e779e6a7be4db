"""A user's own table of places beside the map's: how many each has, in reach of each park and in the whole city."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.computing.completeness import means_at_parks, ratio_of
from parklocus.indicators.computing.parks_on_streets import ParksOnStreets
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.street_network import StreetNetwork, standing
from parklocus.indicators.site_geometry import brought_to_wgs84
from parklocus.indicators.sites import field_of, read_parks, read_rows
from parklocus.indicators.text_table import column_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

COLUMNS = ["park", "name", "category", "radius", "map", "own", "ratio", "note"]
ALL = "all"


def compare_places(
    city: City,
    parks: gpd.GeoDataFrame,
    places: str | Path | gpd.GeoDataFrame,
    *,
    category: str | None = None,
    categories: Mapping[str, str] | None = None,
    radius: int = 800,
    layer: str | None = None,
    crs: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
) -> pd.DataFrame:
    """Hold a table of places of your own against the map's places: what the map lacks, and where.

    Parameters
    ----------
    city : City
        The map.
    parks : geopandas.GeoDataFrame
        What `read_parks` gave, or a layer with ``id`` and ``name``.
    places : str, Path or geopandas.GeoDataFrame
        Any vector layer, or a text table with longitude and latitude.
    category : str, optional
        Its field of categories; without it all places are compared as one.
    categories : mapping, optional
        From the field's values to the map's categories, as ``{"餐饮服务": "food"}``. A value that is itself the id or
        title of a category need not be named. What belongs to none is left out, and said.
    radius : int
        Metres along the streets.
    layer, crs, lon, lat
        As for `read_parks`.

    Returns
    -------
    pandas.DataFrame
        ``park`` (missing for the whole city), ``name``, ``category``, ``radius`` (missing for the whole city),
        ``map`` and ``own`` (counts; of a park the mean over its access points), ``ratio`` (own by map; missing where
        the map has none) and ``note``. The category ``all`` is the sum. ``attrs["notes"]`` says what was left out.

    Raises
    ------
    InputError
        The places cannot be read, lie elsewhere, or a category is not known.

    Examples
    --------
    >>> from parklocus.indicators import City, compare_places, demo_folder, read_parks
    >>> city = City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)
    >>> parks = read_parks(demo_folder() / "parks.geojson")
    >>> table = compare_places(city, parks, city.places, category="category")
    >>> bool((table["ratio"].dropna() == 1).all())
    True
    """
    if "notes" not in parks.attrs:
        parks = read_parks(parks)
    notes: list[str] = []
    own, where = _read(city, places, notes, layer=layer, crs=crs, lon_lat=(lon, lat))
    own = _sorted_out(own, city, _of_category(own, where, category, categories or {}, city, notes), where, notes)
    compared = [ALL] if category is None else [*city.categories, ALL]
    of_map = city.places["category"].to_numpy(dtype=object)
    of_own = own["category"].to_numpy(dtype=object)
    rows: list[tuple[Any, ...]] = []
    for name in compared:
        counts = [len(one) if name == ALL else int((one == name).sum()) for one in (of_map, of_own)]
        rows.append((None, _("The whole city"), name, None, *counts))
    network = StreetNetwork.of(city)
    on_streets = ParksOnStreets.attach(network, parks)
    columns = tuple(city.categories)
    theirs = on_streets.network.with_places(standing(own, "category", columns, city.streets))
    both = [_counts(one, radius, len(parks)) for one in (on_streets, replace(on_streets, network=theirs))]
    for number, name in enumerate(compared):
        here = [counts.sum(axis=1) if name == ALL else counts[:, number] for counts in both]
        rows += [
            (identifier, title, name, radius, *pair)
            for identifier, title, *pair in zip(parks["id"], parks["name"], *here, strict=True)
        ]
    table = pd.DataFrame(rows, columns=COLUMNS[:6]).astype({"radius": "Int64", "map": float, "own": float})
    table["ratio"] = ratio_of(table["own"].to_numpy(), table["map"].to_numpy())
    table["note"] = [_note(row, on_streets, parks) for row in table.itertuples()]
    table.attrs["notes"] = notes
    return table


def _read(
    city: City,
    places: str | Path | gpd.GeoDataFrame,
    notes: list[str],
    *,
    layer: str | None,
    crs: str | None,
    lon_lat: tuple[str | None, str | None],
) -> tuple[gpd.GeoDataFrame, str]:
    """Return the places as points in the city's metres, and what messages call them."""
    if isinstance(places, gpd.GeoDataFrame):
        frame, where = places.reset_index(drop=True), _("the places")
    else:
        if not Path(places).exists():
            raise InputError(_("There is no file {file}.").format(file=places))
        read = read_rows(places, layer=layer, crs=crs, lon_lat=lon_lat, keys=set(), notes=notes)
        frame, where = read.frame, read.where
    points = shapely.centroid(brought_to_wgs84(frame, where, crs))
    found = gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=points, crs="EPSG:4326").to_crs(city.crs)
    return found, where


def _of_category(  # noqa: PLR0917 - all of them needed, all of one caller
    own: gpd.GeoDataFrame,
    where: str,
    field: str | None,
    given: Mapping[str, str],
    city: City,
    notes: list[str],
) -> NDArray[np.object_]:
    """Return the map's category of each of the user's places; None where it belongs to none."""
    if field is None:
        return np.full(len(own), next(iter(city.categories)), dtype=object)
    for value, name in given.items():
        if name not in city.categories:
            message = _("The category “{value}” is to be “{name}”, but there are: {known}.")
            raise InputError(message.format(value=value, name=name, known=", ".join(city.categories)))
    known = {title.casefold(): key for key, titles in city.categories.items() for title in (*titles.values(), key)}
    known |= {value.strip().casefold(): name for value, name in given.items()}
    values = column_texts(
        own[field_of([str(column) for column in own.columns if column != own.geometry.name], field, where)]
    )
    found = np.array([known.get(value.casefold()) for value in values], dtype=object)
    strange = pd.Series([value for value, name in zip(values, found, strict=True) if name is None]).value_counts()
    if len(strange):
        listed = ", ".join(f"“{value}” ({count})" for value, count in strange.head(5).items())
        message = _("{where}: places of no category of the map, which are left out: {count} ({listed}).")
        more = ", …" if len(strange) > 5 else ""
        notes.append(message.format(where=where, count=int(strange.sum()), listed=listed + more))
    return found


def _sorted_out(
    own: gpd.GeoDataFrame, city: City, category: NDArray[np.object_], where: str, notes: list[str]
) -> gpd.GeoDataFrame:
    """Keep the places of a category that lie within the map."""
    shapely.prepare(city.extent)
    points = np.asarray(own.geometry, dtype=object)
    inside = np.asarray(shapely.intersects(city.extent, points))
    known = np.array([name is not None for name in category], dtype=bool)
    if not inside.any():
        message = _("{where}: no place lies within the map; is its coordinate system right?")
        raise InputError(message.format(where=where))
    outside = int((~inside & known).sum())
    if outside:
        message = _("{where}: places outside the map or without a position, which are left out: {count}.")
        notes.append(message.format(where=where, count=outside))
    kept = own.assign(category=category)[inside & known].reset_index(drop=True)
    return kept[["category", "geometry"]]


def _counts(on_streets: ParksOnStreets, radius: int, n_parks: int) -> NDArray[np.float64]:
    return means_at_parks(on_streets, float(radius), lambda reach: reach.place_counts(radius), n_parks)


def _note(row: Any, on_streets: ParksOnStreets, parks: gpd.GeoDataFrame) -> str:
    if not pd.isna(row.park):
        park = parks["id"].tolist().index(row.park)
        if on_streets.reasons[park]:
            return on_streets.reasons[park]
        if row.radius > on_streets.edge_distance[park]:
            return _("looks past the map's edge")
    return _("the map has none") if row.map == 0 else ""
