"""What the plugin hands to the engine, read back by other means."""

from __future__ import annotations

import csv
import json

import pytest
from qgis.core import (
    NULL,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsVectorLayer,
)

from parklocus.plugin.inputs import InputLayerError, text_of, write_parks, write_scores


def source_of(layer, context):
    return QgsProcessingFeatureSource(layer, context)


def written(layer, path, id_field, name_field):
    context = QgsProcessingContext()
    columns = write_parks(source_of(layer, context), id_field, name_field, path, context)
    return columns, json.loads(path.read_text(encoding="utf-8"))["features"]


def test_parks_arrive_in_degrees_with_ids_as_text(parks_layer, tmp_path):
    columns, features = written(parks_layer, tmp_path / "parks.geojson", "code", "name")
    assert columns == ("code", "name")
    assert [feature["properties"] for feature in features] == [
        {"code": "1", "name": "Kulturpark"},
        {"code": "2", "name": "1956 创意产业园"},
        {"code": "3", "name": None},
    ]
    assert features[2]["geometry"] is None, "a park without a place stays in the table"
    # pyproj's own answer for EPSG:25833 (385000, 5935000)
    lon, lat = features[0]["geometry"]["coordinates"][0][0]
    assert (lon, lat) == pytest.approx((13.264137118, 53.551278145), abs=1e-8)


def test_without_an_id_parks_are_numbered(parks_layer, tmp_path):
    columns, features = written(parks_layer, tmp_path / "parks.geojson", "", "")
    assert columns == ("park_number", "park_number")
    assert [feature["properties"]["park_number"] for feature in features] == ["1", "2", "3"]
    assert all("fid" not in feature["properties"] for feature in features)


def test_the_feature_number_can_be_the_id(parks_layer, tmp_path):
    columns, features = written(parks_layer, tmp_path / "parks.geojson", "fid", "name")
    assert columns == ("fid", "name")
    assert [feature["properties"]["fid"] for feature in features] == ["1", "2", "3"]


def test_an_invalid_polygon_reaches_the_engine_as_it_is(tmp_path, qgis_app):
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=id:string", "Parks", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["bow tie"])
    feature.setGeometry(QgsGeometry.fromWkt("Polygon((0 0, 1 1, 1 0, 0 1, 0 0))"))
    layer.dataProvider().addFeature(feature)
    _, features = written(layer, tmp_path / "parks.geojson", "id", "")
    assert features[0]["geometry"]["coordinates"] == [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]


def test_a_layer_without_parks_is_refused(tmp_path, qgis_app):
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=id:string", "Leer", "memory")
    with pytest.raises(InputLayerError, match='no park in the layer "Leer"'):
        written(layer, tmp_path / "parks.geojson", "id", "")


def test_a_layer_without_a_coordinate_system_is_refused_with_the_way_out(tmp_path, parks_layer):
    from qgis.core import QgsCoordinateReferenceSystem

    parks_layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(InputLayerError, match="no coordinate reference system: set it"):
        written(parks_layer, tmp_path / "parks.geojson", "fid", "")


@pytest.mark.parametrize(
    ("crs", "wkt"),
    [
        ("EPSG:25833", "Point(1e12 1e12)"),  # outside what the projection reaches
        ("EPSG:4326", "Point(385000 5935000)"),  # metres under the name of degrees
    ],
)
def test_a_park_that_cannot_be_placed_is_named_by_its_row(tmp_path, qgis_app, crs, wkt):
    layer = QgsVectorLayer(f"Point?crs={crs}&field=id:string", "Parks", "memory")
    for text in ("Point(10 50)", wkt):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(text))
        layer.dataProvider().addFeature(feature)
    with pytest.raises(InputLayerError, match=rf'Row 2 of the layer "Parks".*{crs}'):
        written(layer, tmp_path / "parks.geojson", "id", "")


@pytest.fixture
def score_table(qgis_app):
    layer = QgsVectorLayer(
        "NoGeometry?field=park:double&field=name:string&field=locational:double&field=office:integer&field=remark:string",
        "Scores",
        "memory",
    )
    for values in ([1.0, "A,1", 3.5, 4, "x"], [2.0, None, None, 5, "y"]):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(values)
        layer.dataProvider().addFeature(feature)
    return layer


def test_scores_keep_id_and_name_and_missing_stays_missing(score_table, tmp_path):
    context = QgsProcessingContext()
    factors = write_scores(source_of(score_table, context), "park", [], tmp_path / "s.csv")
    assert factors == ["locational", "office", "remark"]
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["id", "name", "locational", "office", "remark"],
            ["1", "A,1", "3.5", "4", "x"],
            ["2", "", "", "5", "y"],
        ]


def test_chosen_factors_alone_are_written(score_table, tmp_path):
    context = QgsProcessingContext()
    assert write_scores(source_of(score_table, context), "park", ["office"], tmp_path / "s.csv") == ["office"]
    assert (tmp_path / "s.csv").read_text(encoding="utf-8").splitlines() == ["id,name,office", '1,"A,1",4', "2,,5"]


def test_a_table_without_rows_is_refused(tmp_path, qgis_app):
    layer = QgsVectorLayer("NoGeometry?field=park:string", "Scores", "memory")
    with pytest.raises(InputLayerError, match='The score table "Scores" has no rows'):
        write_scores(source_of(layer, QgsProcessingContext()), "park", [], tmp_path / "s.csv")


@pytest.mark.parametrize(("id_field", "name_field"), [("nosuch", "name"), ("code", "nosuch")])
def test_a_field_that_is_not_there_is_named_with_those_that_are(parks_layer, tmp_path, id_field, name_field):
    with pytest.raises(InputLayerError, match='has no field "nosuch"; its fields are fid, code, name'):
        written(parks_layer, tmp_path / "parks.geojson", id_field, name_field)


@pytest.mark.parametrize(
    ("value", "text"), [(7, "7"), (7.0, "7"), (7.5, "7.5"), (" a ", "a"), (None, ""), (NULL, ""), ("007", "007")]
)
def test_ids_as_text(value, text):
    assert text_of(value) == text
