"""The whole study as a plain osmnx and networkx script does it: `python with_osmnx.py INPUT OUTPUT`.

osmnx reads OSM XML only, so the extract is first converted with pyosmium. Places, stops and parks go to their nearest
street node, as is usual with osmnx; a catchment is the convex hull of the nodes reached, the cheapest way that is in
use (uniting the streets buffered by 100 m instead took a hundred times as long in all on Las Palmas). Of the street
nodes a seeded sample is computed and the CPU time for all of them is extrapolated: `facts.json` says
what is to be added, and the CPU seconds of each step as measured.
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

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import shapely
from osmnx_reading import convert, read_features, read_lines, read_streets
from tagging import BUS_LIKE, TAXONOMY

SAMPLE = 200
SEED = 0
RADII = (500, 800)
FARTHEST = 960
MODES = ("bus", "metro", "tram", "rail", "ferry")
LEAST_AREA = math.pi * 100**2  # a node that reaches no other

DEPARTURES = {"bus": 6, "trolleybus": 6, "tram": 8, "light_rail": 8, "subway": 12, "train": 3, "ferry": 2}


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
    projected = read_streets(folder)
    graph = ox.convert.to_undirected(projected)
    crs = graph.graph["crs"]
    edges = ox.graph_to_gdfs(graph, nodes=False)

    def nearest(points: gpd.GeoSeries) -> np.ndarray:
        return ox.distance.nearest_nodes(graph, points.x, points.y) if len(points) else np.array([], dtype=int)

    features = read_features(folder, crs)
    features["node"] = nearest(features.centroid)
    places, stops, lines = defaultdict(list), defaultdict(list), defaultdict(set)
    for node, category in features.loc[features["category"].notna(), ["node", "category"]].itertuples(index=False):
        places[node].append(category)
    stands = features[features["mode"].notna()]
    named = stands.drop_duplicates(["mode", "name", "node"])
    for node, mode in named[["node", "mode"]].itertuples(index=False):
        stops[node].append(mode)
    boarded = [(line, point) for line, points in read_lines(extract, stands).items() for point in points]
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


def main(given: str, output: str) -> None:
    """Do the whole job and write `result.gpkg` and `facts.json`."""
    folder, times = Path(output), {}
    study = json.loads((Path(given) / "study.json").read_text("utf-8"))
    extract = study["extract"]

    def lap(step: str) -> None:
        times[step] = time.process_time() - sum(times.values())

    lap("imports")
    convert(extract, folder)
    lap("conversion to OSM XML")
    city, features = read_city(extract, folder, tuple(study["centre"]))
    lap("reading and attaching")
    parks = measure_parks(city, gpd.read_file(Path(given) / "parks.geojson").to_crs(4326))
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
    facts = {
        "cpu_s_to_add": times["sampled street nodes"] * (len(nodes) / len(sample) - 1),
        "peer_extrapolated_from": f"{len(sample)} of {len(nodes)} street nodes",
        "peer_steps_cpu_s": {step: round(seconds, 1) for step, seconds in times.items()},
    }
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
