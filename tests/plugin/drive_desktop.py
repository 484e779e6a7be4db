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

    # Without a street map the panel says what is missing.
    click(dock.run_button)
    assert len(messages()) == 1, messages()
    assert dock.run is None
    iface.messageBar().clearWidgets()

    form.parks.setLayer(parks)
    assert (form.id_field.currentField(), form.name_field.currentField()) == ("id", "name")
    form.osm.setFilePath(str(DEMO / "neubrandenburg.osm.pbf"))
    form.centres.entry.setText(CENTRE)
    click(form.centres.add_button)
    form.scores.setLayer(scores)
    form.scores_label.setText("simulated")
    form.output.setFilePath(str(OUTPUT))

    # A second centre is picked on the map and removed again.
    canvas = iface.mapCanvas()
    canvas.setExtent(canvas.mapSettings().layerExtentToOutputExtent(parks, parks.extent()))
    canvas.refresh()
    yield lambda: not canvas.isDrawing()
    click(form.centres.pick_button)
    click(canvas.viewport(), QPoint(canvas.width() // 3, canvas.height() // 3))
    yield lambda: form.centres.list.count() == 2
    picked = form.centres.centres()[1]
    assert 13 < picked.lon < 14, picked
    assert 53 < picked.lat < 54, picked
    shoot(window, "panel")
    click(form.centres.pick_button)
    form.centres.list.setCurrentRow(1)
    click(form.centres.remove_button)
    assert form.centres.text().startswith("13.2603200,53.5574500")

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
    shoot(window, "result")
    iface.messageBar().clearWidgets()

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
    asked = {"PARKS": parks.id(), "ID_FIELD": "id", "OSM": form.osm.filePath(), "CENTRES": CENTRE, "OUTPUT": second}
    processing.runAndLoadResults("parklocus:indices", {**asked, "INDICES": ["cbd_distance"]})
    group = QgsProject.instance().layerTreeRoot().findGroup("Park Locus: toolbox")
    nodes = group.findLayers()
    assert nodes[0].name() == TITLES[LANGUAGE], [node.name() for node in nodes]
    assert nodes[0].layer().renderer().type() != "singleSymbol"

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
