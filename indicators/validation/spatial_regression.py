"""A factor on indices with and without spatial dependence: ordinary, lag and error models, and what advises them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.validation.permutation import monte_carlo_p
from parklocus.indicators.validation.spatial import library

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TESTS = ("lag", "error", "robust lag", "robust error")
DRAWS = 999
_WIDEST = 1.0 - 1e-9  # a row-standardised lag of 1 is a random walk


@dataclass(frozen=True)
class SpatialRegression:
    """Ordinary, lag and error models of one factor on one or more indices.

    Attributes
    ----------
    coefficients : DataFrame
        A row a model and term: ``model`` (``ols``, ``lag``, ``error``), ``term``, ``estimate``, ``se``; the spatial
        term is called ``spatial``. There are no p-values: with 20 to 30 parks those of lag and error models reject
        in up to 11 % of cases at .05 where there is no effect (benchmarks/simulation.json).
    models : DataFrame
        A row a model: ``model``, ``log_likelihood``, ``aic``.
    tests : DataFrame
        Lagrange multiplier tests of the ordinary model's residuals: ``test``, ``statistic``, ``p_asymptotic`` (by
        chi-squared), ``p`` (among draws of the ordinary model, which holds its level with few parks, too).
    advised : str
        The model that the tests point to (Anselin's rule): ``ols``, ``lag`` or ``error``.
    """

    coefficients: pd.DataFrame
    models: pd.DataFrame
    tests: pd.DataFrame
    advised: str


@dataclass(frozen=True)
class _Fit:
    estimates: Floats
    covariance: Floats
    log_likelihood: float


def spatial_regression(
    y: pd.Series, predictors: pd.DataFrame, weights: Any, *, seed: int = 0, draws: int = DRAWS
) -> SpatialRegression:
    """Regress a factor on indices with and without spatial dependence, by maximum likelihood.

    Parameters
    ----------
    y : Series of shape (n,)
        The parks' scores, nothing missing.
    predictors : DataFrame of shape (n, k)
        Indices, without intercept.
    weights : libpysal.weights.W
        What `nearest_weights` returned.
    seed, draws : int
        Of the Monte Carlo tests.

    Raises
    ------
    InputError
        If spreg is not installed.

    References
    ----------
    Anselin, L. (1988). Spatial econometrics: methods and models. Kluwer; Anselin, L. & Rey, S. (2014). Modern spatial
    econometrics in practice. GeoDa Press.
    """
    left = y.to_numpy(dtype=float)
    right = np.column_stack([np.ones(len(left)), predictors.to_numpy(dtype=float)])
    matrix = np.asarray(weights.full()[0], dtype=float)
    terms = ["(intercept)", *map(str, predictors.columns)]
    fits = {"ols": _ordinary(left, right), "lag": _lag(left, right, matrix), "error": _error(left, right, weights)}
    tests = _multiplier_tests(left, right, weights, seed=seed, draws=draws)
    rows, models = [], []
    for model, fit in fits.items():
        named = terms if model == "ols" else [*terms, "spatial"]
        for term, estimate, variance in zip(named, fit.estimates, np.diag(fit.covariance), strict=True):
            rows.append((model, term, float(estimate), float(np.sqrt(variance))))
        models.append((model, fit.log_likelihood, 2.0 * (len(named) - fit.log_likelihood)))
    return SpatialRegression(
        coefficients=pd.DataFrame(rows, columns=["model", "term", "estimate", "se"]),
        models=pd.DataFrame(models, columns=["model", "log_likelihood", "aic"]),
        tests=tests,
        advised=_advised(dict(zip(tests["test"], tests["p"], strict=True))),
    )


def _log_likelihood(squares: float, n: int, log_determinant: float = 0.0) -> float:
    return float(log_determinant - n / 2.0 * (np.log(2.0 * np.pi * squares / n) + 1.0))


def _ordinary(y: Floats, x: Floats) -> _Fit:
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ y)
    squares = float(np.sum((y - x @ beta) ** 2))
    free = len(y) - x.shape[1]
    return _Fit(beta, inverse * squares / free, _log_likelihood(squares, len(y)))


def _lag(y: Floats, x: Floats, w: Floats) -> _Fit:
    """Fit y = rho W y + X beta + e by its concentrated likelihood.

    Not by spreg: to predict it sums up powers of the lag, which for weights of nearest neighbours need not fall from
    one to the next; it then refuses the model, or goes on for minutes.
    """
    n, terms = x.shape
    of_x = np.linalg.pinv(x)
    of_y, of_lag = of_x @ y, of_x @ (w @ y)
    e_y, e_lag = y - x @ of_y, w @ y - x @ of_lag
    eigenvalues = np.linalg.eigvals(w)

    def log_determinant(rho: float) -> float:
        return float(np.log(np.abs(1.0 - rho * eigenvalues)).sum())

    def minus_log_likelihood(rho: float) -> float:
        squares = float(np.sum((e_y - rho * e_lag) ** 2))
        return -_log_likelihood(squares, n, log_determinant(rho))

    found = scipy.optimize.minimize_scalar(
        minus_log_likelihood, bounds=(-_WIDEST, _WIDEST), method="bounded", options={"xatol": 1e-9}
    )
    rho = float(found.x)
    beta = of_y - rho * of_lag
    variance = float(np.mean((e_y - rho * e_lag) ** 2))
    spread = w @ np.linalg.inv(np.eye(n) - rho * w)
    predicted = spread @ (x @ beta)
    information = np.zeros((terms + 2, terms + 2))
    information[:terms, :terms] = x.T @ x / variance
    information[:terms, terms] = information[terms, :terms] = x.T @ predicted / variance
    information[terms, terms] = np.trace(spread @ spread) + np.sum(spread**2) + predicted @ predicted / variance
    information[terms, terms + 1] = information[terms + 1, terms] = np.trace(spread) / variance
    information[terms + 1, terms + 1] = n / (2.0 * variance**2)
    covariance = np.linalg.inv(information)[: terms + 1, : terms + 1]
    return _Fit(np.append(beta, rho), covariance, -float(found.fun))


def _error(y: Floats, x: Floats, weights: Any) -> _Fit:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spreg warns of how it calls scipy
        fit = library("spreg.ml_error").BaseML_Error(y[:, None], x, weights, method="full")
    return _Fit(np.asarray(fit.betas).ravel(), np.asarray(fit.vm), float(np.squeeze(fit.logll)))


def _multiplier_tests(y: Floats, x: Floats, weights: Any, *, seed: int, draws: int) -> pd.DataFrame:
    """Test the ordinary model's residuals: spreg's statistics, and where they lie among draws of that model."""
    ols = library("spreg.ols").BaseOLS(y[:, None], x)
    found = library("spreg.diagnostics_sp").LMtests(ols, weights, tests=["lml", "lme", "rlml", "rlme"])
    seen = [tuple(map(float, np.ravel(one))) for one in (found.lml, found.lme, found.rlml, found.rlme)]
    fitted = x @ np.linalg.lstsq(x, y, rcond=None)[0]
    deviation = np.sqrt(np.sum((y - fitted) ** 2) / (len(y) - x.shape[1]))
    drawn = fitted + deviation * np.random.default_rng(seed).standard_normal((draws, len(y)))
    among = _multipliers(drawn, x, np.asarray(weights.full()[0], dtype=float))
    as_far = (among >= np.array([statistic for statistic, _p in seen])).sum(axis=0)
    p = monte_carlo_p(as_far, draws)
    table = pd.DataFrame(seen, columns=["statistic", "p_asymptotic"])
    return table.assign(p=p).assign(test=TESTS)[["test", "statistic", "p_asymptotic", "p"]]


def _multipliers(y: Floats, x: Floats, w: Floats) -> Floats:
    """Return the Lagrange multiplier statistics of each row of y, in the order of `TESTS`; of shape (rows, 4)."""
    n = x.shape[0]
    hat = x @ np.linalg.pinv(x)
    fitted = y @ hat.T
    residuals = y - fitted
    variance = np.mean(residuals**2, axis=1)
    trace = float(np.sum(w * w.T) + np.sum(w**2))
    lagged = fitted @ w.T
    lagged = lagged - lagged @ hat.T
    information = np.sum(lagged**2, axis=1) / variance + trace
    of_lag = np.sum(residuals * (y @ w.T), axis=1) / variance
    of_error = np.sum(residuals * (residuals @ w.T), axis=1) / variance
    both = np.maximum(information - trace, 1e-12 * n)
    return np.column_stack(
        [
            of_lag**2 / information,
            of_error**2 / trace,
            (of_lag - of_error) ** 2 / both,
            (of_error - trace / information * of_lag) ** 2 / (trace * both / information),
        ]
    )


def _advised(p: dict[str, float], level: float = 0.05) -> str:
    """Return the model that the Lagrange multiplier tests point to: the robust ones decide where both are small."""
    of_lag, of_error = p["lag"] <= level, p["error"] <= level
    if of_lag and of_error:
        return "lag" if p["robust lag"] < p["robust error"] else "error"
    return "lag" if of_lag else "error" if of_error else "ols"
