"""The algorithm that writes a result's report, and its figures and tables for a paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputHtml,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
)

from parklocus.plugin.processing.base import ParkLocusAlgorithm
from parklocus.plugin.processing.choices import geopackage_filter, page_filter
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.processing.study_algorithm import put_in_place
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import run_engine

if TYPE_CHECKING:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterDefinition


class Report(ParkLocusAlgorithm):
    """Write a page on a result, and where wanted its figures and tables."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "report"

    def displayName(self) -> str:
        """Return the title."""
        return translate("Report", "Write a report")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate("Report", "report,figures,SVG,tables,paper,radar,scatter,result")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("Report", "Writes a page on a result, and its figures and tables for a paper.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "Report",
            "Takes a GeoPackage that one of the other algorithms or the command line left, and writes a page that "
            "stands alone: what can be said and what cannot, figures, tables, where the data come from. Figures (SVG) "
            "and tables for a paper go into folders of their own where you name some.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        folders = (
            (Name.TABLES, translate("Report", "Folder for tables")),
            (Name.FIGURES, translate("Report", "Folder for figures")),
        )
        return [
            QgsProcessingParameterFile(
                Name.RESULT, translate("Report", "Result of Park Locus"), fileFilter=geopackage_filter()
            ),
            QgsProcessingParameterFileDestination(Name.OUTPUT, translate("Report", "Page"), fileFilter=page_filter()),
            *(
                QgsProcessingParameterFolderDestination(name, title, optional=True, createByDefault=False)
                for name, title in folders
            ),
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputHtml(Name.REPORT, translate("Report", "Report")))

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        result = self.parameterAsFile(parameters, Name.RESULT, context)
        return "" if Path(result).is_file() else translate("Report", "There is no result {file}.").format(file=result)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback, folder: Path
    ) -> dict[str, Any]:
        """Write the page and what else is wanted."""
        result = str(Path(self.parameterAsFile(parameters, Name.RESULT, context)).resolve())
        page = Path(self.parameterAsFileOutput(parameters, Name.OUTPUT, context)).resolve()
        tables, figures = (self._folder(parameters, name, context) for name in (Name.TABLES, Name.FIGURES))
        made = folder / "report.html"
        beside = ["--tables", tables] if tables else []
        run_engine(self.python, ["report", result, "--output", str(made), *beside], folder, feedback)
        if figures:
            run_engine(self.python, ["figures", result, "--folder", figures], folder, feedback)
        put_in_place(made, page)
        folders = {name: path for name, path in ((Name.TABLES, tables), (Name.FIGURES, figures)) if path}
        return {Name.OUTPUT: str(page), Name.REPORT: str(page), **folders}

    def _folder(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        if parameters.get(name) in (None, "", QgsProcessing.TEMPORARY_OUTPUT):
            return ""
        return str(Path(self.parameterAsString(parameters, name, context)).resolve())
