"""Internal consistency of a scale: Cronbach's alpha with its interval, and what each item adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.item_answers import LEAST_ROWS, complete_answers, item_answers
from parklocus.indicators.survey.polychoric import polychorics

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING = ("listwise", "pairwise")
STATISTICS = (
    "item",
    "n",
    "gaps",
    "mean",
    "sd",
    "skewness",
    "kurtosis",
    "item_total",
    "item_rest",
    "alpha_if_dropped",
)


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha of a scale.

    Attributes
    ----------
    alpha : float
        From the items' covariances.
    ci_low, ci_high : float
        Feldt's interval.
    standardized : float
        The same from their correlations.
    n : int
        Rows that answer every item.
    items : tuple of str
    """

    alpha: float
    ci_low: float
    ci_high: float
    standardized: float
    n: int
    items: tuple[str, ...]


def cronbach_alpha(
    answers: pd.DataFrame, items: Sequence[str], level: float = 0.95, missing: str = "listwise"
) -> Alpha:
    """Return Cronbach's alpha, k / (k - 1) (1 - sum of the items' variances / variance of their sum).

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; reverse items already reversed.
    items : sequence of str
        The scale's columns.
    level : float
        Of the interval (Feldt 1965: (1 - parameter) / (1 - estimate) is F on n - 1 and (n - 1)(k - 1) degrees).
    missing : {"listwise", "pairwise"}
        Use complete rows, or for each pair of items the rows that answer both; the interval counts complete rows.

    Raises
    ------
    InputError
        If an item cannot be used, too few rows are complete, or the items' sum does not vary.

    Notes
    -----
    Cronbach 1951. Alpha can be negative: items then run against each other, and one may want reversing.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 3, 4], "c": [2, 1, 4, 3]})
    >>> round(cronbach_alpha(answers, ["a", "b", "c"]).alpha, 3)
    0.892
    """
    _check_level(level)
    complete = complete_answers(answers, items)
    table = complete if missing == "listwise" else item_answers(answers, items)
    covariance = _covariance(table, missing)
    scale = np.sqrt(np.diag(covariance))
    found = _alpha(covariance)
    n, k = len(complete), len(covariance)
    low, high = scipy.stats.f.ppf([(1.0 + level) / 2.0, (1.0 - level) / 2.0], n - 1, (n - 1) * (k - 1))
    standardized = _alpha(covariance / np.outer(scale, scale))
    names = tuple(str(name) for name in table.columns)
    return Alpha(found, 1.0 - (1.0 - found) * float(low), 1.0 - (1.0 - found) * float(high), standardized, n, names)


def ordinal_alpha(answers: pd.DataFrame, items: Sequence[str]) -> float:
    """Return alpha of the continuous answers that are thought behind ordered ones, from polychoric correlations.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        The scale's columns.

    Raises
    ------
    InputError
        If an item cannot be used or too few rows are complete.

    Notes
    -----
    Zumbo, Gadermann and Zeisser 2007. It says how reliable a scale would be whose answers were not cut into
    categories, and so mostly lies above `cronbach_alpha`.
    """
    data = complete_answers(answers, items).to_numpy()
    found = polychorics(data, [np.unique(column) for column in data.T])
    if found is None:
        raise AssertionError  # the categories are those of the rows themselves
    return _alpha(found.correlation)


def item_statistics(answers: pd.DataFrame, items: Sequence[str], missing: str = "listwise") -> pd.DataFrame:
    """Return what each item is and adds to its scale.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent.
    items : sequence of str
        The scale's columns.
    missing : {"listwise", "pairwise"}
        As for `cronbach_alpha`; mean, sd and shape are of all answers to the item.

    Returns
    -------
    DataFrame
        A row an item: item, n, gaps, mean, sd, skewness, kurtosis (excess; b1 and b2 of Joanes and Gill
        1998), item_total (correlation with the sum of all items), item_rest (with the sum of
        the others: the corrected one), alpha_if_dropped (NaN for two items: alpha needs two).

    Raises
    ------
    InputError
        As `cronbach_alpha`.
    """
    complete_answers(answers, items)
    table = item_answers(answers, items)
    covariance = _covariance(table if missing == "pairwise" else table.dropna(), missing)
    total = covariance.sum()
    variance, with_total = np.diag(covariance), covariance.sum(axis=1)
    _require_positive(total)
    rest = total - 2.0 * with_total + variance
    with np.errstate(divide="ignore", invalid="ignore"):
        item_rest = np.where(rest > 0, (with_total - variance) / np.sqrt(variance * np.maximum(rest, 0.0)), np.nan)
    records = []
    for number, name in enumerate(table.columns):
        known = table[name].dropna().to_numpy()
        centred, sd = known - known.mean(), float(known.std(ddof=1))
        others = np.delete(np.delete(covariance, number, 0), number, 1)
        dropped = _alpha(others) if len(others) > 1 and rest[number] > 0 else np.nan
        shape = (float((centred**3).mean()) / sd**3, float((centred**4).mean()) / sd**4 - 3.0)
        item_total = with_total[number] / np.sqrt(variance[number] * total)
        gaps = len(table) - len(known)
        record = (name, len(known), gaps, known.mean(), sd, *shape, item_total, item_rest[number], dropped)
        records.append(record)
    return pd.DataFrame(records, columns=list(STATISTICS))


def _check_level(level: float) -> None:
    if not 0.0 < level < 1.0:
        raise InputError(_("The level {level} of the interval must lie between 0 and 1.").format(level=level))


def _covariance(table: pd.DataFrame, missing: str) -> np.ndarray:
    """Return covariances (divisor n - 1) of rows that answer both items of a pair."""
    if missing not in MISSING:
        message = _("“{missing}” is no way to treat missing answers; choose one of {names}.")
        raise InputError(message.format(missing=missing, names=", ".join(MISSING)))
    covariance = table.cov(min_periods=LEAST_ROWS).to_numpy()
    if np.isnan(covariance).any():
        i, j = np.argwhere(np.isnan(covariance))[0]
        message = _("Too few respondents answer both “{one}” and “{other}”.")
        raise InputError(message.format(one=table.columns[i], other=table.columns[j]))
    return covariance


def _require_positive(total: float) -> None:
    if total <= 0:
        raise InputError(_("The sum of the items does not vary: they cancel out. Declare the reverse items."))


def _alpha(covariance: np.ndarray) -> float:
    k, total = len(covariance), float(covariance.sum())
    _require_positive(total)
    return k / (k - 1.0) * (1.0 - float(np.trace(covariance)) / total)
