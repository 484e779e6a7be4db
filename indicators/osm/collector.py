"""What the objects of a file say, gathered block by block."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

from parklocus.indicators.osm.areas import LINE_KEYS, LandCollector
from parklocus.indicators.osm.assembly import assemble
from parklocus.indicators.osm.extract import Member, OsmExtract, Route, StopObject
from parklocus.indicators.osm.meanings import AreaMeaning, Meanings
from parklocus.indicators.osm.node_locations import NodeLocations
from parklocus.indicators.osm.rings import outlines_with_holes
from parklocus.indicators.osm.tagged_ways import TaggedWays
from parklocus.indicators.osm.tags import ROUTE_MODES, is_stop_role
from parklocus.indicators.osm.ways import WayCollector, laid_out, rule_row
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.osm.pbf import Objects
    from parklocus.indicators.osm.taxonomy import PlaceType, Taxonomy
    from parklocus.indicators.osm.way_nodes import Pieces

    _NamedArea = tuple[AreaMeaning, str]
    _Nodes = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]

_AREA_RELATIONS = ("multipolygon", "boundary")
_PORTION = 4_000  # objects between two calls of progress

_is_street, _is_ridden = attrgetter("is_street"), attrgetter("is_ridden")
_is_water, _is_line_stop = attrgetter("is_water"), attrgetter("is_line_stop")


class Collector:
    """Gathers what the engine reads: first `relations` of all blocks, then `nodes` and `ways`, then `areas`."""

    def __init__(self, taxonomy: Taxonomy, object_keys: tuple[str, ...], area_keys: tuple[str, ...]) -> None:
        self.taxonomy = taxonomy
        self.streets: list[Pieces] = []
        self.street_classes: list[NDArray[np.int8]] = []
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
        self.area_relations: dict[int, tuple[_NamedArea | None, list[tuple[int, str]]]] = {}
        self.odd_rings: dict[int, _NamedArea] = {}
        self.assembled_ways: dict[int, _Nodes] = {}
        self._members_of_areas: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._members_of_routes: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._meanings = Meanings(taxonomy, object_keys)
        self._of_objects, self._of_areas = _as_bytes(object_keys), _as_bytes(area_keys)
        self._of_lines = self._of_objects | _as_bytes(LINE_KEYS)
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
                meaning = self._meanings.of_area(tags)
                named = None if meaning is None else (meaning, tags.get("name", ""))
                self.area_relations[int(block.ids[number])] = named, ways

    def choose_relations(self) -> None:
        """Drop the relations that are areas of no interest; to be called when all relations have come."""
        kept = {
            number: (area, ways)
            for number, (area, ways) in self.area_relations.items()
            if area is not None or f"r{number}" in self.wanted
        }
        self.area_relations = kept
        members = [way for _area, ways in kept.values() for way, _role in ways]
        self._members_of_areas = np.unique(np.array(members, dtype=np.int64))
        ridden = [int(member[1:]) for member in self.wanted if member[0] == "w"]
        self._members_of_routes = np.unique(np.array(ridden, dtype=np.int64))

    def nodes(self, block: Objects) -> Iterator[None]:
        """Keep where all nodes lie, and which are stops and places; yield now and then."""
        self.locations.add(block.ids, block.x, block.y)
        for chosen in _portions(block.with_key(self._of_objects)):
            self._note_stamps(block, chosen)
            self._some_nodes(block, chosen)
            yield

    def _some_nodes(self, block: Objects, chosen: NDArray[np.int64]) -> None:
        groups, tags = block.alike(chosen, self._meanings.keys)
        meanings = [self._meanings.of_node(one) for one in tags]
        x, y = block.x[chosen] / 1e7, block.y[chosen] / 1e7
        serves = np.array([meaning.is_line_stop for meaning in meanings], dtype=bool)[groups]
        self.line_stop_ids.update(f"n{node}" for node in block.ids[chosen[serves]].tolist())
        is_object = np.array([meaning.is_object for meaning in meanings], dtype=bool)[groups]
        kept = np.flatnonzero(is_object & (np.abs(x) <= 180) & (np.abs(y) <= 90))
        points = shapely.points(x[kept], y[kept])
        for number, at, point in zip(chosen[kept].tolist(), kept.tolist(), points, strict=True):
            meaning = meanings[groups[at]]
            osm_id, name = f"n{block.ids[number]}", block.text(number, b"name")
            self._keep(osm_id, name, meaning.modes, meaning.place, meaning.held, geometry=point)
            if meaning.is_entrance:
                self.stops.append(StopObject(osm_id, name, "entrance"))
                self.stop_geometries.append(point)

    def ways(self, block: Objects) -> Iterator[None]:
        """Keep streets, the ways of routes, water lines, and areas that are one ring; yield now and then."""
        self._keep_nodes(block, np.flatnonzero(_among(block.ids, self._members_of_areas)))
        yield
        of_lines = np.zeros(len(block.ids), dtype=bool)
        of_lines[block.with_key(self._of_lines)] = True
        for chosen in _portions(block.with_key(self._of_lines | self._of_areas)):
            self._note_stamps(block, chosen)
            ways = TaggedWays(block, chosen, self._meanings, self.locations)
            self._lines(ways, of_lines[chosen])
            self._rings(ways, block, chosen)
            yield

    def _lines(self, ways: TaggedWays, of_lines: NDArray[np.bool_]) -> None:
        """Keep streets, ways that are ridden, water lines, and lines that are objects."""
        self.line_stop_ids.update(f"w{way}" for way in ways.ids[ways.which(_is_line_stop) & of_lines].tolist())
        wanted = _among(ways.ids, self._members_of_routes)
        is_object = ways.which(lambda way: way.is_object) & ~ways.nodes.is_closed  # else an area
        is_street, is_ridden, is_water = ways.which(_is_street), ways.which(_is_ridden), ways.which(_is_water)
        chosen = np.flatnonzero((wanted | is_object | is_street | is_ridden | is_water) & of_lines)
        pieces = ways.nodes.pieces(chosen)
        self.counts["cut_ways"] += int((np.bincount(pieces.ways, minlength=len(chosen)) != 1).sum())
        rules = np.array([rule_row(way.highway, way.rules) for way in ways.meanings]).reshape(-1, 6)
        rules = rules[ways.groups[chosen]]
        streets, ridden, water = (pieces.only(flag[chosen]) for flag in (is_street, is_ridden, is_water))
        self.streets.append(streets)
        self.street_classes.append(rules[streets.ways, 0].astype(np.int8))
        self.ridden.add(ridden, rules[ridden.ways])
        self.land.lines.extend(water.each())
        lines = pieces.only((wanted | is_object)[chosen])
        of_way: dict[int, list[NDArray[np.float64]]] = {}
        for way, xy in zip(chosen[lines.ways].tolist(), lines.each(), strict=True):
            of_way.setdefault(way, []).append(xy)
        for way, parts in of_way.items():
            geometry = shapely.MultiLineString(parts) if len(parts) > 1 else shapely.LineString(parts[0])
            osm_id, meaning = f"w{ways.ids[way]}", ways.meaning(way)
            if wanted[way]:
                self.geometries[osm_id] = geometry
            if is_object[way]:
                self._keep(osm_id, ways.name(way), meaning.modes, None, meaning.held, geometry=geometry)

    def _rings(self, ways: TaggedWays, block: Objects, chosen: NDArray[np.int64]) -> None:
        """Keep areas that are one ring; leave those to osmium that are not plain."""
        is_area = ways.which(lambda way: way.area is not None) & ways.nodes.is_ring
        rings = np.flatnonzero(is_area & ways.nodes.is_plain)
        odd = np.flatnonzero(is_area & ~ways.nodes.is_plain)
        if len(rings):
            polygons, corners, sizes = ways.nodes.polygons(rings)
            sound = shapely.is_valid(polygons)
            land = np.array([_land_row(way.area) for way in ways.meanings])[ways.groups[rings]]
            of_land = sound & (land[:, 0] > 0)
            self.land.rings(corners[np.repeat(of_land, sizes)], sizes[of_land], land[of_land])
            is_object = ways.which(lambda way: way.area is not None and way.area.is_object)[rings]
            for at in np.flatnonzero(sound & is_object).tolist():
                ring, polygon = int(rings[at]), polygons[at]
                area = ways.meaning(ring).area
                if area is not None:
                    self._keep(f"w{ways.ids[ring]}", ways.name(ring), *area[1:], geometry=polygon)
            odd = np.sort(np.append(odd, rings[~sound]))
        for way in odd.tolist():
            area = ways.meaning(way).area
            if area is not None:
                self.odd_rings[int(ways.ids[way])] = area, ways.name(way)
        self._keep_nodes(block, chosen[odd])

    def _keep_nodes(self, block: Objects, ways: NDArray[np.int64]) -> None:
        """Keep the nodes of ways of which osmium makes areas."""
        begin, end = block.ref_ptr[ways], block.ref_ptr[ways + 1]
        ptr = np.append(0, np.cumsum(end - begin))
        refs = block.refs[ranges(begin, end)]
        x, y, known = self.locations.find(refs)
        for way, first, last in zip(block.ids[ways].tolist(), ptr[:-1].tolist(), ptr[1:].tolist(), strict=True):
            part = slice(first, last)
            self.assembled_ways[way] = refs[part], x[part], y[part], known[part]

    def areas(self) -> Iterator[None]:
        """Keep the areas of relations and odd rings; to be called when all ways have come; yield now and then."""
        relations = {number: ways for number, (_area, ways) in self.area_relations.items()}
        for numbers, shapes in outlines_with_holes(relations, self.assembled_ways):
            for number, shape in zip(numbers, shapes, strict=True):
                del relations[number]
                self._area(f"r{number}", self.area_relations[number][0], shape)
            yield
        for number, area in enumerate(assemble(relations, self.assembled_ways, self.odd_rings)):
            self._assembled_area(area)
            if number % _PORTION == 0:
                yield

    def _assembled_area(self, area: Any) -> None:
        """Keep an area that osmium assembled."""
        number = area.orig_id()
        named: _NamedArea | None
        if area.from_way():
            osm_id, named = f"w{number}", self.odd_rings[number]
        else:
            osm_id, named = f"r{number}", self.area_relations[number][0]
        try:
            shape = shapely.from_wkb(bytes.fromhex(self._wkb.create_multipolygon(area)))
        except (RuntimeError, shapely.errors.GEOSException):
            is_wanted = osm_id in self.wanted and not area.from_way()
            self.counts["broken_areas"] += bool(is_wanted or (named and named[0].is_object))
            return
        self._area(osm_id, named, shape)

    def _area(self, osm_id: str, named: _NamedArea | None, shape: Any) -> None:
        if osm_id[0] == "r" and osm_id in self.wanted:
            self.geometries[osm_id] = shape
        if named is not None:
            meaning, name = named
            if meaning.land:
                self.land.shape(shape, meaning.land)
            self._keep(osm_id, name, *meaning[1:], geometry=shape)

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
        return OsmExtract(
            street_refs=laid_out([part.refs for part in self.streets], np.int64),
            street_lon=laid_out([part.x for part in self.streets], np.int32) / 1e7,
            street_lat=laid_out([part.y for part in self.streets], np.int32) / 1e7,
            street_ptr=np.append(0, np.cumsum(laid_out([part.sizes for part in self.streets], np.int64))),
            street_classes=laid_out(self.street_classes, np.int8),
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


def _land_row(area: AreaMeaning | None) -> tuple[float, float, float]:
    """Return what an area is as land; 0, NaN, NaN where it is none that is looked at."""
    return area.land if area is not None and area.land is not None else (0, np.nan, np.nan)


def _among(ids: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which ids are among those known, which are in order."""
    if not len(known):
        return np.zeros(len(ids), dtype=bool)
    return known[np.minimum(np.searchsorted(known, ids), len(known) - 1)] == ids


def _portions(numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for begin in range(0, len(numbers), _PORTION):
        yield numbers[begin : begin + _PORTION]


def _as_bytes(keys: tuple[str, ...]) -> frozenset[bytes]:
    return frozenset(key.encode() for key in keys)


def _objects(items: list[Any]) -> NDArray[np.object_]:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array
