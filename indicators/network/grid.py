"""A square grid over a city in an equal-area projection, and where streets cross its lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from parklocus.indicators.city.extent import WGS84
from parklocus.indicators.network.attach import Attachment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City


@dataclass(frozen=True, eq=False)
class SquareGrid:
    """Squares in the Lambert azimuthal equal-area projection about the middle of a city, from its origin on.

    Attributes
    ----------
    city : City
        The city.
    side : float
        Metres.
    """

    city: City
    side: float

    @cached_property
    def projection(self) -> str:
        """The projection as PROJ writes it: its centre is that of the city's own."""
        back = pyproj.Transformer.from_crs(self.city.crs, WGS84, always_xy=True)
        lon, lat = (round(degrees, 6) for degrees in back.transform(0.0, 0.0))
        return f"+proj=laea +lat_0={lat} +lon_0={lon} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"

    @cached_property
    def crs(self) -> pyproj.CRS:
        """The projection."""
        return pyproj.CRS.from_proj4(self.projection)

    @cached_property
    def _to_grid(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(self.city.crs, self.crs, always_xy=True)

    def cells_at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the column and row of the square that each point of the city's plane lies in, of shape (points, 2)."""
        at = np.column_stack(self._to_grid.transform(x, y)).reshape(-1, 2)
        return np.floor(at / self.side).astype(np.int64)

    def squares(self, cells: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return squares by column and row, cut at the city's extent, in the grid's projection; some may be empty."""
        low = cells * self.side
        whole = shapely.box(*low.T, *(low + self.side).T)
        extent = shapely.transform(self.city.extent, self._to_grid.transform, interleaved=False)
        shapely.prepare(extent)
        cut = ~shapely.covers(extent, whole)
        whole[cut] = shapely.intersection(whole[cut], extent)
        return np.asarray(whole, dtype=object)

    @cached_property
    def crossings(self) -> Attachment:
        """Where streets cross the grid's lines."""
        streets = self.city.streets
        at = np.column_stack(self._to_grid.transform(streets.vertex_x, streets.vertex_y)) / self.side
        position = streets.vertex_position
        edge_of_vertex = np.repeat(np.arange(streets.n_edges), np.diff(streets.edge_ptr))
        first = np.flatnonzero(edge_of_vertex[1:] == edge_of_vertex[:-1])
        edges, offsets = [], []
        for axis in (0, 1):
            begin, end = at[first, axis], at[first + 1, axis]
            low, high = np.minimum(begin, end), np.maximum(begin, end)
            count = np.maximum(np.ceil(high) - np.floor(low) - 1, 0).astype(np.int64)  # lines between, ends left out
            step = np.repeat(np.arange(len(first)), count)
            line = np.floor(low)[step] + 1 + np.arange(len(step)) - np.repeat(np.cumsum(count) - count, count)
            share = (line - begin[step]) / (end - begin)[step]
            before = first[step]
            edges.append(edge_of_vertex[before])
            offsets.append(position[before] + share * (position[before + 1] - position[before]))
        edge, offset = np.concatenate(edges), np.concatenate(offsets)
        return Attachment(edge.astype(np.int64), offset, np.zeros(len(edge)))

    def facts(self) -> dict[str, Any]:
        """Return what the grid is, for the provenance."""
        return {"side_m": self.side, "crs": self.projection}
