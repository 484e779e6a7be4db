"""Buildings, green and water: what the land of a park and about it is used for."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, Parameter, radii

_OF_SITES = {
    "en": " Of parks that are polygons only: it has no least, no greatest and no percentile.",
    "zh": "仅用于面状园区：没有最小值、最大值和百分位。",
}

ENTRIES = (
    Index(
        id="industrial_legacy",
        title={"en": "Industrial legacy", "zh": "工业遗存占比"},
        definition={
            "en": "Share of the site that is industrial or brownfield land, industrial buildings, warehouses or "
            "factories, or disused works; what overlaps counts once." + _OF_SITES["en"],
            "zh": "园区用地中工业或棕地用地、工业建筑、仓库、厂房以及废弃工厂所占的份额，"
            "重叠部分只计一次。" + _OF_SITES["zh"],
        },
        unit="0 to 1",
        direction="+",
        factors=("cultural",),
        source="",
        needs=("polygon", "industrial land"),
    ),
    Index(
        id="floor_area_ratio",
        title={"en": "Floor area ratio", "zh": "容积率"},
        definition={
            "en": "Footprint of the site's buildings times their levels, by the area of the site, of the buildings "
            "whose levels or height are known; known_levels_share says how many of them. Missing where none is known."
            + _OF_SITES["en"],
            "zh": "园区内层数或高度已知的建筑之基底面积乘以层数之和，除以园区面积；"
            "known_levels_share 给出已知建筑的份额。全部未知时缺失。" + _OF_SITES["zh"],
        },
        unit="ratio",
        direction="?",
        factors=("office",),
        source="",
        needs=("polygon", "buildings"),
        parameters={
            "storey_height": Parameter(
                "number",
                3.0,
                "m",
                {"en": "Height of a storey, where only a building's height is known", "zh": "仅知建筑高度时的层高"},
                minimum=2,
                maximum=10,
            )
        },
        assumes={
            "en": "Where only a building's height is known, it has a storey every storey_height metres.",
            "zh": "仅知建筑高度时，按每 storey_height 米一层计算。",
        },
    ),
    Index(
        id="building_coverage",
        title={"en": "Building coverage", "zh": "建筑密度"},
        definition={
            "en": "Share of the site that is covered by buildings; what overlaps counts once." + _OF_SITES["en"],
            "zh": "园区用地中建筑基底所占的份额，重叠部分只计一次。" + _OF_SITES["zh"],
        },
        unit="0 to 1",
        direction="?",
        factors=("office",),
        source="",
        needs=("polygon", "buildings"),
    ),
    Index(
        id="green_share",
        title={"en": "Share of green land", "zh": "绿地占比"},
        definition={
            "en": "Share of the catchment's land that is park, garden, grass, forest, wood or recreation ground.",
            "zh": "服务区土地中公园、花园、草地、森林、林地和休闲用地所占的份额。",
        },
        unit="0 to 1",
        direction="+",
        factors=("office",),
        source="",
        needs=("green land",),
        parameters=radii(500),
    ),
    Index(
        id="green_distance",
        title={"en": "Distance to green", "zh": "到绿地的距离"},
        definition={
            "en": "Least distance along the streets to where a green area that is not closed to the public is entered; "
            "0 within one.",
            "zh": "沿街道到最近一处对公众开放的绿地入口的距离；位于绿地内时为 0。",
        },
        unit="m",
        direction="-",
        factors=("office",),
        source="",
        needs=("green land",),
        parameters={
            "least_area": Parameter(
                "number", 0.0, "m²", {"en": "Least area of a green area", "zh": "绿地的最小面积"}, maximum=1e8
            )
        },
    ),
    Index(
        id="water_distance",
        title={"en": "Distance to water", "zh": "到水体的距离"},
        definition={
            "en": "Straight line to the nearest bank of a lake or river, coast, or river or canal of which only the "
            "line is mapped; 0 on the water.",
            "zh": "到最近的湖岸、河岸、海岸，或仅以线表示的河流、运河的直线距离；位于水面上时为 0。",
        },
        unit="m",
        direction="-",
        factors=("office", "cultural"),
        source="",
        needs=("water",),
    ),
)
