"""Composite indices as the literature on parks makes them: scale, weigh, add up or hold against an ideal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.computing.reference import percentile
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.asked import SCALINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_FOR_ENTROPY = 30  # below, entropy weights are noise: of six equal indicators SD .138 with 3 rows, .024 with 100
# Saaty's mean consistency of random judgements, by their number.
RANDOM_CONSISTENCY = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
LARGEST_CONSISTENCY_RATIO = 0.1


@dataclass(frozen=True)
class PairwiseWeights:
    """Weights from pairwise judgements.

    Attributes
    ----------
    weights : Series
        By indicator; they add up to 1.
    consistency_ratio : float
        Saaty's CR; above 0.1 the judgements contradict one another.
    """

    weights: pd.Series
    consistency_ratio: float


def scaled(
    values: pd.DataFrame,
    directions: Mapping[str, str],
    scaling: str = "minmax",
    *,
    over: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Bring indicators to one scale on which more is better.

    Parameters
    ----------
    values : DataFrame of float
        A row a park, a column an indicator.
    directions : mapping of column to ``"+"`` or ``"-"``
        Which way is better.
    scaling : {"minmax", "z", "percentile"}
        From 0 to 1 over the rows; standard deviations from their mean (divisor n); share of rows lower plus half of
        those equal, from 0 to 1.
    over : DataFrame of float, optional
        The rows that set the scale, such as the city's street nodes; the values themselves without it.

    Returns
    -------
    DataFrame
        Of the same shape; an indicator that is the same everywhere is missing: it tells nothing apart.

    Raises
    ------
    InputError
        If the scaling or a direction is not known.

    Examples
    --------
    >>> values = pd.DataFrame({"cbd_distance": [500.0, 1500.0, 1000.0]})
    >>> scaled(values, {"cbd_distance": "-"})["cbd_distance"].tolist()
    [1.0, 0.0, 0.5]
    """
    signs = _signs(values.columns, directions)
    signed = values.astype(float) * signs
    rows = signed if over is None else over[list(values.columns)].astype(float) * signs
    varies = rows.max() > rows.min()
    if scaling == "minmax":
        return (signed - rows.min()) / (rows.max() - rows.min()).where(varies)
    if scaling == "z":
        return (signed - rows.mean()) / rows.std(ddof=0).where(varies)
    if scaling == "percentile":
        ranked = {
            column: percentile(signed[column].to_numpy(), rows[column].dropna().to_numpy()) / 100.0
            for column in signed.columns
        }
        return pd.DataFrame(ranked, index=values.index) * varies.astype(float).where(varies)
    message = _("The scaling “{name}” is not known; there are {known}.")
    raise InputError(message.format(name=scaling, known=", ".join(SCALINGS)))


def _signs(columns: pd.Index, directions: Mapping[str, str]) -> Floats:
    signs = []
    for column in columns:
        direction = directions.get(column)
        if direction not in ("+", "-"):
            message = _("The composite needs to know which way “{index}” is better: write + or -.")
            raise InputError(message.format(index=column))
        signs.append(1.0 if direction == "+" else -1.0)
    return np.array(signs)


def equal_weights(columns: Sequence[str]) -> pd.Series:
    """Return the same weight for every indicator."""
    return pd.Series(1.0 / len(columns), index=list(columns))


def entropy_weights(values: pd.DataFrame) -> pd.Series:
    """Weigh indicators by how unevenly they are spread: 1 less the relative entropy of their shares, over the sum.

    Parameters
    ----------
    values : DataFrame of float
        Not negative, a row a street node (or a park: with few rows the weights are noise, see `FEWEST_FOR_ENTROPY`).
        Rows with a gap are left out.

    Raises
    ------
    InputError
        If a value is negative, an indicator is 0 everywhere, fewer than two rows are whole, or all are even.

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27(3). Hwang, C.-L. &
    Yoon, K. (1981). Multiple attribute decision making. Springer, section 3.2.

    Examples
    --------
    >>> entropy_weights(pd.DataFrame({"even": [1.0, 1.0], "uneven": [0.0, 2.0]})).tolist()
    [0.0, 1.0]
    """
    whole = values.dropna().astype(float)
    if len(whole) < 2:
        raise InputError(_("Entropy weights need at least two rows without gaps."))
    for column in whole.columns:
        if (whole[column] < 0).any() or not whole[column].sum():
            message = _("Entropy weights need values that are not negative and not all 0; “{index}” has others.")
            raise InputError(message.format(index=column))
    shares = (whole / whole.sum()).to_numpy()
    entropy = -np.sum(shares * np.log(np.where(shares > 0, shares, 1.0)), axis=0) / np.log(len(whole))
    told = np.clip(1.0 - entropy, 0.0, None)
    if told.sum() < 1e-12:
        raise InputError(_("No indicator differs between the rows: entropy gives no weights."))
    return pd.Series(told / told.sum(), index=whole.columns)


def pairwise_weights(judgements: pd.DataFrame) -> PairwiseWeights:
    """Return the weights of an analytic hierarchy process, with their consistency ratio.

    Parameters
    ----------
    judgements : DataFrame of shape (k, k)
        How many times as important the row is as the column; 1 on the diagonal, the reverse of a cell its reciprocal.

    Raises
    ------
    InputError
        If the table is not square, not positive, not reciprocal, or larger than 10.

    References
    ----------
    Saaty, T. L. (1980). The analytic hierarchy process. McGraw-Hill.

    Examples
    --------
    >>> names = ["transit", "amenity", "culture"]
    >>> table = pd.DataFrame([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]], index=names, columns=names)
    >>> found = pairwise_weights(table)
    >>> found.weights.round(4).tolist(), round(found.consistency_ratio, 5)
    ([0.6483, 0.2297, 0.122], 0.00318)
    """
    matrix = judgements.to_numpy(dtype=float)
    count = len(matrix)
    if list(judgements.index) != list(judgements.columns) or not 1 <= count < len(RANDOM_CONSISTENCY):
        raise InputError(_("The judgements must be a square table with the same names on both sides, at most ten."))
    if not (matrix > 0).all() or not np.allclose(matrix * matrix.T, 1.0, atol=0.02):
        raise InputError(_("Each judgement must be above 0, and the reverse of it its reciprocal (3 and 1/3)."))
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    weights = np.abs(vectors[:, largest].real)
    index = (float(values[largest].real) - count) / (count - 1) if count > 1 else 0.0
    random = RANDOM_CONSISTENCY[count]
    ratio = max(index, 0.0) / random if random else 0.0
    return PairwiseWeights(pd.Series(weights / weights.sum(), index=judgements.index), ratio)


def weighted_sum(scaled_values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the weighted mean of scaled indicators, missing where one of them is.

    Parameters
    ----------
    scaled_values : DataFrame
        What `scaled` returned.
    weights : Series
        By column; only their proportions count.
    """
    chosen = _shares(scaled_values, weights)
    return (scaled_values * chosen).sum(axis=1, skipna=False)


def topsis(
    values: pd.DataFrame, directions: Mapping[str, str], weights: pd.Series, *, over: pd.DataFrame | None = None
) -> pd.Series:
    """Return how near each row is to the best of all indicators, from the worst (0) to the best (1).

    Columns are divided by their root of summed squares, not by `scaled`, and weighted; distances are Euclidean.

    Parameters
    ----------
    values : DataFrame of float
        A row a park, a column an indicator.
    directions : mapping of column to ``"+"`` or ``"-"``
        Which way is better.
    weights : Series
        By column; only their proportions count.
    over : DataFrame of float, optional
        Rows that set length, best and worst together with the values, such as the city's street nodes.

    Returns
    -------
    Series
        Missing where an indicator is; such rows set no ideal either.

    Raises
    ------
    InputError
        If a direction or weight is missing.

    References
    ----------
    Hwang, C.-L. & Yoon, K. (1981). Multiple attribute decision making. Springer, section 3.7.
    """
    gaps = ideal_gaps(values, directions, over=over)
    shares = _shares(values, weights).to_numpy()
    return pd.Series(gaps.nearness(shares[:, None])[:, 0], index=gaps.rows).reindex(values.index)


@dataclass(frozen=True)
class IdealGaps:
    """How far rows lie from the best and from the worst of each indicator, before these are weighed.

    Attributes
    ----------
    rows : Index
        The rows without a gap.
    from_best, from_worst : ndarray of shape (rows, indicators)
    """

    rows: pd.Index
    from_best: Floats
    from_worst: Floats

    def nearness(self, weights: Floats) -> Floats:
        """Return the nearness to the best of shape (rows, choices), for weights of shape (indicators, choices)."""
        best, worst = (np.sqrt(gaps**2 @ weights**2) for gaps in (self.from_best, self.from_worst))
        apart = best + worst
        return np.asarray(np.divide(worst, apart, out=np.full(apart.shape, np.nan), where=apart > 0))


def ideal_gaps(values: pd.DataFrame, directions: Mapping[str, str], *, over: pd.DataFrame | None = None) -> IdealGaps:
    """Return how far rows lie from the best and the worst, as `topsis` has them."""
    signs = _signs(values.columns, directions)
    whole = values.astype(float).dropna()
    among = whole if over is None else pd.concat([whole, over[list(values.columns)].astype(float).dropna()])
    length = np.sqrt((among**2).sum()).replace(0.0, 1.0).to_numpy() * signs
    normal, all_normal = whole.to_numpy() / length, among.to_numpy() / length
    return IdealGaps(whole.index, normal - all_normal.max(axis=0), normal - all_normal.min(axis=0))


def _shares(values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    absent = [str(column) for column in values.columns if column not in weights.index]
    if absent:
        raise InputError(_("There is no weight for: {names}.").format(names=", ".join(absent)))
    chosen = weights.reindex(values.columns).astype(float)
    if not (chosen >= 0).all() or not chosen.sum():
        raise InputError(_("Weights must not be negative, and not all 0."))
    return chosen / chosen.sum()


def rank_sensitivity(
    scaled_values: pd.DataFrame | IdealGaps, weights: pd.Series, *, seed: int = 0, draws: int = 1000
) -> pd.DataFrame:
    """Return how the ranks by weighted sum, or by nearness to the best, move when the weights do.

    Weights are drawn from a Dirichlet distribution whose mean they are, as spread out as if each of k had been judged
    on k draws: with equal weights every mix of weights is equally likely.

    Parameters
    ----------
    scaled_values : DataFrame or IdealGaps
        What `scaled` returned, rows with a gap left out; or what `ideal_gaps` did.
    weights : Series
        By column.
    seed : int
        Seed of the draws.
    draws : int
        How many.

    Returns
    -------
    DataFrame
        By row: ``rank`` (1 the highest), ``rank_low`` and ``rank_high`` (between which 95 % of the draws lie) and
        ``first_share`` (share of the draws in which it comes first).
    """
    shares = (weights / weights.sum()).to_numpy(dtype=float)
    used = shares > 0
    drawn = np.zeros((len(shares), draws + 1))
    drawn[:, 0] = shares
    drawn[used, 1:] = np.random.default_rng(seed).dirichlet(shares[used] * used.sum(), draws).T
    if isinstance(scaled_values, IdealGaps):
        rows, sums = scaled_values.rows, scaled_values.nearness(drawn)
    else:
        whole = scaled_values[list(weights.index)].dropna()
        rows, sums = whole.index, whole.to_numpy() @ drawn
    ranks = pd.DataFrame(-sums.round(12)).rank(axis=0).to_numpy()
    low, high = np.quantile(ranks[:, 1:], [0.025, 0.975], axis=1)
    return pd.DataFrame(
        {
            "rank": ranks[:, 0],
            "rank_low": low,
            "rank_high": high,
            "first_share": (ranks[:, 1:] == 1).mean(axis=1),
        },
        index=rows,
    )
