"""What the tags of nodes, ways and areas mean, found once for each set of tags rather than for each object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parklocus.indicators.osm.areas import LAND_KEYS, LINE_KEYS, LandTags, is_water_line
from parklocus.indicators.osm.modes import RULE_KEYS, WayRules, way_rules
from parklocus.indicators.osm.tags import (
    CLASS_CODE,
    STOP_DETAIL_KEYS,
    WALK_KEYS,
    serves_a_line,
    stop_modes,
    street_class,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parklocus.indicators.osm.taxonomy import PlaceType, Taxonomy

NO_CLASS = -1


class NodeMeaning(NamedTuple):
    """What a node is."""

    modes: tuple[str, ...]
    place: PlaceType | None
    held: list[PlaceType]
    is_entrance: bool
    is_line_stop: bool

    @property
    def is_object(self) -> bool:
        """Whether it is anything that the engine reads."""
        return bool(self.modes or self.place or self.held or self.is_entrance)


class AreaMeaning(NamedTuple):
    """What an area is."""

    land: LandTags | None
    modes: tuple[str, ...]
    place: PlaceType | None
    held: list[PlaceType]

    @property
    def is_object(self) -> bool:
        """Whether it is more than land."""
        return bool(self.modes or self.place or self.held)


class WayMeaning(NamedTuple):
    """What a way is.

    Attributes
    ----------
    highway : int
        The code of its class, or `NO_CLASS`.
    is_street : bool
        Whether it may be walked.
    rules : WayRules
        Who may use it besides walkers.
    is_water : bool
        Whether it is a coast, a river or a canal.
    is_line_stop : bool
        Whether transit lines of which it is a member stop there.
    modes, held
        Of which modes it is a stop, and the sets that hold it, unless it is closed.
    area : AreaMeaning or None
        What it is where it is closed.
    """

    highway: int
    is_street: bool
    rules: WayRules
    is_water: bool
    is_line_stop: bool
    modes: tuple[str, ...]
    held: list[PlaceType]
    area: AreaMeaning | None

    @property
    def is_ridden(self) -> bool:
        """Whether it may be cycled or driven."""
        return bool(self.rules.cycle or self.rules.drive)

    @property
    def is_object(self) -> bool:
        """Whether it is a stop, or a set holds it, unless it is closed."""
        return bool(self.modes or self.held)


class Meanings:
    """Tells what tags mean, and remembers it: a city has few sets of tags, names apart.

    Attributes
    ----------
    keys : frozenset of bytes
        All keys that are looked at.
    """

    def __init__(self, taxonomy: Taxonomy, object_keys: tuple[str, ...]) -> None:
        looked_at = (*object_keys, *LINE_KEYS, *LAND_KEYS, *STOP_DETAIL_KEYS, *RULE_KEYS, *WALK_KEYS)
        self.keys = frozenset(key.encode() for key in looked_at)
        self._taxonomy = taxonomy
        self._object_keys = frozenset(object_keys)
        self._nodes: dict[tuple[tuple[str, str], ...], NodeMeaning] = {}
        self._ways: dict[tuple[tuple[str, str], ...], WayMeaning] = {}

    def of_node(self, tags: Mapping[str, str]) -> NodeMeaning:
        """Return what a node with these tags is."""
        known = tuple(tags.items())
        if known not in self._nodes:
            self._nodes[known] = NodeMeaning(
                stop_modes(tags),
                self._taxonomy.classify(tags),
                self._taxonomy.sets_of(tags),
                is_entrance=tags.get("railway") == "subway_entrance",
                is_line_stop=serves_a_line(tags),
            )
        return self._nodes[known]

    def of_way(self, tags: Mapping[str, str]) -> WayMeaning:
        """Return what a way with these tags is."""
        known = tuple(tags.items())
        if known not in self._ways:
            self._ways[known] = WayMeaning(
                CLASS_CODE.get(tags.get("highway", ""), NO_CLASS),
                is_street=street_class(tags) is not None,
                rules=way_rules(tags),
                is_water=is_water_line(tags),
                is_line_stop=serves_a_line(tags),
                modes=stop_modes(tags),
                held=self._taxonomy.sets_of(tags),
                area=None if tags.get("area") == "no" else self.of_area(tags),
            )
        return self._ways[known]

    def of_area(self, tags: Mapping[str, str]) -> AreaMeaning | None:
        """Return what an area with these tags is; None where it is nothing that the engine reads."""
        land = LandTags.of(tags)
        if self._object_keys.isdisjoint(tags):
            return None if land is None else AreaMeaning(land, (), None, [])
        modes, place, held = stop_modes(tags), self._taxonomy.classify(tags), self._taxonomy.sets_of(tags)
        if not (land or modes or place or held):
            return None
        return AreaMeaning(land, modes, place, held)
