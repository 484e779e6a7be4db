"""A user's table of headways: how often lines run, at all of their stops or at some."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.text_table import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

SAME_STOP = 60.0  # metres from a stop of the map to where a line is entered there
_COLUMNS = ("line", "headway", "stop", "mode")
_LONGEST = 24 * 60  # minutes


def apply_headways(city: City, path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Give lines the departures per hour that a table says, where neither timetable nor map says them.

    Parameters
    ----------
    city : City
        The city with its lines.
    path : str or Path
        A text table with the columns ``line`` (the line's number, or its name if it has none) and ``headway``
        (minutes), and, if wanted, ``stop`` (name or OSM id of a stop; empty for all others of the line) and ``mode``
        (where lines of several modes bear one number).

    Returns
    -------
    lines, line_stops : pandas.DataFrame
        The city's tables, filled.
    facts : dict
        The file, how many lines were filled, and which rows name a line that is unknown or known already.

    Raises
    ------
    InputError
        The table cannot be read, lacks a column, has a headway that is none, says two headways for one line and
        stop, names a stop that is not in the map, or names no line of the city.
    """
    file = Path(path)
    table = read_text_table(file)
    column = {name: number for number, name in enumerate(table.header) if name in _COLUMNS}
    lacking = [name for name in ("line", "headway") if name not in column]
    if lacking:
        message = _("{file} has no column {columns}; it needs line and headway (minutes), and may have stop and mode.")
        raise InputError(message.format(file=file.name, columns=", ".join(lacking)))
    lines, line_stops = city.lines.copy(), city.line_stops.copy()
    label = lines["ref"].where(lines["ref"] != "", lines["name"])
    free = lines["departures_from"] == ""
    departures = line_stops["departures"].to_numpy(dtype=float, copy=True)
    line_of_stop = line_stops["line"].to_numpy()
    filled: set[int] = set()
    unknown: list[str] = []
    known: list[str] = []
    said: dict[tuple[str, ...], int] = {}
    rows = sorted(zip(table.rows, table.row_numbers, strict=True), key=lambda row: bool(_cell(row[0], column, "stop")))
    for cells, number in rows:  # what holds for a whole line first, then its stops
        name, stop, mode = (_cell(cells, column, key) for key in ("line", "stop", "mode"))
        per_hour = 60 / _minutes(cells[column["headway"]], table, file, number)
        first = said.setdefault((name, stop, mode), number)
        if first != number:
            message = _("{file}: rows {first} and {second} give a headway for the same line and stop; keep one.")
            raise InputError(message.format(file=file.name, first=min(first, number), second=max(first, number)))
        meant = (label == name) & ((lines["mode"] == mode) if mode else True)
        chosen = lines["line"][meant & free].to_numpy()
        if not len(chosen):
            (known if meant.any() else unknown).append(name)
            continue
        at = np.isin(line_of_stop, chosen)
        if stop:
            at &= _near_stop(city, line_stops, stop, file, number)
        departures[at] = per_hour
        filled.update(line_of_stop[at].tolist())
    if not filled and not known:
        message = _("{file} names no line of this city; its lines are: {known}.")
        raise InputError(message.format(file=file.name, known=", ".join(sorted(set(label))[:20]) or _("none")))
    lines.loc[lines["line"].isin(filled), "departures_from"] = "table"
    facts = {"file": file.name, "lines": len(filled), "unknown": _once(unknown), "known": _once(known)}
    return lines, line_stops.assign(departures=departures), facts


def _once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _cell(cells: list[str], column: dict[str, int], name: str) -> str:
    return cells[column[name]].strip() if name in column else ""


def _minutes(text: str, table: TextTable, file: Path, row: int) -> float:
    try:
        minutes = float(text.strip().replace(",", ".") if table.decimal_comma else text)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes <= _LONGEST:
        message = _("{file}, row {row}: the headway is “{value}”; it must be minutes, more than 0 and at most {limit}.")
        raise InputError(message.format(file=file.name, row=row, value=text.strip(), limit=_LONGEST))
    return minutes


def _near_stop(city: City, line_stops: pd.DataFrame, stop: str, file: Path, row: int) -> NDArray[np.bool_]:
    """Whether each line stop is where a stop of this name or id stands."""
    meant = np.flatnonzero((city.stops["osm_id"] == stop) | (city.stops["name"] == stop))
    if not len(meant):
        message = _("{file}, row {row}: the map has no stop “{stop}”; give its name or its OSM id such as n123.")
        raise InputError(message.format(file=file.name, row=row, stop=stop))
    points = city.stop_points[city.stop_points["stop"].isin(meant)]
    x = line_stops["x"].to_numpy()[:, None] - points["x"].to_numpy()
    y = line_stops["y"].to_numpy()[:, None] - points["y"].to_numpy()
    return np.asarray((np.hypot(x, y) <= SAME_STOP).any(axis=1))
