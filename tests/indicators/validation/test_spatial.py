"""Spatial tests and models against spdep and spatialreg, and the corrected correlation under fields of known kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation import spatial
from parklocus.indicators.validation.spatial import (
    corrected_correlation,
    local_moran,
    moran,
    nearest_weights,
)
from parklocus.indicators.validation.spatial_regression import spatial_regression

if TYPE_CHECKING:
    from pathlib import Path

INDICES = ["transit", "cbd_km", "amenity"]


@pytest.fixture(scope="module")
def oracle(data_dir: Path) -> dict[str, Any]:
    return json.loads((data_dir / "sem" / "oracles" / "oracle_spatial.json").read_text())


@pytest.fixture(scope="module")
def parks(data_dir: Path) -> pd.DataFrame:
    return pd.read_csv(data_dir / "sem" / "oracles" / "data" / "parks30.csv")


@pytest.fixture(scope="module")
def weights(parks: pd.DataFrame) -> Any:
    return nearest_weights(parks[["x", "y"]].to_numpy())


def test_neighbours_are_those_of_spdep(weights: Any, oracle: dict[str, Any]) -> None:
    assert [sorted(weights.neighbors[row]) for row in range(30)] == [
        sorted(number - 1 for number in row) for row in oracle["knn4"]
    ]


def test_moran_and_geary_equal_spdep(parks: pd.DataFrame, weights: Any, oracle: dict[str, Any]) -> None:
    found = moran(parks[["score", *INDICES]], weights).set_index("variable")
    for name, facts in oracle["moran"].items():
        seen = found.loc[name, ["moran", "expected", "z", "p"]].tolist()
        assert seen == pytest.approx([facts["I"], facts["EI"], facts["z_rand"], facts["p_rand"]], rel=1e-8)
    assert found.loc["score", "geary"] == pytest.approx(oracle["geary_score"]["C"], rel=1e-8)


def test_local_moran_equals_spdep(parks: pd.DataFrame, weights: Any, oracle: dict[str, Any]) -> None:
    """The local I of esda is (n - 1)/n of spdep's."""
    found = local_moran(parks["score"].to_numpy(), weights, draws=199)
    assert found["local_moran"].to_numpy() * 30 / 29 == pytest.approx(np.array(oracle["localmoran_score"]["Ii"]))
    high = parks["score"] > parks["score"].mean()
    assert (found["quadrant"].str.startswith("high") == high).all()
    again = local_moran(parks["score"].to_numpy(), weights, draws=199)
    pd.testing.assert_frame_equal(found, again)


def test_regressions_equal_spatialreg(parks: pd.DataFrame, weights: Any, oracle: dict[str, Any]) -> None:
    found = spatial_regression(parks["score"], parks[INDICES], weights)
    table = found.coefficients.set_index(["model", "term"])
    for model, facts, spatial_term in (("ols", "ols", None), ("lag", "ml_lag", "rho"), ("error", "ml_error", "lambda")):
        expected = list(oracle[facts]["coef"].values())
        errors = list(oracle[facts]["se"].values())
        if spatial_term:
            expected.append(oracle[facts][spatial_term])
            errors.append(oracle[facts][f"{spatial_term}_se"])
        assert table.loc[model, "estimate"].tolist() == pytest.approx(expected, abs=1e-4)
        assert table.loc[model, "se"].tolist() == pytest.approx(errors, abs=2e-3)
    logs = found.models.set_index("model")["log_likelihood"]
    for model, facts in (("ols", "ols"), ("lag", "ml_lag"), ("error", "ml_error")):
        assert logs[model] == pytest.approx(oracle[facts]["logLik"], abs=1e-6)
    tests = found.tests.set_index("test")
    for name, key in (("error", "LMerr"), ("lag", "LMlag"), ("robust error", "RLMerr"), ("robust lag", "RLMlag")):
        seen = tests.loc[name, ["statistic", "p_asymptotic"]].tolist()
        assert seen == pytest.approx([oracle["LM"][key]["stat"], oracle["LM"][key]["p"]], rel=1e-6)
        assert tests.loc[name, "p"] == pytest.approx(oracle["LM"][key]["p"], abs=0.06)
    assert found.advised == "error"


def test_without_autocorrelation_the_correction_leaves_pearson(parks: pd.DataFrame) -> None:
    """Over many fields without autocorrelation the effective number of parks is about their number."""
    random = np.random.default_rng(11)
    xy = random.uniform(0, 20_000, (60, 2))
    found = [corrected_correlation(*random.normal(size=(2, 60)), xy) for _ in range(60)]
    assert np.median([one.effective_n for one in found]) == pytest.approx(60, rel=0.1)
    x, y = random.normal(size=(2, 60))
    assert corrected_correlation(x, y, xy).correlation == pytest.approx(pearsonr(x, y).statistic)


def test_holds_its_level_where_pearson_does_not() -> None:
    """Of fields of range 6 km over 60 parks Pearson finds far too much; the correction does not."""
    random = np.random.default_rng(5)
    rejected = np.zeros(2)
    runs = 300
    for _ in range(runs):
        xy = random.uniform(0, 20_000, (60, 2))
        root = np.linalg.cholesky(np.exp(-np.hypot(*(xy[:, None] - xy).T) / 6_000) + 1e-9 * np.eye(60))
        x, y = root @ random.normal(size=60), root @ random.normal(size=60)
        rejected += np.array([pearsonr(x, y).pvalue, corrected_correlation(x, y, xy).p]) <= 0.05
    plain, corrected = rejected / runs
    assert plain > 0.15
    assert corrected <= 0.08


def test_by_hand_of_four_parks_on_a_line() -> None:
    """Distances fall into classes of 1, 2 and 3; the covariances of x = (1, -1, 1, -1) by class are 1, -1, 1, -1."""
    x = np.array([1.0, -1.0, 1.0, -1.0])
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    found = corrected_correlation(x, np.array([1.0, -1.0, 2.0, -2.0]), xy, classes=3)
    sigma_x = np.outer(x, x)
    y = np.array([1.0, -1.0, 2.0, -2.0])
    by_class = [np.mean(y * y), np.mean(y[:-1] * y[1:]), np.mean(y[:-2] * y[2:]), y[0] * y[3]]
    sigma_y = np.array([[by_class[abs(i - j)] for j in range(4)] for i in range(4)])
    centre = np.eye(4) - 0.25
    b = centre
    spread = np.trace(b @ sigma_x @ b @ sigma_y) / (np.trace(b @ sigma_x) * np.trace(b @ sigma_y))
    assert found.effective_n == pytest.approx(1 + 1 / spread)


def test_a_constant_has_no_correlation() -> None:
    found = corrected_correlation(np.ones(10), np.arange(10.0), np.random.default_rng(0).uniform(size=(10, 2)))
    assert np.isnan([found.correlation, found.p, found.effective_n]).all()


def test_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(spatial.importlib, "import_module", absent)
    with pytest.raises(InputError, match=r"parklocus\[spatial\]"):
        nearest_weights(np.zeros((5, 2)))
