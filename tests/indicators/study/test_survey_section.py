"""The section of a study that says where the questionnaire is: read, written, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parklocus.indicators.errors import InputError
from parklocus.indicators.study.study import Study
from parklocus.indicators.study.survey import ESTIMATORS, GAPS, LEAVE_OUT, SCORES, SurveySource, open_survey
from parklocus.indicators.survey.fitting import ESTIMATORS as FITTED
from parklocus.indicators.survey.park_scores import METHODS
from parklocus.indicators.survey.questionnaire import AnswerProblem
from parklocus.indicators.survey.samples import MISSING

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '[city]\nosm = "city.osm.pbf"\n[parks]\npath = "parks.geojson"\n'
LEAST = '[survey]\nanswers = "answers.csv"\nitems = ["a", "b", "c"]\nscale = [1, 5]\nmodel = "f =~ a + b + c"\n'
WHOLE = """
[survey]
answers = "answers.csv"
sheet = "答卷"
park = "园区"
respondent = "编号"
scale = [1, 5]
reverse = ["c"]
missing_codes = [9, "拒答"]
leave_out = ["straight_line"]
variables = ["age"]
model_file = "model.txt"
estimator = "WLSMV"
missing = "listwise"
std_lv = true
group = "capital"
scores = "ebm"
bootstrap = 0
seed = 0
label = "simulated"
[survey.items]
a = "1、近"
b = "2、便"
c = "c"
[survey.ranges]
c = [0, 10]
[survey.words]
"非常同意" = 5
[survey.labels]
a = { en = "Near", zh = "近" }
f = "Factor"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("city.osm.pbf", "parks.geojson", "answers.csv"):
        (tmp_path / name).touch()
    (tmp_path / "model.txt").write_bytes("\ufefff =~ a + b + c\n".encode())
    return tmp_path


def write(folder: Path, text: str) -> Path:
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


def test_whole_section_is_read_and_written(folder: Path) -> None:
    study = Study.open(write(folder, HEAD + WHOLE))
    assert study.survey == SurveySource(
        answers=folder / "answers.csv",
        items={"a": "1、近", "b": "2、便", "c": "c"},
        scale=(1, 5),
        model_file=folder / "model.txt",
        park="园区",
        respondent="编号",
        sheet="答卷",
        ranges={"c": (0, 10)},
        reverse=("c",),
        missing_codes=(9, "拒答"),
        words={"非常同意": 5},
        leave_out=("straight_line",),
        variables=("age",),
        estimator="WLSMV",
        std_lv=True,
        group="capital",
        scores="ebm",
        bootstrap=0,
        seed=0,
        label="simulated",
        labels={"a": {"en": "Near", "zh": "近"}, "f": {"en": "Factor", "zh": "Factor"}},
    )
    assert study.survey.model_text() == "f =~ a + b + c\n"
    study.save(folder / "again.toml")
    assert Study.open(folder / "again.toml") == study


def test_least_section_leaves_the_rest_to_the_defaults(folder: Path) -> None:
    study = Study.open(write(folder, HEAD + LEAST))
    assert study.survey is not None
    assert study.survey == SurveySource(
        folder / "answers.csv", {"a": "a", "b": "b", "c": "c"}, (1, 5), "f =~ a + b + c"
    )
    study.save(folder / "again.toml")
    assert Study.open(folder / "again.toml") == study
    assert "seed" not in (folder / "again.toml").read_text("utf-8")


def test_survey_alone_needs_neither_city_nor_parks(folder: Path) -> None:
    assert open_survey(write(folder, LEAST)) == Study.open(write(folder, HEAD + LEAST)).survey


def test_a_study_offers_what_the_survey_can_do() -> None:
    assert (ESTIMATORS, GAPS, SCORES) == (FITTED, MISSING, METHODS)


def test_rows_are_left_out_for_problems_of_rows_alone() -> None:
    of_items = {AnswerProblem.CONSTANT_ITEM, AnswerProblem.GAPS}
    assert set(LEAVE_OUT) == {str(kind) for kind in AnswerProblem if kind not in of_items}


MISTAKES = {
    "no model": ('model = "f =~ a + b + c"', "", "[survey] the model stands either in model or in the file"),
    "two models": ('model = "', 'model_file = "model.txt"\nmodel = "', "[survey] the model stands either in model"),
    "no scale": ("scale = [1, 5]", "", "[survey] scale is missing: the lowest and highest code"),
    "half a code": ("[1, 5]", "[1, 5.5]", "[survey] scale must be two whole numbers such as [1, 5], not [1, 5.5]."),
    "no items": ('items = ["a", "b", "c"]', "", "[survey] items is missing: list the items' columns"),
    "an item twice": ('"b", "c"]', '"b", "b"]', '[survey] items lists "b" twice.'),
    "reverse": ("scale", 'reverse = ["d"]\nscale', '[survey] reverse names "d", which is not among the items.'),
    "estimator": ("scale", 'estimator = "PLS"\nscale', '[survey] estimator must be "ML" or "MLR" or "WLSMV" or "DWLS"'),
    "leave out": (
        "scale",
        'leave_out = ["gaps"]\nscale',
        '[survey] leave_out names "gaps", which is no problem of rows',
    ),
    "codes": (
        "scale",
        "missing_codes = [[9]]\nscale",
        '[survey] missing_codes must be numbers or texts such as [9, "none"]',
    ),
    "truth": ("scale", 'std_lv = "yes"\nscale', '[survey] std_lv must be true or false, not "yes".'),
    "language": ("\nmodel", '\nlabels = { a = { fr = "Près" } }\nmodel', '[survey.labels.a] "fr" is not known'),
    "no answers": ("answers.csv", "answer.csv", '[survey] answers names "answer.csv", but there is no such file'),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(folder: Path, mistake: str) -> None:
    right, wrong, words = MISTAKES[mistake]
    assert right in LEAST
    with pytest.raises(InputError) as caught:
        Study.open(write(folder, HEAD + LEAST.replace(right, wrong, 1)))
    assert words in str(caught.value)
