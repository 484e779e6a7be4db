"""Study files: written for the engine, saved for the user, opened through the engine, which alone judges them.

A study is a table of sections with the keys of `study.toml` (docs/study.md). What the plugin does not ask for, such as
a section that a user wrote by hand, stays in it from opening to saving.
"""

from __future__ import annotations

import json
import os
import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from parklocus.plugin.translation import translate
from parklocus.plugin.worker import WorkerError, ask

if TYPE_CHECKING:
    from collections.abc import Callable

Study = dict[str, Any]

# Where a study names files; under city.gtfs stands a list of them.
PATHS = (
    *(("city", key) for key in ("osm", "polygon", "boundary", "taxonomy", "headways", "gtfs")),
    ("parks", "path"),
    *(("rasters", key) for key in ("population", "population_density", "night_light")),
    ("reference", "within"),
    ("places", "path"),
    ("scores", "path"),
    *(("survey", key) for key in ("answers", "model_file")),
    ("output", "geopackage"),
)
BARE_KEY = re.compile("[A-Za-z0-9_-]+")


class Centre(NamedTuple):
    """A centre (CBD) in degrees, WGS 84; the name may be empty."""

    lon: float
    lat: float
    name: str = ""


def open_study(python: str, path: Path) -> Study:
    """Return a study as the engine understands it, with every path absolute; its files need not be there.

    Parameters
    ----------
    python
        The engine's interpreter.
    path
        The study file.

    Raises
    ------
    WorkerError
        The engine refuses the study; the text says which key is wrong.
    ChildError
        The engine could not be started.
    """
    answer = ask(python, ["info", path.name], path.parent)
    study = answer.get("study")
    if not isinstance(study, dict):
        raise WorkerError(translate("StudyFile", "{file} is not a study.").format(file=path.name))
    return with_paths(study, lambda text: str((path.parent / text).resolve()))


def save_study(study: Study, path: Path) -> None:
    """Write a study for keeping: paths relative to it where they can be, the old file replaced at the last moment.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        write_study(with_paths(study, lambda text: relative(text, path.parent)), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def with_paths(study: Study, change: Callable[[str], str]) -> Study:
    """Return a copy of a study in which every path is changed."""
    changed = deepcopy(study)
    for section, key in PATHS:
        value = changed.get(section, {}).get(key)
        if isinstance(value, str) and value:
            changed[section][key] = change(value)
        elif isinstance(value, list):
            changed[section][key] = [change(text) for text in value]
    return changed


def relative(text: str, folder: Path) -> str:
    """Return a path relative to a folder, with slashes; on another drive of Windows it stays as it is."""
    try:
        return Path(os.path.relpath(text, folder.resolve())).as_posix()
    except ValueError:
        return Path(text).as_posix()


def write_study(study: Study, path: Path) -> None:
    """Write a study file (TOML, UTF-8) as it is."""
    path.write_text("\n".join(toml_tables(study)), encoding="utf-8")


def toml_tables(table: dict[str, Any], header: str = "") -> list[str]:
    """Return a table as TOML, one text a section: its own values first, then the tables in it."""
    values = {key: value for key, value in table.items() if not is_table(value)}
    texts = []
    if values or (header and not table):
        lines = [f"[{header}]"] if header else []
        lines += [f"{toml_key(key)} = {toml_value(value)}" for key, value in values.items()]
        texts.append("\n".join(lines) + "\n")
    for key, value in table.items():
        name = f"{header}.{toml_key(key)}" if header else toml_key(key)
        if isinstance(value, dict):
            texts += toml_tables(value, name)
        elif is_table(value):
            texts += ["\n".join([f"[[{name}]]", *toml_tables(entry)]) for entry in value]
    return texts


def is_table(value: Any) -> bool:
    """Whether a value stands in sections of its own: a table, or a list of tables."""
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)
    )


def toml_key(key: str) -> str:
    """Return a key, in quotes where it needs them."""
    return key if BARE_KEY.fullmatch(key) else toml_text(key)


def toml_value(value: Any) -> str:
    """Return a text, number, truth value or list of these as TOML."""
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return json.dumps(value)


def toml_text(text: str) -> str:
    """Return a basic string: TOML's escapes are JSON's, but it forbids a bare DEL and surrogate pairs."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
