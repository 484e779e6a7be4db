"""Ranges of numbers, one after the other: how rows of different lengths are taken out of one array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ranges(start: NDArray[np.int64], stop: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers from each start up to its stop, one range after the other."""
    count = stop - start
    return np.arange(count.sum()) + np.repeat(start - (np.cumsum(count) - count), count)
