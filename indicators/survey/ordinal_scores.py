"""Factor scores of respondents from ordered items: the mode of what the factors may be, given the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.solution import Solution
    from parklocus.indicators.survey.structure import Implied

METHOD = "ebm"
STEPS = 60
_SETTLED = 1e-10
_TINY = 1e-300


def ordinal_scores(solution: Solution) -> pd.DataFrame:
    """Return the empirical Bayes modes: the most likely values of the factors, given a respondent's answers.

    Like regression scores they shrink towards the mean. Source: Muthén 1998-2004, Mplus technical appendix 11.

    Parameters
    ----------
    solution : Solution
        Of ordered items.

    Returns
    -------
    DataFrame
        A row a respondent, with the answers' own labels, in their order; a column a factor.

    Raises
    ------
    InputError
        If a variance is not positive or items' residuals covary, so that there is no such likelihood.
    """
    table = solution.table
    place = {name: number for number, name in enumerate(table.observed)}
    parts = []
    values = _values(solution)
    for group, (sample, implied) in enumerate(zip(solution.samples, solution.implied(), strict=True)):
        thresholds: list[list[float]] = [[] for _name in table.observed]
        for row in table.rows:
            if row.group == group and row.op == "|":
                thresholds[place[row.lhs]].append(solution.theta[row.free - 1])
        parts.append(_modes(sample, implied, [np.array([-np.inf, *cuts, np.inf]) for cuts in thresholds], values))
    index = solution.samples[0].index
    for sample in solution.samples[1:]:
        index = index.append(sample.index)
    frame = pd.DataFrame(np.vstack(parts), index=index, columns=list(table.latent))
    return frame.iloc[np.argsort(np.concatenate([sample.rows for sample in solution.samples]), kind="stable")]


def _values(solution: Solution) -> list[np.ndarray]:
    answers = np.vstack([sample.data for sample in solution.samples])
    return [np.unique(answers[:, i]) for i in range(answers.shape[1])]


def _modes(sample: Sample, implied: Implied, edges: list[np.ndarray], values: list[np.ndarray]) -> np.ndarray:
    """Climb to every respondent's mode by Newton steps; the likelihood is log-concave, so there is one."""
    p = sample.data.shape[1]
    residual = implied.residual[:p, :p]
    spread = implied.covariance[p:, p:]
    if (np.diag(residual) <= 0).any() or np.linalg.eigvalsh(spread)[0] <= 0:
        raise InputError(_("A variance is not positive, so there are no factor scores of these ordered items."))
    if np.count_nonzero(residual - np.diag(np.diag(residual))):
        raise InputError(_("Residuals of ordered items covary in this model; there are no factor scores for that."))
    codes = np.column_stack([np.searchsorted(values[i], sample.data[:, i]) for i in range(p)])
    upper = np.column_stack([edges[i][codes[:, i] + 1] for i in range(p)])
    lower = np.column_stack([edges[i][codes[:, i]] for i in range(p)])
    deviation = np.sqrt(np.diag(residual))
    loadings = implied.paths[:p, p:] / deviation[:, None]
    intercepts = implied.mean[:p] - implied.paths[:p, p:] @ implied.mean[p:]
    upper, lower = (upper - intercepts) / deviation, (lower - intercepts) / deviation
    precision = np.linalg.inv(spread)
    centre = implied.mean[p:]

    def log_posterior(eta: np.ndarray) -> np.ndarray:
        shift = eta @ loadings.T
        off = eta - centre
        chance = np.maximum(ndtr(upper - shift) - ndtr(lower - shift), _TINY)
        return np.log(chance).sum(axis=1) - 0.5 * np.einsum("na,ab,nb->n", off, precision, off)

    eta = np.tile(centre, (sample.n, 1))
    value = log_posterior(eta)
    for _step in range(STEPS):
        shift = eta @ loadings.T
        above, below = upper - shift, lower - shift
        chance = np.maximum(ndtr(above) - ndtr(below), _TINY)
        high, low = _height(above), _height(below)
        slope = -(high - low) / chance
        bend = slope**2 + (_times(above, high) - _times(below, low)) / chance
        gradient = slope @ loadings - (eta - centre) @ precision
        curvature = np.einsum("ni,ia,ib->nab", bend, loadings, loadings) + precision
        step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
        length = np.ones((sample.n, 1))
        new = log_posterior(eta + step)
        while (worse := (new < value - 1e-12) & (length[:, 0] > 1e-6)).any():
            length[worse] /= 2.0
            new = log_posterior(eta + length * step)
        eta, value = eta + length * step, new
        if np.abs(step).max() < _SETTLED:
            break
    return eta


def _height(points: np.ndarray) -> np.ndarray:
    return np.exp(-0.5 * points**2) / np.sqrt(2.0 * np.pi)


def _times(points: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Return points times heights, zero at infinity."""
    return np.where(np.isfinite(points), points, 0.0) * heights
