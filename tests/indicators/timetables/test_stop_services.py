"""How often anything departs from a stop by day: against feeds to count on one's fingers, and a real one in pandas."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from cities import make_city
from gtfs_feeds import times, trips, write_feed
from pyproj import Transformer

from parklocus.indicators import City

STREET = [[(0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0)]]
DAY = date(2023, 2, 21)


@pytest.fixture
def city():
    return make_city(STREET)


def stops_at(city, **metres):
    """Return stops.txt with stops along the street, at metres from its beginning."""
    back = Transformer.from_crs(city.crs, "EPSG:4326", always_xy=True).transform
    rows = [(name, *back(float(x), 0.0)) for name, x in metres.items()]
    return "stop_id,stop_name,stop_lon,stop_lat\n" + "\n".join(f"{n},{n},{lon},{lat}" for n, lon, lat in rows)


def per_day(city, *feeds):
    """Return departures from 07:00 to 19:00 by metres along the street, from a city with timetables."""
    timed = city.with_timetables(feeds, day=DAY, window="06:00-20:00")
    return [(round(row.x), row.departures * 12) for row in timed.stop_services.itertuples()]


def test_all_lines_and_both_directions_count_by_day_alone(city, tmp_path):
    feed = write_feed(
        tmp_path / "f.zip",
        stops=stops_at(city, A=0, B=200, C=900, D=400),
        routes="route_id,agency_id,route_short_name,route_type\nR1,X,1,3\nR2,X,2,3",
        trips=trips(*((f"T{number}", "W", str(int(number == 4))) for number in range(1, 5))) + "\nR2,W,T5,0",
        stop_times=times(
            ("T1", "06:59:59", "07:00:00", "07:10:00"),
            ("T2", "12:00:00", "12:10:00", "12:20:00"),
            ("T3", "18:59:59", "19:00:00", "19:10:00"),
        )
        + "\n"
        + times(("T4", "12:00:00", "12:20:00", "12:30:00"), stops="CBA").split("\n", 1)[1]
        + "\n"
        + times(("T5", "15:00:00", "15:10:00", "15:20:00"), stops="ABD").split("\n", 1)[1],
    )
    # A: T2, T3, T5 (T1 departs a second too early, T4 ends here). B: T1, T2, T4, T5 (T3 a second too late). C: T4.
    assert per_day(city, feed) == [(0, pytest.approx(3)), (200, pytest.approx(4)), (900, pytest.approx(1))]


def test_repeated_trips_count_by_their_headway(city, tmp_path):
    frequencies = "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,20:00:00,1200"
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=0, B=200, C=900), frequencies=frequencies)
    assert per_day(city, feed) == [(0, pytest.approx(36)), (200, pytest.approx(36))]


def test_stops_of_several_feeds_stand_side_by_side_and_a_line_counts_once(city, tmp_path):
    stops = stops_at(city, A=0, B=200, C=900)
    first = write_feed(tmp_path / "first.zip", stops=stops)
    again = write_feed(tmp_path / "again.zip", stops=stops + "\n")  # line 1 of the same agency
    agency = "agency_id,agency_name,agency_url,agency_timezone\nY,Others,http://y.example,Asia/Shanghai"
    routes = "route_id,agency_id,route_short_name,route_type\nR1,Y,1,3"
    other = write_feed(tmp_path / "other.zip", stops=stops, agency=agency, routes=routes)
    timed = city.with_timetables([first, again, other], day=DAY)
    assert timed.stop_services["x"].round().tolist() == [0, 200, 0, 200]
    assert timed.stop_services["stop"].tolist() == [0, 1, 2, 3]
    assert (timed.stop_services["departures"] * 12).tolist() == pytest.approx([1, 1, 1, 1])


def test_a_station_of_the_metro_is_entered_where_its_entrances_are(city, tmp_path):
    two = pd.DataFrame({"stop": [0, 0], "x": [150.0, 260.0], "y": [0.0, 0.0]})
    station = make_city(STREET, stops=[(200.0, 0.0, "metro")])
    city = replace(station, stop_points=two)
    routes = "route_id,agency_id,route_short_name,route_type\nR1,X,1,1"
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=900, B=205, C=1500), routes=routes)
    services = city.with_timetables([feed], day=DAY).stop_services
    assert sorted(zip(services["stop"], services["x"].round(), strict=True)) == [(0, 900), (1, 150), (1, 260)]


def test_a_city_keeps_its_services_on_file_and_has_none_without_timetables(city, tmp_path):
    assert len(city.stop_services) == 0
    feed = write_feed(tmp_path / "f.zip", stops=stops_at(city, A=0, B=200, C=900), trips=trips(("T1", "W", "0")))
    timed = city.with_timetables([feed], day=DAY)
    kept = City.open(timed.save(tmp_path / "city.plc"))
    pd.testing.assert_frame_equal(kept.stop_services, timed.stop_services)
    assert len(City.open(city.save(tmp_path / "bare.plc")).stop_services) == 0


@pytest.mark.data
def test_departures_of_las_palmas_are_the_rows_of_its_stop_times(data_dir):
    folder = data_dir / "las_palmas"
    city = City.from_osm(folder / "las_palmas.osm.pbf", boundary=folder / "boundary.geojson").with_timetables(
        folder / "gtfs.zip"
    )
    day = city.timetables["feeds"][0]["day"]
    with zipfile.ZipFile(folder / "gtfs.zip") as archive:
        tables = {
            name: pd.read_csv(archive.open(f"{name}.txt"), dtype=str) for name in ("trips", "stop_times", "stops")
        }
        dates = (
            pd.read_csv(archive.open("calendar_dates.txt"), dtype=str)
            if "calendar_dates.txt" in archive.namelist()
            else None
        )
        calendar = (
            pd.read_csv(archive.open("calendar.txt"), dtype=str) if "calendar.txt" in archive.namelist() else None
        )
    ymd = day.replace("-", "")
    services = set()
    if calendar is not None:
        weekday = date.fromisoformat(day).strftime("%A").lower()
        runs = calendar[(calendar[weekday] == "1") & (calendar["start_date"] <= ymd) & (calendar["end_date"] >= ymd)]
        services |= set(runs["service_id"])
    if dates is not None:
        of_day = dates[dates["date"] == ymd]
        services |= set(of_day["service_id"][of_day["exception_type"] == "1"])
        services -= set(of_day["service_id"][of_day["exception_type"] == "2"])
    running = tables["trips"][tables["trips"]["service_id"].isin(services)]
    calls = tables["stop_times"].merge(running[["trip_id", "route_id", "direction_id"]], on="trip_id")
    last = calls.groupby("trip_id")["stop_sequence"].transform(lambda column: column.astype(int).max())
    calls = calls[calls["stop_sequence"].astype(int) < last]
    clock = calls["departure_time"].str.strip().str.zfill(8)
    calls = calls[(clock >= "07:00:00") & (clock < "19:00:00")]
    calls = calls.drop_duplicates(["route_id", "direction_id", "stop_id", "departure_time"])
    count = calls.groupby("stop_id").size()
    stops = tables["stops"].set_index("stop_id")
    x, y = Transformer.from_crs("EPSG:4326", city.crs, always_xy=True).transform(
        stops["stop_lon"].astype(float).to_numpy(), stops["stop_lat"].astype(float).to_numpy()
    )
    expected = pd.DataFrame({"x": x, "y": y}, index=stops.index).assign(count=count.reindex(stops.index))
    found = city.stop_services.assign(key=lambda one: one["x"].round(3).astype(str) + one["y"].round(3).astype(str))
    expected["key"] = expected["x"].round(3).astype(str) + expected["y"].round(3).astype(str)
    assert len(found) > 500
    both = (
        found.groupby("key")["departures"].sum().mul(12).to_frame("ours").join(expected.groupby("key")["count"].sum())
    )
    assert both["count"].notna().all()
    assert np.allclose(both["ours"], both["count"])
