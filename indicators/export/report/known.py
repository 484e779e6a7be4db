"""How far the values carry: what was assumed, what is missing and why, what the map knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.catalogue.families import unit_title
from parklocus.indicators.export.report.chapters import Chapter
from parklocus.indicators.language import current_language, ngettext
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import quantity
from parklocus.indicators.sections import Section

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parklocus.indicators.export.stored_result import StoredResult


def known(result: StoredResult) -> Chapter:
    """Return the notes of the run, the assumptions, the missing values and the completeness of the map."""
    notes = tuple(result.stated("notes").values())
    sections = [
        Section(_("Notes of the run"), () if notes else (_("None."),), points=notes),
        _assumed(result),
        _missing(result),
        _edge(result),
        completeness_section(result),
    ]
    return Chapter("known", _("How far the values carry"), tuple(section for section in sections if section))


def _assumed(result: StoredResult) -> Section:
    language = "assumed_zh" if current_language() == "zh_CN" else "assumed"
    found: dict[str, list[str]] = {}
    definitions = result.definitions
    column = language if language in definitions else "assumed"
    for row in definitions.to_dict("records"):
        text = row.get(column) or row.get("assumed")
        if isinstance(text, str) and text:
            found.setdefault(text, []).append(result.columns.title(row["column"]))
    points = tuple(f"{', '.join(titles)}: {text}" for text, titles in found.items())
    return Section(
        _("What was assumed"), () if points else (_("Nothing that the catalogue marks as assumed."),), points=points
    )


def _missing(result: StoredResult) -> Section:
    reasons = _grouped(result, "notes", "; ")
    words = _("A missing value is not zero. It is shown as – and left out of percentiles and associations.")
    points = tuple(f"{reason}: {_parks(result, names)}" for reason, names in reasons.items())
    return Section(_("What is missing, and why"), (words,) if points else (_("No value is missing."),), points=points)


def _edge(result: StoredResult) -> Section:
    columns = _grouped(result, "edge_affected", ",")
    words = _(
        "These values look past the edge of the map, where more may lie than it shows; the reference leaves such out."
    )
    points = tuple(f"{result.columns.title(column)}: {_parks(result, names)}" for column, names in columns.items())
    return Section(_("What the map's edge may distort"), (words,) if points else (_("No value."),), points=points)


def _grouped(result: StoredResult, field: str, separator: str) -> dict[str, list[str]]:
    """Return the parks of which something is said, by what is said."""
    found: dict[str, list[str]] = {}
    if field not in result.parks:
        return found
    for name, text in zip(result.parks["name"], result.parks[field], strict=True):
        for entry in str(text).split(separator) if isinstance(text, str) and text else ():
            if entry.strip():
                found.setdefault(entry.strip(), []).append(str(name))
    return found


def _parks(result: StoredResult, names: Iterable[str]) -> str:
    given = list(names)
    if len(given) == len(result.parks):
        return ngettext("all {n} park", "all {n} parks", len(given)).format(n=len(given))
    return ", ".join(given)


def completeness_section(result: StoredResult) -> Section | None:
    """Return what lies within the parks' reach and what is known of it: least, median and greatest over the parks."""
    found = result.table("completeness")
    if found is None or found.empty:
        return None
    rows = []
    for _key, group in found.groupby(["title", "radius", "unit"], sort=False, dropna=False):
        first, values = group.iloc[0], pd.to_numeric(group["value"], errors="coerce")
        within = "" if pd.isna(first["radius"]) else f"{first['radius']:.0f} m"
        figures = [quantity(float(one)) for one in (values.min(), values.median(), values.max())]
        rows.append((first["title"], within, unit_title(first["unit"] or ""), *figures, str(int(values.isna().sum()))))
    headings = [_("measure"), _("within"), _("unit"), _("least"), _("median"), _("greatest"), _("parks without")]
    words = _("Over the parks; the table completeness of the result has each of them.")
    return Section(
        _("What the map knows about the parks' surroundings"), (words,), pd.DataFrame(rows, columns=headings)
    )
