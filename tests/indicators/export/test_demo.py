"""The demo city, computed and written: what is read back is what was computed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import pytest

from parklocus.indicators import City, compute, export_geopackage, read_parks, read_scores, validate

if TYPE_CHECKING:
    from pathlib import Path

    from parklocus.indicators import ParkTable

INDICES = ["cbd_distance", "ptal", "amenity_density"]


@pytest.fixture(scope="module")
def result(demo_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, City, ParkTable]:
    """Return the written result, the city and the table it was made of."""
    city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf", cache=False)
    parks = read_parks(demo_dir / "parks.geojson")
    table = compute(city, parks, INDICES, centres=[("Marktplatz", 13.2612, 53.5574)])
    scores = read_scores(demo_dir / "scores.csv", label="simulated")
    path = export_geopackage(
        tmp_path_factory.mktemp("demo") / "demo.gpkg",
        city=city,
        table=table,
        scores=scores,
        validation=validate(table, scores, {"locational": {"cbd_distance": "-"}}),
    )
    return path, city, table


def test_values_come_back_as_they_were_computed(result: tuple[Path, City, ParkTable]) -> None:
    path, city, table = result
    parks = pyogrio.read_dataframe(path, layer="parks")
    assert set(parks.columns) - set(table.columns) == {
        *("score_locational", "score_institutional", "score_social", "score_cultural", "score_office", "score_label")
    }
    assert set(table.columns) <= set(parks.columns)
    for column in table.columns.drop("geometry"):
        written, computed = parks[column], table[column]
        if pd.api.types.is_numeric_dtype(computed):
            np.testing.assert_array_equal(written.to_numpy(float), computed.to_numpy(float))
        else:
            assert written.fillna("").tolist() == computed.fillna("").tolist()
    # One of the demo's parks is a point: it stands in `parks` as a row and is drawn in `park_points`.
    points = pyogrio.read_dataframe(path, layer="park_points").set_index("id").geometry
    shapes = parks.set_index("id").geometry
    assert shapes.isna().sum() == len(points) == 1
    assert shapes.fillna(points).geom_equals(table.set_index("id").geometry).all()
    sizes = {
        name: len(pyogrio.read_dataframe(path, layer=name)) for name in ("reference", "stops", "places", "features")
    }
    layers = {"reference": table.reference, "stops": city.stops, "places": city.places, "features": city.features}
    assert sizes == {name: len(layer) for name, layer in layers.items()}


def test_each_object_of_single_indices_comes_back_with_the_index_that_looks_for_it(
    result: tuple[Path, City, ParkTable],
) -> None:
    path, city, _table = result
    written = pyogrio.read_dataframe(path, layer="features")
    assert written["osm_id"].tolist() == city.features["osm_id"].tolist()
    assert written["set"].tolist() == city.features["set"].tolist()
    assert dict(zip(written["set"], written["index"], strict=True))["pharmacy"] == "daily_needs"
    away = written.to_crs(city.crs).distance(city.features.geometry)
    assert away.max() < 1e-3  # metres


def test_completeness_comes_back_and_joins_the_parks_by_id(result: tuple[Path, City, ParkTable]) -> None:
    path, _city, table = result
    with closing(sqlite3.connect(path)) as connection:
        joined = connection.execute(
            "SELECT parks.id, sum(value) FROM parks JOIN completeness ON completeness.park = parks.id "
            "WHERE measure = 'places' GROUP BY parks.fid"
        ).fetchall()
    places = table.completeness[table.completeness["measure"] == "places"]
    expected = places.groupby("park", sort=False)["value"].sum()
    assert [park for park, _sum in joined] == table["id"].tolist()
    np.testing.assert_allclose([total for _park, total in joined], expected.loc[table["id"]])


def test_catchments_are_sound_and_as_large_as_they_say(result: tuple[Path, City, ParkTable]) -> None:
    path, city, _table = result
    catchments = pyogrio.read_dataframe(path, layer="catchments")
    assert catchments.geometry.is_valid.all()
    np.testing.assert_allclose(catchments.to_crs(city.crs).area / 1e6, catchments["area_km2"], rtol=2e-3)


def test_the_sources_licence_and_hash_are_told(result: tuple[Path, City, ParkTable]) -> None:
    path, city, _table = result
    with closing(sqlite3.connect(path)) as connection:
        told = dict(connection.execute("SELECT key, value FROM provenance WHERE section = 'osm'").fetchall())
    assert "ODbL" in told["licence"]
    assert told["sha256"] == city.origin["sha256"]
    assert told["snapshot"].startswith("2016-02-10")
