"""Access points: where parks of each shape meet the streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cities import grid_ways, make_streets

from parklocus.indicators.network.access import access_points


def positions(streets, found):
    at = streets.interpolate(found.points.edge, found.points.offset).round(3)
    return sorted(map(tuple, at.tolist()))


@pytest.fixture
def grid():
    return make_streets(grid_ways(5, 100.0))


def test_a_polygon_is_entered_where_its_boundary_crosses(grid):
    found = access_points(grid, np.array([shapely.box(50, 50, 150, 150)]))
    assert positions(grid, found) == [(50, 100), (100, 50), (100, 150), (150, 100)]
    assert (found.points.leg == 0).all()


def test_a_boundary_along_a_street_gives_the_ends_of_the_stretch(grid):
    found = access_points(grid, np.array([shapely.box(130, 100, 370, 160)]))
    # Along y = 100 from 130 to 370, across x = 200 and x = 300 at the top; those two also meet the stretch itself.
    assert positions(grid, found) == [(130, 100), (200, 100), (200, 160), (300, 100), (300, 160), (370, 100)]


def test_a_polygon_off_the_streets_is_entered_from_its_nearest_point(grid):
    found = access_points(grid, np.array([shapely.box(120, 130, 180, 170)]))
    assert positions(grid, found)[0][0] in {100.0, 200.0}
    assert found.points.leg.tolist() == [20.0]
    assert found.xy[0, 0] in {120.0, 180.0}


def test_a_polygon_that_holds_all_streets_is_entered_from_its_boundary():
    streets = make_streets([[(0, 0), (100, 0)]])
    found = access_points(streets, np.array([shapely.box(-50, -40, 150, 70)]))
    assert len(found.park) == 1
    assert found.points.leg.tolist() == [40.0]


def test_a_point_has_one_access_point_with_its_leg(grid):
    found = access_points(grid, np.array([shapely.Point(140, 110), None, shapely.Point(5000, 5000)]))
    assert found.park.tolist() == [0]
    assert positions(grid, found) == [(140, 100)]
    assert found.points.leg.tolist() == [10.0]


def test_several_parts_and_holes(grid):
    ring = shapely.box(50, 50, 350, 350).difference(shapely.box(150, 150, 250, 250))
    found = access_points(grid, np.array([ring]))
    assert len(found.park) == 4 * 3 + 4


def test_crossings_at_one_spot_are_one(grid):
    found = access_points(grid, np.array([shapely.Polygon([(100, 100), (150, 130), (130, 150)])]))
    assert positions(grid, found) == [(100, 100)]


def test_scraps_that_are_cut_off_are_passed_over():
    scrap = [[(150, 140), (160, 140)]]
    streets = make_streets([*grid_ways(15, 100.0), *scrap])
    found = access_points(streets, np.array([shapely.box(120, 120, 155, 180), shapely.Point(150, 139)]))
    assert found.cut_off.tolist() == [1, 1]
    assert found.points.leg.tolist() == [20.0, 39.0]
    assert not streets.is_cut_off[found.points.edge].any()


def test_a_scrap_is_better_than_nothing():
    streets = make_streets([*grid_ways(15, 100.0), [(9000, 0), (9010, 0)]])
    found = access_points(streets, np.array([shapely.Point(9005, 5)]))
    assert found.points.leg.tolist() == [5.0]
    assert streets.is_cut_off[found.points.edge].all()
