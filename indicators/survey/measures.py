"""Measures of fit, by the definitions of lavaan (and AMOS where lavaan has none)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtr, chdtrc, chndtr, chndtrinc

if TYPE_CHECKING:
    from collections.abc import Sequence

NAN = float("nan")


@dataclass(frozen=True)
class Test:
    """A test statistic of a model, and its form for answers that are not normal.

    Attributes
    ----------
    chisq : float
    df : int
    scaling, shift : float
        The scaled statistic is ``chisq / scaling + shift``; NaN where there is none.
    """

    chisq: float
    df: int
    scaling: float = NAN
    shift: float = 0.0

    @property
    def scaled(self) -> float:
        """Return the scaled statistic."""
        return self.chisq / self.scaling + self.shift

    @property
    def is_scaled(self) -> bool:
        """Say whether there is a scaled statistic."""
        return not math.isnan(self.scaling)


@dataclass(frozen=True)
class GroupMoments:
    """Moments of one group.

    Attributes
    ----------
    n : int
    covariance, implied : (p, p) array
        Of the sample, and implied by the model.
    mean, implied_mean : (p,) array or None
        None where none is modelled.
    precision : (j, p, p) array
        Inverse of the implied covariance, for each pattern of missing answers.
    weights : (j,) array
        Share of the rows in each pattern.
    """

    n: int
    covariance: np.ndarray
    implied: np.ndarray
    mean: np.ndarray | None
    implied_mean: np.ndarray | None
    precision: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class Likelihoods:
    """Log likelihoods of the model and the unrestricted model."""

    model: float
    unrestricted: float


def fit_measures(
    model: Test,
    baseline: Test,
    *,
    sizes: Sequence[int],
    n_free: int,
    n_items: int,
    effective_n: int,
    likelihoods: Likelihoods | None,
    robust: bool,
) -> dict[str, float]:
    """Return the measures that come from test statistics and likelihoods.

    Parameters
    ----------
    model, baseline : Test
        The model, and the one in which nothing correlates.
    sizes : sequence of int
        Rows of each group.
    n_free, n_items : int
        Free parameters, observed variables.
    effective_n : int
        Rows by which RMSEA and MFI divide.
    likelihoods : Likelihoods or None
        None for estimators without a likelihood.
    robust : bool
        Whether the scaling factors give a robust CFI, TLI and RMSEA.

    Returns
    -------
    dict
        Keys in lower case; `scaled` and `robust` stand behind the measure's name.
    """
    n, n_groups = sum(sizes), len(sizes)
    found: dict[str, float] = {"n": n, "npar": n_free}
    found |= _test("", model.chisq, model.df)
    found["chisq_df"] = model.chisq / model.df if model.df else NAN
    found |= {f"baseline_{key}": value for key, value in _test("", baseline.chisq, baseline.df).items()}
    found |= _incremental(model.chisq, model.df, baseline.chisq, baseline.df)
    found |= _rmsea(model.chisq, model.df, effective_n, n_groups)
    if model.is_scaled and baseline.is_scaled:
        found["scaling_factor"] = model.scaling
        found |= _test("_scaled", model.scaled, model.df)
        found |= {f"baseline_{key}": value for key, value in _test("_scaled", baseline.scaled, baseline.df).items()}
        kept = ("cfi", "tli", "nfi", "ifi", "pnfi")
        incremental = _incremental(model.scaled, model.df, baseline.scaled, baseline.df)
        found |= {f"{key}_scaled": incremental[key] for key in kept}
        # A shifted statistic has the model's df; one that is only scaled has the variance of its own, c df.
        shifted = model.shift != 0.0
        statistic, df = (model.scaled, model.df) if shifted else (model.chisq, model.scaling * model.df)
        found |= {f"{k}_scaled": v for k, v in _rmsea(statistic, df, effective_n, n_groups).items()}
    if robust and model.is_scaled and baseline.is_scaled:
        found |= _robust(model, baseline, effective_n, n_groups)
    if likelihoods is not None:
        found["logl"] = likelihoods.model
        found["unrestricted_logl"] = likelihoods.unrestricted
        found["aic"] = -2.0 * likelihoods.model + 2.0 * n_free
        found["bic"] = -2.0 * likelihoods.model + n_free * math.log(n)
        found["bic2"] = -2.0 * likelihoods.model + n_free * math.log((n + 2.0) / 24.0)
        found["ecvi"] = model.chisq / n + 2.0 * n_free / n
        found["bcc"] = _browne_cudeck(model.chisq, sizes, n_free, n_items)
    found["mfi"] = math.exp(-0.5 * (model.chisq - model.df) / effective_n)
    return found


def goodness_of_fit(groups: Sequence[GroupMoments], df: int, predictors: Sequence[int] = ()) -> dict[str, float]:
    """Return GFI, AGFI and PGFI under normal theory, weighted by the information of the implied moments.

    Parameters
    ----------
    groups : sequence of GroupMoments
    df : int
    predictors : sequence of int
        Places of the variables whose moments are the data's own, and so explain nothing.
    """
    total = sum(group.n for group in groups)
    found = 0.0
    count = 0
    for group in groups:
        size = len(group.covariance)
        told = group.covariance.copy()
        told[np.ix_(predictors, predictors)] = 0.0
        missed = group.covariance - group.implied
        part, whole = _weighted(missed, missed, group), _weighted(told, told, group)
        count += size * (size + 1) // 2
        if group.mean is not None and group.implied_mean is not None:
            precision = np.tensordot(group.weights, group.precision, axes=1)
            mean = group.mean.copy()
            mean[list(predictors)] = 0.0
            gap = group.mean - group.implied_mean
            part += float(gap @ precision @ gap)
            whole += float(mean @ precision @ mean)
            count += size
        found += group.n / total * (1.0 - part / whole)
    return adjusted_goodness(found, count, df)


def _weighted(one: np.ndarray, other: np.ndarray, group: GroupMoments) -> float:
    turned = (group.precision @ one) @ (group.precision @ other)
    return 0.5 * float(group.weights @ np.trace(turned, axis1=1, axis2=2))


def adjusted_goodness(gfi: float, n_moments: int, df: int) -> dict[str, float]:
    """Return GFI with its forms for degrees of freedom."""
    return {
        "gfi": gfi,
        "agfi": 1.0 - n_moments / df * (1.0 - gfi) if df else NAN,
        "pgfi": df / n_moments * gfi,
    }


def standardized_residuals(group: GroupMoments) -> tuple[np.ndarray, np.ndarray | None]:
    """Return residual covariances and means in units of the sample's standard deviations (Bentler 1995)."""
    scale = np.sqrt(np.diag(group.covariance))
    residual = (group.covariance - group.implied) / np.outer(scale, scale)
    if group.mean is None or group.implied_mean is None:
        return residual, None
    return residual, (group.mean - group.implied_mean) / scale


def root_mean_square_residual(groups: Sequence[GroupMoments]) -> float:
    """Return SRMR: the root mean square of the standardized residuals, over groups weighted by their rows."""
    total = sum(group.n for group in groups)
    found = 0.0
    for group in groups:
        residual, means = standardized_residuals(group)
        squares = residual[np.tril_indices(len(residual))] ** 2
        if means is not None:
            squares = np.concatenate([squares, means**2])
        found += group.n / total * math.sqrt(float(squares.mean()))
    return found


def _test(ending: str, chisq: float, df: int) -> dict[str, float]:
    pvalue = float(chdtrc(df, max(chisq, 0.0))) if df > 0 else NAN
    return {f"chisq{ending}": chisq, f"df{ending}": df, f"pvalue{ending}": pvalue}


def _incremental(chisq: float, df: int, base: float, base_df: int) -> dict[str, float]:
    """Return measures that compare with the baseline model."""
    excess, base_excess = max(chisq - df, 0.0), max(base - base_df, chisq - df, 0.0)
    found = {"cfi": 1.0 - excess / base_excess if base_excess > 0 else 1.0}
    ratio = base / base_df if base_df else NAN
    per_df = chisq / df if df else NAN
    below = ratio - 1.0
    found["tli"] = (ratio - per_df) / below if df and below else (1.0 if df == 0 else NAN)
    found["rni"] = 1.0 - (chisq - df) / (base - base_df) if base != base_df else NAN
    found["nfi"] = (base - chisq) / base if base else NAN
    found["pnfi"] = df / base_df * found["nfi"] if base_df else NAN
    found["rfi"] = (ratio - per_df) / ratio if df and ratio else NAN
    found["ifi"] = (base - chisq) / (base - df) if base != df else NAN
    return found


def _rmsea(chisq: float, df: float, n: int, n_groups: int) -> dict[str, float]:
    """Return RMSEA with its 90 % interval, and the p-values of RMSEA <= 0.05 and RMSEA >= 0.08 (Steiger 1998)."""
    if df <= 0:
        return dict.fromkeys(("rmsea", "rmsea_ci_low", "rmsea_ci_high", "rmsea_pvalue", "rmsea_notclose_pvalue"), NAN)
    groups = math.sqrt(n_groups)
    low, high = _noncentrality(chisq, df, 0.95), _noncentrality(chisq, df, 0.05)
    return {
        "rmsea": math.sqrt(max((chisq - df) / (df * n), 0.0)) * groups,
        "rmsea_ci_low": math.sqrt(low / (df * n)) * groups,
        "rmsea_ci_high": math.sqrt(high / (df * n)) * groups,
        "rmsea_pvalue": float(_upper(chisq, df, n * df * 0.05**2 / n_groups)),
        "rmsea_notclose_pvalue": float(1.0 - _upper(chisq, df, n * df * 0.08**2 / n_groups)),
    }


def _robust(model: Test, baseline: Test, n: int, n_groups: int) -> dict[str, float]:
    """Return CFI, TLI and RMSEA of the population by the scaling factors (Brosseau-Liard & Savalei 2014)."""
    excess = model.chisq - model.scaling * model.df
    base = baseline.chisq - baseline.scaling * baseline.df
    below = max(base, excess, 0.0)
    found = {"cfi_robust": 1.0 - max(excess, 0.0) / below if below > 0 else 1.0}
    if model.df < 1:
        return found | dict.fromkeys(("tli_robust", "rmsea_robust", "rmsea_ci_low_robust", "rmsea_ci_high_robust"), NAN)
    found["tli_robust"] = 1.0 - excess * baseline.df / (base * model.df) if base else NAN
    groups, scale = math.sqrt(n_groups), model.scaling / (model.df * n)
    found["rmsea_robust"] = math.sqrt(max(excess / (model.df * n), 0.0)) * groups
    found["rmsea_ci_low_robust"] = math.sqrt(scale * _noncentrality(model.scaled, model.df, 0.95)) * groups
    found["rmsea_ci_high_robust"] = math.sqrt(scale * _noncentrality(model.scaled, model.df, 0.05)) * groups
    return found


def _upper(chisq: float, df: float, noncentrality: float) -> float:
    return 1.0 - float(chndtr(chisq, df, noncentrality))


def _noncentrality(chisq: float, df: float, share: float) -> float:
    """Return the noncentrality at which a statistic exceeds `share` of its distribution; 0 where none does."""
    if chisq <= 0 or chdtr(df, chisq) < share:
        return 0.0
    return float(chndtrinc(chisq, df, share))


def _browne_cudeck(chisq: float, sizes: Sequence[int], n_free: int, n_items: int) -> float:
    """Return BCC as AMOS defines it; for one group χ² + 2 q (n - 1) / (n - p - 2). NaN for groups of too few rows."""
    if min(sizes) <= n_items + 2:
        return NAN
    share = (sum(sizes) - len(sizes)) / sum(sizes)
    penalty = sum(share * size / (size - n_items - 2.0) for size in sizes) / len(sizes)
    return chisq + 2.0 * n_free * penalty
