"""The algorithm that keeps a study as a file, to be run elsewhere or later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingParameterFileDestination

from parklocus.plugin.processing.base import ParkLocusAlgorithm
from parklocus.plugin.processing.choices import study_filter
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.processing.study_algorithm import study_problem
from parklocus.plugin.processing.study_parameters import study_parameters
from parklocus.plugin.processing.study_sections import StudyMaker
from parklocus.plugin.study_file import open_study, save_study
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterDefinition


class SaveStudy(ParkLocusAlgorithm):
    """Write a study file, with the layers that it names beside it."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "save_study"

    def displayName(self) -> str:
        """Return the title."""
        return translate("SaveStudy", "Save a study file")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate("SaveStudy", "study,study.toml,save,export,reproduce,command line")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("SaveStudy", "Writes a study.toml of what is chosen, for the command line or another day.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "SaveStudy",
            "Writes the inputs as a study file that `parklocus run`, a script and QGIS understand. Layers (parks, "
            "scores, boundary, reference area, places) are written beside it as files that bear its name; the street "
            "map, timetables and rasters are named where they are, relative to the study. The engine reads the study "
            "once, so that a mistake is told now.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        study = QgsProcessingParameterFileDestination(
            Name.OUTPUT, translate("SaveStudy", "Study file"), fileFilter=study_filter()
        )
        return [*study_parameters(), study]

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        return study_problem(self, parameters, context)

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002 - there is nothing to wait for
        folder: Path,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Write the study and have the engine read it."""
        path = Path(self.parameterAsFileOutput(parameters, Name.OUTPUT, context)).resolve()
        maker = StudyMaker(self, parameters, context, lambda name: path.with_name(f"{path.stem}_{name}"))
        save_study(maker.study(path.with_suffix(".gpkg"), path.stem), path)
        open_study(self.python, path)
        return {Name.OUTPUT: str(path)}
