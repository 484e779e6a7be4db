"""Stops, entrances and lines by the tables of the method, on a map drawn to their limits."""

from __future__ import annotations

import numpy as np
import pyproj

from parklocus.indicators import City

EAST = 1 / 111_319.490793  # degrees a metre along the equator


def write_map(file, nodes, routes, masters=(), areas=()):
    """Write nodes (metres east and north, tags), a street, routes and route masters by id, and stop areas."""

    def tagged(tags):
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())

    def members(of):
        return "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in of)

    text = [
        f'<node id="{number}" lon="{x * EAST:.9f}" lat="{y / 110_574.276:.9f}">{tagged(tags)}</node>'
        for number, (x, y, tags) in {1: (0, 0, {}), 2: (3000, 0, {}), **nodes}.items()
    ]
    text.append(f'<way id="1"><nd ref="1"/><nd ref="2"/>{tagged({"highway": "residential"})}</way>')
    relations = {number: (of, {"type": "route", **tags}) for number, (of, tags) in routes.items()}
    relations |= {
        number: ([("relation", route, "") for route in of], {"type": "route_master", "ref": "M"})
        for number, of in dict(masters).items()
    }
    relations |= {
        900 + number: ([("node", one, "") for one in of], {"type": "public_transport", "public_transport": "stop_area"})
        for number, of in enumerate(areas)
    }
    text += [f'<relation id="{n}">{members(of)}{tagged(tags)}</relation>' for n, (of, tags) in relations.items()]
    file.write_text(f'<osm version="0.6">{"".join(text)}</osm>')
    return City.from_osm(file, cache=False)


def east_of(city, table):
    """Return how far east of the first node points lie, in whole metres."""
    (origin,), _north = pyproj.Transformer.from_crs(4326, city.crs, always_xy=True).transform([0.0], [0.0])
    return np.rint(table["x"] - origin).astype(int).tolist()


STOPS = [
    ({"highway": "bus_stop"}, {"bus"}),
    ({"public_transport": "platform", "bus": "yes"}, {"bus"}),
    ({"public_transport": "platform"}, set()),
    ({"railway": "tram_stop"}, {"tram"}),
    ({"railway": "station"}, {"rail"}),
    ({"railway": "halt"}, {"rail"}),
    ({"railway": "station", "station": "subway"}, {"metro"}),
    ({"railway": "station", "subway": "yes", "train": "yes"}, {"metro", "rail"}),
    ({"railway": "subway_entrance"}, set()),
    ({"amenity": "ferry_terminal"}, {"ferry"}),
    ({"disused:railway": "station"}, set()),
    ({"proposed:highway": "bus_stop", "construction:railway": "tram_stop"}, set()),
    ({"railway": "construction", "construction": "station"}, set()),
]


def test_tags_say_of_which_modes_an_object_is_a_stop(tmp_path):
    nodes = {100 + number: (100 * number, 5, tags) for number, (tags, _modes) in enumerate(STOPS)}
    stops = write_map(tmp_path / "m.osm", nodes, {}).stops
    for number, (tags, modes) in enumerate(STOPS):
        assert set(stops["mode"][stops["osm_id"] == f"n{100 + number}"]) == modes, tags


def test_the_metro_is_entered_at_its_stop_area_else_within_250_m_else_where_it_is(tmp_path):
    station, entrance = {"railway": "station", "station": "subway"}, {"railway": "subway_entrance"}
    nodes = {10: (500, 0, station), 11: (249, 0, entrance), 12: (749, 0, entrance)}  # at 251 m and at 249
    city = write_map(tmp_path / "near.osm", nodes, {})
    assert east_of(city, city.stop_points) == [749]
    city = write_map(tmp_path / "area.osm", nodes | {11: (100, 0, entrance)}, {}, areas=[(10, 11)])
    assert east_of(city, city.stop_points) == [100]
    city = write_map(tmp_path / "none.osm", nodes | {12: (751, 0, entrance)}, {})
    assert east_of(city, city.stop_points) == [500]


def test_lines_are_what_a_master_or_else_mode_number_and_network_have_in_common(tmp_path):
    bus, way = {"route": "bus"}, [("way", 1, "")]
    routes = {
        101: (way, {**bus, "ref": "1", "network": "A"}),
        102: (way, {**bus, "ref": "1", "network": "A"}),
        103: (way, {**bus, "ref": "1", "network": "B"}),
        104: (way, {"route": "tram", "ref": "1", "network": "A"}),
        105: (way, {**bus, "ref": "7"}),
        106: (way, {**bus, "ref": "8"}),  # a variant by another number, joined by its master
        107: (way, bus),
        108: (way, bus),
        109: (way, {"route": "hiking", "ref": "1"}),
    }
    lines = write_map(tmp_path / "m.osm", {}, routes, masters={200: [105, 106]}).lines
    found = sorted(lines[["mode", "ref", "network"]].itertuples(index=False, name=None))
    assert found == [
        ("bus", "", ""),
        ("bus", "", ""),
        ("bus", "1", "A"),
        ("bus", "1", "B"),
        ("bus", "7", ""),
        ("tram", "1", "A"),
    ]


def test_a_line_serves_its_members_or_else_the_stops_of_its_mode_within_30_m(tmp_path):
    stop = {"highway": "bus_stop"}
    nodes = {
        10: (500, 29.5, stop),
        11: (700, -30.5, stop),
        12: (900, 10, stop),
        13: (1100, 5, {"railway": "tram_stop"}),
    }
    nodes |= {14: (1300, 100, {}), 15: (1500, 0, {"public_transport": "stop_position"}), 16: (1700, 0, {})}
    members = [
        ("node", 12, ""),
        ("node", 14, "platform_entry_only"),
        ("node", 15, ""),
        ("node", 16, "via"),
        ("way", 1, ""),
    ]
    routes = {
        101: ([("way", 1, "")], {"route": "bus", "ref": "1"}),
        102: (members, {"route": "bus", "ref": "2"}),
        103: ([("node", 99, "stop"), ("way", 1, "")], {"route": "bus", "ref": "3"}),  # its stop is beyond the file
    }
    city = write_map(tmp_path / "m.osm", nodes, routes)
    served = {ref: [] for ref in city.lines["ref"]}
    for ref, east in zip(
        city.lines["ref"].to_numpy()[city.line_stops["line"]], east_of(city, city.line_stops), strict=True
    ):
        served[ref].append(east)
    assert {ref: sorted(at) for ref, at in served.items()} == {"1": [500, 900], "2": [900, 1300, 1500], "3": []}
    assert dict(zip(city.lines["ref"], city.lines["inferred"], strict=True)) == {"1": True, "2": False, "3": False}
