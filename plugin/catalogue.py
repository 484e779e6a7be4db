"""The catalogue of indices as data, so that QGIS need not import the engine.

The package ships the project's own catalogue. An engine may have more: packages in its environment can bring indices.
What it said when it was last asked (`parklocus indices --json`) is kept in the profile and read in place of the
shipped one, as long as that engine is the one in use.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus import __version__
from parklocus.plugin.child import ChildError, run_child
from parklocus.plugin.environment import engine_folder, locate_engine
from parklocus.plugin.folders import RESOURCES
from parklocus.plugin.log import log_warning
from parklocus.plugin.translation import SIMPLIFIED_CHINESE

if TYPE_CHECKING:
    from qgis.core import QgsFeedback

CATALOGUE = RESOURCES / "catalogue.json"
KEPT = "catalogue.json"
ASKING_LIMIT_S = 60


@dataclass(frozen=True)
class Parameter:
    """A parameter of an index: what kind of value it takes, the default, its unit and title by language."""

    kind: str
    default: Any
    unit: str
    titles: dict[str, str]

    def title(self, language: str) -> str:
        """Return the title in a language, in English where there is none."""
        return in_language(self.titles, language)


@dataclass(frozen=True)
class Index:
    """One index of the catalogue.

    Attributes
    ----------
    id
        Name of the index, the start of its column names.
    titles, definitions
        Text by language, `en` and `zh`.
    unit, direction
        Unit of the values; `+` more is better, `-` less is better, `?` contested.
    factors
        Factors the index speaks to; the first is the one it is listed under.
    needs
        What beside parks and streets it needs, such as `centre` or `population`.
    source
        Where the definition comes from; empty where it is the catalogue's own.
    parameters
        By name.
    package
        The package that brought it, where the project does not ship it; else empty.
    """

    id: str
    titles: dict[str, str]
    definitions: dict[str, str]
    unit: str
    direction: str
    factors: tuple[str, ...]
    needs: tuple[str, ...]
    source: str
    parameters: dict[str, Parameter] = field(default_factory=dict)
    package: str = ""

    def title(self, language: str) -> str:
        """Return the title in a language, in English where there is none."""
        return in_language(self.titles, language)

    def definition(self, language: str) -> str:
        """Return the definition in a language, in English where there is none."""
        return in_language(self.definitions, language)


@dataclass(frozen=True)
class Preset:
    """A choice of indices by name; without any, all that there are."""

    id: str
    titles: dict[str, str]
    definitions: dict[str, str]
    indices: tuple[str, ...]

    def title(self, language: str) -> str:
        """Return the title in a language, in English where there is none."""
        return in_language(self.titles, language)

    def definition(self, language: str) -> str:
        """Return the definition in a language, in English where there is none."""
        return in_language(self.definitions, language)


def in_language(texts: dict[str, str], language: str) -> str:
    """Return the text of a language from a catalogue entry's texts."""
    key = "zh" if language == SIMPLIFIED_CHINESE else "en"
    return texts.get(key) or texts["en"]


def read_catalogue() -> list[Index]:
    """Return the indices of the engine in use where it has said them, else those shipped, in the catalogue's order."""
    return [_index(entry) for entry in _catalogue()["indices"]]


def read_presets() -> list[Preset]:
    """Return the presets, the first of which is all indices."""
    return [
        Preset(entry["id"], entry["title"], entry["definition"], tuple(entry["indices"]))
        for entry in _shipped()["presets"]
    ]


def unit_title(unit: str, language: str) -> str:
    """Return what a unit is called in a language; most are signs, the same in all."""
    texts = _units().get(unit)
    return in_language(texts, language) if texts else unit


def read_choices() -> dict[str, list[str]]:
    """Return what a study's settings can be set to, in the engine's words and order, by what they are."""
    return _shipped()["choices"]


def refresh_catalogue(python: str, feedback: QgsFeedback | None = None) -> None:
    """Ask an engine which indices it has and keep the answer; what goes wrong is logged and does no harm.

    Parameters
    ----------
    python
        The engine's interpreter.
    feedback
        Cancels the question.
    """
    lines: list[str] = []
    try:
        ending = run_child(
            python,
            ["-m", "parklocus.indicators", "indices", "--json"],
            folder=str(Path(python).parent),
            on_line=lines.append,
            feedback=feedback,
            limit_s=ASKING_LIMIT_S,
        )
        if ending.succeeded:
            _keep({**json.loads(lines[-1]), "python": python})
    except (ChildError, OSError, ValueError, IndexError) as error:
        log_warning(f"parklocus indices: {error!r}")


def _keep(answer: dict[str, Any]) -> None:
    path = engine_folder() / KEPT
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


@cache
def _units() -> dict[str, dict[str, str]]:
    return _shipped()["units"]


def _shipped() -> dict[str, Any]:
    return json.loads(CATALOGUE.read_text(encoding="utf-8"))


def _catalogue() -> dict[str, Any]:
    """Return what the engine in use said, where it is of this version; else the shipped catalogue."""
    engine = locate_engine()
    try:
        kept = json.loads((engine_folder() / KEPT).read_text(encoding="utf-8"))
        if engine and (kept["python"], kept["version"]) == (engine.python, __version__) and kept["indices"]:
            return kept
    except (OSError, ValueError, KeyError, TypeError):
        pass  # never asked, or damaged: the shipped one is always there
    return _shipped()


def _index(entry: dict[str, Any]) -> Index:
    return Index(
        id=entry["id"],
        titles=entry["title"],
        definitions=entry["definition"],
        unit=entry["unit"],
        direction=entry["direction"],
        factors=tuple(entry["factors"]),
        needs=tuple(entry.get("needs", ())),
        source=entry.get("source", ""),
        parameters={
            name: Parameter(item["kind"], item["default"], item["unit"], item["title"])
            for name, item in entry.get("parameters", {}).items()
        },
        package=entry.get("package", ""),
    )
