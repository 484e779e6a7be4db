"""Factors against indices: the table of rank correlations as a picture, expected cells marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue.families import factor_title
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.figures.drawing import BLUE, GREY, INK, ORANGE, PALE, PAPER, Drawing, line_height
from parklocus.indicators.export.figures.fonts import shortened, wrapped
from parklocus.indicators.export.figures.standing import rows_height, rows_of_families, standings
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import signed
from parklocus.indicators.validation.association import DIRECTED, FEWEST_FOR_TEST
from parklocus.indicators.validation.reading import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parklocus.indicators.export.stored_result import StoredResult

_EDGE = 0.3
_TITLES = 3.7
_CELL = (1.05, 0.225)
_TOP = 0.95
_SIZE = 8


def matrix(result: StoredResult) -> Drawing:
    """Draw Spearman's ρ of each factor with the first column of each index, and wherever a direction is expected.

    Colour and number say how strong and which way; a frame and a sign mark what was expected; bold marks p ≤ 0.05.
    Where the parks are too few for a test the picture says so.

    Parameters
    ----------
    result : StoredResult
        The result.

    Raises
    ------
    InputError
        The result holds no factor scores.
    """
    found = result.table("associations")
    if found is None or not result.factors:
        raise InputError(_("{file} holds no factor scores.").format(file=result.path.name))
    marked = set(found.loc[found["expected"].isin(DIRECTED), "index"])
    shown = [column for column in result.columns.indices if column in {*result.columns.leading, *marked}]
    shown = [column for column in shown if column in set(found["index"])]
    rows = standings(result, shown)
    cells = found[found["index"].isin(shown)]
    of_pair = {(row["factor"], row["index"]): row for row in cells.to_dict("records")}
    heads = [wrapped(factor_title(factor), _SIZE, _CELL[0] - 0.1, bold=True) for factor in result.factors]
    left = _EDGE + _TITLES + 0.15
    across = left + len(heads) * _CELL[0] + _EDGE
    top = _TOP + max(len(lines) for lines in heads) * line_height(_SIZE)
    bottom = top + rows_height(rows, _CELL[1])
    label = f" ({result.score_label})" if result.score_label else ""
    sheet_title = _("Factor scores{label} against indices: Spearman's ρ").format(label=label)
    notes = _notes(cells, across)
    sheet = Drawing(across, bottom + 0.55 + len(notes) * line_height(_SIZE), sheet_title)
    sheet.heading(result.title)
    for number, lines in enumerate(heads):
        x = left + (number + 0.5) * _CELL[0]
        sheet.lines(x, top - 0.12 - (len(lines) - 1) * line_height(_SIZE), lines, _SIZE, anchor="center", bold=True)
    for one, y in rows_of_families(sheet, rows, top, _CELL[1]):
        words = shortened(one.title, _SIZE, _TITLES)
        sheet.text(left - 0.15, y + _CELL[1] / 2, words, _SIZE, anchor="right")
        for place, factor in enumerate(result.factors):
            _cell(sheet, left + place * _CELL[0], y, of_pair[factor, one.column])
    _scale(sheet, left, bottom + 0.2)
    sheet.lines(_EDGE, bottom + 0.5, notes, _SIZE, GREY)
    return sheet


def _cell(sheet: Drawing, x: float, y: float, row: Mapping[Any, Any]) -> None:
    width_, height = _CELL
    value = float(row["spearman"])
    middle = (x + width_ / 2, y + height / 2)
    if math.isnan(value):
        sheet.box(x + 0.02, y + 0.015, width_ - 0.04, height - 0.03, PAPER, edge=PALE, weight=0.5)
        sheet.text(*middle, signed(value), _SIZE, GREY, anchor="center")
    else:
        sheet.box(x + 0.02, y + 0.015, width_ - 0.04, height - 0.03, _shade(value))
        ink = PAPER if abs(value) > 0.7 else INK
        bold = not math.isnan(row["p"]) and row["p"] <= LEVEL
        sheet.text(*middle, signed(value), _SIZE, ink, anchor="center", bold=bool(bold))
    if row["expected"] in DIRECTED:
        sheet.box(x + 0.035, y + 0.03, width_ - 0.07, height - 0.06, None, edge=INK, weight=1.4)
        sign = row["expected"].replace("-", "\N{MINUS SIGN}")
        ink = PAPER if abs(value) > 0.7 else INK
        sheet.text(x + 0.16, middle[1], sign, 9, ink, anchor="center", bold=True)
    elif row["expected"] == "0":
        sheet.text(x + 0.16, middle[1], "0", _SIZE, GREY, anchor="center")


def _shade(value: float) -> str:
    """Return the colour of a correlation: white at 0, blue to +1, vermilion to −1."""
    full = BLUE if value > 0 else ORANGE
    parts = [int(full[start : start + 2], 16) for start in (1, 3, 5)]
    share = min(abs(value), 1.0)
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)


def _scale(sheet: Drawing, x: float, y: float) -> None:
    steps = 21
    wide = 0.1
    for number in range(steps):
        sheet.box(x + number * wide, y - 0.06, wide + 0.005, 0.12, _shade(2 * number / (steps - 1) - 1))
    sheet.text(x - 0.06, y, "ρ = \N{MINUS SIGN}1", _SIZE, anchor="right")
    sheet.text(x + steps * wide + 0.06, y, "+1", _SIZE)


def _notes(cells: pd.DataFrame, across: float) -> list[str]:
    texts = []
    if cells["expected"].isin(DIRECTED).any():
        texts.append(_("Framed, with the sign: the direction the study expected beforehand."))
    else:
        texts.append(_("The study expected no direction beforehand."))
    if (cells["expected"] == "0").any():
        texts.append(_("0: the study expected no association."))
    tested = int(cells["p"].notna().sum())
    most = int(cells["n"].max())
    if not tested:
        words = _("No test: so few parks ({n}) allow none of a single association; colours show directions alone.")
        texts.append(words.format(n=most) if most < FEWEST_FOR_TEST else _("No test was possible."))
    else:
        words = _(
            "Bold: two-sided p ≤ {level}, not corrected for their number; of the {tested} cells tested here about "
            "{chance} would be bold by chance alone."
        )
        texts.append(words.format(level=LEVEL, tested=tested, chance=f"{LEVEL * tested:.1f}"))
    if cells["spearman"].isna().any():
        texts.append(_("–: fewer than two parks have both values, or one of them is the same in all; this is not 0."))
    return [line for text in texts for line in wrapped(text, _SIZE, across - 2 * _EDGE)]
