"""A city across the antimeridian is measured and drawn as the same city elsewhere."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from parklocus.indicators import City, InputError, compute, summarise_city
from parklocus.indicators.city.antimeridian import without_leap

STEP, SIDE = 0.001, 9  # about 111 m a block at the equator
SOUTH = -0.004


def leap(lon):
    """Return a longitude as maps write it."""
    return round((lon + 180) % 360 - 180, 7)


def write_town(file, west):
    """Write a grid of streets with a café at each node of its middle row; the box reaches 400 m farther."""
    rows = range(SIDE)
    at = {(x, y): 1 + y * SIDE + x for y in rows for x in rows}
    cafe = '<tag k="amenity" v="cafe"/>'
    nodes = [
        f'<node id="{n}" lat="{SOUTH + y * STEP:.7f}" lon="{leap(west + x * STEP)}">{cafe if y == 4 else ""}</node>'
        for (x, y), n in at.items()
    ]
    lines = [[at[x, y] for x in rows] for y in rows] + [[at[x, y] for y in rows] for x in rows]
    street = '<tag k="highway" v="residential"/>'
    ways = [
        f'<way id="{n}">{"".join(f"<nd ref={chr(34)}{ref}{chr(34)}/>" for ref in refs)}{street}</way>'
        for n, refs in enumerate(lines, start=1)
    ]
    beyond, reach = 4 * STEP, (SIDE - 1) * STEP
    box = (
        f'<bounds minlat="{SOUTH - beyond}" maxlat="{SOUTH + reach + beyond}" '
        f'minlon="{leap(west - beyond)}" maxlon="{leap(west + reach + beyond)}"/>'
    )
    file.write_text(f'<osm version="0.6">{box}{"".join(nodes)}{"".join(ways)}</osm>')
    return file


def measured(folder, west):
    city = City.from_osm(write_town(folder / f"town{west}.osm", west), cache=False)
    park = gpd.GeoDataFrame(
        {"id": ["p"], "name": ["p"]}, geometry=[shapely.Point(leap(west + 4.1 * STEP), 0.0)], crs=4326
    )
    centre = [(leap(west + 2 * STEP), 2 * STEP)]
    return city, compute(city, park, ["cbd_distance", "amenity_density_300", "amenity_kde_300"], centres=centre)


@pytest.fixture(scope="module")
def across(tmp_path_factory):
    folder = tmp_path_factory.mktemp("towns")
    return measured(folder, 179.9961), measured(folder, 9.9961)


def test_values_and_edges_are_those_of_the_town_elsewhere(across):
    (city, table), (other, expected) = across
    assert city.origin["extent_source"] == "header"
    assert city.extent.area == pytest.approx(other.extent.area, rel=1e-5)
    for name in ("cbd_distance", "amenity_density_300", "amenity_kde_300", "edge_distance_m"):
        assert table[name].iloc[0] == pytest.approx(expected[name].iloc[0], rel=1e-5), name
        np.testing.assert_allclose(table.reference[name], expected.reference[name], rtol=1e-5, atol=1e-3)


def test_areas_are_cut_at_180_degrees_and_not_drawn_around_the_earth(across):
    (city, table), (_other, expected) = across
    (drawn,) = table.catchments.geometry
    assert drawn.is_valid
    assert {round(part.bounds[side]) for part in drawn.geoms for side in (0, 2)} == {-180, 180}
    assert all(part.bounds[2] - part.bounds[0] < 0.01 for part in drawn.geoms)
    assert drawn.area == pytest.approx(expected.catchments.geometry.iloc[0].area, rel=1e-4)
    squares = summarise_city(city, ["amenity_kde_300"], grid=300).grid
    parts = squares.geometry.explode().bounds
    assert (parts["maxx"] - parts["minx"]).max() < 0.01
    assert squares["area_km2"].max() == pytest.approx(0.09)


def test_a_boundary_in_two_halves_is_one_area(across, tmp_path):
    halves = shapely.MultiPolygon([shapely.box(179.99, -0.01, 180, 0.01), shapely.box(-180, -0.01, -179.99, 0.01)])
    gpd.GeoDataFrame(geometry=[halves], crs=4326).to_file(tmp_path / "edge.gpkg")
    city = City.from_osm(write_town(tmp_path / "town.osm", 179.9961), boundary=tmp_path / "edge.gpkg", cache=False)
    assert city.extent.geom_type == "Polygon"
    assert city.extent.area == pytest.approx(2 * 1113.2 * 2 * 1105.7, rel=1e-3)


def test_a_raster_that_ends_at_180_degrees_is_refused(across, tmp_path):
    city, table = across[0]
    profile = {"driver": "GTiff", "width": 360, "height": 180, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(
        tmp_path / "world.tif", "w", transform=rasterio.Affine(1, 0, -180, 0, -1, 90), **profile
    ) as file:
        file.write(np.ones((1, 180, 360), dtype="float32"))
    with pytest.raises(InputError, match="projected coordinate system"):
        compute(
            city,
            table[["id", "name", "geometry"]],
            ["population_reach"],
            rasters={"population": tmp_path / "world.tif"},
        )


def test_longitudes_of_the_west_stay_though_a_turn_of_360_degrees_rounds_them_closer_together():
    lon = np.array([-15.9590265, -15.9834724])
    assert np.ptp(lon + 360) < np.ptp(lon)
    assert without_leap(lon).tolist() == lon.tolist()
