"""People, light, E2SFCA and walkability: closed forms, a plain count, and PySAL access."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from cities import CRS, grid_ways, make_city, make_parks
from raster_files import write_raster

from parklocus.indicators import InputError, compute
from parklocus.indicators.computing.composites import sum_of_z_scores

WEIGHTS = (1.0, 0.68, 0.22)


def even(path, value, size=50.0):
    """Write a raster of one value over all of the small cities."""
    return write_raster(path, np.full((120, 120), value), -2000.0, 4000.0, size, CRS)


def test_people_on_a_grid_in_closed_form(tmp_path):
    city = make_city(grid_ways(13, 100.0))
    people = even(tmp_path / "p.tif", 25.0)  # 10,000 per km²; within 300 m 36 whole edges with 5000 m² of land each
    asked = ["population_reach_300", "population_reach_density_300"]
    row = compute(city, make_parks(city, {"a": shapely.Point(600, 600)}), asked, rasters={"population": people}).iloc[0]
    assert row["population_reach_300"] == pytest.approx(36 * 50, rel=0.01)
    assert row["population_reach_density_300"] == pytest.approx(10_000, rel=0.01)
    dense = even(tmp_path / "d.tif", 10_000.0)
    again = compute(
        city, make_parks(city, {"a": shapely.Point(600, 600)}), asked, rasters={"population_density": dense}
    ).iloc[0]
    assert again["population_reach_300"] == pytest.approx(row["population_reach_300"], rel=1e-4)


def test_light_is_the_mean_over_the_land_that_is_known(tmp_path):
    city = make_city(grid_ways(13, 100.0))
    light = np.full((120, 120), 2.0)
    light[:, :52] = 6.0  # west of x = 600
    light[:, 52:54] = -9.0  # a strip of 100 m that is not known
    path = write_raster(tmp_path / "l.tif", light, -2000.0, 4000.0, 50.0, CRS, nodata=-9.0)
    parks = make_parks(city, {"middle": shapely.Point(600, 600), "west": shapely.Point(200, 600)})
    table = compute(city, parks, ["night_light_300"], rasters={"night_light": path})
    # 36 edges; those between x = 600 and 700 lie in the strip that is not known, so west outweighs east.
    assert table["night_light_300"][1] == pytest.approx(6.0)
    assert 4.0 < table["night_light_300"][0] < 5.2
    assert table.definitions["direction"].tolist() == ["?"]


def plain_city():
    """Return a grid with five places on the streets; distances between all nodes are multiples of 100 m."""
    places = [(300.0, 300.0, "food"), (520.0, 600.0, "food"), (900.0, 840.0, "food"), (0.0, 0.0, "culture")]
    return make_city(grid_ways(12, 100.0), places=places), places


PIECE = 10.0  # metres; all distances are multiples of it, so that no piece lies across the end of a zone


def tables(city, places, raster):
    """Return people by piece of street, and distances from pieces and nodes to places, by networkx.

    A street's people are those that the engine gives it; the test of the spread is elsewhere.
    """
    streets = city.streets
    graph = nx.Graph()
    on_edge = raster.amount * streets.edge_length
    pieces = []
    marks = {}
    for edge, line in enumerate(streets.lines):
        steps = round(line.length / PIECE)
        before = f"n{streets.edge_u[edge]}"
        for step in range(steps):
            middle = f"m{edge}-{step}"
            end = f"n{streets.edge_v[edge]}" if step == steps - 1 else f"c{edge}-{step}"
            graph.add_edge(before, middle, length=PIECE / 2)
            graph.add_edge(middle, end, length=PIECE / 2)
            pieces.append((middle, on_edge[edge] / steps))
            at = line.interpolate((step + 1) * PIECE)
            marks[round(at.x), round(at.y)] = end
            before = end
        start = line.interpolate(0)
        marks[round(start.x), round(start.y)] = f"n{streets.edge_u[edge]}"
    costs = []
    for number, (x, y, _category) in enumerate(places):
        reached = nx.single_source_dijkstra_path_length(graph, marks[round(x), round(y)], cutoff=1300, weight="length")
        costs += [(node, number, metres) for node, metres in reached.items()]
    return pieces, pd.DataFrame(costs, columns=["origin", "dest", "cost"])


def spread_of(city, path):
    from parklocus.indicators.network.raster_land import spread_rasters
    from parklocus.indicators.rasters import read_rasters

    windows = read_rasters(city, {"population": path})
    return spread_rasters(city.streets, city.extent, list(windows.values())).rasters[0]


def uneven(path):
    people = np.random.default_rng(2).gamma(1.0, 30.0, (60, 60))
    return write_raster(path, people, -2000.0, 4000.0, 100.0, CRS)


def zone_weight(metres):
    return np.select([metres <= zone + 1e-6 for zone in (400.0, 800.0, 1200.0)], WEIGHTS, 0.0)


def computed(city, path, parameters=None):
    parks = make_parks(city, {"a": shapely.Point(500, 500)})
    return compute(city, parks, ["e2sfca"], rasters={"population": path}, parameters=parameters)


def test_e2sfca_equals_a_plain_count(tmp_path):
    city, places = plain_city()
    path = uneven(tmp_path / "p.tif")
    pieces, costs = tables(city, places, spread_of(city, path))
    people = pd.Series(dict(pieces))
    demand = [
        (people.reindex(at["origin"]).fillna(0.0).to_numpy() * zone_weight(at["cost"].to_numpy())).sum()
        for _place, at in costs.groupby("dest")
    ]
    reference = computed(city, path).reference
    for category in ("food", "culture"):
        of_category = costs[[places[number][2] == category for number in costs["dest"]]]
        share = zone_weight(of_category["cost"].to_numpy()) / np.array(demand)[of_category["dest"]]
        plain = pd.Series(share).groupby(of_category["origin"].to_numpy()).sum()
        nodes = [f"n{np.flatnonzero(city.streets.node_osm == osm)[0]}" for osm in reference["node"]]
        expected = 1000 * plain.reindex(nodes).fillna(0.0).to_numpy()
        np.testing.assert_allclose(reference[f"e2sfca_{category}"].to_numpy(), expected, rtol=1e-6, atol=1e-9)


@pytest.mark.filterwarnings("ignore")
def test_e2sfca_equals_pysal_access(tmp_path):
    fca = pytest.importorskip("access.fca", reason="access (PySAL) is not installed")
    city, places = plain_city()
    path = uneven(tmp_path / "p.tif")
    pieces, costs = tables(city, places, spread_of(city, path))
    nodes = sorted({origin for origin in costs["origin"] if origin.startswith("n")})
    # Nodes join as places where nobody lives, so that access tells their values, too.
    name = {origin: number for number, origin in enumerate([piece for piece, _people in pieces] + nodes)}
    demand = pd.DataFrame({"people": [count for _piece, count in pieces] + [0.0] * len(nodes)})
    demand.index.name = "geoid"
    costs = costs[costs["origin"].isin(name)].assign(origin=lambda table: table["origin"].map(name))
    food = [number for number, place in enumerate(places) if place[2] == "food"]
    supply = pd.DataFrame({"places": 1.0}, index=pd.Index(food, name="geoid"))
    values = fca.two_stage_fca(
        demand_df=demand,
        supply_df=supply,
        cost_df=costs[costs["dest"].isin(food)],
        max_cost=1200.0,
        demand_name="people",
        supply_name="places",
        weight_fn=lambda cost: float(zone_weight(np.asarray(cost))),
    )
    reference = computed(city, path).reference
    compared = 0
    for osm, ours in zip(reference["node"], reference["e2sfca_food"], strict=True):
        node = name[f"n{np.flatnonzero(city.streets.node_osm == osm)[0]}"]
        if node in values.index:
            assert ours == pytest.approx(1000 * values[node], rel=1e-6, abs=1e-9)
            compared += 1
    assert compared > 100


def test_e2sfca_has_a_column_a_category(tmp_path):
    table = computed(plain_city()[0], uneven(tmp_path / "p.tif"), {"e2sfca": {"third_zone": 12}})
    assert set(table.index_columns) == {"e2sfca_food", "e2sfca_culture"}
    assert table.definitions["unit"].tolist() == ["/1000 people"] * 2


def test_a_place_without_people_adds_nothing_and_zones_must_ascend(tmp_path):
    city, _places = plain_city()
    nobody = even(tmp_path / "p.tif", 0.0)
    assert (computed(city, nobody).reference["e2sfca_food"] == 0).all()
    with pytest.raises(InputError, match="farther"):
        computed(city, nobody, {"e2sfca": {"first_zone": 12}})


def test_e2sfca_looks_twice_as_far_for_the_edge(tmp_path):
    city = make_city(grid_ways(12, 100.0), places=[(500.0, 500.0, "food")], margin=2000.0)
    table = computed(city, even(tmp_path / "p.tif", 10.0))
    near = table.reference["edge_distance_m"] < 2400 - 1e-6
    assert (table.reference["edge_affected"].str.contains("e2sfca_food") == near).all()
    assert near.any()
    assert (~near).any()


def test_walkability_is_the_sum_of_z_scores_over_the_reference(tmp_path):
    rng = np.random.default_rng(1)
    features = [(float(x), float(y), "convenience") for x, y in rng.uniform(0, 1500, (4, 2))]
    city = make_city(grid_ways(16, 100.0), features=features, stops=[(200.0, 200.0, "bus")], margin=300.0)
    path = uneven(tmp_path / "p.tif")
    parks = make_parks(city, {"a": shapely.Point(500, 520), "b": shapely.Point(910, 800)})
    asked = {"walkability": {"radii": [600]}}
    parts = ["population_reach_density_600", "intersection_density_600", "daily_living_600"]
    rasters = {"population": path}
    alone = compute(city, parks, ["walkability", "intersection_density_800"], rasters=rasters, parameters=asked)
    assert alone.index_columns == ["walkability_600", "intersection_density_800"]
    table = compute(city, parks, ["walkability", *parts], rasters=rasters, parameters=asked)
    assert table["walkability_600"].tolist() == pytest.approx(alone["walkability_600"].tolist())
    among = table.reference[~table.reference["edge_affected"].str.contains("walkability")].dropna(subset=parts)
    assert set(among["daily_living_600"]) >= {0.0, 1.0}
    expected = sum((table[part] - among[part].mean()) / among[part].std(ddof=0) for part in parts)
    assert table["walkability_600"].tolist() == pytest.approx(expected.tolist(), rel=1e-9)
    assert among["walkability_600"].mean() == pytest.approx(0.0, abs=1e-9)
    size = table.definitions.set_index("column")["reference_size"]["walkability_600"]
    assert size == len(among) < len(table.reference)


def test_a_part_that_is_the_same_everywhere_adds_nothing():
    reference = np.array([[1.0, 0.1], [2.0, 0.1], [6.0, 0.1]])
    one = sum_of_z_scores(np.array([[5.0]]), reference[:, :1])
    assert sum_of_z_scores(np.array([[5.0, 0.7]]), reference).tolist() == one.tolist()
    assert np.isnan(sum_of_z_scores(np.array([[5.0, 0.7]]), np.empty((0, 2)))).all()
