"""Whether respondents agree enough to be taken together for their park: ICC(1), ICC(2), rwg and rwg(j)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.item_answers import item_answers
from parklocus.indicators.text_table import column_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

NULLS = ("uniform", "triangular", "slight_skew", "moderate_skew", "heavy_skew")
_SKEWED = {  # shares of the five categories; LeBreton & Senter 2008, table 2
    "slight_skew": (0.05, 0.15, 0.20, 0.35, 0.25),
    "moderate_skew": (0.0, 0.10, 0.15, 0.40, 0.35),
    "heavy_skew": (0.0, 0.0, 0.10, 0.40, 0.50),
}


@dataclass(frozen=True)
class Agreement:
    """How far the respondents of a park agree, and parks differ.

    Attributes
    ----------
    icc1, icc1_low, icc1_high : float
        ICC(1), the share of variance that lies between parks, and its interval.
    icc2 : float
        ICC(2), the reliability of the parks' means; it is negative where parks differ less than chance would have it.
    f, df_between, df_within, p : float
        The one-way analysis of variance.
    between, within : float
        Its mean squares.
    n : int
        Respondents who answer every item.
    mean_size : float
        Respondents a park.
    null : str
        The distribution that stands for no agreement.
    null_variance : float
        Its variance.
    parks : DataFrame
        park, n, mean, variance (of the scale's mean), item_variance (mean of the items'), rwg, rwgj. Both are NaN for a
        park with one respondent; rwgj is NaN where item_variance exceeds that of no agreement.
    """

    icc1: float
    icc1_low: float
    icc1_high: float
    icc2: float
    f: float
    df_between: int
    df_within: int
    p: float
    between: float
    within: float
    n: int
    mean_size: float
    null: str
    null_variance: float
    parks: pd.DataFrame


def agreement(
    answers: pd.DataFrame,
    items: Sequence[str],
    park: str,
    scale: tuple[int, int],
    *,
    null: str = "uniform",
    level: float = 0.95,
) -> Agreement:
    """Return ICC(1), ICC(2) and each park's rwg and rwg(j) of a scale's mean.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; rows that do not answer every item are left out.
    items : sequence of str
        The scale's columns; one is enough.
    park : str
        Column of the respondents' park.
    scale : (int, int)
        The lowest and highest code of an answer.
    null : {"uniform", "triangular", "slight_skew", "moderate_skew", "heavy_skew"}
        How answers would be spread without agreement; the skewed ones are for five codes.
    level : float
        Of the interval of ICC(1).

    Raises
    ------
    InputError
        If an item cannot be used, a park is missing, answers leave the scale, there are fewer than two parks, no park
        has two respondents, or no answers differ within parks.

    Notes
    -----
    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) with the mean number k of respondents a park, ICC(2) = (MSB - MSW) / MSB
    (Bliese 2000), the interval by F (Shrout and Fleiss 1979); it is exact for parks of one size. rwg = 1 - s2 / v and,
    for J items, rwg(j) = J (1 - m / v) / (J (1 - m / v) + m / v), with s2 the variance of the scale's mean, m the mean
    variance of the items and v that of no agreement (James, Demaree and Wolf 1984).
    """
    if not 0.0 < level < 1.0:
        raise InputError(_("The level {level} of the interval must lie between 0 and 1.").format(level=level))
    variance = null_variance(scale, null)
    table = item_answers(answers, items, least=1)
    kept = table.notna().all(axis=1).to_numpy()
    complete = table[kept]
    _require_in_scale(complete, scale)
    groups = complete.groupby(_parks(answers, park)[kept], sort=False)
    count = groups.ngroups
    if count < 2:
        raise InputError(_("The answers come from fewer than two parks; agreement compares parks."))
    if len(complete) == count:
        raise InputError(_("No park has two respondents; agreement needs several a park."))
    records, within = [], 0.0
    mean = float(complete.mean(axis=1).mean())
    between = 0.0
    for name, rows in groups:
        scores = rows.mean(axis=1)
        n = len(scores)
        between += n * (float(scores.mean()) - mean) ** 2
        within += float(((scores - scores.mean()) ** 2).sum())
        spread = float(scores.var(ddof=1)) if n > 1 else np.nan
        item_spread = float(rows.var(ddof=1).mean()) if n > 1 else np.nan
        rwgj = _rwgj(item_spread / variance, rows.shape[1])
        records.append((name, n, float(scores.mean()), spread, item_spread, 1.0 - spread / variance, rwgj))
    if within <= 1e-12 * len(complete):
        raise InputError(_("Within every park all respondents answer alike; check that rows are respondents."))
    df_between, df_within = count - 1, len(complete) - count
    msb, msw, size = between / df_between, within / df_within, len(complete) / count
    ratio = msb / msw
    low = ratio / scipy.stats.f.ppf((1.0 + level) / 2.0, df_between, df_within)
    high = ratio * scipy.stats.f.ppf((1.0 + level) / 2.0, df_within, df_between)
    return Agreement(
        icc1=_icc1(ratio, size),
        icc1_low=_icc1(float(low), size),
        icc1_high=_icc1(float(high), size),
        icc2=1.0 - msw / msb if msb > 0 else -np.inf,
        f=ratio,
        df_between=df_between,
        df_within=df_within,
        p=float(scipy.stats.f.sf(ratio, df_between, df_within)),
        between=msb,
        within=msw,
        n=len(complete),
        mean_size=size,
        null=null,
        null_variance=variance,
        parks=pd.DataFrame(records, columns=["park", "n", "mean", "variance", "item_variance", "rwg", "rwgj"]),
    )


def null_variance(scale: tuple[int, int], null: str = "uniform") -> float:
    """Return the variance of answers without agreement.

    Parameters
    ----------
    scale : (int, int)
        The lowest and highest code; every whole number between is a category.
    null : str
        As for `agreement`.

    Raises
    ------
    InputError
        If the scale has fewer than two categories, or the distribution is unknown or not one for that many.

    Notes
    -----
    Uniform: (A^2 - 1) / 12 for A categories. Triangular: shares rise evenly to the middle. James, Demaree and Wolf
    1984; skewed ones: LeBreton and Senter 2008.

    Examples
    --------
    >>> null_variance((1, 5)), round(null_variance((1, 5), "heavy_skew"), 2)
    (2.0, 0.44)
    """
    lowest, highest = scale
    categories = highest - lowest + 1
    if categories != int(categories) or categories < 2:
        message = _("The scale from {lowest} to {highest} has fewer than two whole codes.")
        raise InputError(message.format(lowest=lowest, highest=highest))
    codes = np.arange(int(categories), dtype=float)
    if null == "uniform":
        return float((categories**2 - 1) / 12.0)
    if null == "triangular":
        shares = np.minimum(codes + 1.0, categories - codes)
    elif null in _SKEWED:
        if categories != 5:
            message = _("The distribution “{null}” is known for five codes; this scale has {codes}.")
            raise InputError(message.format(null=null, codes=int(categories)))
        shares = np.array(_SKEWED[null])
    else:
        message = _("“{null}” is no distribution of answers; choose one of {names}.")
        raise InputError(message.format(null=null, names=", ".join(NULLS)))
    shares = shares / shares.sum()
    return float(shares @ codes**2 - (shares @ codes) ** 2)


def _parks(answers: pd.DataFrame, park: str) -> np.ndarray:
    if park not in answers.columns:
        message = _("The answers have no column “{column}”; their columns are {columns}.")
        raise InputError(message.format(column=park, columns=", ".join(str(name) for name in answers.columns)))
    cells = answers[park]
    if cells.isna().any():
        row = int(np.flatnonzero(cells.isna().to_numpy())[0])
        message = _("The answers, row {row}, column “{column}”: the park is missing.")
        raise InputError(message.format(row=row + 1, column=park))
    return np.array(column_texts(cells), dtype=object)


def _require_in_scale(complete: pd.DataFrame, scale: tuple[int, int]) -> None:
    wrong = (complete < scale[0]) | (complete > scale[1])
    if not wrong.to_numpy().any():
        return
    row, column = np.argwhere(wrong.to_numpy())[0]
    message = _("The item “{item}” has the answer {value}, which is not on the scale from {lowest} to {highest}.")
    value = complete.iloc[row, column]
    item = complete.columns[column]
    raise InputError(message.format(item=item, value=f"{value:g}", lowest=scale[0], highest=scale[1]))


def _icc1(ratio: float, size: float) -> float:
    return (ratio - 1.0) / (ratio + size - 1.0)


def _rwgj(share: float, items: int) -> float:
    """Return rwg(j); NaN where answers spread more than without agreement, where the formula has a pole."""
    if np.isnan(share) or share > 1.0:
        return np.nan
    return items * (1.0 - share) / (items * (1.0 - share) + share)
