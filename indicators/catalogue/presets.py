"""Choices of indices that go together, by name: what a planner asks for in one word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue.entries import CATALOGUE
from parklocus.indicators.catalogue.model import Text, choose
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL = "all"


@dataclass(frozen=True)
class Preset:
    """A choice of indices; of those whose needs are not met a run says that they are left out.

    Attributes
    ----------
    id : str
        The name users type; no index bears it.
    title, definition : dict
        Text by language.
    chosen : tuple of str
        Ids of its indices; empty for all that are in the catalogue.
    """

    id: str
    title: Text
    definition: Text
    chosen: tuple[str, ...] = ()

    @property
    def indices(self) -> tuple[str, ...]:
        """Ids of its indices, in the catalogue's order."""
        return tuple(one for one in CATALOGUE if not self.chosen or one in self.chosen)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as JSON holds it; all indices are an empty list, for there may be more of others."""
        chosen = list(self.indices) if self.chosen else []
        return {"id": self.id, "title": self.title, "definition": self.definition, "indices": chosen}


PRESETS: dict[str, Preset] = {
    preset.id: preset
    for preset in (
        Preset(
            ALL,
            {"en": "All indices", "zh": "全部指标"},
            {"en": "Every index whose data are there.", "zh": "数据具备的所有指标。"},
        ),
        Preset(
            "paper",
            {"en": "The model's factors", "zh": "模型各因子"},
            {
                "en": "A short list that speaks to the locational factor, the cultural and the office milieu of Wang "
                "and Ma (2018). The choice is ours: the paper does not publish its indices.",
                "zh": "与王和马（2018）的区位因子、文化氛围和办公氛围相应的简表。选取由本软件作出：论文未公开其指标。",
            },
            (
                "cbd_distance",
                "stop_distance",
                "stop_density",
                "transit_lines",
                "ptal",
                "intersection_density",
                "amenity_density",
                "amenity_hill1",
                "culture_density",
                "heritage_distance",
                "third_places",
                "industrial_legacy",
                "office_density",
                "green_share",
            ),
        ),
        Preset(
            "centre",
            {"en": "Distance to the centre", "zh": "到中心的距离"},
            {
                "en": "Distances and times to the centre, and to stations, junctions and airports.",
                "zh": "到市中心以及车站、高速路口和机场的距离与时间。",
            },
            (
                "cbd_distance",
                "cbd_straight",
                "cbd_walk_min",
                "cbd_cycle_min",
                "cbd_drive_min",
                "detour",
                "gateway_distance",
            ),
        ),
        Preset(
            "transit",
            {"en": "Public transport", "zh": "公共交通"},
            {
                "en": "Stops, lines, departures and the level of access to them.",
                "zh": "站点、线路、班次及公共交通可达性水平。",
            },
            ("stop_distance", "stop_density", "transit_lines", "transit_frequency", "ptal"),
        ),
        Preset(
            "amenities",
            {"en": "Amenities", "zh": "服务设施"},
            {
                "en": "Places within reach: how many, how varied, how near, and what everyday life needs.",
                "zh": "可达范围内的设施：数量、多样性、远近及日常所需。",
            },
            (
                "cumulative",
                "gravity",
                "place_distance",
                "amenity_density",
                "amenity_count",
                "amenity_hill0",
                "amenity_hill1",
                "amenity_hill2",
                "amenity_entropy",
                "amenity_kde",
                "daily_needs",
                "daily_living",
                "third_places",
            ),
        ),
        Preset(
            "culture",
            {"en": "Culture and heritage", "zh": "文化与遗产"},
            {
                "en": "Culture, heritage, campuses, third places, and what is left of industry.",
                "zh": "文化设施、遗产、高校、第三空间与工业遗存。",
            },
            (
                "culture_density",
                "culture_distance",
                "heritage_distance",
                "heritage_gravity",
                "industrial_legacy",
                "third_places",
                "university_access",
                "amenity_hill1",
            ),
        ),
        Preset(
            "office",
            {"en": "Offices and surroundings", "zh": "办公与环境"},
            {
                "en": "Offices around, how densely the park is built, green and water.",
                "zh": "周边办公、园区建设强度、绿地与水体。",
            },
            (
                "office_density",
                "office_hill1",
                "floor_area_ratio",
                "building_coverage",
                "green_share",
                "green_distance",
                "water_distance",
            ),
        ),
        Preset(
            "streets",
            {"en": "Street form", "zh": "街道形态"},
            {
                "en": "Junctions, dead ends, block lengths, closeness and betweenness.",
                "zh": "交叉口、断头路、街段长度、接近度与中介度。",
            },
            (
                "intersection_density",
                "link_node_ratio",
                "dead_end_share",
                "street_density",
                "block_length",
                "closeness",
                "betweenness",
            ),
        ),
        Preset(
            "people",
            {"en": "People", "zh": "人口"},
            {
                "en": "People within reach, light at night, supply per person; needs rasters.",
                "zh": "可达人口、夜间灯光、人均供给；需要栅格数据。",
            },
            ("population_reach", "population_reach_density", "night_light", "e2sfca", "walkability"),
        ),
    )
}


def preset_of(indices: Iterable[str] | None) -> Preset | None:
    """Return the preset that is asked for, or None where indices are named or none is."""
    return PRESETS.get(indices) if isinstance(indices, str) else None


def find_preset(name: str) -> Preset:
    """Return a preset by its name.

    Raises
    ------
    InputError
        There is none of that name; the message suggests the nearest.
    """
    return PRESETS[choose(name, tuple(PRESETS), _("preset"))]
