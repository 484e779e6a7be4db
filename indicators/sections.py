"""Parts of a report, in the language in use: what a terminal prints and a page shows alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
