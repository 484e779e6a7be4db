"""What the objects of a file say, gathered block by block."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import osmium
import shapely

from parklocus.indicators.osm.areas import LAND_KEYS, LINE_KEYS, LandCollector, LandTags, is_water_line
from parklocus.indicators.osm.extract import Member, OsmExtract, Route, StopObject
from parklocus.indicators.osm.modes import way_rules
from parklocus.indicators.osm.node_locations import NodeLocations
from parklocus.indicators.osm.tags import (
    CLASS_CODE,
    ROUTE_MODES,
    STOP_DETAIL_KEYS,
    is_stop_role,
    serves_a_line,
    stop_modes,
    street_class,
)
from parklocus.indicators.osm.way_nodes import WayNodes
from parklocus.indicators.osm.ways import WayCollector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.osm.pbf import Objects
    from parklocus.indicators.osm.taxonomy import PlaceType, Taxonomy

    _Nodes = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]

_AREA_RELATIONS = ("multipolygon", "boundary")
_PORTION = 4_000  # objects between two calls of progress


class _AreaTags(NamedTuple):
    """What an area is."""

    land: LandTags | None
    name: str
    modes: tuple[str, ...]
    place: PlaceType | None
    held: list[PlaceType]

    @property
    def is_object(self) -> bool:
        """Whether it is more than land."""
        return bool(self.modes or self.place or self.held)


class _OneTag(NamedTuple):
    """The tag of each way of a block of which one alone is looked at, and what areas such tags make."""

    tags: list[tuple[int, int] | None]
    areas: dict[tuple[int, int], _AreaTags | None]


class Collector:
    """Gathers what the engine reads: first `relations` of all blocks, then `nodes` and `ways`, then `area`."""

    def __init__(self, taxonomy: Taxonomy, object_keys: tuple[str, ...], area_keys: tuple[str, ...]) -> None:
        self.taxonomy = taxonomy
        self.street_refs: list[NDArray[np.int64]] = []
        self.street_x: list[NDArray[np.int32]] = []
        self.street_y: list[NDArray[np.int32]] = []
        self.street_classes: list[int] = []
        self.places: list[tuple[str, str, PlaceType]] = []
        self.place_geometries: list[Any] = []
        self.features: list[tuple[str, str, PlaceType]] = []
        self.feature_geometries: list[Any] = []
        self.stops: list[StopObject] = []
        self.stop_geometries: list[Any] = []
        self.routes: list[Route] = []
        self.masters: dict[str, str] = {}
        self.stop_areas: list[frozenset[str]] = []
        self.wanted: set[str] = set()
        self.line_stop_ids: set[str] = set()
        self.geometries: dict[str, Any] = {}
        self.newest = 0
        self.land = LandCollector()
        self.ridden = WayCollector()
        self.counts: Counter[str] = Counter()
        self.locations = NodeLocations()
        # What osmium is to assemble: relations with what they are, closed ways beside, the nodes of all their ways.
        self.area_relations: dict[int, tuple[_AreaTags | None, list[tuple[int, str]]]] = {}
        self.odd_rings: dict[int, _AreaTags] = {}
        self.assembled_ways: dict[int, _Nodes] = {}
        self._members_of_areas: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._object_keys = frozenset(object_keys)
        self._of_objects, self._of_areas = _as_bytes(object_keys), _as_bytes(area_keys)
        self._of_lines = self._of_objects | _as_bytes(LINE_KEYS)
        # An object of which one tag alone is looked at is what this tag makes of it: most buildings, most crossings.
        self._looked_at = self._of_lines | _as_bytes((*LAND_KEYS, *STOP_DETAIL_KEYS, "area", "name"))
        self._wkb = osmium.geom.WKBFactory()

    def relations(self, block: Objects) -> None:
        """Keep routes, what groups them, stop areas, and which relations are areas."""
        areas = set(block.with_key(self._of_areas).tolist())
        chosen = block.with_key(frozenset({b"type"}))
        self._note_stamps(block, block.with_key(self._of_objects))
        for number in chosen.tolist():
            tags = block.tags(number)
            kind = tags.get("type")
            osm_id = f"r{block.ids[number]}"
            if kind == "route" and tags.get("route") in ROUTE_MODES:
                members = tuple(Member(*told) for told in block.members(number))
                self.routes.append(Route(osm_id, tags["route"], tags, members))
                self.wanted.update(member.osm_id for member in members)
            elif kind == "route_master":
                for member, _role in block.members(number):
                    self.masters[f"r{member[1:]}"] = osm_id
            elif kind == "public_transport" and tags.get("public_transport") == "stop_area":
                self.stop_areas.append(frozenset(member for member, _role in block.members(number)))
            elif kind in _AREA_RELATIONS and number in areas:
                ways = [(int(member[1:]), role) for member, role in block.members(number) if member[0] == "w"]
                self.area_relations[int(block.ids[number])] = self._area_tags(tags), ways

    def choose_relations(self) -> None:
        """Drop the relations that are areas of no interest; to be called when all relations have come."""
        kept = {
            number: (tags, ways)
            for number, (tags, ways) in self.area_relations.items()
            if tags is not None or f"r{number}" in self.wanted
        }
        self.area_relations = kept
        members = [way for _tags, ways in kept.values() for way, _role in ways]
        self._members_of_areas = np.unique(np.array(members, dtype=np.int64))

    def nodes(self, block: Objects) -> Iterator[None]:
        """Keep where all nodes lie, and which are stops and places; yield now and then."""
        self.locations.add(block.ids, block.x, block.y)
        only, is_nothing = block.only_tags(self._looked_at), dict[tuple[int, int], bool]()
        for chosen in _portions(block.with_key(self._of_objects)):
            self._note_stamps(block, chosen)
            ids, lon, lat = block.ids[chosen].tolist(), block.x[chosen] / 1e7, block.y[chosen] / 1e7
            for number, node, *position in zip(chosen.tolist(), ids, lon.tolist(), lat.tolist(), strict=True):
                tag = only[number]
                if tag is not None and tag not in is_nothing:
                    is_nothing[tag] = self._is_nothing(block.texts(tag))
                if tag is None or not is_nothing[tag]:
                    self._node(f"n{node}", block.tags(number), *position)
            yield

    def _is_nothing(self, tags: dict[str, str]) -> bool:
        """Whether these tags make a node neither a stop nor a place."""
        is_stop = serves_a_line(tags) or stop_modes(tags) or tags.get("railway") == "subway_entrance"
        return not (is_stop or self.taxonomy.classify(tags) or self.taxonomy.sets_of(tags))

    def _node(self, osm_id: str, tags: dict[str, str], lon: float, lat: float) -> None:
        if serves_a_line(tags):
            self.line_stop_ids.add(osm_id)
        is_entrance = tags.get("railway") == "subway_entrance"
        modes = stop_modes(tags)
        place = self.taxonomy.classify(tags)
        held = self.taxonomy.sets_of(tags)
        if not (modes or is_entrance or place or held) or abs(lon) > 180 or abs(lat) > 90:
            return
        point = shapely.Point(lon, lat)
        name = tags.get("name", "")
        self._keep(osm_id, name, modes, place, held, geometry=point)
        if is_entrance:
            self.stops.append(StopObject(osm_id, name, "entrance"))
            self.stop_geometries.append(point)

    def ways(self, block: Objects) -> Iterator[None]:
        """Keep streets, the ways of routes, water lines, and areas that are one ring; yield now and then."""
        for number in np.flatnonzero(np.isin(block.ids, self._members_of_areas)).tolist():
            self._keep_nodes(block, number)
        yield
        of_lines = block.with_key(self._of_lines)
        known = _OneTag(block.only_tags(self._looked_at), {})
        for chosen in _portions(block.with_key(self._of_lines | self._of_areas)):
            self._note_stamps(block, chosen)
            self._some_ways(block, chosen, np.isin(chosen, of_lines).tolist(), known)
            yield

    def _some_ways(self, block: Objects, chosen: NDArray[np.int64], of_lines: list[bool], known: _OneTag) -> None:
        lines = WayNodes(block, chosen, self.locations)
        ids = block.ids[chosen].tolist()
        rings: list[int] = []
        ring_tags: list[_AreaTags] = []
        for at, number in enumerate(chosen.tolist()):
            tag = known.tags[number]
            if tag is not None and not of_lines[at]:
                found = self._known_area(block, tag, known.areas) if lines.is_ring[at] else None
            else:
                tags = block.tags(number)
                if of_lines[at]:
                    self._way(f"w{ids[at]}", tags, lines, at)
                found = self._area_tags(tags) if lines.is_ring[at] and tags.get("area") != "no" else None
            if found is not None and lines.is_plain[at]:
                rings.append(at)
                ring_tags.append(found)
            elif found is not None:
                self._leave_to_osmium(block, number, found)
        if not rings:
            return
        polygons, corners, sizes = lines.polygons(rings)
        sound = shapely.is_valid(polygons)
        of_land = sound & [tags.land is not None for tags in ring_tags]
        land_tags = [tags.land for tags, is_sound in zip(ring_tags, sound, strict=True) if is_sound and tags.land]
        self.land.rings(corners[np.repeat(of_land, sizes)], sizes[of_land], land_tags)
        for at, found, polygon, is_sound in zip(rings, ring_tags, polygons, sound.tolist(), strict=True):
            if not is_sound:
                self._leave_to_osmium(block, int(chosen[at]), found)
            elif found.is_object:
                self._keep(f"w{ids[at]}", *found[1:], geometry=polygon)

    def _leave_to_osmium(self, block: Objects, number: int, tags: _AreaTags) -> None:
        self.odd_rings[int(block.ids[number])] = tags
        self._keep_nodes(block, number)

    def _keep_nodes(self, block: Objects, number: int) -> None:
        refs = block.refs[block.ref_ptr[number] : block.ref_ptr[number + 1]]
        self.assembled_ways[int(block.ids[number])] = refs, *self.locations.find(refs)

    def _way(self, osm_id: str, tags: dict[str, str], lines: WayNodes, at: int) -> None:
        street = street_class(tags)
        rules = way_rules(tags)
        is_ridden = bool(rules.cycle or rules.drive)
        wanted = osm_id in self.wanted
        if serves_a_line(tags):
            self.line_stop_ids.add(osm_id)
        modes, held = (
            ((), []) if lines.is_closed[at] else (stop_modes(tags), self.taxonomy.sets_of(tags))
        )  # else an area
        is_water = is_water_line(tags)
        if not (street or is_ridden or wanted or modes or held or is_water):
            return
        pieces = lines.pieces(at)
        if is_water:
            self.land.lines.extend(np.column_stack([x, y]) / 1e7 for _refs, x, y in pieces)
        self.counts["cut_ways"] += len(pieces) != 1
        for refs, x, y in pieces:
            if is_ridden:
                self.ridden.add(refs, x, y, CLASS_CODE[tags["highway"]], rules)
            if street is not None:
                self.street_refs.append(refs)
                self.street_x.append(x)
                self.street_y.append(y)
                self.street_classes.append(CLASS_CODE[street])
        if (wanted or modes or held) and pieces:
            parts = [shapely.LineString(np.column_stack([x, y]) / 1e7) for _refs, x, y in pieces]
            geometry = shapely.MultiLineString(parts) if len(parts) > 1 else parts[0]
            if wanted:
                self.geometries[osm_id] = geometry
            self._keep(osm_id, tags.get("name", ""), modes, None, held, geometry=geometry)

    def _known_area(
        self, block: Objects, tag: tuple[int, int], known: dict[tuple[int, int], _AreaTags | None]
    ) -> _AreaTags | None:
        if tag not in known:
            known[tag] = self._area_tags(block.texts(tag))
        return known[tag]

    def _area_tags(self, tags: dict[str, str]) -> _AreaTags | None:
        """Return what an area is; None where it is nothing that the engine reads."""
        land = LandTags.of(tags)
        if self._object_keys.isdisjoint(tags):
            return None if land is None else _AreaTags(land, "", (), None, [])
        modes, place, held = stop_modes(tags), self.taxonomy.classify(tags), self.taxonomy.sets_of(tags)
        if not (land or modes or place or held):
            return None
        return _AreaTags(land, tags.get("name", ""), modes, place, held)

    def area(self, area: Any) -> None:
        """Keep an area that osmium assembled."""
        number = area.orig_id()
        tags: _AreaTags | None
        if area.from_way():
            osm_id, tags = f"w{number}", self.odd_rings[number]
        else:
            osm_id, tags = f"r{number}", self.area_relations[number][0]
        wanted = osm_id in self.wanted and not area.from_way()
        try:
            geometry = shapely.from_wkb(bytes.fromhex(self._wkb.create_multipolygon(area)))
        except (RuntimeError, shapely.errors.GEOSException):
            self.counts["broken_areas"] += bool(wanted or (tags and tags.is_object))
            return
        if wanted:
            self.geometries[osm_id] = geometry
        if tags is not None:
            if tags.land:
                self.land.shape(geometry, tags.land)
            self._keep(osm_id, *tags[1:], geometry=geometry)

    def _keep(
        self,
        osm_id: str,
        name: str,
        modes: tuple[str, ...],
        place: PlaceType | None,
        held: list[PlaceType],
        *,
        geometry: Any,
    ) -> None:
        for mode in modes:
            self.stops.append(StopObject(osm_id, name, mode))
            self.stop_geometries.append(geometry)
        if place is not None:
            self.places.append((osm_id, name, place))
            self.place_geometries.append(geometry)
        for one in held:
            self.features.append((osm_id, name, one))
            self.feature_geometries.append(geometry)

    def _note_stamps(self, block: Objects, numbers: NDArray[np.int64]) -> None:
        if block.stamps is not None and len(numbers):
            self.newest = max(self.newest, int(block.stamps[numbers].max()))

    def locate_members(self) -> None:
        """Look up the nodes at which routes stop, whatever tags they have."""
        stops = {
            member.osm_id
            for route in self.routes
            for member in route.members
            if member.osm_id[0] == "n" and (is_stop_role(member.role) or member.osm_id in self.line_stop_ids)
        }
        ids = sorted(int(osm_id[1:]) for osm_id in stops)
        x, y, known = self.locations.find(np.array(ids, dtype=np.int64))
        for number in np.flatnonzero(known).tolist():
            self.geometries[f"n{ids[number]}"] = shapely.Point(x[number] / 1e7, y[number] / 1e7)

    def finish(self, stamp: str, bounds: tuple[float, float, float, float] | None) -> OsmExtract:
        """Return all that was gathered, with what the file's header says."""
        newest = datetime.fromtimestamp(self.newest, UTC).isoformat() if self.newest > 0 else ""
        sizes = [len(refs) for refs in self.street_refs]
        refs, x, y = (
            np.concatenate([np.empty(0, dtype=kind), *parts])
            for parts, kind in ((self.street_refs, np.int64), (self.street_x, np.int32), (self.street_y, np.int32))
        )
        return OsmExtract(
            street_refs=refs,
            street_lon=x / 1e7,
            street_lat=y / 1e7,
            street_ptr=np.cumsum([0, *sizes], dtype=np.int64),
            street_classes=np.array(self.street_classes, dtype=np.int8),
            places=self.places,
            place_geometries=_objects(self.place_geometries),
            features=self.features,
            feature_geometries=_objects(self.feature_geometries),
            stops=self.stops,
            stop_geometries=_objects(self.stop_geometries),
            routes=self.routes,
            route_masters=self.masters,
            stop_areas=self.stop_areas,
            line_stop_ids=frozenset(self.line_stop_ids),
            geometries=self.geometries,
            bounds=bounds,
            snapshot=(stamp or newest) or None,
            snapshot_source="header" if stamp else "newest object read" if newest else "unknown",
            land=self.land,
            ways=self.ridden.finish(),
            counts=dict(self.counts),
        )


def _portions(numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for begin in range(0, len(numbers), _PORTION):
        yield numbers[begin : begin + _PORTION]


def _as_bytes(keys: tuple[str, ...]) -> frozenset[bytes]:
    return frozenset(key.encode() for key in keys)


def _objects(items: list[Any]) -> NDArray[np.object_]:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array
