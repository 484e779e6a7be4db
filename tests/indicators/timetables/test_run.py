"""Timetables by study file and command line."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from gtfs_feeds import write_feed
from town import SOUTH, STEP_LON, WEST

from parklocus.indicators import Study
from parklocus.indicators.cli.main import main

STOPS = "stop_id,stop_name,stop_lon,stop_lat\n" + "\n".join(
    f"{name},{name},{WEST + column * STEP_LON},{SOUTH + 0.003}" for name, column in (("A", 1), ("B", 4), ("C", 8))
)


@pytest.fixture
def feed(town):
    return write_feed(town.folder / "bus.zip", stops=STOPS)


def test_the_command_line_takes_timetables(town, feed, capsys):
    output = town.folder / "out.gpkg"
    given = ["compute", "--json", "--osm", town.osm, "--parks", town.parks, "--gtfs", feed, "--index", "ptal"]
    given += ["--index", "transit_frequency", "--timetable-day", "2023-02-22", "--timetable-window", "08:00-10:00"]
    assert main([*map(str, given), "--output", str(output)]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    notes = [event["text"] for event in events if event["event"] == "note"]
    assert any(note.startswith("bus.zip: departures of 2023-02-22, 08:00-10:00") for note in notes)
    parks = gpd.read_file(output, layer="parks")
    assert parks["transit_frequency"].max() == 0.5
    assert set(parks["known_departures_share"].dropna()) == {1.0}


@pytest.mark.parametrize(
    "wrong",
    [
        ("--gtfs", "absent.zip", "absent.zip"),
        ("--timetable-day", "yesterday", "day"),
        ("--headways", "no.csv", "no.csv"),
    ],
)
def test_the_command_line_refuses_in_one_sentence(town, feed, capsys, wrong):
    given = ["compute", "--osm", town.osm, "--parks", town.parks, "--gtfs", feed, "--index", "ptal"]
    assert main([*map(str, given), *wrong[:2], "--output", str(town.folder / "out.gpkg")]) == 2
    assert wrong[2] in capsys.readouterr().err
    assert not (town.folder / "out.gpkg").exists()


def test_a_study_keeps_its_timetables(town, feed):
    (town.folder / "headways.csv").write_text("line,headway\n7,10\n", encoding="utf-8")
    extra = 'osm = "town.osm"\ngtfs = ["bus.zip"]\nheadways = "headways.csv"\ntimetable_day = 2023-02-22\n'
    extra += 'timetable_window = "07:00-09:00"'
    text = town.study.read_text("utf-8").replace('osm = "town.osm"', extra)
    town.study.write_text(text, encoding="utf-8")
    study = Study.open(town.study)
    assert study.city.gtfs == (feed.resolve(),)
    study.save(town.folder / "again.toml")
    assert Study.open(town.folder / "again.toml").city == study.city
    assert 'gtfs = [\n    "bus.zip",\n]' in (town.folder / "again.toml").read_text("utf-8")
