"""The one engine of randomisation: statistics under every, or a random choice of, rearrangement of the parks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rearrangements = NDArray[np.int16]

EXACT_UP_TO = 9
DRAWS = 9_999
TIE = 1e-9  # sums of floats that differ by less are equal
_BLOCK = 1_000_000  # cells of the largest array held at once


@dataclass(frozen=True)
class PermutedAssociation:
    """Association of every left variable with every right one over the same parks, arrays of shape (left, right).

    Attributes
    ----------
    spearman, kendall, pearson : ndarray of float
        Spearman's rho (average ranks), Kendall's tau-b and Pearson's r; NaN where a variable is constant.
    p_spearman, p_kendall, p_pearson : ndarray of float
        Two-sided permutation p-values; NaN where a variable is constant.
    p_greater, p_less : ndarray of float
        One-sided permutation p-values of Spearman's rho.
    p_min : ndarray of float
        The least `p_spearman` that any arrangement of these ranks, ties as they are, could have reached.
    p_min_greater, p_min_less : ndarray of float
        The same of `p_greater` and `p_less`.
    """

    spearman: Floats
    kendall: Floats
    pearson: Floats
    p_spearman: Floats
    p_kendall: Floats
    p_pearson: Floats
    p_greater: Floats
    p_less: Floats
    p_min: Floats
    p_min_greater: Floats
    p_min_less: Floats


def is_exact(n: int) -> bool:
    """Return whether all rearrangements of `n` parks are enumerated rather than drawn."""
    return n <= EXACT_UP_TO


def method(n: int, p: float) -> str:
    """Return how a p-value of `n` parks was found: ``exact``, ``monte carlo``, or ``none`` where it is missing."""
    if np.isnan(p):
        return "none"
    return "exact" if is_exact(n) else "monte carlo"


def p_value(as_far: Floats, arrangements: int, n: int) -> Floats:
    """Return the share of arrangements with a statistic at least as far as the one seen.

    Up to `EXACT_UP_TO` parks all n! are enumerated, the one seen among them, and the share is exact; above, p is
    (as_far + 1) / (arrangements + 1), which counts the one seen (Phipson & Smyth 2010, doi:10.2202/1544-6115.1585).

    Parameters
    ----------
    as_far : ndarray
        How many arrangements have a statistic at least as far.
    arrangements : int
        How many were gone through.
    n : int
        How many parks were rearranged.
    """
    return np.asarray(as_far / arrangements) if is_exact(n) else monte_carlo_p(as_far, arrangements)


def monte_carlo_p(as_far: Floats, draws: int) -> Floats:
    """Return (as_far + 1) / (draws + 1): what was seen counts as one of the random draws, so that p is never 0."""
    return np.asarray((as_far + 1) / (draws + 1))


def false_discovery(p: NDArray[np.float64] | Sequence[float]) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values; those that are missing count for nothing."""
    given = np.asarray(p, dtype=float)
    adjusted = np.full(given.shape, np.nan)
    tested = np.isfinite(given)
    if tested.any():
        adjusted[tested] = scipy.stats.false_discovery_control(given[tested], method="bh")
    return adjusted


def one_sided(p: float, estimate: float, expected: str) -> float:
    """Return the one-sided p, in the direction expected, of a two-sided p of a statistic that lies evenly about 0.

    Examples
    --------
    >>> one_sided(0.04, 1.5, "+"), one_sided(0.04, 1.5, "-"), one_sided(0.04, 1.5, "0")
    (0.02, 0.98, nan)
    """
    if expected not in ("+", "-"):
        return np.nan
    return p / 2.0 if (estimate > 0) == (expected == "+") else 1.0 - p / 2.0


class Tail:
    """Counts how many arrangements have statistics at least as great as those seen, block by block.

    Parameters
    ----------
    seen : ndarray of any shape
        The statistics of the parks as they are; NaN where there is none.
    """

    def __init__(self, seen: Floats) -> None:
        self.seen = np.asarray(seen, dtype=float)
        self._at_least = np.zeros(self.seen.shape)
        self._top = np.full(self.seen.shape, -np.inf)
        self._at_top = np.zeros(self.seen.shape)
        self._sum = np.zeros(self.seen.shape)
        self._total = 0

    def add(self, arranged: Floats) -> None:
        """Count a block of arrangements, of shape (arrangements, *seen.shape)."""
        self._total += len(arranged)
        self._sum += arranged.sum(axis=0)
        self._at_least += (arranged >= self.seen - TIE).sum(axis=0)
        highest = arranged.max(axis=0)
        at_highest = (arranged >= highest - TIE).sum(axis=0)
        same = np.abs(highest - self._top) <= TIE
        self._at_top = np.where(
            same, self._at_top + at_highest, np.where(highest > self._top, at_highest, self._at_top)
        )
        self._top = np.maximum(self._top, highest)

    @property
    def by_chance(self) -> Floats:
        """The mean of the statistics over all arrangements; NaN where there was none."""
        return self._sum / self._total if self._total else np.full(self.seen.shape, np.nan)

    def p_values(self, n: int) -> tuple[Floats, Floats]:
        """Return the one-sided p of `n` parks and the least that it could have been; NaN where nothing was seen."""
        if not self._total:
            return np.full(self.seen.shape, np.nan), np.full(self.seen.shape, np.nan)
        least = self._at_top if is_exact(n) else np.zeros(self.seen.shape)
        known = np.isfinite(self.seen)
        p, p_min = (np.where(known, p_value(count, self._total, n), np.nan) for count in (self._at_least, least))
        return p, p_min


def permuted_association(left: Floats, right: Floats, *, seed: int = 0, draws: int = DRAWS) -> PermutedAssociation:
    """Measure association and its permutation distribution, all variables under the same rearrangements.

    Rank statistics are compared as whole numbers, so ties between rearrangements are exact.

    Parameters
    ----------
    left : ndarray of shape (n, f)
        Values of n parks, nothing missing.
    right : ndarray of shape (n, k)
        Values of the same parks.
    seed : int
        Seed of the random rearrangements; the same parks' number and seed give the same ones.
    draws : int
        How many random rearrangements.

    Returns
    -------
    PermutedAssociation
        Statistics and p-values, each of shape (f, k).
    """
    ranks, signs, values = (
        tuple(of(side) for side in (left, right)) for of in (_centred_ranks, _pair_signs, _standardised)
    )
    n = len(left)
    spearman, kendall, pearson = (_correlation(*pair) for pair in (ranks, signs, values))
    rho_sum, tau_sum, product = (pair[0].T @ pair[1] for pair in (ranks, signs, values))
    top, bottom = _extreme_sums(*ranks)
    most = np.maximum(np.abs(top), np.abs(bottom))
    shape = rho_sum.shape
    far = {
        name: np.zeros(shape) for name in ("spearman", "kendall", "pearson", "greater", "less", "most", "top", "bottom")
    }
    first, second = np.triu_indices(n, 1)
    right_signs = signs[1].astype(np.float32)
    total = 0
    for block in rearrangements(n, max(len(first), shape[1]), seed=seed, draws=draws):
        total += len(block)
        pair_of = block[:, first].astype(np.intp) * n + block[:, second]
        for i in range(shape[0]):
            sums = ranks[0][:, i][block] @ ranks[1]
            far["greater"][i] += (sums >= rho_sum[i]).sum(0)
            far["less"][i] += (sums <= rho_sum[i]).sum(0)
            far["top"][i] += (sums >= top[i]).sum(0)
            far["bottom"][i] += (sums <= bottom[i]).sum(0)
            np.abs(sums, out=sums)
            far["spearman"][i] += (sums >= np.abs(rho_sum[i])).sum(0)
            far["most"][i] += (sums >= most[i]).sum(0)
            products = np.abs(values[0][:, i][block] @ values[1])
            far["pearson"][i] += (products >= np.abs(product[i]) - TIE).sum(0)
            column = ranks[0][:, i]
            left_signs = np.sign(np.subtract.outer(column, column)).astype(np.float32)
            far["kendall"][i] += (np.abs(left_signs.ravel()[pair_of] @ right_signs) >= np.abs(tau_sum[i])).sum(0)
    p = {name: np.where(np.isfinite(spearman), p_value(count, total, n), np.nan) for name, count in far.items()}
    p_values = ("spearman", "kendall", "pearson", "greater", "less", "most", "top", "bottom")
    return PermutedAssociation(spearman, kendall, pearson, *(p[name] for name in p_values))


def _correlation(left: Floats, right: Floats) -> Floats:
    """Return the cosine between columns; NaN where one is nothing but zeros."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(left.T @ right / np.sqrt(np.outer((left**2).sum(0), (right**2).sum(0))))


def _pair_signs(values: Floats) -> Floats:
    """Return for each pair of rows which is the greater, of shape (pairs, columns)."""
    first, second = np.triu_indices(len(values), 1)
    return np.sign(values[first] - values[second])


def _standardised(values: Floats) -> Floats:
    """Return columns of mean 0 and length 1; of zeros where a column is constant."""
    centred = np.where(np.ptp(values, axis=0) > 0, values - values.mean(axis=0), 0.0)
    length = np.sqrt((centred**2).sum(axis=0))
    return np.asarray(centred / np.where(length > 0, length, 1.0))


def _centred_ranks(values: Floats) -> Floats:
    """Return twice the average ranks less their mean: whole numbers whatever the ties."""
    return np.asarray(2 * scipy.stats.rankdata(values, axis=0) - (len(values) + 1), dtype=float)


def _extreme_sums(left_ranks: Floats, right_ranks: Floats) -> tuple[Floats, Floats]:
    """Return the greatest and the least sum of products that a rearrangement can give (rearrangement inequality)."""
    left, right = np.sort(left_ranks, axis=0), np.sort(right_ranks, axis=0)
    return np.asarray(left.T @ right), np.asarray(left[::-1].T @ right)


def rearrangements(n: int, width: int, *, seed: int, draws: int) -> Iterator[Rearrangements]:
    """Yield blocks of rearrangements of `n` parks, rows of positions, small enough for `width` cells a row.

    All n! up to `EXACT_UP_TO` parks, otherwise as many random ones as are drawn.
    """
    rows = max(1, _BLOCK // max(width, 1))
    if is_exact(n):
        every = _all_rearrangements(n)
        yield from (every[start : start + rows] for start in range(0, len(every), rows))
        return
    random = np.random.default_rng([seed, n])
    for start in range(0, draws, rows):
        block = np.tile(np.arange(n, dtype=np.int16), (min(rows, draws - start), 1))
        yield random.permuted(block, axis=1)


def _all_rearrangements(n: int) -> Rearrangements:
    """Return all n! orders, each made from one of n - 1 by putting the last position in every place."""
    orders = np.zeros((1, 1), dtype=np.int16)
    for size in range(1, n):
        orders = np.concatenate([np.insert(orders, place, size, axis=1) for place in range(size + 1)])
    return orders
