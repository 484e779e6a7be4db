"""The engine held to the oracle: every index of parks and of street nodes, on real cities."""

from __future__ import annotations

import json
import math
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from parklocus.indicators import City, compute, read_parks
from parklocus.indicators.catalogue import CATALOGUE

from . import indices
from .comparison import differences
from .places import CATEGORIES, category_of
from .sites import access_points

if TYPE_CHECKING:
    from parklocus.indicators.computing.park_table import ParkTable

TESTS = Path(__file__).resolve().parents[1]
ALL_PARTS = ("", "_min", "_max")
# Whether two nodes whose densities differ by a millionth are equal is a matter of rounding.
ONE_NODE = 0.01
TEXTS = {"ptal_band", "cbd_name"}
# Indices that are held to other plain computations, by the file that does it.
_FORM, _LAND = "oracle/test_street_form.py", "oracle/test_land.py"
_PARKS, _RASTER = "oracle/test_rivals.py", "oracle/test_raster_bruteforce.py"
_RIDES = "oracle/test_rides.py"
ELSEWHERE = {
    **dict.fromkeys(("cbd_cycle_min", "cbd_drive_min"), _RIDES),
    **dict.fromkeys(("link_node_ratio", "dead_end_share", "block_length", "closeness", "betweenness"), _FORM),
    **dict.fromkeys(("industrial_legacy", "floor_area_ratio", "building_coverage"), _LAND),
    **dict.fromkeys(("green_share", "green_distance", "water_distance"), _LAND),
    **dict.fromkeys(("rival_distance", "rivals_within"), _PARKS),
    **dict.fromkeys(("night_light", "e2sfca", "walkability"), _RASTER),
    **dict.fromkeys(("population_reach", "population_reach_density"), _RASTER),
    "street_density": _FORM,
}
HERE = [index for index in CATALOGUE if index not in ELSEWHERE]


@dataclass
class Compared:
    """One city by both: the engine's table, and the oracle's values (mean, least, greatest) by park and column."""

    oracle: indices.City
    table: ParkTable
    expected: dict[str, dict[str, tuple[float, float, float]]]
    n_access_points: dict[str, int]


def _compare(oracle, extract, parks_file, centre):
    parks = read_parks(parks_file, id="id", name="name")
    table = compute(City.from_osm(extract, cache=False), parks, HERE, centres=[centre])
    points = {p: access_points(g, oracle.streets) for p, g in zip(parks["id"], parks.geometry, strict=True)}
    expected = {park: oracle.values(positions) for park, positions in points.items()}
    return Compared(oracle, table, expected, {park: len(positions) for park, positions in points.items()})


def _of_parks(compared):
    found = []
    for park in compared.table.to_dict("records"):
        assert park["access_points"] == compared.n_access_points[park["id"]], park["name"]
        found += differences(park["name"], park, compared.expected[park["id"]], ALL_PARTS)
    return found


def _of_nodes(compared, count, seed):
    rows = compared.table.reference.drop(columns="geometry").to_dict("records")
    found = []
    for row in random.Random(seed).sample(rows, count):
        node = compared.oracle.streets.at_node(row["node"])
        found += differences(f"node {row['node']}", row, compared.oracle.values([node]), ("",))
    return found


@pytest.fixture(scope="module")
def demo(demo_dir):
    study = tomllib.loads((demo_dir / "study.toml").read_text("utf-8"))
    centre, extract = study["centre"][0], demo_dir / study["city"]["osm"]
    at = (centre["lon"], centre["lat"])
    return _compare(indices.City(extract, [at]), extract, demo_dir / study["parks"]["path"], at)


def test_no_index_is_without_an_oracle(demo):
    columns = set(demo.table.definitions["column"]) - TEXTS
    values = next(iter(demo.expected.values()))
    no_stop_at_all = {
        column for column in values if column.startswith("stop_distance") and math.isnan(values[column][0])
    }
    assert columns == set(values) - no_stop_at_all
    for index, file in ELSEWHERE.items():
        assert index in CATALOGUE
        assert index in (TESTS / file).read_text("utf-8"), f"{index} is not in {file}"


def test_parks_of_the_demo(demo):
    found = _of_parks(demo)
    assert not found, "\n".join(found)


def test_bands_of_the_demo(demo):
    for park in demo.table.to_dict("records"):
        assert park["ptal_band"] == indices.ptal_band(demo.expected[park["id"]]["ptal"][0]), park["name"]


def test_street_nodes_of_the_demo(demo):
    found = _of_nodes(demo, count=30, seed=5)
    assert not found, "\n".join(found)


def test_reference_of_the_demo_is_every_junction_and_dead_end(demo):
    degree = demo.oracle.streets.degree
    assert dict(zip(demo.table.reference["node"], demo.table.reference["degree"], strict=True)) == {
        node: ends for node, ends in degree.items() if ends != 2
    }


def test_percentiles_of_the_demo(demo):
    reference = demo.table.reference
    affected = reference["edge_affected"].fillna("").str.split(",")
    for column in set(demo.table.definitions["column"]) - TEXTS:
        counts = np.array([column not in names for names in affected])
        ranked_among = reference.loc[counts, column].to_numpy(dtype=float)
        for park in demo.table.to_dict("records"):
            if math.isnan(park[column]) or np.isnan(ranked_among).all():
                assert math.isnan(park[f"{column}_pct"]), (park["name"], column)
            else:
                expected = indices.percentile(park[column], ranked_among)
                assert park[f"{column}_pct"] == pytest.approx(expected, abs=ONE_NODE), (park["name"], column)


def test_own_places_of_the_demo(demo, demo_dir):
    parks = read_parks(demo_dir / "parks.geojson", id="id", name="name").head(4)  # three areas and a point
    city = City.from_osm(demo_dir / "neubrandenburg.osm.pbf", cache=False)
    families = ["amenity_density", "amenity_count", "amenity_hill1", "amenity_kde", "gravity", "daily_needs"]
    families += ["culture_distance", "heritage_gravity", "heritage_distance", "third_places", "office_density"]
    table = compute(city, parks, families, own_places="exclude").to_dict("records")
    found, shares = [], 0
    for park, included in zip(table, demo.table.head(4).to_dict("records"), strict=True):
        others = demo.oracle.without_places_in(park["geometry"])
        without = others.values(access_points(park["geometry"], others.streets))
        amenities = {column: v for column, v in without.items() if column.startswith(tuple(families))}
        found += differences(park["name"], park, amenities, ALL_PARTS)
        for radius in indices.AMENITY_RADII:
            counts = [f"amenity_count_{category}_{radius}" for category in CATEGORIES]
            every = sum(demo.expected[park["id"]][column][0] for column in counts)
            own = every - sum(amenities[column][0] for column in counts)
            share = included[f"own_places_share_{radius}"]
            if park["geometry"].geom_type == "Point":
                assert math.isnan(share), park["name"]  # what is a point's own cannot be known
            else:
                assert share == pytest.approx(own / every), park["name"]
                shares += own > 0
    assert not found, "\n".join(found)
    assert shares > 0, "no park of the demo has a place of its own: nothing was tested"


def test_values_that_look_past_the_extract_are_flagged(demo):
    limits = {"stop_density_500": 500, "ptal": 960, "transit_lines": 960, "intersection_density_800": 800}
    limits |= {f"amenity_density_{radius}": radius for radius in indices.AMENITY_RADII}
    reference = demo.table.reference
    for row in reference.sample(500, random_state=3).to_dict("records"):
        flagged = (row["edge_affected"] or "").split(",")
        for column, limit in limits.items():
            assert (column in flagged) == (row["edge_distance_m"] < limit), (row["node"], column)
        beyond = row["stop_distance_bus"] > row["edge_distance_m"] or row["edge_distance_m"] == 0
        assert ("stop_distance_bus" in flagged) == beyond, row["node"]
        # A nearer stop may lie outside, a given centre may not; but a node outside is flagged throughout.
        assert ("cbd_distance" in flagged) == (row["edge_distance_m"] == 0), row["node"]
    assert (reference["edge_distance_m"] < 500).any()


def _write_sites(osm, target, seed):
    """Write real places of an extract, drawn at random, as parks: four areas that are not small, and a point."""
    named = [way for way, tags in osm.way_tags.items() if category_of(tags) and "name" in tags]
    areas = [way for way in named if osm.area("w", way) is not None and osm.area("w", way).area > 3000]
    drawn = random.Random(seed).sample(sorted(areas), 4)
    point = random.Random(seed).choice(sorted(n for n, t in osm.node_tags.items() if category_of(t) and "name" in t))
    sites = [(w, "Polygon", [[osm.lonlat[node] for node in osm.way_nodes[w]]]) for w in drawn]
    features = [
        {
            "type": "Feature",
            "properties": {"id": str(osm_id), "name": (osm.way_tags | osm.node_tags)[osm_id]["name"]},
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for osm_id, kind, coordinates in [*sites, (point, "Point", osm.lonlat[point])]
    ]
    target.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return target


@pytest.mark.data
@pytest.mark.parametrize(("city", "n_nodes"), [("chengdu", 10), ("las_palmas", 5)])
def test_other_cities(data_dir, tmp_path, city, n_nodes):
    extract = data_dir / city / f"{city}.osm.pbf"
    oracle = indices.City(extract, [])
    (centre,) = (oracle.osm.lonlat[n] for n, tags in oracle.osm.node_tags.items() if tags.get("place") == "city")
    oracle.measure_from([centre])
    compared = _compare(oracle, extract, _write_sites(oracle.osm, tmp_path / "sites.geojson", seed=7), centre)
    found = _of_parks(compared) + _of_nodes(compared, n_nodes, seed=7)
    assert not found, "\n".join(found)
