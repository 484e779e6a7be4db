"""Parks along the percentiles of their city: one index with all names, or all indices one below the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.export.figures.drawing import BLUE, FAINT, GREY, INK, PALE, PAPER, Drawing, line_height
from parklocus.indicators.export.figures.fonts import shortened, width, wrapped
from parklocus.indicators.export.figures.standing import Standing, ranked, rows_height, rows_of_families, standings
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import percentile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.export.stored_result import StoredResult

_TICKS = (0, 25, 50, 75, 100)
_STRIP = 4.4  # inches from percentile 0 to 100
_EDGE = 0.3
_NAMES = 2.6  # room for names of parks, at most
_TITLES = 3.6  # room for titles of indices
_ROW = 0.235
_TOP = 1.05  # where the first row begins
_SIZE = 8
_TOGETHER = 1.8  # percentiles nearer than this stand in lanes
_LANE = 0.07

# Okabe and Ito 2008, without the yellow that white paper swallows.
_PARK_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")


def strip(result: StoredResult, column: str, park: str | None = None) -> Drawing:
    """Draw all parks, by name, along the percentiles of one index column; right is better.

    Parameters
    ----------
    result : StoredResult
        The result.
    column : str
        The index column.
    park : str, optional
        Id or name of a park to bring out.

    Raises
    ------
    InputError
        There is no such column or park.
    """
    result.index_columns(column)
    one = standings(result, [column])[0]
    chosen = None if park is None else str(result.park(park)["id"])
    names = [str(name) for name in result.parks["name"]]
    room = min(max((width(name, _SIZE, bold=True) for name in names), default=0.5), _NAMES)
    values = [one.measured(value) for value in one.values]
    left = _EDGE + room + 0.2
    across = left + _STRIP + 0.3 + max((width(value, _SIZE) for value in values), default=0.3) + _EDGE
    notes = _notes([one], across)
    axis = _axis_title(result, one.direction)
    height = _TOP + len(names) * _ROW + 0.75 + len(notes) * line_height(_SIZE)
    sheet = Drawing(across, height, result.columns.title(column))
    sheet.heading(result.title)
    bottom = _TOP + len(names) * _ROW
    _axis(sheet, left, _TOP - 0.1, bottom, turned=one.direction == "-")
    # From the best to the worst; what cannot be ranked stands last, in its own order.
    order = np.argsort(np.where(np.isnan(one.favourable), np.inf, -one.favourable), kind="stable")
    for row, number in enumerate(order):
        y = _TOP + (row + 0.5) * _ROW
        bold = result.parks["id"].iloc[number] == chosen
        missing = math.isnan(one.percentiles[number])
        ink = GREY if missing else INK
        name = shortened(names[number], _SIZE, room)
        sheet.text(left - 0.12, y, name, _SIZE, ink, anchor="right", bold=bold)
        sheet.line([(left, y), (left + _STRIP, y)], FAINT, 0.8)
        if missing:
            sheet.box(left + 0.02, y - _ROW / 2, _STRIP - 0.04, _ROW, PAPER)
            sheet.text(left + _STRIP / 2, y, _("no percentile"), _SIZE, GREY, anchor="center")
        else:
            sheet.dot(left + _STRIP * one.favourable[number] / 100, y, BLUE if bold or chosen is None else GREY, 0.12)
        sheet.text(across - _EDGE, y, values[number], _SIZE, ink, anchor="right", bold=bold)
    sheet.text(left + _STRIP / 2, bottom + 0.38, axis, _SIZE, GREY, anchor="center")
    sheet.lines(_EDGE, bottom + 0.65, notes, _SIZE, GREY)
    return sheet


def overview(result: StoredResult, park: str | None = None) -> Drawing:
    """Draw the parks along the percentiles of the first column of each index; right is better.

    A park that is chosen is brought out, with its percentile; without one, up to seven parks have colours of their own.

    Parameters
    ----------
    result : StoredResult
        The result.
    park : str, optional
        Id or name of a park to bring out.

    Raises
    ------
    InputError
        There is no such park.
    """
    found = standings(result, ranked(result))
    chosen = None
    if park is not None:
        chosen = int(np.flatnonzero(result.parks["id"] == result.park(park)["id"])[0])
    colours = _park_colours(len(result.parks), chosen)
    left = _EDGE + _TITLES + 0.2
    across = left + _STRIP + 0.75
    title = _("Parks among the city's street nodes") if result.columns.among_city else _("Parks among the reference")
    if chosen is not None:
        title = f"{result.parks['name'].iloc[chosen]}: {title}"
    keys = _keys(result, colours, chosen)
    notes = _notes(found, across, with_figures=chosen is not None)
    bottom = _TOP + rows_height(found, _ROW)
    height = bottom + 0.7 + (len(keys) + len(notes)) * line_height(_SIZE)
    sheet = Drawing(across, height, title)
    sheet.heading(result.title)
    _axis(sheet, left, _TOP - 0.1, bottom, turned=False)
    for one, y in rows_of_families(sheet, found, _TOP, _ROW):
        middle = y + _ROW / 2
        words = shortened(one.title + (" ?" if one.contested else ""), _SIZE, _TITLES)
        sheet.text(left - 0.15, middle, words, _SIZE, anchor="right")
        sheet.line([(left, middle), (left + _STRIP, middle)], FAINT, 0.8)
        _dots(sheet, one.favourable, left, middle, colours, chosen=chosen)
        if chosen is not None:
            figure = percentile(one.percentiles[chosen])
            sheet.text(left + _STRIP + 0.45, middle, figure, _SIZE, BLUE, anchor="right", bold=True)
    axis = _axis_title(result, "+")
    sheet.text(left + _STRIP / 2, bottom + 0.38, axis, _SIZE, GREY, anchor="center")
    y = bottom + 0.65
    for colour, name in keys:
        sheet.dot(_EDGE + 0.06, y, colour, 0.11)
        sheet.text(_EDGE + 0.2, y, name, _SIZE)
        y += line_height(_SIZE)
    sheet.lines(_EDGE, y, notes, _SIZE, GREY)
    return sheet


def _dots(
    sheet: Drawing,
    favourable: NDArray[np.float64],
    left: float,
    y: float,
    colours: list[str],
    *,
    chosen: int | None,
) -> None:
    """Draw the parks of a row, those that are nearly alike above and below one another, the chosen one last."""
    order = [int(number) for number in np.argsort(favourable, kind="stable") if not math.isnan(favourable[number])]
    lanes, before, lane = {}, -math.inf, 0
    for number in order:
        lane = (lane + 1) % 3 if favourable[number] - before < _TOGETHER else 0
        lanes[number], before = (0, -1, 1)[lane], favourable[number]
    for number in sorted(order, key=lambda one: one == chosen):
        x, size = left + _STRIP * favourable[number] / 100, 0.14 if number == chosen else 0.1
        sheet.dot(x, y + (0 if number == chosen else lanes[number] * _LANE), colours[number], size)


def _park_colours(count: int, chosen: int | None) -> list[str]:
    if chosen is not None:
        return [BLUE if number == chosen else "#a8a8a8" for number in range(count)]
    return list(_PARK_COLOURS[:count]) if count <= len(_PARK_COLOURS) else ["#8a8a8a"] * count


def _keys(result: StoredResult, colours: list[str], chosen: int | None) -> list[tuple[str, str]]:
    names = [str(name) for name in result.parks["name"]]
    if chosen is not None:
        return [(colours[chosen], names[chosen]), ("#a8a8a8", _("the other parks"))]
    if len(names) <= len(_PARK_COLOURS):
        return list(zip(colours, names, strict=True))
    return [(colours[0], _("one dot a park; their names stand in the strip of each index"))]


def _axis(sheet: Drawing, left: float, top: float, bottom: float, *, turned: bool) -> None:
    for tick in _TICKS:
        x = left + _STRIP * tick / 100
        sheet.line([(x, top), (x, bottom)], INK if tick == 50 else PALE, 0.8 if tick == 50 else 0.5, dashed=tick == 50)
        sheet.text(x, bottom + 0.14, str(100 - tick if turned else tick), _SIZE, GREY, anchor="center")
    sheet.text(left + _STRIP / 2, top - 0.1, _("median"), 7, INK, anchor="center")


def _axis_title(result: StoredResult, direction: str) -> str:
    words = _("percentile in the city") if result.columns.among_city else _("percentile in the reference")
    better = {"+": _("{axis} (right is better)"), "-": _("{axis}, turned: less is better (right is better)")}
    return better.get(direction, _("{axis} (contested which way is better)")).format(axis=words)


def _notes(found: list[Standing], across: float, *, with_figures: bool = False) -> list[str]:
    texts = []
    if len(found) > 1:
        texts.append(_("Where less is better the percentile is turned (100 − percentile)."))
        if with_figures:
            texts.append(_("The figures on the right are the percentiles as they are, not turned."))
        if any(one.contested for one in found):
            texts.append(_("?: whether more or less is better is contested; the percentile is not turned."))
    if any(np.isnan(one.percentiles).any() for one in found):
        texts.append(_("Parks without a percentile lack the value or cannot be ranked; the layer parks says why."))
    return [line for text in texts for line in wrapped(text, _SIZE, across - 2 * _EDGE)]
