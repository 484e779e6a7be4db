"""Tables of scores as their files hold them: text, Excel, SPSS, Mplus, or a table in memory."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.answer_files import EXCEL, SPSS, read_answer_table, sheet_names
from parklocus.indicators.survey.mplus import HEADLESS, OUTPUT, factors_of, has_no_heading, read_mplus
from parklocus.indicators.text_table import cell_text, read_text_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ERROR = "_se"  # ends the name of a column that holds a factor's standard errors, in any case
MISSING = {"", "NA", "N/A", "NaN", "nan", "<NA>"}

_DECIMAL_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?")
# SPSS labels the scores of its FACTOR command so, and SmartPLS its sheets and columns.
_SPSS_SCORES = {
    "regr factor score": "regression",
    "bart factor score": "bartlett",
    "a-r factor score": "anderson_rubin",
}
_SMARTPLS_SHEET = re.compile(r"(latent\W*variables?|\bLVs?)\W.*scores?", re.IGNORECASE)
_SMARTPLS_COLUMN = "LV scores - "


@dataclass(frozen=True)
class ScoreTable:
    """Cells as they were given, with the numbers under which people find the rows.

    Attributes
    ----------
    source : str
        What messages call the table.
    header : list of str
    rows : list of list
    row_numbers : list of int
    notes : list of str
        What was assumed in reading.
    decimal_comma : bool
        Whether a comma may be a decimal comma.
    factors : dict
        Columns that are factors for sure, by the names to use; empty where the file does not tell.
    mixed : bool
        Whether files of this kind hold answers beside scores.
    method : str
        How the scores were made, where the file tells; else "".
    value_labels : mapping
        Texts of codes by column, where the file has them.
    """

    source: str
    header: list[str]
    rows: list[list[object]]
    row_numbers: list[int]
    notes: list[str]
    decimal_comma: bool = False
    factors: dict[str, str] = field(default_factory=dict)
    mixed: bool = False
    method: str = ""
    value_labels: Mapping[str, Mapping[object, str]] = field(default_factory=dict)

    def column(self, name: str) -> list[object]:
        """Return a column's cells; codes that have texts are codes still."""
        position = self.header.index(name)
        return [row[position] for row in self.rows]

    def require(self, column: str, key: str = "") -> None:
        """Raise an InputError where there is no such column: it names the nearest, or the key that would name it."""
        if column in self.header:
            return
        known = [name for name in self.header if name]
        folded = {name.casefold(): name for name in known}
        near = difflib.get_close_matches(column.casefold(), folded, n=1)
        if near:
            message = _("{file} has no column “{column}”; did you mean “{near}”?")
            raise InputError(message.format(file=self.source, column=column, near=folded[near[0]]))
        message = (
            _("{file} has no column “{column}”; say with {key} which of its columns is meant: {columns}.")
            if key
            else _("{file} has no column “{column}”; its columns are {columns}.")
        )
        raise InputError(message.format(file=self.source, column=column, key=key, columns=", ".join(known)))

    def errors_of(self, column: str) -> str | None:
        """Return the column that holds a factor's standard errors, if there is one."""
        wanted = f"{column}{ERROR}".casefold()
        return next((name for name in self.header if name.casefold() == wanted), None)

    def number(self, cell: object) -> float | None:
        """Return a cell's finite number; None where it holds none."""
        if isinstance(cell, bool) or is_missing(cell):
            return None
        if isinstance(cell, Real):
            value = float(cell)
        else:
            text = _plain(str(cell))
            if self.decimal_comma and _DECIMAL_COMMA.fullmatch(text):
                text = text.replace(",", ".")
            if not _DECIMAL_POINT.fullmatch(text):
                return None
            value = float(text.replace("d", "e").replace("D", "e"))
        return value if math.isfinite(value) else None

    def numbers(self, column: str) -> list[float]:
        """Return a column's numbers, NaN where missing.

        Raises
        ------
        InputError
            A cell holds something else; the message says where.
        """
        cells = self.column(column)
        if self.decimal_comma:
            self._refuse_two_decimal_marks(column, cells)
        numbers = []
        for row, cell in zip(self.row_numbers, cells, strict=True):
            if is_missing(cell):
                numbers.append(math.nan)
                continue
            found = self.number(cell)
            if found is None:
                message = _(
                    "{file}, row {row}, column “{column}”: “{cell}” is not a number; leave a missing score blank."
                )
                raise InputError(message.format(file=self.source, row=row, column=column, cell=str(cell).strip()))
            numbers.append(found)
        return numbers

    def _refuse_two_decimal_marks(self, column: str, cells: list[object]) -> None:
        texts = [_plain(str(cell)) for cell in cells]
        with_comma = next((text for text in texts if _DECIMAL_COMMA.fullmatch(text)), None)
        with_point = next((text for text in texts if "." in text and _DECIMAL_POINT.fullmatch(text)), None)
        if with_comma and with_point:
            message = _("{file}, column “{column}” has decimal commas ({comma}) and points ({point}); use one of them.")
            raise InputError(message.format(file=self.source, column=column, comma=with_comma, point=with_point))


def is_missing(cell: object) -> bool:
    """Say whether a cell holds no score."""
    if isinstance(cell, str):
        return cell.strip() in MISSING
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, Real) and math.isnan(cell))


def read_score_table(
    source: str | Path | pd.DataFrame,
    id_column: str,
    *,
    sheet: str | None = None,
    columns: Sequence[str] | None = None,
    raw: bool = False,
) -> ScoreTable:
    """Return the cells of a table of scores.

    Parameters
    ----------
    source : str, Path or DataFrame
        By its ending a workbook, an SPSS file, an output of Mplus; else a text table.
    id_column : str
        Column of the parks' ids, which a table in memory may have as its index.
    sheet : str, optional
        Of a workbook; without it the one that SmartPLS writes scores on, or the first.
    columns : sequence of str, optional
        Of a text file without headings.
    raw : bool
        Whether of several sheets of scores the one that is not standardised is meant.

    Raises
    ------
    InputError
        The table cannot be read; the message says why.
    """
    if isinstance(source, pd.DataFrame):
        return _of_frame(source, id_column)
    path = Path(source)
    suffix = path.suffix.lower()
    if sheet is not None and suffix not in EXCEL:
        raise InputError(_("{file} has no sheets; leave sheet out, or name a workbook.").format(file=path.name))
    if suffix in EXCEL:
        return _of_workbook(path, sheet, raw=raw)
    if suffix in SPSS:
        return _of_spss(path)
    if columns or suffix == OUTPUT or (suffix in HEADLESS and has_no_heading(path)):
        header, rows, numbers = read_mplus(path, columns)
        sure = {} if columns else {name: name for name in factors_of(header)}
        method = "" if columns else "regression"
        cells: list[list[object]] = [list(row) for row in rows]
        return ScoreTable(path.name, header, cells, numbers, [], factors=sure, mixed=True, method=method)
    read = read_text_table(path)
    cells = [list(row) for row in read.rows]
    factors = _smartpls_columns(read.header)
    method = "pls" if factors else ""
    return ScoreTable(
        path.name, read.header, cells, read.row_numbers, read.notes, read.decimal_comma, factors, method=method
    )


def _of_frame(frame: pd.DataFrame, id_column: str) -> ScoreTable:
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
    return ScoreTable(_("The score table"), header, rows, list(range(1, len(rows) + 1)), [])


def _of_workbook(path: Path, sheet: str | None, *, raw: bool) -> ScoreTable:
    """Read a workbook; titles above the headings, as reports have them, are passed over."""
    names = sheet_names(path)
    scored = [name for name in names if _SMARTPLS_SHEET.search(name)]
    if sheet is None and len(scored) > 1:
        scored = [name for name in scored if ("unstandard" in name.casefold()) == raw]
    if sheet is None and len(scored) > 1:
        message = _("{file} has several sheets of scores: {names}; say which with sheet.")
        raise InputError(message.format(file=path.name, names=", ".join(scored)))
    chosen = sheet or (scored[0] if scored else None)
    read = read_answer_table(path, chosen)
    records = [[cell_text(name) for name in read.cells.columns], *read.cells.to_numpy(dtype=object).tolist()]
    numbers = [0, *(int(number) for number in read.cells.index)]
    filled = [sum(not is_missing(cell) for cell in record) for record in records]
    first = next((i for i, count in enumerate(filled) if count > 1), 0)
    header = [cell_text(cell) for cell in records[first]]
    rows, of_rows = records[first + 1 :], numbers[first + 1 :]
    if not rows:
        raise InputError(_("{file} has no rows; give a table with a row a park.").format(file=path.name))
    _refuse_doubles(path.name, header)
    notes = list(read.notes)
    if sheet is None and chosen is not None and len(names) > 1:
        notes.append(_("{file}: the scores are those of the sheet “{sheet}”.").format(file=path.name, sheet=chosen))
    factors = _smartpls_columns(header)
    method = "pls" if factors or chosen in scored else ""
    return ScoreTable(read.source, header, rows, of_rows, notes, factors=factors, method=method)


def _of_spss(path: Path) -> ScoreTable:
    """Read an SPSS file; scores that SPSS itself made are known by their labels."""
    read = read_answer_table(path)
    header = [str(name) for name in read.cells.columns]
    sure, methods = {}, set()
    for name in header:
        label = " ".join(read.labels.get(name, "").casefold().split())
        method = next((found for begin, found in _SPSS_SCORES.items() if label.startswith(begin)), None)
        if method is not None:
            sure[name] = name
            methods.add(method)
    rows = read.cells.to_numpy(dtype=object).tolist()
    return ScoreTable(
        path.name,
        header,
        rows,
        [int(number) for number in read.cells.index],
        list(read.notes),
        factors=sure,
        mixed=True,
        method=methods.pop() if len(methods) == 1 else "",
        value_labels=read.value_labels,
    )


def _smartpls_columns(header: Sequence[str]) -> dict[str, str]:
    """Return the columns of scores in a table that SmartPLS made of its data, by the factors' names."""
    return {name.removeprefix(_SMARTPLS_COLUMN): name for name in header if name.startswith(_SMARTPLS_COLUMN)}


def _refuse_doubles(source: str, header: Sequence[str]) -> None:
    twice = next((name for name in header if name and list(header).count(name) > 1), None)
    if twice is not None:
        message = _("{file} has more than one column called “{column}”; rename one of them.")
        raise InputError(message.format(file=source, column=twice))


def _plain(text: str) -> str:
    """Bring full-width digits and the typographic minus to the signs that numbers are written in."""
    return unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
