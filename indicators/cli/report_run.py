"""The command `parklocus report`: a result as a page and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.export.atomic import check_folder
from parklocus.indicators.export.report import write_report, write_tables
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import gettext as _
from parklocus.indicators.progress import part

if TYPE_CHECKING:
    import argparse

    from rich.console import RenderableType

    from parklocus.indicators.cli.reporting import Reporter

_PAGE = 0.8  # share of the progress at which the page is written


def run_report(
    options: argparse.Namespace, reporter: Reporter
) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Write a result's report, and its tables where a folder is named for them.

    Parameters
    ----------
    options : argparse.Namespace
        ``result``, ``output``, ``tables``.
    reporter : Reporter
        Hears how far the work is.

    Returns
    -------
    facts, shown, notes
        What a command answers: to programs, to people, and what a reader should know.
    """
    result = StoredResult(options.result)
    if options.tables is not None:
        check_folder(options.tables)
    page = write_report(result, options.output, part(reporter.progress, 0.0, _PAGE))
    shown: list[RenderableType] = [_("Report written to {file}").format(file=page)]
    facts: dict[str, Any] = {"output": str(page), "tables": []}
    notes: list[str] = []
    if options.tables is not None:
        reporter.progress(_PAGE, _("Writing tables"))
        files, notes = write_tables(result, options.tables)
        facts["tables"] = [str(file) for file in files]
        shown.append(_("{count} tables written to {folder}").format(count=len(files), folder=options.tables))
    return facts, shown, notes
