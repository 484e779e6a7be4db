"""How a survey's tables are read: cells as texts under the headings of `page_words`, limits beside their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.page_words import headings, measure_title
from parklocus.indicators.survey.thresholds import THRESHOLDS, judged

if TYPE_CHECKING:
    from collections.abc import Sequence

DASH = "–"
_COUNTED = {"n", "npar", "df", "bartlett_df", "parallel_components", "parallel_factors", "map_components"}
_COUNTED |= {"one_factor_df", "model_df", "row"}
_YES_OR_NO = {"meets", "fornell_larcker_holds", "htmt_holds"}  # a file keeps them as numbers where one is missing
_CHANCES = {"p", "pvalue", "p_diff"}


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return cells as texts under the headings that are read."""
    titles = headings()
    cells = {titles.get(str(name), str(name)): [_cell(name, cell) for cell in table[name]] for name in table.columns}
    return pd.DataFrame(cells)


def shown_measures(table: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return a table of measures by their titles, beside their limits; `more` are columns of texts beside the value."""
    values = [
        _cell("p" if name.endswith("_p") or "pvalue" in name else name, value)
        for name, value in zip(table["measure"], table["value"], strict=True)
    ]
    named = table.assign(measure=[measure_title(name) for name in table["measure"]], value=values)
    return shown(named[["measure", "value", *more, "limit", "meets", "source"]])


def intervals(low: Sequence[float] | pd.Series, high: Sequence[float] | pd.Series) -> list[str]:
    """Return intervals as texts, a dash where an end is missing."""
    pairs = zip(low, high, strict=True)
    return [DASH if np.isnan(one) or np.isnan(other) else f"{number(one)} … {number(other)}" for one, other in pairs]


def number(value: float) -> str:
    """Return a number with three decimals; large ones with one."""
    return f"{value:.{1 if abs(value) >= 1000 else 3}f}"


def limits(*names: str) -> str:
    """Return the limits that are usual for some measures, with their sources."""
    titles = headings()
    said = [f"{titles.get(name, name)} {THRESHOLDS[name].text} ({THRESHOLDS[name].source})" for name in names]
    return _("Usual limits: {limits}.").format(limits="; ".join(said))


def outside(table: pd.DataFrame, key: str, *names: str) -> str:
    """Return which values lie outside the limits, by item or factor."""
    titles = headings()
    found = []
    for row in table.to_dict("records"):
        sizes = [(name, float(row[name])) for name in names]
        wrong = [f"{titles[name]} {number(value)}" for name, value in sizes if judged(name, value)["meets"] is False]
        found += [f"{row[key]} ({', '.join(wrong)})"] if wrong else []
    return _("Outside them: {what}.").format(what="; ".join(found) or _("none"))


def _cell(name: object, cell: Any) -> str:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return DASH
    if isinstance(cell, bool | np.bool_) or name in _YES_OR_NO:
        return _("yes") if cell else _("no")
    if isinstance(cell, float | np.floating):
        if name in _CHANCES and cell < 0.001:
            return "<0.001"
        return f"{cell:.0f}" if name in _COUNTED and float(cell).is_integer() else number(float(cell))
    return str(cell)
