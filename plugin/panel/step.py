"""What the panel's steps have in common: parameters to give and to take, and a word on where they stand."""

from __future__ import annotations

from typing import Any, NamedTuple

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from parklocus.plugin.panel.layout import MARGIN, wrapped_label


class StepState(NamedTuple):
    """Where a step stands.

    Attributes
    ----------
    missing
        What a run cannot do without, or an empty text.
    notes
        What the user should know of the step's inputs, a line each.
    given
        Whether there is anything in the step; an optional one may be left as it is.
    """

    missing: str
    notes: list[str]
    given: bool


class Step(QWidget):
    """One step of the panel.

    Signals
    -------
    changed
        Something was chosen or typed.
    failed
        What is wrong with an entry, for the message bar.
    """

    changed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, MARGIN, 0)
        self.preview = wrapped_label()
        self.column.addWidget(self.preview)

    def parameters(self) -> dict[str, Any]:
        """Return the algorithm's parameters that stand in this step."""
        raise NotImplementedError

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show these parameters; those that are not given become what they were at first."""
        raise NotImplementedError

    def state(self) -> StepState:
        """Return where the step stands."""
        raise NotImplementedError

    def show_state(self, state: StepState) -> None:
        """Write above the controls what is missing and what was found."""
        self.preview.setText("\n".join(filter(None, [state.missing, *state.notes])))
        self.preview.setVisible(bool(self.preview.text()))
