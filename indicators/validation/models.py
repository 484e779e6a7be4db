"""One model for each association: respondents within parks, and parks within space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.validation.ladder import FEWEST_FOR_MIXED
from parklocus.indicators.validation.multilevel import RandomInterceptFit, random_intercept
from parklocus.indicators.validation.permutation import false_discovery, one_sided
from parklocus.indicators.validation.spatial import (
    FEWEST_FOR_MODELS,
    corrected_correlation,
    local_moran,
    moran,
    nearest_weights,
)
from parklocus.indicators.validation.spatial_regression import DRAWS, spatial_regression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray


def park_models(respondents: pd.DataFrame, values: pd.DataFrame, pairs: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Regress the respondents' scores on one index of their parks at a time, with a random effect for each park.

    Parameters
    ----------
    respondents : DataFrame
        A row a respondent: ``park`` and a column of scores a factor.
    values : DataFrame of float
        A row a park (the index holds their ids), a column an index.
    pairs : mapping of (factor, column) to the direction expected
        Which to model; "" where none is expected.

    Returns
    -------
    DataFrame
        A row a pair with at least `FEWEST_FOR_MIXED` parks: ``factor``, ``index``, ``n`` (respondents), ``n_parks``,
        ``slope`` (points of score for each standard deviation of the index over the parks), ``se``, ``ci_low`` and
        ``ci_high`` (95 %), ``t``, ``df`` (parks less two), ``p`` (two-sided, by Knapp and Hartung), ``p_one_sided``
        (in the direction expected), ``q`` (over the table); beside them what lme4 and lmerTest print: ``se_reml``,
        ``df_satterthwaite`` and ``p_satterthwaite`` (missing where no variance between parks is left); ``icc`` (share
        of the variance between parks, the index aside), ``is_singular``.
    """
    rows = []
    for (factor, column), expected in pairs.items():
        own = respondents[["park", factor]].assign(index=respondents["park"].map(values[column])).dropna()
        of_parks = own.groupby("park")["index"].first()
        if len(of_parks) < FEWEST_FOR_MIXED or of_parks.max() == of_parks.min() or own[factor].nunique() < 2:
            continue
        if own["park"].value_counts().max() < 2:
            continue
        predictor = ((own[["index"]] - of_parks.mean()) / of_parks.std()).reset_index(drop=True)
        fit = random_intercept(own[factor].to_numpy(), predictor, own["park"])
        rows.append({"factor": factor, "index": column, **_slope(fit, expected)})
    table = pd.DataFrame(rows)
    if len(table):
        table.insert(list(table.columns).index("p_one_sided") + 1, "q", false_discovery(table["p"].to_numpy()))
    return table


def _slope(fit: RandomInterceptFit, expected: str) -> dict[str, float]:
    """Return the slope of the parks' index, tested by how the parks' means lie about the line.

    The model's own standard error leaves out that the variance between parks cannot be negative: where there is none,
    its test rejects in 1 % of cases at .05, not in 5 %.
    """
    term = fit.coefficients.iloc[1]
    se = term["se"] * np.sqrt(fit.between_scale)
    t = term["estimate"] / se
    df = term["df_between"]
    half = scipy.stats.t.ppf(0.975, df) * se
    p = 2.0 * scipy.stats.t.sf(abs(t), df)
    return {
        "n": fit.n,
        "n_parks": fit.n_parks,
        "slope": term["estimate"],
        "se": se,
        "ci_low": term["estimate"] - half,
        "ci_high": term["estimate"] + half,
        "t": t,
        "df": df,
        "p": p,
        "p_one_sided": one_sided(p, t, expected),
        "se_reml": term["se"],
        "df_satterthwaite": np.nan if fit.is_singular else term["df"],
        "p_satterthwaite": np.nan if fit.is_singular else term["p"],
        "icc": fit.icc,
        "is_singular": fit.is_singular,
    }


def spatial_tables(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    xy: NDArray[np.float64],
    pairs: Mapping[tuple[str, str], str],
    *,
    seed: int,
    draws: int,
) -> dict[str, pd.DataFrame]:
    """Test and model spatial dependence, where there are parks enough.

    Parameters
    ----------
    scores, values : DataFrame of float
        A row a park (the index holds their ids), in the same order.
    xy : ndarray of shape (parks, 2)
        Where they are, in metres.
    pairs : mapping of (factor, column) to the direction expected
        Which to correlate and to model; "" where none is expected.
    seed, draws : int
        Of the local indicators and of the Lagrange multiplier tests.

    Returns
    -------
    dict of DataFrame
        ``autocorrelation`` (Moran's I of scores and indices), ``local_autocorrelation`` (a row a park and factor),
        ``spatial_associations`` (correlations tested with the number of parks that autocorrelation leaves),
        ``spatial_tests`` (Lagrange multipliers) and ``spatial_models`` (a row a pair, model and term; ``advised``
        tells the model the tests point to, ``p_corrected`` is that of ``spatial_associations``).

    Raises
    ------
    InputError
        If esda, libpysal or spreg is not installed.
    """
    columns = list(dict.fromkeys(column for _factor, column in pairs))
    both = pd.concat([scores, values[columns]], axis=1)
    tested = _together(_moran_of(both[[name]], xy) for name in both.columns)
    corrected, models, tests = [], [], []
    for (factor, column), expected in pairs.items():
        known = scores[factor].notna().to_numpy() & values[column].notna().to_numpy()
        y, x = scores.loc[known, factor], values.loc[known, column]
        if known.sum() < FEWEST_FOR_MODELS or y.nunique() < 2 or x.nunique() < 2:
            continue
        found = corrected_correlation(x.to_numpy(), y.to_numpy(), xy[known])
        by_direction = one_sided(found.p, found.correlation, expected)
        corrected.append(
            (factor, column, int(known.sum()), found.correlation, found.effective_n, found.p, by_direction)
        )
        standard = ((x - x.mean()) / x.std()).to_frame(column)
        fit = spatial_regression(y, standard, nearest_weights(xy[known]), seed=seed, draws=min(draws, DRAWS))
        table = fit.coefficients.merge(fit.models, on="model")
        own = {"factor": factor, "index": column}
        p = np.where(table["term"] == column, found.p, np.nan)
        models.append(table.assign(**own, p_corrected=p, advised=table["model"] == fit.advised))
        tests.append(fit.tests.assign(**own, p_min=1.0 / (min(draws, DRAWS) + 1)))
    names = ["factor", "index", "n", "pearson", "effective_n", "p_corrected", "p_one_sided"]
    associations = pd.DataFrame(corrected, columns=names)
    return {
        "autocorrelation": tested.assign(q=false_discovery(tested["p"].to_numpy())) if len(tested) else tested,
        "local_autocorrelation": _together(_local_of(scores[factor], xy, seed, draws) for factor in scores.columns),
        "spatial_associations": associations.assign(q=false_discovery(associations["p_corrected"].to_numpy())),
        "spatial_tests": _ordered(tests, ["factor", "index", "test", "statistic", "p_asymptotic", "p", "p_min"]),
        "spatial_models": _ordered(
            models,
            [
                *("factor", "index", "model", "advised", "term", "estimate", "se", "p_corrected"),
                *("log_likelihood", "aic"),
            ],
        ),
    }


def _together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([part for part in parts if len(part)] or [pd.DataFrame()], ignore_index=True)


def _moran_of(column: pd.DataFrame, xy: NDArray[np.float64]) -> pd.DataFrame:
    known = column.notna().all(axis=1).to_numpy()
    if known.sum() < FEWEST_FOR_MODELS:
        return pd.DataFrame()
    return moran(column[known], nearest_weights(xy[known])).assign(n=int(known.sum()))


def _local_of(scores: pd.Series, xy: NDArray[np.float64], seed: int, draws: int) -> pd.DataFrame:
    known = scores.notna().to_numpy()
    if known.sum() < FEWEST_FOR_MODELS or scores.nunique() < 2:
        return pd.DataFrame()
    found = local_moran(scores[known].to_numpy(), nearest_weights(xy[known]), seed=seed, draws=draws)
    found.insert(0, "factor", str(scores.name))
    found.insert(0, "park", scores.index[known].astype(str))
    return found


def _ordered(parts: list[pd.DataFrame], names: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)
