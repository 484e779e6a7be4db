"""The commands `parklocus diff` and `parklocus rerun`: whether two results are the same, value for value."""

from __future__ import annotations

import math
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from rich.table import Table

from parklocus.indicators.export.differences import Difference, differences
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import MISSING
from parklocus.indicators.rerun import rerun

if TYPE_CHECKING:
    import argparse

    from rich.console import RenderableType

    from parklocus.indicators.cli.reporting import Reporter

    Answer = tuple[dict[str, Any], list[RenderableType], list[str]]

_MOST = 30  # rows on the terminal
_LONGEST = 90  # signs of an example


def run_diff(options: argparse.Namespace, _reporter: Reporter) -> Answer:
    """Compare the results ``first`` and ``second``."""
    found, compared = differences(StoredResult(options.first), StoredResult(options.second))
    return _facts(found, compared), _shown(found, compared), []


def run_rerun(options: argparse.Namespace, reporter: Reporter) -> Answer:
    """Make ``result`` again from its study and compare; ``study``, ``output`` and ``processes`` may be given."""
    found = rerun(options.result, options.study, options.output, reporter.progress, processes=options.processes)
    notes = []
    if found.versions:
        notes = [_("Programs of other versions than then: {versions}.").format(versions=", ".join(found.versions))]
    facts = {**_facts(found.differences, found.compared), "versions": found.versions}
    return facts, _shown(found.differences, found.compared), notes


def _facts(found: list[Difference], compared: int) -> dict[str, Any]:
    return {"same": not found, "compared": compared, "differences": [vars(one) for one in found]}


def _shown(found: list[Difference], compared: int) -> list[RenderableType]:
    if not found:
        return [_("All {count} values compared are the same.").format(count=f"{compared:,}")]
    kinds = {
        "values": _("values"),
        "rows": _("rows"),
        "column": _("column of one alone"),
        "table": _("table of one alone"),
    }
    table = Table(title=_("Columns or tables that differ: {count}").format(count=len(found)), title_justify="left")
    for heading in (_("table"), _("column"), _("what differs"), "n", _("largest, relative"), _("first: one, other")):
        table.add_column(heading)
    for one in found[:_MOST]:
        largest = MISSING if math.isnan(one.largest) else f"{one.largest:.2g}"
        table.add_row(
            one.table, one.column or MISSING, kinds[one.kind], str(one.count), largest, shorten(one.example, _LONGEST)
        )
    more = len(found) - _MOST
    return [table, *([_("{n} more; --json has all.").format(n=more)] if more > 0 else [])]
