"""The tables of a result for a paper: as CSV, workbook, LaTeX and Word."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.export.atomic import made_folder, replacing
from parklocus.indicators.export.report.composite_sections import composite_sections
from parklocus.indicators.export.report.known import completeness_section
from parklocus.indicators.export.report.standing_tables import index_section, standing_sections, titled
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.page import validation_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parklocus.indicators.sections import Section

CSV, WORKBOOK, LATEX, WORD = "csv", "tables.xlsx", "tables.tex", "tables.docx"
_LONGEST_SHEET = 31  # signs of a sheet's name in Excel
_NOT_RAW = {"layer_styles", "provenance"}
_LINE = 30  # signs from which on a column's cells are broken into lines
_WIDEST = 60  # signs that a column of the workbook shows at most


def write_tables(result: StoredResult | str | Path, folder: str | Path) -> tuple[list[Path], list[str]]:
    """Write a result's tables for a paper.

    The folder ``csv`` and ``tables.xlsx`` hold every table as the result has it, numbers unrounded; ``tables.tex`` and
    ``tables.docx`` the chief tables as they are read: indices by park with percentiles, what can be said of scores and
    indices, completeness, definitions.

    Parameters
    ----------
    result : StoredResult, str or Path
        The result, or its GeoPackage.
    folder : str or Path
        Made where it is missing; older files of these names are replaced.

    Returns
    -------
    list of Path
        The files that were written.
    list of str
        What could not be written, and what it needs.

    Raises
    ------
    InputError
        The file is no result, or the folder cannot be written.
    """
    stored = result if isinstance(result, StoredResult) else StoredResult(result)
    target, comma = made_folder(Path(folder)), made_folder(Path(folder) / CSV)
    raw = {name: stored.table(name) for name in stored.names if name not in _NOT_RAW and stored.is_table(name)}
    tables = {"parks": stored.parks, **{name: table for name, table in raw.items() if table is not None}}
    written, notes = [], []
    for name, table in tables.items():
        # With a byte order mark, without which Excel takes Chinese for something else.
        text = table.to_csv(index=False, lineterminator="\n")
        written.append(_text(comma / f"{name}.csv", text, "utf-8-sig"))
    sections = list(_chief(stored))
    written.append(_text(target / LATEX, _latex(sections), "utf-8"))
    makers: dict[str, tuple[str, Callable[[Path], None]]] = {
        WORKBOOK: ("openpyxl", lambda path: _workbook(path, tables)),
        WORD: ("docx", lambda path: _word(path, stored.title, sections)),
    }
    for name, (module, write) in makers.items():
        if importlib.util.find_spec(module) is None:
            message = _("{file} was not written; it needs {package}: pip install parklocus[tables].")
            notes.append(message.format(file=name, package={"docx": "python-docx"}.get(module, module)))
            continue
        with replacing(target / name, Path(name).suffix) as working:
            write(working)
        written.append(target / name)
    return written, notes


def _chief(result: StoredResult) -> Iterator[Section]:
    """Give the sections that have a table."""
    yield from standing_sections(result)
    yield from composite_sections(result)
    if result.factors:
        sections = validation_sections(result.statement, result.scored_parks, result.comparison)
        yield from (titled(section, result) for section in sections if section.table is not None)
    completeness = completeness_section(result)
    if completeness is not None:
        yield completeness
    yield index_section(result)


def _text(path: Path, text: str, encoding: str) -> Path:
    with replacing(path, path.suffix) as working:
        working.write_text(text, encoding=encoding, newline="\n")
    return path


def _latex(sections: list[Section]) -> str:
    parts = ["% Needs booktabs and longtable; compile with XeLaTeX or LuaLaTeX (for Chinese with ctex)."]
    for section in sections:
        if section.table is not None:
            title = section.caption or section.title
            # The styler escapes cells and headings, not captions.
            style = section.table.map(str).set_axis(_distinct(section.table.columns), axis=1).style
            style = style.hide(axis="index").format(escape="latex").format_index(escape="latex", axis=1)
            caption = title.replace("&", r"\&").replace("%", r"\%").replace("_", r"\_").replace("#", r"\#")
            parts.append(
                style.to_latex(
                    environment="longtable", hrules=True, caption=caption, column_format=_columns(section.table)
                )
            )
    return "\n".join(parts)


def _columns(table: pd.DataFrame) -> str:
    """Return how LaTeX sets each column: long texts in lines, which share what the others leave of a page."""
    is_long = [bool((table.iloc[:, place].map(str).str.len() > _LINE).any()) for place in range(table.shape[1])]
    left = max(0.9 - 0.09 * is_long.count(False), 0.3)
    wide = rf"p{{{left / max(sum(is_long), 1):.2f}\linewidth}}"
    return "".join(wide if one else "l" for one in is_long)


def _distinct(columns: pd.Index) -> list[str]:
    """Return headings that differ, as the styler wants them: two parks may have one name."""
    names: list[str] = []
    for column in map(str, columns):
        number = sum(name == column or name.startswith(f"{column} (") for name in names)
        names.append(column if not number else f"{column} ({number + 1})")
    return names


def _workbook(path: Path, tables: dict[str, pd.DataFrame]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - an extra

    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, table in tables.items():
            sheet = name[:_LONGEST_SHEET]
            table.to_excel(book, sheet_name=sheet, index=False, freeze_panes=(1, 0))
            for place, heading in enumerate(map(str, table.columns), start=1):
                width = min(max(len(heading), *table.iloc[:, place - 1].map(str).str.len(), 8), _WIDEST)
                book.sheets[sheet].column_dimensions[get_column_letter(place)].width = width + 2


def _word(path: Path, title: str, sections: list[Section]) -> None:
    from docx import Document  # noqa: PLC0415 - an extra
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width
    document.add_heading(title, level=1)
    for section in sections:
        if section.table is None:
            continue
        document.add_heading(section.caption or section.title, level=2)
        drawn = document.add_table(rows=1, cols=len(section.table.columns), style="Light Grid Accent 1")
        drawn.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - stands on every page
        for cell, heading in zip(drawn.rows[0].cells, section.table.columns, strict=True):
            cell.text = str(heading)
        for row in section.table.itertuples(index=False, name=None):
            for cell, value in zip(drawn.add_row().cells, row, strict=True):
                cell.text = str(value)
        for row in drawn.rows:
            for cell in row.cells:
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(8)
    document.save(str(path))
