"""One model for each association: respondents within parks, and parks within space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from parklocus.indicators.validation.ladder import FEWEST_FOR_MIXED
from parklocus.indicators.validation.multilevel import random_intercept
from parklocus.indicators.validation.spatial import (
    FEWEST_FOR_MODELS,
    corrected_correlation,
    local_moran,
    moran,
    nearest_weights,
    spatial_regression,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def park_models(respondents: pd.DataFrame, values: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Regress the respondents' scores on one index of their parks at a time, with a random effect for each park.

    Parameters
    ----------
    respondents : DataFrame
        A row a respondent: ``park`` and a column of scores a factor.
    values : DataFrame of float
        A row a park (the index holds their ids), a column an index.
    pairs : iterable of (factor, column)
        Which to model.

    Returns
    -------
    DataFrame
        A row a pair with at least `FEWEST_FOR_MIXED` parks: ``factor``, ``index``, ``n`` (respondents), ``n_parks``,
        ``slope`` (points of score for each standard deviation of the index over the parks), ``se``, ``ci_low`` and
        ``ci_high`` (95 %), ``t``, ``df`` (parks less two), ``p`` (two-sided), ``df_satterthwaite`` and
        ``p_satterthwaite``, ``icc`` (share of the variance between parks, the index aside), ``is_singular``.
    """
    rows = []
    for factor, column in pairs:
        own = respondents[["park", factor]].assign(index=respondents["park"].map(values[column])).dropna()
        of_parks = own.groupby("park")["index"].first()
        if len(of_parks) < FEWEST_FOR_MIXED or of_parks.max() == of_parks.min() or own[factor].nunique() < 2:
            continue
        if own["park"].value_counts().max() < 2:
            continue
        predictor = ((own[["index"]] - of_parks.mean()) / of_parks.std()).reset_index(drop=True)
        fit = random_intercept(own[factor].to_numpy(), predictor, own["park"])
        term = fit.coefficients.iloc[1]
        half = student.ppf(0.975, term["df_between"]) * term["se"]
        rows.append(
            {
                "factor": factor,
                "index": column,
                "n": fit.n,
                "n_parks": fit.n_parks,
                "slope": term["estimate"],
                "se": term["se"],
                "ci_low": term["estimate"] - half,
                "ci_high": term["estimate"] + half,
                "t": term["t"],
                "df": term["df_between"],
                "p": term["p_between"],
                "df_satterthwaite": np.nan if fit.is_singular else term["df"],
                "p_satterthwaite": np.nan if fit.is_singular else term["p"],
                "icc": fit.icc,
                "is_singular": fit.is_singular,
            }
        )
    return pd.DataFrame(rows)


def spatial_tables(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    xy: NDArray[np.float64],
    pairs: Iterable[tuple[str, str]],
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
    pairs : iterable of (factor, column)
        Which to correlate and to model.
    seed, draws : int
        Of the local indicators.

    Returns
    -------
    dict of DataFrame
        ``autocorrelation`` (Moran's I of scores and indices), ``local_autocorrelation`` (a row a park and factor),
        ``spatial_associations`` (correlations tested with the number of parks that autocorrelation leaves) and
        ``spatial_models`` (a row a pair, model and term; ``advised`` tells the model the tests point to).

    Raises
    ------
    InputError
        If esda, libpysal or spreg is not installed.
    """
    pairs = list(pairs)
    columns = list(dict.fromkeys(column for _factor, column in pairs))
    both = pd.concat([scores, values[columns]], axis=1)
    tested = [_moran_of(both[[name]], xy) for name in both.columns]
    local = [_local_of(scores[factor], xy, seed, draws) for factor in scores.columns]
    corrected, models = [], []
    for factor, column in pairs:
        known = scores[factor].notna().to_numpy() & values[column].notna().to_numpy()
        y, x = scores.loc[known, factor], values.loc[known, column]
        if known.sum() < FEWEST_FOR_MODELS or y.nunique() < 2 or x.nunique() < 2:
            continue
        found = corrected_correlation(x.to_numpy(), y.to_numpy(), xy[known])
        corrected.append((factor, column, int(known.sum()), found.correlation, found.effective_n, found.p))
        standard = ((x - x.mean()) / x.std()).to_frame(column)
        fit = spatial_regression(y, standard, nearest_weights(xy[known]))
        table = fit.coefficients.merge(fit.models, on="model")
        models.append(table.assign(factor=factor, index=column, advised=table["model"] == fit.advised))
    return {
        "autocorrelation": pd.concat([part for part in tested if len(part)] or [pd.DataFrame()], ignore_index=True),
        "local_autocorrelation": pd.concat(
            [part for part in local if len(part)] or [pd.DataFrame()], ignore_index=True
        ),
        "spatial_associations": pd.DataFrame(
            corrected, columns=["factor", "index", "n", "pearson", "effective_n", "p_corrected"]
        ),
        "spatial_models": _ordered(models),
    }


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


def _ordered(models: list[pd.DataFrame]) -> pd.DataFrame:
    names = ["factor", "index", "model", "advised", "term", "estimate", "se", "p", "log_likelihood", "aic"]
    return pd.concat(models, ignore_index=True)[names] if models else pd.DataFrame(columns=names)
