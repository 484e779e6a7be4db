"""Other parks nearby held to the oracle's ways along the streets, on real cities."""

from __future__ import annotations

import random

import numpy as np
import pytest

from parklocus.indicators import City, compute, read_parks

from .osmfile import read
from .sites import access_points
from .streets import Streets

WITHIN = 3000.0


@pytest.fixture(params=["neubrandenburg", pytest.param("chengdu", marks=pytest.mark.data)])
def city_and_parks(request, demo_dir):
    if request.param == "neubrandenburg":
        extract = demo_dir / "neubrandenburg.osm.pbf"
        return extract, read_parks(demo_dir / "parks.geojson", id="id", name="name")
    import geopandas as gpd

    extract = request.getfixturevalue("data_dir") / "chengdu" / "chengdu.osm.pbf"
    city = City.from_osm(extract)
    points = city.places.geometry[random.Random(3).sample(range(len(city.places)), 6)]
    shapes = [point.buffer(60 * number) if number % 2 else point for number, point in enumerate(points)]
    names = [f"p{number}" for number in range(len(shapes))]
    return extract, read_parks(
        gpd.GeoDataFrame({"id": names, "name": names}, geometry=shapes, crs=city.crs).to_crs(4326)
    )


def test_rivals_are_as_far_as_the_ways_along_the_streets(city_and_parks):
    extract, parks = city_and_parks
    table = compute(City.from_osm(extract), parks, ["rival_distance", "rivals_within"])
    streets = Streets(read(extract))
    points = {park: access_points(shape, streets) for park, shape in zip(parks["id"], parks.geometry, strict=True)}

    def ways(origin, others):
        """Return the metres from a position to each of the other parks, by its nearest access point."""
        reached = streets.distances([origin])
        return [min(streets.between(origin, reached, target) for target in points[park]) for park in others]

    for row in table.to_dict("records"):
        others = [park for park in points if park != row["id"]]
        metres = np.array([ways(origin, others) for origin in points[row["id"]]])
        assert row["rival_distance"] == pytest.approx(metres.min(axis=1).mean(), abs=0.5), row["id"]
        counts = (metres <= WITHIN).sum(axis=1)
        near = (np.abs(metres - WITHIN) < 0.5).any()
        assert near or row["rivals_within_3000"] == pytest.approx(counts.mean()), row["id"]
    for row in random.Random(8).sample(table.reference.to_dict("records"), 6):
        metres = np.array(ways(streets.at_node(row["node"]), list(points)))
        least = metres.min() if np.isfinite(metres).any() else np.nan
        assert row["rival_distance"] == pytest.approx(least, abs=0.5, nan_ok=True), row["node"]
        assert (np.abs(metres - WITHIN) < 0.5).any() or row["rivals_within_3000"] == (metres <= WITHIN).sum()
