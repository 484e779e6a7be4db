"""Scores of parks: the method that the respondents allow, its reason, and errors held to closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_answers import in_categories, measurement, of_factors

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError

MODEL = measurement()


def of_parks(sizes: dict[str, int], shift: float = 0.0, item_shift: float = 0.0, seed: int = 3) -> pd.DataFrame:
    """Return answers of parks, the last of which is higher by a shift of f1, or of one item alone."""
    answers = of_factors(sum(sizes.values()), seed=seed)
    park = np.repeat(list(sizes), list(sizes.values()))
    last = park == list(sizes)[-1]
    answers.loc[last, ["f1_1", "f1_2", "f1_3"]] += 0.8 * shift
    answers.loc[last, "f2_2"] += item_shift
    return answers.assign(park=park)


@pytest.fixture(scope="module")
def large() -> pd.DataFrame:
    return of_parks({"a": 120, "b": 80}, shift=0.6)


@pytest.fixture(scope="module")
def latent(large: pd.DataFrame) -> survey.ParkScores:
    return survey.park_scores(survey.fit(MODEL, large, "MLR"), large, bootstrap=0, seed=4)


def test_large_parks_and_an_invariant_scale_give_latent_means(large: pd.DataFrame, latent: survey.ParkScores) -> None:
    assert latent.method == "latent_means"
    assert latent.reason.startswith("Every park has 50 respondents, and loadings and intercepts are the same")
    means = latent.invariance.latent_means.set_index(["group", "factor"])
    scores = latent.table.set_index(["park", "factor"])
    for factor in ("f1", "f2"):
        gap = means.loc[("b", factor)]
        one, other = scores.loc[("a", factor)], scores.loc[("b", factor)]
        assert other["score"] - one["score"] == pytest.approx(gap["mean"])
        assert 120 * one["score"] + 80 * other["score"] == pytest.approx(0, abs=1e-9)
        assert one["se"] == pytest.approx(0.4 * gap["se"])  # b has 80 of 200 respondents
        assert other["se"] == pytest.approx(0.6 * gap["se"])
    drawn = latent.draws.std(axis=0, ddof=1).ravel()
    assert drawn == pytest.approx(latent.table["se"].to_numpy(), rel=0.08)
    assert latent.draws.mean(axis=0).ravel() == pytest.approx(latent.table["score"].to_numpy(), abs=0.02)


def test_small_parks_have_bartlett_scores() -> None:
    answers = of_parks({"a": 60, "b": 40, "c": 3})
    fit = survey.fit(MODEL, answers)
    found = survey.park_scores(fit, answers, bootstrap=60)
    assert found.method == "bartlett"
    assert found.reason == "“c” has 3 respondents, and latent means by park need 50 in each."
    means = fit.scores("bartlett").groupby(answers["park"]).mean()
    table = found.table.set_index(["park", "factor"])
    for park in "abc":
        for factor in ("f1", "f2"):
            assert table.loc[(park, factor), "score"] == pytest.approx(means.loc[park, factor])
    assert table.loc["c"][["se", "ci_low", "ci_high"]].isna().all(axis=None)  # three say nothing of their own spread
    assert table.loc["a"]["se"].notna().all()
    again = survey.park_scores(fit, answers, bootstrap=60)
    pd.testing.assert_frame_equal(found.table, again.table)
    other = survey.park_scores(fit, answers, bootstrap=60, seed=2)
    assert not np.allclose(found.table["se"].dropna(), other.table["se"].dropna())


def test_errors_of_draws_are_near_those_of_a_mean() -> None:
    """With all respondents in two parks the model moves little: the error is nearly that of a mean, around no mean."""
    answers = of_parks({"a": 150, "b": 45})
    fit = survey.fit(MODEL, answers)
    plain = survey.park_scores(fit, answers, bootstrap=0).table
    drawn = survey.park_scores(fit, answers, bootstrap=150).table
    b = plain["park"] == "b"
    # Scores are centred on all respondents: what b draws moves the centre by its share.
    share = 45 / 195
    expected = np.hypot((1 - share) * plain["se"][b].to_numpy(), (1 - share) * plain["se"][~b].to_numpy())
    assert drawn["se"][b].to_numpy() == pytest.approx(expected, rel=0.25)
    own = fit.scores().loc[answers["park"] == "b", "f1"]
    assert plain["se"][b].iloc[0] == pytest.approx(own.std(ddof=1) / np.sqrt(45))


def test_an_item_that_means_something_else_there_stops_latent_means() -> None:
    answers = of_parks({"a": 90, "b": 90}, item_shift=1.2)
    fit = survey.fit(MODEL, answers)
    found = survey.park_scores(fit, answers, bootstrap=0)
    assert found.method == "bartlett"
    assert found.reason.startswith("Equal intercepts between parks do not hold: CFI changes by -0.")
    asked = survey.park_scores(fit, answers, method="latent_means", bootstrap=0)
    assert asked.method == "latent_means"
    assert asked.warnings == (found.reason,)


@pytest.mark.parametrize("method", ["regression", "ebm"])
def test_scores_that_shrink_bring_a_warning(method: str) -> None:
    answers = of_parks({"a": 60, "b": 60})
    items = [name for name in answers if name != "park"]
    if method == "ebm":
        answers[items] = in_categories(answers[items])
    fit = survey.fit(MODEL, answers, "WLSMV" if method == "ebm" else "ML")
    found = survey.park_scores(fit, answers, method="auto" if method == "ebm" else method, bootstrap=0)
    assert found.method == method
    assert "shrink to the mean" in found.warnings[0]


def test_what_has_no_scores() -> None:
    answers = of_parks({"a": 60, "b": 60})
    fit = survey.fit(MODEL, answers)
    with pytest.raises(InputError, match="“factor” is no method of factor scores"):
        survey.park_scores(fit, answers, method="factor")
    with pytest.raises(InputError, match="have no column “site”; their columns are"):
        survey.park_scores(fit, answers, "site")
    with pytest.raises(InputError, match="row 3, column “park”: the park is missing"):
        survey.park_scores(fit, answers.assign(park=answers["park"].where(np.arange(120) != 2)))
    with pytest.raises(InputError, match="fit it without a group"):
        survey.park_scores(survey.fit(MODEL, answers, group="park"), answers)
    with pytest.raises(InputError, match="no latent means by park: the answers come from one park"):
        survey.park_scores(fit, answers.assign(park="a"), method="latent_means")


def test_wide_table_is_what_a_study_reads(latent: survey.ParkScores) -> None:
    read = survey.read_scores(latent.wide())
    assert list(read.columns) == ["id", "f1", "f2"]
    assert list(read["id"]) == ["a", "b"]
    renamed = latent.of_parks({"b": "乙"})
    assert (renamed.parks, renamed.draws.shape) == (("乙",), (2000, 1, 2))
    assert renamed.table["score"].tolist() == latent.table.query("park == 'b'")["score"].tolist()
    assert set(renamed.respondents["park"]) == {"乙"}
    assert read.attrs["errors"]["f1"] == pytest.approx(latent.table.query("factor == 'f1'")["se"].tolist())


def test_a_park_of_gaps_has_no_score_and_is_named() -> None:
    answers = in_categories(of_factors(120), (-1.3, -0.4, 0.4, 1.3)).assign(park=["a", "b"] * 60).astype(object)
    answers.loc[119, "park"] = "c"
    answers.loc[119, "f1_1"] = None
    items = [name for name in answers if name != "park"]
    read = survey.read_questionnaire(answers, items, "park", (1, 5))
    found = survey.assess(read, MODEL, bootstrap=0)
    assert found.scores.parks == ("a", "b")
    assert "No respondent of these parks could be used, so they have no score: c." in found.notes
    sample = found.tables["sample"].set_index("park")
    assert sample.loc["c"].tolist() == [1, 0, 1, 0]
    assert sample[["left_out", "incomplete", "used"]].sum(axis=1).tolist() == sample["rows"].tolist()
