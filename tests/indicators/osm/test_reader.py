"""Areas are those that osmium assembles, whatever their rings; any format gives the same; reading can be stopped."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import osmium
import pytest
import shapely

from parklocus.indicators import Cancelled, City, InputError, demo_folder
from parklocus.indicators.osm.areas import land_of
from parklocus.indicators.osm.reader import read_osm
from parklocus.indicators.osm.rings import are_simple, ring_corners
from parklocus.indicators.osm.taxonomy import Taxonomy

RULES = Taxonomy.open()
DEMO = demo_folder() / "neubrandenburg.osm.pbf"
SHOP = {"shop": "books", "building": "yes", "building:levels": "3"}

# Nodes on a lattice of 0.001 degrees, by number: 10 x + y; 91 lies where 11 lies, 99 is not in the file.
NODES = {10 * x + y: (x / 1000, y / 1000) for x in range(9) for y in range(9)} | {91: (0.001, 0.001)}
RINGS = {
    "counter-clockwise": [11, 31, 33, 13, 11],
    "clockwise": [11, 13, 33, 31, 11],
    "a bow tie": [11, 33, 31, 13, 11],
    "two rings that share a node": [11, 21, 22, 33, 32, 22, 12, 11],
    "a spike": [11, 31, 51, 31, 33, 13, 11],
    "a node twice": [11, 31, 31, 33, 13, 11],
    "closed by another node in the same place": [11, 31, 33, 13, 91],
    "a side walked twice": [11, 31, 33, 31, 13, 11],
    "a line": [11, 21, 11],
    "a corner outside the file": [11, 31, 99, 13, 11],
    "an end outside the file": [99, 31, 33, 13, 99],
    "open": [11, 31, 33, 13],
    "in a line": [11, 21, 31, 11],
}


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """A street, closed ways of every sort, and multipolygons: with a hole, of two ways, of a way that is missing."""
    file = tmp_path_factory.mktemp("reader") / "areas.osm.pbf"
    new = osmium.osm.mutable
    multipolygon = {"type": "multipolygon", **SHOP}
    with osmium.SimpleWriter(str(file)) as writer:
        for number, position in sorted(NODES.items()):
            writer.add_node(new.Node(id=number + 1, location=position))
        writer.add_way(new.Way(id=1, nodes=[2, 3, 4], tags={"highway": "residential"}))
        for number, nodes in enumerate(RINGS.values(), 10):
            writer.add_way(new.Way(id=number, nodes=[node + 1 for node in nodes], tags=SHOP))
        writer.add_way(new.Way(id=50, nodes=[12, 32, 34, 14, 12], tags=SHOP | {"area": "no"}))
        for number, nodes in {
            60: [1, 81, 89, 9, 1],
            61: [23, 43, 45, 25, 23],
            62: [55, 75],
            63: [75, 77, 57, 55],
        }.items():
            writer.add_way(new.Way(id=number, nodes=nodes))
        for number, members in {
            70: [("w", 60, "outer"), ("w", 61, "inner")],
            71: [("w", 62, "outer"), ("w", 63, "outer")],
            72: [("w", 60, "outer"), ("w", 999, "inner")],
            73: [("w", 62, "outer")],
        }.items():
            writer.add_relation(new.Relation(id=number, members=members, tags=multipolygon))
        writer.add_relation(new.Relation(id=74, members=[("w", 60, "outer")], tags={"type": "site", **SHOP}))
    return file


def as_osmium_assembles(file):
    """Return the areas that have a ring, by id."""
    factory = osmium.geom.WKBFactory()
    found = {}
    for item in osmium.FileProcessor(file).with_areas():
        if item.is_area() and item.num_rings()[0]:
            shape = shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(item)))
            found[f"{'w' if item.from_way() else 'r'}{item.orig_id()}"] = dict(item.tags), shape
    return found


def normal(shapes):
    """Return shapes in a form that is the same for all that are drawn alike, as text."""
    return sorted(shapely.to_wkt(shapely.normalize(shapely.multipolygons(shapely.get_parts(one)))) for one in shapes)


def land_shapes(land):
    rings = []
    for corners, sizes in zip(land.corners, land.sizes, strict=True):
        starts = [0, *sizes.cumsum().tolist()]
        rings += [shapely.Polygon(corners[a:b] / 1e7) for a, b in pairwise(starts)]
    return [*rings, *land.shapes]


def kinds_of_land(land):
    return [int(what) for rows in land.of_rings for what in rows[:, 0]] + [told.what for told in land.of_shapes]


def ring_of(corners):
    """Return a ring closed and counter-clockwise, in whole numbers, and where it begins and ends."""
    x, y = np.array([*corners, corners[0]], dtype=np.int32).T
    ptr = np.array([0, len(x)])
    return ring_corners(x, y, ptr), ptr


def test_rings_that_touch_themselves_nowhere_are_those_that_geos_finds_valid() -> None:
    rng = np.random.default_rng(11)
    rings = [ring_of(rng.integers(-4, 5, (rng.integers(3, 8), 2)) * 10) for _ in range(400)]
    angles = [np.sort(rng.uniform(0, 2 * np.pi, rng.integers(4, 12))) for _ in range(50)]
    rings += [ring_of(np.column_stack([np.cos(a), np.sin(a)]) * 1e6 * rng.uniform(0.3, 1, (len(a), 1))) for a in angles]
    twice = np.linspace(0, 4 * np.pi, 12, endpoint=False)  # a star that goes round twice, always to the left
    rings.append(ring_of(np.column_stack([np.cos(twice), np.sin(twice)]) * np.linspace(9e5, 1e6, 12)[:, None]))
    corners = np.concatenate([ring for ring, _ptr in rings])
    ptr = np.cumsum([0, *(len(ring) for ring, _ptr in rings)])
    expected = [shapely.Polygon(ring / 1e7).is_valid for ring, _ptr in rings]
    assert are_simple(corners, ptr).tolist() == expected
    assert 100 < sum(expected) < 400
    assert not expected[-1]
    alone = [bool(are_simple(ring, own)[0]) for ring, own in rings]
    assert alone == expected


def test_areas_are_those_that_osmium_assembles(extract) -> None:
    found = read_osm(extract, RULES)
    expected = as_osmium_assembles(extract)
    ours = dict(zip([osm_id for osm_id, *_rest in found.places], found.place_geometries, strict=True))
    assert ours.keys() == {osm_id for osm_id, (tags, _shape) in expected.items() if "shop" in tags}
    assert {"r70", "r71", "w10", "w11", "w13"} <= ours.keys()
    assert {"w12", "w50", "r72", "r73", "r74"}.isdisjoint(ours)
    for osm_id, shape in ours.items():
        assert normal([shape]) == normal([expected[osm_id][1]]), osm_id
        assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(shape))).all()
    assert normal(land_shapes(found.land)) == normal(ours.values())
    assert len(ours) == len(kinds_of_land(found.land))
    assert found.counts["broken_areas"] > 0


@pytest.mark.parametrize("city", ["demo", "chengdu", "las_palmas", "porto_alegre"])
def test_the_land_of_real_cities_is_what_osmium_assembles(request, city) -> None:
    file = DEMO if city == "demo" else request.getfixturevalue("data_dir") / city / f"{city}.osm.pbf"
    found = read_osm(file, RULES).land
    expected = [(land_of(tags), shape) for tags, shape in as_osmium_assembles(file).values() if land_of(tags)]
    assert len(expected) > 10
    assert sorted(kinds_of_land(found)) == sorted(what for what, _ in expected)
    assert normal(land_shapes(found)) == normal(shape for _what, shape in expected)


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".osm.bz2", ".opl.osm.pbf"])
def test_every_format_gives_the_same(extract, tmp_path, ending) -> None:
    file = tmp_path / f"same{ending}"
    unusual = osmium.io.File(str(file), "pbf,locations_on_ways=true") if ending.endswith(".pbf") else str(file)
    with osmium.SimpleWriter(unusual) as writer:
        osmium.apply(str(extract), writer)
    one, other = read_osm(extract, RULES), read_osm(file, RULES)
    assert other.places == one.places
    assert normal(land_shapes(other.land)) == normal(land_shapes(one.land))
    assert other.street_refs.tolist() == one.street_refs.tolist()
    assert other.counts == one.counts


@pytest.mark.parametrize("ending", [".osm.pbf", ".osm"])
def test_ways_and_relations_may_stand_before_their_nodes(extract, tmp_path, ending) -> None:
    file = tmp_path / f"turned{ending}"
    with osmium.SimpleWriter(str(file)) as writer:
        for kind in (osmium.osm.RELATION, osmium.osm.WAY, osmium.osm.NODE):
            for item in osmium.FileProcessor(extract, kind):
                writer.add(item)
    one, other = read_osm(extract, RULES), read_osm(file, RULES)
    assert other.places == one.places
    assert normal(land_shapes(other.land)) == normal(land_shapes(one.land))
    assert other.street_refs.tolist() == one.street_refs.tolist()
    assert other.counts == one.counts


def test_a_damaged_file_is_said_in_a_sentence(tmp_path) -> None:
    data = bytearray(DEMO.read_bytes())
    data[len(data) // 2] ^= 255
    file = tmp_path / "damaged.osm.pbf"
    file.write_bytes(data)
    with pytest.raises(InputError, match=r"damaged\.osm\.pbf cannot be read as OpenStreetMap data"):
        read_osm(file, RULES)


@pytest.mark.parametrize("name", ["neubrandenburg.osm.pbf", "neubrandenburg.osm"])
def test_reading_says_how_far_it_is_and_stops_at_any_word(tmp_path, monkeypatch, extract, name) -> None:
    monkeypatch.setenv("PARKLOCUS_CACHE", str(tmp_path / "cache"))
    file = tmp_path / name
    if name.endswith(".pbf"):
        file = DEMO
    else:
        with osmium.SimpleWriter(str(file)) as writer:
            osmium.apply(str(extract), writer)
    said: list[float] = []
    City.from_osm(file, cache=False, progress=lambda fraction, _text: said.append(fraction))
    assert said == sorted(said)
    assert said[0] == 0
    assert said[-1] == 1
    assert len(said) > 8
    for last in {0, 1, len(said) // 2, len(said) - 2, len(said) - 1}:
        heard: list[float] = []

        def stop(fraction: float, _text: str, heard=heard, last=last) -> None:
            heard.append(fraction)
            if len(heard) > last:
                raise Cancelled

        with pytest.raises(Cancelled):
            City.from_osm(file, progress=stop)
        assert not list((tmp_path / "cache").glob("*")), "a cancelled city is not kept"
