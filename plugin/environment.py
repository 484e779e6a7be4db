"""Where the engine is: the interpreter of the Python environment it is installed in."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from parklocus import __version__
from parklocus.plugin.child import run_child
from parklocus.plugin.folders import PLUGIN_ROOT
from parklocus.plugin.log import log_warning
from parklocus.plugin.translation import translate

VARIABLE = "PARKLOCUS_PYTHON"
ENGINE_KEY = "parklocus/engine_python"  # an environment the user keeps, with parklocus installed
BASE_KEY = "parklocus/base_python"  # the Python from which the plugin makes its own environment
WHEELS_KEY = "parklocus/wheels_folder"  # where its packages lie, for a computer without internet
RECORD = "engine.json"
VERSION_LIMIT_S = 60

VERSION_QUESTION = "import parklocus; print(parklocus.__version__)"


class EngineError(Exception):
    """The engine is missing or does not fit; the text says what to do."""


@dataclass(frozen=True)
class Engine:
    """An interpreter in whose environment the engine is installed.

    Attributes
    ----------
    python
        Path of the interpreter.
    origin
        Who named it, in the user's language.
    version
        The engine's version as recorded at installation; None where only the interpreter knows.
    """

    python: str
    origin: str
    version: str | None = None


def engine_folder() -> Path:
    """Return the folder in the QGIS profile that holds the plugin's own environment."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "parklocus"


def named_python(key: str) -> str:
    """Return an interpreter named in the settings, or an empty text."""
    return str(QgsSettings().value(key, "") or "").strip()


def name_python(key: str, path: str) -> None:
    """Keep an interpreter in the settings; an empty path forgets it."""
    if path.strip():
        QgsSettings().setValue(key, path.strip())
    else:
        QgsSettings().remove(key)


def locate_engine() -> Engine | None:
    """Return the engine that would be used, judged by files alone; None where there is none.

    The environment variable comes first, then the settings, then the plugin's own environment.
    """
    if os.environ.get(VARIABLE):
        return Engine(
            os.environ[VARIABLE], translate("Environment", "environment variable {name}").format(name=VARIABLE)
        )
    if named_python(ENGINE_KEY):
        return Engine(named_python(ENGINE_KEY), translate("Environment", "settings"))
    try:
        record = json.loads((engine_folder() / RECORD).read_text(encoding="utf-8"))
        engine = Engine(record["python"], translate("Environment", "own environment"), record["version"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        # A damaged record is as good as none: the button writes a new one.
        log_warning(f"{engine_folder() / RECORD}: {error!r}")
        return None
    return engine if Path(engine.python).is_file() else None


def engine_problem(engine: Engine | None) -> str:
    """Return what stands between the user and a run, as far as files tell, or an empty text."""
    if engine is None:
        return translate(
            "Environment",
            "The engine is not installed yet. It lives in a Python environment of its own, apart from QGIS: press "
            '"Install the engine" in the Park Locus panel, or run the algorithm "Install the engine" '
            "(parklocus:install_engine). It needs the internet once (or a folder of wheels), and about 900 MB.",
        )
    if not Path(engine.python).is_file():
        return translate("Environment", "There is no interpreter {python} (named by: {origin}).").format(
            python=engine.python, origin=engine.origin
        )
    if engine.version is not None and engine.version != __version__:
        return wrong_version(engine, engine.version)
    return ""


def require_engine() -> Engine:
    """Return the engine, having asked it for its version.

    Raises
    ------
    EngineError
        There is none, it does not answer, or its version is not the plugin's.
    ChildError
        The interpreter could not be started.
    """
    engine = locate_engine()
    problem = engine_problem(engine)
    if engine is None or problem:
        raise EngineError(problem)
    version = installed_version(engine.python)
    if version != __version__:
        raise EngineError(wrong_version(engine, version))
    return engine


def installed_version(python: str) -> str:
    """Return the version of the engine in an environment, empty where it holds none."""
    lines: list[str] = []
    # Not in the plugins folder: there `import parklocus` would find the plugin itself.
    ending = run_child(
        python,
        ["-c", VERSION_QUESTION],
        folder=str(Path(python).parent),
        on_line=lines.append,
        limit_s=VERSION_LIMIT_S,
    )
    return lines[-1].strip() if ending.succeeded and lines else ""


def wrong_version(engine: Engine, version: str) -> str:
    """Say that an engine is not the plugin's."""
    if not version:
        text = translate("Environment", "There is no Park Locus engine in the environment of {python} ({origin}).")
    else:
        text = translate(
            "Environment", "The engine in {python} ({origin}) is version {engine}, the plugin is version {plugin}."
        )
    advice = translate(
        "Environment",
        'Press "Install the engine" in the Park Locus panel, or install this plugin\'s engine into the named '
        'environment: pip install "{folder}".',
    ).format(folder=PLUGIN_ROOT)
    told = text.format(python=engine.python, origin=engine.origin, engine=version, plugin=__version__)
    return f"{told} {advice}"
