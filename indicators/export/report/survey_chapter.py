"""The survey's part of a report, where the result holds one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parklocus.indicators.export.report.chapters import Chapter
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.table_sections import table_section

if TYPE_CHECKING:
    from parklocus.indicators.export.html_page import Picture
    from parklocus.indicators.export.stored_result import StoredResult
    from parklocus.indicators.sections import Section

_PREFIX = "survey_"
# What a reader of the whole wants to see; the result and the survey's own report have the rest.
_SHOWN = ("warnings", "sample", "items", "reliability", "discriminant", "fit", "invariance", "aggregation", "scores")
_MOST = 60  # rows of a table on the page


def survey_chapter(result: StoredResult, pictures: tuple[Picture, ...]) -> Chapter | None:
    """Return the chief tables of the survey, as the survey's own report words them; None where the result has none."""
    tables = {name: result.table(_PREFIX + name) for name in _SHOWN}
    sections = [_first_rows(table_section(name, table), name) for name, table in tables.items() if table is not None]
    return Chapter("survey", _("The survey"), tuple(sections), pictures) if sections else None


def _first_rows(section: Section, name: str) -> Section:
    if section.table is None or len(section.table) <= _MOST:
        return section
    words = _("{n} more rows stand in the table {name} of the result.")
    left = words.format(n=len(section.table) - _MOST, name=_PREFIX + name)
    return replace(section, sentences=(*section.sentences, left), table=section.table.head(_MOST))
