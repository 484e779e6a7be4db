"""Every interval that a comparison gives, on made parks: how often it holds the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from made_parks import draw
from numpy.typing import NDArray
from scipy.stats import rankdata

from parklocus.indicators.validation.models import park_models
from parklocus.indicators.validation.true_scores import association_draws, association_limits, mean_association_limits
from parklocus.indicators.validation.uncertainty import drawn_from_respondents

if TYPE_CHECKING:
    from made_parks import Design, Made

    from parklocus.indicators.validation.uncertainty import ScoreDraws

Held = dict[str, NDArray[np.bool_]]
FACTORS = 8  # of a draw
DRAWS = 500


def intervals(design: Design, random: np.random.Generator, runs: int) -> Held:
    """Return for each kind of interval whether it held the truth, run by run."""
    parts = [_of_one(draw(design, random, FACTORS), design, random, seed) for seed in range(max(1, runs // FACTORS))]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _of_one(made: Made, design: Design, random: np.random.Generator, seed: int) -> Held:
    answers = made.respondents(random)
    seen = drawn_from_respondents(answers, seed=seed, draws=DRAWS)
    limits = seen.table.set_index(["park", "factor"])
    truth = _by_park(made.true, seen)
    held = {"score": _inside(truth, limits["ci_low"], limits["ci_high"])}
    ranks = _by_park(rankdata(-made.true, axis=0), seen)
    held["rank"] = _inside(ranks, limits["rank_low"], limits["rank_high"])
    rho = association_draws(seen, made.index[:, None], seed=seed)
    low, high = association_limits(rho)
    true_rho = _spearman(made.true, made.index)
    held["association"] = _between(true_rho, low[:, 0], high[:, 0])
    pairs = [slice(first, first + 2) for first in range(0, FACTORS, 2)]
    means = [mean_association_limits(rho[:, pair], np.ones((2, 1)), np.array(["x"])) for pair in pairs]
    of_pairs = np.array([true_rho[pair].mean() for pair in pairs])
    held["mean association"] = _between(of_pairs, *np.array(means).T)
    slopes = park_models(
        answers, pd.DataFrame({"x": made.index}, index=list(seen.parks)), {(f, "x"): "" for f in seen.factors}
    )
    if len(slopes):
        slope = np.sqrt(design.icc) * design.effect * made.index.std(ddof=1)
        held["slope of the mixed model"] = _between(np.full(len(slopes), slope), slopes["ci_low"], slopes["ci_high"])
    return held


def _by_park(values: NDArray[np.float64], seen: ScoreDraws) -> pd.Series:
    labels = pd.MultiIndex.from_product([seen.parks, seen.factors])
    return pd.Series(values.ravel(), index=labels)


def _inside(truth: pd.Series, low: pd.Series, high: pd.Series) -> NDArray[np.bool_]:
    return np.asarray((truth >= low.reindex(truth.index)) & (truth <= high.reindex(truth.index)))


def _between(truth: NDArray[np.float64], low: object, high: object) -> NDArray[np.bool_]:
    return (truth >= np.asarray(low) - 1e-9) & (truth <= np.asarray(high) + 1e-9)


def _spearman(scores: NDArray[np.float64], index: NDArray[np.float64]) -> NDArray[np.float64]:
    ranks = rankdata(scores, axis=0) - (len(index) + 1) / 2
    against = rankdata(index) - (len(index) + 1) / 2
    return np.asarray(against @ ranks / (against @ against))
