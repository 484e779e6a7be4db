"""Where a point lies to the city's centre."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, Parameter

WALKING_SPEED = 80.0  # metres a minute: 4.8 km/h


def walking_speed() -> dict[str, Parameter]:
    """Return the parameter of an index that turns metres into minutes on foot."""
    title = {"en": "Walking speed", "zh": "步行速度"}
    return {"walking_speed": Parameter("number", WALKING_SPEED, "m/min", title, minimum=20, maximum=200)}


ENTRIES = (
    Index(
        id="cbd_distance",
        title={"en": "Distance to the centre", "zh": "到中心的距离"},
        definition={
            "en": "Least distance along the streets to the nearest of the given centres; cbd_name says which.",
            "zh": "沿街道到所给各中心中最近一个的最短距离；cbd_name 指明是哪一个。",
        },
        unit="m",
        direction="-",
        factors=("locational",),
        source="",
        needs=("centre",),
    ),
    Index(
        id="cbd_straight",
        title={"en": "Straight-line distance to the centre", "zh": "到中心的直线距离"},
        definition={
            "en": "Straight-line distance to the centre that is nearest along the streets.",
            "zh": "到沿街道最近的那个中心的直线距离。",
        },
        unit="m",
        direction="-",
        factors=("locational",),
        source="",
        needs=("centre",),
    ),
    Index(
        id="cbd_walk_min",
        title={"en": "Walking time to the centre", "zh": "步行到中心的时间"},
        definition={
            "en": "cbd_distance at walking speed, 4.8 km/h unless set otherwise.",
            "zh": "按步行速度计算的 cbd_distance，默认 4.8 公里/小时。",
        },
        unit="min",
        direction="-",
        factors=("locational",),
        source="",
        needs=("centre",),
        parameters=walking_speed(),
    ),
    Index(
        id="detour",
        title={"en": "Detour to the centre", "zh": "到中心的绕行系数"},
        definition={
            "en": "Distance along the streets divided by straight-line distance to the centre; 1 is a straight way.",
            "zh": "到中心的沿街距离除以直线距离；1 表示没有绕行。",
        },
        unit="ratio",
        direction="-",
        factors=("locational",),
        source="Boeing (circuity)",
        needs=("centre",),
    ),
    Index(
        id="gateway_distance",
        title={"en": "Distance to a gateway", "zh": "到对外交通门户的距离"},
        definition={
            "en": "Least distance along the streets to a railway station, a motorway junction, an airport.",
            "zh": "沿街道到最近火车站、高速公路出入口、机场的距离。",
        },
        unit="m",
        direction="-",
        factors=("locational",),
        source="",
        needs=("places",),
        parameters={"kinds": Parameter("sets", None, "", {"en": "Kinds", "zh": "类型"})},
    ),
)
