"""The README holds what it promises: its commands run, its script gives what is shown, and what a command gives."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from parklocus.indicators import City, export_summary, summarise_city

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FEWER_LINES_THAN = 15


def blocks(file: str, language: str) -> list[str]:
    return [text for found, text in BLOCK.findall((ROOT / file).read_text(encoding="utf-8")) if found == language]


def commands(file: str) -> list[str]:
    """Return the lines of the shell blocks that call Park Locus; the others install it."""
    return [line for text in blocks(file, "sh") for line in text.splitlines() if line.startswith("parklocus ")]


def run(words: list[str], folder: Path) -> str:
    environment = {**os.environ, "PARKLOCUS_CACHE": str(folder / "cache"), "PARKLOCUS_LANG": "en"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo under the names that the README uses, in which all its commands have run."""
    folder = tmp_path_factory.mktemp("readme")
    demo = ROOT / "resources" / "demo"
    for name in ("study.toml", "parks.geojson", "scores.csv", "answers.csv", "neubrandenburg.osm.pbf"):
        shutil.copy(demo / name, folder)
    shutil.copy(demo / "neubrandenburg.osm.pbf", folder / "city.osm.pbf")
    for command in commands("README.md"):
        run([sys.executable, "-m", "parklocus.indicators", *shlex.split(command)[1:]], folder)
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    """Return what the README's script prints; its result stands in a folder of its own."""
    (script,) = blocks("README.md", "python")
    own = folder / "script"
    own.mkdir()
    (own / "script.py").write_text(script, encoding="utf-8")
    return run([sys.executable, "script.py"], own)


def test_commands_leave_what_the_readme_says(folder):
    assert len(commands("README.md")) >= 4
    assert (folder / "demo-result" / "result.gpkg").is_file()
    assert (folder / "indices.gpkg").is_file()
    assert (folder / "result.gpkg").is_file()


def test_script_is_short():
    (script,) = blocks("README.md", "python")
    assert len([line for line in script.splitlines() if line.strip()]) < FEWER_LINES_THAN
    assert "from parklocus.indicators import" in script


def test_script_prints_what_is_shown(printed):
    (shown,) = blocks("README.md", "text")
    assert printed.rstrip() == shown.rstrip(), f"the README should show:\n{printed}"


@pytest.mark.parametrize("layer", ["parks", "reference", "catchments", "stops", "places"])
def test_script_gives_what_the_command_line_gives(folder, printed, layer):
    assert printed
    of_script = gpd.read_file(folder / "script" / "result.gpkg", layer=layer)
    of_command = gpd.read_file(folder / "result.gpkg", layer=layer)
    pd.testing.assert_frame_equal(
        pd.DataFrame(of_script.drop(columns="geometry")), pd.DataFrame(of_command.drop(columns="geometry"))
    )
    assert of_script.geometry.to_wkb().equals(of_command.geometry.to_wkb())


def test_script_finds_the_same_associations(folder, printed):
    assert printed
    frames = [gpd.read_file(path / "result.gpkg", layer="associations") for path in (folder / "script", folder)]
    for column in ("factor", "index", "n", "seen"):
        assert frames[0][column].equals(frames[1][column])
    for column in ("spearman", "kendall", "p", "p_min"):
        assert np.allclose(frames[0][column], frames[1][column], equal_nan=True)


def test_layers_and_tables_are_those_of_the_result(folder):
    """Every layer and table of the result stands in the README, and none that it does not have."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## What comes out")[1].split("##")[0]
    named = {
        name for line in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", line)
    }
    listed = set(gpd.list_layers(folder / "result.gpkg")["name"]) - {"layer_styles"}
    assert named == listed


def test_chinese_commands_are_the_english_ones():
    plain = [command.replace(" --lang zh_CN", "") for command in commands("README.zh-CN.md")]
    assert plain == commands("README.md")


def test_tutorial_stacks_cities(tmp_path):
    city = City.from_osm(ROOT / "resources" / "demo" / "neubrandenburg.osm.pbf")
    summary = summarise_city(city, ["link_node_ratio"], title="Ningbo")
    by_node = summary.indices[summary.indices["weight"] == "nodes"]
    by_people = by_node.assign(weight="people")  # the demo has no raster of people
    for name in ("ningbo", "hangzhou"):
        export_summary(tmp_path / f"{name}.gpkg", replace(summary, indices=by_people.assign(city=name)))
    _reading, _many, script = blocks("docs/tutorial.md", "python")
    printed = run([sys.executable, "-c", script], tmp_path).split("\n")
    assert printed[0].split() == ["city", "hangzhou", "ningbo"]
    median = float(by_node["median"].iloc[0])
    assert printed[2].split() == ["link_node_ratio_800", *[f"{median:.6f}"] * 2]


def test_tutorial_reads_the_result(folder):
    script, _many, _stacking = blocks("docs/tutorial.md", "python")
    assert "Kulturpark" in run([sys.executable, "-c", script], folder)


def test_tutorial_sums_up_many_cities(tmp_path):
    _reading, script, _stacking = blocks("docs/tutorial.md", "python")
    assert "INDICES = [" in script
    (tmp_path / "cities").mkdir()
    shutil.copy(ROOT / "resources" / "demo" / "neubrandenburg.osm.pbf", tmp_path / "cities" / "whole.osm.pbf")
    (tmp_path / "cities" / "broken.osm.pbf").write_text("a web page")
    (tmp_path / "many.py").write_text(re.sub("INDICES = .*", 'INDICES = ["link_node_ratio"]', script))
    broken, whole = run([sys.executable, "many.py"], tmp_path).splitlines()
    assert "cannot be read as OpenStreetMap data" in broken
    assert whole == "whole: done"
    assert run([sys.executable, "many.py"], tmp_path).endswith("whole: there\n")
    assert list(gpd.read_file(tmp_path / "cities" / "whole.gpkg", layer="city_summary")["city"].unique()) == ["whole"]
