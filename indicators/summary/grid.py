"""A city on a square grid: in each square its streets and people, the mean of each index, and shares within a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.city.antimeridian import to_wgs84
from parklocus.indicators.computing.city_nodes import PEOPLE, STREET_LENGTH
from parklocus.indicators.network.coverage import crossings
from parklocus.indicators.network.street_squares import total
from parklocus.indicators.progress import alive
from parklocus.indicators.summary.shares import STREETS, CountedStreets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.computing.city_nodes import CityNodes
    from parklocus.indicators.computing.measure import Measurement
    from parklocus.indicators.network.attach import Attachment
    from parklocus.indicators.network.grid import SquareGrid

COUNT = "_n"  # ends the column that says how many nodes a mean is of


_ROWS = 1 << 31  # more than any grid on Earth has


def grid_lines(grid: SquareGrid) -> list[Attachment]:
    """Return where streets are cut so that each part lies in one square, and on one side of the map's edge."""
    return [grid.crossings, crossings(grid.city.streets, grid.city.extent)]


def grid_layer(
    grid: SquareGrid,
    nodes: CityNodes,
    streets: CountedStreets,
    covered: Mapping[str, NDArray[np.float64]],
    *,
    measured: Measurement,
    affected: NDArray[np.bool_],
) -> gpd.GeoDataFrame:
    """Return a row a square in which streets run, cut at the edge of the map, in WGS 84.

    Streets and people are those inside the square, to the metre. The mean of an index is over the square's street
    nodes, each as heavy as the length of street that it stands for; nodes whose value is missing or looks past the
    map's edge are left out. Shares are of the square's streets, or people, that lie far enough from the map's edge.

    Parameters
    ----------
    grid : SquareGrid
        The grid.
    nodes : CityNodes
        The nodes of the reference.
    streets : CountedStreets
        The streets, cut at `grid_lines`.
    covered : mapping of numpy.ndarray of shape (parts,)
        By column, the share of each part that has a thing within the distance.
    measured : Measurement
        The nodes' values.
    affected : numpy.ndarray of shape (nodes, columns)
        Which of them look past the map's edge.
    """
    on_map = streets.edge_distance > 0
    of_part = grid.cells_at(streets.parts.x, streets.parts.y)
    at = nodes.sources
    of_node = grid.cells_at(at.x, at.y)
    here = on_map & (streets.amount[STREETS] > 0)
    in_map = nodes.edge_distance > 0
    key, first = np.unique(_keys(np.concatenate([of_part[here], of_node[in_map]])), return_index=True)
    cells = np.concatenate([of_part[here], of_node[in_map]])[first]
    part = np.where(here, np.searchsorted(key, _keys(of_part)), -1)
    node = np.where(in_map, np.searchsorted(key, _keys(of_node)), -1)
    squares = grid.squares(cells)
    table: dict[str, Any] = {
        "cell": [f"{column},{row}" for column, row in cells.tolist()],
        "area_km2": shapely.area(squares) / 1e6,
        "nodes": np.bincount(node[in_map], minlength=len(cells)),
    }
    named = {STREETS: STREET_LENGTH, PEOPLE: PEOPLE}
    for name, amount in streets.amount.items():
        table[named[name]] = total(part[here], amount[here], len(cells))
    counts: dict[str, Any] = {}
    weight = nodes.weights[STREET_LENGTH]
    for number, column in enumerate(measured.columns):
        alive()
        values = measured.table[:, number]
        used = in_map & ~affected[:, number] & ~np.isnan(values)
        table[column.name] = _mean(node[used], values[used], weight[used], len(cells))
        counts[column.name + COUNT] = np.bincount(node[used], minlength=len(cells))
    whole = here & streets.whole
    for column_name, share in covered.items():
        for name, amount in streets.amount.items():
            table[f"{column_name}_{name}"] = _mean(part[whole], share[whole], amount[whole], len(cells))
    return to_wgs84(gpd.GeoDataFrame(pd.DataFrame(table | counts), geometry=squares, crs=grid.crs))


def _keys(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each column and row, in their order."""
    return cells[:, 0] * _ROWS + cells[:, 1]


def _mean(
    cell: NDArray[np.int64], values: NDArray[np.float64], weight: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Return the weighted mean in each cell, NaN where nothing counts."""
    whole = total(cell, weight, count)
    mean = np.full(count, np.nan)
    np.divide(total(cell, values * weight, count), whole, out=mean, where=whole > 0)
    return mean
