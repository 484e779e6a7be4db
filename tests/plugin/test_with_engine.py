"""The algorithm with the real engine: the corners where two programs meet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from qgis.core import (
    NULL,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
QUICK = ["cbd_straight"]  # the engine's numbers have their own tests


@pytest.fixture
def asked(monkeypatch, tmp_path):
    monkeypatch.setenv("PARKLOCUS_PYTHON", os.environ.get("PARKLOCUS_PYTHON") or str(ROOT / ".venv" / "bin" / "python"))
    return {
        "PARKS": str(DEMO / "parks.geojson"),
        "ID_FIELD": "id",
        "NAME_FIELD": "name",
        "OSM": str(DEMO / "neubrandenburg.osm.pbf"),
        "CENTRES": "13.26032,53.55745,Marktplatz",
        "INDICES": QUICK,
        "REFERENCE_SAMPLE": 100,
        "OUTPUT": str(tmp_path / "result.gpkg"),
    }


@pytest.fixture
def run(provider, qgis_new_project):
    def running(parameters):
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        feedback = QgsProcessingFeedback()
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("parklocus:indices")
        results, succeeded = algorithm.run(parameters, context, feedback)
        return (results if succeeded else None), feedback.textLog()

    return running


def values(results, field):
    layer = QgsVectorLayer(results["PARKS_LAYER"], "parks", "ogr")
    return {feature["id"]: feature[field] for feature in layer.getFeatures()}


def test_a_projected_layer_gives_the_same_numbers(run, asked, tmp_path):
    plain, log = run(asked)
    assert plain is not None, log
    utm = QgsCoordinateReferenceSystem("EPSG:25833")
    source = QgsVectorLayer(asked["PARKS"], "parks", "ogr")
    turn = QgsCoordinateTransform(source.crs(), utm, QgsProject.instance())
    moved = QgsVectorLayer("MultiPolygon?crs=EPSG:25833&field=fid:integer&field=code:string", "moved", "memory")
    points = []
    for number, park in enumerate(source.getFeatures()):
        geometry = park.geometry()
        geometry.transform(turn)
        copy = QgsFeature(moved.fields())
        copy.setAttributes([number, park["id"]])
        copy.setGeometry(geometry if geometry.type() == moved.geometryType() else QgsGeometry())
        points += [] if copy.hasGeometry() else [park["id"]]
        assert moved.dataProvider().addFeature(copy)
    QgsProject.instance().addMapLayer(moved)
    output = str(tmp_path / "moved.gpkg")
    again, log = run({**asked, "PARKS": moved.id(), "ID_FIELD": "code", "NAME_FIELD": "", "OUTPUT": output})
    assert again is not None, log
    expected = values(plain, "cbd_straight")
    for park, value in values(again, "cbd_straight").items():
        if park in points:
            assert value == NULL, "a park without a place has no value"
        else:
            assert value == pytest.approx(expected[park], rel=1e-6)


def test_a_results_own_parks_can_be_computed_again(run, asked, tmp_path):
    first, log = run(asked)
    assert first is not None, log
    second, log = run({**asked, "PARKS": first["PARKS_LAYER"], "OUTPUT": str(tmp_path / "second.gpkg")})
    assert second is not None, log
    areas = {park: value for park, value in values(second, "cbd_straight").items() if value != NULL}
    assert len(areas) > 3  # parks that are points have a layer of their own
    before = values(first, "cbd_straight")
    assert areas == pytest.approx({park: before[park] for park in areas}, rel=1e-6)
    assert "are left out" in log


def test_parks_without_id_and_name_are_numbered(run, asked):
    results, log = run({**asked, "ID_FIELD": "", "NAME_FIELD": ""})
    assert results is not None, log
    assert set(values(results, "cbd_straight")) == {str(number) for number in range(1, 11)}


def test_an_index_that_needs_a_centre_says_so(run, asked):
    results, log = run({**asked, "CENTRES": "", "INDICES": ["cbd_distance"]})
    assert "centre" in log
    assert "Traceback" not in log
    assert results is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"OSM": str(ROOT / "LICENSE")}, "LICENSE"),
        ({"CENTRES": "121.5499,29.8719"}, "121.5499"),
    ],
)
def test_wrong_input_is_one_sentence_of_the_engines(run, asked, change, words):
    results, log = run({**asked, **change})
    assert results is None
    assert words in log
    assert "Traceback" not in log
    assert not Path(asked["OUTPUT"]).exists()
