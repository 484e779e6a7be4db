"""The Processing provider of Park Locus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProcessingProvider

from parklocus import __version__
from parklocus.plugin.folders import plugin_icon
from parklocus.plugin.processing.catchments import Catchments
from parklocus.plugin.processing.compute_indices import ComputeIndices
from parklocus.plugin.processing.fetch_city import FetchCity
from parklocus.plugin.processing.install_engine import InstallEngine
from parklocus.plugin.processing.rank_parks import RankParks
from parklocus.plugin.processing.report import Report
from parklocus.plugin.processing.run_study import RunStudy
from parklocus.plugin.processing.save_study import SaveStudy
from parklocus.plugin.processing.survey import Survey
from parklocus.plugin.processing.validate import Validate

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QIcon


ALGORITHMS = (
    FetchCity,
    ComputeIndices,
    RankParks,
    Catchments,
    Survey,
    Validate,
    RunStudy,
    SaveStudy,
    Report,
    InstallEngine,
)


class ParkLocusProvider(QgsProcessingProvider):
    """Offers the plugin's algorithms to the toolbox, models, batch runs and `qgis_process`."""

    def id(self) -> str:
        """Return the id, the first part of every algorithm's name."""
        return "parklocus"

    def name(self) -> str:
        """Return the name shown in the toolbox."""
        return "Park Locus"

    def versionInfo(self) -> str:
        """Return the plugin's version."""
        return __version__

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return plugin_icon()

    def loadAlgorithms(self) -> None:
        """Register the algorithms."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
