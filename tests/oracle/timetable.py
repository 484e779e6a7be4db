"""PTAL and departures per hour from their definitions, straight from the tables of GTFS feeds."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyproj
from shapely.geometry import MultiPoint

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from .osmfile import OsmFile
    from .streets import Position, Streets

LIMITS = {"bus": 640.0, "rail": 960.0}
UNRELIABLE = {"bus": 2.0, "rail": 0.75}
KINDS = {"3": "bus", "2": "rail"}  # the route types of the feeds that the tests read
GEOD = pyproj.Geod(ellps="WGS84")


class Timetable:
    """One feed on one day: departures within a window by route, direction and stop."""

    def __init__(self, path: Path, day: date, begin: str, end: str) -> None:
        self._places: dict[str, tuple[float, float]] = {}
        with zipfile.ZipFile(path) as archive:
            self._tables = {name: self._read(archive, name) for name in archive.namelist() if name != "shapes.txt"}
        running = self._running(day)
        trips = self._tables["trips.txt"]
        trips = trips[trips["service_id"].isin(running)].merge(self._tables["routes.txt"], on="route_id")
        times = self._tables["stop_times.txt"].merge(trips, on="trip_id")
        times = times.assign(stop_sequence=times["stop_sequence"].astype(int))
        stops = self._tables["stops.txt"].set_index("stop_id")
        self.at = {row.Index: (float(row.stop_lon), float(row.stop_lat)) for row in stops.itertuples()}
        found: dict[tuple, set[float]] = defaultdict(set)
        first, last = self._seconds(begin), self._seconds(end)
        for _trip, calls in times.sort_values("stop_sequence").groupby("trip_id"):
            clock = self._clock(calls)
            way = self._way(calls)
            route = calls["route_short_name"].iloc[0], KINDS[calls["route_type"].iloc[0]]
            for stop, time in zip(calls["stop_id"].iloc[:-1], clock[:-1], strict=True):
                if first <= time < last:
                    found[(*route, way, stop)].add(round(time, 3))
        hours = (last - first) / 3600
        self.departures = {key: len(times) / hours for key, times in found.items()}

    def places(self, osm: OsmFile) -> dict[str, tuple[float, float]]:
        """Return where the stops are in the city's metres."""
        if not self._places:
            points = osm.project(MultiPoint(list(self.at.values()))).geoms
            self._places = {stop: (point.x, point.y) for stop, point in zip(self.at, points, strict=True)}
        return self._places

    @staticmethod
    def _read(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
        with archive.open(name) as file:
            return pd.read_csv(file, dtype=str, keep_default_na=False, skipinitialspace=True)

    def _running(self, day: date) -> set[str]:
        stamp, name = day.strftime("%Y%m%d"), day.strftime("%A").lower()
        running = set()
        for row in self._tables["calendar.txt"].to_dict("records"):
            if row["start_date"] <= stamp <= row["end_date"] and row[name] == "1":
                running.add(row["service_id"])
        exceptions = self._tables.get("calendar_dates.txt", pd.DataFrame(columns=["date"]))
        for row in exceptions[exceptions["date"] == stamp].to_dict("records"):
            (running.add if row["exception_type"] == "1" else running.discard)(row["service_id"])
        return running

    @staticmethod
    def _seconds(text: str) -> float:
        parts = [int(part) for part in text.split(":")]
        return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)

    def _clock(self, calls: pd.DataFrame) -> list[float]:
        """Return when a trip departs from each stop; between stated times by the distance gone."""
        lon, lat = zip(*(self.at[stop] for stop in calls["stop_id"]), strict=True)
        gone = np.cumsum([0.0, *GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]])
        stated = [number for number, text in enumerate(calls["departure_time"]) if text]
        seconds = [self._seconds(calls["departure_time"].iloc[number]) for number in stated]
        return list(np.interp(gone, gone[stated], seconds)) if len(stated) < len(calls) else seconds

    def _way(self, calls: pd.DataFrame) -> str:
        if "direction_id" in calls:
            return calls["direction_id"].iloc[0]
        (x0, y0), (x1, y1) = self.at[calls["stop_id"].iloc[0]], self.at[calls["stop_id"].iloc[-1]]
        return "north" if abs(y1 - y0) * 1.15 > abs(x1 - x0) and y1 > y0 else "south"


def transit_at(
    origin: Position, streets: Streets, osm: OsmFile, timetables: list[Timetable]
) -> tuple[float, float, int]:
    """Return departures per hour, the PTAL access index, and the number of lines, at a point of the network."""
    reached = streets.distances([origin], cutoff=1200.0)
    nearest: dict[tuple, tuple[float, float]] = {}
    for number, timetable in enumerate(timetables):
        metres = {}
        for (line, kind, way, stop), per_hour in timetable.departures.items():
            if stop not in metres:
                x, y = timetable.places(osm)[stop]
                near = np.hypot(x - origin.x, y - origin.y) <= 1000
                position = streets.attach(x, y) if near else None
                metres[stop] = np.inf if position is None else streets.between(origin, reached, position)
            key = (number, line, kind, way)
            if metres[stop] <= LIMITS[kind] and metres[stop] < nearest.get(key, (np.inf, 0))[0]:
                nearest[key] = metres[stop], per_hour
    often: dict[tuple, float] = {}
    doorstep: dict[tuple, float] = {}
    for (number, line, kind, _way), (walk, per_hour) in nearest.items():
        access = walk / 80 + 30 / per_hour + UNRELIABLE[kind]
        often[number, line, kind] = max(often.get((number, line, kind), 0), per_hour)
        doorstep[number, line, kind] = max(doorstep.get((number, line, kind), 0), 30 / access)
    index = 0.0
    for kind in LIMITS:
        own = sorted((edf for (_n, _l, k), edf in doorstep.items() if k == kind), reverse=True)
        index += (own[0] + sum(own[1:]) / 2) if own else 0.0
    return sum(often.values()), index, len(often)
