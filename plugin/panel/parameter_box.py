"""Parameters of the algorithm that the panel shows with Processing's own controls."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    NULL,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProject,
)
from qgis.gui import (
    QgsAbstractProcessingParameterWidgetWrapper,
    QgsGui,
    QgsMapCanvas,
    QgsProcessingContextGenerator,
    QgsProcessingGui,
    QgsProcessingParameterWidgetContext,
)
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from parklocus.plugin.panel.layout import folded_box, narrow_form, wrapped_label
from parklocus.plugin.translation import translate

LINES_SHOWN = 5


class ProjectContext(QgsProcessingContextGenerator):
    """Tells Processing's controls which project they serve."""

    def __init__(self) -> None:
        super().__init__()
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())

    def processingContext(self) -> QgsProcessingContext:
        """Return the context; QGIS calls this."""
        return self._context


class ParameterBox(QWidget):
    """A folded box of parameters, each as the toolbox shows it but with its label above it.

    What the algorithm comes to ask for later needs no more than its name here.
    """

    changed = pyqtSignal()

    def __init__(
        self, name: str, title: str, algorithm: QgsProcessingAlgorithm, names: list[str], canvas: QgsMapCanvas
    ) -> None:
        super().__init__()
        self._algorithm = algorithm  # owns the definitions, which the controls point to
        self._generator = ProjectContext()
        self._wrappers: dict[str, QgsAbstractProcessingParameterWidgetWrapper] = {}
        self.box = folded_box(name, title)
        form = self._form = narrow_form(self.box)
        for parameter in names:
            definition = algorithm.parameterDefinition(parameter)
            widget = self._wrapped(parameter, definition, canvas)
            label = wrapped_label(definition.description())
            if isinstance(definition, QgsProcessingParameterBoolean):
                widget.setText("")  # one that does not break its lines, and would be too wide
                row = QHBoxLayout()
                row.addWidget(widget, 0)
                row.addWidget(label, 1)
                form.addRow(row)
            else:
                widget.setSizePolicy(QSizePolicy.Policy.Expanding, widget.sizePolicy().verticalPolicy())
                form.addRow(label)  # a row of its own, as wide as the box
                form.addRow(widget)
        for wrapper in self._wrappers.values():
            wrapper.postInitialize(list(self._wrappers.values()))
            wrapper.widgetValueHasChanged.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)

    def parameters(self) -> dict[str, Any]:
        """Return what was chosen."""
        values = {name: wrapper.parameterValue() for name, wrapper in self._wrappers.items()}
        return {name: value for name, value in values.items() if value not in (None, NULL, "", [])}

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show these parameters, and the defaults of the others."""
        for name, wrapper in self._wrappers.items():
            value = parameters.get(name, wrapper.parameterDefinition().defaultValue())
            wrapper.setParameterValue(value, self._generator.processingContext())

    def insert_row(self, label: str, widget: QWidget) -> None:
        """Put a control of the panel's own above the others."""
        self._form.insertRow(0, label, widget)

    def _wrapped(self, name: str, definition: Any, canvas: QgsMapCanvas) -> QWidget:
        wrapper = QgsGui.processingGuiRegistry().createParameterWidgetWrapper(
            definition, QgsProcessingGui.WidgetType.Standard
        )
        wrapper.registerProcessingContextGenerator(self._generator)
        context = QgsProcessingParameterWidgetContext()
        context.setProject(QgsProject.instance())
        context.setMapCanvas(canvas)
        wrapper.setWidgetContext(context)
        self._wrappers[name] = wrapper
        widget = wrapper.createWrappedWidget(self._generator.processingContext())
        widget.setAccessibleName(definition.description())
        if isinstance(widget, QPlainTextEdit):
            widget.setMaximumHeight(widget.fontMetrics().height() * LINES_SHOWN)
        if isinstance(widget, QComboBox):
            name_choices(widget)
        return widget


def name_choices(combo: QComboBox) -> None:
    """Show a parameter's choices in words; what the algorithm gets is the choice itself, which is the item's data."""
    words = {
        "population": translate("ParameterBox", "people in each cell"),
        "population_density": translate("ParameterBox", "people per km²"),
        "industrial": translate("ParameterBox", "industrial land"),
        "residential": translate("ParameterBox", "residential land"),
        "commercial": translate("ParameterBox", "commercial land"),
        "retail": translate("ParameterBox", "retail land"),
        "nodes": translate("ParameterBox", "each node once"),
        "street_length": translate("ParameterBox", "each node by its length of streets"),
        "parks": translate("ParameterBox", "a park"),
        "respondents": translate("ParameterBox", "a respondent"),
    }
    for row in range(combo.count()):
        combo.setItemText(row, words.get(combo.itemData(row), combo.itemText(row)))
