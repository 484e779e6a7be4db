"""The results tab: what a result is read as, how its layers are coloured, when its figures are drawn."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsGraduatedSymbolRenderer,
    QgsProject,
    QgsRendererRange,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication


@pytest.fixture
def result_file(tmp_path, qgis_app):
    """Return a GeoPackage with what the results tab reads: parks and the definitions of their columns."""
    from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter

    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:4326&field=id:string&field=name:string&field=score_office:double&field=score_label:string"
        "&field=ptal:double&field=ptal_pct:double&field=access_leg_m:double",
        "parks",
        "memory",
    )
    for number, (park, name, score, ptal) in enumerate((("a", "Alpha", 1.0, 10.0), ("b", None, 3.0, None))):
        row = QgsFeature(layer.fields())
        row.setAttributes([park, name, score, "simulated", ptal, 80.0 if ptal else None, 25.0])
        row.setGeometry(
            QgsGeometry.fromWkt(f"Polygon((13.{number} 53, 13.{number}1 53, 13.{number}1 53.01, 13.{number} 53))")
        )
        assert layer.dataProvider().addFeature(row)
    path = tmp_path / "result.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "parks"
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsCoordinateTransformContext(), options)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE index_definitions ("column" TEXT, title_en TEXT, title_zh TEXT, unit TEXT)')
        connection.execute("INSERT INTO index_definitions VALUES ('ptal', 'Transit access', '公交可达性', 'AI')")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('index_definitions', 'attributes', '')"
        )
        connection.commit()
    return path


def test_a_result_is_read(result_file, osm_file):
    from parklocus.plugin.result_table import ResultError, read_result

    result = read_result(str(result_file))
    assert [(column.name, column.title, column.has_percentile) for column in result.columns] == [
        ("ptal", "Transit access (AI)", True),
        ("score_office", "office", False),
    ]
    assert result.factors == ["office"]
    assert [(park.id, park.name, park.values["ptal"]) for park in result.parks] == [
        ("a", "Alpha", 10.0),
        ("b", "b", None),
    ]
    with pytest.raises(ResultError, match="city"):
        read_result(str(osm_file))


def test_units_that_are_words_are_said_in_the_language_in_use():
    from parklocus.plugin.catalogue import read_catalogue, unit_title
    from parklocus.plugin.panel.index_parameters import label_of
    from parklocus.plugin.result_table import titled

    row = {"title_en": "Detour", "title_zh": "绕行比", "unit": "ratio"}
    assert titled(row, "zh_CN") == "绕行比 (比值)"
    assert titled(row, "en") == "Detour (ratio)"
    assert unit_title("km/h", "zh_CN") == "km/h"
    wordy = [index.unit for index in read_catalogue() if unit_title(index.unit, "zh_CN") == index.unit]
    assert not {unit for unit in wordy if any(len(word) > 3 and word.isalpha() for word in unit.split())}
    labels = [label_of(parameter, "zh_CN") for index in read_catalogue() for parameter in index.parameters.values()]
    assert "ratio" not in " ".join(labels)


def graduated(layer):
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    limits = [(-1, -1), (0, 20), (20, 40), (40, 60), (60, 80), (80, 100)]
    ranges = [QgsRendererRange(low, high, symbol.clone(), str(low)) for low, high in limits]
    layer.setRenderer(QgsGraduatedSymbolRenderer("cbd_distance_pct", ranges))


def test_the_results_tab_lists_colours_and_selects(dock, result_file):
    layer = QgsVectorLayer(f"{result_file}|layername=parks", "Parks", "ogr")
    graduated(layer)
    QgsProject.instance().addMapLayer(layer)
    page = dock.results
    page.show_result(str(result_file))
    assert page.table.rowCount() == 2
    page.column.setCurrentIndex(page.column.findData("score_office"))
    renderer = layer.renderer()
    assert renderer.classAttribute() == "score_office"
    assert [(each.lowerValue(), each.upperValue()) for each in renderer.ranges()][1:] == [
        pytest.approx(pair) for pair in ((1.0, 1.4), (1.4, 1.8), (1.8, 2.2), (2.2, 2.6), (2.6, 3.0))
    ]
    assert renderer.ranges()[0].lowerValue() == -1, "parks without a value keep their own class"
    page.column.setCurrentIndex(page.column.findData("ptal"))
    assert layer.renderer().classAttribute() == "ptal_pct"
    assert layer.renderer().ranges()[5].upperValue() == 100
    page.column.setCurrentIndex(page.column.findData("score_office"))
    page.show_result(str(result_file))
    assert page.column.currentData() == "score_office", "as on the map"
    page.show_park("b")
    assert [feature["id"] for feature in layer.selectedFeatures()] == ["b"]
    layer.selectByExpression("id = 'a'")
    assert page.chosen_park() == "a"
    page.ways_button.setChecked(True)
    assert len(page.ways._bands) == 2
    page.ways_button.setChecked(False)
    assert page.ways._bands == []
    QgsProject.instance().removeMapLayer(layer.id())
    page.refresh()
    assert page.table.rowCount() == 0


def test_a_park_that_is_clicked_has_its_figure_drawn_once(dock, stand_in, result_file, wait_until):
    from qgis.core import QgsApplication

    layer = QgsVectorLayer(f"{result_file}|layername=parks", "Parks", "ogr")
    QgsProject.instance().addMapLayer(layer)
    figures = dock.results.figures
    dock.results.show_result(str(result_file))
    dock.results.show_park("a")
    assert figures._task is None, "nothing is drawn while nobody sees it"
    dock.tabs.setCurrentIndex(1)
    dock.setFloating(True)
    dock.show()
    assert figures._task.figure.park == "a"
    assert "Drawing" in figures.status.text()
    dock.results.show_park("b")  # the first is given up
    wait_until(lambda: figures.view.file)
    assert [figure.park for figure in figures._drawn] == ["b"]
    assert figures.save_button.isEnabled()
    first = figures.view.file
    figures.kind.setCurrentIndex(figures.kind.findData("strips"))
    wait_until(lambda: figures.view.file.endswith("strips.svg"))
    figures.kind.setCurrentIndex(figures.kind.findData("radar"))
    assert figures.view.file == first, "what was drawn once is kept"
    figures.kind.setCurrentIndex(figures.kind.findData("matrix"))
    wait_until(lambda: "nothing to draw" in figures.status.text())
    assert not figures.save_button.isEnabled()
    wait_until(lambda: QgsApplication.taskManager().count() == 0)


def test_the_line_around_a_park_is_as_far_as_the_street(result_file):
    from qgis.core import QgsCoordinateReferenceSystem, QgsDistanceArea

    from parklocus.plugin.panel.street_ways import ring

    layer = QgsVectorLayer(f"{result_file}|layername=parks", "Parks", "ogr")
    park = next(layer.getFeatures())
    around = ring(park, layer.crs())
    measure = QgsDistanceArea()
    measure.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance().transformContext())
    measure.setEllipsoid("WGS84")
    shape = park.geometry()
    added = measure.measureArea(around) - measure.measureArea(shape)
    assert added == pytest.approx(measure.measurePerimeter(shape) * 25 + 3.1416 * 25**2, rel=0.01)  # Steiner


def test_a_figure_is_asked_of_the_engine_and_shown(dock, stand_in, tmp_path, result_file):
    from parklocus.plugin.panel.figure_task import Figure

    figure = Figure("result.gpkg", "scatter", factor="office", column="ptal")
    assert figure.arguments(tmp_path) == [
        *("figures", "result.gpkg", "--folder", str(tmp_path), "--kind", "scatter"),
        *("--factor", "office", "--index", "ptal"),
    ]
    view = dock.results.figures.view
    drawing = tmp_path / "figure.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"/>', encoding="utf-8")
    assert view.show_file(str(drawing))
    view.save(str(tmp_path / "kept.svg"))
    assert (tmp_path / "kept.svg").read_bytes() == drawing.read_bytes()
    assert not view.show_file(str(result_file)), "what is no SVG is not shown"
    assert view.file == ""


def test_nothing_of_the_panel_stays_on_the_map(provider, qgis_iface, qgis_new_project, result_file):
    from qgis.gui import QgsMapTool
    from qgis.PyQt.QtCore import QEvent

    from parklocus.plugin.panel.dock import ParkLocusDock
    from parklocus.plugin.study_file import Centre

    canvas = qgis_iface.mapCanvas()
    before = (len(canvas.findChildren(QgsMapTool)), len(canvas.scene().items()))
    layer = QgsVectorLayer(f"{result_file}|layername=parks", "Parks", "ogr")
    QgsProject.instance().addMapLayer(layer)
    made = ParkLocusDock(qgis_iface)
    made.results.ways_button.setChecked(True)
    made.form.city.centres.add(Centre(13.2, 53.5))
    assert (len(canvas.findChildren(QgsMapTool)), len(canvas.scene().items())) == (before[0] + 2, before[1] + 3)
    made.release()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert (len(canvas.findChildren(QgsMapTool)), len(canvas.scene().items())) == before
    layer.selectAll()  # nobody listens any longer


def test_street_nodes_are_coloured_in_fifths_of_the_city(qgis_app):
    from parklocus.plugin.result_layers import colour_by, fifths

    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=ptal:double&field=few:double", "nodes", "memory")
    for value in range(101):
        node = QgsFeature(layer.fields())
        node.setAttributes([float(100 - value), 1.0 if value < 3 else None])
        assert layer.dataProvider().addFeature(node)
    limits = fifths(layer, "ptal")
    assert limits == [0, 20, 40, 60, 80, 100]
    assert fifths(layer, "few") is None, "three values have no fifths"
    assert not colour_by(layer, "ptal", limits), "a style that is not the engine's is left alone"
    graduated(layer)
    assert colour_by(layer, "ptal", limits)
    assert not colour_by(layer, "nothing", limits)
    for value, row in ((10.0, 1), (50.0, 3), (100.0, 5)):
        renderer = layer.renderer()
        assert renderer.ranges()[row].lowerValue() <= value <= renderer.ranges()[row].upperValue()
