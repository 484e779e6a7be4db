"""People and light around a point, from rasters."""

from __future__ import annotations

from parklocus.indicators.catalogue.location import WALKING_SPEED
from parklocus.indicators.catalogue.model import Index, Parameter, radii


def _zone(default: float, en: str, zh: str) -> Parameter:
    return Parameter("number", default, "min", {"en": en, "zh": zh}, minimum=1, maximum=60)


ENTRIES = (
    Index(
        id="population_reach",
        title={"en": "People within reach", "zh": "可达人口"},
        definition={
            "en": "People in the catchment: each cell of the population raster gives its people to the streets by the "
            "land of the cell that lies within 100 m of them and nearest to them; an edge reached in part counts in "
            "part.",
            "zh": "服务区内的人口：人口栅格每个像元的人口按像元内距街道 100 米以内且最近的土地分配给各街道；"
            "只到达一部分的路段按比例计算。",
        },
        unit="n",
        direction="+",
        factors=("locational",),
        source="",
        needs=("population",),
        parameters=radii(800),
    ),
    Index(
        id="population_reach_density",
        title={"en": "Density of people", "zh": "人口密度"},
        definition={
            "en": "People in the catchment per km² of its land.",
            "zh": "服务区内人口除以服务区土地面积。",
        },
        unit="/km²",
        direction="+",
        factors=("locational",),
        source="",
        needs=("population",),
        parameters=radii(800),
    ),
    Index(
        id="night_light",
        title={"en": "Light at night", "zh": "夜间灯光"},
        definition={
            "en": "Mean radiance over the land of the catchment on which the raster holds a value, in its unit.",
            "zh": "服务区内栅格有值的土地上的平均辐亮度，单位与栅格相同。",
        },
        unit="raster's unit",
        direction="?",
        factors=("locational",),
        source="",
        needs=("night_light",),
        parameters=radii(800),
    ),
    Index(
        id="e2sfca",
        title={"en": "Supply for people (E2SFCA)", "zh": "人均供给（增强两步移动搜索法）"},
        definition={
            "en": "Enhanced two-step floating catchment area on foot: each place of the category is shared by the "
            "people around it, weighed 1, 0.68 and 0.22 in three zones of walking time; summed over the places "
            "within reach with the same weights. Places per 1,000 people; one with nobody around it adds nothing.",
            "zh": "步行的增强两步移动搜索法：该类每处设施由其周围人口分享，三个步行时间圈的权重为 1、0.68、0.22；"
            "再以相同权重对可达设施求和。单位为每千人设施数；周围无人的设施不计。",
        },
        unit="/1000 people",
        direction="+",
        factors=("locational",),
        source="Luo & Qi 2009",
        needs=("places", "population"),
        parameters={
            "categories": Parameter("categories", None, "", {"en": "Categories", "zh": "类别"}),
            "first_zone": _zone(5.0, "First zone, weight 1", "第一圈，权重 1"),
            "second_zone": _zone(10.0, "Second zone, weight 0.68", "第二圈，权重 0.68"),
            "third_zone": _zone(15.0, "Third zone, weight 0.22", "第三圈，权重 0.22"),
            "walking_speed": Parameter(
                "number", WALKING_SPEED, "m/min", {"en": "Walking speed", "zh": "步行速度"}, minimum=20, maximum=200
            ),
        },
    ),
    Index(
        id="walkability",
        title={"en": "Walkability", "zh": "步行适宜性"},
        definition={
            "en": "Sum of three z-scores over the city's reference: people per km² and junctions per km² in the "
            "catchment, and daily living.",
            "zh": "在城市参照点上的三个 z 分数之和：服务区内每平方公里人口、每平方公里交叉口和日常生活评分。",
        },
        unit="z",
        direction="+",
        factors=("office", "locational"),
        source="Boeing et al. 2022",
        needs=("places", "population"),
        parameters=radii(1000),
    ),
)
