"""The parks' true scores as they may be, given those seen and how sure these are, and their associations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy

from parklocus.indicators.validation.permutation import TIE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.validation.uncertainty import ScoreDraws

    Floats = NDArray[np.float64]

LIMITS = (0.025, 0.975)
_GRID = 200  # standard deviations between parks that are weighed
_WIDEST = 5.0  # times the range of the scores


def true_scores(mean: Floats, se: Floats, errors: Floats, predictors: Floats, random: np.random.Generator) -> Floats:
    """Draw true scores: normal about what the predictors say, the variance between parks unknown.

    Scores seen lie further apart than true ones, by their errors; errors added to them once more would lie further
    still. Here the variance between parks is drawn from its posterior distribution (its root and the coefficients of
    the predictors being equally likely beforehand), and each true score between the score seen and what the
    predictors say.

    Parameters
    ----------
    mean, se : ndarray of shape (parks,)
        Scores and their standard errors.
    errors : ndarray of shape (draws, parks)
        Errors as they may have been, each of mean 0 and of its park's standard error.
    predictors : ndarray of shape (parks, terms)
        With the intercept.
    random : numpy.random.Generator
        For the variance and the coefficients.

    Returns
    -------
    ndarray of shape (draws, parks)
        With fewer than two parks more than terms the variance cannot be told: then scores seen plus errors.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian data analysis, 3rd ed., section 5.4. CRC Press.
    """
    parks, terms = predictors.shape
    if parks < terms + 2 or not se.any():
        return np.asarray(mean + errors)
    spread = _WIDEST * max(float(np.ptp(mean)), float(se.max()))
    deviation = spread * (np.arange(_GRID) + 0.5) / _GRID
    precision = 1.0 / (se**2 + deviation[:, None] ** 2)
    information = np.einsum("gj,jk,jl->gkl", precision, predictors, predictors)
    right = np.einsum("gj,jk,j->gk", precision, predictors, mean)
    beta = np.linalg.solve(information, right[..., None])[..., 0]
    squares = np.sum(precision * (mean - beta @ predictors.T) ** 2, axis=1)
    log_posterior = (np.log(precision).sum(axis=1) - np.linalg.slogdet(information)[1] - squares) / 2.0
    weight = np.exp(log_posterior - log_posterior.max())
    chosen = random.choice(_GRID, len(errors), p=weight / weight.sum())
    root = np.linalg.cholesky(np.linalg.inv(information))[chosen]
    drawn = beta[chosen] + np.einsum("dkl,dl->dk", root, random.standard_normal((len(errors), terms)))
    said = drawn @ predictors.T
    kept = 1.0 - se**2 * precision[chosen]
    return np.asarray(said + kept * (mean - said) + np.sqrt(kept) * errors)


def association_draws(drawn: ScoreDraws, values: Floats, *, seed: int) -> Floats:
    """Return Spearman's rho of the true scores with each index, of shape (draws, factors, columns).

    The parks and their indices stay as they are. The predictor is the index by its normal scores; a flat prior on its
    coefficient favours no association.

    Parameters
    ----------
    drawn : ScoreDraws
        The scores of the parks in question.
    values : ndarray of shape (parks, columns)
        Their indices; a missing one leaves the park out of that column.
    seed : int
        Of the draws.
    """
    draws = len(drawn.errors)
    rho = np.full((draws, len(drawn.factors), values.shape[1]), np.nan)
    known = np.asarray(np.isfinite(drawn.errors).all(axis=0))
    for factor in range(len(drawn.factors)):
        random = np.random.default_rng([seed, factor])
        for column in range(values.shape[1]):
            both = known[:, factor] & np.isfinite(values[:, column])
            own = values[both, column]
            if len(own) < 3 or np.ptp(own) < TIE:
                continue
            share = (scipy.stats.rankdata(own) - 0.5) / len(own)
            predictors = np.column_stack([np.ones(len(own)), scipy.stats.norm.ppf(share)])
            mean, se = drawn.mean[both, factor], drawn.se[both, factor]
            rho[:, factor, column] = _spearman(
                true_scores(mean, se, drawn.errors[:, both, factor], predictors, random), own
            )
    return rho


def association_limits(rho: Floats) -> tuple[Floats, Floats]:
    """Return the limits between which 95 % of the draws lie, for each factor and column; NaN where none is known."""
    shape = rho.shape[1:]
    low, high = np.full(shape, np.nan), np.full(shape, np.nan)
    known = np.isfinite(rho).all(axis=0)
    low[known], high[known] = np.quantile(rho[:, known], LIMITS, axis=0)
    return low, high


def mean_association_limits(
    rho: Floats, signs: Floats, index_of: NDArray[np.str_] | NDArray[np.object_]
) -> tuple[float, float]:
    """Return the limits of the mean of the expected associations, each turned the way expected.

    Parameters
    ----------
    rho : ndarray of shape (draws, factors, columns)
        What `association_draws` returned.
    signs : ndarray of shape (factors, columns)
        1 or -1 where one is expected, 0 elsewhere. Where one of these associations has no draws, neither has the mean.
    index_of : ndarray of shape (columns,)
        The index of each column: its columns share one cell, as in `pattern_test`.
    """
    cells: dict[tuple[int, str], list[Floats]] = {}
    for factor, column in zip(*np.nonzero(signs), strict=True):
        own = rho[:, factor, column] * signs[factor, column]
        cells.setdefault((int(factor), str(index_of[column])), []).append(own)
    if not cells or not all(np.isfinite(own).all() for columns in cells.values() for own in columns):
        return np.nan, np.nan
    means = np.mean([np.mean(columns, axis=0) for columns in cells.values()], axis=0)
    low, high = np.quantile(means, LIMITS)
    return float(low), float(high)


def _spearman(draws: Floats, values: Floats) -> Floats:
    """Return rho of each draw with the values; NaN where the draw has no variation."""
    ranks = scipy.stats.rankdata(draws, axis=1) - (draws.shape[1] + 1) / 2
    against = scipy.stats.rankdata(values) - (len(values) + 1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(ranks @ against / np.sqrt((ranks**2).sum(axis=1) * (against**2).sum()))


def mapped_signs(directions: Mapping[tuple[str, str], str], factors: tuple[str, ...], columns: list[str]) -> Floats:
    """Return 1, -1 or 0 for each factor and column, by the direction expected."""
    sign = {"+": 1.0, "-": -1.0}
    return np.array([[sign.get(directions.get((f, c), ""), 0.0) for c in columns] for f in factors])
