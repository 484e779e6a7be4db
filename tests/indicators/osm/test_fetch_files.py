"""`parklocus fetch` and studies that name a place: files of the user's own, and runs that need no network."""

from __future__ import annotations

import hashlib
import json

import osmium
import pytest
import shapely
from stand_in import place

from parklocus.indicators import City, FetchOptions, InputError, Study
from parklocus.indicators.cli.main import main
from parklocus.indicators.fetch import fetch

SMALL = shapely.box(13.255, 53.553, 13.268, 53.561)  # the old town
STUDY = """
[city]
{city}
[[centre]]
name = "Marktplatz"
lon = 13.26032
lat = 53.55745
[parks]
path = "parks.geojson"
[indices]
compute = ["cbd_distance", "amenity_count"]
"""


@pytest.fixture
def folder(tmp_path, server, demo_dir):
    """Return a folder with parks, near a Nominatim that knows the old town."""
    server.places["Altstadt"] = [place("Altstadt, Neubrandenburg", SMALL)]
    (tmp_path / "parks.geojson").write_bytes((demo_dir / "parks.geojson").read_bytes())
    (tmp_path / "area.geojson").write_text(shapely.to_geojson(SMALL), encoding="utf-8")
    return tmp_path


def run(capsys, *arguments):
    """Return the exit code and the last event of a command."""
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_command_writes_an_extract_and_its_boundary(folder, capsys, server):
    code, event = run(capsys, "fetch", "--place", "Altstadt", "--output", folder / "city.osm.pbf")
    assert code == 0
    assert event["boundary"] == str(folder / "city.boundary.geojson")
    assert event["fetched"]["found"] == "Altstadt, Neubrandenburg"
    assert sorted(file.name for file in folder.glob("city.*")) == ["city.boundary.geojson", "city.osm.pbf"]
    header = osmium.FileProcessor(folder / "city.osm.pbf").header
    assert header.get("osmosis_replication_timestamp") == server.moment
    assert header.box().bottom_left.lon == pytest.approx(13.255)
    city = City.from_osm(folder / "city.osm.pbf", boundary=folder / "city.boundary.geojson")
    assert city.origin["sha256"] == hashlib.sha256((folder / "city.osm.pbf").read_bytes()).hexdigest()
    again = City.from_place("Altstadt")
    assert again.origin["sha256"] == city.origin["sha256"]
    assert again.key == city.key


def test_the_same_answer_gives_the_same_file(folder, server):
    anew = FetchOptions(refresh=True)
    files = [fetch(folder / f"{name}.osm.pbf", polygon=SMALL, fetching=anew).osm.read_bytes() for name in "ab"]
    assert len(server.requests) == 2
    assert files[0] == files[1]
    (folder / "c.geojson").write_text(shapely.to_geojson(SMALL), encoding="utf-8")
    assert fetch(folder / "c.osm.pbf", polygon=folder / "c.geojson").facts["server"] == server.address.removeprefix(
        "http://"
    )
    assert (folder / "c.osm.pbf").read_bytes() == files[0]


@pytest.mark.parametrize("city", ['place = "Altstadt"', 'polygon = "area.geojson"\nosm = "town.osm.pbf"'])
def test_a_study_is_fetched_when_asked_and_runs_without_a_network(folder, capsys, server, city):
    study = folder / "study.toml"
    study.write_text(STUDY.format(city=city), encoding="utf-8")
    code, event = run(capsys, "run", study)
    assert (code, event["event"]) == (2, "error")
    assert "not fetched yet: run parklocus fetch" in event["text"]
    assert not server.requests
    code, event = run(capsys, "fetch", study)
    assert code == 0
    server.close()
    code, event = run(capsys, "run", study)
    assert code == 0
    assert (folder / "result.gpkg").is_file()
    opened = Study.open(study)
    assert Study.from_mapping(opened.as_mapping(folder), folder=folder) == opened
    assert opened.city.boundary == opened.city.osm.with_name(
        opened.city.osm.name.replace(".osm.pbf", ".boundary.geojson")
    )


@pytest.mark.parametrize(
    ("city", "sentence"),
    [
        ('place = "Altstadt"\npolygon = "area.geojson"', "place and polygon both say what to fetch"),
        ('place = "Altstadt"\nosm = "city.osm"', "a map that is fetched must end in .osm.pbf"),
        ('osm = "parks.geojson"', "names neither place nor polygon"),
    ],
)
def test_studies_that_do_not_say_what_to_fetch(folder, capsys, city, sentence):
    study = folder / "study.toml"
    study.write_text(STUDY.format(city=city), encoding="utf-8")
    code, event = run(capsys, "fetch", study)
    assert code == 2
    assert sentence in event["text"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--output", "city.osm.pbf"], "either a place or a polygon"),
        (["--place", "a", "--polygon", "b", "--output", "city.osm.pbf"], "either a place or a polygon"),
        (["--place", "Altstadt"], "Say where to keep the map"),
        (["--place", "Altstadt", "--output", "city.osm"], "must end in .osm.pbf"),
        (["--place", "Altstadt", "--output", "city.osm.pbf", "--limit", "0.5"], "raise the limit"),
        (["study.toml", "--place", "Altstadt"], "A study says itself what to fetch"),
        (["--polygon", "none.geojson", "--output", "city.osm.pbf"], "There is no file none.geojson"),
    ],
)
def test_commands_that_do_not_say_enough(folder, capsys, monkeypatch, arguments, sentence):
    monkeypatch.chdir(folder)
    code, event = run(capsys, "fetch", *arguments)
    assert (code, event["event"]) == (2, "error")
    assert sentence in event["text"]
    assert not list(folder.glob("city.*"))


def test_servers_of_the_command_are_asked_in_place_of_the_usual_one(folder, capsys, server, monkeypatch):
    osmnx = pytest.importorskip("osmnx")
    monkeypatch.setattr(osmnx.settings, "overpass_url", "http://127.0.0.1:9/api")
    arguments = ["--polygon", folder / "area.geojson", "--output", folder / "city.osm.pbf"]
    assert run(capsys, "fetch", *arguments, "--server", server.overpass)[0] == 0


def test_a_failed_fetch_leaves_an_older_file_as_it_was(folder, server):
    (folder / "city.osm.pbf").write_bytes(b"older")
    server.failures = [{"status": 400}]
    with pytest.raises(InputError, match="refuses the request"):
        fetch(folder / "city.osm.pbf", polygon=SMALL)
    assert (folder / "city.osm.pbf").read_bytes() == b"older"
