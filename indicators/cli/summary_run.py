"""The command `parklocus summary`: read a city, sum it up, write its GeoPackage, and say the chief figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from parklocus.indicators.catalogue import find_preset, resolve
from parklocus.indicators.catalogue.families import unit_title
from parklocus.indicators.computing.reference import Reference
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.atomic import check_target
from parklocus.indicators.export.geopackage import export_summary
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import percent, quantity
from parklocus.indicators.parallel import usable_processes
from parklocus.indicators.progress import part
from parklocus.indicators.run import READ, read_city
from parklocus.indicators.study.sections import (
    parse_centres,
    parse_city,
    parse_index_ids,
    parse_output,
    parse_preset,
    parse_rasters,
    parse_reference,
)
from parklocus.indicators.summary.shares import WITHIN
from parklocus.indicators.summary.summarise import summarise_city
from parklocus.indicators.summary.summary import CitySummary, SummaryOptions
from parklocus.indicators.tomlfile import Table as Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from parklocus.indicators.cli.reporting import Reporter

_COMPUTED = 0.92  # share of the progress bar at which computing ends
_SHOWN = 8  # indices in the table on the terminal


def run_summary(
    data: Mapping[str, Any], grid: float | None, reporter: Reporter, processes: int | None = None
) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Sum up a city and write its GeoPackage.

    Parameters
    ----------
    data : mapping
        Sections of a study: ``city``, ``centre``, ``indices``, ``rasters``, ``reference``, ``summary``, ``output``.
    grid : float or None
        Side of the grid's squares in metres.
    reporter : Reporter
        Hears how far the run is.
    processes : int, optional
        How many processes compute.

    Returns
    -------
    facts, shown, notes
        What a command answers: to programs, to people, and what a reader should know.

    Raises
    ------
    InputError
        An input cannot be used; nothing is written.
    """
    usable_processes(processes)
    top, base = Section(data, "summary"), Path.cwd()
    sections = {key: top.table(key) for key in ("indices", "rasters", "reference")}
    source = parse_city(top.table("city", required=True), base)
    output = check_target(parse_output(top.table("output", required=True), base))
    preset = parse_preset(sections["indices"]) if sections["indices"] else None
    ids = parse_index_ids(sections["indices"]) if sections["indices"] else None
    indices = find_preset(preset).id if preset else ids
    rasters = parse_rasters(sections["rasters"], base) if sections["rasters"] else {}
    ranked = parse_reference(sections["reference"], base) if sections["reference"] else None
    title = data.get("summary", {}).get("title")
    SummaryOptions(grid, title)  # what cannot be is said now, not after minutes of reading
    resolve(indices)
    inputs = [source.osm, source.boundary, *rasters.values(), ranked.within if ranked else None]
    _refuse_overwriting(output, [path for path in inputs if path is not None])
    city = read_city(source, reporter.progress)
    summary = summarise_city(
        city,
        indices,
        centres=parse_centres(top),
        rasters=rasters,
        reference=Reference(**vars(ranked)) if ranked else None,
        grid=grid,
        title=title,
        processes=processes,
        progress=part(reporter.progress, READ, _COMPUTED),
    )
    export_summary(output, summary, part(reporter.progress, _COMPUTED, 1.0))
    return facts_of_summary(summary, output), describe_summary(summary, output), summary.notes


def _refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    for path in inputs:
        if output.exists() and path.exists() and output.samefile(path):
            raise InputError(_("The output {file} is an input; name another file.").format(file=output))


def facts_of_summary(summary: CitySummary, output: Path) -> dict[str, Any]:
    """Return a city's figures for programs: all of them, a row a figure."""
    table = summary.table.astype(object)
    return {
        "output": str(output),
        "squares": None if summary.grid is None else len(summary.grid),
        "table": table.where(table.notna(), None).to_dict("records"),
    }


def describe_summary(summary: CitySummary, output: Path) -> list[RenderableType]:
    """Return a city's chief figures for people: the first indices, all shares, and where the file is."""
    shown: list[RenderableType] = [_indices(summary), _shares(summary)]
    if summary.grid is not None:
        side = summary.provenance["summary"]["grid"]["side_m"]
        shown.append(_("{squares} squares of {side:g} m.").format(squares=len(summary.grid), side=side))
    shown.append(_("Written to {output}").format(output=output))
    return shown


def _indices(summary: CitySummary) -> Table:
    leading = summary.definitions.drop_duplicates("index")["column"].head(_SHOWN) if len(summary.definitions) else ()
    city = str(summary.indices["city"].iloc[0]) if len(summary.indices) else ""
    table = Table(title=_("{city}: median and quartiles of the first indices").format(city=city), title_justify="left")
    for heading in (_("index"), _("by"), _("median"), _("middle half"), "n"):
        table.add_column(heading, justify="left" if heading in {_("index"), _("by")} else "right")
    units = dict(zip(summary.definitions["column"], summary.definitions["unit"], strict=True))
    weights = {"nodes": _("street nodes"), "street_length": _("street length"), "people": _("people")}
    for row in summary.indices[summary.indices["column"].isin(list(leading))].to_dict("records"):
        name = f"{row['column']} [{unit_title(str(units[row['column']]))}]"
        half = f"{quantity(row['q25'])} – {quantity(row['q75'])}" if row["n"] else "–"
        table.add_row(name, weights.get(row["weight"], row["weight"]), quantity(row["median"]), half, str(row["n"]))
    return table


def _shares(summary: CitySummary) -> Table:
    table = Table(title=_("Shares within {metres} m on foot").format(metres=WITHIN), title_justify="left")
    weights = list(dict.fromkeys(summary.shares["weight"]))
    table.add_column(_("near"))
    for weight in weights:
        table.add_column({"people": _("of the people")}.get(weight, _("of the streets")), justify="right")
    title = "title_zh" if current_language() == "zh_CN" else "title_en"
    for _column, rows in summary.shares.groupby("column", sort=False):
        share = rows.set_index("weight")["share"]
        what = re.split("[:：] ?", rows[title].iloc[0], maxsplit=1)[-1]  # the distance stands above
        table.add_row(what, *(percent(share[weight], 1) for weight in weights))
    return table
