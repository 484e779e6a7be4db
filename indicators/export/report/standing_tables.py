"""Where the parks lie: the table of indices and parks with values and percentiles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.catalogue.families import factor_title, unit_title
from parklocus.indicators.export.figures.draw import expected_pairs
from parklocus.indicators.export.figures.standing import standings
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import percentile, quantity
from parklocus.indicators.sections import Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parklocus.indicators.export.stored_result import StoredResult

_ACROSS = 6  # parks side by side on a page
_FIRST = 2  # columns before the parks'


def shown_columns(result: StoredResult) -> list[str]:
    """Return the first column of each index, and those of which something is expected, in the catalogue's order."""
    wanted = {*result.columns.leading, *(column for _factor, column in expected_pairs(result))}
    return [column for column in result.columns.indices if column in wanted]


def standing_sections(result: StoredResult) -> Iterator[Section]:
    """Give tables of values with percentiles, a few parks side by side."""
    whole = standing_section(result)
    assert whole.table is not None  # noqa: S101 - it has one
    parks = whole.table.shape[1] - _FIRST
    for start in range(0, max(parks, 1), _ACROSS):
        several = range(_FIRST + start, _FIRST + min(start + _ACROSS, parks))
        part = whole.table.iloc[:, [*range(_FIRST), *several]]
        yield (
            Section(_("{title}, continued").format(title=whole.title), table=part)
            if start
            else replace(whole, table=part)
        )


def standing_section(result: StoredResult) -> Section:
    """Return the table of values with percentiles, a column a park."""
    found = standings(result, shown_columns(result))
    among = _("percentile in the city") if result.columns.among_city else _("percentile in the reference")
    words = _("Value and, in brackets, {percentile}. + more is better, − less is better, ? contested.").format(
        percentile=among
    )
    rows = [
        (
            result.columns.title(one.column),
            one.direction.replace("-", "−"),
            *(
                f"{quantity(value)} ({percentile(rank)})"
                for value, rank in zip(one.values, one.percentiles, strict=True)
            ),
        )
        for one in found
    ]
    headings = [_("index"), _("better"), *(str(name) for name in result.parks["name"])]
    return Section(_("Indices of the parks"), (words,), _frame(rows, headings))


def index_section(result: StoredResult) -> Section:
    """Return what each index is: definition, unit, direction, source."""
    language = "zh" if current_language() == "zh_CN" else "en"
    columns = ["index", f"title_{language}", f"definition_{language}", "unit", "direction", "source"]
    definitions = result.definitions.drop_duplicates("index")[columns].fillna("")
    rows = [
        (
            row["index"],
            row[f"title_{language}"],
            row[f"definition_{language}"],
            unit_title(row["unit"]),
            row["direction"].replace("-", "−"),
            row["source"],
        )
        for row in definitions.to_dict("records")
    ]
    headings = [_("index"), _("title"), _("definition"), _("unit"), _("better"), _("source")]
    return Section(_("Definitions"), (_("Titles are those of each index's first column."),), _frame(rows, headings))


def titled(section: Section, result: StoredResult) -> Section:
    """Call factors and indices in a table by their titles, as the rest of the page does."""
    if section.table is None:
        return section
    table = section.table.copy()
    for heading, title in ((_("factor"), factor_title), (_("index"), result.columns.title)):
        if heading in table:
            table[heading] = [title(str(name)) for name in table[heading]]
    return replace(section, table=table)


def _frame(rows: Sequence[tuple[Any, ...]], headings: list[str]) -> pd.DataFrame:
    """Return a table whose headings may be alike: two parks may have one name."""
    table = pd.DataFrame(rows, columns=range(len(headings)))
    table.columns = pd.Index(headings)
    return table
