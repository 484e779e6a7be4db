"""The command `parklocus survey`: from a study's questionnaire to a report, tables and the parks' scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.cli.shown_sections import shown_sections
from parklocus.indicators.cli.survey_facts import summarise_survey
from parklocus.indicators.export.atomic import check_folder
from parklocus.indicators.export.survey_files import export_survey
from parklocus.indicators.language import gettext as _
from parklocus.indicators.progress import part
from parklocus.indicators.study.survey import open_survey
from parklocus.indicators.survey.page import report_sections, report_title
from parklocus.indicators.survey.study_survey import assess_survey, worded

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from parklocus.indicators.cli.reporting import Reporter
    from parklocus.indicators.survey.assessment import Assessment

_ASSESSED = 0.95  # share of the progress at which the files are written


def run_survey(
    study: Path, output: Path | None, reporter: Reporter
) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Assess a study's survey, leave its files and say what it found.

    Parameters
    ----------
    study : Path
        The study file; its section ``[survey]`` is read and no other.
    output : Path or None
        Folder for the files; none are written without.
    reporter : Reporter
        Hears how far the run is.

    Returns
    -------
    facts, shown, notes
        What a command answers: to programs, to people, and what a reader should know.

    Raises
    ------
    InputError
        The study, the answers or the model cannot be used; nothing is written.
    """
    source = open_survey(study)
    if output is not None:
        check_folder(output)
    found = assess_survey(source, exploratory=True, progress=part(reporter.progress, 0.0, _ASSESSED))
    files: list[Path] = []
    notes: list[str] = []
    if output is not None:
        reporter.progress(_ASSESSED, _("Writing the survey's files"))
        files, notes = export_survey(output, found, lambda: worded(source, found))
    reporter.progress(1.0, _("Done"))
    facts: dict[str, Any] = {"output": None if output is None else str(output), "files": [str(path) for path in files]}
    facts["summary"] = summarise_survey(found)
    return facts, describe_survey(found, output), [*found.notes, *notes]


def describe_survey(found: Assessment, output: Path | None) -> list[RenderableType]:
    """Return the report as a page for people."""
    page: list[RenderableType] = [report_title(found), *shown_sections(report_sections(found))]
    where = _("All tables, the scores and the report are in {output}.").format(output=output)
    page += ["", where if output is not None else _("No files were written; --output FOLDER leaves them.")]
    return page
