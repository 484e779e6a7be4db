"""Step 1: the parks, from a layer, from its selected features, or drawn on the map."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsDefaultValue,
    QgsProcessingAlgorithm,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsCheckableComboBox, QgsFieldComboBox
from qgis.PyQt.QtWidgets import QCheckBox, QPushButton

from parklocus.plugin.panel.layer_chooser import LayerChooser
from parklocus.plugin.panel.layout import explain, folded_box, narrow_form
from parklocus.plugin.panel.parameter_box import ParameterBox
from parklocus.plugin.panel.step import Step, StepState
from parklocus.plugin.preview import ParksFound, look_at_parks, some
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.translation import translate

ID_NAMES = ("id", "park_id", "code")
NAME_NAMES = ("name", "park_name", "title")


class ParksStep(Step):
    """Which features are the parks, and what they are called."""

    def __init__(self, iface: Any, algorithm: QgsProcessingAlgorithm) -> None:
        super().__init__()
        self._iface = iface
        self._watched: QgsVectorLayer | None = None
        self.layer = LayerChooser(Qgis.LayerFilter.HasGeometry, translate("ParksStep", "Layer with a feature a park"))
        self.layer.failed.connect(self.failed)
        self.draw_button = QPushButton(translate("ParksStep", "Draw parks on the map"))
        explain(
            self.draw_button,
            translate("ParksStep", "Makes a temporary layer of parks and starts drawing; save the layer to keep it."),
        )
        self.draw_button.clicked.connect(self.draw)
        self.selected_only = QCheckBox(translate("ParksStep", "Selected features only"))
        explain(
            self.selected_only, translate("ParksStep", "Only the features that are selected in QGIS are the parks.")
        )
        self.id_field = QgsFieldComboBox()
        self.name_field = QgsFieldComboBox()
        for widget in (self.id_field, self.name_field):
            widget.setAllowEmptyFieldName(True)
        explain(self.id_field, translate("ParksStep", "Left empty, the parks are numbered in the layer's order."))
        explain(self.name_field, translate("ParksStep", "Left empty, the id serves as the name."))
        form = narrow_form(folded := folded_box("parklocusParks", translate("ParksStep", "Parks")))
        folded.setCollapsed(False)
        form.addRow(translate("ParksStep", "Layer of parks"), self.layer)
        form.addRow(self.draw_button)
        form.addRow(self.selected_only)
        form.addRow(translate("ParksStep", "Id"), self.id_field)
        form.addRow(translate("ParksStep", "Name"), self.name_field)
        self.groups = QgsCheckableComboBox()
        self.groups.setDefaultText(translate("ParksStep", "no groups"))
        explain(
            self.groups,
            translate(
                "ParksStep", "Fields by which parks fall into groups, such as ownership: scores are compared by them."
            ),
        )
        form.addRow(translate("ParksStep", "Fields of groups"), self.groups)
        self.more = ParameterBox(
            "parklocusParksMore",
            translate("ParksStep", "More about the parks"),
            algorithm,
            [Name.OWN_PLACES, Name.SHIFTED],
            iface.mapCanvas(),
        )
        self.column.addWidget(folded)
        self.column.addWidget(self.more)
        self.column.addStretch()
        self.layer.layer_changed.connect(self._layer_changed)
        self.selected_only.toggled.connect(self.changed)
        self.id_field.fieldChanged.connect(self.changed)
        self.name_field.fieldChanged.connect(self.changed)
        self.groups.checkedItemsChanged.connect(self.changed)
        self.more.changed.connect(self.changed)
        self._layer_changed(None)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters that name the parks."""
        layer = self.layer.layer()
        return {
            Name.PARKS: QgsProcessingFeatureSourceDefinition(
                layer.id() if layer else "", selectedFeaturesOnly=self.selected_only.isChecked()
            ),
            Name.ID: self.id_field.currentField(),
            Name.NAME: self.name_field.currentField(),
            Name.GROUPS: self.groups.checkedItems(),
            **self.more.parameters(),
        }

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show the parks of these parameters."""
        parks = parameters.get(Name.PARKS)
        if isinstance(parks, QgsProcessingFeatureSourceDefinition):
            self.layer.choose(parks.source.staticValue())
            self.selected_only.setChecked(parks.selectedFeaturesOnly)
        else:
            self.layer.choose(str(parks or ""))
            self.selected_only.setChecked(False)
        for name, widget in ((Name.ID, self.id_field), (Name.NAME, self.name_field)):
            if name in parameters:
                widget.setField(parameters[name] or "")
        check_items(self.groups, parameters.get(Name.GROUPS) or [])
        self.more.fill(parameters)

    def state(self) -> StepState:
        """Return how many parks there are, and what is wrong with their ids."""
        layer = self.layer.layer()
        if layer is None:
            return StepState(translate("ParksStep", "Choose the layer of the parks, or draw them."), [], given=False)
        found = self.found()
        if found is None or not found.ids:
            nothing = translate("ParksStep", 'There is no park in the layer "{layer}" (or none is selected).')
            return StepState(nothing.format(layer=layer.name()), [], given=True)
        missing = ""
        if found.repeated:
            missing = translate("ParksStep", "Parks need ids of their own; more than once: {ids}.").format(
                ids=some(found.repeated)
            )
        elif found.blank:
            missing = translate("ParksStep", "Parks without an id: {count}.").format(count=found.blank)
        notes = [translate("ParksStep", "Parks found: {count}.").format(count=len(found.ids))]
        if found.without_place:
            notes.append(
                translate("ParksStep", "Without a place, so not measured: {count}.").format(count=found.without_place)
            )
        return StepState(missing, notes, given=True)

    def found(self) -> ParksFound | None:
        """Return what the layer holds."""
        layer = self.layer.layer()
        if layer is None:
            return None
        return look_at_parks(layer, self.id_field.currentField(), selected_only=self.selected_only.isChecked())

    def draw(self) -> None:
        """Make a layer of parks and hand the map to QGIS's tool for adding features."""
        title = translate("ParksStep", "Parks (drawn)")
        layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=id:integer&field=name:string(80)", title, "memory")
        layer.setDefaultValueDefinition(0, QgsDefaultValue('coalesce(maximum("id"), 0) + 1'))
        QgsProject.instance().addMapLayer(layer)
        self.layer.set_layer(layer)
        layer.startEditing()
        self._iface.setActiveLayer(layer)
        self._iface.actionAddFeature().trigger()

    def release(self) -> None:
        """Stop watching the layer."""
        self._watch(None)

    def _layer_changed(self, layer: QgsVectorLayer | None) -> None:
        self._watch(layer)
        offer_fields(self.id_field, layer, ID_NAMES)
        offer_fields(self.name_field, layer, NAME_NAMES)
        self.groups.clear()
        self.groups.addItems([field.name() for field in layer.fields()] if layer is not None else [])
        for widget in (self.selected_only, self.id_field, self.name_field, self.groups):
            widget.setEnabled(layer is not None)
        self.changed.emit()

    def _watch(self, layer: QgsVectorLayer | None) -> None:
        """Hear of features drawn and selected, of one layer at a time."""
        if self._watched is not None:
            for signal in (self._watched.featureAdded, self._watched.featuresDeleted, self._watched.selectionChanged):
                signal.disconnect(self._features_changed)
            self._watched.willBeDeleted.disconnect(self._forget)
        self._watched = layer
        if layer is not None:
            for signal in (layer.featureAdded, layer.featuresDeleted, layer.selectionChanged):
                signal.connect(self._features_changed)
            layer.willBeDeleted.connect(self._forget)

    def _features_changed(self, *_changes: object) -> None:
        self.changed.emit()

    def _forget(self) -> None:
        self._watched = None


def offer_fields(combo: QgsFieldComboBox, layer: QgsVectorLayer | None, wanted: tuple[str, ...]) -> None:
    """Offer a layer's fields and choose the first that bears a usual name."""
    combo.setLayer(layer)
    names = {field.name().lower(): field.name() for field in layer.fields()} if layer is not None else {}
    combo.setField(next((names[name] for name in wanted if name in names), ""))


def check_items(combo: QgsCheckableComboBox, names: str | list[str]) -> None:
    """Tick these items and no others; one text may hold several, separated by semicolons."""
    combo.deselectAllOptions()
    combo.setCheckedItems(names.split(";") if isinstance(names, str) else list(names))
