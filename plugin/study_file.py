"""Write the study that the engine is asked to run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from pathlib import Path

Value = Union[str, float, bool, "list[str]"]


@dataclass(frozen=True)
class Centre:
    """A centre (CBD) in degrees, WGS 84; the name may be empty."""

    lon: float
    lat: float
    name: str = ""


@dataclass(frozen=True)
class StudyInputs:
    """What a study names.

    Attributes
    ----------
    title
        What the study is called.
    osm, parks, output
        The street map, the parks in WGS 84, and where the GeoPackage goes.
    park_id, park_name
        Columns of the parks.
    centres
        Centres; may be empty.
    indices
        Ids of the indices; empty means the whole catalogue.
    own_places
        Whether places inside a park count.
    scores, score_label
        Table of factor scores with a column `id`, None without; what is said beside every score.
    expected
        Expected direction (`+` or `-`) by factor and index.
    """

    title: str
    osm: Path
    parks: Path
    output: Path
    park_id: str
    park_name: str
    centres: tuple[Centre, ...] = ()
    indices: tuple[str, ...] = ()
    own_places: bool = True
    scores: Path | None = None
    score_id: str = "id"
    score_label: str = ""
    expected: dict[str, dict[str, str]] = field(default_factory=dict)


def write_study(inputs: StudyInputs, path: Path) -> None:
    """Write a study file (TOML, UTF-8)."""
    tables: list[tuple[str, dict[str, Value]]] = [("", {"title": inputs.title}), ("[city]", {"osm": str(inputs.osm)})]
    for centre in inputs.centres:
        named: dict[str, Value] = {"name": centre.name} if centre.name else {}
        tables.append(("[[centre]]", {**named, "lon": centre.lon, "lat": centre.lat}))
    own_places = "include" if inputs.own_places else "exclude"
    tables.append(
        (
            "[parks]",
            {"path": str(inputs.parks), "id": inputs.park_id, "name": inputs.park_name, "own_places": own_places},
        )
    )
    if inputs.indices:
        tables.append(("[indices]", {"compute": list(inputs.indices)}))
    if inputs.scores is not None:
        label: dict[str, Value] = {"label": inputs.score_label} if inputs.score_label else {}
        tables.append(("[scores]", {"path": str(inputs.scores), "id": inputs.score_id, **label}))
        for factor, directions in inputs.expected.items():
            tables.append((f"[expected.{toml_text(factor)}]", dict(directions)))
    tables.append(("[output]", {"geopackage": str(inputs.output)}))
    path.write_text("\n".join(table_text(heading, values) for heading, values in tables), encoding="utf-8")


def table_text(heading: str, values: dict[str, Value]) -> str:
    """Return one TOML table."""
    return "".join(
        [heading and f"{heading}\n", *(f"{toml_text(key)} = {toml_value(value)}\n" for key, value in values.items())]
    )


def toml_value(value: Value) -> str:
    """Return a value as TOML."""
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(toml_text(item) for item in value) + "]"
    return json.dumps(value)


def toml_text(text: str) -> str:
    """Return a basic string: TOML's escapes are JSON's, but it forbids a bare DEL and surrogate pairs."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
