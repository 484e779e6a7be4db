"""A factor's scores against an index, a named point a park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.catalogue.families import factor_title
from parklocus.indicators.export.columns import SCORE
from parklocus.indicators.export.figures.drawing import BLUE, FAINT, GREY, INK, ORANGE, Drawing, line_height
from parklocus.indicators.export.figures.fonts import shortened, width, wrapped
from parklocus.indicators.export.figures.labels import placed
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.export.stored_result import StoredResult

    Floats = NDArray[np.float64]
    _Plot = tuple[float, float, float, float]

_PLOT = (0.95, 0.9, 6.6, 5.0)  # left, top, width, height in inches
_MANY, _TALLER = 12, 1.5  # from more parks on the plot is so much higher
_EDGE = 0.3
_SIZE = 8
_LINE = 0.01  # half the width that names leave to the line of an interval
_LONGEST = 2.2  # inches that a park's name may take


@dataclass(frozen=True)
class _Axis:
    """An axis: which value lies where."""

    low: float
    high: float
    start: float
    length: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, values: Floats, start: float, length: float) -> _Axis:
        from matplotlib.ticker import MaxNLocator

        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        spread = (high - low) or abs(high) or 1.0
        low, high = low - 0.07 * spread, high + 0.07 * spread
        ticks = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        return cls(low, high, start, length, tuple(float(tick) for tick in ticks if low <= tick <= high))

    def at(self, value: float) -> float:
        return self.start + self.length * (value - self.low) / (self.high - self.low)

    def words(self) -> list[str]:
        """Return the ticks as texts, with as many decimals as tell them apart."""
        step = min(np.diff(self.ticks), default=1.0)
        places = max(0, -int(np.floor(np.log10(step) + 1e-9)))
        places += round(step, places) != round(step, places + 1)
        return [f"{tick:.{places}f}".replace("-", "\N{MINUS SIGN}") for tick in self.ticks]


def scatter(result: StoredResult, factor: str, column: str, park: str | None = None) -> Drawing:
    """Draw a factor's scores against an index, with the parks' names and, where they are known, the scores' intervals.

    Thin horizontal lines are the least and the greatest value of a park's access points, vertical ones the 95 %
    intervals of the scores. The words of the comparison stand below.

    Parameters
    ----------
    result : StoredResult
        The result.
    factor : str
        A factor that has scores.
    column : str
        An index column, or an index, whose first column is drawn.
    park : str, optional
        Id or name of a park to bring out.

    Raises
    ------
    InputError
        There is no such factor, index or park.
    """
    factor, column = result.factor(factor), result.index_columns(column)[0]
    chosen = None if park is None else str(result.park(park)["id"])
    points = _points(result, factor, column)
    shown = points.dropna(subset=["x", "y"])
    plot = left, top, across, down = (*_PLOT[:3], _PLOT[3] + (_TALLER if len(shown) > _MANY else 0.0))
    x_axis = _Axis.over(shown[["x", "x_low", "x_high"]].to_numpy(dtype=float), left, across)
    y_axis = _Axis.over(shown[["y", "y_low", "y_high"]].to_numpy(dtype=float), top + down, -down)
    notes = _notes(result, factor, column, points, left + across - _EDGE)
    height = top + down + 0.85 + len(notes) * line_height(_SIZE)
    title = _("{factor} against {index}").format(factor=factor_title(factor), index=result.columns.title(column))
    sheet = Drawing(left + across + _EDGE, height, title)
    sheet.heading(result.title)
    _frame(sheet, plot, x_axis, y_axis)
    sheet.text(left + across / 2, top + down + 0.45, result.columns.title(column), _SIZE + 1, anchor="center")
    words = _("Score, {factor}").format(factor=factor_title(factor))
    words += f" ({result.score_label})" if result.score_label else ""
    sheet.text(_EDGE, top + down / 2, words, _SIZE + 1, anchor="center", turned=90)
    _draw_points(sheet, plot, shown, x_axis, y_axis, chosen=chosen)
    sheet.lines(_EDGE, top + down + 0.75, notes, _SIZE, GREY)
    return sheet


def _points(result: StoredResult, factor: str, column: str) -> pd.DataFrame:
    """Return value and score of each park with the limits of both; NaN where there is none."""
    parks = result.parks
    names = {"x": column, "x_low": f"{column}_min", "x_high": f"{column}_max", "y": SCORE + factor}
    found = pd.DataFrame({key: _numbers(parks, name) for key, name in names.items()})
    found[["id", "name"]] = parks[["id", "name"]].to_numpy()
    intervals = result.table("score_intervals")
    limits = {"y_low": "ci_low", "y_high": "ci_high"}
    if intervals is None:
        return found.assign(**dict.fromkeys(limits, np.nan))
    own = intervals[intervals["factor"] == factor].astype({"park": str}).set_index("park")
    return found.assign(**{key: found["id"].map(own[name]) for key, name in limits.items()})


def _frame(sheet: Drawing, plot: _Plot, x_axis: _Axis, y_axis: _Axis) -> None:
    left, top, across, down = plot
    for tick, words in zip(x_axis.ticks, x_axis.words(), strict=True):
        sheet.line([(x_axis.at(tick), top), (x_axis.at(tick), top + down)], FAINT)
        sheet.text(x_axis.at(tick), top + down + 0.15, words, _SIZE, GREY, anchor="center")
    for tick, words in zip(y_axis.ticks, y_axis.words(), strict=True):
        sheet.line([(left, y_axis.at(tick)), (left + across, y_axis.at(tick))], FAINT)
        sheet.text(left - 0.08, y_axis.at(tick), words, _SIZE, GREY, anchor="right")
    sheet.box(left, top, across, down, None, edge=GREY, weight=0.6)


def _draw_points(
    sheet: Drawing, plot: _Plot, shown: pd.DataFrame, x_axis: _Axis, y_axis: _Axis, *, chosen: str | None
) -> None:
    rows = shown.to_dict("records")
    places = [(x_axis.at(row["x"]), y_axis.at(row["y"])) for row in rows]
    obstacles = []
    for row, (x, y) in zip(rows, places, strict=True):
        if row["x_high"] > row["x_low"]:
            start, end = x_axis.at(row["x_low"]), x_axis.at(row["x_high"])
            sheet.line([(start, y), (end, y)], GREY, 0.6)
            obstacles.append((start, y - _LINE, end, y + _LINE))
        if row["y_high"] > row["y_low"]:
            end, start = y_axis.at(row["y_low"]), y_axis.at(row["y_high"])
            sheet.line([(x, start), (x, end)], GREY, 0.6)
            obstacles.append((x - _LINE, start, x + _LINE, end))
    names = [shortened(str(row["name"]), _SIZE, _LONGEST) for row in rows]
    bold = [row["id"] == chosen for row in rows]
    sizes = [(width(name, _SIZE, bold=heavy), line_height(_SIZE)) for name, heavy in zip(names, bold, strict=True)]
    left, top, across, down = plot
    bounds = (left + 0.03, top + 0.03, left + across - 0.03, top + down - 0.03)
    labels = placed(places, sizes, bounds, obstacles)
    for label, (wide, _high) in zip(labels, sizes, strict=True):
        if label.away:
            nearest = min(max(label.point[0], label.left), label.left + wide)
            sheet.line([label.point, (nearest, label.middle)], GREY, 0.4)
    for label, name, heavy in zip(labels, names, bold, strict=True):
        sheet.dot(*label.point, ORANGE if heavy else BLUE, 0.11)
        sheet.text(label.left, label.middle, name, _SIZE, INK, bold=heavy)


def _notes(result: StoredResult, factor: str, column: str, points: pd.DataFrame, room: float) -> list[str]:
    texts = []
    found = result.table("associations")
    if found is not None:
        row = found[(found["factor"] == factor) & (found["index"] == column)]
        language = "reading_zh" if current_language().startswith("zh") else "reading_en"
        texts += [str(text) for text in row[language].dropna()]
    missing = [str(name) for name in points.loc[points[["x", "y"]].isna().any(axis=1), "name"]]
    if missing:
        texts.append(_("Not drawn, for want of the value or the score: {names}.").format(names=", ".join(missing)))
    drawn = points.dropna(subset=["x", "y"])
    if (drawn["x_high"] > drawn["x_low"]).any():
        texts.append(_("Horizontal lines: least and greatest value of the park's access points."))
    if drawn["y_low"].notna().any():
        texts.append(_("Vertical lines: 95 % interval of the park's score."))
    return [line for text in texts for line in wrapped(text, _SIZE, room)]


def _numbers(parks: pd.DataFrame, column: str) -> Floats:
    if column not in parks:
        return np.full(len(parks), np.nan)
    return pd.to_numeric(parks[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
