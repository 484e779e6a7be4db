"""Questionnaires in every kind of file: codes, reverse items, gaps, and what is named by row."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ITEMS = ["交通便利", "配套齐全", "氛围压抑"]
TABLE = """编号,园区,交通便利,配套齐全,氛围压抑
r1,1956,5,4,2
r2,1956,3,3,3
r3,和丰,4,9,1
r4,和丰,6,,５
r2,和丰,1,很多,4
r6,和丰,,9,NA
"""
OPTIONS = {"park": "园区", "scale": (1, 5), "reverse": ["氛围压抑"], "missing": [9], "respondent": "编号"}
EXPECTED = np.array([[5, 4, 4], [3, 3, 3], [4, np.nan, 5], [np.nan, np.nan, 1], [1, np.nan, 2], [np.nan] * 3])


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def found_problems(read: survey.Questionnaire) -> list[tuple[object, ...]]:
    frame = read.problems.astype(object).where(read.problems.notna(), None)
    return [tuple(row) for row in frame.itertuples(index=False)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_table(tmp_path: Path, encoding: str) -> None:
    read = survey.read_questionnaire(write(tmp_path / "answers.csv", TABLE, encoding), ITEMS, **OPTIONS)
    assert np.array_equal(read.answers[ITEMS].to_numpy(), EXPECTED, equal_nan=True)
    assert read.answers["park"].tolist() == ["1956", "1956", "和丰", "和丰", "和丰", "和丰"]
    assert read.answers["respondent"].tolist() == ["r1", "r2", "r3", "r4", "r2", "r6"]
    assert read.answers.index.tolist() == [2, 3, 4, 5, 6, 7]
    assert set(found_problems(read)) == {
        (5, "交通便利", "out_of_range", "6"),
        (6, "配套齐全", "not_a_number", "很多"),
        (3, "", "straight_line", "3"),
        (6, "", "duplicate_respondent", "r2"),
        (7, "", "no_answer", ""),
        (None, "交通便利", "gaps", "2"),
        (None, "配套齐全", "gaps", "4"),
        (None, "氛围压抑", "gaps", "1"),
    }
    assert read.long_string.tolist() == [1, 3, 1, 1, 1, 0]
    assert bool(read.notes) == (encoding == "gb18030")


def test_excel_reads_as_the_text_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("答卷")
    sheet.append([])
    for line in TABLE.splitlines():
        cells = [int(cell) if cell.isdecimal() and cell.isascii() else cell or None for cell in line.split(",")]
        sheet.append(cells)
    book.save(tmp_path / "answers.xlsx")
    book.close()
    read = survey.read_questionnaire(tmp_path / "answers.xlsx", ITEMS, sheet="答卷", **OPTIONS)
    plain = survey.read_questionnaire(write(tmp_path / "answers.csv", TABLE), ITEMS, **OPTIONS)
    pd.testing.assert_frame_equal(
        read.answers.reset_index(drop=True), plain.answers.reset_index(drop=True), check_dtype=False
    )
    assert read.answers.index.tolist() == [3, 4, 5, 6, 7, 8]  # as the sheet counts, with its blank first line
    with pytest.raises(InputError, match=r"^answers.xlsx, sheet “说明” .others: “答卷”., has no rows"):
        survey.read_questionnaire(tmp_path / "answers.xlsx", ITEMS, **OPTIONS)
    with pytest.raises(InputError, match="no sheet “数据”; its sheets are 说明, 答卷"):
        survey.read_questionnaire(tmp_path / "answers.xlsx", ITEMS, sheet="数据", **OPTIONS)
    with pytest.raises(InputError, match="has no rows"):
        survey.read_questionnaire(tmp_path / "answers.xlsx", ITEMS, **OPTIONS)


def test_spss_gives_its_labels_and_missing_codes(tmp_path: Path) -> None:
    table = pd.DataFrame({"park": [1.0, 2.0, 1.0], "L1": [1.0, 5.0, 9.0], "L2": [3.0, np.nan, 2.0]})
    pyreadstat.write_sav(
        table,
        str(tmp_path / "answers.sav"),
        column_labels={"L1": "交通便利"},
        variable_value_labels={"park": {1: "甲园", 2: "乙园"}},
        missing_ranges={"L1": [9]},
    )
    columns = {"a": "L1", "b": "L2"}
    read = survey.read_questionnaire(tmp_path / "answers.sav", columns, park="park", scale=(1, 5))
    assert read.answers["park"].tolist() == ["甲园", "乙园", "甲园"]
    assert np.array_equal(read.answers[["a", "b"]], [[1, 3], [5, np.nan], [np.nan, 2]], equal_nan=True)
    assert read.labels == {"a": "交通便利", "b": "L2"}
    assert read.problems["what"].unique().tolist() == ["gaps"]


def test_words_become_codes_and_columns_names() -> None:
    table = pd.DataFrame({"园区": ["甲", "乙"], "1、交通便利": ["非常同意", "不同意"], "2、环境": ["同意", "拒答"]})
    read = survey.read_questionnaire(
        table,
        {"L1": "1、交通便利", "L2": "2、环境"},
        park="园区",
        scale=(1, 5),
        words={"非常同意": 5, "同意": 4, "不同意": 2},
        missing=["拒答"],
    )
    assert np.array_equal(read.answers[["L1", "L2"]], [[5, 4], [2, np.nan]], equal_nan=True)
    assert read.labels["L1"] == "1、交通便利"
    assert set(found_problems(read)) == {(None, "L2", "gaps", "1"), (None, "L2", "constant_item", "4")}


def test_rows_can_be_left_out_by_problem() -> None:
    table = pd.DataFrame({"where": list("aaaab"), "x": [1, 1, 2, 2, 1], "y": [2, 2, 2, 2, 2], "z": [3, 3, 2, 2, 3]})
    read = survey.read_questionnaire(table, ["x", "y", "z"], park="where", scale=(1, 5), reverse=["z"])
    kinds = read.problems.groupby("what")["row"].apply(list).to_dict()
    assert kinds["duplicate_answers"] == [2]  # row 5 is from another park; lines are alike by themselves
    assert kinds["straight_line"] == [3, 4]
    assert read.without("duplicate_answers", "straight_line").index.tolist() == [1, 5]
    assert len(read.without()) == 5
    assert len(read.without("duplicate_respondent")) == 5
    assert read.answers["z"].tolist() == [3, 3, 4, 4, 3]
    with pytest.raises(InputError, match="“gaps” is no problem of rows"):
        read.without("gaps")


def test_longest_run_by_counting() -> None:
    random = np.random.default_rng(9)
    names = list("abcdefgh")
    table = pd.DataFrame(random.integers(1, 4, (60, 8)).astype(float), columns=names).mask(random.random((60, 8)) < 0.1)
    read = survey.read_questionnaire(table.assign(where="a"), names, park="where", scale=(1, 3))
    for row, run in zip(table.to_numpy(), read.long_string, strict=True):
        best, length, last = 0, 0, None
        for code in row[~np.isnan(row)]:
            length = length + 1 if code == last else 1
            best, last = max(best, length), code
        assert run == best


@pytest.mark.data
def test_reverse_items_give_the_alphas_of_psych(data_dir: Path) -> None:
    items = [f"{scale}{number}" for scale in "ACENO" for number in range(1, 6)]
    reverse = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
    source = pd.read_csv(data_dir / "sem" / "bfi.csv").assign(everywhere="here")
    read = survey.read_questionnaire(source, items, park="everywhere", scale=(1, 6), reverse=reverse)
    expected = pd.read_csv(data_dir / "sem" / "ref_bfi_alpha.csv").set_index("scale")["cronbach_alpha_raw"]
    for scale, alpha in expected.items():
        names = [f"{scale}{number}" for number in range(1, 6)]
        assert abs(survey.cronbach_alpha(read.answers, names, missing="pairwise").alpha - alpha) < 1e-10
    gaps = read.problems[read.problems["what"] == "gaps"].set_index("item")["value"].astype(int)
    assert gaps.to_dict() == source[items].isna().sum()[lambda count: count > 0].to_dict()


def test_a_scale_that_many_answers_are_off_is_doubted() -> None:
    table = pd.DataFrame({"where": ["a"] * 50, "x": [1, 2, 3, 4, 5] * 10, "y": [1, 2, 3, 2, 1] * 10})
    right, wrong = (survey.read_questionnaire(table, ["x", "y"], "where", (1, most)) for most in (5, 4))
    assert not right.notes
    assert wrong.notes == ("10 of 100 answers lie off their scale and count as missing: is the scale right?",)


@pytest.mark.parametrize(
    ("items", "options", "message"),
    [
        (["x", "x"], {}, "“x” is named twice"),
        ([], {}, "has no items"),
        (["q"], {}, "no column “q”; its columns are where, x, y, who, blank"),
        (["blank"], {}, "no cell holds a code from 1 to 5.$"),
        (["where"], {"park": "x"}, "no cell .* which code “a” and the other answers written out stand for"),
        (["x"], {"park": "blank"}, "“blank”: nothing stands in row 1, 2"),
        (["x"], {"respondent": "whom"}, "did you mean “who”"),
        (["x"], {"scale": (5, 1)}, "fewer than two whole codes"),
        (["x"], {"scale": (1, 3, 5)}, "two numbers"),
        (["x"], {"reverse": "y"}, "reverse item “y” is not among"),
        (["where"], {}, "cannot be an item and the park"),
        (["x"], {"missing": 3}, "3 cannot stand for no answer"),
        (["x"], {"words": {"very": 6}}, "“very” stands for 6"),
    ],
)
def test_what_cannot_be_used_is_named(items: list[str], options: dict[str, object], message: str) -> None:
    table = pd.DataFrame({"where": list("ab"), "x": [1, 2], "y": [2, 3], "who": [1, 2], "blank": [None, None]})
    with pytest.raises(InputError, match=message):
        survey.read_questionnaire(table, items, **({"park": "where", "scale": (1, 5)} | options))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("answers.xlsx", "cannot be read as an Excel workbook"),
        ("answers.sav", "cannot be read as an SPSS file"),
        ("answers.ods", "is a spreadsheet"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=r"There is no file|is a spreadsheet"):
        survey.read_questionnaire(tmp_path / name, ["x"], park="where", scale=(1, 5))
    with pytest.raises(InputError, match=message):
        survey.read_questionnaire(write(tmp_path / name, "hello"), ["x"], park="where", scale=(1, 5))


@pytest.mark.parametrize(("library", "name"), [("openpyxl", "a.xlsx"), ("pyreadstat", "a.sav")])
def test_a_library_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"needs {library}: pip install parklocus\[survey\]"):
        survey.read_questionnaire(write(tmp_path / name, "x"), ["x"], park="where", scale=(1, 5))
