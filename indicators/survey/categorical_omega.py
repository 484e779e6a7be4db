"""How reliable the sum of ordered answers is, by a model of the continuous ones behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.bivariate_normal import distribution
from parklocus.indicators.survey.fitting import ORDINAL
from parklocus.indicators.survey.validity import scales_by_group

if TYPE_CHECKING:
    from parklocus.indicators.survey.fitting import Fit

_WHOLE = 1.0 - 1e-12


def categorical_omega(fit: Fit) -> pd.DataFrame:
    """Return the reliability of each factor's sum of answers, where the answers are ordered categories.

    Parameters
    ----------
    fit : Fit
        By WLSMV or DWLS.

    Returns
    -------
    DataFrame
        A row a factor and group: factor, group, omega_categorical.

    Raises
    ------
    InputError
        If the estimation did not converge, is not one of ordered items, or no factor has items.

    Notes
    -----
    Green and Yang 2009, equation 21: the covariances of the answers that the factor implies, over those that polychoric
    correlations and thresholds imply.
    """
    if fit.estimator not in ORDINAL:
        message = _("Omega of ordered answers needs WLSMV or DWLS; this model was fitted by {estimator}.")
        raise InputError(message.format(estimator=fit.estimator))
    table = fit.estimates
    cuts = table[table["op"] == "|"]
    records = []
    for number, group, scales in scales_by_group(fit):
        own = cuts[cuts["group"] == group]
        thresholds = {name: own.loc[own["lhs"] == name, "est"].to_numpy(dtype=float) for name in fit.items}
        correlation = fit.solution.moments[number].covariance
        for factor, loadings in scales.items():
            places = [fit.items.index(item) for item in loadings]
            slopes = np.array(list(loadings.values()))
            edges = [thresholds[item] for item in loadings]
            true = _sum_variance(edges, np.outer(slopes, slopes))
            records.append((factor, group, true / _sum_variance(edges, correlation[np.ix_(places, places)])))
    return pd.DataFrame(records, columns=["factor", "group", "omega_categorical"])


def _sum_variance(edges: list[np.ndarray], correlation: np.ndarray) -> float:
    """Return the variance of the sum of answers cut at thresholds from normal variables that correlate so."""
    total = 0.0
    for i, one in enumerate(edges):
        for j, other in enumerate(edges):
            first, second = np.meshgrid(one, other, indexing="ij")
            if correlation[i, j] > _WHOLE:
                both = ndtr(np.minimum(first, second))
            else:
                both = distribution(first, second, np.asarray(correlation[i, j]))
            total += float(both.sum() - ndtr(one).sum() * ndtr(other).sum())
    return total
