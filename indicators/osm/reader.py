"""Stream an OpenStreetMap file once per need and keep what the engine reads: streets, places, stops, routes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely
from osmium.filter import KeyFilter

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.areas import AREA_KEYS, LINE_KEYS, LandCollector, is_water_line
from parklocus.indicators.osm.modes import way_rules
from parklocus.indicators.osm.tags import (
    CLASS_CODE,
    ROUTE_MODES,
    TRANSPORT_KEYS,
    is_stop_role,
    serves_a_line,
    stop_modes,
    street_class,
)
from parklocus.indicators.osm.ways import WayCollector, Ways
from parklocus.indicators.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from parklocus.indicators.osm.taxonomy import PlaceType, Taxonomy
    from parklocus.indicators.progress import Progress

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
_MOST_X, _MOST_Y = 1_800_000_000, 900_000_000  # 180 and 90 degrees; a node that is not in the file has more
_OBJECTS_PER_PROGRESS = 20_000


@dataclass(frozen=True)
class Member:
    """A member of a relation: its type and id (``n12``, ``w3``, ``r4``) and its role."""

    osm_id: str
    role: str


@dataclass(frozen=True)
class Route:
    """A route relation as it stands in the file."""

    osm_id: str
    mode: str
    tags: dict[str, str]
    members: tuple[Member, ...]


@dataclass(frozen=True)
class StopObject:
    """An object that is a stop of one mode, or a subway entrance (mode ``entrance``)."""

    osm_id: str
    name: str
    mode: str


@dataclass
class OsmExtract:
    """What one file holds, in lon/lat degrees (WGS 84).

    Attributes
    ----------
    street_refs, street_lon, street_lat : numpy.ndarray of shape (vertices,)
        Node ids and positions of all walkable ways, one way after the other.
    street_ptr : numpy.ndarray of shape (ways + 1,)
        Where each way begins in the arrays above.
    street_classes : numpy.ndarray of shape (ways,)
        Codes of `osm.tags.STREET_CLASSES`.
    features : list of (str, str, PlaceType)
        OSM id, name and set: an entry for each set of the taxonomy that an object stands in.
    geometries : dict
        Shapely geometries of the members of routes and stop areas, by OSM id.
    land : LandCollector
        Buildings, green, water and industrial land.
    ways : Ways
        The ways that may be cycled or driven.
    bounds : tuple of float or None
        west, south, east, north as the file's header gives them.
    snapshot : str or None
        Date and time (ISO 8601) of the data, from the header or the newest object read.
    """

    street_refs: NDArray[np.int64]
    street_lon: NDArray[np.float64]
    street_lat: NDArray[np.float64]
    street_ptr: NDArray[np.int64]
    street_classes: NDArray[np.int8]
    places: list[tuple[str, str, PlaceType]]
    place_geometries: NDArray[np.object_]
    features: list[tuple[str, str, PlaceType]]
    feature_geometries: NDArray[np.object_]
    stops: list[StopObject]
    stop_geometries: NDArray[np.object_]
    routes: list[Route]
    route_masters: dict[str, str]
    stop_areas: list[frozenset[str]]
    line_stop_ids: frozenset[str]
    geometries: dict[str, Any]
    bounds: tuple[float, float, float, float] | None
    snapshot: str | None
    snapshot_source: str
    land: LandCollector = field(default_factory=LandCollector)
    ways: Ways = field(default_factory=Ways.empty)
    counts: dict[str, int] = field(default_factory=dict)


def check_osm_file(path: str | Path) -> Path:
    """Return the path of a readable OSM file.

    Raises
    ------
    InputError
        There is no such file, or its name does not end as an OSM file's does.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(_("There is no OSM file {file}.").format(file=file))
    if not file.name.lower().endswith(SUFFIXES):
        message = _("{file} is not named as an OSM file; it should end in one of: {suffixes}.")
        raise InputError(message.format(file=file, suffixes=", ".join(SUFFIXES)))
    return file


def keys_read(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the keys of which an object has at least one where the reader looks at it."""
    return tuple(dict.fromkeys((*_object_keys(taxonomy), *AREA_KEYS)))


def _object_keys(taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*TRANSPORT_KEYS, *taxonomy.keys)))


def read_osm(path: str | Path, taxonomy: Taxonomy, progress: Progress | None = None) -> OsmExtract:
    """Read an OSM file (``.osm.pbf``, ``.osm``, ``.osm.bz2``, ``.osm.gz``).

    Parameters
    ----------
    path : str or Path
        The file; clipped extracts are fine: ways are cut where their nodes are missing.
    taxonomy : Taxonomy
        Which objects are places.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`.

    Raises
    ------
    InputError
        The file is missing, is not OSM, is truncated, or holds no street that can be walked.
    """
    file = check_osm_file(path)
    collector = _Collector(taxonomy)
    report = progress or silent
    try:
        report(0.0, _("Reading relations"))
        for relation in osmium.FileProcessor(file, osmium.osm.RELATION).with_filter(KeyFilter("type")):
            collector.relation(relation)
        report(0.15, _("Reading streets, stops and places"))
        keys = _object_keys(taxonomy)
        # No place is a street: with highways among them every closed street would be made an area.
        area_keys = tuple(
            dict.fromkeys(
                ("public_transport", "railway", *(key for key in taxonomy.keys if key != "highway"), *AREA_KEYS)
            )
        )
        processor = osmium.FileProcessor(file).with_areas(KeyFilter(*area_keys))
        # Buildings are many: they come as areas alone, not as ways as well.
        of_objects, of_ways = KeyFilter(*keys), KeyFilter(*keys, *LINE_KEYS)
        of_objects.enable_for(osmium.osm.NODE | osmium.osm.RELATION)
        of_ways.enable_for(osmium.osm.WAY)
        processor = processor.with_filter(of_objects).with_filter(of_ways)
        for number, item in enumerate(processor):
            collector.add(item)
            if number % _OBJECTS_PER_PROGRESS == 0:
                report(min(0.9, 0.15 + number / 2_000_000), _("Reading streets, stops and places"))
        collector.locate_members(processor.node_location_storage)
        header = processor.header
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:  # what pyosmium raises on what is not OSM
        reason = str(error).strip().rstrip(".") or type(error).__name__
        message = _(
            "{file} cannot be read as OpenStreetMap data; it is damaged, cut short or of another format ({reason})."
        )
        raise InputError(message.format(file=file, reason=reason)) from error
    if not collector.way_classes:
        message = _("{file} holds no street that can be walked; is it the extract of a city, with its highways?")
        raise InputError(message.format(file=file))
    report(1.0, _("Read {count} streets").format(count=len(collector.way_classes)))
    return collector.finish(header)


class _Collector:
    """Gathers what the objects of a file say, in the order in which they come."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.refs: list[int] = []
        self.xs: list[int] = []
        self.ys: list[int] = []
        self.ends: list[int] = [0]
        self.way_classes: list[int] = []
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
        self.newest = ""
        self.land = LandCollector()
        self.ways = WayCollector()
        self._object_keys = _object_keys(taxonomy)
        self.counts: Counter[str] = Counter()
        self._wkb = osmium.geom.WKBFactory()

    def relation(self, relation: Any) -> None:
        """Keep routes, what groups them, and stop areas."""
        tags = dict(relation.tags)
        kind = tags.get("type")
        osm_id = f"r{relation.id}"
        if kind == "route" and tags.get("route") in ROUTE_MODES:
            members = tuple(Member(f"{m.type}{m.ref}", m.role) for m in relation.members)
            self.routes.append(Route(osm_id, tags["route"], tags, members))
            self.wanted.update(member.osm_id for member in members)
        elif kind == "route_master":
            for member in relation.members:
                self.masters[f"r{member.ref}"] = osm_id
        elif kind == "public_transport" and tags.get("public_transport") == "stop_area":
            self.stop_areas.append(frozenset(f"{m.type}{m.ref}" for m in relation.members))

    def add(self, item: Any) -> None:
        """Keep a node, a way or an area."""
        if item.is_node():
            self._node(item)
        elif item.is_way():
            self._way(item)
        elif item.is_area():
            self.land.area(item)
            tags = item.tags
            if not [key for key in self._object_keys if key in tags]:
                return
            self._area(item)
        if item.timestamp.year > 1970 and (stamp := item.timestamp.isoformat()) > self.newest:
            self.newest = stamp

    def _node(self, node: Any) -> None:
        tags = dict(node.tags)
        osm_id = f"n{node.id}"
        if serves_a_line(tags):
            self.line_stop_ids.add(osm_id)
        is_entrance = tags.get("railway") == "subway_entrance"
        modes = stop_modes(tags)
        place = self.taxonomy.classify(tags)
        held = self.taxonomy.sets_of(tags)
        if not (modes or is_entrance or place or held) or not node.location.valid():
            return
        point = shapely.Point(node.lon, node.lat)
        self._keep(osm_id, tags, modes, place, held, geometry=point)
        if is_entrance:
            self.stops.append(StopObject(osm_id, tags.get("name", ""), "entrance"))
            self.stop_geometries.append(point)

    def _way(self, way: Any) -> None:
        tags = dict(way.tags)
        osm_id = f"w{way.id}"
        street = street_class(tags)
        rules = way_rules(tags)
        is_ridden = bool(rules.cycle or rules.drive)
        wanted = osm_id in self.wanted
        if serves_a_line(tags):
            self.line_stop_ids.add(osm_id)
        modes, held = ((), []) if way.is_closed() else (stop_modes(tags), self.taxonomy.sets_of(tags))  # else an area
        is_water = is_water_line(tags)
        if not (street or is_ridden or wanted or modes or held or is_water):
            return
        pieces = list(_known_pieces(way.nodes))
        if is_water:
            self.land.line(pieces)
        self.counts["cut_ways"] += len(pieces) != 1
        if is_ridden:
            for refs, xs, ys in pieces:
                self.ways.add(refs, xs, ys, CLASS_CODE[tags["highway"]], rules)
        if street is not None:
            for refs, xs, ys in pieces:
                self.refs.extend(refs)
                self.xs.extend(xs)
                self.ys.extend(ys)
                self.ends.append(len(self.refs))
                self.way_classes.append(CLASS_CODE[street])
        if (wanted or modes or held) and pieces:
            lines = [shapely.LineString(np.column_stack([xs, ys]) / 1e7) for refs, xs, ys in pieces]
            geometry = shapely.MultiLineString(lines) if len(lines) > 1 else lines[0]
            if wanted:
                self.geometries[osm_id] = geometry
            self._keep(osm_id, tags, modes, None, held, geometry=geometry)

    def _area(self, area: Any) -> None:
        osm_id = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
        tags = dict(area.tags)
        modes = stop_modes(tags)
        place = self.taxonomy.classify(tags)
        held = self.taxonomy.sets_of(tags)
        wanted = osm_id in self.wanted and not area.from_way()
        if not (modes or place or held or wanted):
            return
        try:
            geometry = shapely.from_wkb(bytes.fromhex(self._wkb.create_multipolygon(area)))
        except (RuntimeError, shapely.errors.GEOSException):
            self.counts["broken_areas"] += 1
            return
        if wanted:
            self.geometries[osm_id] = geometry
        self._keep(osm_id, tags, modes, place, held, geometry=geometry)

    def _keep(
        self,
        osm_id: str,
        tags: dict[str, str],
        modes: tuple[str, ...],
        place: PlaceType | None,
        held: list[PlaceType],
        *,
        geometry: Any,
    ) -> None:
        name = tags.get("name", "")
        for mode in modes:
            self.stops.append(StopObject(osm_id, name, mode))
            self.stop_geometries.append(geometry)
        if place is not None:
            self.places.append((osm_id, name, place))
            self.place_geometries.append(geometry)
        for one in held:
            self.features.append((osm_id, name, one))
            self.feature_geometries.append(geometry)

    def locate_members(self, locations: Any) -> None:
        """Look up the nodes at which routes stop, whatever tags they have."""
        for route in self.routes:
            for member in route.members:
                if member.osm_id[0] == "n" and (is_stop_role(member.role) or member.osm_id in self.line_stop_ids):
                    try:
                        location = locations.get(int(member.osm_id[1:]))
                    except (KeyError, TypeError):  # not in the file; an editor's own number, below zero
                        continue
                    if location.valid():
                        self.geometries[member.osm_id] = shapely.Point(location.lon, location.lat)

    def finish(self, header: Any) -> OsmExtract:
        box = header.box()
        bounds = None
        if box.valid():
            bounds = (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        source = "header" if stamp else "newest object read" if self.newest else "unknown"
        return OsmExtract(
            street_refs=np.array(self.refs, dtype=np.int64),
            street_lon=np.array(self.xs, dtype=np.float64) / 1e7,
            street_lat=np.array(self.ys, dtype=np.float64) / 1e7,
            street_ptr=np.array(self.ends, dtype=np.int64),
            street_classes=np.array(self.way_classes, dtype=np.int8),
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
            snapshot=(stamp or self.newest) or None,
            snapshot_source=source,
            land=self.land,
            ways=self.ways.finish(),
            counts=dict(self.counts),
        )


def _known_pieces(nodes: Any) -> Iterator[tuple[list[int], list[int], list[int]]]:
    """Yield the stretches of a way whose nodes are in the file, with at least two nodes each."""
    refs: list[int] = []
    xs: list[int] = []
    ys: list[int] = []
    for node in nodes:
        if abs(node.x) > _MOST_X or abs(node.y) > _MOST_Y:
            if len(refs) > 1:
                yield refs, xs, ys
            refs, xs, ys = [], [], []
        elif not refs or node.ref != refs[-1]:
            refs.append(node.ref)
            xs.append(node.x)
            ys.append(node.y)
    if len(refs) > 1:
        yield refs, xs, ys


def _objects(items: list[Any]) -> NDArray[np.object_]:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array
