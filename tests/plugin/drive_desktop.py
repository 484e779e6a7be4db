"""Drive the panel in a real QGIS: `qgis --code` runs this; tools/test_qgis.sh starts it and reads the report.

A timer walks through `steps`; each `yield` waits until its condition holds. Whatever fails, or does not come about in
time, ends QGIS with a report that says so.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import Qgis, QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QPoint, QSettings, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QToolBar
from qgis.utils import iface

PATIENCE_S = 60
NARROW = 350
DEMO = Path(os.environ["PARKLOCUS_DEMO"])
SHOTS = Path(os.environ["PARKLOCUS_SHOTS"])
REPORT = Path(os.environ["PARKLOCUS_REPORT"])
OUTPUT = REPORT.with_name("desktop.gpkg")
CENTRE = "13.26032,53.55745,Marktplatz"
LANGUAGE = "zh" if QgsApplication.locale().startswith("zh") else "en"
ID_ROLE = Qt.ItemDataRole.UserRole
KINDS = {"en": ("strips", "matrix", "scatter"), "zh": ("scatter",)}
TITLES = {"en": "Parks", "zh": "园区"}


def shoot(widget, name):
    """Save a picture of a widget."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert widget.grab().save(str(SHOTS / f"{name}-{LANGUAGE}.png"))


def click(widget, position=None):
    """Click as a mouse does."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, position or QPoint())


def ours():
    """Return the plugin's own items of the message bar."""
    return [item for item in iface.messageBar().items() if item.title() == "Park Locus"]


def messages():
    """Return what the plugin says in the message bar."""
    return [item.text() for item in ours()]


def parklocus_actions():
    """Return the plugin's buttons in QGIS's tool bars."""
    bars = iface.mainWindow().findChildren(QToolBar)
    return [action for bar in bars for action in bar.actions() if action.objectName() == "parklocusPanel"]


def plain_inputs(form):
    """Return what the form holds, without what is only ever the same."""
    found = form.parameters()
    parks = found.pop("PARKS")
    layer = QgsProject.instance().mapLayer(parks.source.staticValue())
    given = {key: value for key, value in found.items() if value not in (None, "", [])}
    return {**given, "PARKS": layer.source() if layer else "", "selected": parks.selectedFeaturesOnly}


def steps():
    """Walk through a session; yields conditions to wait for."""
    window = iface.mainWindow()
    window.setGeometry(0, 0, 1400, 900)
    yield lambda: "parklocus" in qgis.utils.plugins
    plugin = qgis.utils.plugins["parklocus"]
    registry = QgsApplication.processingRegistry()
    assert registry.algorithmById("parklocus:indices") is not None
    assert registry.algorithmById("parklocus:install_engine") is not None
    assert len(parklocus_actions()) == 1

    parks = QgsVectorLayer(str(DEMO / "parks.geojson"), "Sites", "ogr")
    scores = QgsVectorLayer(str(DEMO / "scores.csv"), "Scores", "ogr")
    assert parks.isValid()
    assert scores.isValid()
    QgsProject.instance().addMapLayers([parks, scores])
    plugin.action.trigger()
    dock, form = plugin.dock, plugin.dock.form
    window.resizeDocks([dock], [NARROW], Qt.Orientation.Horizontal)
    yield dock.isVisible

    # Without parks the panel says what is missing, and shows the step.
    form.show_step(2)
    click(dock.run_button)
    assert len(messages()) == 1, messages()
    assert dock.run is None
    assert form.pages.currentIndex() == 0
    iface.messageBar().clearWidgets()

    # Parks can be drawn.
    canvas = iface.mapCanvas()
    canvas.setExtent(canvas.mapSettings().layerExtentToOutputExtent(parks, parks.extent()))
    click(form.parks.draw_button)
    drawn = form.parks.layer.layer()
    silent = drawn.editFormConfig()
    silent.setSuppress(Qgis.AttributeFormSuppression.On)
    drawn.setEditFormConfig(silent)
    for x, y in ((100, 100), (200, 100), (150, 200)):
        click(canvas.viewport(), QPoint(x, y))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(150, 200))
    yield lambda: drawn.featureCount() == 1
    yield lambda: "1" in form.parks.preview.text()
    assert form.parks.found().ids == ("1",)
    assert drawn.commitChanges()
    iface.actionPan().trigger()

    click(form.buttons[0])
    form.parks.layer.set_layer(parks)
    QgsProject.instance().removeMapLayer(drawn.id())
    assert (form.parks.id_field.currentField(), form.parks.name_field.currentField()) == ("id", "name")
    yield lambda: "10" in form.parks.preview.text()
    shoot(window, "step-parks")
    click(form.buttons[1])
    form.city.osm.setFilePath(str(DEMO / "neubrandenburg.osm.pbf"))
    form.city.centres.entry.setText(CENTRE)
    click(form.city.centres.add_button)
    click(form.buttons[2])
    form.indices.search.setText("PTAL")
    shoot(dock, "search")
    form.indices.search.clear()
    form.indices.preset.setCurrentIndex(form.indices.preset.findData("paper"))
    form.indices.preset.activated.emit(form.indices.preset.currentIndex())
    branch = form.indices.tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
    form.indices.tree.setCurrentItem(next(item for item in branch if item.data(0, ID_ROLE) == "amenity_density"))
    QTest.keyClicks(form.indices.index_parameters.edits["radii"], "400")
    yield lambda: "14" in form.indices.preview.text()
    shoot(window, "step-indices")
    click(form.buttons[3])
    form.factors.table.set_layer(scores)
    form.factors.label.setText("simulated")
    yield lambda: "10" in form.factors.preview.text()
    shoot(window, "step-factors")
    form.output.setFilePath(str(OUTPUT))
    click(form.buttons[1])

    # A second centre is picked on the map and removed again.
    canvas.refresh()
    yield lambda: not canvas.isDrawing()
    click(form.city.centres.pick_button)
    click(canvas.viewport(), QPoint(canvas.width() // 3, canvas.height() // 3))
    yield lambda: form.city.centres.list.count() == 2
    picked = form.city.centres.centres()[1]
    assert 13 < picked.lon < 14, picked
    assert 53 < picked.lat < 54, picked
    shoot(window, "step-city")
    click(form.city.centres.pick_button)
    form.city.centres.list.setCurrentRow(1)
    click(form.city.centres.remove_button)
    assert form.city.centres.text().startswith("13.2603200,53.5574500")

    # Cancelling ends the run at once and leaves no file.
    click(dock.run_button)
    yield lambda: dock.run is not None and dock.progress.value() > 0
    shoot(dock, "running")
    started = time.monotonic()
    click(dock.cancel_button)
    yield lambda: dock.run is None
    assert time.monotonic() - started < 2, "cancelling takes too long"
    assert not OUTPUT.exists()
    assert [item.level() for item in ours()] == [Qgis.MessageLevel.Info], messages()
    iface.messageBar().clearWidgets()

    click(dock.run_button)
    yield lambda: dock.run is None
    levels = [item.level() for item in ours()]
    assert Qgis.MessageLevel.Success in levels, messages()
    group = QgsProject.instance().layerTreeRoot().findGroup("Park Locus: desktop")
    names = [node.name() for node in group.findLayers()]
    assert names[0] == TITLES[LANGUAGE], names
    assert len(names) >= 9, names
    result = group.findLayers()[0].layer()
    assert result.featureCount() == parks.featureCount()
    assert result.renderer().type() != "singleSymbol", "the result does not carry its own style"
    yield lambda: not canvas.isDrawing()
    canvas.refresh()
    yield lambda: not canvas.isDrawing()
    iface.messageBar().clearWidgets()

    # The results tab: a park clicked in the list, its figure, another index, a click on the map.
    results = dock.results
    assert dock.tabs.currentIndex() == 1
    results.column.setCurrentIndex(results.column.findData("ptal"))
    assert result.renderer().classAttribute() == "ptal_pct"
    item = results.table.item(0, 0)
    click(results.table.viewport(), results.table.visualItemRect(item).center())
    assert results.chosen_park() == item.data(ID_ROLE)
    assert result.selectedFeatureCount() == 1
    click(results.ways_button)
    yield lambda: results.figures.view.file.endswith(".svg")
    shoot(window, "result")
    figure = OUTPUT.with_name("figure.svg")
    results.figures.save_figure(str(figure))
    assert b"<svg" in figure.read_bytes()
    for kind in KINDS[LANGUAGE]:
        results.figures.kind.setCurrentIndex(results.figures.kind.findData(kind))
        assert results.figures.view.file == ""
        yield lambda: results.figures.view.file.endswith(".svg")
        shoot(dock, f"figure-{kind}")
    results.figures.kind.setCurrentIndex(0)
    click(results.pick_button)
    other = next(park for park in result.getFeatures() if park["id"] != results.chosen_park() and park.hasGeometry())
    place = canvas.mapSettings().layerToMapCoordinates(result, other.geometry().pointOnSurface().asPoint())
    canvas.setCenter(place)
    canvas.refresh()
    yield lambda: not canvas.isDrawing()
    click(canvas.viewport(), QPoint(canvas.width() // 2, canvas.height() // 2))
    assert results.chosen_park() == other["id"]
    click(results.pick_button)
    click(results.ways_button)
    dock.tabs.setCurrentIndex(0)

    # The same file again is refused while the project reads it.
    click(dock.run_button)
    assert dock.run is None
    assert [item.level() for item in ours()] == [Qgis.MessageLevel.Critical], messages()
    assert names[0] in messages()[0], "the message names the layers that read the file"
    iface.messageBar().clearWidgets()
    shoot(dock, "dock")

    from processing import createAlgorithmDialog

    dialog = createAlgorithmDialog("parklocus:indices", {})
    dialog.show()
    yield dialog.isVisible
    shoot(dialog, "algorithm")
    dialog.close()

    # From the toolbox the layers come in a group of their own, styled alike.
    import processing

    second = str(OUTPUT.with_name("toolbox.gpkg"))
    asked = {
        "PARKS": parks.id(),
        "ID_FIELD": "id",
        "OSM": form.city.osm.filePath(),
        "CENTRES": CENTRE,
        "OUTPUT": second,
    }
    processing.runAndLoadResults("parklocus:indices", {**asked, "INDICES": ["cbd_distance"]})
    group = QgsProject.instance().layerTreeRoot().findGroup("Park Locus: toolbox")
    nodes = group.findLayers()
    assert nodes[0].name() == TITLES[LANGUAGE], [node.name() for node in nodes]
    assert nodes[0].layer().renderer().type() != "singleSymbol"

    # A study is saved and opened again, and so is the project: what was given comes back.
    given = plain_inputs(form)
    study = OUTPUT.with_name("saved.toml")
    dock.study_menu.save_file(str(study))
    yield lambda: dock.run is None
    assert study.is_file(), messages()
    dock.study_menu.new_action.trigger()
    assert form.problem()
    dock.study_menu.open_file(str(study))
    assert form.problem() == ""
    opened = plain_inputs(form)
    same = ("OSM", "CENTRES", "PRESET", "INDEX_PARAMETERS", "SCORES_LABEL")
    assert {key: opened.get(key) for key in same} == {key: given.get(key) for key in same}
    assert form.parks.found().ids == tuple(park["id"] for park in parks.getFeatures())
    opened = plain_inputs(form)
    project = QgsProject.instance()
    assert project.write(str(OUTPUT.with_name("session.qgz")))
    project.clear()
    assert form.problem()
    assert project.read(str(OUTPUT.with_name("session.qgz")))
    assert plain_inputs(form) == opened
    yield lambda: dock.results.results.count() == 2
    shoot(window, "reopened")

    # Unloading in the midst of a run stops it; nothing is left, and the plugin can be loaded again.
    third = OUTPUT.with_name("unloaded.gpkg")
    form.output.setFilePath(str(third))
    click(dock.run_button)
    yield lambda: dock.run is not None and dock.progress.value() > 0
    assert qgis.utils.unloadPlugin("parklocus")
    assert registry.providerById("parklocus") is None
    assert parklocus_actions() == []
    yield lambda: window.findChild(type(dock), "ParkLocusDock") is None
    assert qgis.utils.loadPlugin("parklocus")
    assert qgis.utils.startPlugin("parklocus")
    assert len(parklocus_actions()) == 1
    yield lambda: QgsApplication.taskManager().count() == 0
    assert not third.exists()

    # In a dark theme, at the least width.
    plugin = qgis.utils.plugins["parklocus"]
    QgsApplication.setUITheme("Night Mapping")
    plugin.action.trigger()
    assert plain_inputs(plugin.dock.form)["OSM"] == opened["OSM"]
    window.resizeDocks([plugin.dock], [NARROW], Qt.Orientation.Horizontal)
    for number, button in enumerate(plugin.dock.form.buttons):
        click(button)
        yield plugin.dock.isVisible
        shoot(plugin.dock, f"dark-{number + 1}")
        boxes = plugin.dock.form.steps[number].findChildren(QgsCollapsibleGroupBox)
        for box in boxes:
            box.setCollapsed(False)
        yield lambda boxes=boxes: all(box.height() >= box.minimumSizeHint().height() for box in boxes)
        shoot(plugin.dock.form.steps[number], f"dark-{number + 1}-unfolded")
    plugin.dock.tabs.setCurrentIndex(1)
    yield plugin.dock.results.isVisible
    shoot(plugin.dock, "dark-results")


class Driver:
    """Advances the steps and ends QGIS."""

    def __init__(self):
        self._steps = steps()
        self._condition = lambda: True
        self._deadline = time.monotonic() + PATIENCE_S
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(100)

    def _tick(self):
        try:
            if self._condition():
                self._condition = next(self._steps)
                self._deadline = time.monotonic() + PATIENCE_S
            elif time.monotonic() > self._deadline:
                self._fail(f"nothing came of line {self._steps.gi_frame.f_lineno}")
        except StopIteration:
            self._end("ok", "")
        except Exception:  # noqa: BLE001 - whatever went wrong is the report
            self._fail(traceback.format_exc())

    def _fail(self, details):
        shoot(iface.mainWindow(), "failure")
        self._end("failed", details)

    def _end(self, state, details):
        self._timer.stop()
        report = {"state": state, "details": details, "messages": messages(), "locale": QgsApplication.locale()}
        REPORT.write_text(json.dumps(report), encoding="utf-8")
        QgsProject.instance().clear()
        QSettings().sync()
        iface.actionExit().trigger()


driver = Driver()
