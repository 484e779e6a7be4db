"""The path diagram of a fitted structural equation model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.figures.drawing import BLUE, GREY, INK, PAPER, Drawing, line_height
from parklocus.indicators.export.figures.fonts import width, wrapped
from parklocus.indicators.export.figures.labels import overlap
from parklocus.indicators.export.figures.path_layout import LETTERS, lay_out
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import probability
from parklocus.indicators.validation.columns import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from parklocus.indicators.export.figures.labels import Box
    from parklocus.indicators.export.figures.path_layout import Layout, Variable
    from parklocus.indicators.survey.problems import FitWarning

    Point = tuple[float, float]

_EDGE = 0.3
_TOP = 1.0
_RESIDUAL = 0.42  # inches that the arrow of a residual is long
_NUMBERS = 7.5  # points
_STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_FIXED = "†"
_PLACES = (0.62, 0.5, 0.72, 0.4, 0.3, 0.8)  # along a path, where its number may stand
_ON_ARCS = (0.5, 0.42, 0.58, 0.35, 0.65)
_BULGES = (0.45, -0.45, 0.9, -0.9, 1.4, -1.4)  # inches by which a path leaves the straight line


class Fitted(Protocol):
    """What a path diagram needs of a fitted model; `survey.fit` gives one, and a result keeps one."""

    # fmt: off
    @property
    def converged(self) -> bool: """Whether there are estimates."""
    @property
    def groups(self) -> Sequence[str]: """The groups' names."""
    @property
    def factors(self) -> Sequence[str]: """The latent variables."""
    @property
    def estimates(self) -> pd.DataFrame: """A row a parameter."""
    @property
    def measures(self) -> Mapping[str, float]: """The measures of fit."""
    @property
    def estimator(self) -> str: """How it was estimated."""
    @property
    def n(self) -> int: """How many respondents."""
    @property
    def warnings(self) -> Sequence[FitWarning]: """What may be wrong."""
    # fmt: on


def path_diagram(fit: Fitted, labels: Mapping[str, str] | None = None, group: str | None = None) -> Drawing:
    """Draw a fitted model from left to right, with standardized estimates.

    Factors are ellipses, observed variables boxes. Arrows are loadings and regressions, curved double arrows
    covariances (correlations, being standardized), short arrows residual variances. Stars say how sure a path is; one
    whose p is 0.05 or more is dashed; one that was fixed is marked and has no test.

    Parameters
    ----------
    fit : Fitted
        What `survey.fit` gave.
    labels : mapping, optional
        What variables are called, in any language; the others go by the names that the model text has.
    group : str, optional
        Which group to draw where there are several; the first when not given.

    Returns
    -------
    Drawing
        Its ``save(path)`` writes SVG or PNG, its ``svg()`` returns the text.

    Raises
    ------
    InputError
        The estimation did not converge, or there is no such group.
    """
    if not fit.converged:
        raise InputError(_("The estimation did not converge, so nothing can be derived from it; see the warnings."))
    if group is not None and group not in fit.groups:
        message = _("The model has no group “{group}”; {hint}")
        raise InputError(message.format(group=group, hint=suggestion(group, fit.groups)))
    shown = fit.groups[0] if group is None else group
    estimates = fit.estimates
    paths = estimates[(estimates["group"] == shown) & estimates["op"].isin(["=~", "~", "~~"])]
    # How far apart two of the left column are decides how wide their arc is, and so where the column begins.
    layout = lay_out(paths, fit.factors, labels or {}, left=0.0, top=_TOP)
    arcs = _arc_depths(paths, layout)
    room = max((depth for depth in arcs.values() if depth < 0), default=0.0, key=abs)
    layout = lay_out(paths, fit.factors, labels or {}, left=_EDGE + abs(room) * 0.55 + 0.35, top=_TOP)
    beyond = max((depth for depth in arcs.values() if depth > 0), default=0.0)
    across = layout.width + _RESIDUAL + 0.55 + 0.55 * beyond + _EDGE
    notes = _notes(fit, paths, across)
    title = _("Path diagram, standardized") + (f": {shown}" if shown else "")
    sheet = Drawing(max(across, 6.5), layout.bottom + 0.45 + len(notes) * line_height(8), title)
    sheet.heading(_fit_line(fit))
    _draw(sheet, layout, paths, arcs)
    sheet.lines(_EDGE, layout.bottom + 0.4, notes, 8, GREY)
    return sheet


def _draw(sheet: Drawing, layout: Layout, paths: pd.DataFrame, arcs: Mapping[tuple[str, str], float]) -> None:
    """Draw the paths, then the variables, then the numbers, so that none hides another."""
    numbers = _Numbers(sheet, [one.box for one in layout.variables.values()])
    rows = paths.to_dict("records")
    led = {row["rhs"] for row in rows if row["op"] == "=~"} | {row["lhs"] for row in rows if row["op"] == "~"}
    for row in rows:
        start, end = (row["rhs"], row["lhs"]) if row["op"] == "~" else (row["lhs"], row["rhs"])
        one, other = layout.variables[start], layout.variables[end]
        if row["op"] == "~~" and start == end:
            if start in led and not math.isnan(row["std_all"]):
                _draw_residual(sheet, one, layout, f"{row['std_all']:.2f}", numbers)
        elif row["op"] == "~~":
            curve = _arc(one, other, arcs[start, end])
            numbers.add(curve, _words(row), _draw_path(sheet, curve, row, both=True), _ON_ARCS)
        elif one is not other:
            curve = _straight_or_round(one, other, layout)
            numbers.add(curve, _words(row), _draw_path(sheet, curve, row, both=False))
    for one in layout.variables.values():
        _draw_variable(sheet, one)
    numbers.write()


class _Numbers:
    """The numbers beside paths: each where it covers no variable and no other number."""

    def __init__(self, sheet: Drawing, taken: list[Box]) -> None:
        self._sheet, self._taken = sheet, taken
        self._waiting: list[tuple[Point, str, str]] = []

    def add(self, curve: Sequence[Point], words: str, colour: str, places: Sequence[float] = _PLACES) -> None:
        """Find a place on a curve."""
        wide, high = width(words, _NUMBERS) + 0.04, line_height(_NUMBERS)
        best: tuple[float, Point, Box] | None = None
        for share in places:
            x, y = curve[round(share * (len(curve) - 1))]
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            covered = sum(overlap(box, other) for other in self._taken)
            if best is None or covered < best[0] - 1e-9:
                best = (covered, (x, y), box)
        if best is not None:
            self._taken.append(best[2])
            self._waiting.append((best[1], words, colour))

    def write(self) -> None:
        """Write all, each on a piece of paper that breaks the line."""
        for (x, y), words, colour in self._waiting:
            wide = width(words, _NUMBERS) + 0.04
            self._sheet.box(x - wide / 2, y - 0.065, wide, 0.13, PAPER)
            self._sheet.text(x, y, words, _NUMBERS, colour, anchor="center")


def _draw_path(sheet: Drawing, curve: Sequence[Point], row: Mapping[Any, Any], *, both: bool) -> str:
    """Draw a path and return its colour."""
    weak = row["p"] >= _STARS[-1][0]
    colour = GREY if weak else BLUE if both else INK
    sheet.line(curve, colour, 0.9, dashed=weak)
    sheet.head(curve[-2], curve[-1], colour)
    if both:
        sheet.head(curve[1], curve[0], colour)
    return colour


def _draw_variable(sheet: Drawing, one: Variable) -> None:
    wide, high = one.size
    if one.factor:
        sheet.oval(one.x, one.y, wide, high, PAPER, edge=INK, weight=1.1)
    else:
        sheet.box(one.x - wide / 2, one.y - high / 2, wide, high, PAPER, edge=INK, weight=0.9)
    pitch = line_height(LETTERS) if one.factor else min(line_height(LETTERS), 0.155)
    top = one.y - (len(one.lines) - 1) / 2 * pitch
    for number, line in enumerate(one.lines):
        sheet.text(one.x, top + number * pitch, line, LETTERS, anchor="center")


def _draw_residual(sheet: Drawing, one: Variable, layout: Layout, words: str, numbers: _Numbers) -> None:
    """Draw what the model does not explain of a variable."""
    if one.name in layout.items:
        tail, tip = (one.right[0] + _RESIDUAL, one.y), one.right
        sheet.text(tail[0] + 0.05, tail[1], words, _NUMBERS, GREY)
    else:
        tip = one.border((one.x + 0.4, one.y - 1.0))
        tail = (tip[0] + 0.14, tip[1] - 0.26)
        numbers.add([(tail[0] + 0.1, tail[1] - 0.07)] * 2, words, GREY)
    sheet.arrow(tail, tip, GREY, 0.7)


def _arc_depths(paths: pd.DataFrame, layout: Layout) -> dict[tuple[str, str], float]:
    """Return how far each covariance's arc reaches out: to the right (positive) of items, to the left of others."""
    depths = {}
    for row in paths[(paths["op"] == "~~") & (paths["lhs"] != paths["rhs"])].to_dict("records"):
        pair = (row["lhs"], row["rhs"])
        one, other = (layout.variables[name] for name in pair)
        depth = 0.5 + 0.28 * abs(one.y - other.y)
        depths[pair] = depth + _RESIDUAL + 0.4 if set(pair) <= layout.items else -depth
    return depths


def _arc(one: Variable, other: Variable, depth: float) -> list[Point]:
    start, end = (one.right, other.right) if depth > 0 else (one.left, other.left)
    if start[0] != end[0]:  # in different columns: from border to border
        start, end = one.border((other.x, other.y)), other.border((one.x, one.y))
    control = (min(start[0], end[0]) + depth if depth < 0 else max(start[0], end[0]) + depth, (start[1] + end[1]) / 2)
    return _bent(start, control, end)


def _straight_or_round(one: Variable, other: Variable, layout: Layout) -> list[Point]:
    """Return the way from one variable to another that runs over the fewest others, the straightest of these."""
    in_the_way = [it.box for it in layout.variables.values() if it is not one and it is not other]
    ways = list(_ways(one, other, layout))
    return min(ways, key=lambda way: sum(_runs_over(way, box) for box in in_the_way))


def _ways(one: Variable, other: Variable, layout: Layout) -> Iterator[list[Point]]:
    """Give the straight way, an S from side to side, and arcs ever farther out."""
    end = other.left if other.name in layout.items else other.border((one.x, one.y))
    yield _line(one.border(end), end)
    (start, end), reach = (one.right, other.left), (other.left[0] - one.right[0]) / 2
    if reach > 0:
        yield _curve(start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end)
    length = math.dist((one.x, one.y), (other.x, other.y)) or 1.0
    for bulge in _BULGES:
        control = (
            (one.x + other.x) / 2 + bulge * (other.y - one.y) / length,
            (one.y + other.y) / 2 - bulge * (other.x - one.x) / length,
        )
        end = other.left if other.name in layout.items else other.border(control)
        yield _bent(one.border(control), control, end)


def _runs_over(way: Sequence[Point], box: Box) -> bool:
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in way)


def _line(start: Point, end: Point) -> list[Point]:
    shares = np.linspace(0.0, 1.0, 21)
    return [(start[0] + s * (end[0] - start[0]), start[1] + s * (end[1] - start[1])) for s in shares]


def _bent(start: Point, control: Point, end: Point) -> list[Point]:
    """Return points of the quadratic Bézier curve."""
    first = (start[0] + 2 * (control[0] - start[0]) / 3, start[1] + 2 * (control[1] - start[1]) / 3)
    second = (end[0] + 2 * (control[0] - end[0]) / 3, end[1] + 2 * (control[1] - end[1]) / 3)
    return _curve(start, first, second, end)


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Return points of the cubic Bézier curve."""
    shares = np.linspace(0.0, 1.0, 41)[:, None]
    weights = ((1 - shares) ** 3, 3 * shares * (1 - shares) ** 2, 3 * shares**2 * (1 - shares), shares**3)
    points = sum(weight * np.array(point) for weight, point in zip(weights, (start, first, second, end), strict=True))
    return [(float(x), float(y)) for x, y in np.asarray(points)]


def _words(row: Mapping[Any, Any]) -> str:
    value, p = row["std_all"], row["p"]
    number = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
    if math.isnan(p):
        return number + _FIXED
    return number + next((stars for level, stars in _STARS if p < level), "")


def _fit_line(fit: Fitted) -> str:
    """Return the estimator and the measures of fit that every reader looks for, robust ones where there are some."""
    found = fit.measures
    scaled = "_scaled" if "chisq_scaled" in found else ""
    parts = [fit.estimator, f"n = {fit.n}"]
    if f"chisq{scaled}" in found and not math.isnan(found[f"chisq{scaled}"]):
        p = found.get(f"pvalue{scaled}", math.nan)
        parts.append(f"χ²({found.get(f'df{scaled}', found['df']):.0f}) = {found[f'chisq{scaled}']:.1f}")
        parts.append(_("p = {p}").format(p=probability(p)) if p >= 0.001 else "p < 0.001")
    for name in ("cfi", "tli", "rmsea", "srmr"):
        value = found.get(f"{name}{scaled}", found.get(name, math.nan))
        if not math.isnan(value):
            parts.append(f"{name.upper()} = {value:.3f}")
    return ", ".join(parts)


def _notes(fit: Fitted, paths: pd.DataFrame, across: float) -> list[str]:
    texts = [_("Ellipses: factors; boxes: observed variables; short arrows: share of variance that is not explained.")]
    texts.append(_("*** p < 0.001, ** p < 0.01, * p < 0.05; dashed: p ≥ 0.05."))
    led = paths[(paths["op"] != "~~") | (paths["lhs"] != paths["rhs"])]
    if led["p"].isna().any():
        texts.append(_("†: fixed so that the model has a scale, and so without a test."))
    texts += [warning.message for warning in fit.warnings]
    return [line for text in texts for line in wrapped(text, 8, max(across, 6.5) - 2 * _EDGE)]
