"""Every algorithm of the provider: found in the toolbox, run twice in one session, its mistakes told beforehand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
)

from parklocus.plugin.catalogue import read_presets
from parklocus.plugin.folders import RESOURCES
from parklocus.plugin.processing.fetch_city import around

NAMES = (
    *("catchments", "fetch_city", "indices", "install_engine", "percentiles", "run_study"),
    *("report", "save_study", "survey", "validation"),
)


def algorithm_of(name):
    return QgsApplication.processingRegistry().createAlgorithmById(f"parklocus:{name}")


@pytest.fixture
def project(qgis_app, parks_layer):
    made = QgsProject()
    made.addMapLayer(parks_layer)
    yield made
    made.clear()


@pytest.fixture
def asked(small_geopackage, osm_file, parks_layer, project, tmp_path):
    """Return parameters of every algorithm that the stand-in can serve."""
    scores = tmp_path / "scores.csv"
    scores.write_text("park,locational\n1,3.5\n2,4\n", encoding="utf-8")
    answers = tmp_path / "answers.csv"
    answers.write_text("park,L1,L2,L3,note\n1,3,4,5,\n2,4,4,9,x\n", encoding="utf-8")
    study = tmp_path / "study.toml"
    study.write_text('[city]\nosm = "city.osm.pbf"\n[parks]\npath = "parks.geojson"\n', encoding="utf-8")
    result = {"OUTPUT": str(tmp_path / "result.gpkg")}
    city = {"PARKS": parks_layer.id(), "ID_FIELD": "code", "OSM": str(osm_file)}
    model = {"MODEL": "locational =~ L1 + L2 + L3", "ITEMS": ["L1", "L2", "L3"], "PARK_FIELD": "park"}
    return {
        "catchments": {**city, **result, "RADII": "300, 600"},
        "fetch_city": {"AREA": parks_layer.id(), "AROUND": 500, "OUTPUT": str(tmp_path / "fetched.osm.pbf")},
        "indices": {**city, **result},
        "percentiles": {**city, **result, "REFERENCE_SAMPLE": 50},
        "report": {"RESULT": str(small_geopackage), "OUTPUT": str(tmp_path / "report.html")},
        "run_study": {"STUDY": str(study), **result},
        "save_study": {**city, "OUTPUT": str(tmp_path / "saved.toml")},
        "survey": {**model, "ANSWERS": str(answers), "MISSING_CODES": "9", "OUTPUT": str(tmp_path / "survey")},
        "validation": {**city, **result, "SCORES": str(scores), "SCORES_ID_FIELD": "park"},
    }


def run(name, parameters, project):
    context = QgsProcessingContext()
    context.setProject(project)
    feedback = QgsProcessingFeedback()
    algorithm = algorithm_of(name)
    fine, message = algorithm.checkParameterValues(parameters, context)
    if not fine:
        return None, message, context
    results, succeeded = algorithm.run(parameters, context, feedback)
    return (results if succeeded else None), feedback.textLog(), context


def options_of(name):
    algorithm = algorithm_of("indices")
    return algorithm.parameterDefinition(name).options()


def kept_study(tmp_path):
    return tomllib.loads((tmp_path / "kept" / "study.toml").read_text(encoding="utf-8"))


def test_the_toolbox_finds_each_and_says_what_it_does(provider):
    assert sorted(algorithm.name() for algorithm in provider.algorithms()) == sorted(NAMES)
    for algorithm in provider.algorithms():
        assert len(algorithm.tags()) > 4, algorithm.name()
        assert all(tag.strip() == tag for tag in algorithm.tags()), algorithm.name()
        assert len(algorithm.shortHelpString()) > 150, algorithm.name()
        assert algorithm.shortDescription().endswith("."), algorithm.name()
        assert not algorithm.icon().isNull(), algorithm.name()
        assert all(parameter.description() for parameter in algorithm.parameterDefinitions()), algorithm.name()
    assert len({algorithm.displayName() for algorithm in provider.algorithms()}) == len(NAMES)
    icons = [RESOURCES / "icons" / f"{name}.svg" for name in NAMES]
    assert all(icon.is_file() for icon in icons)
    assert len({icon.read_bytes() for icon in icons}) == len(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "install_engine"])
def test_it_runs_twice_in_one_session(provider, asked, project, name):
    for _ in range(2):
        results, log, _context = run(name, asked[name], project)
        assert results is not None, log
        assert Path(results["OUTPUT"]).exists() or name == "fetch_city"
        assert results["OUTPUT"] == asked[name]["OUTPUT"]


def test_catchments_are_asked_for_by_their_distances(provider, asked, project, tmp_path, parks_layer):
    parks_layer.selectByExpression('"code" = 2')
    selected = QgsProcessingFeatureSourceDefinition(parks_layer.id(), selectedFeaturesOnly=True)
    results, log, context = run("catchments", {**asked["catchments"], "PARKS": selected}, project)
    assert results is not None, log
    assert set(results) == {"OUTPUT", "CATCHMENTS_LAYER"}
    assert [details.name for details in context.layersToLoadOnCompletion().values()] == ["Catchments"]
    assert kept_study(tmp_path)["indices"] == {"compute": ["street_density"], "street_density": {"radii": [300, 600]}}
    parks = json.loads((tmp_path / "kept" / "parks.geojson").read_text(encoding="utf-8"))["features"]
    assert [park["properties"]["code"] for park in parks] == ["2"]


def test_a_preset_is_handed_on_by_its_name(provider, asked, project, tmp_path):
    offered = options_of("PRESET")
    assert offered == [preset.id for preset in read_presets()]
    assert {"all", "paper", "transit"} <= set(offered)
    run("percentiles", {**asked["percentiles"], "PRESET": "transit"}, project)
    study = kept_study(tmp_path)
    assert study["indices"] == {"preset": "transit"}
    assert study["reference"] == {"sample": 50}


def test_indices_of_others_are_offered_after_the_engine_named_them(provider, asked, project, tmp_path):
    run("indices", asked["indices"], project)
    assert "acme_benches" in options_of("INDICES")
    run("indices", {**asked["indices"], "INDICES": ["acme_benches"]}, project)
    assert kept_study(tmp_path)["indices"] == {"compute": ["acme_benches"]}


def test_a_questionnaire_becomes_a_study_of_its_own(provider, asked, project, tmp_path):
    results, log, _ = run("survey", asked["survey"], project)
    assert results is not None, log
    assert {Path(results[name]).name for name in ("REPORT", "SCORES", "SCRIPT")} == {
        *("report_en.html", "scores_by_park.csv", "model.R")
    }
    survey = kept_study(tmp_path)["survey"]
    assert Path(survey.pop("answers")).name == "answers.csv"
    assert survey == {
        "park": "park",
        "items": ["L1", "L2", "L3"],
        "scale": [1, 5],
        "missing_codes": [9],
        "model": "locational =~ L1 + L2 + L3",
        "estimator": "MLR",
        "missing": "listwise",
        "scores": "auto",
        "bootstrap": 500,
        "std_lv": False,
    }
    answers = (tmp_path / "kept" / "answers.csv").read_text(encoding="utf-8").splitlines()
    assert answers == ["park,L1,L2,L3,note", "1,3,4,5,", "2,4,4,9,x"]


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (("catchments", {"RADII": "near"}), "no list of distances"),
        (("report", {"RESULT": "/no/result.gpkg"}), "There is no result"),
        (("run_study", {"STUDY": "/no/study.toml"}), "There is no study /no/study.toml"),
        (("validation", {"SCORES_ID_FIELD": ""}), "SCORES_ID_FIELD"),
        (("survey", {"SCALE": ""}), "lowest and the highest code"),
        (("survey", {"ITEMS": []}), "ITEMS"),
        (("fetch_city", {"PLACE": "Ningbo"}), "in one way"),
        (("fetch_city", {"OUTPUT": "city.osm"}), "end in .osm.pbf"),
        (("save_study", {"OSM": "/no/city.osm.pbf"}), "There is no OpenStreetMap file"),
        (("indices", {"DIRECTIONS": "ptal = +"}), "no direction"),
    ],
)
def test_mistakes_are_told_before_anything_runs(provider, asked, project, mistake, words):
    name, change = mistake
    results, message, _ = run(name, {**asked[name], **change}, project)
    assert results is None
    assert words in message
    assert "Traceback" not in message


def test_what_is_fetched_lies_around_the_parks_whatever_their_system(provider, asked, project, tmp_path):
    results, log, _ = run("fetch_city", asked["fetch_city"], project)
    assert results is not None, log
    area = json.loads((tmp_path / "kept" / "area.geojson").read_text(encoding="utf-8"))
    (ring,) = area["geometry"]["coordinates"]
    fetched = QgsGeometry.fromPolygonXY([[QgsPointXY(*place) for place in ring]])
    assert fetched.contains(QgsPointXY(13.264137118, 53.551278145)), "the corner of a park"


@pytest.mark.parametrize(("lon", "lat"), [(121.55, 29.87), (13.26, 53.56), (-51.2, -30.0)])
def test_metres_around_a_place_are_metres(qgis_app, lon, lat):
    context = QgsProcessingContext()
    measure = QgsDistanceArea()
    measure.setEllipsoid("WGS84")
    ring = around(QgsGeometry.fromPointXY(QgsPointXY(lon, lat)), 3000, context).asPolygon()[0]
    distances = [measure.measureLine(QgsPointXY(lon, lat), place) for place in ring]
    assert distances == pytest.approx([3000] * len(distances), rel=1e-3)
