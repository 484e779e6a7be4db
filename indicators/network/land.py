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

    Land is counted in 10 m squares, each given to the nearest square that a street runs through; streets that run
    through one square share its land by their length in it.

    Returns
    -------
    numpy.ndarray of shape (edges,)
        Square metres per metre.
    """
    edge, offset = sample_streets(streets)
    square = np.floor(streets.interpolate(edge, offset) / CELL).astype(np.int64)
    origin = square.min(axis=0)
    column, row = (square - origin).T
    height = int(row.max()) + 1
    street_square, sample_square, samples_in = np.unique(column * height + row, return_inverse=True, return_counts=True)
    land = _land_of_squares(street_square // height, street_square % height)
    share = land[sample_square] / samples_in[sample_square]
    per_edge = np.bincount(edge, weights=share, minlength=streets.n_edges)
    return per_edge / np.maximum(streets.edge_length, 1.0)


def _land_of_squares(column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the land (square metres) nearest to each of the squares that streets run through; columns ascend."""
    land = np.zeros(len(column))
    depth = round(LAND_DEPTH / CELL)
    halo = depth + 1
    for left in range(int(column.min()) - halo, int(column.max()) + halo + 1, _BLOCK):
        first, last = np.searchsorted(column, (left - halo, left + _BLOCK + halo))
        for low in range(int(row.min()) - halo, int(row.max()) + halo + 1, _BLOCK):
            inside = np.flatnonzero((row[first:last] >= low - halo) & (row[first:last] < low + _BLOCK + halo)) + first
            if not len(inside):
                continue
            number = np.full((_BLOCK + 2 * halo, _BLOCK + 2 * halo), -1)
            number[column[inside] - left + halo, row[inside] - low + halo] = inside
            distance, nearest = distance_transform_edt(number < 0, return_indices=True)
            core = np.s_[halo : halo + _BLOCK, halo : halo + _BLOCK]
            within = np.clip(depth + 0.5 - distance[core], 0.0, 1.0)  # a square across the limit counts in part
            near = within > 0
            owner = number[nearest[0][core][near], nearest[1][core][near]]
            land += np.bincount(owner, weights=within[near], minlength=len(land)) * CELL**2
    return land
