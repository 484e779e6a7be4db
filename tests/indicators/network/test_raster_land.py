"""Rasters spread over streets: nobody is lost, nobody is counted twice, and all stay in their cells."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from cities import CRS, grid_ways, make_city
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raster_files import write_raster
from scipy.spatial import cKDTree

from parklocus.indicators.network.land import Land
from parklocus.indicators.network.raster_land import spread_rasters
from parklocus.indicators.rasters import read_rasters


def spread(city, path, kind="population"):
    windows = read_rasters(city, {kind: path})
    return spread_rasters(city.streets, city.extent, list(windows.values())).rasters[0]


def on_edges(city, raster):
    return raster.amount * city.streets.edge_length


def test_the_walk_that_spreads_a_raster_gives_the_land_too(tmp_path):
    city = make_city(grid_ways(4, 150.0))
    path = write_raster(tmp_path / "p.tif", [[70.0], [30.0]], 0.0, 1000.0, 500.0, CRS)
    windows = list(read_rasters(city, {"population": path}).values())
    land = spread_rasters(city.streets, city.extent, windows).land
    assert (land.before == Land.of(city.streets).before).all()


def test_a_cell_gives_its_people_to_its_own_streets(tmp_path):
    city = make_city([[(100.0, 200.0), (900.0, 200.0)], [(100.0, 800.0), (900.0, 800.0)]])
    path = write_raster(tmp_path / "p.tif", [[70.0], [30.0]], 0.0, 1000.0, 500.0, CRS)
    found = spread(city, path)
    assert on_edges(city, found).tolist() == pytest.approx([30.0, 70.0], rel=1e-9)
    assert found.facts["people"] == pytest.approx(100.0)
    assert found.facts["people_not_reached"] == 0.0


def test_two_streets_share_a_cell_by_their_land(tmp_path):
    # In one cell, 1 km and 500 m of street that share no land: 100 m on either side, and round ends.
    city = make_city([[(200.0, 300.0), (1200.0, 300.0)], [(200.0, 700.0), (700.0, 700.0)]])
    path = write_raster(tmp_path / "p.tif", [[1000.0]], 0.0, 1500.0, 1500.0, CRS)
    land = np.array([200 * 1000 + np.pi * 1e4, 200 * 500 + np.pi * 1e4])
    assert on_edges(city, spread(city, path)) == pytest.approx(1000 * land / land.sum(), rel=0.005)


def test_people_far_from_streets_go_to_one_within_200_m_or_are_counted_as_lost(tmp_path):
    city = make_city([[(0.0, 50.0), (2000.0, 50.0)]])
    people = np.zeros((20, 20))
    people[-2, 4], people[-3, 4], people[-8, 9] = (
        5.0,
        7.0,
        11.0,
    )  # middles at 150, 250 and 750 m north: 100, 200, 700 off
    path = write_raster(tmp_path / "p.tif", people, 0.0, 2000.0, 100.0, CRS)
    found = spread(city, path)
    assert on_edges(city, found).sum() == pytest.approx(12.0)
    assert found.facts["people"] == pytest.approx(23.0)
    assert found.facts["people_moved_to_a_street"] == pytest.approx(7.0)
    assert found.facts["people_not_reached"] == pytest.approx(11.0)


def test_cells_across_the_edge_give_the_part_of_their_area(tmp_path):
    city = make_city(grid_ways(11, 100.0), margin=0.0)  # the extent is the box of 1 km
    path = write_raster(tmp_path / "p.tif", np.full((3, 3), 90.0), -400.0, 1400.0, 600.0, CRS)
    found = spread(city, path)
    assert found.facts["people"] == pytest.approx(9 * 90.0 * 1000**2 / 1800**2)
    assert found.facts["cells_across_the_edge"] == 8
    assert on_edges(city, found).sum() == pytest.approx(found.facts["people"])


def fine_count(city, people, left, top, size):
    """Give people to streets the plain way: squares of 5 m, each to the nearest of many positions along the streets."""
    streets = city.streets
    edge = np.repeat(np.arange(streets.n_edges), 800)
    samples = streets.interpolate(edge, np.tile(np.linspace(0, 1, 800), streets.n_edges) * streets.edge_length[edge])
    rows, columns = people.shape
    x, y = np.meshgrid(np.arange(left + 2.5, left + columns * size, 5.0), np.arange(top - rows * size + 2.5, top, 5.0))
    squares = np.column_stack([x.ravel(), y.ravel()])
    distance, nearest = cKDTree(samples).query(squares)
    column = ((squares[:, 0] - left) // size).astype(int)
    row = ((top - squares[:, 1]) // size).astype(int)
    near = distance <= 100
    cell = row * columns + column
    land = np.bincount(cell[near], minlength=people.size)
    share = people.ravel()[cell[near]] / land[cell[near]]
    return np.bincount(edge[nearest[near]], weights=share, minlength=streets.n_edges)


def test_people_equal_a_fine_count_of_squares(tmp_path):
    rng = np.random.default_rng(4)
    city = make_city([[tuple(rng.uniform(0, 900, 2)), tuple(rng.uniform(0, 900, 2))] for _number in range(8)])
    people = rng.uniform(100, 900, (3, 3)).astype("float32")
    path = write_raster(tmp_path / "p.tif", people, -100.0, 1000.0, 370.0, CRS)
    plain = fine_count(city, people, -100.0, 1000.0, 370.0)
    found = spread(city, path)
    assert on_edges(city, found).sum() == pytest.approx(people.sum(), rel=1e-6)
    assert on_edges(city, found) == pytest.approx(plain, rel=0.05, abs=15.0)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "ESRI:54009", "EPSG:32651"])
def test_any_coordinate_system_gives_the_same_people(tmp_path, crs):
    """A field of people that is smooth in metres, sampled in each system, must come out alike."""
    city = make_city(grid_ways(15, 150.0), margin=300.0)
    to_raster = pyproj.Transformer.from_crs(CRS, crs, always_xy=True)
    x, y = to_raster.transform(*shapely.get_coordinates(city.extent.segmentize(100.0)).T)
    size = (x.max() - x.min()) / 40
    left, top = x.min() - size, y.max() + size
    rows, columns = int((y.max() - y.min()) / size) + 3, int((x.max() - x.min()) / size) + 3
    middle_x, middle_y = np.meshgrid(left + (np.arange(columns) + 0.5) * size, top - (np.arange(rows) + 0.5) * size)
    to_city = pyproj.Transformer.from_crs(crs, CRS, always_xy=True)
    there = to_city.transform(middle_x, middle_y)
    density = 3000 + 2000 * np.sin(np.array(there[0]) / 700) + there[1]
    path = write_raster(tmp_path / "d.tif", density, left, top, size, crs)
    found = spread(city, path, "population_density")
    points = city.extent.bounds
    gx, gy = np.meshgrid(np.linspace(points[0], points[2], 801), np.linspace(points[1], points[3], 801))
    exact = (3000 + 2000 * np.sin(gx / 700) + gy).mean() * city.extent.area / 1e6
    assert found.facts["people"] == pytest.approx(exact, rel=0.002)
    middle = city.streets.interpolate(np.arange(city.streets.n_edges), city.streets.edge_length / 2)
    inner = ((middle > 150) & (middle < 1950)).all(axis=1)  # there each edge has half a block of land
    expected = (3000 + 2000 * np.sin(middle[:, 0] / 700) + middle[:, 1]) * 150 * 75 / 1e6
    assert on_edges(city, found)[inner] == pytest.approx(expected[inner], rel=0.15)
    assert on_edges(city, found)[inner].sum() == pytest.approx(expected[inner].sum(), rel=0.01)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.floats(75, 700), st.floats(-200, 200))
def test_people_are_conserved(tmp_path, seed, size, shift):
    rng = np.random.default_rng(seed)
    city = make_city(
        [[tuple(rng.uniform(0, 900, 2)), tuple(rng.uniform(0, 900, 2))] for _number in range(6)], margin=50.0
    )
    people = rng.gamma(0.5, 40, (20, 20)).astype("float32")
    path = write_raster(tmp_path / "p.tif", people, shift - 400, shift + 1400, size, CRS)
    found = spread(city, path)
    column, row = np.meshgrid(np.arange(20), np.arange(20))
    left, top = shift - 400 + column * size, shift + 1400 - row * size
    cells = shapely.box(left, top - size, left + size, top)
    expected = (people * shapely.area(shapely.intersection(cells, city.extent))).sum() / size**2
    assert found.facts["people"] == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert on_edges(city, found).sum() + found.facts["people_not_reached"] == pytest.approx(
        expected, rel=1e-6, abs=1e-6
    )
