"""A study is read whole or refused in one sentence that names the file and the key."""

from __future__ import annotations

import math
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from parklocus.indicators.errors import InputError
from parklocus.indicators.study.study import Centre, CitySource, ParkSource, ReferenceSource, ScoreSource, Study

if TYPE_CHECKING:
    from pathlib import Path

MINIMAL = """
[city]
osm = "city.osm.pbf"
[parks]
path = "parks.geojson"
"""

WHOLE = """
title = "新勃兰登堡"
[city]
osm = "data/city.osm.pbf"
boundary = "boundary.geojson"
taxonomy = "taxonomy.toml"
snapshot = "2018-07-01"
[[centre]]
name = "Marktplatz"
lon = 13.26
lat = 53
[[centre]]
lon = -13.3
lat = -53.6
[parks]
path = "parks.gpkg"
id = "code"
name = "title"
layer = "sites"
crs = "GCJ-02"
lon = "x"
lat = "y"
own_places = "exclude"
groups = ["ownership", "type"]
[indices]
compute = ["cbd_distance", "ptal"]
[indices.amenity_density]
radii = [500, 800]
[indices.ptal.departures]
bus = 6
[reference]
within = "built_up.gpkg"
land_use = "industrial"
sample = 2000
seed = 7
weight = "street_length"
[scores]
path = "scores.csv"
id = "code"
name = "title"
label = "simulated"
answers = [1, 5]
[spaces]
local = ["locational", "office"]
relational = ["social"]
[expected.locational]
cbd_distance = "-"
ptal = "+"
[expected.social]
third_places = "0"
[output]
geopackage = "out/result.gpkg"
"""
NAMED = ("city.osm.pbf", "data/city.osm.pbf", "boundary.geojson", "taxonomy.toml", "parks.geojson", "parks.gpkg")
NAMED += ("built_up.gpkg",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder in which every file that the studies name is there."""
    for name in (*NAMED, "scores.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def write(folder: Path, text: str) -> Path:
    file = folder / "study.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    """Return the sentence with which a study is refused, without the file's name before it."""
    file = write(folder, text)
    with pytest.raises(InputError) as caught:
        Study.open(file)
    sentence = str(caught.value)
    assert str(file) in sentence
    assert "\n" not in sentence
    assert sentence[-1] in ".?"
    return sentence.removeprefix(f"{file}: ")


def test_whole_study_is_read(folder: Path) -> None:
    study = Study.open(write(folder, WHOLE))
    assert study == Study(
        title="新勃兰登堡",
        city=CitySource(
            osm=folder / "data" / "city.osm.pbf",
            boundary=folder / "boundary.geojson",
            taxonomy=folder / "taxonomy.toml",
            snapshot=date(2018, 7, 1),
        ),
        parks=ParkSource(
            folder / "parks.gpkg", "code", "title", "sites", "GCJ-02", "x", "y", "exclude", ("ownership", "type")
        ),
        centres=(Centre("Marktplatz", 13.26, 53.0), Centre("Centre 2", -13.3, -53.6)),
        indices=("cbd_distance", "ptal"),
        parameters={"amenity_density": {"radii": [500, 800]}, "ptal": {"departures": {"bus": 6}}},
        reference=ReferenceSource(folder / "built_up.gpkg", "industrial", 2000, 7, "street_length"),
        scores=ScoreSource(folder / "scores.csv", "code", "title", "simulated", answers=(1, 5)),
        spaces={"local": ("locational", "office"), "relational": ("social",)},
        expected={"locational": {"cbd_distance": "-", "ptal": "+"}, "social": {"third_places": "0"}},
        output=folder / "out" / "result.gpkg",
    )
    assert study.file == folder / "study.toml"
    assert study.centres[0] == ("Marktplatz", 13.26, 53.0)


def test_minimal_study_leaves_the_rest_to_the_defaults(folder: Path) -> None:
    study = Study.open(write(folder, MINIMAL))
    assert study.title == folder.name
    assert study.parks == ParkSource(folder / "parks.geojson", id=None, name=None, own_places="include")
    assert (study.centres, study.indices, study.parameters, study.scores, study.expected) == ((), None, {}, None, {})
    assert study.reference is None
    assert study.output == folder / "result.gpkg"


def test_paths_are_relative_to_the_file_not_to_where_one_stands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, MINIMAL)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert Study.open("../study.toml").city.osm == folder / "city.osm.pbf"


def test_absolute_path_stays(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "big.osm.pbf"
    other.touch()
    study = Study.open(write(folder, MINIMAL.replace("city.osm.pbf", other.as_posix())))
    assert study.city.osm == other


def test_home_is_understood(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    assert Study.open(write(folder, MINIMAL.replace('"city', '"~/city'))).city.osm == folder / "city.osm.pbf"


def test_byte_order_mark_of_windows_editors_is_no_mistake(folder: Path) -> None:
    file = folder / "study.toml"
    file.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert Study.open(file).parks.path == folder / "parks.geojson"


def test_toml_date_is_a_snapshot(folder: Path) -> None:
    study = Study.open(write(folder, MINIMAL.replace("[parks]", "snapshot = 2016-02-10\n[parks]")))
    assert study.city.snapshot == date(2016, 2, 10)


MISTAKES = {
    "unknown key": ('osm = "city', 'ocm = "city', '[city] "ocm" is not known: did you mean "osm"?'),
    "unknown section": ("[city]", "[citty]", "[citty] is not known: did you mean [city]?"),
    "nothing like it": (
        "[parks]",
        "[parks]\nzzz = 1",
        '[parks] "zzz" is not known; what may stand here is path, id, name, layer, crs, lon, lat, own_places, groups.',
    ),
    "no city": ('[city]\nosm = "city.osm.pbf"', "", "the section [city] is missing."),
    "no parks": ('[parks]\npath = "parks.geojson"', "", "the section [parks] is missing."),
    "no path": ('path = "parks.geojson"', "", "[parks] path is missing."),
    "number for text": ('"city.osm.pbf"', "5", "[city] osm must be text in quotes, not 5."),
    "truth for text": ('"city.osm.pbf"', "true", "[city] osm must be text in quotes, not true."),
    "empty text": ('"city.osm.pbf"', '"  "', "[city] osm is empty: fill it, or leave the line out."),
    "null character": ('"city.osm.pbf"', '"a\\u0000"', "[city] osm holds a null character: take it out."),
    "no such file": (
        "city.osm",
        "town.osm",
        '[city] osm names "town.osm.pbf", but there is no such file: put it there or name another.',
    ),
    "folder for file": ("city.osm.pbf", "data", '[city] osm names "data", which is a folder: name a file.'),
    "text for section": (
        '[city]\nosm = "city.osm.pbf"',
        'city = "city.osm.pbf"',
        'city must be a section [city], not "city.osm.pbf".',
    ),
    "bad day": (
        "[parks]",
        'snapshot = "July 2018"\n[parks]',
        '[city] snapshot must be a day such as 2018-07-01, not "July 2018".',
    ),
    "year for day": (
        "[parks]",
        "snapshot = 2018\n[parks]",
        "[city] snapshot must be a day such as 2018-07-01, not 2018.",
    ),
    "one coordinate column": (
        "[parks]",
        '[parks]\nlon = "x"',
        "[parks] lon and lat name the two coordinate columns together: give both or neither.",
    ),
    "own places": (
        "[parks]",
        '[parks]\nown_places = "excluded"',
        '[parks] own_places must be "include" or "exclude", not "excluded".',
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_one_sentence(folder: Path, mistake: str) -> None:
    old, new, sentence = MISTAKES[mistake]
    assert old in MINIMAL
    assert refusal(folder, MINIMAL.replace(old, new, 1)) == sentence


ADDITIONS = {
    "lon and lat swapped": (
        "[[centre]]\nlon = 29.87\nlat = 121.55",
        "[[centre]] 1: lon 29.87 and lat 121.55 look swapped: write lon 121.55 and lat 29.87.",
    ),
    "lat out of range": (
        "[[centre]]\nlon = 121.55\nlat = 98.7",
        "[[centre]] 1: lat is 98.7, but must lie between -90 and 90 degrees (WGS 84).",
    ),
    "metres for degrees": (
        "[[centre]]\nlon = 384123.5\nlat = 5935000.0",
        "[[centre]] 1: lon is 384123.5, but must lie between -180 and 180 degrees (WGS 84).",
    ),
    "not a number": ("[[centre]]\nlon = nan\nlat = 1", "[[centre]] 1: lon must be a number, not nan."),
    "text for number": ('[[centre]]\nlon = "13.2"\nlat = 1', '[[centre]] 1: lon must be a number, not "13.2".'),
    "truth for number": ("[[centre]]\nlon = 1\nlat = true", "[[centre]] 1: lat must be a number, not true."),
    "no lat, second centre": ("[[centre]]\nlon = 1\nlat = 2\n[[centre]]\nlon = 3", "[[centre]] 2: lat is missing."),
    "unknown key in centre": (
        "[[centre]]\nlon = 1\nlatt = 2",
        '[[centre]] 1: "latt" is not known: did you mean "lat"?',
    ),
    "one name twice": (
        '[[centre]]\nname = "A"\nlon = 1\nlat = 2\n[[centre]]\nname = "A"\nlon = 3\nlat = 4',
        '[[centre]] 2: the name "A" is used twice: give each centre its own.',
    ),
    "single brackets": (
        "[centre]\nlon = 1\nlat = 2",
        "[centre] must stand in double brackets, [[centre]], since there may be several.",
    ),
    "mistyped compute": ('[indices]\ncomptue = ["ptal"]', '[indices] "comptue" is not known: did you mean "compute"?'),
    "text for list": (
        '[indices]\ncompute = "ptal"',
        '[indices] compute must be a list of texts such as ["a", "b"], not "ptal".',
    ),
    "no index": (
        "[indices]\ncompute = []",
        "[indices] compute is empty: list indices, or leave the line out for the whole catalogue.",
    ),
    "index twice": ('[indices]\ncompute = ["ptal", "ptal"]', '[indices] compute lists "ptal" twice.'),
    "parameter without index": (
        "[indices]\nradii = [500]",
        '[indices] "radii" is not known; what may stand here is compute, preset.',
    ),
    "direction": (
        '[expected.locational]\nptal = "up"',
        '[expected.locational] ptal must be "+" or "-" or "0", not "up".',
    ),
    "direction as number": (
        "[expected.locational]\nptal = 1",
        '[expected.locational] ptal must be "+" or "-" or "0", not 1.',
    ),
    "no factor": ('[expected]\nptal = "+"', '[expected] ptal must be a section [expected.ptal], not "+".'),
    "reference's land": (
        '[reference]\nland_use = "desert"',
        '[reference] land_use must be "industrial" or "residential" or "commercial" or "retail", not "desert".',
    ),
    "half a node": ("[reference]\nsample = 0.5", "[reference] sample must be a whole number from 1 on, not 0.5."),
    "no node": ("[reference]\nsample = 0", "[reference] sample must be a whole number from 1 on, not 0."),
    "truth for seed": ("[reference]\nseed = true", "[reference] seed must be a whole number from 0 on, not true."),
    "weight": (
        '[reference]\nweight = "area"',
        '[reference] weight must be "nodes" or "street_length", not "area".',
    ),
    "no polygon": (
        '[reference]\nwithin = "town.gpkg"',
        '[reference] within names "town.gpkg", but there is no such file: put it there or name another.',
    ),
    "respondents with names": (
        '[scores]\npath = "scores.csv"\nlevel = "respondents"\nname = "title"',
        "[scores] name goes with a row a park: respondents are told by id alone.",
    ),
    "level": (
        '[scores]\npath = "scores.csv"\nlevel = "people"',
        '[scores] level must be "parks" or "respondents", not "people".',
    ),
    "answers": (
        '[scores]\npath = "scores.csv"\nanswers = [5, 1]',
        "[scores] answers must be two numbers such as [1, 5], the lesser first, not [5, 1].",
    ),
    "one space": ('[spaces]\nlocal = ["office"]', "[spaces] one space cannot be coupled: name the factors of another."),
    "empty space": (
        '[spaces]\nlocal = ["office"]\ncapital = []',
        "[spaces] capital lists no factor: name one, or leave the line out.",
    ),
    "no scores": (
        '[scores]\npath = "skores.csv"',
        '[scores] path names "skores.csv", but there is no such file: put it there or name another.',
    ),
    "output's ending": (
        '[output]\ngeopackage = "result.shp"',
        '[output] geopackage names "result.shp": its name must end in .gpkg.',
    ),
}


@pytest.mark.parametrize("mistake", ADDITIONS)
def test_mistake_in_an_optional_section_is_one_sentence(folder: Path, mistake: str) -> None:
    addition, sentence = ADDITIONS[mistake]
    assert refusal(folder, MINIMAL + addition) == sentence


def test_output_never_overwrites_an_input(folder: Path) -> None:
    (folder / "result.gpkg").touch()
    sentence = refusal(folder, MINIMAL.replace("parks.geojson", "result.gpkg"))
    assert sentence == "[output] geopackage would overwrite [parks] path: name another file."


def test_toml_mistake_names_line_and_column(folder: Path) -> None:
    sentence = refusal(folder, 'title = "a"\n[city]\nosm = city.osm.pbf\n')
    assert "not valid TOML" in sentence
    assert "line 3, column 7" in sentence


def test_backslashes_of_windows_get_a_hint(folder: Path) -> None:
    sentence = refusal(folder, MINIMAL.replace("city.osm.pbf", "C:\\Users\\city.osm.pbf"))
    assert "line 3" in sentence
    assert sentence.endswith("; write paths with / or in single quotes.")


def test_what_is_no_text_is_refused(folder: Path) -> None:
    (folder / "study.toml").write_bytes('title = "宁波"'.encode("gb18030"))
    with pytest.raises(InputError, match=r"study\.toml is not UTF-8 text \(byte 10\): save it as UTF-8\.$"):
        Study.open(folder / "study.toml")


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.toml", r"^There is no file .*none\.toml"), (tmp_path, "is a folder: name")):
        with pytest.raises(InputError, match=words):
            Study.open(path)


def test_files_need_not_be_there_while_a_study_is_being_written(tmp_path: Path) -> None:
    assert Study.open(write(tmp_path, MINIMAL), check_files=False).city.osm == tmp_path / "city.osm.pbf"


def test_parks_may_be_a_folder_as_a_geodatabase_is(folder: Path) -> None:
    (folder / "parks.gdb").mkdir()
    assert Study.open(write(folder, MINIMAL.replace("parks.geojson", "parks.gdb"))).parks.path.is_dir()


def test_study_without_a_file(folder: Path) -> None:
    table = {"city": {"osm": "city.osm.pbf"}, "parks": {"path": "parks.geojson"}, "centre": [{"lon": 1, "lat": 2}]}
    study = Study.from_mapping(table, folder=folder)
    assert study == Study.open(write(folder, tomli_w.dumps(table)))
    assert study.file is None
    with pytest.raises(InputError, match=r'^command line: \[city\] "osn" is not known'):
        Study.from_mapping({**table, "city": {"osn": ""}}, folder=folder, origin="command line")


@pytest.mark.parametrize("text", [MINIMAL, WHOLE])
def test_saved_study_reads_back_equal(folder: Path, text: str) -> None:
    study = Study.open(write(folder, text))
    copy = folder / "copies" / "copy.toml"
    copy.parent.mkdir()
    study.save(copy)
    assert Study.open(copy) == study
    assert [path.name for path in copy.parent.iterdir()] == ["copy.toml"]
    written = tomllib.loads(copy.read_text(encoding="utf-8"))
    assert written["parks"]["path"].startswith("../parks.")


def test_failed_save_leaves_the_old_file(folder: Path) -> None:
    study = Study.open(write(folder, MINIMAL))
    with pytest.raises(InputError, match=r"cannot be written: No such file or directory\.$"):
        study.save(folder / "nowhere" / "study.toml")
    target = folder / "taken.toml"
    target.mkdir()
    with pytest.raises(InputError, match=r"taken\.toml cannot be written"):
        study.save(target)
    assert sorted(path.name for path in folder.iterdir() if "unfinished" in path.name) == []
    assert Study.open(folder / "study.toml") == study


names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1).filter(str.strip)


@given(
    title=names,
    centre=st.builds(Centre, names, st.floats(-180, 180), st.floats(-90, 90)),
    label=names,
    radii=st.lists(st.integers(1, 5000)),
)
def test_any_text_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, title: str, centre: Centre, label: str, radii: list[int]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    study = Study(
        title=title,
        city=CitySource(folder / "a.osm"),
        parks=ParkSource(folder / "b.csv"),
        centres=(centre,),
        parameters={"stop_density": {"radii": radii}},
        scores=ScoreSource(folder / "c.csv", label=label),
        output=folder / "result.gpkg",
    )
    study.save(folder / "any.toml")
    assert Study.open(folder / "any.toml", check_files=False) == study


def test_demo_is_a_study(demo_dir: Path) -> None:
    study = Study.open(demo_dir / "study.toml")
    assert study.city.osm == demo_dir / "neubrandenburg.osm.pbf"
    assert study.survey is not None
    assert study.survey.label == "simulated"
    assert math.hypot(study.centres[0].lon - 13.2603, study.centres[0].lat - 53.5575) < 0.001
    assert set(study.expected) == {"locational", "cultural", "office"}


def test_unreadable_file_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = write(folder, MINIMAL)
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(InputError, match=r"study\.toml cannot be read: Permission denied\.$"):
        Study.open(file)
