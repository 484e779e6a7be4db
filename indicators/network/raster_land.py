"""Spread what a raster's cells hold over the streets, by the land of each cell that is nearest to each street."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.attach import attach_points
from parklocus.indicators.network.land import Land
from parklocus.indicators.network.land_blocks import BLOCK, LandBlock, land_blocks
from parklocus.indicators.network.street_squares import CELL, StreetSquares, total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets
    from parklocus.indicators.rasters import RasterWindow


_SHORTEST = 1e-6  # metres; an edge of no length keeps nothing
_DENSEST = 200_000.0  # people per km² of land along the streets, more than any city has


@dataclass(frozen=True, eq=False)
class SpreadRaster:
    """What a raster's cells hold, on the streets.

    Attributes
    ----------
    amount : numpy.ndarray of shape (edges,)
        People per metre of street; or, of a raster of light, radiance times the land on which it is known.
    known_land : numpy.ndarray of shape (edges,)
        Square metres of land per metre of street on which the raster holds a value.
    coverage : shapely geometry or None
        Where the raster lies, if it does not cover the whole of the city.
    facts : dict
        Where the raster came from and what was spread.
    """

    amount: NDArray[np.float64]
    known_land: NDArray[np.float64]
    coverage: Any
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class _LandInCells:
    """Land by the square with a street that it belongs to and the cell it lies in, a row a pair."""

    square: NDArray[np.int64]
    cell: NDArray[np.int64]
    land: NDArray[np.float64]
    within: NDArray[np.float64]  # the part of the land that lies within the city's extent


class Spread(NamedTuple):
    """What comes of one walk over the land: the rasters on the streets, and the land itself."""

    rasters: list[SpreadRaster]
    land: Land


def spread_rasters(streets: Streets, extent: Any, windows: Sequence[RasterWindow]) -> Spread:
    """Spread rasters over the streets.

    Land within 100 m of a street belongs to the nearest street, square by square of 10 m. A cell's people within the
    extent (all of them, or in the measure of its area where the extent's edge cuts it) are given to the streets that
    own land of the cell within the extent, by how much. A cell without such land gives its people to the street
    nearest to its middle if that lies within 200 m; other people are not reached, and are counted. Light is not moved:
    a street has the radiance of its land.

    Parameters
    ----------
    streets : Streets
        The network.
    extent : shapely geometry
        The area that the extract covers, in the streets' CRS.
    windows : sequence of RasterWindow
        The rasters.

    Raises
    ------
    InputError
        A raster would put more people on the land than any city holds.
    """
    squares = StreetSquares.of(streets)
    parts: list[list[_LandInCells]] = [[] for _window in windows]
    land = np.zeros(len(squares.column))
    shapely.prepare(extent)
    for block in land_blocks(squares):
        block.add_to(land)
        inside = _inside(extent, block, squares.origin)
        for found, window in zip(parts, windows, strict=True):
            found.append(_pairs(block, inside, squares.origin, window))
    rasters = [
        _spread(streets, extent, squares, _joined(found), window) for found, window in zip(parts, windows, strict=True)
    ]
    return Spread(rasters, Land.along(streets, squares, land))


def _inside(extent: Any, block: LandBlock, origin: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which squares of a block have their middle within the extent."""
    left, low = (np.array([block.left, block.low]) + origin) * CELL
    box = shapely.box(left, low, left + BLOCK * CELL, low + BLOCK * CELL)
    if shapely.contains_properly(extent, box):
        return np.ones((BLOCK, BLOCK), dtype=bool)
    if not shapely.intersects(extent, box):
        return np.zeros((BLOCK, BLOCK), dtype=bool)
    middle = (np.arange(BLOCK) + 0.5) * CELL
    return shapely.contains_xy(extent, *np.meshgrid(left + middle, low + middle, indexing="ij"))


def _pairs(
    block: LandBlock, inside: NDArray[np.bool_], origin: NDArray[np.int64], window: RasterWindow
) -> _LandInCells:
    """Return the land of a block by owner and cell.

    The block's corners are projected and the squares between them interpolated: over 2 km the error is some
    decimetres, where projecting each square would take longer than all the rest.
    """
    left, low = (np.array([block.left, block.low]) + origin) * CELL
    side = BLOCK * CELL
    corner_column, corner_row = window.cells_at(
        np.array([left, left + side, left, left + side]), np.array([low, low, low + side, low + side])
    )
    share = (np.arange(BLOCK) + 0.5) / BLOCK
    weights = np.stack([(1 - share), share])  # of shape (ends, squares)
    column = np.einsum("ji,ia,jb->ab", corner_column.reshape(2, 2), weights, weights)
    row = np.einsum("ji,ia,jb->ab", corner_row.reshape(2, 2), weights, weights)
    cell = window.number(column.ravel()[block.place], row.ravel()[block.place])
    n_cells = window.values.size + 1
    key, pair = np.unique(block.owner * n_cells + cell + 1, return_inverse=True)
    return _LandInCells(
        square=key // n_cells,
        cell=key % n_cells - 1,
        land=total(pair, block.area, len(key)),
        within=total(pair, block.area * inside.ravel()[block.place], len(key)),
    )


def _joined(parts: Sequence[_LandInCells]) -> _LandInCells:
    return _LandInCells(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("square", "cell", "land", "within"))
    )


def _spread(
    streets: Streets, extent: Any, squares: StreetSquares, pairs: _LandInCells, window: RasterWindow
) -> SpreadRaster:
    n_squares = len(squares.column)
    values = window.values.ravel()
    value = np.where(pairs.cell >= 0, values[pairs.cell], np.nan)
    known = ~np.isnan(value)
    facts: dict[str, Any] = dict(window.origin)
    if window.kind == "night_light":
        weight = np.where(known, pairs.land * np.nan_to_num(value), 0.0)
        amount = squares.to_edges(total(pairs.square, weight, n_squares), streets.n_edges)
    else:
        amount, counted = _people(streets, extent, squares, pairs, window)
        facts |= counted
    known_land = total(pairs.square, np.where(known, pairs.land, 0.0), n_squares)
    facts["land_with_data"] = float(known_land.sum() / pairs.land.sum())
    length = np.maximum(streets.edge_length, _SHORTEST)
    covers = shapely.covers(window.coverage.buffer(1.0), extent)
    return SpreadRaster(
        amount=amount / length,
        known_land=squares.to_edges(known_land, streets.n_edges) / length,
        coverage=None if covers else window.coverage,
        facts=facts,
    )


def _check_crowd(people: float, land: float, window: RasterWindow) -> None:
    """Refuse more people than any city holds: the cells are likely to hold people per km²."""
    crowd = people / max(land / 1e6, 1e-6)
    if crowd > _DENSEST:
        message = _("{file} would put {crowd:,.0f} people on each km²: {cure}.")
        cures = {
            "population": _("if its cells hold people per km², give it as population_density"),
            "population_density": _("if its cells hold numbers of people, give it as population"),
        }
        raise InputError(message.format(file=window.origin["file"], crowd=crowd, cure=cures[window.kind]))


def _people(
    streets: Streets, extent: Any, squares: StreetSquares, pairs: _LandInCells, window: RasterWindow
) -> tuple[NDArray[np.float64], dict[str, Any]]:
    """Return the people of each edge, and what became of all."""
    share = window.share_within(extent)
    of_cell = window.people() * share
    on_raster = pairs.cell >= 0
    square, cell, land = pairs.square[on_raster], pairs.cell[on_raster], pairs.within[on_raster]
    land_of_cell = total(cell, land, len(of_cell))
    settled = land_of_cell > 0
    per_land = np.divide(of_cell, land_of_cell, out=np.zeros(len(of_cell)), where=settled)
    on_square = total(square, per_land[cell] * land, len(squares.column))
    on_edge = squares.to_edges(on_square, streets.n_edges)

    lone = np.flatnonzero(~settled & (of_cell > 0))
    moved = 0.0
    if len(lone):
        middle = shapely.centroid(shapely.intersection(window.polygons(lone), extent))
        at = attach_points(streets, shapely.get_x(middle), shapely.get_y(middle))
        on_edge += total(at.edge[at.attached], of_cell[lone][at.attached], streets.n_edges)
        moved = float(of_cell[lone][at.attached].sum())
    people = float(of_cell.sum())
    _check_crowd(people, float(pairs.within.sum()), window)
    reached = float(per_land[settled] @ land_of_cell[settled]) + moved
    return on_edge, {
        "people": people,
        "people_moved_to_a_street": moved,
        "people_not_reached": max(people - reached, 0.0),
        "cells_across_the_edge": int(((share > 0) & (share < 1)).sum()),
    }
