"""What a report is made of: chapters of sections and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parklocus.indicators.export.html_page import Picture
    from parklocus.indicators.sections import Section


@dataclass(frozen=True)
class Chapter:
    """A chapter: its heading, an anchor to link to, what it says and what it shows."""

    anchor: str
    title: str
    sections: tuple[Section, ...] = ()
    pictures: tuple[Picture, ...] = ()
