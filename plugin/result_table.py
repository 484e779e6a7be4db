"""What a result's GeoPackage says of its parks, indices and factors, for lists and for colouring."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parklocus.plugin.catalogue import unit_title
from parklocus.plugin.translation import SIMPLIFIED_CHINESE, current_language, translate

SCORE = "score_"
LABEL = "score_label"
PERCENTILE = "_pct"
WAY = "access_leg_m"
# Parks that are points stand in both layers; where all are points there is no other.
PARKS = {"parks": "SELECT * FROM parks", "park_points": "SELECT * FROM park_points"}


class ResultError(Exception):
    """A file is no result that can be shown; the text says which."""


@dataclass(frozen=True)
class ResultColumn:
    """A column that parks can be coloured by: an index, or the scores of a factor."""

    name: str
    title: str
    has_percentile: bool
    is_factor: bool


@dataclass(frozen=True)
class ParkRow:
    """A park: its id and name, its values by column."""

    id: str
    name: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What a GeoPackage holds."""

    path: str
    columns: list[ResultColumn]
    parks: list[ParkRow]

    @property
    def factors(self) -> list[str]:
        """The factors that have scores."""
        return [column.name[len(SCORE) :] for column in self.columns if column.is_factor]


def read_result(path: str) -> Result:
    """Read a result.

    Raises
    ------
    ResultError
        The file cannot be read, or is no result.
    """
    try:
        with closing(sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            tables = {row["table_name"] for row in connection.execute("SELECT table_name FROM gpkg_contents")}
            question = next((question for layer, question in PARKS.items() if layer in tables), None)
            if question is None or "index_definitions" not in tables:
                raise ResultError(translate("ResultTable", "{file} is no result of Park Locus.").format(file=path))
            parks = connection.execute(question).fetchall()
            definitions = connection.execute("SELECT * FROM index_definitions").fetchall()
    except sqlite3.Error as error:
        text = translate("ResultTable", "{file} cannot be read: {reason}.")
        raise ResultError(text.format(file=path, reason=error)) from error
    fields = parks[0].keys() if parks else []
    language = current_language()
    columns = [
        ResultColumn(row["column"], titled(row, language), row["column"] + PERCENTILE in fields, is_factor=False)
        for row in definitions
        if row["column"] in fields
    ]
    columns += [
        ResultColumn(field, field[len(SCORE) :], has_percentile=False, is_factor=True)
        for field in fields
        if field.startswith(SCORE) and field != LABEL
    ]
    return Result(path, columns, [ParkRow(str(row["id"]), str(row["name"] or row["id"]), dict(row)) for row in parks])


def titled(row: sqlite3.Row, language: str) -> str:
    """Return a column's title with its unit, in a language."""
    title = row["title_zh" if language == SIMPLIFIED_CHINESE else "title_en"]
    return title + (f" ({unit_title(row['unit'], language)})" if row["unit"] else "")
