"""What is wrong with a survey's fit reaches every output: the page, programs, files, and a run's scores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from parklocus.indicators.cli.main import main
from parklocus.indicators.errors import InputError
from parklocus.indicators.study.survey import open_survey
from parklocus.indicators.survey.run_scores import scores_of_survey
from parklocus.indicators.survey.study_survey import assess_survey, require_scores
from parklocus.tests.indicators.made_answers import in_categories, measurement, of_factors

if TYPE_CHECKING:
    from pathlib import Path

CUTS = (-1.3, -0.4, 0.4, 1.3)
IMPROPER = {"few_rows", "heywood", "not_positive_definite"}


def write_study(folder: Path, answers: pd.DataFrame, model: str = measurement()) -> Path:
    answers.assign(park=["a", "b"] * (len(answers) // 2)).to_csv(folder / "answers.csv", index=False)
    items = json.dumps([name for name in answers if name.startswith("f")])
    study = folder / "study.toml"
    keys = f'answers = "answers.csv"\nscale = [1, 5]\nbootstrap = 0\nitems = {items}'
    study.write_text(f'[survey]\n{keys}\nmodel = """\n{model}\n"""\n', encoding="utf-8")
    return study


def small(seed: int) -> pd.DataFrame:
    """Return 24 answers to items that hardly correlate."""
    return in_categories(of_factors(25, seed=seed, loading=0.5), CUTS).head(24)


@pytest.mark.parametrize(("seed", "kinds"), [(0, IMPROPER), (4, {"few_rows", "not_converged"})])
def test_doubts_reach_every_output(
    seed: int, kinds: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = write_study(tmp_path, small(seed))
    assert main(["survey", str(study), "--output", str(tmp_path / "out"), "--json"]) == 0
    warnings = json.loads(capsys.readouterr().out.splitlines()[-1])["summary"]["warnings"]
    assert {warning["kind"] for warning in warnings} >= kinds
    if "heywood" in kinds:
        assert main(["survey", str(study)]) == 0
        page = "".join(capsys.readouterr().out.split())
        assert all("".join(warning["message"].split()) in page for warning in warnings)
    reports = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*_en.html")]
    table = pd.read_csv(tmp_path / "out" / "warnings.csv", encoding="utf-8-sig").to_string()
    assert reports
    found = assess_survey(open_survey(study))
    for warning in found.warnings:
        short = warning.message[:40]
        assert short in table
        assert all(short in text for text in reports)
    if "not_converged" in kinds:
        with pytest.raises(InputError, match="gives no scores"):
            require_scores(found)
        return
    notes = scores_of_survey(found, require_scores(found)).attrs["notes"]
    assert {warning.message for warning in found.warnings} <= set(notes)


def test_what_cannot_be_fitted_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = in_categories(of_factors(120), CUTS)
    cases = {
        "df = -1": (answers, "f1 =~ f1_1 + f1_2"),
        "f1_1, f1_3 are collinear": (answers.assign(f1_3=answers["f1_1"]), measurement()),
        "same answer in every row": (answers.assign(f1_2=3), measurement()),
        "too few for 6 items": (answers.head(6), measurement()),
    }
    for words, (given, model) in cases.items():
        assert main(["survey", str(write_study(tmp_path, given, model))]) == 2
        assert words in " ".join(capsys.readouterr().err.split())
