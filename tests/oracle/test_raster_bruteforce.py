"""People, light and supply within reach on real cities, counted plainly: squares of 5 m and every 2 m of street."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from scipy.spatial import cKDTree

from parklocus.indicators import City, compute, read_parks
from parklocus.indicators.network.attach import attach_points

RADIUS, SIDE, STEP = 500.0, 5.0, 2.0
CELLS, CELL = 14, 150.0
ZONES, WEIGHTS = (400.0, 800.0, 1200.0), (1.0, 0.68, 0.22)
SUPPLY = "culture"
INDICES = ["population_reach_500", "night_light_500", f"e2sfca_{SUPPLY}"]
PARTS = ["population_reach_density_1000", "intersection_density_1000", "daily_living_1000"]
WALKABILITY = "walkability_1000"


@dataclass
class Plain:
    """A city in the middle of two rasters: streets as a graph, land in squares, each at a sample of a street."""

    city: City
    table: pd.DataFrame
    graph: nx.Graph
    edge: np.ndarray  # of a sample
    offset: np.ndarray
    people: np.ndarray
    light: np.ndarray  # of a sample: the light on the squares that it stands for
    land: np.ndarray  # of a sample: those squares
    nodes: np.ndarray

    def to_samples(self, reached):
        """Return the metres to every sample from those to the nodes."""
        streets = self.city.streets
        metres = np.full(streets.n_nodes, np.inf)
        metres[list(reached)] = list(reached.values())
        there = metres[streets.edge_u[self.edge]] + self.offset
        return np.minimum(there, metres[streets.edge_v[self.edge]] + streets.edge_length[self.edge] - self.offset)

    def from_node(self, node, cutoff):
        return nx.single_source_dijkstra_path_length(self.graph, int(node), cutoff=cutoff, weight="length")

    def of(self, column):
        """Return the engine's values at the nodes, which are the parks."""
        return self.table[column].to_numpy()


def write_raster(path, city, values, corner, cell=CELL):
    options = {"driver": "GTiff", "count": 1, "height": CELLS, "width": CELLS, "dtype": "float32"}
    transform = rasterio.Affine(cell, 0.0, corner[0], 0.0, -cell, corner[1])
    with rasterio.open(path, "w", crs=city.crs.to_wkt(), transform=transform, **options) as dataset:
        dataset.write(values.astype("float32"), 1)
    return path


def densest(city):
    """Return the place with the most others within 500 m: the middle of a town."""
    xy = np.column_stack([city.places.geometry.x, city.places.geometry.y])
    tree = cKDTree(xy)
    return xy[np.argmax([len(near) for near in tree.query_ball_point(xy, 500.0)])]


@pytest.fixture(scope="module", params=["neubrandenburg", pytest.param("chengdu", marks=pytest.mark.data)])
def plain(request, demo_dir, tmp_path_factory):
    import geopandas as gpd

    if request.param == "neubrandenburg":
        city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf")
    else:
        city = City.from_osm(request.getfixturevalue("data_dir") / "chengdu" / "chengdu.osm.pbf")
    streets, folder = city.streets, tmp_path_factory.mktemp("rasters")
    middle = densest(city)
    left, top = middle[0] - CELLS / 2 * CELL, middle[1] + CELLS / 2 * CELL
    random = np.random.default_rng(7)
    people, light = random.gamma(0.7, 60.0, (CELLS, CELLS)).round(), random.gamma(2.0, 5.0, (CELLS, CELLS))
    rasters = {
        "population": write_raster(folder / "people.tif", city, people, (left, top)),
        "night_light": write_raster(folder / "light.tif", city, light, (left, top)),
    }
    size = CELLS * CELL
    box = shapely.box(left - CELL, top - size - CELL, left + size + CELL, top + CELL)
    edges = np.flatnonzero(shapely.intersects(streets.lines, box))
    count = np.ceil(streets.edge_length[edges] / STEP).astype(int)
    edge = np.repeat(edges, count)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    offset = (rank + 0.5) * (streets.edge_length[edge] / np.repeat(count, count))
    tree = cKDTree(shapely.get_coordinates(shapely.line_interpolate_point(streets.lines[edge], offset)))
    side = np.arange(0, size, SIDE) + SIDE / 2
    across, down = (item.ravel() for item in np.meshgrid(side, side))
    distance, nearest = tree.query(np.column_stack([left + across, top - down]))
    near = distance <= 100
    number = (down // CELL).astype(int)[near] * CELLS + (across // CELL).astype(int)[near]
    share = people.ravel()[number] / np.bincount(number, minlength=people.size)[number]

    def along(amounts):
        """Spread what lies on the squares evenly along the street that each belongs to."""
        on_edge = np.bincount(edge[nearest[near]], weights=amounts, minlength=streets.n_edges)
        return on_edge[edge] / np.bincount(edge, minlength=streets.n_edges)[edge]

    graph = nx.Graph()
    for one, other, length in zip(streets.edge_u.tolist(), streets.edge_v.tolist(), streets.edge_length, strict=True):
        if not graph.has_edge(one, other) or graph[one][other]["length"] > length:
            graph.add_edge(one, other, length=length)
    away = np.hypot(streets.node_x - middle[0], streets.node_y - middle[1])
    nodes = random.choice(np.flatnonzero((away < 450) & (streets.degree != 2)), 8, replace=False)
    at = shapely.points(np.column_stack([streets.node_x[nodes], streets.node_y[nodes]]))
    parks = gpd.GeoDataFrame({"id": nodes.astype(str), "name": nodes.astype(str)}, geometry=at, crs=city.crs)
    table = compute(city, read_parks(parks.to_crs(4326)), INDICES, rasters=rasters)
    samples = along(share), along(light.ravel()[number]), along(np.ones(len(number)))
    return Plain(city, table, graph, edge, offset, *samples, nodes)


def test_people_within_reach(plain):
    for node, ours in zip(plain.nodes, plain.of("population_reach_500"), strict=True):
        there = plain.to_samples(plain.from_node(node, RADIUS)) <= RADIUS
        assert ours == pytest.approx(plain.people[there].sum(), rel=0.02)


def test_light_is_the_mean_over_the_squares_reached(plain):
    for node, ours in zip(plain.nodes, plain.of("night_light_500"), strict=True):
        there = plain.to_samples(plain.from_node(node, RADIUS)) <= RADIUS
        assert ours == pytest.approx(plain.light[there].sum() / plain.land[there].sum(), rel=0.02)


def supplies(plain):
    """Return the metres from each place of supply to the samples and to the nodes, as far as the last zone."""
    city, streets = plain.city, plain.city.streets
    places = city.places[city.places["category"] == SUPPLY]
    points = attach_points(streets, places.geometry.x.to_numpy(), places.geometry.y.to_numpy())
    found = []
    for edge, offset, leg in zip(points.edge, points.offset, points.leg, strict=True):
        if edge < 0:
            continue
        graph = plain.graph
        graph.add_edge("place", int(streets.edge_u[edge]), length=offset + leg)
        over = graph.get_edge_data("place", int(streets.edge_v[edge]), {"length": np.inf})["length"]
        graph.add_edge("place", int(streets.edge_v[edge]), length=min(over, streets.edge_length[edge] - offset + leg))
        reached = nx.single_source_dijkstra_path_length(graph, "place", cutoff=ZONES[-1], weight="length")
        graph.remove_node("place")
        del reached["place"]
        to_samples = plain.to_samples(reached)
        own = plain.edge == edge
        to_samples[own] = np.minimum(to_samples[own], np.abs(plain.offset[own] - offset) + leg)
        found.append((to_samples, np.array([reached.get(int(node), np.inf) for node in plain.nodes])))
    return found


def weight(metres):
    return np.select([metres <= zone for zone in ZONES], WEIGHTS, 0.0)


@pytest.fixture(scope="module")
def of_supplies(plain):
    return supplies(plain)


def test_supply_for_people(plain, of_supplies):
    total = np.zeros(len(plain.nodes))
    for to_samples, to_nodes in of_supplies:
        demand = (weight(to_samples) * plain.people).sum()
        total += weight(to_nodes) / demand if demand else 0.0
    assert plain.of(f"e2sfca_{SUPPLY}") == pytest.approx(1000 * total, rel=0.03)
    assert (total > 0).sum() >= 4


@pytest.mark.filterwarnings("ignore")
def test_supply_for_people_equals_pysal_access(plain, of_supplies):
    """PySAL's own two steps over the same ways; the people of ten samples, about 20 m of street, stand at one."""
    from access import fca

    inhabited = np.flatnonzero(plain.people > 0)
    groups = np.array_split(inhabited, len(inhabited) // 10)
    middle = np.array([group[len(group) // 2] for group in groups])
    people = pd.DataFrame({"people": [plain.people[group].sum() for group in groups] + [0.0] * len(plain.nodes)})
    people.index.name = "geoid"
    costs = []
    for number, (to_samples, to_nodes) in enumerate(of_supplies):
        metres = np.concatenate([to_samples[middle], to_nodes])
        (origin,) = np.nonzero(metres <= ZONES[-1])
        costs.append(pd.DataFrame({"origin": origin, "dest": number, "cost": metres[origin]}))
    supply = pd.DataFrame({"places": 1.0}, index=pd.RangeIndex(len(of_supplies), name="geoid"))
    values = fca.two_stage_fca(
        demand_df=people,
        supply_df=supply,
        cost_df=pd.concat(costs, ignore_index=True),
        max_cost=ZONES[-1],
        demand_name="people",
        supply_name="places",
        weight_fn=lambda cost: float(weight(np.asarray(cost))),
    )
    theirs = values.reindex(len(groups) + np.arange(len(plain.nodes))).fillna(0.0).to_numpy()
    assert plain.of(f"e2sfca_{SUPPLY}") == pytest.approx(1000 * theirs, rel=0.03)


def test_walkability_is_the_sum_of_z_scores_of_its_parts(plain, tmp_path):
    """The parts are held to plain counts elsewhere; here means and deviations are taken over the reference's rows."""
    city = plain.city
    west, south, east, north = city.extent.bounds
    people = np.random.default_rng(5).gamma(2.0, 500.0, (CELLS, CELLS))
    cell = max(east - west, north - south) / (CELLS - 2)
    path = write_raster(tmp_path / "wide.tif", city, people, (west - cell, north + cell), cell)
    parks = read_parks(plain.table[["id", "name", "geometry"]])
    table = compute(city, parks, [*PARTS, WALKABILITY], rasters={"population": path})
    reference = table.reference
    counts = np.array([WALKABILITY not in names for names in reference["edge_affected"].fillna("").str.split(",")])
    among = reference[counts & reference[PARTS].notna().all(axis=1).to_numpy()]
    assert len(among) > 100
    for rows in (table, reference):
        expected = ((rows[PARTS] - among[PARTS].mean()) / among[PARTS].std(ddof=0)).sum(axis=1, min_count=len(PARTS))
        np.testing.assert_allclose(rows[WALKABILITY].to_numpy(), expected.to_numpy(), atol=1e-6)
