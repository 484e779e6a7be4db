"""A city in figures: closed forms on made cities, plain loops over the demo, sums that must agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from cities import CRS, grid_ways, make_city
from gtfs_feeds import times, trips, write_feed
from raster_files import write_raster

from parklocus.indicators.catalogue import resolve
from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.computing.city_nodes import CityNodes
from parklocus.indicators.computing.measure import measure
from parklocus.indicators.computing.rasters_on_streets import RastersOnStreets
from parklocus.indicators.computing.reference import Reference
from parklocus.indicators.errors import InputError
from parklocus.indicators.network.street_network import StreetNetwork
from parklocus.indicators.osm.areas import Land
from parklocus.indicators.summary.summarise import summarise_city

STREET = [[(0.0, 0.0), (1000.0, 0.0)], [(1000.0, 0.0), (4000.0, 0.0)], [(1000.0, 0.0), (1000.0, 10.0)]]
LENGTH = 4010.0
INDEX = ["amenity_density"]


def shares(city, **options):
    """Return the shares of street length by column."""
    return of_weight(summarise_city(city, INDEX, **options).shares, "street_length")


def of_weight(table, weight):
    return table[table["weight"] == weight].set_index("column")


def land_of(shapes, what=Land.OPEN_SPACE):
    unknown = np.full(len(shapes), np.nan)
    return LandCover.of(np.array(shapes, dtype=object), np.full(len(shapes), int(what)), unknown, unknown, lines=[])


def with_land(city, shapes, what=Land.OPEN_SPACE):
    return replace(city, land=land_of(shapes, what))


def test_shares_are_exact_along_streets_and_over_the_way_to_the_door():
    city = make_city(
        STREET,
        features=[(2000.0, 150.0, "pharmacy"), (2100.0, 150.0, "pharmacy"), (4000.0, 0.0, "bank")],
        stops=[(3000.0, 0.0, "bus"), (3200.0, -190.0, "bus"), (1500.0, -201.0, "bus")],
    )
    found = shares(city)
    assert found["within"]["near_pharmacy_500"] == pytest.approx(800)  # 350 m to either side, joined
    assert found["share"]["near_pharmacy_500"] == pytest.approx(800 / LENGTH)
    assert found["within"]["near_bank_500"] == pytest.approx(500)
    assert found["within"]["near_stop_500"] == pytest.approx(1010)  # 2500 to 3510; the third is off any street
    assert found["targets"][["near_pharmacy_500", "near_stop_500", "near_cafe_500"]].tolist() == [2, 3, 0]
    assert found["share"]["near_cafe_500"] == 0
    assert (found["left_out"] == 0).all()
    assert found["counted"].to_numpy() == pytest.approx(LENGTH)


def test_streets_near_the_edge_are_left_out_and_bounds_are_said():
    city = make_city(STREET, features=[(3900.0, 0.0, "pharmacy"), (2000.0, 0.0, "pharmacy")], margin=450.0)
    # Far enough from the edge in the west and east is what lies from 50 to 3950, but y is within 460 m of the edge.
    assert np.isnan(shares(city)["share"]).all()
    assert "too near" in shares(city)["reason"]["near_pharmacy_500"]
    wide = replace(city, extent=shapely.box(-450, -2000, 4450, 2000))
    found = shares(wide).loc["near_pharmacy_500"]
    assert found["counted"] == pytest.approx(3910)
    assert found["left_out"] == pytest.approx(100)
    assert found["within"] == pytest.approx(1000 + 550)  # 1500 to 2500, and 3400 to 3950
    assert found["least"] == pytest.approx(1600 / LENGTH)
    assert found["most"] == pytest.approx(1650 / LENGTH)


def test_people_count_where_the_raster_puts_them(tmp_path):
    city = make_city(STREET, features=[(500.0, 0.0, "pharmacy")], margin=2000.0)
    people = np.zeros((40, 60))
    people[:, :20] = 1.0  # all live west of x = 1000
    raster = write_raster(tmp_path / "people.tif", people, -1000.0, 2000.0, 100.0, CRS)
    summary = summarise_city(city, INDEX, rasters={"population": raster}, grid=1000)
    by_people = of_weight(summary.shares, "people")
    nodes = CityNodes.of(*network_with(city, raster))
    assert by_people["counted"]["near_pharmacy_500"] == pytest.approx(nodes.weights["people"].sum())
    assert by_people["share"]["near_pharmacy_500"] > 0.9  # all but the few on the first metres of the long street
    assert summary.grid["people"].sum() == pytest.approx(nodes.weights["people"].sum())
    assert summary.grid["street_length_m"].sum() == pytest.approx(LENGTH)
    assert summary.grid["near_pharmacy_500_people"].max() == pytest.approx(1.0)


def network_with(city, raster):
    on_land = RastersOnStreets.read(city, {"population": raster} if raster else None, [])
    return on_land.onto(StreetNetwork.of(city)), on_land


def test_open_spaces_that_touch_are_one_and_private_gardens_none():
    park = [shapely.box(2000, 0, 2100, 76), shapely.box(2100, 0, 2200, 76)]  # 0.76 ha each, 1.52 together
    city = with_land(make_city(STREET), [*park, shapely.box(100, 0, 400, 100)], Land.OPEN_SPACE)
    what = city.land.what.copy()
    what[2] |= int(Land.CLOSED)
    found = shares(replace(city, land=replace(city.land, what=what)))
    assert found["within"]["near_open_space_500"] == pytest.approx(1200)
    assert found["within"]["near_large_open_space_500"] == pytest.approx(1200)
    assert found["targets"][["near_open_space_500", "near_large_open_space_500"]].tolist() == [1, 1]
    apart = shares(with_land(make_city(STREET), [park[0], shapely.box(2110, 0, 2210, 80)]))
    assert apart["targets"][["near_open_space_500", "near_large_open_space_500"]].tolist() == [2, 0]
    less = shares(with_land(make_city(STREET), [shapely.box(x, 0, x + 100, 74) for x in (2000, 2100)]))  # 1.48 ha
    assert less["targets"][["near_open_space_500", "near_large_open_space_500"]].tolist() == [1, 0]
    assert shares(with_land(make_city(STREET), [park[0]], Land.GREEN))["share"]["near_open_space_500"] == 0  # a verge


def test_without_land_stops_and_timetables_shares_are_missing_and_say_why():
    summary = summarise_city(make_city(STREET), INDEX)
    found = of_weight(summary.shares, "street_length")
    for column in ("near_open_space_500", "near_stop_500", "near_stop_20min_500"):
        assert np.isnan(found["share"][column])
        assert found["reason"][column]
    assert found["reason"]["near_cafe_500"] == ""
    assert any("near_stop_20min_500, near_stop_30min_500 (no timetable is given)" in note for note in summary.notes)
    assert any("No raster of people" in note for note in summary.notes)


def test_a_service_every_so_many_minutes_is_the_mean_over_the_day(tmp_path):
    city = make_city(STREET, stops=[(3000.0, 0.0, "bus")])
    back = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform
    rows = [(name, *back(x, 0.0)) for name, x in (("A", 600.0), ("B", 2000.0), ("C", 3400.0))]
    stops = "stop_id,stop_name,stop_lon,stop_lat\n" + "\n".join(f"{n},{n},{lon},{lat}" for n, lon, lat in rows)
    # 24 departures by day from A (every 30 minutes), 36 from B (every 20): twelve trips begin there.
    whole = [(f"T{n}", f"{7 + n // 2:02d}:{30 * (n % 2):02d}:00", "18:00:00", "18:30:00") for n in range(24)]
    short = [(f"S{n}", f"{7 + n:02d}:00:00", "19:30:00") for n in range(12)]
    feed = write_feed(
        tmp_path / "f.zip",
        stops=stops,
        trips=trips(*((trip, "W", "0") for trip, *_clock in [*whole, *short])),
        stop_times=times(*((t, a, f"{int(a[:2]):02d}:{int(a[3:5]) + 5:02d}:00", c) for t, a, _b, c in whole))
        + "\n"
        + times(*short, stops="BC").split("\n", 1)[1],
    )
    found = shares(city.with_timetables([feed]))
    assert found["within"]["near_stop_20min_500"] == pytest.approx(1000)  # about B alone
    # About A and B, 100 to 1100 and 1500 to 2500, and the blind alley, all of it within 410 m of A.
    assert found["within"]["near_stop_30min_500"] == pytest.approx(2010)
    assert found["targets"][["near_stop_20min_500", "near_stop_30min_500"]].tolist() == [1, 2]


def test_figures_of_indices_are_those_of_the_nodes_with_and_without_weights():
    city = make_city(
        grid_ways(6, 300.0), features=[(0.0, 0.0, "pharmacy")], places=[(300.0, 0.0, "food")] * 7, margin=700.0
    )
    centre = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(300.0, 0.0)
    summary = summarise_city(city, ["amenity_density", "cbd_distance"], centres=[centre], title="Made")
    nodes = CityNodes.of(*network_with(city, None))
    measured = measure(nodes.network, nodes.sources, resolve(["amenity_density"]), ())
    affected = nodes.affected(measured.columns, measured.table)
    for number, column in enumerate(measured.columns):
        row = summary.indices.set_index(["column", "weight"]).loc[column.name]
        used = ~affected[:, number]
        values, metres = measured.table[used, number], nodes.weights["street_length_m"][used]
        assert row["n"].tolist() == [used.sum()] * 2
        assert row["edge_affected"].tolist() == [(~used).sum()] * 2
        assert row["mean"]["nodes"] == pytest.approx(values.mean())
        assert row["median"]["nodes"] == pytest.approx(np.median(values))
        assert row["mean"]["street_length"] == pytest.approx(np.average(values, weights=metres))
        repeated = np.repeat(values, np.round(metres / 150.0).astype(int))  # metres come in half blocks
        assert row["q75"]["street_length"] == pytest.approx(np.quantile(repeated, 0.75, method="averaged_inverted_cdf"))
        assert row["total"]["street_length"] == pytest.approx(metres.sum())
    far = summary.indices.set_index(["column", "weight"]).loc[("cbd_distance", "nodes")]
    assert (far["n"], far["missing"]) == (32, 0)
    assert summary.indices["city"].unique().tolist() == ["Made"]


def test_the_table_stacks_over_cities():
    city = make_city(STREET, features=[(500.0, 0.0, "pharmacy")])
    both = pd.concat([summarise_city(city, INDEX, title=name).table for name in ("One", "Two")])
    assert list(both) == ["city", "snapshot", "column", "weight", "statistic", "value", "n", "total"]
    assert not both.duplicated(["city", "column", "weight", "statistic"]).any()
    wide = both.pivot_table(index="city", columns=["column", "weight", "statistic"], values="value")
    assert wide["near_pharmacy_500", "street_length", "share"].tolist() == pytest.approx([1000 / LENGTH] * 2)


def test_a_reference_says_which_streets_the_figures_are_of():
    city = make_city(grid_ways(5, 400.0), features=[(0.0, 0.0, "pharmacy")])
    back = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform
    corner = shapely.transform(shapely.box(350, -50, 450, 50), back, interleaved=False)
    summary = summarise_city(city, INDEX, reference=Reference(within=corner), grid=1000)
    found = of_weight(summary.shares, "street_length").loc["near_pharmacy_500"]
    # The node at 400, 0 stands for half of two streets of 400 m, 100 m of which are near, and of one of 800 m round the
    # corner at which the pharmacy lies.
    assert (found["counted"], found["within"]) == (pytest.approx(800), pytest.approx(500))
    assert summary.indices["total"].max() == pytest.approx(800)
    assert summary.grid["street_length_m"].sum() == pytest.approx(800)


def test_what_cannot_be_is_said_before_computing():
    city = make_city(STREET)
    for side in (50, 2000, True):
        with pytest.raises(InputError, match="from 100 to 1000"):
            summarise_city(city, INDEX, grid=side)
    with pytest.raises(InputError, match="rivals_within: an index of parks"):
        summarise_city(city, ["rivals_within"])
    whole = summarise_city(city)
    assert not whole.indices["column"].str.startswith(("rival", "industrial_legacy")).any()
