"""References on real cities: polygons by a spatial join, land use as GDAL reads it, percentiles counted one by one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import scipy.stats
import shapely

from parklocus.indicators import City, Reference, compute
from parklocus.indicators.computing.reference import choose_nodes

COLUMNS = ["cbd_distance", "stop_distance_bus", "detour"]
CENTRE = (-15.4153, 28.1035)


def node_points(city):
    """Return the OSM numbers and the points, in lon/lat, of all nodes that are no mere bends."""
    streets = city.streets
    ends = np.concatenate([streets.edge_u, streets.edge_v])
    node = np.flatnonzero(np.bincount(ends, minlength=streets.n_nodes) != 2)
    points = gpd.GeoSeries(gpd.points_from_xy(streets.node_x[node], streets.node_y[node]), crs=city.crs)
    return gpd.GeoDataFrame({"node": node}, geometry=points.to_crs(4326))


@pytest.fixture(scope="module")
def las_palmas(data_dir):
    return City.from_osm(data_dir / "las_palmas" / "las_palmas.osm.pbf")


@pytest.fixture(scope="module")
def parks(las_palmas):
    streets = las_palmas.streets
    node = np.random.default_rng(6).choice(np.flatnonzero(streets.degree >= 3), 6, replace=False)
    points = gpd.GeoSeries(gpd.points_from_xy(streets.node_x[node], streets.node_y[node]), crs=las_palmas.crs)
    return gpd.GeoDataFrame({"id": node.astype(str), "name": node.astype(str)}, geometry=points.to_crs(4326))


@pytest.fixture(scope="module")
def whole(las_palmas, parks):
    return compute(las_palmas, parks, COLUMNS, centres=[CENTRE])


def test_a_citys_boundary_chooses_the_nodes_of_a_spatial_join(las_palmas, data_dir):
    file = data_dir / "las_palmas" / "boundary.geojson"
    boundary = gpd.read_file(file)
    # The file holds more than one commune; the narrowest is the hardest.
    part = boundary.dissolve().geometry.iloc[0]
    west, south, east, north = part.bounds
    half = gpd.GeoDataFrame(geometry=[shapely.intersection(part, shapely.box(west, south, east, (south + north) / 2))])
    for within, area in ((file, boundary), (half.geometry.iloc[0], half.set_crs(4326))):
        chosen = choose_nodes(las_palmas, Reference(within=within))
        points = node_points(las_palmas)
        joined = gpd.sjoin(points, area[["geometry"]], predicate="intersects")
        assert set(chosen.node) == set(joined["node"])
        assert 0 < len(chosen.node) <= len(points)
    assert len(chosen.node) < len(points)


@pytest.mark.parametrize(
    ("extract", "use"),
    [
        ("chengdu", "residential"),
        ("chengdu", "commercial"),
        ("chengdu", "retail"),
        ("las_palmas", "industrial"),
    ],
)
def test_land_use_is_that_of_gdals_reading(data_dir, extract, use):
    file = data_dir / extract / f"{extract}.osm.pbf"
    city = City.from_osm(file)
    areas = pyogrio.read_dataframe(
        file, layer="multipolygons", where=f"landuse = '{use}'", columns=["landuse"], on_invalid="ignore"
    ).to_crs(city.crs)
    points = node_points(city).to_crs(city.crs)
    expected = set()
    for area in areas.geometry.dropna().make_valid():
        west, south, east, north = area.bounds
        about = points.cx[west - 31 : east + 31, south - 31 : north + 31]
        expected |= set(about["node"][about.distance(area) <= 30])
    found = set(choose_nodes(city, Reference(land_use=use)).node)
    assert len(expected) > 5
    assert len(found ^ expected) <= 0.005 * len(expected)  # GDAL leaves out what it holds for broken


def test_nodes_keep_their_values_in_a_smaller_reference(data_dir):
    """Streets and places beyond the polygon still count, and paths from beyond still run through it."""
    city = City.from_osm(data_dir / "chengdu" / "chengdu.osm.pbf")
    points = node_points(city)
    middle = points.geometry.union_all().centroid
    quarter = shapely.box(*points.total_bounds[:2], middle.x, middle.y)
    park = gpd.GeoDataFrame({"id": ["a"], "name": ["a"]}, geometry=[points.geometry.iloc[0]], crs=4326)
    asked = ["betweenness_400", "closeness_800", "amenity_density_500", "transit_lines", "block_length"]
    whole = compute(city, park, asked).reference
    inside = whole[whole.intersects(quarter)].reset_index(drop=True)
    assert 100 < len(inside) < len(whole) / 2
    for sample, count in ((None, len(inside)), (100, 100)):
        reference = Reference(within=quarter, sample=sample, seed=9)
        part = compute(city, park, asked, reference=reference).reference.reset_index(drop=True)
        assert len(part) == count
        expected = inside[inside["node"].isin(part["node"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, expected, check_exact=False, rtol=1e-12)


def test_percentiles_by_street_length_counted_one_by_one(las_palmas, parks, whole):
    layer = whole.reference
    by_length = compute(las_palmas, parks, COLUMNS, centres=[CENTRE], reference=Reference(weight="street_length"))
    for column in COLUMNS:
        affected = [column in names.split(",") for names in layer["edge_affected"]]
        counted = layer[layer[column].notna() & ~np.array(affected)]
        values, metres = counted[column].round(6).to_numpy(), counted["street_length_m"].to_numpy()
        for row, value in enumerate(whole[column].round(6)):
            expected = scipy.stats.percentileofscore(values, value, kind="mean")
            assert whole[f"{column}_pct"].iloc[row] == pytest.approx(expected), column
            lower = sum(length for one, length in zip(values, metres, strict=True) if one < value)
            equal = sum(length for one, length in zip(values, metres, strict=True) if one == value)
            expected = 100 * (lower + equal / 2) / metres.sum()
            assert by_length[f"{column}_pct"].iloc[row] == pytest.approx(expected), column
        facts = by_length.definitions.set_index("column").loc[column]
        assert facts["reference_size"] == len(counted)
        assert facts["reference_street_km"] == pytest.approx(metres.sum() / 1000, abs=5e-4)


def test_samples_err_as_much_as_theory_says(las_palmas, parks, whole):
    errors = []
    for seed in range(2):
        drawn = compute(las_palmas, parks, COLUMNS[:2], centres=[CENTRE], reference=Reference(sample=2000, seed=seed))
        for column in COLUMNS[:2]:
            share = whole[f"{column}_pct"] / 100
            size, all_sizes = (
                table.definitions.set_index("column").loc[column, "reference_size"] for table in (drawn, whole)
            )
            expected = 100 * np.sqrt(share * (1 - share) * (1 - size / all_sizes) / size)
            errors.append((drawn[f"{column}_pct"] - whole[f"{column}_pct"]) / expected)
            assert np.abs(drawn[f"{column}_pct"] - whole[f"{column}_pct"]).mean() < 1.5
    assert 0.6 < np.sqrt(np.mean(np.square(errors))) < 1.4
