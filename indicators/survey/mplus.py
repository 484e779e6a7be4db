"""Scores that Mplus saved: a text file without headings, whose columns its output names.

``SAVEDATA: FILE IS scores.dat; SAVE IS FSCORES;`` writes the data, and the section SAVEDATA INFORMATION of the ``.out``
file says which columns there are and how wide. A missing value is ``*``. Source: Muthén & Muthén, Mplus User's Guide,
chapter 18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.text_table import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

OUTPUT = ".out"
HEADLESS = (".dat", ".txt")  # endings of texts that may lack a heading
_MISSING = "*"
_WIDTH = re.compile(r"(\d*)[FIEG](\d+)(?:\.\d+)?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?|\*")


@dataclass(frozen=True)
class SavedData:
    """What an output says of the file that was saved.

    Attributes
    ----------
    file : str
        Its name.
    columns : list of str
    widths : list of int or None
        Of the columns; None where blanks separate them.
    """

    file: str
    columns: list[str]
    widths: list[int] | None

    @property
    def name(self) -> str:
        """Its name without the folders of whoever ran Mplus."""
        return re.split(r"[\\/]", self.file)[-1]


def read_mplus(path: Path, columns: Sequence[str] | None = None) -> tuple[list[str], list[list[str]], list[int]]:
    """Read scores that Mplus saved.

    Parameters
    ----------
    path : Path
        The output (``.out``), which names the data beside it, or the data themselves.
    columns : sequence of str, optional
        The data's columns; without them they are taken from an output of the same folder that names the data.

    Returns
    -------
    tuple
        Columns, rows of cells (a missing one empty), and the rows' lines in the file.

    Raises
    ------
    InputError
        A file is missing, says no columns, or a row has more or fewer cells.
    """
    if path.suffix.lower() == OUTPUT:
        saved = _saved_data(path)
        if saved is None:
            message = _(
                "{file} does not say what was saved: ask Mplus for SAVEDATA: FILE IS scores.dat; SAVE IS FSCORES; and "
                "run it again."
            )
            raise InputError(message.format(file=path.name))
        data = path.parent / saved.name
    else:
        data = path
        saved = SavedData(path.name, list(columns), None) if columns else _saved_beside(path)[1]
    notes: list[str] = []
    text = read_text(data, notes)
    rows, numbers = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = _cells(line, saved.widths)
        if len(cells) != len(saved.columns):
            message = _("{file}, row {row}: {found} cells where {expected} columns are named; mend the row.")
            raise InputError(message.format(file=data.name, row=number, found=len(cells), expected=len(saved.columns)))
        rows.append(["" if cell == _MISSING else cell for cell in cells])
        numbers.append(number)
    if not rows:
        raise InputError(_("{file} has no rows; give a table with a row a park.").format(file=data.name))
    return saved.columns, rows, numbers


def file_beside(path: Path, columns: Sequence[str] | None = None) -> Path | None:
    """Return the other file that scores of Mplus are read from, where it is there: an output's data, data's output."""
    try:
        if path.suffix.lower() == OUTPUT:
            saved = _saved_data(path)
            other = None if saved is None else path.parent / saved.name
        else:
            is_saved = not columns and path.suffix.lower() in HEADLESS and path.is_file() and has_no_heading(path)
            other = _saved_beside(path)[0] if is_saved else None
    except InputError:  # what cannot be read is told by `read_mplus`, where it is asked for
        return None
    return other if other is not None and other.is_file() else None


def has_no_heading(path: Path) -> bool:
    """Say whether a text file begins with numbers alone, as Mplus's do."""
    first = next((line for line in read_text(path, []).splitlines() if line.strip()), "")
    cells = first.split()
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)


def factors_of(columns: Sequence[str]) -> list[str]:
    """Return the columns that are factors for sure: those that a column of their standard errors follows."""
    return [one for one, after in pairwise(columns) if after.casefold() == f"{one}_se".casefold()]


def _saved_beside(path: Path) -> tuple[Path, SavedData]:
    for output in sorted(path.parent.glob(f"*{OUTPUT}")):
        saved = _saved_data(output)
        if saved is not None and saved.name.casefold() == path.name.casefold():
            return output, saved
    message = _(
        "{file} has no headings, and no output of Mplus beside it names its columns: give the .out file in its place, "
        'or list the columns, as columns = ["PARK", "F1", "F1_SE"].'
    )
    raise InputError(message.format(file=path.name))


def _saved_data(path: Path) -> SavedData | None:
    lines = read_text(path, []).splitlines()
    begin = next((i for i, line in enumerate(lines) if line.strip().upper() == "SAVEDATA INFORMATION"), None)
    return None if begin is None else _section(lines[begin + 1 :])


def _section(lines: Sequence[str]) -> SavedData | None:
    """Return what the section says: under headings of their own the file, its variables in order, and its format."""
    said: dict[str, list[str]] = {"file": [], "order": [], "format": []}
    part: list[str] = []
    for line in lines:
        words = line.split()
        heading = " ".join(words).casefold()
        if not words:
            continue
        if not line[0].isspace() or heading.startswith("beginning time"):
            break  # the next section
        if heading.startswith("save file format"):
            part = said["format"]
            part.append(" ".join(words[3:]))
        elif heading == "save file":
            part = said["file"]
        elif heading in ("order and format of variables", "order of variables"):
            part = said["order"]
        elif heading.startswith("save "):
            part = []
        else:
            part.append(line.strip())
    columns = [text.split()[0].lstrip("+") for text in said["order"]]
    if not said["file"] or not columns:
        return None
    widths = _widths(" ".join(said["format"]))
    return SavedData(said["file"][0], columns, widths if len(widths) == len(columns) else None)


def _widths(form: str) -> list[int]:
    """Return the widths of a Fortran format such as ``9F10.3 I2``; none where it is free."""
    widths: list[int] = []
    for times, width in _WIDTH.findall(form):
        widths += [int(width)] * (int(times) if times else 1)
    return widths


def _cells(line: str, widths: Sequence[int] | None) -> list[str]:
    if widths is None:
        return line.split()
    ends = [0]
    for width in widths:
        ends.append(ends[-1] + width)
    cells = [line[begin:end].strip() for begin, end in pairwise(ends)]
    return cells if not line[ends[-1] :].strip() and all(cells) else line.split()
