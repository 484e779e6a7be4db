"""A user's own places beside the map's, counted by hand; and from a study to the GeoPackage."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from cities import grid_ways, make_city, make_parks

from parklocus.indicators import InputError, Study, compare_places, run_study
from parklocus.indicators.coordinates import wgs84_to_gcj02

MAP = [(200, 250, "food"), (300, 300, "food"), (450, 200, "food"), (500, 500, "culture")]
OWN = [(200, 150, "餐饮"), (200, 260, "FOOD"), (210, 300, "Restaurants"), (300, 200, "museum"), (500, 400, "Bank")]


@pytest.fixture
def city():
    return make_city(grid_ways(6, 100.0), places=MAP, margin=400.0)


@pytest.fixture
def parks(city):
    return make_parks(city, {"p": shapely.Point(200, 200), "far": shapely.Point(5000, 0)})


def layer(city, rows):
    points = [shapely.Point(x, y) for x, y, _type in rows]
    return gpd.GeoDataFrame({"type": [one for *_xy, one in rows]}, geometry=points, crs=city.crs)


def cells(table, park=None):
    rows = table[table["park"].isna() if park is None else table["park"] == park]
    return {row.category: (row.map, row.own, row.ratio) for row in rows.itertuples()}


def test_places_are_counted_by_category_in_reach_and_in_the_city(city, parks):
    given = {"Restaurants": "food", "museum": "culture"}
    table = compare_places(city, parks, layer(city, OWN), category="type", categories=given, radius=150)
    assert cells(table, "p") == {
        "culture": (0, 1, pytest.approx(np.nan, nan_ok=True)),
        "food": (1, 3, 3.0),
        "all": (1, 4, 4.0),
    }
    assert cells(table) == {"culture": (1, 1, 1.0), "food": (3, 3, 1.0), "all": (4, 4, 1.0)}
    assert table.attrs["notes"] == ["the places: places of no category of the map, which are left out: 1 (“Bank” (1))."]
    notes = table.set_index(["name", "category"])["note"]
    assert notes["p", "culture"] == "the map has none"
    assert notes["p", "food"] == ""
    assert set(notes["far"]) == {"outside the area of the OSM file"}
    assert table.loc[table["park"] == "far", ["map", "own", "ratio"]].isna().all(axis=None)


def test_without_a_category_all_are_one(city, parks):
    table = compare_places(city, parks, layer(city, OWN), radius=300)
    assert cells(table) == {"all": (4, 5, 1.25)}
    assert cells(table, "p") == {"all": (3, 4, pytest.approx(4 / 3))}
    assert table["radius"].tolist() == [pd.NA, 300, 300]


def test_places_outside_are_left_out_and_said(city, parks):
    table = compare_places(city, parks, layer(city, [*OWN, (9000, 0, "food")]), category="type")
    assert cells(table)["food"] == (3, 2, pytest.approx(2 / 3))
    assert any("or without a position, which are left out: 1." in note for note in table.attrs["notes"])
    with pytest.raises(InputError, match="no place lies within the map"):
        compare_places(city, parks, layer(city, [(9000, 0, "food")]), category="type")


def test_what_looks_past_the_edge_is_said(city, parks):
    table = compare_places(city, parks, layer(city, OWN), radius=700)
    assert table.loc[table["park"] == "p", "note"].tolist() == ["looks past the map's edge"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"category": "typ"}, "did you mean “type”"),
        (
            {"category": "type", "categories": {"Bank": "money"}},
            "“Bank” is to be “money”, but there are: culture, food",
        ),
    ],
)
def test_wrong_fields_and_categories_are_named(city, parks, options, said):
    with pytest.raises(InputError, match=said):
        compare_places(city, parks, layer(city, OWN), **options)


def test_no_such_file_is_said(city, parks, tmp_path):
    with pytest.raises(InputError, match=r"There is no file .*pois\.csv"):
        compare_places(city, parks, tmp_path / "pois.csv")


def test_a_table_of_a_map_service_is_moved_to_wgs84(city, parks, tmp_path):
    own = layer(city, OWN).to_crs(4326)
    lon, lat = wgs84_to_gcj02(own.geometry.x.to_numpy(), own.geometry.y.to_numpy())
    pd.DataFrame({"lng": lon, "lat": lat, "type": own["type"]}).to_csv(tmp_path / "pois.csv", index=False)
    options = {"category": "type", "categories": {"Restaurants": "food"}, "radius": 150}
    moved = compare_places(city, parks, tmp_path / "pois.csv", crs="GCJ-02", **options)
    pd.testing.assert_frame_equal(moved, compare_places(city, parks, layer(city, OWN), **options))
    as_given = compare_places(city, parks, tmp_path / "pois.csv", **options)  # half a kilometre off
    assert cells(as_given, "p")["food"][1] == 0


def test_a_study_writes_the_comparison(town, tmp_path):
    rows = [f"{13.25 + 0.0015 * n},{53.55 + 0.0009 * n},{'餐饮' if n % 2 else 'Kiosk'}" for n in range(10)]
    (town.folder / "pois.csv").write_text("\n".join(["lon,lat,kind", *rows]), encoding="utf-8")
    section = '[places]\npath = "pois.csv"\ncategory = "kind"\nradius = 500\n[places.categories]\nKiosk = "retail"\n'
    town.study.write_text(f"{town.study.read_text(encoding='utf-8')}\n{section}", encoding="utf-8")
    study = Study.open(town.study)
    study.save(tmp_path / "again.toml")
    assert Study.open(tmp_path / "again.toml").places == study.places
    result = run_study(study, tmp_path / "result.gpkg")
    written = pyogrio.read_dataframe(result.output, layer="place_comparison")
    assert len(written) == (len(result.table) + 1) * 11
    whole = written[written["park"].isna()].set_index("category")
    assert whole.loc[["food", "retail", "all"], "own"].tolist() == [5, 5, 10]
    assert whole.loc["food", "map"] == 20
    assert whole.loc["food", "ratio"] == 0.25
    assert set(written["park"].dropna()) == set(result.table["id"])
    provenance = pyogrio.read_dataframe(result.output, layer="provenance")
    assert "study" in set(provenance.loc[provenance["value"] == "pois.csv", "section"])
