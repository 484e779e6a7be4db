"""The catalogue of indices as the package ships it: data, so that QGIS need not import the engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from parklocus.plugin.folders import RESOURCES
from parklocus.plugin.translation import SIMPLIFIED_CHINESE

CATALOGUE = RESOURCES / "catalogue.json"

# Panel and algorithm ask for no rasters, so indices that need one are left to studies and the command line.
_NOT_ASKED_FOR = {"population", "night_light"}


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
        What beside parks and streets it needs, such as `centre`.
    source
        Where the definition comes from; empty where it is the catalogue's own.
    """

    id: str
    titles: dict[str, str]
    definitions: dict[str, str]
    unit: str
    direction: str
    factors: tuple[str, ...]
    needs: tuple[str, ...]
    source: str

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
    """Return the indices that QGIS offers, in the catalogue's order."""
    entries: list[dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return [
        Index(
            id=entry["id"],
            titles=entry["title"],
            definitions=entry["definition"],
            unit=entry["unit"],
            direction=entry["direction"],
            factors=tuple(entry["factors"]),
            needs=tuple(entry.get("needs", ())),
            source=entry.get("source", ""),
        )
        for entry in entries
        if _NOT_ASKED_FOR.isdisjoint(entry.get("needs", ()))
    ]
