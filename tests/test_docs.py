"""The documents are true: generated pages are up to date, links lead somewhere, examples can be run, numbers agree."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import parklocus
from parklocus.indicators import Study
from parklocus.indicators.catalogue import CATALOGUE, DEPARTURES, WALKING_SPEED, resolve
from parklocus.indicators.cli.main import _parser
from parklocus.indicators.indices.transit import access_index, equivalent_doorstep_frequency
from parklocus.indicators.network.attach import ATTACH_LIMIT
from parklocus.indicators.network.street_network import JUNCTION_TOLERANCE, SAME_STOP
from parklocus.indicators.osm import tags
from parklocus.indicators.osm.transit import ENTRANCE_LIMIT, INFERENCE_LIMIT
from parklocus.indicators.study.study import CitySource, ParkSource, ReferenceSource, ScoreSource, SurveySource

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
KNOWN_COMMANDS = {"make", "osmium", "parklocus", "pip", "python", "python3", "qgis_process"}


@dataclass(frozen=True)
class Block:
    """A fenced block of code: its file and text."""

    file: str
    text: str


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "resources").rglob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(language: str) -> list[Block]:
    return [
        Block(str(path.relative_to(ROOT)), text)
        for path in documents()
        for found, text in BLOCK.findall(path.read_text(encoding="utf-8"))
        if found == language
    ]


def shell_lines() -> list[tuple[str, list[str]]]:
    """Return every command of a shell block: its file and its words, without variables set before it."""
    lines = []
    for block in blocks("sh"):
        for line in block.text.splitlines():
            words = shlex.split(line, comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if words:
                lines.append((block.file, words))
    return lines


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as Git hosts make them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE):
        plain = re.sub(r"[`*\[\]]|\(.*?\)(?=$)", "", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


# Generated pages


def test_reference_and_catalogue_are_up_to_date():
    for page, text in load_tool("build_reference").PAGES.items():
        assert text_of(f"docs/{page}") == text(), f"run tools/build_reference.py: docs/{page} is out of date"


@pytest.mark.parametrize("identifier", CATALOGUE)
def test_every_index_is_in_the_catalogue_and_in_the_method(identifier):
    assert f"\n## {identifier}\n" in text_of("docs/catalogue.md")
    assert f"`{identifier}" in text_of("docs/method.md")


# Links and paths


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    for groups in LINK.findall(path.read_text(encoding="utf-8")):
        target, _hash, anchor = "".join(groups).partition("#")
        if target.startswith(("http://", "https://")):
            continue
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), f"{path.name}: there is no {target}"
        assert file.is_relative_to(ROOT), f"{path.name}: {target} is not of the project"
        if anchor:
            assert anchor in anchors(file), f"{path.name}: {file.name} has no heading {anchor}"


def test_pictures_are_small():
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    for picture in pictures:
        assert picture.suffix in {".png", ".svg"}
        assert picture.stat().st_size < 200_000
        assert any(picture.name in path.read_text(encoding="utf-8") for path in documents()), picture.name


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_path_of_a_machine(path):
    assert not re.search(r"(?<![\w.])/(work|root|tmp|home|opt)/", path.read_text(encoding="utf-8"))


# Examples


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.file)
def test_python_parses(block):
    ast.parse(block.text)


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: block.file)
def test_studies_are_studies(block):
    study = Study.from_mapping(tomllib.loads(block.text), origin=block.file, check_files=False)
    assert resolve(study.indices, study.parameters)


@pytest.mark.parametrize(("file", "words"), shell_lines(), ids=lambda value: value if isinstance(value, str) else "")
def test_commands_exist(file, words):
    program = Path(words[0]).name
    assert program in KNOWN_COMMANDS or (ROOT / words[0]).is_file(), f"{file}: {words[0]}"
    if program == "parklocus":
        _parser().parse_args(words[1:])
    elif program == "make":
        assert re.search(rf"^{words[1]}:", text_of("Makefile"), re.MULTILINE), f"{file}: make {words[1]}"
    elif program.startswith("python"):
        assert (ROOT / words[1]).is_file(), f"{file}: {words[1]}"
    elif program == "qgis_process" and words[1] == "run":
        known = set(
            re.findall(r'^    [A-Z_]+ = "([A-Z_]+)"$', text_of("plugin/processing/parameters.py"), re.MULTILINE)
        )
        asked = {word[2:].partition("=")[0] for word in words[3:]}
        assert asked <= known, f"{file}: {asked - known}"


def test_processing_parameters_are_all_explained():
    names = set(re.findall(r'^    [A-Z_]+ = "([A-Z_]+)"$', text_of("plugin/processing/parameters.py"), re.MULTILINE))
    assert len(names) > 10
    assert names <= set(re.findall(r"`([A-Z_]+)`", text_of("docs/qgis.md")))


@pytest.mark.parametrize("section", [CitySource, ParkSource, ReferenceSource, ScoreSource, SurveySource])
def test_every_key_of_a_study_is_explained(section):
    text = text_of("docs/study.md")
    for item in fields(section):
        assert re.search(rf"^\| .*`{item.name}`", text, re.MULTILINE), item.name


def test_the_study_with_every_key_has_every_key():
    largest = max(
        (block for block in blocks("toml") if block.file == "docs/study.md"), key=lambda block: len(block.text)
    )
    study = tomllib.loads(largest.text)
    assert set(study["city"]) == {item.name for item in fields(CitySource)} - {"polygon"}  # stands in place of a name
    aside = {"scale", "columns"}  # do not go with answers and sheet
    assert set(study["scores"]) == {item.name for item in fields(ScoreSource)} - aside
    assert set(study["survey"]) == {item.name for item in fields(SurveySource)} - {"model_file"}  # in place of a text
    assert set(study["reference"]) == {item.name for item in fields(ReferenceSource)}
    assert set(study["parks"]) == {item.name for item in fields(ParkSource)} - {"crs", "lon", "lat"}
    given = {name: set(values) for name, values in study["indices"].items() if name != "compute"}
    assert len(given) > 10  # the catalogue's page has all of them
    assert given == {name: set(CATALOGUE[name].parameters) for name in given}


def test_survey_tutorial_prints_what_it_shows(tmp_path, monkeypatch, capsys):
    """The script of the tutorial leaves its files and prints what stands below it."""
    monkeypatch.chdir(tmp_path)
    (script,) = (block.text for block in blocks("python") if block.file == "docs/survey.md")
    exec(compile(script, "survey.md", "exec"), {})  # noqa: S102 - our own page
    shown = [block.text for block in blocks("text") if block.file == "docs/survey.md"][-1]
    assert capsys.readouterr().out == shown
    files = set(re.findall(r"`(\w+\.(?:csv|xlsx|html|svg|png|R))`", text_of("docs/survey.md")))
    assert {"model.R", "scores_by_park.csv", "report_zh.html"} <= files
    assert all((tmp_path / "survey" / name).is_file() for name in files)


def test_worked_example_of_an_index_works():
    """The entry and the function of CONTRIBUTING are put where it says, in a process of their own, and computed."""
    entry, function = (block.text for block in blocks("python") if block.file == "CONTRIBUTING.md")
    script = f"""
from parklocus.indicators import City, compute, demo_folder, read_parks
from parklocus.indicators.catalogue import CATALOGUE
from parklocus.indicators.catalogue import amenity as family
from parklocus.indicators.indices import amenity
index = eval({entry!r}, vars(family))
CATALOGUE[index.id] = index
exec("from __future__ import annotations\\n" + {function!r}, vars(amenity))
city = City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)
table = compute(city, read_parks(demo_folder() / "parks.geojson"), ["amenity_count", index.id])
counts = table[[c for c in table if c.startswith("amenity_count") and c.endswith("_500")]]
one = table["access_points"] == 1
share = counts[one].div(counts[one].sum(axis=1), axis=0)
print(abs(table.loc[one, "amenity_hill2_500"] - 1 / (share**2).sum(axis=1)).max(), one.sum())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    difference, parks = done.stdout.split()
    assert float(difference) < 1e-9
    assert int(parks) >= 5


# Numbers


def test_method_names_the_streets():
    table = text_of("docs/method.md").split("| tag | walkable |")[1].split("\n\n")[0]
    yes, permitted = re.findall(r"\| `highway` = (.*?) \|", table)
    assert tuple(yes.split(", ")) == tags.WALKABLE
    assert tuple(permitted.split(", ")) == tags.WALKABLE_IF_PERMITTED


def test_method_gives_the_numbers_of_the_code():
    text = " ".join(text_of("docs/method.md").split())
    number = DEPARTURES
    assert number["bus"] == number["trolleybus"]
    assert number["tram"] == number["light_rail"]
    assert (
        f"bus and trolleybus {number['bus']:g}, tram and light rail {number['tram']:g}, metro {number['subway']:g}, "
        f"train {number['train']:g}, ferry {number['ferry']:g}"
    ) in text
    assert f"Farther than {ATTACH_LIMIT:g} m from any street" in text
    assert f"those within {ENTRANCE_LIMIT:g} m" in text
    assert f"within {INFERENCE_LIMIT:g} m of its ways" in text
    assert f"within {SAME_STOP:g} m of one another" in text
    assert f"steps of at most {JUNCTION_TOLERANCE:g} m" in text
    assert f"{WALKING_SPEED:g} m/min" in text


def test_method_computes_its_check_of_ptal():
    """The worked PTAL in the text is what the formulas give."""
    bus = [
        float(equivalent_doorstep_frequency(np.array([metres]), departures, "bus")[0])
        for metres, departures in ((200.0, 6.0), (400.0, 4.0))
    ]
    metro = float(equivalent_doorstep_frequency(np.array([800.0]), 12.0, "subway")[0])
    total = float(access_index(np.array([bus]))[0] + access_index(np.array([[metro]]))[0])
    text = " ".join(text_of("docs/method.md").split())
    assert f"give *EDF* {bus[0]:.4f}, {bus[1]:.4f} and {metro:.4f}" in text
    assert f"= {total:.4f}, band 2" in text


def test_one_version():
    assert re.search(rf"^version={re.escape(parklocus.__version__)}$", text_of("metadata.txt"), re.MULTILINE)
    assert re.search(rf"^version: {re.escape(parklocus.__version__)}$", text_of("CITATION.cff"), re.MULTILINE)
    assert f"## [{parklocus.__version__}]" in text_of("CHANGELOG.md")
    assert f"parklocus-{parklocus.__version__}.zip" in text_of("docs/qgis.md")
