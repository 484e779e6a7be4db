"""The squares of 10 m that streets run through: land, green and people come to the streets by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets

CELL = 10.0  # metres; land is counted in squares of this side
_SAME_PLACE = 6  # decimals of a metre to which positions are told apart
_SPACING = 5.0  # metres between the positions that stand for a street


def sample_streets(streets: Streets, spacing: float = _SPACING) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return positions along every edge, its ends among them: (edge, offset in metres)."""
    count = np.maximum(np.ceil((streets.edge_length / spacing).round(_SAME_PLACE)).astype(np.int64), 1) + 1
    edge = np.repeat(np.arange(streets.n_edges), count)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    return edge, rank * (streets.edge_length / (count - 1))[edge]


@dataclass(frozen=True)
class StreetSquares:
    """The squares that streets run through, and the positions along the streets that lie in them.

    Attributes
    ----------
    column, row : numpy.ndarray of shape (squares,)
        The squares, counted from `origin`; columns ascend.
    x, y : numpy.ndarray of shape (squares,)
        Where the streets are in them (the mean of their positions), in squares' sides from `origin`.
    edge, square : numpy.ndarray of shape (positions,)
        Each position's edge and square.
    origin : numpy.ndarray of shape (2,)
        The corner of the first square, in squares' sides from the origin of the city's CRS.
    """

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    edge: NDArray[np.int64]
    square: NDArray[np.int64]
    origin: NDArray[np.int64]

    @classmethod
    def of(cls, streets: Streets) -> StreetSquares:
        """Lay squares over the streets."""
        edge, offset = sample_streets(streets)
        # Rounding must not decide which square, or which of two streets as near: a street may run along such a line,
        # and may be given from either end.
        position = streets.interpolate(edge, offset).round(_SAME_PLACE)
        at = np.floor(position / CELL).astype(np.int64)
        origin = at.min(axis=0)
        column, row = (at - origin).T
        height = int(row.max()) + 1
        number, square, count = np.unique(column * height + row, return_inverse=True, return_counts=True)
        middle = [np.bincount(square, weights=values) / count for values in (position - origin * CELL).T]
        x, y = (np.round(values, _SAME_PLACE) / CELL for values in middle)
        return cls(number // height, number % height, x, y, edge, square, origin)

    def to_edges(self, amount: NDArray[np.float64], n_edges: int) -> NDArray[np.float64]:
        """Return for each edge its part of what the squares have: streets in one square share by their length in it."""
        return total(self.edge, self.to_positions(amount), n_edges)

    def to_positions(self, amount: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each position its part of what the squares have."""
        count = np.bincount(self.square, minlength=len(amount))
        return (amount / count)[self.square]


def total(group: NDArray[np.int64], amount: NDArray[np.float64], n_groups: int) -> NDArray[np.float64]:
    """Return the sum of the amounts of each group, of shape (groups,)."""
    return np.bincount(group, weights=amount, minlength=n_groups).astype(np.float64, copy=False)
