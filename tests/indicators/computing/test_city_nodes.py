"""The city's street nodes: what each stands for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cities import CRS, make_city, make_parks, make_streets
from raster_files import write_raster

from parklocus.indicators import City, compute, demo_folder
from parklocus.indicators.computing.city_nodes import CityNodes
from parklocus.indicators.computing.rasters_on_streets import RastersOnStreets
from parklocus.indicators.network.links import Links
from parklocus.indicators.network.street_network import StreetNetwork


def city_nodes(city, rasters=None):
    on_land = RastersOnStreets.read(city, rasters, [])
    return CityNodes.of(on_land.onto(StreetNetwork.of(city)), on_land)


def halves_by_walking(streets):
    """Return for each node half the length of what is walked from it to the next node of degree other than 2."""
    at_node = {node: [] for node in range(streets.n_nodes)}
    for edge, ends in enumerate(zip(streets.edge_u.tolist(), streets.edge_v.tolist(), strict=True)):
        for here, there in (ends, ends[::-1]):
            at_node[here].append((edge, there))
    halves = np.zeros(streets.n_nodes)
    for start, ways in at_node.items():
        if len(ways) == 2:
            continue
        for way in ways:
            edge, at = way
            halves[start] += streets.edge_length[edge] / 2
            while len(at_node[at]) == 2:
                edge, at = next(onward for onward in at_node[at] if onward[0] != edge)
                halves[start] += streets.edge_length[edge] / 2
    return halves


def test_a_node_stands_for_half_of_the_streets_that_lead_to_it():
    ways = [[(0, 0), (300, 0)], [(300, 0), (300, 100), (500, 0)], [(300, 0), (500, 0)], [(500, 0), (900, 0)]]
    loop = [[(900, 0), (900, 60), (960, 60), (960, 0), (900, 0)]]
    ring = [[(5000, 0), (5100, 0), (5100, 100), (5000, 0)]]  # without a junction: it leads to no node
    nodes = city_nodes(make_city([*ways, *loop, *ring]))
    x = nodes.network.graph.x[nodes.node]
    assert x.tolist() == [0, 300, 500, 900]
    bend = 100 + np.hypot(200, 100)
    expected = [150, (300 + bend + 200) / 2, (bend + 200 + 400) / 2, 200 + 240]
    assert nodes.weights["street_length_m"] == pytest.approx(expected)


def test_streets_are_shared_across_changes_of_class():
    streets = make_streets(
        [[(0, 0), (100, 0)], [(100, 0), (250, 0)], [(250, 0), (300, 0)], [(300, 0), (300, 9)], [(300, 0), (300, -9)]],
        ["residential", "primary", "residential", "residential", "residential"],
    )
    shares = Links.of(streets).at_ends(streets.edge_length, streets.n_nodes)
    assert streets.degree.tolist() == [1, 2, 2, 3, 1, 1]
    assert shares == pytest.approx([150, 0, 0, 159, 4.5, 4.5])


@pytest.fixture(scope="module")
def demo():
    return City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)


def test_the_demo_is_shared_whole_as_walked_street_by_street(demo):
    nodes = city_nodes(demo)
    streets = demo.streets
    expected = halves_by_walking(streets)[nodes.node]
    assert nodes.weights["street_length_m"] == pytest.approx(expected)
    alone = set(range(streets.component.max() + 1)) - set(streets.component[nodes.node].tolist())
    rings = streets.edge_length[np.isin(streets.component[streets.edge_u], list(alone))].sum()
    assert nodes.weights["street_length_m"].sum() + rings == pytest.approx(streets.edge_length.sum())


def test_the_people_of_a_street_are_halved_between_its_ends(tmp_path):
    city = make_city([[(0, 0), (1000, 0)], [(1000, 0), (1000, 1000)], [(1000, 0), (2000, 0)]])
    values = np.zeros((60, 60))
    values[29:31, 16:20] = 7.0  # beside the first street, x from 300 to 500
    values[10:12, 29:31] = 1.0  # at the end of the second
    raster = write_raster(tmp_path / "p.tif", values, -500.0, 1500.0, 50.0, CRS)
    parks = make_parks(city, {"a": shapely.Point(1000, 0)})
    table = compute(city, parks, ["stop_density"], rasters={"population": raster})
    xy = shapely.get_coordinates(table.reference.to_crs(CRS).geometry).round()
    people = dict(zip(map(tuple, xy.tolist()), table.reference["people"], strict=True))
    assert people == pytest.approx({(0, 0): 28, (1000, 0): 28 + 2, (1000, 1000): 2, (2000, 0): 0})
    assert table.reference["street_length_m"].sum() == pytest.approx(3000)
    assert table.provenance["rasters"]["population"]["people"] == pytest.approx(60)


def test_without_a_raster_nobody_is_counted(demo):
    assert set(city_nodes(demo).weights) == {"street_length_m"}
