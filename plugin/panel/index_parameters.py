"""The parameters of one index at a time, such as its radii; what is left empty keeps the catalogue's value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from parklocus.plugin.assignments import AssignmentError, read_assignments, read_parameters, write_assignments
from parklocus.plugin.catalogue import unit_title
from parklocus.plugin.panel.layout import explain, narrow_form, wrapped_label
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from parklocus.plugin.catalogue import Index, Parameter


class IndexParameters(QWidget):
    """Fields for the index that the cursor is on; the values of all indices are kept."""

    changed = pyqtSignal()

    def __init__(self, indices: list[Index], language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._indices = {index.id: index for index in indices}
        self._language = language
        self._given: dict[str, dict[str, str]] = {}
        self._fields: QWidget | None = None
        self._shown = ""
        self.edits: dict[str, QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.show_index("")

    def show_index(self, index_id: str) -> None:
        """Show the fields of an index."""
        self._shown = index_id
        self.edits = {}
        if self._fields is not None:
            self._column.removeWidget(self._fields)
            self._fields.hide()
            self._fields.deleteLater()
        self._fields = QWidget()
        self._column.addWidget(self._fields)
        form = narrow_form(self._fields)
        index = self._indices.get(index_id)
        if index is None or not index.parameters:
            text = translate("IndexParameters", "Click an index to set its parameters, such as radii.")
            if index is not None:
                text = translate("IndexParameters", "{index} has no parameters.").format(
                    index=index.title(self._language)
                )
            form.addRow(wrapped_label(text))
            return
        form.addRow(wrapped_label(index.title(self._language)))
        for name, parameter in index.parameters.items():
            form.addRow(wrapped_label(label_of(parameter, self._language)))
            form.addRow(self._edit(index_id, name, parameter))

    def text(self) -> str:
        """Return the parameters as the algorithm takes them, one a line."""
        pairs = []
        for index_id, values in self._given.items():
            for name, value in values.items():
                pairs += by_class(f"{index_id}.{name}", value)
        return write_assignments(pairs)

    def set_text(self, text: str) -> None:
        """Take the parameters from lines."""
        self._given = {
            index_id: {name: value_text(value) for name, value in values.items()}
            for index_id, values in read_parameters(text, list(self._indices.values())).items()
        }
        self.show_index(self._shown)

    def count(self) -> int:
        """Return how many parameters differ from the catalogue."""
        return sum(map(len, self._given.values()))

    def _edit(self, index_id: str, name: str, parameter: Parameter) -> QLineEdit:
        edit = QLineEdit(self._given.get(index_id, {}).get(name, ""))
        edit.setPlaceholderText(value_text(parameter.default))
        explain(
            edit,
            translate("IndexParameters", "{name}; left empty: {default}").format(
                name=f"{index_id}.{name}", default=value_text(parameter.default) or translate("IndexParameters", "all")
            ),
        )
        edit.textChanged.connect(lambda text: self._keep(index_id, name, text))
        self.edits[name] = edit
        return edit

    def _keep(self, index_id: str, name: str, text: str) -> None:
        values = self._given.setdefault(index_id, {})
        values.pop(name, None)
        if text.strip():
            values[name] = re.sub("[;；\n]", ",", text.strip())  # what would end a line of the algorithm's text
        if not values:
            del self._given[index_id]
        self.changed.emit()


def by_class(key: str, value: str) -> list[tuple[str, str]]:
    """Return `bus=6, ferry=2` as an assignment for each class; what cannot be read goes on as it is, to be refused."""
    if "=" in value:
        try:
            return [(f"{key}.{name}", each) for name, each in read_assignments(value.replace(",", ";"))]
        except AssignmentError:
            pass  # half typed
    return [(key, value)]


def label_of(parameter: Parameter, language: str) -> str:
    """Return a parameter's title with its unit."""
    return parameter.title(language) + (f" ({unit_title(parameter.unit, language)})" if parameter.unit else "")


def value_text(value: Any) -> str:
    """Return a parameter's value as it is typed: `500, 800`, or `bus=6, ferry=2` for one by class."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key}={value_text(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(value_text, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
