"""The template of the Ningbo study: every known fact is in it, and nothing that is not known."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import shape

from parklocus.indicators.errors import InputError
from parklocus.indicators.study.study import Study
from parklocus.indicators.survey.syntax import parse_model

if TYPE_CHECKING:
    from pathlib import Path

FACTORS = ["locational", "institutional", "social", "cultural", "office"]
CASES = {"c1956": "state-owned", "hefeng": "state-owned", "qiyun86": "private"}
PLACED = {"hefeng", "cx128", "chuangehuigu", "oldbund", "wenchuanggang1", "wenchuanggang2", "ipn"}
# The inventory's rows in its order: it has no ids of its own.
INVENTORY_IDS = [
    *("c1956", "hefeng", "qiyun86", "cx128", "loft8", "c228", "sanchang"),
    *("idblock", "b1842", "c134", "fortune", "hailun", "chuangehuigu", "cicheng"),
]
# Rows of the coordinate table that are no parks, or not confirmed to be one.
NO_PARKS = {"p1842", "cbd_tianyi", "cbd_sanjiangkou"}


@pytest.fixture(scope="module")
def folder(demo_dir: Path) -> Path:
    return demo_dir.parent / "studies" / "ningbo"


@pytest.fixture(scope="module")
def parks(folder: Path) -> dict[str, dict]:
    features = json.loads((folder / "parks.geojson").read_text(encoding="utf-8"))["features"]
    found = {feature["properties"]["id"]: feature for feature in features}
    assert len(found) == len(features)
    return found


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_study_opens_and_says_what_is_still_to_be_put_there(folder: Path) -> None:
    with pytest.raises(InputError, match=r'\[city\] osm names "ningbo\.osm\.pbf", but there is no such file: put it'):
        Study.open(folder / "study.toml")
    study = Study.open(folder / "study.toml", check_files=False)
    assert study.parks.path.is_file()
    assert study.scores is None
    assert [(centre.lon, centre.lat) for centre in study.centres] == [(121.549911, 29.871874)]
    assert list(study.expected) == ["locational", "cultural", "office", "institutional", "social"]
    assert study.expected["institutional"] == {}
    assert study.expected["social"] == {"third_places": "+"}


def test_scores_are_read_once_the_section_is_opened(folder: Path, tmp_path: Path) -> None:
    """The commented lines must be a section that works as soon as their # is taken away."""
    text = (folder / "study.toml").read_text(encoding="utf-8")
    for line in ("[scores]", 'path = "scores.csv"', 'id = "id"', 'label = "Bartlett scores"'):
        assert text.count(f"# {line}") == 1
        text = text.replace(f"# {line}", line)
    opened = tmp_path / "study.toml"
    opened.write_text(text, encoding="utf-8")
    study = Study.open(opened, check_files=False)
    assert study.scores is not None
    assert study.scores.path == tmp_path / "scores.csv"


def test_survey_waits_for_what_the_paper_does_not_say(folder: Path, tmp_path: Path) -> None:
    """Without its # the section is one that works; the model says nothing of which items measure which factor."""
    head, rest = (folder / "study.toml").read_text(encoding="utf-8").split("# [survey]\n")
    lines, after = rest.split("#\n# The three spaces as factors", 1)
    opened = tmp_path / "study.toml"
    section = "[survey]\n" + "\n".join(line.removeprefix("# ") for line in lines.splitlines())
    opened.write_text(f"{head}{section}\n# {after}", encoding="utf-8")
    study = Study.open(opened, check_files=False)
    assert study.survey is not None
    assert list(study.survey.items) == [f"q{number}" for number in range(1, 14)]
    text = study.survey.model_text()
    assert text.split() == [word for factor in FACTORS for word in (factor, "=~")]
    with pytest.raises(InputError, match="The model, line 1, column 14: the name of a variable is expected here"):
        parse_model(text)


def test_score_table_waits_for_every_park(folder: Path, parks: dict[str, dict]) -> None:
    table = rows(folder / "scores.csv")
    assert list(table[0]) == ["id", "name", *FACTORS]
    assert [(row["id"], row["name"]) for row in table] == [
        (key, park["properties"]["name"]) for key, park in parks.items()
    ]
    assert {row[factor] for row in table for factor in FACTORS} == {""}


def test_only_known_places_have_a_geometry(parks: dict[str, dict]) -> None:
    assert len(parks) == 18
    for key, park in parks.items():
        properties = park["properties"]
        if key in PLACED:
            polygon = shape(park["geometry"])
            assert polygon.is_valid
            assert polygon.exterior.is_ccw
            assert properties["coord_certainty"].startswith(("high", "medium-high"))
        else:
            assert park["geometry"] is None
            assert properties["lon"] is properties["lat"] is None
            assert properties["coord_certainty"].startswith("not ")


def test_case_parks_bear_what_the_paper_says(parks: dict[str, dict]) -> None:
    for key, capital in CASES.items():
        properties = parks[key]["properties"]
        assert properties["capital"] == capital
        assert properties["outcome"] == ("poorly developed" if key == "qiyun86" else "well developed")
        assert properties["source"].startswith("Wang & Ma 2018")
    assert [key for key, park in parks.items() if park["properties"]["outcome"]] == list(CASES)


def test_notice_and_two_languages_are_there(folder: Path) -> None:
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors" in notice
    assert "ODbL" in notice
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "## How to fill it" in readme
    assert "**填写方法。**" in readme
    assert "ODbL" in (folder / "parks.geojson").read_text(encoding="utf-8")[:200]


@pytest.mark.data
def test_every_row_of_the_inventory_is_there(parks: dict[str, dict], data_dir: Path) -> None:
    inventory = rows(data_dir / "ningbo" / "inventory.csv")
    assert len(inventory) == len(INVENTORY_IDS)
    for row, key in zip(inventory, INVENTORY_IDS, strict=True):
        properties = parks[key]["properties"]
        assert properties["district"].startswith(row["district"])
        assert row["source"] in properties["source"]
        assert row["note"] in properties["note"]
        for column in ("type", "capital", "outcome"):
            assert (properties[column] or "") == row[column]
        for column in ("firms", "year", "output_rmb"):
            assert str(properties[column] or "") == row[column]
        assert not row["former_use"] or properties["former_use"] == row["former_use"]
        shared = set(properties["name"].replace("/", " ").split()) & set(row["park"].split())
        assert len(shared) >= 2


@pytest.mark.data
def test_coordinates_are_those_of_the_source_table(parks: dict[str, dict], data_dir: Path) -> None:
    table = {row["id"]: row for row in rows(data_dir / "ningbo" / "parks.csv")}
    assert NO_PARKS.isdisjoint(parks)
    assert set(table) - NO_PARKS <= set(parks)
    for key, park in parks.items():
        source = table.get(key, {"lon_wgs84": "", "lat_wgs84": ""})
        properties = park["properties"]
        for column in ("lon", "lat"):
            given = source[f"{column}_wgs84"]
            assert properties[column] == (float(given) if given else None)
        if key in table:
            assert properties["coord_certainty"] == source["confidence"]
            assert properties["coord_source"] == source["coord_source"]
        if park["geometry"]:
            centroid = shape(park["geometry"]).centroid
            # Of the source's centroids the last digit is a decimetre; 1e-5 degrees is about a metre.
            assert (centroid.x, centroid.y) == pytest.approx((properties["lon"], properties["lat"]), abs=1e-5)


@pytest.mark.data
def test_polygons_are_those_of_the_source(parks: dict[str, dict], data_dir: Path) -> None:
    source = json.loads((data_dir / "ningbo" / "park_polygons.geojson").read_text(encoding="utf-8"))["features"]
    for key in PLACED:
        ring = parks[key]["geometry"]["coordinates"][0]
        same = [f for f in source if f["geometry"]["coordinates"][0] in (ring, ring[::-1])]
        assert len(same) == 1
        assert same[0]["properties"]["name"] in parks[key]["properties"]["name_zh"]
