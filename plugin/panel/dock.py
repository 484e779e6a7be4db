"""The dock panel: inputs above, the run below."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsProject
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from parklocus.plugin.log import LOG_TAB
from parklocus.plugin.panel.engine_box import EngineBox
from parklocus.plugin.panel.inputs_form import InputsForm
from parklocus.plugin.panel.layout import MARGIN
from parklocus.plugin.panel.run import AlgorithmRun
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.result_layers import add_to_project
from parklocus.plugin.translation import translate

COMPUTE = "parklocus:indices"
INSTALL = "parklocus:install_engine"
STAYS_S = 0  # seconds a message stays: until it is read
NOTES_SHOWN = 3


class ParkLocusDock(QgsDockWidget):
    """Collects the inputs and runs the plugin's algorithms in the background."""

    def __init__(self, iface: Any) -> None:
        super().__init__("Park Locus", iface.mainWindow())
        self.setObjectName("ParkLocusDock")
        self._iface = iface
        self.run: AlgorithmRun | None = None
        self.engine = EngineBox()
        self.engine.install_wanted.connect(self.install)
        self.form = InputsForm(iface.mapCanvas())
        self.form.failed.connect(self.show_error)
        self.progress_text = QLabel()
        self.progress_text.setWordWrap(True)
        self.progress = QProgressBar()
        self.run_button = QPushButton(translate("ParkLocusDock", "Run"))
        self.run_button.clicked.connect(self.compute)
        self.cancel_button = QPushButton(translate("ParkLocusDock", "Cancel"))
        self.cancel_button.clicked.connect(self.cancel)
        self._lay_out()
        self._show_running(running=False)

    def compute(self) -> None:
        """Compute the indices of the parks."""
        problem = self.form.problem()
        if problem:
            self.show_error(problem)
            return
        self._start(COMPUTE, self.form.parameters())

    def install(self) -> None:
        """Make the engine's environment."""
        self._start(INSTALL, {})

    def cancel(self) -> None:
        """Cancel what is running."""
        if self.run is not None:
            self.progress_text.setText(translate("ParkLocusDock", "Cancelling…"))
            self.run.cancel()

    def release(self) -> None:
        """Stop what is running and take everything off the map, before the panel goes."""
        self.form.centres.release()
        if self.run is not None:
            self.run.stop()
            self.run = None

    def show_error(self, text: str) -> None:
        """Show what went wrong in QGIS's message bar."""
        self._message(text, Qgis.MessageLevel.Critical)

    def _start(self, algorithm: str, parameters: dict[str, Any]) -> None:
        if self.run is not None:
            return
        run = AlgorithmRun(algorithm, parameters)
        problem = run.problem()
        if problem:
            self.show_error(problem)
            return
        run.progressed.connect(lambda percent: self.progress.setValue(int(percent)))
        run.text_changed.connect(self.progress_text.setText)
        run.finished.connect(self._installed if algorithm == INSTALL else self._computed)
        self.run = run
        self._show_running(running=True)
        run.start()

    def _computed(self, succeeded: bool, error: str, results: dict[str, Any]) -> None:
        run = self._end_run()
        if succeeded:
            layers = add_to_project(run.context, QgsProject.instance())
            text = translate("ParkLocusDock", "Done: {count} layers from {file} are in the project.")
            self._message(text.format(count=len(layers), file=results[Name.OUTPUT]), Qgis.MessageLevel.Success)
            self._show_notes(run.warnings)
        else:
            self._tell_failure(error)

    def _installed(self, succeeded: bool, error: str, _results: dict[str, Any]) -> None:
        self._end_run()
        if succeeded:
            self._message(translate("ParkLocusDock", "The engine is installed."), Qgis.MessageLevel.Success)
        else:
            self._tell_failure(error)

    def _tell_failure(self, error: str) -> None:
        if error:
            self.show_error(error)
        else:
            self._message(translate("ParkLocusDock", "Cancelled; nothing was changed."), Qgis.MessageLevel.Info)

    def _show_notes(self, notes: list[str]) -> None:
        if not notes:
            return
        more = len(notes) - NOTES_SHOWN
        text = " ".join(notes[:NOTES_SHOWN])
        if more > 0:
            text += " " + translate("ParkLocusDock", '{count} more notes are in the "{tab}" tab of the log.').format(
                count=more, tab=LOG_TAB
            )
        self._message(text, Qgis.MessageLevel.Warning)

    def _end_run(self) -> AlgorithmRun:
        run, self.run = self.run, None
        if run is None:
            raise RuntimeError("a run ended that was not begun")
        self._show_running(running=False)
        self.engine.refresh()
        return run

    def _message(self, text: str, level: Qgis.MessageLevel) -> None:
        self._iface.messageBar().pushMessage("Park Locus", text, level, STAYS_S)

    def _show_running(self, *, running: bool) -> None:
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.progress_text.setVisible(running)
        self.progress_text.clear()
        self.run_button.setEnabled(not running)
        self.cancel_button.setEnabled(running)
        self.form.setEnabled(not running)
        self.engine.setEnabled(not running)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, MARGIN, 0)
        column.addWidget(self.engine)
        column.addWidget(self.form)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button, 1)
        buttons.addWidget(self.cancel_button, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.progress_text)
        outer.addWidget(self.progress)
        outer.addLayout(buttons)
        self.setWidget(whole)
