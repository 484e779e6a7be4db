"""The algorithm behind the panel: compute the indices of parks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputVectorLayer,
)

from parklocus.plugin.catalogue import Index, read_catalogue
from parklocus.plugin.centres import CentreError, read_centres
from parklocus.plugin.child import ChildError
from parklocus.plugin.environment import Engine, EngineError, engine_problem, locate_engine, require_engine
from parklocus.plugin.folders import plugin_icon
from parklocus.plugin.inputs import WGS84, InputLayerError, write_parks, write_scores
from parklocus.plugin.log import log_information
from parklocus.plugin.processing.help_text import help_text
from parklocus.plugin.processing.parameters import OUTPUT_LAYERS, Name, declare_parameters, output_title
from parklocus.plugin.result_layers import layer_uri, load_on_completion, result_layers, users_of
from parklocus.plugin.study_file import Centre, StudyInputs, write_study
from parklocus.plugin.translation import current_language, translate
from parklocus.plugin.worker import WorkerError, run_study

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QIcon


class ComputeIndices(QgsProcessingAlgorithm):
    """Compute locational indices of parks from an OpenStreetMap extract, in the engine's process."""

    def __init__(self) -> None:
        super().__init__()
        self._engine: Engine | None = None
        self._output = ""
        self._loads = True

    def createInstance(self) -> ComputeIndices:
        """Return a fresh instance; each run has its own."""
        return ComputeIndices()

    def name(self) -> str:
        """Return the id within the provider."""
        return "indices"

    def displayName(self) -> str:
        """Return the title."""
        return translate("ComputeIndices", "Compute indices")

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return plugin_icon()

    def tags(self) -> list[str]:
        """Return words under which the toolbox finds it."""
        words = translate(
            "ComputeIndices",
            "accessibility,amenities,creative parks,location,network distance,OpenStreetMap,percentile,"
            "public transport,PTAL,validation,walking",
        )
        return words.split(",")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate(
            "ComputeIndices",
            "Computes locational indices of parks from OpenStreetMap, with each park's percentile in its city.",
        )

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return help_text(read_catalogue(), current_language())

    def canExecute(self) -> tuple[bool, str]:
        """Tell before the dialog opens when there is no engine to run."""
        problem = engine_problem(locate_engine())
        return not problem, problem

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Declare parameters and outputs."""
        for parameter in declare_parameters([index.id for index in read_catalogue()]):
            self.addParameter(parameter)
        for output, layer in OUTPUT_LAYERS.items():
            self.addOutput(QgsProcessingOutputVectorLayer(output, output_title(layer)))

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Refuse what is wrong at sight, before anything runs."""
        fine, message = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, message
        try:
            read_centres(self.parameterAsString(parameters, Name.CENTRES, context))
        except CentreError as error:
            return False, str(error)
        osm = self.parameterAsFile(parameters, Name.OSM, context)
        if not Path(osm).is_file():
            return False, translate("ComputeIndices", "There is no OpenStreetMap file {file}.").format(file=osm)
        if self.parameterAsString(parameters, Name.SCORES, context) and not self.parameterAsString(
            parameters, Name.SCORES_ID, context
        ):
            return False, translate("ComputeIndices", "Choose the field of the score table that holds the park's id.")
        return True, ""

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Settle in the main thread what the project and the settings decide."""
        try:
            self._engine = require_engine()
        except (EngineError, ChildError) as error:
            feedback.reportError(str(error), fatalError=True)
            return False
        self._output = self.parameterAsFileOutput(parameters, Name.OUTPUT, context)
        self._loads = self.parameterAsBoolean(parameters, Name.LOAD, context)
        problem = output_problem(self._output, context)
        if problem:
            feedback.reportError(problem, fatalError=True)
        return not problem

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Write the study, run it, and put the GeoPackage in its place."""
        if self._engine is None:
            raise QgsProcessingException(engine_problem(None))
        try:
            with tempfile.TemporaryDirectory(prefix="parklocus-") as temporary:
                folder = Path(temporary)
                study = self._study(parameters, context, folder)
                write_study(study, folder / "study.toml")
                feedback.pushDebugInfo((folder / "study.toml").read_text(encoding="utf-8"))
                event = run_study(self._engine.python, folder / "study.toml", current_language(), feedback)
                tell_statement(event, feedback)
                put_in_place(study.output, Path(self._output))
        except (InputLayerError, WorkerError, ChildError, CentreError) as error:
            raise QgsProcessingException(str(error)) from error
        except OSError as error:
            raise QgsProcessingException(file_trouble(error)) from error
        written = {layer.name: layer.uri for layer in result_layers(self._output)}
        outputs = {
            output: layer_uri(self._output, layer) for output, layer in OUTPUT_LAYERS.items() if layer in written
        }
        return {Name.OUTPUT: self._output, **outputs}

    def postProcessAlgorithm(
        self,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002 - QGIS's signature
    ) -> dict[str, Any]:
        """Hand over the layers; this is called in the main thread and only after a success."""
        if self._loads:
            load_on_completion(self._output, context)
        return {}

    def _study(self, parameters: dict[str, Any], context: QgsProcessingContext, folder: Path) -> StudyInputs:
        source = self.parameterAsSource(parameters, Name.PARKS, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, Name.PARKS))
        park_id, park_name = write_parks(
            source,
            self.parameterAsString(parameters, Name.ID, context),
            self.parameterAsString(parameters, Name.NAME, context),
            folder / "parks.geojson",
            context,
        )
        chosen = self.parameterAsEnumStrings(parameters, Name.INDICES, context)
        factors = self._scores(parameters, context, folder / "scores.csv")
        indices = [index for index in read_catalogue() if not chosen or index.id in chosen]
        expects = self.parameterAsBoolean(parameters, Name.EXPECTED, context)
        return StudyInputs(
            title=Path(self._output).stem,
            osm=Path(self.parameterAsFile(parameters, Name.OSM, context)).resolve(),
            parks=folder / "parks.geojson",
            output=folder / "result.gpkg",
            park_id=park_id,
            park_name=park_name,
            centres=self._centres(parameters, context),
            indices=tuple(index.id for index in indices) if chosen else (),
            own_places=self.parameterAsBoolean(parameters, Name.OWN_PLACES, context),
            scores=folder / "scores.csv" if factors else None,
            score_label=self.parameterAsString(parameters, Name.SCORES_LABEL, context).strip(),
            expected=expected_directions(factors, indices) if expects else {},
        )

    def _centres(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[Centre, ...]:
        typed = read_centres(self.parameterAsString(parameters, Name.CENTRES, context))
        if parameters.get(Name.CENTRE) in (None, ""):
            return typed
        point = self.parameterAsPoint(parameters, Name.CENTRE, context, QgsCoordinateReferenceSystem(WGS84))
        return (Centre(point.x(), point.y()), *typed)

    def _scores(self, parameters: dict[str, Any], context: QgsProcessingContext, path: Path) -> list[str]:
        source = self.parameterAsSource(parameters, Name.SCORES, context)
        if source is None:
            if parameters.get(Name.SCORES) not in (None, ""):
                raise QgsProcessingException(self.invalidSourceError(parameters, Name.SCORES))
            return []
        return write_scores(
            source,
            self.parameterAsString(parameters, Name.SCORES_ID, context),
            self.parameterAsStrings(parameters, Name.SCORES_FACTORS, context),
            path,
        )


def expected_directions(factors: list[str], indices: list[Index]) -> dict[str, dict[str, str]]:
    """Return the directions that the catalogue expects of the factors it knows by name; contested ones are left out."""
    expected = {
        factor: {
            index.id: index.direction for index in indices if factor in index.factors and index.direction in ("+", "-")
        }
        for factor in factors
    }
    return {factor: directions for factor, directions in expected.items() if directions}


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
        return translate("ComputeIndices", 'The result is a GeoPackage: let the name of "{file}" end in .gpkg.').format(
            file=path.name
        )
    if not path.parent.is_dir():
        return translate("ComputeIndices", "There is no folder {folder} to write the result to.").format(
            folder=path.parent
        )
    users = users_of(output, context.project())
    if users:
        return translate(
            "ComputeIndices",
            "{file} is open in this project (layers: {layers}): remove them first, or choose another file.",
        ).format(file=path.name, layers=", ".join(users))
    return ""


def put_in_place(made: Path, output: Path) -> None:
    """Move a finished GeoPackage to where it was asked for; the old file stays until the new one is whole."""
    part = output.with_name(f".{output.name}.part")
    try:
        shutil.copyfile(made, part)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def file_trouble(error: OSError) -> str:
    """Say which file made trouble and what may help."""
    return translate(
        "ComputeIndices",
        "{file} cannot be read or written ({reason}): is it open elsewhere, or the folder protected or full?",
    ).format(file=error.filename2 or error.filename or "", reason=error.strerror or error)
