"""The land that lies nearest to each street, so that a catchment's area is a sum over the streets it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.progress import alive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets

LAND_DEPTH = 100.0  # metres from a street to the farthest land that belongs to it
CELL = 10.0  # metres; land is counted in squares of this side
BLOCK = 200  # squares; side of the blocks worked on at a time
_SHORTEST = 1e-6  # metres
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


@dataclass(frozen=True)
class LandBlock:
    """A block of land by the street that is nearest.

    Attributes
    ----------
    left, low : int
        The block's first column and row, counted as in `StreetSquares`.
    owner : numpy.ndarray of shape (columns, rows)
        The square with a street in it that each square of land belongs to.
    area : numpy.ndarray of shape (columns, rows)
        Square metres of each square that lie within `LAND_DEPTH`.
    """

    left: int
    low: int
    owner: NDArray[np.int64]
    area: NDArray[np.float64]


@dataclass(frozen=True)
class Land:
    """The land that belongs to each street edge, piece by piece along it.

    Land is not spread evenly along an edge: little belongs to it near a junction, where others are near too, and much
    at a dead end. An even share would overstate catchments by 1 to 2 % in the middle, and by far more where streets
    are sparse.

    Attributes
    ----------
    length : numpy.ndarray of shape (edges,)
        Metres.
    first : numpy.ndarray of shape (edges + 1,)
        Number of each edge's first piece; pieces are of one length, but the first and last of an edge half as long.
    before : numpy.ndarray of shape (pieces + 1,)
        Square metres of all pieces before each.
    """

    length: NDArray[np.float64]
    first: NDArray[np.int64]
    before: NDArray[np.float64]

    @classmethod
    def of(cls, streets: Streets) -> Land:
        """Give the land within 100 m of streets to the nearest.

        Land is counted in 10 m squares, each given to the nearest square that a street runs through, by where in it
        the street lies; pieces of street in one square share its land.
        """
        squares = StreetSquares.of(streets)
        land = np.zeros(len(squares.column))
        for block in land_blocks(squares):
            near = block.area > 0
            land += np.bincount(block.owner[near], weights=block.area[near], minlength=len(land))
        of_piece = squares.to_positions(land)
        first = np.searchsorted(squares.edge, np.arange(streets.n_edges + 1))
        return cls(streets.edge_length, first, np.append(0.0, np.cumsum(of_piece)))

    def between(
        self, edge: NDArray[np.int64], start: NDArray[np.float64], end: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the square metres that belong to stretches of edges, given in metres from the edges' first ends."""
        return self._up_to(edge, end) - self._up_to(edge, start)

    def _up_to(self, edge: NDArray[np.int64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
        last = self.first[edge + 1] - self.first[edge] - 1
        place = np.clip(offset / np.maximum(self.length[edge], _SHORTEST), 0.0, 1.0) * last + 0.5
        whole = np.minimum(place.astype(np.int64), last)
        begin, end = np.maximum(whole, 0.5), np.minimum(whole + 1, last + 0.5)  # the first and last are half pieces
        piece = self.first[edge] + whole
        share = (place - begin) / (end - begin)
        return self.before[piece] + share * (self.before[piece + 1] - self.before[piece])


def land_blocks(squares: StreetSquares) -> Iterator[LandBlock]:
    """Yield the land within `LAND_DEPTH` of the streets, block by block, each square of it once."""
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415  a tenth of a second, and not all ask for land

    column, row = squares.column, squares.row
    depth = LAND_DEPTH / CELL
    halo = round(depth) + 2
    side = BLOCK + 2 * halo
    core = np.s_[halo : halo + BLOCK, halo : halo + BLOCK]
    for left in range(int(column.min()) - halo, int(column.max()) + halo + 1, BLOCK):
        first, last = np.searchsorted(column, (left - halo, left + BLOCK + halo))
        for low in range(int(row.min()) - halo, int(row.max()) + halo + 1, BLOCK):
            inside = np.flatnonzero((row[first:last] >= low - halo) & (row[first:last] < low + BLOCK + halo)) + first
            if not len(inside):
                continue
            alive()
            number = np.full((side, side), -1)
            number[column[inside] - left + halo, row[inside] - low + halo] = inside
            nearest = distance_transform_edt(number < 0, return_distances=False, return_indices=True)
            taken = number[nearest[0], nearest[1]]
            owner, distance = _nearest_streets(taken, squares.x, squares.y, left - halo, low - halo)
            within = np.clip(depth + 0.5 - distance[core], 0.0, 1.0)  # a square across the limit counts in part
            yield LandBlock(left, low, owner[core], within * CELL**2)


def _nearest_streets(
    owner: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64], left: int, low: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Let each square choose between its owner and those of the squares beside it, by where the streets truly are."""
    across, up = np.ogrid[left : left + owner.shape[0], low : low + owner.shape[1]]
    best, least = owner, np.hypot(across + 0.5 - x[owner], up + 0.5 - y[owner])
    for step, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
        other = np.roll(owner, step, axis)
        distance = np.hypot(across + 0.5 - x[other], up + 0.5 - y[other])
        nearer = distance < least
        best, least = np.where(nearer, other, best), np.where(nearer, distance, least)
    return best, least


def total(group: NDArray[np.int64], amount: NDArray[np.float64], n_groups: int) -> NDArray[np.float64]:
    """Return the sum of the amounts of each group, of shape (groups,)."""
    return np.bincount(group, weights=amount, minlength=n_groups).astype(np.float64, copy=False)
