"""All entries, and the titles of their variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.catalogue import (
    access,
    amenity,
    culture,
    land,
    location,
    office,
    parks,
    raster,
    street,
    transit,
)
from parklocus.indicators.language import current_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parklocus.indicators.catalogue.model import Index, Text

_FAMILIES = (location, access, transit, amenity, culture, office, land, street, parks, raster)

CATALOGUE: dict[str, Index] = {index.id: index for family in _FAMILIES for index in family.ENTRIES}

FAMILY_OF: dict[str, str] = {
    index.id: family.__name__.rpartition(".")[2] for family in _FAMILIES for index in family.ENTRIES
}

VARIANT_TITLES: dict[str, Text] = {
    "bus": {"en": "bus", "zh": "公交"},
    "tram": {"en": "tram", "zh": "有轨电车"},
    "metro": {"en": "metro", "zh": "地铁"},
    "rail": {"en": "rail", "zh": "铁路"},
    "ferry": {"en": "ferry", "zh": "轮渡"},
}


def title(text: Mapping[str, str]) -> str:
    """Return a text of the catalogue in the language now in use."""
    return text.get("zh" if current_language() == "zh_CN" else "en") or text["en"]
