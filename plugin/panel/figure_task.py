"""Draw one figure of a result in the engine's process, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qgis.core import QgsProcessingFeedback, QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from parklocus.plugin.child import ChildError
from parklocus.plugin.environment import EngineError, require_engine
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import WorkerError, run_engine

if TYPE_CHECKING:
    from pathlib import Path


class Figure(NamedTuple):
    """A figure to draw: its kind, and the park, factor and index's column it is of, where it is of one."""

    result: str
    kind: str
    park: str = ""
    factor: str = ""
    column: str = ""

    def arguments(self, folder: Path) -> list[str]:
        """Return the engine's command."""
        arguments = ["figures", self.result, "--folder", str(folder), "--kind", self.kind]
        for option, value in (("--park", self.park), ("--factor", self.factor), ("--index", self.column)):
            arguments += [option, value] if value else []
        return arguments


class FigureTask(QgsTask):
    """One call of the engine; `ended` carries the file, or why there is none, and comes in the main thread."""

    ended = pyqtSignal(str, str)

    def __init__(self, figure: Figure, folder: Path) -> None:
        flags = QgsTask.Flag.CanCancel | QgsTask.Flag.Silent
        super().__init__(translate("FigureTask", "Park Locus: drawing a figure"), flags)
        self.figure = figure
        self._folder = folder
        self._feedback = QgsProcessingFeedback(False)
        self._file = ""
        self._problem = ""

    def run(self) -> bool:
        """Call the engine; this is not the main thread."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            event = run_engine(
                require_engine().python, self.figure.arguments(self._folder), self._folder, self._feedback
            )
            self._file = event["figures"][0]["file"]
        except (EngineError, WorkerError, ChildError, OSError) as error:
            self._problem = str(error)
        except (KeyError, IndexError):
            self._problem = translate("FigureTask", "The result has nothing to draw in this figure.")
        return bool(self._file)

    def cancel(self) -> None:
        """End the engine's process, too."""
        self._feedback.cancel()
        super().cancel()

    def finished(self, _succeeded: bool) -> None:
        """Tell; QGIS calls this in the main thread. A cancelled figure has neither a file nor a problem."""
        problem = "" if self._feedback.isCanceled() else self._problem
        self.ended.emit(self._file, problem)
