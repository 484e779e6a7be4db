"""The panel's parts: what they say before a run, what they are asked for, what the project keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeature,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QPushButton


@pytest.fixture
def scores_layer(qgis_app):
    layer = QgsVectorLayer("NoGeometry?field=id:string&field=locational:double&field=office:double", "Scores", "memory")
    for park, locational, office in (("1", 0.5, 1.0), ("3", 0.1, 2.0), ("9", 0.2, 3.0)):
        row = QgsFeature(layer.fields())
        row.setAttributes([park, locational, office])
        assert layer.dataProvider().addFeature(row)
    return layer


@pytest.fixture
def filled(dock, parks_layer, scores_layer, osm_file):
    QgsProject.instance().addMapLayers([parks_layer, scores_layer])
    dock.form.parks.layer.set_layer(parks_layer)
    dock.form.city.osm.setFilePath(str(osm_file))
    dock.form.factors.table.set_layer(scores_layer)
    return dock


def test_scores_are_held_against_parks():
    from parklocus.plugin.preview import match, some

    found = match(("a", "b", "b", "c", ""), ["b", "z", "", "b"])
    assert (found.matched, found.only_scores, found.only_parks) == (1, ("z",), ("a", "c"))
    assert some(tuple("abcdefg")) == "a, b, c, d, e … (+2)"


def test_each_step_says_what_is_missing_and_what_it_found(dock, filled):
    form = filled.form
    states = form.show_states()
    assert [state.missing for state in states] == ["", "", "", ""]
    assert "Parks found: 3." in form.parks.preview.text()
    assert "Without a place, so not measured: 1." in form.parks.preview.text()
    assert "2 of 3 parks have scores." in form.factors.preview.text()
    assert "Parks without scores: 2" in form.factors.preview.text()
    assert "Scores without a park: 9" in form.factors.preview.text()
    form.parks.layer.layer().selectByIds([min(form.parks.layer.layer().allFeatureIds())])
    form.parks.selected_only.setChecked(True)
    assert form.parks.found().ids == ("1",)
    form.city.osm.setFilePath("")
    form.show_step(3)
    assert "OpenStreetMap" in form.problem()
    assert form.pages.currentIndex() == 1, "the step that lacks something is shown"


def test_no_layer_is_said_to_be_none(filled):
    boundary = filled.form.city.boundary
    filled.form.fill({})
    assert (boundary.layer(), boundary.combo.currentText()) == (None, "[none]")
    assert (filled.form.parks.layer.layer(), filled.form.parks.layer.combo.currentText()) == (None, "[none]")


def test_ids_that_are_no_ids_are_told(dock, parks_layer):
    park = QgsFeature(parks_layer.fields())
    park.setAttributes([4, 1.0, "Again"])
    assert parks_layer.dataProvider().addFeature(park)
    QgsProject.instance().addMapLayer(parks_layer)
    dock.form.parks.layer.set_layer(parks_layer)
    assert "more than once: 1" in dock.form.parks.state().missing
    dock.form.parks.id_field.setField("")
    assert dock.form.parks.state().missing == ""


def test_indices_are_searched_and_chosen_by_presets(dock):
    from parklocus.plugin.catalogue import read_presets

    step = dock.form.indices
    paper = next(preset for preset in read_presets() if preset.id == "paper")
    step.preset.setCurrentIndex(step.preset.findData("paper"))
    step.preset.activated.emit(step.preset.currentIndex())
    assert set(step.tree.chosen()) == set(paper.indices)
    assert (step.parameters()["PRESET"], step.parameters()["INDICES"]) == ("paper", [])
    step.tree.choose(["ptal", "cbd_distance"])
    assert step.preset.currentData() == ""
    assert (step.parameters().get("PRESET"), step.parameters()["INDICES"]) == (None, ["cbd_distance", "ptal"])
    assert step.state().missing == "Give a centre in step 2, or untick cbd_distance.", "a choice of one's own is meant"
    step.tree.choose_all()
    assert step.state().missing == ""
    assert "Without a centre (step 2)" in "".join(step.state().notes), "a preset leaves out what has no data"
    assert step.tree.search("hill q = 2") < step.tree.search("hill") < step.tree.search("")


def test_parameters_of_indices_are_kept_and_read_again(dock):
    editor = dock.form.indices.index_parameters
    editor.show_index("amenity_density")
    QTest.keyClicks(editor.edits["radii"], "400, 900")
    editor.show_index("ptal")
    editor.edits["departures"].setText("bus=8, subway=15")
    text = editor.text()
    assert text.splitlines() == [
        "amenity_density.radii = 400, 900",
        "ptal.departures.bus = 8",
        "ptal.departures.subway = 15",
    ]
    editor.set_text("")
    assert (editor.text(), editor.edits["departures"].text()) == ("", "")
    editor.set_text(text)
    assert editor.text() == text
    assert editor.edits["departures"].text() == "bus=8, subway=15"
    editor.set_text("")
    for half in ("bus", "bus=", "bus=8, s"):
        editor.edits["departures"].setText(half)
        assert editor.text().startswith("ptal.departures"), "what is half typed is refused by the run, not by the field"
    editor.edits["departures"].clear()
    editor.show_index("amenity_density")
    editor.edits["radii"].setText("400; 900")
    assert editor.text() == "amenity_density.radii = 400, 900"


def test_directions_are_added_and_taken_back(filled):
    directions = filled.form.factors.directions
    assert [directions.factor.itemText(row) for row in range(directions.factor.count())] == ["locational", "office"]
    directions.index.setCurrentText("cbd_distance")
    directions.sign.setCurrentIndex(1)
    QTest.mouseClick(directions.add_button, Qt.MouseButton.LeftButton)
    directions.index.setCurrentText("ptal")
    directions.sign.setCurrentIndex(0)
    QTest.mouseClick(directions.add_button, Qt.MouseButton.LeftButton)
    assert filled.form.parameters()["DIRECTIONS"] == "locational.cbd_distance = -\nlocational.ptal = +"
    QTest.mouseClick(directions.remove_button, Qt.MouseButton.LeftButton)
    assert directions.directions() == {"locational": {"cbd_distance": "-"}}


def test_every_control_has_a_tooltip_and_keys_reach_the_steps(dock):
    for step in dock.form.steps:
        for kind in (QComboBox, QPushButton, QCheckBox):
            for control in step.findChildren(kind):
                holder = control.parentWidget()
                assert control.toolTip() or holder.toolTip(), (type(step).__name__, type(control).__name__)
    for button in dock.form.buttons:
        assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus
        assert button.toolTip()


def test_the_project_keeps_the_inputs(filled, tmp_path):
    from parklocus.plugin.project_state import KEY, SCOPE

    form = filled.form
    project = QgsProject.instance()
    assert project.write(str(tmp_path / "project.qgz"))
    form.indices.tree.choose(["ptal"])
    form.factors.label.setText("simulated")
    form.parks.selected_only.setChecked(True)
    kept = json.loads(project.readEntry(SCOPE, KEY)[0])
    assert kept["OSM"] == {"file": "./city.osm.pbf"}, "relative to the project, which may move"
    form.fill({})
    assert form.problem()
    filled.restore()
    given = form.parameters()
    assert given["INDICES"] == ["ptal"]
    assert given["SCORES_LABEL"] == "simulated"
    assert given["PARKS"].selectedFeaturesOnly
    assert given["OSM"].endswith("city.osm.pbf")


def test_a_project_without_inputs_is_left_alone_and_a_damaged_entry_does_no_harm(dock, qgis_new_project):
    from parklocus.plugin.project_state import KEY, SCOPE, kept_inputs

    project = QgsProject.instance()
    dock.restore()
    assert not project.readEntry(SCOPE, KEY)[1]
    project.writeEntry(SCOPE, KEY, "[1, 2")
    assert kept_inputs(project) is None


def test_values_go_into_a_project_and_out_of_it(qgis_new_project, tmp_path):
    from parklocus.plugin.project_state import plain, restored

    project = QgsProject.instance()
    source = QgsProcessingFeatureSourceDefinition("layer_1", selectedFeaturesOnly=True)
    again = restored(json.loads(json.dumps(plain(source, project))), project)
    assert (again.source.staticValue(), again.selectedFeaturesOnly) == ("layer_1", True)
    for value in ("text", 3, 2.5, True, None, ["a", "b"], [str(tmp_path / "a.zip"), str(tmp_path)]):
        assert restored(json.loads(json.dumps(plain(value, project))), project) == value


def test_a_fetched_map_is_taken(filled, stand_in, monkeypatch, tmp_path, wait_until):
    from parklocus.plugin.panel import fetch

    monkeypatch.setattr(fetch, "engine_folder", lambda: tmp_path / "profile")
    filled.form.city.fetch_around.trigger()
    wait_until(lambda: filled.run is None)
    assert filled.form.city.osm.filePath().startswith(str(tmp_path / "profile" / "maps" / "city-"))


def test_what_is_fetched_is_the_maps_extent_or_the_parks_surroundings(filled, qgis_iface, monkeypatch, tmp_path):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsRectangle

    from parklocus.plugin.panel import fetch

    monkeypatch.setattr(fetch, "engine_folder", lambda: tmp_path / "profile")
    canvas = qgis_iface.mapCanvas()
    canvas.setExtent(QgsRectangle(13.2, 53.5, 13.3, 53.6))
    parks = filled.form.parks
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("parklocus:fetch_city")
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    files = []
    for parameters in (
        fetch.fetch_extent(canvas),
        fetch.fetch_extent(canvas),
        fetch.fetch_around(parks.layer.layer(), parks.parameters()["PARKS"]),
    ):
        assert algorithm.checkParameterValues(parameters, context) == (True, "")
        files.append(parameters["OUTPUT"])
    assert files[0] == files[1] != files[2], "the same extent has the same file"
    assert (tmp_path / "profile" / "maps").is_dir()


def test_keys_go_through_a_step_from_top_to_bottom(dock):
    def place(widget):
        chain, current = [], dock.form.buttons[0]
        while current not in chain:
            chain.append(current)
            current = current.nextInFocusChain()
        return chain.index(widget)

    form = dock.form
    parks, city, factors = form.parks, form.city, form.factors
    for order in (
        [*form.buttons, parks.layer.combo, form.output.lineEdit(), dock.run_button, dock.cancel_button],
        [parks.layer.combo, parks.draw_button, parks.selected_only, parks.id_field, parks.name_field, parks.groups],
        [city.osm.lineEdit(), city.fetch_button, city.centres.entry, city.centres.list, city.boundary.combo],
        [form.indices.preset, form.indices.search, form.indices.tree],
        [factors.table.combo, factors.id_field, factors.label, factors.expected, factors.directions.factor],
    ):
        places = [place(widget) for widget in order]
        assert places == sorted(places)


def test_processings_own_controls_take_and_give_values(dock, tmp_path):
    zips = [str(tmp_path / "bus.zip"), str(tmp_path / "metro.zip")]
    for path in zips:
        Path(path).touch()
    given = {
        "GTFS": zips,
        "TIMETABLE_DAY": "2025-06-03",
        "REFERENCE_SAMPLE": 2000,
        "REFERENCE_LAND_USE": "industrial",
        "SUMMARY": True,
        "OWN_PLACES": False,
        "SHIFTED": "GCJ-02",
    }
    dock.form.fill(given)
    found = dock.form.parameters()
    assert {key: found.get(key) for key in given} == given
    shown = [combo.currentText() for combo in dock.form.indices.findChildren(QComboBox)]
    assert "industrial land" in shown, "words, while the algorithm gets the choice"
    dock.form.fill({})
    assert not set(given) - {"SUMMARY", "OWN_PLACES"} & set(dock.form.parameters())


def test_a_project_that_is_closed_takes_its_inputs_along(filled):
    from parklocus.plugin.project_state import KEY, SCOPE

    project = QgsProject.instance()
    assert project.readEntry(SCOPE, KEY)[1]
    project.clear()
    assert not project.readEntry(SCOPE, KEY)[1]
    assert not project.isDirty()
    assert filled.form.parks.layer.layer() is None
