"""Departures per hour of a feed, against feeds small enough to count on one's fingers."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from gtfs_feeds import SATURDAY, base, calendar, times, trips, write_feed

from parklocus.indicators.errors import InputError
from parklocus.indicators.timetables.gtfs import clock, read_feed

WINDOW = clock("08:15-09:15")


def departures(feed):
    """Return departures per hour by direction and stop."""
    return {(row.direction, row.stop): row.departures for row in feed.calls.itertuples()}


def read(path, window=WINDOW, day=date(2023, 2, 21), **changed):
    return read_feed(write_feed(path / "feed.zip", **changed), window, day=day)


def test_one_trip_departs_once_where_it_goes_on(tmp_path):
    feed = read(tmp_path)
    assert departures(feed) == {(0, "A"): 1.0, (0, "B"): 1.0}  # nobody departs from C, where it ends
    assert feed.lines[["mode", "ref", "network", "name"]].to_numpy().tolist() == [["bus", "1", "Buses", "Along"]]


def test_the_window_begins_with_its_first_second_and_ends_before_its_last(tmp_path):
    clocks = ["08:14:59", "08:15:00", "09:14:59", "09:15:00"]
    rows = [(f"T{n}", "W", "0") for n in range(4)]
    late = [(f"T{n}", time, "10:00:00", "11:00:00") for n, time in enumerate(clocks)]
    feed = read(tmp_path, trips=trips(*rows), stop_times=times(*late))
    assert departures(feed) == {(0, "A"): 2.0, (0, "B"): 0.0}


def test_departures_are_per_hour(tmp_path):
    assert departures(read(tmp_path, window=clock("08:00-10:00")))[0, "A"] == 0.5


def test_exceptions_add_and_remove_services(tmp_path):
    rows = trips(("T1", "W", "0"), ("T2", "S", "0"))
    stop_times = times(("T1", "08:20:00", "08:25:00", "08:30:00"), ("T2", "08:40:00", "08:45:00", "08:50:00"))
    dates = "service_id,date,exception_type\nW,20230222,2\nS,20230222,1\nS,20230223,1"
    for day, expected in ((21, 1.0), (22, 1.0), (23, 2.0)):
        feed = read(tmp_path, day=date(2023, 2, day), trips=rows, stop_times=stop_times, calendar_dates=dates)
        assert departures(feed)[0, "A"] == expected
    dates_alone = read(
        tmp_path, day=date(2023, 2, 23), trips=rows, stop_times=stop_times, calendar=None, calendar_dates=dates
    )
    assert departures(dates_alone)[0, "A"] == 1.0


def test_a_typical_weekday_is_no_holiday_and_no_weekend(tmp_path):
    rows = trips(("T1", "W", "0"), ("T2", "W", "0"), ("T3", "H", "0"))
    clocks = [(f"T{n}", "08:20:0" + str(n), "08:30:00", "08:40:00") for n in (1, 2, 3)]
    dates = "service_id,date,exception_type\nW,20230221,2\nH,20230221,1"
    path = write_feed(tmp_path / "f.zip", trips=rows, stop_times=times(*clocks), calendar_dates=dates)
    assert read_feed(path, WINDOW, near=date(2023, 2, 21)).day == date(2023, 2, 20)  # the 21st is a holiday
    assert read_feed(path, WINDOW, near=date(2023, 3, 8)).day == date(2023, 3, 8)
    assert read_feed(path, WINDOW, near=date(2030, 1, 1)).day.weekday() < 5  # not valid then: its middle


def test_frequencies_repeat_a_trip(tmp_path):
    stop_times = times(("T1", "00:00:00", "00:10:00", "00:20:00"))
    table = "trip_id,start_time,end_time,headway_secs,exact_times\nT1,06:00:00,09:00:00,600,{}"
    spread = departures(read(tmp_path, stop_times=stop_times, frequencies=table.format("0")))
    assert spread == {(0, "A"): pytest.approx(4.5), (0, "B"): pytest.approx(5.5)}  # 45 and 55 minutes over 10
    exact = departures(read(tmp_path, stop_times=stop_times, frequencies=table.format("1")))
    assert exact == {(0, "A"): 4.0, (0, "B"): 5.0}  # 08:20 to 08:50; 08:20 to 09:00


def test_trips_of_yesterday_run_past_midnight(tmp_path):
    clocks = times(("T1", "24:20:00", "24:30:00", "24:40:00"))
    window = clock("00:15-01:15")
    assert departures(read(tmp_path, window, stop_times=clocks)) == {(0, "A"): 1.0, (0, "B"): 1.0}
    saturday = read(tmp_path, window, date(2023, 2, 25), stop_times=clocks, calendar=calendar("1,1,1,1,1,1,0"))
    assert departures(saturday)[0, "A"] == 1.0
    with pytest.raises(InputError, match="no departure between 00:15 and 01:15"):  # nothing ran on Sunday
        read(tmp_path, window, date(2023, 2, 20), stop_times=clocks)


def test_what_ran_yesterday_alone_is_no_line_of_today(tmp_path):
    """On a Monday: a trip of Sundays, by a frequency; it counts where it runs past midnight into the window."""
    dates = calendar() + "\nS,0,0,0,0,0,0,1,20230101,20230317"
    stop_times = times(("T1", "08:20:00", "08:25:00", "08:30:00"), ("T2", "00:00:00", "00:05:00", "00:10:00"))
    table = {"trips": trips(("T1", "W", "0"), ("T2", "S", "1")), "calendar": dates, "stop_times": stop_times}
    frequencies = "trip_id,start_time,end_time,headway_secs\nT2,23:00:00,25:00:00,600"
    assert departures(read(tmp_path, day=date(2023, 2, 20), **table, frequencies=frequencies)) == {
        (0, "A"): 1.0,
        (0, "B"): 1.0,
    }
    night = read(tmp_path, clock("00:00-02:00"), date(2023, 2, 20), **table, frequencies=frequencies)
    assert departures(night)[1, "A"] == pytest.approx(3.0)  # every ten minutes until one o'clock


def test_spaces_around_values_and_a_byte_order_mark_are_no_part_of_them(tmp_path):
    spaced = {name.removesuffix(".txt"): "\ufeff" + text.replace(",", " , ") for name, text in base().items()}
    dates = "service_id, date, exception_type\nW, 20230223, 2"
    feed = read(tmp_path, **spaced, calendar_dates=dates)
    assert departures(feed) == {(0, "A"): 1.0, (0, "B"): 1.0}
    assert feed.lines[["ref", "network", "name"]].to_numpy().tolist() == [["1", "Buses", "Along"]]
    with pytest.raises(InputError, match="no service on 2023-02-23"):
        read(tmp_path, day=date(2023, 2, 23), **spaced, calendar_dates=dates)


def test_calls_on_demand_in_an_area_are_no_departures_from_a_stop(tmp_path):
    rows = times(("T1", "08:20:00", "08:25:00", "08:30:00")).split("\n")
    table = "\n".join([f"{rows[0]},location_id", *(f"{row}," for row in rows[1:]), "T2,,,,1,zone"])
    feed = read(tmp_path, trips=trips(("T1", "W", "0"), ("T2", "W", "0")), stop_times=table)
    assert departures(feed) == {(0, "A"): 1.0, (0, "B"): 1.0}
    with pytest.raises(InputError, match=r"stop_times\.txt, row 5: stop_id"):
        read(
            tmp_path, trips=trips(("T1", "W", "0")), stop_times=f"{table}\nT1,08:35:00,08:35:00,,4,".replace("zone", "")
        )


def test_directions_are_kept_apart(tmp_path):
    rows = trips(("T1", "W", "0"), ("T2", "W", "1"), ("T3", "W", "1"))
    back = times(("T2", "08:20:00", "08:25:00", "08:30:00"), ("T3", "08:50:00", "08:55:00", "09:00:00"), stops="CBA")
    stop_times = times(("T1", "08:20:00", "08:25:00", "08:30:00")) + "\n" + back.split("\n", 1)[1]
    expected = {(0, "A"): 1.0, (0, "B"): 1.0, (1, "B"): 2.0, (1, "C"): 2.0}
    assert departures(read(tmp_path, trips=rows, stop_times=stop_times)) == expected
    untold = "\n".join(line.rsplit(",", 1)[0] for line in rows.split("\n"))
    derived = departures(read(tmp_path, trips=untold, stop_times=stop_times))
    assert derived == expected or derived == {(1 - way, stop): n for (way, stop), n in expected.items()}


def test_duplicates_count_once(tmp_path):
    rows = trips(("T1", "W", "0"), ("T2", "W", "0"), ("T3", "W", "0"))
    clocks = times(*[(f"T{n}", "08:20:00", f"08:2{4 + n // 3}:00", "08:30:00") for n in (1, 2, 3)])
    assert departures(read(tmp_path, trips=rows, stop_times=clocks)) == {(0, "A"): 1.0, (0, "B"): 2.0}


def test_routes_of_one_name_are_one_line(tmp_path):
    routes = "route_id,agency_id,route_short_name,route_type\nR1,X,1,3\nR2,X,1,3\nR3,X,9,6"
    rows = "route_id,service_id,trip_id,direction_id\nR1,W,T1,0\nR2,W,T2,0\nR3,W,T3,0"
    clocks = times(*[(f"T{n}", f"08:2{n}:00", "08:35:00", "08:40:00") for n in (1, 2, 3)])
    feed = read(tmp_path, routes=routes, trips=rows, stop_times=clocks)
    assert len(feed.lines) == 1
    assert departures(feed) == {(0, "A"): 2.0, (0, "B"): 1.0}
    assert feed.other_routes == 1


def test_times_between_known_ones_are_spread_by_distance(tmp_path):
    stops = "stop_id,stop_name,stop_lat,stop_lon\nA,A,30,120\nB,B,30,120.009\nC,C,30,120.01"
    clocks = times(("T1", "08:00:00", "", "09:00:00"))  # B lies at nine tenths: 08:54
    feed = read(tmp_path, window=clock("08:53-08:55"), stops=stops, stop_times=clocks)
    assert departures(feed) == {(0, "A"): 0.0, (0, "B"): 30.0}
    unknown = read(tmp_path, stop_times=times(("T1", "08:20:00", "", "")))
    assert (departures(unknown), unknown.untimed) == ({(0, "A"): 1.0}, 1)


def test_where_nobody_may_board_nothing_departs(tmp_path):
    rows = times(("T1", "08:20:00", "08:25:00", "08:30:00")).split("\n")
    marked = [line + "," + mark for line, mark in zip(rows, ["pickup_type", "1", "0", "0"], strict=True)]
    assert departures(read(tmp_path, stop_times="\n".join(marked))) == {(0, "B"): 1.0}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stop_times": None}, r"lacks stop_times\.txt"),
        ({"calendar": None}, r"lacks calendar\.txt"),
        ({"trips": "route_id,service_id,trip_id"}, r"trips\.txt has no rows"),
        ({"trips": "route_id,trip_id\nR1,T1"}, "no column service_id"),
        ({"stop_times": times(("T1", "08:20:00", "8h30", "08:40:00"))}, r"stop_times\.txt, row 3: .*8h30"),
        ({"stop_times": times(("T1", "08:20:00", "08:61:00", "08:40:00"))}, "08:61:00"),
        ({"calendar": calendar("1,1,1,1,1,0,0", first="20230231")}, "does not exist"),
        ({"calendar": calendar("0,0,0,0,0,1,1")}, "no service on any weekday"),
        ({"routes": "route_id,route_type\nR1,bus"}, r"routes\.txt"),
        ({"stops": "stop_id,stop_lat,stop_lon\nA,300,120\nB,30,120\nC,30,120"}, "300"),
        ({"stops": "stop_id,stop_lat,stop_lon\nA,,\nB,30,120\nC,30,120"}, "no coordinates for the stop “A”"),
        ({"stop_times": times(("T1", "12:20:00", "12:30:00", "12:40:00"))}, "choose another window"),
        ({"calendar_dates": "service_id,date,exception_type\nW,20230222,3"}, r"calendar_dates\.txt, row 2"),
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,09:00:00,0"}, "headway_secs is “0”"),
    ],
)
def test_wrong_feeds_are_told_in_one_sentence(tmp_path, changed, message):
    with pytest.raises(InputError, match=message) as told:
        read(tmp_path, day=None, **changed)
    assert "feed.zip" in str(told.value)
    assert "\n" not in str(told.value)


def test_what_is_no_feed_is_refused(tmp_path):
    with pytest.raises(InputError, match="no timetable file"):
        read_feed(tmp_path / "absent.zip", WINDOW)
    with pytest.raises(InputError, match="is a folder: pack the tables in it into a zip"):
        read_feed(tmp_path, WINDOW)
    text = tmp_path / "feed.zip"
    text.write_text("not a zip")
    with pytest.raises(InputError, match="no zip or is damaged"):
        read_feed(text, WINDOW)
    whole = write_feed(tmp_path / "whole.zip").read_bytes()
    text.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged"):
        read_feed(text, WINDOW)
    with pytest.raises(InputError, match="has no service on 2023-02-25; its calendar runs from 2023-02-20"):
        read(tmp_path, day=date.fromisoformat(SATURDAY))


def test_without_the_package_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "gtfs_kit", None)
    with pytest.raises(InputError, match="pip install gtfs-kit"):
        read(tmp_path)


@pytest.mark.parametrize("text", ["", "8", "08:15", "09:15-08:15", "08:15-08:15", "08:75-09:15", "23:00-25:00", "a-b"])
def test_wrong_windows_are_refused(text):
    with pytest.raises(InputError, match="08:15-09:15"):
        clock(text)
