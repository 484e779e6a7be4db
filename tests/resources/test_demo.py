"""The embedded demo: small, licensed, real where it says so, and the same when made again."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import osmium
import pytest
from shapely.geometry import box, shape

from parklocus.indicators.city.city import City
from parklocus.indicators.study.survey import open_survey
from parklocus.indicators.survey.study_survey import assess_survey

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


@dataclass
class Extract:
    """All of a PBF, read once: these tests look at it from many sides."""

    nodes: dict[int, tuple[tuple[float, float], dict[str, str]]]
    ways: dict[int, tuple[list[int], dict[str, str]]]
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]]
    editors: set[tuple]

    @classmethod
    def read(cls, path: Path) -> Extract:
        extract = cls({}, {}, {}, set())
        for thing in osmium.FileProcessor(str(path)):
            tags = dict(thing.tags)
            extract.editors.add((thing.user, thing.uid, thing.changeset, thing.version, thing.timestamp.timestamp()))
            if thing.is_node():
                extract.nodes[thing.id] = ((thing.lon, thing.lat), tags)
            elif thing.is_way():
                extract.ways[thing.id] = ([node.ref for node in thing.nodes], tags)
            else:
                extract.relations[thing.id] = ([(m.type, m.ref, m.role) for m in thing.members], tags)
        return extract

    def tags(self) -> list[dict[str, str]]:
        return [tags for things in (self.nodes, self.ways, self.relations) for _, tags in things.values()]


@pytest.fixture(scope="module")
def extract(demo_dir: Path) -> Extract:
    return Extract.read(demo_dir / CITY)


def test_what_the_catalogue_reads_is_there(extract: Extract) -> None:
    """The numbers were counted in the source with an XML parser: the reduction must lose none in the box."""
    everything = extract.tags()
    assert sum("highway" in tags for _, tags in extract.ways.values()) == 7928  # of 7,930: two lie wholly outside
    assert sum(tags.get("highway") == "bus_stop" for _, tags in extract.nodes.values()) == 198
    assert sum("shop" in tags for tags in everything) == 284
    assert sum("amenity" in tags for tags in everything) == 1005
    assert sum("building" in tags for _, tags in extract.ways.values()) == 15331
    assert sum("building:levels" in tags for tags in everything) == 52
    routes = Counter(tags["route"] for _, tags in extract.relations.values() if tags["type"] == "route")
    assert routes == {"bus": 13, "train": 7}


def test_bus_lines_keep_their_ways(extract: Extract) -> None:
    lines = {tags.get("ref"): refs for refs, tags in extract.relations.values() if tags.get("route") == "bus"}
    assert {"1", "2", "4", "5", "6", "10", "11", "21", "22", "80", "90"} <= set(lines)
    present = {line: sum(ref in extract.ways for kind, ref, _ in refs if kind == "w") for line, refs in lines.items()}
    assert present["1"] == 110  # of 112: the source itself has no more
    assert present["22"] == 144
    assert present["90"] == 126


def test_ways_are_complete_and_relations_lead_somewhere(extract: Extract) -> None:
    assert {node for nodes, _ in extract.ways.values() for node in nodes} <= set(extract.nodes)
    there = {"n": extract.nodes, "w": extract.ways, "r": extract.relations}
    for members, _ in extract.relations.values():
        assert any(ref in there[kind] for kind, ref, _ in members)


def test_nothing_about_editors_is_inside(extract: Extract) -> None:
    assert len(extract.nodes) > 100_000
    assert len(extract.editors) == 1
    user, uid, changeset, version, moment = extract.editors.pop()
    assert (user, uid, changeset, version) == ("", 0, 0, 0)
    assert moment <= 1  # osmium's way of saying: none
    keys = {key for tags in extract.tags() for key in tags}
    assert not keys & {"source", "note", "fixme", "created_by", "phone", "email", "website"}
    assert not any(key.startswith(("addr:", "contact:")) for key in keys)


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


def test_sites_are_objects_of_the_extract(extract: Extract, sites: list[dict]) -> None:
    for site in sites:
        kind, ref = site["properties"]["osm_id"][0], int(site["properties"]["osm_id"][1:])
        corners = extract.ways[ref][0] if kind == "w" else [ref]
        drawn = site["geometry"]["coordinates"]
        assert {tuple(corner) for corner in (drawn[0] if kind == "w" else [drawn])} == {
            extract.nodes[node][0] for node in corners
        }


def test_scores_are_marked_simulated_in_every_row(sites: list[dict], scores: list[dict]) -> None:
    assert [row["id"] for row in scores] == [site["properties"]["id"] for site in sites]
    assert {row["label"] for row in scores} == {"simulated, Bartlett scores"}
    assert set(scores[0]) == {"id", "label"} | FACTORS
    values = [float(row[factor]) for row in scores for factor in sorted(FACTORS)]
    assert len(set(values)) > len(scores)


def test_scores_come_of_the_answers(demo_dir: Path, scores: list[dict]) -> None:
    found = assess_survey(replace(open_survey(demo_dir / "study.toml"), bootstrap=0))
    assert found.label == "simulated"
    assert found.fit.converged
    assert [str(one.kind) for one in found.warnings] == ["dropped_rows"]
    told = found.scores.table.set_index(["park", "factor"])["score"]
    for row in scores:
        for factor in FACTORS:
            assert float(row[factor]) == pytest.approx(told[row["id"], factor], abs=1e-6)
    kinds = set(found.tables["answer_problems"]["what"])
    assert kinds == {"gaps", "straight_line", "duplicate_respondent"}
    assert found.scores.method == "bartlett"


@pytest.mark.data
def test_script_makes_the_same_demo_again(demo_dir: Path, extract: Extract, data_dir: Path, tmp_path: Path) -> None:
    source = data_dir / "neubrandenburg" / "neubrandenburg.osm.bz2"
    subprocess.run([sys.executable, SCRIPT, source, "--output", tmp_path], check=True, capture_output=True)
    for name in ("parks.geojson", "answers.csv"):
        assert (tmp_path / name).read_bytes() == (demo_dir / name).read_bytes()
    assert (tmp_path / "scores.csv").is_file()  # what they hold, another test sees
    # Compared as content: another zlib may pack the same objects into other bytes.
    again = Extract.read(tmp_path / CITY)
    assert again.nodes == extract.nodes
    assert again.ways == extract.ways
    assert again.relations == extract.relations
    assert str(header(tmp_path / CITY).box()) == str(header(demo_dir / CITY).box())


@pytest.mark.data
def test_engine_sees_in_the_demo_what_it_sees_in_the_source(demo_dir: Path, data_dir: Path) -> None:
    whole = City.from_osm(data_dir / "neubrandenburg" / "neubrandenburg.osm.bz2", cache=False)
    demo = City.from_osm(demo_dir / CITY, cache=False)
    assert len(demo.places) == 720
    assert demo.places.osm_id.equals(whole.places.osm_id)
    assert demo.places.category.equals(whole.places.category)
    assert demo.stops[["osm_id", "mode", "name"]].equals(whole.stops[["osm_id", "mode", "name"]])
    assert demo.lines.equals(whole.lines)
    assert demo.lines.inferred.sum() == 11
    assert demo.line_stops.equals(whole.line_stops)
    assert demo.extent.equals(whole.extent)
    # Two of the source's ways lie wholly outside the box.
    assert 0 <= whole.origin["counts"]["street_edges"] - demo.origin["counts"]["street_edges"] <= 6


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
