"""Sections of a report on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from parklocus.indicators.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from parklocus.indicators.sections import Section


def shown_sections(sections: Iterable[Section]) -> list[RenderableType]:
    """Return sections as headings, paragraphs, lists and tables of a terminal."""
    page: list[RenderableType] = []
    for section in sections:
        wide = 2 if current_language() == "zh_CN" else 1
        page += [f"\n{section.title}\n{'─' * (wide * len(section.title))}", *section.sentences]
        if section.points:
            page.append("\n".join(f"• {text}" for text in section.points))
        if section.table is not None and len(section.table):
            table = Table(title=section.caption or None, title_justify="left")
            for column in section.table.columns:
                table.add_column(str(column))
            for row in section.table.itertuples(index=False, name=None):
                table.add_row(*map(str, row))
            page.append(table)
    return page
