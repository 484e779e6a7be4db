"""Where other parks are, against a search from every point; how parks lie among themselves, in closed form."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city, make_parks

from parklocus.indicators import compute
from parklocus.indicators.computing.park_pattern import nearest_neighbours
from parklocus.indicators.network.attach import Attachment
from parklocus.indicators.network.rivals import groups_within, two_nearest
from parklocus.indicators.network.street_network import StreetNetwork


def holey_town(seed):
    """Return the network of a grid with holes and a scrap, split at random points of random parks."""
    rng = np.random.default_rng(seed)
    nodes = [(i, j) for i in range(9) for j in range(9)]
    ways = [
        [(i * 100.0, j * 100.0), (other[0] * 100.0, other[1] * 100.0)]
        for i, j in nodes
        for other in ((i + 1, j), (i, j + 1))
        if other in nodes and rng.random() < 0.8
    ]
    network = StreetNetwork.build(make_city([*ways, [(5000.0, 0.0), (5300.0, 0.0), (5300.0, 200.0)]]))
    edge = np.sort(rng.integers(0, network.city.streets.n_edges, 30))
    offset = rng.uniform(0, 1, 30) * network.city.streets.edge_length[edge]
    offset[:6] = 0.0  # on corners
    edge[7], offset[7] = edge[8], offset[8]  # two parks at one point
    points = Attachment(edge, offset, rng.choice([0.0, 25.0], 30))
    park = rng.integers(0, 9, 30)
    park[7], park[8] = 0, 1
    split, node = network.with_parks(points, park).split(points)
    return split, node, points.leg, park


def searched(network, node, leg, park):
    """Return metres from every node to every park: a search from each of its points, one after the other."""
    graph = nx.Graph()
    graph.add_nodes_from(range(network.graph.n_nodes))
    of_graph = network.graph
    for u, v, length in zip(of_graph.u.tolist(), of_graph.v.tolist(), of_graph.length.tolist(), strict=True):
        if not graph.has_edge(u, v) or graph[u][v]["length"] > length:
            graph.add_edge(u, v, length=length)
    metres = np.full((of_graph.n_nodes, park.max() + 1), np.inf)
    for at, off, number in zip(node.tolist(), leg.tolist(), park.tolist(), strict=True):
        for other, along in nx.single_source_dijkstra_path_length(graph, at, weight="length").items():
            metres[other, number] = min(metres[other, number], along + off)
    return metres


@pytest.mark.parametrize("seed", range(6))
def test_the_nearest_and_the_nearest_of_another_park(seed):
    network, node, leg, park = holey_town(seed)
    expected = searched(network, node, leg, park)
    nearest, owner, other = two_nearest(network.graph, network.parks)
    np.testing.assert_allclose(nearest, expected.min(axis=1), atol=1e-5)
    reached = np.flatnonzero(np.isfinite(nearest))
    np.testing.assert_allclose(expected[reached, owner[reached]], nearest[reached], atol=1e-5)
    assert (owner[~np.isfinite(nearest)] == -1).all()
    without = expected.copy()
    without[reached, owner[reached]] = np.inf
    np.testing.assert_allclose(other, without.min(axis=1), atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_parks_within_a_distance(seed):
    network, node, leg, park = holey_town(seed)
    expected = searched(network, node, leg, park)[node] + leg[:, None] <= 512.3
    np.testing.assert_array_equal(groups_within(network.graph, network.parks, node, leg, 512.3), expected)


def test_parks_and_street_nodes_in_a_row():
    city = make_city(
        [[(x, 0.0) for x in range(0, 4001, 500)], *([(float(x), 0.0), (float(x), 50.0)] for x in (500, 2000))]
    )
    parks = make_parks(city, {"a": shapely.Point(100, 20), "b": shapely.Point(1000, 0), "c": shapely.Point(3900, 0)})
    table = compute(
        city, parks, ["rival_distance", "rivals_within"], parameters={"rivals_within": {"distances": [1000]}}
    )
    assert table["rival_distance"].tolist() == pytest.approx([920, 920, 2900], abs=1e-3)
    assert table["rivals_within_1000"].tolist() == [1, 1, 0]
    x = table.reference.to_crs(city.crs).geometry.x.round()
    at_500 = table.reference[(x == 500) & (table.reference["degree"] == 3)].iloc[0]
    assert at_500["rival_distance"] == pytest.approx(420, abs=1e-3)
    assert at_500["rivals_within_1000"] == 2
    assert table.catchments.empty


def test_a_park_alone_has_no_rival():
    city = make_city(grid_ways(5, 100.0))
    table = compute(city, make_parks(city, {"a": shapely.Point(200, 200)}), ["rival_distance", "rivals_within"])
    assert math.isnan(table["rival_distance"].iloc[0])
    assert "no other park" in table["notes"].iloc[0]
    assert table["rivals_within_3000"].tolist() == [0]
    assert table.provenance["nearest_neighbours"]["extent"] is None


def test_nearest_neighbour_index_in_closed_form():
    side = 10
    points = shapely.points([(float(i), float(j)) for i in range(side) for j in range(side)])
    found = nearest_neighbours(points, shapely.box(0, 0, side, side))
    # Points of a square grid are as far as 1/√(n/A) from one another: twice what chance gives.
    assert found["mean_nearest_m"] == pytest.approx(1)
    assert found["extent"]["index"] == pytest.approx(2)
    assert found["convex_hull"]["index"] == pytest.approx(1 / (0.5 * math.sqrt(81 / 100)))
    assert nearest_neighbours(points[:4], shapely.box(0, 0, 9, 9))["mean_nearest_m"] is None
    in_a_row = nearest_neighbours(shapely.points([(float(i), 0.0) for i in range(6)]), shapely.box(0, 0, 9, 9))
    assert in_a_row["convex_hull"] is None


def test_random_points_are_near_one():
    rng = np.random.default_rng(3)
    found = nearest_neighbours(shapely.points(rng.uniform(0, 1000, (2000, 2))), shapely.box(0, 0, 1000, 1000))
    assert found["extent"]["index"] == pytest.approx(1, abs=0.05)
