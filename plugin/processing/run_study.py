"""The algorithm that runs a study file as it is: the same run, and the same GeoPackage, as on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus.plugin.processing.parameters import Name, result_parameters, study_file_parameter
from parklocus.plugin.processing.study_algorithm import ResultAlgorithm, put_in_place, tell_statement
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import run_engine

if TYPE_CHECKING:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterDefinition


class RunStudy(ResultAlgorithm):
    """Run a study that lies in a file, whatever it asks for."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "run_study"

    def displayName(self) -> str:
        """Return the title."""
        return translate("RunStudy", "Run a study file")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate("RunStudy", "study,study.toml,reproduce,batch,command line,validation,indices")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("RunStudy", "Runs a study.toml as it is, as the command line does.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "RunStudy",
            "Runs a study file with all that it says: city, parks, centres, indices, scores, directions expected. The "
            "result is the one that `parklocus run study.toml` gives, value for value; it goes where you say here, and "
            "not where the study says. Paths in the study are relative to the study's own folder.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        return [study_file_parameter(), *result_parameters()]

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        study = self.parameterAsFile(parameters, Name.STUDY, context)
        return "" if Path(study).is_file() else translate("RunStudy", "There is no study {file}.").format(file=study)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback, folder: Path
    ) -> dict[str, Any]:
        """Run the study and put the GeoPackage in its place."""
        study = Path(self.parameterAsFile(parameters, Name.STUDY, context)).resolve()
        made = folder / "result.gpkg"
        event = run_engine(self.python, ["run", study.name, "--output", str(made)], study.parent, feedback)
        tell_statement(event, feedback)
        put_in_place(made, Path(self.output))
        return self.outputs()
