"""The algorithm that makes the engine's own environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
)

from parklocus.plugin.environment import BASE_KEY, named_python
from parklocus.plugin.folders import plugin_icon
from parklocus.plugin.installation import InstallationError, install_engine
from parklocus.plugin.log import log_error
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QIcon


class InstallEngine(QgsProcessingAlgorithm):
    """Install the engine into a Python environment in the QGIS profile."""

    PYTHON = "PYTHON"
    ENGINE = "ENGINE"

    def __init__(self) -> None:
        super().__init__()
        self._chosen = ""

    def createInstance(self) -> InstallEngine:
        """Return a fresh instance; each run has its own."""
        return InstallEngine()

    def name(self) -> str:
        """Return the id within the provider."""
        return "install_engine"

    def displayName(self) -> str:
        """Return the title."""
        return translate("InstallEngine", "Install the engine")

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return plugin_icon()

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("InstallEngine", "Makes the Python environment that Park Locus computes in.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "InstallEngine",
            "Park Locus computes in a Python environment of its own, apart from QGIS and its libraries. "
            "This makes that environment in the QGIS profile (about 500 MB; the internet is needed once) and "
            "installs the plugin's own engine and the packages it needs. Nothing of QGIS is changed.\n\n"
            "It can be repeated at any time; an older environment is replaced once the new one works.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Declare parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFile(
                self.PYTHON,
                translate("InstallEngine", "Python 3.11 or later to make it from (empty: one is looked for)"),
                optional=True,
            )
        )
        self.addOutput(QgsProcessingOutputString(self.ENGINE, translate("InstallEngine", "The engine's interpreter")))

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002 - QGIS's signature
    ) -> bool:
        """Read the settings while still in the main thread."""
        self._chosen = self.parameterAsFile(parameters, self.PYTHON, context) or named_python(BASE_KEY)
        return True

    def processAlgorithm(
        self,
        parameters: dict[str, Any],  # noqa: ARG002 - QGIS's signature
        context: QgsProcessingContext,  # noqa: ARG002
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Install the engine."""
        try:
            engine = install_engine(feedback, self._chosen)
        except InstallationError as error:
            log_error(str(error))
            raise QgsProcessingException(str(error)) from error
        return {self.ENGINE: engine.python}
