"""The engine's figures of a result: which one, drawn when it is first asked for, and kept."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from parklocus.plugin.panel.figure_task import Figure, FigureTask
from parklocus.plugin.panel.figure_view import FigureView
from parklocus.plugin.panel.layout import explain, tool_button, wrapped_label
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from parklocus.plugin.result_table import Result

RADAR, STRIPS, STRIP, MATRIX, SCATTER = "radar", "strips", "strip", "matrix", "scatter"
STOP_LIMIT_MS = 3000


class FigurePanel(QWidget):
    """One figure at a time; `failed` carries why one could not be saved."""

    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Result | None = None
        self._park = ""
        self._index = ""
        self._temporary = tempfile.TemporaryDirectory(prefix="parklocus-figures-")
        self._numbers = count()  # each figure has a folder of its own
        self._drawn: dict[Figure, str] = {}
        self._task: FigureTask | None = None
        self._wanted: Figure | None = None
        self.kind = QComboBox()
        explain(self.kind, translate("FigurePanel", "What to draw"))
        for kind, title in (
            (RADAR, translate("FigurePanel", "Radar of the park")),
            (STRIPS, translate("FigurePanel", "Percentiles of the indices")),
            (STRIP, translate("FigurePanel", "Percentiles of the chosen index")),
            (MATRIX, translate("FigurePanel", "Factors × indices")),
            (SCATTER, translate("FigurePanel", "Scatter: factor and chosen index")),
        ):
            self.kind.addItem(title, kind)
        self.kind.currentIndexChanged.connect(self.refresh)
        self.factor = QComboBox()
        explain(self.factor, translate("FigurePanel", "Factor of the scatter plot"))
        self.factor.currentIndexChanged.connect(self.refresh)
        for combo in (self.kind, self.factor):
            combo.setMinimumContentsLength(10)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.save_button = tool_button("mActionFileSave.svg", translate("FigurePanel", "Save the figure"))
        self.save_button.clicked.connect(self._save)
        self.status = wrapped_label()
        self.view = FigureView()
        kinds = QHBoxLayout()
        kinds.addWidget(self.kind, 1)
        kinds.addWidget(self.save_button)
        below = QVBoxLayout(self)
        below.setContentsMargins(0, 0, 0, 0)
        below.addLayout(kinds)
        below.addWidget(self.factor)
        below.addWidget(self.status)
        below.addWidget(self.view, 1)

    def showEvent(self, event: object) -> None:
        """Draw what was not drawn while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    def set_result(self, result: Result | None) -> None:
        """Take another result; what was drawn of a file that has since been written anew is drawn again."""
        self._result = result
        self._drawn = {figure: file for figure, file in self._drawn.items() if result and figure.result != result.path}
        self.factor.blockSignals(True)
        self.factor.clear()
        self.factor.addItems(result.factors if result else [])
        self.factor.blockSignals(False)

    def choose_factor(self, factor: str) -> None:
        """Take a factor for the scatter plot."""
        self.factor.setCurrentText(factor)

    def show_figure(self, park: str, index: str) -> None:
        """Show a park and an index column; either may be empty."""
        self._park, self._index = park, index
        self.refresh()

    def release(self) -> None:
        """Stop drawing and remove what was drawn."""
        if self._task is not None:
            self._task.ended.disconnect(self._drawing_ended)
            self._task.cancel()
            self._task.waitForFinished(STOP_LIMIT_MS)
            self._task = None
        self._temporary.cleanup()

    def _figure(self) -> Figure | None:
        """Return the figure that is asked for, None where something for it is not chosen yet."""
        if self._result is None:
            return None
        path, kind, park, index = self._result.path, self.kind.currentData(), self._park, self._index
        if kind == RADAR:
            return Figure(path, RADAR, park=park) if park else None
        if kind == MATRIX:
            return Figure(path, MATRIX) if self._result.factors else None
        if kind == STRIPS:
            return Figure(path, STRIPS, park=park)
        if kind == STRIP:
            return Figure(path, STRIPS, park=park, column=index) if index else None
        factor = self.factor.currentText()
        return Figure(path, SCATTER, park=park, factor=factor, column=index) if factor and index else None

    def refresh(self) -> None:
        """Show the figure of what is chosen; it is drawn where it has not been yet."""
        self.factor.setVisible(self.kind.currentData() == SCATTER)
        self._wanted = self._figure()
        if self._wanted is None:
            self._show_file("", self._why_none())
        elif self._wanted in self._drawn:
            self._show_file(self._drawn[self._wanted], "")
        else:
            self._show_file("", translate("FigurePanel", "Drawing…"))
            self._draw()

    def _why_none(self) -> str:
        if self._result is not None and not self._result.factors and self.kind.currentData() in (MATRIX, SCATTER):
            return translate("FigurePanel", "The study has no factor scores to compare.")
        if self.kind.currentData() == RADAR:
            return translate("FigurePanel", "Choose a park in the list or on the map.")
        return translate("FigurePanel", "Choose an index above.")

    def _show_file(self, file: str, text: str) -> None:
        self.view.show_file(file)
        self.status.setText(text)
        self.status.setVisible(bool(text))
        self.save_button.setEnabled(bool(self.view.file))

    def _draw(self) -> None:
        """Begin with the figure that is wanted; what is being drawn and no longer wanted is given up."""
        if self._task is not None:
            if self._task.figure != self._wanted:
                self._task.cancel()
            return
        if self._wanted is None or self._wanted in self._drawn or not self.isVisible():
            return
        self._task = FigureTask(self._wanted, Path(self._temporary.name) / str(next(self._numbers)))
        self._task.ended.connect(self._drawing_ended)
        QgsApplication.taskManager().addTask(self._task)

    def _drawing_ended(self, file: str, problem: str) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        if file:
            self._drawn[task.figure] = file
        if task.figure == self._wanted:
            self._show_file(file, problem)
        else:
            self._draw()

    def _save(self) -> None:
        name = Path(self.view.file).name
        start = str(Path(QgsProject.instance().homePath()) / name)
        path, _ = QFileDialog.getSaveFileName(self, self.save_button.toolTip(), start, "SVG (*.svg)")
        if path:
            self.save_figure(path)

    def save_figure(self, path: str) -> None:
        """Keep the figure that is shown."""
        try:
            self.view.save(path if path.lower().endswith(".svg") else path + ".svg")
        except OSError as error:
            self.failed.emit(translate("FigurePanel", "The figure cannot be saved: {reason}.").format(reason=error))
