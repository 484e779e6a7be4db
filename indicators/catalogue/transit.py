"""Stops, lines and transit access."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, Parameter, radii

DEPARTURES = {"bus": 6.0, "trolleybus": 6.0, "tram": 8.0, "light_rail": 8.0, "subway": 12.0, "train": 3.0, "ferry": 2.0}


def _transit_limits() -> dict[str, Parameter]:
    bus = {"en": "Walking limit to bus, trolleybus and ferry", "zh": "到公交、无轨电车和轮渡的步行上限"}
    rail = {"en": "Walking limit to rail, metro, light rail and tram", "zh": "到铁路、地铁、轻轨和有轨电车的步行上限"}
    return {
        "bus_limit": Parameter("number", 640.0, "m", bus, minimum=50, maximum=5000),
        "rail_limit": Parameter("number", 960.0, "m", rail, minimum=50, maximum=5000),
    }


def _departures() -> dict[str, Parameter]:
    title = {"en": "Departures per hour by mode, where not known", "zh": "班次未知时各方式每小时的假定班次"}
    return {"departures": Parameter("departures", DEPARTURES, "/h", title, minimum=0.1, maximum=120)}


# Said where no line's departures are known; `timetables.departure_sources` says what is known where some are.
_ASSUMES = {
    "en": "Departures per hour are assumed by mode, not known: {values}.",
    "zh": "各方式的每小时班次是假定值，并非实际数据：{values}。",
}


ENTRIES = (
    Index(
        id="stop_distance",
        title={"en": "Distance to the nearest stop", "zh": "到最近站点的距离"},
        definition={
            "en": "Least distance along the streets to a stop of the mode; metro stations count at their entrances, "
            "where the map has any.",
            "zh": "沿街道到该交通方式最近站点的距离；地铁站在地图有出入口时按出入口计算。",
        },
        unit="m",
        direction="-",
        factors=("locational",),
        source="UN SDG indicator 11.2.1",
        needs=("stops",),
        parameters={"modes": Parameter("modes", None, "", {"en": "Modes", "zh": "交通方式"})},
    ),
    Index(
        id="stop_density",
        title={"en": "Density of stops", "zh": "站点密度"},
        definition={
            "en": "Stops within reach per km² of the catchment; stops of one mode and name within 60 m count once.",
            "zh": "可达站点数除以服务区面积；同一方式同名且相距 60 米以内的站点只计一次。",
        },
        unit="/km²",
        direction="+",
        factors=("locational",),
        source="",
        needs=("stops",),
        parameters=radii(500),
    ),
    Index(
        id="transit_lines",
        title={"en": "Transit lines", "zh": "公共交通线路数"},
        definition={
            "en": "Distinct lines with a stop within reach: 640 m for buses, 960 m for rail. A line whose relation "
            "holds no stops serves the stops of its mode within 30 m of its ways; it is marked inferred.",
            "zh": "步行可达站点所属的不同线路数：公交 640 米，轨道 960 米。关系中没有站点的线路，"
            "视为停靠其路径 30 米以内的同方式站点，并标记为推断。",
        },
        unit="n",
        direction="+",
        factors=("locational",),
        source="Limits: Transport for London, PTAL methodology",
        needs=("routes",),
        parameters=_transit_limits(),
    ),
    Index(
        id="transit_frequency",
        title={"en": "Departures per hour", "zh": "每小时班次"},
        definition={
            "en": "Departures per hour within reach (640 m for buses, 960 m for rail), weekday 08:15-09:15, each line "
            "once: at its nearest stop of either direction, the better direction. Known from timetables (GTFS), else "
            "the map's interval tags, else a user's table, else assumed by mode.",
            "zh": "步行可达范围内（公交 640 米，轨道 960 米）工作日 8:15-9:15 的每小时班次，每条线路只计一次："
            "两个方向各取最近站点，以较好的方向为准。班次依次取自时刻表（GTFS）、地图的 interval 标签、"
            "用户表格，均无时按交通方式假定。",
        },
        unit="/h",
        direction="+",
        factors=("locational",),
        source="Limits and hour: Transport for London, PTAL methodology",
        needs=("routes",),
        parameters={**_transit_limits(), **_departures()},
        assumes=_ASSUMES,
    ),
    Index(
        id="ptal",
        title={"en": "Transit access (PTAL)", "zh": "公共交通可达性（PTAL）"},
        definition={
            "en": "Access index: for each line at its nearest stop EDF = 30 / (d/80 + 30/f + K), K 2.0 for bus, "
            "trolleybus and ferry, 0.75 for rail; summed over modes as the largest EDF plus half of the others.",
            "zh": "可达性指数：每条线路取最近站点，EDF = 30 /（d/80 + 30/f + K），公交、无轨电车和轮渡 K = 2.0，"
            "轨道 K = 0.75；各方式取最大 EDF 加其余 EDF 之半后求和。",
        },
        unit="AI",
        direction="+",
        factors=("locational",),
        source="Transport for London, PTAL methodology",
        needs=("routes",),
        parameters={**_transit_limits(), **_departures()},
        assumes=_ASSUMES,
    ),
)
