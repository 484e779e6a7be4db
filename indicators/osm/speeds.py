"""Speed limits as OpenStreetMap's tags give them, and the speeds to drive at where they give none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Free-flow speeds in km/h by highway class, where the map has no limit: those of OSRM's car profile; `road` (a street
# of unknown class) and `other` (paths and pedestrian streets that a tag opens to cars) are ours.
CLASS_SPEEDS: dict[str, float] = {
    "motorway": 90,
    "motorway_link": 45,
    "trunk": 85,
    "trunk_link": 40,
    "primary": 65,
    "primary_link": 30,
    "secondary": 55,
    "secondary_link": 25,
    "tertiary": 40,
    "tertiary_link": 20,
    "unclassified": 25,
    "residential": 25,
    "living_street": 10,
    "service": 15,
    "road": 25,
    "other": 10,
}

NO_LIMIT = 130.0  # km/h; what Germany advises where `maxspeed=none` stands
WALKING_PACE = 7.0  # km/h; `maxspeed=walk`, as German courts read the sign of a living street
_KM_OF_UNIT = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_LEAST, _MOST = 1.0, 200.0  # km/h; what is slower or faster is a slip of the pen
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?) ?(km/h|kmh|kph|mph|knots)?")
_ZONE_WITH_NUMBER = re.compile(r"[a-z]{2}:(?:zone:?)?(\d+)")

_FIFTY = "at be be-vlg be-wal bg ch cz de dk ee es fi fr gr hr hu it lt lv nl no pl pt ro rs se si sk ua"
_MILE = 1.609344
# What `<country>:<zone>` means, as the OpenStreetMap wiki has it under "Key:maxspeed" and "Speed limits". A zone that
# is not here tells no speed.
_ZONES: dict[str, dict[float, str]] = {
    "urban": {30: "be-bru", 50: _FIFTY, 60: "by ru", 30 * _MILE: "gb uk"},
    "rural": {
        70: "be-bru be-vlg se",
        80: "ch dk fi fr nl no rs",
        90: "be-wal bg by cz ee es gr hr hu it lv pl pt ro ru si sk ua",
        100: "at de",
    },
    "trunk": {100: "at ch fi nl pt ro rs", 110: "cz gr hr hu it si ua", 120: "bg"},
    "motorway": {
        110: "by ru",
        120: "be ch es fi pt",
        130: "at cz dk fr gr hr hu it ro rs si sk ua",
        140: "bg pl",
        70 * _MILE: "gb uk",
        NO_LIMIT: "de",
    },
    "living_street": {WALKING_PACE: "at de", 15: "nl", 20: "be bg by ch cz es fr hu pl ru sk ua"},
    "walk": {WALKING_PACE: "at de"},
    "bicycle_road": {30: "at de"},
    "nsl_restricted": {30 * _MILE: "gb uk"},
    "nsl_single": {60 * _MILE: "gb uk"},
    "nsl_dual": {70 * _MILE: "gb uk"},
}
ZONE_SPEEDS = {
    f"{country}:{zone}": float(speed)
    for zone, by_speed in _ZONES.items()
    for speed, countries in by_speed.items()
    for country in countries.split()
}

SPEED_KEYS = (
    "maxspeed",
    "maxspeed:forward",
    "maxspeed:backward",
    "maxspeed:type",
    "source:maxspeed",
    "zone:maxspeed",
    "zone:traffic",
)
_ZONE_KEYS = SPEED_KEYS[3:]


def speed_limits(tags: Mapping[str, str | None]) -> tuple[float | None, float | None]:
    """Return the speed limits along and against a way's direction in km/h; None where the tags tell none.

    ``maxspeed:forward`` and ``maxspeed:backward`` come before ``maxspeed``, and that before the keys that name a zone.
    """
    both = parse_speed(tags.get("maxspeed"))
    for key in _ZONE_KEYS:
        if both is not None:
            break
        both = _zone_speed(_clean(tags.get(key)))
    forward, backward = (parse_speed(tags.get(f"maxspeed:{direction}")) for direction in ("forward", "backward"))
    return (both if forward is None else forward), (both if backward is None else backward)


def parse_speed(value: str | None) -> float | None:
    """Return what a value of ``maxspeed`` says in km/h; None where it says none.

    Parameters
    ----------
    value : str or None
        ``50``, ``30 mph``, ``none``, ``walk``, ``DE:urban``, ``DE:zone:30``; of several, as by lanes, the least counts.

    Examples
    --------
    >>> parse_speed("50"), round(parse_speed("30 mph"), 1), parse_speed("DE:urban"), parse_speed("signals")
    (50.0, 48.3, 50.0, None)
    """
    speeds = [_one_speed(_clean(part)) for part in re.split(r"[;|]", value or "")]
    return min((speed for speed in speeds if speed is not None), default=None)


def _one_speed(text: str) -> float | None:
    if text == "none":
        return NO_LIMIT
    if text == "walk":
        return WALKING_PACE
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _zone_speed(text)
    speed = float(match[1].replace(",", ".")) * _KM_OF_UNIT[match[2] or ""]
    return speed if _LEAST <= speed <= _MOST else None


def _zone_speed(text: str) -> float | None:
    match = _ZONE_WITH_NUMBER.fullmatch(text)
    return float(match[1]) if match and _LEAST <= float(match[1]) <= _MOST else ZONE_SPEEDS.get(text)


def _clean(value: str | None) -> str:
    return (value or "").strip().lower()
