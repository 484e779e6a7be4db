"""Step 4: factor scores of the parks, and which way they are expected to go with the indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsProcessingAlgorithm, QgsVectorLayer
from qgis.gui import QgsCheckableComboBox, QgsFieldComboBox
from qgis.PyQt.QtWidgets import QCheckBox, QLineEdit

from parklocus.plugin.assignments import AssignmentError
from parklocus.plugin.catalogue import read_catalogue
from parklocus.plugin.panel.direction_list import DirectionList
from parklocus.plugin.panel.layer_chooser import LayerChooser
from parklocus.plugin.panel.layout import explain, folded_box, narrow_form
from parklocus.plugin.panel.parameter_box import ParameterBox
from parklocus.plugin.panel.parks_step import ID_NAMES, check_items, offer_fields
from parklocus.plugin.panel.step import Step, StepState
from parklocus.plugin.preview import look_at_scores, match, some
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.translation import current_language, translate

if TYPE_CHECKING:
    from collections.abc import Callable


class FactorsStep(Step):
    """A table of scores, the key that joins it to the parks, and the directions expected; all of it optional.

    Parameters
    ----------
    iface, algorithm
        QGIS's interface, and the algorithm whose parameters the step gives.
    park_ids
        Returns the ids of the parks as they are chosen; empty where there are none.
    """

    def __init__(self, iface: Any, algorithm: QgsProcessingAlgorithm, park_ids: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self._park_ids = park_ids
        self.table = LayerChooser(
            Qgis.LayerFilter.VectorLayer, translate("FactorsStep", "Table with a row a park and a field a factor")
        )
        self.table.failed.connect(self.failed)
        self.id_field = QgsFieldComboBox()
        explain(self.id_field, translate("FactorsStep", "Field of the table that holds the park's id"))
        self.factors = QgsCheckableComboBox()
        self.factors.setDefaultText(translate("FactorsStep", "all that hold numbers"))
        explain(self.factors, translate("FactorsStep", "Fields that are factors; none chosen: all that hold numbers"))
        self.label = QLineEdit()
        self.label.setPlaceholderText(translate("FactorsStep", 'such as "simulated"'))
        explain(self.label, translate("FactorsStep", "What is said beside every score in tables and figures"))
        self.expected = QCheckBox(translate("FactorsStep", "The catalogue's directions"))
        self.expected.setChecked(True)
        explain(
            self.expected,
            translate(
                "FactorsStep",
                "Expects them of factors that bear the catalogue's names, where no directions of your own are listed",
            ),
        )
        self.directions = DirectionList(read_catalogue(), current_language())
        box = folded_box("parklocusScores", translate("FactorsStep", "Factor scores (optional)"))
        box.setCollapsed(False)
        form = narrow_form(box)
        form.addRow(translate("FactorsStep", "Score table"), self.table)
        form.addRow(translate("FactorsStep", "Park's id in the table"), self.id_field)
        form.addRow(translate("FactorsStep", "Factors"), self.factors)
        form.addRow(translate("FactorsStep", "Label of the scores"), self.label)
        form.addRow(translate("FactorsStep", "Directions expected"), self.expected)
        form.addRow(self.directions)
        self.more = ParameterBox(
            "parklocusScoresMore",
            translate("FactorsStep", "More about the scores"),
            algorithm,
            [Name.SCORES_LEVEL, Name.SCORES_ANSWERS, Name.SPACES],
            iface.mapCanvas(),
        )
        self.column.addWidget(box)
        self.column.addWidget(self.more)
        self.column.addStretch()
        self.table.layer_changed.connect(self._table_changed)
        self.id_field.fieldChanged.connect(self._factors_changed)
        self.factors.checkedItemsChanged.connect(self._factors_changed)
        self.label.textChanged.connect(self.changed)
        self.expected.toggled.connect(self.changed)
        self.directions.changed.connect(self.changed)
        self.more.changed.connect(self.changed)
        self._table_changed(None)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the scores; nothing where there is no table."""
        table = self.table.layer()
        if table is None:
            return {}
        return {
            Name.SCORES: table.id(),
            Name.SCORES_ID: self.id_field.currentField(),
            Name.SCORES_FACTORS: self.factors.checkedItems(),
            Name.SCORES_LABEL: self.label.text(),
            Name.EXPECTED: self.expected.isChecked(),
            Name.DIRECTIONS: self.directions.text(),
            **self.more.parameters(),
        }

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show the scores of these parameters."""
        self.table.choose(str(parameters.get(Name.SCORES) or ""))
        if Name.SCORES_ID in parameters:
            self.id_field.setField(parameters[Name.SCORES_ID] or "")
        check_items(self.factors, parameters.get(Name.SCORES_FACTORS) or [])
        self.label.setText(str(parameters.get(Name.SCORES_LABEL) or ""))
        self.expected.setChecked(bool(parameters.get(Name.EXPECTED, True)))
        try:
            self.directions.set_text(str(parameters.get(Name.DIRECTIONS) or ""))
        except AssignmentError as error:
            self.failed.emit(str(error))
        self.more.fill(parameters)

    def state(self) -> StepState:
        """Return how many rows of the table have a park, and which have none."""
        table = self.table.layer()
        if table is None:
            text = translate("FactorsStep", "Without a score table, indices alone are computed.")
            return StepState("", [text], given=False)
        id_field = self.id_field.currentField()
        if not id_field:
            return StepState(translate("FactorsStep", "Choose the field that holds the park's id."), [], given=True)
        found = match(self._park_ids(), look_at_scores(table, id_field))
        if not found.matched:
            text = translate("FactorsStep", "No id of the score table is one of a park.")
            return StepState(text, [], given=True)
        notes = [
            translate("FactorsStep", "{matched} of {parks} parks have scores.").format(
                matched=found.matched, parks=found.matched + len(found.only_parks)
            )
        ]
        if found.only_parks:
            notes.append(translate("FactorsStep", "Parks without scores: {ids}").format(ids=some(found.only_parks)))
        if found.only_scores:
            notes.append(translate("FactorsStep", "Scores without a park: {ids}").format(ids=some(found.only_scores)))
        return StepState("", notes, given=True)

    def _table_changed(self, table: QgsVectorLayer | None) -> None:
        offer_fields(self.id_field, table, ID_NAMES)
        self.factors.clear()
        self.factors.addItems([field.name() for field in table.fields()] if table is not None else [])
        for widget in (self.id_field, self.factors, self.label, self.expected, self.directions, self.more):
            widget.setEnabled(table is not None)
        self._factors_changed()

    def _factors_changed(self, *_changes: object) -> None:
        table = self.table.layer()
        fields = [field.name() for field in table.fields()] if table is not None else []
        named = {self.id_field.currentField(), "name", "fid", "label"}
        self.directions.offer_factors(self.factors.checkedItems() or [field for field in fields if field not in named])
        self.changed.emit()
