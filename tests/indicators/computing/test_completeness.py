"""Completeness beside the values: counted by hand on a small city, and held to the indices of the demo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city, make_parks

from parklocus.indicators import City, compute, read_parks
from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.computing.completeness import COLUMNS
from parklocus.indicators.language import in_language
from parklocus.indicators.osm.areas import Land

REACH = {"amenity_density": {"radii": [200, 300]}}


def building(x, y, levels=np.nan, size=10.0):
    return shapely.box(x, y, x + size, y + size), levels


@pytest.fixture
def city():
    """Return a grid of 100 m, 500 m wide, with something of everything; a park stands at (200, 200)."""
    made = make_city(
        grid_ways(6, 100.0),
        places=[(200, 250, "food"), (300, 300, "food"), (450, 200, "food"), (500, 500, "culture"), (-250, 200, "food")],
        features=[(200, 100, "pharmacy"), (500, 500, "pharmacy"), (200, 300, "heritage")],
        stops=[(100, 200, "bus"), (500, 500, "bus")],
        lines=[("bus", [(200, 300)]), ("bus", [(100, 100)]), ("subway", [(500, 400)]), ("train", [(0, 0)])],
        margin=600.0,
    )
    lines = made.lines.assign(
        departures_from=["interval", "", "timetable", ""],
        inferred=[True, False, False, False],
        ref=["1", "2", "M", "T"],
    )
    line_stops = made.line_stops.assign(departures=[6.0, np.nan, 12.0, np.nan])
    shapes, levels = zip(
        building(190, 190, 3), building(250, 210), building(210, 150, 2), building(480, 480, 9), strict=True
    )
    what = np.full(len(shapes), int(Land.BUILDING), dtype=np.uint8)
    of_buildings = np.empty(len(shapes), dtype=object)
    of_buildings[:] = shapes
    land = LandCover.of(of_buildings, what, np.array(levels, dtype=float), np.full(len(shapes), np.nan), lines=[])
    return replace(
        made, lines=lines, line_stops=line_stops, land=land, origin={**made.origin, "snapshot": "2020-05-17"}
    )


def facts_of(table, park):
    rows = table.completeness[table.completeness["park"] == park]
    return {(row["measure"], row["variant"]): row for row in rows.to_dict("records")}


def test_what_lies_within_the_largest_radius_is_counted(city):
    table = compute(city, make_parks(city, {"p": shapely.Point(200, 200)}), ["amenity_density"], parameters=REACH)
    assert list(table.completeness.columns) == COLUMNS
    found = facts_of(table, "p")
    expected = {
        ("places", "food"): 3,
        ("places", "culture"): 0,
        ("features", "pharmacy"): 1,
        ("features", "heritage"): 1,
        ("stops", ""): 1,
        ("lines", ""): 4,
        ("buildings", ""): 3,
        ("edge_distance", ""): 800,
        ("access_leg", ""): 0,
    }
    assert {key: found[key]["value"] for key in expected} == pytest.approx(expected, abs=1e-6)
    assert {row["radius"] for key, row in found.items() if key[0] in {"places", "features", "buildings"}} == {300}
    assert {row["snapshot"] for row in found.values()} == {"2020-05-17"}
    assert found["known_levels", ""]["value"] == pytest.approx(2 / 3)
    assert found["places", "food"]["note"] == ""


def test_lines_are_told_by_where_their_departures_are_known_from(city):
    found = facts_of(compute(city, make_parks(city, {"p": shapely.Point(200, 200)}), ["ptal"]), "p")
    shares = {source: row["value"] for (measure, source), row in found.items() if measure == "departures"}
    assert shares == {"timetable": 0.25, "interval": 0.25, "table": 0.0, "assumed": 0.5}
    assert found["inferred_stops", ""]["value"] == 0.25
    near = facts_of(
        compute(
            city,
            make_parks(city, {"p": shapely.Point(200, 200)}),
            ["ptal"],
            parameters={"ptal": {"bus_limit": 150, "rail_limit": 450}},
        ),
        "p",
    )
    assert near["lines", ""]["value"] == 2  # the bus at 100 m and the train at 400 m
    assert near["departures", "interval"]["value"] == 0.5


def test_definitions_say_what_is_inferred_and_what_is_assumed(city):
    table = compute(city, make_parks(city, {"p": shapely.Point(200, 200)}), ["transit_lines", "ptal"])
    assumed = dict(zip(table.definitions["column"], table.definitions["assumed"], strict=True))
    assert assumed["transit_lines"] == "The stops of 1 of 4 lines are inferred from their ways."
    assert "known for 2 of 4 lines" in assumed["ptal"]
    assert assumed["ptal"].endswith(assumed["transit_lines"])
    sure = replace(city, lines=city.lines.assign(inferred=False))
    told = compute(sure, make_parks(sure, {"p": shapely.Point(200, 200)}), ["transit_lines"]).definitions["assumed"]
    assert told.tolist() == [""]


def test_what_is_off_any_street_is_counted_where_it_is_near(city):
    shapes = {"west": shapely.Point(0, 200), "east": shapely.Point(500, 200)}
    table = compute(city, make_parks(city, shapes), ["amenity_density"], parameters=REACH)
    off = [facts_of(table, park)["places_not_attached", ""]["value"] for park in shapes]
    assert off == [1, 0]
    assert table.provenance["completeness"]["not_attached"]["places"] == 1


def test_what_cannot_be_known_is_missing_and_says_why(city):
    shapes = {"far": shapely.Point(9000, 0), "rim": shapely.Point(0, 200), "site": shapely.box(180, 180, 230, 230)}
    bare = replace(city, has_routes=False, lines=city.lines.iloc[:0], line_stops=city.line_stops.iloc[:0])
    bare = replace(bare, extent=shapely.box(-200, -200, 700, 700))
    table = compute(bare, make_parks(bare, shapes), ["amenity_density"], parameters=REACH)
    far, rim, site = (facts_of(table, park) for park in shapes)
    assert all(np.isnan(row["value"]) and row["note"] == "outside the area of the OSM file" for row in far.values())
    assert np.isnan(rim["lines", ""]["value"])
    assert rim["lines", ""]["note"] == "the OSM file holds no transit routes"
    assert rim["site_buildings", ""]["note"] == "the park is not a polygon"
    assert rim["places", "food"]["note"] == "looks past the map's edge"
    assert rim["edge_distance", ""]["note"] == ""
    assert (site["site_buildings", ""]["value"], site["site_known_levels", ""]["value"]) == (1, 1.0)
    assert site["places", "food"]["note"] == ""
    of_the_city = table.provenance["completeness"]
    assert of_the_city["lines"] is None
    assert of_the_city["inferred_stops_share"] is None
    assert of_the_city["known_levels_share"] == 0.75


def test_the_city_is_told_by_the_same_words(city):
    of_the_city = compute(city, make_parks(city, {"p": shapely.Point(200, 200)}), ["ptal"]).provenance["completeness"]
    assert of_the_city["places"] == {"culture": 1, "food": 4}
    assert of_the_city["features"]["pharmacy"] == 2
    assert of_the_city["departures"] == {"timetable": 1, "interval": 1, "table": 0, "assumed": 2}
    assert of_the_city["inferred_stops_share"] == 0.25
    assert of_the_city["snapshot"] == "2020-05-17"


def test_titles_and_notes_follow_the_language(city):
    with in_language("zh_CN"):
        table = compute(city, make_parks(city, {"p": shapely.Point(0, 200)}), ["amenity_density"])
    found = facts_of(table, "p")
    assert "餐饮" in found["places", "food"]["title"]
    assert not any(text.isascii() for text in table.completeness["title"])
    assert found["places", "food"]["radius"] == 800
    assert not found["places", "food"]["note"].isascii()


def test_completeness_of_the_demo_is_that_of_its_indices(demo_dir):
    city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf", cache=False)
    parks = read_parks(demo_dir / "parks.geojson").head(4)
    names = ["amenity_count", "transit_lines", "ptal", "floor_area_ratio", "amenity_density"]
    table = compute(city, parks, names)
    for park in table.to_dict("records"):
        found = facts_of(table, park["id"])
        for category in city.categories:
            assert found["places", category]["value"] == park[f"amenity_count_{category}_800"]
        assert found["lines", ""]["value"] == park["transit_lines"]
        assert found["departures", "assumed"]["value"] == pytest.approx(1 - park["known_departures_share"], nan_ok=True)
        assert found["site_known_levels", ""]["value"] == pytest.approx(park["known_levels_share"], nan_ok=True)
        assert found["edge_distance", ""]["value"] == park["edge_distance_m"]
        # As an independent count: buildings whose middle lies in the catchment that is drawn.
        drawn = table.catchments.query("park == @park['id'] and radius == 800").to_crs(city.crs).geometry.iloc[0]
        middles = shapely.centroid(city.land.shapes[city.land.is_any(Land.BUILDING)])
        assert found["buildings", ""]["value"] == pytest.approx(shapely.contains(drawn, middles).sum(), abs=2)
