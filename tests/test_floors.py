"""The floors of the engine: an import never runs upwards, and never in a circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1] / "indicators"
PACKAGE = "parklocus.indicators"

# From the top down; a module stands on the floor of the longest name here that it begins with. `__init__` is what users
# import: nothing inside imports from it.
FLOORS = [
    line.split()
    for line in """
    __init__ public
    __main__ cli
    rerun
    run fetch run_waves
    export validation survey
    compute computing summary
    indices
    network
    city timetables sites site_geometry rasters
    osm
    catalogue study city.streets demo
    osm.tags osm.modes osm.speeds coordinates text_table tomlfile vector_layer versions
    workers parallel progress numerals sections
    errors language cli.parser_words ranges garbage
    """.strip().splitlines()  # a backslash joins two lines
]


def module_name(path: Path) -> str:
    """Return a module's name below the engine's package; a package goes by the name of its folder."""
    parts = path.relative_to(ENGINE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in sorted(ENGINE.rglob("*.py"))}


def floor_of(module: str) -> int:
    """Return a module's floor, counted from the top; raise where the table has none for it."""
    found = [
        (len(name), number)
        for number, names in enumerate(FLOORS)
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    if not found:
        message = f"{module} stands on no floor; say in {Path(__file__).name} on which it belongs"
        raise AssertionError(message)
    return max(found)[1]


def imported(path: Path, *, for_types: bool) -> set[str]:
    """Return the engine's modules that one imports; those that only type checkers see if `for_types`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not for_types:
        tree = _WithoutTypes().visit(tree)
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: one way of importing, by the package's name"
            if (node.module or "").startswith(PACKAGE):
                base = node.module.removeprefix(PACKAGE).lstrip(".")
                for alias in node.names:
                    full = f"{base}.{alias.name}".lstrip(".")
                    modules.add(full if full in MODULES else base or "__init__")
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith(PACKAGE) for alias in node.names), f"{path.name}: import names from it"
    return modules


class _WithoutTypes(ast.NodeTransformer):
    """Leaves out what only type checkers read."""

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)


def test_every_module_stands_on_a_floor_and_no_floor_is_empty() -> None:
    assert len(MODULES) > 60
    standing = {floor_of(module) for module in MODULES}
    assert standing == set(range(len(FLOORS)))


def test_no_import_runs_upwards() -> None:
    upwards = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in sorted(imported(path, for_types=True))
        if floor_of(other) < floor_of(module)
    ]
    assert not upwards


def test_no_import_runs_in_a_circle() -> None:
    graph = {module: imported(path, for_types=False) - {module} for module, path in MODULES.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        message = f"a circle: {' imports '.join(reversed(error.args[1]))}"
        raise AssertionError(message) from error
    assert order.index("errors") < order.index("city") < order.index("cli")


def test_the_study_knows_files_and_words_alone() -> None:
    below = {"errors", "language", "tomlfile"}
    sections = {"study.sections", "study.comparison", "study.asked", "study.survey", "study.codebook"}
    assert imported(MODULES["study.study"], for_types=True) <= {*below, *sections}
    assert imported(MODULES["study.comparison"], for_types=True) <= {*below, "study.sections"}
    assert imported(MODULES["study.sections"], for_types=True) <= below


def test_the_engine_knows_no_qgis_and_the_plugin_no_engine() -> None:
    for path in [*ENGINE.rglob("*.py"), *(ENGINE.parent / "plugin").rglob("*.py")]:
        own = "parklocus.indicators" if path.is_relative_to(ENGINE) else "parklocus.plugin"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith("parklocus.") or name.startswith(own), f"{path.name} imports {name}"
                if path.is_relative_to(ENGINE):
                    assert name.split(".")[0] not in {"qgis", "PyQt5", "PyQt6", "osgeo", "processing"}, path.name
