"""Stops and lines of an extract: where stations are entered, which stops a line serves."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.osm.tags import STOP_MODE_OF_ROUTE, is_stop_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from parklocus.indicators.osm.extract import Member, OsmExtract, Route

ENTRANCE_LIMIT = 250.0  # metres from a metro station to an entrance of no stop area
_POSITION = {"x": float, "y": float}  # said out loud, as an empty table knows no types
INFERENCE_LIMIT = 30.0  # metres from a line's ways to the stops it is taken to serve


@dataclass(frozen=True)
class Transit:
    """Stops and lines in the city's CRS.

    Attributes
    ----------
    stops : pandas.DataFrame
        ``osm_id, name, mode, x, y``: a row a stop of a mode.
    stop_points : pandas.DataFrame
        ``stop, x, y``: where a stop is entered; a metro station at its entrances, any other stop where it stands.
    lines : pandas.DataFrame
        ``line, mode, ref, network, name, inferred, departures_from``: a row a line; `inferred` where its relation
        holds no stops and those near its ways were taken; `departures_from` is ``interval`` where its relation says
        how often it runs, else empty.
    line_stops : pandas.DataFrame
        ``line, direction, x, y, departures``: where a line can be entered (`line` is the row in `lines`), and how
        often an hour it departs, missing where that is not known.
    has_routes : bool
        Whether the extract holds any route relation at all.
    """

    stops: pd.DataFrame
    stop_points: pd.DataFrame
    lines: pd.DataFrame
    line_stops: pd.DataFrame
    has_routes: bool


def build_transit(extract: OsmExtract, project: Callable[[Any], Any]) -> Transit:
    """Assemble stops and lines.

    Parameters
    ----------
    extract : OsmExtract
        What the file holds.
    project : callable
        Takes shapely geometries in lon/lat to the city's metric CRS.
    """
    positions = shapely.get_coordinates(shapely.centroid(project(extract.stop_geometries))).reshape(-1, 2)
    rows = [
        (stop.osm_id, stop.name, stop.mode, *position) for stop, position in zip(extract.stops, positions, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["osm_id", "name", "mode", "x", "y"]).astype(_POSITION)
    entrances = _Entrances(table[table["mode"] == "entrance"], extract.stop_areas)
    stops = table[table["mode"] != "entrance"].reset_index(drop=True)
    points = [
        (number, *position)
        for number, (osm_id, mode, x, y) in enumerate(stops[["osm_id", "mode", "x", "y"]].itertuples(index=False))
        for position in (entrances.of(osm_id, x, y) if mode == "metro" else [(x, y)])
    ]
    stop_points = pd.DataFrame(points, columns=["stop", "x", "y"]).astype({"stop": int, **_POSITION})
    geometries = _project_members(extract.geometries, project)
    lines, line_stops = _build_lines(extract, geometries, stops, stop_points, entrances)
    return Transit(stops, stop_points, lines, line_stops, bool(extract.routes))


class _Entrances:
    """Where the metro is entered."""

    def __init__(self, entrances: pd.DataFrame, stop_areas: list[frozenset[str]]) -> None:
        self._xy = entrances[["x", "y"]].to_numpy(dtype=float)
        of_id = dict(zip(entrances["osm_id"], range(len(entrances)), strict=True))
        self._in_area: dict[str, list[int]] = defaultdict(list)
        for area in stop_areas:
            inside = sorted(of_id[osm_id] for osm_id in area if osm_id in of_id)
            for osm_id in area:
                self._in_area[osm_id].extend(inside)

    def of(self, osm_id: str, x: float, y: float) -> list[tuple[float, float]]:
        """Return the entrances of a station: of its stop area, else those near it, else the station itself."""
        chosen = sorted(set(self._in_area.get(osm_id, [])))
        if not chosen and len(self._xy):
            distance = np.hypot(self._xy[:, 0] - x, self._xy[:, 1] - y)
            chosen = np.flatnonzero(distance <= ENTRANCE_LIMIT).tolist()
        return [(float(self._xy[i, 0]), float(self._xy[i, 1])) for i in chosen] or [(x, y)]


def _project_members(geometries: dict[str, Any], project: Callable[[Any], Any]) -> dict[str, Any]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = list(geometries.values())
    return dict(zip(geometries, project(array), strict=True))


def _build_lines(
    extract: OsmExtract,
    geometries: dict[str, Any],
    stops: pd.DataFrame,
    stop_points: pd.DataFrame,
    entrances: _Entrances,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    groups: dict[tuple[str, ...], list[Route]] = defaultdict(list)
    for route in extract.routes:
        groups[_line_key(route, extract.route_masters)].append(route)
    lines: list[tuple[str, str, str, str, bool, str]] = []
    served: list[tuple[int, int, float, float, float]] = []
    for routes in groups.values():
        mode = routes[0].mode
        members = [m for route in routes for m in route.members if _is_stop(m, extract.line_stop_ids)]
        if members:
            positions = _member_positions(members, geometries, mode, entrances)
        else:
            ways = [geometries[m.osm_id] for route in routes for m in route.members if m.osm_id in geometries]
            positions = _stops_along(ways, stops, stop_points, STOP_MODE_OF_ROUTE[mode])
        # The variants of a line run in one direction or the other: the better one counts.
        departures = np.fmax.reduce([departures_of_interval(route.tags.get("interval", "")) for route in routes])
        served.extend((len(lines), 0, *position, float(departures)) for position in positions)
        tags = routes[0].tags
        source = "" if np.isnan(departures) else "interval"
        lines.append((mode, tags.get("ref", ""), tags.get("network", ""), tags.get("name", ""), not members, source))
    columns = ["mode", "ref", "network", "name", "inferred", "departures_from"]
    line_table = pd.DataFrame(lines, columns=columns).astype({"inferred": bool})
    line_table.insert(0, "line", range(len(line_table)))
    line_stops = pd.DataFrame(served, columns=["line", "direction", "x", "y", "departures"])
    return line_table, line_stops.astype({"line": int, "direction": int, "departures": float, **_POSITION})


def departures_of_interval(text: str) -> float:
    """Return the departures per hour that a route's ``interval`` means; NaN where it cannot be read.

    Examples
    --------
    >>> [departures_of_interval(text) for text in ("10", "00:15", "00:07:30", "10-15")]
    [6.0, 4.0, 8.0, nan]
    """
    if re.fullmatch(r"\d{1,4}(\.\d+)?", text.strip()):
        minutes = float(text)
    elif re.fullmatch(r"\d{1,2}:[0-5]\d(:[0-5]\d)?", text.strip()):
        hours, whole, *seconds = (int(part) for part in text.split(":"))
        minutes = hours * 60 + whole + sum(seconds) / 60
    else:
        return math.nan
    return 60 / minutes if minutes else math.nan


def _line_key(route: Route, masters: dict[str, str]) -> tuple[str, ...]:
    """Return what routes of one line have in common: the master, else mode, ref and network, else nothing."""
    if route.osm_id in masters:
        return ("master", masters[route.osm_id], route.mode)
    if route.tags.get("ref"):
        return ("ref", route.mode, route.tags["ref"], route.tags.get("network", ""))
    return ("route", route.osm_id)


def _is_stop(member: Member, line_stop_ids: frozenset[str]) -> bool:
    return is_stop_role(member.role) or member.osm_id in line_stop_ids


def _member_positions(
    members: list[Member], geometries: dict[str, Any], mode: str, entrances: _Entrances
) -> list[tuple[float, float]]:
    positions: dict[tuple[float, float], None] = {}
    for osm_id in dict.fromkeys(member.osm_id for member in members):
        if osm_id not in geometries:
            continue  # outside a clipped extract
        centre = shapely.centroid(geometries[osm_id])
        at = entrances.of(osm_id, centre.x, centre.y) if mode == "subway" else [(centre.x, centre.y)]
        positions.update(dict.fromkeys(at))
    return list(positions)


def _stops_along(
    ways: list[Any], stops: pd.DataFrame, stop_points: pd.DataFrame, stop_mode: str
) -> list[tuple[float, float]]:
    """Return where the stops of a mode are entered that stand within `INFERENCE_LIMIT` of a line's ways."""
    candidates = np.flatnonzero(stops["mode"] == stop_mode)
    if not ways or not len(candidates):
        return []
    points = shapely.points(stops[["x", "y"]].to_numpy(dtype=float)[candidates])
    tree = shapely.STRtree(points)
    near = tree.query(np.array(ways, dtype=object), predicate="dwithin", distance=INFERENCE_LIMIT)[1]
    along: NDArray[np.int64] = candidates[np.unique(near)]
    entered = stop_points[stop_points["stop"].isin(along)]
    return list(zip(entered["x"].tolist(), entered["y"].tolist(), strict=True))
