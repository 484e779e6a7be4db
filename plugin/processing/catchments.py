"""The algorithm that draws what can be reached on foot from parks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingParameterString

from parklocus.plugin.assignments import AssignmentError, number_or_text, split_list
from parklocus.plugin.processing.parameters import Name, city_parameters, park_parameters, result_parameters
from parklocus.plugin.processing.study_algorithm import StudyAlgorithm
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.core import QgsProcessingContext, QgsProcessingParameterDefinition

    from parklocus.plugin.study_file import Study

CARRIER = "street_density"  # an index that needs nothing but streets; its radii are those that are drawn
NOT_ASKED = (Name.CENTRE, Name.CENTRES, Name.OWN_PLACES)


class Catchments(StudyAlgorithm):
    """Draw the land within distances along the streets from each park."""

    layers = ("catchments",)

    def name(self) -> str:
        """Return the id within the provider."""
        return "catchments"

    def displayName(self) -> str:
        """Return the title."""
        return translate("Catchments", "Draw catchments")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate(
            "Catchments", "catchment,service area,isochrone,isodistance,walking,network,reach,OpenStreetMap"
        )

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("Catchments", "Draws the land that lies within distances along the streets from each park.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "Catchments",
            "For each park and distance, the land within 100 m of the streets that can be reached on foot from one of "
            "the park's access points, streets reached in part counted in part. It is the land that the densities of "
            "the indices are about.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        radii = QgsProcessingParameterString(
            Name.RADII,
            translate("Catchments", "Metres along the streets, separated by commas"),
            defaultValue="500, 800",
        )
        inputs = [one for one in (*park_parameters(), *city_parameters()) if one.name() not in NOT_ASKED]
        return [*inputs, radii, *result_parameters()]

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        self._radii(parameters, context)
        return super().problem(parameters, context)

    def adjusted(self, study: Study, parameters: dict[str, Any], context: QgsProcessingContext) -> Study:
        """Return the study with the one index that carries the distances."""
        return {**study, "indices": {"compute": [CARRIER], CARRIER: {"radii": self._radii(parameters, context)}}}

    def _radii(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[float]:
        text = self.parameterAsString(parameters, Name.RADII, context)
        radii = [number_or_text(part) for part in split_list(text)]
        numbers = [radius for radius in radii if not isinstance(radius, str)]
        if not numbers or len(numbers) < len(radii):
            raise AssignmentError(
                translate("Catchments", '"{text}" is no list of distances: write metres, such as 500, 800.').format(
                    text=text
                )
            )
        return numbers
