"""Parks in: every format, encoding and coordinate system; what is amiss is said by row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from parklocus.indicators.coordinates import wgs84_to_bd09, wgs84_to_gcj02
from parklocus.indicators.errors import InputError
from parklocus.indicators.sites import read_parks

if TYPE_CHECKING:
    from pathlib import Path

LON, LAT = 121.5499, 29.8719
NAMES = ["和丰创意广场", "老外滩", ""]
SQUARE = shapely.box(LON, LAT, LON + 0.002, LAT + 0.001)
SHAPES = [
    SQUARE,
    shapely.Point(LON + 0.01, LAT),
    shapely.MultiPolygon([SQUARE, shapely.box(LON, LAT + 0.01, LON + 0.01, LAT + 0.02)]),
]
BOWTIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


@pytest.fixture
def layer() -> gpd.GeoDataFrame:
    """Return three parks as a layer."""
    facts = {"id": ["a", "b", "c"], "name": NAMES, "rent": [1.5, 2.0, None], "year": [2009, 2011, 2013]}
    return gpd.GeoDataFrame(facts, geometry=SHAPES, crs=4326)


def assert_the_parks(parks: gpd.GeoDataFrame, *, tolerance: float = 1e-9) -> None:
    assert parks.crs.to_epsg() == 4326
    assert list(parks.columns) == ["id", "name", "rent", "year", "geometry"]
    assert parks["id"].tolist() == ["a", "b", "c"]
    assert parks["name"].tolist() == ["和丰创意广场", "老外滩", "c"]
    assert parks["rent"].tolist()[:2] == [1.5, 2.0]
    assert np.isnan(parks["rent"][2])
    assert parks["year"].tolist() == [2009, 2011, 2013]
    assert (shapely.hausdorff_distance(parks.geometry.to_numpy(), SHAPES) < tolerance).all()


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".GPKG"])
def test_one_layer_in_many_formats(layer, tmp_path, suffix) -> None:
    path = tmp_path / f"园区{suffix}"
    layer.to_file(path, driver="GPKG" if suffix == ".GPKG" else None)
    parks = read_parks(path)
    assert_the_parks(parks)
    assert parks.attrs["notes"] == []


def test_the_layer_of_a_file_with_several(layer, tmp_path) -> None:
    path = tmp_path / "p.gpkg"
    layer.iloc[:1].to_file(path, layer="old")
    layer.to_file(path, layer="new")
    assert_the_parks(read_parks(path, layer="new"))
    assert len(read_parks(path, layer="old")) == 1
    with pytest.raises(InputError, match="several layers; say which to use: old, new"):
        read_parks(path)


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:32651", "EPSG:3857", "EPSG:4490"])
def test_any_coordinate_system(layer, tmp_path, crs) -> None:
    path = tmp_path / "p.gpkg"
    layer.to_crs(crs).to_file(path)
    assert_the_parks(read_parks(path), tolerance=1e-6)
    assert_the_parks(read_parks(path, crs=crs), tolerance=1e-6)
    unsaid = layer.to_crs(crs).set_crs(None, allow_override=True)
    assert_the_parks(read_parks(unsaid, crs=crs), tolerance=1e-6)
    with pytest.raises(InputError, match="does not say its coordinate system"):
        read_parks(unsaid)


def test_a_system_in_other_words_is_the_same(layer, tmp_path) -> None:
    layer.iloc[[0, 2]].to_file(tmp_path / "p.shp")  # Esri's words for WGS 84
    assert len(read_parks(tmp_path / "p.shp", crs="EPSG:4326")) == 2
    with pytest.raises(InputError, match="not EPSG:4549"):
        read_parks(tmp_path / "p.shp", crs="EPSG:4549")
    for nothing in ("WGS", "EPSG:999999", "4549x"):
        with pytest.raises(InputError, match=f"“{nothing}” is no coordinate system"):
            read_parks(layer, crs=nothing)


@pytest.mark.parametrize(("named", "shift"), [("GCJ-02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_coordinates_of_chinese_maps(layer, tmp_path, named, shift) -> None:
    shifted = layer.set_geometry(shapely.transform(layer.geometry.to_numpy(), shift, interleaved=False))
    assert shifted.geometry[1].distance(layer.geometry[1]) > 0.004  # half a kilometre and more
    shifted.to_file(tmp_path / "p.geojson")
    assert_the_parks(read_parks(tmp_path / "p.geojson", crs=named), tolerance=1e-6)
    lon, lat = shift(LON, LAT)
    (tmp_path / "p.csv").write_text(f"id,lon,lat\na,{float(lon)},{float(lat)}\n")
    point = read_parks(tmp_path / "p.csv", crs=named).geometry[0]
    assert (point.x, point.y) == pytest.approx((LON, LAT), abs=1e-6)
    with pytest.raises(InputError, match="says that its coordinates are EPSG:4549"):
        read_parks(layer.to_crs(4549), crs=named)


@pytest.mark.parametrize(
    ("encoding", "language", "noted"),
    [
        ("UTF-8", None, False),
        ("GBK", None, False),
        ("UTF-8", 0, False),
        ("GBK", 0, True),
        ("GBK", 0x57, True),
        ("GBK", 0x4D, False),
    ],
)
def test_the_texts_of_a_shapefile(layer, tmp_path, encoding, language, noted) -> None:
    path = tmp_path / "p.shp"
    layer.iloc[[0, 2]].to_file(path, encoding=encoding)
    if language is not None:  # no .cpg says the encoding, only the table's own mark
        path.with_suffix(".cpg").unlink()
        table = bytearray(path.with_suffix(".dbf").read_bytes())
        table[29] = language
        path.with_suffix(".dbf").write_bytes(table)
    parks = read_parks(path)
    assert parks["name"].tolist() == ["和丰创意广场", "c"]
    assert parks["rent"].tolist()[0] == 1.5
    assert parks.attrs["notes"] == (["p.dbf is not UTF-8 and was read as GB18030."] if noted else [])


def test_a_shapefile_in_capitals_is_whole_too(layer, tmp_path) -> None:
    layer.iloc[[0, 2]].to_file(tmp_path / "p.shp", encoding="UTF-8")
    for file in list(tmp_path.iterdir()):
        file.rename(file.with_name(file.name.upper()))
    assert read_parks(tmp_path / "P.SHP")["name"].tolist() == ["和丰创意广场", "c"]
    (tmp_path / "P.DBF").unlink()
    with pytest.raises(InputError, match=r"put P\.dbf beside it"):
        read_parks(tmp_path / "P.SHP")


TABLE = "id,name,lon,lat,rent\n01,和丰,121.5,29.5,1.5\n02,,121.25,29.25,\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("gb18030"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", ";").replace(".", ",").encode(),
        TABLE.replace("id,name,lon,lat", "Park_ID,PARK,Longitude,LATITUDE").encode(),
        TABLE.replace("id,name,lon,lat", "编号,名称,经度,纬度").encode(),
        TABLE.replace("id,name,lon,lat", "ID,Name,X,Y").encode(),
        TABLE.replace("rent", "rent,").replace("1.5\n", "1.5,\n").replace("29.25,", "29.25,,").encode(),
    ],
)
def test_one_table_in_many_dresses(tmp_path, content) -> None:
    (tmp_path / "p.csv").write_bytes(content)
    parks = read_parks(tmp_path / "p.csv")
    assert parks["id"].tolist() == ["01", "02"]
    assert parks["name"].tolist() == ["和丰", "02"]
    assert parks.geometry.to_wkt().tolist() == ["POINT (121.5 29.5)", "POINT (121.25 29.25)"]
    assert parks["rent"].tolist()[0] == 1.5
    assert np.isnan(parks["rent"][1])
    assert [note for note in parks.attrs["notes"] if "GB18030" not in note] == []


def test_other_columns_can_be_named(tmp_path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("code;east;north;title;tel\n0010;500000;3300000;X;0574\n0011;500100;3300000;Y;0575\n")
    parks = read_parks(path, id="code", name="title", lon="east", lat="north", crs="EPSG:4549")
    assert parks["id"].tolist() == ["0010", "0011"]
    assert parks["tel"].tolist() == ["0574", "0575"]
    assert parks.geometry[0].x == pytest.approx(120.0, abs=1e-6)
    with pytest.raises(InputError, match=r"p\.csv has no field “est”; did you mean “east”\?"):
        read_parks(path, lon="est", lat="north")
    with pytest.raises(InputError, match=r"row 2 is at 500000, 3\.3e\+06, which is no longitude and latitude"):
        read_parks(path, lon="east", lat="north")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,lon,lat\na,121,29\nb,x,29\n", "In p.csv, row 3, lon is “x”, which is no number"),
        ("id,lon,lat\na,121,29\nb,inf,29\n", "In p.csv, row 3, lon is “inf”, which is no number"),
        ("id,lon,lat\na,121,29\n\nb,121,\n", "row 4 has only one of its two coordinates"),
        ("id,lon,lat\na,29,121\n", "row 2 is at 29, 121, which is no longitude and latitude"),
        ("id,lon,lat\na,121,29\n,121,29\n", "row 3 has no value in the id field “id”"),
        ("id,lon,lat\na,121,29\nb,121,29\n a ,121,29\n", "the id “a” stands in rows 2, 4"),
        (
            "id,lat\na,29\n",
            "p.csv has no column for the longitude; say which it is (lon, lat). Its columns are: id, lat",
        ),
        ("id,lon,lat\n", "p.csv has no rows"),
        ("", "p.csv is empty"),
        ("id,lon,lat,lat\na,121,29,29\n", "more than one column called “lat”"),
    ],
)
def test_what_is_wrong_in_a_table(tmp_path, content, words) -> None:
    (tmp_path / "p.csv").write_text(content)
    with pytest.raises(InputError) as error:
        read_parks(tmp_path / "p.csv")
    assert words in str(error.value)


def test_a_row_without_coordinates_is_kept_and_said(tmp_path) -> None:
    (tmp_path / "p.csv").write_text("id,lon,lat\na,121,29\nb,,\n")
    parks = read_parks(tmp_path / "p.csv")
    assert parks.geometry[1] is None
    assert parks.attrs["notes"] == ["p.csv, row 3 (“b”) has no geometry; its indices are missing."]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([1, 2], ["1", "2"]),
        ([1.0, 2.0], ["1", "2"]),
        ([1.0, 2.5], ["1", "2.5"]),
        (["1.0", "2.0"], ["1", "2"]),
        (["1.0", "1.1"], ["1.0", "1.1"]),
        (["001", "1"], ["001", "1"]),
        ([" a ", "b"], ["a", "b"]),
        (pd.array([7, 8], dtype="Int64"), ["7", "8"]),
        (pd.Categorical(["x", "y"]), ["x", "y"]),
        ([1, "b"], ["1", "b"]),
        ([2**60 + 1, 2], [str(2**60 + 1), "2"]),
    ],
)
def test_ids_of_any_type_are_texts(ids, expected) -> None:
    parks = read_parks(gpd.GeoDataFrame({"id": ids}, geometry=SHAPES[:2], crs=4326))
    assert parks["id"].tolist() == expected
    assert parks["name"].tolist() == expected


@pytest.mark.parametrize("ids", [[1.0, None], ["a", None], ["a", " "], pd.array([1, None], dtype="Int64")])
def test_an_id_is_needed(ids) -> None:
    with pytest.raises(InputError, match="row 2 has no value in the id field “id”"):
        read_parks(gpd.GeoDataFrame({"id": ids}, geometry=SHAPES[:2], crs=4326))


def test_rows_are_numbered_where_there_is_no_id(layer) -> None:
    parks = read_parks(layer[["rent", "geometry"]])
    assert parks["id"].tolist() == parks["name"].tolist() == ["1", "2", "3"]
    parks = read_parks(layer.rename(columns={"id": "FID", "name": "NAME"}))
    assert parks["id"].tolist() == ["a", "b", "c"]
    assert parks["name"][0] == NAMES[0]


def test_columns_that_would_stand_twice(layer) -> None:
    parks = read_parks(layer.assign(code=["x", "y", "z"]), id="code")
    assert parks["id"].tolist() == ["x", "y", "z"]
    assert list(parks.columns) == ["id", "name", "rent", "year", "geometry"]
    assert parks.attrs["notes"] == ["The parks' own columns id bear the names of results and are left out."]
    twice = layer.rename(columns={"rent": "x", "year": "x"})
    with pytest.raises(InputError, match="more than one column called “x”"):
        read_parks(twice)


def test_a_layer_in_memory_of_any_make(layer) -> None:
    for frame in (
        layer.set_index(pd.Index([9, 9, 4])),
        layer.set_index(pd.MultiIndex.from_tuples([(1, 2), (1, 3), (2, 1)])),
        layer.rename_geometry("shape"),
        layer.assign(other=gpd.GeoSeries(SHAPES, crs=4326)).drop(columns="other"),
    ):
        before = frame.copy()
        assert_the_parks(read_parks(frame))
        assert frame.columns.equals(before.columns)
        assert frame.index.equals(before.index)
    indexed = layer.set_index("id")
    assert read_parks(indexed, id="id")["id"].tolist() == ["a", "b", "c"]
    with pytest.raises(InputError, match="the parks has no geometry"):
        read_parks(gpd.GeoDataFrame({"id": ["a"]}))
    with pytest.raises(InputError, match="holds no park"):
        read_parks(layer.iloc[:0])
    assert list(read_parks(layer.rename(columns={"rent": 5})).columns) == ["id", "name", "5", "year", "geometry"]


def test_what_was_read_can_be_read_again(layer) -> None:
    once = read_parks(layer)
    assert_the_parks(read_parks(once))


@pytest.mark.parametrize(
    ("shape", "kind", "note"),
    [
        (shapely.Point(1, 2, 3), "Point", ""),
        (shapely.Polygon([(0, 0, 1), (1, 0, 1), (1, 1, 1)]), "Polygon", ""),
        (shapely.MultiPoint([(0, 0), (1, 1)]), "MultiPoint", ""),
        (None, None, "row 1 (“1”) has no geometry"),
        (shapely.Polygon(), None, "row 1 (“1”) has no geometry"),
        (BOWTIE, "MultiPolygon", "row 1 (“1”) was not a valid polygon (Self-intersection[1 1]) and was repaired"),
        (shapely.Polygon([(0, 0), (1, 1), (2, 2)]), None, "row 1 (“1”) has no area"),
        (shapely.GeometryCollection([SQUARE, shapely.Point(0, 0)]), "Polygon", "row 1 (“1”) is a mixture"),
        (shapely.GeometryCollection([shapely.GeometryCollection([shapely.Point(0, 0)])]), "Point", "is a mixture"),
    ],
)
def test_shapes_of_every_kind(shape, kind, note) -> None:
    parks = read_parks(gpd.GeoDataFrame(geometry=[shape, shapely.Point(9, 9)], crs=4326))
    found = parks.geometry[0]
    assert (None if found is None else found.geom_type) == kind
    if found is not None:
        assert found.is_valid
        assert not found.has_z
        assert found.area == pytest.approx(2.0 if shape is BOWTIE else shapely.area(shape))
    (said,) = parks.attrs["notes"] or [""]
    assert note in said
    assert bool(said) == bool(note)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.LineString([(0, 0), (1, 1)]), "row 2 (“2”) is a LineString; a park must be an area or a point"),
        (shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)])]), "row 2 (“2”) is a GeometryCollection;"),
        (shapely.Point(500_000, 3_300_000), "row 2 (“2”) is at 500000, 3.3e+06, which is no longitude and latitude"),
        (shapely.Point(np.inf, 0), "row 2 (“2”) has coordinates that are no numbers"),
    ],
)
def test_shapes_that_are_no_park(shape, words) -> None:
    with pytest.raises(InputError) as error:
        read_parks(gpd.GeoDataFrame(geometry=[SQUARE, shape], crs=4326))
    assert words in str(error.value)


def test_parks_at_one_place_are_said(layer) -> None:
    turned = shapely.Polygon(np.roll(np.array(SQUARE.exterior.coords)[:-1], 1, axis=0))
    parks = read_parks(layer.set_geometry([SQUARE, turned, None], crs=4326))
    assert parks.attrs["notes"][1:] == ["the parks, rows 1, 2 have one and the same geometry (“a”, “b”); each is kept."]


def test_attributes_of_every_type_survive(tmp_path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"id": 7, "list": [1, 2], "deep": {"a": 1}, "yes": True, "day": "2020-01-02"},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        }
    ]
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    parks = read_parks(path)
    assert parks["id"][0] == "7"
    assert bool(parks["yes"][0]) is True
    assert pd.Timestamp(parks["day"][0]).year == 2020
    assert "1" in str(parks["list"][0])


def test_the_demo_and_the_study_are_read(demo_dir: Path) -> None:
    parks = read_parks(demo_dir / "parks.geojson")
    assert len(parks) == 10
    assert pyproj.CRS(parks.crs).to_epsg() == 4326
    ningbo = read_parks(demo_dir.parent / "studies" / "ningbo" / "parks.geojson")
    missing = int(ningbo.geometry.isna().sum())
    assert missing > 0
    assert len([note for note in ningbo.attrs["notes"] if "has no geometry" in note]) == missing
