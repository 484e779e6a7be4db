"""The random-intercept model against lmerTest's figures, closed forms and a likelihood written out in full."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from parklocus.indicators.validation.multilevel import random_intercept

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lmer(data_dir: Path) -> tuple[pd.DataFrame, dict]:
    oracles = data_dir / "sem" / "oracles"
    facts = json.loads((oracles / "oracle_spatial.json").read_text())["lmer"]
    return pd.read_csv(oracles / "data" / "nested12.csv"), facts


def test_equals_lmertest(lmer: tuple[pd.DataFrame, dict]) -> None:
    respondents, facts = lmer
    fit = random_intercept(respondents["y"].to_numpy(), respondents[["z"]], respondents["park"])
    table = fit.coefficients
    assert np.allclose(table["estimate"], list(facts["fixef"].values()), atol=1e-6)
    assert np.allclose(table["se"], facts["se"], atol=1e-6)
    assert np.allclose(table["df"], facts["df_satterthwaite"], atol=1e-3)
    assert np.allclose(table["p"], facts["p_satterthwaite"], atol=1e-6)
    assert fit.var_park == pytest.approx(facts["var_park"], abs=1e-6)
    assert fit.var_residual == pytest.approx(facts["var_resid"], abs=1e-6)
    assert fit.reml == pytest.approx(facts["reml"], abs=1e-6)
    assert fit.park_effects.to_dict() == pytest.approx(facts["blup"], abs=1e-5)
    assert (table["df_between"] == 10).all()
    assert not fit.is_singular


def test_balanced_parks_give_the_anova_estimates() -> None:
    """Of equal groups the variances are those of the analysis of variance, and a park's predictor has J - 2 df."""
    random = np.random.default_rng(3)
    parks, each = 9, 7
    z = np.repeat(random.normal(size=parks), each)
    y = 1.0 + 0.5 * z + np.repeat(random.normal(size=parks), each) + random.normal(size=parks * each)
    park = np.repeat(np.arange(parks), each)
    fit = random_intercept(y, pd.DataFrame({"z": z}), park)
    means = pd.DataFrame({"y": y, "z": z, "park": park}).groupby("park").mean()
    slope, intercept = np.polyfit(means["z"], means["y"], 1)
    squares = each * ((means["y"] - intercept - slope * means["z"]) ** 2).sum() / (parks - 2)
    within = ((y - means["y"].to_numpy()[park]) ** 2).sum() / (parks * (each - 1))
    assert fit.coefficients["estimate"].tolist() == pytest.approx([intercept, slope])
    assert fit.var_residual == pytest.approx(within, rel=1e-6)
    assert fit.var_park == pytest.approx((squares - within) / each, rel=1e-5)
    assert fit.coefficients["df"].tolist()[1] == pytest.approx(parks - 2, rel=1e-4)
    assert fit.icc == pytest.approx(fit.var_park / (fit.var_park + within), rel=1e-6)
    assert fit.between_scale == pytest.approx(1.0, rel=1e-5)  # Knapp and Hartung's test is then the model's own


def test_without_variance_between_parks_the_scale_is_that_of_their_means() -> None:
    """Of equal groups whose means lie nearer the line than chance would have them: the ratio of the mean squares."""
    park = np.repeat(np.arange(6), 8)
    z = park / 5.0
    y = z + np.tile([1.0, -1.0, 2.0, -2.0, 1.5, -1.5, 0.5, -0.5], 6) + 0.05 * np.array([1, -2, 1, 1, -2, 1])[park]
    fit = random_intercept(y, pd.DataFrame({"z": z}), park)
    assert fit.is_singular
    means = pd.Series(y).groupby(park).mean().to_numpy()
    slope, intercept = np.polyfit(np.arange(6) / 5.0, means, 1)
    between = 8 * np.sum((means - intercept - slope * np.arange(6) / 5.0) ** 2) / 4
    assert fit.between_scale == pytest.approx(between / fit.var_residual)


def test_unbalanced_parks_equal_the_likelihood_written_out() -> None:
    random = np.random.default_rng(8)
    sizes = [3, 9, 4, 14, 6, 2, 8]
    park = np.repeat(np.arange(7), sizes)
    x = random.normal(size=len(park))
    y = 2.0 - x + random.normal(size=7)[park] + random.normal(size=len(park))
    design = np.column_stack([np.ones(len(y)), x])
    same = (park[:, None] == park).astype(float)

    def criterion(logs: np.ndarray) -> float:
        covariance = np.exp(logs[0]) * same + np.exp(logs[1]) * np.eye(len(y))
        inverse = np.linalg.inv(covariance)
        information = design.T @ inverse @ design
        off = y - design @ np.linalg.solve(information, design.T @ inverse @ y)
        logs_of = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1]
        return float(logs_of + off @ inverse @ off + (len(y) - 2) * np.log(2 * np.pi))

    found = minimize(criterion, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11})
    fit = random_intercept(y, pd.DataFrame({"x": x}), park)
    assert fit.reml == pytest.approx(found.fun, abs=1e-7)
    assert [fit.var_park, fit.var_residual] == pytest.approx(np.exp(found.x), rel=1e-4)


def test_without_difference_between_parks_the_fit_is_singular() -> None:
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6)
    z = np.repeat([0.0, 1.0, 2.0, 1.0, 0.0, 2.0], 4)
    fit = random_intercept(y, pd.DataFrame({"z": z}), np.repeat(np.arange(6), 4))
    assert fit.is_singular
    assert fit.var_park == 0.0
    assert fit.coefficients["estimate"].tolist() == pytest.approx([2.5, 0.0])
    assert (fit.park_effects == 0.0).all()


@pytest.mark.parametrize(
    ("park", "z", "words"),
    [
        (["a", "a", "b", "b"], [1.0, 1.0, 2.0, 2.0], "2 parks"),
        (["a", "b", "c", "d"], [1.0, 3.0, 2.0, 2.0], "one respondent"),
        (["a", "b", "c", "c"], [1.0, 1.0, 1.0, 1.0], "constant"),
    ],
)
def test_refuses_what_cannot_be_fitted(park: list[str], z: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        random_intercept(np.arange(4.0), pd.DataFrame({"z": z}), np.array(park))
