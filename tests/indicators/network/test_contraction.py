"""The contracted search against a plain one, and what must not change what a node reaches."""

from __future__ import annotations

import numpy as np
import pytest
from cities import make_city
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.network.attach import Attachment
from parklocus.indicators.network.contraction import MOST_NEIGHBOURS, Contraction, least_arcs
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.network.street_network import StreetNetwork

LIMIT = 400.0
CATEGORIES = ("food", "culture")


def random_ways(rng):
    """Return the streets of a bent grid with holes and dead ends, a loop, a parallel street and a scrap beside it."""
    size = int(rng.integers(4, 8))
    corner = {
        (i, j): (i * 110 + rng.uniform(-35, 35), j * 110 + rng.uniform(-35, 35))
        for i in range(size)
        for j in range(size)
    }
    ways = [
        [corner[at], corner[other]]
        for at in corner
        for other in ((at[0] + 1, at[1]), (at[0], at[1] + 1))
        if other in corner and rng.random() < 0.75
    ]
    x, y = corner[1, 1]
    ways.append([(x, y), (x + 30, y + 40), (x - 25, y + 45), (x, y)])
    ways.append([corner[2, 2], (corner[2, 2][0] - 60, corner[2, 2][1] + 80), corner[2, 3]])
    ways.append([corner[0, 0], (-300.0, -20.0), (-310.0, 60.0)])
    return [*ways, [(2500.0, 2500.0), (2600.0, 2500.0)]]


def random_places(rng, count=40):
    return [(*rng.uniform(-50, 700, 2), CATEGORIES[int(rng.integers(2))]) for _ in range(count)]


def from_nodes(network, nodes, leg=0.0):
    return Sources(nodes, np.full(len(nodes), leg), network.graph.x[nodes], network.graph.y[nodes])


def measured(network, nodes):
    """Return counts, catchment areas and the nearest three places of nodes, a row a node."""
    table = np.full((len(nodes), 2 + 1 + 6), np.nan)
    for reach in reaches(network, from_nodes(network, nodes), LIMIT):
        table[reach.rows, :2] = reach.place_counts(LIMIT)[:, :2]
        table[reach.rows, 2] = reach.area(LIMIT)
        table[reach.rows, 3:] = reach.nearest("places", 3, LIMIT)[:, :2].reshape(len(reach.rows), 6)
    return table


seeds = st.integers(0, 10_000)


@settings(max_examples=8, deadline=None)
@given(seeds)
def test_distances_are_those_of_a_plain_search(seed):
    rng = np.random.default_rng(seed)
    network = StreetNetwork.build(make_city(random_ways(rng)))
    nodes = np.arange(network.graph.n_nodes)
    plain = dijkstra(network.graph.matrix, limit=LIMIT) + 7.0
    seen = np.full(plain.shape, np.inf)
    for reach in reaches(network, from_nodes(network, nodes, leg=7.0), LIMIT):
        seen[np.ix_(reach.rows, reach.tile.nodes)] = reach.distance
    np.testing.assert_allclose(seen, plain, rtol=0, atol=1e-9)


@settings(max_examples=8, deadline=None)
@given(seeds, st.integers(2, 60), st.integers(1, 150))
def test_what_is_left_keeps_all_distances(seed, n_nodes, n_edges):
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, n_nodes, (2, n_edges))
    ends = ends[:, ends[0] != ends[1]]
    metres = rng.uniform(1, 100, ends.shape[1])
    arcs = least_arcs(np.concatenate([ends[0], ends[1]]), np.concatenate([ends[1], ends[0]]), np.tile(metres, 2))
    less = Contraction.of(n_nodes, *arcs)
    assert not (less.is_out[arcs[0]] & less.is_out[arcs[1]]).any(), "two neighbours are out"
    assert (np.bincount(arcs[0], minlength=n_nodes)[less.is_out] <= MOST_NEIGHBOURS).all()
    whole, shorter = np.full((2, n_nodes, n_nodes), np.inf)
    whole[arcs[0], arcs[1]] = arcs[2]
    shorter[np.repeat(np.arange(n_nodes), np.diff(less.ptr)), less.head] = less.length
    stay = np.flatnonzero(~less.is_out)
    expected, seen = (dijkstra(np.where(np.isinf(matrix), 0, matrix)) for matrix in (whole, shorter))
    np.testing.assert_allclose(seen[np.ix_(stay, stay)], expected[np.ix_(stay, stay)])


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(1, 6))
def test_a_search_from_several_nodes_finds_all_near_one_of_them_and_none_far_from_all(seed, count):
    rng = np.random.default_rng(seed)
    graph = StreetNetwork.build(make_city(random_ways(rng))).graph
    sources = rng.choice(graph.n_nodes, count, replace=False)
    number = np.full(graph.n_nodes, -1)
    reached = graph.contraction.reached(sources, np.arange(graph.n_nodes), LIMIT, number)
    least = dijkstra(graph.matrix, indices=sources).min(axis=0)
    assert set(np.flatnonzero(least <= LIMIT)) <= set(reached)
    longest = graph.contraction.metres[np.isfinite(graph.contraction.metres)].max()
    assert set(reached) <= set(np.flatnonzero(least <= LIMIT + longest))
    assert (number == -1).all()


@settings(max_examples=5, deadline=None)
@given(seeds)
def test_the_nearest_are_the_least_of_all_distances(seed):
    rng = np.random.default_rng(seed)
    places = [*random_places(rng, 12), (100.0, 100.0, "food"), (100.0, 100.0, "food")]
    network = StreetNetwork.build(make_city(random_ways(rng), places=places))
    nodes = np.arange(network.graph.n_nodes)
    for reach in reaches(network, from_nodes(network, nodes), LIMIT):
        metres, group = reach.target_distance("places"), reach.tile.places.group
        for count in (1, 2, 20):
            nearest = reach.nearest("places", count, LIMIT)
            for category in range(len(network.city.categories)):
                of_category = np.sort(metres[:, group == category], axis=1)
                expected = np.full((len(metres), count), np.inf)
                expected[:, : of_category.shape[1]] = of_category[:, :count]
                np.testing.assert_array_equal(nearest[:, category], np.where(expected <= LIMIT, expected, np.inf))


@settings(max_examples=5, deadline=None)
@given(seeds)
@example(672)  # a street along the line between two squares of land
def test_relabelling_nodes_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    ways, places = random_ways(rng), random_places(rng)
    shuffled = [ways[number][:: rng.choice([-1, 1])] for number in rng.permutation(len(ways))]
    tables = []
    for streets in (ways, shuffled):
        city = make_city(streets, places=places)
        ends, degree = city.streets.edge_u, city.streets.degree
        assume(not ((ends == city.streets.edge_v) & (degree[ends] == 2)).any())  # a ring alone begins anywhere
        network = StreetNetwork.build(city)
        nodes = np.arange(network.graph.n_nodes)
        order = np.lexsort((network.graph.y.round(3), network.graph.x.round(3)))
        tables.append(measured(network, nodes)[order])
    np.testing.assert_allclose(tables[1], tables[0], rtol=1e-9)


@settings(max_examples=5, deadline=None)
@given(seeds)
def test_nodes_reach_the_same_where_parks_split_the_streets(seed):
    rng = np.random.default_rng(seed)
    network = StreetNetwork.build(make_city(random_ways(rng), places=random_places(rng)))
    streets = network.city.streets
    edge = rng.integers(0, streets.n_edges, 9)
    offset = rng.choice([0.0, 0.3, 1.0], 9) * streets.edge_length[edge]
    split, node = network.split(Attachment(edge, offset, np.zeros(9)))
    nodes = np.arange(network.graph.n_nodes)
    plain = measured(network, nodes)
    np.testing.assert_allclose(measured(split, nodes), plain, rtol=1e-9)
    at_node = offset == 0  # an access point at a node is that node
    np.testing.assert_allclose(measured(split, node[at_node]), plain[streets.edge_u[edge[at_node]]], rtol=1e-9)


def test_a_limit_leaves_nothing_beyond_it():
    ways = [[(0, 0), (100, 0), (350, 0), (650, 0)], [(100, 0), (100, 50)], [(350, 0), (350, 50)]]
    network = StreetNetwork.build(make_city(ways))
    start = np.flatnonzero(network.graph.x == 0)
    reach = next(reaches(network, from_nodes(network, start), 350.0))
    along = sorted(reach.distance[0])
    assert along == pytest.approx([0, 100, 150, 350, np.inf, np.inf])
