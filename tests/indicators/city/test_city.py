"""City: what of OpenStreetMap it holds, and that a second run takes it from where the first left it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from town import SIDE, SOUTH, STEP_LAT, STEP_LON, WEST, Town

from parklocus.indicators.city.city import City
from parklocus.indicators.errors import Cancelled, InputError
from parklocus.indicators.language import in_language
from parklocus.indicators.osm.taxonomy import DEFAULT_TAXONOMY

if TYPE_CHECKING:
    from pathlib import Path

AREA = shapely.box(WEST + STEP_LON, SOUTH, WEST + 9.5 * STEP_LON, SOUTH + 9 * STEP_LAT)


def assert_same(one: Any, other: Any, where: str = "city") -> None:
    """See that two cities are equal in all that they hold, to the last digit and type."""
    assert type(one) is type(other), where
    if isinstance(one, gpd.GeoDataFrame):
        assert_geodataframe_equal(one, other)
    elif isinstance(one, pd.DataFrame):
        assert_frame_equal(one, other, check_exact=True)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, where
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), where
    elif isinstance(one, shapely.Geometry):
        assert shapely.equals_identical(one, other), where
    elif isinstance(one, Mapping):
        assert dict(one) == dict(other), where
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}")
    else:
        assert one == other, where


@pytest.fixture
def no_map(monkeypatch: pytest.MonkeyPatch):
    """Return a function after whose call no map may be read."""

    def forbid() -> None:
        monkeypatch.setattr(
            "parklocus.indicators.osm.reader.read_osm", lambda *_: pytest.fail("the map was read again")
        )

    return forbid


def boundary_file(folder: Path, area: shapely.Geometry = AREA, crs: object = 4326) -> Path:
    path = folder / "boundary.gpkg"
    gpd.GeoDataFrame(geometry=[area], crs=4326).to_crs(crs).to_file(path)
    return path


def test_what_the_town_holds(town: Town, cache: Path) -> None:
    city = City.from_osm(town.osm)
    assert city.streets.n_nodes == SIDE**2 - 4  # where two streets end in one corner, they are one edge
    assert city.streets.edge_length.sum() == pytest.approx(2 * SIDE * (SIDE - 1) * 100, rel=0.01)
    assert city.places["category"].value_counts().to_dict() == {"food": 20, "culture": 11}
    assert city.places.set_index("osm_id").loc["n1100", ["name", "kind"]].tolist() == ["博物馆", "museum"]
    assert city.stops["mode"].tolist() == ["bus"] * 4
    assert city.lines[["mode", "ref", "inferred"]].to_numpy().tolist() == [["bus", "7", False]]
    assert city.crs.axis_info[0].unit_name == "metre"
    assert city.origin["snapshot"].startswith("2020-05-17")
    assert city.origin["extent_source"] == "header"
    assert city.notes == ()


def test_a_saved_city_opens_as_it_was(town: Town, tmp_path: Path) -> None:
    city = City.from_osm(town.osm, cache=False)
    path = tmp_path / "new" / "town.plc"
    assert city.save(path) == path
    assert_same(City.open(path), city)


def test_a_second_run_does_not_read_the_map(town: Town, cache: Path, no_map) -> None:
    first = City.from_osm(town.osm)
    no_map()
    assert_same(City.from_osm(town.osm), first)
    copy = town.folder / "copy.osm"
    copy.write_bytes(town.osm.read_bytes())
    assert City.from_osm(copy).origin["file"] == "copy.osm"
    assert len(list(cache.iterdir())) == 1


def test_without_cache_nothing_is_stored_or_taken(town: Town, cache: Path, no_map) -> None:
    City.from_osm(town.osm, cache=False)
    assert list(cache.iterdir()) == []
    City.from_osm(town.osm)
    no_map()
    with pytest.raises(pytest.fail.Exception, match="read again"):
        City.from_osm(town.osm, cache=False)


def test_other_data_is_another_city(town: Town, cache: Path, tmp_path: Path) -> None:
    taxonomy = tmp_path / "taxonomy.toml"
    taxonomy.write_bytes(DEFAULT_TAXONOMY.read_bytes() + b"\n# mine\n")
    boundary = boundary_file(tmp_path)
    keys = [City.from_osm(town.osm).key]
    keys.append(City.from_osm(town.osm, taxonomy=taxonomy).key)
    keys.append(City.from_osm(town.osm, boundary=boundary).key)
    boundary_file(tmp_path, shapely.buffer(AREA, 0.0001))
    keys.append(City.from_osm(town.osm, boundary=boundary).key)
    town.osm.write_text(town.osm.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    keys.append(City.from_osm(town.osm).key)
    assert len(set(keys)) == len(list(cache.iterdir())) == 5


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "of another city", "of another version"])
def test_a_stored_city_that_cannot_be_trusted_is_made_again(town: Town, cache: Path, no_map, damage) -> None:
    first = City.from_osm(town.osm)
    (stored,) = cache.iterdir()
    whole = stored.read_bytes()
    if damage == "of another city":
        other = town.folder / "other.osm"
        other.write_text(town.osm.read_text(encoding="utf-8").replace("books", "art"), encoding="utf-8")
        City.from_osm(other)
        (of_other,) = set(cache.iterdir()) - {stored}
        of_other.replace(stored)
    else:
        half = len(whole) // 2
        made = {"flipped": whole[:half] + bytes([whole[half] ^ 4]) + whole[half + 1 :], "cut": whole[:half]}
        stored.write_bytes((made | {"emptied": b"", "of another version": b"parklocus city 0\n" + whole})[damage])
    again = City.from_osm(town.osm)
    (note,) = again.notes
    assert note.startswith("The stored city was not used and was made again: it ")
    assert_same(dataclasses.replace(again, remarks=()), first)
    no_map()
    assert City.from_osm(town.osm).notes == ()
    assert stored.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_a_note(town: Town, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv("PARKLOCUS_CACHE", str(folder))
        (note,) = City.from_osm(town.osm).notes
        assert note.startswith("The city could not be stored for the next run: ")
    with pytest.raises(InputError, match=r"cannot be written to .*town\.plc"):
        City.from_osm(town.osm, cache=False).save(tmp_path / "file" / "town.plc")


def test_a_run_that_is_cancelled_stores_nothing(town: Town, cache: Path) -> None:
    def cancel(fraction: float, _text: str) -> None:
        if fraction > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        City.from_osm(town.osm, progress=cancel)
    assert list(cache.iterdir()) == []


def test_two_processes_store_the_same_city_at_once(town: Town, cache: Path) -> None:
    command = [sys.executable, "-m", "parklocus.indicators", "info", str(town.osm), "--json"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    answers = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert answers[0][0].splitlines()[-1] == answers[1][0].splitlines()[-1]
    assert not b"".join(errors for _out, errors in answers)
    (stored,) = cache.iterdir()
    assert_same(City.open(stored), dataclasses.replace(City.from_osm(town.osm, cache=False), key=City.open(stored).key))


def test_the_boundary_is_the_extent(town: Town, cache: Path, tmp_path: Path) -> None:
    of_degrees = City.from_osm(town.osm, boundary=boundary_file(tmp_path))
    of_metres = City.from_osm(town.osm, boundary=boundary_file(tmp_path, crs=25833))
    project = pyproj.Transformer.from_crs(4326, of_degrees.crs, always_xy=True).transform
    expected = shapely.transform(AREA, project, interleaved=False)
    for city in (of_degrees, of_metres):
        assert city.origin["extent_source"] == "boundary"
        assert shapely.area(shapely.symmetric_difference(city.extent, expected)) < 1
    assert expected.area == pytest.approx(8.5 * 9 * 100**2, rel=0.02)
    ring = shapely.difference(AREA, shapely.buffer(AREA.centroid, 0.001))
    with_hole = City.from_osm(town.osm, boundary=boundary_file(tmp_path, ring))
    assert with_hole.extent.area < expected.area


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "none.gpkg", "There is no file"),
        (lambda folder: boundary_file(folder, AREA.centroid), "holds no polygon"),
        (
            lambda folder: boundary_file(folder, shapely.transform(AREA, lambda xy: xy + 5)),
            "are both of the same place",
        ),
        (lambda folder: boundary_file(folder, AREA.boundary), "holds no polygon"),
        (
            lambda folder: (
                (boundary_file(folder), (folder / "boundary.gpkg").write_text("x"))[0].parent / "boundary.gpkg"
            ),
            "cannot be read as a layer",
        ),
    ],
)
def test_what_is_no_boundary(town: Town, tmp_path: Path, make, words) -> None:
    with pytest.raises(InputError, match=words):
        City.from_osm(town.osm, boundary=make(tmp_path), cache=False)


def test_the_date_that_the_user_gives_is_not_stored(town: Town, cache: Path) -> None:
    city = City.from_osm(town.osm, snapshot="2019-01-02")
    assert (city.origin["snapshot"], city.origin["snapshot_source"]) == ("2019-01-02", "user")
    assert City.from_osm(town.osm, snapshot="2018-03-04").origin["snapshot"] == "2018-03-04"
    assert City.from_osm(town.osm).origin["snapshot"].startswith("2020-05-17")


@pytest.mark.parametrize(
    "bounds",
    [
        "",
        '<bounds minlat="-90" minlon="-180" maxlat="90" maxlon="180"/>',
        '<bounds minlat="1" minlon="1" maxlat="2" maxlon="2"/>',
    ],
)
def test_a_box_that_is_not_this_files_is_not_believed(town: Town, cache: Path, bounds) -> None:
    usual = City.from_osm(town.osm)
    text = town.osm.read_text(encoding="utf-8")
    begin = text.index("<bounds")
    town.osm.write_text(text[:begin] + bounds + text[text.index("/>", begin) + 2 :], encoding="utf-8")
    city = City.from_osm(town.osm)
    assert city.origin["extent_source"] == "streets"
    assert city.crs == usual.crs
    assert city.extent.area == pytest.approx(usual.extent.area, rel=0.001)
    assert "hull of its streets" in city.notes[0]
    with in_language("zh_CN"):
        assert "街道" in City.from_osm(town.osm).notes[0]


@pytest.mark.parametrize(("content", "words"), [(None, "There is no city file"), (b"x", "it is not a stored city")])
def test_what_is_no_stored_city(tmp_path: Path, content, words) -> None:
    path = tmp_path / "city.plc"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        City.open(path)
