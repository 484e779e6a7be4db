"""What the numbers say, in sentences that say no more than the numbers do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parklocus.indicators.language import current_language, ngettext
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import percent, probability, signed
from parklocus.indicators.validation.association import DIRECTED, FEWEST_FOR_TEST
from parklocus.indicators.validation.pattern import FEWEST_FOR_PATTERN, NOT_EXPECTED
from parklocus.indicators.validation.permutation import is_exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

LEVEL = 0.05


@dataclass(frozen=True)
class Association:
    """One row of the table of associations, as its reading needs it."""

    factor: str
    index: str
    n: int
    n_missing: int
    expected: str
    seen: str
    spearman: float
    kendall: float
    p: float
    p_min: float


def read_association(row: Association, index_title: str, *, index_constant: bool) -> str:
    """Say in the language in use what one association shows.

    Parameters
    ----------
    row : Association
        The numbers.
    index_title : str
        The index's title in that language; "" where it has none.
    index_constant : bool
        Whether the index, rather than the factor, is the same in all parks where no association is defined.

    Returns
    -------
    str
        One to four sentences.
    """
    index = _("{title} ({column})").format(title=index_title, column=row.index) if index_title else row.index
    sentences = []
    if not row.seen:
        sentences.append(_nothing_seen(row, index, index_constant=index_constant))
    else:
        sentences += [_direction(row, index), _expectation(row), _test(row)]
    if row.n_missing:
        sentences.append(
            ngettext(
                "{n} park lacks one of the two values.", "{n} parks lack one of the two values.", row.n_missing
            ).format(n=row.n_missing)
        )
    return join_sentences(sentences)


def _nothing_seen(row: Association, index: str, *, index_constant: bool) -> str:
    if row.n < 2:
        return ngettext(
            "No association of {index} with “{factor}” can be computed: {n} park has both values.",
            "No association of {index} with “{factor}” can be computed: {n} parks have both values.",
            row.n,
        ).format(index=index, factor=row.factor, n=row.n)
    return _(
        "No association of {index} with “{factor}” can be computed: {constant} is the same in all {n} parks."
    ).format(index=index, factor=row.factor, constant=index if index_constant else f"“{row.factor}”", n=row.n)


def _direction(row: Association, index: str) -> str:
    text = {
        "+": _(
            "Of {n} parks, those with a higher {index} have, on balance, a higher score of “{factor}” "
            "(Spearman {rho}, Kendall {tau})."
        ),
        "-": _(
            "Of {n} parks, those with a higher {index} have, on balance, a lower score of “{factor}” "
            "(Spearman {rho}, Kendall {tau})."
        ),
        "0": _("Over {n} parks, {index} and “{factor}” show no common direction (Spearman {rho}, Kendall {tau})."),
    }[row.seen]
    return text.format(n=row.n, index=index, factor=row.factor, rho=signed(row.spearman), tau=signed(row.kendall))


def _expectation(row: Association) -> str:
    if not row.expected:
        return ""
    if row.expected == NOT_EXPECTED:
        return _("None was expected.")
    if row.seen == row.expected:
        return _("This is the direction expected.")
    return _("The direction expected was “{direction}”.").format(direction=row.expected)


def _test(row: Association) -> str:
    if math.isnan(row.p):
        return _("No test is possible with {n} parks.").format(n=row.n)
    text = (
        _(
            "Of all {count} ways to deal the scores to the parks, {share} give an association at least as strong "
            "(two-sided p = {p}; the least possible here is {p_min})."
        )
        if is_exact(row.n)
        else _(
            "Were the scores dealt to the parks at random, about {share} of the deals would give an association at "
            "least as strong (two-sided p = {p}; the least possible here is {p_min})."
        )
    )
    return text.format(
        count=f"{math.factorial(row.n):,}", share=percent(row.p, 1), p=probability(row.p), p_min=probability(row.p_min)
    )


def read_all(
    associations: pd.DataFrame,
    *,
    n_parks: int,
    unmatched_parks: int,
    unmatched_scores: int,
    label: str,
    draws: int,
    more: Sequence[str] = (),
) -> str:
    """Say in the language in use what can and cannot be said with this many parks.

    Parameters
    ----------
    associations : DataFrame
        As `associations` returns it.
    n_parks : int
        Parks with scores.
    unmatched_parks, unmatched_scores : int
        Rows that found no partner.
    label : str
        What is said beside every score; "" if nothing.
    draws : int
        Random rearrangements where not all are enumerated.
    more : sequence of str
        What `ladder.explain` said.

    Returns
    -------
    str
        A few sentences.
    """
    sentences = [_("The scores are labelled “{label}”.").format(label=label)] if label else []
    if n_parks < 2:
        sentences.append(_("Only one park has scores: nothing can be compared."))
    elif n_parks < FEWEST_FOR_TEST:
        sentences += [_no_test(n_parks), _expected_seen(associations)]
    else:
        sentences += [_tests(n_parks, draws), _tested(associations), _expected_seen(associations)]
        sentences.append(_("An association over parks is no proof of a cause."))
    sentences.extend(more)
    if unmatched_parks or unmatched_scores:
        sentences.append(
            _("Left out: parks without scores: {parks}; rows of scores without a park: {scores}.").format(
                parks=unmatched_parks, scores=unmatched_scores
            )
        )
    return join_sentences(sentences)


def _no_test(n: int) -> str:
    orders = math.factorial(n)
    if n >= FEWEST_FOR_PATTERN:
        return _(
            "With {n} parks no single association can be tested, only all directions expected together: at best "
            "p = 1/{orders} = {p} (one-sided). Directions and ranks are shown, and no p-value of single associations."
        ).format(n=n, orders=orders, p=probability(1 / orders))
    return _(
        "With {n} parks no test is possible: chance alone brings two rankings into perfect agreement with probability "
        "1/{orders} = {p} (one-sided). Directions and ranks are shown, and no p-value."
    ).format(n=n, orders=orders, p=probability(1 / orders))


def _tests(n: int, draws: int) -> str:
    if is_exact(n):
        count, least = math.factorial(n), 2 / math.factorial(n)
        text = _("With {n} parks every association is tested by all {count} rearrangements of the parks, two-sided.")
    else:
        count, least = draws, 1 / (draws + 1)
        text = _("With {n} parks every association is tested by {count} random rearrangements of the parks, two-sided.")
    floor = _("Without ties the least possible p is {p}.").format(p=probability(least))
    return join_sentences([text.format(n=n, count=f"{count:,}"), floor])


def _tested(associations: pd.DataFrame) -> str:
    p = associations["p"].dropna()
    sentences = [
        _("Of {tested} associations tested {low} have p ≤ {level}; by chance alone up to about {chance} would.").format(
            tested=len(p), low=int((p <= LEVEL).sum()), level=LEVEL, chance=f"{LEVEL * len(p):.1f}"
        )
    ]
    untested = len(associations) - len(p)
    if untested:
        sentences.append(
            _("Not tested, with fewer than {fewest} parks or all values the same: {untested}.").format(
                untested=untested, fewest=FEWEST_FOR_TEST
            )
        )
    return join_sentences(sentences)


def _expected_seen(associations: pd.DataFrame) -> str:
    judged = associations["agrees"].dropna()
    if not associations["expected"].isin(DIRECTED).any():
        return _("No direction was expected beforehand, so nothing here confirms or refutes a model.")
    return _(
        "Associations in the direction expected: {agree} of {judged}; by chance alone about half would be on average, "
        "but as indices hang together, nearly all or hardly any may."
    ).format(judged=len(judged), agree=int(judged.sum()))


def join_sentences(sentences: list[str]) -> str:
    """Join sentences as the language writes them: Chinese puts no space after a full stop."""
    return ("" if current_language().startswith("zh") else " ").join(filter(None, sentences))
