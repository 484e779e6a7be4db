"""The formulas, one small file a family; importing this package registers them all."""

from parklocus.indicators.indices import (
    access,
    amenity,
    centrality,
    culture,
    location,
    office,
    parks,
    raster,
    street,
    transit,
)
from parklocus.indicators.indices.registry import (
    COMPOSITES,
    INDEX_FUNCTIONS,
    LABELS,
    REASONS,
    BoundedIndex,
    Centre,
    CityIndex,
    Column,
    PathIndex,
)

__all__ = [
    "COMPOSITES",
    "INDEX_FUNCTIONS",
    "LABELS",
    "REASONS",
    "BoundedIndex",
    "Centre",
    "CityIndex",
    "Column",
    "PathIndex",
    "access",
    "amenity",
    "centrality",
    "culture",
    "location",
    "office",
    "parks",
    "raster",
    "street",
    "transit",
]
