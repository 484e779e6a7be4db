"""The algorithm behind the panel: compute the indices of parks, with all that a study can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.plugin.catalogue import read_catalogue
from parklocus.plugin.processing.help_text import help_text
from parklocus.plugin.processing.parameters import result_parameters
from parklocus.plugin.processing.study_algorithm import StudyAlgorithm
from parklocus.plugin.processing.study_parameters import study_parameters
from parklocus.plugin.translation import current_language, translate

if TYPE_CHECKING:
    from qgis.core import QgsProcessingParameterDefinition


class ComputeIndices(StudyAlgorithm):
    """Compute locational indices of parks from an OpenStreetMap extract, in the engine's process."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "indices"

    def displayName(self) -> str:
        """Return the title."""
        return translate("ComputeIndices", "Compute indices")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate(
            "ComputeIndices",
            "accessibility,amenities,creative parks,location,network distance,OpenStreetMap,percentile,"
            "public transport,PTAL,validation,walking",
        )

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate(
            "ComputeIndices",
            "Computes locational indices of parks from OpenStreetMap, with each park's percentile in its city.",
        )

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return help_text(read_catalogue(), current_language())

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        return [*study_parameters(), *result_parameters()]
