"""The survey's part of a report, where the result holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.export.report.chapters import Chapter, Picture
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import MISSING, quantity
from parklocus.indicators.sections import Section

if TYPE_CHECKING:
    from parklocus.indicators.export.stored_result import StoredResult

_PREFIX = "survey_"
# What a reader of the whole wants to see; the result and the survey's own report have the rest.
_SHOWN = ("warnings", "sample", "items", "reliability", "discriminant", "fit", "invariance", "aggregation", "scores")
_MOST = 60  # rows of a table on the page


def survey_chapter(result: StoredResult, pictures: tuple[Picture, ...]) -> Chapter | None:
    """Return the chief tables of the survey; None where the result holds none."""
    names = [_PREFIX + name for name in _SHOWN if _PREFIX + name in result.names]
    sections = []
    for name in names:
        table = result.table(name)
        if table is None or table.empty:
            continue
        left = len(table) - _MOST
        words = (
            (_("{n} more rows stand in the table {name} of the result.").format(n=left, name=name),) if left > 0 else ()
        )
        sections.append(Section(result.title_of(name), words, readable(table.head(_MOST))))
    return Chapter("survey", _("The survey"), tuple(sections), pictures) if sections else None


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its numbers as people read them, and a dash for what is missing."""
    return pd.DataFrame({str(column): [_cell(value) for value in table[column]] for column in table.columns})


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return MISSING
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e6 else quantity(value)
    return str(value)
