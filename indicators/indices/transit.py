"""Stops, lines and transit access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue import WALKING_SPEED
from parklocus.indicators.indices.registry import (
    Column,
    Values,
    bounded,
    density,
    label,
    largest_radius,
    over_the_city,
    share_land,
)
from parklocus.indicators.network.nearest import nearest_distance
from parklocus.indicators.osm.tags import STOP_MODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.indices.registry import Centre
    from parklocus.indicators.network.reach import Reach, Sources
    from parklocus.indicators.network.street_network import StreetNetwork

# Modes that people walk less far to, and whose timetables are less to be relied on (Transport for London, PTAL;
# trolleybus and ferry are our reading). All others count as rail.
BUS_LIKE = frozenset({"bus", "trolleybus", "ferry"})
UNRELIABILITY_BUS = 2.0  # minutes
UNRELIABILITY_RAIL = 0.75  # minutes

DEPARTURE_SOURCES = ("timetable", "interval", "table", "assumed")

PTAL_BANDS = ((0.0, "0"), (2.5, "1a"), (5.0, "1b"), (10.0, "2"), (15.0, "3"), (20.0, "4"), (25.0, "5"), (40.0, "6a"))


@over_the_city("stop_distance")
def stop_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to the nearest stop of each mode."""
    stops = network.stops
    mode_of_point = network.city.stops["mode"].to_numpy()[network.stop_of_point[stops.member]]
    present = [mode for mode in STOP_MODES if (network.city.stops["mode"] == mode).any()]
    for mode in parameters["modes"] or present:
        metres = nearest_distance(network.graph, stops.points.take(mode_of_point == mode))
        yield Column("stop_distance", mode, limit=None), metres[sources.node] + sources.leg


@bounded("stop_density", limit=largest_radius, prepare=share_land)
def stop_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Density of stops per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(reach.stop_count(radius), reach.area(radius))
        yield Column("stop_density", radius=radius, limit=radius), values


def _transit_limit(parameters: Mapping[str, Any]) -> float:
    return float(max(parameters["bus_limit"], parameters["rail_limit"]))


def _walking_limits(modes: NDArray[np.object_], parameters: Mapping[str, Any]) -> NDArray[np.float64]:
    is_bus = np.array([mode in BUS_LIKE for mode in modes], dtype=bool)
    return np.where(is_bus, parameters["bus_limit"], parameters["rail_limit"])


def _modes(reach: Reach, line: NDArray[np.int64]) -> NDArray[np.object_]:
    return reach.network.city.lines["mode"].to_numpy(dtype=object)[line]


@bounded("transit_lines", limit=_transit_limit)
def transit_lines(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Distinct lines within walking reach; missing where neither extract nor timetables hold any."""
    column = Column("transit_lines", limit=_transit_limit(parameters))
    if not reach.network.city.has_routes:
        yield column, np.full(len(reach.rows), np.nan)
        return
    metres, line = reach.within(_transit_limit(parameters)).line_distance()
    yield column, (metres <= _walking_limits(_modes(reach, line), parameters)).sum(axis=1).astype(float)


@dataclass(frozen=True)
class _Departures:
    """What departs within reach of a block of sources, by line and direction.

    Attributes
    ----------
    metres : numpy.ndarray of shape (block, services)
        To the nearest stop of the line in this direction; infinite beyond the limit.
    per_hour : numpy.ndarray of shape (block, services)
        Departures there; those assumed for the mode where none are known.
    known : numpy.ndarray of shape (block, services)
        Whether they are known.
    line_start : numpy.ndarray of shape (lines,)
        Where each line's directions begin.
    lines : numpy.ndarray of shape (lines,)
        The lines' numbers.
    modes : numpy.ndarray of shape (services,)
        Route modes.
    """

    metres: NDArray[np.float64]
    per_hour: NDArray[np.float64]
    known: NDArray[np.bool_]
    line_start: NDArray[np.int64]
    lines: NDArray[np.int64]
    modes: NDArray[np.object_]

    @classmethod
    def of(cls, reach: Reach, parameters: Mapping[str, Any]) -> _Departures:
        metres, departures, line = reach.within(_transit_limit(parameters)).departures()
        modes = _modes(reach, line)
        assumed = np.array([parameters["departures"][mode] for mode in modes], dtype=float)
        within = metres <= _walking_limits(modes, parameters)
        known = ~np.isnan(departures)
        start = np.flatnonzero(np.append(True, line[1:] != line[:-1])) if len(line) else line
        return cls(
            np.where(within, metres, np.inf), np.where(known, departures, assumed), known, start, line[start], modes
        )

    def better_direction(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return for each line the larger of its directions' values, of shape (block, lines)."""
        return np.maximum.reduceat(values, self.line_start, axis=1) if len(self.line_start) else values


@bounded("transit_frequency", limit=_transit_limit)
def transit_frequency(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Departures per hour within walking reach, each line once, in its better direction."""
    column = Column("transit_frequency", limit=_transit_limit(parameters))
    if not reach.network.city.has_routes:
        yield column, np.full(len(reach.rows), np.nan)
        return
    near = _Departures.of(reach, parameters)
    within = np.where(np.isfinite(near.metres), near.per_hour, 0.0)
    yield column, near.better_direction(within).sum(axis=1)


@bounded("ptal", limit=_transit_limit)
def ptal(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Access index of the PTAL methodology; missing where neither extract nor timetables hold any line."""
    column = Column("ptal", limit=_transit_limit(parameters))
    if not reach.network.city.has_routes:
        yield column, np.full(len(reach.rows), np.nan)
        return
    near = _Departures.of(reach, parameters)
    index = np.zeros(len(reach.rows))
    doorstep = np.zeros(near.metres.shape)
    for mode in np.unique(near.modes.astype(str)):
        own = near.modes == mode
        doorstep[:, own] = equivalent_doorstep_frequency(near.metres[:, own], near.per_hour[:, own], mode)
    of_line, mode_of_line = near.better_direction(doorstep), near.modes[near.line_start]
    for mode in np.unique(mode_of_line.astype(str)):
        index += access_index(of_line[:, mode_of_line == mode])
    yield column, index


def lines_by_source(reach: Reach, parameters: Mapping[str, Any]) -> NDArray[np.int64]:
    """Return how many lines are within reach, by where their departures at the nearest stop are known from.

    Returns
    -------
    numpy.ndarray of shape (block, 5)
        Lines of each of `DEPARTURE_SOURCES`, and lines whose stops are inferred.
    """
    near = _Departures.of(reach, parameters)
    within = np.isfinite(near.metres)
    known, lines = near.better_direction(within & near.known), near.better_direction(within)
    of_line = reach.network.city.lines.iloc[near.lines]
    source = of_line["departures_from"].to_numpy(dtype=object)
    told = [(known & (source == name)).sum(axis=1) for name in DEPARTURE_SOURCES[:-1]]
    assumed = lines.sum(axis=1) - known.sum(axis=1)
    inferred = (lines & of_line["inferred"].to_numpy(dtype=bool)).sum(axis=1)
    return np.column_stack([*told, assumed, inferred]).astype(np.int64)


def equivalent_doorstep_frequency(
    metres: NDArray[np.float64], departures: NDArray[np.float64] | float, mode: str
) -> NDArray[np.float64]:
    """Return the equivalent doorstep frequency of lines: 30 / (d/80 + 30/f + K).

    Parameters
    ----------
    metres : numpy.ndarray
        Distance to each line's nearest stop; infinite where out of reach.
    departures : float or numpy.ndarray
        Departures per hour.
    mode : str
        The lines' route mode; it decides the unreliability K (2.0 or 0.75 minutes).

    References
    ----------
    Transport for London, Assessing transport connectivity in London (2015), PTAL methodology.

    Examples
    --------
    >>> equivalent_doorstep_frequency(np.array([200.0]), 6.0, "bus").round(4).tolist()
    [3.1579]
    """
    unreliability = UNRELIABILITY_BUS if mode in BUS_LIKE else UNRELIABILITY_RAIL
    return 30.0 / (metres / WALKING_SPEED + 30.0 / departures + unreliability)


def access_index(doorstep: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a mode's access index: the largest doorstep frequency plus half of all others.

    Parameters
    ----------
    doorstep : numpy.ndarray of shape (sources, lines)
        Equivalent doorstep frequencies, 0 where out of reach.
    """
    return 0.5 * (doorstep.sum(axis=1) + doorstep.max(axis=1, initial=0.0))


@label("ptal", "ptal_band")
def ptal_band(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the PTAL band of access indices, from 0 (none) to 6b (best); empty where missing."""
    limits = [limit for limit, _band in PTAL_BANDS]
    bands = np.array([band for _limit, band in PTAL_BANDS] + ["6b"], dtype=object)
    found = bands[np.searchsorted(limits, values)]
    found[np.isnan(values)] = None
    return found
