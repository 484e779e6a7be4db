"""The package: what pip builds holds all that runs and nothing that does not; one version; nothing at import time."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import parklocus
from parklocus.indicators.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKED = ("indicators", "plugin", "resources")
LONGEST = 450  # lines; a file that does one thing stays under 400
MODULES_OF = {
    "python-docx": "docx",
    "gtfs-kit": "gtfs_kit",
    "tomli-w": "tomli_w",
}  # where a distribution's module has another name


def files_below(*folders: str, suffix: str = "") -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".plc"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without the network, and unpack it."""
    folder = tmp_path_factory.mktemp("wheel")
    left_out = shutil.ignore_patterns(
        ".*", "__pycache__", "build", "dist", "results", "screenshots", "*.egg-info", "*.plc"
    )
    shutil.copytree(ROOT, folder / "sources", ignore=left_out)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(folder / "sources")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    assert built.name == f"parklocus-{parklocus.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_list_of_packages_is_whole() -> None:
    in_tree = {
        ".".join(("parklocus", *path.parent.relative_to(ROOT).parts))
        for path in [
            ROOT / "__init__.py",
            *(ROOT / "indicators").rglob("__init__.py"),
            *(ROOT / "plugin").rglob("__init__.py"),
        ]
    }
    folders_with_code = {
        ".".join(("parklocus", *Path(name).parent.parts)) for name in files_below("indicators", "plugin", suffix=".py")
    }
    listed = PROJECT["tool"]["setuptools"]["packages"]
    assert sorted(listed) == listed
    assert set(listed) == in_tree == folders_with_code | {"parklocus"}


def test_the_wheel_holds_all_that_runs_and_nothing_else(wheel: Path) -> None:
    packed = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}
    of_pip = {name for name in packed if name.split("/")[0].endswith(".dist-info")}
    expected = {"__init__.py", "metadata.txt", "LICENSE", *files_below("indicators", "plugin", suffix=".py")}
    expected |= files_below("resources")
    assert packed - of_pip == {f"parklocus/{name}" for name in expected}
    for name in (
        *("taxonomy.toml", "catalogue.json", "demo/neubrandenburg.osm.pbf", "demo/study.toml", "demo/NOTICE.md"),
        *("studies/ningbo/study.toml", "styles/parks.qml", "icons/parklocus.svg"),
        *(f"i18n/parklocus_zh_CN.{kind}" for kind in ("ts", "qm")),
        *(f"i18n/zh_CN/LC_MESSAGES/parklocus.{kind}" for kind in ("po", "mo")),
    ):
        assert f"parklocus/resources/{name}" in packed
    assert sum((wheel / name).stat().st_size for name in packed) < 5e6


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    (facts,) = wheel.glob("*.dist-info")
    metadata = (facts / "METADATA").read_text(encoding="utf-8")
    assert f"\nVersion: {parklocus.__version__}\n" in metadata
    assert "\nLicense-Expression: GPL-3.0-or-later\n" in metadata
    assert re.findall(r"^License-File: (.+)$", metadata, flags=re.MULTILINE) == PROJECT["project"]["license-files"]
    assert "parklocus = parklocus.indicators.__main__:main" in (facts / "entry_points.txt").read_text(encoding="utf-8")


def test_the_wheel_runs(wheel: Path, tmp_path: Path) -> None:
    script = """
import json, parklocus
from parklocus.indicators import Study, demo_folder, read_parks
from parklocus.indicators.language import gettext, set_language
from parklocus.indicators.osm.taxonomy import Taxonomy
set_language("zh_CN")
study = Study.open(demo_folder() / "study.toml")
print(json.dumps([parklocus.__file__, len(read_parks(study.parks.path)), gettext("none"), len(Taxonomy.open().keys)]))
"""
    environment = os.environ | {"PYTHONPATH": str(wheel)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=tmp_path, env=environment, check=True
    )
    where, parks, word, keys = json.loads(done.stdout)
    assert Path(where).is_relative_to(wheel)
    assert parks == 10
    assert word != "none"
    assert keys > 5


def test_the_version_is_one() -> None:
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read_string((ROOT / "metadata.txt").read_text(encoding="utf-8"))
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert metadata["general"]["version"] == parklocus.__version__
    assert re.search(r"^version: \"?([\w.]+)\"?$", citation, flags=re.MULTILINE)[1] == parklocus.__version__
    assert re.search(
        rf"^## \[?{re.escape(parklocus.__version__)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )


def test_qgis_reads_the_catalogue_that_the_engine_has() -> None:
    shipped = (ROOT / "resources" / "catalogue.json").read_text(encoding="utf-8")
    assert shipped == runpy.run_path(str(ROOT / "tools" / "write_catalogue.py"))["catalogue_json"]()
    assert [entry["id"] for entry in json.loads(shipped)["indices"]] == list(CATALOGUE)
    assert json.loads(shipped)["choices"]["estimators"] == ["ML", "MLR", "WLSMV", "DWLS"]


def test_the_root_imports_nothing() -> None:
    script = "import sys; before = set(sys.modules); import parklocus; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "parklocus" in loaded
    assert loaded - sys.stdlib_module_names - {"__editable___parklocus_0_1_0_finder"} == {"parklocus"}


def test_every_library_is_a_declared_one() -> None:
    declared = [*PROJECT["project"]["dependencies"]]
    for extra in ("fetch", "gtfs", "survey", "tables"):
        declared += PROJECT["project"]["optional-dependencies"].get(extra, [])
    names = {re.match(r"[\w.-]+", requirement)[0] for requirement in declared}
    allowed = {MODULES_OF.get(name, name) for name in names} | {"parklocus"} | sys.stdlib_module_names
    for name in files_below("indicators", suffix=".py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                assert module.partition(".")[0] in allowed, (
                    f"{name} imports {module}, which pyproject.toml does not name"
                )


def test_the_plugin_imports_qgis_and_the_standard_library_alone() -> None:
    for name in ["__init__.py", *files_below("plugin", suffix=".py")]:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                own = module == "parklocus" or module.startswith(("parklocus.plugin", "qgis."))
                assert own or module.partition(".")[0] in sys.stdlib_module_names, f"{name} imports {module}"


def test_no_file_is_long() -> None:
    lengths = {
        name: (ROOT / name).read_text(encoding="utf-8").count("\n")
        for name in files_below("indicators", "plugin", "tests", "tools", "benchmarks", suffix=".py")
    }
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
