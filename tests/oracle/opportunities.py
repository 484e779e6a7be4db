"""Access to places, everyday kinds, culture, heritage, offices, campuses and gateways at one point, in plain loops."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
from shapely.geometry import Point
from shapely.ops import nearest_points

from .places import ANY, CATEGORIES, GONE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .indices import City
    from .osmfile import OsmFile, Tags
    from .streets import Position, Streets

ALSO_GONE = GONE | {"abandoned", "closed"}
SAME_CAMPUS = 500.0
WALK = 15 * 80.0
GATEWAYS = {
    "railway_station": {"railway": {"station"}},
    "motorway_junction": {"highway": {"motorway_junction"}},
    "airport": {"aeroway": {"aerodrome"}},
}
SETS: dict[str, dict[str, set[str] | None]] = {
    **GATEWAYS,
    "campus": {"amenity": {"university", "college", "research_institute"}},
    "heritage": {"historic": ANY, "heritage": ANY},
    "third_places": {"amenity": {"cafe", "bar", "pub"}, "shop": {"books", "coffee"}},
    "office": {"office": ANY, "amenity": {"coworking_space"}},
    "fresh_food": {"shop": {"supermarket", "greengrocer", "butcher", "seafood", "farm"}, "amenity": {"marketplace"}},
    "convenience": {"shop": {"convenience"}},
}
EVERYDAY: list[dict[str, set[str]]] = [
    {"shop": {"supermarket", "convenience"}},
    {"shop": {"bakery", "greengrocer"}},
    {"amenity": {"pharmacy"}},
    {"amenity": {"bank", "atm"}},
    {"amenity": {"post_office"}},
    {"amenity": {"school", "kindergarten"}},
    {"amenity": {"doctors", "clinic"}},
    {"amenity": {"restaurant"}},
    {"amenity": {"cafe"}},
    {"leisure": {"park", "pitch", "sports_centre", "stadium", "track"}},
]
NOT_A_GATEWAY = {"subway", "light_rail", "monorail", "funicular", "miniature"}


@dataclass
class Thing:
    """An object with tags: its geometry, the point where it stands, and its position on the streets."""

    tags: Tags
    geometry: BaseGeometry
    point: Point
    position: Position | None


def matches(tags: Tags, wanted: dict[str, set[str] | None]) -> str | None:
    """Return the value of the first tag that is wanted."""
    for key, values in wanted.items():
        value = tags.get(key)
        if value is not None and (value not in ALSO_GONE if values is ANY else value in values):
            return value
    return None


def things(osm: OsmFile, streets: Streets) -> dict[str, list[Thing]]:
    """Return the objects of each set, and of the ten everyday kinds by their number."""
    everything = [
        *((Point(osm.xy[node]), tags) for node, tags in osm.node_tags.items()),
        *((_shape(osm, "w", way), tags) for way, tags in osm.way_tags.items() if _is_wanted(tags)),
        *((osm.area("r", relation), tags) for relation, tags in osm.relation_tags.items() if _is_wanted(tags)),
    ]
    known = [_standing(geometry, tags, streets) for geometry, tags in everything if geometry and _is_wanted(tags)]
    found = {name: [one for one in known if matches(one.tags, wanted)] for name, wanted in SETS.items()}
    found |= {f"everyday{n}": [one for one in known if matches(one.tags, kind)] for n, kind in enumerate(EVERYDAY)}
    found["railway_station"] = [s for s in found["railway_station"] if s.tags.get("station") not in NOT_A_GATEWAY]
    found["campus"] = _campuses(found["campus"])
    return found


def _is_wanted(tags: Tags) -> bool:
    return any(matches(tags, wanted) for wanted in [*SETS.values(), *EVERYDAY])


def _shape(osm: OsmFile, kind: str, way: int) -> BaseGeometry | None:
    return osm.area(kind, way) if osm.is_closed(way) else osm.way_line(way)


def _standing(geometry: BaseGeometry, tags: Tags, streets: Streets) -> Thing:
    point = geometry.centroid
    position = streets.attach(point.x, point.y)
    if position is None:
        entering = [streets.lines[row].intersection(geometry) for row in streets.tree.query(geometry, "intersects")]
        inside = min(entering, key=point.distance, default=None)
        edge = nearest_points(geometry, streets.lines[int(streets.tree.nearest(geometry))])[0]
        edge = edge if inside is None else nearest_points(point, inside)[1]
        position = streets.attach(edge.x, edge.y)
        point = edge if position is not None else point
    return Thing(tags, geometry, point, position)


def _campuses(found: list[Thing]) -> list[Thing]:
    graph = nx.Graph()
    graph.add_nodes_from(range(len(found)))
    for (i, one), (j, other) in combinations(enumerate(found), 2):
        inside = one.geometry.contains(other.geometry.centroid) or other.geometry.contains(one.geometry.centroid)
        name = one.tags.get("name", "")
        if inside or (name and name == other.tags.get("name") and one.geometry.distance(other.geometry) <= SAME_CAMPUS):
            graph.add_edge(i, j)
    groups = nx.connected_components(graph)
    return [max((found[i] for i in sorted(group)), key=lambda thing: thing.geometry.area) for group in groups]


def exponential(metres: list[float], d_max: float) -> float:
    """Return the sum of exp(-4 d / d_max) up to d_max."""
    return sum(math.exp(-4 * d / d_max) for d in metres if d <= d_max)


def hill(counts: list[int], q: float) -> float:
    """Return the Hill number of order q; 0 of nothing."""
    shares = [n / sum(counts) for n in counts if n]
    if not shares:
        return 0.0
    if q == 1:
        return math.exp(-sum(p * math.log(p) for p in shares))
    return sum(p**q for p in shares) ** (1 / (1 - q))


def quartic(distances: list[float], h: float) -> float:
    """Return the quartic kernel density per km² of places at these distances in metres."""
    return sum(3 / (math.pi * h**2) * (1 - (d / h) ** 2) ** 2 for d in distances if d < h) * 1e6


def values(city: City, origin: Position, reached: dict[int, float], area: dict[float, float]) -> dict[str, float]:
    """Return the columns of the point-based indices at a point of the network."""
    metres = {
        name: [city.streets.between(origin, reached, thing.position) for thing in found if thing.position]
        for name, found in city.things.items()
    }
    of_category = {category: [] for category in CATEGORIES}
    for place in city.places:
        of_category[place.category].append(city.streets.between(origin, reached, place.position))
    result: dict[str, float] = {}
    for category, distances in of_category.items():
        result[f"cumulative_{category}_15"] = sum(d <= WALK for d in distances)
        result[f"cumulative_{category}_30"] = sum(d <= 2 * WALK for d in distances)
        for d_max in (800, 1600):
            result[f"gravity_{category}_{d_max}"] = exponential(distances, d_max)
        nearest = min(distances, default=math.inf)
        result[f"place_distance_{category}_1"] = nearest if nearest <= WALK else math.nan
    for radius in (500, 800):
        counts = [sum(d <= radius for d in distances) for distances in of_category.values()]
        result[f"amenity_hill0_{radius}"] = hill(counts, 0)
        result[f"amenity_hill2_{radius}"] = hill(counts, 2)
        result[f"amenity_entropy_{radius}"] = math.log(hill(counts, 1) or 1) / math.log(len(CATEGORIES))
    at = Point(origin.x, origin.y)
    result["amenity_kde_800"] = quartic([at.distance(place.point) for place in city.all_places], 800)
    everyday = [metres[f"everyday{n}"] for n in range(10)]
    result["daily_needs_15"] = sum(any(d <= WALK for d in kind) for kind in everyday) / 10
    stops = [city.streets.between(origin, reached, p) for stop in city.stops for p in stop.positions]
    three = (metres["fresh_food"], metres["convenience"], stops)
    result["daily_living_500"] = sum(any(d <= 500 for d in kind) for kind in three)
    result["third_places_500"] = sum(d <= 500 for d in metres["third_places"]) / area[500]
    result["culture_density_1000"] = sum(d <= 1000 for d in of_category["culture"]) / area[1000]
    result["heritage_gravity_1000"] = exponential(metres["heritage"], 1000)
    result["university_access_1600"] = exponential(metres["campus"], 1600)
    result["office_density_500"] = sum(d <= 500 for d in metres["office"]) / area[500]
    offices = [thing for thing in city.things["office"] if thing.position]
    kinds = Counter(
        matches(thing.tags, SETS["office"]) for thing, d in zip(offices, metres["office"], strict=True) if d <= 500
    )
    result["office_hill1_500"] = hill(list(kinds.values()), 1)
    for column, (field, targets) in city.to_nearest.items():
        least = city.to_field(origin, field, targets)
        result[column] = least if math.isfinite(least) else math.nan
    return result


def fields_to_nearest(city: City) -> dict[str, tuple[dict[int, float], list[Position]]]:
    """Return for each distance to the nearest the targets, and the distances of all nodes to them."""
    targets = {"culture_distance": [place.position for place in city.places if place.category == "culture"]}
    for column, name in {"heritage_distance": "heritage", **{f"gateway_distance_{g}": g for g in GATEWAYS}}.items():
        targets[column] = [thing.position for thing in city.things[name] if thing.position]
    return {column: (city.streets.distances(found) if found else {}, found) for column, found in targets.items()}
