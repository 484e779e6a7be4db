"""Points on streets, held to the distance to every street."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from parklocus.indicators.network.attach import nearest_lines

LIMIT = 200.0
METRES = st.integers(-400, 400).map(float)
ENDS = st.tuples(METRES, METRES)


def _by_brute_force(lines: np.ndarray, points: np.ndarray, limit: float) -> set[tuple[int, int]]:
    metres = np.array([[point.distance(line) for line in lines] for point in points])
    return {(int(p), int(n)) for p, n in np.argwhere((metres == metres.min(axis=1, keepdims=True)) & (metres <= limit))}


@given(
    st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=12),
    st.lists(ENDS, min_size=1, max_size=12),
    st.sampled_from([10.0, LIMIT]),
)
@settings(max_examples=60, deadline=None)
def test_nearest_lines_are_those_of_all_distances(
    ends: list[tuple[tuple[float, float], tuple[float, float]]], positions: list[tuple[float, float]], limit: float
) -> None:
    lines, points = shapely.linestrings(ends), shapely.points(positions)
    point, line = nearest_lines(shapely.STRtree(lines), points, limit)
    assert set(zip(point.tolist(), line.tolist(), strict=True)) == _by_brute_force(lines, points, limit)
    assert len(point) == len(set(zip(point.tolist(), line.tolist(), strict=True)))
    assert (np.diff(point) >= 0).all()


@pytest.mark.parametrize("metres", [0.0, 24.0, 25.0, 26.0, 199.0])
def test_both_of_two_streets_equally_near_come_back(metres: float) -> None:
    lines = shapely.linestrings([[(0, 0), (100, 0)], [(0, 2 * metres), (100, 2 * metres)], [(0, 500), (100, 500)]])
    point, line = nearest_lines(shapely.STRtree(lines), shapely.points([[50.0, metres]]), LIMIT)
    assert (point.tolist(), sorted(line.tolist())) == ([0, 0], [0, 1])


def test_no_points_have_no_lines() -> None:
    point, line = nearest_lines(
        shapely.STRtree(shapely.linestrings([[(0, 0), (1, 0)]])), shapely.points(np.empty((0, 2))), LIMIT
    )
    assert not len(point)
    assert not len(line)


def test_where_there_are_no_lines_nothing_is_near() -> None:
    point, _line = nearest_lines(shapely.STRtree([]), shapely.points([[0.0, 0.0]]), LIMIT)
    assert not len(point)
