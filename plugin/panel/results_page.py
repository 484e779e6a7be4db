"""The results: parks in a list and on the map, coloured by what is chosen, with the engine's figures."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsCoordinateTransform, QgsExpression, QgsPointXY, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapToolEmitPoint
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from parklocus.plugin.panel.figure_panel import FigurePanel
from parklocus.plugin.panel.layout import MARGIN, explain, tool_button, wrapped_label
from parklocus.plugin.panel.street_ways import StreetWays
from parklocus.plugin.result_layers import (
    PARK_LAYERS,
    REFERENCE,
    colour_by,
    coloured_by,
    equal_steps,
    fifths,
    layers_of,
    results_in,
)
from parklocus.plugin.result_table import PERCENTILE, WAY, ParkRow, Result, ResultColumn, ResultError, read_result
from parklocus.plugin.translation import translate

ID_ROLE = Qt.ItemDataRole.UserRole
CLICK_PIXELS = 8
PAUSE_MS = 100
ROWS_SHOWN = 7


class ResultsPage(QWidget):
    """One result at a time; `failed` carries what went wrong."""

    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._result: Result | None = None
        self._columns: dict[str, ResultColumn] = {}
        self._watched: list[QgsVectorLayer] = []
        self.ways = StreetWays(canvas)
        self.figures = FigurePanel()
        self.figures.failed.connect(self.failed)
        self._make_controls()
        self._tool = QgsMapToolEmitPoint(canvas)
        self._tool.canvasClicked.connect(self._map_clicked)
        self._tool.deactivated.connect(lambda: self.pick_button.setChecked(False))
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        project = QgsProject.instance()
        project.layersAdded.connect(self._layers_changed)
        project.layersRemoved.connect(self._layers_changed)
        self.refresh()

    def refresh(self) -> None:
        """Offer the results that the project shows."""
        paths = results_in(QgsProject.instance())
        shown = self.results.currentData()
        self.results.blockSignals(True)
        self.results.clear()
        for path in paths:
            self.results.addItem(Path(path).name, path)
            self.results.setItemData(self.results.count() - 1, path, Qt.ItemDataRole.ToolTipRole)
        self.results.setCurrentIndex(max(self.results.findData(shown), 0) if paths else -1)
        self.results.blockSignals(False)
        if self._result is None or self.results.currentData() != self._result.path or not self._watched:
            self._read()

    def show_result(self, path: str) -> None:
        """Show a result that has just been added to the project."""
        self._pause.stop()
        self._result = None
        self.refresh()
        number = self.results.findData(path)
        if number >= 0:
            self.results.setCurrentIndex(number)

    def show_park(self, park_id: str) -> None:
        """Show a park: in the list, on the map and in the figure."""
        for row in range(self.table.rowCount()):
            if self.table.item(row, 0).data(ID_ROLE) == park_id:
                self.table.selectRow(row)

    def release(self) -> None:
        """Let go of the map and the project, and stop drawing."""
        self._pause.stop()
        project = QgsProject.instance()
        project.layersAdded.disconnect(self._layers_changed)
        project.layersRemoved.disconnect(self._layers_changed)
        self._watch([])
        self.ways.clear()
        self._canvas.unsetMapTool(self._tool)
        self._tool.deleteLater()  # it belongs to the map, which stays
        self.figures.release()

    def _read(self) -> None:
        path = self.results.currentData()
        self._result = None
        if path:
            try:
                self._result = read_result(path)
            except ResultError as error:
                self.failed.emit(str(error))
        result = self._result
        self._columns = {column.name: column for column in result.columns} if result else {}
        self.column.blockSignals(True)
        self.column.clear()
        for column in self._columns.values():
            title = column.title
            if column.is_factor:
                title = translate("ResultsPage", "Score: {factor}").format(factor=column.title)
            self.column.addItem(title, column.name)
        self.column.blockSignals(False)
        self.figures.set_result(result)
        self.hint.setVisible(result is None)
        self.inside.setVisible(result is not None)
        self._watch(layers_of(path, QgsProject.instance(), PARK_LAYERS) if path else [])
        self._take_colours()
        self._fill_table()
        self._show_figure()

    def _take_colours(self) -> None:
        """Begin with the column that the parks are coloured by on the map."""
        field = next(filter(None, map(coloured_by, self._watched)), "")
        column = field.removesuffix(PERCENTILE)
        if column in self._columns:
            self.column.blockSignals(True)
            self.column.setCurrentIndex(self.column.findData(column))
            self.column.blockSignals(False)

    def _fill_table(self) -> None:
        self.table.setSortingEnabled(False)
        self.table.setRowCount(0)
        column = self._columns.get(self.column.currentData())
        if self._result is not None and column is not None:
            self._fill_rows(self._result.parks, column)
        self.table.setColumnHidden(2, column is None or not column.has_percentile)
        self.table.setSortingEnabled(True)

    def _fill_rows(self, parks: list[ParkRow], column: ResultColumn) -> None:
        for row, park in enumerate(parks):
            self.table.insertRow(row)
            item = QTableWidgetItem(park.name)
            item.setData(ID_ROLE, park.id)
            item.setToolTip(f"{park.name} ({park.id})")
            self.table.setItem(row, 0, item)
            self.table.setItem(row, 1, number_item(park.values.get(column.name)))
            for place, key in ((2, column.name + PERCENTILE), (3, WAY)):
                self.table.setItem(row, place, number_item(park.values.get(key), decimals=1))

    def _column_chosen(self) -> None:
        """Colour the parks by the chosen column and show its values."""
        column = self._columns.get(self.column.currentData())
        if column is None or self._result is None:
            return
        shown = self.chosen_park()
        self._fill_table()
        self.show_park(shown)
        self._colour(column)
        if column.is_factor:
            self.figures.choose_factor(column.title)
        self._show_figure()

    def _colour(self, column: ResultColumn) -> None:
        """Colour the parks by percentile and the street nodes alike, in fifths; scores in equal steps."""
        if column.has_percentile:
            limits = equal_steps(0.0, 100.0)
            labels = [f"{low:.0f} \u2013 {high:.0f} %" for low, high in zip(limits, limits[1:])]
            for layer in self._watched:
                colour_by(layer, column.name + PERCENTILE, limits, labels)
            for layer in layers_of(self._result.path, QgsProject.instance(), REFERENCE) if self._result else []:
                breaks = fifths(layer, column.name)
                if breaks is not None:
                    colour_by(layer, column.name, breaks)
            return
        values = [park.values.get(column.name) for park in self._result.parks] if self._result else []
        numbers = [value for value in values if isinstance(value, (int, float))]
        for layer in self._watched:
            colour_by(layer, column.name, equal_steps(min(numbers, default=0.0), max(numbers, default=1.0)))

    def _show_figure(self) -> None:
        column = self._columns.get(self.column.currentData())
        self.figures.show_figure(self.chosen_park(), column.name if column is not None and not column.is_factor else "")

    def chosen_park(self) -> str:
        """Return the id of the park that is chosen in the list, or an empty text."""
        rows = self.table.selectionModel().selectedRows()
        return self.table.item(rows[0].row(), 0).data(ID_ROLE) if rows else ""

    def _park_chosen(self) -> None:
        park = self.chosen_park()
        if not park:
            return
        for layer in self._watched:
            layer.blockSignals(True)
            layer.selectByExpression(QgsExpression.createFieldEqualityExpression("id", park))
            layer.blockSignals(False)
            layer.triggerRepaint()
            if layer.selectedFeatureIds():
                self._canvas.flashFeatureIds(layer, layer.selectedFeatureIds())
        self._show_figure()

    def _selected_on_map(self, *_changes: object) -> None:
        """Follow QGIS's own selection."""
        for layer in self._watched:
            chosen = layer.selectedFeatures()
            if len(chosen) == 1:
                self.show_park(str(chosen[0]["id"]))

    def _map_clicked(self, point: QgsPointXY, _button: Qt.MouseButton) -> None:
        reach = CLICK_PIXELS * self._canvas.mapUnitsPerPixel()
        settings = self._canvas.mapSettings()
        box = QgsRectangle(point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach)
        for layer in reversed(self._watched):  # points lie above areas
            transform = QgsCoordinateTransform(settings.destinationCrs(), layer.crs(), QgsProject.instance())
            found = next(layer.getFeatures(transform.transformBoundingBox(box)), None)
            if found is not None:
                self.show_park(str(found["id"]))
                return

    def _draw_ways(self, wanted: bool) -> None:
        if wanted:
            self.ways.draw(self._watched)
        else:
            self.ways.clear()

    def _watch(self, layers: list[QgsVectorLayer]) -> None:
        alive = QgsProject.instance().mapLayers().values()
        for layer in self._watched:
            if layer in alive:
                layer.selectionChanged.disconnect(self._selected_on_map)
        self._watched = layers
        for layer in layers:
            layer.selectionChanged.connect(self._selected_on_map)
        self._draw_ways(self.ways_button.isChecked())

    def _layers_changed(self, _layers: object) -> None:
        self._watched = [layer for layer in self._watched if layer in QgsProject.instance().mapLayers().values()]
        self._pause.start()

    def _pick(self, wanted: bool) -> None:
        if wanted:
            self._canvas.setMapTool(self._tool)
        else:
            self._canvas.unsetMapTool(self._tool)

    def _make_controls(self) -> None:
        self.hint = wrapped_label(
            translate("ResultsPage", "Run a study, or add the layers of a result to the project: they are shown here.")
        )
        self.results = QComboBox()
        explain(self.results, translate("ResultsPage", "Results that the project shows"))
        self.results.currentIndexChanged.connect(self._read)
        self.column = QComboBox()
        explain(self.column, translate("ResultsPage", "Index or factor that the parks are coloured by"))
        self.column.currentIndexChanged.connect(self._column_chosen)
        for combo in (self.results, self.column):
            combo.setMinimumContentsLength(10)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.pick_button = tool_button("mActionIdentify.svg", translate("ResultsPage", "Choose a park on the map"))
        self.pick_button.setCheckable(True)
        self.pick_button.toggled.connect(self._pick)
        self.ways_button = tool_button(
            "mActionMeasure.svg",
            translate("ResultsPage", "Draw around each park how far it is from the streets (mean straight way)"),
        )
        self.ways_button.setCheckable(True)
        self.ways_button.toggled.connect(self._draw_ways)
        self.table = QTableWidget(0, 4)
        explain(self.table, translate("ResultsPage", "Parks with the chosen index; click one to see its figures"))
        self.table.setHorizontalHeaderLabels(
            [
                translate("ResultsPage", "Park"),
                translate("ResultsPage", "Value"),
                translate("ResultsPage", "Pct."),
                translate("ResultsPage", "Street (m)"),
            ]
        )
        for place, tip in enumerate(
            (
                translate("ResultsPage", "The park's name"),
                translate("ResultsPage", "Value of the chosen index or factor"),
                translate("ResultsPage", "Percentile among the city's street nodes"),
                translate("ResultsPage", "Mean straight way to the street in metres"),
            )
        ):
            self.table.horizontalHeaderItem(place).setToolTip(tip)
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + MARGIN)
        self.table.setMinimumHeight((self.table.fontMetrics().height() + MARGIN) * ROWS_SHOWN)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().setVisible(False)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._park_chosen)

    def _lay_out(self) -> None:
        colours = QHBoxLayout()
        colours.addWidget(self.column, 1)
        colours.addWidget(self.pick_button)
        colours.addWidget(self.ways_button)
        parks = QWidget()
        above = QVBoxLayout(parks)
        above.setContentsMargins(0, 0, 0, 0)
        above.addLayout(colours)
        above.addWidget(self.table, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(parks)
        splitter.addWidget(self.figures)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 5)
        self.inside = QWidget()
        inside = QVBoxLayout(self.inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.results)
        inside.addWidget(splitter, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.inside, 1)


def number_item(value: object, decimals: int | None = None) -> QTableWidgetItem:
    """Return a cell that sorts by its number, which has four digits or so many decimals; a missing value is blank."""
    item = QTableWidgetItem()
    if isinstance(value, (int, float)):
        item.setData(Qt.ItemDataRole.DisplayRole, float(f"{value:.4g}") if decimals is None else round(value, decimals))
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
