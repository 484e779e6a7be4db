"""What the algorithms share that run a study and leave a GeoPackage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputVectorLayer

from parklocus.plugin.assignments import read_assignments, read_directions, read_parameters, read_range, read_spaces
from parklocus.plugin.catalogue import read_catalogue
from parklocus.plugin.centres import read_centres
from parklocus.plugin.log import log_information
from parklocus.plugin.processing.base import ParkLocusAlgorithm
from parklocus.plugin.processing.choices import OUTPUT_LAYERS, output_title
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.processing.study_sections import StudyMaker
from parklocus.plugin.result_layers import layer_uri, load_on_completion, result_layers, users_of
from parklocus.plugin.study_file import write_study
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import run_engine

if TYPE_CHECKING:
    from parklocus.plugin.study_file import Study

# How texts are read that no widget checks: each raises an error that says what is wrong.
READERS = {
    Name.CENTRES: read_centres,
    Name.INDEX_PARAMETERS: lambda text: read_parameters(text, read_catalogue()),
    Name.DIRECTIONS: read_directions,
    Name.SPACES: read_spaces,
    Name.PLACES_CATEGORIES: read_assignments,
    Name.SCORES_ANSWERS: read_range,
}


class ResultAlgorithm(ParkLocusAlgorithm):
    """An algorithm that leaves a GeoPackage of Park Locus.

    Attributes
    ----------
    layers
        The result's layers that it hands on and loads; empty for all that there are.
    """

    layers: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.output = ""
        self._loads = True

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        super().initAlgorithm(configuration)
        for output, layer in OUTPUT_LAYERS.items():
            if not self.layers or layer in self.layers:
                self.addOutput(QgsProcessingOutputVectorLayer(output, output_title(layer)))

    def prepare(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Settle where the result goes."""
        self.output = self.parameterAsFileOutput(parameters, Name.OUTPUT, context)
        self._loads = self.parameterAsBoolean(parameters, Name.LOAD, context)
        return output_problem(self.output, context)

    def outputs(self) -> dict[str, Any]:
        """Return the outputs once the GeoPackage is in its place."""
        written = {layer.name for layer in result_layers(self.output)}
        handed = {
            output: layer_uri(self.output, layer)
            for output, layer in OUTPUT_LAYERS.items()
            if layer in written and self.outputDefinition(output) is not None
        }
        return {Name.OUTPUT: self.output, **handed}

    def postProcessAlgorithm(
        self,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002 - QGIS's signature
    ) -> dict[str, Any]:
        """Hand over the layers; this is called in the main thread and only after a success."""
        if self._loads:
            load_on_completion(self.output, context, self.layers)
        return {}


class StudyAlgorithm(ResultAlgorithm):
    """An algorithm that makes a study of its parameters and runs it."""

    def adjusted(
        self,
        study: Study,
        parameters: dict[str, Any],  # noqa: ARG002 - for those that have something to adjust
        context: QgsProcessingContext,  # noqa: ARG002
    ) -> Study:
        """Return the study as this algorithm wants it."""
        return study

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        return study_problem(self, parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback, folder: Path
    ) -> dict[str, Any]:
        """Write the study, run it, and put the GeoPackage in its place."""
        made = folder / "result.gpkg"
        maker = StudyMaker(self, parameters, context, folder.joinpath)
        study = self.adjusted(maker.study(made, Path(self.output).stem), parameters, context)
        write_study(study, folder / "study.toml")
        feedback.pushDebugInfo((folder / "study.toml").read_text(encoding="utf-8"))
        event = run_engine(self.python, ["run", "study.toml"], folder, feedback)
        tell_statement(event, feedback)
        put_in_place(made, Path(self.output))
        return self.outputs()


def study_problem(algorithm: ParkLocusAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
    """Return what is plainly wrong with the parameters of a study, or an empty text.

    Raises
    ------
    AssignmentError, CentreError
        A text cannot be read.
    """
    for name, read in READERS.items():
        if algorithm.parameterDefinition(name) is not None:
            read(algorithm.parameterAsString(parameters, name, context))
    osm = algorithm.parameterAsFile(parameters, Name.OSM, context)
    if not Path(osm).is_file():
        return translate("StudyAlgorithm", "There is no OpenStreetMap file {file}.").format(file=osm)
    has_scores = algorithm.parameterDefinition(Name.SCORES) is not None and parameters.get(Name.SCORES)
    if has_scores and not algorithm.parameterAsString(parameters, Name.SCORES_ID, context):
        return translate("StudyAlgorithm", "Choose the field of the score table that holds the park's id.")
    return ""


def tell_statement(event: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
    """Say what can and cannot be said with this many parks, where the engine compared factors and indices."""
    statement = event.get("summary", {}).get("statement")
    if statement:
        log_information(statement)
        feedback.pushInfo(statement)


def output_problem(output: str, context: QgsProcessingContext) -> str:
    """Return why a file cannot be written, or an empty text."""
    path = Path(output)
    if path.suffix.lower() != ".gpkg":
        return translate("StudyAlgorithm", 'The result is a GeoPackage: let the name of "{file}" end in .gpkg.').format(
            file=path.name
        )
    if not path.parent.is_dir():
        return translate("StudyAlgorithm", "There is no folder {folder} to write the result to.").format(
            folder=path.parent
        )
    users = users_of(output, context.project())
    if users:
        return translate(
            "StudyAlgorithm",
            "{file} is open in this project (layers: {layers}): remove them first, or choose another file.",
        ).format(file=path.name, layers=", ".join(users))
    return ""


def put_in_place(made: Path, output: Path) -> None:
    """Move a finished file to where it was asked for; the old file stays until the new one is whole."""
    part = output.with_name(f".{output.name}.part")
    try:
        shutil.copyfile(made, part)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
