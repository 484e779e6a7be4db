"""The demo in figures: shares against a plain search, squares against the streets cut by them, sums that agree."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely

from parklocus.indicators import City
from parklocus.indicators.catalogue import resolve
from parklocus.indicators.computing.city_nodes import CityNodes
from parklocus.indicators.computing.measure import measure
from parklocus.indicators.computing.rasters_on_streets import RastersOnStreets
from parklocus.indicators.network.street_network import StreetNetwork
from parklocus.indicators.osm.areas import Land
from parklocus.indicators.summary.summarise import summarise_city


@pytest.fixture(scope="module")
def demo(demo_dir):
    return City.from_osm(demo_dir / "neubrandenburg.osm.pbf", cache=False)


@pytest.fixture(scope="module")
def summary(demo):
    return summarise_city(demo, ["amenity_density", "daily_needs"], grid=500)


@pytest.fixture(scope="module")
def beads(demo):
    """The demo's streets as a networkx graph of beads, 5 m apart at most: (graph, edge, metres, x, y)."""
    streets = demo.streets
    graph = nx.Graph()
    edges, metres, xs, ys = [], [], [], []
    number = streets.n_nodes
    for edge, line in enumerate(streets.lines):
        count = max(int(np.ceil(line.length / 5)), 1)
        chain = [int(streets.edge_u[edge]), *range(number, number + count - 1), int(streets.edge_v[edge])]
        number += count - 1
        step = line.length / count
        for left, right in pairwise(chain):
            if not graph.has_edge(left, right) or graph[left][right]["weight"] > step:
                graph.add_edge(left, right, weight=step)
        middles = shapely.line_interpolate_point(line, (np.arange(count) + 0.5) * step)
        edges += list(pairwise(chain))
        metres += [step] * count
        xs += shapely.get_x(middles).tolist()
        ys += shapely.get_y(middles).tolist()
    place = np.full((number, 2), np.nan)
    ends = np.array(edges)
    place[ends[:, 0]] = np.column_stack([xs, ys])  # near enough to find the bead next to a target
    return graph, ends, np.array(metres), np.array(xs), np.array(ys)


def nodes_of(city):
    on_land = RastersOnStreets.read(city, None, [])
    return CityNodes.of(on_land.onto(StreetNetwork.of(city)), on_land)


@pytest.mark.parametrize("column", ["near_pharmacy_500", "near_large_open_space_500"])
def test_shares_of_the_demo_are_those_of_a_plain_search(demo, summary, beads, column):
    graph, ends, metres, x, y = beads
    seeds = [(float(leg), *ends[bead]) for leg, bead in seeds_of(demo, column, x, y)]
    graph = graph.copy()
    for leg, left, right in seeds:
        for bead in (left, right):
            known = graph.get_edge_data("source", bead)
            graph.add_edge("source", bead, weight=min(leg + 2.5, known["weight"] if known else np.inf))
    distance = nx.single_source_dijkstra_path_length(graph, "source", cutoff=500.0)
    far = np.array([min(distance.get(left, np.inf), distance.get(right, np.inf)) for left, right in ends.tolist()])
    whole = shapely.distance(shapely.points(x, y), demo.extent.boundary) >= 500
    whole &= shapely.contains_xy(demo.extent, x, y)
    found = summary.shares.set_index("column").loc[column]
    linked = np.isin(np.arange(demo.streets.n_edges), np.flatnonzero(StreetNetwork.of(demo).links.of_edge >= 0))
    counts = np.repeat(linked, np.maximum(np.ceil(shapely.length(demo.streets.lines) / 5).astype(int), 1)) & whole
    expected = metres[counts & (far <= 497.5)].sum()
    assert found["counted"] == pytest.approx(metres[counts].sum(), rel=1e-3)
    assert found["within"] == pytest.approx(expected, rel=0.01)


def seeds_of(demo, column, x, y):
    """Yield metres and bead of each target, by plain nearness in the plane."""
    tree = shapely.STRtree(shapely.points(x, y))
    if column == "near_large_open_space_500":
        land = demo.land
        shapes = land.shapes[land.is_any(Land.OPEN_SPACE) & ~land.is_any(Land.CLOSED)]
        joined = shapely.union_all(shapely.make_valid(shapes))
        large = [part for part in shapely.get_parts(joined) if part.area >= 15_000]
        for part in large:
            inside = tree.query(part, predicate="intersects")
            yield from ((0.0, bead) for bead in inside)
            if not len(inside) and (near := tree.query_nearest(part, max_distance=200, return_distance=True))[1].size:
                yield near[1][0], near[0][0]
        return
    at = np.asarray(demo.features[demo.features["set"] == "pharmacy"].geometry)
    beads, metres = tree.query_nearest(at, max_distance=200, return_distance=True, all_matches=False)
    yield from zip(metres, beads[1], strict=True)


def test_the_grid_adds_up_to_the_city(demo, summary):
    grid, facts = summary.grid, summary.provenance["summary"]["grid"]
    nodes = nodes_of(demo)
    whole = nodes.weights["street_length_m"].sum()
    assert grid["street_length_m"].sum() + facts["street_length_beyond_the_map"] == pytest.approx(whole)
    assert grid["nodes"].sum() == (nodes.edge_distance > 0).sum()
    city = summary.indices.set_index(["column", "weight"])
    for column in ("amenity_density_500", "daily_needs_15"):
        assert grid[f"{column}_n"].sum() == city["n"][column, "nodes"]
    assert grid["cell"].is_unique
    assert grid.crs.to_epsg() == 4326


def test_squares_are_as_large_as_said_and_hold_the_streets_within_them(demo, summary):
    grid, facts = summary.grid, summary.provenance["summary"]["grid"]
    squares = grid.to_crs(facts["crs"])
    areas = squares.geometry.area
    assert areas.to_numpy() / 1e6 == pytest.approx(grid["area_km2"].to_numpy(), rel=1e-6)
    full = grid["area_km2"] > 0.2499999
    assert full.mean() > 0.8
    assert areas[full].to_numpy() == pytest.approx(250_000, rel=1e-6)
    corner = squares.geometry[full].bounds[["minx", "miny"]].to_numpy()
    assert corner / 500 == pytest.approx(np.round(corner / 500), abs=1e-6)
    to_grid = pyproj.Transformer.from_crs(demo.crs, facts["crs"], always_xy=True).transform
    lines = shapely.transform(demo.streets.lines, to_grid, interleaved=False)
    linked = StreetNetwork.of(demo).links.of_edge >= 0
    tree = shapely.STRtree(lines[linked])
    for row in grid.sample(25, random_state=1).index:
        near = tree.query(squares.geometry[row], predicate="intersects")
        length = shapely.length(shapely.intersection(lines[linked][near], squares.geometry[row])).sum()
        assert grid["street_length_m"][row] == pytest.approx(length, rel=1e-4, abs=0.05)


def test_a_square_has_the_mean_of_its_nodes(demo, summary):
    nodes = nodes_of(demo)
    measured = measure(nodes.network, nodes.sources, resolve(["amenity_density"]), ())
    affected = nodes.affected(measured.columns, measured.table)
    layer = nodes.layer(measured, affected).to_crs(summary.provenance["summary"]["grid"]["crs"])
    layer["cell"] = [
        f"{int(x // 500)},{int(y // 500)}" for x, y in zip(layer.geometry.x, layer.geometry.y, strict=True)
    ]
    layer = layer[(nodes.edge_distance > 0) & ~affected[:, 0]]
    product = layer["amenity_density_500"] * layer["street_length_m"]
    expected = product.groupby(layer["cell"]).sum() / layer["street_length_m"].groupby(layer["cell"]).sum()
    found = summary.grid.set_index("cell")["amenity_density_500"].dropna()
    assert found.to_numpy() == pytest.approx(expected.reindex(found.index).to_numpy())
    assert len(found) == len(expected)
