"""Names beside points, so that none covers another or a point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Box = tuple[float, float, float, float]  # left, top, right, bottom

_DISTANCES = (0.09, 0.15, 0.22, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.3, 1.6)  # inches from the point, the nearest first
_ANGLES = (0, 180, 30, -30, 150, -150, 60, -60, 120, -120, 90, -90)  # right and left read best
_MARGIN = 0.02
_DOT = 0.06  # half the side of the square about a point that stays free


@dataclass(frozen=True)
class Label:
    """Where a name stands: the box it fills, and the point it belongs to."""

    left: float
    middle: float
    point: tuple[float, float]
    away: bool  # so far that a line should lead to it


def placed(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    obstacles: Sequence[Box] = (),
) -> list[Label]:
    """Place a name of some width and height beside each point.

    The names of points that stand closest go first. Where there is no free place near a point the one with the least
    overlap is taken.

    Parameters
    ----------
    points : sequence of (x, y)
        In inches.
    sizes : sequence of (width, height)
        Of the names, in the same order.
    bounds : tuple
        Left, top, right and bottom that names stay within.
    obstacles : sequence of tuple
        Boxes of what else is drawn there, such as the lines of intervals.
    """
    taken = [*obstacles, *((x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in points)]
    labels: dict[int, Label] = {}
    for number in sorted(range(len(points)), key=lambda one: (-_neighbours(points, one), one)):
        least, chosen = math.inf, None
        for label, box in _candidates(points[number], sizes[number]):
            outside = _area(box) - overlap(box, bounds)
            covered = sum(overlap(box, other) for other in taken)
            # What lies outside is lost, which is worse than being covered.
            badness = covered + 10 * outside
            if badness < least - 1e-9:
                least, chosen = badness, (label, box)
            if badness <= 1e-9:
                break
        if chosen is not None:
            labels[number] = chosen[0]
            taken.append(chosen[1])
    return [labels[number] for number in range(len(points))]


def _candidates(point: tuple[float, float], size: tuple[float, float]) -> Iterator[tuple[Label, Box]]:
    (x, y), (width, height) = point, size
    for distance in _DISTANCES:
        for angle in _ANGLES:
            across, down = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
            # The box touches the point's circle with the side that looks at it.
            left = x + distance * across - (0 if across > 0.1 else width if across < -0.1 else width / 2)
            middle = y + distance * down + (height / 2) * (0 if abs(across) > 0.99 else down)
            box = (left - _MARGIN, middle - height / 2, left + width + _MARGIN, middle + height / 2)
            yield Label(left, middle, point, distance > _DISTANCES[1]), box


def _neighbours(points: Sequence[tuple[float, float]], number: int) -> int:
    return sum(math.dist(points[number], other) < 0.6 for other in points)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0
