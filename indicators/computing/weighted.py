"""Means and quantiles of values that count unequally."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_EQUAL = 1e-12  # of the whole weight; so near to a step between two values a quantile lies on it

STATISTICS = ("mean", "q25", "median", "q75")
_SHARES = (0.25, 0.5, 0.75)


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.float64], shares: Sequence[float]
) -> NDArray[np.float64]:
    """Return the quantiles of values that count as much as their weights.

    The least value at which the weight of it and all lower ones reaches the share of the whole; where it is reached
    exactly, the mean of that value and the next (definition 2 of Hyndman and Fan 1996). With whole weights this is
    the quantile of the values each repeated so often; with equal weights the median is the common one.

    Parameters
    ----------
    values, weights : numpy.ndarray of shape (n,)
        No value missing, no weight negative.
    shares : sequence of float
        From 0 to 1.

    Returns
    -------
    numpy.ndarray of shape (shares,)
        NaN where the weights come to nothing.

    References
    ----------
    Hyndman, R. J., & Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician, 50(4),
    361-365.

    Examples
    --------
    >>> weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 8.0]), [0.1, 0.5]).tolist()
    [1.5, 3.0]
    """
    order = np.argsort(values, kind="stable")
    return _quantiles(values[order], weights[order], shares)


def _quantiles(
    ordered: NDArray[np.float64], weights: NDArray[np.float64], shares: Sequence[float]
) -> NDArray[np.float64]:
    ordered, weights = ordered[weights > 0], weights[weights > 0]
    if not len(ordered):
        return np.full(len(shares), np.nan)
    reached = np.cumsum(weights)
    wanted = np.asarray(shares) * reached[-1]
    slack = _EQUAL * reached[-1]
    last = len(ordered) - 1
    low = np.minimum(np.searchsorted(reached, wanted - slack, side="left"), last)
    high = np.minimum(np.searchsorted(reached, wanted + slack, side="right"), last)
    return (ordered[low] + ordered[high]) / 2


def describe(
    values: NDArray[np.float64], weights: Mapping[str, NDArray[np.float64]]
) -> dict[str, tuple[float, float, float, float]]:
    """Return by weight the `STATISTICS` of values: mean, quartiles and median.

    Parameters
    ----------
    values : numpy.ndarray of shape (n,)
        None missing.
    weights : mapping of numpy.ndarray of shape (n,)
        By name; none negative.

    Examples
    --------
    >>> describe(np.array([4.0, 1.0]), {"nodes": np.ones(2), "people": np.array([0.0, 3.0])})
    {'nodes': (2.5, 1.0, 2.5, 4.0), 'people': (1.0, 1.0, 1.0, 1.0)}
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    found = {}
    for name, weight in weights.items():
        whole = float(weight.sum())
        mean = float((values * weight).sum() / whole) if whole > 0 else float("nan")
        lower, middle, upper = _quantiles(ordered, weight[order], _SHARES).tolist()
        found[name] = (mean, lower, middle, upper)
    return found
