"""Opportunities within a cost, and opportunities that count the less the farther they are."""

from __future__ import annotations

from parklocus.indicators.catalogue.location import walking_speed
from parklocus.indicators.catalogue.model import Index, Parameter, farthest, minutes

_CATEGORIES = Parameter("categories", None, "", {"en": "Categories", "zh": "类别"})

ENTRIES = (
    Index(
        id="cumulative",
        title={"en": "Opportunities within a walk", "zh": "步行时间内的机会数"},
        definition={
            "en": "Places of the category that can be reached on foot within the minutes; 80 m/min unless set "
            "otherwise.",
            "zh": "在给定分钟数内步行可达的该类设施数量，默认步速 80 米/分钟。",
        },
        unit="n",
        direction="+",
        factors=("locational",),
        source="Geurs & van Wee 2004 (cumulative opportunities)",
        needs=("places",),
        parameters={**minutes(15, 30), "categories": _CATEGORIES, **walking_speed()},
    ),
    Index(
        id="gravity",
        title={"en": "Gravity access to places", "zh": "设施的引力可达性"},
        definition={
            "en": "Sum over the places of the category up to d_max along the streets of exp(-4 d / d_max); Gaussian: "
            "of exp(-d² / 2σ²) with σ = d_max / √8, which is exp(-4) at d_max, too.",
            "zh": "对沿街道 d_max 以内该类设施求 exp(-4 d / d_max) 之和；高斯型为 exp(-d² / 2σ²)，σ = d_max / √8，"
            "在 d_max 处同样为 exp(-4)。",
        },
        unit="n (weighted)",
        direction="+",
        factors=("locational",),
        source="Hansen 1959",
        needs=("places",),
        parameters={**farthest(800, 1600), "categories": _CATEGORIES},
    ),
    Index(
        id="place_distance",
        title={"en": "Distance to the n-th nearest place", "zh": "到第 n 近设施的距离"},
        definition={
            "en": "Distance along the streets to the nearest place of the category (1), the second nearest (2) and so "
            "on; missing where there are not as many within the limit. Two places at one spot are two.",
            "zh": "沿街道到该类最近设施（1）、第二近设施（2）等的距离；限度以内没有这么多设施时为缺失。"
            "位于同一处的两个设施按两个计。",
        },
        unit="m",
        direction="-",
        factors=("locational",),
        source="",
        needs=("places",),
        parameters={
            "ranks": Parameter(
                "ranks",
                [1],
                "",
                {"en": "Which: 1 the nearest, 2 the second nearest …", "zh": "第几近：1 为最近，2 为第二近……"},
                minimum=1,
                maximum=50,
            ),
            "limit": Parameter(
                "number", 1200, "m", {"en": "Farthest distance", "zh": "最远距离"}, minimum=50, maximum=5000
            ),
            "categories": _CATEGORIES,
        },
    ),
    Index(
        id="university_access",
        title={"en": "Gravity access to universities", "zh": "高校引力可达性"},
        definition={
            "en": "Sum over campuses up to d_max along the streets of exp(-4 d / d_max). What lies inside a campus, "
            "and objects of one name within 500 m of one another, are one campus.",
            "zh": "对沿街道 d_max 以内的校园求 exp(-4 d / d_max) 之和。位于校园内的对象，以及同名且相距 "
            "500 米以内的对象，合并为一个校园。",
        },
        unit="n (weighted)",
        direction="+",
        factors=("locational", "cultural"),
        source="Hansen 1959",
        needs=("places",),
        parameters=farthest(1600),
    ),
)
