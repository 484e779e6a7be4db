"""The page that `parklocus validate` prints: what can be said of scores and indices, and what cannot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.table import Table

from parklocus.indicators.cli.codebook_page import factor_lines
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.ladder import RUNGS
from parklocus.indicators.validation.reading import LEVEL, probability, signed

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from parklocus.indicators.run import StudyResult
    from parklocus.indicators.validation import ValidationResult


def describe_validation(result: StudyResult) -> list[RenderableType]:
    """Return a page on how scores and indices agree, for a planner to read and a statistician to check.

    Parameters
    ----------
    result : StudyResult
        What `run_study` gave.

    Raises
    ------
    InputError
        The study has no scores.
    """
    found = result.validation
    if found is None:
        raise InputError(_("The study has no [scores]: there is nothing to hold the indices against."))
    chinese = current_language() == "zh_CN"
    page: list[RenderableType] = [
        _heading(_("What can be said")),
        found.statement_zh if chinese else found.statement_en,
        _ladder(found),
    ]
    expected = found.associations[found.associations["expected"].isin(["+", "-"])]
    if len(expected):
        page += [_heading(_("Directions expected")), _associations(expected)]
    sections = {
        "pattern": _("All expected directions together"),
        "contradictions": _("Parks whose location runs against their score"),
        "score_intervals": _("How sure the scores are"),
        "park_models": _("Respondents within parks"),
        "coupling": _("Coupling of the spaces"),
        "group_differences": _("Groups of parks"),
    }
    for name, title in sections.items():
        rows = _worth_reading(name, found.tables.get(name))
        if rows is not None:
            readings = [f"• {text}" for text in rows[f"reading_{'zh' if chinese else 'en'}"]]
            page += [_heading(title), "\n".join(readings) or _("None.")]
    if "location" in found.tables:
        page += [_heading(_("Unusual locations")), *_locations(found.tables["location"])]
    if "spatial_associations" in found.tables:
        page += [_heading(_("Spatial dependence")), _corrected(found.tables["spatial_associations"])]
    if result.table.codebook is not None:
        page += [_heading(_("Where the factors come from")), "\n".join(factor_lines(result.table.codebook))]
    page += ["", _("All tables are in {output}.").format(output=result.output)]
    return page


def summarise_validation(result: StudyResult) -> dict[str, Any]:
    """Return the comparison in short, for programs.

    Raises
    ------
    InputError
        The study has no scores.
    """
    found = result.validation
    if found is None:
        raise InputError(_("The study has no [scores]: there is nothing to hold the indices against."))
    pattern = found.tables.get("pattern")
    return {
        "parks": found.n_parks,
        "rung": found.rung,
        "statement": found.statement_zh if current_language() == "zh_CN" else found.statement_en,
        "pattern": [] if pattern is None else _plain(pattern[["test", "n", "cells", "statistic", "p", "p_min"]]),
        "tables": {name: len(table) for name, table in found.tables.items()},
    }


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON can hold them: what is missing is null."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def _heading(text: str) -> str:
    return f"\n{text}\n{'─' * (2 * len(text) if current_language() == 'zh_CN' else len(text))}"


def _ladder(found: ValidationResult) -> Table:
    """Return what each number of parks allows, and why a rung is not reached."""
    words = {
        "description": _("directions, ranks, intervals, place in the city"),
        "pattern": _("one test of all expected directions together"),
        "permutation": _("a permutation test of each association"),
        "mixed": _("mixed models of the respondents' scores"),
        "spatial": _("tests and models of spatial dependence"),
    }
    made = {
        "pattern": "pattern" in found.tables,
        "mixed": "park_models" in found.tables,
        "spatial": "spatial_associations" in found.tables,
    }
    lacks = {
        "pattern": _("no: the study expects no direction"),
        "mixed": _("no: the respondents' scores are not given"),
        "spatial": _("no: see the notes"),
    }
    shown = Table(title=_("{n} parks: what their number allows").format(n=found.n_parks), title_justify="left")
    for heading in (_("from"), _("what can be said"), _("here")):
        shown.add_column(heading)
    for name, fewest in RUNGS.items():
        here = _("yes") if made.get(name, True) else lacks[name]
        if found.n_parks < fewest:
            here = _("no: too few parks")
        shown.add_row(str(fewest), words[name], here)
    return shown


def _associations(expected: pd.DataFrame) -> Table:
    shown = Table()
    limits = _("without one park")
    for heading in (_("factor"), _("index"), "n", _("expected"), "ρ", limits, "p", _("one-sided"), "q", _("least p")):
        shown.add_column(heading)
    for row in expected.to_dict("records"):
        low, high = _number(row["spearman_low"]), _number(row["spearman_high"])
        shown.add_row(
            row["factor"],
            row["index"],
            str(row["n"]),
            row["expected"],
            _number(row["spearman"]),
            "–" if low == "–" else f"{low} … {high}",
            *(_p(row[name]) for name in ("p", "p_one_sided", "q", "p_min")),
        )
    return shown


def _locations(table: pd.DataFrame) -> list[RenderableType]:
    """Return the parks that lie far out among the city's street nodes, with how many were looked at."""
    far = table[table["p"] <= LEVEL]
    tested = int(table["p"].notna().sum())
    text = _(
        "Of {tested} values of parks held against the city's street nodes {far} are unusual (two-sided p ≤ {level}); "
        "of nodes taken at random about {chance} would be. This asks whether a location is unusual, not whether any "
        "score follows it."
    )
    words = text.format(tested=tested, far=len(far), level=LEVEL, chance=f"{LEVEL * tested:.1f}")
    if far.empty:
        return [words]
    shown = Table()
    like = _("p, as far from the centre")
    for heading in (_("park"), _("index"), _("value"), _("nodes"), "p", _("nodes alike"), like):
        shown.add_column(heading)
    for row in far.to_dict("records"):
        name = str(row.get("name") or row["park"])
        matched = (str(row["n_matched"]), _p(row["p_matched"]))
        shown.add_row(name, row["index"], f"{row['value']:.4g}", str(row["n"]), _p(row["p"]), *matched)
    return [words, shown]


def _corrected(table: pd.DataFrame) -> Table:
    shown = Table()
    for heading in (_("factor"), _("index"), "n", "r", _("parks' worth"), _("p, corrected")):
        shown.add_column(heading)
    for row in table.to_dict("records"):
        worth = "–" if math.isnan(row["effective_n"]) else f"{row['effective_n']:.1f}"
        shown.add_row(
            row["factor"], row["index"], str(row["n"]), _number(row["pearson"]), worth, _p(row["p_corrected"])
        )
    return shown


def _worth_reading(name: str, table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the rows that a page should hold: of many alike those that say something."""
    if table is None:
        return None
    if name == "contradictions":
        return table[table["contradicts"]]
    return table


def _number(value: float) -> str:
    return "–" if math.isnan(value) else signed(value)


def _p(value: float) -> str:
    return "–" if math.isnan(value) else probability(value)
