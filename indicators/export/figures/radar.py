"""A park's percentiles around a circle, a family of indices beside the other."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.export.figures.drawing import FAINT, GREY, INK, PALE, Drawing, line_height
from parklocus.indicators.export.figures.fonts import shortened, width, wrapped
from parklocus.indicators.export.figures.standing import Standing, family_colours, ranked, standings
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from parklocus.indicators.export.stored_result import StoredResult

_SIDE = 9.6  # inches
_HOLE, _RIM = 0.75, 2.55  # radii of percentiles 0 and 100
_GAP = 10.0  # degrees left open at the top, where the rings are numbered
_BETWEEN = 0.5  # of a spoke, between families
_LABEL, _ROOM = 7.0, 2.05  # points, inches
_TOP = 0.75  # inches above the circle's labels


def radar(result: StoredResult, park: str) -> Drawing:
    """Draw a park's percentile by the first column of each index.

    Outwards is better: where less is better the percentile is turned. The ring at 50 is the city's median. What is
    missing stays open and is marked.

    Parameters
    ----------
    result : StoredResult
        The result.
    park : str
        Id or name of the park.

    Raises
    ------
    InputError
        There is no such park.
    """
    row = result.park(park)
    place = int(np.flatnonzero(result.parks["id"] == row["id"])[0])
    found = standings(result, ranked(result))
    affected = set(str(row.get("edge_affected") or "").split(","))
    notes = _notes(found, place, affected, among_city=result.columns.among_city)
    colours = family_colours(found)
    title = (
        _("{park}: percentiles in the city") if result.columns.among_city else _("{park}: percentiles in the reference")
    )
    legend = _legend_rows(list(colours.values()))
    height = _SIDE + _TOP + (len(legend) + len(notes)) * line_height(8) + 0.25
    sheet = Drawing(_SIDE, height, title.format(park=row["name"]))
    sheet.heading(result.title)
    centre = (_SIDE / 2, _TOP + _SIDE / 2)
    plain = {key: colour for key, (_title, colour) in colours.items()}
    _spokes(sheet, centre, found, place, affected=affected, colours=plain)
    _rings(sheet, centre, among_city=result.columns.among_city)
    y = _TOP + _SIDE
    for line in legend:
        for x, text, colour in line:
            sheet.box(x, y - 0.05, 0.1, 0.1, colour)
            sheet.text(x + 0.15, y, text, 8)
        y += line_height(8)
    sheet.lines(0.3, y + 0.06, notes, 8, GREY)
    return sheet


def _spokes(
    sheet: Drawing,
    centre: tuple[float, float],
    found: list[Standing],
    place: int,
    *,
    affected: set[str],
    colours: dict[str, str],
) -> None:
    borders = sum(before.family != after.family for before, after in pairwise(found))
    step = (360.0 - _GAP) / max(len(found) + _BETWEEN * borders, 1.0)
    angle = _GAP / 2
    for number, one in enumerate(found):
        if number and found[number - 1].family != one.family:
            angle += _BETWEEN * step
        first, last = angle + 0.06 * step, angle + 0.94 * step
        value = one.favourable[place]
        missing = math.isnan(value)
        colour = colours[one.family]
        if missing:
            sheet.shape(_sector(centre, first, last, _HOLE, _RIM), None, GREY, 0.6, dashed=True)
        else:
            sheet.shape(_sector(centre, first, last, _HOLE, _RIM), FAINT)
            reach = _HOLE + (_RIM - _HOLE) * value / 100
            sheet.shape(_sector(centre, first, last, _HOLE, reach), colour, opacity=0.35 if one.contested else 0.9)
            sheet.shape(_sector(centre, first, last, _HOLE, reach), None, colour, 0.8)
        mark = ("*" if one.column in affected else "") + ("?" if one.contested else "")
        words = f"{one.title}{mark}: {one.measured(one.values[place])}"
        _label(sheet, centre, angle + step / 2, words, GREY if missing else INK)
        angle += step


def _label(sheet: Drawing, centre: tuple[float, float], angle: float, words: str, ink: str) -> None:
    """Write what a spoke is outside its end, along the spoke and never upside down."""
    lines = wrapped(words, _LABEL, _ROOM)
    if len(lines) > 2:
        lines = [lines[0], shortened(" ".join(lines[1:]), _LABEL, _ROOM)]
    left = 180 < angle < 360
    turned = -angle - 90 if left else 90 - angle
    for number, line in enumerate(lines):
        aside = (number - (len(lines) - 1) / 2) * line_height(_LABEL) * 0.85
        x, y = _point(centre, angle, _RIM + 0.1)
        down = math.radians(turned)
        x, y = x + aside * math.sin(down), y + aside * math.cos(down)
        sheet.text(x, y, line, _LABEL, ink, anchor="right" if left else "left", turned=turned)


def _rings(sheet: Drawing, centre: tuple[float, float], *, among_city: bool) -> None:
    for percentile in (0, 25, 50, 75, 100):
        radius = _HOLE + (_RIM - _HOLE) * percentile / 100
        ring = [_point(centre, angle, radius) for angle in np.linspace(_GAP / 2, 360 - _GAP / 2, 181)]
        middle = percentile == 50
        sheet.line(ring, INK if middle else PALE, 1.3 if middle else 0.5, dashed=middle)
        x, y = _point(centre, 0, radius)
        sheet.text(x, y, str(percentile), 7, INK if middle else GREY, anchor="center", bold=middle)
    words = _("Ring at 50: the city's median") if among_city else _("Ring at 50: the reference's median")
    lines = wrapped(words, 7, 1.7 * _HOLE)
    for number, line in enumerate(lines):
        y = centre[1] + (number - (len(lines) - 1) / 2) * line_height(7)
        sheet.text(centre[0], y, line, 7, anchor="center")


def _notes(found: list[Standing], place: int, affected: set[str], *, among_city: bool) -> list[str]:
    """Return what a reader has to know, and nothing about marks that do not occur."""
    texts = [
        _(
            "Outwards is better: where less is better the percentile is turned (100 − percentile). "
            "Behind each index stands its value."
        )
    ]
    if any(one.contested for one in found):
        texts.append(_("?, pale: whether more or less is better is contested; the percentile is not turned."))
    if any(math.isnan(one.percentiles[place]) for one in found):
        texts.append(_("Open, dashed: no percentile, because the value is missing or cannot be ranked; this is not 0."))
    if any(one.column in affected for one in found):
        texts.append(_("*: the map's edge may distort the value."))
    if not among_city:
        texts.append(_("The reference is a part of the city that the study names."))
    return [line for text in texts for line in wrapped(text, 8, _SIDE - 0.6)]


def _legend_rows(entries: list[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = 0.3
    for title, colour in entries:
        room = 0.15 + width(title, 8) + 0.25
        if rows[-1] and x + room > _SIDE - 0.3:
            rows.append([])
            x = 0.3
        rows[-1].append((x, title, colour))
        x += room
    return rows


def _point(centre: tuple[float, float], angle: float, radius: float) -> tuple[float, float]:
    """Return the point at an angle from the top, clockwise."""
    turn = math.radians(angle)
    return centre[0] + radius * math.sin(turn), centre[1] - radius * math.cos(turn)


def _sector(
    centre: tuple[float, float], first: float, last: float, inner: float, outer: float
) -> list[tuple[float, float]]:
    angles = np.linspace(first, last, max(int(last - first), 2) + 1)
    return [
        *(_point(centre, angle, outer) for angle in angles),
        *(_point(centre, angle, inner) for angle in angles[::-1]),
    ]
