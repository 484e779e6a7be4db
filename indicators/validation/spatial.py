"""Parks near one another are alike: autocorrelation, tests that allow for it, and spatial regression."""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy
from scipy.spatial.distance import pdist, squareform

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.permutation import false_discovery, monte_carlo_p

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
    return CorrectedCorrelation(r, float(scipy.stats.f.sf(ratio, 1.0, effective - 2.0)), effective)


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
    weights = library("libpysal.weights").KNN.from_array(xy, k=neighbours, silence_warnings=True)
    weights.transform = "r"
    return weights


def library(name: str) -> Any:
    """Return a module of PySAL.

    Raises
    ------
    InputError
        If it is not installed.
    """
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
    esda = library("esda")
    rows = []
    for name in values.columns:
        column = values[name].to_numpy(dtype=float)
        if np.ptp(column) == 0:
            rows.append((name, *(np.nan,) * 5))
            continue
        found = esda.Moran(column, weights, permutations=0)
        geary = esda.Geary(column, weights, permutations=0)
        p = 2.0 * scipy.stats.norm.sf(abs(found.z_rand))
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
        (pseudo, two-sided), ``q`` (after control of the false discovery rate over the parks), ``p_min``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # esda warns that its own p-values will change; ours come from its simulations
        found = library("esda").Moran_Local(values, weights, permutations=draws, seed=seed, n_jobs=1)
    quadrants = np.array(["", "high-high", "low-high", "low-low", "high-low"])[np.asarray(found.q)]
    local = np.asarray(found.Is)
    simulated = np.asarray(found.sim).reshape(draws, -1)
    middle = simulated.mean(axis=0)
    p = monte_carlo_p(np.sum(np.abs(simulated - middle) >= np.abs(local - middle), axis=0), draws)
    facts = {"local_moran": local, "quadrant": quadrants, "p": p, "q": false_discovery(p), "p_min": 1.0 / (draws + 1)}
    return pd.DataFrame(facts)
