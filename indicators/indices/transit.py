"""Stops, lines and transit access."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue import WALKING_SPEED
from parklocus.indicators.indices.registry import Column, Values, bounded, density, label, largest_radius, over_the_city
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


@bounded("stop_density", limit=largest_radius)
def stop_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Density of stops per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(reach.stop_count(radius), reach.area(radius))
        yield Column("stop_density", radius=radius, limit=radius), values


def _transit_limit(parameters: Mapping[str, Any]) -> float:
    return float(max(parameters["bus_limit"], parameters["rail_limit"]))


def _lines_within(reach: Reach, parameters: Mapping[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return metres to each line near the tile, infinite beyond its mode's limit, and the lines' modes."""
    metres, line = reach.within(_transit_limit(parameters)).line_distance()
    modes = reach.network.city.lines["mode"].to_numpy(dtype=object)[line]
    is_bus = np.array([mode in BUS_LIKE for mode in modes], dtype=bool)
    limit = np.where(is_bus, parameters["bus_limit"], parameters["rail_limit"])
    return np.where(metres <= limit, metres, np.inf), modes


@bounded("transit_lines", limit=_transit_limit)
def transit_lines(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Distinct lines within walking reach; missing where the extract holds no routes."""
    column = Column("transit_lines", limit=_transit_limit(parameters))
    if not reach.network.city.has_routes:
        yield column, np.full(len(reach.rows), np.nan)
        return
    metres, _modes = _lines_within(reach, parameters)
    yield column, np.isfinite(metres).sum(axis=1).astype(float)


@bounded("ptal", limit=_transit_limit)
def ptal(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Access index of the PTAL methodology; missing where the extract holds no routes."""
    column = Column("ptal", limit=_transit_limit(parameters))
    if not reach.network.city.has_routes:
        yield column, np.full(len(reach.rows), np.nan)
        return
    metres, modes = _lines_within(reach, parameters)
    index = np.zeros(len(reach.rows))
    for mode in np.unique(modes.astype(str)):
        doorstep = equivalent_doorstep_frequency(metres[:, modes == mode], parameters["departures"][mode], mode)
        index += access_index(doorstep)
    yield column, index


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
