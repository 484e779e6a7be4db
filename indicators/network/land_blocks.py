"""The land along the streets, block by block: every square of it by the street that is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.network.street_squares import CELL
from parklocus.indicators.progress import alive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.network.street_squares import StreetSquares

LAND_DEPTH = 100.0  # metres from a street to the farthest land that belongs to it
BLOCK = 200  # squares; side of the blocks worked on at a time

_DEPTH = LAND_DEPTH / CELL
REACH = round(_DEPTH) + 2  # squares; as far as a street is looked for, up, down and to either side
_FARTHEST = (_DEPTH + 0.5 + 0.5**0.5) ** 2  # a street lies anywhere in its square, and half a square counts in part
_BITS = 5  # hold a step of up to REACH either way
_NOWHERE = 28_000  # more than REACH² + REACH² with these bits, and the longest step can be added to it


@dataclass(frozen=True)
class LandBlock:
    """The land of a block that lies within `LAND_DEPTH` of a street, square by square.

    Attributes
    ----------
    left, low : int
        The block's first column and row, counted as in `StreetSquares`.
    place : numpy.ndarray of shape (land,)
        The squares of land in the block, column by column, ascending.
    around : numpy.ndarray of shape (around,)
        The squares with a street in and around the block.
    nearest : numpy.ndarray of shape (land,)
        Which of `around` each square of land belongs to.
    area : numpy.ndarray of shape (land,)
        Square metres of each square that lie within `LAND_DEPTH`.
    """

    left: int
    low: int
    place: NDArray[np.int64]
    around: NDArray[np.int64]
    nearest: NDArray[np.int32]
    area: NDArray[np.float64]

    @property
    def owner(self) -> NDArray[np.int64]:
        """The square with a street in it that each square of land belongs to."""
        return self.around[self.nearest]

    def add_to(self, amount: NDArray[np.float64], share: NDArray[np.float64] | float = 1.0) -> None:
        """Add the land, or a share of each of its squares, to what the squares with streets have."""
        found = np.bincount(self.nearest, weights=self.area * share, minlength=len(self.around))
        amount[self.around] += found


def land_blocks(squares: StreetSquares, wanted: Callable[[int, int], bool] | None = None) -> Iterator[LandBlock]:
    """Yield the land within `LAND_DEPTH` of the streets, block by block, each square of it once.

    Parameters
    ----------
    squares : StreetSquares
        Where the streets are.
    wanted : callable, optional
        Which blocks are wanted, by their first column and row; all without it.
    """
    column, row = squares.column, squares.row
    for left in range(int(column.min()) - REACH, int(column.max()) + REACH + 1, BLOCK):
        first, last = np.searchsorted(column, (left - REACH, left + BLOCK + REACH))
        for low in range(int(row.min()) - REACH, int(row.max()) + REACH + 1, BLOCK):
            inside = (row[first:last] >= low - REACH) & (row[first:last] < low + BLOCK + REACH)
            around = np.flatnonzero(inside) + first
            if len(around) and (wanted is None or wanted(left, low)):
                alive()
                yield _block(squares, left, low, around)


def _block(squares: StreetSquares, left: int, low: int, around: NDArray[np.int64]) -> LandBlock:
    """Give each square of a block to the square with a street that is nearest, of it and those that its sides have.

    Which square is nearest is told by the squares' middles, and the choice then made by where the streets truly are.
    """
    side = BLOCK + 2 * REACH
    number = np.full((side, side), -1, dtype=np.int32)
    number[squares.column[around] - left + REACH, squares.row[around] - low + REACH] = np.arange(len(around))
    owner, away = nearest_squares(number)
    core = slice(REACH, REACH + BLOCK)
    may_be_near = away[core, core] <= _FARTHEST
    own = np.ascontiguousarray(owner[core, core])
    x, y = squares.x[around], squares.y[around]
    middle_x = np.repeat(np.arange(left, left + BLOCK) + 0.5, BLOCK)
    middle_y = np.tile(np.arange(low, low + BLOCK) + 0.5, BLOCK)
    place = np.flatnonzero(may_be_near)
    nearest, least = own.ravel().copy(), np.full(own.size, np.inf)
    first = nearest[place]
    least[place] = np.hypot(middle_x[place] - x[first], middle_y[place] - y[first])
    for right, up in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        beside = owner[REACH + right : REACH + right + BLOCK, REACH + up : REACH + up + BLOCK]
        at = np.flatnonzero((beside != own) & may_be_near)
        other = np.ascontiguousarray(beside).ravel()[at]
        distance = np.hypot(middle_x[at] - x[other], middle_y[at] - y[other])
        nearer = np.flatnonzero(distance < least[at])
        nearest[at[nearer]], least[at[nearer]] = other[nearer], distance[nearer]
    within = np.minimum(_DEPTH + 0.5 - least[place], 1.0)  # a square across the limit counts in part
    some = within > 0
    place = place[some]
    return LandBlock(left, low, place, around, nearest[place], within[some] * CELL**2)


def nearest_squares(number: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return for each square the nearest that is taken, by the squares' middles, and how far it is.

    What scipy's `distance_transform_edt` gives, but no farther than `REACH` to the sides: in a third of its time. First
    the nearest taken square in each column, then from column to column; of several as near the first of both.

    Parameters
    ----------
    number : numpy.ndarray of shape (columns, rows)
        The number of what takes each square, -1 for nothing.

    Returns
    -------
    nearest : numpy.ndarray of shape (columns, rows)
        The number of the nearest; any where none is within `REACH`.
    away : numpy.ndarray of shape (columns, rows)
        How far it is in squares, squared.
    """
    along = _least_steps(np.where(number < 0, np.int16(_NOWHERE), np.int16(0)))
    across = _least_steps(np.minimum(along & -(1 << _BITS), _NOWHERE).T.copy())
    step_along = ((along & (1 << _BITS) - 1).T - REACH).astype(np.int32)
    rows, columns = (np.arange(size, dtype=np.int32) for size in across.shape)
    row = np.clip(rows[:, None] + (across & (1 << _BITS) - 1) - REACH, 0, len(rows) - 1).astype(np.int32)
    column = columns + step_along.ravel().take(row * len(columns) + columns)
    nearest = number.ravel().take(column * len(rows) + row, mode="clip")
    return nearest.T, (across >> _BITS).T


def _least_steps(cost: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the least of the costs down each column with the squared step there added, and in the last bits the step.

    Costs are multiples of what the bits hold; steps are counted from -REACH.
    """
    least = np.full_like(cost, _NOWHERE)
    scratch = np.empty_like(cost)
    size = len(cost)
    for step in range(-REACH, REACH + 1):
        here = slice(max(-step, 0), size - max(step, 0))
        there = slice(max(step, 0), size + min(step, 0))
        np.add(cost[there], (step * step << _BITS) + step + REACH, out=scratch[here])
        np.minimum(least[here], scratch[here], out=least[here])
    return least
