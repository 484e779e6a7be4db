"""The formulas, one small file a family; importing this package registers them all."""

from parklocus.indicators.indices import amenity, location, street, transit
from parklocus.indicators.indices.registry import INDEX_FUNCTIONS, LABELS, BoundedIndex, Centre, CityIndex, Column

__all__ = [
    "INDEX_FUNCTIONS",
    "LABELS",
    "BoundedIndex",
    "Centre",
    "CityIndex",
    "Column",
    "amenity",
    "location",
    "street",
    "transit",
]
