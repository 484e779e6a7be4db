"""Timetables: departures per hour by line, direction and stop, read from a GTFS feed.

gtfs-kit reads the tables and resolves the calendars and their exceptions into the services of a day.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from statistics import median_low
from typing import Any

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.timetables.calls import DAY, TimedCalls

# Columns without which departures cannot be counted, by table.
REQUIRED: dict[str, tuple[str, ...]] = {
    "routes.txt": ("route_id", "route_type"),
    "trips.txt": ("route_id", "service_id", "trip_id"),
    "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
    "stop_times.txt": ("trip_id", "stop_id", "stop_sequence", "departure_time"),
}
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_IDS = {"route_id", "trip_id", "service_id", "stop_id"}
_OPTIONAL: dict[str, tuple[str, ...]] = {
    "agency.txt": (),
    "calendar.txt": ("service_id", *_DAY_NAMES, "start_date", "end_date"),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
}
_TIME = r"\s*\d{1,3}:[0-5]\d:[0-5]\d\s*"
_PATTERNS = {
    "routes.txt": {"route_type": r"\d+"},
    "stop_times.txt": {"departure_time": _TIME, "arrival_time": _TIME, "stop_sequence": r"\d+"},
    "calendar.txt": {**dict.fromkeys(_DAY_NAMES, "[01]"), "start_date": r"\d{8}", "end_date": r"\d{8}"},
    "calendar_dates.txt": {"date": r"\d{8}", "exception_type": "[12]"},
    "frequencies.txt": {"start_time": _TIME, "end_time": _TIME, "headway_secs": r"0*[1-9]\d*"},
}
_MAY_BE_EMPTY = {"departure_time", "arrival_time"}
DAYTIME = (7 * 3600, 19 * 3600)  # the hours in which a stop's service counts: Boeing et al. 2022
_WEEKDAYS_LOOKED_AT = 60  # around the day of the map: 12 weeks tell a typical day from holidays

# Route types of GTFS and of its extension: first and last of a range, and the route mode.
_MODES = (
    (0, 0, "tram"), (1, 1, "subway"), (2, 2, "train"), (3, 3, "bus"), (4, 4, "ferry"), (5, 5, "tram"),
    (11, 11, "trolleybus"), (12, 12, "light_rail"), (100, 117, "train"), (200, 209, "bus"), (400, 404, "subway"),
    (405, 405, "light_rail"), (500, 699, "subway"), (700, 716, "bus"), (800, 800, "trolleybus"), (900, 906, "tram"),
    (1000, 1099, "ferry"), (1200, 1200, "ferry"),
)  # fmt: skip


@dataclass(frozen=True)
class Feed:
    """What one feed says of one day.

    Attributes
    ----------
    file, sha256 : str
        Which file it is.
    day : datetime.date
        The day whose departures were counted.
    lines : pandas.DataFrame
        ``key, mode, ref, network, name``, a row a line: routes of one agency, mode and short name are one line.
    stops : pandas.DataFrame
        ``stop, name, lon, lat, station``: the stops called at; `station` is the parent, or the stop itself.
    entrances : pandas.DataFrame
        ``station, lon, lat``: where the feed says that stations are entered.
    calls : pandas.DataFrame
        ``key, direction, stop, departures``: departures per hour within the window, 0 where the line calls at
        other times of the day.
    daytime : pandas.DataFrame
        The same within `DAYTIME`.
    other_routes : int
        Routes of types that are none of our modes, left out.
    untimed : int
        Calls whose time the feed does not give and that lie between no two that it gives, left out.
    """

    file: str
    sha256: str
    day: date
    lines: pd.DataFrame
    stops: pd.DataFrame
    entrances: pd.DataFrame
    calls: pd.DataFrame
    daytime: pd.DataFrame
    other_routes: int
    untimed: int


def read_feed(path: str | Path, window: tuple[int, int], *, day: date | None = None, near: date | None = None) -> Feed:
    """Read a GTFS zip and count the departures of a day.

    Parameters
    ----------
    path : str or Path
        The zip.
    window : tuple of int
        Seconds after midnight at which the window begins and ends.
    day : datetime.date, optional
        The day; a typical weekday when None: of Mondays to Fridays with service, one with the median number of trips.
    near : datetime.date, optional
        The weekdays nearest to this date are looked at, 60 with service; without it, or where the feed is not
        valid then, those in the middle of its validity. Of several typical ones the nearest is taken.

    Raises
    ------
    InputError
        No zip, a table or column missing, a value that cannot be read, no service on the day or on any weekday.
    """
    file = Path(path)
    if file.is_dir():
        raise InputError(_("{file} is a folder: pack the tables in it into a zip, and name that.").format(file=file))
    if not file.is_file():
        raise InputError(_("There is no timetable file {file}.").format(file=file))
    gtfs_kit = _gtfs_kit()
    with tempfile.TemporaryDirectory(prefix="parklocus-") as folder:
        _unpack(file, Path(folder))
        tables, services = _load(gtfs_kit, file, Path(folder))
    chosen = _choose_day(file, services, tables["trips.txt"], day, near)
    lines, other = _lines(tables, file)
    trips = tables["trips.txt"].merge(lines[["route_id", "key"]], on="route_id")
    running = {back: trips[trips["service_id"].isin(services.on(chosen - timedelta(days=back)))] for back in range(3)}
    stops = _stops(tables["stops.txt"], file)
    timed = TimedCalls.of(running, tables["stop_times.txt"], tables["frequencies.txt"], stops)
    calls, daytime = timed.per_hour(window), timed.per_hour(DAYTIME)
    located = stops["lon"].notna()
    if not (calls["departures"] > 0).any():
        message = _(
            "{file} has no departure between {begin} and {end} on {day}: it may cover other hours; choose another "
            "window or day, or leave the file out."
        )
        begin, end = (f"{second // 3600:02d}:{second % 3600 // 60:02d}" for second in window)
        raise InputError(message.format(file=file.name, begin=begin, end=end, day=chosen))
    lost = calls[~calls["stop"].isin(stops["stop"][located])]
    if len(lost):
        message = _("{file}: stops.txt has no coordinates for the stop “{stop}”, which stop_times.txt names; add them.")
        raise InputError(message.format(file=file.name, stop=lost["stop"].iloc[0]))
    entrances = stops[(stops["kind"] == "2") & (stops["station"] != stops["stop"]) & located]
    used = lines[lines["key"].isin(calls["key"])].drop_duplicates("key")
    return Feed(
        file=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        day=chosen,
        lines=used[["key", "mode", "ref", "network", "name"]].reset_index(drop=True),
        stops=stops[stops["stop"].isin(calls["stop"])].drop(columns="kind").reset_index(drop=True),
        entrances=entrances[["station", "lon", "lat"]].reset_index(drop=True),
        calls=calls,
        daytime=daytime,
        other_routes=other,
        untimed=timed.untimed,
    )


def _unpack(file: Path, folder: Path) -> None:
    """Write the tables that are needed to a folder; shapes and fares are large and stay packed."""
    try:
        with zipfile.ZipFile(file) as archive:
            names: dict[str, str] = {}
            for name in sorted(archive.namelist(), key=lambda name: name.count("/")):
                names.setdefault(PurePosixPath(name).name, name)
            present = {table: name for table, name in names.items() if table in REQUIRED or table in _OPTIONAL}
            lacking = [table for table in REQUIRED if table not in present]
            if not lacking and not present.keys() & {"calendar.txt", "calendar_dates.txt"}:
                lacking = ["calendar.txt"]
            if lacking:
                message = _("{file} is no GTFS timetable: it lacks {tables}.")
                raise InputError(message.format(file=file.name, tables=", ".join(lacking)))
            for table, name in present.items():
                own = folder / table  # a folder a table, so that what cannot be read is told by name
                own.mkdir()
                (own / table).write_bytes(archive.read(name))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        message = _("{file} is no zip or is damaged; a GTFS timetable is a zip of text tables.")
        raise InputError(message.format(file=file.name)) from error


def _gtfs_kit() -> Any:
    try:
        import gtfs_kit  # noqa: PLC0415 - loaded only where there is a timetable to read
    except ImportError as error:
        message = _(
            "Timetables need the package gtfs-kit, which is not installed; install it where Park Locus runs: "
            "python -m pip install gtfs-kit."
        )
        raise InputError(message) from error
    return gtfs_kit


class _Services:
    """The services of each day."""

    def __init__(self, feed: Any, first: date, last: date) -> None:
        self._feed = feed
        self.first, self.last = first, last
        self._known: dict[date, frozenset[str]] = {}

    def on(self, day: date) -> frozenset[str]:
        """Return the services that run on a day."""
        if day not in self._known:
            self._known[day] = frozenset(self._feed.get_active_services(f"{day:%Y%m%d}"))
        return self._known[day]


def _load(gtfs_kit: Any, file: Path, folder: Path) -> tuple[dict[str, pd.DataFrame], _Services]:
    tables: dict[str, pd.DataFrame] = {}
    for name, columns in (REQUIRED | _OPTIONAL).items():
        table = _read(gtfs_kit, file, folder / name) if (folder / name).is_dir() else None
        lacking = [column for column in columns if table is not None and column not in table.columns]
        if table is None and name in REQUIRED:
            raise InputError(_("{file}: {table} has no rows.").format(file=file.name, table=name))
        if lacking:
            message = _("{file}: {table} has no column {columns}.")
            raise InputError(message.format(file=file.name, table=name, columns=", ".join(lacking)))
        tables[name] = pd.DataFrame(columns=list(columns), dtype=object) if table is None else _texts(table)
        if name == "stop_times.txt":
            tables[name] = _at_stops(tables[name])
        for column in tables[name].columns:
            pattern = _PATTERNS.get(name, {}).get(column) or (".+" if column in columns and column in _IDS else None)
            if pattern:
                _check(tables[name][column], pattern, f"{file.name}: {name}")
    calendars = {name: _calendar(tables[f"{name}.txt"]) for name in ("calendar", "calendar_dates")}
    try:
        feed = gtfs_kit.Feed(dist_units="km", **calendars)
        days = feed.get_dates(as_date_obj=True)
    except ValueError as error:  # a day such as 20230231
        message = _("{file}: the calendar holds a day that does not exist ({reason}).")
        raise InputError(message.format(file=file.name, reason=str(error).rstrip("."))) from error
    if not days:
        raise InputError(_("{file}: the calendar has no rows.").format(file=file.name))
    return tables, _Services(feed, days[0], days[-1])


def _read(gtfs_kit: Any, file: Path, folder: Path) -> pd.DataFrame | None:
    """Return the one table of a folder, None where it has no rows."""
    try:
        table: pd.DataFrame | None = getattr(gtfs_kit.read_feed(folder, dist_units="km"), Path(folder.name).stem)
    except (ValueError, TypeError) as error:  # a broken table, a text in another encoding, a word for a number
        message = _("{file}: {table} cannot be read as a table ({reason}).")
        reason = " ".join(str(error).split()).rstrip(".")
        raise InputError(message.format(file=file.name, table=folder.name, reason=reason)) from error
    return table


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as texts without the spaces around them, empty where a value is missing."""
    texts = {}
    for column in table.columns:
        code, different = pd.factorize(table[column])  # few values stand in many rows; -1 is a missing one
        texts[column] = np.array([*(str(value).strip() for value in different), ""], dtype=object)[code]
    return pd.DataFrame(texts, index=table.index)


def _at_stops(stop_times: pd.DataFrame) -> pd.DataFrame:
    """Return the calls at stops: those on demand, somewhere in an area, have none (GTFS-Flex)."""
    on_demand = (_filled(stop_times, "location_id") != "") | (_filled(stop_times, "location_group_id") != "")
    return stop_times[~on_demand | (stop_times["stop_id"] != "")]


def _calendar(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return a calendar as gtfs-kit compares it: days of the week as numbers, dates as texts."""
    numbers = [column for column in (*_DAY_NAMES, "exception_type") if column in table.columns]
    return table.astype(dict.fromkeys(numbers, int)) if len(table) else None


def _check(values: pd.Series, pattern: str, where: str) -> None:
    """Refuse the first value that is not of the pattern, naming its row."""
    different = values.drop_duplicates()
    right = different.str.fullmatch(pattern)
    if values.name in _MAY_BE_EMPTY:
        right |= different == ""
    if not right.all():
        row = different.index[~right.to_numpy(dtype=bool)][0]
        message = _("{where}, row {row}: {column} is “{value}”, which cannot be read; mend the timetable.")
        raise InputError(message.format(where=where, row=row + 2, column=values.name, value=values[row]))


def _choose_day(file: Path, services: _Services, trips: pd.DataFrame, day: date | None, near: date | None) -> date:
    per_service = Counter(trips["service_id"])

    def count(one: date) -> int:
        return sum(per_service[service] for service in services.on(one))

    if day is not None:
        if not count(day):
            message = _("{file} has no service on {day}; its calendar runs from {first} to {last}.")
            raise InputError(message.format(file=file.name, day=day, first=services.first, last=services.last))
        return day
    length = (services.last - services.first).days + 1
    is_valid = near is not None and services.first <= near <= services.last
    centre = near if near is not None and is_valid else services.first + timedelta(days=length // 2)
    days = (services.first + timedelta(days=number) for number in range(length))
    weekdays = sorted((one for one in days if one.weekday() < 5), key=lambda one: abs(one - centre))
    served: dict[date, int] = {}
    for one in weekdays:
        if trips_of_day := count(one):
            served[one] = trips_of_day
        if len(served) == _WEEKDAYS_LOOKED_AT:
            break
    if not served:
        message = _("{file} has no service on any weekday; give a timetable that is valid, or name the day.")
        raise InputError(message.format(file=file.name))
    typical = median_low(served.values())
    return next(one for one, trips_of_day in served.items() if trips_of_day == typical)


def _lines(tables: dict[str, pd.DataFrame], file: Path) -> tuple[pd.DataFrame, int]:
    """Return a row a route with the line it belongs to, and the number of routes of other modes."""
    routes, agency = tables["routes.txt"], tables["agency.txt"]
    number = routes["route_type"].astype(int)
    mode = pd.Series("", index=routes.index, dtype=object)
    for first, last, name in _MODES:
        mode[(number >= first) & (number <= last)] = name
    network = pd.Series("", index=routes.index, dtype=object)
    if "agency_name" in agency and len(agency):
        if len(agency) == 1:
            network[:] = _filled(agency, "agency_name").iloc[0]
        elif "agency_id" in agency:
            names = dict(zip(_filled(agency, "agency_id"), _filled(agency, "agency_name"), strict=True))
            network = _filled(routes, "agency_id").map(names).fillna("")
    ref, identifier = _filled(routes, "route_short_name"), routes["route_id"]
    named = (ref != "") & (network != "")
    # Without a name of its own a line is known within its file only.
    alone = file.name + "\t" + mode + "\t" + ref.where(ref != "", "\t" + identifier)
    lines = pd.DataFrame(
        {
            "route_id": identifier,
            "key": (network + "\t" + mode + "\t" + ref).where(named, alone),
            "mode": mode,
            "ref": ref,
            "network": network,
            "name": _filled(routes, "route_long_name"),
        }
    )
    return lines[mode != ""].drop_duplicates("route_id"), int((mode == "").sum())


def _stops(table: pd.DataFrame, file: Path) -> pd.DataFrame:
    stops = pd.DataFrame({"stop": table["stop_id"], "name": _filled(table, "stop_name")})
    for column, source, limit in (("lon", "stop_lon", 180.0), ("lat", "stop_lat", 90.0)):
        stops[column] = pd.to_numeric(table[source].where(table[source] != "")).astype(float)
        wrong = np.flatnonzero(stops[column].abs() > limit)
        if len(wrong):
            message = _("{file}: stops.txt, row {row}: {column} is {value}, which is no degree on Earth.")
            value = table[source].iloc[wrong[0]]
            raise InputError(message.format(file=file.name, row=wrong[0] + 2, column=source, value=value))
    parent = _filled(table, "parent_station")
    stops["station"] = parent.where(parent != "", stops["stop"])
    stops["kind"] = _filled(table, "location_type")
    return stops.drop_duplicates("stop")


def _filled(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of texts, empty where the table lacks it."""
    return table[column].str.strip() if column in table.columns else pd.Series("", index=table.index, dtype=object)


def clock(text: str) -> tuple[int, int]:
    """Return the seconds after midnight of a window such as ``08:15-09:15``.

    Raises
    ------
    InputError
        It is no two times of a day, one before the other.

    Examples
    --------
    >>> clock("08:15-09:15")
    (29700, 33300)
    """
    try:
        first, last = ([int(part) for part in time.split(":")] for time in text.split("-"))
        window = first[0] * 3600 + first[1] * 60, last[0] * 3600 + last[1] * 60
        right = len(first) == len(last) == 2 and max(first[1], last[1]) < 60 and 0 <= window[0] < window[1] <= DAY
    except (ValueError, IndexError):
        right = False
    if not right:
        raise InputError(_("The window “{text}” is no time of day; give it as 08:15-09:15.").format(text=text))
    return window
