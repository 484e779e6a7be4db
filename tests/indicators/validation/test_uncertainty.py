"""Score uncertainty against closed forms and known distributions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, spearmanr, ttest_1samp

from parklocus.indicators.validation.multilevel import random_intercept
from parklocus.indicators.validation.true_scores import association_draws, association_limits
from parklocus.indicators.validation.uncertainty import drawn_from_errors, drawn_from_respondents


@pytest.fixture
def respondents() -> pd.DataFrame:
    random = np.random.default_rng(2)
    sizes = {"c": 40, "a": 25, "b": 60}
    level = {"a": 4.0, "b": 3.0, "c": 3.2}
    rows = [(park, level[park] + random.normal(), random.normal()) for park, n in sizes.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["park", "locational", "office"])


def test_intervals_of_means_equal_students(respondents: pd.DataFrame) -> None:
    found = drawn_from_respondents(respondents, seed=1).table.set_index(["park", "factor"])
    for park, own in respondents.groupby("park"):
        limits = ttest_1samp(own["locational"], 0.0).confidence_interval()
        row = found.loc[(park, "locational")]
        assert row["n"] == len(own)
        assert (row["score"], row["ci_low"], row["ci_high"]) == pytest.approx(
            (own["locational"].mean(), limits.low, limits.high)
        )


def test_draws_spread_as_the_standard_errors_say(respondents: pd.DataFrame) -> None:
    found = drawn_from_respondents(respondents, seed=1, draws=8000)
    n, se = (found.table[name].to_numpy(dtype=float).reshape(3, 2) for name in ("n", "se"))
    assert found.se == pytest.approx(se * np.sqrt((n - 1) / (n - 3)))  # as Student's t of n - 1 varies
    assert found.errors.std(axis=0) == pytest.approx(found.se, rel=0.04)
    assert found.errors.mean(axis=0).ravel() == pytest.approx(np.zeros(6), abs=0.02)


def test_a_respondents_factors_are_drawn_together(respondents: pd.DataFrame) -> None:
    twice = respondents.assign(office=respondents["locational"] * 2)
    found = drawn_from_respondents(twice, seed=1, draws=50)
    assert found.errors[..., 1] == pytest.approx(found.errors[..., 0] * 2)


def test_rank_probabilities_of_normal_scores() -> None:
    """Two parks a standard error of the difference apart: the higher leads with probability Φ(1)."""
    scores = pd.DataFrame({"locational": [3.0, 3.0 + np.hypot(0.3, 0.4)]}, index=["a", "b"])
    errors = pd.DataFrame({"locational": [0.3, 0.4]}, index=["a", "b"])
    found = drawn_from_errors(scores, errors, seed=3, draws=40_000).table
    assert found["first_share"].tolist() == pytest.approx([norm.sf(1), norm.cdf(1)], abs=0.01)
    assert found["rank_low"].tolist() == [1.0, 1.0]
    assert found["ci_high"].tolist()[0] == pytest.approx(3.0 + 1.959964 * 0.3)


def test_shrinkage_is_that_of_the_mixed_model(respondents: pd.DataFrame) -> None:
    found = drawn_from_respondents(respondents, seed=1, draws=10).table
    own = found[found["factor"] == "locational"]
    fit = random_intercept(
        respondents["locational"].to_numpy(), pd.DataFrame(index=respondents.index), respondents["park"]
    )
    expected = fit.coefficients["estimate"].iloc[0] + fit.park_effects
    assert own.set_index("park")["shrunk"].to_dict() == pytest.approx(expected.to_dict())


def test_equal_errors_shrink_all_alike() -> None:
    """With equal errors s² the moments give the variance of the means less s², and all keep the same share."""
    mean = np.array([2.0, 3.0, 4.5, 3.5])
    scores = pd.DataFrame({"social": mean}, index=list("abcd"))
    found = drawn_from_errors(scores, scores * 0 + 0.5, seed=0, draws=10).table
    kept = 1 - 0.25 / mean.var(ddof=1)
    assert found["shrunk"].to_numpy() == pytest.approx(mean.mean() + kept * (mean - mean.mean()))


def test_gaps_and_few_respondents() -> None:
    table = pd.DataFrame(
        {
            "park": ["a"] * 6 + ["b"] * 6 + ["c"] * 2,
            "social": [1.0, 2.0, 3.0, np.nan, 4.0, 5.0, *range(6), 3.0, 4.0],
        }
    )
    found = drawn_from_respondents(table, seed=1, draws=200)
    by_park = found.table.set_index("park")
    assert by_park["n"].to_dict() == {"a": 5, "b": 6, "c": 2}
    assert by_park.loc["a", "score"] == 3.0
    assert by_park.loc["c", ["se", "ci_low", "ci_high", "rank_low", "first_share"]].isna().all()
    assert by_park.loc["c", "score"] == 3.5
    assert by_park["first_share"].sum() == pytest.approx(1.0, abs=0.05)  # ties come first in no draw


def test_of_three_parks_the_limits_are_quantiles_of_the_scores_drawn_anew(respondents: pd.DataFrame) -> None:
    """Three parks do not tell how far true scores lie apart: the scores seen and their errors are all there is."""
    found = drawn_from_respondents(respondents, seed=1, draws=300)
    values = np.array([[5.0, np.nan], [1.0, 2.0], [2.0, 3.0]])
    low, high = association_limits(association_draws(found, values, seed=1))
    drawn = found.mean[:, 0] + found.errors[:, :, 0]
    rho = [spearmanr(draw, values[:, 0]).statistic for draw in drawn]
    assert (low[0, 0], high[0, 0]) == pytest.approx(tuple(np.quantile(rho, [0.025, 0.975])))
    assert np.isnan(low[0, 1])


def test_scores_without_errors_have_limits_of_no_width() -> None:
    scores = pd.DataFrame({"social": [1.0, 2.0, 4.0, 3.0]}, index=list("abcd"))
    found = drawn_from_errors(scores, scores * 0, seed=0, draws=20)
    low, high = association_limits(association_draws(found, np.arange(4.0)[:, None], seed=0))
    assert low[0, 0] == pytest.approx(0.8)
    assert high[0, 0] == pytest.approx(0.8)
