"""Whether items suit a factor analysis, how many factors they have, and whether one is enough for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.item_answers import regular_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

_SETTLED = 1e-10
_ROUNDS = 5000


@dataclass(frozen=True)
class ChiSquare:
    """A test: statistic, degrees of freedom, p."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True)
class Mardia:
    """Mardia's multivariate skewness and kurtosis.

    Attributes
    ----------
    skewness, kurtosis : float
        b1p and b2p.
    skewness_test : ChiSquare
        n b1p / 6.
    small_sample_test : ChiSquare
        The same, corrected for small samples.
    kurtosis_z, kurtosis_p : float
        The kurtosis, standardized under normality, and its two-sided p.
    n : int
        Complete rows.
    """

    skewness: float
    kurtosis: float
    skewness_test: ChiSquare
    small_sample_test: ChiSquare
    kurtosis_z: float
    kurtosis_p: float
    n: int


@dataclass(frozen=True)
class ParallelAnalysis:
    """How many components and factors exceed what unrelated answers would give.

    Attributes
    ----------
    components, factors : int
        Leading eigenvalues above their limit.
    eigenvalues : DataFrame
        A row a place: place (from 1), component, component_limit, factor, factor_limit.
    n, draws, seed : int
        Complete rows, random tables, and the seed they were drawn with.
    """

    components: int
    factors: int
    eigenvalues: pd.DataFrame
    n: int
    draws: int
    seed: int


def kmo(answers: pd.DataFrame, items: Sequence[str]) -> pd.Series:
    """Return the Kaiser-Meyer-Olkin measure of sampling adequacy.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        Columns.

    Returns
    -------
    Series
        ``overall``, then an entry an item: squared correlations as a share of squared correlations and squared partial
        correlations.

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few or items collinear.

    Notes
    -----
    Kaiser and Rice 1974.
    """
    correlation = _correlation(regular_answers(answers, items))
    inverse = np.linalg.inv(correlation)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    np.fill_diagonal(partial, 0.0)
    between = correlation - np.eye(len(correlation))
    shared, alone = (between**2).sum(axis=0), (partial**2).sum(axis=0)
    overall = shared.sum() / (shared.sum() + alone.sum())
    return pd.Series([overall, *(shared / (shared + alone))], index=["overall", *items], name="kmo")


def bartlett_sphericity(answers: pd.DataFrame, items: Sequence[str]) -> ChiSquare:
    """Return Bartlett's test that no items correlate, -(n - 1 - (2 p + 5) / 6) ln |R|.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        Columns.

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few or items collinear.

    Notes
    -----
    Bartlett 1951.
    """
    data = regular_answers(answers, items)
    n, p = data.shape
    statistic = -(n - 1.0 - (2.0 * p + 5.0) / 6.0) * float(np.linalg.slogdet(_correlation(data))[1])
    return _chi_square(statistic, p * (p - 1) // 2)


def mardia(answers: pd.DataFrame, items: Sequence[str], divisor: str = "n") -> Mardia:
    """Return Mardia's tests of multivariate normality.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        Columns.
    divisor : {"n", "n-1"}
        Of the covariance: Mardia's own, or that of R's psych.

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few, items collinear, or the divisor is neither.

    Notes
    -----
    Mardia 1970; the correction for small samples Mardia 1974.
    """
    if divisor not in ("n", "n-1"):
        raise InputError(_("“{divisor}” is no divisor of a covariance; choose n or n-1.").format(divisor=divisor))
    data = regular_answers(answers, items)
    n, p = data.shape
    centred = data - data.mean(axis=0)
    covariance = centred.T @ centred / (n if divisor == "n" else n - 1)
    products = centred @ np.linalg.solve(covariance, centred.T)
    skewness = float((products**3).sum()) / n**2
    kurtosis = float((np.diag(products) ** 2).mean())
    df = p * (p + 1) * (p + 2) // 6
    statistic = n * skewness / 6.0
    correction = (p + 1.0) * (n + 1.0) * (n + 3.0) / (n * ((n + 1.0) * (p + 1.0) - 6.0))
    z = (kurtosis - p * (p + 2.0)) / float(np.sqrt(8.0 * p * (p + 2.0) / n))
    tests = _chi_square(statistic, df), _chi_square(statistic * correction, df)
    return Mardia(skewness, kurtosis, *tests, z, 2.0 * float(scipy.stats.norm.sf(abs(z))), n)


def one_factor_share(answers: pd.DataFrame, items: Sequence[str]) -> dict[str, float]:
    """Return the share of the items' variance that one component, and one factor, takes up: Harman's test.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        All items of the questionnaire, three at least.

    Returns
    -------
    dict
        ``component`` (first eigenvalue / p) and ``factor`` (squared loadings of one minres factor / p). Above one half,
        a common method is suspected (Podsakoff and others 2003); below, it is not ruled out.

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few, items collinear, or one factor cannot be found.
    """
    correlation = _correlation(regular_answers(answers, items, least=3))
    loadings = _one_factor(correlation[None])
    first = float(np.linalg.eigvalsh(correlation)[-1])
    return {"component": first / len(correlation), "factor": float((loadings**2).mean())}


def parallel_analysis(
    answers: pd.DataFrame, items: Sequence[str], draws: int = 500, quantile: float = 0.95, seed: int = 1
) -> ParallelAnalysis:
    """Compare the eigenvalues of the correlations with those of unrelated normal variables.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        Columns, three at least.
    draws : int
        Random tables of the same size.
    quantile : float
        Of the random eigenvalues, place by place: the limit (Glorfeld 1995).
    seed : int

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few, items collinear, or draws or quantile make no limit.

    Notes
    -----
    Horn 1965 for components. For factors the diagonal of the correlations holds the communalities of one minres
    factor, in the answers and in every random table alike.
    """
    if draws < 20 or not 0.5 <= quantile < 1.0:
        raise InputError(_("Parallel analysis needs 20 draws or more and a quantile from 0.5 to below 1."))
    data = regular_answers(answers, items, least=3)
    n, p = data.shape
    random = np.random.default_rng(seed)
    drawn = np.stack([_correlation(random.standard_normal((n, p))) for _draw in range(draws)])
    found = _correlation(data)
    columns = {
        "place": np.arange(1, p + 1),
        "component": _eigenvalues(found[None])[0],
        "component_limit": np.quantile(_eigenvalues(drawn), quantile, axis=0),
        "factor": _eigenvalues(_reduced(found[None]))[0],
        "factor_limit": np.quantile(_eigenvalues(_reduced(drawn)), quantile, axis=0),
    }
    counts = [int(np.cumprod(columns[kind] > columns[f"{kind}_limit"]).sum()) for kind in ("component", "factor")]
    return ParallelAnalysis(counts[0], counts[1], pd.DataFrame(columns), n, draws, seed)


def minimum_average_partial(answers: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """Return the mean squared partial correlation after taking out components: Velicer's MAP.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        Columns, three at least.

    Returns
    -------
    DataFrame
        A row a number of components, from none: components, squared, fourth (mean fourth power). The least value says
        how many to keep.

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few or items collinear.

    Notes
    -----
    Velicer 1976; the fourth power Velicer, Eaton and Fava 2000.
    """
    correlation = _correlation(regular_answers(answers, items, least=3))
    values, vectors = np.linalg.eigh(correlation)
    loadings = (vectors * np.sqrt(values))[:, ::-1]
    p = len(correlation)
    records = []
    for count in range(p - 1):
        left = correlation - loadings[:, :count] @ loadings[:, :count].T
        scale = np.sqrt(np.diag(left))
        partial = (left / np.outer(scale, scale))[~np.eye(p, dtype=bool)]
        records.append((count, float((partial**2).mean()), float((partial**4).mean())))
    return pd.DataFrame(records, columns=["components", "squared", "fourth"])


def _correlation(data: np.ndarray) -> np.ndarray:
    return np.corrcoef(data, rowvar=False)


def _chi_square(statistic: float, df: int) -> ChiSquare:
    return ChiSquare(statistic, df, float(scipy.stats.chi2.sf(statistic, df)))


def _eigenvalues(matrices: np.ndarray) -> np.ndarray:
    return np.linalg.eigvalsh(matrices)[:, ::-1]


def _reduced(correlations: np.ndarray) -> np.ndarray:
    """Return correlations with the communalities of one factor on the diagonal."""
    reduced = correlations.copy()
    places = np.arange(correlations.shape[1])
    reduced[:, places, places] = _one_factor(correlations) ** 2
    return reduced


def _one_factor(correlations: np.ndarray) -> np.ndarray:
    """Return the minres loadings (m, p) of one factor of m matrices: least squared residual correlations.

    Each loading in turn is the least squares one for the others, bounded by 1. Source: Harman and Jones 1966; Harman
    and Fukuda 1966 for the bound.
    """
    values, vectors = np.linalg.eigh(correlations)
    loadings = np.clip(vectors[:, :, -1] * np.sqrt(values[:, -1:]), -1.0, 1.0)
    p = correlations.shape[1]
    moving = np.arange(len(correlations))
    for _round in range(_ROUNDS):
        part, before = correlations[moving], loadings[moving]
        now = before.copy()
        for item in range(p):
            others = (now**2).sum(axis=1) - now[:, item] ** 2
            products = np.einsum("mp,mp->m", part[:, item], now) - now[:, item]
            now[:, item] = np.clip(products / np.maximum(others, 1e-12), -1.0, 1.0)
        loadings[moving] = now
        moving = moving[np.abs(now - before).max(axis=1) > _SETTLED]
        if not len(moving):
            return loadings
    raise InputError(_("One factor of all items could not be found; the items hardly correlate."))
