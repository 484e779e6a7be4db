"""The form of the streets."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, radii

ENTRIES = (
    Index(
        id="intersection_density",
        title={"en": "Density of intersections", "zh": "交叉口密度"},
        definition={
            "en": "Junctions of three or more streets in the catchment per km²; those within 10 m of one another are "
            "one.",
            "zh": "服务区内三条及以上街道交汇的路口数除以面积；相距 10 米以内的路口合并为一个。",
        },
        unit="/km²",
        direction="+",
        factors=("locational",),
        source="Boeing (consolidated intersections)",
        parameters=radii(800),
    ),
)
