"""What a user may give wrongly: one sentence says it, nothing is written, nothing is left lying about."""

from __future__ import annotations

import bz2
import gzip
import json
import re
import tempfile
from typing import TYPE_CHECKING

import geopandas as gpd
import osmium
import pandas as pd
import pyogrio
import pytest
from town import Town, osm_text, parks_text

from parklocus.indicators.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAULT = re.compile(r"Traceback|Error\b|Exception|\bNone\b|object at 0x|GDAL|osmium|pyogrio")


@pytest.fixture
def town_untouched(town: Town, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return the town; after the test its folder is as `town_untouched.before`, and no other file is left."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(town.folder)
    yield town
    assert list(temporary.iterdir()) == []
    assert [file.name for file in cache.iterdir() if file.suffix != ".plc"] == []


def content_of(folder: Path) -> dict[str, bytes | None]:
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


def refuse(town: Town, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command line, see that it refuses as it should, and return what it says."""
    before = content_of(town.folder)
    code = main(arguments)
    said = capsys.readouterr()
    assert code == 2, said
    assert not said.out
    assert said.err.startswith("parklocus: ")
    sentence = said.err.removeprefix("parklocus: ").rstrip("\n")
    assert "\n" not in sentence
    assert not FAULT.search(sentence.replace(str(town.folder), "")), sentence
    assert sentence.endswith((".", "?", "--help"))
    assert content_of(town.folder) == before
    return sentence


def compute(town: Town, *more: str, **given: object) -> list[str]:
    """Return the arguments of a run that would do, with what is `given` in place of what is right."""
    right = {"osm": town.osm, "parks": town.parks, "centre": town.centre, "index": "cbd_distance", "output": "r.gpkg"}
    options = {key: value for key, value in (right | given).items() if value is not None}
    return ["compute", *(part for key, value in options.items() for part in (f"--{key}", str(value))), *more]


def written(town: Town, name: str, content: str | bytes) -> Path:
    path = town.folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def as_pbf(town: Town) -> bytes:
    path = town.folder / "whole.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for item in osmium.FileProcessor(town.osm):
            writer.add(item)
    content = path.read_bytes()
    path.unlink()
    return content


XML = osm_text().encode()
GZ, BZ2 = gzip.compress(XML, mtime=0), bz2.compress(XML)
NO_OSM = "cannot be read as OpenStreetMap data; it is damaged, cut short or of another format"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("text.osm.pbf", b"This is a text.\n" * 30, NO_OSM),
        ("short.pbf", b"x", NO_OSM),
        ("empty.osm.pbf", b"", NO_OSM),
        ("empty.osm", b"", NO_OSM),
        ("empty.osm.bz2", b"", NO_OSM),
        ("empty.osm.gz", b"", NO_OSM),
        ("zeros.osm.pbf", bytes(4000), NO_OSM),
        ("xml.osm.pbf", XML, NO_OSM),
        ("gzip.osm.bz2", GZ, NO_OSM),
        ("page.osm", b"<html><body>Forbidden</body></html>", NO_OSM),
        *[(f"cut{cut}.osm", XML[:cut], NO_OSM) for cut in (3, 60, 600, len(XML) // 2, len(XML) - 4)],
        *[(f"cut{cut}.osm.gz", GZ[:cut], NO_OSM) for cut in (3, len(GZ) // 2, len(GZ) - 2)],
        *[(f"cut{cut}.osm.bz2", BZ2[:cut], NO_OSM) for cut in (3, len(BZ2) // 2, len(BZ2) - 2)],
        ("place.osm", XML.replace(b'lat="53.55', b'lat="fifty'), NO_OSM),
        ("number.osm", XML.replace(b'id="1"', b'id="one"'), NO_OSM),
        ("day.osm", XML.replace(b"2020-05-17", b"yesterday!"), NO_OSM),
        ("roadless.osm", osm_text(streets=False).encode(), "holds no street that can be walked"),
        ("nothing.osm", b'<osm version="0.6"></osm>', "holds no street that can be walked"),
        ("city.zip", b"PK\x03\x04", "is not named as an OSM file"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_no_street_map(town_untouched, capsys, name, content, words) -> None:
    file = written(town_untouched, name, content)
    said = refuse(town_untouched, capsys, *compute(town_untouched, osm=file))
    assert words in said
    assert name in said
    assert words in refuse(town_untouched, capsys, "info", str(file)) or name == "city.zip"


def test_a_street_map_that_was_cut_or_damaged_anywhere(town_untouched, capsys) -> None:
    whole = as_pbf(town_untouched)
    blocks = [found.start() - 6 for found in re.finditer(b"OSMData", whole)]
    assert len(blocks) > 2
    # Cut between two blocks, or in the four bytes that tell a block's length, a file is whole by its format.
    silent = {block + byte for block in blocks for byte in range(4)}
    for cut in sorted({*range(1, len(whole), len(whole) // 25), len(whole) - 1} - silent):
        file = written(town_untouched, "cut.osm.pbf", whole[:cut])
        assert NO_OSM in refuse(town_untouched, capsys, *compute(town_untouched, osm=file))
    file = written(town_untouched, "cut.osm.pbf", whole[: blocks[1]])
    assert "no street" in refuse(town_untouched, capsys, *compute(town_untouched, osm=file))
    for block, following in zip(blocks, [*blocks[1:], len(whole)], strict=True):
        middle = (block + following) // 2
        file = written(town_untouched, "damaged.osm.pbf", whole[:middle] + bytes(12) + whole[middle + 12 :])
        assert NO_OSM in refuse(town_untouched, capsys, *compute(town_untouched, osm=file))


def test_a_folder_is_no_street_map(town_untouched, capsys) -> None:
    folder = town_untouched.folder / "map.osm.pbf"
    folder.mkdir()
    assert "is a folder: name a file in it" in refuse(town_untouched, capsys, *compute(town_untouched, osm=folder))


def shapefile_without(town: Town, *suffixes: str) -> Path:
    path = town.folder / "p.shp"
    gpd.read_file(town.parks).to_file(path)
    for suffix in suffixes:
        path.with_suffix(suffix).unlink()
    return path


def two_layers(town: Town) -> Path:
    for layer in ("old", "new"):
        gpd.read_file(town.parks).to_file(town.folder / "p.gpkg", layer=layer)
    return town.folder / "p.gpkg"


def table_without_geometry(town: Town) -> Path:
    pyogrio.write_dataframe(pd.DataFrame({"id": ["a"]}), town.folder / "p.gpkg")
    return town.folder / "p.gpkg"


def cut_geopackage(town: Town) -> Path:
    path = town.folder / "p.gpkg"
    gpd.read_file(town.parks).to_file(path)
    path.write_bytes(path.read_bytes()[:50_000])
    return path


PARKS: dict[str, tuple[Callable[[Town], Path], list[str], str]] = {
    "no file": (lambda town: town.folder / "none.gpkg", [], "There is no parks file"),
    "empty file": (lambda town: written(town, "p.geojson", ""), [], "cannot be read as a layer"),
    "text": (lambda town: written(town, "p.gpkg", "hello"), [], "cannot be read as a layer"),
    "cut JSON": (lambda town: written(town, "p.geojson", parks_text()[:500]), [], "cannot be read as a layer"),
    "cut GeoPackage": (cut_geopackage, [], "cannot be read as a layer"),
    "no park": (
        lambda town: written(town, "p.geojson", '{"type":"FeatureCollection","features":[]}'),
        [],
        "p.geojson holds no park: the layer is empty",
    ),
    "elsewhere": (
        lambda town: written(town, "p.geojson", parks_text().replace("13.2", "23.2")),
        [],
        "No park lies in the area of the OSM file: take an extract of the parks' city",
    ),
    "one elsewhere": (
        lambda town: written(town, "p.csv", "id,lon,lat\na,13.2575,53.6\n"),
        [],
        "No park lies in the area of the OSM file",
    ),
    "swapped": (
        lambda town: written(town, "p.csv", "id,lon,lat\na,53.5545,13.2575\n"),
        [],
        "No park can be measured: longitude and latitude look swapped; exchange the two",
    ),
    "no coordinate system": (
        lambda town: shapefile_without(town, ".prj"),
        [],
        "p.shp does not say its coordinate system; give it as crs, for example EPSG:4326",
    ),
    "lone Shapefile": (lambda town: shapefile_without(town, ".shx", ".dbf"), [], "put p.shx, p.dbf beside it"),
    "several layers": (two_layers, [], "several layers; say which to use: old, new"),
    "no such layer": (two_layers, ["--layer", "parks"], "no layer “parks”; its layers are: old, new"),
    "no geometry": (table_without_geometry, [], "has no geometry"),
    "no coordinates": (
        lambda town: written(town, "p.csv", "id,name\n1,a\n"),
        [],
        "p.csv has no column for the longitude; say which it is (lon, lat). Its columns are: id, name",
    ),
    "no such system": (lambda town: town.parks, ["--crs", "EPSG:999999"], "“EPSG:999999” is no coordinate system"),
    "another system": (
        lambda town: town.parks,
        ["--crs", "EPSG:4549"],
        "says that its coordinates are EPSG:4326, not EPSG:4549",
    ),
    "no such id field": (lambda town: town.parks, ["--id", "Idd"], "no field “Idd”; did you mean “id”?"),
    "no such name field": (lambda town: town.parks, ["--name", "title"], "no field “title”; its fields are: id, name"),
    "id twice": (
        lambda town: written(town, "p.csv", "id,lon,lat\na,13.2575,53.5545\nb,13.2,53.5\na,13.2575,53.5545\n"),
        [],
        "the id “a” stands in rows 2, 4",
    ),
    "a line": (
        lambda town: written(
            town, "p.geojson", '{"type":"Feature","geometry":{"type":"LineString","coordinates":[[13,53],[14,54]]}}'
        ),
        [],
        "p.geojson, row 1 (“1”) is a LineString; a park must be an area or a point",
    ),
}


@pytest.mark.parametrize("case", PARKS)
def test_what_is_no_layer_of_parks(town_untouched, capsys, case) -> None:
    make, more, words = PARKS[case]
    said = refuse(town_untouched, capsys, *compute(town_untouched, *more, parks=make(town_untouched)))
    assert words in said


OPTIONS: dict[str, tuple[dict[str, str | None], str]] = {
    "index": ({"index": "cbd_distnce"}, "there is no “cbd_distnce”; did you mean “cbd_distance”?"),
    "index of no kind": ({"index": "zz"}, "there is no “zz”; there are: cbd_distance, "),
    "mode": ({"index": "stop_distance_boat"}, "stop_distance.modes: there is no “boat”; there are: bus, "),
    "category": ({"index": "amenity_count_foood_500"}, "there is no category “foood”; there are: culture, food"),
    "radius": ({"index": "amenity_density_5"}, "amenity_density.radii is 5; it must be a number from 50 to 5000"),
    "open end": ({"index": "stop_distance_"}, "there is no “stop_distance_”"),
    "no centre": ({"centre": None}, "cbd_distance needs a centre"),
    "centre in the sea": ({"centre": "0,0,Sea"}, "centre “Sea” (0.0, 0.0) lies outside the area of the OSM file"),
    "centre in the west": ({"centre": "-70.5,-33"}, "(-70.5, -33.0) lies outside the area"),
    "centre swapped": ({"centre": "53.5545,13.2575"}, "given at 53.5545, 13.2575: longitude and latitude look swapped"),
    "centre surely swapped": ({"centre": "30.2,121.5"}, "lon 30.2 and lat 121.5 look swapped"),
    "centre beyond the pole": ({"centre": "200,99"}, "must lie between -180 and 180 degrees"),
    "centre in words": ({"centre": "Markt"}, "--centre Markt: give longitude, latitude"),
    "centre of no number": ({"centre": "nan,13"}, "--centre nan,13: longitude and latitude must be numbers"),
    "boundary": ({"boundary": "none.geojson"}, "There is no file "),
    "boundary of points": ({"boundary": "points.csv"}, "holds no polygon"),
    "own places": ({"own-places": "maybe"}, "'maybe' (choose from"),
    "unknown option": ({"radius": "500"}, "unrecognized arguments: --radius 500"),
    "shortened option": ({"bound": "x"}, "unrecognized arguments: --bound x"),
    "no folder": ({"output": "none/r.gpkg"}, "to write r.gpkg to; make it first or choose another"),
    "no GeoPackage": ({"output": "r.shp"}, "must end in .gpkg"),
    "a folder": ({"output": "folder.gpkg"}, "folder.gpkg is a folder"),
    "over the parks": ({"output": "parks.gpkg", "parks": "parks.gpkg"}, "would overwrite"),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_what_is_no_option(town_untouched, capsys, case) -> None:
    given, words = OPTIONS[case]
    (town_untouched.folder / "folder.gpkg").mkdir()
    gpd.read_file(town_untouched.parks).to_file(town_untouched.folder / "parks.gpkg")
    gpd.GeoDataFrame(geometry=gpd.points_from_xy([13], [53]), crs=4326).to_file(town_untouched.folder / "points.gpkg")
    given = {key: value.replace("points.csv", "points.gpkg") if value else value for key, value in given.items()}
    assert words in refuse(town_untouched, capsys, *compute(town_untouched, **given))


STUDY: dict[str, tuple[str, str, str]] = {  # what is replaced, by what, what is said
    "section": ("[city]", "[ctiy]", "[ctiy] is not known: did you mean [city]?"),
    "key": ("osm =", "ossm =", '[city] "ossm" is not known: did you mean "osm"?'),
    "file": ("town.osm", "twon.osm", '[city] osm names "twon.osm", but there is no such file'),
    "index": ('"cbd_distance"', '"cbd_distanc"', "there is no “cbd_distanc”; did you mean “cbd_distance”?"),
    "section of an index": ("[scores]", "[indices.amenity_densty]\nradii=[500]\n[scores]", "did you mean “amenity_d"),
    "parameter": ("[scores]", "[indices.amenity_density]\nradius=[500]\n[scores]", "did you mean “radii”?"),
    "value": ("[scores]", '[indices.amenity_density]\nradii=["a"]\n[scores]', 'amenity_density.radii is "a"; it must'),
    "no value": ("[scores]", "[indices.amenity_density]\nradii=[]\n[scores]", "amenity_density.radii is empty"),
    "value not asked for": ("[scores]", "[indices.ptal]\nbus_limit=nan\n[scores]", "ptal.bus_limit is nan; it must"),
    "TOML": ("[scores]", "[scores", "is not valid TOML"),
    "expected index": (
        "cbd_distance = ",
        "cbd_distnace = ",
        "there is no “cbd_distnace”; did you mean “cbd_distance”?",
    ),
    "expected factor": ("[expected.locational]", "[expected.local]", "factor “local”, which has no scores"),
    "direction": ('cbd_distance = "-"', 'cbd_distance = "down"', 'must be "+" or "-" or "0", not "down"'),
    "score table": ("scores.csv", "score.csv", '[scores] path names "score.csv", but there is no such file'),
    "id of scores": ("[expected", 'id = "park"\n[expected', "has no column “park”; say with id"),
    "groups": ("[parks]", '[parks]\ngroups = ["owner"]', "parks.geojson has no field “owner”; its fields are: id,"),
    "snapshot": ("[city]", '[city]\nsnapshot = "yesterday"', 'must be a day such as 2018-07-01, not "yesterday"'),
    "taxonomy": ("[city]", '[city]\ntaxonomy = "scores.csv"', "is not valid TOML"),
}

TAXONOMY = {
    "": "has no [[category]] entry",
    "category = [1]": "category must stand in double brackets, [[category]]",
    "set = 3\n[[category]]\nid='a'\nmatch=['a=b']": "set must stand in double brackets, [[set]]",
    "[[category]]\nid='a b'": "category 1 needs an id of letters, digits and underscores",
    "[[category]]\nid='a'": "a: match must be a list of texts",
    "[[category]]\nid='a'\nmatch=['amenity']": "amenity is not key=value, key=a|b or key=*",
    "[[category]]\nid='a'\ntitle='Food'\nmatch=['a=b']": "title must hold texts by name",
    "kinds=3\n[[category]]\nid='a'\nmatch=['a=b']": "kinds must hold texts by name",
    "nothing='no'\n[[category]]\nid='a'\nmatch=['a=b']": "nothing must be a list of texts",
    "[[category]]\nid='a'\nmatch=['a=b']\n[[category]]\nid='a'\nmatch=['a=c']": "names a category twice",
}


@pytest.mark.parametrize("case", STUDY)
def test_what_is_no_study(town_untouched, capsys, case) -> None:
    wrong, by, words = STUDY[case]
    text = town_untouched.study.read_text(encoding="utf-8")
    assert wrong in text
    town_untouched.study.write_text(text.replace(wrong, by), encoding="utf-8")
    assert words in refuse(town_untouched, capsys, "run", str(town_untouched.study))


@pytest.mark.parametrize("table", TAXONOMY)
def test_what_is_no_taxonomy(town_untouched, capsys, table) -> None:
    written(town_untouched, "taxonomy.toml", table)
    text = town_untouched.study.read_text(encoding="utf-8")
    town_untouched.study.write_text(text.replace("[city]", '[city]\ntaxonomy = "taxonomy.toml"'), encoding="utf-8")
    said = refuse(town_untouched, capsys, "run", str(town_untouched.study))
    assert TAXONOMY[table] in said
    assert "taxonomy.toml" in said


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("id,locational\nx,1\ny,2\n", "No park has a score: parks have ids such as “p0”, “p1”, “p2”, scores such as"),
        ("park,locational\np0,1\n", "“id”; say with id which of its columns is meant: park, locational"),
        ("id,locational\np0,high\n", "scores.csv has no column of numbers beside “id”"),
        ("", "scores.csv is empty"),
    ],
)
def test_what_is_no_table_of_scores(town_untouched, capsys, table, words) -> None:
    town_untouched.scores.write_text(table, encoding="utf-8")
    assert words in refuse(town_untouched, capsys, "run", str(town_untouched.study))


def test_an_input_is_never_written_over(town_untouched, capsys) -> None:
    parks = town_untouched.folder / "parks.gpkg"
    gpd.read_file(town_untouched.parks).to_file(parks)
    text = town_untouched.study.read_text(encoding="utf-8").replace("parks.geojson", "parks.gpkg")
    town_untouched.study.write_text(text, encoding="utf-8")
    (town_untouched.folder / "link.gpkg").symlink_to(parks)
    for output in ("parks.gpkg", "link.gpkg"):
        said = refuse(town_untouched, capsys, "run", str(town_untouched.study), "--output", output)
        assert "is an input of the study; name another file" in said


def test_mistakes_in_json_and_in_chinese(town_untouched, capsys) -> None:
    arguments = compute(town_untouched, index="cbd_distnce")
    assert main([*arguments, "--json"]) == 2
    said = capsys.readouterr()
    assert not said.err
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {"event": "error", "text": "indices: there is no “cbd_distnce”; did you mean “cbd_distance”?"}
    ]
    assert main([*arguments, "--lang", "zh_CN"]) == 2
    assert capsys.readouterr().err == "parklocus: 指标：没有“cbd_distnce”，是否指“cbd_distance”？\n"
    assert main(["--json", "nothing"]) == 2
    assert json.loads(capsys.readouterr().out)["event"] == "error"


def test_a_mistake_in_the_study_is_said_before_the_map_is_read(town_untouched, capsys, monkeypatch) -> None:
    monkeypatch.setattr("parklocus.indicators.osm.reader.read_osm", lambda *_: pytest.fail("the map was read"))
    refuse(town_untouched, capsys, *compute(town_untouched, index="cbd_distnce"))
    town_untouched.scores.write_text("id,locational\nx,1\n", encoding="utf-8")
    refuse(town_untouched, capsys, "run", str(town_untouched.study))
