"""A result as one page of HTML: for a planner to read, for a statistician to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import parklocus
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.atomic import check_target, replacing
from parklocus.indicators.export.figures.draw import wanted_figures
from parklocus.indicators.export.html_page import html_page, picture_of
from parklocus.indicators.export.provenance import LICENCE
from parklocus.indicators.export.report.asked import asked, made
from parklocus.indicators.export.report.chapters import Chapter
from parklocus.indicators.export.report.composite_sections import composite_sections
from parklocus.indicators.export.report.known import known
from parklocus.indicators.export.report.standing_tables import index_section, standing_sections, titled
from parklocus.indicators.export.report.survey_chapter import survey_chapter
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import gettext as _
from parklocus.indicators.sections import Section
from parklocus.indicators.validation.page import validation_sections

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from parklocus.indicators.export.figures.draw import Wanted
    from parklocus.indicators.export.html_page import Picture

SUFFIX = ".html"
_TEMPLATE = "report.html.jinja"


def write_report(
    result: StoredResult | str | Path,
    output: str | Path | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Write a result's report: one HTML page with its figures in it, without scripts, in the language in use.

    It says what was asked, how far the values carry (assumptions, missing values with reasons, the map's edge and
    completeness), where the parks lie in their city, what can be said of scores and indices, and how to make it again.
    Nothing is computed anew.

    Parameters
    ----------
    result : StoredResult, str or Path
        The result, or its GeoPackage.
    output : str or Path, optional
        The ``.html`` file to write; ``<result>.html`` beside the result without it.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text.

    Returns
    -------
    pathlib.Path
        The file that was written.

    Raises
    ------
    InputError
        The file is no result, or the page cannot be written there.
    """
    stored = result if isinstance(result, StoredResult) else StoredResult(result)
    target = check_target(stored.path.with_suffix(SUFFIX) if output is None else output, SUFFIX)
    page = report_page(stored, progress)
    with replacing(target, SUFFIX) as working:
        working.write_text(page, encoding="utf-8", newline="\n")
    return target


def report_page(result: StoredResult, progress: Callable[[float, str], None] | None = None) -> str:
    """Return the report as HTML."""
    words = {
        "contents": _("Contents"),
        "made_by": _("Made by Park Locus {version} from {file}.").format(
            version=parklocus.__version__, file=result.path.name
        ),
        "licence": LICENCE,
        "method": _(
            "Method: Wang and Ma 2018, Progress in Geography 37(11):1567-1580, DOI 10.18306/dlkxjz.2018.11.012."
        ),
    }
    try:
        chapters = _chapters(result, progress)
    except KeyError as error:
        message = _("{file} was written by another version of Park Locus: it lacks {name}. Run the study again.")
        raise InputError(message.format(file=result.path, name=error)) from error
    return html_page(_TEMPLATE, title=result.title, words=words, chapters=chapters)


def _chapters(result: StoredResult, progress: Callable[[float, str], None] | None) -> list[Chapter]:
    drawn = _Pictures(result, progress)
    chapters = [
        _in_short(result),
        asked(result),
        known(result),
        Chapter(
            "parks",
            _("Where the parks lie"),
            (*standing_sections(result), *composite_sections(result)),
            drawn.of("strips", overview=True) + drawn.of("radar"),
        ),
    ]
    if result.factors:
        compared = validation_sections(result.statement, result.scored_parks, result.comparison)
        sections = tuple(titled(section, result) for section in compared)
        pictures = drawn.of("matrix") + drawn.of("scatter")
        chapters.append(Chapter("comparison", _("Scores and indices"), sections, pictures))
    survey = survey_chapter(result, drawn.of("model"))
    if survey is not None:
        chapters.append(survey)
    chapters += [made(result), Chapter("indices", _("The indices"), (index_section(result),))]
    return chapters


def _in_short(result: StoredResult) -> Chapter:
    sentences = [result.statement] if result.factors else [_("The study has no factor scores: it describes locations.")]
    counts = _("Parks: {parks}; indices: {indices}, in columns: {columns}; map of {snapshot}.").format(
        parks=len(result.parks),
        indices=result.definitions["index"].nunique(),
        columns=len(result.definitions),
        snapshot=str(result.provenance.get("osm", {}).get("snapshot") or _("unknown date")).partition("T")[0],
    )
    return Chapter("short", _("In short"), (Section("", (counts, *sentences)),))


class _Pictures:
    """The figures of a result, drawn when they are asked for."""

    def __init__(self, result: StoredResult, progress: Callable[[float, str], None] | None) -> None:
        self._result, self._progress = result, progress
        self._wanted = wanted_figures(result)
        self._done = 0

    def of(self, kind: str, *, overview: bool = False) -> tuple[Picture, ...]:
        """Return the figures of a kind; of strips the one of all indices alone if `overview`."""
        wanted = [one for one in self._wanted if one.kind == kind and not (overview and one.index)]
        return tuple(self._drawn(one) for one in wanted)

    def _drawn(self, one: Wanted) -> Picture:
        if self._progress is not None:
            text = _("Drawing: {figure}").format(figure=one.name)
            self._progress(min(self._done / max(len(self._wanted), 1), 1.0), text)
        self._done += 1
        return picture_of(one.draw(self._result))
