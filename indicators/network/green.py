"""Green land on the streets: how much lies along each, and where each green area is entered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parklocus.indicators.city.land_cover import valid
from parklocus.indicators.city.streets import ATTACH_LIMIT
from parklocus.indicators.network.attach import Attachment
from parklocus.indicators.network.land import Land as StreetLand
from parklocus.indicators.network.land_blocks import BLOCK, land_blocks
from parklocus.indicators.network.street_squares import CELL, StreetSquares
from parklocus.indicators.osm.areas import Land

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.city.streets import Streets
    from parklocus.indicators.network.land_blocks import LandBlock


def land_and_green(city: City, land: StreetLand | None = None) -> tuple[StreetLand, StreetLand]:
    """Return all land and the green land that belong to each street edge, piece by piece along it.

    Both from one walk over the same squares of 10 m; green is the share of a square's four quarters whose middle is
    green. Where all land is given only blocks with green in them are looked at.
    """
    streets = city.streets
    squares = StreetSquares.of(streets)
    shapes = valid(city.land.shapes[city.land.is_any(Land.GREEN)])
    tree = shapely.STRtree(shapes)

    def near(left: int, low: int) -> NDArray[np.int64]:
        west, south = ((np.array([left, low]) + squares.origin) * CELL).tolist()
        return tree.query(shapely.box(west, south, west + BLOCK * CELL, south + BLOCK * CELL))

    whole, green = np.zeros(len(squares.column)), np.zeros(len(squares.column))
    for block in land_blocks(squares, None if land is None else lambda left, low: len(near(left, low)) > 0):
        block.add_to(whole)
        there = near(block.left, block.low)
        if len(there):
            block.add_to(green, _green_share(shapes[there], squares.origin, block))
    return land or StreetLand.along(streets, squares, whole), StreetLand.along(streets, squares, green)


def _green_share(shapes: NDArray[np.object_], origin: NDArray[np.int64], block: LandBlock) -> NDArray[np.float64]:
    """Return the green share of each square of land of a block."""
    step = CELL / 2
    side = 2 * BLOCK
    corner = (np.array([block.left, block.low]) + origin) * CELL
    is_green = np.zeros((side, side), dtype=bool)
    shapely.prepare(shapes)
    bounds = (shapely.bounds(shapes) - np.tile(corner, 2)) / step
    first = np.clip(np.floor(bounds[:, :2]), 0, side).astype(np.int64)
    last = np.clip(np.ceil(bounds[:, 2:]), 0, side).astype(np.int64)
    middle = (np.arange(side) + 0.5) * step
    is_land = np.zeros(BLOCK * BLOCK, dtype=bool)
    is_land[block.place] = True
    has_land = np.repeat(np.repeat(is_land.reshape(BLOCK, BLOCK), 2, axis=0), 2, axis=1)
    for shape, (left, low), (right, high) in zip(shapes, first, last, strict=True):
        window = np.s_[left:right, low:high]
        column, row = np.nonzero(has_land[window] & ~is_green[window])
        inside = shapely.contains_xy(shape, corner[0] + middle[column + left], corner[1] + middle[row + low])
        is_green[column[inside] + left, row[inside] + low] = True
    return is_green.reshape(BLOCK, 2, BLOCK, 2).mean(axis=(1, 3)).ravel()[block.place]


@lru_cache(maxsize=1)
def green_entrances(city: City, least_area: float) -> Attachment:
    """Return where public green areas of a size in m² are entered from the streets.

    An area is entered where a street crosses its edge or runs in it; one that no street touches, at the point of the
    streets nearest to it, if that is within `ATTACH_LIMIT`. Streets that are cut off from the network do not hide
    others.
    """
    return area_entrances(city.streets, public_green(city, least_area))[0]


@lru_cache(maxsize=1)
def open_spaces(city: City) -> tuple[NDArray[np.float64], Attachment, NDArray[np.int64]]:
    """Return the m² of each public open space, where spaces are entered from the streets, and each entrance's space.

    Areas that touch or overlap are one space: a park is often mapped in pieces, a playground within it.
    """
    land = city.land
    shapes = valid(land.shapes[land.is_any(Land.OPEN_SPACE) & ~land.is_any(Land.CLOSED)])
    spaces = shapely.get_parts(shapely.union_all(shapes)) if len(shapes) else shapes
    spaces = spaces[shapely.area(spaces) > 0]
    return shapely.area(spaces), *area_entrances(city.streets, spaces)


def area_entrances(streets: Streets, shapes: NDArray[np.object_]) -> tuple[Attachment, NDArray[np.int64]]:
    """Return where areas are entered from the streets, by the rule of `green_entrances`, and each entrance's area."""
    if not len(shapes):
        nothing = np.empty(0, dtype=np.int64)
        return Attachment(nothing, np.empty(0), np.empty(0)), nothing
    number, edge = streets.tree.query(shapes, predicate="intersects")
    parts, pair = shapely.get_parts(shapely.intersection(streets.lines[edge], shapes[number]), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    pair = pair[part]
    offset = shapely.line_locate_point(streets.lines[edge[pair]], shapely.points(xy))
    touched = np.unique(number[~streets.is_cut_off[edge]])
    beside, edge_beside, offset_beside, leg = _nearest_streets(
        streets, shapes, np.setdiff1d(np.arange(len(shapes)), touched)
    )
    entrances = Attachment(
        np.concatenate([edge[pair], edge_beside]).astype(np.int64),
        np.concatenate([offset, offset_beside]),
        np.concatenate([np.zeros(len(pair)), leg]),
    )
    return entrances, np.concatenate([number[pair], beside])


@lru_cache(maxsize=1)
def public_green(city: City, least_area: float) -> NDArray[np.object_]:
    """Return the green areas of at least a size in m² that are not closed to the public."""
    land = city.land
    shapes = valid(land.shapes[land.is_any(Land.GREEN) & ~land.is_any(Land.CLOSED)])
    return shapes[shapely.area(shapes) >= least_area]


def _nearest_streets(
    streets: Streets, shapes: NDArray[np.object_], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return those rows that have a street within the limit, its edge, the offset along it and the metres to it."""
    edges, tree = streets.connected
    row, edge = tree.query_nearest(shapes[rows], max_distance=ATTACH_LIMIT, all_matches=False)
    row, edge = rows[row], edges[edge]
    way = shapely.shortest_line(streets.lines[edge], shapes[row])
    offset = shapely.line_locate_point(streets.lines[edge], shapely.get_point(way, 0))
    return row, edge, np.asarray(offset), np.asarray(shapely.length(way))
