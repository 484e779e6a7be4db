"""Respondents' scores and the standard errors of parks' scores, as tables give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.scores import mean_scores, read_respondents, read_scores, standard_errors
from parklocus.indicators.validation import Asked, validate

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str) -> Path:
    path = folder / "scores.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_park_has_many_respondents(tmp_path: Path) -> None:
    given = read_respondents(
        write(tmp_path, "park;office;social;label\nb;3,5;1;simulated\na;4;;simulated\nb;4,5;2;simulated\n"), id="park"
    )
    assert given["park"].tolist() == ["b", "a", "b"]
    assert given["office"].tolist() == [3.5, 4.0, 4.5]
    means = mean_scores(given)
    assert means["id"].tolist() == ["b", "a"]
    assert means["office"].tolist() == [4.0, 4.0]
    assert means["social"].tolist()[0] == 1.5
    assert np.isnan(means["social"].tolist()[1])
    assert means.attrs["label"] == "simulated"
    assert mean_scores(given, "drawn").attrs["label"] == "drawn"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,office\na,3\n,4\n", ["row 3", "park's id"]),
        ("id,office\na,3\nb,good\n", ["row 3", "“good”"]),
        ("park,office\na,3\n", ["no column “id”"]),
        ("id,office\n", ["no rows"]),
    ],
)
def test_mistakes_are_told_by_row(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        read_respondents(write(tmp_path, text))
    assert all(word in str(error.value) for word in words), str(error.value)


def test_respondents_taken_for_parks_are_told_what_to_say(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="say that the rows are respondents"):
        read_scores(write(tmp_path, "id,office\na,3\na,4\n"))


def test_standard_errors_stand_beside_their_factor(tmp_path: Path) -> None:
    scores = read_scores(write(tmp_path, "id,office,office_se,social,brand_se\na,3,0.2,1,7\nb,4,,2,8\n"))
    assert list(scores.columns) == ["id", "office", "social", "brand_se"]  # no factor is called brand
    errors = standard_errors(scores)
    assert errors is not None
    assert errors.loc["a", "office"] == 0.2
    assert np.isnan(errors.loc["b", "office"])
    assert errors["social"].isna().all()
    assert standard_errors(read_scores(write(tmp_path, "id,office\na,3\n"))) is None
    with pytest.raises(InputError, match=r"row 2.*negative"):
        read_scores(write(tmp_path, "id,office,office_se\na,3,-0.2\n"))


def test_scores_matched_by_name_keep_their_respondents() -> None:
    parks = pd.DataFrame({"id": ["1", "2", "3"], "name": ["North", "South", "East"], "ptal": [1.0, 2.0, 3.0]})
    random = np.random.default_rng(0)
    answers = pd.DataFrame({"id": [*"NSE"] * 8, "office": random.normal(size=24)})
    answers["id"] = answers["id"].map({"N": "north", "S": "south", "E": "east"})
    respondents = read_respondents(answers)
    result = validate(parks, mean_scores(respondents), asked=Asked(respondents=respondents))
    assert result.matched_by == "name"
    found = result.tables["score_intervals"].set_index("park")
    assert found["n"].to_dict() == {"1": 8, "2": 8, "3": 8}
    assert found.loc["2", "score"] == pytest.approx(answers.loc[answers["id"] == "south", "office"].mean())
