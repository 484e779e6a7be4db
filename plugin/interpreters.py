"""Find a Python from which the engine's own environment can be made."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsApplication

from parklocus.plugin.child import ChildError, run_child
from parklocus.plugin.log import log_information
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST_VERSION = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")
CONDAS = ("miniforge3", "miniconda3", "mambaforge", "anaconda3")  # usual folders in the user's own
PROBE_LIMIT_S = 20

# `ensurepip` is what Debian leaves out of its Python: without it no environment can be made.
PROBE = """
import json, sys
try:
    import ensurepip, venv
    able = True
except ImportError:
    able = False
print(json.dumps({"version": sys.version_info[:3], "able": able}))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python interpreter and what it can do."""

    path: str
    version: tuple[int, ...]
    makes_environments: bool

    def shortcoming(self) -> str:
        """Return why it cannot carry the engine, or an empty text."""
        shown = ".".join(str(part) for part in self.version)
        if self.version[:2] < LEAST_VERSION:
            return translate("Interpreters", "{path} is Python {version}; the engine needs 3.11 or later.").format(
                path=self.path, version=shown
            )
        if not self.makes_environments:
            return translate(
                "Interpreters",
                "{path} (Python {version}) lacks the modules venv and ensurepip; on Debian and Ubuntu install "
                "the package python3-venv.",
            ).format(path=self.path, version=shown)
        return ""


class NoInterpreterError(Exception):
    """No Python can carry the engine; the text says what was tried and what to do."""


@dataclass(frozen=True)
class Surroundings:
    """What is known of the computer before any Python is asked.

    Attributes
    ----------
    platform
        As `sys.platform`.
    executable
        What runs now: an interpreter, or QGIS itself.
    prefixes
        Where Pythons and QGIS are installed.
    variables
        Environment variables.
    home
        The user's folder.
    frameworks
        Where macOS keeps the Pythons of python.org.
    """

    platform: str
    executable: str
    prefixes: tuple[str, ...]
    variables: Mapping[str, str]
    home: Path
    frameworks: Path = Path("/Library/Frameworks/Python.framework/Versions")

    @classmethod
    def here(cls) -> Surroundings:
        """Return those of the running QGIS."""
        prefixes = (sys.prefix, sys.base_prefix, QgsApplication.prefixPath())
        return cls(sys.platform, sys.executable, prefixes, os.environ, Path.home())

    def search_path(self) -> list[str]:
        """Return the folders to search; a macOS application sees little of its user's PATH."""
        separator = ";" if self.platform == "win32" else ":"
        folders = self.variables.get("PATH", os.defpath).split(separator)
        if self.platform == "darwin":
            folders += ["/opt/homebrew/bin", "/usr/local/bin"]
            folders += [str(self.frameworks / f"3.{minor}" / "bin") for minor in (13, 12, 11, 14)]
        # Windows' store aliases open a shop window instead of a Python.
        return [folder for folder in folders if folder and "WindowsApps" not in folder]


def candidates(around: Surroundings) -> Iterator[str]:
    """Yield interpreters worth asking, the most likely first; the running program may be QGIS itself."""
    windows = around.platform == "win32"
    if Path(around.executable).name.lower().startswith("python"):
        yield around.executable
    for prefix in around.prefixes:
        # Windows (OSGeo4W: apps/Python312) has python.exe at the prefix; macOS and Linux have bin/.
        yield from _in_folder(Path(prefix) if windows else Path(prefix, "bin"), windows=windows)
    for name in NAMES:
        for folder in around.search_path():
            yield from _existing(Path(folder, f"{name}.exe" if windows else name))
    if windows:
        for variable, below in (("LOCALAPPDATA", "Programs/Python"), ("PROGRAMFILES", ".")):
            if around.variables.get(variable):
                found = Path(around.variables[variable], below).glob("Python3*/python.exe")
                yield from map(str, sorted(found, reverse=True))
    for name in CONDAS:
        yield from _in_folder(around.home / name if windows else around.home / name / "bin", windows=windows)


def _in_folder(folder: Path, *, windows: bool) -> Iterator[str]:
    for name in ("python", "python3") if windows else NAMES:
        yield from _existing(folder / (f"{name}.exe" if windows else name))


def _existing(path: Path) -> Iterator[str]:
    if path.is_file():
        yield str(path)


def probe(path: str) -> Interpreter | None:
    """Ask an interpreter what it is; None where it gives no sensible answer."""
    lines: list[str] = []
    try:
        ending = run_child(
            path, ["-c", PROBE], folder=tempfile.gettempdir(), on_line=lines.append, limit_s=PROBE_LIMIT_S
        )
        answer = json.loads(lines[-1]) if ending.succeeded and lines else None
    except (ChildError, ValueError):
        return None
    return Interpreter(path, tuple(answer["version"]), bool(answer["able"])) if isinstance(answer, dict) else None


def find_interpreter(chosen: str = "") -> Interpreter:
    """Return a Python that can carry the engine.

    Parameters
    ----------
    chosen
        The interpreter the user named; nothing else is tried then.

    Raises
    ------
    NoInterpreterError
        None was found, or the chosen one will not do.
    """
    tried: list[str] = []
    seen: set[str] = set()
    for path in [chosen] if chosen else candidates(Surroundings.here()):
        real = os.path.realpath(path)
        if real in seen or not Path(path).is_file():
            continue
        seen.add(real)
        found = probe(path)
        shortcoming = (
            found.shortcoming() if found else translate("Interpreters", "{path} does not answer.").format(path=path)
        )
        if found and not shortcoming:
            log_information(f"{path}: Python {'.'.join(map(str, found.version))}")
            return found
        tried.append(shortcoming)
    if chosen and not seen:
        tried.append(translate("Interpreters", "There is no file {path}.").format(path=chosen))
    advice = translate(
        "Interpreters",
        "Install Python 3.11 or later (python.org, or your system's packages), or choose its interpreter under "
        '"Engine" in the Park Locus panel.',
    )
    heading = translate("Interpreters", "No Python was found that can carry the engine.")
    raise NoInterpreterError("\n".join([heading, *tried, advice]))
