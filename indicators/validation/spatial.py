"""Parks near one another are alike: autocorrelation, tests that allow for it, and spatial regression."""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist, squareform
from scipy.stats import f as fisher
from scipy.stats import norm

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_FOR_MODELS = 20
NEIGHBOURS = 4


@dataclass(frozen=True)
class CorrectedCorrelation:
    """A correlation tested with the number of parks that its spatial autocorrelation leaves.

    Attributes
    ----------
    correlation : float
        Pearson's r.
    p : float
        Two-sided, by Dutilleul's modified t-test; NaN where it is not defined.
    effective_n : float
        As many independent parks would know as much.
    """

    correlation: float
    p: float
    effective_n: float


def corrected_correlation(x: Floats, y: Floats, xy: Floats, *, classes: int | None = None) -> CorrectedCorrelation:
    """Test a correlation of two fields that are both spatially autocorrelated.

    Parameters
    ----------
    x, y : ndarray of shape (n,)
        Two variables of the parks, nothing missing.
    xy : ndarray of shape (n, 2)
        Where the parks are, in metres.
    classes : int, optional
        Classes of equal width in which distances are taken together; by Sturges' rule without it.

    Returns
    -------
    CorrectedCorrelation
        Correlation, p and effective number of parks.

    References
    ----------
    Dutilleul, P. (1993). Modifying the t test for assessing the correlation between two spatial processes. Biometrics
    49(1), 305-314. Clifford, P., Richardson, S. & Hémon, D. (1989). Assessing the significance of the correlation
    between two spatial processes. Biometrics 45(1), 123-134.
    """
    n = len(x)
    x, y = x - x.mean(), y - y.mean()
    if n < 4 or not x.any() or not y.any():
        return CorrectedCorrelation(np.nan, np.nan, np.nan)
    r = float(x @ y / np.sqrt((x @ x) * (y @ y)))
    apart = pdist(xy)
    count = classes if classes is not None else int(np.ceil(1.0 + np.log2(len(apart))))
    edges = np.linspace(0.0, apart.max(), count + 1)
    of_pair = np.clip(np.searchsorted(edges, apart, side="left"), 1, count)  # 0 stands for a park with itself
    group = squareform(of_pair)
    first, second = _centred_covariance(x, group, count), _centred_covariance(y, group, count)
    traces = np.trace(first) * np.trace(second)
    shared = float(np.sum(first * second.T))
    if traces <= 0 or shared <= 0:
        return CorrectedCorrelation(r, np.nan, np.nan)
    effective = 1.0 + traces / shared
    if effective <= 2.0 or abs(r) >= 1.0:
        return CorrectedCorrelation(r, np.nan if abs(r) < 1.0 else 0.0, effective)
    ratio = (effective - 2.0) * r**2 / (1.0 - r**2)
    return CorrectedCorrelation(r, float(fisher.sf(ratio, 1.0, effective - 2.0)), effective)


def _centred_covariance(values: Floats, group: NDArray[np.int64], count: int) -> Floats:
    """Return the covariances by class of distance as a matrix, its rows and columns centred."""
    products = np.outer(values, values)
    sums = np.bincount(group.ravel(), weights=products.ravel(), minlength=count + 1)
    pairs = np.bincount(group.ravel(), minlength=count + 1)
    covariance = np.divide(sums, pairs, out=np.zeros(count + 1), where=pairs > 0)[group]
    return np.asarray(covariance - covariance.mean(axis=0) - covariance.mean(axis=1, keepdims=True) + covariance.mean())


def nearest_weights(xy: Floats, neighbours: int = NEIGHBOURS) -> Any:
    """Return row-standardised weights of each park's nearest parks, as libpysal has them.

    Parameters
    ----------
    xy : ndarray of shape (n, 2)
        Where the parks are, in metres.
    neighbours : int
        How many.

    Raises
    ------
    InputError
        If libpysal is not installed.
    """
    weights = _library("libpysal.weights").KNN.from_array(xy, k=neighbours, silence_warnings=True)
    weights.transform = "r"
    return weights


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        message = _("Spatial models need {package}; install parklocus with its extra: pip install parklocus[spatial].")
        raise InputError(message.format(package=name.split(".", maxsplit=1)[0])) from error


def moran(values: pd.DataFrame, weights: Any) -> pd.DataFrame:
    """Test each variable for spatial autocorrelation.

    Parameters
    ----------
    values : DataFrame of shape (n, k)
        A row a park, nothing missing.
    weights : libpysal.weights.W
        What `nearest_weights` returned.

    Returns
    -------
    DataFrame
        A row a variable: ``variable``, ``moran`` (I), ``expected``, ``z`` and two-sided ``p`` (under randomisation),
        ``geary`` (C).
    """
    esda = _library("esda")
    rows = []
    for name in values.columns:
        column = values[name].to_numpy(dtype=float)
        if np.ptp(column) == 0:
            rows.append((name, *(np.nan,) * 5))
            continue
        found = esda.Moran(column, weights, permutations=0)
        geary = esda.Geary(column, weights, permutations=0)
        p = 2.0 * norm.sf(abs(found.z_rand))
        rows.append((name, float(found.I), float(found.EI), float(found.z_rand), p, float(geary.C)))
    return pd.DataFrame(rows, columns=["variable", "moran", "expected", "z", "p", "geary"])


def local_moran(values: Floats, weights: Any, *, seed: int = 0, draws: int = 9_999) -> pd.DataFrame:
    """Return where like lies by like: local indicators of spatial association.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Nothing missing.
    weights : libpysal.weights.W
        What `nearest_weights` returned.
    seed, draws : int
        Of the conditional permutations.

    Returns
    -------
    DataFrame
        A row a park: ``local_moran``, ``quadrant`` (``high-high``, ``low-high``, ``low-low``, ``high-low``), ``p``
        (pseudo, two-sided).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # esda warns that its own p-values will change; ours come from its simulations
        found = _library("esda").Moran_Local(values, weights, permutations=draws, seed=seed, n_jobs=1)
    quadrants = np.array(["", "high-high", "low-high", "low-low", "high-low"])[np.asarray(found.q)]
    local = np.asarray(found.Is)
    simulated = np.asarray(found.sim).reshape(draws, -1)
    middle = simulated.mean(axis=0)
    p = (np.sum(np.abs(simulated - middle) >= np.abs(local - middle), axis=0) + 1) / (draws + 1)
    return pd.DataFrame({"local_moran": local, "quadrant": quadrants, "p": p})


@dataclass(frozen=True)
class SpatialRegression:
    """Ordinary, lag and error models of one factor on one or more indices.

    Attributes
    ----------
    coefficients : DataFrame
        A row a model and term: ``model`` (``ols``, ``lag``, ``error``), ``term``, ``estimate``, ``se``, ``p``
        (two-sided); the spatial term is called ``spatial``.
    models : DataFrame
        A row a model: ``model``, ``log_likelihood``, ``aic``.
    tests : DataFrame
        Lagrange multiplier tests of the ordinary model's residuals: ``test``, ``statistic``, ``p``.
    advised : str
        The model that the tests point to (Anselin's rule): ``ols``, ``lag`` or ``error``.
    """

    coefficients: pd.DataFrame
    models: pd.DataFrame
    tests: pd.DataFrame
    advised: str


def spatial_regression(y: pd.Series, predictors: pd.DataFrame, weights: Any) -> SpatialRegression:
    """Regress a factor on indices with and without spatial dependence, by maximum likelihood.

    Parameters
    ----------
    y : Series of shape (n,)
        The parks' scores, nothing missing.
    predictors : DataFrame of shape (n, k)
        Indices, without intercept.
    weights : libpysal.weights.W
        What `nearest_weights` returned.

    Raises
    ------
    InputError
        If spreg is not installed.

    References
    ----------
    Anselin, L. (1988). Spatial econometrics: methods and models. Kluwer; Anselin, L. & Rey, S. (2014). Modern spatial
    econometrics in practice. GeoDa Press.
    """
    spreg = _library("spreg")
    left, right = y.to_numpy(dtype=float)[:, None], predictors.to_numpy(dtype=float)
    names = ["(intercept)", *map(str, predictors.columns)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spreg warns of its own future
        ols = spreg.OLS(left, right, w=weights, spat_diag=True, slx_lags=0)
        lag = spreg.ML_Lag(left, right, w=weights, method="full")
        error = spreg.ML_Error(left, right, w=weights, method="full")
    tests = [("lag", ols.lm_lag), ("error", ols.lm_error), ("robust lag", ols.rlm_lag), ("robust error", ols.rlm_error)]
    fits = {"ols": (ols, names), "lag": (lag, [*names, "spatial"]), "error": (error, [*names, "spatial"])}
    rows = []
    for model, (fit, terms) in fits.items():
        estimates = np.asarray(fit.betas).ravel()
        for term, estimate, variance in zip(terms, estimates, np.diag(fit.vm), strict=True):
            se = float(np.sqrt(variance))
            rows.append((model, term, float(estimate), se, float(2.0 * norm.sf(abs(estimate / se)))))
    return SpatialRegression(
        coefficients=pd.DataFrame(rows, columns=["model", "term", "estimate", "se", "p"]),
        models=pd.DataFrame(
            [(model, float(fit.logll), float(fit.aic)) for model, (fit, _terms) in fits.items()],
            columns=["model", "log_likelihood", "aic"],
        ),
        tests=pd.DataFrame([(name, float(t[0]), float(t[1])) for name, t in tests], columns=["test", "statistic", "p"]),
        advised=_advised(dict(tests)),
    )


def _advised(tests: dict[str, tuple[float, float]], level: float = 0.05) -> str:
    """Return the model that the Lagrange multiplier tests point to: the robust ones decide where both are small."""
    of_lag, of_error = tests["lag"][1] <= level, tests["error"][1] <= level
    if of_lag and of_error:
        return "lag" if tests["robust lag"][1] < tests["robust error"][1] else "error"
    return "lag" if of_lag else "error" if of_error else "ols"
