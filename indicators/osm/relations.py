"""The relations of a file that the engine looks at: routes and what groups them, stop areas, areas."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.osm.extract import Member, Route
from parklocus.indicators.osm.tags import ROUTE_MODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.osm.meanings import AreaMeaning, Meanings
    from parklocus.indicators.osm.objects import Objects

    NamedArea = tuple[AreaMeaning, str]

_TYPE = frozenset({b"type"})
_AREA_TYPES = ("multipolygon", "boundary")


class Relations:
    """Gathers relations, block by block.

    Attributes
    ----------
    routes : list of Route
        The routes of transit.
    masters : dict
        The route master, if any, by the id of the route.
    stop_areas : list of frozenset of str
        The members of each stop area.
    wanted : set of str
        The members of routes.
    areas : dict
        By id what each area is, or None where it is nothing by itself, and its ways with their roles.
    """

    def __init__(self, meanings: Meanings, area_keys: frozenset[bytes]) -> None:
        self.routes: list[Route] = []
        self.masters: dict[str, str] = {}
        self.stop_areas: list[frozenset[str]] = []
        self.wanted: set[str] = set()
        self.areas: dict[int, tuple[NamedArea | None, list[tuple[int, str]]]] = {}
        self._meanings = meanings
        self._area_keys = area_keys

    def add(self, block: Objects) -> Iterator[None]:
        """Keep those of a block; yield now and then."""
        may_be_area = np.zeros(len(block.ids), dtype=bool)
        may_be_area[block.with_key(self._area_keys)] = True
        for chosen in block.portions(block.with_key(_TYPE)):
            groups, tags = block.alike(chosen, self._meanings.keys | _TYPE)
            is_area = np.array([one["type"] in _AREA_TYPES for one in tags], dtype=bool)[groups]
            for number, group in zip(chosen[~is_area].tolist(), np.array(groups)[~is_area].tolist(), strict=True):
                self._add_other(block, number, tags[group]["type"])
            is_area &= may_be_area[chosen]
            self._add_areas(block, chosen[is_area], np.array(groups)[is_area].tolist(), tags)
            yield

    def _add_areas(
        self, block: Objects, numbers: NDArray[np.int64], groups: list[int], tags: list[dict[str, str]]
    ) -> None:
        meanings = {group: self._meanings.of_area(tags[group]) for group in set(groups)}
        names = block.values_of(numbers, b"name")
        for number, osm_id, group, name in zip(
            numbers.tolist(), block.ids[numbers].tolist(), groups, names, strict=True
        ):
            meaning = meanings[group]
            self.areas[osm_id] = None if meaning is None else (meaning, name), block.member_ways(number)

    def _add_other(self, block: Objects, number: int, kind: str) -> None:
        osm_id = f"r{block.ids[number]}"
        if kind == "route":
            tags = block.tags(number)
            if tags.get("route") in ROUTE_MODES:
                members = tuple(Member(*told) for told in block.members(number))
                self.routes.append(Route(osm_id, tags["route"], tags, members))
                self.wanted.update(member.osm_id for member in members)
        elif kind == "route_master":
            for member, _role in block.members(number):
                self.masters[f"r{member[1:]}"] = osm_id
        elif kind == "public_transport" and block.tags(number).get("public_transport") == "stop_area":
            self.stop_areas.append(frozenset(member for member, _role in block.members(number)))

    def drop_areas_of_no_interest(self) -> None:
        """Keep areas that are something or are part of a route; to be called when all relations have come."""
        self.areas = {
            number: (area, ways)
            for number, (area, ways) in self.areas.items()
            if area is not None or f"r{number}" in self.wanted
        }

    @cached_property
    def ways_of_areas(self) -> NDArray[np.int64]:
        """The ids of the ways that areas are made of, in order; to be asked for when all relations have come."""
        return np.unique(np.array([way for _area, ways in self.areas.values() for way, _role in ways], dtype=np.int64))

    @cached_property
    def ways_of_routes(self) -> NDArray[np.int64]:
        """The ids of the ways that are members of routes, in order; to be asked for when all relations have come."""
        return np.unique(np.array([int(one[1:]) for one in self.wanted if one[0] == "w"], dtype=np.int64))
