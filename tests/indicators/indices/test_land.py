"""Land indices on made cities, where the answers are a matter of arithmetic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city, make_parks

from parklocus.indicators import City, compute, validate
from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.export import export_geopackage
from parklocus.indicators.network.land import Land as StreetLand
from parklocus.indicators.network.street_network import StreetNetwork
from parklocus.indicators.osm.areas import Land, height_of, is_water_line, land_of, levels_of

SITE_INDICES = ["industrial_legacy", "floor_area_ratio", "building_coverage"]
SITE = shapely.box(100, 100, 200, 200)  # a hectare


def city_with(*areas, lines=(), ways=None):
    """Return a grid city with areas (shape, what, levels, height) and water lines."""
    shapes = np.empty(len(areas), dtype=object)
    shapes[:] = [area[0] for area in areas]
    what, levels, height = (
        np.array([area[n] if len(area) > n else np.nan for area in areas], dtype=float) for n in (1, 2, 3)
    )
    land = LandCover.of(
        shapes, what.astype(np.uint8), levels, height, lines=[np.array(line, dtype=float) for line in lines]
    )
    return replace(make_city(ways or grid_ways(6, 100.0)), land=land)


def of_site(city, names=SITE_INDICES, **shapes):
    return compute(city, make_parks(city, shapes or {"site": SITE}), names)


def test_what_overlaps_counts_once_and_what_stands_across_the_edge_in_part():
    city = city_with(
        (shapely.box(110, 110, 150, 150), Land.BUILDING | Land.INDUSTRIAL, 2),
        (shapely.box(130, 110, 170, 150), Land.BUILDING, 3),  # half on the first
        (shapely.box(180, 100, 220, 150), Land.BUILDING, 1),  # half beyond the site
        (shapely.box(120, 120, 140, 140), Land.PART, 5),  # of the first
        (shapely.box(100, 150, 150, 200), Land.INDUSTRIAL),
    )
    row = of_site(city).iloc[0]
    assert row["building_coverage"] == pytest.approx((60 * 40 + 20 * 50) / 1e4)
    # 400 m² at 5; of the second 1600 m² less the 200 m² under the part at 3; of the first 400 m² + 200 m² left at 2.
    first_alone = 20 * 40 - 200
    floor = 400 * 5 + (1600 - 200) * 3 + first_alone * 2 + 1000 * 1
    assert row["floor_area_ratio"] == pytest.approx(floor / 1e4)
    assert row["known_levels_share"] == 1.0
    assert row["industrial_legacy"] == pytest.approx((1600 + 2500) / 1e4)


def test_holes_are_no_building():
    ring = shapely.box(110, 110, 190, 190).difference(shapely.box(120, 120, 180, 180))
    row = of_site(city_with((ring, Land.BUILDING, 2))).iloc[0]
    assert row["building_coverage"] == pytest.approx(0.28)
    assert row["floor_area_ratio"] == pytest.approx(0.56)


def test_levels_are_never_assumed():
    unknown = (shapely.box(110, 110, 120, 120), Land.BUILDING)
    row = of_site(city_with(unknown)).iloc[0]
    assert np.isnan(row["floor_area_ratio"])
    assert row["known_levels_share"] == 0.0
    assert "no building on the site has levels" in row["notes"]
    row = of_site(city_with(unknown, (shapely.box(150, 150, 160, 160), Land.BUILDING, np.nan, 12.0))).iloc[0]
    assert row["floor_area_ratio"] == pytest.approx(100 * 4 / 1e4)
    assert row["known_levels_share"] == 0.5
    empty = of_site(city_with((shapely.box(310, 310, 320, 320), Land.BUILDING, 2))).iloc[0]
    assert (empty["floor_area_ratio"], empty["building_coverage"]) == (0.0, 0.0)
    assert np.isnan(empty["known_levels_share"])


def test_a_building_that_only_touches_the_site_is_the_neighbours():
    neighbour = (shapely.box(200, 100, 250, 150), Land.BUILDING)
    row = of_site(city_with((shapely.box(110, 110, 120, 120), Land.BUILDING, 2), neighbour)).iloc[0]
    assert row["known_levels_share"] == 1.0


def test_points_and_empty_files_have_no_value_but_a_reason():
    city = city_with((shapely.box(110, 110, 120, 120), Land.BUILDING, 2))
    table = of_site(city, point=shapely.Point(100, 100), site=SITE)
    assert table.loc[0, SITE_INDICES].isna().all()
    assert "the park is not a polygon" in table.loc[0, "notes"]
    bare = of_site(make_city(grid_ways(6, 100.0)), [*SITE_INDICES, "green_share", "green_distance", "water_distance"])
    assert bare[[*SITE_INDICES, "green_share_500", "green_distance", "water_distance"]].isna().all(axis=None)
    for reason in ("no building", "no industrial land", "no green area", "no such place", "no water"):
        assert f"the OSM file holds {reason}" in bare.loc[0, "notes"]


def test_a_site_that_the_extract_holds_in_part_is_flagged():
    city = city_with((shapely.box(110, 110, 120, 120), Land.BUILDING, 2))
    city = replace(city, extent=shapely.box(0, 0, 150, 600))
    assert of_site(city).loc[0, "edge_affected"] == ",".join(SITE_INDICES)


def test_site_columns_stand_alone_and_go_through_validation_and_export(tmp_path):
    city = city_with((shapely.box(110, 110, 120, 120), Land.BUILDING, 2))
    shapes = {f"p{n}": shapely.box(100, 100, 150 + 30 * n, 200) for n in range(4)}
    table = of_site(city, [*SITE_INDICES, "water_distance"], **shapes)
    assert not [column for column in table if column.startswith(tuple(SITE_INDICES)) and column not in SITE_INDICES]
    assert not set(SITE_INDICES) & set(table.reference.columns)
    facts = table.definitions.set_index("column")
    assert (facts.loc[SITE_INDICES, "reference_size"] == 0).all()
    assert facts.loc["building_coverage", "definition_en"].endswith("no percentile.")
    assert facts.loc["floor_area_ratio", "title_zh"] == "容积率"
    scores = table[["id"]].assign(office=[4.0, 3.0, 2.0, 1.0])
    found = validate(table, scores).associations.set_index("index")
    assert found.loc["building_coverage", "spearman"] == pytest.approx(1.0)
    assert "known_levels_share" not in found.index
    export_geopackage(tmp_path / "r.gpkg", city=city, table=table)
    assert (tmp_path / "r.gpkg").is_file()


def test_green_is_counted_on_the_land_of_streets_and_entered_at_its_edge():
    # One street of 2 km; the land within 100 m of it, from x = 1000 on, is green.
    road = [[(0.0, 0.0), (500.0, 0.0), (1000.0, 0.0), (2000.0, 0.0)]]
    spurs = [[(x, 0.0), (x, 5.0)] for x in (500.0, 1000.0)]  # so that the street has nodes here
    city = city_with((shapely.box(1000, -200, 2200, 200), Land.GREEN), ways=[*road, *spurs])
    parks = {"far": shapely.Point(700, 0), "edge": shapely.Point(1000, 0), "inside": shapely.Point(1500, 20)}
    table = compute(city, make_parks(city, parks), ["green_share", "green_distance"]).set_index("id")
    assert table["green_distance"].tolist() == pytest.approx([300.0, 0.0, 0.0], abs=1e-3)
    assert table["green_share_500"].tolist() == pytest.approx([0.2, 0.5, 1.0], abs=0.03)


def test_closed_and_small_green_is_not_entered():
    green = shapely.box(290, 290, 310, 310)
    park = {"p": shapely.Point(0, 300)}
    for what, least, expected in (
        (Land.GREEN, 0, 290.0),
        (Land.GREEN | Land.CLOSED, 0, np.nan),
        (Land.GREEN, 500, np.nan),
    ):
        city = city_with((green, what))
        parameters = {"green_distance": {"least_area": least}}
        table = compute(city, make_parks(city, park), ["green_distance"], parameters=parameters)
        assert table.loc[0, "green_distance"] == pytest.approx(expected, abs=1e-3, nan_ok=True)


def test_green_that_no_street_touches_is_entered_from_the_nearest():
    city = city_with((shapely.Polygon([(130, 150), (150, 140), (160, 150), (150, 160)]), Land.GREEN))
    table = compute(city, make_parks(city, {"p": shapely.Point(100, 0)}), ["green_distance"])
    assert table.loc[0, "green_distance"] == pytest.approx(150 + 30, abs=1e-3)


def test_water_is_a_straight_line_to_the_bank():
    lake = shapely.box(300, 0, 400, 500).difference(shapely.box(320, 100, 380, 400))  # with an island
    city = city_with((lake, Land.WATER), lines=[[(-50.0, -50.0), (-50.0, 600.0)]])
    parks = {"lake": shapely.Point(200, 200), "river": shapely.Point(0, 100), "on": shapely.Point(300, 200)}
    parks["island"] = shapely.Point(345, 200)
    table = compute(city, make_parks(city, parks), ["water_distance"])
    assert table["water_distance"].tolist() == pytest.approx([100.0, 50.0, 0.0, 25.0], abs=0.01)


@pytest.mark.parametrize(
    ("tags", "what"),
    [
        ({"building": "yes"}, Land.BUILDING),
        ({"building": "no", "building:part": "yes"}, Land.PART),
        ({"building": "warehouse"}, Land.BUILDING | Land.INDUSTRIAL),
        ({"disused:man_made": "works"}, Land.INDUSTRIAL),
        ({"leisure": "garden", "access": "private"}, Land.GREEN | Land.OPEN_SPACE | Land.CLOSED),
        ({"leisure": "garden", "garden:type": "residential"}, Land.GREEN),
        ({"leisure": "playground"}, Land.OPEN_SPACE),
        ({"landuse": "forest", "natural": "wood"}, Land.GREEN | Land.OPEN_SPACE),
        ({"landuse": "grass"}, Land.GREEN),
        ({"natural": "wood"}, Land.GREEN),
        ({"natural": "coastline"}, 0),
        ({"waterway": "riverbank"}, Land.WATER),
        ({"access": "no"}, 0),
    ],
)
def test_tags_say_what_land_is(tags, what):
    assert land_of(tags) == what


def test_levels_heights_and_lines_are_read_as_tagged():
    assert levels_of({"building:levels": "3.5"}) == 3.5
    assert [height_of({"height": text}) for text in ("12 m", "10'")] == pytest.approx([12.0, 3.048])
    for tags in ({}, {"building:levels": "2;3", "height": "high"}, {"building:levels": "-1", "height": "0"}):
        assert np.isnan([levels_of(tags), height_of(tags)]).all()
    assert is_water_line({"waterway": "canal"})
    assert not is_water_line({"waterway": "canal", "tunnel": "culvert"})


def test_a_stored_city_keeps_its_land_to_the_last_digit(demo_dir, tmp_path):
    city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf", cache=False)
    again = City.open(city.save(tmp_path / "city.plc"))
    for name, array in city.land.to_arrays().items():
        assert np.array_equal(array, again.land.to_arrays()[name], equal_nan=array.dtype.kind == "f"), name
    assert shapely.equals_exact(city.land.shapes, again.land.shapes).all()
    assert city.origin["counts"]["buildings"] == 15339


def test_green_is_the_same_whether_all_land_is_known_before_or_found_with_it():
    ways = [*grid_ways(4, 150.0), [(5000.0, 0.0), (5300.0, 0.0)]]  # far off, in blocks without green
    city = city_with((shapely.box(100, 100, 260, 170), Land.GREEN), ways=ways)
    at_once, later = StreetNetwork.build(city), StreetNetwork.build(city)
    land = later.land
    assert (later.green_land.before == at_once.green_land.before).all()
    assert (at_once.land.before == land.before).all()
    assert (land.before == StreetLand.of(city.streets).before).all()
    assert at_once.green_land.before[-1] == pytest.approx(160 * 70, rel=0.01)
