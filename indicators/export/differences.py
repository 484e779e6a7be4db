"""Two results compared, value for value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.export.stored_result import StoredResult

_NOT_COMPARED = {"layer_styles", "provenance"}  # how it is drawn; when, where and with what it was made
_NAMED_BY = {"parks": "id", "park_points": "id", "reference": "node", "index_definitions": "column"}


@dataclass(frozen=True)
class Difference:
    """What differs in a column of a table.

    Attributes
    ----------
    table, column : str
        Where; the column is "" where a whole table or its rows differ.
    kind : str
        ``"values"``, ``"rows"`` (their number), ``"column"`` or ``"table"`` (in one result alone).
    count : int
        How many values differ; of rows, how many more the second has.
    largest : float
        Greatest difference relative to the first value; NaN where they are no numbers.
    example : str
        The first row that differs, and both values.
    """

    table: str
    column: str
    kind: str
    count: int
    largest: float
    example: str


def differences(first: StoredResult, second: StoredResult) -> tuple[list[Difference], int]:
    """Compare the tables and attributes of two results; geometries, styles and provenance are left out.

    Rows are compared in their order, those of parks, street nodes and definitions by what they are called.

    Parameters
    ----------
    first, second : StoredResult
        The results.

    Returns
    -------
    list of Difference
        A column each.
    int
        How many values were compared.
    """
    found: list[Difference] = []
    compared = 0
    for name in dict.fromkeys([*first.names, *second.names]):
        if name in _NOT_COMPARED:
            continue
        one, other = first.table(name), second.table(name)
        if one is None or other is None:
            where = str((second if one is None else first).path)
            found.append(Difference(name, "", "table", 1, np.nan, where))
            continue
        key = _NAMED_BY.get(name)
        if key is not None:
            one, other = (table.sort_values(key, kind="stable").reset_index(drop=True) for table in (one, other))
        if len(one) != len(other):
            found.append(Difference(name, "", "rows", len(other) - len(one), np.nan, f"{len(one)}, {len(other)}"))
            continue
        found += _of_table(name, one, other, key)
        compared += len(one) * len(set(one.columns) & set(other.columns))
    return found, compared


def _of_table(name: str, one: pd.DataFrame, other: pd.DataFrame, key: str | None) -> Iterator[Difference]:
    for column in map(str, dict.fromkeys([*one.columns, *other.columns])):
        if column not in one or column not in other:
            yield Difference(name, column, "column", len(one), np.nan, "")
            continue
        left, right = one[column], other[column]
        differs = ~_equal(left, right)
        if differs.any():
            row = int(np.flatnonzero(differs)[0])
            called = str(one[key].iloc[row]) if key is not None else str(row + 1)
            example = f"{called}: {left.iloc[row]}, {right.iloc[row]}"
            yield Difference(name, column, "values", int(differs.sum()), _largest(left, right, differs), example)


def _equal(left: pd.Series[Any], right: pd.Series[Any]) -> np.ndarray:
    """Return where two columns are the same to the last bit, or both missing."""
    both_missing = left.isna().to_numpy() & right.isna().to_numpy()
    return both_missing | (left.astype(object).to_numpy() == right.astype(object).to_numpy())


def _largest(left: pd.Series[Any], right: pd.Series[Any], differs: np.ndarray) -> float:
    one, other = (pd.to_numeric(values[differs], errors="coerce").to_numpy(dtype=float) for values in (left, right))
    size = np.abs(other - one) / np.where(one == 0, 1.0, np.abs(one))
    return float(np.nanmax(size)) if np.isfinite(size).any() else float("nan")
