"""Factor scores that other tools have computed, read from a table: of parks, or of their respondents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.score_methods import check_method, check_scale, method_warnings, score_label
from parklocus.indicators.survey.score_tables import ERROR, ScoreTable, is_missing, read_score_table
from parklocus.indicators.text_table import cell_text, column_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LABEL = "label"


def read_scores(
    source: str | Path | pd.DataFrame,
    id: str = "id",  # noqa: A002 - the word that study files use
    name: str | None = None,
    factors: Sequence[str] | Mapping[str, str] | None = None,
    label: str | None = None,
    *,
    method: str | None = None,
    scale: str | None = None,
    sheet: str | None = None,
    columns: Sequence[str] | None = None,
    park_codes: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Read factor scores, a row a park and a column a factor.

    Text tables may be UTF-8, UTF-16, GB18030 or Windows-1252, separated by commas, semicolons, tabs, bars or blanks,
    with decimal commas where commas do not separate. Excel workbooks (of SmartPLS's reports the sheet of the scores),
    SPSS files and what Mplus saved (its ``.out``, or the data with `columns`) are read, too. A blank cell, ``NA``,
    ``N/A`` or ``NaN`` is a missing score. A column named for a factor and ``_se`` holds its errors: `standard_errors`.

    Parameters
    ----------
    source : str, Path or DataFrame
        The file, or a table already in memory.
    id : str
        Column that holds the park's id.
    name : str, optional
        Column that holds the park's name; without it a column called ``name`` is taken where there is one.
    factors : sequence of str or mapping, optional
        Columns that hold factor scores; a mapping gives the names to use: ``{"locational": "F1"}``. Without it what the
        file says of itself, else every column that holds numbers, other than id and name.
    label : str, optional
        What to say beside every score, such as ``"survey of 2024"``; without it the text that a column called ``label``
        repeats in every row.
    method : str, optional
        How the scores were made: ``bartlett``, ``latent_means``, ``regression``, ``ebm``, ``anderson_rubin``, ``pls``,
        ``item_means``, ``simulated`` or ``unknown``. Without it what the file tells.
    scale : {"standardised", "raw"}, optional
        Whether the factors have a standard deviation of one, or the unit of an item.
    sheet : str, optional
        Sheet of a workbook.
    columns : sequence of str, optional
        The columns of a text file without headings.
    park_codes : mapping, optional
        The parks' ids by the codes that stand in the file: ``{"1": "hefeng"}``.

    Returns
    -------
    DataFrame
        Columns ``id`` (text), ``name`` (text, where there is one), then a column of floats a factor, missing as NaN.
        ``attrs["label"]`` holds the label with the method ("" if none), ``attrs["method"]`` and ``attrs["scale"]`` what
        is known of them, ``attrs["notes"]`` what was left out and why, and what the method means for comparing parks.

    Raises
    ------
    InputError
        If the file cannot be read as such a table, or a row or cell of it cannot be used; the message says which.
    """
    table = read_score_table(source, id, sheet=sheet, columns=columns, raw=scale == "raw")
    table.require(id, "id")
    if name is None:
        name = "name" if "name" in table.header and id != "name" else None
    else:
        table.require(name)
    found: dict[str, object] = {"id": _ids(table, id, park_codes)}
    if name is not None:
        found["name"] = column_texts(table.column(name))
    in_column = _label_in_column(table)
    keys = {id, name, LABEL if in_column else None} - {None}
    chosen = _factor_columns(table, keys, factors)
    scores = pd.DataFrame(found | {factor: table.numbers(column) for factor, column in chosen.items()})
    beside = {factor: table.errors_of(column) for factor, column in chosen.items()}
    scores.attrs["errors"] = {factor: _errors(table, column) for factor, column in beside.items() if column}
    before = {str(key): value for key, value in source.attrs.items()} if isinstance(source, pd.DataFrame) else {}
    said = _said(table, method, scale, before)
    words = label if label is not None else str(before.get("label") or in_column)
    scores.attrs |= {"label": score_label(words, str(said["method"])), **said}
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
    factors: Sequence[str] | Mapping[str, str] | None = None,
    *,
    method: str | None = None,
    scale: str | None = None,
    sheet: str | None = None,
    columns: Sequence[str] | None = None,
    park_codes: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Read factor scores of respondents, a row a respondent; errors and what is understood are those of `read_scores`.

    Parameters
    ----------
    source : str, Path or DataFrame
        The file, or a table already in memory.
    id : str
        Column that holds the id of the respondent's park.
    factors : sequence of str or mapping, optional
        As for `read_scores`.
    method, scale, sheet, columns, park_codes
        As for `read_scores`.

    Returns
    -------
    DataFrame
        ``park`` (text) and a column of floats a factor; ``attrs`` as for `read_scores`.
    """
    table = read_score_table(source, id, sheet=sheet, columns=columns, raw=scale == "raw")
    table.require(id, "id")
    in_column = _label_in_column(table)
    keys = {id, LABEL if in_column else None} - {None}
    chosen = _factor_columns(table, keys, factors)
    found: dict[str, object] = {"park": _park_ids(table, id, park_codes)}
    respondents = pd.DataFrame(found | {factor: table.numbers(column) for factor, column in chosen.items()})
    said = _said(table, method, scale, {})
    respondents.attrs |= {"label": score_label(in_column, str(said["method"])), **said}
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
    known = respondents.attrs
    means.attrs["label"] = known.get("label", "") if label is None else score_label(label, known.get("method", ""))
    means.attrs["notes"] = list(known.get("notes", ()))
    means.attrs |= {key: known.get(key, "") for key in ("method", "scale")}
    return means


def _said(table: ScoreTable, method: str | None, scale: str | None, before: Mapping[str, Any]) -> dict[str, object]:
    """Return method, scale and notes of scores; of a table in memory what was known `before`, too."""
    known = check_method(method, table.method, table.source) or str(before.get("method") or "")
    told = known == before.get("method")
    notes = [*(before.get("notes") or ()), *table.notes, *(() if told else method_warnings(known, table.source))]
    return {
        "method": known,
        "scale": check_scale(scale) or str(before.get("scale") or ""),
        "notes": list(dict.fromkeys(notes)),
    }


def _label_in_column(table: ScoreTable) -> str:
    """Return the one text that a column called ``label`` repeats in every row; "" if there is no such column."""
    if LABEL not in table.header:
        return ""
    texts = {cell.strip() if isinstance(cell, str) else "" for cell in table.column(LABEL)}
    return texts.pop() if len(texts) == 1 else ""


def _ids(table: ScoreTable, column: str, park_codes: Mapping[str, str] | None) -> list[str]:
    ids = _park_ids(table, column, park_codes)
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


def _park_ids(table: ScoreTable, column: str, park_codes: Mapping[str, str] | None) -> list[str]:
    texts = table.value_labels.get(column, {})
    ids = column_texts([texts.get(cell, cell) for cell in table.column(column)])
    empty = [str(number) for number, value in zip(table.row_numbers, ids, strict=True) if not value]
    if empty:
        raise InputError(
            _("{file}: no id in column “{column}”, row {rows}; every row needs its park's id.").format(
                file=table.source, column=column, rows=", ".join(empty)
            )
        )
    if park_codes is None:
        return ids
    known = {cell_text(code): park for code, park in park_codes.items()}
    strange = next((value for value in ids if value not in known), None)
    if strange is not None:
        message = _("{file}, column “{column}”: park_codes has no park for “{code}”; it has {known}.")
        raise InputError(message.format(file=table.source, column=column, code=strange, known=", ".join(known) or "–"))
    return [known[value] for value in ids]


def _factor_columns(
    table: ScoreTable, keys: set[str | None], factors: Sequence[str] | Mapping[str, str] | None
) -> dict[str, str]:
    """Return the factors' columns by the names to use."""
    if factors is not None:
        named = dict(factors) if isinstance(factors, Mapping) else {name: name for name in factors}
        _check_named(table, keys, named)
        return {
            name: column
            for name, column in named.items()
            if not (column.casefold().endswith(ERROR) and column[: -len(ERROR)] in named.values())
        }
    if table.factors:
        return table.factors
    chosen = _number_columns(table, keys)
    if table.mixed:
        message = _(
            "{file} does not tell scores from answers; name the factors' columns with factors, among {columns}."
        )
        raise InputError(message.format(file=table.source, columns=", ".join(chosen)))
    errors = {table.errors_of(column) for column in chosen}
    return {column: column for column in chosen if column not in errors}


def _check_named(table: ScoreTable, keys: set[str | None], named: Mapping[str, str]) -> None:
    for name, column in named.items():
        table.require(column)
        if column in keys or name in ("id", "name"):
            raise InputError(
                _("{file}: the column “{column}” cannot be id or name and a factor at once.").format(
                    file=table.source, column=column
                )
            )
        if all(is_missing(cell) for cell in table.column(column)):
            raise InputError(
                _("{file}: the column “{column}” holds no score.").format(file=table.source, column=column)
            )


def _number_columns(table: ScoreTable, keys: set[str | None]) -> list[str]:
    """Return the columns that hold a number; note those that hold something else."""
    chosen, blank = [], []
    for position, column in enumerate(table.header):
        cells = [row[position] for row in table.rows]
        if column in keys:
            continue
        if all(is_missing(cell) for cell in cells):
            blank += [column] if column else []
        elif column and column not in ("id", "name") and any(table.number(cell) is not None for cell in cells):
            chosen.append(column)
        else:
            numbers = any(table.number(cell) is not None for cell in cells)
            message = (
                _("{file}: the column “{column}” is not taken as a factor.")
                if numbers
                else _("{file}: the column “{column}” holds no numbers and is not taken as a factor.")
            )
            table.notes.append(message.format(file=table.source, column=column or position + 1))
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


def _errors(table: ScoreTable, column: str) -> list[float]:
    """Return standard errors, none of them negative."""
    errors = table.numbers(column)
    for number, error in zip(table.row_numbers, errors, strict=True):
        if error < 0:
            message = _("{file}, row {row}, column “{column}”: a standard error cannot be negative.")
            raise InputError(message.format(file=table.source, row=number, column=column))
    return errors
