"""Streets: what is contracted, what stays."""

from __future__ import annotations

import numpy as np
import pytest
from cities import grid_ways, make_streets
from hypothesis import given, settings
from hypothesis import strategies as st

from parklocus.indicators.city.streets import Streets, build_streets


def lengths(streets: Streets) -> list[float]:
    return sorted(streets.edge_length.round(6).tolist())


def test_a_chain_of_ways_is_one_edge():
    streets = make_streets([[(0, 0), (10, 0)], [(30, 0), (20, 0), (10, 0)], [(30, 0), (30, 40)]])
    assert (streets.n_nodes, streets.n_edges) == (2, 1)
    assert lengths(streets) == [70.0]
    assert sorted(streets.degree.tolist()) == [1, 1]


def test_a_change_of_class_keeps_its_node():
    streets = make_streets([[(0, 0), (10, 0)], [(10, 0), (30, 0)]], ["residential", "footway"])
    assert lengths(streets) == [10.0, 20.0]
    assert sorted(streets.degree.tolist()) == [1, 1, 2]


def test_parallel_edges_and_loops_stay():
    ways = [
        [(0, 0), (100, 0)],
        [(0, 0), (50, 80), (100, 0)],
        [(100, 0), (150, 50), (150, -50), (100, 0)],
        [(0, 0), (-10, 0)],
    ]
    streets = make_streets(ways)
    assert streets.n_edges == 4
    loops = streets.edge_u == streets.edge_v
    assert loops.sum() == 1
    assert sorted(streets.degree.tolist()) == [1, 3, 4]


def test_a_ring_that_stands_alone_is_one_loop():
    streets = make_streets([[(0, 0), (10, 0), (10, 10)], [(10, 10), (0, 10), (0, 0)]])
    assert (streets.n_nodes, streets.n_edges) == (1, 1)
    assert lengths(streets) == [40.0]
    assert streets.degree.tolist() == [2]


def test_a_crossing_without_a_shared_node_is_a_bridge():
    streets = make_streets([[(-10, 0), (10, 0)], [(0, -10), (0, 10)]])
    assert streets.n_edges == 2
    assert streets.component.max() == 1


def test_a_grid():
    streets = make_streets(grid_ways(4, 100.0))
    corners = 4  # degree 2: contracted
    assert streets.n_nodes == 16 - corners
    assert streets.n_edges == 24 - corners
    assert streets.edge_length.sum() == pytest.approx(2400)


def test_components_are_numbered_from_the_largest():
    far = [[(5000 + x, y) for x, y in way] for way in grid_ways(3, 10.0)]
    streets = make_streets([*far, *grid_ways(5, 100.0)])
    assert np.bincount(streets.component).tolist() == [21, 5]
    assert set(streets.node_x[streets.component == 1] >= 5000) == {True}


def test_only_scraps_are_cut_off():
    scrap = [[(5000, 0), (5100, 0)]]
    streets = make_streets([*grid_ways(20, 100.0), *scrap])
    assert streets.is_cut_off.sum() == 1
    halves = make_streets([*grid_ways(5, 100.0), *[[(5000 + x, y) for x, y in way] for way in grid_ways(4, 100.0)]])
    assert not halves.is_cut_off.any()


def test_interpolate_walks_along_the_bends():
    streets = make_streets([[(0, 0), (10, 0), (10, 10)]])
    forward = streets.vertex_x[0] == 0
    at = streets.interpolate(np.array([0, 0]), np.array([4.0, 13.0]))
    assert at.tolist() == ([[4.0, 0.0], [10.0, 3.0]] if forward else [[10.0, 6.0], [7.0, 0.0]])


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.randoms(use_true_random=False))
def test_names_of_nodes_and_order_of_ways_change_nothing(count, random):
    ways = grid_ways(count, 50.0)
    random.shuffle(ways)
    ways = [way[::-1] if random.random() < 0.5 else way for way in ways]
    vertices = sorted({vertex for way in ways for vertex in way})
    names = dict(zip(vertices, random.sample(range(10**6), len(vertices)), strict=True))
    refs = [names[vertex] for way in ways for vertex in way]
    xy = np.array([vertex for way in ways for vertex in way])
    ptr = np.cumsum([0, *map(len, ways)])
    streets = build_streets(np.array(refs), xy[:, 0], xy[:, 1], ptr, np.zeros(len(ways), dtype=np.int8))
    plain = make_streets(grid_ways(count, 50.0))
    assert lengths(streets) == lengths(plain)
    assert sorted(streets.degree.tolist()) == sorted(plain.degree.tolist())
