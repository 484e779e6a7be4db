"""Who may cycle and drive along a way of OpenStreetMap, in which direction, and where one can get off.

Walking has its own table (`osm.tags.street_class`) and knows no direction.

The access of a mode is what its most specific key says (bicycle: ``bicycle``, ``vehicle``, ``access``; car:
``motorcar``, ``motor_vehicle``, ``vehicle``, ``access``); where none is there, the class decides:

=====================================================  ==================  ====================
highway                                                bicycle             car
=====================================================  ==================  ====================
trunk, primary, secondary, tertiary, each with _link   yes                 yes
unclassified, residential, living_street, road,
service                                                yes                 yes
motorway, motorway_link; motorroad=yes                 if permitted        yes
cycleway, path, track                                  yes                 if permitted
footway, pedestrian, bridleway, busway                 if permitted        if permitted
steps, any other                                       no                  no
=====================================================  ==================  ====================

"If permitted": the mode's own key (``bicycle``; ``motorcar``, ``motor_vehicle``) is yes, designated, permissive or
official.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parklocus.indicators.osm.speeds import SPEED_KEYS, speed_limits
from parklocus.indicators.osm.tags import AREA_STREETS, CLASS_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

MODES = ("walk", "cycle", "drive")
FORWARD, BACKWARD, BOTH, CLOSED = 1, 2, 3, 0  # along the way as it is drawn, against it

_LINKED = ("trunk", "primary", "secondary", "tertiary")
_STREETS = frozenset(
    {*_LINKED, *(f"{name}_link" for name in _LINKED), "unclassified", "residential", "living_street", "road", "service"}
)
_MOTORWAYS = frozenset({"motorway", "motorway_link"})
CYCLABLE = _STREETS | {"cycleway", "path", "track"}
CYCLABLE_IF_PERMITTED = _MOTORWAYS | {"footway", "pedestrian", "bridleway", "busway"}
DRIVABLE = _STREETS | _MOTORWAYS
DRIVABLE_IF_PERMITTED = frozenset({"cycleway", "path", "track", "footway", "pedestrian", "bridleway", "busway"})

_PERMITTED = frozenset({"yes", "designated", "permissive", "official"})
_FORBIDDEN = frozenset(
    {"no", "private", "permit", "agricultural", "forestry", "delivery", "emergency", "military", "psv", "bus"}
)
_FORBIDDEN_TO_CYCLE = _FORBIDDEN | {"use_sidepath", "dismount"}
_CLOSED_SERVICE = {"cycle": frozenset({"private"}), "drive": frozenset({"private", "emergency_access"})}

# Ways that one crosses but does not get off at: no front door stands at a slip road or in a tunnel.
_NO_STOP = _MOTORWAYS | {"trunk_link"}
_ON_GROUND = {"bridge": frozenset({"no"}), "tunnel": frozenset({"no", "building_passage"})}

_DIRECTIONS = {
    **dict.fromkeys(("yes", "true", "1"), FORWARD),
    **dict.fromkeys(("-1", "reverse"), BACKWARD),
    **dict.fromkeys(("no", "false", "0", "alternating", "reversible"), BOTH),  # by turns: both, each at its time
}
_ONE_WAY_JUNCTIONS = frozenset({"roundabout", "circular"})
_ONE_WAY_KEYS = {
    "cycle": ("oneway:bicycle", "bicycle:oneway", "oneway:vehicle"),
    "drive": ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle"),
}
_AGAINST_TRAFFIC = frozenset({"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"})
_CYCLEWAY_KEYS = ("cycleway", "cycleway:both", "cycleway:left", "cycleway:right")

# All that `way_rules` looks at.
RULE_KEYS = (
    "highway",
    "access",
    "vehicle",
    "bicycle",
    "motor_vehicle",
    "motorcar",
    "motorroad",
    "area",
    "service",
    "junction",
    "oneway",
    *_CYCLEWAY_KEYS,
    *(f"{key}:oneway" for key in _CYCLEWAY_KEYS[1:]),
    *_ON_GROUND,
    *dict.fromkeys(key for keys in _ONE_WAY_KEYS.values() for key in keys),
    *SPEED_KEYS,
)


class WayRules(NamedTuple):
    """What a way's tags say to those who do not walk.

    Attributes
    ----------
    cycle, drive : int
        `FORWARD`, `BACKWARD`, `BOTH` or `CLOSED`.
    forward_kmh, backward_kmh : float or None
        Speed limits for cars; None where the map has none.
    stop : bool
        Whether one can get on and off along it.
    """

    cycle: int
    drive: int
    forward_kmh: float | None
    backward_kmh: float | None
    stop: bool


_NO_WAY = WayRules(CLOSED, CLOSED, None, None, stop=False)


def way_rules(tags: Mapping[str, str]) -> WayRules:
    """Return who may use a way besides walkers, and how fast."""
    if tags.get("highway") not in CLASS_CODE:
        return _NO_WAY
    highway = tags["highway"]
    cycle = _cycle_direction(tags) if _may_cycle(tags, highway) else CLOSED
    drive = _direction(tags, "drive") if _may_drive(tags, highway) else CLOSED
    if not (cycle or drive):
        return _NO_WAY
    limits = speed_limits(tags) if drive else (None, None)
    return WayRules(cycle, drive, *limits, stop=_has_stops(tags, highway))


def _may_cycle(tags: Mapping[str, str], highway: str) -> bool:
    told = _first(tags, ("bicycle", "vehicle", "access"))
    if _all_in(told, _FORBIDDEN_TO_CYCLE) or _is_open_area(tags, highway):
        return False
    needs_permission = (
        highway in CYCLABLE_IF_PERMITTED
        or tags.get("motorroad") == "yes"
        or tags.get("service") in _CLOSED_SERVICE["cycle"]
    )
    return _any_in(tags.get("bicycle"), _PERMITTED) if needs_permission else highway in CYCLABLE


def _may_drive(tags: Mapping[str, str], highway: str) -> bool:
    told = _first(tags, ("motorcar", "motor_vehicle", "vehicle", "access"))
    if _all_in(told, _FORBIDDEN) or _is_open_area(tags, highway):
        return False
    if highway in DRIVABLE_IF_PERMITTED or tags.get("service") in _CLOSED_SERVICE["drive"]:
        return _any_in(_first(tags, ("motorcar", "motor_vehicle")), _PERMITTED)
    return highway in DRIVABLE


def _is_open_area(tags: Mapping[str, str], highway: str) -> bool:
    return tags.get("area") == "yes" and highway not in AREA_STREETS


def _direction(tags: Mapping[str, str], mode: str) -> int:
    for key in (*_ONE_WAY_KEYS[mode], "oneway"):
        told = _DIRECTIONS.get(tags.get(key, "").strip().lower())
        if told is not None:
            return told
    implied = tags["highway"] == "motorway" or tags.get("junction") in _ONE_WAY_JUNCTIONS
    return FORWARD if implied else BOTH


def _cycle_direction(tags: Mapping[str, str]) -> int:
    if _DIRECTIONS.get(tags.get("oneway:bicycle", "").strip().lower()) is None and _has_contraflow(tags):
        return BOTH
    return _direction(tags, "cycle")


def _has_contraflow(tags: Mapping[str, str]) -> bool:
    """Whether a cycleway of the street is ridden against its traffic."""
    if any(tags.get(key) in _AGAINST_TRAFFIC for key in _CYCLEWAY_KEYS):
        return True
    return any(
        tags.get(f"{key}:oneway") in {"no", "-1"} and tags.get(key, "no") not in {"no", "none", "separate"}
        for key in _CYCLEWAY_KEYS[1:]
    )


def _has_stops(tags: Mapping[str, str], highway: str) -> bool:
    on_ground = all(tags.get(key, "no") in values for key, values in _ON_GROUND.items())
    return on_ground and highway not in _NO_STOP and tags.get("motorroad") != "yes"


def _first(tags: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((tags[key] for key in keys if key in tags), None)


def _parts(value: str | None) -> list[str]:
    return [part.strip() for part in value.split(";")] if value else []


def _all_in(value: str | None, known: frozenset[str]) -> bool:
    parts = _parts(value)
    return bool(parts) and all(part in known for part in parts)


def _any_in(value: str | None, known: frozenset[str]) -> bool:
    return any(part in known for part in _parts(value))
