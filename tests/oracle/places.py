"""Places by category, from the words of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry import Point

    from .osmfile import OsmFile, Tags
    from .streets import Position, Streets

ANY = None
GONE = {"no", "vacant", "disused"}
CATEGORIES: dict[str, dict[str, set[str] | None]] = {
    "culture": {
        "tourism": {"museum", "gallery", "artwork"},
        "amenity": {
            "arts_centre", "theatre", "library", "cinema", "studio", "exhibition_centre", "community_centre",
            "events_venue", "conference_centre",
        },
        "shop": {"art", "books", "music"},
    },
    "food": {"amenity": {"restaurant", "fast_food", "food_court"}},
    "third_places": {"amenity": {"cafe", "bar", "pub"}, "shop": {"books", "coffee"}},
    "retail": {"shop": ANY},
    "daily": {
        "shop": {"supermarket", "convenience", "greengrocer", "bakery"},
        "amenity": {"pharmacy", "bank", "atm", "post_office"},
    },
    "health": {"amenity": {"hospital", "clinic", "doctors", "dentist"}, "healthcare": ANY},
    "education": {
        "amenity": {
            "school", "kindergarten", "university", "college", "research_institute", "language_school", "music_school",
        }
    },
    "sport": {"leisure": {"sports_centre", "fitness_centre", "pitch", "swimming_pool"}},
    "lodging": {"tourism": {"hotel", "hostel", "guest_house", "apartment"}},
    "creative_office": {
        "office": {
            "architect", "advertising_agency", "it", "graphic_design", "coworking", "research", "company", "design",
        },
        "craft": ANY,
    },
}  # fmt: skip


@dataclass
class Place:
    """One place and where it stands on the streets (None: farther than 200 m off)."""

    osm_id: str
    category: str
    point: Point
    position: Position | None


def category_of(tags: Tags) -> str | None:
    """Return the first category that a tag names; `retail` is any shop that no other category names."""
    for category, keys in CATEGORIES.items():
        for key, values in keys.items():
            value = tags.get(key)
            if value is None:
                continue
            if values is not ANY and value in values:
                return category
            if values is ANY and value not in GONE and not (category == "retail" and _shop_named_elsewhere(value)):
                return category
    return None


def _shop_named_elsewhere(value: str) -> bool:
    return any(value in (keys.get("shop") or ()) for category, keys in CATEGORIES.items() if category != "retail")


def places(osm: OsmFile, streets: Streets) -> list[Place]:
    """Return every node, closed way and multipolygon that has a category."""
    found = []
    everything = [
        *(("n", osm_id, tags) for osm_id, tags in osm.node_tags.items()),
        *(("w", osm_id, tags) for osm_id, tags in osm.way_tags.items()),
        *(("r", osm_id, tags) for osm_id, tags in osm.relation_tags.items()),
    ]
    for kind, osm_id, tags in everything:
        category = category_of(tags)
        if category is None:
            continue
        point = osm.centre(kind, osm_id) if kind == "n" else _centroid(osm, kind, osm_id)
        if point is not None:
            found.append(Place(f"{kind}{osm_id}", category, point, streets.attach(point.x, point.y)))
    return found


def _centroid(osm: OsmFile, kind: str, osm_id: int) -> object:
    area = osm.area(kind, osm_id)
    return None if area is None else area.centroid
