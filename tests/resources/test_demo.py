"""The embedded demo: small, licensed, real where it says so, and the same when made again."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import osmium
import pytest
from shapely.geometry import box, shape

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "make_demo.py"
CITY = "neubrandenburg.osm.pbf"
BOX = (13.1094, 53.4382, 13.4074, 53.6153)
FACTORS = {"locational", "institutional", "social", "cultural", "office"}


@pytest.fixture(scope="module")
def sites(demo_dir: Path) -> list[dict]:
    return json.loads((demo_dir / "parks.geojson").read_text(encoding="utf-8"))["features"]


@pytest.fixture(scope="module")
def scores(demo_dir: Path) -> list[dict]:
    with (demo_dir / "scores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path) -> osmium.io.Header:
    with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
        return reader.header()


def test_folder_is_under_two_megabytes(demo_dir: Path) -> None:
    size = sum(path.stat().st_size for path in demo_dir.iterdir() if path.suffix != ".gpkg")
    assert 500_000 < size < 2_000_000


def test_notice_names_licence_owner_and_snapshot(demo_dir: Path) -> None:
    notice = (demo_dir / "NOTICE.md").read_text(encoding="utf-8")
    for words in ("© OpenStreetMap contributors", "ODbL", CITY, "2016-02-10", "make_demo.py"):
        assert words in notice


def test_header_holds_the_edge_and_the_moment(demo_dir: Path) -> None:
    head = header(demo_dir / CITY)
    edge = head.box()
    corners = (edge.bottom_left.lon, edge.bottom_left.lat, edge.top_right.lon, edge.top_right.lat)
    assert corners == pytest.approx(BOX, abs=1e-7)
    assert head.get("osmosis_replication_timestamp") == "2016-02-10T20:41:25Z"


def test_what_the_catalogue_reads_is_there(demo_dir: Path) -> None:
    """The numbers were counted in the source with an XML parser: the reduction must lose none in the box."""
    seen: Counter[str] = Counter()
    for thing in osmium.FileProcessor(str(demo_dir / CITY)):
        tags = dict(thing.tags)
        if thing.is_way() and "highway" in tags:
            seen["streets"] += 1
        if thing.is_node() and tags.get("highway") == "bus_stop":
            seen["bus stops"] += 1
        if "shop" in tags:
            seen["shops"] += 1
        if "amenity" in tags:
            seen["amenities"] += 1
        if "building:levels" in tags:
            seen["levels"] += 1
        if tags.get("type") == "route" and thing.is_relation():
            seen[f"{tags['route']} routes"] += 1
    assert seen["streets"] == 7928  # of 7,930: two lie wholly outside the box
    assert seen["bus stops"] == 198
    assert seen["shops"] == 284
    assert seen["amenities"] == 1005
    assert seen["levels"] == 52
    assert seen["train routes"] == 7


def test_bus_lines_keep_their_ways(demo_dir: Path) -> None:
    ways = {way.id for way in osmium.FileProcessor(str(demo_dir / CITY)) if way.is_way()}
    lines = {}
    for thing in osmium.FileProcessor(str(demo_dir / CITY)):
        if thing.is_relation() and thing.tags.get("route") == "bus":
            lines[thing.id] = (thing.tags.get("ref"), [m.ref for m in thing.members if m.type == "w"])
    assert {"1", "2", "4", "5", "6", "10", "11", "21", "22", "80", "90"} <= {ref for ref, _ in lines.values()}
    members = dict(lines.values())
    assert len(members["1"]) == 110
    assert len(members["22"]) == 144
    assert all(ways.issuperset(refs) for _, refs in lines.values())


def test_every_reference_leads_somewhere(demo_dir: Path) -> None:
    there: dict[str, set[int]] = {"n": set(), "w": set(), "r": set()}
    wanted: dict[str, set[int]] = {"n": set(), "w": set(), "r": set()}
    for thing in osmium.FileProcessor(str(demo_dir / CITY)):
        there[thing.type_str()].add(thing.id)
        if thing.is_way():
            wanted["n"].update(node.ref for node in thing.nodes)
        elif thing.is_relation():
            for member in thing.members:
                wanted[member.type].add(member.ref)
    for kind, ids in wanted.items():
        assert ids
        assert ids <= there[kind]


def test_nothing_about_editors_is_inside(demo_dir: Path) -> None:
    things = 0
    for thing in osmium.FileProcessor(str(demo_dir / CITY)):
        things += 1
        assert (thing.user, thing.uid, thing.changeset, thing.version) == ("", 0, 0, 0)
        assert not {key for key, _ in thing.tags} & {"source", "note", "fixme", "created_by", "phone", "email"}
        assert not any(key.startswith("addr:") for key, _ in thing.tags)
    assert things > 100_000


def test_sites_lie_in_the_box_and_say_what_they_are(sites: list[dict]) -> None:
    assert 6 <= len(sites) <= 10
    edge = box(*BOX)
    kinds = Counter(site["geometry"]["type"] for site in sites)
    assert kinds["Polygon"] >= 2
    assert kinds["Point"] >= 1
    for site in sites:
        geometry = shape(site["geometry"])
        assert geometry.is_valid
        assert edge.contains(geometry)
        assert all(site["properties"][key] for key in ("id", "name", "name_en", "name_zh", "type", "district"))
    assert len({site["properties"]["id"] for site in sites}) == len(sites)


def test_sites_are_objects_of_the_extract(demo_dir: Path, sites: list[dict]) -> None:
    wanted = {site["properties"]["osm_id"]: site for site in sites}
    found = set()
    for thing in osmium.FileProcessor(str(demo_dir / CITY)).with_locations():
        site = wanted.get(f"{thing.type_str()}{thing.id}")
        if site is None:
            continue
        found.add(site["properties"]["osm_id"])
        corners = {(n.lon, n.lat) for n in thing.nodes} if thing.is_way() else {(thing.lon, thing.lat)}
        drawn = site["geometry"]["coordinates"]
        assert {tuple(corner) for corner in (drawn[0] if thing.is_way() else [drawn])} == corners
    assert found == set(wanted)


def test_scores_are_marked_simulated_in_every_row(sites: list[dict], scores: list[dict]) -> None:
    assert [row["id"] for row in scores] == [site["properties"]["id"] for site in sites]
    assert {row["label"] for row in scores} == {"simulated"}
    assert set(scores[0]) == {"id", "label"} | FACTORS
    values = [float(row[factor]) for row in scores for factor in sorted(FACTORS)]
    assert all(1 <= value <= 5 for value in values)
    assert len(set(values)) > len(scores)


@pytest.mark.data
def test_script_makes_the_same_demo_again(demo_dir: Path, data_dir: Path, tmp_path: Path) -> None:
    source = data_dir / "neubrandenburg" / "neubrandenburg.osm.bz2"
    subprocess.run([sys.executable, SCRIPT, source, "--output", tmp_path], check=True, capture_output=True)
    for name in ("parks.geojson", "scores.csv"):
        assert (tmp_path / name).read_bytes() == (demo_dir / name).read_bytes()
    # Compared as content: another zlib may pack the same objects into other bytes.
    assert content(tmp_path / CITY) == content(demo_dir / CITY)


def content(path: Path) -> list[str]:
    head = header(path)
    lines = [str(head.box()), head.get("osmosis_replication_timestamp")]
    for thing in osmium.FileProcessor(str(path)):
        line = f"{thing.type_str()}{thing.id} {sorted((t.k, t.v) for t in thing.tags)}"
        if thing.is_node():
            line += str(thing.location)
        elif thing.is_way():
            line += str([node.ref for node in thing.nodes])
        else:
            line += str([(m.type, m.ref, m.role) for m in thing.members])
        lines.append(line)
    return lines


@pytest.mark.data
def test_script_refuses_a_source_of_another_city(data_dir: Path, tmp_path: Path) -> None:
    source = data_dir / "chengdu" / "chengdu.osm.pbf"
    done = subprocess.run(
        [sys.executable, SCRIPT, source, "--output", tmp_path],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
