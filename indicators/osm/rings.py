"""Closed ways as polygons, many at a time; so, too, relations of an outline and its holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.osm.area_ways import AreaWays

LEAST_RING = 4  # nodes, of which the last is the first
_PORTION = 2_000  # relations
_MOST_EXACT = 2**30  # twice its square is still a whole number of 64 bits


def ring_corners(
    x: NDArray[np.int32], y: NDArray[np.int32], ptr: NDArray[np.int64], is_hole: NDArray[np.bool_] | None = None
) -> NDArray[np.int32]:
    """Return the corners of rings: outlines counter-clockwise, holes clockwise.

    Parameters
    ----------
    x, y : numpy.ndarray of shape (corners,)
        In 1e-7 degrees, ring after ring; the last corner of a ring is its first.
    ptr : numpy.ndarray of shape (rings + 1,)
        Where each ring begins.
    is_hole : numpy.ndarray of shape (rings,), optional
        Which rings are holes; without it none is.
    """
    size = np.diff(ptr)
    dx, dy = (c - np.repeat(c[ptr[:-1]], size).astype(np.int64) for c in (x, y))
    # Twice the area of each ring, in whole numbers; from one ring to the next there is nothing to add.
    double = np.add.reduceat(dx[:-1] * dy[1:] - dx[1:] * dy[:-1], ptr[:-1])
    turned = np.flatnonzero(double < 0 if is_hole is None else (double < 0) != is_hole)
    corners = np.column_stack([x, y])
    begin, end = ptr[turned], ptr[turned + 1]
    forward = ranges(begin, end)
    corners[forward] = corners[np.repeat(begin + end - 1, size[turned]) - forward]
    return corners


def are_simple(corners: NDArray[np.int32], ptr: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rings, drawn counter-clockwise, neither cross nor touch themselves."""
    found = _are_seen_from_within(corners, ptr)
    rest = np.flatnonzero(~found)
    found[rest] = shapely.is_simple(_linear_rings(corners, ptr, rest))
    return found


def polygons(corners: NDArray[np.int32], ptr: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return some of the rings as polygons in degrees."""
    return np.asarray(shapely.polygons(_linear_rings(corners, ptr, chosen)), dtype=object)


def _linear_rings(corners: NDArray[np.int32], ptr: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.object_]:
    begin, end = ptr[chosen], ptr[chosen + 1]
    which = np.repeat(np.arange(len(chosen)), end - begin)
    return np.asarray(shapely.linearrings(corners[ranges(begin, end)] / 1e7, indices=which), dtype=object)


def _are_seen_from_within(corners: NDArray[np.int32], ptr: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rings one sees going round once, always to the left, from the mean of their corners.

    Two thirds of the buildings are such, and need no further look: a line that goes round a point once does not cross
    itself.
    """
    first = ptr[:-1]
    size = np.diff(ptr)
    x, y = (c - np.repeat(np.add.reduceat(c, first) // size, size) for c in corners.T.astype(np.int64))
    if max(np.abs(x).max(), np.abs(y).max()) > _MOST_EXACT:
        return np.zeros(len(size), dtype=bool)
    turn = x[:-1] * y[1:] - x[1:] * y[:-1]
    begins_again = (y[:-1] < 0) & (y[1:] >= 0)  # to the left past the right-hand side: once in each round
    between = ptr[1:-1] - 1  # steps from one ring to the next
    turn[between], begins_again[between] = 1, False
    return (np.minimum.reduceat(turn, first) > 0) & (np.add.reduceat(begins_again, first, dtype=np.int64) == 1)


def outlines_with_holes(
    relations: Mapping[int, Sequence[tuple[int, str]]], ways: AreaWays
) -> Iterator[tuple[list[int], NDArray[np.object_]]]:
    """Yield those relations that are one outline with or without holes, each of one way, and their polygons.

    Most are: houses with a courtyard. The others, and those of which this makes no valid polygon, are left out.

    Parameters
    ----------
    relations : dict
        The ways and their roles by the id of the relation.
    ways : AreaWays
        Their ways.
    """
    is_ring = ways.is_ring.tolist()
    rings = {way for way, row in ways.row.items() if is_ring[row]}
    simple = [number for number, members in relations.items() if _is_simple(members, rings)]
    for first in range(0, len(simple), _PORTION):
        chosen = simple[first : first + _PORTION]
        members = [sorted(relations[number], key=lambda member: member[1] != "outer") for number in chosen]
        rows = np.array([ways.row[way] for of_one in members for way, _role in of_one])
        begin, end = ways.ptr[rows], ways.ptr[rows + 1]
        ring_ptr = np.append(0, np.cumsum(end - begin))
        polygon_ptr = np.cumsum([0, *map(len, members)])
        is_hole = np.ones(len(rows), dtype=bool)
        is_hole[polygon_ptr[:-1]] = False
        nodes = ranges(begin, end)
        offsets = (ring_ptr, polygon_ptr, np.arange(len(chosen) + 1))
        corners = ring_corners(ways.x[nodes], ways.y[nodes], ring_ptr, is_hole) / 1e7
        made = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, corners, offsets)
        sound = shapely.is_valid(made)
        yield [number for number, is_sound in zip(chosen, sound, strict=True) if is_sound], made[sound]


def _is_simple(members: Sequence[tuple[int, str]], rings: set[int]) -> bool:
    roles = sorted(role for _way, role in members)
    return roles == ["inner"] * (len(roles) - 1) + ["outer"] and all(way in rings for way, _role in members)
