"""The formulas, one small file a family; importing this package registers them all."""

from parklocus.indicators.indices import access, amenity, culture, location, office, street, transit
from parklocus.indicators.indices.registry import (
    INDEX_FUNCTIONS,
    LABELS,
    REASONS,
    BoundedIndex,
    Centre,
    CityIndex,
    Column,
)

__all__ = [
    "INDEX_FUNCTIONS",
    "LABELS",
    "REASONS",
    "BoundedIndex",
    "Centre",
    "CityIndex",
    "Column",
    "access",
    "amenity",
    "culture",
    "location",
    "office",
    "street",
    "transit",
]
