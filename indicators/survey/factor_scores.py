"""Factor scores of respondents: Bartlett and regression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.solution import Solution
    from parklocus.indicators.survey.structure import Implied

METHODS = ("bartlett", "regression")


def factor_scores(solution: Solution, method: str) -> pd.DataFrame:
    """Return a score of every respondent on every factor.

    Bartlett scores are unbiased: their differences between parks are those of the factors. Regression scores have the
    least error for the single respondent but shrink towards the mean. Answers that are missing are left out of a
    respondent's score. Source: Bartlett 1937; Thomson 1934; Thurstone 1935.

    Parameters
    ----------
    solution : Solution
    method : str
        ``bartlett`` or ``regression``.

    Returns
    -------
    DataFrame
        A row a respondent, with the answers' own labels, in their order; a column a factor. NaN where a respondent
        answered too little for a Bartlett score.

    Raises
    ------
    InputError
        If the method is not known or the model has no factor.
    """
    if method not in METHODS:
        message = _("“{method}” is no method of factor scores; choose one of {names}.")
        raise InputError(message.format(method=method, names=", ".join(METHODS)))
    table = solution.table
    if not table.latent:
        raise InputError(_("The model has no factor, so there are no factor scores."))
    parts = [
        _of_group(sample, one, len(table.observed), method, means=table.meanstructure)
        for sample, one in zip(solution.samples, solution.implied(), strict=True)
    ]
    index = solution.samples[0].index
    for sample in solution.samples[1:]:
        index = index.append(sample.index)
    frame = pd.DataFrame(np.vstack(parts), index=index, columns=list(table.latent))
    order = np.argsort(np.concatenate([sample.rows for sample in solution.samples]), kind="stable")
    return frame.iloc[order]


def _of_group(sample: Sample, implied: Implied, p: int, method: str, *, means: bool) -> np.ndarray:
    centre = implied.mean[:p] if means else sample.mean
    expected = implied.mean[p:] if means else np.zeros(len(implied.mean) - p)
    scores = np.empty((sample.n, len(implied.mean) - p))
    for j, there in enumerate(sample.patterns.there):
        rows = sample.patterns.of_row == j
        items = np.flatnonzero(there)
        weights = _regression(implied, p, items) if method == "regression" else _bartlett(implied, p, items)
        scores[rows] = expected + (sample.data[np.ix_(rows, items)] - centre[items]) @ weights.T
    return scores


def _regression(implied: Implied, p: int, items: np.ndarray) -> np.ndarray:
    """Return the weights cov(η, y) Σ^-1."""
    inner = implied.covariance[np.ix_(items, items)]
    return np.linalg.solve(inner, implied.covariance[items, p:]).T


def _bartlett(implied: Implied, p: int, items: np.ndarray) -> np.ndarray:
    """Return the weights (Λ' Θ^-1 Λ)^-1 Λ' Θ^-1 of the factors that items measure.

    A factor of factors is scored by itself: its loadings are its total effects on the items, and what else moves them
    is error. A factor that these items do not determine has NaN for weights.
    """
    loadings = implied.paths[:p, p:][items]
    error = implied.residual[np.ix_(items, items)]
    weights = np.zeros((loadings.shape[1], len(items)))
    measured = (implied.paths[:p, p:] != 0).any(axis=0)
    answered = (loadings != 0).any(axis=0)
    weights[measured & ~answered] = np.nan
    weights[answered] = _generalised(loadings[:, answered], error)
    for factor in np.flatnonzero(~measured):
        total = implied.total[items, p + factor]
        own = implied.residual[p + factor, p + factor]
        rest = implied.covariance[np.ix_(items, items)] - own * np.outer(total, total)
        weights[factor] = _generalised(total[:, None], rest)
    return weights


def _generalised(loadings: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return the weights of generalised least squares; NaN where the loadings do not determine the factors."""
    try:
        weighted = np.linalg.solve(error, loadings)
    except np.linalg.LinAlgError:
        return np.full(loadings.T.shape, np.nan)
    inner = loadings.T @ weighted
    if np.linalg.matrix_rank(inner, hermitian=True) < len(inner):
        return np.full(loadings.T.shape, np.nan)
    return np.linalg.solve(inner, weighted.T)
