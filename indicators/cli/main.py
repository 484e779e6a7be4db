"""The command line: `parklocus`, or `python -m parklocus.indicators`."""

from __future__ import annotations

import argparse
import contextlib
import math
import re
import signal
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import parklocus
from parklocus.indicators.cli.failures import CANCELLED, DONE, FAULT, failure
from parklocus.indicators.cli.options import add_city_options, add_fetch_options, add_summary_options
from parklocus.indicators.cli.parser_words import parser_speaks
from parklocus.indicators.cli.reporting import JsonReporter, Reporter, TextReporter, leave_at_once, stop_writing
from parklocus.indicators.cli.result_commands import add_result_commands
from parklocus.indicators.errors import Cancelled, InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.language import set_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TIDYING = 2.0  # seconds after a signal in which a second one does not disturb what tidies up


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Returns
    -------
    int
        0 done; 1 a fault of Park Locus; 2 wrong input, an error line says what; 130 cancelled. In the latter three
        nothing is written.
    """
    given = _joined(sys.argv[1:] if arguments is None else arguments)
    set_language(_language(given))
    reporter: JsonReporter | TextReporter = JsonReporter() if "--json" in given else TextReporter()
    with _signals_cancel(reporter, for_good=arguments is None), warnings.catch_warnings():
        if "--debug" not in given:
            warnings.simplefilter("ignore")  # what libraries say to programmers
        code = _answer(given, reporter)
    if arguments is None and code == CANCELLED:
        leave_at_once(code)
    return code


def _answer(given: list[str], reporter: JsonReporter | TextReporter) -> int:
    """Do what is asked for and report it; return the exit code."""
    done = False
    try:
        with parser_speaks():
            options = _parser().parse_args(given)
        with reporter.bar() if isinstance(reporter, TextReporter) else contextlib.nullcontext():
            facts, shown, notes = options.command(options, reporter)
        done = True
        for note in notes:
            reporter.note(note)
        reporter.result(facts, shown)
    except BrokenPipeError:  # the reader left: `| head`, or a program that was closed
        stop_writing()
        return DONE if done else CANCELLED
    except Exception as error:
        code, text = failure(error)
        if code == FAULT and "--debug" in given:
            raise
        try:
            reporter.error(text)
        except OSError:
            stop_writing()
        return code
    return DONE


@contextlib.contextmanager
def _signals_cancel(reporter: JsonReporter | TextReporter, *, for_good: bool) -> Iterator[None]:
    """Let the signals that end a program raise `Cancelled` while the block runs.

    A cancelled program that ends `for_good` hears no more of them: its exit code would be another.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    names = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup wants it ignored
        names.append(signal.SIGHUP)
    heard = -math.inf

    def cancel(_signal: int, _frame: object) -> None:
        nonlocal heard
        since, heard = time.monotonic() - heard, time.monotonic()
        reporter.cancelled = True  # a library may catch what is raised here; then the next progress raises it again
        if since > _TIDYING:
            raise Cancelled

    before = {name: signal.signal(name, cancel) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, signal.SIG_IGN if for_good and reporter.cancelled else handler)


def _joined(arguments: Sequence[str]) -> list[str]:
    """Join a centre in the western hemisphere to its option: a parser takes what begins with a dash for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--centre" and re.match(r"-[\d.]", argument):
            joined[-1] = f"--centre={argument}"
        else:
            joined.append(argument)
    return joined


def _language(given: Sequence[str]) -> str | None:
    """Return the language asked for, before anything is parsed: the parser speaks too."""
    for position, argument in enumerate(given):
        if argument == "--lang" and position + 1 < len(given):
            return given[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints go the way of all errors, and that takes options by their whole names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise InputError(_("{message}. Try: {command} --help").format(message=message, command=self.prog))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="parklocus",
        description=_("Locational indices of parks from OpenStreetMap, held against factor scores."),
        epilog=_("Example: parklocus demo --output demo-result"),
    )
    parser.add_argument("--version", action="version", version=f"parklocus {parklocus.__version__}")
    _add_common_options(parser)
    commands = parser.add_subparsers(dest="name", metavar=_("command"), required=True)

    run = _command(commands, "run", _run, _("Run a study and write its GeoPackage."), "parklocus run study.toml")
    run.add_argument("study", type=Path, help=_("the study file"))
    run.add_argument("--output", type=Path, metavar="FILE", help=_("GeoPackage to write in place of the study's own"))

    validate = _command(
        commands,
        "validate",
        _validate,
        _("Run a study and say how far its scores and indices agree, and what cannot be said."),
        "parklocus validate study.toml",
    )
    validate.add_argument("study", type=Path, help=_("the study file"))
    validate.add_argument(
        "--output", type=Path, metavar="FILE", help=_("GeoPackage to write in place of the study's own")
    )

    demo = _command(
        commands, "demo", _demo, _("Run the embedded study of Neubrandenburg."), "parklocus demo --output demo-result"
    )
    demo.add_argument(
        "--output", type=Path, metavar="FOLDER", default=Path("parklocus-demo"), help=_("folder for the result")
    )

    compute = _command(
        commands,
        "compute",
        _compute,
        _("Compute indices without a study."),
        "parklocus compute --osm city.osm.pbf --parks parks.gpkg --centre 121.5499,29.8719,Tianyi --index ptal"
        " --output result.gpkg",
    )
    add_city_options(compute)
    compute.add_argument("--parks", type=Path, required=True, metavar="FILE", help=_("layer or table of parks"))
    compute.add_argument("--id", metavar="FIELD", help=_("field with the parks' ids"))
    compute.add_argument("--name", metavar="FIELD", dest="name_field", help=_("field with the parks' names"))
    compute.add_argument("--layer", help=_("layer of a file with several"))
    compute.add_argument("--crs", help=_("coordinate system where the parks do not say it: EPSG:4549, GCJ-02, BD-09"))
    compute.add_argument(
        "--own-places", choices=("include", "exclude"), default="include", help=_("places inside the park itself")
    )
    compute.add_argument("--output", type=Path, required=True, metavar="FILE", help=_("GeoPackage to write"))

    for command in (run, validate, demo, compute):
        command.add_argument(
            "--processes", type=int, metavar="N", help=_("how many processes compute; one for each core when not given")
        )

    survey = _command(
        commands,
        "survey",
        _survey,
        _("Assess a study's questionnaire: the scale, the model and the parks' scores."),
        "parklocus survey study.toml --output survey",
    )
    survey.add_argument("study", type=Path, help=_("the study file"))
    survey.add_argument("--output", type=Path, metavar="FOLDER", help=_("folder for tables, scores and the report"))

    codebook = _command(
        commands,
        "codebook",
        _codebook,
        _("Show the way from a code of the interviews to item, factor score and index."),
        "parklocus codebook study.toml",
    )
    codebook.add_argument("study", type=Path, help=_("the study file"))

    summary = _command(
        commands,
        "summary",
        _summary,
        _("Sum up a whole city, so that it can be compared with others."),
        "parklocus summary --osm city.osm.pbf --population people.tif --gtfs buses.zip --grid 500 --output city.gpkg",
    )
    add_city_options(summary)
    add_summary_options(summary)

    fetch = _command(
        commands,
        "fetch",
        _fetch,
        _("Fetch a city from OpenStreetMap's servers and keep it as an extract."),
        "parklocus fetch --place Neubrandenburg --output city.osm.pbf",
    )
    add_fetch_options(fetch)

    add_result_commands(lambda *given: _command(commands, *given))

    indices = _command(
        commands, "indices", _indices, _("List the catalogue of indices."), "parklocus indices --preset transit"
    )
    indices.add_argument("--preset", metavar="NAME", help=_("only the indices of this choice"))

    info = _command(
        commands,
        "info",
        _info,
        _("Describe an OSM file, a stored city, a result or a study."),
        "parklocus info city.osm.pbf",
    )
    info.add_argument("file", type=Path, help=_("the file"))
    return parser


def _command(commands: Any, name: str, function: Any, text: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text, epilog=_("Example: {example}").format(example=example)
    )
    _add_common_options(parser)
    parser.set_defaults(command=function)
    return parser


def _add_common_options(parser: argparse.ArgumentParser) -> None:
    """Add what may stand before the command or after it; `main` has looked for these before anything is parsed."""
    parser.add_argument("--json", action="store_true", help=_("write JSON lines, for programs"))
    parser.add_argument("--lang", metavar="CODE", help=_("language of texts: en or zh_CN"))
    parser.add_argument("--debug", action="store_true", help=_("show where a fault came from"))


Answer = tuple[dict[str, Any], list[Any], list[str]]


def _run(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.study.study import Study

    return _run_study(Study.open(options.study), options.output, reporter, options.processes)


def _validate(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.cli.validation_page import describe_validation, summarise_validation
    from parklocus.indicators.run import run_study
    from parklocus.indicators.study.study import Study

    study = Study.open(options.study)
    if study.scores is None and study.survey is None:
        raise InputError(_("The study has no [scores]: there is nothing to hold the indices against."))
    result = run_study(study, options.output, reporter.progress, processes=options.processes)
    facts = {"output": str(result.output), "summary": summarise_validation(result)}
    return facts, describe_validation(result), result.notes


def _survey(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.cli.survey_run import run_survey

    return run_survey(options.study, options.output, reporter)


def _codebook(options: argparse.Namespace, _reporter: Reporter) -> Answer:
    from parklocus.indicators.cli.codebook_page import show_codebook

    return show_codebook(options.study)


def _demo(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.demo import demo_folder
    from parklocus.indicators.export.atomic import made_folder
    from parklocus.indicators.export.report import write_report
    from parklocus.indicators.study.study import Study

    folder = made_folder(options.output)
    study = Study.open(demo_folder() / "study.toml")
    facts, shown, notes = _run_study(study, folder / "result.gpkg", reporter, options.processes)
    # All is computed; what is drawn for the page only hears whether it is to stop.
    said = lambda _fraction, text: reporter.progress(1.0, text)  # noqa: E731
    page = write_report(facts["output"], folder / "report.html", said)
    return {**facts, "report": str(page)}, [*shown, _("Report written to {file}").format(file=page)], notes


def _compute(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.export.atomic import check_target
    from parklocus.indicators.study.study import Study

    check_target(options.output)
    parks = {"path": options.parks, "id": options.id, "name": options.name_field, "layer": options.layer}
    parks |= {"crs": options.crs, "own_places": options.own_places}
    study = {
        "title": options.output.stem,
        **_city_sections(options),
        "parks": parks,
        "output": {"geopackage": options.output},
    }
    # Whether the files are there is said by those who read them, in the words of the command line.
    made = Study.from_mapping(_given(study), folder=Path.cwd(), origin="compute", check_files=False)
    return _run_study(made, None, reporter, options.processes)


def _summary(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.cli.summary_run import run_summary

    wanted = {"summary": {"title": options.title}, "output": {"geopackage": options.output}}
    sections = _given({**_city_sections(options), **wanted})
    return run_summary(sections, options.grid, reporter, options.processes)


def _city_sections(options: argparse.Namespace) -> dict[str, Any]:
    """Return the sections of a study that say where a city comes from, and what is measured in it among what."""
    from parklocus.indicators.study.sections import RASTERS

    return {
        "city": {
            "osm": options.osm,
            "boundary": options.boundary,
            "taxonomy": options.taxonomy,
            "gtfs": [str(path) for path in options.gtfs or ()],
            "headways": options.headways,
            "timetable_day": options.timetable_day,
            "timetable_window": options.timetable_window,
        },
        "centre": [_centre(text, number) for number, text in enumerate(options.centre, start=1)],
        "indices": {"preset": options.preset, "compute": options.index},
        "rasters": {kind: getattr(options, kind) for kind in RASTERS},
        "reference": {
            key: getattr(options, f"reference_{key}") for key in ("within", "land_use", "sample", "seed", "weight")
        },
    }


def _fetch(options: argparse.Namespace, reporter: Reporter) -> Answer:
    from parklocus.indicators.cli.fetch_run import run_fetch

    return run_fetch(options, reporter)


def _given(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table without what was not given, paths as texts."""
    kept: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            value = _given(value)  # noqa: PLW2901
        if value is not None and value not in ({}, []):
            kept[key] = str(value) if isinstance(value, Path) else value
    return kept


def _centre(text: str, number: int) -> dict[str, Any]:
    parts = [part.strip() for part in text.split(",", 2)]
    try:
        lon, lat = float(parts[0]), float(parts[1])
    except (ValueError, IndexError) as error:
        message = _("--centre {text}: give longitude, latitude and, if you like, a name, as 121.5499,29.8719,Tianyi.")
        raise InputError(message.format(text=text)) from error
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise InputError(_("--centre {text}: longitude and latitude must be numbers.").format(text=text))
    name = parts[2] if len(parts) > 2 and parts[2] else _("centre {number}").format(number=number)
    return {"name": name, "lon": lon, "lat": lat}


def _run_study(study: Any, output: Path | None, reporter: Reporter, processes: int | None) -> Answer:
    from parklocus.indicators.cli.summaries import describe_run, summarise_run
    from parklocus.indicators.run import run_study

    result = run_study(study, output, reporter.progress, processes=processes)
    return {"output": str(result.output), "summary": summarise_run(result)}, describe_run(result), result.notes


def _indices(options: argparse.Namespace, _reporter: Reporter) -> Answer:
    from parklocus.indicators.cli.catalogue_list import list_catalogue

    return list_catalogue(options.preset)


def _info(options: argparse.Namespace, reporter: Reporter) -> Answer:
    if options.file.suffix.lower() == ".toml":
        from parklocus.indicators.cli.study_facts import describe_study

        return describe_study(options.file)
    from parklocus.indicators.cli.summaries import describe_facts, facts_of_file

    facts = facts_of_file(options.file, reporter.progress)
    return {"file": str(options.file), "facts": facts}, describe_facts(options.file, facts), []
