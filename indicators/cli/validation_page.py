"""The page that `parklocus validate` prints: what can be said of scores and indices, and what cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.cli.shown_sections import shown_sections
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.page import validation_sections

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from parklocus.indicators.run import StudyResult
    from parklocus.indicators.validation import ValidationResult


def describe_validation(result: StudyResult) -> list[RenderableType]:
    """Return a page on how scores and indices agree, for a planner to read and a statistician to check.

    Parameters
    ----------
    result : StudyResult
        What `run_study` gave.

    Raises
    ------
    InputError
        The study has no scores.
    """
    found = _validation(result)
    tables = {"associations": found.associations, **found.tables}
    if result.table.codebook is not None:
        tables["codebook"] = result.table.codebook
    page = shown_sections(validation_sections(_statement(found), found.n_parks, tables))
    return [*page, "", _("All tables are in {output}.").format(output=result.output)]


def summarise_validation(result: StudyResult) -> dict[str, Any]:
    """Return the comparison in short, for programs.

    Raises
    ------
    InputError
        The study has no scores.
    """
    found = _validation(result)
    pattern = found.tables.get("pattern")
    return {
        "parks": found.n_parks,
        "rung": found.rung,
        "statement": _statement(found),
        "pattern": [] if pattern is None else _plain(pattern[["test", "n", "cells", "statistic", "p", "p_min"]]),
        "tables": {name: len(table) for name, table in found.tables.items()},
    }


def _validation(result: StudyResult) -> ValidationResult:
    if result.validation is None:
        raise InputError(_("The study has no [scores]: there is nothing to hold the indices against."))
    return result.validation


def _statement(found: ValidationResult) -> str:
    return found.statement_zh if current_language() == "zh_CN" else found.statement_en


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON can hold them: what is missing is null."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]
