"""Streets of one mode: which ways, which direction, what is joined, what is cut off; and what a city keeps of them."""

from __future__ import annotations

import numpy as np
import pytest
from cities import grid_ways, make_city, make_ways

from parklocus.indicators import City, InputError
from parklocus.indicators.city.mode_streets import ModeStreets, build_mode_streets

STREET = {"highway": "residential"}
ONE_WAY = {**STREET, "oneway": "yes"}


def made(lines, tags=None, mode="drive") -> ModeStreets:
    """Return the streets of ways given in metres, to the millimetre."""
    ways = make_ways(lines, tags, scale=lambda xy: 1000 * xy)
    return build_mode_streets(ways, mode, lambda lon, lat: (lon * 1e4, lat * 1e4))


def arcs(ridden: ModeStreets) -> set[tuple[tuple[float, float], tuple[float, float], float]]:
    """Return the streets as (from, to, km/h), one for each direction that is open."""
    streets = ridden.streets
    at = list(zip(streets.node_x.tolist(), streets.node_y.tolist(), strict=True))
    found = set()
    for edge in range(streets.n_edges):
        u, v = at[streets.edge_u[edge]], at[streets.edge_v[edge]]
        if ridden.forward[edge]:
            found.add((u, v, float(np.nan_to_num(ridden.forward_kmh[edge]))))
        if ridden.backward[edge]:
            found.add((v, u, float(np.nan_to_num(ridden.backward_kmh[edge]))))
    return found


A, B, C = (0.0, 0.0), (100.0, 0.0), (200.0, 0.0)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (ONE_WAY, ONE_WAY, {(A, C, 0.0)}),
        ({**STREET, "oneway": "-1"}, {**STREET, "oneway": "-1"}, {(C, A, 0.0)}),
        (STREET, STREET, {(A, C, 0.0), (C, A, 0.0)}),
        (ONE_WAY, STREET, {(A, B, 0.0), (B, C, 0.0), (C, B, 0.0)}),
        (ONE_WAY, {**STREET, "oneway": "-1"}, {(A, B, 0.0), (C, B, 0.0)}),
        ({**ONE_WAY, "maxspeed": "30"}, ONE_WAY, {(A, B, 30.0), (B, C, 0.0)}),
        ({**STREET, "maxspeed:forward": "70"}, {**STREET, "maxspeed:forward": "70"}, {(A, C, 70.0), (C, A, 0.0)}),
        (
            {**STREET, "maxspeed": "50", "maxspeed:backward": "30"},
            {**STREET, "maxspeed": "50"},
            {(A, B, 50.0), (B, A, 30.0), (B, C, 50.0), (C, B, 50.0)},
        ),
        ({**STREET, "oneway": "-1", "maxspeed:backward": "20", "maxspeed": "50"}, ONE_WAY, {(B, A, 20.0), (B, C, 0.0)}),
    ],
)
def test_what_goes_on_as_it_is_becomes_one_street(first, second, expected):
    assert arcs(made([[A, B], [B, C]], [first, second])) == expected


def test_two_ways_drawn_towards_each_other_are_joined_only_if_the_direction_goes_on():
    limit = {**STREET, "maxspeed": "50", "maxspeed:forward": "70"}
    assert arcs(made([[A, B], [C, B]], [STREET, STREET])) == {(A, C, 0.0), (C, A, 0.0)}
    assert arcs(made([[A, B], [C, B]], [ONE_WAY, {**STREET, "oneway": "-1"}])) == {(A, C, 0.0)}
    assert arcs(made([[A, B], [C, B]], [limit, limit])) == {(A, B, 70.0), (B, A, 50.0), (C, B, 70.0), (B, C, 50.0)}


def test_a_one_way_ring_is_one_street():
    ridden = made([[A, B, (100.0, 100.0)], [(100.0, 100.0), A]], [ONE_WAY, ONE_WAY])
    assert ridden.streets.n_edges == 1
    assert [bool(ridden.forward[0]), bool(ridden.backward[0])].count(True) == 1


def test_each_mode_has_its_own_streets_and_no_limit_for_bicycles():
    tags = [{**ONE_WAY, "maxspeed": "30", "cycleway": "opposite"}, {"highway": "cycleway"}, {"highway": "motorway"}]
    lines = [[A, B], [B, C], [C, (300.0, 0.0)]]
    assert arcs(made(lines, tags, "drive")) == {(A, B, 30.0), (C, (300.0, 0.0), 0.0)}
    assert arcs(made(lines, tags, "cycle")) == {(A, B, 0.0), (B, A, 0.0), (B, C, 0.0), (C, B, 0.0)}


def test_streets_that_lead_nowhere_and_scraps_are_not_connected():
    grid = grid_ways(12, 100.0)
    dead = [[(0.0, 0.0), (-100.0, 0.0)], [(0.0, 100.0), (-100.0, 100.0)], [(5000.0, 0.0), (5100.0, 0.0)]]
    ridden = made([*grid, *dead], [*[STREET] * len(grid), ONE_WAY, STREET, STREET])
    streets = ridden.streets
    west = np.minimum(streets.node_x[streets.edge_u], streets.node_x[streets.edge_v])
    south = np.minimum(streets.node_y[streets.edge_u], streets.node_y[streets.edge_v])
    assert not ridden.is_connected[(west < 0) & (south == 0)].any()
    assert ridden.is_connected[(west < 0) & (south == 100)].all()
    assert not ridden.is_connected[west == 5000].any()
    assert ridden.is_connected.sum() == streets.n_edges - 2


def test_one_boards_neither_on_slip_roads_nor_on_bridges():
    tags = [STREET, {"highway": "trunk_link"}, {**STREET, "bridge": "yes"}]
    ridden = made([[A, B], [B, C], [C, (300.0, 0.0)]], tags)
    edges, _tree = ridden.boarding
    assert ridden.streets.edge_length[edges].tolist() == [100.0]
    assert ridden.streets.n_edges == 3


def test_share_of_length_with_a_limit_counts_directions():
    tags = [{**STREET, "maxspeed:forward": "50"}, {**ONE_WAY, "maxspeed": "30"}, STREET]
    ridden = made([[A, B], [B, C], [C, (300.0, 0.0)]], tags)
    assert ridden.share_with_limit == pytest.approx(200 / 500)
    assert made([[A, B]], [{"highway": "footway"}]).share_with_limit == 0


def test_a_city_counts_what_may_be_ridden():
    tags = [STREET, {**ONE_WAY, "maxspeed": "30"}, {"highway": "cycleway"}, {"highway": "motorway"}]
    lines = [[(0.0, 0.0), (1000.0, 0.0)], [(0, 0), (0, 500.0)], [(0, 0), (0, -300.0)], [(0, 0), (-400.0, 0.0)]]
    counts = make_city(lines, tags=tags).ways.counts()
    assert counts["cycle_metres"] == pytest.approx(1800, rel=0.005)
    assert counts["drive_metres"] == pytest.approx(1900, rel=0.005)
    assert counts["drive_metres_with_maxspeed"] == pytest.approx(500, rel=0.005)


def test_walking_goes_both_ways_everywhere():
    city = make_city(grid_ways(3, 100.0), tags=[ONE_WAY] * 6)
    walked = city.streets_for("walk")
    assert walked.streets is city.streets
    assert walked.forward.all()
    assert walked.backward.all()
    assert len(walked.boarding[0]) == city.streets.n_edges


def test_a_mode_is_made_once_and_an_unknown_one_refused():
    city = make_city(grid_ways(3, 100.0))
    assert city.streets_for("drive") is city.streets_for("drive")
    with pytest.raises(InputError, match="There is no mode “fly”; there are: walk, cycle, drive"):
        city.streets_for("fly")


def test_a_city_without_ways_to_drive_has_no_streets_for_it():
    ridden = make_city([[A, B]], tags=[{"highway": "footway"}]).streets_for("drive")
    assert ridden.streets.n_nodes == 0
    assert len(ridden.boarding[0]) == 0


def test_a_stored_city_drives_the_same_streets(tmp_path):
    tags = [{**STREET, "oneway": "yes", "maxspeed": "20 mph"} if number % 2 else STREET for number in range(8)]
    city = make_city(grid_ways(4, 100.0), tags=tags)
    opened = City.open(city.save(tmp_path / "city.plc"))
    for mode in ("walk", "cycle", "drive"):
        ours, theirs = city.streets_for(mode), opened.streets_for(mode)
        assert arcs(ours) == arcs(theirs)
        assert ours.stop.tolist() == theirs.stop.tolist()
    assert len(arcs(city.streets_for("drive"))) < len(arcs(city.streets_for("walk")))
