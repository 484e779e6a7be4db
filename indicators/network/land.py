"""The land that lies nearest to each street, so that a catchment's area is a sum over the streets it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.network.land_blocks import land_blocks
from parklocus.indicators.network.street_squares import StreetSquares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets

_SHORTEST = 1e-6  # metres


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
            block.add_to(land)
        return cls.along(streets, squares, land)

    @classmethod
    def along(cls, streets: Streets, squares: StreetSquares, amount: NDArray[np.float64]) -> Land:
        """Give what the squares with streets have to the pieces of street in them."""
        first = np.searchsorted(squares.edge, np.arange(streets.n_edges + 1))
        return cls(streets.edge_length, first, np.append(0.0, np.cumsum(squares.to_positions(amount))))

    def between(
        self, edge: NDArray[np.int64], start: NDArray[np.float64], end: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the square metres that belong to stretches of edges, given in metres from the edges' first ends."""
        return self._up_to(edge, end) - self._up_to(edge, start)

    @cached_property
    def _of_edge(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Each edge's length, which is never nothing, and how many pieces it has, the first and last as one."""
        return np.maximum(self.length, _SHORTEST), np.diff(self.first) - 1

    def _up_to(self, edge: NDArray[np.int64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
        length, pieces = self._of_edge
        last = pieces[edge]
        place = offset / length[edge]
        np.clip(place, 0.0, 1.0, out=place)
        place *= last
        place += 0.5
        whole = np.minimum(place.astype(np.int64), last)
        begin, end = np.maximum(whole, 0.5), np.minimum(whole + 1, last + 0.5)  # the first and last are half pieces
        piece = self.first[edge] + whole
        low = self.before[piece]
        return low + (place - begin) / (end - begin) * (self.before[piece + 1] - low)
