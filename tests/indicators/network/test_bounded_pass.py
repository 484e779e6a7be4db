"""The bounded pass against networkx on graphs in which every point is a node."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city
from hypothesis import given, settings
from hypothesis import strategies as st

from parklocus.indicators.catalogue import resolve
from parklocus.indicators.computing.measure import measure
from parklocus.indicators.network import reach as reach_module
from parklocus.indicators.network import tiles as tiles_module
from parklocus.indicators.network.attach import attach_points
from parklocus.indicators.network.nearest import nearest_distance
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.network.street_network import StreetNetwork

RADIUS = 420.0


def random_ways(seed: int) -> list[list[tuple[float, float]]]:
    """Return a bent, holey grid with a scrap beside it, a loop and a parallel street."""
    rng = np.random.default_rng(seed)
    jitter = {
        (i, j): (i * 120 + rng.uniform(-35, 35), j * 120 + rng.uniform(-35, 35)) for i in range(7) for j in range(7)
    }
    ways = []
    for (i, j), start in jitter.items():
        for neighbour in ((i + 1, j), (i, j + 1)):
            if neighbour in jitter and rng.random() < 0.8:
                end = jitter[neighbour]
                bend = ((start[0] + end[0]) / 2 + rng.uniform(-20, 20), (start[1] + end[1]) / 2 + rng.uniform(-20, 20))
                ways.append([start, bend, end])
    corner = jitter[3, 3]
    ways.append([corner, (corner[0] + 30, corner[1] + 40), (corner[0] - 25, corner[1] + 45), corner])
    ways.append([jitter[2, 2], (jitter[2, 2][0] - 60, jitter[2, 2][1] + 90), jitter[2, 3]])
    ways.append([(1500.0, 1500.0), (1600.0, 1500.0)])
    return ways


def as_networkx(city, points):
    """Cut every street at every point, the plain way, so that a point is a node; return graph and the points' legs."""
    graph = nx.Graph()
    streets = city.streets
    lines = list(streets.lines)
    cuts = {
        edge: {0.0: ("n", int(streets.edge_u[edge])), lines[edge].length: ("n", int(streets.edge_v[edge]))}
        for edge in range(len(lines))
    }
    legs = []
    for number, (x, y) in enumerate(points):
        point = shapely.Point(x, y)
        edge = min(range(len(lines)), key=lambda e: (lines[e].distance(point), e))
        offset = lines[edge].project(point)
        node = cuts[edge].setdefault(offset, ("p", number))
        legs.append((node, lines[edge].distance(point)))
    for along in cuts.values():
        ordered = sorted(along.items())
        for (from_offset, one), (to_offset, other) in itertools.pairwise(ordered):
            length = to_offset - from_offset
            if one == other:
                continue
            if not graph.has_edge(one, other) or graph[one][other]["length"] > length:
                graph.add_edge(one, other, length=length)
    return graph, legs


def sources_at(network, nodes):
    return Sources(nodes, np.zeros(len(nodes)), network.graph.x[nodes], network.graph.y[nodes])


@pytest.mark.parametrize("seed", range(4))
def test_distances_to_places_equal_networkx(seed):
    rng = np.random.default_rng(100 + seed)
    places = [(float(x), float(y), "food") for x, y in rng.uniform(-60, 800, (60, 2))]
    city = make_city(random_ways(seed), places=places)
    network = StreetNetwork.build(city)
    graph, legs = as_networkx(city, [place[:2] for place in places])
    nodes = np.arange(city.streets.n_nodes)
    seen = np.full((len(nodes), len(places)), np.inf)
    for reach in reaches(network, sources_at(network, nodes), RADIUS):
        seen[np.ix_(reach.rows, reach.tile.places.member)] = reach.target_distance("places")
    for node in nodes:
        distance = nx.single_source_dijkstra_path_length(graph, ("n", int(node)), weight="length")
        for number, (at, leg) in enumerate(legs):
            expected = distance.get(at, np.inf) + leg
            if leg > 200:
                assert np.isinf(seen[node, number])
            elif expected <= RADIUS:
                assert seen[node, number] == pytest.approx(expected, abs=1e-6)
            else:
                assert seen[node, number] > RADIUS


@pytest.mark.parametrize("seed", range(3))
def test_nearest_equals_networkx(seed):
    rng = np.random.default_rng(200 + seed)
    stops = [(float(x), float(y), "bus") for x, y in rng.uniform(0, 750, (6, 2))]
    city = make_city(random_ways(seed), stops=stops)
    network = StreetNetwork.build(city)
    graph, legs = as_networkx(city, [stop[:2] for stop in stops])
    seen = nearest_distance(network.graph, network.stops.points)
    for node in range(city.streets.n_nodes):
        distance = nx.single_source_dijkstra_path_length(graph, ("n", node), weight="length")
        expected = min(distance.get(at, np.inf) + leg for at, leg in legs)
        assert (np.isnan(seen[node]) and np.isinf(expected)) or seen[node] == pytest.approx(expected, abs=1e-5)


def counted(city, radius=RADIUS):
    """Return how many places of each category every node reaches."""
    network = StreetNetwork.build(city)
    nodes = np.arange(city.streets.n_nodes)
    total = np.zeros((len(nodes), len(city.categories)), dtype=np.int64)
    for reach in reaches(network, sources_at(network, nodes), radius):
        total[reach.rows] = reach.place_counts(radius)
    return total


def measured(city, radius=RADIUS):
    """Return what every node reaches: places, catchment area, junctions."""
    network = StreetNetwork.build(city)
    nodes = np.arange(city.streets.n_nodes)
    table = np.full((len(nodes), 4), np.nan)
    for reach in reaches(network, sources_at(network, nodes), radius):
        table[reach.rows, :2] = reach.place_counts(radius)
        table[reach.rows, 2] = reach.area(radius)
        table[reach.rows, 3] = reach.junction_count(radius)
    return table


def straight_ways() -> list[list[tuple[float, float]]]:
    """Return a grid of short straight streets: what is within reach is nearly as near in a straight line."""
    return [[(x + 700.0, y + 300.0) for x, y in way] for way in grid_ways(9, 30.0)]


FINE = make_city(straight_ways(), places=[(700.0 + 13 * n, 300.0 + 37 * n % 240, "food") for n in range(18)])
IN_ONE_TILE = measured(FINE, 150.0)


@settings(max_examples=12, deadline=None)
@given(st.floats(20, 400), st.integers(1, 40))
def test_moving_the_tile_grid_changes_nothing(core, block):
    """Far from the origin another size of the tiles puts the lines between them anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles_module.tiles, "__defaults__", (core,))
        patch.setattr(reach_module, "SOURCES_PER_BLOCK", block)
        np.testing.assert_allclose(measured(FINE, 150.0), IN_ONE_TILE, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 720), st.floats(0, 720))
def test_a_further_place_never_lowers_a_count(x, y):
    places = [(100.0, 100.0, "food"), (400.0, 320.0, "culture")]
    before = counted(make_city(random_ways(2), places=places))
    after = counted(make_city(random_ways(2), places=[*places, (x, y, "food")]))
    assert (after >= before).all()
    assert after.sum() > before.sum()


def values_by_place(ways):
    """Return what stands at each node, by where it lies."""
    rng = np.random.default_rng(8)
    places = [(float(x), float(y), "food") for x, y in rng.uniform(0, 750, (30, 2))]
    stops = [(float(x), float(y), "bus") for x, y in rng.uniform(0, 750, (6, 2))]
    city = make_city(ways, places=places, stops=stops, lines=[("bus", [stop[:2] for stop in stops[:3]])])
    network = StreetNetwork.build(city)
    nodes = np.flatnonzero(city.streets.degree != 2)
    options = {name: {"radii": [int(RADIUS)]} for name in VALUES if name not in {"stop_distance", "ptal"}}
    table = measure(network, sources_at(network, nodes), resolve(VALUES, options), []).table
    place = np.column_stack([city.streets.node_x[nodes], city.streets.node_y[nodes]])
    order = np.lexsort(place.T)
    return place[order], table[order]


VALUES = ["amenity_density", "amenity_hill1", "closeness", "betweenness", "link_node_ratio", "stop_distance", "ptal"]
PLACE, AS_DRAWN = values_by_place(random_ways(1))


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_names_of_nodes_and_order_of_streets_change_no_value(random):
    ways = [way[::-1] if random.random() < 0.5 else way for way in random_ways(1)]
    random.shuffle(ways)  # the city numbers its nodes as they come
    place, values = values_by_place(ways)
    np.testing.assert_array_equal(place, PLACE)
    np.testing.assert_allclose(values, AS_DRAWN, rtol=1e-9, atol=1e-9)


def test_a_grid_in_closed_form():
    spacing, count = 100.0, 13
    city = make_city(grid_ways(count, spacing))
    network = StreetNetwork.build(city)
    centre = np.flatnonzero((city.streets.node_x == 600) & (city.streets.node_y == 600))
    reach = next(reaches(network, sources_at(network, centre), 500.0))
    # Within 300 m on a grid: the nodes of a diamond, 1 + 4 (1 + 2 + 3) of them.
    assert reach.junction_count(300.0).tolist() == [25]
    # The streets of the diamond: 36 whole edges of 100 m, no part of any other; 100 m² of land a metre, as
    # each block of 100 m x 100 m is shared by two edges' worth of street.
    assert reach.area(300.0)[0] == pytest.approx(36 * 100 * 50 / 1e6, rel=0.02)


def test_two_points_on_one_edge():
    city = make_city([[(0, 0), (1000, 0)]], places=[(300.0, 0.0, "food"), (450.0, 30.0, "food")])
    network = StreetNetwork.build(city)
    at = attach_points(city.streets, np.array([400.0]), np.array([0.0]))
    split, node = network.split(at)
    reach = next(reaches(split, sources_at(split, node), 500.0))
    order = np.argsort(reach.tile.places.member)
    assert reach.target_distance("places")[0, order] == pytest.approx([100.0, 80.0])


def test_splitting_keeps_lengths_and_positions():
    city = make_city(random_ways(3))
    network = StreetNetwork.build(city)
    rng = np.random.default_rng(1)
    edge = rng.integers(0, city.streets.n_edges, 200)
    offset = rng.uniform(0, 1, 200) * city.streets.edge_length[edge]
    offset[:5], offset[5:10] = 0.0, city.streets.edge_length[edge[5:10]]
    points = attach_points(city.streets, *city.streets.interpolate(edge, offset).T)
    xy = city.streets.interpolate(points.edge, points.offset)
    split, node = network.graph.split(points, xy)
    assert split.length.sum() == pytest.approx(network.graph.length.sum())
    assert (split.length > 0).all()
    np.testing.assert_allclose(np.column_stack([split.x[node], split.y[node]]), xy, atol=1e-6)
    at = split.locate(points)
    np.testing.assert_allclose(np.minimum(at.offset, split.length[at.edge] - at.offset), 0, atol=1e-5)
