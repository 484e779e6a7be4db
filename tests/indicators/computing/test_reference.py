"""The reference: which street nodes count, how much, and the percentiles among them."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import scipy.stats
import shapely
from cities import grid_ways, make_city, make_parks
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from raster_files import write_raster

from parklocus.indicators import City, InputError, Reference, compute, demo_folder
from parklocus.indicators.city.extent import WGS84
from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.computing.reference import choose_nodes, percentile
from parklocus.indicators.osm.areas import Land

PLACES = [(230.0, 200.0, "food"), (460.0, 400.0, "food"), (400.0, 830.0, "culture"), (255.0, 245.0, "culture")]
ASKED = ["amenity_count_food_500", "closeness_400", "betweenness_400"]

values = st.lists(st.integers(-5, 5), min_size=1, max_size=40)
weighted = st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 9)), min_size=1, max_size=40)


def by_hand(value, reference, weights):
    """Return the weight below a value plus half of that at it, in per cent, by going through all."""
    below = sum(weight for one, weight in zip(reference, weights, strict=True) if one < value)
    equal = sum(weight for one, weight in zip(reference, weights, strict=True) if one == value)
    return 100 * (below + equal / 2) / sum(weights)


@given(values, st.integers(-6, 6))
def test_unweighted_percentiles_are_those_of_scipy(reference, value):
    expected = scipy.stats.percentileofscore(reference, value, kind="mean")
    assert percentile(np.array([float(value)]), np.array(reference, dtype=float))[0] == pytest.approx(expected)


@given(weighted, st.integers(-6, 6))
def test_weighted_percentiles_are_shares_of_weight(pairs, value):
    reference, weights = (np.array(one, dtype=float) for one in zip(*pairs, strict=True))
    found = percentile(np.array([float(value)]), reference, weights)[0]
    if weights.sum() == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(by_hand(value, reference, weights))


@given(weighted)
def test_the_reference_is_on_average_at_50(pairs):
    reference, weights = (np.array(one, dtype=float) for one in zip(*pairs, strict=True))
    if weights.sum() > 0:
        assert np.average(percentile(reference, reference, weights), weights=weights) == pytest.approx(50)


@given(weighted, st.lists(st.floats(-6, 6), min_size=2, max_size=9))
def test_a_greater_value_has_no_lower_percentile(pairs, asked):
    reference, weights = (np.array(one, dtype=float) for one in zip(*pairs, strict=True))
    if weights.sum() > 0:
        found = percentile(np.sort(asked), reference, weights)
        assert (np.diff(found) >= -1e-9).all()
        assert found.min() >= 0
        assert found.max() <= 100 + 1e-9


@given(weighted)
def test_a_node_of_weight_two_is_two_nodes(pairs):
    reference, weights = (np.array(one) for one in zip(*pairs, strict=True))
    asked = np.arange(-6.0, 7.0)
    repeated = np.repeat(reference, weights).astype(float)
    found = percentile(asked, reference.astype(float), weights.astype(float))
    assert found == pytest.approx(percentile(asked, repeated), nan_ok=True)


@pytest.fixture(scope="module")
def city():
    streets = [*grid_ways(11, 100.0), [(1000, 500), (1300, 500)], [(1000, 300), (1150, 300)]]
    return make_city(streets, places=PLACES)


def polygon(city, *corners):
    """Return a box in lon/lat whose corners are given in the city's metres."""
    to_degrees = Transformer.from_crs(city.crs, WGS84, always_xy=True)
    return shapely.transform(shapely.box(*corners), to_degrees.transform, interleaved=False)


def counted(value, reference):
    """Return the percentile of a value by counting."""
    lower, equal = sum(one < value for one in reference), sum(one == value for one in reference)
    return 100 * (lower + equal / 2) / len(reference)


@pytest.mark.parametrize("unit", [1e-9, 3e-7, 1.0, 1e12])
def test_percentiles_are_exact_counts_whatever_the_unit(unit):
    reference = np.random.default_rng(5).integers(-500, 500, 2000).astype(float)
    asked = np.array([-500.5, -500.0, -3.0, 0.0, 0.5, 77.0, 499.0, 999.0])
    found = percentile(unit * asked, unit * reference)
    assert found.tolist() == [counted(value, reference) for value in asked]
    skewed = np.sort(np.random.default_rng(6).pareto(1.2, 2000))  # most lie far below the greatest
    assert percentile(unit * skewed, unit * skewed) == pytest.approx(100 * (np.arange(2000) + 0.5) / 2000, rel=1e-12)


def test_sums_in_another_order_are_equal():
    shares = np.random.default_rng(7).dirichlet(np.ones(5), 400)
    entropy = -(shares * np.log(shares)).sum(axis=1)
    turned = -sum((shares * np.log(shares))[:, column] for column in (3, 0, 4, 1, 2))
    assert (entropy != turned).any()
    assert percentile(turned, np.repeat(entropy, 3)).tolist() == percentile(entropy, np.repeat(entropy, 3)).tolist()
    tie = np.array([0.1 + 0.2] * 300 + [0.3] * 300)
    assert percentile(np.array([0.3, 0.1 + 0.2]), tie).tolist() == [50.0, 50.0]


def computed(city, reference=None, asked=ASKED, at=(400, 400), **options):
    return compute(city, make_parks(city, {"a": shapely.Point(*at)}), asked, reference=reference, **options)


def expected_percentile(table, column, weight):
    """Return the park's percentile in its column, worked out of the exported layer."""
    layer = table.reference
    counted = layer[layer[column].notna() & ~layer["edge_affected"].str.split(",").map(lambda names: column in names)]
    weights = counted["street_length_m"] if weight == "street_length" else np.ones(len(counted))
    return by_hand(table[column].iloc[0], counted[column], weights)


@pytest.mark.parametrize("weight", ["nodes", "street_length"])
@pytest.mark.parametrize("box", [None, (-10, -10, 555, 1010)])
def test_percentiles_follow_from_the_layer_that_is_exported(city, box, weight):
    within = None if box is None else polygon(city, *box)
    table = computed(city, Reference(within=within, weight=weight))
    for column in table.index_columns:
        assert table[f"{column}_pct"].iloc[0] == pytest.approx(expected_percentile(table, column, weight)), column
        facts = table.definitions.set_index("column").loc[column]
        assert facts["reference_size"] == len(table.reference)
        assert facts["reference_street_km"] == pytest.approx(table.reference["street_length_m"].sum() / 1000, abs=5e-4)
        assert facts["reference_weight"] == weight
    assert table.provenance["reference"]["nodes"] == len(table.reference)


def test_nodes_in_the_polygon_count_and_keep_their_values(city):
    whole, part = computed(city), computed(city, Reference(within=polygon(city, -10, -10, 555, 1010)))
    x = whole.reference.to_crs(city.crs).geometry.x
    inside = whole.reference[x <= 555]
    assert 0 < len(inside) < len(whole.reference)
    # Betweenness, too: paths that begin and end outside run through the polygon.
    pd.testing.assert_frame_equal(
        pd.DataFrame(part.reference.drop(columns="geometry")).reset_index(drop=True),
        pd.DataFrame(inside.drop(columns="geometry")).reset_index(drop=True),
    )
    assert part["closeness_400"].iloc[0] == whole["closeness_400"].iloc[0]
    assert part["amenity_count_food_500_pct"].iloc[0] != whole["amenity_count_food_500_pct"].iloc[0]


corners = st.tuples(st.floats(-200, 1200), st.floats(-200, 1200))


@settings(max_examples=30)
@given(st.lists(corners, min_size=3, max_size=3))
def test_a_triangle_holds_the_nodes_on_the_inner_side_of_its_three_sides(city, corners):
    to_degrees = Transformer.from_crs(city.crs, WGS84, always_xy=True)
    (ax, ay), (bx, by), (cx, cy) = (to_degrees.transform(*corner) for corner in corners)
    turn = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    assume(abs(turn) > 1e-8)
    node = np.flatnonzero(city.streets.degree != 2)
    lon, lat = to_degrees.transform(city.streets.node_x[node], city.streets.node_y[node])
    sides = np.array(
        [
            np.sign(turn) * ((qx - px) * (lat - py) - (qy - py) * (lon - px))
            for (px, py), (qx, qy) in (((ax, ay), (bx, by)), ((bx, by), (cx, cy)), ((cx, cy), (ax, ay)))
        ]
    ).min(axis=0)
    assume((np.abs(sides) > 1e-12).all())  # rounding decides of nodes on a side
    expected = node[sides > 0]
    within = Reference(within=shapely.Polygon([(ax, ay), (bx, by), (cx, cy)]))
    if len(expected):
        assert choose_nodes(city, within).node.tolist() == expected.tolist()
    else:
        with pytest.raises(InputError, match="No street node"):
            choose_nodes(city, within)


def test_polygons_in_parts_and_crossed_ones_are_taken_whole(city):
    to_degrees = Transformer.from_crs(city.crs, WGS84, always_xy=True)

    def chosen(shape):
        within = shapely.transform(shape, to_degrees.transform, interleaved=False)
        node = choose_nodes(city, Reference(within=within)).node
        x, y = city.streets.node_x[node].round(), city.streets.node_y[node].round()
        return set(zip(x.tolist(), y.tolist(), strict=True))

    two = shapely.MultiPolygon([shapely.box(90, 90, 110, 110), shapely.box(290, 90, 310, 210)])
    assert chosen(two) == {(100, 100), (300, 100), (300, 200)}
    bow = shapely.Polygon([(80, 95), (330, 305), (330, 95), (80, 305)])  # its sides cross at (205, 200)
    assert chosen(bow) == {(100, 200), (200, 200), (300, 200)}


def test_streets_outside_the_polygon_change_no_percentile():
    parts = grid_ways(11, 100.0)
    far = [[(x + 5000, y) for x, y in way] for way in grid_ways(6, 80.0)]
    tables = []
    for ways in (parts, parts + far):
        city = make_city(ways, places=PLACES)
        tables.append(computed(city, Reference(within=polygon(city, -50, -50, 1050, 1050))))
    for column in ASKED:
        assert tables[0][f"{column}_pct"].iloc[0] == tables[1][f"{column}_pct"].iloc[0]


def test_a_polygon_layer_may_come_in_another_coordinate_system(city, tmp_path):
    area = polygon(city, -10, -10, 555, 1010)
    gpd.GeoDataFrame(geometry=[area], crs=4326).to_crs(32651).to_file(tmp_path / "built_up.gpkg")
    from_file = computed(city, Reference(within=tmp_path / "built_up.gpkg"))
    in_memory = computed(city, Reference(within=area))
    assert from_file.reference["node"].tolist() == in_memory.reference["node"].tolist()
    assert from_file.provenance["reference"]["within"]["file"] == "built_up.gpkg"
    assert len(from_file.provenance["reference"]["within"]["sha256"]) == 64
    again = shapely.from_wkt(in_memory.provenance["reference"]["within"]["polygon"])
    assert computed(city, Reference(within=again)).reference["node"].tolist() == in_memory.reference["node"].tolist()


def test_a_sample_of_all_is_all_and_a_seed_draws_the_same(city):
    whole = computed(city)
    count = len(whole.reference)
    pd.testing.assert_frame_equal(computed(city, Reference(sample=count)).reference, whole.reference)
    more = computed(city, Reference(sample=count + 1))
    pd.testing.assert_frame_equal(more.reference, whole.reference)
    assert any(f"{count + 1}" in note and f"{count}" in note for note in more.notes)
    one, same, other = (computed(city, Reference(sample=40, seed=seed)) for seed in (7, 7, 8))
    assert len(one.reference) == 40
    assert one.reference["node"].tolist() == same.reference["node"].tolist()
    assert one.reference["node"].tolist() != other.reference["node"].tolist()
    assert one.reference["node"].is_unique
    kept = whole.reference[whole.reference["node"].isin(one.reference["node"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.reference.reset_index(drop=True), kept)


def test_a_sample_within_a_polygon_is_drawn_there(city):
    within = polygon(city, -10, -10, 555, 1010)
    drawn = computed(city, Reference(within=within, sample=30, seed=3))
    inside = computed(city, Reference(within=within))
    assert set(drawn.reference["node"]) < set(inside.reference["node"])
    facts = drawn.provenance["reference"]
    assert (facts["nodes"], facts["sample"], facts["seed"], facts["drawn_from"]) == (30, 30, 3, len(inside.reference))


def test_only_the_reference_is_measured(city):
    seen = []
    computed(city, Reference(sample=20), progress=lambda _fraction, text: seen.append(text))
    assert any(" 20 " in text for text in seen)
    assert not any(f" {np.count_nonzero(city.streets.degree != 2)} " in text for text in seen)


def industrial(city, *boxes):
    shapes = np.array([shapely.box(*corners) for corners in boxes], dtype=object)
    what = np.full(len(shapes), int(Land.USE_INDUSTRIAL), dtype=np.uint16)
    unknown = np.full(len(shapes), np.nan)
    return replace(city, land=LandCover.of(shapes, what, unknown, unknown, lines=[]))


def test_land_use_chooses_nodes_in_it_or_at_its_streets(city):
    # A block between streets: its corners are 20 m away, those of the next blocks 50 m and more.
    works = industrial(city, (220, 220, 280, 280), (650, 650, 740, 750))
    table = computed(works, Reference(land_use="industrial"))
    points = table.reference.to_crs(city.crs).geometry
    expected = {(200, 200), (200, 300), (300, 200), (300, 300)} | {(700, 700)}
    near = {(x, y) for x in range(0, 1001, 100) for y in range(0, 1001, 100) if _away(x, y, works) <= 30}
    assert {(round(point.x), round(point.y)) for point in points} == near
    assert expected <= near
    assert table.provenance["reference"]["land_use"] == "industrial"


def _away(x, y, city):
    return min(shape.distance(shapely.Point(x, y)) for shape in city.land.shapes)


def test_walkability_is_standardised_over_the_reference(tmp_path):
    city = make_city(grid_ways(11, 100.0), places=PLACES)
    rng = np.random.default_rng(2)
    raster = write_raster(tmp_path / "p.tif", rng.uniform(0, 50, (60, 60)), -1000.0, 2000.0, 50.0, city.crs)
    parts = ["population_reach_density_600", "intersection_density_600", "daily_living_600"]
    options = {
        "asked": [*parts, "walkability"],
        "parameters": {"walkability": {"radii": [600]}},
        "rasters": {"population": raster},
    }
    for weight in ("nodes", "street_length"):
        table = computed(city, Reference(within=polygon(city, -10, -10, 555, 1010), weight=weight), **options)
        layer = table.reference
        weights = layer["street_length_m"].to_numpy() if weight == "street_length" else np.ones(len(layer))
        expected = 0.0
        for part in parts:
            values = layer[part].to_numpy()
            mean = (weights * values).sum() / weights.sum()
            spread = np.sqrt((weights * (values - mean) ** 2).sum() / weights.sum())
            expected += (table[part].iloc[0] - mean) / spread if spread > 1e-9 else 0.0
        assert table["walkability_600"].iloc[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (lambda city: Reference(within=polygon(city, 90_000, 0, 91_000, 1000)), "off the city"),
        (lambda city: Reference(within=polygon(city, 310, 310, 390, 390)), "no junction or dead end"),
        (lambda city: Reference(within=shapely.box(29.9, 119.9, 30.1, 120.1)), "in this order"),
        (lambda city: Reference(within=shapely.box(0, 0, 1000, 1000)), "degrees"),
        (lambda city: Reference(within=shapely.Point(120, 30)), "no polygon"),
        (lambda city: Reference(within=42), "no polygon"),
        (lambda city: Reference(within="no_such_file.gpkg"), "no_such_file"),
        (lambda city: Reference(land_use="industrial"), "industrial"),
        (lambda city: Reference(land_use="desert"), "industrial"),
        (lambda city: Reference(weight="area"), "street_length"),
        (lambda city: Reference(sample=0), "sample is 0"),
        (lambda city: Reference(sample=2.5), "whole number"),
        (lambda city: Reference(sample=True), "whole number"),
        (lambda city: Reference(seed=-1), "seed is -1"),
        (lambda city: Reference(seed=None), "seed is None"),
    ],
)
def test_a_reference_that_cannot_be_is_refused(city, reference, message):
    with pytest.raises(InputError, match=message):
        computed(city, reference(city))


def test_streets_without_a_junction_or_dead_end_are_refused():
    ring = make_city([[(0.0, 0.0), (300.0, 0.0), (150.0, 250.0), (0.0, 0.0)]])
    with pytest.raises(InputError, match="neither a junction nor a dead end"):
        choose_nodes(ring, Reference())


def test_swapped_coordinates_are_named():
    to_degrees = Transformer.from_crs(make_city(grid_ways(2, 100.0)).crs, WGS84, always_xy=True)
    city = make_city(grid_ways(5, 100.0))
    lon, lat = to_degrees.transform(200, 200)
    # 30 and 120 cannot be told apart from a place off the map; a swapped polygon is out of range here.
    with pytest.raises(InputError, match="order"):
        computed(city, Reference(within=shapely.Point(lat, lon).buffer(0.01)))


def test_land_use_off_the_polygon_is_refused(city):
    works = industrial(city, (220, 220, 280, 280))
    with pytest.raises(InputError, match=r"polygon.*30 m.*industrial"):
        computed(works, Reference(within=polygon(city, 600, 600, 1010, 1010), land_use="industrial"))


def test_a_small_reference_is_noted(city):
    notes = computed(city, Reference(sample=29)).notes
    assert any("Fewer than 30" in note and "closeness_400" in note for note in notes)
    assert not any("Fewer than" in note for note in computed(city, Reference(sample=30)).notes)


def test_the_notes_say_what_the_reference_is(city):
    assert not any("The reference is" in note for note in computed(city, Reference(seed=5)).notes)
    reference = Reference(within=polygon(city, -10, -10, 555, 1010), sample=40, weight="street_length")
    table = computed(city, reference)
    km = table.reference["street_length_m"].sum() / 1000
    note = next(note for note in table.notes if "The reference is" in note)
    assert f"40 street nodes with {km:.1f} km" in note
    assert "polygon" in note
    assert "seed 1" in note
    assert "length of its streets" in note


def test_a_sampled_reference_gives_percentiles_near_those_of_all_nodes():
    city = City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)
    asked = ["stop_distance_bus", "detour"]
    middle = city.extent.centroid
    centre = Transformer.from_crs(city.crs, WGS84, always_xy=True).transform(middle.x, middle.y)
    layer = computed(city, None, asked, at=(middle.x, middle.y), centres=[centre]).reference
    node = np.flatnonzero(city.streets.degree != 2)
    for column in asked:
        known = layer[column].notna() & np.array([column not in names for names in layer["edge_affected"]])
        everywhere = layer.loc[known, column].to_numpy()
        exact = percentile(everywhere, everywhere)
        off, relative = [], []
        for seed in range(20):
            drawn = np.isin(node, choose_nodes(city, Reference(sample=2000, seed=seed)).node)
            sampled = layer.loc[known & drawn, column].to_numpy()
            # A share p of N nodes, drawn n without replacement, errs by √(p(1−p)(1−n/N)/n).
            share, left = exact / 100, 1 - len(sampled) / len(everywhere)
            found = percentile(everywhere, sampled) - exact
            off.append(np.abs(found).mean())
            relative.append(np.mean(np.square(found / (100 * np.sqrt(share * (1 - share) * left / len(sampled))))))
        assert np.mean(off) < 0.7
        assert 0.7 < np.sqrt(np.mean(relative)) < 1.3
