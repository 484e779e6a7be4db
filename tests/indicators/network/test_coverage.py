"""How much of the streets lies near something: against every metre asked for itself, wherever streets are cut."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cities import grid_ways, make_city

from parklocus.indicators.network.attach import Attachment
from parklocus.indicators.network.coverage import StreetParts, crossings
from parklocus.indicators.network.grid import SquareGrid
from parklocus.indicators.network.street_network import StreetNetwork

CITY = make_city(
    [*grid_ways(4, 100.0), [(100.0, 100.0), (150.0, 160.0), (200.0, 100.0)], [(300.0, 300.0), (450.0, 300.0)]]
)
NETWORK = StreetNetwork.build(CITY)
STEP = 0.5  # metres between the places that are asked one by one

POSITIONS = st.lists(st.tuples(st.integers(0, CITY.streets.n_edges - 1), st.floats(0, 1), st.floats(0, 80)), max_size=5)


def attachment(positions):
    edge, share, leg = (
        (np.array(column) for column in zip(*positions, strict=True)) if positions else (np.empty(0),) * 3
    )
    edge = edge.astype(np.int64)
    return Attachment(edge, share * CITY.streets.edge_length[edge], leg.astype(float))


def asked_one_by_one(targets, limit):
    """Return the metres of each street from which a target is within the limit, by asking every half metre."""
    graph = NETWORK.graph
    between = shortest_path(graph.matrix, directed=False)
    near = np.zeros(CITY.streets.n_edges)
    for edge, length in enumerate(graph.length):
        count = int(np.ceil(length / STEP))
        at = (np.arange(count) + 0.5) * length / count
        best = np.full(count, np.inf)
        for other, offset, leg in zip(targets.edge, targets.offset, targets.leg, strict=True):
            for end, along in ((graph.u[edge], at), (graph.v[edge], length - at)):
                for start, rest in ((graph.u[other], offset), (graph.v[other], graph.length[other] - offset)):
                    best = np.minimum(best, along + between[end, start] + rest + leg)
            if other == edge:
                best = np.minimum(best, np.abs(at - offset) + leg)
        near[edge] = np.count_nonzero(best <= limit) * length / count
    return near


@settings(max_examples=40, deadline=None)
@given(POSITIONS, st.floats(20, 400))
def test_every_metre_is_as_near_as_it_is(positions, limit):
    targets = attachment(positions)
    parts = StreetParts.of(NETWORK, [targets])
    found = np.bincount(parts.graph.street, parts.within(targets, limit), CITY.streets.n_edges)
    assert found == pytest.approx(asked_one_by_one(targets, limit), abs=2 * STEP * (len(positions) + 2))


@settings(max_examples=40, deadline=None)
@given(POSITIONS, POSITIONS, st.floats(20, 400))
def test_where_else_streets_are_cut_changes_nothing(positions, others, limit):
    targets = attachment(positions)
    plain = StreetParts.of(NETWORK, [targets])
    cut = StreetParts.of(NETWORK, [targets, attachment(others), SquareGrid(CITY, 100).crossings])
    assert cut.within(targets, limit).sum() == pytest.approx(plain.within(targets, limit).sum(), abs=1e-4)
    assert cut.graph.length.sum() == pytest.approx(plain.graph.length.sum(), abs=1e-4)


def test_streets_are_cut_where_they_leave_an_area():
    at = crossings(CITY.streets, shapely.box(-50, -50, 230, 450))
    xy = CITY.streets.interpolate(at.edge, at.offset)
    assert xy[:, 0] == pytest.approx(230)
    assert sorted(xy[:, 1]) == pytest.approx([0, 100, 200, 300])
    assert len(crossings(CITY.streets, shapely.Polygon()).edge) == 0


def test_streets_are_cut_at_every_line_of_the_grid():
    city = make_city([[(30.0, 40.0), (430.0, 41.0)], [(30.0, 40.0), (30.0, 60.0)]])
    at = SquareGrid(city, 100).crossings
    xy = city.streets.interpolate(at.edge, at.offset)
    assert np.sort(xy[:, 0]) == pytest.approx([100, 200, 300, 400], abs=0.01)
    assert SquareGrid(city, 100).cells_at(np.array([99.0, 101.0, -1.0]), np.array([5.0, 5.0, -5.0])).tolist() == [
        [0, 0],
        [1, 0],
        [-1, -1],
    ]
