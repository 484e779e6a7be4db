"""Run one of the plugin's algorithms in the background, as the toolbox would."""

from __future__ import annotations

import time
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsTask,
)
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from parklocus.plugin.log import log_warning
from parklocus.plugin.translation import translate

STOP_POLL_S = 0.02
STOP_LIMIT_S = 5


class RunFeedback(QgsProcessingFeedback):
    """Passes progress texts on and keeps errors; it is called from the task's thread, so it touches no widget."""

    text_changed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__(logFeedback=False)
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def setProgressText(self, text: str) -> None:
        """Pass a progress text on."""
        super().setProgressText(text)
        self.text_changed.emit(text)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        """Keep an error for the message bar."""
        super().reportError(error, fatalError)
        self.errors.append(error)

    def pushWarning(self, warning: str) -> None:
        """Keep a note for the message bar."""
        super().pushWarning(warning)
        self.warnings.append(warning)


class AlgorithmRun(QObject):
    """One run of an algorithm.

    Once started it must be kept until it has `finished` or was stopped: its task uses its context and feedback.

    Signals
    -------
    progressed
        Per cent done.
    text_changed
        What is being done.
    finished
        Whether it succeeded, the error (empty after a success or a cancellation) and the outputs.
    """

    progressed = pyqtSignal(float)
    text_changed = pyqtSignal(str)
    finished = pyqtSignal(bool, str, dict)

    def __init__(self, algorithm_id: str, parameters: dict[str, Any]) -> None:
        super().__init__()
        self._parameters = parameters
        self._algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm_id)
        self.context = QgsProcessingContext()
        self.context.setProject(QgsProject.instance())
        self.feedback = RunFeedback()
        self.feedback.progressChanged.connect(self.progressed)
        self.feedback.text_changed.connect(self.text_changed)
        self._task: QgsProcessingAlgRunnerTask | None = None

    @property
    def warnings(self) -> list[str]:
        """What the run warned of."""
        return self.feedback.warnings

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.feedback.isCanceled()

    def problem(self) -> str:
        """Return what is wrong with the parameters, or an empty text."""
        fine, message = self._algorithm.canExecute()
        if fine:
            fine, message = self._algorithm.checkParameterValues(self._parameters, self.context)
        return "" if fine else message

    def start(self) -> None:
        """Start the task; it also shows in QGIS's task manager."""
        self._keep_in_history()
        self._task = QgsProcessingAlgRunnerTask(
            self._algorithm,
            self._parameters,
            self.context,
            self.feedback,
            # The panel tells the end itself.
            QgsTask.Flag.CanCancel | QgsTask.Flag.Silent,
        )
        if self.feedback.isCanceled():
            # QGIS's way of saying that the algorithm would not be prepared.
            self._task = None
            self.finished.emit(False, "\n".join(self.feedback.errors), {})
            return
        self._task.setDescription(f"Park Locus: {self._algorithm.displayName()}")
        self._task.executed.connect(self._executed)
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Ask the run to end; `finished` follows within about a second."""
        self.feedback.cancel()

    def stop(self) -> None:
        """End the run here and now, without telling anybody; for when the panel goes."""
        self.finished.disconnect()
        if self._task is None:
            return
        self._task.cancel()
        deadline = time.monotonic() + STOP_LIMIT_S
        while self._task is not None and time.monotonic() < deadline:
            time.sleep(STOP_POLL_S)
            # The task's own events and no others: no event loop within an event loop.
            QCoreApplication.sendPostedEvents(self._task, 0)

    def _executed(self, succeeded: bool, results: dict[str, Any]) -> None:
        self._task = None
        error = "" if succeeded or self.cancelled else "\n".join(self.feedback.errors)
        if not succeeded and not error and not self.cancelled:
            error = translate("AlgorithmRun", 'The run failed without a reason; see the "Park Locus" tab of the log.')
        self.finished.emit(succeeded and not self.cancelled, error, results)

    def _keep_in_history(self) -> None:
        """Write the run into Processing's history, from where it can be repeated."""
        details = {
            "algorithm_id": self._algorithm.id(),
            "parameters": self._algorithm.asMap(self._parameters, self.context),
            "python_command": self._algorithm.asPythonCommand(self._parameters, self.context),
        }
        command, complete = self._algorithm.asQgisProcessCommand(self._parameters, self.context)
        if complete:
            details["process_command"] = command
        _, kept = QgsGui.historyProviderRegistry().addEntry("processing", details)
        if not kept:
            log_warning(translate("AlgorithmRun", "The run could not be written into the Processing history."))
