"""Text tables as people save them: any usual encoding and separator, with the row numbers that people see.

Also what identifies a row, as text, whatever type a table or layer gave it: parks and scores are matched by it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SEPARATORS = (",", ";", "\t", "|")
BLANK = " "
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".ods"}

_GUESSED = {"gb18030": "GB18030", "cp1252": "Windows-1252 (Latin-1)", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile("[\0-\x08\x0e-\x1f]")
_COMMA = re.compile(r"[+-]?\d*,(\d{1,2}|\d{4,})")
_POINT = re.compile(r"[+-]?\d*\.\d+")
_WORD = re.compile(r'"[^"]*"|\S+')
_WHOLE_AS_FLOAT = re.compile(r"(-?\d+)\.0+")


@dataclass(frozen=True)
class TextTable:
    """A table's cells as texts.

    Attributes
    ----------
    header : list of str
        Column names, stripped.
    rows : list of list of str
        The cells, a list a row; blank lines are left out.
    row_numbers : list of int
        The line of the file in which each row ends.
    decimal_comma : bool
        Whether a comma may be a decimal comma: semicolons separate, or other signs and numbers look so.
    notes : list of str
        What was assumed in reading.
    """

    header: list[str]
    rows: list[list[str]]
    row_numbers: list[int]
    decimal_comma: bool
    notes: list[str] = field(default_factory=list)


def read_text_table(path: Path) -> TextTable:
    """Read a text table.

    UTF-8, UTF-16, GB18030 or Windows-1252; separated by commas, semicolons, tabs, bars or, where the first line has
    none of these, blanks. R's rows, which have a name before the first cell and the header none, are understood.

    Raises
    ------
    InputError
        The file is missing, is no text, is empty, or a row has more or fewer cells than the header.
    """
    notes: list[str] = []
    text = read_text(path, notes)
    separator = _separator(text)
    blanks = separator == BLANK
    reader = csv.reader(
        io.StringIO(_by_single_blanks(text) if blanks else text, newline=""),
        delimiter=separator,
        skipinitialspace=blanks,
        strict=True,
    )
    records: list[tuple[int, list[str]]] = []
    try:
        records.extend((reader.line_num, record) for record in reader if any(cell.strip() for cell in record))
    except csv.Error as error:
        message = _("{file}, row {row}: the quotation marks do not close; mend the row or save the table again.")
        raise InputError(message.format(file=path.name, row=reader.line_num)) from error
    if not records:
        raise InputError(_("{file} is empty; give a table with a row a park.").format(file=path.name))
    header = [cell.strip() for cell in records[0][1]]
    longer = len(records) > 1 and all(len(record) == len(header) + 1 for _number, record in records[1:])
    if longer and (blanks or text.lstrip().startswith('"')):
        header = ["", *header]  # R's write.table names rows, but not their column
    named = [column for column in header if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        message = _("{file} has more than one column called “{column}”; rename one of them.")
        raise InputError(message.format(file=path.name, column=twice[0]))
    for number, record in records[1:]:
        if len(record) != len(header):
            message = _("{file}, row {row}: {found} cells where the header has {expected}; mend the row.")
            raise InputError(message.format(file=path.name, row=number, found=len(record), expected=len(header)))
    if len(records) == 1:
        raise InputError(_("{file} has no rows; give a table with a row a park.").format(file=path.name))
    rows = [record for _number, record in records[1:]]
    numbers = [number for number, _record in records[1:]]
    return TextTable(header, rows, numbers, _has_decimal_commas(separator, rows), notes)


def _separator(text: str) -> str:
    """Return what separates the cells, by the first line that is not empty."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    separator = max(SEPARATORS, key=first.count)
    if separator in first or len(lines) < 2:
        return separator
    widths = {len(line.split()) for line in lines[1:]}
    quoted = '"' in first
    is_table = len(widths) == 1 and min(widths) - len(first.split()) in (0, 1) and min(widths) > 1
    return BLANK if is_table or (quoted and len(first.split()) > 1) else separator


def _has_decimal_commas(separator: str, rows: list[list[str]]) -> bool:
    """Say whether a comma may be a decimal comma; 1,250 alone is no evidence, as it may be a thousand."""
    if separator in ",;":
        return separator == ";"
    cells = [cell.strip() for row in rows for cell in row]
    return any(_COMMA.fullmatch(cell) for cell in cells) and not any(_POINT.fullmatch(cell) for cell in cells)


def _by_single_blanks(text: str) -> str:
    """Return lines whose cells one blank separates, quoted cells as they are."""
    return "\n".join(" ".join(_WORD.findall(line)) for line in text.splitlines())


def read_text(path: Path, notes: list[str]) -> str:
    """Return a text file's content, whatever its encoding; a guess is added to the notes.

    Raises
    ------
    InputError
        The file is missing, cannot be read or is no text.
    """
    if path.suffix.lower() in SPREADSHEETS:
        message = _("{file} is a spreadsheet; save its table as CSV UTF-8 and give that file.")
        raise InputError(message.format(file=path.name))
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(_("There is no file {path}; check its name and folder.").format(path=path)) from error
    except OSError as error:
        message = _("The file {path} cannot be read ({reason}).").format(path=path, reason=error.strerror)
        raise InputError(message) from error
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            continue
        if encoding in _GUESSED:
            notes.append(
                _("{file} is not UTF-8 and was read as {encoding}.").format(file=path.name, encoding=_GUESSED[encoding])
            )
        return text
    raise InputError(_("{file} is not a text table; save it as CSV UTF-8.").format(file=path.name))


def _encodings(content: bytes) -> list[str]:
    """Return in which encodings to try a text, by what its bytes look like."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\0" in content:  # without a byte order mark: signs of ASCII have their zero second, or first
        little = content[1::2].count(0) >= content[::2].count(0)
        return ["utf-16-le" if little else "utf-16-be"] if len(content) % 2 == 0 else []
    # In Chinese text bytes beyond ASCII come in pairs; in Western text most of them stand alone between letters.
    runs = [len(run) for run in _HIGH.findall(content)]
    alone = sum(length == 1 for length in runs) > len(runs) / 2
    return ["utf-8-sig", "cp1252" if alone else "gb18030"]


def cell_text(cell: Any) -> str:
    """Return an id or a name as text: whole numbers without a decimal point, a missing one empty."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or bool(pd.isna(cell)):
        return ""
    if isinstance(cell, Real) and not isinstance(cell, Integral) and float(cell).is_integer():
        return str(int(float(cell)))
    return str(cell).strip()


def column_texts(cells: Iterable[Any]) -> list[str]:
    """Return a column of ids or names as texts.

    ``1.0`` and ``2.0`` in a text table are what programs make of whole numbers beside a missing one, so they are
    ``1`` and ``2``; beside a ``1.1`` they are not.
    """
    texts = [cell_text(cell) for cell in cells]
    whole = [_WHOLE_AS_FLOAT.fullmatch(text) for text in texts]
    if all(match or not text for match, text in zip(whole, texts, strict=True)):
        return [match[1] if match else "" for match in whole]
    return texts
