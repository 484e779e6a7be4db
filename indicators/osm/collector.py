"""What the objects of a file say, gathered block by block."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

from parklocus.indicators.osm.area_ways import AreaWayCollector
from parklocus.indicators.osm.areas import LINE_KEYS, LandCollector
from parklocus.indicators.osm.assembly import assemble
from parklocus.indicators.osm.extract import OsmExtract, StopObject
from parklocus.indicators.osm.meanings import AreaMeaning, Meanings
from parklocus.indicators.osm.node_locations import NodeLocations
from parklocus.indicators.osm.objects import RELATION
from parklocus.indicators.osm.relations import Relations
from parklocus.indicators.osm.rings import are_simple, outlines_with_holes, polygons
from parklocus.indicators.osm.tagged_ways import TaggedWays
from parklocus.indicators.osm.tags import is_stop_role
from parklocus.indicators.osm.ways import WayCollector, laid_out, rule_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.osm.objects import Objects
    from parklocus.indicators.osm.relations import NamedArea
    from parklocus.indicators.osm.taxonomy import PlaceType, Taxonomy
    from parklocus.indicators.osm.way_nodes import Pieces

_AREAS_AT_ONCE = 4_000  # between two calls of progress

_is_street, _is_ridden = attrgetter("is_street"), attrgetter("is_ridden")
_is_water, _is_line_stop = attrgetter("is_water"), attrgetter("is_line_stop")


class Collector:
    """Gathers what the engine reads: first `nodes_and_relations` of all blocks, then `ways`, then `areas`."""

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
        self.line_stop_ids: set[str] = set()
        self.geometries: dict[str, Any] = {}
        self.newest = 0
        self.land = LandCollector()
        self.ridden = WayCollector()
        self.counts: Counter[str] = Counter()
        self.locations = NodeLocations()
        self.odd_rings: dict[int, NamedArea] = {}  # closed ways of which osmium is to make areas
        self.area_ways = AreaWayCollector()
        self._meanings = Meanings(taxonomy, object_keys)
        self._of_objects, self._of_areas = _as_bytes(object_keys), _as_bytes(area_keys)
        self.relations = Relations(self._meanings, self._of_areas)
        self._of_lines = self._of_objects | _as_bytes(LINE_KEYS)
        self._of_ways = self._of_lines | self._of_areas
        self._wkb = osmium.geom.WKBFactory()

    def nodes_and_relations(self, block: Objects) -> Iterator[None]:
        """Keep where nodes lie, which are stops and places, and relations of interest; yield now and then."""
        chosen = block.with_key(self._of_objects)
        self._note_stamps(block, chosen)
        if block.kind == RELATION:
            yield from self.relations.add(block)
            return
        self.locations.add(block.ids, block.x, block.y)
        for some in block.portions(chosen):
            self._some_nodes(block, some)
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
        ids, names = block.ids[chosen[kept]].tolist(), block.values_of(chosen[kept], b"name")
        for at, node, name, point in zip(kept.tolist(), ids, names, points, strict=True):
            meaning, osm_id = meanings[groups[at]], f"n{node}"
            self._keep(osm_id, name, meaning.modes, meaning.place, meaning.held, geometry=point)
            if meaning.is_entrance:
                self.stops.append(StopObject(osm_id, name, "entrance"))
                self.stop_geometries.append(point)

    def ways(self, block: Objects) -> Iterator[None]:
        """Keep streets, the ways of routes, water lines, and areas that are one ring; yield now and then."""
        self.area_ways.add(block, np.flatnonzero(_among(block.ids, self.relations.ways_of_areas)))
        yield
        of_lines = np.zeros(len(block.ids), dtype=bool)
        of_lines[block.with_key(self._of_lines)] = True
        for chosen in block.portions(block.with_key(self._of_ways)):
            self._note_stamps(block, chosen)
            ways = TaggedWays(block, chosen, self._meanings, self.locations)
            self._lines(ways, of_lines[chosen])
            self._rings(ways, block, chosen)
            yield

    def _lines(self, ways: TaggedWays, of_lines: NDArray[np.bool_]) -> None:
        """Keep streets, ways that are ridden, water lines, and lines that are objects."""
        self.line_stop_ids.update(f"w{way}" for way in ways.ids[ways.which(_is_line_stop) & of_lines].tolist())
        wanted = _among(ways.ids, self.relations.ways_of_routes)
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
        names = ways.names(np.array(list(of_way), dtype=np.int64))
        for (way, parts), name in zip(of_way.items(), names, strict=True):
            geometry = shapely.MultiLineString(parts) if len(parts) > 1 else shapely.LineString(parts[0])
            osm_id, meaning = f"w{ways.ids[way]}", ways.meaning(way)
            if wanted[way]:
                self.geometries[osm_id] = geometry
            if is_object[way]:
                self._keep(osm_id, name, meaning.modes, None, meaning.held, geometry=geometry)

    def _rings(self, ways: TaggedWays, block: Objects, chosen: NDArray[np.int64]) -> None:
        """Keep areas that are one ring; leave those to osmium that are not plain."""
        is_area = ways.which(lambda way: way.area is not None) & ways.nodes.is_ring
        rings = np.flatnonzero(is_area & ways.nodes.is_plain)
        odd = np.flatnonzero(is_area & ~ways.nodes.is_plain)
        if len(rings):
            corners, ptr = ways.nodes.corners(rings)
            sound = are_simple(corners, ptr)
            land = np.array([_land_row(way.area) for way in ways.meanings])[ways.groups[rings]]
            of_land = sound & (land[:, 0] > 0)
            self.land.rings(corners[np.repeat(of_land, np.diff(ptr))], np.diff(ptr)[of_land], land[of_land])
            is_object = ways.which(lambda way: way.area is not None and way.area.is_object)[rings]
            kept = np.flatnonzero(sound & is_object)
            shapes = polygons(corners, ptr, kept)
            for ring, name, polygon in zip(rings[kept].tolist(), ways.names(rings[kept]), shapes, strict=True):
                area = ways.meaning(ring).area
                if area is not None:
                    self._keep(f"w{ways.ids[ring]}", name, *area[1:], geometry=polygon)
            odd = np.sort(np.append(odd, rings[~sound]))
        for way, name in zip(odd.tolist(), ways.names(odd), strict=True):
            area = ways.meaning(way).area
            if area is not None:
                self.odd_rings[int(ways.ids[way])] = area, name
        self.area_ways.add(block, chosen[odd])

    def areas(self) -> Iterator[None]:
        """Keep the areas of relations and odd rings; to be called when all ways have come; yield now and then."""
        relations = {number: members for number, (_area, members) in self.relations.areas.items()}
        ways = self.area_ways.finish(self.locations)
        for numbers, shapes in outlines_with_holes(relations, ways):
            for number, shape in zip(numbers, shapes, strict=True):
                del relations[number]
                self._area(f"r{number}", self.relations.areas[number][0], shape)
            yield
        for number, area in enumerate(assemble(relations, ways, self.odd_rings)):
            self._assembled_area(area)
            if number % _AREAS_AT_ONCE == 0:
                yield

    def _assembled_area(self, area: Any) -> None:
        """Keep an area that osmium assembled."""
        number = area.orig_id()
        named: NamedArea | None
        if area.from_way():
            osm_id, named = f"w{number}", self.odd_rings[number]
        else:
            osm_id, named = f"r{number}", self.relations.areas[number][0]
        try:
            shape = shapely.from_wkb(bytes.fromhex(self._wkb.create_multipolygon(area)))
        except (RuntimeError, shapely.errors.GEOSException):
            is_wanted = osm_id in self.relations.wanted and not area.from_way()
            self.counts["broken_areas"] += bool(is_wanted or (named and named[0].is_object))
            return
        self._area(osm_id, named, shape)

    def _area(self, osm_id: str, named: NamedArea | None, shape: Any) -> None:
        if osm_id[0] == "r" and osm_id in self.relations.wanted:
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
            for route in self.relations.routes
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
            routes=self.relations.routes,
            route_masters=self.relations.masters,
            stop_areas=self.relations.stop_areas,
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


def _as_bytes(keys: tuple[str, ...]) -> frozenset[bytes]:
    return frozenset(key.encode() for key in keys)


def _objects(items: list[Any]) -> NDArray[np.object_]:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array
