"""cbd_cycle_min and cbd_drive_min held to a directed graph of every segment, from an own reading of the map."""

from __future__ import annotations

import math
import random
import tomllib

import geopandas as gpd
import numpy as np
import pytest
import shapely

from parklocus.indicators import City, compute, read_parks

from .osmfile import read
from .rides import Rides, directions, kmh, may_cycle, may_drive

MODES = {"cycle": "cbd_cycle_min", "drive": "cbd_drive_min"}
MINUTES = 0.01  # half a metre on foot, and two planes that differ by 5 parts in a million
NEARLY_AS_NEAR = 0.02  # metres; which of two streets is the nearer by less is a matter of the projection


def compare(osm, extract, parks, centres):
    """Return where engine and oracle differ, at parks that are points and at nodes, and how many values were seen."""
    table = compute(City.from_osm(extract, cache=False), parks, list(MODES.values()), centres=centres)
    rows = table.reference.drop(columns="geometry").to_dict("records")
    points = [(f"node {row['node']}", osm.xy[row["node"]], row) for row in random.Random(11).sample(rows, 120)]
    points += [
        (park["name"], osm.project(park["geometry"]).coords[0], park)
        for park in table.to_dict("records")
        if park["geometry"].geom_type == "Point"
    ]
    targets = [osm.project(shapely.Point(lon, lat)).coords[0] for _name, lon, lat in centres]
    found, seen = [], 0
    for mode, column in MODES.items():
        rides = Rides(osm, mode)
        places, field = rides.field(targets)
        assert len(places) == len(targets)
        for name, (x, y), row in points:
            if is_nearly_tied(rides, x, y):
                continue
            expected = rides.minutes(x, y, places, field)
            alike = math.isnan(row[column]) if math.isnan(expected) else abs(row[column] - expected) <= MINUTES
            seen += not math.isnan(expected)
            if not alike:
                found.append(f"{name} {column}: engine {row[column]:.4f}, oracle {expected:.4f}")
    return found, seen


def is_nearly_tied(rides, x, y):
    """Whether two streets that do not meet at the nearest position are as good as equally near."""
    point = shapely.Point(x, y)
    near = rides.tree.query(point, predicate="dwithin", distance=200.0)
    lines = [rides.tree.geometries[row] for row in near]
    metres = np.array([line.distance(point) for line in lines])
    if not len(metres):
        return abs(rides.tree.geometries[rides.tree.nearest(point)].distance(point) - 200.0) < NEARLY_AS_NEAR
    tied = np.flatnonzero(metres < metres.min() + NEARLY_AS_NEAR)
    feet = [shapely.shortest_line(point, lines[row]).coords[1] for row in tied]
    return max(math.dist(feet[0], foot) for foot in feet) > NEARLY_AS_NEAR


def test_parks_and_nodes_of_the_demo(demo_dir):
    study = tomllib.loads((demo_dir / "study.toml").read_text("utf-8"))
    centre = study["centre"][0]
    parks = read_parks(demo_dir / study["parks"]["path"], id="id", name="name")
    parks["geometry"] = shapely.centroid(parks.geometry.to_numpy())
    centres = [("town", centre["lon"], centre["lat"]), ("west", 13.2, 53.565)]
    extract = demo_dir / study["city"]["osm"]
    found, seen = compare(read(extract), extract, parks, centres)
    assert not found, "\n".join(found)
    assert seen > 200


@pytest.mark.data
@pytest.mark.parametrize("city", ["chengdu", "las_palmas"])
def test_other_cities(data_dir, city):
    extract = data_dir / city / f"{city}.osm.pbf"
    osm = read(extract)
    (at,) = (osm.lonlat[node] for node, tags in osm.node_tags.items() if tags.get("place") == "city")
    named = [n for n, tags in osm.node_tags.items() if "name" in tags and {"amenity", "shop", "tourism"} & set(tags)]
    drawn = random.Random(3).sample(sorted(named), 20)
    parks = gpd.GeoDataFrame(
        {"id": drawn, "name": [str(node) for node in drawn]},
        geometry=[shapely.Point(osm.lonlat[node]) for node in drawn],
        crs=4326,
    )
    found, seen = compare(osm, extract, parks, [("city", *at)])
    assert not found, "\n".join(found)
    assert seen > 200


@pytest.mark.parametrize(
    ("tags", "cycles", "drives"),
    [
        ({"highway": "residential"}, (True, True), (True, True)),
        ({"highway": "residential", "oneway": "-1"}, (False, True), (False, True)),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, (True, True), (True, False)),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, (True, True), (True, False)),
        ({"highway": "primary", "junction": "roundabout"}, (True, False), (True, False)),
    ],
)
def test_the_oracle_knows_directions(tags, cycles, drives):
    assert (directions(tags, "cycle"), directions(tags, "drive")) == (cycles, drives)
    assert may_cycle(tags)
    assert may_drive(tags)


def test_the_oracle_knows_who_may_ride_and_how_fast():
    assert not may_cycle({"highway": "footway"})
    assert may_cycle({"highway": "footway", "bicycle": "yes"})
    assert not may_drive({"highway": "track"})
    assert not may_drive({"highway": "residential", "access": "private"})
    assert kmh({"highway": "residential", "maxspeed": "30 mph"}, "forward") == pytest.approx(48.28, abs=0.01)
    assert kmh({"highway": "secondary_link"}, "forward") == 25
    assert kmh({"highway": "path", "maxspeed": "signals"}, "backward") == 10
