"""Groups of parks against scipy's permutation test, analysis of variance and cases worked by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway, permutation_test

from parklocus.indicators.validation.groups import group_differences, group_levels, group_pairs

STATE = [4.0, 5.0, 6.5]
PRIVATE = [1.0, 2.0, 3.0, 4.5]


@pytest.fixture
def parks() -> tuple[pd.DataFrame, pd.Series]:
    values = pd.DataFrame({"locational": [*STATE, *PRIVATE, 9.0], "same": 1.0})
    return values, pd.Series(["state"] * 3 + ["private"] * 4 + [None])


def test_levels(parks: tuple[pd.DataFrame, pd.Series]) -> None:
    found = group_levels(*parks).set_index(["variable", "group"])
    assert found.loc[("locational", "private")].tolist() == [4, 2.625, 1.0, 4.5]
    assert found.loc[("locational", "state"), "n"] == 3


def test_pairs_equal_scipys_permutation_test(parks: tuple[pd.DataFrame, pd.Series]) -> None:
    found = group_pairs(*parks).iloc[0]
    exact = permutation_test(
        (PRIVATE, STATE), lambda x, y: abs(np.mean(x) - np.mean(y)), alternative="greater", n_resamples=np.inf
    )
    assert (found["first"], found["second"]) == ("private", "state")
    assert found["difference"] == pytest.approx(np.mean(PRIVATE) - np.mean(STATE))
    assert found["p"] == pytest.approx(exact.pvalue)
    assert found["p_min"] == pytest.approx(1 / 35)  # only the four lowest against the three highest
    # Of 12 pairs of a private and a state park one has the private one above (4.5 > 4), and none is level.
    assert found["cliffs_delta"] == pytest.approx((1 - 11) / 12)
    pooled = (np.var(PRIVATE, ddof=1) * 3 + np.var(STATE, ddof=1) * 2) / 5
    assert found["hedges_g"] == pytest.approx((1 - 3 / 19) * found["difference"] / pooled**0.5)


def test_share_between_groups_is_that_of_the_analysis_of_variance(parks: tuple[pd.DataFrame, pd.Series]) -> None:
    found = group_differences(*parks).set_index("variable").loc["locational"]
    both = np.array([*STATE, *PRIVATE])
    total = ((both - both.mean()) ** 2).sum()
    f = f_oneway(STATE, PRIVATE).statistic
    assert found["between_share"] == pytest.approx(f / (f + 5))
    within = (1 - found["between_share"]) * total / 5
    assert found["between_share_corrected"] == pytest.approx(
        (found["between_share"] * total - within) / (total + within)
    )
    assert found["p"] == pytest.approx(group_pairs(*parks)["p"][0])  # of two groups the tests are one


def test_three_groups_by_enumeration() -> None:
    values = pd.DataFrame({"x": [1.0, 2.0, 4.0, 4.5, 9.0, 3.0]})
    group = pd.Series([*"aabbcc"])
    found = group_differences(values, group).iloc[0]
    y = values["x"].to_numpy()
    shares = []
    for first in combinations(range(6), 2):
        rest = [place for place in range(6) if place not in first]
        for second in combinations(rest, 2):
            third = [place for place in rest if place not in second]
            shares.append(sum((y[list(own)].mean() - y.mean()) ** 2 for own in (first, second, third)))
    seen = sum((y[2 * own : 2 * own + 2].mean() - y.mean()) ** 2 for own in range(3))
    assert found["p"] == pytest.approx(np.mean(np.array(shares) >= seen - 1e-9))
    assert found["p_min"] == pytest.approx(np.mean(np.array(shares) >= max(shares) - 1e-9))


def test_what_cannot_be_compared_is_missing(parks: tuple[pd.DataFrame, pd.Series]) -> None:
    same = group_differences(*parks).set_index("variable").loc["same"]
    assert np.isnan(same["p"])
    assert same["method"] == "none"
    alone = group_differences(parks[0], pd.Series([*"abcdefgh"]))
    assert alone["p"].isna().all()


def test_more_parks_draw_rearrangements_and_hold_their_level() -> None:
    random = np.random.default_rng(7)
    values = pd.DataFrame(random.normal(size=(14, 300)), columns=[f"x{number}" for number in range(300)])
    found = group_differences(values, pd.Series([*"aaaaabbbbbcccc"]), draws=199)
    assert set(found["method"]) == {"monte carlo"}
    assert 0.02 <= np.mean(found["p"] <= 0.05) <= 0.085


def test_four_parks_are_described_and_not_tested() -> None:
    values = pd.DataFrame({"ptal": [1.0, 2.0, 5.0, 6.0]})
    group = pd.Series(["a", "a", "b", "b"])
    whole = group_differences(values, group).iloc[0]
    assert whole["between_share"] == pytest.approx(16 / 17)
    assert np.isnan(whole["p"])
    assert whole["method"] == "none"
    pair = group_pairs(values, group).iloc[0]
    assert (pair["difference"], pair["cliffs_delta"]) == (-4.0, -1.0)
    assert np.isnan(pair["p"])
