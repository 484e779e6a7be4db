"""PTAL by timetable on real cities, against a second one written from the definition."""

from __future__ import annotations

import random
from datetime import date

import pyproj
import pytest

from parklocus.indicators import City, compute, read_parks

from .osmfile import read
from .streets import Streets
from .timetable import Timetable, transit_at

CITIES = {
    "las_palmas": ("las_palmas.osm.pbf", ["gtfs.zip"], "08:15-09:15"),
    # One of its feeds covers the afternoon alone, and gives times at the ends of trips only.
    "porto_alegre": ("porto_alegre.osm.pbf", ["gtfs_eptc.zip", "gtfs_trensurb.zip"], "13:15-14:15"),
}


@pytest.mark.data
@pytest.mark.parametrize("name", CITIES)
def test_ptal_from_timetables(data_dir, tmp_path, name):
    extract, feeds, window = CITIES[name]
    folder = data_dir / name
    city = City.from_osm(folder / extract, cache=False).with_timetables(
        [folder / feed for feed in feeds], window=window
    )
    parks = tmp_path / "parks.csv"
    lon, lat = _any_node(city)  # any park will do: the street nodes are compared
    parks.write_text(f"id,name,lon,lat\na,A,{lon},{lat}\n", encoding="utf-8")
    table = compute(city, read_parks(parks), ["ptal", "transit_frequency"])
    days = [date.fromisoformat(feed["day"]) for feed in city.timetables["feeds"]]
    assert all(day.weekday() < 5 for day in days)
    begin, end = window.split("-")
    timetables = [Timetable(folder / feed, day, begin, end) for feed, day in zip(feeds, days, strict=True)]
    osm = read(folder / extract)
    streets = Streets(osm)
    rows = table.reference[table.reference["ptal"] > 0].drop(columns="geometry").to_dict("records")
    sample = random.Random(5).sample(rows, 20)
    assert sum(row["ptal"] for row in sample) > 10
    for row in sample:
        frequency, index, _lines = transit_at(streets.at_node(row["node"]), streets, osm, timetables)
        assert row["ptal"] == pytest.approx(index, rel=2e-3), row["node"]
        assert row["transit_frequency"] == pytest.approx(frequency, rel=1e-6), row["node"]


def _any_node(city):
    """Return longitude and latitude of a street node."""
    back = pyproj.Transformer.from_crs(city.crs, "EPSG:4326", always_xy=True)
    return back.transform(city.streets.node_x[0], city.streets.node_y[0])
