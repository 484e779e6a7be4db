"""A study with a questionnaire: its scores in the run, its tables and its origin in the GeoPackage."""

from __future__ import annotations

import hashlib
import importlib.util
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio
import pytest
from made_answers import in_categories, of_factors
from town import Town, draw_town

from parklocus.indicators import InputError, Study, export_survey, run_study
from parklocus.indicators.export import survey_files
from parklocus.indicators.export.report.survey_chapter import survey_chapter
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.run import _read_scores
from parklocus.indicators.survey.page import report_sections
from parklocus.indicators.survey.study_survey import require_scores

if TYPE_CHECKING:
    from pathlib import Path

    from parklocus.indicators.run import StudyResult

SURVEY = """
[survey]
answers = "answers.csv"
items = ["f1_1", "f1_2", "f1_3", "f2_1", "f2_2", "f2_3"]
scale = [1, 5]
std_lv = true
bootstrap = 40
label = "made"
model = '''
locational =~ f1_1 + f1_2 + f1_3
office =~ f2_1 + f2_2 + f2_3
'''
[survey.labels]
office = { en = "Offices", zh = "办公" }
f2_1 = { en = "Rooms are to be had", zh = "有办公空间" }
[spaces]
local = ["locational"]
relational = ["office"]
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Return a town whose study has a questionnaire in the place of scores."""
    town = draw_town(tmp_path_factory.mktemp("town"))
    answers = in_categories(of_factors(150, seed=8), (-1.3, -0.4, 0.4, 1.3))
    answers.insert(0, "park", [f"p{row % 6}" for row in range(150)])
    answers.to_csv(town.folder / "answers.csv", index=False)
    text = town.study.read_text("utf-8")
    assert text.count('[scores]\npath = "scores.csv"\n') == 1
    town.study.write_text(text.replace('[scores]\npath = "scores.csv"\n', SURVEY), encoding="utf-8")
    return town


@pytest.fixture(scope="module")
def result(town: Town) -> StudyResult:
    said: list[float] = []
    found = run_study(
        Study.open(town.study), town.folder / "result.gpkg", lambda fraction, _text: said.append(fraction), processes=1
    )
    assert said == sorted(said)
    return found


def layer(result: StudyResult, name: str):
    return pyogrio.read_dataframe(result.output, layer=name, read_geometry=False)


def test_scores_of_the_survey_are_those_compared(result: StudyResult) -> None:
    told = result.survey.scores.table.set_index(["park", "factor"])
    parks = layer(result, "parks").set_index("id")
    for (park, factor), row in told.iterrows():
        assert parks.loc[park, f"score_{factor}"] == pytest.approx(row["score"])
    assert set(parks["score_label"]) == {"made, Bartlett scores"}
    assert result.validation.n_parks == 6
    assert set(result.validation.associations["factor"]) == {"locational", "office"}
    assert "interaction" in result.validation.tables  # the respondents' own scores are there


def test_factors_of_variance_one_are_coupled(result: StudyResult) -> None:
    assert "coupling" in result.validation.tables
    assert result.scores.attrs["scale"] == "standardised"


def test_errors_of_the_draws_reach_the_parks(result: StudyResult) -> None:
    told = result.survey.scores.table.set_index(["park", "factor"])["se"]
    seen = result.validation.tables["score_intervals"].set_index(["park", "factor"])["se"]
    assert seen.to_dict() == pytest.approx(told.to_dict())


def test_tables_and_origin_are_in_the_file(result: StudyResult, town: Town) -> None:
    names = {name for name, _kind in pyogrio.list_layers(result.output)}
    assert {"survey_fit", "survey_estimates", "survey_reliability", "survey_scores"} <= names
    assert "survey_respondents" not in names
    fit = layer(result, "survey_fit").set_index("measure")
    assert fit.loc["cfi", "value"] == pytest.approx(result.survey.fit.measures["cfi"])
    rows = layer(result, "provenance").set_index(["section", "key"])["value"]
    assert rows["study", "answers.sha256"] == hashlib.sha256((town.folder / "answers.csv").read_bytes()).hexdigest()
    assert rows["survey", "estimator"] == "MLR"
    assert rows["survey", "reason"] == "“p0” has 25 respondents, and latent means by park need 50 in each."
    assert rows["survey", "model"].startswith("locational =~ f1_1")
    assert rows["scores", "scale"] == "standardised"


def test_scores_given_beside_go_before(town: Town, result: StudyResult) -> None:
    both = town.folder / "both.toml"
    both.write_text(town.study.read_text("utf-8") + '[scores]\npath = "scores.csv"\n', encoding="utf-8")
    scores, asked = _read_scores(Study.open(both), result.survey)
    assert scores["locational"].tolist() == [number * 3 % 7 for number in range(6)]
    assert any("are those of [scores]; those of the survey stand beside" in note for note in scores.attrs["notes"])
    assert asked.drawn is None


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("office =~ f2_1 + f2_2 + f2_3", "office =~ f2_1", "not identified"),
        ('answers = "answers.csv"', 'answers = "answers.csv"\npark = "f1_1"', "cannot be an item and the park"),
    ],
)
def test_a_survey_that_cannot_be_used_stops_the_run(town: Town, right: str, wrong: str, words: str) -> None:
    file = town.folder / "wrong.toml"
    text = town.study.read_text("utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        run_study(Study.open(file), town.folder / "wrong.gpkg")
    assert not (town.folder / "wrong.gpkg").exists()


def test_items_and_estimates_bear_the_texts_of_the_study(result: StudyResult) -> None:
    items = layer(result, "survey_items").set_index("item")["label"]
    assert items["f2_1"] == "Rooms are to be had"
    assert not items["f2_2"]
    estimates = layer(result, "survey_estimates").set_index(["lhs", "op", "rhs"])
    loading = estimates.loc["office", "=~", "f2_1"]
    assert (loading["lhs_title"], loading["rhs_title"], loading["label"]) == ("Offices", "Rooms are to be had", "")
    assert estimates.loc[("locational", "=~", "f1_2"), ["lhs_title", "rhs_title"]].tolist() == ["", ""]


def test_a_report_words_the_stored_tables_as_the_survey_itself_does(result: StudyResult) -> None:
    stored = StoredResult(result.output)
    chapter = survey_chapter(stored, ())
    own = {section.title: section for section in report_sections(result.survey)}
    assert len(chapter.sections) > 5
    for section in chapter.sections:
        if section.table is not None:
            pd.testing.assert_frame_equal(section.table, own[section.title].table)
    headings = {str(name) for section in chapter.sections if section.table is not None for name in section.table}
    assert {"item-rest r", "95 % interval", "√AVE", "met"} <= headings
    assert not {name for name in headings if "_" in name}


def test_answers_from_other_parks(town: Town, tmp_path: Path) -> None:
    answers = (town.folder / "answers.csv").read_text("utf-8").replace("\np", "\nq")
    (town.folder / "others.csv").write_text(answers, encoding="utf-8")
    file = town.folder / "others.toml"
    file.write_text(town.study.read_text("utf-8").replace('"answers.csv"', '"others.csv"'), encoding="utf-8")
    with pytest.raises(InputError, match="No park has a score: parks have ids such as “p0”"):
        run_study(Study.open(file), tmp_path / "result.gpkg")


def test_files_without_a_workbook(result: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "openpyxl" else find(name))
    files, notes = export_survey(tmp_path / "survey", result.survey)
    assert "tables.xlsx" not in {path.name for path in files}
    assert "tables.xlsx was not written; it needs openpyxl: pip install parklocus[survey]." in notes
    assert all(path.stat().st_size for path in files)
    assert "std.lv = TRUE" in (tmp_path / "survey" / "model.R").read_text("utf-8")
    svg = (tmp_path / "survey" / "path_diagram.svg").read_text("utf-8")
    assert "locational" in svg


def test_a_file_that_cannot_be_put_in_its_place_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_files, "_write_all", lambda folder, *_others: (folder / "scores.csv").write_text("id"))
    (tmp_path / "scores.csv").mkdir()
    with pytest.raises(InputError, match=r"scores\.csv cannot be written: Is a directory; choose another folder"):
        export_survey(tmp_path, None)
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]


def test_no_scores_without_convergence() -> None:
    warning = SimpleNamespace(kind="not_converged", message="The estimation did not converge.")
    with pytest.raises(InputError, match="The survey gives no scores: The estimation did not converge"):
        require_scores(SimpleNamespace(scores=None, warnings=(warning,)))
