"""Factor scores of parks that other tools have computed, read from a table."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.text_table import column_texts, read_text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL = "label"
ERROR = "_se"  # ends the name of a column that holds a factor's standard errors
MISSING = {"", "NA", "N/A", "NaN", "nan"}

_DECIMAL_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class _Table:
    """Cells as they were given, with the numbers under which people find the rows."""

    source: str
    header: list[str]
    rows: list[list[object]]
    row_numbers: list[int]
    notes: list[str]
    decimal_comma: bool = False

    def column(self, name: str) -> list[object]:
        position = self.header.index(name)
        return [row[position] for row in self.rows]


def read_scores(
    source: str | Path | pd.DataFrame,
    id: str = "id",  # noqa: A002 - the word that study files use
    name: str | None = None,
    factors: Sequence[str] | None = None,
    label: str | None = None,
) -> pd.DataFrame:
    """Read factor scores, a row a park and a column a factor.

    Text files may be UTF-8 (with or without a byte order mark), UTF-16 with one, or GB18030; separated by commas,
    semicolons or tabs. A decimal comma is understood where semicolons separate. A blank cell, ``NA``, ``N/A`` or
    ``NaN`` is a missing score. A column named for a factor and ``_se`` holds its standard errors: `standard_errors`.

    Parameters
    ----------
    source : str, Path or DataFrame
        The text file, or a table already in memory.
    id : str
        Column that holds the park's id.
    name : str, optional
        Column that holds the park's name; without it a column called ``name`` is taken where there is one.
    factors : sequence of str, optional
        Columns that hold factor scores; without it every column that holds numbers, other than id and name.
    label : str, optional
        What to say beside every score, such as ``"simulated"``; without it the text that a column called ``label``
        repeats in every row.

    Returns
    -------
    DataFrame
        Columns ``id`` (text), ``name`` (text, where there is one), then a column of floats a factor, missing as NaN.
        ``attrs["label"]`` holds the label ("" if none), ``attrs["notes"]`` what was left out and why.

    Raises
    ------
    InputError
        If the file cannot be read as such a table, or a row or cell of it cannot be used; the message says which.
    """
    table = _table_of_frame(source, id) if isinstance(source, pd.DataFrame) else _table_of_file(Path(source))
    _require_column(table, id)
    if name is None:
        name = "name" if "name" in table.header and id != "name" else None
    else:
        _require_column(table, name)
    ids = _ids(table, id)
    columns: dict[str, object] = {"id": ids}
    if name is not None:
        columns["name"] = column_texts(table.column(name))
    inherited = source.attrs if isinstance(source, pd.DataFrame) else {}
    in_column = _label_in_column(table)
    keys = {id, name, LABEL if in_column else None} - {None}
    chosen = _number_columns(table, keys) if factors is None else _named_factors(table, keys, factors)
    errors = [column for column in chosen if column.removesuffix(ERROR) != column and column[: -len(ERROR)] in chosen]
    for factor in chosen:
        if factor not in errors:
            columns[factor] = _scores(table, factor)
    scores = pd.DataFrame(columns)
    scores.attrs["errors"] = {column[: -len(ERROR)]: _errors(table, column) for column in errors}
    scores.attrs["label"] = label if label is not None else str(inherited.get("label") or in_column)
    scores.attrs["notes"] = table.notes
    return scores


def standard_errors(scores: pd.DataFrame) -> pd.DataFrame | None:
    """Return the standard errors that stood beside the scores that `read_scores` gave.

    Returns
    -------
    DataFrame or None
        A row a park (the index holds their ids), a column a factor that has scores, missing where its error is not
        known; None where there is none at all.
    """
    errors = scores.attrs.get("errors") or {}
    factors = [str(column) for column in scores.columns if column not in ("id", "name")]
    if not errors:
        return None
    known = {factor: errors.get(factor, [math.nan] * len(scores)) for factor in factors}
    return pd.DataFrame(known, index=pd.Index(scores["id"], name="id"))


def read_respondents(
    source: str | Path | pd.DataFrame,
    id: str = "id",  # noqa: A002 - as for `read_scores`
    factors: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Read factor scores of respondents, a row a respondent; errors and what is understood are those of `read_scores`.

    Parameters
    ----------
    source : str, Path or DataFrame
        The text file, or a table already in memory.
    id : str
        Column that holds the id of the respondent's park.
    factors : sequence of str, optional
        Columns that hold factor scores; without it every column that holds numbers.

    Returns
    -------
    DataFrame
        ``park`` (text) and a column of floats a factor; ``attrs`` as for `read_scores`.
    """
    table = _table_of_frame(source, id) if isinstance(source, pd.DataFrame) else _table_of_file(Path(source))
    _require_column(table, id)
    in_column = _label_in_column(table)
    keys = {id, LABEL if in_column else None} - {None}
    columns: dict[str, object] = {"park": _park_ids(table, id)}
    for factor in _number_columns(table, keys) if factors is None else _named_factors(table, keys, factors):
        columns[factor] = _scores(table, factor)
    respondents = pd.DataFrame(columns)
    respondents.attrs["label"], respondents.attrs["notes"] = in_column, table.notes
    return respondents


def mean_scores(respondents: pd.DataFrame, label: str | None = None) -> pd.DataFrame:
    """Return the parks' mean scores, as `read_scores` gives scores.

    Parameters
    ----------
    respondents : DataFrame
        What `read_respondents` gave.
    label : str, optional
        What to say beside every score; without it the respondents' own label.

    Examples
    --------
    >>> given = read_respondents(pd.DataFrame({"id": ["a", "a", "b"], "office": [3, 4, 5]}))
    >>> mean_scores(given)["office"].tolist()
    [3.5, 5.0]
    """
    means = respondents.groupby("park", sort=False).mean().rename_axis("id").reset_index()
    means.attrs["label"] = label if label is not None else respondents.attrs.get("label", "")
    means.attrs["notes"] = list(respondents.attrs.get("notes", ()))
    return means


def _table_of_frame(frame: pd.DataFrame, id_column: str) -> _Table:
    if id_column not in frame.columns and frame.index.name == id_column:
        frame = frame.reset_index()
    header = [str(column) for column in frame.columns]
    rows = [list(row) for row in frame.itertuples(index=False, name=None)]
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        message = _("{file} has more than one column called “{column}”; rename one of them.")
        raise InputError(message.format(file=_("The score table"), column=twice[0]))
    if not rows:
        raise InputError(_("{file} has no rows; give a table with a row a park.").format(file=_("The score table")))
    return _Table(_("The score table"), header, rows, list(range(1, len(rows) + 1)), [])


def _table_of_file(path: Path) -> _Table:
    read = read_text_table(path)
    rows: list[list[object]] = [list(row) for row in read.rows]
    return _Table(path.name, read.header, rows, read.row_numbers, read.notes, read.decimal_comma)


def _label_in_column(table: _Table) -> str:
    """Return the one text that a column called ``label`` repeats in every row; "" if there is no such column."""
    if LABEL not in table.header:
        return ""
    texts = {cell.strip() if isinstance(cell, str) else "" for cell in table.column(LABEL)}
    return texts.pop() if len(texts) == 1 else ""


def _require_column(table: _Table, column: str) -> None:
    if column in table.header:
        return
    known = [name for name in table.header if name]
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(column.casefold(), folded, n=1)
    if near:
        raise InputError(
            _("{file} has no column “{column}”; did you mean “{near}”?").format(
                file=table.source, column=column, near=folded[near[0]]
            )
        )
    raise InputError(
        _("{file} has no column “{column}”; its columns are {columns}.").format(
            file=table.source, column=column, columns=", ".join(known)
        )
    )


def _ids(table: _Table, column: str) -> list[str]:
    ids = _park_ids(table, column)
    rows_of: dict[str, list[int]] = {}
    for number, value in zip(table.row_numbers, ids, strict=True):
        rows_of.setdefault(value, []).append(number)
    for value, numbers in rows_of.items():
        if len(numbers) > 1:
            raise InputError(
                _(
                    "{file}: the id “{id}” stands in rows {rows}; give one row a park, or say that the rows are "
                    "respondents."
                ).format(file=table.source, id=value, rows=", ".join(map(str, numbers[:5])))
            )
    return ids


def _park_ids(table: _Table, column: str) -> list[str]:
    ids = column_texts(table.column(column))
    empty = [str(number) for number, value in zip(table.row_numbers, ids, strict=True) if not value]
    if empty:
        raise InputError(
            _("{file}: no id in column “{column}”, row {rows}; every row needs its park's id.").format(
                file=table.source, column=column, rows=", ".join(empty)
            )
        )
    return ids


def _named_factors(table: _Table, keys: set[str | None], factors: Sequence[str]) -> list[str]:
    for factor in factors:
        _require_column(table, factor)
        if factor in keys or factor in ("id", "name"):
            raise InputError(
                _("{file}: the column “{column}” cannot be id or name and a factor at once.").format(
                    file=table.source, column=factor
                )
            )
        if all(_is_missing(cell) for cell in table.column(factor)):
            raise InputError(
                _("{file}: the column “{column}” holds no score.").format(file=table.source, column=factor)
            )
    return list(dict.fromkeys(factors))


def _number_columns(table: _Table, keys: set[str | None]) -> list[str]:
    """Return the columns that hold a number; note those that hold something else."""
    chosen, blank = [], []
    for position, column in enumerate(table.header):
        cells = [row[position] for row in table.rows]
        if column in keys:
            continue
        if all(_is_missing(cell) for cell in cells):
            blank += [column] if column else []
        elif column and column not in ("id", "name") and any(_number(cell, table) is not None for cell in cells):
            chosen.append(column)
        else:
            table.notes.append(
                _("{file}: the column “{column}” is not taken as a factor.").format(
                    file=table.source, column=column or position + 1
                )
            )
    if not chosen and blank:
        raise InputError(
            _("{file} holds no score yet; fill its columns {columns}.").format(
                file=table.source, columns=", ".join(blank)
            )
        )
    if not chosen:
        raise InputError(
            _("{file} has no column of numbers beside “{columns}”; give a column a factor.").format(
                file=table.source, columns="”, “".join(sorted(str(key) for key in keys))
            )
        )
    return chosen


def _scores(table: _Table, factor: str) -> list[float]:
    cells = table.column(factor)
    if table.decimal_comma:
        _refuse_two_decimal_marks(table, factor, cells)
    scores = []
    for number, cell in zip(table.row_numbers, cells, strict=True):
        if _is_missing(cell):
            scores.append(math.nan)
            continue
        score = _number(cell, table)
        if score is None:
            raise InputError(
                _(
                    "{file}, row {row}, column “{column}”: “{cell}” is not a number; leave a missing score blank."
                ).format(file=table.source, row=number, column=factor, cell=str(cell).strip())
            )
        scores.append(score)
    return scores


def _errors(table: _Table, column: str) -> list[float]:
    """Return standard errors, none of them negative."""
    errors = _scores(table, column)
    for number, error in zip(table.row_numbers, errors, strict=True):
        if error < 0:
            message = _("{file}, row {row}, column “{column}”: a standard error cannot be negative.")
            raise InputError(message.format(file=table.source, row=number, column=column))
    return errors


def _refuse_two_decimal_marks(table: _Table, factor: str, cells: list[object]) -> None:
    texts = [_plain(str(cell)) for cell in cells]
    with_comma = next((text for text in texts if _DECIMAL_COMMA.fullmatch(text)), None)
    with_point = next((text for text in texts if "." in text and _DECIMAL_POINT.fullmatch(text)), None)
    if with_comma and with_point:
        raise InputError(
            _("{file}, column “{column}” has decimal commas ({comma}) and points ({point}); use one of them.").format(
                file=table.source, column=factor, comma=with_comma, point=with_point
            )
        )


def _is_missing(cell: object) -> bool:
    if isinstance(cell, str):
        return cell.strip() in MISSING
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, Real) and math.isnan(cell))


def _number(cell: object, table: _Table) -> float | None:
    """Return a cell's finite number; None where it holds none."""
    if isinstance(cell, bool) or _is_missing(cell):
        return None
    if isinstance(cell, Real):
        value = float(cell)
    else:
        text = _plain(str(cell))
        if table.decimal_comma and _DECIMAL_COMMA.fullmatch(text):
            text = text.replace(",", ".")
        if not _DECIMAL_POINT.fullmatch(text):
            return None
        value = float(text)
    return value if math.isfinite(value) else None


def _plain(text: str) -> str:
    """Bring full-width digits and the typographic minus to the signs that numbers are written in."""
    return unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
