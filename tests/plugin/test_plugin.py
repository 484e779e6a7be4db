"""Loading and unloading, and the panel's widgets."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget


@pytest.fixture
def plugin(qgis_iface, qgis_processing):
    from parklocus import classFactory

    loaded = classFactory(qgis_iface)
    loaded.initGui()
    yield loaded
    loaded.unload()
    qgis_iface.messageBar().clear_messages()


@pytest.fixture
def dock(plugin, qgis_new_project):
    plugin.action.setChecked(True)
    return plugin.dock


def said(iface, level):
    """Return the plugin's messages of a level; pytest-qgis keeps them as `title:text`."""
    return [entry.removeprefix("Park Locus:") for entry in iface.messageBar().get_messages(level)]


def test_the_plugin_folder_imports_nothing_until_it_is_asked():
    import parklocus

    code = """
import sys
before = set(sys.modules)
import parklocus
print([name for name in set(sys.modules) - before if name.startswith(("qgis", "PyQt5", "numpy", "parklocus."))])
"""
    folder = next(path for path in sys.path if "parklocus-plugins" in path)
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=folder)
    assert answer.stdout.decode().strip() == "[]"
    assert parklocus.__version__


def test_loading_adds_and_unloading_takes_away(qgis_iface, qgis_processing):
    from parklocus import classFactory

    registry = QgsApplication.processingRegistry()
    window = qgis_iface.mainWindow()
    for _ in range(2):
        plugin = classFactory(qgis_iface)
        assert registry.providerById("parklocus") is None
        plugin.initGui()
        assert {algorithm.name() for algorithm in registry.providerById("parklocus").algorithms()} == {
            "catchments",
            "fetch_city",
            "indices",
            "install_engine",
            "percentiles",
            "report",
            "run_study",
            "save_study",
            "survey",
            "validation",
        }
        plugin.action.setChecked(True)
        assert plugin.dock is not None
        plugin.unload()
        assert registry.providerById("parklocus") is None
        assert (plugin.action, plugin.dock) == (None, None)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert window.findChild(QDockWidget, "ParkLocusDock") is None


def test_qgis_process_gets_the_provider_without_a_window(qgis_processing):
    from parklocus import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    assert QgsApplication.processingRegistry().algorithmById("parklocus:indices") is not None
    plugin.unload()


def test_without_an_engine_the_panel_says_what_to_do(qgis_iface, qgis_processing, monkeypatch, tmp_path):
    from parklocus import classFactory
    from parklocus.plugin import environment

    monkeypatch.delenv(environment.VARIABLE, raising=False)
    monkeypatch.setattr(environment, "engine_folder", lambda: tmp_path)
    plugin = classFactory(qgis_iface)
    plugin.initGui()
    plugin.action.setChecked(True)
    engine = plugin.dock.engine
    assert not engine.isCollapsed()
    assert "not installed yet" in engine.status.text()
    assert engine.install_button.isEnabled()
    allowed, message = QgsApplication.processingRegistry().createAlgorithmById("parklocus:indices").canExecute()
    assert not allowed
    assert "not installed yet" in message
    plugin.unload()


def test_the_panel_fits_350_pixels(dock):
    assert dock.minimumSizeHint().width() <= 350
    dock.results.inside.show()
    for page in (*dock.form.steps, dock.results):
        assert page.minimumSizeHint().width() <= 330, type(page).__name__


def test_every_index_is_ticked_at_first_and_a_factor_ticks_its_own(dock):
    from parklocus.plugin.catalogue import read_catalogue

    tree = dock.form.indices.tree
    assert tree.chosen() == [index.id for index in read_catalogue()]
    assert tree.all_chosen()
    assert dock.form.parameters()["INDICES"] == []
    tree.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    first_factor = read_catalogue()[0].factors[0]
    assert tree.chosen() == [index.id for index in read_catalogue() if index.factors[0] != first_factor]
    tree.choose(["ptal"])
    assert dock.form.parameters()["INDICES"] == ["ptal"]
    tree.choose([])
    assert dock.form.problem()


def test_fields_are_offered_and_usual_names_chosen(dock, parks_layer):
    QgsProject.instance().addMapLayer(parks_layer)
    form = dock.form
    form.parks.layer.set_layer(parks_layer)
    assert (form.parks.id_field.currentField(), form.parks.name_field.currentField()) == ("code", "name")
    assert form.factors.table.layer() is None, "no score table is taken without being asked"
    assert not form.factors.id_field.isEnabled()


def test_centres_typed_and_refused(dock, qgis_iface):
    centres = dock.form.city.centres
    centres.entry.setText("13.26,53.55,Markt")
    QTest.keyClick(centres.entry, Qt.Key.Key_Return)
    centres.entry.setText("somewhere")
    QTest.mouseClick(centres.add_button, Qt.MouseButton.LeftButton)
    assert [centre.name for centre in centres.centres()] == ["Markt"]
    assert "is not a centre" in said(qgis_iface, Qgis.MessageLevel.Critical)[0]
    centres.entry.setText("13.27,53.56")
    assert dock.form.parameters()["CENTRES"].splitlines() == ["13.2600000,53.5500000,Markt", "13.2700000,53.5600000"]
    QTest.mouseClick(centres.remove_button, Qt.MouseButton.LeftButton)
    assert [centre.name for centre in centres.centres()] == ["Markt"]


def test_a_centre_picked_on_a_projected_map_is_in_degrees(dock, qgis_iface):
    from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY

    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:25833"))
    centres = dock.form.city.centres
    centres.pick_button.setChecked(True)
    assert canvas.mapTool() is centres._tool
    centres._tool.canvasClicked.emit(QgsPointXY(385000, 5935000), Qt.MouseButton.LeftButton)
    (centre,) = centres.centres()
    assert (centre.lon, centre.lat) == pytest.approx((13.264137118, 53.551278145), abs=1e-8)
    centres.pick_button.setChecked(False)
    assert canvas.mapTool() is not centres._tool


@pytest.fixture
def filled(dock, small_geopackage, osm_file, parks_layer, tmp_path):
    QgsProject.instance().addMapLayer(parks_layer)
    dock.form.parks.layer.set_layer(parks_layer)
    dock.form.city.osm.setFilePath(str(osm_file))
    dock.form.output.setFilePath(str(tmp_path / "result.gpkg"))
    return dock


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))


def test_a_run_adds_a_group_of_layers_twice_in_one_session(filled, qgis_iface, tmp_path, wait_until):
    for number, name in enumerate(("Park Locus: result", "Park Locus: second")):
        press(filled.run_button)
        assert not filled.run_button.isEnabled()
        assert filled.cancel_button.isEnabled()
        wait_until(lambda: filled.run is None)
        assert len(said(qgis_iface, Qgis.MessageLevel.Success)) == number + 1
        group = QgsProject.instance().layerTreeRoot().findGroup(name)
        assert [node.name() for node in group.findLayers()] == [
            "Parks",
            "Catchments",
            "Associations",
        ]
        assert filled.run_button.isEnabled()
        filled.form.output.setFilePath(str(tmp_path / "second.gpkg"))


def test_an_error_of_the_engine_is_shown_in_its_own_words(filled, stand_in, qgis_iface, wait_until):
    stand_in("error")
    press(filled.run_button)
    wait_until(lambda: filled.run is None)
    assert said(qgis_iface, Qgis.MessageLevel.Critical) == ["The parks lie outside the extract."]


def test_cancel_stops_a_run_without_an_error(filled, stand_in, qgis_iface, tmp_path, wait_until):
    stand_in("hang")
    press(filled.run_button)
    wait_until((tmp_path / "pid").exists)
    started = time.monotonic()
    press(filled.cancel_button)
    wait_until(lambda: filled.run is None)
    assert time.monotonic() - started < 1.5
    assert said(qgis_iface, Qgis.MessageLevel.Critical) == []
    assert len(said(qgis_iface, Qgis.MessageLevel.Info)) == 1
    assert not (tmp_path / "result.gpkg").exists()


def test_what_is_missing_is_asked_for(dock, qgis_iface):
    press(dock.run_button)
    assert dock.run is None
    assert "Choose the layer of the parks" in said(qgis_iface, Qgis.MessageLevel.Critical)[0]
