"""The algorithm that makes the engine's own environment, or makes it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
)

from parklocus.plugin.catalogue import refresh_catalogue
from parklocus.plugin.environment import BASE_KEY, WHEELS_KEY, named_python
from parklocus.plugin.installation import install_engine
from parklocus.plugin.processing.base import ParkLocusAlgorithm
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from pathlib import Path


class InstallEngine(ParkLocusAlgorithm):
    """Install the engine into a Python environment in the QGIS profile."""

    PYTHON = "PYTHON"
    WHEELS = "WHEELS"
    ENGINE = "ENGINE"
    needs_engine = False

    def __init__(self) -> None:
        super().__init__()
        self._chosen = ""
        self._wheels = ""

    def name(self) -> str:
        """Return the id within the provider."""
        return "install_engine"

    def displayName(self) -> str:
        """Return the title."""
        return translate("InstallEngine", "Install the engine")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate("InstallEngine", "engine,install,repair,update,environment,Python,pip,offline,wheels")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("InstallEngine", "Makes the Python environment that Park Locus computes in.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "InstallEngine",
            "Park Locus computes in a Python environment of its own, apart from QGIS and its libraries. "
            "This makes that environment in the QGIS profile (about 900 MB; the internet is needed once) and "
            "installs the plugin's own engine and the packages it needs, in the versions it was tested with. Nothing "
            "of QGIS is changed.\n\n"
            "It can be repeated at any time, also to repair: an older environment is replaced once the new one "
            "works.\n\n"
            "Without internet: on another computer with the same system and Python, fetch the packages that "
            "resources/engine_lock.txt in the plugin's folder lists into a folder (the file says how), and name that "
            "folder here.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        return [
            QgsProcessingParameterFile(
                self.PYTHON,
                translate("InstallEngine", "Python 3.11 or later to make it from (empty: one is looked for)"),
                optional=True,
            ),
            QgsProcessingParameterFile(
                self.WHEELS,
                translate("InstallEngine", "Folder of wheels, for a computer without internet"),
                behavior=Qgis.ProcessingFileParameterBehavior.Folder,
                optional=True,
            ),
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputString(self.ENGINE, translate("InstallEngine", "The engine's interpreter")))

    def prepare(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Read the settings while still in the main thread."""
        self._chosen = self.parameterAsFile(parameters, self.PYTHON, context) or named_python(BASE_KEY)
        self._wheels = self.parameterAsFile(parameters, self.WHEELS, context) or named_python(WHEELS_KEY)
        return ""

    def work(
        self,
        parameters: dict[str, Any],  # noqa: ARG002 - they were read while still in the main thread
        context: QgsProcessingContext,  # noqa: ARG002
        feedback: QgsProcessingFeedback,
        folder: Path,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Install the engine."""
        engine = install_engine(feedback, self._chosen, self._wheels)
        refresh_catalogue(engine.python)
        return {self.ENGINE: engine.python}
