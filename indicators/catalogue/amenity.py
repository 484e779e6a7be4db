"""Amenities in the catchment."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, Parameter, radii

ENTRIES = (
    Index(
        id="amenity_density",
        title={"en": "Density of amenities", "zh": "设施密度"},
        definition={
            "en": "Places of all categories in the catchment, per km² of its land.",
            "zh": "服务区内各类设施总数除以服务区土地面积。",
        },
        unit="/km²",
        direction="+",
        factors=("office",),
        source="",
        needs=("places",),
        parameters=radii(500, 800),
    ),
    Index(
        id="amenity_count",
        title={"en": "Amenities within reach", "zh": "可达设施数"},
        definition={
            "en": "Places of the category within the radius along the streets.",
            "zh": "沿街道半径以内该类设施的数量。",
        },
        unit="n",
        direction="+",
        factors=("office",),
        source="Geurs & van Wee 2004 (cumulative opportunities)",
        needs=("places",),
        parameters={
            **radii(500, 800),
            "categories": Parameter("categories", None, "", {"en": "Categories", "zh": "类别"}),
        },
    ),
    Index(
        id="amenity_hill1",
        title={"en": "Diversity of amenities (Hill number, q = 1)", "zh": "设施多样性（Hill 数，q = 1）"},
        definition={
            "en": "Effective number of categories within the radius, exp(-Σ p ln p); 0 where there is no place.",
            "zh": "半径以内的有效类别数 exp(-Σ p ln p)；没有设施时为 0。",
        },
        unit="n",
        direction="+",
        factors=("office", "cultural"),
        source="Hill 1973",
        needs=("places",),
        parameters=radii(500, 800),
    ),
)
