"""Step 3: which indices, with which parameters, and among what parks are ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox

from parklocus.plugin.assignments import AssignmentError
from parklocus.plugin.catalogue import read_catalogue, read_presets
from parklocus.plugin.panel.index_parameters import IndexParameters
from parklocus.plugin.panel.index_tree import IndexTree, needs_text
from parklocus.plugin.panel.layout import explain, folded_box, narrow_form
from parklocus.plugin.panel.parameter_box import ParameterBox
from parklocus.plugin.panel.step import Step, StepState
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.translation import current_language, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from qgis.core import QgsProcessingAlgorithm

FROM_USER = ("centre", "population", "night_light")  # what the map itself does not hold
OWN_CHOICE = ""


class IndicesStep(Step):
    """A tree of the catalogue with search and presets.

    Parameters
    ----------
    iface, algorithm
        QGIS's interface, and the algorithm whose parameters the step gives.
    has
        Whether the city step has what an index needs.
    """

    def __init__(self, iface: Any, algorithm: QgsProcessingAlgorithm, has: Callable[[str], bool]) -> None:
        super().__init__()
        self._has = has
        self._catalogue = read_catalogue()
        self._presets = {preset.id: preset for preset in read_presets()}
        language = current_language()
        self.preset = QComboBox()
        explain(self.preset, translate("IndicesStep", "Ticks a choice of indices"))
        self.preset.addItem(translate("IndicesStep", "your own choice"), OWN_CHOICE)
        for preset in self._presets.values():
            self.preset.addItem(preset.title(language), preset.id)
            self.preset.setItemData(self.preset.count() - 1, preset.definition(language), Qt.ItemDataRole.ToolTipRole)
        self.search = QgsFilterLineEdit()
        self.search.setShowSearchIcon(True)
        self.search.setPlaceholderText(translate("IndicesStep", "Search"))
        explain(self.search, translate("IndicesStep", "Shows the indices whose title or definition holds these words"))
        self.tree = IndexTree(self._catalogue, language)
        explain(self.tree, translate("IndicesStep", "Indices to compute; each one's tooltip has its definition."))
        self.tree.setToolTip("")  # the items have their own
        self.tree.setMinimumHeight(self.tree.fontMetrics().height() * 15)
        self.index_parameters = IndexParameters(self._catalogue, language)
        box = folded_box("parklocusIndices", translate("IndicesStep", "Indices"))
        box.setCollapsed(False)
        form = narrow_form(box)
        form.addRow(translate("IndicesStep", "Preset"), self.preset)
        form.addRow(self.search)
        form.addRow(self.tree)
        form.addRow(self.index_parameters)
        self.column.addWidget(box, 1)
        canvas = iface.mapCanvas()
        self.boxes = [
            ParameterBox(name, title, algorithm, names, canvas)
            for name, title, names in (
                (
                    "parklocusReference",
                    translate("IndicesStep", "What parks are ranked among"),
                    [
                        Name.REFERENCE_WITHIN,
                        Name.REFERENCE_LAND_USE,
                        Name.REFERENCE_SAMPLE,
                        Name.REFERENCE_SEED,
                        Name.REFERENCE_WEIGHT,
                    ],
                ),
                (
                    "parklocusPlaces",
                    translate("IndicesStep", "Places of your own to compare"),
                    [Name.PLACES, Name.PLACES_CATEGORY, Name.PLACES_CATEGORIES, Name.PLACES_RADIUS],
                ),
                (
                    "parklocusSummary",
                    translate("IndicesStep", "The city as a whole"),
                    [Name.SUMMARY, Name.SUMMARY_GRID, Name.SUMMARY_TITLE],
                ),
            )
        ]
        for parameter_box in self.boxes:
            parameter_box.changed.connect(self.changed)
            self.column.addWidget(parameter_box)
        self.preset.activated.connect(self._preset_chosen)
        self.search.textChanged.connect(self.tree.search)
        self.tree.choice_changed.connect(self._choice_changed)
        self.tree.index_shown.connect(self.index_parameters.show_index)
        self.index_parameters.changed.connect(self.changed)
        self._choice_changed()

    def parameters(self) -> dict[str, Any]:
        """Return the parameters that say what to compute; a preset leaves out by itself what has no data."""
        preset = self.preset.currentData()
        parameters: dict[str, Any] = {
            Name.INDICES: [] if preset != OWN_CHOICE else self.tree.chosen(),
            Name.INDEX_PARAMETERS: self.index_parameters.text(),
        }
        if preset not in (OWN_CHOICE, self._everything()):
            parameters[Name.PRESET] = preset
        for box in self.boxes:
            parameters.update(box.parameters())
        return parameters

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show the indices of these parameters."""
        chosen = parameters.get(Name.INDICES) or ()
        preset = self._presets.get(str(parameters.get(Name.PRESET) or ""))
        if chosen:
            self.tree.choose(chosen)
        elif preset is not None and preset.indices:
            self.tree.choose(preset.indices)
        else:
            self.tree.choose_all()
        try:
            self.index_parameters.set_text(str(parameters.get(Name.INDEX_PARAMETERS) or ""))
        except AssignmentError as error:
            self.failed.emit(str(error))
        for box in self.boxes:
            box.fill(parameters)

    def state(self) -> StepState:
        """Return how many indices are chosen, and which of them lack data."""
        chosen = set(self.tree.chosen())
        if not chosen:
            return StepState(translate("IndicesStep", "Tick at least one index."), [], given=False)
        notes = [
            translate("IndicesStep", "{chosen} of {all} indices chosen.").format(
                chosen=len(chosen), all=len(self._catalogue)
            )
        ]
        if self.index_parameters.count():
            notes[0] += " " + translate("IndicesStep", "Parameters of your own: {count}.").format(
                count=self.index_parameters.count()
            )
        missing = ""
        for need in FROM_USER:
            lacking = [one.id for one in self._catalogue if one.id in chosen and need in one.needs]
            if not lacking or self._has(need):
                continue
            if self.preset.currentData() == OWN_CHOICE:  # a preset leaves out what has no data; a choice is meant
                missing = translate("IndicesStep", "Give {need} in step 2, or untick {ids}.").format(
                    need=needs_text([need]), ids=", ".join(lacking)
                )
            else:
                notes.append(
                    translate("IndicesStep", "Without {need} (step 2) {count} of them are left out.").format(
                        count=len(lacking), need=needs_text([need])
                    )
                )
        return StepState(missing, notes, given=True)

    def _everything(self) -> str:
        return next(key for key, preset in self._presets.items() if not preset.indices)

    def _preset_chosen(self) -> None:
        preset = self._presets.get(self.preset.currentData())
        if preset is None:
            return
        if preset.indices:
            self.tree.choose(preset.indices)
        else:
            self.tree.choose_all()

    def _choice_changed(self) -> None:
        """Name the preset that is ticked, if it is one."""
        chosen = set(self.tree.chosen())
        everything = self.tree.all_chosen()
        fitting = (
            key
            for key, preset in self._presets.items()
            if (everything if not preset.indices else chosen == set(preset.indices))
        )
        self.preset.setCurrentIndex(self.preset.findData(next(fitting, OWN_CHOICE)))
        self.changed.emit()
