"""From access points to parks: the mean, with the least and the greatest beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ParkValues:
    """Values of parks, each of shape (parks, columns); missing where no access point has a value."""

    mean: NDArray[np.float64]
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]


def aggregate(values: NDArray[np.float64], park: NDArray[np.int64], n_parks: int) -> ParkValues:
    """Take the mean, least and greatest over each park's access points that have a value.

    Parameters
    ----------
    values : numpy.ndarray of shape (access points, columns)
        NaN where missing.
    park : numpy.ndarray of shape (access points,)
        Row of each access point's park.
    n_parks : int
        How many parks there are.

    Examples
    --------
    >>> aggregate(np.array([[1.0], [3.0], [np.nan]]), np.array([0, 0, 1]), 2).mean.ravel().tolist()
    [2.0, nan]
    """
    shape = (n_parks, values.shape[1])
    present = ~np.isnan(values)
    count, total = np.zeros(shape), np.zeros(shape)
    least, greatest = np.full(shape, np.inf), np.full(shape, -np.inf)
    np.add.at(count, park, present)
    np.add.at(total, park, np.where(present, values, 0.0))
    np.minimum.at(least, park, np.where(present, values, np.inf))
    np.maximum.at(greatest, park, np.where(present, values, -np.inf))
    missing = count == 0
    mean = total / np.where(missing, 1.0, count)
    mean = np.clip(mean, least, greatest, where=~missing, out=mean)  # rounding may leave equal values apart
    return ParkValues(*(np.where(missing, np.nan, item) for item in (mean, least, greatest)))


def any_of_parks(holds: NDArray[np.bool_], park: NDArray[np.int64], n_parks: int) -> NDArray[np.bool_]:
    """Return for each park what holds at one of its access points at least, column by column."""
    found = np.zeros((n_parks, holds.shape[1]), dtype=bool)
    np.logical_or.at(found, park, holds)
    return found


def label_of_least(
    labels: NDArray[np.object_], values: NDArray[np.float64], park: NDArray[np.int64], n_parks: int
) -> NDArray[np.object_]:
    """Return for each park the label of the access point whose value is least; None where all are missing."""
    result = np.full(n_parks, None, dtype=object)
    for number in np.argsort(-values, kind="stable"):  # the least comes last and stays; NaN sorts to the end
        if not np.isnan(values[number]):
            result[park[number]] = labels[number]
    return result
