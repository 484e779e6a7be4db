"""Timetables on made cities: what departs within reach can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from cities import make_city, make_parks
from gtfs_feeds import times, trips, write_feed
from pyproj import Transformer

from parklocus.indicators import City, compute
from parklocus.indicators.errors import InputError
from parklocus.indicators.osm.transit import departures_of_interval

STREET = [[(0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0)]]
DAY = date(2023, 2, 21)


def stops_at(city, **metres):
    """Return stops.txt with stops along the street, at metres from its beginning."""
    back = Transformer.from_crs(city.crs, "EPSG:4326", always_xy=True).transform
    rows = [(name, *back(float(x), 0.0)) for name, x in metres.items()]
    return "stop_id,stop_name,stop_lon,stop_lat\n" + "\n".join(f"{n},{n},{lon},{lat}" for n, lon, lat in rows)


def both_ways(count=(2, 4)):
    """Return trips and stop times: so many from A by B to C, and so many back."""
    there = [(f"T{n}", "W", "0") for n in range(count[0])]
    back = [(f"B{n}", "W", "1") for n in range(count[1])]
    forth = times(*[(t, f"08:2{n}:00", f"08:3{n}:00", f"08:4{n}:00") for n, (t, _s, _d) in enumerate(there)])
    home = times(*[(t, f"08:2{n}:00", f"08:3{n}:00", f"08:4{n}:00") for n, (t, _s, _d) in enumerate(back)], stops="CDA")
    return {"trips": trips(*there, *back), "stop_times": forth + "\n" + home.split("\n", 1)[1]}


@pytest.fixture
def city():
    return make_city(STREET, stops=[(300.0, 0.0, "bus")], lines=[("bus", [(300.0, 0.0)]), ("tram", [(400.0, 0.0)])])


def measured(city, x=0.0, **options):
    return compute(
        city, make_parks(city, {"a": shapely.Point(x, 0)}), ["transit_lines", "transit_frequency", "ptal"], **options
    )


def test_each_direction_at_its_nearest_stop_and_the_better_one_counts(city, tmp_path):
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=0, B=200, C=900, D=400), **both_ways())
    timed = city.with_timetables(feed, day=DAY)
    table = measured(timed, x=300.0)
    row = table.iloc[0]
    # Forth at B, 100 m away, twice an hour; back at D, 100 m away, four times. C is 600 m away. The tram is assumed.
    assert row["transit_lines"] == 2
    assert row["transit_frequency"] == pytest.approx(4 + 8)
    bus, tram = 30 / (100 / 80 + 30 / 4 + 2), 30 / (100 / 80 + 30 / 8 + 0.75)
    assert row["ptal"] == pytest.approx(bus + tram, rel=1e-4)
    assert row["known_departures_share"] == 0.5
    nearer = measured(timed, x=0.0).iloc[0]
    forth, back = 30 / (0 / 80 + 30 / 2 + 2), 30 / (400 / 80 + 30 / 4 + 2)
    assert nearer["transit_frequency"] == pytest.approx(4 + 8)
    assert nearer["ptal"] == pytest.approx(max(forth, back) + 30 / (400 / 80 + 30 / 8 + 0.75), rel=1e-4)


def test_timetables_replace_the_lines_of_their_modes_alone(city, tmp_path):
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=0, B=200, C=900, D=400), **both_ways())
    timed = city.with_timetables(feed, day=DAY)
    assert timed.lines[["mode", "departures_from"]].to_numpy().tolist() == [["tram", ""], ["bus", "timetable"]]
    assert timed.timetables["replaced"] == {"bus": 1}
    assert any("left out: bus 1" in note for note in timed.notes)
    assert any("2023-02-21, 08:15-09:15" in note for note in timed.notes)
    definitions = measured(timed).definitions.set_index("column")
    assert "known for 1 of 2 lines (1 from timetables (2023-02-21, 08:15-09:15))" in definitions["assumed"]["ptal"]
    assert "2 条线路中有 1 条" in definitions["assumed_zh"]["transit_frequency"]
    bare = replace(city, lines=city.lines[:0], line_stops=city.line_stops[:0], has_routes=False)
    alone = measured(bare.with_timetables(feed, day=DAY)).iloc[0]
    assert (alone["transit_lines"], alone["transit_frequency"], alone["known_departures_share"]) == (1, 4, 1)


def test_without_timetables_departures_are_assumed(city):
    table = measured(city)
    assert table["transit_frequency"].iloc[0] == 6 + 8
    assert table["known_departures_share"].iloc[0] == 0
    assumed = table.definitions.set_index("column")["assumed"]["ptal"]
    assert assumed.startswith("Departures per hour are assumed by mode, not known: bus 6,")
    none = measured(make_city(STREET))
    assert np.isnan(none["transit_frequency"].iloc[0])
    assert "transit_frequency" in none["notes"].iloc[0]


def test_several_feeds_count_a_line_once(city, tmp_path):
    stops = stops_at(city, A=0, B=200, C=900, D=400)
    one = write_feed(tmp_path / "one.zip", stops=stops, **both_ways())
    more = "route_id,agency_id,route_short_name,route_type\nR1,X,1,3\nR9,X,9,3"
    rows = both_ways()
    rows["trips"] += "\nR9,W,N,0"
    rows["stop_times"] += "\n" + times(("N", "08:20:00", "08:25:00", "08:30:00")).split("\n", 1)[1]
    two = write_feed(tmp_path / "two.zip", routes=more, stops=stops, **rows)
    timed = city.with_timetables([one, two], day=DAY)
    assert timed.lines["ref"].tolist() == ["1", "1", "9"]  # the tram of the map, and the two bus lines
    assert measured(timed)["transit_frequency"].iloc[0] == 8 + 4 + 1
    assert any("two.zip: lines of an earlier timetable, which count once: 1" in note for note in timed.notes)
    copy = tmp_path / "copy.zip"
    copy.write_bytes(one.read_bytes())
    with pytest.raises(InputError, match="one and the same"):
        city.with_timetables([one, copy], day=DAY)


def test_stops_beyond_the_map_are_left_out(city, tmp_path):
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=0, B=200, C=90_000, D=80_000), **both_ways())
    timed = city.with_timetables(feed, day=DAY)
    assert timed.timetables["feeds"][0]["stops_outside"] == 2
    assert (timed.line_stops["x"] < 1000).all()
    far = write_feed(tmp_path / "far.zip", stops=stops_at(city, A=80_000, B=81_000, C=90_000, D=85_000), **both_ways())
    with pytest.raises(InputError, match=r"No stop of the timetable far\.zip lies within the map"):
        city.with_timetables(far, day=DAY)


def test_a_city_with_timetables_can_be_stored(city, tmp_path):
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=0, B=200, C=900, D=400), **both_ways())
    timed = city.with_timetables(feed, day=DAY)
    again = City.open(timed.save(tmp_path / "city.plc"))
    assert again.notes == timed.notes
    assert measured(again)["ptal"].equals(measured(timed)["ptal"])


def headways(tmp_path, text):
    path = tmp_path / "headways.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_headways_fills_what_is_not_known(city, tmp_path):
    timed = city.with_timetables(headways=headways(tmp_path, "line,headway\n0,20\n77,5\n"))
    assert measured(timed)["transit_frequency"].iloc[0] == 3 + 8
    assert timed.lines["departures_from"].tolist() == ["table", ""]
    assert any("no such line" in note and "77" in note for note in timed.notes)
    at_stop = city.with_timetables(headways=headways(tmp_path, "line;stop;headway\n0;;20\n0;Stop 0;7,5\n"))
    assert measured(at_stop)["transit_frequency"].iloc[0] == 8 + 8
    interval = replace(
        city,
        lines=city.lines.assign(departures_from=["interval", ""]),
        line_stops=city.line_stops.assign(departures=[12.0, np.nan]),
    )
    kept = interval.with_timetables(headways=headways(tmp_path, "line,headway\n0,20\n1,30\n"))
    assert measured(kept)["transit_frequency"].iloc[0] == 12 + 2
    assert any("not used" in note for note in kept.notes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("line,minutes\n0,5\n", "no column headway"),
        ("line,headway\n0,0\n", "row 2: the headway is “0”"),
        ("line,headway\n0,often\n", "row 2: the headway is “often”"),
        ("line,headway\n0,5\n0,6\n", "rows 2 and 3"),
        ("line,headway\n99,5\n", "names no line of this city; its lines are: 0, 1"),
        ("line,stop,headway\n0,Nowhere,5\n", "row 2: the map has no stop “Nowhere”"),
    ],
)
def test_wrong_tables_are_told(city, tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        city.with_timetables(headways=headways(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "departures"),
    [
        ("10", 6.0),
        ("7.5", 8.0),
        ("00:15", 4.0),
        ("1:00", 1.0),
        ("00:07:30", 8.0),
        ("0", None),
        ("10-15", None),
        ("", None),
    ],
)
def test_intervals(text, departures):
    assert departures_of_interval(text) == pytest.approx(np.nan if departures is None else departures, nan_ok=True)


def test_the_interval_of_a_route_is_read(town):
    with_interval = town.osm.read_text("utf-8").replace(
        '<tag k="ref" v="7"/>', '<tag k="ref" v="7"/><tag k="interval" v="15"/>'
    )
    town.osm.write_text(with_interval, encoding="utf-8")
    city = City.from_osm(town.osm, cache=False)
    assert city.lines["departures_from"].tolist() == ["interval"]
    assert (city.line_stops["departures"] == 4.0).all()
    assert city.origin["counts"]["lines_with_interval"] == 1
