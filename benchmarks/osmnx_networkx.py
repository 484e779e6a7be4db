"""The main job as a plain osmnx and networkx script does it: `python osmnx_networkx.py EXTRACT PARKS CENTRE FOLDER`.

osmnx reads OSM XML only, so the extract is first converted with pyosmium. Places, stops and parks go to their nearest
street node, as is usual with osmnx; a catchment is the convex hull of the nodes reached, the cheapest way that is in
use (uniting the streets buffered by 100 m instead took a hundred times as long in all on Las Palmas). Of the street
nodes a seeded sample is computed and the CPU time for all of them is extrapolated: `times.json` in the folder holds
the CPU seconds of each step as measured, and the total with every node.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import osmnx as ox
import pandas as pd
import shapely

SAMPLE = 200
SEED = 0
RADII = (500, 800)
FARTHEST = 960
LEAST_AREA = math.pi * 100**2  # a node that reaches no other

Tags = dict[str, str]
STREETS = {
    *("trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link"),
    *("unclassified", "residential", "living_street", "service", "pedestrian", "track", "footway", "path", "steps"),
    "road",
}
STREETS_WITH_FOOT = {"cycleway", "motorway", "motorway_link", "busway", "bridleway"}
FOOT = {"yes", "designated", "permissive"}
GONE = {"no", "vacant", "disused"}
TAXONOMY = {
    "culture": {
        "tourism": "museum gallery artwork",
        "amenity": "arts_centre theatre library cinema studio exhibition_centre community_centre events_venue "
        "conference_centre",
        "shop": "art books music",
    },
    "food": {"amenity": "restaurant fast_food food_court"},
    "third_places": {"amenity": "cafe bar pub", "shop": "coffee"},
    "retail": {"shop": "*"},
    "daily": {"shop": "supermarket convenience greengrocer bakery", "amenity": "pharmacy bank atm post_office"},
    "health": {"amenity": "hospital clinic doctors dentist", "healthcare": "*"},
    "education": {"amenity": "school kindergarten university college research_institute language_school music_school"},
    "sport": {"leisure": "sports_centre fitness_centre pitch swimming_pool"},
    "lodging": {"tourism": "hotel hostel guest_house apartment"},
    "creative_office": {
        "office": "architect advertising_agency it graphic_design coworking research company design",
        "craft": "*",
    },
}
NAMED_SHOPS = set(
    " ".join(keys["shop"] for name, keys in TAXONOMY.items() if name != "retail" and "shop" in keys).split()
)
STOPS = {"highway": "bus_stop", "public_transport": "platform", "railway": "station halt tram_stop"}
MODES = ("bus", "metro", "tram", "rail", "ferry")
DEPARTURES = {"bus": 6, "trolleybus": 6, "tram": 8, "light_rail": 8, "subway": 12, "train": 3, "ferry": 2}
BUS_LIKE = {"bus", "trolleybus", "ferry"}


def is_street(tags: Tags) -> bool:
    """Tell whether people may walk along a way."""
    highway, foot = tags.get("highway"), tags.get("foot")
    if highway not in STREETS and not (highway in STREETS_WITH_FOOT and foot in FOOT):
        return False
    if foot in {"no", "private", "use_sidepath"} or (tags.get("motorroad") == "yes" and foot not in FOOT):
        return False
    if tags.get("access") in {"no", "private"} and foot not in FOOT | {"destination", "customers"}:
        return False
    return tags.get("area") != "yes" or highway in {"pedestrian", "footway"}


def category_of(tags: Tags) -> str | None:
    """Return the category of a place."""
    for category, keys in TAXONOMY.items():
        for key, values in keys.items():
            value = tags.get(key)
            if not isinstance(value, str) or value in GONE or (category == "retail" and value in NAMED_SHOPS):
                continue
            if values == "*" or value in values.split():
                return category
    return None


def mode_of(tags: Tags) -> str | None:
    """Return the mode of a stop."""
    if tags.get("railway") in {"station", "halt"}:
        return "metro" if tags.get("station") == "subway" or tags.get("subway") == "yes" else "rail"
    if tags.get("railway") == "tram_stop":
        return "tram"
    if tags.get("amenity") == "ferry_terminal":
        return "ferry"
    platform = tags.get("public_transport") == "platform" and tags.get("bus") == "yes"
    return "bus" if tags.get("highway") == "bus_stop" or platform else None


def convert(extract: str, folder: Path) -> None:
    """Write the streets and the places as OSM XML; streets that the extract cuts lose the nodes that are missing."""
    nodes = {item.id for item in osmium.FileProcessor(extract, osmium.osm.NODE)}
    streets = osmium.BackReferenceWriter(str(folder / "streets.osm"), ref_src=extract, overwrite=True)
    places = osmium.BackReferenceWriter(str(folder / "places.osm"), ref_src=extract, overwrite=True)
    with streets, places:
        for item in osmium.FileProcessor(extract).with_filter(osmium.filter.EmptyTagFilter()):
            tags = dict(item.tags)
            if item.is_way() and is_street(tags):
                known = [node.ref for node in item.nodes if node.ref in nodes]
                if len(known) > 1:
                    streets.add(item.replace(nodes=known))
            if category_of(tags) or mode_of(tags):
                whole = not item.is_way() or all(node.ref in nodes for node in item.nodes)
                if whole and (not item.is_relation() or tags.get("type") == "multipolygon"):
                    places.add(item)


def read_lines(extract: str, crs: Any) -> dict[tuple[str, str], gpd.GeoSeries]:
    """Return the stops of each line; a line without stop members gets the stops within 30 m of its ways."""
    points, ways, routes = {}, {}, []
    for item in osmium.FileProcessor(extract).with_locations().with_filter(osmium.filter.EmptyTagFilter()):
        if item.is_node():
            points[item.id] = (shapely.Point(item.location.lon, item.location.lat), dict(item.tags))
        elif item.is_way():
            ways[item.id] = [(node.location.lon, node.location.lat) for node in item.nodes if node.location.valid()]
        elif item.tags.get("type") == "route" and item.tags.get("route") in DEPARTURES:
            routes.append((item.id, dict(item.tags), [(m.type, m.ref, m.role) for m in item.members]))
    stops = defaultdict(list)
    for point, tags in points.values():
        stops[mode_of(tags)].append(point)
    members_of = defaultdict(list)
    for relation, tags, members in routes:
        name = f"{tags['ref']} {tags.get('network', '')}" if tags.get("ref") else f"relation {relation}"
        members_of[tags["route"], name].extend(members)
    lines = {}
    for (mode, name), members in members_of.items():
        nodes = [(*points[ref], role) for kind, ref, role in members if kind == "n" and ref in points]
        at = [point for point, tags, role in nodes if "stop" in role or "platform" in role or mode_of(tags)]
        series = gpd.GeoSeries(at, crs=4326).to_crs(crs)
        if not at:
            along = [
                shapely.LineString(ways[ref]) for kind, ref, _ in members if kind == "w" and len(ways.get(ref, ())) > 1
            ]
            near = gpd.GeoSeries(along, crs=4326).to_crs(crs).buffer(30).union_all()
            all_of_mode = gpd.GeoSeries(stops["bus" if mode in BUS_LIKE else "rail"], crs=4326).to_crs(crs)
            series = all_of_mode[all_of_mode.within(near)]
        lines[mode, name] = series
    return lines


@dataclass
class City:
    """The street graph, and what stands at its nodes."""

    graph: nx.MultiGraph
    edges: gpd.GeoDataFrame
    places: dict[int, list[str]]
    stops: dict[int, list[str]]
    junctions: Counter[int]
    lines: dict[int, set[tuple[str, str]]]
    to_centre: dict[int, float]
    to_stop: dict[str, dict[int, float]]
    centre: shapely.Point


def read_city(extract: str, folder: Path, centre: tuple[float, float]) -> tuple[City, gpd.GeoDataFrame]:
    """Read the streets, places, stops and lines, each at its nearest street node."""
    directed = ox.graph_from_xml(folder / "streets.osm", bidirectional=True, retain_all=True)
    projected = ox.project_graph(directed)
    graph = ox.convert.to_undirected(projected)
    crs = graph.graph["crs"]
    edges = ox.graph_to_gdfs(graph, nodes=False)

    def nearest(points: gpd.GeoSeries) -> np.ndarray:
        return ox.distance.nearest_nodes(graph, points.x, points.y) if len(points) else np.array([], dtype=int)

    wanted = {key: True for keys in TAXONOMY.values() for key in keys} | dict.fromkeys(STOPS, True)
    features = ox.features_from_xml(folder / "places.osm", tags=wanted).to_crs(crs)
    keys = [key for key in (*wanted, "station", "subway", "bus", "name") if key in features]
    tags = features[keys].to_dict("records")
    features["category"] = [category_of(row) for row in tags]
    features["mode"] = [mode_of(row) for row in tags]
    features["node"] = nearest(features.centroid)
    places, stops, lines = defaultdict(list), defaultdict(list), defaultdict(set)
    for node, category in features.loc[features["category"].notna(), ["node", "category"]].itertuples(index=False):
        places[node].append(category)
    stands = features[features["mode"].notna()]
    named = stands.drop_duplicates(["mode", "name", "node"])
    for node, mode in named[["node", "mode"]].itertuples(index=False):
        stops[node].append(mode)
    boarded = [(line, point) for line, points in read_lines(extract, crs).items() for point in points]
    for (line, _), node in zip(boarded, nearest(gpd.GeoSeries([point for _, point in boarded])), strict=True):
        lines[node].add(line)
    # Two nodes within 10 m are one junction: osmnx unites circles of this radius.
    junctions = ox.consolidate_intersections(projected, tolerance=5, rebuild_graph=False, dead_ends=False)
    middle = gpd.GeoSeries([shapely.Point(centre)], crs=4326).to_crs(crs)
    to_centre = nx.single_source_dijkstra_path_length(graph, nearest(middle)[0], weight="length")
    to_stop = {
        mode: nx.multi_source_dijkstra_path_length(graph, set(group["node"]), weight="length")
        for mode, group in stands.groupby("mode")
    }
    counts = Counter(nearest(junctions).tolist())
    return City(graph, edges, places, stops, counts, lines, to_centre, to_stop, middle.iloc[0]), features


def catchment_area(city: City, reached: set[int]) -> float:
    """Return the km² of the convex hull of the street nodes reached."""
    hull = shapely.convex_hull(
        shapely.MultiPoint([(city.graph.nodes[n]["x"], city.graph.nodes[n]["y"]) for n in reached])
    )
    return max(hull.area, LEAST_AREA) / 1e6


def ptal(within: dict[tuple[str, str], float]) -> float:
    """Return the access index of the lines within reach, by the metres to each."""
    by_mode = defaultdict(list)
    for (mode, _), metres in within.items():
        waiting = 30 / DEPARTURES[mode] + (2.0 if mode in BUS_LIKE else 0.75)
        by_mode[mode].append(30 / (metres / 80 + waiting))
    return sum(max(edf) + (sum(edf) - max(edf)) / 2 for edf in by_mode.values())


def measure(city: City, node: int) -> dict[str, float]:
    """Return every index at a street node."""
    reached = nx.single_source_dijkstra_path_length(city.graph, node, cutoff=FARTHEST, weight="length")
    within = {radius: {n for n, metres in reached.items() if metres <= radius} for radius in RADII}
    area = {radius: catchment_area(city, nodes) for radius, nodes in within.items()}
    at = city.graph.nodes[node]
    network, straight = city.to_centre.get(node, math.nan), city.centre.distance(shapely.Point(at["x"], at["y"]))
    row = {
        "cbd_distance": network,
        "cbd_straight": straight,
        "cbd_walk_min": network / 80,
        "detour": network / straight if straight else math.nan,
        **{f"stop_distance_{mode}": city.to_stop.get(mode, {}).get(node, math.nan) for mode in MODES},
        "stop_density_500": sum(len(city.stops.get(n, ())) for n in within[500]) / area[500],
        "intersection_density_800": sum(city.junctions[n] for n in within[800]) / area[800],
    }
    lines: dict[tuple[str, str], float] = {}
    for n, metres in reached.items():
        for line in city.lines.get(n, ()):
            if metres <= (640 if line[0] in BUS_LIKE else 960):
                lines[line] = min(metres, lines.get(line, math.inf))
    row["transit_lines"], row["ptal"] = len(lines), ptal(lines)
    for radius in RADII:
        counts = Counter(category for n in within[radius] for category in city.places.get(n, ()))
        total = counts.total()
        row |= {f"amenity_count_{category}_{radius}": counts[category] for category in TAXONOMY}
        row[f"amenity_density_{radius}"] = total / area[radius]
        row[f"amenity_hill1_{radius}"] = (
            math.exp(-sum(c / total * math.log(c / total) for c in counts.values())) if total else 0
        )
    return row


def measure_parks(city: City, parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return mean, least and greatest of every index over the nodes nearest to the crossings of a park's boundary."""
    rows = []
    for park in parks.to_crs(city.edges.crs).geometry:
        crossing = city.edges.geometry.intersection(park.boundary)
        points = crossing[~crossing.is_empty].centroid
        points = points if len(points) else gpd.GeoSeries([park.representative_point()])
        table = pd.DataFrame([measure(city, n) for n in ox.distance.nearest_nodes(city.graph, points.x, points.y)])
        rows.append(pd.concat([table.mean(), table.min().add_suffix("_min"), table.max().add_suffix("_max")]))
    return gpd.GeoDataFrame(pd.concat([parks.reset_index(drop=True), pd.DataFrame(rows)], axis=1), crs=parks.crs)


def main(extract: str, parks_file: str, centre_file: str, target: str) -> None:
    """Do the whole job and write `result.gpkg` and `times.json`."""
    folder, times = Path(target), {}

    def lap(step: str) -> None:
        times[step] = time.process_time() - sum(times.values())

    lap("imports")
    convert(extract, folder)
    lap("conversion to OSM XML")
    city, features = read_city(extract, folder, tuple(json.loads(Path(centre_file).read_text("utf-8"))))
    lap("reading and attaching")
    parks = measure_parks(city, gpd.read_file(parks_file).to_crs(4326))
    lap("parks")
    nodes = [node for node in city.graph.nodes if city.graph.degree[node] != 2]
    sample = random.Random(SEED).sample(sorted(nodes), min(SAMPLE, len(nodes)))
    reference = pd.DataFrame([measure(city, node) for node in sample])
    lap("sampled street nodes")
    for column in reference:
        below = (reference[column].to_numpy() < parks[[column]].to_numpy()).mean(axis=1)
        equal = (reference[column].to_numpy() == parks[[column]].to_numpy()).mean(axis=1)
        parks[f"{column}_pct"] = 100 * (below + equal / 2)
    where = gpd.points_from_xy(
        *zip(*((city.graph.nodes[n]["x"], city.graph.nodes[n]["y"]) for n in sample), strict=True)
    )
    layers = {
        "parks": parks,
        "reference": gpd.GeoDataFrame(reference.assign(node=sample), geometry=where, crs=city.edges.crs).to_crs(4326),
        "places": features[["category", "mode", "geometry"]].set_geometry(features.centroid).to_crs(4326),
    }
    for name, layer in layers.items():
        layer.to_file(folder / "result.gpkg", layer=name, driver="GPKG")
    lap("export")
    every_node = sum(times.values()) + times["sampled street nodes"] * (len(nodes) / len(sample) - 1)
    summary = {"cpu_s": times, "nodes": len(nodes), "sample": len(sample), "cpu_s_with_every_node": every_node}
    (folder / "times.json").write_text(json.dumps(summary, indent=1), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:5])
