"""What the plugin's sources must hold to: Python 3.9, Qt 5 and 6, the plugin site's rules."""

from __future__ import annotations

import ast
import configparser
import enum
import importlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import qgis.core
import qgis.gui

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "__init__.py", *sorted((ROOT / "plugin").rglob("*.py"))]
NAMES = [str(path.relative_to(ROOT)) for path in SOURCES]
STDLIB = sys.stdlib_module_names
EXTRAS = ("fetch", "gtfs", "spatial", "survey")  # the engine is installed with all of them


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree):
    """Return the absolute modules that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "one way of importing: by the package's name"
            yield node.module


def chain(node):
    """Return the dotted name of an attribute access, None where it does not start with a name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def qt_and_qgis_names():
    """Return (module, dotted name) for all that the plugin uses of Qt's and QGIS's classes."""
    used = set()
    for path in SOURCES:
        tree = tree_of(path)
        origin = {
            alias.asname or alias.name: node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module.startswith("qgis.")
            for alias in node.names
        }
        inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            dotted = chain(node) if id(node) not in inner else None
            if dotted and dotted.partition(".")[0] in origin:
                used.add((origin[dotted.partition(".")[0]], dotted))
    assert len(used) > 100
    return sorted(used)


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_sources_are_python_3_9(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_sources_import_qgis_and_the_standard_library_alone(path):
    for module in imports(tree_of(path)):
        top = module.partition(".")[0]
        allowed = top in STDLIB or module.startswith(("qgis.core", "qgis.gui", "qgis.PyQt.", "parklocus.plugin"))
        assert allowed or module == "parklocus", module


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_sources_hold_nothing_that_the_plugin_site_refuses(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("exec", "eval", "compile", "__import__")
        if isinstance(node, ast.keyword):
            assert node.arg != "shell"
    assert "pickle" not in set(imports(tree_of(path)))


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_sources_leave_the_environment_of_qgis_alone(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Subscript) and chain(node.value) == "os.environ":
            assert isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Attribute) and (chain(node) or "").startswith(
            ("os.environ.", "os.putenv", "os.unsetenv")
        ):
            assert chain(node) == "os.environ.get"


@pytest.fixture(scope="module")
def qt_6():
    """Return what PyQt6 lacks of the names used, and the names of all its classes' members."""
    names = [(module.rpartition(".")[2], dotted) for module, dotted in qt_and_qgis_names() if ".PyQt." in module]
    assert ("QtCore", "Qt.ItemDataRole.UserRole") in names
    answer = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("pyqt6_names.py"))],
        input=json.dumps([*names, CANARY]).encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(answer.stdout)


CANARY = ["QtCore", "Qt.UserRole"]  # an enum's value that Qt 6 has by its full name alone


def test_every_qt_name_is_known_to_qt_6(qt_6):
    assert qt_6["missing"] == [CANARY]


def members_of(*modules, names=dir):
    """Return the names of all attributes of the classes of modules; with `vars`, without what they inherit."""
    classes = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return {name for one in classes for name in names(one)}


def test_no_member_is_used_that_qt_6_has_done_away_with(qt_6):
    """Methods are called on objects whose class no reader of sources knows: by name, then, over all classes."""
    modules = {module for module, _ in qt_and_qgis_names() if ".PyQt." in module}
    gone = members_of(*(importlib.import_module(module) for module in modules)) - set(qt_6["members"])
    gone -= members_of(qgis.core, qgis.gui, names=vars)
    assert "toTime_t" in gone
    resolved = STDLIB | {dotted.partition(".")[0] for _, dotted in qt_and_qgis_names()}
    used = {
        node.attr
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and (chain(node) or "").partition(".")[0] not in resolved
    }
    assert used & gone == set()


def test_every_qgis_enum_is_named_in_full():
    for module, dotted in qt_and_qgis_names():
        if module not in ("qgis.core", "qgis.gui"):
            continue
        owner, value = None, sys.modules[module]
        for part in dotted.split("."):
            owner, value = value, getattr(value, part)
        is_enum_value = isinstance(value, enum.Enum) or (isinstance(value, int) and type(value) is not int)
        if is_enum_value and not isinstance(value, bool):
            assert owner is type(value) or owner.__name__ == type(value).__name__, f"{dotted} hides its enum's name"


def metadata():
    parser = configparser.ConfigParser()
    parser.optionxform = str
    parser.read_string((ROOT / "metadata.txt").read_text(encoding="utf-8"))
    return parser["general"]


def test_metadata_holds_what_the_plugin_site_demands():
    general = metadata()
    wanted = (
        "name description version qgisMinimumVersion author email about tracker repository homepage icon tags category"
    )
    for key in wanted.split(" "):
        assert general.get(key, "").strip(), key
    assert general["qgisMinimumVersion"] == "3.40"
    assert general["qgisMaximumVersion"] == "4.99"
    assert general["hasProcessingProvider"] == "yes"
    assert "supportsQt6" not in general
    assert (ROOT / general["icon"]).is_file()
    assert (ROOT / "LICENSE").is_file()


def test_the_version_is_one():
    import parklocus

    assert metadata()["version"] == parklocus.__version__


def test_metadata_tells_the_engines_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [one for extra in EXTRAS for one in project["optional-dependencies"][extra]]
    for requirement in asked:
        name = re.match(r"[\w-]+", requirement).group()
        assert name in metadata()["about"], f"about does not name {name}"


# What a plugin may hold beside text; nothing of it runs.
DATA = (".mo", ".pbf", ".png", ".qm")


@pytest.fixture(scope="module")
def built_zip():
    """Build the zip with the one command."""
    built = subprocess.run([str(ROOT / "tools" / "build_zip.sh")], capture_output=True, check=True)
    with zipfile.ZipFile(ROOT / built.stdout.decode().strip()) as archive:
        yield archive


def test_the_zip_holds_one_folder_fit_for_the_plugin_site(built_zip):
    names = built_zip.namelist()
    assert Path(built_zip.filename).stat().st_size < 25e6
    assert Path(built_zip.filename).name == f"parklocus-{metadata()['version']}.zip"
    assert {name.partition("/")[0] for name in names} == {"parklocus"}
    tops = {name.split("/")[1] for name in names}
    assert {"metadata.txt", "__init__.py", "LICENSE", "README.md", "pyproject.toml", "plugin", "indicators"} <= tops
    assert not tops & {"tests", "benchmarks", "docs", "tools", "Makefile", ".ci", ".gitignore", ".gitattributes"}
    assert not [name for name in names if "__pycache__" in name or "/." in name]
    for name in ("catalogue.json", "engine_lock.txt", "i18n/parklocus_zh_CN.qm", "demo/study.toml", "styles/parks.qml"):
        assert f"parklocus/resources/{name}" in names


def test_the_zip_holds_text_and_data_and_nothing_that_runs_by_itself(built_zip):
    for entry in built_zip.infolist():
        if entry.is_dir() or entry.filename.endswith(DATA):
            continue
        assert b"\0" not in built_zip.read(entry), f"{entry.filename} is no text"
        built_zip.read(entry).decode("utf-8")
        assert not entry.external_attr >> 16 & 0o111, f"{entry.filename} is marked as a program"


def test_settings_go_through_qgis():
    for path in SOURCES:
        assert not re.search(r"\bQSettings\b", path.read_text(encoding="utf-8")), path


def test_names_of_qt_6_are_looked_up_whole():
    """What the look-up in PyQt6 goes by: every import from Qt is by name, and no name is reached by `getattr`."""
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                assert not [alias.name for alias in node.names if alias.name.startswith(("qgis", "PyQt"))], path
            if isinstance(node, ast.ImportFrom) and node.module.startswith("qgis"):
                assert [alias.name for alias in node.names] != ["*"], path
                assert node.module in ("qgis.core", "qgis.gui") or node.module.startswith("qgis.PyQt."), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "getattr", f"{path}:{node.lineno}"
