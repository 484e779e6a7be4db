"""A questionnaire as it comes in: codes checked, reverse items turned, what looks wrong named by row."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.answer_files import AnswerTable, read_answer_table
from parklocus.indicators.text_table import cell_text, column_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MISSING = {"", "NA", "N/A", "NaN", "nan"}
LEAST_LINE = 3  # answers alike before one may speak of a line
PARK, RESPONDENT = "park", "respondent"
# How many answers, and which share of all, may be slips; from there on the scale itself is in doubt.
_SLIPS, _DOUBTFUL = 10, 0.05
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")


class AnswerProblem(StrEnum):
    """What can be wrong with an answer, a respondent or an item.

    ``not_a_number`` and ``out_of_range`` (the answer counts as missing), ``no_answer`` (to any item),
    ``duplicate_respondent`` (the id stood in a row before), ``duplicate_answers`` (where there are no ids: the same
    answers from the same park stood in a row before), ``straight_line`` (all answers alike, before reverse items are
    turned; the value is their number), ``constant_item``, ``gaps`` (the value is their number).
    """

    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NO_ANSWER = "no_answer"
    DUPLICATE_RESPONDENT = "duplicate_respondent"
    DUPLICATE_ANSWERS = "duplicate_answers"
    STRAIGHT_LINE = "straight_line"
    CONSTANT_ITEM = "constant_item"
    GAPS = "gaps"


@dataclass(frozen=True)
class _Coding:
    """What cells stand for."""

    lowest: int
    highest: int
    missing: Sequence[float | str]
    words: Mapping[str, int]

    def has(self, code: float) -> bool:
        return self.lowest <= code <= self.highest and int(code) == code


@dataclass(frozen=True)
class Questionnaire:
    """Answers that can be used, and what to know before.

    Attributes
    ----------
    answers : DataFrame
        ``park`` and, where asked for, ``respondent``, the group and the variables, then a column of floats an item:
        reverse items turned, NaN where missing. The index holds the rows' numbers in the file.
    items : tuple of str
    scale : (int, int)
        The lowest and highest code.
    ranges : mapping
        The lowest and highest code of each item.
    reverse : tuple of str
        Items that were turned.
    labels : mapping
        The items' wording, where it is known.
    long_string : Series
        The longest run of like answers of each row, in the order of the items, before turning.
    problems : DataFrame
        row (missing for items), item ("" for rows), what (an `AnswerProblem`), value. Nothing is left out for it:
        `without` does that.
    notes : tuple of str
        What was assumed in reading the file.
    """

    answers: pd.DataFrame
    items: tuple[str, ...]
    scale: tuple[int, int]
    ranges: Mapping[str, tuple[int, int]]
    reverse: tuple[str, ...]
    labels: Mapping[str, str]
    long_string: pd.Series
    problems: pd.DataFrame
    notes: tuple[str, ...]

    def without(self, *what: str) -> pd.DataFrame:
        """Return the answers without the rows that have one of these problems; of duplicates the first row stays.

        Raises
        ------
        InputError
            If a name is no problem of rows, or no row is left.
        """
        known = [str(kind) for kind in AnswerProblem if kind not in (AnswerProblem.CONSTANT_ITEM, AnswerProblem.GAPS)]
        for kind in what:
            if kind not in known:
                message = _("“{what}” is no problem of rows; choose from {names}.")
                raise InputError(message.format(what=kind, names=", ".join(known)))
        rows = self.problems.loc[self.problems["what"].isin(what), "row"]
        left = self.answers[~self.answers.index.isin(rows.astype(int))]
        if left.empty:
            raise InputError(_("No row is left; leave out fewer."))
        return left


def read_questionnaire(
    source: str | Path | pd.DataFrame,
    items: Sequence[str] | Mapping[str, str],
    park: str,
    scale: tuple[int, int],
    *,
    ranges: Mapping[str, tuple[int, int]] | None = None,
    reverse: str | Sequence[str] = (),
    missing: float | str | Sequence[float | str] = (),
    words: Mapping[str, int] | None = None,
    respondent: str | None = None,
    group: str | None = None,
    variables: Sequence[str] = (),
    sheet: str | None = None,
) -> Questionnaire:
    """Read a questionnaire, a row a respondent.

    Parameters
    ----------
    source : str, Path or DataFrame
        A text table (any usual encoding and separator), an Excel workbook or an SPSS file (both need the extra
        ``survey``), or a table in memory.
    items : sequence of str, or mapping
        The items' columns; a mapping gives the names to use, and their columns: ``{"L1": "1、交通便利"}``.
    park : str
        Column of the respondents' park. Codes that an SPSS file has labels for become these.
    scale : (int, int)
        The lowest and highest code of an answer; answers are whole codes.
    ranges : mapping, optional
        Items with a scale of their own: ``{"L1": (1, 7)}``.
    reverse : str or sequence of str
        Items worded the other way round; their codes are turned, lowest + highest - code.
    missing : float, str or sequence of these
        Cells that stand for no answer, beside blank ones, ``NA`` and ``NaN``; such as 9 or ``"拒答"``.
    words : mapping, optional
        Codes of answers that the file writes out: ``{"非常同意": 5}``.
    respondent : str, optional
        Column of the respondents' ids.
    group : str, optional
        Column of a further grouping of the respondents, such as ownership; it is kept under its name.
    variables : sequence of str
        Columns of numbers that are kept as they are, such as the age of the firm.
    sheet : str, optional
        The workbook's sheet; without it the first.

    Returns
    -------
    Questionnaire

    Raises
    ------
    InputError
        If the file or a column cannot be read, a row has no park, an item no usable answer, or what is declared
        contradicts itself.

    Examples
    --------
    >>> table = pd.DataFrame({"where": ["a", "a", "b"], "x": [1, 5, 7], "y": [5, 2, 4], "z": [2, 1, 4]})
    >>> read = read_questionnaire(table, ["x", "y", "z"], "where", (1, 5), reverse=["y"])
    >>> read.answers["y"].tolist()
    [1.0, 4.0, 2.0]
    >>> print(read.problems.head(1).to_string(index=False))
     row item         what value
       3    x out_of_range     7
    """
    columns = _columns(items)
    reverse = (reverse,) if isinstance(reverse, str) else tuple(reverse)
    missing = (missing,) if isinstance(missing, str | int | float) else tuple(missing)
    limits = {name: (ranges or {}).get(name, scale) for name in columns}
    if any(len(one) != 2 for one in (scale, *limits.values())):
        raise InputError(_("The scale must be two numbers, the lowest and the highest code."))
    codings = {name: _Coding(*one, missing, words or {}) for name, one in limits.items()}
    for coding in codings.values():
        _check_coding(coding)
    _check_items(columns, reverse, ranges or {}, (park, respondent))
    table = read_answer_table(source, sheet)
    problems: list[tuple[int | None, str, AnswerProblem, str]] = []
    raw = pd.DataFrame(index=table.cells.index)
    for name, column in columns.items():
        raw[name] = _codes(table, (name, column), codings[name], problems)
    people = pd.DataFrame({PARK: _required(table, park, table.value_labels.get(park, {}))}, index=raw.index)
    if respondent is not None:
        people[RESPONDENT] = _required(table, respondent, {})
    if group is not None and group != park:
        people[group] = _required(table, group, table.value_labels.get(group, {}))
    for name in variables:
        people[name] = _variable(table, name)
    run = pd.Series([_longest_run(row) for row in raw.to_numpy()], index=raw.index, name="long_string")
    problems.extend(_problems_of_rows(raw, people))
    problems.extend(_problems_of_items(raw))
    turned = raw.copy()
    for name in reverse:
        turned[name] = sum(limits[name]) - raw[name]
    frame = pd.DataFrame(problems, columns=["row", "item", "what", "value"])
    frame["row"] = frame["row"].astype("Int64")
    frame["what"] = pd.Series([str(kind) for kind in frame["what"]], dtype=object)
    given = {name: column for name, column in columns.items() if name != column}
    labels = given | {name: table.labels[column] for name, column in columns.items() if column in table.labels}
    return Questionnaire(
        answers=pd.concat([people, turned], axis=1),
        items=tuple(columns),
        scale=scale,
        ranges=limits,
        reverse=reverse,
        labels=labels,
        long_string=run,
        problems=frame,
        notes=(*table.notes, *_doubts(problems, raw.size)),
    )


def _doubts(problems: Sequence[tuple[int | None, str, AnswerProblem, str]], answers: int) -> list[str]:
    """Return what is to be said where so many answers lie off the scale that the scale may be the wrong one."""
    off = sum(kind is AnswerProblem.OUT_OF_RANGE for _row, _item, kind, _value in problems)
    message = _("{off} of {answers} answers lie off their scale and count as missing: is the scale right?")
    return [message.format(off=off, answers=answers)] if off >= max(_SLIPS, _DOUBTFUL * answers) else []


def _columns(items: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(items, Mapping):
        columns = {str(name): str(column) for name, column in items.items()}
    else:
        names = [items] if isinstance(items, str) else [str(name) for name in items]
        columns = {name: name for name in names}
        if len(columns) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(_("The item “{item}” is named twice; name it once.").format(item=twice))
    if not columns:
        raise InputError(_("The questionnaire has no items; name their columns."))
    return columns


def _check_items(
    columns: Mapping[str, str], reverse: Sequence[str], ranges: Iterable[str], keys: tuple[str | None, ...]
) -> None:
    for name in reverse:
        if name not in columns:
            raise InputError(_("The reverse item “{item}” is not among the items.").format(item=name))
    for name in ranges:
        if name not in columns:
            raise InputError(_("“{item}” has a scale of its own, but is not among the items.").format(item=name))
    for name in (*columns, *columns.values()):
        if name in (*keys, PARK, RESPONDENT):
            message = _("“{item}” cannot be an item and the park or the respondent at once.")
            raise InputError(message.format(item=name))


def _check_coding(coding: _Coding) -> None:
    lowest, highest = coding.lowest, coding.highest
    if int(lowest) != lowest or int(highest) != highest or lowest >= highest:
        message = _("The scale from {lowest} to {highest} has fewer than two whole codes.")
        raise InputError(message.format(lowest=lowest, highest=highest))
    for code in coding.missing:
        number = _number(code, comma=False)
        if number is not None and lowest <= number <= highest:
            message = _("{code} cannot stand for no answer: it lies on the scale from {lowest} to {highest}.")
            raise InputError(message.format(code=code, lowest=lowest, highest=highest))
    for word, meant in coding.words.items():
        if not coding.has(meant):
            message = _("“{word}” stands for {code}, which is not on the scale from {lowest} to {highest}.")
            raise InputError(message.format(word=word, code=meant, lowest=lowest, highest=highest))


def _codes(
    table: AnswerTable,
    item: tuple[str, str],
    coding: _Coding,
    problems: list[tuple[int | None, str, AnswerProblem, str]],
) -> list[float]:
    """Return the codes of one item, NaN where missing; add what is none to the problems."""
    name, column = item
    texts = {code.strip() for code in coding.missing if isinstance(code, str)}
    numbers = {number for code in coding.missing if (number := _number(code, comma=False)) is not None}
    codes = []
    for row, cell in table.column(column).items():
        text = cell_text(cell)
        code = float(coding.words[text]) if text in coding.words else _number(cell, comma=table.decimal_comma)
        if text in MISSING or text in texts or code in numbers:
            code = np.nan
        elif code is None or not coding.has(code):
            kind = AnswerProblem.NOT_A_NUMBER if code is None else AnswerProblem.OUT_OF_RANGE
            problems.append((int(str(row)), name, kind, text))
            code = np.nan
        codes.append(code)
    if np.isnan(codes).all():
        raise InputError(_no_code(table, column, coding))
    return codes


def _no_code(table: AnswerTable, column: str, coding: _Coding) -> str:
    """Return what is to be said of a column without a single code: answers may be written out."""
    words = (text for text in map(cell_text, table.column(column)) if text and _number(text, comma=False) is None)
    word = next(words, None)
    message = (
        _("{file}, column “{column}”: no cell holds a code from {lowest} to {highest}.")
        if word is None
        else _(
            "{file}, column “{column}”: no cell holds a code from {lowest} to {highest}; "
            "say which code “{word}” and the other answers written out stand for (words)."
        )
    )
    return message.format(file=table.source, column=column, lowest=coding.lowest, highest=coding.highest, word=word)


def _number(cell: object, *, comma: bool) -> float | None:
    """Return a cell's number; full-width digits are digits, and a comma may be a decimal one."""
    text = unicodedata.normalize("NFKC", cell_text(cell)).replace("\N{MINUS SIGN}", "-")
    if comma:
        text = text.replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else None


def _required(table: AnswerTable, column: str, value_labels: Mapping[object, str]) -> list[str]:
    cells = table.column(column)
    texts = column_texts([value_labels.get(cell, cell) for cell in cells])
    empty = [str(row) for row, text in zip(cells.index, texts, strict=True) if text in MISSING]
    if empty:
        message = _("{file}, column “{column}”: nothing stands in row {rows}; every respondent needs an entry.")
        raise InputError(message.format(file=table.source, column=column, rows=", ".join(empty[:5])))
    return texts


def _variable(table: AnswerTable, column: str) -> list[float]:
    """Return a column of numbers, NaN where missing."""
    numbers = []
    for row, cell in table.column(column).items():
        text = cell_text(cell)
        number = math.nan if text in MISSING else _number(cell, comma=table.decimal_comma)
        if number is None:
            message = _(
                "{file}, row {row}, column “{column}”: “{cell}” is not a number; leave it blank if it is missing."
            )
            raise InputError(message.format(file=table.source, row=row, column=column, cell=text))
        numbers.append(number)
    return numbers


def _longest_run(row: np.ndarray) -> int:
    """Return the length of the longest run of like answers; gaps are passed over."""
    known = row[~np.isnan(row)]
    if not len(known):
        return 0
    edges = np.flatnonzero(np.diff(known) != 0)
    return int(np.diff(np.concatenate([[-1], edges, [len(known) - 1]])).max())


def _problems_of_rows(raw: pd.DataFrame, people: pd.DataFrame) -> Iterator[tuple[int | None, str, AnswerProblem, str]]:
    seen: dict[object, int] = {}
    for number, (row, codes) in enumerate(zip(raw.index, raw.to_numpy(), strict=True)):
        known = codes[~np.isnan(codes)]
        if not len(known):
            yield int(row), "", AnswerProblem.NO_ANSWER, ""
        line = len(known) >= LEAST_LINE and bool((known == known[0]).all())
        if line:
            yield int(row), "", AnswerProblem.STRAIGHT_LINE, str(len(known))
        if RESPONDENT in people:
            key: object = people[RESPONDENT].iloc[number]
            kind = AnswerProblem.DUPLICATE_RESPONDENT
        elif len(known) == len(codes) >= LEAST_LINE and not line:  # lines and gaps are alike by themselves
            key, kind = (people[PARK].iloc[number], tuple(codes)), AnswerProblem.DUPLICATE_ANSWERS
        else:
            continue
        if key in seen:
            text = key if isinstance(key, str) else _("as row {row}").format(row=seen[key])
            yield int(row), "", kind, text
        seen.setdefault(key, int(row))


def _problems_of_items(raw: pd.DataFrame) -> Iterator[tuple[int | None, str, AnswerProblem, str]]:
    for name in raw.columns:
        known = raw[name].dropna()
        if (known == known.iloc[0]).all():
            yield None, str(name), AnswerProblem.CONSTANT_ITEM, f"{known.iloc[0]:g}"
        if len(known) < len(raw):
            yield None, str(name), AnswerProblem.GAPS, str(len(raw) - len(known))
