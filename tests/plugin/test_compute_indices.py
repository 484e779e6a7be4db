"""The algorithm behind the panel, with a stand-in for the engine."""

from __future__ import annotations

import json
import os
import sqlite3
import tomllib
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)


@pytest.fixture
def algorithm(provider):
    return QgsApplication.processingRegistry().createAlgorithmById("parklocus:indices")


@pytest.fixture
def project(qgis_app, parks_layer):
    made = QgsProject()
    made.addMapLayer(parks_layer)
    yield made
    made.clear()


@pytest.fixture
def inputs(small_geopackage, osm_file, project, parks_layer, tmp_path):
    return {
        "PARKS": parks_layer.id(),
        "ID_FIELD": "code",
        "NAME_FIELD": "name",
        "OSM": str(osm_file),
        "OUTPUT": str(tmp_path / "result.gpkg"),
    }


def run(algorithm, parameters, project):
    """Run as the toolbox does: check, then run."""
    context = QgsProcessingContext()
    context.setProject(project)
    feedback = QgsProcessingFeedback()
    fine, message = algorithm.checkParameterValues(parameters, context)
    if not fine:
        return None, message, context
    results, succeeded = algorithm.run(parameters, context, feedback)
    return (results if succeeded else None), feedback.textLog(), context


def kept_study(tmp_path):
    return tomllib.loads((tmp_path / "kept" / "study.toml").read_text(encoding="utf-8"))


def test_the_result_is_written_and_its_layers_are_handed_over(algorithm, inputs, project, tmp_path):
    results, log, context = run(algorithm, inputs, project)
    assert results is not None, log
    assert results["OUTPUT"] == inputs["OUTPUT"]
    assert results["PARKS_LAYER"] == f"{inputs['OUTPUT']}|layername=parks"
    assert QgsVectorLayer(results["PARKS_LAYER"], "parks", "ogr").isValid()
    assert "STOPS_LAYER" not in results, "the stand-in's result holds no stops"
    handed = context.layersToLoadOnCompletion()
    assert {details.name for details in handed.values()} == {
        "Parks",
        "Catchments",
        "Associations",
    }
    assert {details.groupName for details in handed.values()} == {"Park Locus: result"}
    top = max(handed.values(), key=lambda details: details.layerSortKey)
    assert top.name == "Parks"


def test_the_study_says_what_was_asked(algorithm, inputs, project, tmp_path):
    asked = {
        **inputs,
        "CENTRE": "13.1,53.1 [EPSG:4326]",
        "CENTRES": "13.2,53.2,Markt",
        "INDICES": ["ptal", "cbd_distance"],
        "OWN_PLACES": False,
    }
    results, log, _ = run(algorithm, asked, project)
    assert results is not None, log
    study = kept_study(tmp_path)
    assert study["parks"]["own_places"] == "exclude"
    assert study["indices"] == {"compute": ["cbd_distance", "ptal"]}
    assert study["centre"] == [{"lon": 13.1, "lat": 53.1}, {"name": "Markt", "lon": 13.2, "lat": 53.2}]
    assert study["title"] == "result"


def test_without_a_choice_the_whole_catalogue_is_computed(algorithm, inputs, project, tmp_path):
    run(algorithm, inputs, project)
    assert "indices" not in kept_study(tmp_path)
    assert "scores" not in kept_study(tmp_path)


def test_only_selected_parks_when_that_is_asked(algorithm, inputs, project, parks_layer, tmp_path):
    parks_layer.selectByExpression('"code" = 2')
    selected = QgsProcessingFeatureSourceDefinition(parks_layer.id(), selectedFeaturesOnly=True)
    results, log, _ = run(algorithm, {**inputs, "PARKS": selected}, project)
    assert results is not None, log
    features = json.loads((tmp_path / "kept" / "parks.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["code"] for feature in features] == ["2"]


def test_scores_come_with_the_catalogues_directions(algorithm, inputs, project, tmp_path):
    table = tmp_path / "scores.csv"
    table.write_text("park,locational,mood\n1,3.5,2\n2,4,1\n", encoding="utf-8")
    asked = {**inputs, "SCORES": str(table), "SCORES_ID_FIELD": "park", "SCORES_LABEL": "simulated"}
    asked["INDICES"] = ["cbd_distance", "transit_lines", "amenity_density"]
    results, log, _ = run(algorithm, asked, project)
    assert results is not None, log
    study = kept_study(tmp_path)
    assert study["scores"]["label"] == "simulated"
    assert "No test is possible." in log
    assert study["expected"] == {"locational": {"cbd_distance": "-", "transit_lines": "+"}}
    assert (tmp_path / "kept" / "scores.csv").read_text().splitlines()[0] == "id,locational,mood"


def test_directions_are_left_out_on_demand(algorithm, inputs, project, tmp_path):
    table = tmp_path / "scores.csv"
    table.write_text("park,locational\n1,3.5\n2,4\n", encoding="utf-8")
    asked = {**inputs, "SCORES": str(table), "SCORES_ID_FIELD": "park", "EXPECTED": False}
    run(algorithm, asked, project)
    assert "expected" not in kept_study(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"OSM": "/no/such/city.osm.pbf"}, "There is no OpenStreetMap file /no/such/city.osm.pbf."),
        ({"CENTRES": "Marktplatz"}, '"Marktplatz" is not a centre: write longitude, latitude'),
        ({"OUTPUT": "/no/such/folder/result.gpkg"}, "There is no folder /no/such/folder"),
        ({"OUTPUT": "result.shp"}, 'let the name of "result.shp" end in .gpkg'),
        ({"ID_FIELD": "nosuch"}, "nosuch"),
    ],
)
def test_wrong_parameters_are_refused_before_anything_runs(algorithm, inputs, project, change, words):
    results, message, _ = run(algorithm, {**inputs, **change}, project)
    assert results is None
    assert words in message
    assert "Traceback" not in message
    assert not Path(os.environ["STAND_IN_KEEP"]).exists()


def test_scores_need_an_id_field(algorithm, inputs, project, tmp_path):
    table = tmp_path / "scores.csv"
    table.write_text("park,locational\n1,3.5\n", encoding="utf-8")
    results, message, _ = run(algorithm, {**inputs, "SCORES": str(table)}, project)
    assert results is None
    assert "field of the score table that holds the park's id" in message


def test_a_file_that_the_project_reads_is_not_replaced_under_it(algorithm, inputs, project, small_geopackage):
    layer = QgsVectorLayer(f"{small_geopackage}|layername=parks", "Old parks", "ogr")
    project.addMapLayer(layer)
    results, message, _ = run(algorithm, {**inputs, "OUTPUT": str(small_geopackage)}, project)
    assert results is None
    assert "made.gpkg is open in this project (layers: Old parks)" in message


@pytest.mark.parametrize("mode", ["error", "crash", "silent"])
def test_a_failed_run_leaves_the_old_file_and_nothing_beside_it(algorithm, inputs, project, stand_in, mode):
    stand_in(mode)
    folder = Path(inputs["OUTPUT"]).parent / "out"
    folder.mkdir()
    old = folder / "result.gpkg"
    old.write_bytes(b"old")
    results, message, _ = run(algorithm, {**inputs, "OUTPUT": str(old)}, project)
    assert results is None
    assert "Traceback" not in message.replace("Traceback (most recent call last):\nMemoryError: no room", "")
    assert old.read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == ["result.gpkg"]


def test_a_run_replaces_an_old_file_whole(algorithm, inputs, project, tmp_path):
    old = tmp_path / "result.gpkg"
    old.write_bytes(b"old")
    results, log, _ = run(algorithm, inputs, project)
    assert results is not None, log
    connection = sqlite3.connect(old)
    assert connection.execute("select count(*) from gpkg_contents").fetchone() == (3,)
    connection.close()


def test_a_wrong_engine_is_refused_with_the_way_out(algorithm, inputs, project, stand_in):
    stand_in("result", STAND_IN_VERSION="9.9.9")
    results, message, _ = run(algorithm, inputs, project)
    assert results is None
    assert "is version 9.9.9, the plugin is version" in message
    assert 'Press "Install the engine"' in message


def test_help_lists_the_catalogue_and_tags_find_it(algorithm):
    from parklocus.plugin.catalogue import read_catalogue

    text = algorithm.shortHelpString()
    for index in read_catalogue():
        assert f"<b>{index.id}</b>" in text
    assert "OpenStreetMap" in algorithm.tags()
    assert not algorithm.icon().isNull()


def test_it_runs_as_a_step_of_a_model(provider, inputs, project, tmp_path, qgis_processing):
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
    )

    model = QgsProcessingModelAlgorithm("chain", "tests")
    first = QgsProcessingModelChildAlgorithm("parklocus:indices")
    first.setChildId("indices")
    for key, value in {**inputs, "INDICES": ["ptal"], "LOAD": False}.items():
        first.addParameterSources(key, [QgsProcessingModelChildParameterSource.fromStaticValue(value)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("native:centroids")
    second.setChildId("centroids")
    second.addParameterSources(
        "INPUT", [QgsProcessingModelChildParameterSource.fromChildOutput("indices", "PARKS_LAYER")]
    )
    output = QgsProcessingModelOutput("points")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"points": output})
    model.addChildAlgorithm(second)
    context = QgsProcessingContext()
    context.setProject(project)
    feedback = QgsProcessingFeedback()
    path = str(tmp_path / "points.gpkg")
    _, succeeded = model.create().run({"centroids:points": path}, context, feedback)
    assert succeeded, feedback.textLog()
    assert QgsVectorLayer(path, "points", "ogr").isValid()
