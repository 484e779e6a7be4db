"""The exact versions that the plugin installs: whole, pinned, and what the project asks for."""

from __future__ import annotations

import runpy
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
TOOL = runpy.run_path(str(ROOT / "tools" / "lock_engine.py"))
HINT = "run tools/lock_engine.py"


def pins() -> dict[str, str]:
    lines = TOOL["LOCK"].read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith(("#", "--"))]
    assert all(str(one.specifier).startswith("==") for one in requirements)
    return {TOOL["canonical"](one.name): str(one.specifier)[2:] for one in requirements}


def test_all_that_the_engine_asks_for_is_locked_in_a_version_that_fits() -> None:
    locked = pins()
    for asked in TOOL["asked"]():
        name = TOOL["canonical"](asked.name)
        assert name in locked, f"{name}: {HINT}"
        assert asked.specifier.contains(locked[name]), f"{asked}, but {locked[name]} is locked: {HINT}"


def test_what_it_needs_in_turn_is_locked_too() -> None:
    assert set(TOOL["locked"]()) <= set(pins()), HINT


def test_no_version_is_asked_of_a_python_that_cannot_run_it() -> None:
    """Debian 12 has Python 3.11.2; a pin that wants a later one would stop the installation there."""
    for line in TOOL["LOCK"].read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "--")):
            pin = Requirement(line)
            wanted = SpecifierSet(distribution(pin.name).metadata["Requires-Python"] or "")
            assert wanted.contains(TOOL["OLDEST"]) or pin.marker is not None, f"{line}: {HINT}"


def test_packages_come_ready_made() -> None:
    text = TOOL["LOCK"].read_text(encoding="utf-8")
    assert "--only-binary :all:" in text
    assert text.count("--no-binary") == len(TOOL["SOURCES"]) == 1
