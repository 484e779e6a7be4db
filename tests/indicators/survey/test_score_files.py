"""Score tables as other tools write them, made by hand after their documents.

lavaan: `write.table` and `write.csv` of `lavPredict(fit, assemble = TRUE)` (R's manual, "R Data Import/Export").
Mplus: User's Guide, chapter 18, SAVEDATA; the section SAVEDATA INFORMATION of an output. SPSS: Command Syntax,
FACTOR /SAVE; AMOS: User's Guide, example 30, data imputation. SmartPLS: documentation, "Latent variable scores".
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

from parklocus.indicators.errors import InputError
from parklocus.indicators.run import describe_inputs
from parklocus.indicators.study.study import Study
from parklocus.indicators.survey.mplus import file_beside
from parklocus.indicators.survey.scores import mean_scores, read_respondents, read_scores, standard_errors
from parklocus.indicators.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

MPLUS = """Mplus VERSION 8.10
INPUT INSTRUCTIONS

SAVEDATA INFORMATION


  Save file
    {file}

  Order and format of variables

    L1             F10.3
    L2             F10.3
    LOC            F10.3
    LOC_SE         F10.3
    OFF            F10.3
    OFF_SE         F10.3
    PARK           I1

  Save file format
    {form}

  Save file record length    10000

  Save missing symbol     *


     Beginning Time:  12:23:04
"""
FIXED = (
    "     4.000     5.000     0.512     0.210    -0.250     0.3001\n"
    "     3.000         *    -0.100     0.250         *         *1\n"
    "     2.000     1.000-12345.678     0.200     0.750     0.3102\n"
)


def test_r_names_its_rows_and_separates_by_blanks(tmp_path: Path) -> None:
    path = tmp_path / "scores.txt"
    path.write_text('"park" "LOC" "OFF"\n"1" "和丰 Hefeng" 0.5 -1\n"2" "p1956" NA 2e-1\n', encoding="utf-8")
    scores = read_scores(path, id="park", method="bartlett", scale="raw")
    assert scores["id"].tolist() == ["和丰 Hefeng", "p1956"]
    assert scores["OFF"].tolist() == [-1.0, 0.2]
    assert np.isnan(scores["LOC"][1])
    assert [scores.attrs[key] for key in ("label", "method", "scale")] == ["Bartlett scores", "bartlett", "raw"]
    assert len(scores.attrs["notes"]) == 1  # the rows' names are no factor
    path.write_text('"","park","LOC"\n"1","a",0.5\n"2","b",0.25\n', encoding="utf-8")
    assert list(read_scores(path, id="park").columns) == ["id", "LOC"]
    path.write_text("park LOC\na 0,5\nb 0,25\n", encoding="utf-8")
    assert read_scores(path, id="park")["LOC"].tolist() == [0.5, 0.25]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes("id;Lage;Büro\nMünchen;0,5;1\nKöln;0,25;2\n".encode("cp1252"))
    scores = read_scores(path)
    assert scores["id"].tolist() == ["München", "Köln"]
    assert list(scores.columns) == ["id", "Lage", "Büro"]
    assert "Windows-1252" in scores.attrs["notes"][0]


@pytest.mark.parametrize("form", ["6F10.3 I1", "Free"])
def test_what_mplus_saved(tmp_path: Path, form: str) -> None:
    data = FIXED if form != "Free" else FIXED.replace("-12345", " -12345").replace("3001", "300 1").replace("*1", "* 1")
    (tmp_path / "fs.dat").write_text(data.replace("3102", "310 2") if form == "Free" else data, encoding="ascii")
    (tmp_path / "cfa.out").write_text(MPLUS.format(file=r"C:\study\fs.dat", form=form), encoding="ascii")
    for name in ("cfa.out", "fs.dat"):
        given = read_respondents(tmp_path / name, id="PARK", park_codes={"1": "hefeng", "2": "p1956"})
        assert given["park"].tolist() == ["hefeng", "hefeng", "p1956"]
        assert given["LOC"].tolist() == [0.512, -0.1, -12345.678]
        assert list(given.columns) == ["park", "LOC", "OFF"]  # the items are none of them
        assert given.attrs["method"] == "regression"
    with pytest.raises(InputError, match="by its own account"):
        read_respondents(tmp_path / "cfa.out", id="PARK", method="bartlett")
    with pytest.raises(InputError, match="no park for “2”; it has 1"):
        read_respondents(tmp_path / "cfa.out", id="PARK", park_codes={"1": "hefeng"})


def test_the_hashes_of_a_run_are_those_of_both_files_of_mplus(tmp_path: Path) -> None:
    (tmp_path / "fs.dat").write_text(FIXED, encoding="ascii")
    (tmp_path / "cfa.out").write_text(MPLUS.format(file=r"C:\study\fs.dat", form="6F10.3 I1"), encoding="ascii")
    city, parks = {"osm": "city.osm.pbf"}, {"path": "parks.csv"}
    for given, other in (("cfa.out", "fs.dat"), ("fs.dat", "cfa.out")):
        study = Study.from_mapping(
            {"city": city, "parks": parks, "scores": {"path": given}}, folder=tmp_path, check_files=False
        )
        said = describe_inputs(study)
        for key, name in (("scores", given), ("scores_beside", other)):
            digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
            assert said[key] == {"file": name, "sha256": digest}
    assert file_beside(tmp_path / "fs.dat", ["LOC", "PARK"]) is None  # its columns are named: no output is read
    (tmp_path / "fs.dat").unlink()
    assert file_beside(tmp_path / "cfa.out") is None


def test_mplus_without_its_output(tmp_path: Path) -> None:
    path = tmp_path / "fs.dat"
    path.write_text("0.5 0.1 7\n1.5 0.2 8\n", encoding="ascii")
    with pytest.raises(InputError, match="no output of Mplus beside it"):
        read_scores(path, id="PARK")
    columns = ["LOC", "LOC_SE", "PARK"]
    with pytest.raises(InputError, match="name the factors' columns with factors, among LOC, LOC_SE"):
        read_scores(path, id="PARK", columns=columns)
    scores = read_scores(path, id="PARK", columns=columns, factors={"locational": "LOC"}, method="unknown")
    assert scores["locational"].tolist() == [0.5, 1.5]
    errors = standard_errors(scores)
    assert errors is not None
    assert errors["locational"].to_dict() == {"7": 0.1, "8": 0.2}
    assert scores.attrs["label"] == "method not known"
    assert "does not say by which method" in scores.attrs["notes"][0]
    with pytest.raises(InputError, match="row 1: 3 cells where 2 columns are named"):
        read_scores(path, id="PARK", columns=["LOC", "PARK"])
    (tmp_path / "empty.out").write_text("INPUT INSTRUCTIONS\n", encoding="ascii")
    with pytest.raises(InputError, match="SAVE IS FSCORES"):
        read_scores(tmp_path / "empty.out")
    (tmp_path / "lost.out").write_text(MPLUS.format(file="lost.dat", form="Free"), encoding="ascii")
    with pytest.raises(InputError, match="There is no file"):
        read_scores(tmp_path / "lost.out")


@pytest.mark.parametrize(
    ("label", "method"),
    [
        ("REGR factor score   1 for analysis 1", "regression"),
        ("BART factor score   1 for analysis 1", "bartlett"),
        ("A-R factor score   1 for analysis 1", "anderson_rubin"),
    ],
)
def test_spss_says_how_it_made_its_scores(tmp_path: Path, label: str, method: str) -> None:
    path = tmp_path / "factor.sav"
    frame = pd.DataFrame({"park": [1.0, 2.0, 1.0], "L1": [4.0, 5.0, 3.0], "FAC1_1": [0.5, 1.5, 0.1]})
    labels = ["园区", "交通便利", label]
    pyreadstat.write_sav(frame, str(path), column_labels=labels, variable_value_labels={"park": {1: "和丰", 2: "1956"}})
    given = read_respondents(path, id="park", factors={"locational": "FAC1_1"})
    assert given["park"].tolist() == ["和丰", "1956", "和丰"]
    assert given.attrs["method"] == method
    assert list(read_respondents(path, id="park").columns) == ["park", "FAC1_1"]
    assert bool(given.attrs["notes"]) == (method != "bartlett")


def test_amos_leaves_scores_beside_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers_C.sav"
    frame = pd.DataFrame({"park": ["a", "b"], "L1": [4.0, 5.0], "LOC": [3.5, 3.9], "CaseNo": [1.0, 2.0]})
    pyreadstat.write_sav(frame, str(path))
    with pytest.raises(InputError, match="name the factors' columns with factors, among L1, LOC, CaseNo"):
        read_scores(path, id="park")
    scores = read_scores(path, id="park", factors=["LOC"], method="regression")
    assert scores["LOC"].tolist() == [3.5, 3.9]
    assert scores.attrs["label"] == "regression scores"


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_smartpls_report(tmp_path: Path) -> None:
    scored = [["Latent variables - Scores"], [], ["park", "LOC", "OFF"], ["a", 0.5, -1.0], ["b", 1.5, None]]
    path = workbook(
        tmp_path / "report.xlsx",
        {"Path coefficients": [["", "OFF"], ["LOC", 0.4]], "Latent variables - Scores": scored},
    )
    scores = read_scores(path, id="park")
    assert scores["LOC"].tolist() == [0.5, 1.5]
    assert scores.attrs["method"] == "pls"
    assert any("sheet “Latent variables - Scores”" in note for note in scores.attrs["notes"])
    two = {"LV scores (standardized)": scored, "LV scores (unstandardized)": [row[:2] for row in scored[2:]]}
    path = workbook(tmp_path / "two.xlsx", two)
    assert list(read_scores(path, id="park", scale="standardised").columns) == ["id", "LOC", "OFF"]
    assert list(read_scores(path, id="park", scale="raw").columns) == ["id", "LOC"]
    with pytest.raises(InputError, match="no sheet “scores”"):
        read_scores(path, id="park", sheet="scores")
    path = tmp_path / "data.csv"
    path.write_text("park,L1,LV scores - LOC\na,4,0.5\nb,5,1.5\n", encoding="utf-8")
    assert list(read_scores(path, id="park").columns) == ["id", "LOC"]


def test_a_warning_goes_with_the_scores(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("park,LOC\na,0.5\na,0.7\nb,1.5\nb,1.7\n", encoding="utf-8")
    means = mean_scores(read_respondents(path, id="park", method="regression"), "survey of 2024")
    assert means.attrs["label"] == "survey of 2024, regression scores"
    warning = means.attrs["notes"][0]
    assert "two thirds" in warning
    assert "Bartlett scores or latent means" in warning
    table = pd.DataFrame({"id": ["a", "b"], "name": ["A", "B"], "ptal": [1.0, 2.0]})
    found = validate(table, means)
    assert found.notes.count(warning) == 1
    assert found.label == means.attrs["label"]
    assert found.label in found.statement_en
    with pytest.raises(InputError, match="method is “regresion”; choose one of bartlett"):
        read_respondents(path, id="park", method="regresion")
    with pytest.raises(InputError, match="scale is “z”; choose one of standardised, raw"):
        read_respondents(path, id="park", scale="z")
