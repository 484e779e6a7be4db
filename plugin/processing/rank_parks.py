"""The algorithm that says where parks stand among the street nodes of their city, or of a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.plugin.processing.parameters import (
    city_parameters,
    index_parameters,
    park_parameters,
    plain,
    result_parameters,
)
from parklocus.plugin.processing.study_algorithm import StudyAlgorithm
from parklocus.plugin.processing.study_parameters import raster_parameters, reference_parameters, timetable_parameters
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.core import QgsProcessingParameterDefinition


class RankParks(StudyAlgorithm):
    """Rank parks among a reference of street nodes."""

    layers = ("parks", "park_points", "reference")

    def name(self) -> str:
        """Return the id within the provider."""
        return "percentiles"

    def displayName(self) -> str:
        """Return the title."""
        return translate("RankParks", "Rank parks in their city")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate("RankParks", "percentile,rank,reference,sample,land use,street nodes,compare,city")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate(
            "RankParks", "Gives each park's percentile among the street nodes of the city, of an area or of a land use."
        )

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "RankParks",
            "Computes indices of the parks and, in the same way, of the city's street nodes, and says which share of "
            "the nodes has a lower value (plus half of those equal). The reference may be narrowed to an area such as "
            "the built-up one, to a land use, or to a random sample, which shortens the run: 2,000 nodes give "
            "percentiles that are off by less than one point on average. To rank places of your own, give them as the "
            "parks.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        return [
            *park_parameters(),
            *city_parameters(),
            *index_parameters(),
            *map(plain, reference_parameters()),
            *timetable_parameters(),
            *raster_parameters(),
            *result_parameters(),
        ]
