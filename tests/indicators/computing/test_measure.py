"""The values do not depend on how many processes compute them, to the last bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from cities import grid_ways, make_city, make_parks

from parklocus.indicators import City, compute
from parklocus.indicators.catalogue import resolve
from parklocus.indicators.computing.composites import with_parts
from parklocus.indicators.computing.measure import _job, _passes, measure
from parklocus.indicators.indices import INDEX_FUNCTIONS, BoundedIndex, PathIndex
from parklocus.indicators.network.reach import Sources
from parklocus.indicators.network.street_network import StreetNetwork
from parklocus.indicators.workers import _Shipped

BLOCKS = (BoundedIndex, PathIndex)
NEARER = {"betweenness": {"radii": [400, 600]}}  # paths that end outside are gone through, too


@pytest.fixture(scope="module")
def demo(demo_dir):
    """Return the demo's network with people on it, street nodes of its middle, and all that blocks are read for."""
    city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf")
    network = StreetNetwork.of(city)
    density = np.random.default_rng(3).uniform(0.0, 0.2, len(network.graph.u))
    network.spread.update(dict.fromkeys(("people", "people_land", "light", "light_land"), density))
    graph = network.graph
    near = np.hypot(graph.x - np.median(graph.x), graph.y - np.median(graph.y)) < 250
    node = network.path_ends[near[network.path_ends]]
    by_blocks = [one for one in with_parts(resolve(None, NEARER)) if isinstance(INDEX_FUNCTIONS[one.index.id], BLOCKS)]
    yield network, Sources(node, np.zeros(len(node)), graph.x[node], graph.y[node]), by_blocks
    network.spread.clear()


def test_two_processes_measure_what_one_does(demo):
    network, sources, requests = demo
    one = measure(network, sources, requests, [], processes=1)
    assert len(one.columns) > 80
    two = measure(network, sources, requests, [], processes=2)
    assert one.columns == two.columns
    assert one.table.tobytes() == two.table.tobytes()


def test_the_whole_task_can_be_sent_to_processes_started_anew(demo):
    network, sources, requests = demo
    functions = [(request, INDEX_FUNCTIONS[request.index.id]) for request in requests]
    kinds = ([(request, one) for request, one in functions if isinstance(one, kind)] for kind in BLOCKS)
    job = _job(network, _passes(network, sources, *kinds))
    parcel = _Shipped.pack((job.work, job.state))
    try:
        work, state = parcel.open()
        for piece in (0, len(job.pieces) - 1):
            here = job.work(job.state, job.pieces[piece], lambda _done: None)
            there = work(state, job.pieces[piece], lambda _done: None)
            assert here.rows.keys() == there.rows.keys()
            for index, columns in here.rows.items():
                for column, values in columns.items():
                    assert values.tobytes() == there.rows[index][column].tobytes(), column
            assert len(here.sums) == len(there.sums)
            for (_index, (_column, _nodes, values)), (_same, (_again, _at, others)) in zip(
                here.sums, there.sums, strict=True
            ):
                assert values.tobytes() == others.tobytes()
    finally:
        parcel.discard()


def test_compute_gives_the_same_tables(monkeypatch):
    city = make_city(grid_ways(16, 100.0), places=[(x, x / 2, "food") for x in range(50, 1500, 100)])
    parks = make_parks(city, {"a": square(500.0), "b": square(1100.0)})
    indices = ["amenity_density", "betweenness", "closeness", "street_density"]
    tables = []
    for method, processes in (("fork", 1), ("fork", 2), ("spawn", 2)):
        monkeypatch.setattr("parklocus.indicators.workers.start_method", lambda method=method: method)
        tables.append(compute(city, parks, indices, processes=processes))
    for table in tables[1:]:
        for frame, first in ((table, tables[0]), (table.reference, tables[0].reference)):
            pd.testing.assert_frame_equal(
                frame.drop(columns="geometry"), first.drop(columns="geometry"), rtol=0, atol=0
            )
        assert table.notes == tables[0].notes


def square(at):
    return shapely.box(at - 60, at - 60, at + 60, at + 60)
