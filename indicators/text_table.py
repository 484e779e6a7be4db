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

SEPARATORS = (",", ";", "\t")
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".ods"}

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
        Whether semicolons separate, so that a comma may be a decimal comma.
    notes : list of str
        What was assumed in reading.
    """

    header: list[str]
    rows: list[list[str]]
    row_numbers: list[int]
    decimal_comma: bool
    notes: list[str] = field(default_factory=list)


def read_text_table(path: Path) -> TextTable:
    """Read a text table: UTF-8, UTF-16 with a byte order mark or GB18030; comma, semicolon or tab.

    Raises
    ------
    InputError
        The file is missing, is no text, is empty, or a row has more or fewer cells than the header.
    """
    notes: list[str] = []
    text = _decode(path, notes)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    try:
        records.extend((reader.line_num, record) for record in reader if any(cell.strip() for cell in record))
    except csv.Error as error:
        message = _("{file}, row {row}: the quotation marks do not close; mend the row or save the table again.")
        raise InputError(message.format(file=path.name, row=reader.line_num)) from error
    if not records:
        raise InputError(_("{file} is empty; give a table with a row a park.").format(file=path.name))
    header = [cell.strip() for cell in records[0][1]]
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
    return TextTable(header, rows, [number for number, _record in records[1:]], separator == ";", notes)


def _decode(path: Path, notes: list[str]) -> str:
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
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030":
            notes.append(_("{file} is not UTF-8 and was read as GB18030.").format(file=path.name))
        return text
    raise InputError(_("{file} is not a text table; save it as CSV UTF-8.").format(file=path.name))


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
