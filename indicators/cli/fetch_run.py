"""The command `parklocus fetch`: ask OpenStreetMap's servers for a city and keep it as an extract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.errors import InputError
from parklocus.indicators.fetch import fetch, wanted_by_study
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.overpass import LIMIT_KM2, FetchOptions

if TYPE_CHECKING:
    import argparse

    from rich.console import RenderableType

    from parklocus.indicators.cli.reporting import Reporter


def run_fetch(
    options: argparse.Namespace, reporter: Reporter
) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Fetch a city as a study or the options say.

    Parameters
    ----------
    options : argparse.Namespace
        ``study``, or ``place`` or ``polygon``, ``output``, ``taxonomy``; ``server``, ``limit``, ``refresh``.
    reporter : Reporter
        Hears how far the work is.

    Returns
    -------
    facts, shown, notes
        What a command answers: to programs, to people, and what a reader should know.
    """
    asked = {"place": options.place, "polygon": options.polygon, "output": options.output, "taxonomy": options.taxonomy}
    if options.study is not None:
        if any(value is not None for value in asked.values()):
            raise InputError(_("A study says itself what to fetch and where to: give it, or --place and --output."))
        asked = wanted_by_study(options.study)
    if asked["output"] is None:
        raise InputError(_("Say where to keep the map: --output city.osm.pbf"))
    how = FetchOptions(
        servers=options.server,
        limit_km2=LIMIT_KM2 if options.limit is None else options.limit,
        refresh=options.refresh,
        warn=reporter.note,
    )
    files = fetch(**asked, fetching=how, progress=reporter.progress)
    facts = {"output": str(files.osm), "boundary": str(files.boundary), "fetched": files.facts}
    shown: list[RenderableType] = [_("Wrote {osm} and {boundary}.").format(osm=files.osm, boundary=files.boundary)]
    if options.study is None:
        shown.append(_("Name both in the study: osm and boundary in [city]."))
    return facts, shown, []
