"""The one engine of randomisation: rank association under every, or a random choice of, rearrangement of the parks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rearrangements = NDArray[np.int16]

EXACT_UP_TO = 9
DRAWS = 9_999
_BLOCK = 1_000_000  # cells of the largest array held at once


@dataclass(frozen=True)
class RankAssociation:
    """Rank association of every left variable with every right one over the same parks, arrays of shape (left, right).

    Attributes
    ----------
    spearman, kendall : ndarray of float
        Spearman's rho (average ranks) and Kendall's tau-b; NaN where a variable is constant.
    p_spearman, p_kendall : ndarray of float
        Two-sided permutation p-values; NaN where a variable is constant or no test was asked for.
    p_min : ndarray of float
        The least `p_spearman` that any arrangement of these ranks, ties as they are, could have reached.
    """

    spearman: Floats
    kendall: Floats
    p_spearman: Floats
    p_kendall: Floats
    p_min: Floats


def is_exact(n: int) -> bool:
    """Return whether all rearrangements of `n` parks are enumerated rather than drawn."""
    return n <= EXACT_UP_TO


def rank_association(left: Floats, right: Floats, *, seed: int = 0, draws: int = DRAWS) -> RankAssociation:
    """Measure rank association and its permutation distribution.

    Up to `EXACT_UP_TO` parks all n! rearrangements are enumerated and p is the share with a statistic at least as far
    from 0; above it p = (b + 1) / (draws + 1) (Phipson & Smyth 2010, doi:10.2202/1544-6115.1585). Statistics are
    compared as whole numbers, so ties between rearrangements are exact.

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
    RankAssociation
        Statistics and p-values, each of shape (f, k).
    """
    left_ranks, right_ranks = _centred_ranks(left), _centred_ranks(right)
    n = len(left)
    first, second = np.triu_indices(n, 1)
    left_signs, right_signs = (np.sign(r[first] - r[second]) for r in (left_ranks, right_ranks))
    rho_sum = left_ranks.T @ right_ranks
    tau_sum = left_signs.T @ right_signs
    with np.errstate(invalid="ignore", divide="ignore"):
        spearman = rho_sum / np.sqrt(np.outer((left_ranks**2).sum(0), (right_ranks**2).sum(0)))
        kendall = tau_sum / np.sqrt(np.outer((left_signs**2).sum(0), (right_signs**2).sum(0)))
    as_far_rho, as_far_tau, as_far_most = (np.zeros(rho_sum.shape) for _ in range(3))
    most = _largest_sum(left_ranks, right_ranks)
    total = 0
    for block in _rearrangements(n, max(len(first), right.shape[1]), seed, draws):
        total += len(block)
        pair_of = block[:, first].astype(np.intp) * n + block[:, second]
        for i in range(left.shape[1]):
            sums = np.abs(left_ranks[:, i][block] @ right_ranks)
            as_far_rho[i] += (sums >= np.abs(rho_sum[i])).sum(0)
            as_far_most[i] += (sums >= most[i]).sum(0)
            signs = np.sign(np.subtract.outer(left_ranks[:, i], left_ranks[:, i])).astype(np.float32)
            sums = np.abs(signs.ravel()[pair_of] @ right_signs.astype(np.float32))
            as_far_tau[i] += (sums >= np.abs(tau_sum[i])).sum(0)
    observed = 0 if is_exact(n) else 1
    defined = np.isfinite(spearman)
    p_spearman, p_kendall, p_min = (
        np.where(defined, (count + observed) / (total + observed), np.nan)
        for count in (as_far_rho, as_far_tau, as_far_most)
    )
    return RankAssociation(spearman, kendall, p_spearman, p_kendall, p_min)


def _centred_ranks(values: Floats) -> Floats:
    """Return twice the average ranks less their mean: whole numbers whatever the ties."""
    return np.asarray(2 * rankdata(values, axis=0) - (len(values) + 1), dtype=float)


def _largest_sum(left_ranks: Floats, right_ranks: Floats) -> Floats:
    """Return the sum of products farthest from 0 that a rearrangement can give (rearrangement inequality)."""
    left, right = np.sort(left_ranks, axis=0), np.sort(right_ranks, axis=0)
    return np.asarray(np.maximum(np.abs(left.T @ right), np.abs(left[::-1].T @ right)))


def _rearrangements(n: int, width: int, seed: int, draws: int) -> Iterator[Rearrangements]:
    """Yield blocks of rearrangements, rows of positions, small enough for `width` cells a row."""
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
