"""The study that the plugin writes is TOML that another reader understands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from parklocus.plugin.centres import CentreError, read_centre, read_centres, write_centre
from parklocus.plugin.study_file import Centre, StudyInputs, write_study


def study(**others):
    inputs = {
        "title": 'Neu"brandenburg',
        "osm": Path("/data/ü \\ 城市.osm.pbf"),
        "parks": Path("/data/parks.geojson"),
        "output": Path("/data/result.gpkg"),
        "park_id": "code\x7f",
        "park_name": "名称\t😀",
    }
    return StudyInputs(**{**inputs, **others})


def test_the_least_study_reads_back_as_it_was_meant(tmp_path):
    write_study(study(own_places=False), tmp_path / "study.toml")
    assert tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8")) == {
        "title": 'Neu"brandenburg',
        "city": {"osm": "/data/ü \\ 城市.osm.pbf"},
        "parks": {"path": "/data/parks.geojson", "id": "code\x7f", "name": "名称\t😀", "own_places": "exclude"},
        "output": {"geopackage": "/data/result.gpkg"},
    }


def test_a_whole_study_reads_back_as_it_was_meant(tmp_path):
    inputs = study(
        centres=(Centre(121.5499, 29.8719, "天一广场"), Centre(1e-7, -5.0)),
        indices=("ptal", "detour"),
        scores=Path("/data/scores.csv"),
        score_label="simulated",
        expected={"locational": {"ptal": "+"}, "factor two.x": {"cbd_distance": "-"}},
    )
    write_study(inputs, tmp_path / "study.toml")
    read = tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8"))
    assert read["centre"] == [{"name": "天一广场", "lon": 121.5499, "lat": 29.8719}, {"lon": 1e-7, "lat": -5.0}]
    assert read["indices"] == {"compute": ["ptal", "detour"]}
    assert read["scores"] == {"path": "/data/scores.csv", "id": "id", "label": "simulated"}
    assert read["expected"] == {"locational": {"ptal": "+"}, "factor two.x": {"cbd_distance": "-"}}


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
