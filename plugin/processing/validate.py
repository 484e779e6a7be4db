"""The algorithm that holds factor scores against indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.plugin.processing.parameters import (
    Name,
    city_parameters,
    index_parameters,
    park_parameters,
    plain,
    required,
    result_parameters,
    title_parameter,
)
from parklocus.plugin.processing.study_algorithm import StudyAlgorithm
from parklocus.plugin.processing.study_parameters import raster_parameters, score_parameters, timetable_parameters
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.core import QgsProcessingParameterDefinition

NEEDED = (Name.SCORES, Name.SCORES_ID)


class Validate(StudyAlgorithm):
    """Hold factor scores of a structural equation model against indices of the map."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "validation"

    def displayName(self) -> str:
        """Return the title."""
        return translate("Validate", "Hold scores against indices")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate(
            "Validate",
            "validation,factor scores,structural equation model,SEM,association,rank correlation,permutation,"
            "coupling coordination,spatial",
        )

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate(
            "Validate", "Says how far the parks' factor scores agree with their indices, and what cannot be said."
        )

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "Validate",
            "Joins a table of factor scores with the parks by id, computes the indices, and compares: directions and "
            "ranks with any number of parks, one test of all expected directions from three, permutation tests of each "
            "association from five, mixed models of respondents from eight, spatial models from twenty. Say the "
            "directions that you expect beforehand, with 0 where an index should not follow a factor. All tables are "
            "in the GeoPackage; what can and cannot be said stands in the log.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        scores = [required(one) if one.name() in NEEDED else plain(one) for one in score_parameters()]
        return [
            *park_parameters(),
            *scores,
            *city_parameters(),
            *index_parameters(),
            *timetable_parameters(),
            *raster_parameters(),
            title_parameter(),
            *result_parameters(),
        ]
