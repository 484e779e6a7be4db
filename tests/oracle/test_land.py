"""Land held to plain geometry: own reading of the file, own rules, unions and distances one by one, on real cities."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from parklocus.indicators import City, compute, read_parks
from parklocus.indicators.indices.site import site_floor_area

from . import osmfile

GREEN = {"leisure": ["park", "garden"], "landuse": ["grass", "forest", "recreation_ground"], "natural": ["wood"]}
SHEDS = ["industrial", "warehouse", "factory"]
TOUCH = 1e-3  # metres: what shares a node with a street touches it, but for rounding; what runs beside it does not


def is_industrial(tags):
    if tags.get("building") in SHEDS or tags.get("landuse") in ("industrial", "brownfield"):
        return True
    if tags.get("historic") in ("industrial", "factory", "works", "warehouse", "mill", "mine"):
        return True
    for before in ("disused:", "abandoned:"):
        if tags.get(before + "building") in SHEDS or tags.get(before + "landuse") == "industrial":
            return True
        if tags.get(before + "man_made") == "works":
            return True
    return False


class Plain:
    """A city's land from its file, every area with its tags, in the engine's metres."""

    def __init__(self, file):
        self.city = City.from_osm(file, cache=False)
        osm = osmfile.read(file)
        shift = Transformer.from_crs(osm.crs, self.city.crs, always_xy=True)

        def moved(shape):
            return shapely.transform(shape, shift.transform, interleaved=False)

        keys = {"building", "building:part", "landuse", "natural", "leisure", "waterway", "historic"}
        self.areas = []
        self.lines = []
        for kind, table in (("w", osm.way_tags), ("r", osm.relation_tags)):
            for number, tags in table.items():
                if not any(key in keys or key.startswith(("disused:", "abandoned:")) for key in tags):
                    continue
                area = None if tags.get("area") == "no" else osm.area(kind, number)
                if area is not None:
                    self.areas.append((moved(area), tags))
                wet = tags.get("natural") == "coastline" or tags.get("waterway") in ("river", "canal")
                line = osm.way_line(number) if kind == "w" and wet and tags.get("tunnel", "no") == "no" else None
                if line is not None:
                    self.lines.append(moved(line))

    def of(self, wanted):
        return [shape for shape, tags in self.areas if wanted(tags)]

    @property
    def water(self):
        return self.of(lambda t: t.get("natural") == "water" or t.get("waterway") == "riverbank") + self.lines

    def green(self, *, public=False):
        return self.of(
            lambda t: (
                any(t.get(key) in values for key, values in GREEN.items())
                and not (public and t.get("access") in ("no", "private"))
            )
        )

    @property
    def sites(self):
        """Squares about buildings that tell their levels, about industrial land and about any buildings."""
        told = self.of(lambda t: "building:levels" in t or "height" in t)
        anything = told[::7][:8] + self.of(is_industrial)[::9][:8] + self.of(lambda t: "building" in t)[::2003][:6]
        return [shape.centroid.buffer(100.0 + 15 * n, cap_style="square") for n, shape in enumerate(anything)]


@pytest.fixture(scope="module", params=["neubrandenburg", "las_palmas"])
def plain(request, demo_dir):
    if request.param == "neubrandenburg":
        return Plain(demo_dir / "neubrandenburg.osm.pbf")
    return Plain(request.getfixturevalue("data_dir") / "las_palmas" / "las_palmas.osm.pbf")


def covered(shapes, site):
    near = [shape.intersection(site) for shape in shapes if shape.intersects(site)]
    return shapely.union_all(near).area / site.area


@pytest.fixture(scope="module")
def measured(plain):
    import geopandas as gpd

    sites = plain.sites
    frame = gpd.GeoDataFrame({"id": range(len(sites)), "name": "s"}, geometry=sites, crs=plain.city.crs)
    indices = ["industrial_legacy", "building_coverage", "floor_area_ratio", "green_distance", "water_distance"]
    return compute(plain.city, read_parks(frame.to_crs(4326)), [*indices, "green_share"])


def test_sites_are_covered_as_unions_of_their_pieces_say(plain, measured):
    industrial = plain.of(is_industrial)
    built = plain.of(lambda t: t.get("building", t.get("building:part", "no")) != "no")
    sites = plain.sites
    assert measured["industrial_legacy"].to_numpy() == pytest.approx([covered(industrial, s) for s in sites], abs=1e-4)
    assert measured["building_coverage"].to_numpy() == pytest.approx([covered(built, s) for s in sites], abs=1e-4)
    assert (measured["industrial_legacy"] > 0).sum() > 5
    assert (measured["building_coverage"] > 0).sum() > 15


def plain_levels(tags):
    try:
        return float(tags["building:levels"])
    except (KeyError, ValueError):
        pass
    try:
        return max(float(tags.get("height", "").removesuffix("m").strip()) / 3.0, 1.0)
    except ValueError:
        return None


def test_floor_areas_are_those_of_pieces_cut_from_one_another(plain, measured):
    found = []
    for site in plain.sites:
        near = [(shape.intersection(site), t) for shape, t in plain.areas if shape.intersects(site)]
        parts = [(s, plain_levels(t)) for s, t in near if "building:part" in t and t.get("building", "no") == "no"]
        whole = [(s, plain_levels(t)) for s, t in near if t.get("building", "no") != "no"]
        taken, floor, known = shapely.Polygon(), 0.0, False
        for group in (parts, whole):  # a part goes before what it is part of, the higher before the lower
            for shape, levels in sorted((one for one in group if one[1] is not None), key=lambda one: -one[1]):
                floor += shape.difference(taken).area * levels
                taken = shapely.union_all([taken, shape])
                known = known or shape.area > 1.0
        found.append(floor / site.area if known or not whole else np.nan)
    assert measured["floor_area_ratio"].to_numpy() == pytest.approx(found, abs=1e-3, nan_ok=True)
    assert np.isfinite(found).sum() > 5
    shares = measured["known_levels_share"].to_numpy()
    counted = [site_floor_area(plain.city, site, 3.0)[1:] for site in plain.sites]
    assert shares == pytest.approx([k / n if n else np.nan for k, n in counted], nan_ok=True)


def nodes_of(measured, count):
    rows = np.random.default_rng(5).choice(len(measured.reference), count, replace=False)
    return measured.reference.iloc[np.sort(rows)]


def test_water_is_as_far_as_the_nearest_of_all_banks(plain, measured):
    nodes = nodes_of(measured, 60)
    water = np.array(plain.water, dtype=object)
    expected = [shapely.distance(water, point).min() for point in nodes.geometry.to_crs(plain.city.crs)]
    assert nodes["water_distance"].to_numpy() == pytest.approx(expected, abs=0.02)


def as_graph(streets):
    graph = nx.Graph()
    for u, v, length in zip(streets.edge_u.tolist(), streets.edge_v.tolist(), streets.edge_length, strict=True):
        if not graph.has_edge(u, v) or graph[u][v]["weight"] > length:
            graph.add_edge(u, v, weight=length)
    return graph


def test_green_is_entered_where_a_walk_first_touches_it(plain, measured):
    streets = plain.city.streets
    green = np.array(plain.green(public=True), dtype=object)
    graph = as_graph(streets)
    step = 0.5
    tree = shapely.STRtree(green)
    beside = {}
    for shape, edge in shapely.STRtree(streets.lines).query(green, predicate="dwithin", distance=TOUCH).T:
        beside.setdefault(edge, []).append(green[shape])
    for edge, shapes in beside.items():
        line = streets.lines[edge]
        # Every half metre, and wherever an edge of green comes to the street, however narrow the green.
        edges = [shapely.shortest_line(line, shape.boundary) for shape in shapes]
        edges += [line.intersection(shape.boundary) for shape in shapes]
        narrow = [line.project(shapely.Point(xy)) for xy in shapely.get_coordinates(edges)]
        narrow += [line.project(shapely.Point(xy)) for xy in line.coords]
        along = np.unique([*np.arange(0.0, line.length, step), *narrow, line.length])
        is_green = np.zeros(len(along), dtype=bool)
        is_green[tree.query(shapely.line_interpolate_point(line, along), predicate="dwithin", distance=TOUCH)[0]] = True
        for end, metres in ((streets.edge_u[edge], along), (streets.edge_v[edge], line.length - along)):
            least = metres[is_green].min(initial=np.inf)
            if least < graph.get_edge_data(int(end), "green", {"weight": np.inf})["weight"]:
                graph.add_edge(int(end), "green", weight=least)
    cut_off = streets.is_cut_off
    connected = streets.lines[~cut_off]
    roads = shapely.STRtree(connected)
    edges = np.flatnonzero(~cut_off)
    for shape in green:
        if len(roads.query(shape, predicate="dwithin", distance=TOUCH)):
            continue
        nearest = roads.query_nearest(shape, max_distance=200.0)
        if len(nearest):
            edge = edges[nearest[0]]
            line, leg = streets.lines[edge], streets.lines[edge].distance(shape)
            offset = line.project(shapely.Point(shapely.shortest_line(line, shape).coords[0]))
            for end, metres in ((streets.edge_u[edge], offset), (streets.edge_v[edge], line.length - offset)):
                if metres + leg < graph.get_edge_data(int(end), "green", {"weight": np.inf})["weight"]:
                    graph.add_edge(int(end), "green", weight=metres + leg)
    expected = nx.single_source_dijkstra_path_length(graph, "green")
    by_osm = {osm: node for node, osm in enumerate(streets.node_osm.tolist())}
    nodes = measured.reference
    found = nodes["green_distance"].to_numpy()
    wanted = np.array([expected.get(by_osm[one], np.nan) for one in nodes["node"].tolist()])
    assert np.array_equal(np.isnan(found), np.isnan(wanted))
    off = np.abs(found - wanted) > step + 0.1
    assert not off.any()


def test_green_shares_are_those_of_points_given_to_their_nearest_street(plain, measured):
    streets = plain.city.streets
    graph = as_graph(streets)
    tree = shapely.STRtree(streets.lines)
    green = shapely.STRtree(np.array(plain.green(), dtype=object))
    by_osm = {osm: node for node, osm in enumerate(streets.node_osm.tolist())}
    chosen = nodes_of(measured, 12)
    errors = []
    streets_ends = (streets.edge_u, streets.edge_v)
    for osm, value in zip(chosen["node"], chosen["green_share_500"], strict=True):
        node = by_osm[osm]
        distance = nx.single_source_dijkstra_path_length(graph, node, cutoff=500.0)
        x, y = streets.node_x[node], streets.node_y[node]
        steps = np.arange(-650.0, 650.0, 7.0)
        points = shapely.points(*[axis.ravel() for axis in np.meshgrid(x + steps, y + steps)])
        point, edge = tree.query_nearest(points, max_distance=100.0, all_matches=False)
        is_green = np.zeros(len(points), dtype=bool)
        is_green[green.query(points, predicate="intersects")[0]] = True
        u, v = ([max(500.0 - distance.get(n, np.inf), 0.0) for n in ends[edge].tolist()] for ends in streets_ends)
        offset = shapely.line_locate_point(streets.lines[edge], points[point])
        u, v = (np.where(np.array(left) > 0, left, -1.0) for left in (u, v))
        weight = (offset <= u) | (offset >= streets.edge_length[edge] - v)
        errors.append(value - (weight * is_green[point]).sum() / weight.sum())
    assert np.abs(errors).max() < 0.02
    assert np.abs(np.mean(errors)) < 0.004
