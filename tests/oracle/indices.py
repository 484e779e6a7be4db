"""Every index of the catalogue at one point of the network, and a park's value from those of its access points."""

from __future__ import annotations

import math
from collections import Counter
from copy import copy
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry import Point

from .opportunities import fields_to_nearest, things
from .opportunities import values as opportunities
from .osmfile import read
from .places import CATEGORIES, places
from .streets import Position, Streets, junctions
from .transit import lines, stops, stops_of_one_name

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .streets import Land

METRES_A_MINUTE = 80.0
STOP_RADIUS = 500.0
AMENITY_RADII = (500, 800)
JUNCTION_RADIUS = 800.0
FARTHEST = 2400.0  # metres: half an hour on foot
RAIL = 960.0
CULTURE_RADIUS = 1000
WALK_TO_LINE = {"bus": 640.0, "trolleybus": 640.0, "ferry": 640.0}
DEPARTURES = {"bus": 6, "trolleybus": 6, "tram": 8, "light_rail": 8, "subway": 12, "train": 3, "ferry": 2}
K = {"bus": 2.0, "trolleybus": 2.0, "ferry": 2.0}
BANDS = ((0, "0"), (2.5, "1a"), (5, "1b"), (10, "2"), (15, "3"), (20, "4"), (25, "5"), (40, "6a"), (math.inf, "6b"))
MODES = ("bus", "metro", "tram", "rail", "ferry")


def hill1(counts: list[int]) -> float:
    """Return exp of the Shannon entropy of the shares; 0 where nothing is counted."""
    total = sum(counts)
    if total == 0:
        return 0.0
    return math.exp(-sum(n / total * math.log(n / total) for n in counts if n))


def ptal_index(lines_within: list[tuple[str, float, float]]) -> float:
    """Return the access index of (mode, metres, departures per hour) of each line within reach."""
    by_mode: dict[str, list[float]] = {}
    for mode, metres, departures in lines_within:
        walking, waiting = metres / METRES_A_MINUTE, 30 / departures + K.get(mode, 0.75)
        by_mode.setdefault(mode, []).append(30 / (walking + waiting))
    return sum(max(edf) + (sum(edf) - max(edf)) / 2 for edf in by_mode.values())


def ptal_band(index: float) -> str:
    """Return Transport for London's band of an access index."""
    return next(band for most, band in BANDS if index <= most)


def percentile(value: float, reference: np.ndarray) -> float:
    """Return the share of the reference below a value plus half of that equal to it (to a millionth), times 100."""
    known = reference[~np.isnan(reference)]
    equal = np.abs(known - value) <= 1e-6
    return float(((known < value) & ~equal).sum() + equal.sum() / 2) / len(known) * 100


class City:
    """A city read once, with the distance fields that every point is measured in."""

    def __init__(self, path: Path | str, centres: list[tuple[float, float]]) -> None:
        self.osm = read(path)
        self.streets = Streets(self.osm)
        self.all_places = places(self.osm, self.streets)
        self.places = [place for place in self.all_places if place.position is not None]
        self.things = things(self.osm, self.streets)
        self.to_nearest = fields_to_nearest(self)
        self.stops = stops(self.osm, self.streets)
        self.lines = lines(self.osm, self.streets, self.stops)
        self.junctions = junctions(self.streets)
        self.stop_groups = stops_of_one_name([stop for stop in self.stops if stop.positions])
        # Streets are walked both ways, so a distance to the nearest of some targets is one search from all of them.
        self.to_stop = {}
        for mode in MODES:
            positions = [position for stop in self.stops if stop.mode == mode for position in stop.positions]
            if positions:
                self.to_stop[mode] = (positions, self.streets.distances(positions))

        self.measure_from(centres)

    def without_places_in(self, geometry: BaseGeometry) -> City:
        """Return the same city without the places inside a park given in WGS 84; inside a point there is none."""
        site, city = self.osm.project(geometry), copy(self)
        city.places = [place for place in self.places if site.area == 0 or not site.intersects(place.point)]
        city.all_places = [place for place in self.all_places if site.area == 0 or not site.intersects(place.point)]
        city.things = {
            name: [thing for thing in found if site.area == 0 or not site.intersects(thing.point)]
            for name, found in self.things.items()
        }
        city.to_nearest = fields_to_nearest(city)
        return city

    def measure_from(self, centres: list[tuple[float, float]]) -> None:
        """Take these points (lon, lat) as the centres."""
        self.centres = [self._attached(lon, lat) for lon, lat in centres]
        self.to_centre = [self.streets.distances([centre]) for centre in self.centres]

    def _attached(self, lon: float, lat: float) -> Position:
        position = self.streets.attach_whole(self.osm.project(Point(lon, lat)))
        if position is None:
            raise ValueError("a centre lies farther than 200 m off any street")
        return position

    def at(self, origin: Position, land: Land) -> dict[str, float]:
        """Return every index column at one point of the network; missing is NaN."""
        reached = self.streets.distances([origin], cutoff=FARTHEST)
        area = {
            radius: self.streets.catchment_area(origin, reached, radius, land)
            for radius in {STOP_RADIUS, JUNCTION_RADIUS, CULTURE_RADIUS, *AMENITY_RADII}
        }
        return {
            **self._centre(origin),
            **self._stop_distances(origin),
            f"stop_density_{STOP_RADIUS:.0f}": self._stop_count(origin, reached) / area[STOP_RADIUS],
            **self._lines(origin, reached),
            **self._amenities(origin, reached, area),
            **opportunities(self, origin, reached, area),
            f"intersection_density_{JUNCTION_RADIUS:.0f}": self._junction_count(reached) / area[JUNCTION_RADIUS],
        }

    def to_field(self, origin: Position, field: dict[int, float], targets: list[Position]) -> float:
        metres = min(field.get(node, math.inf) + more for node, more in self.streets.seeds(origin).items())
        return min([metres, *(self.streets.between(origin, {}, target) for target in targets)])

    def _centre(self, origin: Position) -> dict[str, float]:
        network = [self.to_field(origin, field, [c]) for field, c in zip(self.to_centre, self.centres, strict=True)]
        nearest = int(np.argmin(network))
        if math.isinf(network[nearest]):
            return dict.fromkeys(("cbd_distance", "cbd_straight", "cbd_walk_min", "detour"), math.nan)
        straight = math.hypot(origin.x - self.centres[nearest].x, origin.y - self.centres[nearest].y)
        return {
            "cbd_distance": network[nearest],
            "cbd_straight": straight,
            "cbd_walk_min": network[nearest] / METRES_A_MINUTE,
            "detour": network[nearest] / straight if straight else math.nan,
        }

    def _stop_distances(self, origin: Position) -> dict[str, float]:
        values = dict.fromkeys((f"stop_distance_{mode}" for mode in MODES), math.nan)
        for mode, (positions, field) in self.to_stop.items():
            metres = self.to_field(origin, field, positions)
            values[f"stop_distance_{mode}"] = metres if math.isfinite(metres) else math.nan
        return values

    def _least(self, origin: Position, reached: dict[int, float], positions: list[Position]) -> float:
        return min((self.streets.between(origin, reached, position) for position in positions), default=math.inf)

    def _stop_count(self, origin: Position, reached: dict[int, float]) -> int:
        least = [
            self._least(origin, reached, [position for stop in group for position in stop.positions])
            for group in self.stop_groups
        ]
        return sum(metres <= STOP_RADIUS for metres in least)

    def _lines(self, origin: Position, reached: dict[int, float]) -> dict[str, float]:
        if self.lines is None:
            return {"transit_lines": math.nan, "transit_frequency": math.nan, "ptal": math.nan}
        metres = [(line, self._least(origin, reached, line.positions)) for line in self.lines]
        within = [(line, d) for line, d in metres if d <= WALK_TO_LINE.get(line.mode, RAIL)]
        return {
            "transit_lines": len({line.key for line, _ in within}),
            "transit_frequency": sum(DEPARTURES[line.mode] for line, _ in within),
            "ptal": ptal_index([(line.mode, d, DEPARTURES[line.mode]) for line, d in within]),
        }

    def _amenities(self, origin: Position, reached: dict[int, float], area: dict[float, float]) -> dict[str, float]:
        values: dict[str, float] = {}
        metres = [(place.category, self.streets.between(origin, reached, place.position)) for place in self.places]
        for radius in AMENITY_RADII:
            counts = Counter(category for category, d in metres if d <= radius)
            for category in CATEGORIES:
                values[f"amenity_count_{category}_{radius}"] = counts[category]
            values[f"amenity_density_{radius}"] = counts.total() / area[radius]
            values[f"amenity_hill1_{radius}"] = hill1(list(counts.values()))
        return values

    def _junction_count(self, reached: dict[int, float]) -> int:
        least = [min(reached.get(node, math.inf) for node in group) for group in self.junctions]
        return sum(metres <= JUNCTION_RADIUS for metres in least)

    def values(self, positions: list[Position], cell: float = 5.0) -> dict[str, tuple[float, float, float]]:
        """Return mean, least and greatest of every index over the access points of a park (or over one node)."""
        land = self.streets.land(positions, CULTURE_RADIUS, cell)
        rows = [self.at(position, land) for position in positions]
        columns = {column: np.array([row[column] for row in rows], dtype=float) for column in rows[0]}
        there = {column: v[~np.isnan(v)] for column, v in columns.items()}  # an access point may have no value
        return {c: (v.mean(), v.min(), v.max()) if len(v) else (math.nan,) * 3 for c, v in there.items()}
