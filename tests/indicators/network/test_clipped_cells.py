"""Cells cut to a depth, against shapely's overlay with fine circles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from parklocus.indicators.network.clipped_cells import cut_to_depth

DEPTH = 100.0
CHORDS = 1 - np.sin(np.pi / 32) / (np.pi / 32)  # of a circle's area, what the longest chords leave out


def cells_of(xy):
    around = shapely.box(*(xy.min(axis=0) - 500), *(xy.max(axis=0) + 500))
    return shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=around, ordered=True))


@pytest.mark.parametrize("seed", range(4))
def test_cells_are_cut_as_circles_cut_them_and_still_fit_together(seed):
    random = np.random.default_rng(seed)
    xy = np.concatenate([random.uniform(0, 1500, (40, 2)), random.uniform(0, 120, (20, 2))])
    cells = cells_of(xy)
    if seed % 2:
        cells = shapely.reverse(cells)
    cut = cut_to_depth(cells, xy, DEPTH)
    exact = shapely.intersection(cells, shapely.buffer(shapely.points(xy), DEPTH, quad_segs=400))
    far = ~shapely.equals_exact(cut, cells, 0.0)
    assert far.any()
    assert not far.all()
    assert shapely.is_valid(cut).all()
    assert (shapely.area(shapely.symmetric_difference(cut, exact)) <= CHORDS * np.pi * DEPTH**2).all()
    assert shapely.coverage_is_valid(cut)
    assert shapely.coverage_union_all(cut).area == pytest.approx(shapely.area(cut).sum(), rel=1e-9)
    assert shapely.union_all(cut, grid_size=0.001).area == pytest.approx(shapely.area(cut).sum(), rel=1e-5)


def test_a_cell_that_no_side_cuts_is_a_circle_and_a_small_one_stays():
    lone, small = shapely.box(-500, -500, 500, 500), shapely.box(480, -10, 520, 10)
    circle, same = cut_to_depth(np.array([lone, small]), np.array([[0.0, 0.0], [500.0, 0.0]]), DEPTH)
    assert circle.area == pytest.approx(np.pi * DEPTH**2, rel=2 * CHORDS)
    assert circle.is_valid
    assert same.equals_exact(small)


def test_a_side_that_barely_reaches_into_the_circle_does_not_take_it_away():
    for gap in (1e-3, 1e-7, 1e-12, 0.0, -1e-9):
        cell = shapely.box(-300, -300, DEPTH - gap, 300)
        (cut,) = cut_to_depth(np.array([cell]), np.zeros((1, 2)), DEPTH)
        assert cut.is_valid
        assert cut.area == pytest.approx(np.pi * DEPTH**2, rel=2 * CHORDS)
