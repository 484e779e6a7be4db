"""All that can be asked becomes a study, and a study becomes what was asked again."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from parklocus.plugin.assignments import (
    AssignmentError,
    read_assignments,
    read_directions,
    read_parameters,
    read_range,
    read_spaces,
    write_directions,
    write_parameters,
    write_spaces,
)
from parklocus.plugin.catalogue import read_catalogue
from parklocus.plugin.inputs import InputLayerError, raster_file
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.processing.study_sections import not_asked_for, parameters_of
from parklocus.plugin.study_file import open_study
from parklocus.plugin.worker import WorkerError

ROOT = Path(__file__).resolve().parents[2]
ENGINE = os.environ.get("PARKLOCUS_PYTHON") or str(ROOT / ".venv" / "bin" / "python")


def area_layer(name, wkt, crs="EPSG:4326", kind="Polygon", fields=""):
    layer = QgsVectorLayer(f"{kind}?crs={crs}{fields}", name, "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    if fields:
        feature.setAttributes(["餐饮"])
    assert layer.dataProvider().addFeature(feature)
    return layer


@pytest.fixture
def raster(tmp_path):
    path = tmp_path / "people.asc"
    path.write_text("ncols 1\nnrows 1\nxllcorner 13\nyllcorner 53\ncellsize 1\nNODATA_value -9\n5\n", encoding="utf-8")
    return path


@pytest.fixture
def asked(small_geopackage, osm_file, parks_layer, raster, tmp_path):
    """Return every parameter there is, filled."""
    areas = [
        area_layer("edge", "Polygon((385000 5935000, 386000 5935000, 386000 5936000, 385000 5935000))", "EPSG:25833"),
        area_layer("built up", "Polygon((13.2 53.5, 13.3 53.5, 13.3 53.6, 13.2 53.5))"),
        area_layer("pois", "Point(13.25 53.55)", kind="Point", fields="&field=kind:string"),
    ]
    scores = tmp_path / "scores.csv"
    scores.write_text("park,name,locational,office\n1,a,3.5,2\n2,b,4,1\n", encoding="utf-8")
    for name in ("bus.zip", "metro.zip", "headways.csv", "places.toml"):
        (tmp_path / name).touch()
    QgsProject.instance().addMapLayers([parks_layer, *areas])
    yield {
        Name.PARKS: parks_layer.id(),
        Name.ID: "code",
        Name.NAME: "name",
        Name.GROUPS: ["name"],
        Name.SHIFTED: "GCJ-02",
        Name.OWN_PLACES: False,
        Name.OSM: str(osm_file),
        Name.BOUNDARY: areas[0].id(),
        Name.TAXONOMY: str(tmp_path / "places.toml"),
        Name.SNAPSHOT: "2025-08-01",
        Name.CENTRE: "13.1,53.1 [EPSG:4326]",
        Name.CENTRES: "13.2,53.2,Markt",
        Name.GTFS: [str(tmp_path / "bus.zip"), str(tmp_path / "metro.zip")],
        Name.HEADWAYS: str(tmp_path / "headways.csv"),
        Name.TIMETABLE_DAY: "2025-06-03",
        Name.TIMETABLE_WINDOW: "07:00-09:00",
        Name.POPULATION: str(raster),
        Name.PEOPLE: "population_density",
        Name.NIGHT_LIGHT: str(raster),
        Name.PRESET: "transit",
        Name.INDEX_PARAMETERS: "amenity_density.radii = 500, 800\nptal.departures.bus = 8; ptal.bus_limit = 500",
        Name.PLACES: areas[2].id(),
        Name.PLACES_CATEGORY: "kind",
        Name.PLACES_CATEGORIES: "餐饮 = food",
        Name.PLACES_RADIUS: 500,
        Name.REFERENCE_WITHIN: areas[1].id(),
        Name.REFERENCE_LAND_USE: "industrial",
        Name.REFERENCE_SAMPLE: 200,
        Name.REFERENCE_SEED: 0,
        Name.REFERENCE_WEIGHT: "street_length",
        Name.SUMMARY: True,
        Name.SUMMARY_GRID: 500,
        Name.SUMMARY_TITLE: "Town",
        Name.SCORES: str(scores),
        Name.SCORES_ID: "park",
        Name.SCORES_LABEL: "simulated",
        Name.SCORES_METHOD: "item_means",
        Name.SCORES_LEVEL: "respondents",
        Name.SCORES_ANSWERS: "1, 5",
        Name.DIRECTIONS: "locational.cbd_distance = -\noffice.amenity_density_500 = +\noffice.ptal = 0",
        Name.SPACES: "local = locational, office\ncapital = office",
        Name.TITLE: "Neubrandenburg",
        Name.OUTPUT: str(tmp_path / "result.gpkg"),
    }
    QgsProject.instance().clear()


def run(name, parameters):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = QgsProcessingFeedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"parklocus:{name}")
    fine, message = algorithm.checkParameterValues(parameters, context)
    assert fine, message
    results, succeeded = algorithm.run(parameters, context, feedback)
    assert succeeded, feedback.textLog()
    return results


def test_every_parameter_is_filled_in_this_test(provider, asked):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("parklocus:indices")
    left_out = {Name.INDICES, Name.SCORES_FACTORS, Name.EXPECTED, Name.LOAD}  # tests of their own
    assert {parameter.name() for parameter in algorithm.parameterDefinitions()} - set(asked) == left_out


def test_all_that_is_asked_stands_in_the_study(provider, asked, tmp_path):
    run("indices", asked)
    study = tomllib.loads((tmp_path / "kept" / "study.toml").read_text(encoding="utf-8"))
    folder = Path(study["parks"]["path"]).parent
    raster = str(tmp_path / "people.asc")
    assert study.pop("output") == {"geopackage": str(folder / "result.gpkg")}
    assert study == {
        "title": "Neubrandenburg",
        "city": {
            "osm": str(tmp_path / "city.osm.pbf"),
            "boundary": str(folder / "boundary.geojson"),
            "taxonomy": str(tmp_path / "places.toml"),
            "snapshot": "2025-08-01",
            "gtfs": [str(tmp_path / "bus.zip"), str(tmp_path / "metro.zip")],
            "headways": str(tmp_path / "headways.csv"),
            "timetable_day": "2025-06-03",
            "timetable_window": "07:00-09:00",
        },
        "centre": [{"lon": 13.1, "lat": 53.1}, {"name": "Markt", "lon": 13.2, "lat": 53.2}],
        "parks": {
            "path": str(folder / "parks.geojson"),
            "id": "code",
            "name": "name",
            "crs": "GCJ-02",
            "groups": ["name"],
            "own_places": "exclude",
        },
        "indices": {
            "preset": "transit",
            "amenity_density": {"radii": [500, 800]},
            "ptal": {"departures": {"bus": 8}, "bus_limit": 500},
        },
        "rasters": {"population_density": raster, "night_light": raster},
        "reference": {
            "within": str(folder / "reference.geojson"),
            "land_use": "industrial",
            "sample": 200,
            "seed": 0,
            "weight": "street_length",
        },
        "places": {
            "path": str(folder / "places.geojson"),
            "category": "category",
            "categories": {"餐饮": "food"},
            "radius": 500,
        },
        "summary": {"grid": 500, "title": "Town"},
        "scores": {
            "path": str(folder / "scores.csv"),
            "id": "id",
            "label": "simulated",
            "method": "item_means",
            "level": "respondents",
            "answers": [1, 5],
        },
        "spaces": {"local": ["locational", "office"], "capital": ["office"]},
        "expected": {"locational": {"cbd_distance": "-"}, "office": {"amenity_density_500": "+", "ptal": "0"}},
    }
    assert (tmp_path / "kept" / "scores.csv").read_text().splitlines()[0] == "id,locational,office"
    (edge,) = QgsVectorLayer(str(tmp_path / "kept" / "boundary.geojson"), "edge", "ogr").getFeatures()
    assert 13 < edge.geometry().boundingBox().xMinimum() < 14, "areas come in WGS 84"
    (poi,) = QgsVectorLayer(str(tmp_path / "kept" / "places.geojson"), "pois", "ogr").getFeatures()
    assert poi["category"] == "餐饮"


def test_a_study_is_saved_opened_by_the_engine_and_asked_again(provider, asked, tmp_path, monkeypatch):
    monkeypatch.setenv("PARKLOCUS_PYTHON", ENGINE)
    folder = tmp_path / "saved"
    folder.mkdir()
    first = run("save_study", {**asked, Name.OUTPUT: str(folder / "ours.toml")})
    assert first == {Name.OUTPUT: str(folder / "ours.toml")}
    kept = sorted(path.name for path in folder.iterdir())
    named = ("_boundary.geojson", "_parks.geojson", "_places.geojson", "_reference.geojson", "_scores.csv", ".toml")
    assert kept == sorted(f"ours{ending}" for ending in named)
    read = tomllib.loads((folder / "ours.toml").read_text(encoding="utf-8"))
    assert read["parks"]["path"] == "ours_parks.geojson"
    assert read["city"]["gtfs"] == ["../bus.zip", "../metro.zip"]

    shutil.move(folder, tmp_path / "moved")  # with all that lies beside it
    study = open_study(ENGINE, tmp_path / "moved" / "ours.toml")
    assert study["parks"]["path"] == str(tmp_path / "moved" / "ours_parks.geojson")
    assert not_asked_for(study) == []
    filled = parameters_of(study)
    shown = {key: value for key, value in filled.items() if key not in (Name.CENTRES, Name.EXPECTED, Name.OUTPUT)}
    layers = {Name.PARKS, Name.BOUNDARY, Name.REFERENCE_WITHIN, Name.PLACES, Name.SCORES, Name.SCORES_ID}
    same = {key: value for key, value in shown.items() if key not in {*layers, Name.PLACES_CATEGORY}}
    assert same == {
        **{key: asked[key] for key in same},
        Name.INDEX_PARAMETERS: "amenity_density.radii = 500, 800\nptal.bus_limit = 500\nptal.departures.bus = 8",
    }
    assert set(asked) - set(shown) == {Name.CENTRE, Name.CENTRES, Name.OUTPUT}
    assert filled[Name.CENTRES] == "13.1000000,53.1000000,Centre 1\n13.2000000,53.2000000,Markt"
    again = run("save_study", {**filled, Name.OUTPUT: str(tmp_path / "again.toml")})
    second = open_study(ENGINE, Path(again[Name.OUTPUT]))
    for section in ("title", "centre", "indices", "rasters", "spaces", "expected", "summary"):
        assert second[section] == study[section]


def test_what_a_form_would_lose_is_said(qgis_app):
    study = {
        "city": {"osm": "a", "place": "Ningbo"},
        "parks": {"path": "parks.csv", "lon": "x", "lat": "y", "crs": "EPSG:4549"},
        "indices": {"compute": ["ptal", "amenity_density_500"]},
        "survey": {"answers": "b"},
    }
    lost = " ".join(not_asked_for(study))
    for part in ("[survey]", "[city] place", "[parks] lon", "amenity_density_500", "[parks] path", "[parks] crs"):
        assert part in lost
    assert parameters_of(study)[Name.INDICES] == ["ptal"]


def test_a_mistake_in_a_study_file_is_the_engines_sentence(tmp_path, qgis_app):
    (tmp_path / "study.toml").write_text('[city]\nosm = "a.osm"\n[park]\npath = "b"\n', encoding="utf-8")
    with pytest.raises(WorkerError, match=r'"?\[park\]"? is not known: did you mean \[parks\]'):
        open_study(ENGINE, tmp_path / "study.toml")


def test_lines_are_read_as_people_type_them_and_written_again(qgis_app):
    indices = read_catalogue()
    text = "stop_distance.modes = bus，metro\nptal.departures.bus＝8.5；amenity_density.radii=500"
    parameters = read_parameters(text, indices)
    assert parameters == {
        "stop_distance": {"modes": ["bus", "metro"]},
        "ptal": {"departures": {"bus": 8.5}},
        "amenity_density": {"radii": [500]},
    }
    assert read_parameters(write_parameters(parameters), indices) == parameters
    directions = read_directions("factor.x.cbd_distance = −; office.ptal = 0")
    assert directions == {"factor.x": {"cbd_distance": "-"}, "office": {"ptal": "0"}}
    assert read_directions(write_directions(directions)) == directions
    assert read_spaces(write_spaces({"local": ["a", "b"]})) == {"local": ["a", "b"]}
    assert read_range(" 1 , 7 ") == [1, 7]
    assert read_range("") == []


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (read_assignments, "amenity", "key = value"),
        (lambda text: read_parameters(text, []), "radii = 500", "write index.parameter = value"),
        (read_directions, "locational.ptal = up", "no direction"),
        (read_directions, "ptal = +", "no direction"),
        (read_range, "5", "range of answers"),
        (read_range, "5, 1", "range of answers"),
        (read_range, "a, b", "range of answers"),
    ],
)
def test_a_line_that_cannot_be_read_is_said_with_an_example(qgis_app, read, text, words):
    with pytest.raises(AssignmentError, match=words):
        read(text)


def test_a_raster_must_be_a_file(qgis_app, raster):
    assert raster_file(QgsRasterLayer(str(raster), "people")) == str(raster)
    with pytest.raises(InputLayerError, match="is not a file: save it"):
        raster_file(QgsRasterLayer("type=xyz&url=http://127.0.0.1:9/{x}", "tiles", "wms"))
