"""Compare results cell by cell, with SQLite alone: what was computed must not depend on who asked for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What tells one run from another: when and from which files, not what was computed.
OF_THE_RUN = {"provenance", "layer_styles"}


def tables_of(path: Path) -> dict[str, list[tuple]]:
    """Return the rows of every layer and table, with the names of their columns first."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        names = {name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents")}
        tables = {}
        for name in sorted(names - OF_THE_RUN):
            rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')  # noqa: S608 - a name from the file itself
            tables[name] = [tuple(column[0] for column in rows.description), *rows]
    return tables


def differences(one: Path, other: Path) -> list[str]:
    """Return what differs between two results: tables, columns, rows, cells."""
    first, second = tables_of(one), tables_of(other)
    if first.keys() != second.keys():
        return [f"tables {sorted(first.keys() ^ second.keys())} are in one alone"]
    found = []
    for name, rows in first.items():
        if len(rows) != len(second[name]):
            found.append(f"{name}: {len(rows)} and {len(second[name])} rows")
        elif rows != second[name]:
            at = next(number for number, row in enumerate(rows) if row != second[name][number])
            found.append(f"{name}, row {at}: {rows[at]} and {second[name][at]}")
    return found
