"""Parts of a report, in the language in use: what a terminal prints and a page shows alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


# A number as a page writes it: with a limit's sign, per cent, a percentile in brackets, or as one of a span.
_ONE = r"[<>≤≥]? ?[-+−]?\d[\d,]*(\.\d+)?(e[-+−]?\d+)?( ?%)?( \([\d–]+\))?"
_NUMBER = re.compile(rf"{_ONE}(( … | / ){_ONE})?|–( \(–\))?|")


def number_columns(table: pd.DataFrame) -> list[bool]:
    """Say of each column whether it holds numbers, which a page sets flush right, and nothing else."""
    found = []
    for place in range(table.shape[1]):
        cells = table.iloc[:, place].map(str)
        found.append(bool(cells.map(_NUMBER.fullmatch).notna().all() and cells.str.contains(r"\d").any()))
    return found


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes
    ----------
    title : str
        Its heading.
    sentences : tuple of str
        Paragraphs.
    table : DataFrame or None
        Cells as they are read, under the headings that are read.
    points : tuple of str
        A list below the paragraphs.
    caption : str
        What the table is called; "" for nothing.
    """

    title: str
    sentences: tuple[str, ...] = ()
    table: pd.DataFrame | None = None
    points: tuple[str, ...] = ()
    caption: str = ""
