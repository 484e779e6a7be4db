"""Make the engine's own environment: a venv in the QGIS profile into which the plugin folder is installed.

The packages are those of `resources/engine_lock.txt`, version for version, with which the engine was tested; they come
from the Python Package Index, or from a folder of wheels where there is no internet.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from parklocus import __version__
from parklocus.plugin.child import ChildError, Ending, run_child
from parklocus.plugin.environment import RECORD, Engine, engine_folder, installed_version
from parklocus.plugin.folders import PLUGIN_ROOT, RESOURCES
from parklocus.plugin.interpreters import NoInterpreterError, find_interpreter
from parklocus.plugin.log import LOG_TAB, log_information
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.core import QgsProcessingFeedback

# What pip need not see: a build from a copy leaves neither `build` nor `egg-info` in the plugin folder.
NOT_COPIED = shutil.ignore_patterns(
    ".*", "__pycache__", "*.pyc", "*.egg-info", "build", "dist", "tests", "benchmarks", "docs", "screenshots", "results"
)
LOCK = RESOURCES / "engine_lock.txt"
PIP = ("-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")

# Whether all that the engine uses imports, asked once: a missing system library shows here, not in the first run.
SELF_TEST = "import parklocus.indicators.public"


class InstallationError(Exception):
    """The engine could not be installed; the text says why and what to do."""


def install_engine(feedback: QgsProcessingFeedback, base_python: str = "", wheels: str = "") -> Engine:
    """Make a new environment with the engine and put it in the place of the old one.

    An environment that works is replaced only by one that works: the record is written last.

    Parameters
    ----------
    feedback
        Receives the steps and pip's output; cancels.
    base_python
        The interpreter to make it from; found where empty.
    wheels
        A folder that holds the packages, for a computer without internet; the Python Package Index where empty.

    Raises
    ------
    InstallationError
        Text for the user.
    """
    if wheels and not Path(wheels).is_dir():
        raise InstallationError(translate("Installation", "There is no folder {folder}.").format(folder=wheels))
    folder = engine_folder()
    venv = folder / f"venv-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        feedback.setProgressText(translate("Installation", "Looking for a Python…"))
        base = find_interpreter(base_python)
        engine = fill(venv, base.path, wheels, feedback)
        keep(engine, venv)
    except (ChildError, NoInterpreterError, OSError) as error:
        shutil.rmtree(venv, ignore_errors=True)
        raise InstallationError(str(error)) from error
    except InstallationError:
        shutil.rmtree(venv, ignore_errors=True)
        raise
    feedback.setProgress(100)
    feedback.setProgressText(translate("Installation", "The engine is installed."))
    return engine


def fill(venv: Path, base_python: str, wheels: str, feedback: QgsProcessingFeedback) -> Engine:
    """Make the environment, install the locked packages and then a copy of the plugin folder into it."""
    feedback.setProgressText(translate("Installation", "Making a Python environment…"))
    step(base_python, ["-m", "venv", str(venv)], venv.parent, feedback)
    python = str(venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    feedback.setProgress(5)
    feedback.setProgressText(translate("Installation", "Fetching the engine's packages…"))
    offline = ["--no-index", "--find-links", str(Path(wheels).resolve())] if wheels else []
    step(python, [*PIP, *offline, "-r", str(LOCK)], venv, feedback, packages=locked_packages())
    feedback.setProgress(90)
    feedback.setProgressText(translate("Installation", "Installing the engine…"))
    with tempfile.TemporaryDirectory(prefix="parklocus-") as temporary:
        source = Path(temporary) / "source"
        shutil.copytree(PLUGIN_ROOT, source, ignore=NOT_COPIED)
        # What builds it is among the locked packages, and so is all that it needs.
        step(python, [*PIP, "--no-deps", "--no-build-isolation", str(source)], Path(temporary), feedback)
    feedback.setProgress(95)
    feedback.setProgressText(translate("Installation", "Trying the engine…"))
    step(python, ["-c", SELF_TEST], venv, feedback)
    version = installed_version(python)
    if version != __version__:
        raise InstallationError(
            translate("Installation", "Version {version} was installed where {plugin} was expected.").format(
                version=version or "?", plugin=__version__
            )
        )
    return Engine(python, "", version)


def keep(engine: Engine, venv: Path) -> None:
    """Record the new environment, then remove the older ones."""
    record = venv.parent / RECORD
    beside = record.with_suffix(".part")
    beside.write_text(json.dumps({"python": engine.python, "version": engine.version}), encoding="utf-8")
    beside.replace(record)
    for other in venv.parent.glob("venv-*"):
        if other != venv:
            # One still in use on Windows stays until the next installation.
            shutil.rmtree(other, ignore_errors=True)


def locked_packages() -> int:
    """Return how many packages are to be fetched: the scale of the progress bar."""
    return sum("==" in line and not line.startswith("#") for line in LOCK.read_text(encoding="utf-8").splitlines())


def step(
    python: str, arguments: list[str], folder: Path, feedback: QgsProcessingFeedback, *, packages: int = 0
) -> None:
    """Run one step; `packages`, where pip is to fetch some, scales the progress bar with those that it names."""
    seen = 0
    tail: list[str] = []

    def line(text: str) -> None:
        nonlocal seen
        tail.append(text)
        log_information(text)
        feedback.pushConsoleInfo(text)
        words = text.split()
        if packages and len(words) > 1 and words[0] in ("Collecting", "Processing"):
            seen += 1
            feedback.setProgress(5 + 75 * min(seen / packages, 1.0))
            feedback.setProgressText(
                translate("Installation", "Package {number} of {count}: {name}").format(
                    number=min(seen, packages), count=packages, name=words[1].partition("==")[0]
                )
            )
        elif packages and text.startswith("Installing collected packages"):
            feedback.setProgress(80)
            feedback.setProgressText(translate("Installation", "Unpacking…"))

    ending = run_child(python, arguments, folder=str(folder), on_line=line, on_error_line=line, feedback=feedback)
    if ending.cancelled:
        raise InstallationError(translate("Installation", "The installation was cancelled; nothing was changed."))
    if not ending.succeeded:
        raise InstallationError(failure(arguments, ending, tail))


def failure(arguments: list[str], ending: Ending, output: list[str]) -> str:
    """Say why a step failed, with its own words for the reason."""
    reasons = [line for line in output if line.startswith("ERROR:")] or output[-3:] or [ending.last_words]
    text = translate("Installation", "The engine could not be installed: {reason}").format(reason=" ".join(reasons))
    if "pip" in arguments:
        text += "\n" + translate(
            "Installation",
            "Is the internet to be reached (a proxy is named in the variable HTTPS_PROXY, a mirror in PIP_INDEX_URL)? "
            'Where "no matching distribution" is said, choose another Python (3.11 to 3.13), or a folder of wheels '
            "that holds all packages for this one.",
        )
    return (
        text + "\n" + translate("Installation", 'The whole story is in the "{tab}" tab of the log.').format(tab=LOG_TAB)
    )
