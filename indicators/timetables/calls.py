"""The calls of a GTFS feed: when lines stop where, and how many departures that is per hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DAY = 86_400  # seconds


@dataclass(frozen=True)
class TimedCalls:
    """The calls of a day's trips with their times, ready to be counted in any window.

    Attributes
    ----------
    running : mapping of pandas.DataFrame
        By days back, the trips of that day's services.
    times : pandas.DataFrame
        ``trip_id, key, direction, stop, time, first``: calls where passengers may board and the trip goes on.
    frequencies : pandas.DataFrame
        The feed's table, as texts.
    untimed : int
        Calls left out because no time is known.
    """

    running: Mapping[int, pd.DataFrame]
    times: pd.DataFrame
    frequencies: pd.DataFrame
    untimed: int

    @classmethod
    def of(
        cls,
        running: Mapping[int, pd.DataFrame],
        stop_times: pd.DataFrame,
        frequencies: pd.DataFrame,
        stops: pd.DataFrame,
    ) -> TimedCalls:
        """Put the calls in order and give each its time.

        Parameters
        ----------
        running : mapping of pandas.DataFrame
            By days back, the trips (``key, trip_id``, perhaps ``direction_id``) of that day's services: yesterday's run
            past midnight into today.
        stop_times, frequencies : pandas.DataFrame
            The feed's tables, as texts.
        stops : pandas.DataFrame
            ``stop, lon, lat``.
        """
        trips = pd.concat(running.values()).drop_duplicates("trip_id")
        times = _timed(stop_times[stop_times["trip_id"].isin(trips["trip_id"])], stops)
        trips = trips.assign(direction=_directions(trips, times))
        goes_on = times["trip_id"].to_numpy()[:-1] == times["trip_id"].to_numpy()[1:]
        boards = np.append(goes_on, False) if len(times) else np.empty(0, dtype=bool)
        times = times[boards & times["boards"].to_numpy()]
        untimed = int(times["time"].isna().sum())
        times = times.dropna(subset="time").merge(trips[["trip_id", "key", "direction"]], on="trip_id")
        return cls(running, times, frequencies, untimed)

    def per_hour(self, window: tuple[int, int]) -> pd.DataFrame:
        """Count departures per hour by line, direction and stop.

        Departures of one line, direction and stop at one second count once, as feeds list trips twice. Trips of
        `frequencies` repeat: where the feed does not say that the times are exact, the share of the window over the
        headway counts.

        Parameters
        ----------
        window : tuple of int
            Seconds after midnight.

        Returns
        -------
        pandas.DataFrame
            ``key, direction, stop, departures``; 0 where the line calls at other times of the day.
        """
        times, frequencies = self.times, self.frequencies
        repeats = (
            times["trip_id"].isin(frequencies["trip_id"]) if len(frequencies) else pd.Series(False, index=times.index)
        )
        by = ["key", "direction", "stop"]
        counted = []
        for back, active in self.running.items():
            begin, end = window[0] + back * DAY, window[1] + back * DAY
            own = times["trip_id"].isin(active["trip_id"])
            fixed = times[own & ~repeats]
            within = fixed["time"].between(begin, end, inclusive="left")
            day = fixed if back == 0 else fixed[within]
            counted.append(day[by].assign(at=day["time"] - back * DAY, departures=within[day.index].astype(float)))
            if repeats.any():
                again = _repeated(times[own & repeats], frequencies, begin, end)
                again = again if back == 0 else again[again["departures"] > 0]
                counted.append(again[[*by, "departures"]].assign(at=np.nan))
        calls = pd.concat(counted)
        once = calls["at"].isna() | ~calls.duplicated([*by, "at"])
        hours = (window[1] - window[0]) / 3600
        return (calls[once].groupby(by, sort=True)["departures"].sum() / hours).reset_index()


def _timed(stop_times: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Return ``trip_id, stop, time, first, boards, lon, lat`` in the order of the trips; missing times interpolated.

    Between two calls with times the others are spread by the straight lines from stop to stop; the feed's own
    distances are not used, as few feeds have them.
    """
    departs = _seconds(stop_times["departure_time"])
    if "arrival_time" in stop_times:
        departs = np.where(np.isnan(departs), _seconds(stop_times["arrival_time"]), departs)
    table = pd.DataFrame(
        {
            "trip_id": stop_times["trip_id"],
            "stop": stop_times["stop_id"],
            "sequence": stop_times["stop_sequence"].astype(int),
            "time": departs,
            "boards": stop_times["pickup_type"].ne("1") if "pickup_type" in stop_times else True,
        }
    )
    order = np.lexsort((table["sequence"].to_numpy(), pd.factorize(table["trip_id"])[0]))
    table = table.iloc[order].reset_index(drop=True)
    place = stops.set_index("stop").reindex(table["stop"])
    table["lon"], table["lat"] = place["lon"].to_numpy(), place["lat"].to_numpy()
    trip = pd.factorize(table["trip_id"])[0]
    table["time"] = _interpolated(table["time"].to_numpy(), trip, _metres_along(table, trip))
    table["first"] = table.groupby(trip)["time"].transform("min")
    return table


def _seconds(texts: pd.Series) -> NDArray[np.float64]:
    """Return ``H:MM:SS`` as seconds, NaN where empty; hours may pass 24."""
    code, different = pd.factorize(texts)
    seconds = np.full(len(different), np.nan)
    for number, text in enumerate(different):
        if text:
            hours, minutes, rest = text.split(":")
            seconds[number] = int(hours) * 3600 + int(minutes) * 60 + int(rest)
    return seconds[code] if len(different) else np.empty(0)


def _metres_along(table: pd.DataFrame, trip: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return metres along each trip's stops, growing from trip to trip too; a stop without place adds nothing."""
    lon, lat = np.radians(table["lon"].to_numpy()), np.radians(table["lat"].to_numpy())
    east, north = np.diff(lon) * np.cos((lat[1:] + lat[:-1]) / 2), np.diff(lat)
    step = 6_371_000 * np.hypot(east, north)
    step = np.where(np.isnan(step) | (np.diff(trip) != 0), 0.0, step)
    return np.append(0.0, np.cumsum(step + 1e-3)) if len(table) else np.empty(0)


def _interpolated(
    time: NDArray[np.float64], trip: NDArray[np.int64], along: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fill times between known ones of the same trip, in proportion to the metres between."""
    missing = np.flatnonzero(np.isnan(time))
    known = np.flatnonzero(~np.isnan(time))
    filled = time.copy()
    if not len(missing) or not len(known):
        return filled
    after = np.searchsorted(known, missing)
    inside = (after > 0) & (after < len(known))
    missing, after = missing[inside], after[inside]
    before, following = known[after - 1], known[after]
    same = (trip[before] == trip[missing]) & (trip[following] == trip[missing])
    missing, before, following = missing[same], before[same], following[same]
    share = (along[missing] - along[before]) / (along[following] - along[before])
    filled[missing] = time[before] + share * (time[following] - time[before])
    return filled


def _directions(trips: pd.DataFrame, times: pd.DataFrame) -> NDArray[np.int64]:
    """Return each trip's direction: the feed's, else by whether it goes the way of its line's longest trip."""
    ends = times.dropna(subset=["lon", "lat"]).groupby("trip_id")[["lon", "lat"]].agg(["first", "last"])
    ends = ends.reindex(trips["trip_id"])
    east = (ends["lon", "last"] - ends["lon", "first"]).to_numpy() * np.cos(np.radians(ends["lat", "first"].to_numpy()))
    north = (ends["lat", "last"] - ends["lat", "first"]).to_numpy()
    way = pd.DataFrame({"key": trips["key"].to_numpy(), "east": east, "north": north}).fillna({"east": 0, "north": 0})
    way["length"] = np.hypot(way["east"], way["north"])
    longest = way.sort_values(["key", "length"], kind="stable").groupby("key").tail(1).set_index("key")
    reference = longest.loc[way["key"]]
    along = (
        way["east"].to_numpy() * reference["east"].to_numpy() + way["north"].to_numpy() * reference["north"].to_numpy()
    )
    derived = (along < 0).astype(np.int64)
    if "direction_id" not in trips:
        return derived
    said = trips["direction_id"].to_numpy(dtype=object)
    return np.where(said == "1", 1, np.where(said == "0", 0, derived)).astype(np.int64)


def _repeated(times: pd.DataFrame, frequencies: pd.DataFrame, begin: float, end: float) -> pd.DataFrame:
    """Return the calls of trips that repeat, with the departures that fall into a window."""
    spans = pd.DataFrame(
        {
            "trip_id": frequencies["trip_id"],
            "from": _seconds(frequencies["start_time"]),
            "until": _seconds(frequencies["end_time"]),
            "headway": frequencies["headway_secs"].astype(float),
            "exact": frequencies["exact_times"].eq("1") if "exact_times" in frequencies else False,
        }
    )
    calls = times.merge(spans, on="trip_id")
    later = calls["time"] - calls["first"]  # a run reaches the stop this much after it set out
    low = np.maximum(calls["from"], begin - later)
    high = np.minimum(calls["until"], end - later)
    spread = np.maximum(high - low, 0.0) / calls["headway"]
    runs_before_low = np.ceil((low - calls["from"]) / calls["headway"])
    runs_before_high = np.ceil((high - calls["from"]) / calls["headway"])
    exact = np.where(high > low, runs_before_high - runs_before_low, 0.0)
    return calls.assign(departures=np.where(calls["exact"], exact, spread))
