"""A reference in a study and on the command line, and what the result says of it."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from town import SOUTH, STEP_LAT, STEP_LON, WEST

from parklocus.indicators.cli.main import main

COLUMNS, ROWS = 6.5, 8.5  # streets in the polygon: seven, and nine across


@pytest.fixture
def with_polygon(town):
    """Return the town with the polygon of its older part, in another coordinate system."""
    part = shapely.box(WEST - STEP_LON / 2, SOUTH - STEP_LAT / 2, WEST + COLUMNS * STEP_LON, SOUTH + ROWS * STEP_LAT)
    gpd.GeoDataFrame(geometry=[part], crs=4326).to_crs(25833).to_file(town.folder / "old_town.gpkg")
    return town


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out, said.err


def refused(capsys, *arguments):
    assert main([str(argument) for argument in arguments]) == 2
    return capsys.readouterr().err


def tables(file):
    names = ("parks", "reference", "index_definitions", "provenance")
    return {name: gpd.read_file(file, layer=name) for name in names}


def test_a_study_and_options_give_the_same_reference_and_say_so(with_polygon, capsys):
    town = with_polygon
    arguments = ["--osm", town.osm, "--parks", town.parks, "--index", "cbd_distance", "--index", "amenity_density"]
    arguments += ["--centre", town.centre, "--output", town.folder / "options.gpkg"]
    options = ["--reference-within", town.folder / "old_town.gpkg", "--reference-sample", 40]
    out, err = run(
        capsys, "compute", *arguments, *options, "--reference-seed", 5, "--reference-weight", "street_length"
    )
    assert "percentile in the reference" in out
    assert "40 street nodes as the city's reference" in out
    assert "within old_town.gpkg, drawn at random from 62 (seed 5), each counted by the length of its streets" in err
    section = '\n[reference]\nwithin = "old_town.gpkg"\nsample = 40\nseed = 5\nweight = "street_length"\n'
    town.study.write_text(town.study.read_text(encoding="utf-8") + section, encoding="utf-8")
    run(capsys, "run", town.study)
    run(capsys, "run", town.study, "--output", town.folder / "again.gpkg")
    of_options, of_study, again = (tables(town.folder / f"{name}.gpkg") for name in ("options", "result", "again"))
    for name in ("parks", "reference"):
        pd.testing.assert_frame_equal(of_study[name], again[name])
        shared = [column for column in of_options[name] if column in of_study[name]]
        pd.testing.assert_frame_equal(of_options[name][shared], of_study[name][shared])

    layer = of_study["reference"]
    assert len(layer) == 40
    assert layer.geometry.x.max() < WEST + COLUMNS * STEP_LON
    assert layer.geometry.y.max() < SOUTH + ROWS * STEP_LAT
    definitions = of_study["index_definitions"].set_index("column")
    counted = layer[~layer["edge_affected"].fillna("").str.contains("cbd_distance")]  # the rest lies at the map's edge
    km = counted["street_length_m"].sum() / 1000
    assert 20 < len(counted) < 40
    assert definitions.loc["cbd_distance", "reference_size"] == len(counted)
    assert definitions.loc["cbd_distance", "reference_street_km"] == pytest.approx(km, abs=1e-3)
    assert definitions.loc["cbd_distance", ["reference_weight", "reference_area"]].tolist() == [
        "street_length",
        "within old_town.gpkg",
    ]
    rows = of_study["provenance"].set_index(["section", "key"])["value"]
    said = rows["reference"]
    assert (said["nodes"], said["sample"], said["seed"], said["drawn_from"]) == ("40", "40", "5", "62")
    assert said["within.file"] == "old_town.gpkg"
    document = json.loads(rows["document", "json"])
    assert document["reference"]["weight"] == "street_length"
    assert document["study"]["reference"]["file"] == "old_town.gpkg"


def test_without_a_reference_all_street_nodes_count_once(town, capsys):
    _out, err = run(capsys, "run", town.study)
    assert "The reference is" not in err
    found = tables(town.folder / "result.gpkg")
    definitions = found["index_definitions"]
    assert set(definitions["reference_weight"]) == {"nodes"}
    assert definitions["reference_area"].fillna("").eq("").all()
    rows = found["provenance"].set_index(["section", "key"])["value"]
    assert rows["reference", "nodes"] == str(12 * 12 - 4)
    km = (2 * 12 * 11 * STEP_LON * 111.32 * 0.594 + 2 * 12 * 11 * STEP_LAT * 111.29) / 2
    assert float(rows["reference", "street_km"]) == pytest.approx(km, rel=0.01)


def test_what_is_wrong_with_a_reference_is_said(with_polygon, capsys):
    town = with_polygon
    arguments = ["compute", "--osm", town.osm, "--parks", town.parks, "--index", "ptal"]
    arguments += ["--output", town.folder / "r.gpkg"]
    assert "no land use “industrial”" in refused(capsys, *arguments, "--reference-land-use", "industrial")
    assert "invalid choice" in refused(capsys, *arguments, "--reference-land-use", "desert")
    assert "sample must be a whole number from 1 on, not 0" in refused(capsys, *arguments, "--reference-sample", 0)
    assert "nowhere.gpkg" in refused(capsys, *arguments, "--reference-within", town.folder / "nowhere.gpkg")
    far = gpd.GeoDataFrame(geometry=[shapely.box(2.0, 48.0, 2.1, 48.1)], crs=4326)
    far.to_file(town.folder / "paris.geojson")
    err = refused(capsys, *arguments, "--reference-within", town.folder / "paris.geojson")
    assert "paris.geojson" in err
    assert "off the city's map" in err
    swapped = gpd.GeoDataFrame(geometry=[shapely.box(SOUTH, WEST, SOUTH + 0.01, WEST + 0.02)], crs=4326)
    swapped.to_file(town.folder / "swapped.geojson")
    assert "look swapped" in refused(capsys, *arguments, "--reference-within", town.folder / "swapped.geojson")
    section = '\n[reference]\nwithin = "result.gpkg"\n'
    town.study.write_text(town.study.read_text(encoding="utf-8") + section, encoding="utf-8")
    (town.folder / "result.gpkg").touch()
    assert "would overwrite [reference] within" in refused(capsys, "run", town.study)
