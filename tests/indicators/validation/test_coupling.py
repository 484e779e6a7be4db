"""The coupling of spaces against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation.coupling import (
    CLASSES,
    class_title,
    coupling_coordination,
    interaction,
    on_unit_scale,
    space_levels,
)

SPACES = ["local", "capital", "relational"]
LEVEL = st.floats(0.01, 1.0)


def test_by_hand() -> None:
    """u = .8, .4, .2: C = 3 · .064^(1/3) / 1.4 = 6/7; T = 7/15; D = √(.4)."""
    found = coupling_coordination(pd.DataFrame([[0.8, 0.4, 0.2]], columns=SPACES)).iloc[0]
    assert found["coupling"] == pytest.approx(6 / 7)
    assert found["coordination"] == pytest.approx(7 / 15)
    assert found["degree"] == pytest.approx(0.4**0.5)
    assert found["class"] == "primary coordination"
    assert found["lagging"] == "relational"


def test_a_space_that_is_nothing_uncouples_and_a_missing_one_is_missing() -> None:
    found = coupling_coordination(pd.DataFrame([[0.0, 0.4, 0.2], [0.0, 0.0, 0.0], [np.nan, 0.4, 0.2]], columns=SPACES))
    assert found["coupling"].tolist()[:2] == [0.0, 0.0]
    assert found["class"].tolist() == ["extreme disorder", "extreme disorder", ""]
    assert found.loc[2, ["coupling", "coordination", "degree"]].isna().all()


def test_weights_count_in_coordination_alone() -> None:
    levels = pd.DataFrame([[0.8, 0.4, 0.2]], columns=SPACES)
    found = coupling_coordination(levels, {"local": 2, "capital": 1, "relational": 1}).iloc[0]
    assert found["coupling"] == pytest.approx(6 / 7)
    assert found["coordination"] == pytest.approx((1.6 + 0.4 + 0.2) / 4)


@given(st.tuples(LEVEL, LEVEL, LEVEL), st.permutations([0, 1, 2]))
def test_bounds_and_symmetry(levels: tuple[float, float, float], order: list[int]) -> None:
    one = coupling_coordination(pd.DataFrame([levels], columns=SPACES)).iloc[0]
    other = coupling_coordination(pd.DataFrame([[levels[i] for i in order]], columns=SPACES)).iloc[0]
    assert 0 <= one["coupling"] <= 1
    assert min(levels) - 1e-12 <= one["coordination"] <= max(levels) + 1e-12
    assert one["degree"] == pytest.approx(other["degree"])


@given(LEVEL)
def test_level_spaces_are_fully_coupled(level: float) -> None:
    found = coupling_coordination(pd.DataFrame([[level] * 3], columns=SPACES)).iloc[0]
    assert found["coupling"] == pytest.approx(1.0)
    assert found["degree"] == pytest.approx(level**0.5)
    assert found["lagging"] == ""


def test_classes_begin_at_tenths() -> None:
    """Of level spaces the degree is the root of the level."""
    tenths = (np.arange(10) / 10) ** 2
    found = coupling_coordination(pd.DataFrame(np.repeat(tenths[:, None], 3, axis=1), columns=SPACES))
    assert found["class"].tolist() == list(CLASSES)
    assert coupling_coordination(pd.DataFrame([[1.0] * 3], columns=SPACES))["class"].tolist() == [CLASSES[-1]]
    assert all(class_title(name) for name in CLASSES)


def test_spaces_are_means_of_their_factors() -> None:
    scores = pd.DataFrame({"locational": [0.2, 0.4], "office": [0.6, np.nan], "social": [0.1, 0.9]})
    found = space_levels(scores, {"local": ["locational", "office"], "relational": ["social"]})
    assert found["local"].tolist()[0] == pytest.approx(0.4)
    assert np.isnan(found["local"][1])
    assert found["relational"].tolist() == [0.1, 0.9]


def test_interaction_equals_pearson_with_its_interval() -> None:
    random = np.random.default_rng(1)
    levels = pd.DataFrame(random.uniform(size=(40, 2)), columns=SPACES[:2])
    park = pd.Series(["a"] * 25 + ["b"] * 15)
    found = interaction(levels, park)
    assert found["n"].tolist() == [25, 15]
    for row, rows in zip(found.itertuples(), (slice(25), slice(25, 40)), strict=True):
        r = pearsonr(levels.iloc[rows, 0], levels.iloc[rows, 1])
        limits = r.confidence_interval()
        assert (row.correlation, row.ci_low, row.ci_high) == pytest.approx((r.statistic, limits.low, limits.high))
    few = interaction(levels[:5], park[:5])
    assert few["correlation"].isna().all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: on_unit_scale(pd.DataFrame({"a": [6.0]}), answers_from=1, answers_to=5), "“a”"),
        (lambda: on_unit_scale(pd.DataFrame({"a": [6.0]}), answers_from=1), "highest"),
        (lambda: space_levels(pd.DataFrame({"a": [0.5]}), {"local": ["b"]}), "“local”.*b"),
        (lambda: coupling_coordination(pd.DataFrame({"a": [0.5]}), {"b": 1.0}), "not all 0"),
    ],
)
def test_says_what_is_wrong(call, words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
