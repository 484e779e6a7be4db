"""People within reach on a real city, counted the plain way: squares of 5 m and every 2 m of street."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from parklocus.indicators import City, compute
from parklocus.indicators.extent import WGS84

RADIUS, SIDE, STEP = 500.0, 5.0, 2.0


def write_people(path, city, centre, cell=150.0):
    """Write people in cells of 150 m around the centre, in the city's own coordinate system."""
    people = np.random.default_rng(7).gamma(0.7, 60.0, (14, 14)).round().astype("float32")
    left, top = centre[0] - 7 * cell, centre[1] + 7 * cell
    options = {"driver": "GTiff", "count": 1, "height": 14, "width": 14, "dtype": "float32"}
    transform = rasterio.Affine(cell, 0.0, left, 0.0, -cell, top)
    with rasterio.open(path, "w", crs=city.crs.to_wkt(), transform=transform, **options) as dataset:
        dataset.write(people, 1)
    return people, left, top, cell


def plain_people(city, raster):
    """Return samples (edge, offset) and their people: each cell's go to its squares near streets, evenly."""
    people, left, top, cell = raster
    streets = city.streets
    box = shapely.box(left - 150, top - 14 * cell - 150, left + 14 * cell + 150, top + 150)
    edges = np.flatnonzero(shapely.intersects(streets.lines, box))
    count = np.ceil(streets.edge_length[edges] / STEP).astype(int)
    edge = np.repeat(edges, count)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    offset = (rank + 0.5) * (streets.edge_length[edge] / np.repeat(count, count))
    tree = cKDTree(shapely.get_coordinates(shapely.line_interpolate_point(streets.lines[edge], offset)))
    side = np.arange(0, 14 * cell, SIDE) + SIDE / 2
    across, down = (item.ravel() for item in np.meshgrid(side, side))
    distance, nearest = tree.query(np.column_stack([left + across, top - down]))
    number = (down // cell).astype(int) * 14 + (across // cell).astype(int)
    near = distance <= 100
    squares = np.bincount(number[near], minlength=people.size)
    share = people.ravel()[number[near]] / squares[number[near]]
    on_edge = np.bincount(edge[nearest[near]], weights=share, minlength=streets.n_edges)
    return edge, offset, on_edge[edge] / np.bincount(edge, minlength=streets.n_edges)[edge]


def test_people_within_reach_on_the_demo(demo_dir, tmp_path):
    city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf")
    streets = city.streets
    centre = Transformer.from_crs(WGS84, city.crs, always_xy=True).transform(13.2612, 53.5574)
    raster = write_people(tmp_path / "p.tif", city, centre)
    edge, offset, people = plain_people(city, raster)
    graph = nx.Graph()
    for number in range(streets.n_edges):
        one, other, length = int(streets.edge_u[number]), int(streets.edge_v[number]), streets.edge_length[number]
        if not graph.has_edge(one, other) or graph[one][other]["length"] > length:
            graph.add_edge(one, other, length=length)
    away = np.hypot(streets.node_x - centre[0], streets.node_y - centre[1])
    nodes = np.random.default_rng(3).choice(np.flatnonzero((away < 450) & (streets.degree != 2)), 8, replace=False)
    at = shapely.points(np.column_stack([streets.node_x[nodes], streets.node_y[nodes]]))
    parks = gpd.GeoDataFrame({"id": nodes.astype(str), "name": nodes.astype(str)}, geometry=at, crs=city.crs)
    table = compute(
        city, parks.to_crs(WGS84), [f"population_reach_{RADIUS:.0f}"], rasters={"population": tmp_path / "p.tif"}
    )
    for node, ours in zip(nodes, table[f"population_reach_{RADIUS:.0f}"], strict=True):
        reached = nx.single_source_dijkstra_path_length(graph, int(node), cutoff=RADIUS, weight="length")
        metres = np.full(streets.n_nodes, np.inf)
        metres[list(reached)] = list(reached.values())
        to_sample = np.minimum(
            metres[streets.edge_u[edge]] + offset, metres[streets.edge_v[edge]] + streets.edge_length[edge] - offset
        )
        assert ours == pytest.approx(people[to_sample <= RADIUS].sum(), rel=0.02)
