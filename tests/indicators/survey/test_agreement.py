"""Agreement of respondents beside R's multilevel and psych, published tables and closed forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from lavaan_oracles import read_oracles

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.agreement import agreement, null_variance

if TYPE_CHECKING:
    from pathlib import Path

SCALES = {
    "LOC": ["L1", "L2", "L3"],
    "INS": ["I1", "I2", "I3"],
    "SRN": ["S1", "S2", "S3"],
    "CUL": ["C1", "C2"],
    "OFF": ["O1", "O2"],
}
# Shrout & Fleiss 1979, table 2: six targets, four ratings each.
RATINGS = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]


@pytest.mark.data
@pytest.mark.parametrize("scale", SCALES)
def test_parks_beside_multilevel(data_dir: Path, scale: str) -> None:
    oracles = read_oracles(data_dir, "reliability")
    expected = oracles["aggregation"][scale]
    found = agreement(oracles.data("likert13"), SCALES[scale], "park", (1, 5))
    pairs = {"MSB": found.between, "MSW": found.within, "F": found.f, "p": found.p, "k_mean": found.mean_size}
    pairs |= {"ICC1": found.icc1, "ICC2": found.icc2}
    for name, value in pairs.items():
        assert value == pytest.approx(expected[name], rel=1e-8), name
    parks = found.parks.set_index("park")
    for ours, theirs in {"mean": "park_means", "variance": "park_var", "rwg": "rwg_mean", "rwgj": "rwgj"}.items():
        assert parks[ours].to_dict() == pytest.approx(expected[theirs], rel=1e-9), ours


@pytest.mark.data
def test_interval_beside_psych(data_dir: Path) -> None:
    expected = read_oracles(data_dir, "reliability")["ICC_shrout_fleiss"]
    rows = [(str(target), rating) for target, ratings in enumerate(RATINGS) for rating in ratings]
    found = agreement(pd.DataFrame(rows, columns=["park", "rating"]), ["rating"], "park", (1, 10))
    single = expected["1"]
    theirs = [single["ICC"], single["lower bound"], single["upper bound"], single["p"], expected["4"]["ICC"]]
    assert [found.icc1, found.icc1_low, found.icc1_high, found.p, found.icc2] == pytest.approx(theirs, rel=1e-9)
    assert (found.df_between, found.df_within) == (5, 18)
    assert round(found.icc1, 2) == 0.17  # as published
    assert round(found.icc2, 2) == 0.44


@pytest.mark.parametrize(
    ("scale", "null", "variance"),
    [
        ((1, 5), "uniform", 2.0),
        ((1, 7), "uniform", 4.0),
        ((0, 10), "uniform", 10.0),
        ((1, 3), "triangular", 0.5),
        ((1, 5), "triangular", 4 / 3),
        ((1, 4), "triangular", 11 / 12),
        ((1, 5), "slight_skew", 1.34),
        ((1, 5), "moderate_skew", 0.90),
        ((1, 5), "heavy_skew", 0.44),
    ],
)
def test_variances_without_agreement(scale: tuple[int, int], null: str, variance: float) -> None:
    assert null_variance(scale, null) == pytest.approx(variance, abs=1e-12)


def test_respondents_who_agree_and_who_do_not() -> None:
    answers = pd.DataFrame(
        {
            "园区": ["甲"] * 4 + ["乙"] * 4 + ["丙"],
            "a": [4, 4, 4, 4, 1, 5, 1, 5, 3],
            "b": [4, 4, 4, 4, 1, 5, 1, 5, 3],
        }
    )
    parks = agreement(answers, ["a", "b"], "园区", (1, 5)).parks.set_index("park")
    assert parks.loc["甲", ["rwg", "rwgj"]].tolist() == [1.0, 1.0]
    assert parks.loc["乙", "rwg"] == pytest.approx(1 - (16 / 3) / 2)  # below zero, and said so
    assert np.isnan(parks.loc["乙", "rwgj"])
    assert parks.loc["丙", ["variance", "rwg", "rwgj"]].isna().all()
    assert parks["n"].to_dict() == {"甲": 4, "乙": 4, "丙": 1}


def test_parks_by_number_are_called_as_people_write_them() -> None:
    answers = pd.DataFrame({"park": [1.0, 1.0, 2.0, 2.0], 7: [1, 2, 4, 5]})
    assert agreement(answers, [7], "park", (1, 5)).parks["park"].tolist() == ["1", "2"]


def test_gaps_leave_the_row_out() -> None:
    answers = pd.DataFrame({"park": list("aaabbb"), "x": [1, 2, 3, 3, 5, None], "y": [1, 3, 3, 4, 5, 2]})
    whole = agreement(answers.dropna(), ["x", "y"], "park", (1, 5))
    found = agreement(answers, ["x", "y"], "park", (1, 5))
    assert found.n == 5
    assert found.icc1 == whole.icc1


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"park": "parc"}, "no column “parc”"),
        ({"park": ["a", "a", None, "b"]}, {}, "row 3, column “park”: the park is missing"),
        ({"park": list("aaaa")}, {}, "fewer than two parks"),
        ({"park": list("abcd")}, {}, "No park has two respondents"),
        ({"x": [2, 2, 4, 4]}, {}, "all respondents answer alike"),
        ({"x": [1, 2, 3, 6]}, {}, "“x” has the answer 6, which is not on the scale from 1 to 5"),
        ({}, {"null": "normal"}, "“normal” is no distribution"),
        ({}, {"null": "heavy_skew", "scale": (1, 7)}, "this scale has 7"),
        ({}, {"scale": (5, 5)}, "fewer than two whole codes"),
        ({}, {"level": 0}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict, options: dict, message: str) -> None:
    answers = pd.DataFrame({"park": list("aabb"), "x": [1, 2, 3, 5]} | change)
    with pytest.raises(InputError, match=message):
        agreement(answers, ["x"], **({"park": "park", "scale": (1, 5)} | options))
