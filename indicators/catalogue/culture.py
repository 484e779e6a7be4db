"""Culture and heritage around a point."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, farthest, radii

ENTRIES = (
    Index(
        id="culture_density",
        title={"en": "Density of culture", "zh": "文化设施密度"},
        definition={
            "en": "Places of the category culture in the catchment, per km² of its land.",
            "zh": "服务区内文化类设施数除以服务区土地面积。",
        },
        unit="/km²",
        direction="+",
        factors=("cultural",),
        source="",
        needs=("places",),
        parameters=radii(1000),
    ),
    Index(
        id="culture_distance",
        title={"en": "Distance to culture", "zh": "到文化设施的距离"},
        definition={
            "en": "Least distance along the streets to a place of the category culture.",
            "zh": "沿街道到最近文化类设施的距离。",
        },
        unit="m",
        direction="-",
        factors=("cultural",),
        source="",
        needs=("places",),
    ),
    Index(
        id="heritage_distance",
        title={"en": "Distance to heritage", "zh": "到历史遗产的距离"},
        definition={
            "en": "Least distance along the streets to an object with historic=* or heritage=*.",
            "zh": "沿街道到最近的 historic=* 或 heritage=* 对象的距离。",
        },
        unit="m",
        direction="-",
        factors=("cultural",),
        source="",
        needs=("places",),
    ),
    Index(
        id="heritage_gravity",
        title={"en": "Gravity access to heritage", "zh": "历史遗产引力可达性"},
        definition={
            "en": "Sum over objects with historic=* or heritage=* up to d_max along the streets of exp(-4 d / d_max).",
            "zh": "对沿街道 d_max 以内 historic=* 或 heritage=* 的对象求 exp(-4 d / d_max) 之和。",
        },
        unit="n (weighted)",
        direction="+",
        factors=("cultural",),
        source="Hansen 1959",
        needs=("places",),
        parameters=farthest(1000),
    ),
)
