"""Respondents within parks: a linear model with a random effect for each park, by restricted maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INTERCEPT = "(intercept)"
_RATIOS = np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 41)])  # of the variances, between which the best is looked for


@dataclass(frozen=True)
class RandomInterceptFit:
    """A linear model with a random intercept for each park.

    Attributes
    ----------
    coefficients : DataFrame
        A row a term: ``term``, ``estimate``, ``se``, ``t``, ``df`` and ``p`` by Satterthwaite, ``df_between`` and
        ``p_between`` (parks less terms: what a predictor that is the same for all respondents of a park can have at
        most). p-values are two-sided.
    var_park, var_residual : float
        Variances between parks and between the respondents of a park.
    icc : float
        Share of the variance that lies between parks, ICC(1).
    park_effects : Series
        By park: how far it lies from what its predictor says, shrunk by how little its respondents tell (BLUP).
    reml : float
        -2 log restricted likelihood.
    n, n_parks : int
        Respondents and parks.
    is_singular : bool
        Whether no variance between parks is left, at which the Satterthwaite degrees of freedom say nothing.
    between_scale : float
        How much the parks' means lie about the model, in units of what its variances say: the weighted mean square of
        their residuals. A standard error times its root is Knapp and Hartung's.
    """

    coefficients: pd.DataFrame
    var_park: float
    var_residual: float
    icc: float
    park_effects: pd.Series
    reml: float
    n: int
    n_parks: int
    is_singular: bool
    between_scale: float


def random_intercept(y: Floats, predictors: pd.DataFrame, park: NDArray[np.object_] | pd.Series) -> RandomInterceptFit:
    """Fit a random intercept for each park by restricted maximum likelihood, profiled to the ratio of the variances.

    Parameters
    ----------
    y : ndarray of shape (n,)
        The respondents' scores, nothing missing.
    predictors : DataFrame of shape (n, k)
        A column a predictor, without intercept; of the respondents or of their parks.
    park : array of shape (n,)
        The park of each respondent.

    Returns
    -------
    RandomInterceptFit
        Estimates and tests.

    Raises
    ------
    ValueError
        If there are no more parks than terms, no park has two respondents, or the predictors are collinear.

    References
    ----------
    Bates, D., Mächler, M., Bolker, B. & Walker, S. (2015). Fitting linear mixed-effects models using lme4. Journal of
    Statistical Software 67(1). Kuznetsova, A., Brockhoff, P. B. & Christensen, R. H. B. (2017). lmerTest package:
    tests in linear mixed effects models. Journal of Statistical Software 82(13). Knapp, G. & Hartung, J. (2003).
    Improved tests for a random effects meta-regression with a single covariate. Statistics in Medicine 22, 2693-2710.

    Examples
    --------
    >>> score = np.array([3.0, 4.0, 5.0, 6.0, 4.0, 5.0, 8.0, 7.0])
    >>> park = pd.Series([*"aabbccdd"])
    >>> fit = random_intercept(score, pd.DataFrame({"transit": [1, 1, 2, 2, 2, 2, 3, 3]}), park)
    >>> fit.coefficients["estimate"].round(6).tolist()
    [1.25, 2.0]
    """
    x = np.column_stack([np.ones(len(y)), predictors.to_numpy(dtype=float)])
    names, group = np.unique(np.asarray(park), return_inverse=True)
    _check(x, group, len(names))
    groups = _Groups(group, np.bincount(group))
    profile = _profiled(np.asarray(y, dtype=float), x, groups)
    ratio = _least(profile.criterion)
    fit = profile.at(ratio)
    residual, between = fit.variance, ratio * fit.variance
    terms = [INTERCEPT, *map(str, predictors.columns)]
    df = _satterthwaite(x, fit.residuals, groups, between, residual)
    table = _coefficients(terms, fit.beta, fit.covariance * residual, df, len(names) - len(terms))
    of_parks = groups.mean(fit.residuals)
    precision = groups.size / (residual + groups.size * between)
    return RandomInterceptFit(
        coefficients=table,
        var_park=between,
        var_residual=residual,
        icc=between / (between + residual),
        park_effects=_series(names.tolist(), between * precision * of_parks),
        reml=profile.criterion(ratio),
        n=len(y),
        n_parks=len(names),
        is_singular=ratio <= _RATIOS[1],
        between_scale=float(precision @ of_parks**2) / (len(names) - len(terms)),
    )


def _series(names: list[Hashable], values: Floats) -> pd.Series:
    return pd.Series(values, index=pd.Index(names, name="park"), name="effect")


def _check(x: Floats, group: NDArray[np.int64], n_parks: int) -> None:
    if n_parks <= x.shape[1]:
        message = f"{n_parks} parks cannot carry {x.shape[1]} terms and a variance between parks"
        raise ValueError(message)
    if len(group) == n_parks:
        message = "every park has one respondent: what lies between parks and within cannot be told apart"
        raise ValueError(message)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        message = "the predictors are collinear, or one of them is constant"
        raise ValueError(message)


@dataclass(frozen=True)
class _Groups:
    """The park of each respondent, and how many each park has."""

    of: NDArray[np.int64]
    size: NDArray[np.int64]

    def mean(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.of, weights=values, minlength=len(self.size)) / self.size)

    def means(self, columns: Floats) -> Floats:
        return np.column_stack([self.mean(column) for column in columns.T])

    def whiten(self, columns: Floats, share: Floats) -> Floats:
        """Multiply by the inverse of I + ratio·ZZ', given by how much of each park's mean it takes away."""
        return np.asarray(columns - (share[:, None] * self.means(columns))[self.of])


@dataclass(frozen=True)
class _At:
    """What generalised least squares gives at one ratio of the variances."""

    beta: Floats
    covariance: Floats  # by the residual variance
    residuals: Floats
    variance: float


@dataclass(frozen=True)
class _Profile:
    at: Callable[[float], _At]
    criterion: Callable[[float], float]


def _profiled(y: Floats, x: Floats, groups: _Groups) -> _Profile:
    free = len(y) - x.shape[1]
    centred = y - y.mean()  # an intercept is among the predictors: the squares lose no figures
    both = np.column_stack([x, centred])
    products = both.T @ both
    of_parks = groups.means(both) * np.sqrt(groups.size)[:, None]

    def solved(ratio: float) -> tuple[Floats, Floats, float]:
        """Return the information, the coefficients and the weighted squares of the residuals."""
        share = groups.size * ratio / (1.0 + groups.size * ratio)
        weighted = products - of_parks.T @ (share[:, None] * of_parks)
        information, right = weighted[:-1, :-1], weighted[:-1, -1]
        beta = np.linalg.solve(information, right)
        return information, beta, float(weighted[-1, -1] - beta @ right)

    def at(ratio: float) -> _At:
        information, beta, squares = solved(ratio)
        covariance = np.asarray(np.linalg.inv(information), dtype=float)
        residuals = centred - x @ beta
        beta = beta + np.eye(len(beta))[0] * y.mean()
        return _At(beta, covariance, residuals, squares / free)

    def criterion(ratio: float) -> float:
        information, _beta, squares = solved(ratio)
        logs = np.log1p(groups.size * ratio).sum() + np.linalg.slogdet(information)[1]
        return float(logs + free * (1.0 + np.log(2.0 * np.pi * squares / free)))

    return _Profile(at, criterion)


def _least(criterion: Callable[[float], float]) -> float:
    """Return the ratio of the variances at which the criterion is least; it may be 0."""
    best = int(np.argmin([criterion(ratio) for ratio in _RATIOS]))
    low, high = _RATIOS[max(best - 1, 0)], _RATIOS[min(best + 1, len(_RATIOS) - 1)]
    found = scipy.optimize.minimize_scalar(
        criterion, bounds=(low, high), method="bounded", options={"xatol": 1e-10 * high}
    )
    return float(found.x) if found.fun < criterion(_RATIOS[best]) else float(_RATIOS[best])


def _satterthwaite(x: Floats, residuals: Floats, groups: _Groups, between: float, residual: float) -> Floats:
    """Return each coefficient's degrees of freedom: how well its variance is known, by the curvature of the likelihood.

    With V = residual·I + between·ZZ', P its projection off the predictors and V_i its derivatives, the observed
    information of the two variances is y'P V_i P V_j P y - tr(P V_i P V_j)/2.
    """
    size = groups.size
    direction = 1.0 / (residual + size * between)  # eigenvalue of the inverse of V along a park's mean
    share = size * between * direction

    def inverse(columns: Floats) -> Floats:
        return groups.whiten(columns, share) / residual

    def park_sums(columns: Floats) -> Floats:
        return np.asarray((groups.means(columns) * size[:, None])[groups.of])

    w_x = inverse(x)
    c = np.linalg.inv(x.T @ w_x)
    w_r = inverse(residuals[:, None])  # P y
    by_variance = {0: w_x, 1: park_sums(w_x)}  # V_i W X
    of_residual = {0: w_r, 1: park_sums(w_r)}
    middle = {i: w_x.T @ by_variance[i] for i in (0, 1)}  # X'W V_i W X
    whole = {
        (0, 0): float(((size - 1) / residual**2 + direction**2).sum()),
        (0, 1): float((size * direction**2).sum()),
        (1, 1): float((size**2 * direction**2).sum()),
    }
    information = np.zeros((2, 2))
    for i, j in ((0, 0), (0, 1), (1, 1)):
        crossed = by_variance[i].T @ inverse(by_variance[j])
        trace = whole[i, j] - 2.0 * np.trace(c @ crossed) + np.trace(c @ middle[i] @ c @ middle[j])
        projected = inverse(of_residual[j]) - w_x @ (c @ (w_x.T @ of_residual[j]))
        information[i, j] = information[j, i] = float((of_residual[i].T @ projected).item()) - trace / 2.0
    gradient = np.column_stack([np.diag(c @ middle[i] @ c) for i in (0, 1)])
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.einsum("ki,ij,kj->k", gradient, np.linalg.pinv(information), gradient)
        return np.where(spread > 0, 2.0 * np.diag(c) ** 2 / spread, np.nan)


def _coefficients(terms: list[str], beta: Floats, covariance: Floats, df: Floats, between: int) -> pd.DataFrame:
    se = np.sqrt(np.diag(covariance))
    ratio = beta / se
    return pd.DataFrame(
        {
            "term": terms,
            "estimate": beta,
            "se": se,
            "t": ratio,
            "df": df,
            "p": 2.0 * scipy.stats.t.sf(np.abs(ratio), df),
            "df_between": between,
            "p_between": 2.0 * scipy.stats.t.sf(np.abs(ratio), between),
        }
    )
