"""Closed ways as polygons, many at a time; so, too, relations of an outline and its holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.osm.assembly import Corners

LEAST_RING = 4  # nodes, of which the last is the first
_PORTION = 2_000  # relations


def ring_corners(
    x: NDArray[np.int32], y: NDArray[np.int32], ptr: NDArray[np.int64], is_hole: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Return the corners of rings in degrees: outlines counter-clockwise, holes clockwise.

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
    # Twice the area of each ring, in whole numbers.
    dx, dy = (c - np.repeat(c[ptr[:-1]], size).astype(np.int64) for c in (x, y))
    double = np.add.reduceat(dx * np.roll(dy, -1) - np.roll(dx, -1) * dy, ptr[:-1])
    turned = double < 0 if is_hole is None else (double < 0) != is_hole
    forward = np.arange(len(x))
    back = np.repeat(ptr[:-1] + ptr[1:] - 1, size) - forward
    index = np.where(np.repeat(turned, size), back, forward)
    return np.column_stack([x[index], y[index]]) / 1e7


def outlines_with_holes(
    relations: Mapping[int, Sequence[tuple[int, str]]], ways: Mapping[int, Corners]
) -> Iterator[tuple[list[int], NDArray[np.object_]]]:
    """Yield those relations that are one outline with or without holes, each of one way, and their polygons.

    Most are: houses with a courtyard. The others, and those of which this makes no valid polygon, are left out.

    Parameters
    ----------
    relations : dict
        The ways and their roles by the id of the relation.
    ways : dict
        Ids of the nodes, positions in 1e-7 degrees, and which positions are known, by the id of the way.
    """
    is_ring = {way: _is_ring(*corners) for way, corners in ways.items()}
    simple = [number for number, members in relations.items() if _is_simple(members, is_ring)]
    for first in range(0, len(simple), _PORTION):
        chosen = simple[first : first + _PORTION]
        members = [sorted(relations[number], key=lambda member: member[1] != "outer") for number in chosen]
        rings = [ways[way] for of_one in members for way, _role in of_one]
        ring_ptr = np.cumsum([0, *(len(ring[0]) for ring in rings)])
        polygon_ptr = np.cumsum([0, *map(len, members)])
        is_hole = np.ones(len(rings), dtype=bool)
        is_hole[polygon_ptr[:-1]] = False
        x, y = (np.concatenate([ring[axis] for ring in rings]) for axis in (1, 2))
        offsets = (ring_ptr, polygon_ptr, np.arange(len(chosen) + 1))
        corners = ring_corners(x, y, ring_ptr, is_hole)
        made = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, corners, offsets)
        sound = shapely.is_valid(made)
        yield [number for number, is_sound in zip(chosen, sound, strict=True) if is_sound], made[sound]


def _is_ring(refs: NDArray[np.int64], _x: object, _y: object, known: NDArray[np.bool_]) -> bool:
    return len(refs) >= LEAST_RING and bool(refs[0] == refs[-1]) and bool(known.all())


def _is_simple(members: Sequence[tuple[int, str]], is_ring: Mapping[int, bool]) -> bool:
    roles = sorted(role for _way, role in members)
    return roles == ["inner"] * (len(roles) - 1) + ["outer"] and all(is_ring.get(way, False) for way, _role in members)
