"""What OpenStreetMap's tags mean here: which ways can be walked, what is a stop, which relation is a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The one table of who may walk where. A way is a street when its highway class is in WALKABLE, or in
# WALKABLE_IF_PERMITTED with foot=yes, designated or permissive; and when nothing in FORBIDDEN speaks against it.
#
#   tag                                  walkable
#   highway in WALKABLE                  yes
#   highway in WALKABLE_IF_PERMITTED     with foot=yes|designated|permissive
#   any other highway                    no (construction, proposed, platform, corridor, elevator, raceway ...)
#   foot=no|private|use_sidepath         no
#   access=no|private                    with foot=yes|designated|permissive|destination|customers
#   motorroad=yes                        with foot=yes|designated|permissive
#   area=yes                             pedestrian and footway: the outline is the street; others no
WALKABLE = (
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "road",
    "service",
    "pedestrian",
    "track",
    "footway",
    "path",
    "steps",
)
WALKABLE_IF_PERMITTED = ("cycleway", "bridleway", "motorway", "motorway_link", "busway")
STREET_CLASSES = WALKABLE + WALKABLE_IF_PERMITTED
CLASS_CODE = {name: code for code, name in enumerate(STREET_CLASSES)}

PERMITTED = frozenset({"yes", "designated", "permissive"})
PERMITTED_DESPITE_ACCESS = PERMITTED | {"destination", "customers"}
FOOT_FORBIDDEN = frozenset({"no", "private", "use_sidepath"})
ACCESS_FORBIDDEN = frozenset({"no", "private"})
AREA_STREETS = frozenset({"pedestrian", "footway"})


def street_class(tags: Mapping[str, str]) -> str | None:
    """Return the class of a way that can be walked, or None."""
    highway = tags.get("highway")
    if highway not in CLASS_CODE:
        return None
    foot = tags.get("foot")
    if foot in FOOT_FORBIDDEN:
        return None
    needs_permission = highway in WALKABLE_IF_PERMITTED or tags.get("motorroad") == "yes"
    if needs_permission and foot not in PERMITTED:
        return None
    if tags.get("access") in ACCESS_FORBIDDEN and foot not in PERMITTED_DESPITE_ACCESS:
        return None
    if tags.get("area") == "yes" and highway not in AREA_STREETS:
        return None
    return highway


# All that `street_class` looks at.
WALK_KEYS = ("highway", "foot", "access", "motorroad", "area")

# Stop modes, in the order in which columns and legends show them.
STOP_MODES = ("bus", "tram", "metro", "rail", "ferry")

# Which stops a line of a route mode calls at.
STOP_MODE_OF_ROUTE = {
    "bus": "bus",
    "trolleybus": "bus",
    "tram": "tram",
    "light_rail": "tram",
    "subway": "metro",
    "train": "rail",
    "ferry": "ferry",
}
ROUTE_MODES = tuple(STOP_MODE_OF_ROUTE)


def stop_modes(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the modes of which an object is a stop; lifecycle prefixes never match, as they are other keys."""
    modes = []
    railway = tags.get("railway")
    if tags.get("highway") == "bus_stop" or (tags.get("public_transport") == "platform" and tags.get("bus") == "yes"):
        modes.append("bus")
    if railway == "tram_stop":
        modes.append("tram")
    is_metro = railway == "station" and (tags.get("station") == "subway" or tags.get("subway") == "yes")
    if is_metro:
        modes.append("metro")
    if railway in {"station", "halt"} and (not is_metro or tags.get("train") == "yes"):
        modes.append("rail")
    if tags.get("amenity") == "ferry_terminal":
        modes.append("ferry")
    return tuple(modes)


_STOP_OF_A_LINE = frozenset(
    {
        ("highway", "bus_stop"),
        *(("public_transport", value) for value in ("stop_position", "platform", "station")),
        *(("railway", value) for value in ("stop", "station", "halt", "tram_stop", "platform")),
        ("amenity", "ferry_terminal"),
    }
)


def serves_a_line(tags: Mapping[str, str]) -> bool:
    """Whether an object's own tags make it a stop of the route relation it is a member of."""
    return not _STOP_OF_A_LINE.isdisjoint(tags.items())


def is_stop_role(role: str) -> bool:
    """Whether a member's role says that the line stops there (``stop``, ``platform_entry_only``, ``forward:stop``)."""
    return "stop" in role or "platform" in role


# Keys without which an object is nothing that the reader looks at (the taxonomy adds its own).
TRANSPORT_KEYS = ("highway", "railway", "public_transport", "route", "amenity")

# Keys that say more of a stop, where one of those above makes it one.
STOP_DETAIL_KEYS = ("bus", "station", "subway", "train")
