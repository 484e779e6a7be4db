"""Voronoi cells cut to a depth about their points, so that neighbours still meet in the very same corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEP = np.pi / 32  # between corners on a circle
_LEAST = 0.001  # metres of a side that lie within the circle; less is none
_NO_TURN = 2 * np.pi - 5e-6  # a turn as great as this is rounding; `_LEAST` takes more of a circle


def cut_to_depth(cells: NDArray[np.object_], middle: NDArray[np.float64], depth: float) -> NDArray[np.object_]:
    """Return convex cells without what lies farther from their points than a depth.

    Where a circle crosses a side that two cells share is worked out once for both: the cells stay a coverage, whose
    union needs no search for where sides cross. (Both points are as far from any place on the side.)

    Parameters
    ----------
    cells : numpy.ndarray of shape (cells,)
        Polygons, each corner of which is exactly that of its neighbours.
    middle : numpy.ndarray of shape (cells, 2)
        The point of each, in it.
    depth : float
        Metres.
    """
    cut = cells.copy()
    corner, cell = shapely.get_coordinates(cells, return_index=True)
    away = np.hypot(*(corner - middle[cell]).T)
    first = np.searchsorted(cell, np.arange(len(cells)))
    far = np.flatnonzero(np.maximum.reduceat(away, first) > depth) if len(cells) else np.empty(0, dtype=np.int64)
    if len(far):
        turned = np.where(shapely.is_ccw(shapely.get_exterior_ring(cells[far])), 1.0, -1.0)
        cut[far] = _rings(cells[far], middle[far], turned, depth)
    return cut


def _rings(
    cells: NDArray[np.object_], middle: NDArray[np.float64], turned: NDArray[np.float64], depth: float
) -> NDArray[np.object_]:
    """Return what of each cell lies within the depth: the parts of its sides, and arcs between them."""
    corner, cell = shapely.get_coordinates(cells, return_index=True)
    side = np.flatnonzero((cell[1:] == cell[:-1]) & (corner[1:] != corner[:-1]).any(axis=1))
    cell, enter, leave = _sides_within(corner[side], corner[side + 1], cell[side], middle, depth)
    round_about = np.setdiff1d(np.arange(len(cells)), cell)  # no side comes near: nothing but the circle is left
    whole = middle[round_about] + [depth, 0.0]
    cell = np.concatenate([cell, round_about])
    enter, leave = np.concatenate([enter, whole]), np.concatenate([leave, whole])
    order = np.argsort(cell, kind="stable")
    cell, enter, leave = cell[order], enter[order], leave[order]

    last = np.append(cell[1:] != cell[:-1], True)
    following = np.arange(1, len(cell) + 1)
    following[last] = np.flatnonzero(np.append(True, last[:-1]))
    begin, end = (np.arctan2(*(at - middle[cell]).T[::-1]) for at in (leave, enter[following]))
    turn = (turned[cell] * (end - begin)) % (2 * np.pi)
    turn[turn > _NO_TURN] = 0.0
    turn[np.isin(cell, round_about)] = 2 * np.pi
    steps = np.maximum(np.ceil(turn / _STEP).astype(np.int64), 1)
    meets = (leave == enter[following]).all(axis=1) & (turn < np.pi)
    # Each side gives where it enters, where it leaves unless the next begins there, and the corners of the arc.
    number = 1 + np.where(meets, 0, steps)
    of_side = np.repeat(np.arange(len(cell)), number)
    rank = ranges(np.zeros(len(number), dtype=np.int64), number)
    angle = begin[of_side] + turned[cell[of_side]] * (rank - 1) * (turn / steps)[of_side]
    arc = middle[cell[of_side]] + depth * np.column_stack([np.cos(angle), np.sin(angle)])
    points = np.where((rank == 0)[:, None], enter[of_side], np.where((rank == 1)[:, None], leave[of_side], arc))
    keep = (rank > 0) | ~np.isin(cell[of_side], round_about)
    return np.asarray(shapely.polygons(shapely.linearrings(points[keep], indices=cell[of_side][keep])))


def _sides_within(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    cell: NDArray[np.int64],
    middle: NDArray[np.float64],
    depth: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the parts of sides within the depth of the cells' points: cell, where it begins and where it ends."""
    back = (end[:, 0] < start[:, 0]) | ((end[:, 0] == start[:, 0]) & (end[:, 1] < start[:, 1]))
    both = np.where(back[:, None], np.hstack([end, start]), np.hstack([start, end]))
    shared, one, number = np.unique(both, axis=0, return_index=True, return_inverse=True)
    origin, way = shared[:, :2], shared[:, 2:] - shared[:, :2]
    length = np.hypot(*way.T)
    along = way / length[:, None]
    offset = middle[cell[one]] - origin
    foot = (offset * along).sum(axis=1)
    half = np.sqrt(np.maximum(depth**2 - (offset**2).sum(axis=1) + foot**2, 0.0))
    low, high = np.maximum(foot - half, 0.0), np.minimum(foot + half, length)
    within = high - low > _LEAST
    near = np.where((low == 0.0)[:, None], origin, origin + low[:, None] * along)
    far = np.where((high == length)[:, None], shared[:, 2:], origin + high[:, None] * along)
    number = number.ravel()
    kept = within[number]
    number, back = number[kept], back[kept][:, None]
    return cell[kept], np.where(back, far[number], near[number]), np.where(back, near[number], far[number])
