"""Convergent and discriminant validity of a fitted model's factors: omega, CR, AVE, Fornell-Larcker, HTMT."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.survey.fitting import Fit


def construct_reliability(fit: Fit) -> pd.DataFrame:
    """Return how well the items of each factor measure it.

    Parameters
    ----------
    fit : Fit
        A model whose factors have items. Factors of factors are left out.

    Returns
    -------
    DataFrame
        A row a factor and group: factor, group, items (their number), omega, cr, ave.

    Raises
    ------
    InputError
        If the estimation did not converge, or no factor has an item.

    Notes
    -----
    With loadings *a*, standardized ones *l* and the factor's variance *v*: omega = (sum a)^2 v / observed variance of
    the items' sum (McDonald 1999; of ordered items, of the answers thought behind them); cr = (sum l)^2 / ((sum l)^2 +
    sum (1 - l^2)) and ave = mean l^2 (Fornell and Larcker 1981). cr takes residuals as uncorrelated, omega does not.
    """
    records = []
    for number, group, scales in scales_by_group(fit):
        observed = fit.solution.moments[number].covariance
        implied = fit.solution.implied()[number]
        place = {name: i for i, name in enumerate([*fit.items, *fit.factors])}
        for factor, loadings in scales.items():
            standard = np.array(list(loadings.values()))
            items = [place[item] for item in loadings]
            slopes = implied.paths[items, place[factor]]
            true = slopes.sum() ** 2 * implied.covariance[place[factor], place[factor]]
            omega = true / observed[np.ix_(items, items)].sum()
            total = standard.sum() ** 2
            cr = total / (total + (1.0 - standard**2).sum())
            records.append((factor, group, len(items), float(omega), float(cr), float((standard**2).mean())))
    return pd.DataFrame(records, columns=["factor", "group", "items", "omega", "cr", "ave"])


def fornell_larcker(fit: Fit) -> pd.DataFrame:
    """Say of each pair of factors whether each shares more variance with its items than with the other factor.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        A row a pair and group: one, other, group, correlation, root_ave_one, root_ave_other, holds (the correlation's
        size is below both roots).

    Raises
    ------
    InputError
        As `construct_reliability`.

    Notes
    -----
    Fornell and Larcker 1981.
    """
    ave = construct_reliability(fit).set_index(["factor", "group"])["ave"]
    records = []
    for number, group, scales in scales_by_group(fit):
        place = {name: i for i, name in enumerate([*fit.items, *fit.factors])}
        covariance = fit.solution.implied()[number].covariance
        for one, other in combinations(scales, 2):
            i, j = place[one], place[other]
            variances = covariance[i, i] * covariance[j, j]
            correlation = float(covariance[i, j] / np.sqrt(variances)) if variances > 0 else np.nan
            roots = float(np.sqrt(ave[one, group])), float(np.sqrt(ave[other, group]))
            records.append((one, other, group, correlation, *roots, abs(correlation) < min(roots)))
    columns = ["one", "other", "group", "correlation", "root_ave_one", "root_ave_other", "holds"]
    return pd.DataFrame(records, columns=columns)


def htmt(fit: Fit) -> pd.DataFrame:
    """Return the heterotrait-monotrait ratio of each pair of factors.

    Parameters
    ----------
    fit : Fit
        Says which items belong together; their correlations are those of its sample (polychoric for ordered items).

    Returns
    -------
    DataFrame
        A row a pair and group: one, other, group, htmt. It is NaN where a factor has one item, or items of both.

    Raises
    ------
    InputError
        As `construct_reliability`.

    Notes
    -----
    The mean size of the correlations between the items of two factors, over the geometric mean of those within each
    (Henseler, Ringle and Sarstedt 2015). Values above .85 or .90 speak against two factors.
    """
    records = []
    for number, group, scales in scales_by_group(fit):
        covariance = fit.solution.moments[number].covariance
        scale = np.sqrt(np.diag(covariance))
        correlation = np.abs(covariance / np.outer(scale, scale))
        places = {factor: [fit.items.index(item) for item in loadings] for factor, loadings in scales.items()}
        for one, other in combinations(places, 2):
            records.append((one, other, group, _ratio(correlation, places[one], places[other])))
    return pd.DataFrame(records, columns=["one", "other", "group", "htmt"])


def _ratio(correlation: np.ndarray, one: list[int], other: list[int]) -> float:
    if min(len(one), len(other)) < 2 or set(one) & set(other):
        return np.nan
    between = correlation[np.ix_(one, other)].mean()
    within = [correlation[np.ix_(items, items)][np.triu_indices(len(items), 1)].mean() for items in (one, other)]
    return float(between / np.sqrt(within[0] * within[1]))


def scales_by_group(fit: Fit) -> Iterator[tuple[int, str, dict[str, dict[str, float]]]]:
    """Yield each group's number and name, and the standardized loadings by factor and item."""
    if not fit.converged:
        raise InputError(_("The estimation did not converge, so nothing can be derived from it; see the warnings."))
    table = fit.estimates
    loadings = table[(table["op"] == "=~") & table["rhs"].isin(fit.items)]
    if loadings.empty:
        raise InputError(_("No factor of the model has items; write “factor =~ item + item”."))
    for number, group in enumerate(fit.groups):
        scales: dict[str, dict[str, float]] = {}
        rows = loadings[loadings["group"] == group]
        for factor, item, loading in zip(rows["lhs"], rows["rhs"], rows["std_all"].to_numpy(dtype=float), strict=True):
            scales.setdefault(factor, {})[item] = float(loading)
        yield number, group, scales
