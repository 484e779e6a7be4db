"""The command `parklocus figures`: draw what a result holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from parklocus.indicators.export.figures import draw_figures
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    import argparse

    from rich.console import RenderableType

    from parklocus.indicators.cli.reporting import Reporter


def run_figures(
    options: argparse.Namespace, reporter: Reporter
) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Draw the figures of a result into a folder.

    Parameters
    ----------
    options : argparse.Namespace
        ``result``, ``folder``, ``kind``, ``park``, ``factor``, ``index``, ``format``.
    reporter : Reporter
        Hears how far the drawing is.

    Returns
    -------
    facts, shown, notes
        What a command answers: to programs, to people, and what a reader should know.
    """
    written, notes = draw_figures(
        options.result,
        options.folder,
        options.kind,
        park=options.park,
        factor=options.factor,
        index=options.index,
        form=options.format,
        progress=reporter.progress,
    )
    figures = [{"file": str(one.path), "title": one.title, **vars(one.wanted)} for one in written]
    shown = Table(title=_("Figures in {folder}").format(folder=options.folder), title_justify="left")
    for heading in (_("file"), _("what it shows")):
        shown.add_column(heading)
    for one in written:
        shown.add_row(one.path.name, one.title)
    return {"folder": str(options.folder), "figures": figures}, [shown], notes
