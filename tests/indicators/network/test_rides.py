"""Minutes by bicycle and car: worked out by hand, held to networkx on random cities, and what must not matter."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from cities import grid_ways, make_city, make_parks, make_ways
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point

from parklocus.indicators import InputError, compute
from parklocus.indicators.city.mode_streets import build_mode_streets
from parklocus.indicators.network.rides import Rides
from parklocus.indicators.osm.speeds import CLASS_SPEEDS

STREET = {"highway": "residential"}
SIDE = 600.0
SQUARE = [(0.0, 0.0), (SIDE, 0.0), (SIDE, SIDE), (0.0, SIDE)]  # driven round anticlockwise
WALK = 80.0


def rides(lines, tags=None, *, kmh=36.0, mode="drive", class_kmh=None) -> Rides:
    """Return rides on ways given in metres, at one speed (600 m a minute) or at limits and the speeds of classes."""
    ways = make_ways(lines, tags, scale=lambda xy: 1000 * xy)
    ridden = build_mode_streets(ways, mode, lambda lon, lat: (lon * 1e4, lat * 1e4))
    return Rides.at_limits(ridden, class_kmh, WALK) if class_kmh else Rides.at_one_speed(ridden, kmh, WALK)


def minutes(one: Rides, start, *targets) -> float:
    xy = np.array(targets, dtype=float).T
    return float(one.minutes_to_nearest((xy[0], xy[1]), np.array([start[0]]), np.array([start[1]]))[0])


@pytest.fixture(scope="module")
def square() -> Rides:
    return rides([[*SQUARE, SQUARE[0]]], [{**STREET, "oneway": "yes"}])


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ((0, 0), (SIDE, 0), 1),
        ((SIDE, 0), (0, 0), 3),
        ((0, 0), (0, SIDE), 3),
        ((0, SIDE), (0, 0), 1),
        ((0, 0), (0, 0), 0),
        ((150, 0), (450, 0), 0.5),
        ((450, 0), (150, 0), 3.5),  # on the same side, but past it: once round
        ((300, 0), (300, SIDE), 2),
        ((300, -40), (450, 40), 0.25 + 80 / WALK),  # 40 m on foot at either end
        ((300, 0), (300, 0), 0),
    ],
)
def test_a_one_way_square(square, start, target, expected):
    assert minutes(square, start, target) == pytest.approx(expected, abs=1e-6)


def test_the_target_that_is_reached_first_counts_not_the_nearest(square):
    behind, ahead = (100, 0), (550, 0)
    assert minutes(square, (200, 0), behind) == pytest.approx(2300 / 600)
    assert minutes(square, (200, 0), behind, ahead) == pytest.approx(350 / 600)


def test_beyond_200_m_there_is_no_way(square):
    assert minutes(square, (300, -199), (300, 0)) == pytest.approx(199 / WALK)
    assert math.isnan(minutes(square, (300, -201), (300, 0)))
    assert math.isnan(minutes(square, (300, 0), (300, -201)))
    assert minutes(square, (0, 0), (300, -201), (SIDE, 0)) == pytest.approx(1)  # another target counts


def test_a_grid_with_limits_takes_the_faster_way_round():
    fast = {**STREET, "maxspeed": "60"}
    grid = grid_ways(3, 300.0)
    tags = [STREET, STREET, fast, fast, STREET, STREET]  # x=0, 300, 600; y=0, 300, 600
    quick = rides(grid, tags, class_kmh=CLASS_SPEEDS | {"residential": 20.0})
    slow_block, fast_block = 0.3 / 20 * 60, 0.3 / 60 * 60
    assert minutes(quick, (0, 0), (600, 600)) == pytest.approx(4 * fast_block)
    assert minutes(quick, (0, 300), (300, 600)) == pytest.approx(2 * slow_block)
    assert minutes(quick, (0, 300), (600, 300)) == pytest.approx(min(2 * slow_block, slow_block + 3 * fast_block))
    even = rides(grid, class_kmh=CLASS_SPEEDS | {"residential": 20.0})
    assert minutes(even, (0, 0), (600, 600)) == pytest.approx(4 * slow_block)


def test_speeds_come_from_limits_by_direction_else_from_the_class():
    tags = [{"highway": "primary"}, {**STREET, "maxspeed:forward": "30 mph"}, {"highway": "track", "motorcar": "yes"}]
    lines = [[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(2000, 0), (3000, 0)]]
    one = rides(lines, tags, class_kmh=CLASS_SPEEDS)
    assert minutes(one, (0, 0), (1000, 0)) == pytest.approx(60 / 65)
    assert minutes(one, (1000, 0), (2000, 0)) == pytest.approx(60 / 48.28032)
    assert minutes(one, (2000, 0), (1000, 0)) == pytest.approx(60 / 25)
    assert minutes(one, (2000, 0), (3000, 0)) == pytest.approx(60 / 10)


def test_one_gets_on_where_one_can_stop():
    tags = [{"highway": "motorway_link"}, STREET]
    one = rides([[(0, 50), (600, 50)], [(0, 0), (600, 0), (600, 50)]], tags)
    assert minutes(one, (300, 50), (0, 0)) == pytest.approx(50 / WALK + 0.5)


def test_one_does_not_get_on_where_there_is_no_way_back():
    grid = grid_ways(4, 200.0)
    entry = [[(250.0, 250.0), (200.0, 200.0)]]  # one way into the grid, from nowhere
    one = rides([*grid, *entry], [*[STREET] * 8, {**STREET, "oneway": "yes"}])
    assert minutes(one, (250, 250), (0, 0)) == pytest.approx(50 / WALK + 450 / 600)


def test_of_streets_equally_near_the_quicker_counts():
    tags = [{**STREET, "oneway": "yes"}, {**STREET, "oneway": "yes"}, STREET, STREET]
    lines = [[(0, 10), (600, 10)], [(600, -10), (0, -10)], [(0, 10), (0, -10)], [(600, -10), (600, 10)]]
    one = rides(lines, tags)  # a road with two carriageways
    for target, metres in (((600, 10), 300), ((0, -10), 300)):
        assert minutes(one, (300, 0), target) == pytest.approx(10 / WALK + metres / 600)


def random_city(random, count=4, spacing=100.0):
    """Return the blocks of a grid as ways of their own, at random missing, one way or with a limit."""
    lines, tags = [], []
    for way in grid_ways(count, spacing):
        for begin, end in pairwise(way):
            if random.random() < 0.1:
                continue
            oneway = random.choice(["no", "no", "yes", "-1"])
            limit = random.choice([{}, {"maxspeed": "30"}, {"maxspeed:forward": "50"}])
            lines.append([begin, end] if random.random() < 0.5 else [end, begin])
            tags.append({**STREET, "oneway": oneway, **limit})
    return lines, tags


def anywhere(random, count):
    """Return points at no particular place, none as near to one street as to another."""
    return np.random.default_rng(random.randrange(1000)).uniform(-20, 320, (count, 2))


def graph_of(lines, tags, class_kmh) -> nx.DiGraph:
    graph = nx.DiGraph()
    for (begin, end), told in zip(lines, tags, strict=True):
        metres = math.dist(begin, end)
        both = told.get("maxspeed")
        for u, v, closing, key in ((begin, end, "-1", "maxspeed:forward"), (end, begin, "yes", "maxspeed:backward")):
            if told["oneway"] != closing:
                kmh = float(told.get(key) or both or class_kmh)
                graph.add_edge(u, v, minutes=metres / 1000 / kmh * 60)
    return graph


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_random_cities_are_what_networkx_says(random):
    lines, tags = random_city(random)
    graph = graph_of(lines, tags, 25)
    home = sorted(max(nx.strongly_connected_components(graph), key=len, default=()))
    assume(len(home) > 5)
    targets = random.sample(home, 2)
    one = rides(lines, tags, class_kmh=CLASS_SPEEDS)
    found = one.minutes_to_nearest(tuple(np.array(targets).T), *np.array(home).T)
    for node, cost in zip(home, found, strict=True):
        ways = nx.single_source_dijkstra_path_length(graph, node, weight="minutes")
        assert cost == pytest.approx(min(ways[target] for target in targets), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_turning_every_one_way_round_turns_the_costs_round(random):
    lines, tags = random_city(random)
    turned = {"yes": "-1", "-1": "yes", "no": "no"}
    back = [
        {
            {"maxspeed:forward": "maxspeed:backward"}.get(key, key): turned[value] if key == "oneway" else value
            for key, value in told.items()
        }
        for told in tags
    ]
    there, reversed_ = rides(lines, tags, class_kmh=CLASS_SPEEDS), rides(lines, back, class_kmh=CLASS_SPEEDS)
    points = anywhere(random, 6)
    costs, turned_costs = (
        [one.minutes_to_nearest((points[[n], 0], points[[n], 1]), *points.T) for n in range(len(points))]
        for one in (there, reversed_)
    )
    np.testing.assert_allclose(np.transpose(costs), turned_costs, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_names_of_nodes_and_order_of_ways_change_nothing(random):
    lines, tags = random_city(random)
    points = anywhere(random, 20)
    targets = (points[:3, 0], points[:3, 1])
    plain = rides(lines, tags, class_kmh=CLASS_SPEEDS).minutes_to_nearest(targets, points[:, 0], points[:, 1])
    order = random.sample(range(len(lines)), len(lines))
    shuffled = rides([lines[n] for n in order], [tags[n] for n in order], class_kmh=CLASS_SPEEDS)
    np.testing.assert_allclose(shuffled.minutes_to_nearest(targets, points[:, 0], points[:, 1]), plain, atol=1e-9)


def test_parks_and_nodes_of_a_city_agree_and_say_what_is_missing():
    tags = [STREET, STREET, STREET, STREET, {**STREET, "oneway": "yes"}, STREET, STREET, STREET]
    alley = [[(0.0, 900.0), (0.0, 1500.0)]]
    city = make_city([*grid_ways(4, 300.0), *alley], tags=[*tags, {"highway": "footway"}])
    parks = make_parks(city, {"junction": Point(600, 0), "alley": Point(0, 1400)})
    centre = make_parks(city, {"centre": Point(0, 0)}).geometry[0]
    table = compute(city, parks, ["cbd_cycle_min", "cbd_drive_min"], centres=[(centre.x, centre.y)])
    round_the_block = 1.2  # km: not against the traffic
    assert table["cbd_cycle_min"][0] == pytest.approx(round_the_block / 15 * 60, abs=1e-3)
    assert table["cbd_drive_min"][0] == pytest.approx(round_the_block / 25 * 60, abs=1e-3)
    node = table.reference.to_crs(city.crs).geometry.distance(Point(600, 0)).idxmin()
    for column in ("cbd_cycle_min", "cbd_drive_min"):
        assert math.isnan(table[column][1])
        assert table.reference[column][node] == pytest.approx(table[column][0], abs=1e-3)
    assert "no street to drive on within 200 m of the park or of a centre" in table["notes"][1]
    assert "no street to cycle on within 200 m of the park or of a centre" in table["notes"][1]


def test_speeds_can_be_set_and_are_checked():
    city = make_city(grid_ways(4, 300.0))
    parks = make_parks(city, {"corner": Point(0, 0)})
    centre = make_parks(city, {"far": Point(900, 0)}).geometry[0]

    def drive(**parameters):
        given = {"cbd_drive_min": parameters}
        table = compute(city, parks, ["cbd_drive_min"], centres=[(centre.x, centre.y)], parameters=given)
        return table["cbd_drive_min"][0]

    assert drive(speeds={"residential": 54}) == pytest.approx(1.0, abs=1e-3)
    assert drive(speeds={"primary": 54}) == pytest.approx(0.9 / 25 * 60, abs=1e-3)
    for wrong, sentence in (
        ({"residental": 54}, "did you mean “residential”"),
        ({"residential": 0}, "must be a number from 1 to 200"),
        (54, "must give km/h by class of street, as primary = 65"),
    ):
        with pytest.raises(InputError, match=sentence):
            drive(speeds=wrong)


def test_a_city_without_streets_to_drive_says_so():
    city = make_city(grid_ways(4, 300.0), tags=[{"highway": "footway"}] * 8)
    parks = make_parks(city, {"corner": Point(0, 0)})
    at = parks.geometry[0]
    table = compute(city, parks, ["cbd_cycle_min", "cbd_drive_min"], centres=[(at.x, at.y)])
    assert "the OSM file holds no street that may be driven" in table["notes"][0]
    assert "the OSM file holds no street that may be cycled" in table["notes"][0]
    assert any("0 % of the length" in note for note in table.notes)
