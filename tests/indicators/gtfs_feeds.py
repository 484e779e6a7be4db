"""Small GTFS feeds, written as the zips that people have."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# 2023-02-20 is a Monday; lon 120, lat 30 is the origin of the made cities.
MONDAY, SATURDAY = "20230220", "20230225"
WEEKDAYS = "1,1,1,1,1,0,0"


def calendar(days: str = WEEKDAYS, *, service: str = "W", first: str = MONDAY, last: str = "20230317") -> str:
    """Return a calendar with one service."""
    header = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
    return f"{header}\n{service},{days},{first},{last}"


def base() -> dict[str, str]:
    """Return the tables of a feed of one bus line from stop A by B to C, with one trip at 08:20."""
    return {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nX,Buses,http://x.example,Asia/Shanghai",
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,X,1,Along,3",
        "trips.txt": "route_id,service_id,trip_id,direction_id\nR1,W,T1,0",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,A,30,120\nB,B,30,120.005\nC,C,30,120.01",
        "stop_times.txt": times(("T1", "08:20:00", "08:25:00", "08:30:00")),
        "calendar.txt": calendar(),
    }


def times(*trips: tuple[str, ...], stops: str = "ABC") -> str:
    """Return stop times of trips: an id, and a departure a stop."""
    rows = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for trip, *clock in trips:
        pairs = zip(clock, stops, strict=True)
        rows += [f"{trip},{time},{time},{stop},{number}" for number, (time, stop) in enumerate(pairs, start=1)]
    return "\n".join(rows)


def trips(*rows: tuple[str, str, str]) -> str:
    """Return trips of route R1: an id, a service and a direction."""
    return "\n".join(["route_id,service_id,trip_id,direction_id", *(f"R1,{s},{t},{d}" for t, s, d in rows)])


def write_feed(path: Path, **changed: str | None) -> Path:
    """Write the base feed with some tables (named without .txt) replaced, added, or left out (None)."""
    tables = base() | {f"{name}.txt": text for name, text in changed.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            if text is not None:
                archive.writestr(name, text + "\n")
    return path
