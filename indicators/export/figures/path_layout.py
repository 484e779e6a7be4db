"""Where the variables of a model stand in its path diagram: causes left, items right, a band for each factor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parklocus.indicators.export.figures.fonts import shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

LETTERS = 8.0  # points
ITEM = (2.1, 0.38)  # inches
FACTOR = (1.75, 0.8)
_PITCH = 0.5  # inches from one item to the next
_COLUMN = 2.9  # from one column of factors to the next
_BAND = 1.05  # the least height of a band
_BETWEEN = 0.2  # between bands


@dataclass(frozen=True)
class Variable:
    """A variable of the model: a factor is an ellipse, an observed variable a box.

    Attributes
    ----------
    name : str
        As the model text has it.
    lines : tuple of str
        What is written in it.
    factor : bool
        Whether it is latent.
    column : int
        0 for what nothing leads to; items stand in the last.
    x, y : float
        Its middle, in inches.
    """

    name: str
    lines: tuple[str, ...]
    factor: bool
    column: int
    x: float
    y: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return FACTOR if self.factor else ITEM

    @property
    def left(self) -> tuple[float, float]:
        """The middle of the left side."""
        return self.x - self.size[0] / 2, self.y

    @property
    def right(self) -> tuple[float, float]:
        """The middle of the right side."""
        return self.x + self.size[0] / 2, self.y

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide, high = self.size
        return self.x - wide / 2, self.y - high / 2, self.x + wide / 2, self.y + high / 2

    def border(self, towards: tuple[float, float]) -> tuple[float, float]:
        """Return the point of its outline that lies towards a point."""
        across, down = towards[0] - self.x, towards[1] - self.y
        wide, high = self.size[0] / 2, self.size[1] / 2
        if not across and not down:
            return self.right
        if self.factor:
            share = 1 / math.hypot(across / wide, down / high)
        else:
            share = 1 / max(abs(across) / wide, abs(down) / high)
        return self.x + share * across, self.y + share * down


@dataclass(frozen=True)
class Layout:
    """All variables by name, and how large they are together."""

    variables: Mapping[str, Variable]
    left: float
    width: float
    bottom: float

    @property
    def items(self) -> set[str]:
        """The observed variables in the last column."""
        last = max((one.column for one in self.variables.values()), default=0)
        return {one.name for one in self.variables.values() if one.column == last and not one.factor}


def lay_out(
    paths: pd.DataFrame, factors: Sequence[str], labels: Mapping[str, str], *, left: float, top: float
) -> Layout:
    """Place the variables of a model.

    Parameters
    ----------
    paths : pandas.DataFrame
        Estimates of one group: ``lhs, op, rhs``.
    factors : sequence of str
        The latent variables.
    labels : mapping
        What variables are called; the others go by their names.
    left, top : float
        Where the first column's left side and the first band's upper side are, in inches.
    """
    latent = set(factors)
    loadings = paths[paths["op"] == "=~"]
    regressions = paths[paths["op"] == "~"]
    causes = [
        *((str(lhs), str(rhs)) for lhs, rhs in zip(loadings["lhs"], loadings["rhs"], strict=True) if rhs in latent),
        *((str(rhs), str(lhs)) for lhs, rhs in zip(regressions["lhs"], regressions["rhs"], strict=True)),
    ]
    items: dict[str, list[str]] = {}
    placed: set[str] = set()
    for row in loadings.itertuples():
        if row.rhs not in latent and row.rhs not in placed:
            items.setdefault(str(row.lhs), []).append(str(row.rhs))
            placed.add(str(row.rhs))
    others = dict.fromkeys(str(name) for pair in causes for name in pair)
    names = [*dict.fromkeys(str(name) for name in factors), *(name for name in others if name not in latent | placed)]
    columns = _columns(names, causes)
    last = max(columns.values(), default=0) + (1 if placed else 0)
    middles = _bands(names, items, loadings, latent, top)
    variables = {}
    for name in names:
        x = left + FACTOR[0] / 2 + columns[name] * _COLUMN
        lines = _lines(name, labels, latent)
        variables[name] = Variable(name, lines, name in latent, columns[name], x, middles[name])
    for factor, own in items.items():
        for number, item in enumerate(own):
            y = middles[factor] + (number - (len(own) - 1) / 2) * _PITCH
            x = left + ITEM[0] / 2 + last * _COLUMN
            variables[item] = Variable(item, _lines(item, labels, latent), factor=False, column=last, x=x, y=y)
    right = max((one.right[0] for one in variables.values()), default=left)
    bottom = max((one.box[3] for one in variables.values()), default=top)
    return Layout(variables, left, right, bottom)


def _columns(names: Iterable[str], causes: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return how many steps lie before each variable at most; where causes run in a circle, some step is left out."""
    columns = dict.fromkeys(names, 0)
    for _round in columns:
        for cause, effect in causes:
            if cause != effect and columns[cause] + 1 > columns[effect] and columns[cause] + 1 < len(columns):
                columns[effect] = columns[cause] + 1
    used = sorted(set(columns.values()))
    return {name: used.index(column) for name, column in columns.items()}


def _bands(
    names: Sequence[str], items: Mapping[str, Sequence[str]], loadings: pd.DataFrame, latent: set[str], top: float
) -> dict[str, float]:
    """Return the middle of each variable's band; a factor of factors stands in the middle of these."""
    middles: dict[str, float] = {}
    of_factors = {
        name: [str(one) for one in loadings.loc[loadings["lhs"] == name, "rhs"] if one in latent]
        for name in names
        if name not in items
    }
    y = top
    for name in names:
        if of_factors.get(name):
            continue
        height = max(len(items.get(name, ())) * _PITCH, _BAND if name in latent else _PITCH)
        middles[name] = y + height / 2
        y += height + _BETWEEN
    pending = [name for name in names if name not in middles]
    while pending:
        ready = [name for name in pending if all(one in middles for one in of_factors[name])] or pending[:1]
        for name in ready:
            below = [middles[one] for one in of_factors[name] if one in middles]
            middles[name] = _free(sum(below) / len(below) if below else y, middles, of_factors)
            pending.remove(name)
    return middles


def _free(y: float, middles: Mapping[str, float], of_factors: Mapping[str, Sequence[str]]) -> float:
    """Return a height near `y` at which no other factor of factors stands."""
    taken = [middle for name, middle in middles.items() if of_factors.get(name)]
    while any(abs(y - middle) < _BAND for middle in taken):
        y += _BAND / 2
    return y


def _lines(name: str, labels: Mapping[str, str], latent: set[str]) -> tuple[str, ...]:
    """Return what is written in a variable: its label in at most three lines, or two, an item's name before it."""
    label = str(labels.get(name) or name)
    text = label if name in latent or label == name else f"{name} {label}"
    room, most = (FACTOR[0] - 0.35, 3) if name in latent else (ITEM[0] - 0.12, 2)
    lines = wrapped(text, LETTERS, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(shortened(line, LETTERS, room) for line in lines)
