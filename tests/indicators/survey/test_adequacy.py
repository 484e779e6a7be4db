"""KMO, Bartlett, Mardia, parallel analysis, MAP and Harman's share beside R's psych and closed forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from lavaan_oracles import read_oracles

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.adequacy import (
    bartlett_sphericity,
    kmo,
    mardia,
    minimum_average_partial,
    one_factor_share,
    parallel_analysis,
)

if TYPE_CHECKING:
    from pathlib import Path


def of_correlation(correlation: np.ndarray, n: int = 60, seed: int = 1) -> pd.DataFrame:
    """Return answers whose correlations are exactly these."""
    raw = np.random.default_rng(seed).standard_normal((n, len(correlation)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / n)).T
    return pd.DataFrame(white @ np.linalg.cholesky(correlation).T, columns=[f"x{i}" for i in range(len(correlation))])


@pytest.mark.data
def test_questionnaire_beside_psych(data_dir: Path) -> None:
    oracles = read_oracles(data_dir, "reliability")
    answers = oracles.data("likert13")
    items = list(answers.columns[1:])
    found = kmo(answers, items)
    assert abs(found["overall"] - oracles["KMO"]["MSA"]) < 1e-10
    assert np.allclose(found[items], [oracles["KMO"]["MSAi"][item] for item in items], rtol=0, atol=1e-10)
    test = bartlett_sphericity(answers, items)
    assert abs(test.statistic - oracles["bartlett"]["chisq"]) < 1e-8
    assert test.df == oracles["bartlett"]["df"]
    assert test.p == pytest.approx(oracles["bartlett"]["p"], rel=1e-9)
    found_map = minimum_average_partial(answers, items)
    assert np.allclose(found_map["squared"][1:9], oracles["MAP"], rtol=0, atol=1e-10)
    share = one_factor_share(answers, items)
    assert abs(share["component"] - oracles["harman"]["pca_first_share"]) < 1e-10
    assert abs(share["factor"] - oracles["harman"]["minres_first_share"]) < 1e-6


@pytest.mark.data
def test_normality_beside_psych_and_mardias_own_divisor(data_dir: Path) -> None:
    oracles = read_oracles(data_dir, "reliability")
    answers = oracles.data("likert13")
    items = list(answers.columns[1:])
    psych, found = oracles["mardia"], mardia(answers, items, divisor="n-1")
    pairs = {
        "b1p": found.skewness,
        "b2p": found.kurtosis,
        "skew": found.skewness_test.statistic,
        "p.skew": found.skewness_test.p,
        "small.skew": found.small_sample_test.statistic,
        "p.small": found.small_sample_test.p,
        "kurtosis": found.kurtosis_z,
        "p.kurt": found.kurtosis_p,
    }
    for name, value in pairs.items():
        assert value == pytest.approx(psych[name], rel=1e-9), name
    own = mardia(answers, items)
    assert own.skewness == pytest.approx(oracles["mardia_ml"]["b1p"], rel=1e-9)
    assert own.kurtosis == pytest.approx(oracles["mardia_ml"]["b2p"], rel=1e-9)


@pytest.mark.data
def test_parallel_analysis_beside_psych(data_dir: Path) -> None:
    oracles = read_oracles(data_dir, "reliability")
    answers = oracles.data("likert13")
    found = parallel_analysis(answers, list(answers.columns[1:]), draws=200)
    expected = oracles["parallel"]
    assert (found.components, found.factors) == (expected["ncomp"], expected["nfact"])
    assert np.allclose(found.eigenvalues["component"], expected["pc_values"], rtol=0, atol=1e-10)
    assert np.allclose(found.eigenvalues["factor"], expected["fa_values"], rtol=0, atol=1e-4)
    half = parallel_analysis(answers, list(answers.columns[1:]), draws=200, quantile=0.5).eigenvalues
    assert np.allclose(half["component_limit"], expected["pc_sim_mean"], rtol=0, atol=0.02)
    assert np.allclose(half["factor_limit"][1:], expected["fa_sim_mean"][1:], rtol=0, atol=0.02)


@pytest.mark.data
def test_other_pupils_beside_psych(data_dir: Path) -> None:
    answers = pd.read_csv(data_dir / "sem" / "HolzingerSwineford1939.csv")
    items = [f"x{number}" for number in range(1, 10)]
    expected = pd.read_csv(data_dir / "sem" / "ref_HS_kmo.csv").set_index("item")["KMO"]
    assert np.abs(kmo(answers, items) - expected).max() < 1e-10
    sphericity = pd.read_csv(data_dir / "sem" / "ref_HS_bartlett_sphericity.csv").set_index("stat")["value"]
    test = bartlett_sphericity(answers, items)
    assert abs(test.statistic - sphericity["bartlett_chisq"]) < 1e-8
    assert test.df == sphericity["bartlett_df"]


def test_equal_correlations_have_closed_forms() -> None:
    p, r, n = 4, 0.5, 60
    answers = of_correlation(np.full((p, p), r) + (1 - r) * np.eye(p), n)
    items = list(answers.columns)
    partial = r / (1 + (p - 2) * r)
    assert np.allclose(kmo(answers, items), r**2 / (r**2 + partial**2))
    determinant = (1 - r) ** (p - 1) * (1 + (p - 1) * r)
    assert abs(bartlett_sphericity(answers, items).statistic + (n - 1 - 13 / 6) * np.log(determinant)) < 1e-8
    share = one_factor_share(answers, items)
    assert abs(share["component"] - (1 + (p - 1) * r) / p) < 1e-10
    assert abs(share["factor"] - r) < 1e-8


def test_three_items_have_one_exact_factor() -> None:
    loadings = np.array([0.9, 0.6, -0.5])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1.0)
    answers = of_correlation(correlation)
    assert abs(one_factor_share(answers, list(answers.columns))["factor"] - (loadings**2).mean()) < 1e-8


def test_map_takes_components_out() -> None:
    answers = pd.DataFrame(np.random.default_rng(2).standard_normal((80, 5)), columns=list("abcde"))
    answers["b"] += answers["a"]
    correlation = np.corrcoef(answers.to_numpy(), rowvar=False)
    z = (answers - answers.mean()).to_numpy() / answers.std(ddof=0).to_numpy()
    first = z @ np.linalg.eigh(correlation)[1][:, -1:]
    left = z - first @ np.linalg.lstsq(first, z, rcond=None)[0]
    off = ~np.eye(5, dtype=bool)
    found = minimum_average_partial(answers, list("abcde"))
    assert found["squared"][0] == pytest.approx((correlation[off] ** 2).mean())
    assert found["squared"][1] == pytest.approx((np.corrcoef(left, rowvar=False)[off] ** 2).mean())
    assert found["fourth"][1] == pytest.approx((np.corrcoef(left, rowvar=False)[off] ** 4).mean())


def test_kurtosis_of_one_pattern_each_is_known() -> None:
    """Corners of a square: every respondent is at distance p, so the kurtosis is p squared and the skewness 0."""
    answers = pd.DataFrame([(1, 1), (1, -1), (-1, 1), (-1, -1)] * 3, columns=["a", "b"])
    found = mardia(answers, ["a", "b"])
    assert found.kurtosis == pytest.approx(4)
    assert found.skewness == pytest.approx(0, abs=1e-12)


def test_two_blocks_are_two_factors_and_the_seed_repeats() -> None:
    random = np.random.default_rng(8)
    one, other = random.standard_normal((2, 300, 1))
    data = np.hstack([one + random.standard_normal((300, 4)), other + random.standard_normal((300, 4))])
    answers = pd.DataFrame(data, columns=list("abcdefgh"))
    found = parallel_analysis(answers, list("abcdefgh"), draws=50)
    assert (found.components, found.factors) == (2, 2)
    again = parallel_analysis(answers, list("abcdefgh"), draws=50)
    pd.testing.assert_frame_equal(found.eigenvalues, again.eigenvalues)
    other_seed = parallel_analysis(answers, list("abcdefgh"), draws=50, seed=2)
    assert not other_seed.eigenvalues["component_limit"].equals(found.eigenvalues["component_limit"])


def test_what_cannot_be_used_is_named() -> None:
    random = np.random.default_rng(4)
    answers = pd.DataFrame(random.standard_normal((30, 3)), columns=["a", "b", "c"])
    answers["sum"] = answers["a"] + answers["b"]
    with pytest.raises(InputError, match="collinear"):
        kmo(answers, ["a", "b", "sum"])
    with pytest.raises(InputError, match="too few"):
        bartlett_sphericity(answers.head(3), ["a", "b", "c"])
    with pytest.raises(InputError, match="3 items or more are needed, and 2 named"):
        one_factor_share(answers, ["a", "b"])
    with pytest.raises(InputError, match="“n-2” is no divisor"):
        mardia(answers, ["a", "b"], divisor="n-2")
    with pytest.raises(InputError, match="20 draws"):
        parallel_analysis(answers, ["a", "b", "c"], draws=5)
