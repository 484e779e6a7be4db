"""What OpenStreetMap's tags mean to the peers' scripts: the same rules as the engine's, written once more, plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STREETS = {
    *("trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link"),
    *("unclassified", "residential", "living_street", "service", "pedestrian", "track", "footway", "path", "steps"),
    "road",
}
STREETS_WITH_FOOT = {"cycleway", "motorway", "motorway_link", "busway", "bridleway"}
FOOT = {"yes", "designated", "permissive"}
GONE = {"no", "vacant", "disused", "abandoned", "closed"}
TAXONOMY = {
    "culture": {
        "tourism": "museum gallery artwork",
        "amenity": "arts_centre theatre library cinema studio exhibition_centre community_centre events_venue "
        "conference_centre",
        "shop": "art books music",
    },
    "food": {"amenity": "restaurant fast_food food_court"},
    "third_places": {"amenity": "cafe bar pub", "shop": "books coffee"},
    "retail": {"shop": "*"},
    "daily": {"shop": "supermarket convenience greengrocer bakery", "amenity": "pharmacy bank atm post_office"},
    "health": {"amenity": "hospital clinic doctors dentist", "healthcare": "*"},
    "education": {"amenity": "school kindergarten university college research_institute language_school music_school"},
    "sport": {"leisure": "sports_centre fitness_centre pitch swimming_pool"},
    "lodging": {"tourism": "hotel hostel guest_house apartment"},
    "creative_office": {
        "office": "architect advertising_agency it graphic_design coworking research company design",
        "craft": "*",
    },
}
NAMED_SHOPS = set(
    " ".join(keys["shop"] for name, keys in TAXONOMY.items() if name != "retail" and "shop" in keys).split()
)
PLACE_KEYS = tuple(dict.fromkeys(key for keys in TAXONOMY.values() for key in keys))
STOP_KEYS = ("highway", "public_transport", "railway", "station", "subway", "bus", "train")
ROUTES = ("bus", "trolleybus", "tram", "light_rail", "subway", "train", "ferry")
BUS_LIKE = {"bus", "trolleybus", "ferry"}


def is_street(tags: Mapping[str, str]) -> bool:
    """Tell whether people may walk along a way."""
    highway, foot = tags.get("highway"), tags.get("foot")
    if highway not in STREETS and not (highway in STREETS_WITH_FOOT and foot in FOOT):
        return False
    if foot in {"no", "private", "use_sidepath"} or (tags.get("motorroad") == "yes" and foot not in FOOT):
        return False
    if tags.get("access") in {"no", "private"} and foot not in FOOT | {"destination", "customers"}:
        return False
    return tags.get("area") != "yes" or highway in {"pedestrian", "footway"}


def category_of(tags: Mapping[str, str]) -> str | None:
    """Return the category of a place."""
    for category, keys in TAXONOMY.items():
        for key, values in keys.items():
            value = tags.get(key)
            if not isinstance(value, str) or (category == "retail" and value in NAMED_SHOPS):
                continue
            if value in values.split() or (values == "*" and value not in GONE):
                return category
    return None


def mode_of(tags: Mapping[str, str]) -> str | None:
    """Return the mode of a stop."""
    railway = tags.get("railway")
    if railway in {"station", "halt"}:
        metro = railway == "station" and (tags.get("station") == "subway" or tags.get("subway") == "yes")
        return "metro" if metro else "rail"
    if railway == "tram_stop":
        return "tram"
    if tags.get("amenity") == "ferry_terminal":
        return "ferry"
    platform = tags.get("public_transport") == "platform" and tags.get("bus") == "yes"
    return "bus" if tags.get("highway") == "bus_stop" or platform else None


def line_of(tags: Mapping[str, str], osm_id: str) -> str | None:
    """Return what tells the line of a route relation from others."""
    if tags.get("type") != "route" or tags.get("route") not in ROUTES:
        return None
    ref = tags.get("ref")
    return f"{tags['route']} {ref} {tags.get('network') or ''}" if isinstance(ref, str) and ref else osm_id
