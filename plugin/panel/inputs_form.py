"""The panel's inputs, and the parameters they make for the algorithm."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsProcessing, QgsProcessingFeatureSourceDefinition, QgsVectorLayer
from qgis.gui import (
    QgsCheckableComboBox,
    QgsCollapsibleGroupBox,
    QgsFieldComboBox,
    QgsFileWidget,
    QgsMapCanvas,
    QgsMapLayerComboBox,
)
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from parklocus.plugin.catalogue import read_catalogue
from parklocus.plugin.panel.centre_list import CentreList
from parklocus.plugin.panel.index_tree import IndexTree
from parklocus.plugin.panel.layout import narrow_form
from parklocus.plugin.processing.choices import geopackage_filter, osm_filter
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.translation import current_language, translate

ID_NAMES = ("id", "park_id", "code")
NAME_NAMES = ("name", "park_name", "title")


class InputsForm(QWidget):
    """Everything that a run is asked for; `failed` carries what is wrong with an entry."""

    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._add_parks(column)
        self._add_city(column, canvas)
        self._add_indices(column)
        self._add_scores(column)
        self._add_output(column)
        self.parks_changed(self.parks.currentLayer())
        self.scores_changed(self.scores.currentLayer())

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the algorithm as the form stands."""
        self.centres.add_typed()
        parks = self.parks.currentLayer()
        scores = self.scores.currentLayer()
        return {
            Name.PARKS: QgsProcessingFeatureSourceDefinition(
                parks.id() if parks else "", selectedFeaturesOnly=self.selected_only.isChecked()
            ),
            Name.ID: self.id_field.currentField(),
            Name.NAME: self.name_field.currentField(),
            Name.OSM: self.osm.filePath(),
            Name.CENTRES: self.centres.text(),
            Name.INDICES: [] if self.indices.all_chosen() else self.indices.chosen(),
            Name.OWN_PLACES: self.own_places.isChecked(),
            Name.SCORES: scores.id() if scores else None,
            Name.SCORES_ID: self.scores_id.currentField(),
            Name.SCORES_FACTORS: self.score_factors.checkedItems(),
            Name.SCORES_LABEL: self.scores_label.text(),
            Name.OUTPUT: self.output.filePath() or QgsProcessing.TEMPORARY_OUTPUT,
        }

    def problem(self) -> str:
        """Return what is plainly missing, with the field's own words, or an empty text."""
        if self.parks.currentLayer() is None:
            return translate("InputsForm", "Choose the layer of the parks: add one to the project if there is none.")
        if not self.osm.filePath().strip():
            return translate("InputsForm", "Choose the OpenStreetMap file of the city.")
        if not self.indices.chosen():
            return translate("InputsForm", "Tick at least one index.")
        return ""

    def parks_changed(self, layer: QgsVectorLayer | None) -> None:
        """Offer the fields of another layer."""
        offer_fields(self.id_field, layer, ID_NAMES)
        offer_fields(self.name_field, layer, NAME_NAMES)

    def scores_changed(self, layer: QgsVectorLayer | None) -> None:
        """Offer the fields of another score table."""
        offer_fields(self.scores_id, layer, ID_NAMES)
        self.score_factors.clear()
        self.score_factors.addItems([field.name() for field in layer.fields()] if layer is not None else [])
        for widget in (self.scores_id, self.score_factors, self.scores_label):
            widget.setEnabled(layer is not None)

    def _box(self, column: QVBoxLayout, name: str, title: str, *, collapsed: bool = False) -> QgsCollapsibleGroupBox:
        box = QgsCollapsibleGroupBox(title)
        box.setObjectName(name)  # QGIS remembers by it whether the user folded the box
        box.setCollapsed(collapsed)
        column.addWidget(box)
        return box

    def _add_parks(self, column: QVBoxLayout) -> None:
        form = narrow_form(self._box(column, "parklocusParks", translate("InputsForm", "Parks")))
        self.parks = QgsMapLayerComboBox()
        self.parks.setFilters(Qgis.LayerFilter.HasGeometry)
        self.parks.layerChanged.connect(self.parks_changed)
        self.selected_only = QCheckBox(translate("InputsForm", "Selected features only"))
        self.id_field = QgsFieldComboBox()
        self.name_field = QgsFieldComboBox()
        for widget in (self.id_field, self.name_field):
            widget.setAllowEmptyFieldName(True)
        self.id_field.setToolTip(translate("InputsForm", "Left empty, the parks are numbered in the layer's order."))
        self.name_field.setToolTip(translate("InputsForm", "Left empty, the id serves as the name."))
        form.addRow(translate("InputsForm", "Layer of parks"), self.parks)
        form.addRow(self.selected_only)
        form.addRow(translate("InputsForm", "Id"), self.id_field)
        form.addRow(translate("InputsForm", "Name"), self.name_field)

    def _add_city(self, column: QVBoxLayout, canvas: QgsMapCanvas) -> None:
        form = narrow_form(self._box(column, "parklocusCity", translate("InputsForm", "City")))
        self.osm = QgsFileWidget()
        self.osm.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self.osm.setFilter(osm_filter())
        self.osm.lineEdit().setPlaceholderText(".osm.pbf, .osm, .osm.bz2, .osm.gz")
        self.centres = CentreList(canvas)
        self.centres.failed.connect(self.failed)
        form.addRow(translate("InputsForm", "OpenStreetMap file"), self.osm)
        form.addRow(translate("InputsForm", "Centres (CBD)"), self.centres)

    def _add_indices(self, column: QVBoxLayout) -> None:
        form = narrow_form(self._box(column, "parklocusIndices", translate("InputsForm", "Indices")))
        self.indices = IndexTree(read_catalogue(), current_language())
        self.indices.setMinimumHeight(self.indices.fontMetrics().height() * 9)
        self.own_places = QCheckBox(translate("InputsForm", "Count places inside a park"))
        self.own_places.setChecked(True)
        form.addRow(self.indices)
        form.addRow(self.own_places)

    def _add_scores(self, column: QVBoxLayout) -> None:
        box = self._box(column, "parklocusScores", translate("InputsForm", "Factor scores (optional)"), collapsed=True)
        form = narrow_form(box)
        hint = QLabel(translate("InputsForm", "A table of the project, a row a park and a field a factor."))
        hint.setWordWrap(True)
        self.scores = QgsMapLayerComboBox()
        self.scores.setFilters(Qgis.LayerFilter.VectorLayer)
        self.scores.setAllowEmptyLayer(True)
        self.scores.setLayer(None)
        self.scores.layerChanged.connect(self.scores_changed)
        self.scores_id = QgsFieldComboBox()
        self.score_factors = QgsCheckableComboBox()
        self.score_factors.setDefaultText(translate("InputsForm", "all that hold numbers"))
        self.scores_label = QLineEdit()
        self.scores_label.setPlaceholderText(translate("InputsForm", 'such as "simulated"'))
        form.addRow(hint)
        form.addRow(translate("InputsForm", "Score table"), self.scores)
        form.addRow(translate("InputsForm", "Park's id in the table"), self.scores_id)
        form.addRow(translate("InputsForm", "Factors"), self.score_factors)
        form.addRow(translate("InputsForm", "Label of the scores"), self.scores_label)

    def _add_output(self, column: QVBoxLayout) -> None:
        form = narrow_form(self._box(column, "parklocusResult", translate("InputsForm", "Result")))
        self.output = QgsFileWidget()
        self.output.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.output.setFilter(geopackage_filter())
        self.output.lineEdit().setPlaceholderText(translate("InputsForm", "[Save to a temporary file]"))
        form.addRow(translate("InputsForm", "GeoPackage"), self.output)


def offer_fields(combo: QgsFieldComboBox, layer: QgsVectorLayer | None, wanted: tuple[str, ...]) -> None:
    """Offer a layer's fields and choose the first that bears a usual name."""
    combo.setLayer(layer)
    names = {field.name().lower(): field.name() for field in layer.fields()} if layer is not None else {}
    combo.setField(next((names[name] for name in wanted if name in names), ""))
