"""Land and catchments against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city, make_streets
from scipy.ndimage import distance_transform_edt
from scipy.spatial import cKDTree

from parklocus.indicators.network.catchment import catchment
from parklocus.indicators.network.land import Land
from parklocus.indicators.network.land_blocks import BLOCK, REACH, nearest_squares
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.network.street_network import StreetNetwork


def _land(streets):
    """Return the square metres that belong to each edge."""
    edge = np.arange(streets.n_edges)
    return Land.of(streets).between(edge, np.zeros(len(edge)), streets.edge_length)


@pytest.mark.parametrize("angle", [0.0, 0.3, math.pi / 4, 1.2])
def test_a_long_street_has_100_m_on_either_side_and_round_ends(angle):
    length = 3000.0
    streets = make_streets([[(13.0, 7.0), (13.0 + length * math.cos(angle), 7.0 + length * math.sin(angle))]])
    assert _land(streets)[0] == pytest.approx(200 * length + math.pi * 100**2, rel=0.01)


def test_two_streets_share_what_lies_between():
    streets = make_streets([[(0.0, 0.0), (4000.0, 0.0)], [(0.0, 60.0), (4000.0, 60.0)]])
    assert _land(streets) == pytest.approx([130.0 * 4000 + math.pi * 100**2 * 0.8] * 2, rel=0.03)


def test_streets_within_one_square_share_fairly():
    streets = make_streets([[(0.0, 0.0), (2000.0, 0.0)], [(0.0, 2.0), (2000.0, 2.0)]])
    one, other = _land(streets)
    assert one == pytest.approx(other, rel=0.02)


def test_land_is_told_piece_by_piece_along_a_street():
    streets = make_streets([[(0.0, 0.0), (1000.0, 0.0)]])
    land = Land.of(streets)
    cap = math.pi * 100**2 / 2  # the half circle round a dead end belongs to its last metres
    for start, end, area in ((0, 300, cap + 300 * 200), (300, 700, 400 * 200), (700, 1000, cap + 300 * 200)):
        found = land.between(np.array([0]), np.array([float(start)]), np.array([float(end)]))
        assert found[0] == pytest.approx(area, rel=0.03)


def test_land_next_to_a_junction_is_shared_and_land_farther_off_is_not():
    city = make_city([[(0.0, 0.0), (600.0, 0.0)], [(0.0, 0.0), (0.0, 600.0)]])
    network = StreetNetwork.build(city)
    node = np.flatnonzero((city.streets.node_x == 600) & (city.streets.node_y == 0))
    sources = Sources(node, np.zeros(1), network.graph.x[node], network.graph.y[node])
    reach = next(reaches(network, sources, 300.0))
    assert reach.area(300.0)[0] * 1e6 == pytest.approx(300 * 200 + math.pi * 100**2 / 2, rel=0.03)


def test_all_land_of_a_grid_is_given_once():
    streets = make_streets(grid_ways(9, 150.0))
    total = _land(streets).sum()
    side = 8 * 150.0
    assert total == pytest.approx(side**2 + 4 * side * 100 + math.pi * 100**2, rel=0.005)


def test_the_polygon_is_the_land_that_is_counted():
    city = make_city(grid_ways(15, 120.0))
    network = StreetNetwork.build(city)
    node = np.flatnonzero((city.streets.node_x == 840) & (city.streets.node_y == 840))
    sources = Sources(node, np.zeros(1), network.graph.x[node], network.graph.y[node])
    reach = next(reaches(network, sources, 600.0))
    for radius in (240.0, 420.0, 600.0):
        polygon = catchment(network, node, np.zeros(1), radius)
        assert polygon.is_valid
        assert polygon.area / 1e6 == pytest.approx(reach.area(radius)[0], rel=0.04)
        assert polygon.contains(shapely.Point(840, 840))


def test_the_polygon_of_a_lone_street_is_a_strip_with_round_ends():
    city = make_city([[(0.0, 0.0), (400.0, 0.0)]])
    network = StreetNetwork.build(city)
    whole = catchment(network, np.array([0]), np.zeros(1), 500.0)
    assert whole.area == pytest.approx(400 * 200 + math.pi * 100**2, rel=0.02)  # the last piece ends 4 m early
    strip = shapely.LineString([(0, 0), (400, 0)]).buffer(100)
    assert whole.symmetric_difference(strip).area / strip.area < 0.02


def test_a_leg_shortens_the_catchment():
    city = make_city(grid_ways(9, 100.0))
    network = StreetNetwork.build(city)
    node = np.array([10])
    near = catchment(network, node, np.zeros(1), 300.0)
    assert catchment(network, node, np.array([100.0]), 300.0).area < near.area
    assert catchment(network, node, np.array([400.0]), 300.0).is_empty


def test_land_equals_a_fine_count_of_squares():
    rng = np.random.default_rng(3)
    streets = make_streets([[tuple(rng.uniform(0, 900, 2)), tuple(rng.uniform(0, 900, 2))] for _number in range(12)])
    edge = np.repeat(np.arange(streets.n_edges), 2000)
    share = np.tile(np.linspace(0, 1, 2000), streets.n_edges)
    samples = streets.interpolate(edge, share * streets.edge_length[edge])
    side = np.arange(-120, 1020, 4.0) + 2
    squares = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    distance, nearest = cKDTree(samples).query(squares)
    exact = np.bincount(edge[nearest[distance <= 100]], minlength=streets.n_edges) * 16.0
    counted = _land(streets)
    assert counted.sum() == pytest.approx(exact.sum(), rel=0.005)
    assert counted == pytest.approx(exact, rel=0.1, abs=2000)


@pytest.mark.parametrize("density", [0.3, 0.02, 0.002])
def test_nearest_squares_are_those_of_an_exact_transform(density):
    taken = np.random.default_rng(5).random((90, 70)) < density
    number = np.where(taken, np.arange(taken.size).reshape(taken.shape), -1).astype(np.int32)
    nearest, away = nearest_squares(number)
    metres, (column, row) = distance_transform_edt(~taken, return_indices=True)
    near = metres <= REACH
    assert near.any()
    assert (away[near] == np.round(metres[near] ** 2)).all()
    assert (nearest[near] == number[column, row][near]).all()  # of several as near the same one
    assert (away[~near] > REACH**2).all()


def test_land_does_not_depend_on_where_blocks_begin():
    ways = grid_ways(5, 170.0)
    far = BLOCK * 10 - 437.0  # another street so far to the west that the grid comes to lie across blocks
    moved = make_streets([*ways, [(-far, 20.0), (-far - 300.0, 20.0)]])
    here = moved.node_x[moved.edge_u] >= 0
    assert here.sum() == moved.n_edges - 1
    assert _land(moved)[here] == pytest.approx(_land(make_streets(ways)), abs=1e-6)
