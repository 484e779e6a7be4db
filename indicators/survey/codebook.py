"""The codebook of the interviews: from space to factor, category, item and code, so that a finding can be traced back.

Grounded theory goes from what people said (codes) to categories and factors; a questionnaire asks its items from them.
The REFI-QDA standard exchanges codebooks as XML (``.qdc``), nested codes with descriptions. Source: REFI-QDA standard
1.5, namespace ``urn:QDA-XML:codebook:1.0``.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.codebook import LEVELS
from parklocus.indicators.survey.answer_files import read_answer_table
from parklocus.indicators.text_table import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parklocus.indicators.study.codebook import CodebookSource

QDC = ".qdc"
COLUMNS = ("space", "factor", "factor_title", "category", "item", "code", "count", "example", "description")

# What a column may be called, as papers and programs have it.
_HEADINGS = {
    "space": ("space", "core category", "空间", "核心范畴"),
    "factor": ("factor", "main category", "因子", "主范畴"),
    "category": ("category", "subcategory", "范畴", "副范畴", "子范畴"),
    "item": ("item", "题项", "测量题项"),
    "code": ("code", "concept", "代码", "编码", "概念", "初始概念"),
    "count": ("count", "references", "frequency", "频次", "频数", "参考点"),
    "example": ("example", "quotation", "示例", "原始语句", "例句"),
    "description": ("description", "definition", "说明", "定义"),
}


@dataclass(frozen=True)
class Codebook:
    """What the interviews gave.

    Attributes
    ----------
    source : str
        The file's name.
    table : DataFrame
        A row a code, or whatever stands lowest: `COLUMNS`; texts, "" where nothing is said, and ``count``, a whole
        number or missing. ``factor`` is the id that scores have, ``factor_title`` the name in the codebook.
    notes : tuple of str
        What a reader should know.
    """

    source: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()

    def names(self, column: str) -> list[str]:
        """Return the different names in a column, in their order."""
        return [name for name in dict.fromkeys(self.table[column]) if name]


@dataclass(frozen=True)
class Links:
    """What a codebook's names should be found in; None or empty where the study has no such thing.

    Attributes
    ----------
    items : sequence of str or None
        Of the questionnaire.
    measured : mapping
        From items to the factors that the model lets them measure.
    scored : sequence of str or None
        Factors that have scores.
    expected : mapping
        From factors to the directions expected of indices.
    spaces : mapping
        From spaces to their factors, as the study says.
    """

    items: Sequence[str] | None = None
    measured: Mapping[str, Sequence[str]] | None = None
    scored: Sequence[str] | None = None
    expected: Mapping[str, Mapping[str, str]] | None = None
    spaces: Mapping[str, Sequence[str]] | None = None


def read_codebook(
    path: str | Path,
    *,
    levels: Sequence[str] = LEVELS,
    factors: Mapping[str, str] | None = None,
    items: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Codebook:
    """Read a codebook.

    Parameters
    ----------
    path : str or Path
        A table (text, Excel) with some of the columns space, factor, category, item, code, count, example, description,
        or a codebook of the REFI-QDA standard (``.qdc``).
    levels : sequence of str
        What the nested codes of a ``.qdc`` are, from the outermost on.
    factors : mapping, optional
        The factors' ids, as scores have them, by the names in the codebook.
    items : mapping, optional
        Items of the questionnaire by the names of the codes or categories that they were made from.
    sheet : str, optional
        Of a workbook; without it the first.

    Returns
    -------
    Codebook

    Raises
    ------
    InputError
        The file cannot be read as a codebook, a count is no whole number, or a name given here is not in it.
    """
    file = Path(path)
    rows, notes = _of_qdc(file, levels) if file.suffix.lower() == QDC else _of_table(file, sheet)
    table = pd.DataFrame([{**dict.fromkeys(COLUMNS, ""), **row} for row in rows], columns=list(COLUMNS))
    table["count"] = table["count"].replace("", None).astype("Int64")
    table["factor_title"] = table["factor"]
    for given, columns in ((factors or {}, ("factor",)), (items or {}, ("code", "category"))):
        _require_names(given, table[list(columns)].to_numpy().ravel(), file.name)
    table["factor"] = [(factors or {}).get(name, name) for name in table["factor"]]
    if items:
        lowest = table["code"].map(items).fillna(table["category"].map(items)).fillna("")
        table["item"] = table["item"].where(table["item"] != "", lowest)
    return Codebook(file.name, table, tuple(notes))


def open_codebook(source: CodebookSource) -> Codebook:
    """Read the codebook that a study names."""
    return read_codebook(
        source.path, levels=source.levels, factors=source.factors, items=source.items, sheet=source.sheet
    )


def linked(codebook: Codebook, links: Links) -> Codebook:
    """Return a codebook beside what goes on from it: the score of each factor, and the indices held against it.

    Returns
    -------
    Codebook
        Its table with ``score`` (the column of the layer of parks) and ``indices`` (``ptal +; cbd_distance -``), and
        notes on what lacks its counterpart.

    Raises
    ------
    InputError
        An item is not in the questionnaire, or factor, item and space contradict the model or the study.
    """
    table = codebook.table.copy()
    _check_items(codebook, links)
    _check_spaces(codebook, links)
    scored, expected = set(links.scored or ()), links.expected or {}
    table["score"] = [f"score_{factor}" if factor in scored else "" for factor in table["factor"]]
    table["indices"] = [
        "; ".join(f"{index} {sign}" for index, sign in expected.get(factor, {}).items()) for factor in table["factor"]
    ]
    return replace(codebook, table=table, notes=(*codebook.notes, *_without_counterpart(codebook, links)))


def of_factors(table: pd.DataFrame) -> pd.DataFrame:
    """Return a codebook's factors, a row each: space, factor, factor_title, categories, items, codes, count, links."""
    texts = [str(name) for name in table if name != "count"]
    table = table.assign(**{name: table[name].fillna("") for name in texts})
    records = []
    for factor, part in table[table["factor"] != ""].groupby("factor", sort=False):
        counts = part["count"].dropna()
        records.append(
            {
                "space": _one(part["space"]),
                "factor": factor,
                "factor_title": _one(part["factor_title"]),
                "categories": part["category"][part["category"] != ""].nunique(),
                "items": ", ".join(name for name in dict.fromkeys(part["item"]) if name),
                "codes": part["code"][part["code"] != ""].nunique(),
                "count": int(counts.sum()) if len(counts) else math.nan,
                **{name: _one(part[name]) for name in ("score", "indices") if name in part},
            }
        )
    return pd.DataFrame(records)


def factor_lines(table: pd.DataFrame) -> list[str]:
    """Return a sentence a factor: where it comes from, and what is held against it."""
    message = _("{factor}: {codes} codes in {categories} categories; items {items}; score {score}; indices {indices}")
    return [
        message.format(
            factor=titled(row),
            codes=row["codes"],
            categories=row["categories"],
            items=row["items"] or "–",
            score=row.get("score") or "–",
            indices=row.get("indices") or "–",
        )
        for row in of_factors(table).to_dict("records")
    ]


def titled(row: Mapping[Any, Any]) -> str:
    """Return a factor's name in the codebook with its id, where that is another."""
    title = row["factor_title"]
    return f"{title} ({row['factor']})" if title != row["factor"] else str(title)


def _of_table(file: Path, sheet: str | None) -> tuple[list[dict[str, object]], list[str]]:
    read = read_answer_table(file, sheet)
    known = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
    columns = {str(column): known.get(str(column).strip().casefold(), "") for column in read.cells.columns}
    found = [name for name in columns.values() if name]
    if not set(found) & {"space", "factor", "category", "code"}:
        message = _("{file} has none of the columns {columns}, so it is no codebook; name its columns so.")
        raise InputError(message.format(file=file.name, columns=", ".join(LEVELS)))
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        message = _("{file} has more than one column called “{column}”; rename one of them.")
        raise InputError(message.format(file=file.name, column=twice))
    notes = [*read.notes]
    left = ", ".join(column for column, name in columns.items() if column and not name)
    if left:
        notes.append(_("{file}: the columns {columns} are not taken.").format(file=file.name, columns=left))
    rows = []
    for number, cells in zip(read.cells.index, read.cells.to_numpy(dtype=object), strict=True):
        row: dict[str, object] = {
            name: cell_text(cell) for name, cell in zip(columns.values(), cells, strict=True) if name
        }
        row["count"] = _count(str(row.get("count", "")), file.name, number)
        rows.append(row)
    return rows, notes


def _count(text: str, file: str, row: int) -> int | str:
    if not text or text.isdecimal():
        return int(text) if text else ""
    message = _("{file}, row {row}, column “{column}”: “{cell}” is no count; write a whole number or nothing.")
    raise InputError(message.format(file=file, row=row, column="count", cell=text))


def _of_qdc(file: Path, levels: Sequence[str]) -> tuple[list[dict[str, object]], list[str]]:
    """Return a row a code that has none below it; the codes above it fill the outer levels."""
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(_("There is no file {path}; check its name and folder.").format(path=file)) from error
    except OSError as error:
        message = _("The file {path} cannot be read ({reason}).")
        raise InputError(message.format(path=file, reason=error.strerror)) from error
    content = b"" if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b"") else content
    try:  # a codebook declares no document type, whose entities could grow without end
        root = ET.fromstring(content)  # noqa: S314 # nosec B314
    except (ET.ParseError, ValueError, LookupError) as error:
        message = _("{file} is no codebook of the REFI-QDA standard ({reason}); export the codebook again as .qdc.")
        raise InputError(message.format(file=file.name, reason=error)) from error
    codes = root.find("{*}Codes")
    if _tag(root) != "CodeBook" or codes is None or codes.find("{*}Code") is None:
        message = _("{file} holds no codes; export the codebook again as .qdc.")
        raise InputError(message.format(file=file.name))
    rows = list(_leaves(codes, [], levels, file.name))
    return rows, []


def _leaves(parent: ET.Element, above: list[str], levels: Sequence[str], file: str) -> Iterator[dict[str, object]]:
    for code in parent.iterfind("{*}Code"):
        name = " ".join((code.get("name") or "").split())
        if not name:
            message = _("{file}: a code under “{above}” has no name; name it and export the codebook again.")
            raise InputError(message.format(file=file, above=above[-1] if above else "Codes"))
        path = [*above, name]
        if code.find("{*}Code") is not None:
            yield from _leaves(code, path, levels, file)
            continue
        last = len(levels) - 1
        row: dict[str, object] = {level: path[i] for i, level in enumerate(levels[:last]) if i < len(path)}
        if len(path) > last:
            row[levels[last]] = " / ".join(path[last:])
        description = code.find("{*}Description")
        row["description"] = "" if description is None else " ".join((description.text or "").split())
        yield row


def _tag(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _require_names(given: Mapping[str, str], known: Iterable[object], file: str) -> None:
    names = [str(name) for name in dict.fromkeys(known) if name]
    for name in given:
        if name in names:
            continue
        near = difflib.get_close_matches(name, names, n=1)
        if near:
            message = _("{file} has no “{name}”, which the study names; did you mean “{near}”?")
            raise InputError(message.format(file=file, name=name, near=near[0]))
        message = _("{file} has no “{name}”, which the study names; it has {known}.")
        raise InputError(message.format(file=file, name=name, known=", ".join(names)))


def _check_items(codebook: Codebook, links: Links) -> None:
    """Refuse items that are not asked, and factors that the model does not let them measure."""
    table = codebook.table
    for item, factor in zip(table["item"], table["factor"], strict=True):
        if not item:
            continue
        if links.items is not None and item not in links.items:
            message = _("{file}: the item “{item}” is not in the questionnaire, which has {items}.")
            raise InputError(message.format(file=codebook.source, item=item, items=", ".join(links.items)))
        measured = (links.measured or {}).get(item)
        if factor and measured and factor not in measured:
            message = _("{file}: the item “{item}” belongs to “{factor}”, but in the model it measures {measured}.")
            raise InputError(
                message.format(file=codebook.source, item=item, factor=factor, measured=", ".join(measured))
            )


def _check_spaces(codebook: Codebook, links: Links) -> None:
    said = {factor: space for space, factors in (links.spaces or {}).items() for factor in factors}
    of_factor: dict[str, str] = {}
    for space, factor in zip(codebook.table["space"], codebook.table["factor"], strict=True):
        if not (space and factor):
            continue
        other = of_factor.setdefault(factor, space)
        if other != space:
            message = _("{file}: the factor “{factor}” stands under “{one}” and under “{other}”; keep one.")
            raise InputError(message.format(file=codebook.source, factor=factor, one=other, other=space))
        if said.get(factor, space) != space:
            message = _("{file}: the factor “{factor}” belongs to “{space}”, but to “{said}” in the study's [spaces].")
            raise InputError(message.format(file=codebook.source, factor=factor, space=space, said=said[factor]))


def _without_counterpart(codebook: Codebook, links: Links) -> Iterator[str]:
    """Yield what the codebook has and the study lacks, and the other way round."""
    factors, items = codebook.names("factor"), codebook.names("item")
    pairs = (
        (links.scored, factors, _("Factors of the codebook without scores: {names}.")),
        (factors, links.scored, _("Factors with scores that are not in the codebook: {names}.")),
        (factors, links.expected, _("Factors with expected directions that are not in the codebook: {names}.")),
        (items or None, links.items, _("Items of the questionnaire that are not in the codebook: {names}.")),
    )
    for known, named, message in pairs:
        if known is None or not named:
            continue
        lacking = [name for name in named if name not in known]
        if lacking:
            yield message.format(names=", ".join(lacking))


def _one(names: pd.Series) -> str:
    return next((str(name) for name in names if name), "")
