"""Fetching: a fetched city equals the extract it comes from, is kept, and is refused where it is too large."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from stand_in import place

from parklocus.indicators import City, FetchOptions, InputError
from parklocus.indicators.osm.overpass import area_km2
from parklocus.indicators.osm.patience import Patience
from parklocus.indicators.osm.query import MOST_VERTICES, build_query, outline
from parklocus.indicators.osm.tags import CLASS_CODE

osmnx = pytest.importorskip("osmnx")

MOMENT = "2016-02-10T20:41:25Z"
SMALL = shapely.box(13.255, 53.553, 13.268, 53.561)  # the old town
QUICK = Patience(tries=3, pause=0.01, longest=1.0)


def fetch(polygon=SMALL, **options):
    return City.from_polygon(polygon, fetching=FetchOptions(patience=QUICK, **options))


def rows(layer):
    """Return a layer as a table whose order says nothing."""
    table = pd.DataFrame(layer.drop(columns="geometry")).assign(wkt=layer.geometry.to_wkt(rounding_precision=6))
    return table.sort_values(list(table.columns), key=lambda column: column.astype(str)).reset_index(drop=True)


def test_a_fetched_city_equals_the_extract_it_comes_from(server, demo_dir):
    file = demo_dir / "neubrandenburg.osm.pbf"
    box = osmium.FileProcessor(file).header.box()
    area = shapely.box(box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
    fetched, read = fetch(area), City.from_osm(file, cache=False)
    assert fetched.crs == read.crs
    compared = set()
    for name in (item.name for item in fields(City)):  # what is added to City must be fetched, too
        table = getattr(read, name)
        if isinstance(table, gpd.GeoDataFrame):
            assert rows(getattr(fetched, name)).equals(rows(table)), name
        elif isinstance(table, pd.DataFrame):
            assert getattr(fetched, name).equals(table), name
        elif hasattr(table, "to_arrays"):
            for array, expected in table.to_arrays().items():
                np.testing.assert_array_equal(getattr(fetched, name).to_arrays()[array], expected, err_msg=array)
        else:
            continue
        compared.add(name)
    assert compared >= {"streets", "ways", "places", "stops", "stop_points", "lines", "line_stops"}
    assert {CLASS_CODE["motorway"], CLASS_CODE["cycleway"]} <= set(fetched.ways.way_class.tolist())
    assert len(read.lines)
    assert fetched.origin["counts"] == read.origin["counts"]
    assert fetched.origin["snapshot"] == read.origin["snapshot"] == MOMENT
    assert fetched.origin["snapshot_source"] == "header"
    assert fetched.extent.symmetric_difference(read.extent).area < 1e-3 * read.extent.area


def test_a_part_of_a_city_holds_what_lies_in_it_and_hardly_more(server, demo_dir):
    whole = City.from_osm(demo_dir / "neubrandenburg.osm.pbf")
    part = fetch(shapely.Polygon([(13.255, 53.553), (13.27, 53.554), (13.262, 53.563)]))

    def inside(city, layer):
        to_part = layer.to_crs(part.crs)
        return set(layer["osm_id"][to_part.geometry.within(part.extent.buffer(-0.01)).to_numpy()])

    assert inside(part, part.places) == inside(whole, whole.places)
    assert inside(part, part.stops) == inside(whole, whole.stops)
    assert len(inside(part, part.places)) > 50
    assert part.streets.n_nodes < whole.streets.n_nodes / 5
    assert part.origin["extent_source"] == "boundary"


def test_a_place_is_found_by_name_and_fetched_in_its_outline(server):
    server.places["Altstadt, Neubrandenburg"] = [
        place("Altstadt (a stop), Neubrandenburg", shapely.Point(13.26, 53.557), "node"),
        place("Altstadt, Neubrandenburg, Deutschland", SMALL),
    ]
    city = City.from_place("Altstadt, Neubrandenburg", fetching=FetchOptions(patience=QUICK))
    facts = city.origin["fetched"]
    assert facts["place"] == "Altstadt, Neubrandenburg"
    assert facts["found"] == "Altstadt, Neubrandenburg, Deutschland"
    assert facts["server"] == server.address.removeprefix("http://")
    assert city.streets.n_nodes == fetch().streets.n_nodes
    assert "parklocus/" in server.requests[-1].headers["User-Agent"]
    assert "parklocus/" in server.requests[0].headers["User-Agent"]


def test_a_second_run_needs_no_server(server, cache):
    server.places["Altstadt"] = [place("Altstadt", SMALL)]
    first = City.from_place("Altstadt", fetching=FetchOptions(patience=QUICK))
    asked = len(server.requests)
    server.close()
    second = City.from_place("Altstadt", fetching=FetchOptions(patience=QUICK))
    assert len(server.requests) == asked
    assert second.origin == first.origin
    assert list(cache.glob("overpass/*.download")) == list(cache.glob("overpass/*.unfinished*")) == []


def test_refresh_fetches_again(server):
    fetch()
    server.moment = "2024-05-06T07:08:09Z"
    assert fetch().origin["snapshot"] == MOMENT
    assert fetch(refresh=True).origin["snapshot"] == "2024-05-06T07:08:09Z"
    assert fetch().origin["fetched"]["snapshot"] == "2024-05-06T07:08:09Z"


def test_what_the_user_set_in_osmnx_is_kept(server, tmp_path, monkeypatch):
    monkeypatch.setattr(osmnx.settings, "cache_folder", tmp_path / "mine")
    monkeypatch.setattr(osmnx.settings, "http_user_agent", "A researcher, a@b.example")
    monkeypatch.setattr(osmnx.settings, "requests_kwargs", {"allow_redirects": True})
    fetch()
    assert len(list((tmp_path / "mine" / "overpass").glob("*.osm.pbf"))) == 1
    assert server.requests[0].headers["User-Agent"] == "A researcher, a@b.example"
    assert osmnx.settings.requests_kwargs == {"allow_redirects": True}


def test_an_area_without_streets_is_refused_and_not_kept(server, cache):
    with pytest.raises(InputError, match="no street in the area"):
        fetch(shapely.box(0, 0, 0.01, 0.01))
    assert not list(cache.rglob("*.osm.pbf"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Atlantis", "There is no place named Atlantis in OpenStreetMap"),
        ("Marktplatz", "Marktplatz is known, but not as an area"),
        (" ", "name of the place is empty"),
    ],
)
def test_places_that_cannot_be_fetched(server, name, sentence):
    server.places["Marktplatz"] = [place("Marktplatz", shapely.Point(13.26, 53.557))]
    with pytest.raises(InputError, match=sentence):
        City.from_place(name)


def test_large_areas_are_told_and_very_large_ones_refused(server):
    told = []
    north_sea = shapely.box(3.0, 56.0, 3.4, 56.4)
    assert 500 < area_km2(north_sea) < 2500
    with pytest.raises(InputError, match="no street"):
        fetch(north_sea, warn=told.append)
    assert told[0].startswith("The area has 1,1")
    with pytest.raises(InputError, match=r"more than the 2,500 km² .* raise the limit"):
        fetch(shapely.box(3, 56, 4, 57))
    with pytest.raises(InputError, match="more than the nan km²"):
        fetch(SMALL, limit_km2=float("nan"))
    with pytest.raises(InputError, match="no street"):
        fetch(shapely.box(3, 56, 4, 57), limit_km2=None, warn=told.append)
    assert len(told) == 2


@pytest.mark.parametrize("polygon", [shapely.Point(1, 1), shapely.Polygon(), shapely.box(5e5, 5e6, 6e5, 6e6)])
def test_what_is_no_area_in_degrees_is_refused(polygon, cache):
    with pytest.raises(InputError, match="must be"):
        City.from_polygon(polygon)


def test_an_area_of_one_square_degree_has_the_size_of_the_ellipsoid():
    assert area_km2(shapely.box(0, 0, 1, 1)) == pytest.approx(12308.8, abs=0.1)  # Karney's, WGS 84


def test_the_query_covers_a_jagged_area_with_few_vertices():
    angles = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    radius = 0.1 + 0.01 * np.sin(40 * angles) + 0.001 * np.cos(900 * angles)
    ring = np.column_stack([13 + radius * np.cos(angles), 53 + radius * np.sin(angles)])
    jagged = shapely.MultiPolygon(
        [
            shapely.Polygon(ring, [shapely.box(12.99, 52.99, 13.01, 53.01).exterior.coords]),
            shapely.box(13.3, 53, 13.4, 53.1),
        ]
    )
    parts = outline(jagged)
    assert sum(shapely.get_num_coordinates(parts)) <= MOST_VERTICES
    assert shapely.union_all(parts).covers(jagged)
    assert shapely.union_all(parts).area < 1.3 * jagged.area
    assert outline(SMALL)[0].equals(SMALL)
    assert build_query(SMALL, ["shop"]).count("53.5530000 13.2550000") == 6  # corner: two kinds, areas, three of routes


def test_osmnx_is_loaded_only_when_it_is_needed_and_missed_in_a_sentence(tmp_path):
    code = (
        "import sys, json, shapely; sys.modules['osmnx'] = None\n"
        "import parklocus.indicators as p\n"
        "loaded = sorted({'osmnx', 'networkx', 'requests'} & {k for k, v in sys.modules.items() if v})\n"
        "try: p.City.from_polygon(shapely.box(0, 0, 1, 1))\n"
        "except p.InputError as error: print(json.dumps([loaded, str(error)]))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    loaded, error = json.loads(shown.stdout)
    assert loaded == []
    assert error.endswith("pip install parklocus[fetch]")
