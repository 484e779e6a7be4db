"""The form of streets in closed form, on grids and streets drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from cities import grid_ways, make_city

from parklocus.indicators.catalogue import resolve
from parklocus.indicators.computing.measure import measure
from parklocus.indicators.network.attach import attach_points
from parklocus.indicators.network.reach import Sources
from parklocus.indicators.network.street_network import StreetNetwork

FORM = ["link_node_ratio", "dead_end_share", "street_density", "block_length"]


def at_position(city, x, y, radius):
    """Return the four indices at the position of the streets nearest to a point."""
    points = attach_points(city.streets, np.array([x]), np.array([y]))
    network, node = StreetNetwork.build(city).split(points)
    sources = Sources(node, np.zeros(1), network.graph.x[node], network.graph.y[node])
    table = measure(network, sources, resolve(FORM, {index: {"radii": [radius]} for index in FORM}), []).table
    return dict(zip(FORM, table[0].tolist(), strict=True))


def test_a_diamond_of_a_grid():
    seen = at_position(make_city(grid_ways(13, 100.0)), 600.0, 600.0, 300)
    # 25 nodes within 300 m, joined by 36 streets of 100 m; 50 m² of land for each metre of street, so 1 km² has 20 km.
    assert seen["link_node_ratio"] == pytest.approx(36 / 25)
    assert seen["dead_end_share"] == 0
    assert seen["block_length"] == pytest.approx(100)
    assert seen["street_density"] == pytest.approx(20, rel=0.02)


def test_a_comb_seen_from_the_middle_of_a_street():
    # A street of five junctions 100 m apart, each with a dead end of 40 m.
    back = [(float(x), 0.0) for x in range(0, 500, 100)]
    city = make_city([[(-70.0, 0.0), *back, (470.0, 0.0)], *([spot, (spot[0], 40.0)] for spot in back)])
    seen = at_position(city, 150.0, 0.0, 100)
    # Within 100 m: two junctions 50 m away and their dead ends 90 m away; three links between the four.
    assert seen["link_node_ratio"] == pytest.approx(3 / 4)
    assert seen["dead_end_share"] == pytest.approx(1 / 2)
    assert seen["block_length"] == pytest.approx((100 + 40 + 40) / 3)


def test_nothing_within_is_missing_and_a_single_node_has_no_link():
    city = make_city([[(0, 0), (1000, 0)], [(1000, 0), (1000, 300)], [(1000, 0), (1300, 0)]])
    nothing = at_position(city, 500.0, 0.0, 200)
    assert np.isnan([nothing[index] for index in ("link_node_ratio", "dead_end_share", "block_length")]).all()
    assert nothing["street_density"] > 0
    single = at_position(city, 100.0, 0.0, 200)
    assert (single["link_node_ratio"], single["dead_end_share"]) == (0, 1)
    assert np.isnan(single["block_length"])


def test_a_loop_is_a_link_and_a_ring_that_stands_alone_is_none():
    loop = [(100, 0), (150, 50), (150, -50), (100, 0)]
    city = make_city([[(0, 0), (100, 0)], loop, [(30, 30), (60, 30), (45, 60), (30, 30)]])
    network = StreetNetwork.build(city)
    around = 100 + 2 * np.hypot(50, 50)
    assert sorted(network.links.length.tolist()) == pytest.approx([100, around])
    assert np.count_nonzero(network.links.of_edge < 0) == 1
    seen = at_position(city, 0.0, 0.0, 120)
    assert seen["link_node_ratio"] == pytest.approx(2 / 2)
    assert seen["block_length"] == pytest.approx((100 + around) / 2)
