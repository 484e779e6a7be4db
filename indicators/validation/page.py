"""What can be said of scores and indices, and what cannot, as sections: for a terminal and for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import MISSING, probability, quantity, signed
from parklocus.indicators.sections import Section
from parklocus.indicators.validation.association import DIRECTED
from parklocus.indicators.validation.ladder import RUNGS
from parklocus.indicators.validation.reading import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping


def validation_sections(statement: str, n_parks: int, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """Return how scores and indices agree, for a planner to read and a statistician to check.

    Parameters
    ----------
    statement : str
        What can and cannot be said with this many parks.
    n_parks : int
        Parks with scores.
    tables : mapping of str to DataFrame
        The tables of a `ValidationResult`, ``associations`` among them.
    """
    found = [Section(_("What can be said"), (statement,), *_ladder(n_parks, tables))]
    associations = tables["associations"]
    expected = associations[associations["expected"].isin(DIRECTED)]
    if len(expected):
        found.append(Section(_("Directions expected"), table=_associations(expected)))
    reading = f"reading_{'zh' if current_language() == 'zh_CN' else 'en'}"
    for name, title in _read_titles().items():
        rows = tables.get(name)
        if rows is not None:
            # Of many alike those that say something.
            rows = rows[rows["contradicts"].astype(bool)] if name == "contradictions" else rows
            points = tuple(str(text) for text in rows[reading].dropna())
            found.append(Section(title, () if points else (_("None."),), points=points))
    if "location" in tables:
        found.append(_locations(tables["location"]))
    if "spatial_associations" in tables:
        found.append(Section(_("Spatial dependence"), table=_corrected(tables["spatial_associations"])))
    return found


def _read_titles() -> dict[str, str]:
    return {
        "pattern": _("All expected directions together"),
        "contradictions": _("Parks whose location runs against their score"),
        "score_intervals": _("How sure the scores are"),
        "park_models": _("Respondents within parks"),
        "coupling": _("Coupling of the spaces"),
        "group_differences": _("Groups of parks"),
    }


def _ladder(n_parks: int, tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, tuple[str, ...], str]:
    """Return what each number of parks allows, and why a rung is not reached; and what the table is called."""
    words = {
        "description": _("directions, ranks, intervals, place in the city"),
        "pattern": _("one test of all expected directions together"),
        "permutation": _("a permutation test of each association"),
        "mixed": _("mixed models of the respondents' scores"),
        "spatial": _("tests and models of spatial dependence"),
    }
    made = {
        "pattern": "pattern" in tables,
        "mixed": "park_models" in tables,
        "spatial": "spatial_associations" in tables,
    }
    lacks = {
        "pattern": _("no: the study expects no direction"),
        "mixed": _("no: the respondents' scores are not given"),
        "spatial": _("no: see the notes"),
    }
    rows = []
    for name, fewest in RUNGS.items():
        here = _("yes") if made.get(name, True) else lacks[name]
        if n_parks < fewest:
            here = _("no: too few parks")
        rows.append((str(fewest), words[name], here))
    table = pd.DataFrame(rows, columns=[_("from"), _("what can be said"), _("here")])
    return table, (), _("{n} parks: what their number allows").format(n=n_parks)


def _associations(expected: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in expected.to_dict("records"):
        limits = (signed(row["spearman_low"]), signed(row["spearman_high"]))
        rows.append(
            (
                row["factor"],
                row["index"],
                str(row["n"]),
                row["expected"],
                signed(row["spearman"]),
                MISSING if MISSING in limits else " … ".join(limits),
                *(probability(row[name]) for name in ("p", "p_one_sided", "q", "p_min")),
            )
        )
    headings = [_("factor"), _("index"), "n", _("expected"), "ρ", _("without one park"), "p"]
    return pd.DataFrame(rows, columns=[*headings, _("one-sided"), "q", _("least p")])


def _locations(table: pd.DataFrame) -> Section:
    """Return the parks that lie far out among the city's street nodes, with how many were looked at."""
    far = table[table["p"] <= LEVEL]
    tested = int(table["p"].notna().sum())
    text = _(
        "Of {tested} values of parks held against the city's street nodes {far} are unusual (two-sided p ≤ {level}); "
        "of nodes taken at random about {chance} would be. This asks whether a location is unusual, not whether any "
        "score follows it."
    )
    words = text.format(tested=tested, far=len(far), level=LEVEL, chance=f"{LEVEL * tested:.1f}")
    rows = [
        (
            _named(row),
            row["index"],
            quantity(row["value"]),
            str(row["n"]),
            probability(row["p"]),
            str(row["n_matched"]),
            probability(row["p_matched"]),
        )
        for row in far.to_dict("records")
    ]
    headings = [_("park"), _("index"), _("value"), _("nodes"), "p", _("nodes alike"), _("p, as far from the centre")]
    return Section(_("Unusual locations"), (words,), pd.DataFrame(rows, columns=headings) if rows else None)


def _named(row: Mapping[Any, Any]) -> str:
    name = row.get("name")
    return str(row["park"] if name is None or pd.isna(name) or not name else name)


def _corrected(table: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (
            row["factor"],
            row["index"],
            str(row["n"]),
            signed(row["pearson"]),
            MISSING if pd.isna(row["effective_n"]) else f"{row['effective_n']:.1f}",
            probability(row["p_corrected"]),
        )
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[_("factor"), _("index"), "n", "r", _("parks' worth"), _("p, corrected")])
