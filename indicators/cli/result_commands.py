"""The commands that begin with a result: its figures, its report and tables, whether it is the same again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from parklocus.indicators.cli.reporting import Reporter


def add_result_commands(command: Callable[[str, Any, str, str], argparse.ArgumentParser]) -> None:
    """Add the commands, each made by `command` from its name, its function, a sentence and an example."""
    figures = command(
        "figures",
        _figures,
        _("Draw a result: radars, percentile strips, the matrix of factors and indices, scatter plots, the model."),
        "parklocus figures result.gpkg --folder figures",
    )
    figures.add_argument("result", type=Path, help=_("the GeoPackage that a study left"))
    figures.add_argument("--folder", type=Path, required=True, metavar="FOLDER", help=_("folder for the figures"))
    figures.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help=_("radar, strips, matrix, scatter or model; repeatable; all when not given"),
    )
    figures.add_argument("--park", metavar="ID", help=_("a park: its radar alone; brought out in strips and scatters"))
    figures.add_argument("--factor", metavar="NAME", help=_("the factor of a scatter plot"))
    figures.add_argument("--index", metavar="ID", help=_("the index of a strip or scatter plot"))
    figures.add_argument("--format", metavar="FORMAT", default="svg", help=_("svg or png"))

    report = command(
        "report",
        _report,
        _("Write a result's report as one page, and its tables for a paper."),
        "parklocus report result.gpkg --output report.html --tables tables",
    )
    report.add_argument("result", type=Path, help=_("the GeoPackage that a study left"))
    report.add_argument(
        "--output", type=Path, metavar="FILE", help=_("page to write; beside the result when not given")
    )
    report.add_argument(
        "--tables", type=Path, metavar="FOLDER", help=_("folder for tables as CSV, workbook, LaTeX and Word")
    )

    diff = command("diff", _diff, _("Say which values differ between two results."), "parklocus diff old.gpkg new.gpkg")
    diff.add_argument("first", type=Path, help=_("a result"))
    diff.add_argument("second", type=Path, help=_("another result"))

    rerun = command(
        "rerun",
        _rerun,
        _("Make a result again from its study, and say whether every value is the same."),
        "parklocus rerun result.gpkg --study study.toml",
    )
    rerun.add_argument("result", type=Path, help=_("the GeoPackage that a study left"))
    rerun.add_argument("--study", type=Path, metavar="FILE", help=_("the study file; else that beside the result"))
    rerun.add_argument("--output", type=Path, metavar="FILE", help=_("keep the new result here"))
    rerun.add_argument(
        "--processes", type=int, metavar="N", help=_("how many processes compute; one for each core when not given")
    )


def _diff(options: argparse.Namespace, reporter: Reporter) -> Any:
    from parklocus.indicators.cli.compare_run import run_diff

    return run_diff(options, reporter)


def _rerun(options: argparse.Namespace, reporter: Reporter) -> Any:
    from parklocus.indicators.cli.compare_run import run_rerun

    return run_rerun(options, reporter)


def _report(options: argparse.Namespace, reporter: Reporter) -> Any:
    from parklocus.indicators.cli.report_run import run_report

    return run_report(options, reporter)


def _figures(options: argparse.Namespace, reporter: Reporter) -> Any:
    from parklocus.indicators.cli.figures_run import run_figures

    return run_figures(options, reporter)
