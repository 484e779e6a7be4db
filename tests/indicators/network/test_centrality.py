"""Closeness and betweenness against closed forms, a count by hand over all pairs, and igraph where it is there."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from cities import grid_ways, make_city, make_streets

from parklocus.indicators import City
from parklocus.indicators.catalogue import resolve
from parklocus.indicators.computing.measure import measure
from parklocus.indicators.network import reach as reach_module
from parklocus.indicators.network import tiles as tiles_module
from parklocus.indicators.network.attach import attach_points
from parklocus.indicators.network.links import Links
from parklocus.indicators.network.reach import Sources
from parklocus.indicators.network.street_network import StreetNetwork

RADII = [150, 300, 420]


def random_ways(seed):
    """Return a bent grid with holes, dead ends, a loop, a parallel street and a scrap beside it."""
    rng = np.random.default_rng(seed)
    corner = {(i, j): tuple(rng.uniform(-30, 30, 2) + np.array([110 * i, 110 * j])) for i in range(6) for j in range(6)}
    ways = [
        [corner[i, j], corner[other]]
        for i, j in corner
        for other in ((i + 1, j), (i, j + 1))
        if other in corner and rng.random() < 0.8
    ]
    x, y = corner[3, 3]
    ways.append([(x, y), (x + 30, y + 40), (x - 25, y + 45), (x, y)])
    ways.append([corner[2, 2], (corner[2, 2][0] - 60, corner[2, 2][1] + 80), corner[2, 3]])
    return [*ways, [(1500.0, 1500.0), (1600.0, 1500.0)]]


def measured(network, nodes, index, radii):
    """Return an index at nodes, of shape (nodes, radii)."""
    sources = Sources(nodes, np.zeros(len(nodes)), network.graph.x[nodes], network.graph.y[nodes])
    return measure(network, sources, resolve([index], {index: {"radii": radii}}), []).table


def as_multigraph(graph):
    found = nx.MultiGraph()
    found.add_nodes_from(range(graph.n_nodes))
    for u, v, length in zip(graph.u.tolist(), graph.v.tolist(), graph.length.tolist(), strict=True):
        if u != v:
            found.add_edge(u, v, length=length)
    return found


def by_all_pairs(graph, ends, radius):
    """Count betweenness the plain way: list the shortest paths of every pair of ends, edge by edge."""
    multigraph = as_multigraph(graph)
    through = np.zeros(graph.n_nodes)
    metres = {s: nx.single_source_dijkstra_path_length(multigraph, s, weight="length") for s in ends}
    for s, t in itertools.combinations(ends, 2):
        if metres[s].get(t, math.inf) > radius:
            continue
        paths = _paths(multigraph, metres[s], s, t)
        for path in paths:
            for node in path[1:-1]:
                through[node] += 1 / len(paths)
    return through


def _paths(multigraph, metres, s, t):
    if t == s:
        return [[s]]
    found = []
    for one, other, length in multigraph.edges(t, data="length"):
        before = other if one == t else one
        if math.isclose(metres.get(before, math.inf) + length, metres[t], abs_tol=1e-6):
            found += [[*path, t] for path in _paths(multigraph, metres, s, before)]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_betweenness_equals_a_count_over_all_pairs(seed):
    network = StreetNetwork.build(make_city(random_ways(seed)))
    ends = network.path_ends
    seen = measured(network, ends, "betweenness", RADII)
    for number, radius in enumerate(RADII):
        expected = by_all_pairs(network.graph, ends.tolist(), radius)[ends]
        np.testing.assert_allclose(seen[:, number], expected, atol=1e-9)
    assert seen.max() > 10


def test_betweenness_shares_paths_that_are_equally_short():
    network = StreetNetwork.build(make_city([*grid_ways(6, 100.0), [(0, 0), (-40, 0)], [(500, 300), (560, 300)]]))
    ends = network.path_ends
    seen = measured(network, ends, "betweenness", [200, 350, 600])
    for number, radius in enumerate([200, 350, 600]):
        expected = by_all_pairs(network.graph, ends.tolist(), radius)[ends]
        np.testing.assert_allclose(seen[:, number], expected, atol=1e-9)


def test_two_streets_of_one_length_between_two_junctions_are_two_paths():
    # From west to east two arcs, mirror images; a dead end half-way up the northern one.
    ways = [[(-50, 0), (0, 0)], [(0, 0), (50, 80), (100, 0)], [(0, 0), (50, -80), (100, 0)], [(100, 0), (150, 0)]]
    network = StreetNetwork.build(make_city(ways))
    city = network.city
    at = attach_points(city.streets, np.array([50.0, 50.0]), np.array([80.0, -80.0]))
    split, node = network.split(at)
    seen = measured(split, node, "betweenness", [400])[:, 0]
    # Four ends; between the western two and the eastern two there are four pairs, half of each on either arc.
    assert seen.tolist() == [2.0, 2.0]


@pytest.mark.parametrize("core", [90.0, 333.0])
def test_moving_the_tile_grid_changes_nothing(monkeypatch, core):
    network = StreetNetwork.build(make_city(random_ways(1)))
    ends = network.path_ends
    plain = {index: measured(network, ends, index, RADII) for index in ("betweenness", "closeness")}
    monkeypatch.setattr(tiles_module.tiles, "__defaults__", (core,))
    monkeypatch.setattr(reach_module, "SOURCES_PER_BLOCK", 7)
    for index, expected in plain.items():
        np.testing.assert_allclose(measured(network, ends, index, RADII), expected, rtol=1e-12)


def test_some_nodes_alone_have_what_they_have_among_all():
    network = StreetNetwork.build(make_city(random_ways(2)))
    ends = network.path_ends
    every = measured(network, ends, "betweenness", RADII)
    np.testing.assert_allclose(measured(network, ends[[5, 20]], "betweenness", RADII), every[[5, 20]], rtol=1e-12)


def test_a_position_half_way_has_its_streets_paths():
    network = StreetNetwork.build(make_city([[(0, 0), (100, 0), (300, 0)], [(100, 0), (100, 100)]]))
    at = attach_points(network.city.streets, np.array([200.0]), np.array([30.0]))
    split, node = network.split(at)
    # Ends: west, east, north and the junction; three of them have a shortest path to the east end within 320 m.
    assert measured(split, node, "betweenness", [150, 250, 320])[0].tolist() == [0.0, 1.0, 3.0]


def test_where_only_the_class_changes_is_no_end():
    plain = make_city([[(0, 0), (200, 0)], [(200, 0), (400, 0)], [(200, 0), (200, 90)]])
    network = StreetNetwork.build(plain)
    parts = make_streets(
        [[(0, 0), (120, 0)], [(120, 0), (200, 0)], [(200, 0), (400, 0)], [(200, 0), (200, 90)]],
        ["residential", "primary", "residential", "residential"],
    )
    assert (parts.degree == 2).sum() == 1
    links = Links.of(parts)
    assert sorted(links.length.tolist()) == [90, 200, 200]
    assert (parts.degree[links.u] != 2).all()
    assert (parts.degree[links.v] != 2).all()
    divided = StreetNetwork.build(replace(plain, streets=parts))
    for index in ("betweenness", "closeness", "link_node_ratio", "dead_end_share", "block_length"):
        one, other = (measured(n, n.path_ends, index, [300]) for n in (network, divided))
        order = [np.lexsort((n.graph.y[n.path_ends], n.graph.x[n.path_ends])) for n in (network, divided)]
        np.testing.assert_allclose(one[order[0]], other[order[1]])


def test_closeness_on_a_street_in_closed_form():
    network = StreetNetwork.build(make_city([[(0, 0), (100, 0)], [(100, 0), (100, 4)], [(100, 0), (300, 0)]]))
    at = network.path_ends[np.argsort(network.graph.x[network.path_ends] + network.graph.y[network.path_ends])]
    seen = measured(network, at, "closeness", [150, 300])
    # West end, junction, the end 4 m off it, east end; what is nearer than 10 m counts as 10 m away.
    assert seen[:, 0] == pytest.approx([1 / 100 + 1 / 104, 1 / 100 + 1 / 10, 1 / 104 + 1 / 10, 0])
    assert seen[3, 1] == pytest.approx(1 / 200 + 1 / 204 + 1 / 300)


@pytest.mark.parametrize("city", ["neubrandenburg", "las_palmas"])
def test_igraph_agrees_on_real_streets(request, city):
    igraph = pytest.importorskip("igraph")
    if city == "neubrandenburg":
        extract = request.getfixturevalue("demo_dir") / "neubrandenburg.osm.pbf"
    else:
        extract = request.getfixturevalue("data_dir") / city / f"{city}.osm.pbf"
    network = StreetNetwork.build(City.from_osm(extract, cache=False))
    ends, links = network.path_ends, network.links
    # A graph of whole streets between junctions and dead ends, so that igraph's ends are ours.
    pairs = zip(np.searchsorted(ends, links.u).tolist(), np.searchsorted(ends, links.v).tolist(), strict=True)
    peer = igraph.Graph(len(ends), list(pairs))
    weights = np.maximum(links.length, 1e-6).tolist()
    radii = [400, 800, 1200]
    seen = measured(network, ends, "betweenness", radii)
    for number, radius in enumerate(radii):
        expected = np.array(peer.betweenness(directed=False, cutoff=radius, weights=weights))
        np.testing.assert_allclose(seen[:, number], expected, rtol=1e-9, atol=1e-9)
