"""`parklocus summary`, from its words to its GeoPackage."""

from __future__ import annotations

import json

import pyogrio
import pytest
from cities import CRS
from gtfs_feeds import write_feed
from raster_files import write_raster

from parklocus.indicators.cli.failures import CANCELLED, DONE, WRONG_INPUT
from parklocus.indicators.cli.main import main
from parklocus.indicators.cli.reporting import JsonReporter
from parklocus.indicators.errors import Cancelled


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def words(town, tmp_path, cache):
    """The shortest command, and where it writes."""
    output = tmp_path / "city.gpkg"
    return ["summary", "--osm", str(town.osm), "--index", "amenity_density", "--output", str(output)], output


def test_a_program_reads_all_figures(words, capsys):
    command, output = words
    assert main([*command, "--json", "--grid", "200", "--title", "Town"]) == DONE
    *progress, result = [line for line in lines(capsys) if line["event"] in {"progress", "result"}]
    assert progress[-1]["fraction"] > 0.9
    assert result["output"] == str(output)
    assert result["squares"] == pyogrio.read_info(output, layer="grid")["features"]
    rows = {(row["column"], row["weight"], row["statistic"]): row for row in result["table"]}
    assert rows["amenity_density_500", "nodes", "median"]["city"] == "Town"
    assert rows["amenity_density_500", "nodes", "median"]["value"] is None  # the town is smaller than the radius
    table = pyogrio.read_dataframe(output, layer="city_summary")
    assert len(table) == len(rows) == len(result["table"])


def test_a_person_reads_the_chief_ones(words, capsys):
    command, output = words
    assert main(command) == DONE
    shown = capsys.readouterr()
    for text in ("median and quartiles", "amenity_density_500 [/km²]", "street length", "pharmacy", "Written to"):
        assert text in shown.out
    assert "No raster of people" in shown.err
    assert "grid" not in pyogrio.list_layers(output)[:, 0].tolist()
    assert main([*command, "--lang", "zh_CN"]) == DONE
    assert "步行 500 米以内的比例" in capsys.readouterr().out


def test_rasters_timetables_and_a_reference_are_taken(words, town, tmp_path, capsys):
    command, output = words
    lon, lat = (float(part) for part in town.centre.split(",")[:2])
    people = write_raster(tmp_path / "people.tif", [[50.0] * 40] * 40, lon - 0.02, lat + 0.02, 0.001, "EPSG:4326")
    rows = "\n".join(f"{name},{name},{lon + shift},{lat}" for name, shift in (("A", -0.002), ("B", 0.0), ("C", 0.002)))
    feed = write_feed(tmp_path / "f.zip", stops=f"stop_id,stop_name,stop_lon,stop_lat\n{rows}")
    options = ["--population", str(people), "--gtfs", str(feed), "--reference-sample", "20", "--centre", town.centre]
    assert main([*command, *options, "--index", "cbd_distance", "--processes", "1"]) == DONE
    shown = capsys.readouterr()
    assert "of the people" in shown.out
    provenance = pyogrio.read_dataframe(output, layer="provenance").set_index(["section", "key"])["value"]
    assert provenance["reference", "sample"] == "20"
    assert provenance["rasters", "population.file"] == "people.tif"
    assert provenance["timetables", "feeds.1.file"] == "f.zip"
    figures = pyogrio.read_dataframe(output, layer="city_summary").set_index(["column", "weight", "statistic"])
    assert 10 < figures["n"]["cbd_distance", "nodes", "mean"] <= 20  # those on the edge of the map do not count
    assert figures["total"]["cbd_distance", "people", "mean"] > 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (["--grid", "20"], "The grid's side is 20.0; it must be a number from 100 to 1000"),
        (["--index", "ptals"], "did you mean “ptal”"),
        (["--index", "rival_distance"], "rival_distance: an index of parks"),
        (["--osm", "nowhere.osm.pbf"], "nowhere.osm.pbf"),
        (["--output", "city.txt"], "must end in .gpkg"),
        (["--centre", "13"], "--centre 13: give longitude, latitude"),
        (["--population", "nowhere.tif"], "nowhere.tif"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(words, capsys, changed, said, tmp_path):
    command, output = words
    assert main([*command, *changed]) == WRONG_INPUT
    assert said in capsys.readouterr().err
    assert not output.exists()


def test_inputs_are_not_written_over(town, tmp_path, capsys, cache):
    raster = write_raster(tmp_path / "people.tif", [[1.0]], 5.0, 9.0, 10.0, CRS).rename(tmp_path / "people.gpkg")
    before = raster.read_bytes()
    assert (
        main(["summary", "--osm", str(town.osm), "--population", str(raster), "--output", str(raster)]) == WRONG_INPUT
    )
    assert "is an input" in capsys.readouterr().err
    assert raster.read_bytes() == before


def test_a_cancelled_run_leaves_nothing(words, capsys, monkeypatch):
    command, output = words

    def cancel(_self, fraction, _text):
        if fraction > 0.9:
            raise Cancelled

    monkeypatch.setattr(JsonReporter, "progress", cancel)
    assert main([*command, "--json"]) == CANCELLED
    assert not list(output.parent.glob("*.gpkg"))


def test_its_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        main(["summary", "--help"])
    assert "parklocus summary --osm city.osm.pbf" in capsys.readouterr().out
