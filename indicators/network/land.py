"""The land that lies nearest to each street, so that a catchment's area is a sum over the streets it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import distance_transform_edt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.streets import Streets

LAND_DEPTH = 100.0  # metres from a street to the farthest land that belongs to it
CELL = 10.0  # metres; land is counted in squares of this side
_BLOCK = 200  # cells; side of the blocks worked on at a time
_SPACING = 5.0  # metres between the positions that stand for a street


def sample_streets(streets: Streets, spacing: float = _SPACING) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return positions along every edge, its ends among them: (edge, offset in metres)."""
    count = np.maximum(np.ceil(streets.edge_length / spacing).astype(np.int64), 1) + 1
    edge = np.repeat(np.arange(streets.n_edges), count)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    return edge, rank * (streets.edge_length / (count - 1))[edge]


def land_per_metre(streets: Streets) -> NDArray[np.float64]:
    """Return for each edge the land nearest to it, within 100 m, per metre of its length.

    Land is counted in 10 m squares, each given to the nearest square that a street runs through, by where in it the
    street lies; streets that run through one square share its land by their length in it.

    Returns
    -------
    numpy.ndarray of shape (edges,)
        Square metres per metre.
    """
    edge, offset = sample_streets(streets)
    position = streets.interpolate(edge, offset)
    square = np.floor(position / CELL).astype(np.int64)
    column, row = (square - square.min(axis=0)).T
    height = int(row.max()) + 1
    street_square, sample_square, samples_in = np.unique(column * height + row, return_inverse=True, return_counts=True)
    # A square stands for the streets in it where they are in it: the mean of its samples.
    x, y = (
        np.bincount(sample_square, weights=values) / samples_in / CELL
        for values in (position - square.min(axis=0) * CELL).T
    )
    land = _land_of_squares(street_square // height, street_square % height, x, y)
    share = land[sample_square] / samples_in[sample_square]
    per_edge = np.bincount(edge, weights=share, minlength=streets.n_edges)
    return per_edge / np.maximum(streets.edge_length, 1.0)


def _land_of_squares(
    column: NDArray[np.int64], row: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the land nearest to each of the squares that streets run through.

    Parameters
    ----------
    column, row : numpy.ndarray of shape (squares,)
        The squares; columns ascend.
    x, y : numpy.ndarray of shape (squares,)
        Where the streets are in them, in the same unit: squares' sides.

    Returns
    -------
    numpy.ndarray of shape (squares,)
        Square metres.
    """
    land = np.zeros(len(column))
    depth = LAND_DEPTH / CELL
    halo = round(depth) + 2
    side = _BLOCK + 2 * halo
    core = np.s_[halo : halo + _BLOCK, halo : halo + _BLOCK]
    for left in range(int(column.min()) - halo, int(column.max()) + halo + 1, _BLOCK):
        first, last = np.searchsorted(column, (left - halo, left + _BLOCK + halo))
        for low in range(int(row.min()) - halo, int(row.max()) + halo + 1, _BLOCK):
            inside = np.flatnonzero((row[first:last] >= low - halo) & (row[first:last] < low + _BLOCK + halo)) + first
            if not len(inside):
                continue
            number = np.full((side, side), -1)
            number[column[inside] - left + halo, row[inside] - low + halo] = inside
            nearest = distance_transform_edt(number < 0, return_distances=False, return_indices=True)
            owner, distance = _nearest_streets(number[nearest[0], nearest[1]], x, y, left - halo, low - halo)
            owner, distance = owner[core], distance[core]
            within = np.clip(depth + 0.5 - distance, 0.0, 1.0)  # a square across the limit counts in part
            near = within > 0
            land += np.bincount(owner[near], weights=within[near], minlength=len(land)) * CELL**2
    return land


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
