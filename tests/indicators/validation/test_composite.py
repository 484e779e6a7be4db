"""Composite indices against reference values of other programs and cases worked by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation.composite import (
    entropy_weights,
    equal_weights,
    pairwise_weights,
    rank_sensitivity,
    scaled,
    topsis,
    weighted_sum,
)

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["transit", "cbd", "amenity", "noise"]


@pytest.fixture
def oracle(data_dir: Path) -> dict:
    return json.loads((data_dir / "sem" / "oracles" / "oracle_mcdm.json").read_text())


@pytest.fixture
def values(oracle: dict) -> pd.DataFrame:
    return pd.DataFrame(oracle["X"], columns=NAMES)


@pytest.fixture
def directions(oracle: dict) -> dict[str, str]:
    return dict(zip(NAMES, ("+" if sign > 0 else "-" for sign in oracle["types"]), strict=True))


def test_entropy_weights_equal_pymcdm(oracle: dict, values: pd.DataFrame, directions: dict[str, str]) -> None:
    assert entropy_weights(values).tolist() == pytest.approx(oracle["entropy_raw"]["w"], abs=1e-12)
    assert entropy_weights(scaled(values, directions)).tolist() == pytest.approx(oracle["entropy_minmax"]["w"])


def test_topsis_equals_scikit_criteria(oracle: dict, values: pd.DataFrame, directions: dict[str, str]) -> None:
    found = topsis(values, directions, entropy_weights(values))
    assert found.tolist() == pytest.approx(oracle["topsis_raw_entropy"], abs=1e-12)


def test_pairwise_weights_equal_the_eigenvector(oracle: dict) -> None:
    facts = oracle["ahp"]
    found = pairwise_weights(pd.DataFrame(facts["A"], index=NAMES[:3], columns=NAMES[:3]))
    assert found.weights.tolist() == pytest.approx(facts["w"])
    assert found.consistency_ratio == pytest.approx(facts["CR"])


def test_scalings_by_hand() -> None:
    values = pd.DataFrame({"transit": [1.0, 3.0, 3.0, 5.0], "same": [2.0, 2.0, 2.0, 2.0]})
    directions = {"transit": "-", "same": "+"}
    assert scaled(values, directions)["transit"].tolist() == [1.0, 0.5, 0.5, 0.0]
    assert scaled(values, directions, "z")["transit"].tolist() == pytest.approx([2**0.5, 0.0, 0.0, -(2**0.5)])
    assert scaled(values, directions, "percentile")["transit"].tolist() == [0.875, 0.5, 0.5, 0.125]
    for scaling in ("minmax", "z", "percentile"):
        assert scaled(values, directions, scaling)["same"].isna().all()


def test_weighted_sum_by_hand_and_missing_stays_missing() -> None:
    values = pd.DataFrame({"a": [0.0, 1.0, np.nan], "b": [1.0, 0.5, 1.0]})
    found = weighted_sum(values, pd.Series({"a": 3.0, "b": 1.0}))
    assert found.tolist()[:2] == [0.25, 0.875]
    assert np.isnan(found[2])


def test_topsis_of_one_indicator_is_its_range() -> None:
    values = pd.DataFrame({"a": [2.0, 4.0, 3.0]})
    assert topsis(values, {"a": "+"}, equal_weights(["a"])).tolist() == pytest.approx([0.0, 1.0, 0.5])


def test_a_park_that_leads_in_all_leads_whatever_the_weights() -> None:
    values = pd.DataFrame({"a": [1.0, 0.4, 0.0], "b": [1.0, 0.2, 0.5], "c": [1.0, 0.0, 0.3]}, index=["x", "y", "z"])
    found = rank_sensitivity(values, equal_weights(["a", "b", "c"]), seed=4)
    assert found.loc["x"].tolist() == [1.0, 1.0, 1.0, 1.0]
    assert found.loc["y", "rank_low"] == 2.0
    assert found.loc["y", "rank_high"] == 3.0


def test_equal_weights_of_two_indicators_draw_every_mix_alike() -> None:
    """Of two indicators that rank two parks against each other, each leads in half of the draws."""
    values = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 1.0]})
    found = rank_sensitivity(values, equal_weights(["a", "b"]), draws=4000)
    assert found["first_share"][0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scaled(pd.DataFrame({"a": [1.0]}), {}), "“a”"),
        (lambda: scaled(pd.DataFrame({"a": [1.0]}), {"a": "+"}, "log"), "“log”"),
        (lambda: entropy_weights(pd.DataFrame({"a": [1.0, -1.0]})), "“a”"),
        (lambda: entropy_weights(pd.DataFrame({"a": [1.0, 1.0]})), "No indicator differs"),
        (lambda: entropy_weights(pd.DataFrame({"a": [1.0]})), "two rows"),
        (lambda: weighted_sum(pd.DataFrame({"a": [1.0]}), pd.Series({"b": 1.0})), "no weight for: a"),
        (lambda: weighted_sum(pd.DataFrame({"a": [1.0]}), pd.Series({"a": -1.0})), "negative"),
        (lambda: pairwise_weights(pd.DataFrame([[1.0, 3.0], [1.0, 1.0]], list("ab"), list("ab"))), "reciprocal"),
        (lambda: pairwise_weights(pd.DataFrame([[1.0, 3.0]], index=["a"], columns=["a", "b"])), "square"),
    ],
)
def test_says_what_is_wrong(call, words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
