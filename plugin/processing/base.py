"""What all algorithms share: the engine is asked for first, the work is done in its process, errors are sentences."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
)

from parklocus.plugin.assignments import AssignmentError
from parklocus.plugin.catalogue import refresh_catalogue
from parklocus.plugin.centres import CentreError
from parklocus.plugin.child import ChildError
from parklocus.plugin.environment import Engine, EngineError, engine_problem, locate_engine, require_engine
from parklocus.plugin.folders import plugin_icon
from parklocus.plugin.inputs import InputLayerError
from parklocus.plugin.installation import InstallationError
from parklocus.plugin.log import log_error
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import WorkerError

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QIcon

# What goes wrong for the user to mend: the text says how.
TOLD = (AssignmentError, CentreError, ChildError, EngineError, InputLayerError, InstallationError, WorkerError)


class ParkLocusAlgorithm(QgsProcessingAlgorithm):
    """One of the plugin's algorithms; a subclass says what it is called, what it takes and what it does.

    Attributes
    ----------
    needs_engine
        Whether it runs the engine; one that installs it does not.
    """

    needs_engine = True

    def __init__(self) -> None:
        super().__init__()
        self._engine: Engine | None = None

    @property
    def python(self) -> str:
        """The engine's interpreter, once the algorithm is prepared.

        Raises
        ------
        EngineError
            There is none.
        """
        if self._engine is None:
            raise EngineError(engine_problem(None))
        return self._engine.python

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters, in the order in which the dialogue shows them."""
        raise NotImplementedError

    def words(self) -> str:
        """Return words under which the toolbox finds it, separated by commas."""
        raise NotImplementedError

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:  # noqa: ARG002
        """Return what is plainly wrong with the parameters, or an empty text."""
        return ""

    def prepare(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:  # noqa: ARG002
        """Settle in the main thread what the project decides; return a problem or an empty text."""
        return ""

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback, folder: Path
    ) -> dict[str, Any]:
        """Do the work and return the outputs; `folder` is there for the run alone."""
        raise NotImplementedError

    def createInstance(self) -> ParkLocusAlgorithm:
        """Return a fresh instance; each run has its own."""
        return type(self)()

    def icon(self) -> QIcon:
        """Return the algorithm's icon."""
        return plugin_icon(self.name())

    def tags(self) -> list[str]:
        """Return words under which the toolbox finds it."""
        return self.words().split(",")

    def canExecute(self) -> tuple[bool, str]:
        """Tell before the dialogue opens when there is no engine to run."""
        problem = engine_problem(locate_engine()) if self.needs_engine else ""
        return not problem, problem

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Declare parameters and outputs."""
        for parameter in self.declared():
            self.addParameter(parameter)

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Refuse what is wrong at sight, before anything runs."""
        fine, message = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, message
        try:
            problem = self.problem(parameters, context)
        except TOLD as error:
            problem = str(error)
        return not problem, problem

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Settle in the main thread what the project and the settings decide."""
        try:
            if self.needs_engine:
                self._engine = require_engine()
            problem = self.prepare(parameters, context)
        except TOLD as error:
            problem = str(error)
        if problem:
            feedback.reportError(problem, fatalError=True)
            return False
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Do the work in a folder of its own; whatever goes wrong is one sentence."""
        try:
            if self.needs_engine:
                refresh_catalogue(self.python, feedback)
            with tempfile.TemporaryDirectory(prefix="parklocus-") as temporary:
                return self.work(parameters, context, feedback, Path(temporary))
        except TOLD as error:
            if not isinstance(error, WorkerError):  # which is in the log already
                log_error(str(error))
            raise QgsProcessingException(str(error)) from error
        except OSError as error:
            told = file_trouble(error)
            log_error(told)
            raise QgsProcessingException(told) from error


def file_trouble(error: OSError) -> str:
    """Say which file made trouble and what may help."""
    return translate(
        "ParkLocusAlgorithm",
        "{file} cannot be read or written ({reason}): is it open elsewhere, or the folder protected or full?",
    ).format(file=error.filename2 or error.filename or "", reason=error.strerror or error)
