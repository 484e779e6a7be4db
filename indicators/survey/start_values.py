"""Values from which an estimation begins: instrumental-variable loadings, variances that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.survey.parameter_table import SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable


CAUTION = 0.1  # share of the factors' variances with which a second try begins


def start_values(
    table: ParameterTable,
    means: Sequence[np.ndarray],
    covariances: Sequence[np.ndarray],
    *,
    cautious: bool = False,
) -> np.ndarray:
    """Return a start for every free parameter.

    Loadings come from the non-iterative estimator of factors measured by three items or more (Hägglund 1982, FABIN 3);
    residual variances are half the variance of the item; factor variances follow from the covariances of the items.

    Parameters
    ----------
    table : ParameterTable
    means, covariances : sequence of array
        Of each group's observed variables.
    cautious : bool
        Small factor variances, as a second try.
    """
    place = {name: number for number, name in enumerate(table.observed)}
    theta = np.full(table.n_free, np.nan)
    for group, (mean, covariance) in enumerate(zip(means, covariances, strict=True)):
        rows = [row for row in table.rows if row.group == group]
        loadings, variances = _factors(rows, table, place, covariance)
        if cautious:
            variances = {factor: CAUTION * value for factor, value in variances.items()}
        for row in rows:
            if not row.free or not np.isnan(theta[row.free - 1]):
                continue
            value = row.start
            if np.isnan(value):
                value = _start(row, place, (mean, covariance), loadings, variances)
            theta[row.free - 1] = value
    return theta


def _start(
    row: Parameter,
    place: dict[str, int],
    moments: tuple[np.ndarray, np.ndarray],
    loadings: dict[tuple[str, str], float],
    variances: dict[str, float],
) -> float:
    mean, covariance = moments
    if row.op == SCALE:
        return 1.0
    if row.op == "=~":
        return loadings[row.lhs, row.rhs]
    if row.op == "~1":
        return float(mean[place[row.lhs]]) if row.lhs in place else 0.0
    if row.op == "~~" and row.lhs == row.rhs:
        if row.lhs in place:
            return float(covariance[place[row.lhs], place[row.lhs]]) / 2.0
        return variances[row.lhs]
    return 0.0


def _factors(
    rows: Sequence[Parameter], table: ParameterTable, place: dict[str, int], covariance: np.ndarray
) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Return starts of loadings, by factor and item, and of the factors' variances."""
    loadings: dict[tuple[str, str], float] = {}
    variances: dict[str, float] = {}
    for factor in table.latent:
        own = [row for row in rows if row.op == "=~" and row.lhs == factor]
        loadings |= {(factor, row.rhs): 1.0 for row in own}
        items = [row for row in own if row.rhs in place]
        if not items:  # a factor of factors
            continue
        part = covariance[np.ix_([place[r.rhs] for r in items], [place[r.rhs] for r in items])]
        relative = _relative_loadings(part)
        common = _common_variance(part, relative) if len(items) > 1 else part[0, 0] / 2.0
        variance = next((r.fixed for r in rows if r.op == "~~" and r.lhs == r.rhs == factor and not r.free), common)
        marker = next((k for k, row in enumerate(items) if not row.free and row.fixed), None)
        if marker is not None:
            unit = relative[marker] / items[marker].fixed
            relative = relative / unit
            variances[factor] = common * unit**2
        else:
            relative = relative * np.sqrt(common / variance) if variance > 0 else relative
            variances[factor] = variance
        loadings |= {(factor, row.rhs): float(value) for row, value in zip(items, relative, strict=True)}
    for factor in table.latent:  # a factor of factors takes a part of their variance
        first = next((row.rhs for row in rows if row.op == "=~" and row.lhs == factor), "")
        if factor not in variances:
            variances[factor] = 0.3 * variances.get(first, 1.0)
    return loadings, variances


def _relative_loadings(part: np.ndarray) -> np.ndarray:
    """Return loadings relative to the first item's, found from correlations and so in any unit."""
    deviation = np.sqrt(np.diag(part))
    correlation = part / np.outer(deviation, deviation)
    relative = _fabin(correlation) if len(part) >= 3 else np.where(correlation[0] < 0, -1.0, 1.0)
    return relative * deviation / deviation[0]


def _fabin(part: np.ndarray) -> np.ndarray:
    """Return loadings relative to the first item's, each by the other items as instruments; 1 where that fails."""
    size = len(part)
    loadings = np.ones(size)
    for item in range(1, size):
        others = [k for k in range(size) if k not in (0, item)]
        try:
            weights = np.linalg.solve(part[np.ix_(others, others)], part[others, 0])
        except np.linalg.LinAlgError:
            continue
        below = float(weights @ part[others, 0])
        if below > 1e-8 * part[0, 0]:
            loadings[item] = float(weights @ part[others, item]) / below
    return np.where(np.isfinite(loadings) & (np.abs(loadings) > 0.05) & (np.abs(loadings) < 20), loadings, 1.0)


def _common_variance(part: np.ndarray, loadings: np.ndarray) -> float:
    """Return the factor variance by which the covariances follow from the loadings, kept within the items' variance."""
    products = np.outer(loadings, loadings)
    off = ~np.eye(len(part), dtype=bool)
    fitted = float((part * products)[off].sum() / (products**2)[off].sum())
    most = float((np.diag(part) / np.maximum(loadings**2, 1e-8)).min())
    return float(np.clip(fitted, 0.05 * most, 0.9 * most))
