"""What a survey leaves in a folder: tidy tables, scores that a study reads back, the model for R, the report."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.export.atomic import made_folder, unwritable
from parklocus.indicators.export.figures import path_diagram
from parklocus.indicators.export.lavaan_script import ANSWERS, lavaan_script
from parklocus.indicators.export.survey_html import survey_html
from parklocus.indicators.language import current_language, in_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.page import item_label
from parklocus.indicators.survey.score_methods import score_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from parklocus.indicators.export.figures import Drawing
    from parklocus.indicators.survey.assessment import Assessment

SCORES, SCRIPT, WORKBOOK = "scores_by_park.csv", "model.R", "tables.xlsx"
REPORTS = {"en": "report_en.html", "zh_CN": "report_zh.html"}
DIAGRAMS = ("path_diagram.svg", "path_diagram.png")
_LONGEST_SHEET = 31  # characters; Excel's limit


def export_survey(
    folder: str | Path, found: Assessment, worded: Callable[[], Assessment] | None = None
) -> tuple[list[Path], list[str]]:
    """Write a survey's tables, scores, script and report.

    Parameters
    ----------
    folder : str or Path
        Made where it is not there; files of these names in it are replaced, each when it is whole.
    found : Assessment
        What `assess` gave.
    worded : callable, optional
        Returns the same with its sentences in the language in use; without it the warnings stand in one language in
        both reports.

    Returns
    -------
    list of Path, list of str
        The files, and notes on those that could not be written.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """
    target = Path(folder)
    notes: list[str] = []
    made_folder(target)
    try:
        with tempfile.TemporaryDirectory(prefix=".survey-unfinished-", dir=target) as working:
            _write_all(Path(working), found, worded or (lambda: found), notes)
            files = [path.replace(target / path.name) for path in sorted(Path(working).iterdir())]
    except OSError as error:
        at_fault = error.filename2 or error.filename  # of a move, it is the place that is taken
        raise unwritable(target / Path(at_fault).name if at_fault else target, error.strerror) from error
    return files, notes


def score_file(found: Assessment) -> pd.DataFrame | None:
    """Return the parks' scores as a table that ``[scores]`` reads: id, factors, errors, label; None without scores."""
    if found.scores is None:
        return None
    return found.scores.wide().assign(label=score_label(found.label, found.scores.method))


def _write_all(folder: Path, found: Assessment, worded: Callable[[], Assessment], notes: list[str]) -> None:
    tables = {name: table for name, table in found.tables.items() if len(table)}
    for name, table in tables.items():
        _write_csv(table, folder / f"{name}.csv")
    scores = score_file(found)
    if scores is not None:
        _write_csv(scores, folder / SCORES)
    _write_csv(found.answers, folder / ANSWERS)
    (folder / SCRIPT).write_text(lavaan_script(found), encoding="utf-8", newline="\n")
    if importlib.util.find_spec("openpyxl") is None:
        message = _("{file} was not written; it needs openpyxl: pip install parklocus[survey].")
        notes.append(message.format(file=WORKBOOK))
    else:
        with pd.ExcelWriter(folder / WORKBOOK, engine="openpyxl") as book:
            for name, table in tables.items():
                table.to_excel(book, sheet_name=name[:_LONGEST_SHEET], index=False)
    if found.fit.converged:
        drawing = _diagram(found)
        for name in DIAGRAMS:
            drawing.save(folder / name)
        notes += [drawing.unreadable()] if drawing.unreadable() else []
    for language, name in REPORTS.items():
        own = current_language() == language
        with in_language(language):
            shown = found if own else worded()
            page = survey_html(shown, _diagram(shown) if found.fit.converged else None)
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def _diagram(found: Assessment) -> Drawing:
    """Return the model's path diagram with the texts for items and factors in the language in use."""
    names = [*found.fit.factors, *found.fit.items]
    labels = {name: label for name in names if (label := item_label(found, name))}
    return path_diagram(found.fit, labels)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    # With a byte order mark, without which Excel takes Chinese for something else.
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
