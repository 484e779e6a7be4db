"""The catalogue of indices: the one table that code, help, table headers, QGIS and docs read."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.tags import ROUTE_MODES, STOP_MODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WALKING_SPEED = 80.0  # metres a minute: 4.8 km/h
DEPARTURES = {"bus": 6.0, "trolleybus": 6.0, "tram": 8.0, "light_rail": 8.0, "subway": 12.0, "train": 3.0, "ferry": 2.0}

Text = dict[str, str]  # by language: "en", "zh"


@dataclass(frozen=True)
class Parameter:
    """A parameter of an index: its default, unit, title and the values it may take."""

    kind: str  # "radii", "number", "modes", "categories" or "departures"
    default: Any
    unit: str
    title: Text
    minimum: float = 0.0
    maximum: float = float("inf")

    def check(self, value: Any, where: str) -> Any:
        """Return the value in its proper type.

        Raises
        ------
        InputError
            The value is of the wrong type or out of range; the message begins with `where`.
        """
        if self.kind == "radii":
            items = value if isinstance(value, list | tuple) else [value]
            if not items:
                raise InputError(_("{where} is empty; give at least one radius in metres.").format(where=where))
            return sorted({int(self._number(item, where, whole=True)) for item in items})
        if self.kind == "number":
            return self._number(value, where)
        if self.kind == "departures":
            if not isinstance(value, dict):
                raise InputError(_("{where} must give departures per hour by mode, as bus = 6.").format(where=where))
            for mode in value:
                _choose(mode, ROUTE_MODES, where)
            return {**self.default, **{mode: self._number(item, f"{where}.{mode}") for mode, item in value.items()}}
        items = [value] if isinstance(value, str) else value
        if items is None:
            return None
        if not isinstance(items, list | tuple) or not items or not all(isinstance(item, str) for item in items):
            raise InputError(_("{where} must be a list of names.").format(where=where))
        if self.kind == "modes":
            items = [_choose(item, STOP_MODES, where) for item in items]
        return list(dict.fromkeys(items))

    def _number(self, value: Any, where: str, *, whole: bool = False) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not self.minimum <= value <= self.maximum:
            message = _("{where} is {value}; it must be a number from {minimum:g} to {maximum:g} ({unit}).")
            raise InputError(
                message.format(where=where, value=value, minimum=self.minimum, maximum=self.maximum, unit=self.unit)
            )
        if whole and value != int(value):
            raise InputError(_("{where} is {value}; it must be whole metres.").format(where=where, value=value))
        return float(value)


@dataclass(frozen=True)
class Index:
    """A measured quantity.

    Attributes
    ----------
    id : str
        The name users type, and the beginning of its columns.
    direction : str
        ``"+"`` more is better, ``"-"`` less is better, ``"?"`` contested.
    factors : tuple of str
        The factors it speaks to.
    needs : tuple of str
        What has to be there: ``"centre"``, ``"routes"``, ``"stops"``, ``"places"``.
    parameters : dict of Parameter
        By name.
    assumes : dict
        What it takes for granted where nothing is known, by language; empty where it does not.
    """

    id: str
    title: Text
    definition: Text
    unit: str
    direction: str
    factors: tuple[str, ...]
    source: str
    needs: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    assumes: Text = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as JSON holds it."""
        return {
            "id": self.id,
            "title": self.title,
            "definition": self.definition,
            "unit": self.unit,
            "direction": self.direction,
            "factors": list(self.factors),
            "parameters": {
                name: {"kind": item.kind, "default": item.default, "unit": item.unit, "title": item.title}
                for name, item in self.parameters.items()
            },
            "assumes": self.assumes,
            "source": self.source,
            "needs": list(self.needs),
        }


@dataclass(frozen=True)
class Request:
    """An index with checked values for all its parameters."""

    index: Index
    parameters: Mapping[str, Any]


def _radii(*default: int) -> dict[str, Parameter]:
    title = {"en": "Radii along the streets", "zh": "沿街道的半径"}
    return {"radii": Parameter("radii", list(default), "m", title, minimum=50, maximum=5000)}


def _walking_speed() -> dict[str, Parameter]:
    title = {"en": "Walking speed", "zh": "步行速度"}
    return {"walking_speed": Parameter("number", WALKING_SPEED, "m/min", title, minimum=20, maximum=200)}


def _transit_limits() -> dict[str, Parameter]:
    bus = {"en": "Walking limit to bus, trolleybus and ferry", "zh": "到公交、无轨电车和轮渡的步行上限"}
    rail = {"en": "Walking limit to rail, metro, light rail and tram", "zh": "到铁路、地铁、轻轨和有轨电车的步行上限"}
    return {
        "bus_limit": Parameter("number", 640.0, "m", bus, minimum=50, maximum=5000),
        "rail_limit": Parameter("number", 960.0, "m", rail, minimum=50, maximum=5000),
    }


_INDICES = (
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
        parameters=_walking_speed(),
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
        id="stop_distance",
        title={"en": "Distance to the nearest stop", "zh": "到最近站点的距离"},
        definition={
            "en": "Least distance along the streets to a stop of the mode; metro stations count at their entrances.",
            "zh": "沿街道到该交通方式最近站点的距离；地铁站按出入口计算。",
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
        parameters=_radii(500),
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
        parameters={
            **_transit_limits(),
            "departures": Parameter(
                "departures",
                DEPARTURES,
                "/h",
                {"en": "Departures per hour by mode", "zh": "各方式每小时班次"},
                minimum=0.1,
                maximum=120,
            ),
        },
        assumes={
            "en": "Departures per hour are assumed by mode, not known: {values}.",
            "zh": "各方式的每小时班次是假定值，并非实际数据：{values}。",
        },
    ),
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
        parameters=_radii(500, 800),
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
            **_radii(500, 800),
            "categories": Parameter("categories", None, "", {"en": "Categories", "zh": "类别"}),
        },
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
        parameters=_radii(500, 800),
    ),
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
        parameters=_radii(800),
    ),
)

CATALOGUE: dict[str, Index] = {index.id: index for index in _INDICES}

VARIANT_TITLES: dict[str, Text] = {
    "bus": {"en": "bus", "zh": "公交"},
    "tram": {"en": "tram", "zh": "有轨电车"},
    "metro": {"en": "metro", "zh": "地铁"},
    "rail": {"en": "rail", "zh": "铁路"},
    "ferry": {"en": "ferry", "zh": "轮渡"},
}


def title(text: Mapping[str, str]) -> str:
    """Return a text of the catalogue in the language now in use."""
    return text.get("zh" if current_language() == "zh_CN" else "en") or text["en"]


def resolve(names: Iterable[str] | None, parameters: Mapping[str, Mapping[str, Any]] | None = None) -> list[Request]:
    """Turn what a user asks for into indices with checked parameters.

    Parameters
    ----------
    names : iterable of str, optional
        Index ids, or columns such as ``stop_distance_bus``, ``amenity_density_500`` and ``amenity_count_food_800``,
        which set the variant and the radius. All of the catalogue when None.
    parameters : mapping, optional
        Values by index id and parameter.

    Raises
    ------
    InputError
        A name, a parameter or a value is not known; the message suggests the nearest.
    """
    chosen: dict[str, dict[str, list[Any]]] = {}
    for name in CATALOGUE if names is None else [names] if isinstance(names, str) else names:
        identifier, asked = _parse(name)
        narrowed = chosen.setdefault(identifier, {})
        for parameter, value in asked.items():
            narrowed.setdefault(parameter, []).append(value)
    given = {identifier: dict(values) for identifier, values in (parameters or {}).items()}
    for identifier, values in given.items():  # those of indices that are not asked for, too
        _request(CATALOGUE[_choose(identifier, tuple(CATALOGUE), _("parameters"))], values, {})
    return [_request(CATALOGUE[identifier], given.get(identifier, {}), asked) for identifier, asked in chosen.items()]


def _request(index: Index, given: dict[str, Any], asked: dict[str, list[Any]]) -> Request:
    for name in given:
        _choose(name, tuple(index.parameters), index.id)
    values = {}
    for name, parameter in index.parameters.items():
        value = asked.get(name) or given.get(name, parameter.default)
        values[name] = parameter.check(value, f"{index.id}.{name}") if value is not None else None
    return Request(index, values)


def _parse(name: str) -> tuple[str, dict[str, Any]]:
    """Split a column into the index, its variant and its radius."""
    identifier = max((one for one in CATALOGUE if f"{name}_".startswith(f"{one}_")), key=len, default="")
    if not identifier:
        return _choose(name, tuple(CATALOGUE), _("indices")), {}
    parameters = CATALOGUE[identifier].parameters
    variants = next((key for key, item in parameters.items() if item.kind in {"modes", "categories"}), "")
    of_variant = r"(?:_(?P<variant>[^\W\d_]\w*?))?" if variants else ""
    of_radius = "(?:_(?P<radius>[0-9]+))?" if "radii" in parameters else ""
    match = re.fullmatch(identifier + of_variant + of_radius, str(name))
    if match is None:
        return _choose(name, tuple(CATALOGUE), _("indices")), {}
    found = match.groupdict()
    asked: dict[str, Any] = {}
    if found.get("variant"):
        asked[variants] = found["variant"]
    if found.get("radius"):
        asked["radii"] = int(found["radius"])
    return identifier, asked


def _choose(name: str, known: tuple[str, ...], where: str) -> str:
    """Return the name if it is known; otherwise say which one may have been meant."""
    if name in known:
        return name
    near = difflib.get_close_matches(str(name), known, n=1)
    if near:
        message = _("{where}: there is no “{name}”; did you mean “{near}”?").format(
            where=where, name=name, near=near[0]
        )
    else:
        message = _("{where}: there is no “{name}”; there are: {known}.")
        message = message.format(where=where, name=name, known=", ".join(known) or _("none"))
    raise InputError(message)
