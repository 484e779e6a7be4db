"""What stands in the GeoPackage, read back by other hands: sqlite3, pyogrio and GDAL's validator."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import LineString, MultiPoint, Point, Polygon, box, union_all

from parklocus.indicators.errors import Cancelled, InputError
from parklocus.indicators.export.geopackage import export_geopackage

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

LAYERS = ["parks", "catchments", "reference", "stops", "places", "features"]
TABLES = ["index_definitions", "completeness", "associations", "ranks", "provenance", "layer_styles"]
VALIDATOR = "osgeo_utils.samples.validate_gpkg"


@pytest.fixture
def written(tmp_path: Path, example: SimpleNamespace) -> Path:
    """Return a result with everything in it."""
    return export_geopackage(
        tmp_path / "结果.gpkg",
        city=example.city(),
        table=example.table(),
        scores=example.scores(),
        validation=example.validation(),
    )


def query(path: Path, text: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(text).fetchall()


def validate_with_gdal(path: Path) -> subprocess.CompletedProcess[str]:
    python = shutil.which("python3", path="/usr/bin") or shutil.which("python3")
    if (
        python is None
        or subprocess.run([python, "-c", f"import {VALIDATOR}"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no python3 here has GDAL's samples (Debian: python3-gdal)")
    command = [python, "-m", VALIDATOR, "--extra", "--warning-as-error", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_layers_and_tables(written: Path, example: SimpleNamespace) -> None:
    listed = query(written, "SELECT table_name, data_type FROM gpkg_contents")
    assert listed == [(name, "features") for name in LAYERS] + [(name, "attributes") for name in TABLES]
    assert pyogrio.read_info(written, layer="parks")["geometry_type"] == "MultiPolygon"
    sizes = {name: len(pyogrio.read_dataframe(written, layer=name)) for name in [*LAYERS, *TABLES]}
    table = example.table()
    assert sizes == {
        "parks": 3,
        "catchments": 2,
        "reference": len(table.reference),
        "stops": 2,
        "places": 3,
        "features": 3,
        "index_definitions": 4,
        "completeness": 2,
        "associations": 2,
        "ranks": 1,
        "provenance": sizes["provenance"],
        "layer_styles": 6,
    }
    assert sizes["provenance"] > 10


def test_every_layer_has_a_title_a_sentence_and_a_spatial_index(written: Path) -> None:
    for name, identifier, description in query(
        written, "SELECT table_name, identifier, description FROM gpkg_contents"
    ):
        assert identifier != name
        assert description.endswith(".")
    indexed = query(written, "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    assert sorted(name for (name,) in indexed) == sorted(LAYERS)


def test_gdals_validator_finds_no_fault(written: Path) -> None:
    checked = validate_with_gdal(written)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_gdals_validator_finds_a_fault_where_there_is_one(written: Path) -> None:
    with closing(sqlite3.connect(written)) as connection:
        connection.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'stops'")
        connection.commit()
    assert validate_with_gdal(written).returncode != 0


def test_coordinates_are_wgs_84(written: Path) -> None:
    assert query(written, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == [(4326,)]
    places = pyogrio.read_dataframe(written, layer="places")
    assert places.crs == "EPSG:4326"
    # The city's plane begins at this point; a metre east of it is 1 / (111,320 cos lat) degrees.
    assert places.geometry[0].distance(Point(121.55, 29.87)) < 1e-9
    assert math.isclose(places.geometry[1].x - 121.55, 100 / (111_320 * math.cos(math.radians(29.87))), rel_tol=2e-3)


def test_types(written: Path) -> None:
    types = {name: kind for _, name, kind, *_ in query(written, "PRAGMA table_info(parks)")}
    expected = {
        "opened": "INTEGER",
        "State": "BOOLEAN",
        "district": "TEXT",
        "access_points": "INTEGER",
        "cbd_distance": "REAL",
        "cbd_distance_pct": "REAL",
        "score_office": "REAL",
        "geom": "MULTIPOLYGON",
    }
    assert {name: types[name] for name in expected} == expected
    agrees = {name: kind for _, name, kind, *_ in query(written, "PRAGMA table_info(associations)")}["agrees"]
    assert agrees == "BOOLEAN"
    assert query(written, "SELECT agrees, n FROM associations") == [(1, 2), (None, 2)]


def test_missing_is_null_and_zero_is_zero(written: Path) -> None:
    rows = query(written, "SELECT id, name, cbd_distance, typeof(cbd_distance), ptal, opened FROM parks")
    assert rows == [
        ("p0", "和丰创意广场", 812.4, "real", 6.4565, 2011),
        ("p1", "128 Creative Park", 2390.0, "real", 0.0, None),
        ("p2", None, None, "null", None, 2009),
    ]
    assert query(written, "SELECT count(*) FROM parks WHERE geom IS NULL") == [(1,)]
    assert query(written, "SELECT name FROM places") == [("天一阁",), (None,), (None,)]
    assert query(written, "SELECT count(*) FROM reference WHERE amenity_density_500 IS NULL") == [(40,)]


def test_scores_join_by_id_and_say_what_they_are(written: Path) -> None:
    rows = query(written, "SELECT id, score_locational, score_office, score_label FROM parks")
    assert rows == [("p0", 4.25, 2.5, "simulated"), ("p1", 3.5, None, "simulated"), ("p2", None, None, None)]
    for table in ("associations", "ranks"):
        assert set(query(written, f"SELECT score_label FROM {table}")) == {("simulated",)}  # noqa: S608


def test_scores_of_the_validation_serve_where_none_are_given(tmp_path: Path, example: SimpleNamespace) -> None:
    path = export_geopackage(
        tmp_path / "r.gpkg", city=example.city(), table=example.table(), validation=example.validation()
    )
    rows = query(path, "SELECT score_locational, score_label FROM parks")
    assert rows == [(4.25, "simulated"), (3.5, "simulated"), (None, None)]


def test_scores_without_a_label_have_none(tmp_path: Path, example: SimpleNamespace) -> None:
    path = export_geopackage(
        tmp_path / "r.gpkg", city=example.city(), table=example.table(), scores=example.scores(label="")
    )
    names = [name for _, name, *_ in query(path, "PRAGMA table_info(parks)")]
    assert "score_office" in names
    assert "score_label" not in names
    assert query(path, "SELECT value FROM provenance WHERE section = 'scores'") == []


def test_columns_stand_as_a_person_reads_them(written: Path) -> None:
    names = [name for _, name, *_ in query(written, "PRAGMA table_info(parks)")]
    assert names == [
        *["fid", "geom", "id", "name", "opened", "State", "district"],
        *["score_locational", "score_office", "score_label"],
        *["cbd_distance", "cbd_name", "cbd_distance_pct", "cbd_distance_min", "cbd_distance_max"],
        *["ptal", "ptal_band", "ptal_pct"],
        *["access_points", "access_leg_m", "edge_distance_m", "edge_affected", "notes"],
    ]


def test_provenance_reads_as_rows_and_as_json(written: Path, example: SimpleNamespace) -> None:
    rows = {
        (section, key): value for section, key, value in query(written, "SELECT section, key, value FROM provenance")
    }
    assert rows["osm", "file"] == "宁波.osm.pbf"
    assert rows["osm", "counts.places"] == "3"
    assert rows["osm", "snapshot"] is None
    assert rows["centres", "1.name"] == "天一广场"
    assert rows["parameters", "amenity_density.radii"] == "500, 800"
    assert rows["scores", "label"] == "simulated"
    assert rows["validation", "statement_zh"] == "只有2个园区，无法检验。"
    assert rows["validation", "unmatched_scores.1"] == "p9"
    assert rows["notes", "1"] == "p2 has no geometry."
    assert {"No park has the id “p9”.", "The column “remark” is not taken as a factor."} <= set(rows.values())
    assert json.loads(rows["document", "json"]) == example.table().provenance


def test_the_users_columns_survive_a_clash_and_the_file_says_so(tmp_path: Path, example: SimpleNamespace) -> None:
    table = example.table()
    table["fid"] = [7, 8, 9]
    table["Name"] = ["a", "b", "c"]
    table["score_office"] = ["x", "y", "z"]
    table["tags"] = [["a", "b"], {"k": 1}, None]
    path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=table, scores=example.scores())
    rows = query(path, "SELECT fid, fid_2, Name_2, score_office_2, score_office, tags FROM parks ORDER BY fid")
    assert rows == [
        (1, 7, "a", "x", 2.5, '["a", "b"]'),
        (2, 8, "b", "y", None, '{"k": 1}'),
        (3, 9, "c", "z", None, None),
    ]
    told = dict(query(path, "SELECT key, value FROM provenance WHERE section = 'columns'"))
    assert told == {
        "fid": "written as fid_2",
        "Name": "written as Name_2",
        "score_office": "written as score_office_2",
    }


def test_points_alone_are_a_point_layer(tmp_path: Path, example: SimpleNamespace) -> None:
    table = example.table([Point(121.55, 29.87), Point(121.56, 29.88, 4.0), Point()])
    path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=table)
    assert query(path, "SELECT geometry_type_name, z FROM gpkg_geometry_columns WHERE table_name = 'parks'") == [
        ("POINT", 0)
    ]
    assert query(path, "SELECT count(geom) FROM parks") == [(2,)]
    assert validate_with_gdal(path).returncode == 0


def test_areas_and_points_are_both_to_be_seen(tmp_path: Path, example: SimpleNamespace) -> None:
    shapes = [box(121.54, 29.86, 121.55, 29.87), Point(121.56, 29.88), None, MultiPoint([(121.5, 29.8), (121.6, 29.9)])]
    path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=example.table(shapes))
    areas, points = (pyogrio.read_dataframe(path, layer=name) for name in ("parks", "park_points"))
    assert areas["id"].tolist() == ["p0", "p1", "p2", "p3"]
    assert areas.geometry.notna().tolist() == [True, False, False, False]
    assert points["id"].tolist() == ["p1", "p3"]
    assert list(areas.columns) == list(points.columns)
    assert set(points.geom_type) == {"MultiPoint"}
    assert union_all(points.geometry).equals(MultiPoint([(121.56, 29.88), (121.5, 29.8), (121.6, 29.9)]))
    assert query(path, "SELECT ltrim(f_table_name) FROM layer_styles LIMIT 2") == [("parks",), ("park_points",)]
    assert validate_with_gdal(path).returncode == 0


def test_parks_that_all_lack_a_place_stay_as_rows(tmp_path: Path, example: SimpleNamespace) -> None:
    path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=example.table([None, Polygon()]))
    assert query(path, "SELECT id, geom FROM parks") == [("p0", None), ("p1", None)]
    assert validate_with_gdal(path).returncode == 0


def test_a_line_is_no_park(tmp_path: Path, example: SimpleNamespace) -> None:
    table = example.table([Point(121.55, 29.87), LineString([(121.5, 29.8), (121.6, 29.8)])])
    with pytest.raises(InputError, match="“p1” is a LineString"):
        export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=table)
    assert list(tmp_path.iterdir()) == []


def test_empty_layers_are_layers(tmp_path: Path, example: SimpleNamespace) -> None:
    city, table = example.city(), example.table()
    city.stops, city.places, city.features = (one.iloc[:0] for one in (city.stops, city.places, city.features))
    table.reference, table.catchments = table.reference.iloc[:0], table.catchments.iloc[:0]
    path = export_geopackage(tmp_path / "r.gpkg", city=city, table=table)
    assert [len(pyogrio.read_dataframe(path, layer=name)) for name in LAYERS] == [3, 0, 0, 0, 0, 0]
    assert validate_with_gdal(path).returncode == 0


def test_the_same_result_gives_the_same_content(tmp_path: Path, example: SimpleNamespace) -> None:
    def content(name: str) -> list[str]:
        path = export_geopackage(
            tmp_path / name,
            city=example.city(),
            table=example.table(),
            scores=example.scores(),
            validation=example.validation(),
        )
        with closing(sqlite3.connect(path)) as connection:
            # Only the time of writing may differ.
            connection.execute("UPDATE gpkg_contents SET last_change = ''")
            connection.execute("UPDATE layer_styles SET update_time = ''")
            return list(connection.iterdump())

    assert content("a.gpkg") == content("b.gpkg")


def test_what_is_given_is_not_changed(tmp_path: Path, example: SimpleNamespace) -> None:
    city, table, scores = example.city(), example.table(), example.scores()
    export_geopackage(tmp_path / "r.gpkg", city=city, table=table, scores=scores)
    assert_geodataframe_equal(table, example.table())
    assert_geodataframe_equal(city.places, example.city().places)
    assert scores.equals(example.scores())


def test_a_run_can_be_cancelled_while_it_writes(tmp_path: Path, example: SimpleNamespace) -> None:
    heard: list[float] = []

    def progress(fraction: float, text: str) -> None:
        assert text
        heard.append(fraction)
        if fraction > 0.5:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=example.table(), progress=progress)
    assert heard == sorted(heard)
    assert 0 <= heard[0] < 0.5 < heard[-1] <= 1
    assert list(tmp_path.iterdir()) == []
