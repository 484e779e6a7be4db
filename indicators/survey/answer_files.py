"""A questionnaire's cells as its file holds them: text table, Excel, SPSS, or a table in memory."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.text_table import cell_text, read_text_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl import Workbook

EXCEL = (".xlsx", ".xlsm")
SPSS = (".sav", ".zsav")


@dataclass(frozen=True)
class AnswerTable:
    """Cells, with the numbers under which people find the rows.

    Attributes
    ----------
    source : str
        What messages call the table.
    cells : DataFrame
        A column a heading, as given; the index holds the row numbers.
    labels : mapping
        The long texts of columns, where the file has them.
    value_labels : mapping
        Texts of codes by column, where the file has them.
    decimal_comma : bool
        Whether a comma may be a decimal comma.
    notes : list of str
        What was assumed in reading.
    """

    source: str
    cells: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    decimal_comma: bool = False
    notes: list[str] = field(default_factory=list)

    def column(self, name: str) -> pd.Series:
        """Return a column; raise an InputError that names the nearest where there is none."""
        if name in self.cells.columns:
            return self.cells[name]
        known = [str(column) for column in self.cells.columns if column]
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            message = _("{file} has no column “{column}”; did you mean “{near}”?")
            raise InputError(message.format(file=self.source, column=name, near=near[0]))
        message = _("{file} has no column “{column}”; its columns are {columns}.")
        raise InputError(message.format(file=self.source, column=name, columns=", ".join(known)))


def read_answer_table(source: str | Path | pd.DataFrame, sheet: str | None = None) -> AnswerTable:
    """Read the cells of a questionnaire.

    Parameters
    ----------
    source : str, Path or DataFrame
        A text table, an Excel workbook (``.xlsx``), an SPSS file (``.sav``), or a table in memory.
    sheet : str, optional
        The workbook's sheet; without it the first.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, is empty or has two columns of one name, or a library is missing.
    """
    if isinstance(source, pd.DataFrame):
        frame = source.set_axis(pd.RangeIndex(1, len(source) + 1), axis=0)
        table = AnswerTable(_("The answer table"), frame.set_axis([str(name) for name in frame.columns], axis=1))
    else:
        path = Path(source)
        suffix = path.suffix.lower()
        if suffix in (*EXCEL, *SPSS) and not path.is_file():
            raise InputError(_("There is no file {path}; check its name and folder.").format(path=path))
        if suffix in EXCEL:
            table = _read_workbook(path, sheet)
        elif suffix in SPSS:
            table = _read_spss(path)
        else:
            text = read_text_table(path)
            cells = pd.DataFrame(text.rows, columns=text.header, index=text.row_numbers, dtype=object)
            table = AnswerTable(path.name, cells, decimal_comma=text.decimal_comma, notes=text.notes)
    columns = [name for name in table.cells.columns if name]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        message = _("{file} has more than one column called “{column}”; rename one of them.")
        raise InputError(message.format(file=table.source, column=twice[0]))
    if table.cells.empty:
        raise InputError(_("{file} has no rows; give a table with a row a respondent.").format(file=table.source))
    return table


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, in their order.

    Raises
    ------
    InputError
        There is no such file, or it is no workbook.
    """
    if not path.is_file():
        raise InputError(_("There is no file {path}; check its name and folder.").format(path=path))
    book = _open_workbook(path)
    try:
        return [str(one.title) for one in book.worksheets]
    finally:
        book.close()


def _open_workbook(path: Path) -> Workbook:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra
        from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415
    except ImportError as error:
        raise InputError(_needs(path, "openpyxl")) from error
    try:
        return load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        message = _("{file} cannot be read as an Excel workbook; save it again, or as CSV UTF-8.")
        raise InputError(message.format(file=path.name)) from error


def _read_workbook(path: Path, sheet: str | None) -> AnswerTable:
    book = _open_workbook(path)
    try:
        names = [one.title for one in book.worksheets]
        if sheet is not None and sheet not in names:
            message = _("{file} has no sheet “{sheet}”; its sheets are {names}.")
            raise InputError(message.format(file=path.name, sheet=sheet, names=", ".join(names)))
        found = book[sheet] if sheet is not None else book.worksheets[0]
        records = [
            (number, list(record))
            for number, record in enumerate(found.iter_rows(values_only=True), start=1)
            if any(cell_text(cell) for cell in record)
        ]
    finally:
        book.close()
    called = _called(path, names, sheet)
    if not records:
        raise InputError(_("{file} has no rows; give a table with a row a respondent.").format(file=called))
    width = max(len(record) for _number, record in records)
    header, *rows = [record + [None] * (width - len(record)) for _number, record in records]
    numbers = [number for number, _record in records[1:]]
    cells = pd.DataFrame(rows, columns=[cell_text(cell) for cell in header], index=numbers, dtype=object)
    notes = []
    if sheet is None and len(names) > 1:
        message = _("{file} has several sheets; the first, “{sheet}”, was read.")
        notes.append(message.format(file=path.name, sheet=names[0]))
    return AnswerTable(called, cells, notes=notes)


def _called(path: Path, names: Sequence[str], sheet: str | None) -> str:
    """Return what messages call a sheet: its file, and which of several it is."""
    if len(names) < 2:
        return path.name
    if sheet is not None:
        return _("{file}, sheet “{sheet}”").format(file=path.name, sheet=sheet)
    others = ", ".join(f"“{name}”" for name in names[1:])
    return _("{file}, sheet “{sheet}” (others: {others}),").format(file=path.name, sheet=names[0], others=others)


def _read_spss(path: Path) -> AnswerTable:
    try:
        import pyreadstat  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(_needs(path, "pyreadstat")) from error
    try:
        frame, meta = pyreadstat.read_sav(str(path))
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError) as error:
        message = _("{file} cannot be read as an SPSS file ({reason}); export it again, or as CSV UTF-8.")
        raise InputError(message.format(file=path.name, reason=error)) from error
    labels = {name: text for name, text in meta.column_names_to_labels.items() if text}
    cells = frame.astype(object).set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
    return AnswerTable(path.name, cells, labels, meta.variable_value_labels)


def _needs(path: Path, library: str) -> str:
    message = _("Reading {file} needs {library}: pip install parklocus[survey]; or save the table as CSV UTF-8.")
    return message.format(file=path.name, library=library)
