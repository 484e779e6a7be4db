"""The oracle itself, held to answers worked out by hand."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import Polygon

from . import indices
from .places import category_of
from .sites import access_points
from .streets import is_walkable
from .transit import modes_of

STEP = 0.001  # degrees on the equator: 111.3195 m eastwards, 110.574 m northwards
EAST, NORTH = 111.319491, 110.574276


def _write(path, nodes, ways, relations=()):
    """Write an OSM file; a node's id maps to (columns east, rows north, tags)."""

    def tagged(tags):
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())

    lines = ['<osm version="0.6">']
    for osm_id, (x, y, tags) in nodes.items():
        lines.append(f'<node id="{osm_id}" version="1" lon="{x * STEP:.7f}" lat="{y * STEP:.7f}">{tagged(tags)}</node>')
    for osm_id, (refs, tags) in ways.items():
        nds = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{osm_id}" version="1">{nds}{tagged(tags)}</way>')
    for osm_id, (members, tags) in relations:
        inside = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
        lines.append(f'<relation id="{osm_id}" version="1">{inside}{tagged(tags)}</relation>')
    lines.append("</osm>")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def city(tmp_path):
    """Return a grid of three streets by three, 111 m apart, with a bus stop, a line and two places."""
    nodes = {10 * x + y + 1: (x, y, {}) for x in range(3) for y in range(3)}
    nodes[100] = (0.5, 0.1, {"highway": "bus_stop", "name": "A"})
    nodes[101] = (1.5, 2, {"amenity": "cafe"})
    nodes[102] = (2, 1.5, {"shop": "books"})
    street = {"highway": "residential"}
    ways = {1 + y: ([1 + y, 11 + y, 21 + y], street) for y in range(3)}
    ways |= {11 + x: ([10 * x + 1, 10 * x + 2, 10 * x + 3], street) for x in range(3)}
    relation = (1, ([("w", 1, "")], {"type": "route", "route": "bus", "ref": "1"}))
    return indices.City(_write(tmp_path / "grid.osm", nodes, ways, [relation]), [(2 * STEP, 2 * STEP)])


def test_a_corner_of_a_grid(city):
    corner = city.streets.at_node(1)
    row = city.values([corner])
    assert row["cbd_distance"][0] == pytest.approx(2 * EAST + 2 * NORTH, abs=0.01)
    assert row["cbd_straight"][0] == pytest.approx(math.hypot(2 * EAST, 2 * NORTH), abs=0.01)
    assert row["cbd_walk_min"][0] == pytest.approx((2 * EAST + 2 * NORTH) / 80, abs=0.001)
    assert row["detour"][0] == pytest.approx(math.sqrt(2), abs=0.001)
    # The stop attaches to the nearer street, south of it, half a block from the corner and a tenth of a block off it.
    assert row["stop_distance_bus"][0] == pytest.approx(EAST / 2 + NORTH / 10, abs=0.01)
    assert math.isnan(row["stop_distance_metro"][0])
    assert row["transit_lines"][0] == 1
    assert row["ptal"][0] == pytest.approx(30 / ((EAST / 2 + NORTH / 10) / 80 + 5 + 2), abs=1e-4)
    assert row["amenity_count_third_places_500"][0] == 1
    assert row["amenity_count_culture_500"][0] == 1
    assert row["amenity_hill1_500"][0] == pytest.approx(2)
    # All of the land: the grid's square grown by 100 m, less what the rounded corners leave out.
    area = ((2 * EAST + 200) * (2 * NORTH + 200) - (4 - math.pi) * 100**2) / 1e6
    assert row["amenity_density_800"][0] == pytest.approx(2 / area, rel=0.005)
    assert row["intersection_density_800"][0] == pytest.approx(5 / area, rel=0.005)
    assert row["stop_density_500"][0] == pytest.approx(1 / area, rel=0.005)


def test_access_points_are_crossings_ends_of_a_common_stretch_and_else_the_nearest_point(city):
    def box(west, south, east, north):
        corners = [(west, south), (east, south), (east, north), (west, north)]
        return Polygon([(x * STEP, y * STEP) for x, y in corners])

    assert len(access_points(box(0.5, 0.5, 1.5, 1.5), city.streets)) == 4
    along = access_points(box(0.2, 0, 0.8, 0.5), city.streets)
    assert sorted(round(p.x - along[0].x) for p in along) in ([0, 67], [-67, 0])
    (inside_a_block,) = access_points(box(0.3, 0.1, 0.6, 0.6), city.streets)
    assert inside_a_block.leg == pytest.approx(NORTH / 10, abs=0.01)
    assert access_points(box(10, 10, 11, 11), city.streets) == []


def test_two_points_on_one_street_are_no_farther_than_along_it(city):
    streets = city.streets
    west, east = (streets.attach(*_at(city, x, 0.0)) for x in (0.25, 0.75))
    assert streets.between(west, streets.distances([west]), east) == pytest.approx(EAST / 2, abs=0.01)


def _at(city, x, y):
    origin = city.osm.xy[1]
    return origin[0] + x * EAST, origin[1] + y * NORTH


def test_the_worked_example_of_ptal():
    index = indices.ptal_index([("bus", 200, 6), ("bus", 400, 4), ("subway", 800, 12)])
    assert index == pytest.approx(6.4565, abs=1e-4)
    assert indices.ptal_band(index) == "2"
    assert [indices.ptal_band(x) for x in (0, 2.5, 2.6, 40, 41)] == ["0", "1a", "1b", "6a", "6b"]


def test_hill_number_of_known_shares():
    assert indices.hill1([]) == 0
    assert indices.hill1([7, 7, 7]) == pytest.approx(3)
    assert indices.hill1([1, 3]) == pytest.approx(4 / 3**0.75)


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        ({"shop": "books"}, "culture"),
        ({"shop": "coffee"}, "third_places"),
        ({"shop": "supermarket"}, "daily"),
        ({"shop": "shoes"}, "retail"),
        ({"shop": "vacant"}, None),
        ({"craft": "no"}, None),
        ({"healthcare": "laboratory"}, "health"),
        ({"amenity": "restaurant", "tourism": "museum"}, "culture"),
        ({"office": "government"}, None),
    ],
)
def test_category_of_a_place(tags, category):
    assert category_of(tags) == category


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"highway": "bus_stop"}, {"bus"}),
        ({"public_transport": "platform"}, set()),
        ({"railway": "station", "subway": "yes"}, {"metro"}),
        ({"railway": "station", "station": "subway", "train": "yes"}, {"metro", "rail"}),
        ({"railway": "halt"}, {"rail"}),
        ({"disused:railway": "station"}, set()),
    ],
)
def test_modes_of_a_stop(tags, modes):
    assert modes_of(tags) == modes


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "residential", "access": "private"}, False),
        ({"highway": "residential", "access": "private", "foot": "destination"}, True),
        ({"highway": "cycleway"}, False),
        ({"highway": "cycleway", "foot": "yes"}, True),
        ({"highway": "primary", "foot": "use_sidepath"}, False),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "pedestrian", "area": "yes"}, True),
        ({"highway": "service", "area": "yes"}, False),
        ({"highway": "construction", "foot": "yes"}, False),
    ],
)
def test_who_may_walk(tags, walkable):
    assert is_walkable(tags) is walkable
