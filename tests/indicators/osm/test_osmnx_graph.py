"""osmnx's graphs and features become the city that their OSM file is; a city becomes a graph that osmnx takes."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely

from parklocus.indicators import City, InputError
from parklocus.indicators.network.rides import Rides
from parklocus.indicators.osm.query import build_query
from parklocus.indicators.osm.reader import keys_read
from parklocus.indicators.osm.taxonomy import Taxonomy

osmnx = pytest.importorskip("osmnx")

AREA = shapely.box(13.24, 53.545, 13.285, 53.57)
DECIDING = ["highway", "foot", "access", "motorroad", "area"]


@pytest.fixture(scope="module")
def old_town(demo_map, tmp_path_factory):
    """Return the file of a part of the demo."""
    file = tmp_path_factory.mktemp("osmnx") / "old_town.osm"
    query = f"[out:xml];\n{build_query(AREA, keys_read(Taxonomy.open()))}"
    file.write_bytes(demo_map.xml(demo_map.answer(query), "2016-02-10T20:41:25Z"))
    return file


@pytest.fixture(scope="module")
def read(old_town):
    return City.from_osm(old_town, cache=False)


@pytest.fixture(scope="module")
def graph(old_town):
    """Return what osmnx itself makes of the file, with the tags that say who may walk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(osmnx.settings, "useful_tags_way", [*DECIDING, "name"])
        patch.setattr(osmnx.settings, "bidirectional_network_types", ["walk"])
        return osmnx.graph_from_xml(old_town, bidirectional=True, simplify=False, retain_all=True)


def test_an_unsimplified_graph_is_the_city_of_its_file(graph, read):
    city = City.from_osmnx(graph)
    assert set(city.streets.node_osm) == set(read.streets.node_osm)
    assert sorted(city.streets.edge_length) == pytest.approx(sorted(read.streets.edge_length), rel=1e-6)
    assert city.streets.n_nodes > 500
    assert city.origin["file"] == "osmnx graph"
    assert any("left out" in note for note in city.notes)  # railways and outlines of houses are edges to osmnx
    assert not city.has_routes


def test_a_simplified_graph_and_a_projected_one_keep_every_metre(graph, read):
    simplified = osmnx.simplify_graph(graph, edge_attrs_differ=DECIDING, remove_rings=False)
    city = City.from_osmnx(simplified)
    assert city.streets.edge_length.sum() == pytest.approx(read.streets.edge_length.sum(), rel=1e-6)
    assert set(city.streets.node_osm) <= set(read.streets.node_osm)
    projected = City.from_osmnx(osmnx.project_graph(simplified))
    assert projected.streets.edge_length.sum() == pytest.approx(read.streets.edge_length.sum(), rel=1e-5)
    assert projected.streets.n_nodes == city.streets.n_nodes


def test_features_become_the_places_and_stops_of_their_file(old_town, graph, read):
    features = osmnx.features_from_xml(old_town, tags=dict.fromkeys(keys_read(Taxonomy.open()), True))
    city = City.from_osmnx(graph, features)
    for made, wanted in ((city.places, read.places), (city.stops, read.stops)):
        ours, expected = (layer.sort_values("osm_id").set_index("osm_id") for layer in (made, wanted))
        assert len(expected) > 40
        assert list(ours.index) == list(expected.index)
        assert list(ours["name"]) == list(expected["name"])
        assert ours.to_crs(read.crs).geometry.distance(expected.geometry).max() < 0.05
    assert (city.places["category"].value_counts() == read.places["category"].value_counts()).all()


def test_a_city_goes_to_osmnx_and_back(read, tmp_path):
    graph = read.to_osmnx()
    assert set(graph.nodes) == set(read.streets.node_osm.tolist())
    assert graph.number_of_edges() == 2 * read.streets.n_edges
    back = City.from_osmnx(graph)
    assert back.streets.edge_length.sum() == pytest.approx(read.streets.edge_length.sum(), rel=1e-6)
    assert set(back.streets.node_osm) == set(read.streets.node_osm)
    osmnx.save_graphml(graph, tmp_path / "city.graphml")
    stored = City.from_osmnx(osmnx.load_graphml(tmp_path / "city.graphml"))
    assert sorted(stored.streets.edge_length) == pytest.approx(sorted(back.streets.edge_length), abs=1e-6)


def metres_by_class_and_limit(ridden):
    """Return metres that are open, by direction where a street is open in both."""
    streets, metres = ridden.streets, Counter()
    for is_open, limits in ((ridden.forward, ridden.forward_kmh), (ridden.backward, ridden.backward_kmh)):
        for edge in np.flatnonzero(is_open):
            metres[int(streets.edge_class[edge]), float(np.nan_to_num(limits[edge]))] += streets.edge_length[edge]
    return metres


@pytest.mark.parametrize("mode", ["cycle", "drive"])
def test_streets_of_a_mode_go_to_osmnx_and_back(read, tmp_path, mode):
    ridden, graph = read.streets_for(mode), read.to_osmnx(mode)
    assert graph.number_of_edges() == ridden.forward.sum() + ridden.backward.sum()
    one_ways = sum(data["oneway"] for *_ends, data in graph.edges(data=True))
    assert one_ways == (ridden.forward != ridden.backward).sum() > 20
    osmnx.save_graphml(graph, tmp_path / "city.graphml")
    metres = metres_by_class_and_limit(ridden)
    for back in (graph, osmnx.load_graphml(tmp_path / "city.graphml")):
        again = City.from_osmnx(back).streets_for(mode)
        assert metres_by_class_and_limit(again) == pytest.approx(metres, rel=1e-6)
        assert set(again.streets.node_osm) <= set(ridden.streets.node_osm)


def test_costs_of_the_graph_are_those_of_the_city(read):
    graph, ridden = read.to_osmnx("drive"), read.streets_for("drive")
    rides = Rides.at_limits(ridden, {"other": 25.0}, 80.0)
    edges, _tree = ridden.boarding
    origin, target = ridden.streets.edge_u[edges[[0, -1]]]
    known = nx.get_edge_attributes(graph, "maxspeed")
    seconds = {
        edge: length / 1000 / float(known.get(edge, 25)) * 3600
        for edge, length in nx.get_edge_attributes(graph, "length").items()
    }
    nx.set_edge_attributes(graph, seconds, "seconds")
    x, y = ridden.streets.node_x, ridden.streets.node_y
    minutes = rides.minutes_to_nearest((x[[target]], y[[target]]), x[[origin]], y[[origin]])[0]
    at = ridden.streets.node_osm
    expected = nx.shortest_path_length(graph, at[origin], at[target], weight="seconds") / 60
    assert minutes == pytest.approx(expected, rel=1e-6)
    assert minutes > 1


def test_limits_that_differ_by_direction_survive_whichever_edge_comes_first():
    for first, second in (((1, 2), (2, 1)), ((2, 1), (1, 2))):
        graph = nx.MultiDiGraph(crs="epsg:4326")
        for node in first:
            graph.add_node(node, x=0.001 * node, y=0.0)
        for ends in (first, second):
            limit = {"maxspeed": "70"} if ends == (1, 2) else {}
            graph.add_edge(*ends, highway="primary", osmid=5, oneway=False, reversed=ends == (2, 1), **limit)
        ridden = City.from_osmnx(graph).streets_for("drive")
        eastward = ridden.forward_kmh if ridden.streets.node_osm[ridden.streets.edge_u[0]] == 1 else ridden.backward_kmh
        assert np.nansum([ridden.forward_kmh, ridden.backward_kmh]) == 70
        assert eastward.tolist() == [70]


def test_lengths_of_the_graph_are_those_on_the_ellipsoid(read):
    ellipsoid = pyproj.Geod(ellps="WGS84")
    edges = osmnx.graph_to_gdfs(read.to_osmnx(), nodes=False)
    expected = [ellipsoid.geometry_length(line) for line in edges.geometry]
    np.testing.assert_allclose(edges["length"], expected, rtol=1e-5, atol=1e-6)


def test_functions_of_osmnx_take_the_graph(read):
    graph = read.to_osmnx()
    nodes, edges = osmnx.graph_to_gdfs(graph)
    assert nodes.crs == edges.crs == "epsg:4326"
    stats = osmnx.basic_stats(graph)
    assert stats["n"] == read.streets.n_nodes
    assert stats["street_length_total"] == pytest.approx(read.streets.edge_length.sum())
    largest = osmnx.truncate.largest_component(graph)
    assert len(largest) == int((read.streets.component == 0).sum())
    origin, target = osmnx.nearest_nodes(osmnx.project_graph(largest), [0.0], [0.0])[0], next(iter(largest))
    path = osmnx.shortest_path(
        osmnx.add_edge_travel_times(osmnx.add_edge_speeds(largest, fallback=4.8)), origin, target
    )
    assert path[0] == origin
    assert nx.shortest_path_length(graph, origin, target, weight="length") > 0


def test_two_arms_between_the_same_nodes_stay_two_and_there_and_back_is_one():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node("a", x=0.0, y=0.0)  # names that are no OSM ids get numbers
    graph.add_node("b", x=0.001, y=0.0)
    bend = shapely.LineString([(0, 0), (0.0005, 0.001), (0.001, 0)])
    for u, v, line in [("a", "b", None), ("b", "a", None), ("a", "b", bend), ("b", "a", shapely.reverse(bend))]:
        tags = {"highway": ["footway", "path"], "osmid": 7} | ({"geometry": line} if line else {})
        graph.add_edge(u, v, **tags)
    streets = City.from_osmnx(graph).streets
    straight, bent = 111.319, 2 * np.hypot(55.66, 110.57)
    assert streets.edge_length.sum() == pytest.approx(straight + bent, rel=1e-4)


def edge(**tags):
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=0.0, y=0.0)
    graph.add_node(2, x=0.001, y=0.0)
    graph.add_edge(1, 2, **tags)
    return graph


def unnamed_features(**columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(0, 0)], crs="epsg:4326")


@pytest.mark.parametrize(
    ("graph", "features", "sentence"),
    [
        (nx.DiGraph(), None, "must be a networkx MultiDiGraph"),
        ("graph.graphml", None, "must be a networkx MultiDiGraph"),
        (nx.MultiDiGraph(crs="epsg:4326"), None, "has no nodes"),
        (edge(), None, "need OpenStreetMap's highway tag"),
        (edge(highway=["residential", "motorway"]), None, "No edge of the graph can be walked"),
        (nx.MultiDiGraph(edge(highway="path"), crs=None), None, "does not say its coordinate system"),
        (edge(highway="path"), unnamed_features(amenity=["cafe"]), "indexed by element and id"),
        (
            edge(highway="path"),
            unnamed_features(a=["shop"], b=[1], amenity=["cafe"]).set_index(["a", "b"]),
            "says shop, where node",
        ),
        (
            edge(highway="path"),
            unnamed_features(a=["node"], b=["one"], amenity=["cafe"]).set_index(["a", "b"]),
            "must be whole numbers",
        ),
    ],
)
def test_what_is_not_of_osmnx_is_refused_in_a_sentence(graph, features, sentence):
    with pytest.raises(InputError, match=sentence):
        City.from_osmnx(graph, features)
