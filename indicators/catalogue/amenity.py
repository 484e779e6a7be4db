"""Amenities in the catchment."""

from __future__ import annotations

from parklocus.indicators.catalogue.location import walking_speed
from parklocus.indicators.catalogue.model import Index, Parameter, minutes, radii

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
        id="amenity_hill0",
        title={"en": "Number of categories of amenities (Hill number, q = 0)", "zh": "设施类别数（Hill 数，q = 0）"},
        definition={
            "en": "Categories of which there is a place within the radius.",
            "zh": "半径以内出现的设施类别数。",
        },
        unit="n",
        direction="+",
        factors=("office", "cultural"),
        source="Hill 1973",
        needs=("places",),
        parameters=radii(500, 800),
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
    Index(
        id="amenity_hill2",
        title={"en": "Diversity of amenities (Hill number, q = 2)", "zh": "设施多样性（Hill 数，q = 2）"},
        definition={
            "en": "Effective number of categories within the radius that weighs the common ones, 1 / Σ p²; 0 where "
            "there is no place.",
            "zh": "半径以内侧重常见类别的有效类别数 1 / Σ p²；没有设施时为 0。",
        },
        unit="n",
        direction="+",
        factors=("office", "cultural"),
        source="Hill 1973",
        needs=("places",),
        parameters=radii(500, 800),
    ),
    Index(
        id="amenity_entropy",
        title={"en": "Entropy of amenities", "zh": "设施熵"},
        definition={
            "en": "-Σ p ln p / ln k within the radius, k the number of categories in the taxonomy: 0 for one category "
            "alone or none, 1 where all are equally common.",
            "zh": "半径以内的 -Σ p ln p / ln k，k 为分类表中的类别数：只有一类或没有设施时为 0，各类相等时为 1。",
        },
        unit="0 to 1",
        direction="+",
        factors=("office",),
        source="Shannon 1948",
        needs=("places",),
        parameters=radii(500, 800),
    ),
    Index(
        id="amenity_kde",
        title={"en": "Kernel density of amenities", "zh": "设施核密度"},
        definition={
            "en": "Quartic kernel density of places of all categories at the point, in a straight line: "
            "Σ 3 / (π h²) (1 - d² / h²)² over the places nearer than the bandwidth h.",
            "zh": "该点处各类设施的四次核密度，按直线距离：对带宽 h 以内的设施求 3 / (π h²) (1 - d² / h²)² 之和。",
        },
        unit="/km²",
        direction="+",
        factors=("locational", "cultural"),
        source="Silverman 1986 (quartic kernel)",
        needs=("places",),
        parameters={
            "bandwidths": Parameter("radii", [800], "m", {"en": "Bandwidths", "zh": "带宽"}, minimum=50, maximum=5000)
        },
    ),
    Index(
        id="daily_needs",
        title={"en": "Daily needs within a walk", "zh": "步行可达的日常需求"},
        definition={
            "en": "Share of ten everyday kinds with a place that can be reached on foot in the given minutes: "
            "supermarket or convenience shop; bakery or greengrocer; pharmacy; bank or cash machine; post office; "
            "school or kindergarten; doctor or clinic; restaurant; café; park or sports ground.",
            "zh": "在给定分钟数内步行可达的日常设施种类占十类之比：超市或便利店；面包店或果蔬店；药店；银行或取款机；"
            "邮局；学校或幼儿园；诊所或医生；餐馆；咖啡馆；公园或运动场。",
        },
        unit="0 to 1",
        direction="+",
        factors=("office",),
        source="",
        needs=("places",),
        parameters={**minutes(15), **walking_speed()},
    ),
    Index(
        id="daily_living",
        title={"en": "Daily living", "zh": "日常生活评分"},
        definition={
            "en": "How many of three are within the radius: supermarket or fresh food, convenience shop, any transit "
            "stop.",
            "zh": "半径以内具备以下三项中的几项：超市或生鲜、便利店、任一公共交通站点。",
        },
        unit="0 to 3",
        direction="+",
        factors=("office",),
        source="Boeing et al. 2022",
        needs=("places", "stops"),
        parameters=radii(500),
    ),
    Index(
        id="third_places",
        title={"en": "Density of third places", "zh": "第三空间密度"},
        definition={
            "en": "Cafés, bars, pubs, bookshops and coffee shops in the catchment, per km² of its land.",
            "zh": "服务区内咖啡馆、酒吧、书店等第三空间数除以服务区土地面积。",
        },
        unit="/km²",
        direction="+",
        factors=("cultural", "social"),
        source="",
        needs=("places",),
        parameters=radii(500),
    ),
)
