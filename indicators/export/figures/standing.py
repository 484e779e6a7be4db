"""Where parks stand in their city by each index: what radars, strips and matrices put in rows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.catalogue.families import family_of, family_title
from parklocus.indicators.export.figures.drawing import GREY
from parklocus.indicators.language import current_language
from parklocus.indicators.numerals import quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.export.figures.drawing import Drawing
    from parklocus.indicators.export.stored_result import StoredResult

# Paul Tol's muted scheme: told apart by all kinds of colour vision; a family of indices each.
COLOURS = (
    "#332288",
    "#88ccee",
    "#117733",
    "#ddaa33",
    "#cc6677",
    "#44aa99",
    "#999933",
    "#882255",
    "#aa4499",
    "#6699cc",
    "#777777",
)


_HEADING = 0.25  # inches above the rows of a family

_BARE = re.compile(r"n|n \(weighted\)|ratio|0 to \d+")  # units that say no more than that a number is one


@dataclass(frozen=True)
class Standing:
    """An index column, and the parks' percentiles in it.

    Attributes
    ----------
    column : str
        The index column.
    title : str
        What it is called, without the unit.
    unit : str
        Its unit; "" for none.
    direction : str
        ``"+"`` more is better, ``"-"`` less is better, anything else contested.
    family : str
        The family of its index.
    values, percentiles : numpy.ndarray, shape (parks,)
        NaN where missing.
    """

    column: str
    title: str
    unit: str
    direction: str
    family: str
    values: NDArray[np.float64]
    percentiles: NDArray[np.float64]

    @property
    def favourable(self) -> NDArray[np.float64]:
        """The percentiles, turned where less is better, so that more is always better (but where it is contested)."""
        return 100.0 - self.percentiles if self.direction == "-" else self.percentiles

    def measured(self, value: float) -> str:
        """Write a value with its unit, unless that is a bare number."""
        bare = not self.unit or math.isnan(value) or _BARE.fullmatch(self.unit)
        return quantity(value) if bare else f"{quantity(value)}\N{NO-BREAK SPACE}{self.unit}"

    @property
    def contested(self) -> bool:
        """Whether neither more nor less is held to be better."""
        return self.direction not in {"+", "-"}


def standings(result: StoredResult, columns: Iterable[str]) -> list[Standing]:
    """Return where the parks stand by some columns, a family of indices after the other."""
    definitions = result.definitions.set_index("column")
    language = "title_zh" if current_language().startswith("zh") else "title_en"
    found = []
    for column in columns:
        row = definitions.loc[column]
        found.append(
            Standing(
                column,
                _kept_together(_text(row[language]) or column),
                _text(row["unit"]),
                str(row["direction"]),
                family_of(str(row["index"])),
                _numbers(result.parks, column),
                _numbers(result.parks, f"{column}_pct"),
            )
        )
    order = list(dict.fromkeys(one.family for one in found))
    return sorted(found, key=lambda one: order.index(one.family))


def ranked(result: StoredResult) -> list[str]:
    """Return the first column of each index that has percentiles."""
    return [
        column
        for column in result.columns.leading
        if f"{column}_pct" in result.parks and result.parks[f"{column}_pct"].notna().any()
    ]


def family_colours(found: Iterable[Standing]) -> dict[str, tuple[str, str]]:
    """Return title and colour of each family, in their order."""
    families = list(dict.fromkeys(one.family for one in found))
    return {family: (family_title(family), COLOURS[number % len(COLOURS)]) for number, family in enumerate(families)}


def rows_height(found: Sequence[Standing], row: float) -> float:
    """Return how high rows of some inches are together, with a heading above each family."""
    return len(found) * row + len({one.family for one in found}) * _HEADING


def rows_of_families(
    sheet: Drawing, found: Sequence[Standing], top: float, row: float
) -> Iterator[tuple[Standing, float]]:
    """Write the families' names, and give each column with the upper edge of its row."""
    colours, y = family_colours(found), top
    for number, one in enumerate(found):
        if not number or found[number - 1].family != one.family:
            title, colour = colours[one.family]
            sheet.box(0.16, y + 0.08, 0.07, sum(other.family == one.family for other in found) * row + 0.15, colour)
            sheet.text(0.3, y + 0.15, title, 8, GREY, bold=True)
            y += _HEADING
        yield one, y
        y += row


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


def _kept_together(title: str) -> str:
    """Let no line end between a number and its unit."""
    return re.sub(r"(?<=\d) (?=m\b|min\b)", "\N{NO-BREAK SPACE}", title)


def _numbers(parks: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in parks:
        return np.full(len(parks), np.nan)
    return pd.to_numeric(parks[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
