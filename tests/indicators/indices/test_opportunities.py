"""Access to places, everyday kinds, offices and heritage on cities whose answers can be worked out by hand."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city, make_parks, make_streets
from hypothesis import given
from hypothesis import strategies as st

from parklocus.indicators import InputError, compute
from parklocus.indicators.catalogue import resolve
from parklocus.indicators.catalogue.model import DECAY_NAMES
from parklocus.indicators.city.features import largest_of_each, standing_points
from parklocus.indicators.indices.amenity import hill_number, kernel_density, relative_entropy
from parklocus.indicators.network.reach import DECAYS
from parklocus.indicators.osm.taxonomy import Taxonomy

STREET = [[(0.0, 0.0), (4000.0, 0.0)]]


def row(asked, *, at=2000.0, parameters=None, own_places="include", shape=None, **things):
    city = make_city(STREET, **things)
    parks = make_parks(city, {"a": shape or shapely.Point(at, 0)})
    return compute(city, parks, asked, parameters=parameters, own_places=own_places).iloc[0]


def test_a_walk_of_minutes_is_its_metres():
    places = [(2000.0 + metres, 0.0, "food") for metres in (100, 700, 1199, 1201, -1990)]
    found = row(["cumulative"], places=places, parameters={"cumulative": {"minutes": [15, 30]}})
    assert (found["cumulative_food_15"], found["cumulative_food_30"], found["cumulative_culture_15"]) == (3, 5, 0)
    slower = row(["cumulative"], places=places, parameters={"cumulative": {"walking_speed": 40}})
    assert slower["cumulative_food_15"] == 1
    assert slower["cumulative_food_30"] == 3


def test_cumulative_and_amenity_count_are_one_thing():
    places = [(2000.0 + 50 * number, 0.0, "food") for number in range(30)]
    found = row(
        ["cumulative", "amenity_count"],
        places=places,
        parameters={"cumulative": {"minutes": 10}, "amenity_count": {"radii": 800}},
    )
    assert found["cumulative_food_10"] == found["amenity_count_food_800"] == 17


def test_gravity_falls_as_its_formula_says():
    found = row(
        ["gravity_food"],
        places=[(2100.0, 0.0, "food"), (2000.0, 40.0, "food"), (1500.0, 0.0, "food"), (2801.0, 0.0, "food")],
        parameters={"gravity": {"d_max": 800, "decays": ["exponential", "gaussian"]}},
    )
    metres, sigma = (100, 40, 500), 800 / math.sqrt(8)
    assert found["gravity_food_800"] == pytest.approx(sum(math.exp(-4 * d / 800) for d in metres), abs=1e-6)
    gaussian = sum(math.exp(-(d**2) / (2 * sigma**2)) for d in metres)
    assert found["gravity_food_gaussian_800"] == pytest.approx(gaussian, abs=1e-6)


def test_the_nearest_places_come_in_order_and_end_at_the_limit():
    places = [(2300.0, 0.0, "food"), (1900.0, 30.0, "food"), (1900.0, 30.0, "food"), (3201.0, 0.0, "food")]
    ranks = {"place_distance": {"ranks": [1, 2, 3, 4], "categories": ["food", "culture"]}}
    found = row(["place_distance"], places=[*places, (3300.0, 0.0, "culture")], parameters=ranks)
    assert [found[f"place_distance_food_{n}"] for n in (1, 2, 3)] == pytest.approx([130, 130, 300], abs=1e-3)
    assert math.isnan(found["place_distance_food_4"])
    assert math.isnan(found["place_distance_culture_1"])
    assert "place_distance_food_4" in found["notes"]
    assert "fewer such places within the limit" in found["notes"]
    wider = {"place_distance": {"ranks": 4, "limit": 1300, "categories": "food"}}
    assert row(["place_distance"], places=places, parameters=wider)["place_distance_food_4"] == pytest.approx(1201)
    assert "the OSM file holds no such place" in row(["place_distance_culture_1"], places=places)["notes"]


def test_the_nearest_of_others_where_own_places_do_not_count():
    shape = shapely.box(1990, -50, 2010, 50)
    places = [(2000.0, 20.0, "food"), (2110.0, 0.0, "food")]
    asked = {"asked": ["place_distance_food_1"], "places": places, "shape": shape}
    assert row(**asked)["place_distance_food_1_min"] == pytest.approx(30, abs=1e-3)
    assert row(**asked, own_places="exclude")["place_distance_food_1_min"] == pytest.approx(100, abs=1e-3)


def test_decays_are_those_of_the_catalogue_and_end_alike():
    assert tuple(DECAYS) == DECAY_NAMES
    for weight in DECAYS.values():
        assert weight(np.array([0.0, 1.0])) == pytest.approx([1.0, math.exp(-4)])


def test_everyday_kinds_are_shares_of_ten():
    kinds = ["grocery", "bakery", "pharmacy", "bank", "post_office", "school", "doctor", "restaurant", "cafe", "park"]
    found = row(["daily_needs"], features=[(2000.0 + 130 * n, 0.0, kind) for n, kind in enumerate(kinds)])
    assert found["daily_needs_15"] == pytest.approx(1.0)
    found = row(["daily_needs"], features=[(2000.0 + 150 * n, 0.0, kind) for n, kind in enumerate(kinds)])
    assert found["daily_needs_15"] == pytest.approx(0.9)  # the last is 1,350 m away
    assert row(["daily_needs"])["daily_needs_15"] == 0


@pytest.mark.parametrize(
    "present", [(), ("fresh_food",), ("convenience", "stop"), ("fresh_food", "convenience", "stop")]
)
def test_daily_living_counts_to_three(present):
    features = [(2100.0, 0.0, name) for name in present if name != "stop"] + [(2600.0, 0.0, "convenience")]
    stops = [(2300.0, 0.0, "bus")] if "stop" in present else []
    assert row(["daily_living"], features=features, stops=stops)["daily_living_500"] == len(present)


def test_offices_are_told_apart_by_kind():
    offices = [(2010.0, 0.0, "office=lawyer"), (2020.0, 0.0, "office=it"), (2030.0, 0.0, "office=it")]
    found = row(["office_density", "office_hill1", "third_places"], features=[*offices, (2040.0, 0.0, "third_place")])
    p = np.array([1, 2]) / 3
    assert found["office_hill1_500"] == pytest.approx(math.exp(-(p * np.log(p)).sum()))
    assert found["office_density_500"] == pytest.approx(3 * found["third_places_500"])


def test_nothing_there_is_zero_but_no_distance():
    asked = ["gateway_distance", "culture_distance", "heritage_distance", "heritage_gravity", "culture_density"]
    found = row([*asked, "university_access", "office_hill1", "amenity_kde"])
    distances = [
        "gateway_distance_airport",
        "gateway_distance_railway_station",
        "culture_distance",
        "heritage_distance",
    ]
    assert found[distances].isna().all()
    assert found["notes"].count("holds no such place") == 1
    zero = ["heritage_gravity_1000", "culture_density_1000", "university_access_1600", "office_hill1_500"]
    assert (found[[*zero, "amenity_kde_800"]] == 0).all()


def test_distances_to_the_nearest_and_out_of_reach():
    ways = [*STREET, [(0.0, 5000.0), (100.0, 5000.0)]]
    city = make_city(
        ways, features=[(2500.0, 30.0, "heritage"), (0.0, 0.0, "airport"), (50.0, 5000.0, "railway_station")]
    )
    found = compute(
        city, make_parks(city, {"a": shapely.Point(2000, 0)}), ["heritage_distance", "gateway_distance"]
    ).iloc[0]
    assert found["heritage_distance"] == pytest.approx(530, abs=1e-3)
    assert found["gateway_distance_airport"] == pytest.approx(2000, abs=1e-3)
    assert math.isnan(found["gateway_distance_railway_station"])
    assert "no way along the streets" in found["notes"]


def test_what_the_table_of_places_does_not_name_is_missing_and_says_so():
    city = make_city(grid_ways(3, 100.0), places=[(100.0, 100.0, "food")])
    bare = replace(city, categories={"food": {"en": "Food"}}, sets={"inn": {"title": {"en": "Inn"}, "of": "inns"}})
    asked = ["culture_density", "daily_needs", "daily_living", "third_places", "office_density", "office_hill1"]
    asked += ["heritage_gravity", "university_access"]
    table = compute(bare, make_parks(bare, {"a": shapely.Point(100, 100)}), asked)
    assert len(table.index_columns) == len(asked)
    assert table[table.index_columns].isna().all(axis=None)
    assert table["notes"].iloc[0].endswith(": the table of places names none such")
    assert ";" not in table["notes"].iloc[0]


def test_own_places_are_left_out_of_all():
    shape = shapely.box(1990, -20, 2010, 20)
    things = {
        "places": [(2000.0, 0.0, "culture"), (2300.0, 0.0, "culture")],
        "features": [(2000.0, 5.0, "heritage"), (2400.0, 0.0, "heritage"), (2000.0, 0.0, "office=it")],
        "shape": shape,
    }
    asked = ["culture_distance", "heritage_distance", "office_density", "gravity", "amenity_kde"]
    with_own, without = (row(asked, own_places=own, **things) for own in ("include", "exclude"))
    assert with_own["culture_distance"] == pytest.approx(10, abs=1e-3)
    assert without["culture_distance"] == pytest.approx(300, abs=1e-3)
    assert without["heritage_distance"] == pytest.approx(400, abs=1e-3)
    assert with_own["office_density_500"] > 0 == without["office_density_500"]
    assert without["amenity_kde_800"] < with_own["amenity_kde_800"]


def test_hill_numbers_and_entropy_of_even_and_single():
    counts = np.array([[3, 3, 3, 3], [0, 5, 0, 0], [0, 0, 0, 0], [8, 1, 1, 0]])
    assert hill_number(counts, 0) == pytest.approx([4, 1, 0, 3])
    assert hill_number(counts, 2) == pytest.approx([4, 1, 0, 1 / 0.66])
    p = np.array([0.8, 0.1, 0.1])
    assert relative_entropy(counts) == pytest.approx([1, 0, 0, -(p * np.log(p)).sum() / math.log(4)])


@given(st.lists(st.integers(0, 30), min_size=10, max_size=10))
def test_hill_numbers_fall_with_their_order(counts):
    zero, one, two = (hill_number(np.array([counts]), order)[0] for order in (0, 1, 2))
    assert zero + 1e-9 >= one >= two - 1e-9
    assert 0 <= relative_entropy(np.array([counts]))[0] <= 1 + 1e-9


def test_a_kernel_holds_each_place_once():
    step = 20.0
    x, y = np.meshgrid(np.arange(-700, 701, step), np.arange(-700, 701, step))
    at = np.column_stack([x.ravel(), y.ravel()])
    values = kernel_density(at, np.array([[3.0, -7.0], [100.0, 50.0]]), 500.0)
    assert values.sum() * step**2 / 1e6 == pytest.approx(2, rel=1e-4)


def test_a_campus_is_its_area_and_what_bears_its_name_nearby():
    whole, hall = shapely.box(0, 0, 400, 400), shapely.box(10, 10, 40, 40)
    node, annex, far = shapely.Point(200, 200), shapely.box(700, 0, 750, 50), shapely.box(2000, 0, 2050, 50)
    geometries = np.array([hall, whole, node, annex, far, shapely.Point(0, 9000)], dtype=object)
    names = np.array(["Hall", "U", "", "U", "U", ""], dtype=object)
    assert largest_of_each(geometries, names, 500.0).tolist() == [1, 4, 5]


def test_an_airport_is_reached_where_a_street_comes_near_its_middle():
    streets = make_streets([[(0.0, 0.0), (0.0, 1000.0)], [(0.0, 900.0), (300.0, 900.0)]])
    crossed, apart = shapely.box(-50, 0, 2950, 1000), shapely.box(150, 0, 3000, 500)
    unreachable = shapely.box(9000, 0, 9900, 900)
    points = standing_points(np.array([crossed, apart, unreachable], dtype=object), streets)
    assert (points[0].x, points[0].y) == (300, 900)
    assert points[1].x == pytest.approx(150)
    assert (points[2].x, points[2].y) == (9450, 450)


@pytest.mark.parametrize(
    ("column", "parameters"),
    [
        ("gravity_food_gaussian_1600", {"categories": ["food"], "decays": ["gaussian"], "d_max": [1600]}),
        ("gravity_third_places_800", {"categories": ["third_places"], "decays": ["exponential"], "d_max": [800]}),
        ("gateway_distance_railway_station", {"kinds": ["railway_station"]}),
        ("university_access_gaussian_900", {"decays": ["gaussian"], "d_max": [900]}),
        ("amenity_kde_500", {"bandwidths": [500]}),
    ],
)
def test_columns_stand_for_their_index(column, parameters):
    assert dict(resolve([column])[0].parameters) == parameters


@pytest.mark.parametrize(
    ("asked", "parameters", "message"),
    [
        ("cumulative", {"minutes": [0]}, "1 to 60"),
        ("cumulative", {"minutes": [7.5]}, "whole number"),
        ("cumulative", {"minutes": []}, "min"),
        ("gravity", {"decays": ["gausian"]}, "gaussian"),
        ("gravity", {"d_max": [10]}, "50"),
        ("gravity", {"categories": ["shops"]}, "culture"),
        ("gateway_distance", {"kinds": ["harbour"]}, "railway_station"),
        ("daily_needs", {"walking_speed": 1000}, "200"),
    ],
)
def test_wrong_parameters_are_said(asked, parameters, message):
    with pytest.raises(InputError, match=message):
        row([asked], parameters={asked: parameters})


def test_titles_name_the_kind_the_decay_and_the_unit():
    city = make_city(STREET)
    parks = make_parks(city, {"a": shapely.Point(2000, 0)})
    asked = ["cumulative_food_15", "gravity_food_gaussian_800", "gateway_distance_airport"]
    definitions = compute(city, parks, asked).definitions.set_index("column")
    assert definitions.loc["cumulative_food_15", "title_en"] == "Opportunities within a walk: Food (15 min)"
    assert definitions.loc["gravity_food_gaussian_800", "title_en"].endswith("Food, gaussian (800 m)")
    assert definitions.loc["gravity_food_gaussian_800", "title_zh"].endswith("餐饮（高斯） (800 m)")
    assert definitions.loc["gateway_distance_airport", "title_zh"].endswith("机场")
    assert json.loads(definitions.loc["cumulative_food_15", "parameters"])["minutes"] == [15]


def test_catchments_are_drawn_for_radii_along_streets_alone():
    city = make_city(grid_ways(5, 100.0))
    parks = make_parks(city, {"a": shapely.Point(200, 200)})
    assert set(compute(city, parks, ["gravity", "cumulative", "office_density"]).catchments["radius"]) == {500}


@pytest.mark.parametrize(
    ("tags", "sets"),
    [
        ({"shop": "supermarket"}, ["grocery", "fresh_food"]),
        ({"railway": "station", "station": "subway"}, []),
        ({"railway": "station", "train": "yes", "subway": "yes"}, ["railway_station"]),
        ({"disused:railway": "station", "disused:office": "it", "proposed:aeroway": "aerodrome"}, []),
        ({"office": "vacant", "historic": "no"}, []),
        ({"office": "lawyer", "historic": "building"}, ["heritage", "office"]),
    ],
)
def test_sets_of_tags(tags, sets):
    assert [one.category for one in Taxonomy.open().sets_of(tags)] == sets


def test_a_table_without_sets_has_those_that_ship(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[[category]]\nid = "food"\nmatch = ["amenity=restaurant"]\n', "utf-8")
    assert Taxonomy.open(own).sets == Taxonomy.open().sets
    own.write_text(
        own.read_text() + '[[set]]\nid = "x"\nof = "office"\nmatch = ["office=*"]\nmerge = "near"\n', "utf-8"
    )
    with pytest.raises(InputError, match="merge"):
        Taxonomy.open(own)
