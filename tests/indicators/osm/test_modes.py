"""Who may cycle and drive where, which way and how fast: every rule of the tables, tag by tag."""

from __future__ import annotations

import pytest

from parklocus.indicators.osm.modes import BACKWARD, BOTH, CLOSED, FORWARD, way_rules
from parklocus.indicators.osm.speeds import ZONE_SPEEDS, parse_speed, speed_limits
from parklocus.indicators.osm.tags import STREET_CLASSES

ON_STREETS = [
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "road", "service",
]  # fmt: skip


def tags(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


@pytest.mark.parametrize("highway", ON_STREETS)
def test_streets_are_open_both_ways_to_both(highway):
    assert way_rules({"highway": highway})[:2] == (BOTH, BOTH)


@pytest.mark.parametrize(
    ("highway", "cycle", "drive"),
    [
        ("motorway", CLOSED, FORWARD),
        ("motorway_link", CLOSED, BOTH),
        ("cycleway", BOTH, CLOSED),
        ("path", BOTH, CLOSED),
        ("track", BOTH, CLOSED),
        ("footway", CLOSED, CLOSED),
        ("pedestrian", CLOSED, CLOSED),
        ("bridleway", CLOSED, CLOSED),
        ("busway", CLOSED, CLOSED),
        ("steps", CLOSED, CLOSED),
        ("construction", CLOSED, CLOSED),
        ("proposed", CLOSED, CLOSED),
        ("raceway", CLOSED, CLOSED),
        ("platform", CLOSED, CLOSED),
    ],
)
def test_what_a_class_says_alone(highway, cycle, drive):
    assert way_rules({"highway": highway})[:2] == (cycle, drive)


def test_every_class_of_street_has_a_rule():
    named = {"motorway", "motorway_link", "cycleway", "path", "track", "footway", "pedestrian", "bridleway", "busway"}
    assert set(STREET_CLASSES) == {*ON_STREETS, *named, "steps"}


def test_what_is_no_highway_is_closed():
    assert way_rules({"railway": "rail", "bicycle": "yes", "motor_vehicle": "yes"})[:2] == (CLOSED, CLOSED)


@pytest.mark.parametrize(
    ("text", "open_to_cyclists"),
    [
        ("highway=footway bicycle=yes", True),
        ("highway=footway bicycle=designated", True),
        ("highway=footway bicycle=official", True),
        ("highway=footway bicycle=designated;yes", True),
        ("highway=footway bicycle=destination", False),
        ("highway=footway access=yes", False),
        ("highway=footway vehicle=yes", False),
        ("highway=pedestrian bicycle=permissive", True),
        ("highway=bridleway bicycle=yes", True),
        ("highway=busway bicycle=yes", True),
        ("highway=motorway bicycle=yes", True),
        ("highway=steps bicycle=yes", False),
        ("highway=trunk motorroad=yes", False),
        ("highway=trunk motorroad=yes bicycle=yes", True),
        ("highway=primary bicycle=no", False),
        ("highway=primary bicycle=private", False),
        ("highway=primary bicycle=use_sidepath", False),
        ("highway=primary bicycle=dismount", False),
        ("highway=primary bicycle=destination", True),
        ("highway=residential access=no", False),
        ("highway=residential access=private", False),
        ("highway=residential access=private bicycle=yes", True),
        ("highway=residential access=destination", True),
        ("highway=residential access=customers", True),
        ("highway=residential vehicle=no", False),
        ("highway=residential vehicle=no bicycle=yes", True),
        ("highway=residential vehicle=yes access=no", True),
        ("highway=residential motor_vehicle=no", True),
        ("highway=track access=agricultural", False),
        ("highway=track vehicle=agricultural;forestry", False),
        ("highway=track vehicle=agricultural;destination", True),
        ("highway=service service=private", False),
        ("highway=service service=emergency_access", True),
        ("highway=service area=yes", False),
        ("highway=pedestrian area=yes bicycle=yes", True),
        ("highway=residential area=no", True),
    ],
)
def test_who_may_cycle(text, open_to_cyclists):
    assert (way_rules(tags(text)).cycle != CLOSED) is open_to_cyclists


@pytest.mark.parametrize(
    ("text", "open_to_cars"),
    [
        ("highway=residential access=no", False),
        ("highway=residential access=private", False),
        ("highway=residential access=permit", False),
        ("highway=residential access=no motor_vehicle=yes", True),
        ("highway=residential access=no motor_vehicle=destination", True),
        ("highway=residential motor_vehicle=no", False),
        ("highway=residential motor_vehicle=no motorcar=yes", True),
        ("highway=residential motor_vehicle=yes motorcar=no", False),
        ("highway=residential vehicle=no", False),
        ("highway=residential vehicle=no motor_vehicle=permissive", True),
        ("highway=residential motor_vehicle=private", False),
        ("highway=residential motor_vehicle=delivery", False),
        ("highway=residential motor_vehicle=agricultural;forestry", False),
        ("highway=residential motor_vehicle=destination", True),
        ("highway=residential access=customers", True),
        ("highway=residential access=bus", False),
        ("highway=residential access=psv", False),
        ("highway=residential access=emergency", False),
        ("highway=residential access=military", False),
        ("highway=residential access=forestry", False),
        ("highway=residential access=unknown", True),
        ("highway=residential bicycle=no", True),
        ("highway=trunk motorroad=yes", True),
        ("highway=service service=driveway", True),
        ("highway=service service=parking_aisle", True),
        ("highway=service service=alley", True),
        ("highway=service service=emergency_access", False),
        ("highway=service service=emergency_access motor_vehicle=yes", True),
        ("highway=service service=private", False),
        ("highway=service area=yes", False),
        ("highway=track motor_vehicle=yes", True),
        ("highway=track access=yes", False),
        ("highway=track vehicle=yes", False),
        ("highway=pedestrian motorcar=yes", True),
        ("highway=pedestrian motor_vehicle=destination", False),
        ("highway=pedestrian motor_vehicle=delivery", False),
        ("highway=cycleway motor_vehicle=designated", True),
        ("highway=busway motor_vehicle=yes", True),
        ("highway=steps motor_vehicle=yes", False),
    ],
)
def test_who_may_drive(text, open_to_cars):
    assert (way_rules(tags(text)).drive != CLOSED) is open_to_cars


@pytest.mark.parametrize(
    ("text", "cycle", "drive"),
    [
        ("oneway=yes", FORWARD, FORWARD),
        ("oneway=true", FORWARD, FORWARD),
        ("oneway=1", FORWARD, FORWARD),
        ("oneway=Yes", FORWARD, FORWARD),
        ("oneway=-1", BACKWARD, BACKWARD),
        ("oneway=reverse", BACKWARD, BACKWARD),
        ("oneway=no", BOTH, BOTH),
        ("oneway=alternating", BOTH, BOTH),
        ("oneway=reversible", BOTH, BOTH),
        ("oneway=maybe", BOTH, BOTH),
        ("junction=roundabout", FORWARD, FORWARD),
        ("junction=circular", FORWARD, FORWARD),
        ("junction=roundabout oneway=no", BOTH, BOTH),
        ("junction=roundabout oneway=-1", BACKWARD, BACKWARD),
        ("junction=jughandle", BOTH, BOTH),
        ("oneway=yes oneway:bicycle=no", BOTH, FORWARD),
        ("oneway=yes bicycle:oneway=no", BOTH, FORWARD),
        ("oneway=no oneway:bicycle=yes", FORWARD, BOTH),
        ("oneway=yes oneway:bicycle=-1", BACKWARD, FORWARD),
        ("oneway=yes cycleway=opposite", BOTH, FORWARD),
        ("oneway=yes cycleway=opposite_lane", BOTH, FORWARD),
        ("oneway=-1 cycleway=opposite_track", BOTH, BACKWARD),
        ("oneway=yes cycleway:left=opposite_share_busway", BOTH, FORWARD),
        ("oneway=yes cycleway=lane", FORWARD, FORWARD),
        ("oneway=yes cycleway:left=lane cycleway:left:oneway=-1", BOTH, FORWARD),
        ("oneway=yes cycleway:right=track cycleway:right:oneway=no", BOTH, FORWARD),
        ("oneway=yes cycleway:left=no cycleway:left:oneway=no", FORWARD, FORWARD),
        ("oneway=yes cycleway:left=separate cycleway:left:oneway=-1", FORWARD, FORWARD),
        ("oneway=yes cycleway=opposite oneway:bicycle=yes", FORWARD, FORWARD),
        ("oneway=yes oneway:motor_vehicle=no", FORWARD, BOTH),
        ("oneway:motor_vehicle=yes", BOTH, FORWARD),
        ("oneway:motorcar=-1 oneway:motor_vehicle=yes", BOTH, BACKWARD),
        ("oneway:vehicle=yes", FORWARD, FORWARD),
    ],
)
def test_one_ways(text, cycle, drive):
    assert way_rules({"highway": "residential", **tags(text)})[:2] == (cycle, drive)


def test_a_motorway_is_one_way_unless_it_says_otherwise():
    assert way_rules(tags("highway=motorway oneway=no")).drive == BOTH
    assert way_rules(tags("highway=motorway oneway=-1")).drive == BACKWARD
    assert way_rules(tags("highway=motorway_link oneway=yes")).drive == FORWARD


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("highway=residential", True),
        ("highway=trunk", True),
        ("highway=primary_link", True),
        ("highway=motorway", False),
        ("highway=motorway_link", False),
        ("highway=trunk_link", False),
        ("highway=primary motorroad=yes", False),
        ("highway=primary motorroad=no", True),
        ("highway=primary bridge=yes", False),
        ("highway=primary bridge=viaduct", False),
        ("highway=primary bridge=no", True),
        ("highway=primary tunnel=yes", False),
        ("highway=primary tunnel=no", True),
        ("highway=service tunnel=building_passage", True),
    ],
)
def test_where_one_gets_off(text, stop):
    assert way_rules(tags(text)).stop is stop


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50),
        (" 50 ", 50),
        ("50 km/h", 50),
        ("50kmh", 50),
        ("50 kph", 50),
        ("7.5", 7.5),
        ("7,5", 7.5),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("5 knots", 9.26),
        ("none", 130),
        ("walk", 7),
        ("DE:urban", 50),
        ("de:urban", 50),
        ("DE:rural", 100),
        ("DE:motorway", 130),
        ("DE:living_street", 7),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("AT:30", 30),
        ("RU:urban", 60),
        ("GB:nsl_single", 96.56064),
        ("BE-BRU:urban", 30),
        ("50; 40", 40),
        ("100|80|80", 80),
        ("signals;60", 60),
        ("signals", None),
        ("variable", None),
        ("XX:urban", None),
        ("urban", None),
        ("fast", None),
        ("50 furlongs", None),
        ("0", None),
        ("999", None),
        ("-30", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_speed_limit_says(value, kmh):
    assert parse_speed(value) == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("maxspeed=50", (50, 50)),
        ("maxspeed=50 maxspeed:forward=70", (70, 50)),
        ("maxspeed:backward=30", (None, 30)),
        ("maxspeed=signals maxspeed:type=DE:urban", (50, 50)),
        ("source:maxspeed=IT:rural", (90, 90)),
        ("zone:maxspeed=DE:30", (30, 30)),
        ("zone:traffic=FR:urban", (50, 50)),
        ("source:maxspeed=25", (None, None)),
        ("source:maxspeed=sign", (None, None)),
        ("maxspeed=40 maxspeed:type=ES:urban", (40, 40)),
        ("name=50", (None, None)),
    ],
)
def test_which_key_tells_the_limit(text, limits):
    assert speed_limits(tags(text)) == limits
    rules = way_rules({"highway": "residential", **tags(text)})
    assert (rules.forward_kmh, rules.backward_kmh) == limits


def test_ways_that_no_car_may_use_have_no_limit_for_cars():
    assert way_rules(tags("highway=cycleway maxspeed=20"))[2:4] == (None, None)


def test_zones_have_speeds_that_are_driven():
    assert len(ZONE_SPEEDS) > 100
    assert all(5 <= speed <= 140 for speed in ZONE_SPEEDS.values())
