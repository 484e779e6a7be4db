"""Lines of a city by timetable: GTFS feeds take the place of the map's lines, a table says what else is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.tags import STOP_MODE_OF_ROUTE
from parklocus.indicators.osm.transit import ENTRANCE_LIMIT
from parklocus.indicators.timetables.gtfs import Feed, clock, read_feed
from parklocus.indicators.timetables.headways import apply_headways

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

DEPARTURES_WINDOW = "08:15-09:15"  # Transport for London, PTAL methodology
_BESIDE = 200.0  # metres beyond the map's edge within which a stop may still stand at one of its streets


def add_timetables(
    city: City,
    feeds: Sequence[str | Path],
    *,
    headways: str | Path | None = None,
    day: date | None = None,
    window: str = DEPARTURES_WINDOW,
) -> City:
    """Return the city with the lines of its timetables: see `City.with_timetables`."""
    seconds = clock(window)
    near = _day_of(city.origin.get("snapshot"))
    read = [read_feed(path, seconds, day=day, near=near) for path in feeds]
    _refuse_twice(read)
    facts: dict[str, Any] = {"window": window, "feeds": []} if read else {}
    if read:
        city = _with_feeds(city, read, facts)
    if headways is not None:
        lines, line_stops, facts["headways"] = apply_headways(city, headways)
        city = replace(city, lines=lines, line_stops=line_stops)
    known = city.lines["departures_from"].replace("", "assumed").value_counts(sort=False)
    facts["lines"] = {str(source): int(count) for source, count in known.items()}
    return replace(city, timetables=facts)


def _day_of(snapshot: object) -> date | None:
    try:
        return date.fromisoformat(str(snapshot)[:10])
    except ValueError:
        return None


def _refuse_twice(feeds: Sequence[Feed]) -> None:
    seen: dict[str, str] = {}
    for feed in feeds:
        if feed.sha256 in seen:
            message = _("The timetables {first} and {second} are one and the same file; give it once.")
            raise InputError(message.format(first=seen[feed.sha256], second=feed.file))
        seen[feed.sha256] = feed.file


def _with_feeds(city: City, feeds: Sequence[Feed], facts: dict[str, Any]) -> City:
    project = pyproj.Transformer.from_crs("EPSG:4326", city.crs, always_xy=True).transform
    lines: list[pd.DataFrame] = []
    stops: list[pd.DataFrame] = []
    services: list[pd.DataFrame] = []
    taken: set[str] = set()
    for feed in feeds:
        placed = _placed(city, feed, project, taken)
        facts["feeds"].append(placed.facts)
        taken.update(placed.lines["key"])
        lines.append(placed.lines)
        stops.append(placed.line_stops)
        services.append(placed.services)
    ours = pd.concat(lines, ignore_index=True)
    modes = {STOP_MODE_OF_ROUTE[mode] for mode in ours["mode"]}
    replaced = city.lines["mode"].map(STOP_MODE_OF_ROUTE).isin(modes)
    facts["replaced"] = {
        str(mode): int(count) for mode, count in city.lines["mode"][replaced].value_counts(sort=False).items()
    }
    kept = city.lines[~replaced]
    table = pd.concat([kept, ours.assign(inferred=False, departures_from="timetable")], ignore_index=True)
    number = dict(zip(kept["line"], range(len(kept)), strict=True))
    of_map = city.line_stops[city.line_stops["line"].isin(kept["line"])]
    of_map = of_map.assign(line=of_map["line"].map(number).astype(int))
    key_number = dict(zip(ours["key"], range(len(kept), len(table)), strict=True))
    of_feeds = pd.concat(stops, ignore_index=True)
    of_feeds.insert(0, "line", of_feeds["key"].map(key_number).astype(int))
    # Stops of one line and direction stand together: the bounded pass relies on it.
    of_feeds = of_feeds.drop(columns="key").sort_values(["line", "direction"], kind="stable")
    line_stops = of_feeds if of_map.empty else pd.concat([of_map, of_feeds])
    table = table.drop(columns="key").assign(line=range(len(table)))
    columns = [*city.lines.columns]
    types = city.lines.dtypes.to_dict() if len(city.lines) else {}
    return replace(
        city,
        lines=table[columns].astype({**types, "inferred": bool}),
        line_stops=line_stops[[*city.line_stops.columns]].reset_index(drop=True),
        stop_services=_numbered(services),
        has_routes=True,
    )


@dataclass(frozen=True)
class _Placed:
    """What a feed holds of the city: its lines, where they stop, how often what departs from each stop, and facts."""

    lines: pd.DataFrame
    line_stops: pd.DataFrame
    services: pd.DataFrame
    facts: dict[str, Any]


def _placed(city: City, feed: Feed, project: Any, taken: set[str]) -> _Placed:
    """Return what of a feed lies in the city and stands in no feed before."""
    x, y = project(feed.stops["lon"].to_numpy(), feed.stops["lat"].to_numpy())
    points = shapely.points(np.column_stack([x, y]))
    area = shapely.buffer(city.extent, _BESIDE)
    shapely.prepare(area)
    inside = shapely.contains(area, points)
    if not inside.any():
        message = _("No stop of the timetable {file} lies within the map; is it of another city?")
        raise InputError(message.format(file=feed.file))
    stops = feed.stops.assign(x=x, y=y)[inside]
    calls = feed.calls[feed.calls["stop"].isin(stops["stop"])]
    served = feed.lines["key"].isin(calls["key"])
    again = feed.lines["key"].isin(taken)
    lines = feed.lines[served & ~again].reset_index(drop=True)
    calls = calls.merge(lines[["key", "mode"]], on="key").merge(stops[["stop", "station", "x", "y"]], on="stop")
    at = _entered(city, calls, feed, project)[["key", "direction", "x", "y", "departures"]]
    daytime = feed.daytime.merge(lines[["key", "mode"]], on="key").merge(
        stops[["stop", "station", "x", "y"]], on="stop"
    )
    by_stop = daytime.groupby("stop", as_index=False, sort=True)
    each = by_stop.agg({"departures": "sum", "station": "first", "x": "first", "y": "first"})
    metro = each["stop"].isin(daytime["stop"][daytime["mode"] == "subway"])
    services = _entered(city, each.assign(mode=np.where(metro, "subway", "")), feed, project)
    fact = {
        "file": feed.file,
        "sha256": feed.sha256,
        "day": feed.day.isoformat(),
        "lines": len(lines),
        "lines_of_an_earlier_feed": int((served & again).sum()),
        "stops": int(inside.sum()),
        "stops_outside": int((~inside).sum()),
        "routes_of_other_modes": feed.other_routes,
        "calls_without_time": feed.untimed,
    }
    return _Placed(lines, at, services[["stop", "x", "y", "departures"]], fact)


def _numbered(services: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the stops of all feeds with a number each: ids are a feed's own."""
    table = pd.concat(services, keys=range(len(services)), names=["feed"]).reset_index("feed")
    number = table.groupby(["feed", "stop"], sort=False).ngroup()
    return table.assign(stop=number)[["stop", "x", "y", "departures"]].reset_index(drop=True)


def _entered(city: City, calls: pd.DataFrame, feed: Feed, project: Any) -> pd.DataFrame:
    """Return calls where passengers enter: those of the metro at entrances, all others where they stand."""
    metro = calls["mode"] == "subway"
    entered = [calls[~metro], _at_entrances(city, calls[metro], feed, project)] if metro.any() else [calls]
    return pd.concat(entered, ignore_index=True)


def _at_entrances(city: City, calls: pd.DataFrame, feed: Feed, project: Any) -> pd.DataFrame:
    """Return calls of the metro where passengers enter: the feed's entrances, else the map's nearby, else the stop."""
    x, y = project(feed.entrances["lon"].to_numpy(), feed.entrances["lat"].to_numpy())
    of_feed = feed.entrances.assign(x=x, y=y).groupby("station")[["x", "y"]]
    by_station = {station: part.to_numpy() for station, part in of_feed}
    metro = np.flatnonzero(city.stops["mode"] == "metro")
    of_map = city.stop_points[city.stop_points["stop"].isin(metro)]
    middle = np.column_stack([city.stops.geometry.x, city.stops.geometry.y])[metro].reshape(-1, 2)
    entrances: dict[tuple[str, float, float], NDArray[np.float64]] = {}
    for station, at_x, at_y in calls[["station", "x", "y"]].drop_duplicates().itertuples(index=False):
        here = np.array([[at_x, at_y]])
        found = by_station.get(station)
        distance = np.hypot(*(middle - here).T)
        if found is None and len(distance) and distance.min() <= ENTRANCE_LIMIT:
            nearest = metro[distance.argmin()]
            found = of_map.loc[of_map["stop"] == nearest, ["x", "y"]].to_numpy()
        entrances[station, at_x, at_y] = here if found is None or not len(found) else found
    places = list(zip(calls["station"], calls["x"], calls["y"], strict=True))
    repeated = calls.loc[calls.index.repeat([len(entrances[place]) for place in places])]
    xy = np.vstack([entrances[place] for place in places])
    return repeated.assign(x=xy[:, 0], y=xy[:, 1])


def timetable_notes(city: City) -> list[str]:
    """Return what a reader should know of a city's timetables, in the language now in use."""
    facts = city.timetables
    notes: list[str] = []
    for feed in facts.get("feeds", ()):
        message = _(
            "{file}: departures of {day}, {window}; lines: {lines}, stops in the area of the map: {stops}, outside "
            "it: {outside}."
        )
        numbers = {"lines": feed["lines"], "stops": feed["stops"], "outside": feed["stops_outside"]}
        notes.append(message.format(file=feed["file"], day=feed["day"], window=facts["window"], **numbers))
        for key, message in (
            (
                "lines_of_an_earlier_feed",
                _("{file}: lines of an earlier timetable, which count once: {count}."),
            ),
            (
                "routes_of_other_modes",
                _("{file}: routes of other kinds (such as cable cars), left out: {count}."),
            ),
            ("calls_without_time", _("{file}: calls at no time that could be known, left out: {count}.")),
        ):
            if feed[key]:
                notes.append(message.format(file=feed["file"], count=feed[key]))
    if facts.get("replaced"):
        counts = ", ".join(f"{mode} {count}" for mode, count in facts["replaced"].items())
        message = _(
            "Where timetables hold lines of a mode, they replace the map's lines of that mode, so that none counts "
            "twice; left out: {counts}. Lines of operators without a timetable are therefore missing."
        )
        notes.append(message.format(counts=counts))
    table = facts.get("headways")
    if table:
        message = _("{file}: lines whose headways are used: {lines}.")
        notes.append(message.format(file=table["file"], lines=table["lines"]))
        for key, message in (
            ("unknown", _("{file}: no such line in the area of the map: {names}.")),
            ("known", _("{file}: not used, as timetables or the map say how often they run: {names}.")),
        ):
            if table[key]:
                notes.append(message.format(file=table["file"], names=", ".join(table[key])))
    return notes


def departure_sources(city: City, assumed: str) -> dict[str, str]:
    """Return in English and Chinese where the departures per hour come from.

    Parameters
    ----------
    city : City
        The city, with or without timetables.
    assumed : str
        The departures assumed by mode, as text; empty when all departures are known.
    """
    count = city.lines["departures_from"].value_counts()
    window = city.timetables.get("window", "")
    en = {
        "timetable": "from timetables ({days}, {window})",
        "interval": "from interval tags of the map",
        "table": "from the user's table",
    }
    zh = {
        "timetable": "条来自时刻表（{days}，{window}）",
        "interval": "条来自地图的 interval 标签",
        "table": "条来自用户的表格",
    }
    days = ", ".join(dict.fromkeys(feed["day"] for feed in city.timetables.get("feeds", ())))
    known = {source: int(count.get(source, 0)) for source in en if count.get(source, 0)}
    total, rest = len(city.lines), len(city.lines) - sum(known.values())
    parts_en = [f"{n} {en[source].format(days=days, window=window)}" for source, n in known.items()]
    parts_zh = [f"{n} {zh[source].format(days=days, window=window)}" for source, n in known.items()]
    text_en = f"Departures per hour are known for {sum(known.values())} of {total} lines ({', '.join(parts_en)})"
    text_zh = f"{total} 条线路中有 {sum(known.values())} 条的每小时班次已知（{'，'.join(parts_zh)}）"
    if not rest:
        return {"en": f"{text_en}.", "zh": f"{text_zh}。"}
    return {
        "en": f"{text_en}; for the other {rest} they are assumed by mode: {assumed}.",
        "zh": f"{text_zh}；其余 {rest} 条按交通方式假定：{assumed}。",
    }
