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
    Index(
        id="link_node_ratio",
        title={"en": "Link-node ratio", "zh": "路段节点比"},
        definition={
            "en": "Links (streets between junctions and dead ends) with both ends within the radius, per junction or "
            "dead end within it.",
            "zh": "两端都在半径以内的路段（路口或尽端之间的街道）数除以半径以内的路口与尽端数。",
        },
        unit="ratio",
        direction="+",
        factors=("locational",),
        source="Dill 2004",
        parameters=radii(800),
    ),
    Index(
        id="dead_end_share",
        title={"en": "Share of dead ends", "zh": "尽端路比例"},
        definition={
            "en": "Share of dead ends among the junctions and dead ends within the radius.",
            "zh": "半径以内的路口与尽端中尽端所占的比例。",
        },
        unit="0 to 1",
        direction="-",
        factors=("locational",),
        source="Dill 2004",
        parameters=radii(800),
    ),
    Index(
        id="street_density",
        title={"en": "Density of streets", "zh": "街道密度"},
        definition={
            "en": "Length of street reached within the radius, per km² of the catchment's land.",
            "zh": "半径以内可达的街道长度除以服务区土地面积。",
        },
        unit="km/km²",
        direction="+",
        factors=("locational",),
        source="",
        parameters=radii(800),
    ),
    Index(
        id="block_length",
        title={"en": "Length of blocks", "zh": "街段长度"},
        definition={
            "en": "Mean length of the links (streets between junctions and dead ends) with both ends within the "
            "radius.",
            "zh": "两端都在半径以内的路段（路口或尽端之间的街道）的平均长度。",
        },
        unit="m",
        direction="?",
        factors=("locational",),
        source="Dill 2004",
        parameters=radii(800),
    ),
    Index(
        id="closeness",
        title={"en": "Closeness (harmonic, within the radius)", "zh": "接近中心性（调和，半径以内）"},
        definition={
            "en": "Sum of 1/d over the junctions and dead ends within the radius, d the distance along the streets in "
            "metres, at least 10; what is nearer than 1 m is the point itself.",
            "zh": "半径以内各路口与尽端的 1/d 之和，d 为沿街道距离（米），不足 10 米按 10 米计，"
            "不足 1 米视为该点本身。",
        },
        unit="1/m",
        direction="+",
        factors=("locational",),
        source="Marchiori & Latora 2000 (harmonic closeness)",
        parameters=radii(400, 800, 1200),
    ),
    Index(
        id="betweenness",
        title={"en": "Betweenness (within the radius)", "zh": "中介中心性（半径以内）"},
        definition={
            "en": "Shortest paths no longer than the radius, between two junctions or dead ends, that run through the "
            "point; where several are equally short each counts in part.",
            "zh": "任意两个路口或尽端之间、长度不超过半径且经过该点的最短路径数；多条等长时各计一部分。",
        },
        unit="n",
        direction="+",
        factors=("locational",),
        source="Freeman 1977; Brandes 2001",
        parameters=radii(400, 800, 1200),
    ),
)
