"""How sure the parks' scores are, carried through to their ranks and to the associations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.validation.multilevel import random_intercept
from parklocus.indicators.validation.true_scores import LIMITS, true_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.survey.park_scores import ParkScores

    Floats = NDArray[np.float64]

DRAWS = 2_000
FEWEST_RESPONDENTS = 5  # below, resampling says less than nothing of a park
PARK = "park"


@dataclass(frozen=True)
class ScoreDraws:
    """The parks' scores as they might have come out.

    Attributes
    ----------
    table : DataFrame
        A row a park and factor: ``park``, ``factor``, ``n`` (respondents, missing where only standard errors are
        known), ``score``, ``se``, ``ci_low`` and ``ci_high`` (95 %, by the t distribution of n - 1 degrees of
        freedom where n is known), ``shrunk`` (drawn to the mean of all parks by how little the respondents tell), and
        of the draws ``rank_low`` and ``rank_high`` (between which 95 % of them rank it; 1 the highest) and
        ``first_share`` (the share in which it comes first).
    draws : ndarray of shape (draws, parks, factors)
        Scores drawn anew.
    parks, factors : tuple of str
        In the order of the draws.
    source : str
        ``respondents`` or ``standard errors``.
    """

    table: pd.DataFrame
    mean: Floats
    se: Floats
    errors: Floats
    parks: tuple[str, ...]
    factors: tuple[str, ...]
    source: str


def drawn_from_respondents(respondents: pd.DataFrame, *, seed: int, draws: int = DRAWS) -> ScoreDraws:
    """Draw each park's respondents anew, with replacement, as many as it has.

    Parameters
    ----------
    respondents : DataFrame
        A row a respondent: ``park`` and a column of scores a factor; a gap leaves the respondent out of that factor.
    seed, draws : int
        Of the draws.

    Returns
    -------
    ScoreDraws
        Means of the parks and their errors as drawn; a park with fewer than `FEWEST_RESPONDENTS`
        in a factor has no interval.
    """
    factors = [str(column) for column in respondents.columns if column != PARK]
    parks, group = np.unique(respondents[PARK].astype(str), return_inverse=True)
    values = respondents[factors].to_numpy(dtype=float)
    random = np.random.default_rng(seed)
    drawn = np.full((draws, len(parks), len(factors)), np.nan)
    rows = []
    for place, park in enumerate(parks):
        own = values[group == place]
        for number, factor in enumerate(factors):
            answers = own[~np.isnan(own[:, number]), number]
            n = len(answers)
            mean = answers.mean() if n else np.nan
            se = answers.std(ddof=1) / np.sqrt(n) if n >= FEWEST_RESPONDENTS else np.nan
            half = scipy.stats.t.ppf(LIMITS[1], n - 1) * se if n >= FEWEST_RESPONDENTS else np.nan
            rows.append((park, factor, n, mean, se, mean - half, mean + half))
        if len(own) >= FEWEST_RESPONDENTS:
            # All factors of a respondent are drawn together: they hang together.
            chosen = own[random.integers(len(own), size=(draws, len(own)))]
            present = ~np.isnan(chosen)
            given = present.sum(axis=1)
            total = np.where(present, chosen, 0.0).sum(axis=1)
            drawn[:, place] = np.divide(total, given, out=np.full(total.shape, np.nan), where=given > 0)
    table = pd.DataFrame(rows, columns=["park", "factor", "n", "score", "se", "ci_low", "ci_high"])
    table["shrunk"] = _shrunk(values, group, len(parks)).ravel()
    mean, se, count = (table[name].to_numpy(dtype=float).reshape(len(parks), -1) for name in ("score", "se", "n"))
    # Means of n respondents drawn anew vary by (n - 1) / n less than their standard error says, and that is itself a
    # guess from n respondents: Student's t varies by (n - 1) / (n - 3).
    few = np.sqrt((count - 1.0) / np.maximum(count - 3.0, 1.0))
    errors = np.where(np.isfinite(se), (drawn - mean) * few * np.sqrt(count / np.maximum(count - 1.0, 1.0)), np.nan)
    se = se * few
    seen = ScoreDraws(table, mean, se, errors, tuple(map(str, parks)), tuple(factors), "respondents")
    return _with_ranks(seen, seed)


def drawn_from_errors(scores: pd.DataFrame, errors: pd.DataFrame, *, seed: int, draws: int = DRAWS) -> ScoreDraws:
    """Draw scores from normal distributions, where only parks' scores and their standard errors are known.

    Parameters
    ----------
    scores, errors : DataFrame of float
        A row a park (the index holds their ids), a column a factor; an error that is missing leaves the score out.
    seed, draws : int
        Of the draws.
    """
    parks, factors = tuple(map(str, scores.index)), tuple(map(str, scores.columns))
    mean, se = scores.to_numpy(dtype=float), errors[list(factors)].to_numpy(dtype=float)
    drawn = se * np.random.default_rng(seed).standard_normal((draws, *mean.shape))
    half = scipy.stats.t.ppf(LIMITS[1], np.inf) * se
    table = pd.DataFrame(
        {
            "park": np.repeat(parks, len(factors)),
            "factor": np.tile(factors, len(parks)),
            "n": pd.array([pd.NA] * mean.size, dtype="Int64"),
            "score": mean.ravel(),
            "se": se.ravel(),
            "ci_low": (mean - half).ravel(),
            "ci_high": (mean + half).ravel(),
            "shrunk": _shrunk_by_errors(mean, se).ravel(),
        }
    )
    return _with_ranks(ScoreDraws(table, mean, se, drawn, parks, factors, "standard errors"), seed)


def drawn_by_model(scored: ParkScores, *, seed: int) -> ScoreDraws:
    """Take the draws of a survey whose model was fitted anew to respondents drawn anew.

    Parameters
    ----------
    scored : ParkScores
        With draws.
    seed : int
        Of the ranks.
    """
    shape = (len(scored.parks), len(scored.factors))
    mean, se = (scored.table[name].to_numpy(dtype=float).reshape(shape) for name in ("score", "se"))
    table = scored.table.assign(shrunk=_shrunk_by_errors(mean, se).ravel())
    drawn = np.full((1, *shape), np.nan) if scored.draws is None else scored.draws
    return _with_ranks(ScoreDraws(table, mean, se, drawn - mean, scored.parks, scored.factors, "model"), seed)


def _shrunk(values: Floats, group: NDArray[np.int64], n_parks: int) -> Floats:
    """Return for each park and factor the estimate of the random-intercept model; NaN where it cannot be fitted."""
    shrunk = np.full((n_parks, values.shape[1]), np.nan)
    for number in range(values.shape[1]):
        present = ~np.isnan(values[:, number])
        y, park = values[present, number], group[present]
        if len(np.unique(y)) < 2 or len(np.unique(park)) < 2 or np.bincount(park).max() < 2:
            continue
        fit = random_intercept(y, pd.DataFrame(index=range(len(y))), pd.Series(park))
        mean = float(fit.coefficients["estimate"].iloc[0])
        shrunk[fit.park_effects.index.to_numpy(dtype=int), number] = mean + fit.park_effects.to_numpy()
    return shrunk


def _shrunk_by_errors(mean: Floats, se: Floats) -> Floats:
    """Return empirical Bayes estimates, the variance between parks by DerSimonian and Laird's moments."""
    shrunk = np.full(mean.shape, np.nan)
    for number in range(mean.shape[1]):
        known = np.isfinite(mean[:, number]) & (se[:, number] > 0)
        if known.sum() < 2:
            continue
        y, weight = mean[known, number], 1.0 / se[known, number] ** 2
        centre = (weight @ y) / weight.sum()
        excess = weight @ (y - centre) ** 2 - (len(y) - 1)
        between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
        kept = between / (between + 1.0 / weight)
        total = 1.0 / (between + 1.0 / weight)
        centre = (total @ y) / total.sum()
        shrunk[known, number] = centre + kept * (y - centre)
    return shrunk


def _with_ranks(seen: ScoreDraws, seed: int) -> ScoreDraws:
    known = np.isfinite(seen.errors).all(axis=0) & np.isfinite(seen.mean)
    low, high, first = (np.full(known.shape, np.nan) for _ in range(3))
    for number in range(len(seen.factors)):
        members = np.flatnonzero(known[:, number])
        if len(members) < 2:
            continue
        mean, se, errors = seen.mean[members, number], seen.se[members, number], seen.errors[:, members, number]
        drawn = true_scores(mean, se, errors, np.ones((len(members), 1)), np.random.default_rng([seed, number]))
        ranks = scipy.stats.rankdata(-drawn, axis=1)
        low[members, number], high[members, number] = np.quantile(ranks, LIMITS, axis=0)
        first[members, number] = (ranks == 1).mean(axis=0)
    table = seen.table.assign(rank_low=low.ravel(), rank_high=high.ravel(), first_share=first.ravel())
    return replace(seen, table=table)
