"""compute: from a city and parks to the table."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cities import grid_ways, make_city, make_parks
from pyproj import Transformer

from parklocus.indicators import InputError, compute
from parklocus.indicators.catalogue import resolve
from parklocus.indicators.city.extent import WGS84

PLACES = [(230.0, 200.0, "food"), (460.0, 400.0, "food"), (400.0, 830.0, "culture"), (255.0, 245.0, "culture")]
STOPS = [(410.0, 400.0, "bus"), (800.0, 830.0, "rail")]
LINES = [("bus", [(410.0, 400.0)]), ("bus", [(410.0, 400.0), (0.0, 0.0)]), ("train", [(800.0, 830.0)])]


@pytest.fixture
def city():
    return make_city(grid_ways(11, 100.0), places=PLACES, stops=STOPS, lines=LINES)


def lonlat(city, x, y):
    return Transformer.from_crs(city.crs, WGS84, always_xy=True).transform(x, y)


def test_a_park_on_a_node_has_the_values_of_the_node():
    # Blocks of 97 m: no node lies at just 500 or 800 m from another, where rounding would decide.
    city = make_city(grid_ways(11, 97.0), places=PLACES, stops=STOPS, lines=LINES)
    parks = make_parks(city, {"a": shapely.Point(291, 291), "b": shapely.Point(679, 194)})
    table = compute(city, parks, centres=[lonlat(city, 500, 500)])
    for row, (x, y) in enumerate([(291, 291), (679, 194)]):
        node = table.reference.to_crs(city.crs).geometry.distance(shapely.Point(x, y)).idxmin()
        for column in table.index_columns:
            if column.startswith("rival") or column not in table.reference:
                continue  # a park is no rival of its own, but the nearest to the node it is at; a node has no site
            here, there = table[column].iloc[row], table.reference[column].loc[node]
            assert here == pytest.approx(there, abs=1e-5, nan_ok=True), column


def test_values_by_hand(city):
    table = compute(
        city, make_parks(city, {"a": shapely.Point(400, 400)}), centres=[("Centre", *lonlat(city, 700, 800))]
    )
    row = table.iloc[0]
    assert row["cbd_distance"] == pytest.approx(700, abs=1e-3)
    assert row["cbd_straight"] == pytest.approx(500, abs=1e-3)
    assert row["cbd_walk_min"] == pytest.approx(700 / 80, abs=1e-4)
    assert row["detour"] == pytest.approx(1.4, abs=1e-5)
    assert row["cbd_name"] == "Centre"
    assert row["stop_distance_bus"] == pytest.approx(10, abs=1e-3)
    assert row["stop_distance_rail"] == pytest.approx(400 + 430, abs=1e-3)
    assert row["transit_lines"] == 3
    assert row["amenity_count_food_500"] == 2
    assert row["amenity_count_culture_500"] == 1 + 1
    assert row["amenity_hill1_500"] == pytest.approx(2)
    assert row["ptal"] == pytest.approx(1.5 * 30 / (10 / 80 + 5 + 2) + 30 / (830 / 80 + 10 + 0.75), abs=1e-4)
    assert row["ptal_band"] == "2"


def test_the_nearest_of_several_centres_counts(city):
    parks = make_parks(city, {"west": shapely.Point(100, 500), "east": shapely.Point(900, 500)})
    centres = [("W", *lonlat(city, 0, 500)), ("E", *lonlat(city, 1000, 500))]
    table = compute(city, parks, ["cbd_distance"], centres=centres)
    assert table["cbd_name"].tolist() == ["W", "E"]
    assert table["cbd_distance"].tolist() == pytest.approx([100, 100], abs=1e-3)


def test_a_polygon_has_the_mean_over_its_access_points(city):
    park = shapely.box(250, 250, 350, 350)  # crossed by x = 300 and y = 300: four access points
    table = compute(city, make_parks(city, {"a": park}), ["cbd_distance"], centres=[lonlat(city, 300, 0)])
    row = table.iloc[0]
    assert row["access_points"] == 4
    assert row["cbd_distance"] == pytest.approx(np.mean([250, 350, 350, 350]), abs=1e-3)
    assert (row["cbd_distance_min"], row["cbd_distance_max"]) == pytest.approx((250, 350), abs=1e-3)


def test_own_places_can_be_left_out(city):
    park = shapely.box(210, 150, 260, 250)
    asked = ["amenity_count_culture_500", "amenity_count_food_500"]
    with_own = compute(city, make_parks(city, {"a": park}), asked).iloc[0]
    without = compute(city, make_parks(city, {"a": park}), asked, own_places="exclude").iloc[0]
    assert (with_own["amenity_count_food_500"], without["amenity_count_food_500"]) == (2, 1)
    assert (with_own["amenity_count_culture_500"], without["amenity_count_culture_500"]) == (1, 0)
    assert with_own["own_places_share_500"] == without["own_places_share_500"] == pytest.approx(2 / 3)


def test_missing_is_not_zero():
    city = make_city([*grid_ways(11, 100.0), [(3000, 3000), (3100, 3000)]], places=PLACES)
    parks = make_parks(city, {"a": shapely.Point(500, 500), "island": shapely.Point(3050, 3000), "none": None})
    table = compute(city, parks, centres=[lonlat(city, 500, 500)])
    assert table["ptal"].isna().all()
    assert table["transit_lines"].isna().all()
    assert "routes" in table["notes"].iloc[0]
    assert not any("assumed by mode" in note for note in table.notes)
    assert np.isnan(table["cbd_distance"].iloc[1])
    assert table["amenity_count_food_500"].tolist()[:2] == [1, 0]
    assert table["access_points"].tolist() == [1, 1, 0]
    assert table.loc[2, table.index_columns].isna().all()
    assert any("none" in note for note in table.notes)


def test_values_that_look_past_the_edge_are_flagged_and_out_of_the_reference():
    city = make_city(grid_ways(21, 100.0), places=PLACES, margin=0.0)
    table = compute(city, make_parks(city, {"a": shapely.Point(400, 1000)}), ["amenity_density"])
    assert table["edge_distance_m"].tolist() == pytest.approx([400], abs=1e-3)
    assert table["edge_affected"].tolist() == ["amenity_density_500,amenity_density_800"]
    inside = table.reference["edge_distance_m"] >= 500
    sizes = table.definitions.set_index("column")["reference_size"]
    assert sizes["amenity_density_500"] == inside.sum()
    assert (table.reference["edge_affected"].str.contains("amenity_density_500") == ~inside).all()


def test_percentiles_count_lower_and_half_of_equal(city):
    table = compute(city, make_parks(city, {"a": shapely.Point(400, 400)}), ["amenity_count_food_500"])
    reference = table.reference["amenity_count_food_500"]
    value = table["amenity_count_food_500"].iloc[0]
    expected = 100 * ((reference < value).mean() + 0.5 * (reference == value).mean())
    assert table["amenity_count_food_500_pct"].iloc[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"indices": ["ptall"]}, "ptal"),
        ({"indices": ["cbd_distance"]}, "centre"),
        ({"indices": ["amenity_count_shops_500"]}, "shops"),
        ({"indices": ["amenity_density"], "parameters": {"amenity_density": {"radius": [500]}}}, "radii"),
        ({"indices": ["amenity_density"], "parameters": {"amenity_density": {"radii": [5]}}}, "50"),
        ({"indices": ["amenity_density"], "parameters": {"amenity": {"radii": [500]}}}, "amenity"),
        ({"indices": []}, "index"),
        ({"indices": ["cbd_distance"], "centres": [(0.0, 0.0)]}, "outside"),
        ({"indices": ["cbd_distance"], "centres": [(200.0, 0.0)]}, "longitude"),
        ({"own_places": "yes"}, "include"),
        ({"indices": ["ptal"], "parameters": {"ptal": {"departures": {"bus": 0}}}}, "bus"),
        ({"indices": ["ptal"], "parameters": {"ptal": {"departures": {"buss": 6}}}}, "bus"),
    ],
)
def test_what_cannot_be_asked_is_said(city, asked, message):
    with pytest.raises(InputError, match=message):
        compute(city, make_parks(city, {"a": shapely.Point(400, 400)}), **asked)


def test_parameters_may_be_arrays_and_numbers_of_numpy():
    given = {"amenity_density": {"radii": np.array([800, 500])}, "gravity": {"d_max": range(300, 500, 100)}}
    given |= {"e2sfca": {"first_zone": np.int32(4)}, "stop_distance": {"modes": np.array(["bus", "tram"])}}
    amenities, gravity, e2sfca, stops = (request.parameters for request in resolve(list(given), given))
    assert (amenities["radii"], gravity["d_max"]) == ([500, 800], [300, 400])
    assert (e2sfca["first_zone"], stops["modes"]) == (4.0, ["bus", "tram"])
    with pytest.raises(InputError, match="whole number"):
        resolve(["amenity_density"], {"amenity_density": {"radii": np.array([500.5])}})


def test_no_park_near_a_street_is_refused(city):
    with pytest.raises(InputError, match="No park lies in the area"):
        compute(city, make_parks(city, {"a": shapely.Point(90_000, 0), "b": shapely.Point(80_000, 0)}), ["ptal"])


def test_a_park_may_be_cancelled_out_of(city):
    class StopNowError(Exception):
        pass

    def stop(fraction, _text):
        if fraction > 0.2:
            raise StopNowError

    with pytest.raises(StopNowError):
        compute(city, make_parks(city, {"a": shapely.Point(400, 400)}), ["ptal"], progress=stop)


def test_the_table_keeps_its_attributes(city):
    table = compute(city, make_parks(city, {"a": shapely.Point(400, 400), "b": shapely.Point(0, 0)}), ["ptal"])
    part = table[table["id"] == "a"]
    assert part.reference is table.reference
    assert part.definitions is table.definitions
