"""A city as a whole, written: what a study and a city without parks leave behind, and how QGIS shows it."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from cities import grid_ways, make_city, make_parks

from parklocus.indicators.compute import compute
from parklocus.indicators.export.geopackage import export_geopackage, export_summary
from parklocus.indicators.language import set_language
from parklocus.indicators.run import run_study
from parklocus.indicators.study.study import Study
from parklocus.indicators.summary.summarise import summarise_city
from parklocus.indicators.summary.summary import SummaryOptions

INDICES = ["amenity_density", "daily_living"]


@pytest.fixture(scope="module")
def city():
    return make_city(
        grid_ways(8, 250.0),
        places=[(100.0, 0.0, "food"), (900.0, 500.0, "food"), (910.0, 500.0, "culture")],
        features=[(250.0, 40.0, "pharmacy"), (1500.0, 0.0, "convenience")],
        stops=[(500.0, 500.0, "bus")],
    )


@pytest.fixture(scope="module")
def file(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("summary")
    return export_summary(folder / "city.gpkg", summarise_city(city, INDICES, grid=500, title="Town"))


def read(file, layer):
    return pyogrio.read_dataframe(file, layer=layer)


def test_another_program_finds_the_grid_and_the_tables(file):
    kinds = dict(pyogrio.list_layers(file).tolist())
    assert list(kinds) == ["grid", "city_summary", "city_shares", "index_definitions", "provenance", "layer_styles"]
    assert kinds.pop("grid") == "MultiPolygon"
    assert set(kinds.values()) == {None}
    info = pyogrio.read_info(file, layer="grid")
    assert info["crs"] == "EPSG:4326"
    assert info["features"] == read(file, "grid")["cell"].nunique() >= 16
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        described = dict(connection.execute("SELECT table_name, description FROM gpkg_contents"))
    assert all(described[name] for name in ("grid", "city_summary", "city_shares"))


def test_tables_join_on_column_and_stack(file):
    figures, shares, definitions = (read(file, name) for name in ("city_summary", "city_shares", "index_definitions"))
    of_indices = figures[figures["statistic"] != "share"]
    assert set(of_indices["column"]) == set(definitions["column"])
    assert set(figures["column"][figures["statistic"] == "share"]) == set(shares["column"])
    assert figures["city"].unique().tolist() == shares["city"].unique().tolist() == ["Town"]
    median = of_indices[(of_indices["statistic"] == "median") & (of_indices["weight"] == "nodes")]
    assert median["value"].notna().all()
    missing = shares[shares["column"] == "near_stop_20min_500"]
    assert missing["share"].isna().all()
    assert (missing["reason"] == "no timetable is given").all()


def test_the_grid_is_styled_by_its_first_index_and_its_fields_are_named(file):
    styles = read(file, "layer_styles").set_index("f_table_name")
    style = styles["styleQML"]["grid"]
    assert 'attr="amenity_density_500"' in style
    assert 'field="near_pharmacy_500_street_length"' in style
    assert "Within 500 m on foot: pharmacy (share of the streets)" in style
    assert 'field="amenity_density_500_n"' in style
    grid = read(file, "grid")
    assert not grid.geometry.is_empty.any()
    joined = shapely.union_all(grid.geometry)
    assert joined.area == pytest.approx(shapely.area(grid.geometry).sum())  # none overlap


def test_in_chinese(city, tmp_path):
    try:
        set_language("zh_CN")
        file = export_summary(tmp_path / "city.gpkg", summarise_city(city, INDICES, grid=1000))
        with closing(sqlite3.connect(file)) as connection:
            titles = dict(connection.execute("SELECT table_name, identifier FROM gpkg_contents"))
        assert "步行 500 m 以内：药店" in read(file, "layer_styles").set_index("f_table_name")["styleQML"]["grid"]
    finally:
        set_language("en")
    assert all(any("一" <= sign <= "鿿" for sign in titles[name]) for name in ("grid", "city_summary", "city_shares"))


def test_without_a_grid_there_are_the_tables_alone(city, tmp_path):
    file = export_summary(tmp_path / "city.gpkg", summarise_city(city, INDICES))
    names = pyogrio.list_layers(file)[:, 0].tolist()
    assert "city_summary" in names
    assert "grid" not in names


def test_parks_beside_or_not_the_city_is_the_same(city, tmp_path):
    parks = make_parks(city, {"a": shapely.Point(260.0, 10.0), "b": shapely.box(700, 700, 800, 800)})
    table = compute(city, parks, INDICES, summary=SummaryOptions(grid=500, title="Town"))
    alone = summarise_city(city, INDICES, grid=500, title="Town")
    pd.testing.assert_frame_equal(table.summary.table, alone.table)
    pd.testing.assert_frame_equal(table.summary.grid, alone.grid)
    names = pyogrio.list_layers(export_geopackage(tmp_path / "result.gpkg", city=city, table=table))[:, 0].tolist()
    assert {"parks", "reference", "grid", "city_summary", "city_shares"} <= set(names)
    assert compute(city, parks, INDICES).summary is None


def test_a_study_names_its_grid(town, tmp_path):
    text = town.study.read_text(encoding="utf-8")
    for number, section in enumerate(("[summary]\ngrid = 200\ntitle = 'Town'\n", "[summary]\n", "")):
        town.study.write_text(section + text if not section else text + section, encoding="utf-8")
        study = Study.open(town.study)
        assert Study.from_mapping(study.as_mapping(town.folder), folder=town.folder) == study.__class__(
            **{**study.__dict__, "file": None}
        )
        file = run_study(study, tmp_path / f"{number}.gpkg").output
        names = set(pyogrio.list_layers(file)[:, 0])
        assert ("grid" in names, "city_shares" in names) == (number == 0, number < 2)
    grid = read(tmp_path / "0.gpkg", "grid")
    reference = read(tmp_path / "0.gpkg", "reference")
    provenance = read(tmp_path / "0.gpkg", "provenance").set_index(["section", "key"])["value"]
    beyond = float(provenance["summary", "grid.street_length_beyond_the_map"])
    assert grid["street_length_m"].sum() + beyond == pytest.approx(reference["street_length_m"].sum())
    assert set(grid["amenity_density_500_n"]) == {0}  # the town is smaller than the radius
