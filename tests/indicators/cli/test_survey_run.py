"""`parklocus survey`: the page, the files it leaves and what it refuses, in both languages."""

from __future__ import annotations

import contextlib
import io
import json
import tomllib
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pytest
from made_answers import in_categories, of_factors

from parklocus.indicators.cli.main import main
from parklocus.indicators.export.lavaan_script import model_of_script
from parklocus.indicators.export.survey_files import REPORTS
from parklocus.indicators.survey import read_scores
from parklocus.indicators.survey.syntax import parse_model

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """
[survey]
answers = "答卷.csv"
park = "园区"
respondent = "编号"
scale = [1, 5]
reverse = ["f1_3"]
missing_codes = [9]
leave_out = ["duplicate_respondent"]
label = "made"
bootstrap = 20
model = '''
f1 =~ f1_1 + f1_2 + f1_3
f2 =~ f2_1 + f2_2 + f2_3   # 创意氛围
f2 ~ b*f1
twice := 2*b
'''
[survey.items]
f1_1 = "f1_1"
f1_2 = "第二题"
f1_3 = "f1_3"
f2_1 = "f2_1"
f2_2 = "f2_2"
f2_3 = "f2_3"
[survey.labels]
f1 = { en = "Locational", zh = "区位" }
f1_1 = "Near the centre"
"""


def write_answers(folder: Path) -> None:
    answers = in_categories(of_factors(130, seed=5), (-1.3, -0.4, 0.4, 1.3)).rename(columns={"f1_2": "第二题"})
    answers["f1_3"] = 6 - answers["f1_3"]
    answers.insert(0, "园区", ["甲", "乙"] * 65)
    answers.insert(0, "编号", range(1, 131))
    answers.loc[4, "编号"] = 4
    answers.loc[7, "f2_1"] = 9
    answers.loc[9, "f2_2"] = 8
    answers.to_csv(folder / "答卷.csv", index=False, encoding="gb18030")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a study, and what `parklocus survey` left in it and printed."""
    folder = tmp_path_factory.mktemp("survey")
    write_answers(folder)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def lines(folder: Path) -> list[dict]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["survey", str(folder / "study.toml"), "--output", str(folder / "out"), "--json"]) == 0
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_programs_get_facts(lines: list[dict], folder: Path) -> None:
    assert [line["event"] for line in lines if line["event"] != "progress"][-1] == "result"
    fractions = [line["fraction"] for line in lines if line["event"] == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    result = lines[-1]
    assert set(result) == {"event", "output", "files", "summary"}
    assert result["output"] == str(folder / "out")
    summary = result["summary"]
    assert summary["respondents"] == 127  # of 130: one id twice, two rows with a gap
    assert summary["converged"] is True
    assert summary["method"] == "bartlett"
    assert "paths or factors of factors" in summary["reason"]
    assert [row["park"] for row in summary["sample"]] == ["甲", "乙"]
    assert {(row["park"], row["factor"]) for row in summary["scores"]} == {(p, f) for p in "甲乙" for f in ("f1", "f2")}
    assert summary["tables"]["respondents"] == 127
    assert [warning["kind"] for warning in summary["warnings"]] == ["dropped_rows"]
    assert any("GB18030" in line["text"] for line in lines if line["event"] == "note")


def test_tables_are_left_as_csv_and_workbook(lines: list[dict], folder: Path) -> None:
    out = folder / "out"
    assert {path.name for path in out.iterdir()} == {path.rsplit("/", 1)[1] for path in lines[-1]["files"]}
    book = openpyxl.load_workbook(out / "tables.xlsx", read_only=True)
    for sheet in book.sheetnames:
        table = pd.read_csv(out / f"{sheet}.csv", encoding="utf-8-sig")
        rows = list(book[sheet].iter_rows(values_only=True))
        assert list(rows[0]) == list(table.columns)
        assert len(rows) - 1 == len(table)
    problems = pd.read_csv(out / "answer_problems.csv", encoding="utf-8-sig")
    assert list(zip(problems["row"], problems["what"], strict=True))[:2] == [
        (11, "out_of_range"),
        (6, "duplicate_respondent"),
    ]
    estimates = pd.read_csv(out / "estimates.csv", encoding="utf-8-sig").set_index(["lhs", "op"])
    assert estimates.loc[("twice", ":="), "est"] == pytest.approx(2 * estimates.loc[("f2", "~"), "est"])
    items = pd.read_csv(out / "items.csv", encoding="utf-8-sig").set_index("item")
    assert (items["loading"] > 0.5).all()  # the reverse item is turned
    assert items.loc["f1_2", "label"] == "第二题"


def test_scores_are_read_back_by_a_study(lines: list[dict], folder: Path) -> None:
    read = read_scores(folder / "out" / "scores_by_park.csv")
    assert list(read["id"]) == ["甲", "乙"]
    assert read.attrs["label"] == "made, Bartlett scores"
    told = {(row["park"], row["factor"]): row for row in lines[-1]["summary"]["scores"]}
    for number, park in enumerate(read["id"]):
        for factor in ("f1", "f2"):
            assert read[factor][number] == pytest.approx(told[park, factor]["score"])
            assert read.attrs["errors"][factor][number] == pytest.approx(told[park, factor]["se"])


def test_script_for_r_holds_the_same_model_and_answers(lines: list[dict], folder: Path) -> None:
    assert lines
    script = (folder / "out" / "model.R").read_text(encoding="utf-8")
    given = tomllib.loads(STUDY)["survey"]["model"]
    assert _said(model_of_script(script)) == _said(given)
    assert 'sem(model, data = answers, estimator = "MLR", missing = "listwise")' in script
    assert "lavaan 0.6-14" in script
    answers = pd.read_csv(folder / "out" / "answers_used.csv", encoding="utf-8-sig")
    assert len(answers) == 129
    assert int(answers.isna().sum().sum()) == 2
    assert np.corrcoef(answers["f1_3"], answers["f1_1"])[0, 1] > 0.3


def _said(text: str) -> list[tuple[str, str, str]]:
    return [(one.lhs, one.op, one.rhs) for one in parse_model(text).statements]


@pytest.mark.parametrize(("name", "words"), [(REPORTS["en"], "Fit of the model"), (REPORTS["zh_CN"], "模型拟合")])
def test_report_in_two_languages(lines: list[dict], folder: Path, name: str, words: str) -> None:
    assert lines
    page = (folder / "out" / name).read_text(encoding="utf-8")
    assert f"<h2>{words}</h2>" in page
    for seen in ("甲", "RMSEA", "Hu and Bentler 1999", "f2 ~ f1 (b)", "twice :=", "Near the centre"):
        assert seen in page
    assert "<td>nan" not in page
    dropped = {"en": "2 of 129 rows were left out", "zh": "129 行中有 2 行"}
    assert [key for key, words in dropped.items() if words in page] == [name[7:9]]


def test_page_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        (folder / "study.toml").read_text(encoding="utf-8").replace("bootstrap = 20", "bootstrap = 0\ngroup = '园区'")
    )
    (folder / "plain.toml").write_text(text, encoding="utf-8")
    assert main(["survey", str(folder / "plain.toml"), "--lang", "zh_CN"]) == 0
    page = capsys.readouterr().out
    for title in ("警告", "受访者", "信度与聚合效度", "共同方法", "模型拟合", "按园区汇总受访者", "园区得分"):
        assert f"\n{title}\n" in page
    assert "测量不变性" in page
    assert "区位" in page  # the factor's label in the language asked for
    assert "Usual limits" not in page


MISTAKES = {
    "model": ("f2 ~ b*f1", "f2 ~ b*", "The model, line 3, column 8: the name of a variable is expected here"),
    "item": ('f1_1 = "f1_1"', 'f1_1 = "f1_0"', "答卷.csv has no column “f1_0”; did you mean “f1_"),
    "park": ('park = "园区"', 'park = "公园"', "答卷.csv has no column “公园”; its columns are"),
    "unknown": ("=~ f2_1 + ", "=~ f2_9 + ", "The answers have no column “f2_9”; did you mean"),
    "identified": ("f2_1 + f2_2 + f2_3", "f2_1", "not identified"),
    "section": ("[survey]\n", "[study]\n", "[survey] the model stands either in model or in the file"),
    "key": ("bootstrap = 20", "bootstraps = 20", '[survey] "bootstraps" is not known: did you mean "bootstrap"?'),
    "file": ("答卷.csv", "answers.csv", 'answers names "answers.csv", but there is no such file: put it there'),
    "folder": ("答卷.csv", ".", 'answers names ".", which is a folder: name a file'),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_sentences(mistake: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong, words = MISTAKES[mistake]
    assert right in STUDY
    study = folder / f"{mistake}.toml"
    study.write_text(STUDY.replace(right, wrong), encoding="utf-8")
    out = folder / f"out_{mistake}"
    assert main(["survey", str(study), "--output", str(out)]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert not said.out
    assert not out.exists()


def test_too_few_rows_are_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_answers(tmp_path)
    rows = (tmp_path / "答卷.csv").read_bytes().splitlines(keepends=True)
    (tmp_path / "答卷.csv").write_bytes(b"".join(rows[:7]))
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    assert main(["survey", str(tmp_path / "study.toml")]) == 2
    assert "are too few for 6 items" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survey", str(folder / "plain.toml"), "--output", str(folder / "study.toml" / "out")]) == 2
    assert "cannot be a folder" in capsys.readouterr().err
