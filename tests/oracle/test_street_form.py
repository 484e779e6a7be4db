"""The form of streets and centrality held to the oracle, at parks and street nodes of real cities."""

from __future__ import annotations

import math
import random

import pytest

from parklocus.indicators import City, compute, read_parks

from .comparison import DENSITY
from .osmfile import read
from .sites import access_points
from .street_form import FORM_RADIUS, StreetForm
from .streets import Streets

INDICES = ["link_node_ratio", "dead_end_share", "block_length", "closeness", "betweenness", "street_density"]


@pytest.fixture(params=["neubrandenburg", pytest.param("chengdu", marks=pytest.mark.data)])
def extract(request, demo_dir):
    if request.param == "neubrandenburg":
        return demo_dir / "neubrandenburg.osm.pbf"
    return request.getfixturevalue("data_dir") / "chengdu" / "chengdu.osm.pbf"


def parks_of(extract, demo_dir):
    """Return a park of the demo, or a made one about a street's middle."""
    if extract.parent == demo_dir:
        return read_parks(demo_dir / "parks.geojson", id="id", name="name").iloc[:1]
    import geopandas as gpd

    city = City.from_osm(extract)
    middle = city.streets.lines[len(city.streets.lines) // 2].centroid
    return read_parks(gpd.GeoDataFrame({"id": ["p"], "name": ["p"]}, geometry=[middle], crs=city.crs).to_crs(4326))


def test_parks_and_nodes_of_real_cities(extract, demo_dir):
    table = compute(City.from_osm(extract), parks_of(extract, demo_dir), INDICES)
    streets = Streets(read(extract))
    form = StreetForm(streets)
    nodes = random.Random(4).sample(table.reference.to_dict("records"), 4)
    at = [(row, [streets.at_node(row["node"])]) for row in nodes]
    at += [(row, access_points(row["geometry"], streets)) for row in table.to_dict("records")]
    for row, positions in at:
        expected = []
        for position in positions:
            reached = streets.distances([position], cutoff=FORM_RADIUS)
            land = streets.land([position], FORM_RADIUS, 5.0)
            area = streets.catchment_area(position, reached, FORM_RADIUS, land)
            expected.append(form.at(position, area=area))
        for column in table.index_columns:
            values = [one[column] for one in expected if not math.isnan(one[column])]
            mean = sum(values) / len(values) if values else math.nan
            # Lengths on the ellipsoid are 5 parts in a million off those of the projection.
            near = DENSITY if column.startswith("street_density") else 1e-5
            assert row[column] == pytest.approx(mean, rel=near, nan_ok=True), (row.get("node", row.get("id")), column)
