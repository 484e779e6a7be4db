"""The study that the plugin writes is TOML that another reader understands."""

from __future__ import annotations

import tomllib

import pytest

from parklocus.plugin.centres import CentreError, read_centre, read_centres, write_centre
from parklocus.plugin.study_file import Centre, save_study, with_paths, write_study

STUDY = {
    "title": 'Neu"brandenburg',
    "city": {"osm": "/data/ü \\ 城市.osm.pbf", "gtfs": ["/data/bus.zip", "/data/metro.zip"]},
    "centre": [{"name": "天一广场", "lon": 121.5499, "lat": 29.8719}, {"lon": 1e-7, "lat": -5.0}],
    "parks": {"path": "/data/parks.geojson", "id": "code\x7f", "name": "名称\t😀", "own_places": "exclude"},
    "indices": {"compute": ["ptal", "detour"], "ptal": {"bus_limit": 500, "departures": {"bus": 8, "metro": 12.5}}},
    "summary": {},
    "scores": {"path": "/data/scores.csv", "id": "id", "answers": [1, 5]},
    "expected": {"locational": {"ptal": "+"}, "factor two.x": {"cbd_distance": "-"}},
    "output": {"geopackage": "/data/result.gpkg"},
}


def test_a_study_reads_back_as_it_was_meant(tmp_path):
    write_study(STUDY, tmp_path / "study.toml")
    assert tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8")) == STUDY


def test_a_saved_study_names_its_files_from_where_it_lies(tmp_path):
    folder = tmp_path / "studies"
    folder.mkdir()
    absolute = with_paths(STUDY, lambda text: text.replace("/data", str(tmp_path)))
    save_study(absolute, folder / "study.toml")
    read = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    assert read == with_paths(STUDY, lambda text: text.replace("/data", ".."))
    assert read["city"]["gtfs"] == ["../bus.zip", "../metro.zip"]
    assert with_paths(read, lambda text: str((folder / text).resolve())) == absolute
    assert [path.name for path in folder.iterdir()] == ["study.toml"]


def test_a_study_that_cannot_be_written_leaves_the_old_one(tmp_path):
    old = tmp_path / "study.toml"
    old.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        save_study({**STUDY, "title": "\ud800"}, old)
    assert old.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize(
    ("text", "centre"),
    [
        ("13.26,53.55", Centre(13.26, 53.55)),
        (" 121.5499 ， 29.8719 ，天一广场, 宁波 ", Centre(121.5499, 29.8719, "天一广场, 宁波")),
        ("-51.23,-30.03,Centro", Centre(-51.23, -30.03, "Centro")),
    ],
)
def test_centres_are_read_as_people_type_them(text, centre):
    assert read_centre(text) == centre


@pytest.mark.parametrize("text", ["13.26", "13,26;53,55", "x,y", "", "53.55 13.26", "200,10", "10,95", "nan,1"])
def test_what_is_no_centre_is_refused_with_an_example(text, qgis_app):
    with pytest.raises(CentreError, match="longitude"):
        read_centre(text)


def test_centres_written_are_read_again():
    centres = (Centre(13.2603212, 53.5574512, "Markt"), Centre(-1.0, -2.0))
    assert read_centres("\n".join(map(write_centre, centres))) == centres
    assert read_centres(" ; \n") == ()
    assert len(read_centres("1,2;3,4；5,6")) == 3
