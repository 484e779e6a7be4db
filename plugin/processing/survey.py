"""The algorithm that assesses a questionnaire: answers and model in, report and the parks' scores out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
)

from parklocus.plugin.assignments import number_or_text, read_range, split_list
from parklocus.plugin.inputs import write_table
from parklocus.plugin.processing.base import ParkLocusAlgorithm
from parklocus.plugin.processing.choices import ESTIMATORS, MISSING, SURVEY_SCORES
from parklocus.plugin.processing.parameters import Name, advanced, choice, lines, number, text
from parklocus.plugin.study_file import write_study
from parklocus.plugin.translation import SIMPLIFIED_CHINESE, current_language, translate
from parklocus.plugin.worker import run_engine

if TYPE_CHECKING:
    from qgis.core import (
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProcessingParameterDefinition,
    )

SCORES_FILE, SCRIPT_FILE = "scores_by_park.csv", "model.R"
DRAWS = 500


class Survey(ParkLocusAlgorithm):
    """Fit the model of a questionnaire, and write its report, tables and the parks' scores."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "survey"

    def displayName(self) -> str:
        """Return the title."""
        return translate("Survey", "Assess a questionnaire")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate(
            "Survey",
            "questionnaire,survey,structural equation model,SEM,CFA,reliability,validity,factor scores,lavaan,Likert",
        )

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate(
            "Survey",
            "Fits a model to the answers of a questionnaire: reliability, validity, fit, and the parks' scores.",
        )

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "Survey",
            "Takes a table with a row a respondent and a column an item, and a model in lavaan's syntax, such as\n"
            "locational =~ L1 + L2 + L3\n\n"
            "The folder gets a report in English and Chinese, tables as CSV and Excel, the parks' factor scores, and a "
            'script that fits the same model in R. Give the scores to "Hold scores against indices". Scores of '
            "parks are latent means where there are respondents enough, else Bartlett scores; the report says which "
            "and why.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        return [
            QgsProcessingParameterFeatureSource(
                Name.ANSWERS,
                translate("Survey", "Table of answers, a row a respondent"),
                [Qgis.ProcessingSourceType.Vector],
            ),
            field(Name.PARK, translate("Survey", "Field of the respondent's park"), optional=False),
            field(Name.ITEMS, translate("Survey", "Fields of the items"), optional=False, several=True),
            text(Name.SCALE, translate("Survey", "Lowest and highest code of an answer: 1, 5"), default="1, 5"),
            lines(
                Name.MODEL,
                translate("Survey", "Model, one factor a line: locational =~ L1 + L2 + L3"),
                optional=False,
            ),
            advanced(field(Name.RESPONDENT, translate("Survey", "Field of the respondent's id"))),
            advanced(field(Name.REVERSE, translate("Survey", "Items worded the other way round"), several=True)),
            advanced(
                text(Name.MISSING_CODES, translate("Survey", "Codes that stand for no answer, separated by commas"))
            ),
            advanced(choice(Name.ESTIMATOR, translate("Survey", "Estimator"), ESTIMATORS, default="MLR")),
            advanced(
                choice(
                    Name.MISSING,
                    translate("Survey", "Missing answers: leave the row out, or use what there is (ML and MLR)"),
                    MISSING,
                    default="listwise",
                )
            ),
            advanced(choice(Name.METHOD, translate("Survey", "Scores of the parks"), SURVEY_SCORES, default="auto")),
            advanced(
                QgsProcessingParameterBoolean(
                    Name.STANDARDISED,
                    translate("Survey", "Standardise the factors, as coupling needs it"),
                    defaultValue=False,
                )
            ),
            advanced(
                number(
                    Name.DRAWS,
                    translate("Survey", "Draws of respondents for the scores' uncertainty (0: none)"),
                    least=0,
                    default=DRAWS,
                )
            ),
            advanced(text(Name.LABEL, translate("Survey", 'What to say beside every score, such as "our survey"'))),
            QgsProcessingParameterFolderDestination(Name.OUTPUT, translate("Survey", "Folder for report and tables")),
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputHtml(Name.REPORT, translate("Survey", "Report")))
        self.addOutput(
            QgsProcessingOutputVectorLayer(
                Name.SCORES, translate("Survey", "Scores of the parks"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputFile(Name.SCRIPT, translate("Survey", "Script for R (lavaan)")))

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        if not read_range(self.parameterAsString(parameters, Name.SCALE, context)):
            return translate("Survey", "Say the lowest and the highest code of an answer, such as 1, 5.")
        if not self.parameterAsStrings(parameters, Name.ITEMS, context):
            return translate("Survey", "Choose the fields of the items.")
        return ""

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback, folder: Path
    ) -> dict[str, Any]:
        """Write the answers and the study, and have the engine assess it."""
        answers = folder / "answers.csv"
        write_table(self.parameterAsSource(parameters, Name.ANSWERS, context), answers)
        study = folder / "study.toml"
        write_study({"survey": self._survey(parameters, context, answers)}, study)
        feedback.pushDebugInfo(study.read_text(encoding="utf-8"))
        output = Path(self.parameterAsString(parameters, Name.OUTPUT, context)).resolve()
        run_engine(self.python, ["survey", study.name, "--output", str(output)], folder, feedback)
        language = "zh" if current_language() == SIMPLIFIED_CHINESE else "en"
        made = {
            Name.REPORT: output / f"report_{language}.html",
            Name.SCORES: output / SCORES_FILE,
            Name.SCRIPT: output / SCRIPT_FILE,
        }
        return {Name.OUTPUT: str(output), **{name: str(path) for name, path in made.items() if path.is_file()}}

    def _survey(self, parameters: dict[str, Any], context: QgsProcessingContext, answers: Path) -> dict[str, Any]:
        codes = split_list(self.parameterAsString(parameters, Name.MISSING_CODES, context))
        said = {
            "park": self.parameterAsString(parameters, Name.PARK, context),
            "respondent": self.parameterAsString(parameters, Name.RESPONDENT, context),
            "items": self.parameterAsStrings(parameters, Name.ITEMS, context),
            "scale": read_range(self.parameterAsString(parameters, Name.SCALE, context)),
            "reverse": self.parameterAsStrings(parameters, Name.REVERSE, context),
            "missing_codes": [number_or_text(code) for code in codes],
            "model": self.parameterAsString(parameters, Name.MODEL, context).strip(),
            "estimator": self.parameterAsEnumString(parameters, Name.ESTIMATOR, context),
            "missing": self.parameterAsEnumString(parameters, Name.MISSING, context),
            "scores": self.parameterAsEnumString(parameters, Name.METHOD, context),
            "label": self.parameterAsString(parameters, Name.LABEL, context).strip(),
        }
        draws = self.parameterAsInt(parameters, Name.DRAWS, context)
        standardised = self.parameterAsBoolean(parameters, Name.STANDARDISED, context)
        given = {key: value for key, value in said.items() if value}
        return {"answers": str(answers), **given, "bootstrap": draws, "std_lv": standardised}


def field(
    name: str, description: str, *, optional: bool = True, several: bool = False
) -> QgsProcessingParameterDefinition:
    """Return a choice of fields of the table of answers."""
    return QgsProcessingParameterField(
        name, description, parentLayerParameterName=Name.ANSWERS, allowMultiple=several, optional=optional
    )
