"""What can be said of scores and indices, and what cannot, as sections: for a terminal and for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import MISSING, percent, probability, quantity, signed
from parklocus.indicators.sections import Section
from parklocus.indicators.survey.codebook import factor_lines
from parklocus.indicators.validation.association import DIRECTED
from parklocus.indicators.validation.coupling import class_title
from parklocus.indicators.validation.ladder import RUNGS
from parklocus.indicators.validation.reading import LEVEL, join_sentences
from parklocus.indicators.validation.wave_statements import map_titles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_ROWS = 30  # more are no reading for a person


def validation_sections(statement: str, n_parks: int, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """Return how scores and indices agree, for a planner to read and a statistician to check.

    Parameters
    ----------
    statement : str
        What can and cannot be said with this many parks.
    n_parks : int
        Parks with scores.
    tables : mapping of str to DataFrame
        The tables of a `ValidationResult`, ``associations`` among them, and the ``codebook`` of the interviews where
        there is one.
    """
    found = [Section(_("What can be said"), (statement,), *_ladder(n_parks, tables))]
    associations = tables["associations"]
    expected = associations[associations["expected"].isin(DIRECTED)]
    if len(expected):
        found.append(_associations(expected))
    reading = f"reading_{'zh' if current_language() == 'zh_CN' else 'en'}"
    for name, title in _titles().items():
        if name in tables:
            found.append(_section(name, title, tables[name], reading))
    if "codebook" in tables:
        found.append(Section(_("Where the factors come from"), points=tuple(factor_lines(tables["codebook"]))))
    return found


def _titles() -> dict[str, str]:
    return {
        "pattern": _("All expected directions together"),
        "contradictions": _("Parks whose location runs against their score"),
        "score_intervals": _("How sure the scores are"),
        "score_variance": _("Where the scores' variance lies"),
        "park_models": _("Respondents within parks"),
        "spatial_associations": _("Spatial dependence"),
        "autocorrelation": _("Parks near one another"),
        "spatial_models": _("Spatial models"),
        "local_autocorrelation": _("Where like lies by like"),
        "coupling": _("Coupling of the spaces"),
        "wave_paths": _("Paths of the parks"),
        "wave_associations": _("Changes of scores and of indices"),
        "interaction_changes": _("Interaction of the spaces, then and now"),
        "wave_maps": _("What the maps hold"),
        "group_differences": _("Groups of parks"),
        "location": _("Unusual locations"),
    }


def _section(name: str, title: str, table: pd.DataFrame, reading: str) -> Section:
    """Return a table as a page shows it: as a table, or in words; of many rows alike those that say something."""
    if name == "location":
        return _locations(table)
    as_table = {
        "score_intervals": _scores,
        "spatial_associations": _corrected,
        "wave_maps": _maps,
        "coupling": _coupled,
    }
    if name in as_table:
        return Section(title, table=as_table[name](table))
    words: tuple[str, ...] = ()
    if name == "contradictions":
        table = table[table["contradicts"].astype(bool)]
    elif name == "spatial_models":
        table = table[table["advised"].astype(bool) & (table["term"] == table["index"])]
    elif name == "wave_associations":
        table = table[table["expected"].isin(DIRECTED)]
    elif name in {"autocorrelation", "local_autocorrelation", "interaction_changes"}:
        small = table["p"] <= LEVEL
        text = _("Of {n} tested {low} have p ≤ {level}; by chance alone up to about {chance} would.")
        n = int(table["p"].notna().sum())
        words = (text.format(n=n, low=int(small.sum()), level=LEVEL, chance=f"{LEVEL * n:.1f}"),)
        table = table[small]
    points = tuple(str(text) for text in table[reading].dropna())
    return Section(title, words if points or words else (_("None."),), points=points)


def _scores(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in table.sort_values(["factor", "score"], ascending=[True, False], kind="stable").to_dict("records"):
        known = not pd.isna(row["ci_low"])
        ranked = not pd.isna(row["rank_low"])
        interval = f"{_decimal(row['ci_low'])} … {_decimal(row['ci_high'])}" if known else MISSING
        ranks = f"{row['rank_low']:.0f} … {row['rank_high']:.0f}" if ranked else MISSING
        first = percent(row["first_share"]) if ranked else MISSING
        rows.append((row["factor"], _named(row), _decimal(row["score"]), interval, ranks, first))
    headings = [_("factor"), _("park"), _("score"), _("95 % interval"), _("ranks, 95 %"), _("first in")]
    return pd.DataFrame(rows, columns=headings)


def _coupled(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in table.to_dict("records"):
        known = not pd.isna(row["degree"])
        numbers = [_decimal(row[name]) for name in ("coupling", "coordination", "degree")]
        rows.append((_named(row), *numbers, class_title(row["class"]) if known else MISSING, row["lagging"] or MISSING))
    headings = [_("park"), _("coupling C"), _("coordination T"), _("degree D"), _("class"), _("lowest space")]
    return pd.DataFrame(rows, columns=headings)


def _decimal(value: float) -> str:
    return MISSING if pd.isna(value) else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _maps(table: pd.DataFrame) -> pd.DataFrame:
    wide = table.pivot_table(index="measure", columns="wave", values="value", sort=False)
    shown = wide.map(lambda value: f"{value:,.0f}").reset_index()
    titles = map_titles()
    shown["measure"] = [titles.get(str(name), str(name)) for name in shown["measure"]]
    return shown.rename(columns={"measure": _("in the map of")})


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
    return table, (), _("What the number of parks ({n}) allows").format(n=n_parks)


def _associations(expected: pd.DataFrame) -> Section:
    """Return the associations expected, column by column; index by index where there are too many to read."""
    title = _("Directions expected")
    is_tested = bool(expected["p"].notna().any())
    if len(expected) > MOST_ROWS and "index_id" in expected.columns:
        rows = [
            _of_index(own, is_tested=is_tested) for _key, own in expected.groupby(["factor", "index_id"], sort=False)
        ]
        headings = [_("factor"), _("index"), _("columns"), "n", _("expected"), "ρ", _("as expected")]
        words = (_("Each index with the range over its columns; the table associations has them one by one."),)
        return Section(title, words, pd.DataFrame(rows, columns=[*headings, *(["p"] if is_tested else [])]))
    rows = []
    for row in expected.to_dict("records"):
        shown = [row["factor"], row["index"], str(row["n"]), row["expected"], signed(row["spearman"])]
        if is_tested:
            limits = (signed(row["spearman_low"]), signed(row["spearman_high"]))
            shown.append(MISSING if MISSING in limits else " … ".join(limits))
            shown += [probability(row[name]) for name in ("p", "p_min", "p_one_sided", "p_min_one_sided", "q")]
        else:
            shown.append(MISSING if pd.isna(row["agrees"]) else _("yes") if row["agrees"] else _("no"))
        rows.append(shown)
    headings = [_("factor"), _("index"), "n", _("expected"), "ρ"]
    tested = [_("without one park"), "p", _("least p"), _("one-sided"), _("its least"), "q"]
    return Section(title, table=pd.DataFrame(rows, columns=[*headings, *(tested if is_tested else [_("as expected")])]))


def _of_index(own: pd.DataFrame, *, is_tested: bool) -> list[str]:
    """Return the cells of an index that stands in several columns."""
    first = own.iloc[0]
    agree = own["agrees"].dropna()
    shown = [str(first["factor"]), str(first["index_id"]), str(len(own)), _span(own["n"], str), str(first["expected"])]
    shown += [_span(own["spearman"], signed), f"{int(agree.sum())} / {len(agree)}"]
    return [*shown, _span(own["p"], probability)] if is_tested else shown


def _span(values: pd.Series, shown: Callable[[Any], str]) -> str:
    known = values.dropna()
    if known.empty:
        return MISSING
    low, high = shown(known.min()), shown(known.max())
    return low if low == high else f"{low} … {high}"


def _locations(table: pd.DataFrame) -> Section:
    """Return the parks that lie far out among the city's street nodes, with how many were looked at."""
    far = table[table["p"] <= LEVEL]
    tested = int(table["p"].notna().sum())
    text = _(
        "Of {tested} values of parks held against the city's street nodes {far} are unusual (two-sided p ≤ {level}); "
        "of nodes taken at random about {chance} would be. This asks whether a location is unusual, not whether any "
        "score follows it."
    )
    words = [text.format(tested=tested, far=len(far), level=LEVEL, chance=f"{LEVEL * tested:.1f}")]
    text = _("Allowing for their number (q ≤ {level}) {low} remain.")
    words.append(text.format(level=LEVEL, low=int((table["q"] <= LEVEL).sum())))
    if len(far) > MOST_ROWS:
        text = _("The {n} of the least p are shown; the table location has all.")
        words.append(text.format(n=MOST_ROWS))
        far = far.sort_values("p", kind="stable").head(MOST_ROWS)
    rows = [
        (
            _named(row),
            row["index"],
            quantity(row["value"]),
            str(row["n"]),
            *(probability(row[name]) for name in ("p", "q", "p_min")),
            str(row["n_matched"]),
            *(probability(row[name]) for name in ("p_matched", "p_parks")),
        )
        for row in far.to_dict("records")
    ]
    headings = [_("park"), _("index"), _("value"), _("nodes"), "p", "q", _("least p")]
    alike = [_("nodes alike"), _("p, as far from the centre"), _("p, other parks")]
    return Section(
        _("Unusual locations"),
        (join_sentences(words),),
        pd.DataFrame(rows, columns=[*headings, *alike]) if rows else None,
    )


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
            *(probability(row[name]) for name in ("p_corrected", "p_one_sided", "q")),
        )
        for row in table.to_dict("records")
    ]
    headings = [_("factor"), _("index"), "n", "r", _("parks' worth"), _("p, corrected"), _("one-sided"), "q"]
    return pd.DataFrame(rows, columns=headings)
