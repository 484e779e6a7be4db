"""Where a point lies to the city's centre."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, Parameter
from parklocus.indicators.osm.speeds import CLASS_SPEEDS

WALKING_SPEED = 80.0  # metres a minute: 4.8 km/h
CYCLING_SPEED = 15.0  # km/h, as in OSRM's bicycle profile


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
        id="cbd_cycle_min",
        title={"en": "Cycling time to the centre", "zh": "骑行到中心的时间"},
        definition={
            "en": "Minutes by bicycle from the point to the centre that is reached first, along the streets open to "
            "bicycles and in their direction, at one speed; free flow: no congestion, no turns, no lights. To and from "
            "the street on foot, in a straight line.",
            "zh": "从该点骑自行车到最先到达的中心所需的分钟数，沿允许自行车通行的街道并按其通行方向，速度恒定；"
            "自由流：不计拥堵、转弯和红绿灯。进出街道的一段按直线步行计算。",
        },
        unit="min",
        direction="-",
        factors=("locational",),
        source="15 km/h: OSRM, bicycle profile",
        needs=("centre",),
        parameters={
            "cycling_speed": Parameter(
                "number", CYCLING_SPEED, "km/h", {"en": "Cycling speed", "zh": "骑行速度"}, minimum=5, maximum=40
            ),
            **walking_speed(),
        },
    ),
    Index(
        id="cbd_drive_min",
        title={"en": "Driving time to the centre", "zh": "驾车到中心的时间"},
        definition={
            "en": "Minutes by car from the point to the centre that is reached first, along the streets open to cars "
            "and in their direction, at the speed limit; free flow: no congestion, no turns, no lights. To and from "
            "the street on foot, in a straight line.",
            "zh": "从该点驾车到最先到达的中心所需的分钟数，沿允许汽车通行的街道并按其通行方向，以限速行驶；"
            "自由流：不计拥堵、转弯和红绿灯。进出街道的一段按直线步行计算。",
        },
        unit="min",
        direction="-",
        factors=("locational",),
        source="Speeds without a limit: OSRM, car profile",
        needs=("centre",),
        parameters={
            "speeds": Parameter(
                "speeds",
                CLASS_SPEEDS,
                "km/h",
                {"en": "Speed by class of street, where the map has no limit", "zh": "地图未标限速时各级街道的速度"},
                minimum=1,
                maximum=200,
            ),
            **walking_speed(),
        },
        assumes={
            "en": "{share:.0f} % of the length of the streets open to cars has a speed limit in the map; elsewhere the "
            "speed is assumed by class of street (parameter speeds).",
            "zh": "允许汽车通行的街道中，地图标有限速的占总长的 {share:.0f}%；其余按街道等级假定速度（参数 speeds）。",
        },
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
