"""The form of streets and centrality held to the oracle, at parks and street nodes of the demo."""

from __future__ import annotations

import math
import random

import pytest

from parklocus.indicators import City, compute, read_parks

from .osmfile import read
from .sites import access_points
from .street_form import StreetForm
from .streets import Streets

INDICES = ["link_node_ratio", "dead_end_share", "block_length", "closeness", "betweenness"]


def test_parks_and_nodes_of_the_demo(demo_dir):
    extract = demo_dir / "neubrandenburg.osm.pbf"
    parks = read_parks(demo_dir / "parks.geojson", id="id", name="name").iloc[:1]
    table = compute(City.from_osm(extract, cache=False), parks, INDICES)
    streets = Streets(read(extract))
    form = StreetForm(streets)
    nodes = random.Random(4).sample(table.reference.to_dict("records"), 4)
    at = [(row, [streets.at_node(row["node"])]) for row in nodes]
    at += [(row, access_points(row["geometry"], streets)) for row in table.to_dict("records")]
    for row, positions in at:
        expected = [form.at(position, area=1.0) for position in positions]
        for column in table.index_columns:
            values = [one[column] for one in expected if not math.isnan(one[column])]
            mean = sum(values) / len(values) if values else math.nan
            # Lengths on the ellipsoid are 5 parts in a million off those of the projection.
            assert row[column] == pytest.approx(mean, rel=1e-5, nan_ok=True), (row.get("node", row.get("id")), column)
