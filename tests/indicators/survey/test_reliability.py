"""Alpha and item statistics beside R's psych, closed forms and what must not pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from lavaan_oracles import read_oracles

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.reliability import cronbach_alpha, item_statistics, ordinal_alpha

if TYPE_CHECKING:
    from pathlib import Path

SCALES = {
    "LOC": ["L1", "L2", "L3"],
    "INS": ["I1", "I2", "I3"],
    "SRN": ["S1", "S2", "S3"],
    "CUL": ["C1", "C2"],
    "OFF": ["O1", "O2"],
}
ALL = [item for items in SCALES.values() for item in items]
BFI = {"A": ["A1"], "C": ["C4", "C5"], "E": ["E1", "E2"], "N": [], "O": ["O2", "O5"]}  # reverse items of each scale


@pytest.mark.data
@pytest.mark.parametrize(("scale", "items"), [*SCALES.items(), ("ALL", ALL)])
def test_scales_beside_psych(data_dir: Path, scale: str, items: list[str]) -> None:
    oracles = read_oracles(data_dir, "reliability")
    answers, expected = oracles.data("likert13"), oracles["alpha"][scale]
    found = cronbach_alpha(answers, items)
    feldt = expected["feldt"]
    theirs = [expected["raw_alpha"], expected["std_alpha"], feldt["lower.ci.raw_alpha"], feldt["upper.ci.raw_alpha"]]
    assert np.allclose([found.alpha, found.standardized, found.ci_low, found.ci_high], theirs, rtol=0, atol=1e-10)
    assert found.n == len(answers)
    table = item_statistics(answers, items)
    for ours, psych in {"n": "n", "item_total": "raw.r", "item_rest": "r.drop", "mean": "mean", "sd": "sd"}.items():
        assert np.allclose(table[ours], [row[psych] for row in expected["item_stats"]], rtol=0, atol=1e-10), ours
    if len(items) > 2:
        dropped = [row["raw_alpha"] for row in expected["alpha_drop"]]
        assert np.allclose(table["alpha_if_dropped"], dropped, rtol=0, atol=1e-10)
    else:
        assert table["alpha_if_dropped"].isna().all()


@pytest.mark.data
def test_shape_and_ordinal_alpha_beside_psych(data_dir: Path) -> None:
    oracles = read_oracles(data_dir, "reliability")
    answers = oracles.data("likert13")
    table = item_statistics(answers, ALL)
    assert np.allclose(table["skewness"], oracles["univariate"]["skew_type3"], rtol=0, atol=1e-10)
    assert np.allclose(table["kurtosis"], list(oracles["univariate"]["kurt_type3"].values()), rtol=0, atol=1e-10)
    found = [ordinal_alpha(answers, items) for items in SCALES.values()]
    assert np.allclose(found, oracles["ordinal_alpha_from_polychoric"], rtol=0, atol=1e-5)


@pytest.mark.data
def test_answers_with_gaps_and_reverse_items_beside_psych(data_dir: Path) -> None:
    answers = pd.read_csv(data_dir / "sem" / "bfi.csv")
    expected = pd.read_csv(data_dir / "sem" / "ref_bfi_alpha.csv").set_index("scale")["cronbach_alpha_raw"]
    for scale, reverse in BFI.items():
        items = [f"{scale}{number}" for number in range(1, 6)]
        turned = answers.assign(**{item: 7 - answers[item] for item in reverse})
        found = cronbach_alpha(turned, items, missing="pairwise")
        assert abs(found.alpha - expected[scale]) < 1e-10
        assert found.n == int(turned[items].notna().all(axis=1).sum()) < len(answers)


def test_alpha_of_two_items_is_their_stepped_up_correlation() -> None:
    random = np.random.default_rng(3)
    one = random.standard_normal(50)
    answers = pd.DataFrame({"a": one, "b": one + random.standard_normal(50)})
    r = np.corrcoef(answers["a"], answers["b"])[0, 1]
    assert abs(cronbach_alpha(answers, ["a", "b"]).standardized - 2 * r / (1 + r)) < 1e-12
    same = cronbach_alpha(pd.DataFrame({"a": one, "b": one}), ["a", "b"])
    assert abs(same.alpha - 1) < 1e-12
    assert abs(same.ci_low - 1) < 1e-12


def test_feldts_interval_covers() -> None:
    """Parallel items of reliability 1/2 have alpha k/(k + 1): the interval holds it in about 90 of 100 samples."""
    random = np.random.default_rng(11)
    covered = 0
    for _sample in range(200):
        data = random.standard_normal((40, 1)) + random.standard_normal((40, 4))
        found = cronbach_alpha(pd.DataFrame(data, columns=list("abcd")), list("abcd"), level=0.9)
        covered += found.ci_low <= 0.8 <= found.ci_high
    assert 168 <= covered <= 192


def test_gaps_leave_rows_out_or_pairs() -> None:
    random = np.random.default_rng(5)
    data = random.standard_normal((30, 1)) + random.standard_normal((30, 3))
    answers = pd.DataFrame(data, columns=["a", "b", "c"])
    answers.loc[[2, 9], "a"] = np.nan
    answers.loc[4, "c"] = np.nan
    found = cronbach_alpha(answers, ["a", "b", "c"])
    assert found == cronbach_alpha(answers.dropna(), ["a", "b", "c"])
    assert found.n == 27
    covariance = answers.cov().to_numpy()
    pairwise = cronbach_alpha(answers, ["a", "b", "c"], missing="pairwise").alpha
    assert abs(pairwise - 1.5 * (1 - np.trace(covariance) / covariance.sum())) < 1e-12
    table = item_statistics(answers, ["a", "b", "c"]).set_index("item")
    assert table["gaps"].to_dict() == {"a": 2, "b": 0, "c": 1}
    rest = answers.dropna()
    assert abs(table["item_rest"]["a"] - np.corrcoef(rest["a"], rest["b"] + rest["c"])[0, 1]) < 1e-12


@pytest.mark.parametrize(
    ("items", "options", "message"),
    [
        (["a"], {}, "2 items or more are needed, and 1 named"),
        (["a", "a"], {}, "“a” is named twice"),
        (["a", "z"], {}, "no column “z”"),
        (["a", "text"], {}, "“often” is no number"),
        (["a", "same"], {}, "same answer in every row"),
        (["a", "gaps"], {}, "2 rows answer every item"),
        (["partial", "late"], {}, "same answer in every complete row"),
        (["a", "against"], {}, "cancel out"),
        (["a", "b"], {"missing": "zero"}, "“zero” is no way"),
        (["a", "b"], {"level": 95}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_used_is_named(items: list[str], options: dict[str, object], message: str) -> None:
    answers = pd.DataFrame(
        {
            "a": [1, 2, 3, 4],
            "b": [2, 1, 4, 3],
            "text": ["1", "often", "2", "3"],
            "same": [2, 2, 2, 2],
            "gaps": [1, 2, None, None],
            "late": [2, 2, 2, 3],
            "partial": [1, 2, 3, None],
            "against": [4, 3, 2, 1],
        }
    )
    with pytest.raises(InputError, match=message):
        cronbach_alpha(answers, items, **options)
