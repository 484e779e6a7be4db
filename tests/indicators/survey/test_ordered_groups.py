"""Groups of ordered items: equal thresholds, with answers behind them that have means and scales of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_answers import in_categories, measurement

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.ordinal_model import OrdinalData, OrdinalModel
from parklocus.indicators.survey.parameter_table import SCALE, build_table
from parklocus.indicators.survey.polychoric import polychorics
from parklocus.indicators.survey.structure import structures

LOADINGS = np.array([0.8, 0.7, 0.6, 0.75])
CUTS = (-0.8, 0.1, 0.9)
MODEL = "f =~ x1 + x2 + x3 + x4"


def two_parks(n: int, cuts: tuple[float, ...] = CUTS, seed: int = 3) -> pd.DataFrame:
    """Return answers of two parks alike in all but the factor, whose mean is 0.5 and deviation 1.3 in the second."""
    random = np.random.default_rng(seed)
    parts = []
    for park, mean, deviation in (("a", 0.0, 1.0), ("b", 0.5, 1.3)):
        factor = mean + deviation * random.standard_normal(n)
        error = random.standard_normal((n, 4)) * np.sqrt(1.0 - LOADINGS**2)
        latent = pd.DataFrame(factor[:, None] * LOADINGS + error, columns=["x1", "x2", "x3", "x4"])
        parts.append(in_categories(latent, cuts).assign(park=park))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def ladder() -> survey.Invariance:
    return survey.invariance(MODEL, two_parks(4000), "park", "WLSMV")


def test_two_thresholds_an_item_only_rename_mean_and_scale() -> None:
    # Wu & Estabrook 2016: with three categories equal thresholds restrict nothing.
    answers = two_parks(400, cuts=(-0.5, 0.7))
    free = survey.fit(MODEL, answers, "WLSMV", group="park")
    equal = survey.fit(MODEL, answers, "WLSMV", group="park", equal="thresholds")
    assert equal.measures["df"] == free.measures["df"]
    assert equal.measures["chisq"] == pytest.approx(free.measures["chisq"], abs=1e-6)
    assert equal.measures["chisq_scaled"] == pytest.approx(free.measures["chisq_scaled"], abs=1e-5)
    assert equal.measures["srmr"] == pytest.approx(free.measures["srmr"], abs=1e-7)
    loads = free.estimates["op"].isin(["=~", "|"])
    one, other = free.estimates[loads], equal.estimates[loads]
    assert other["std_all"].tolist()[:4] == pytest.approx(one["std_all"].tolist()[:4], abs=1e-5)
    second = one["group"] == "b"
    assert other.loc[second, "std_all"].tolist()[:4] == pytest.approx(one.loc[second, "std_all"].tolist()[:4], abs=1e-5)


def test_what_was_put_in_comes_out(ladder: survey.Invariance) -> None:
    assert ladder.table["rung"].tolist() == ["configural", "thresholds", "metric", "scalar"]
    assert ladder.table["df"].tolist() == [4, 8, 11, 14]
    assert (ladder.table["pvalue"] > 0.01).all()
    assert ladder.table["p_diff"].isna().all()
    means = ladder.latent_means.set_index("group")
    table = ladder.fits["scalar"].estimates
    deviation = np.sqrt(table.loc[(table["op"] == "~~") & (table["lhs"] == "f"), "est"].to_numpy())
    assert means.loc["b", "mean"] / deviation[0] == pytest.approx(0.5, abs=0.06)
    assert deviation[1] / deviation[0] == pytest.approx(1.3, abs=0.08)
    thresholds = table[(table["op"] == "|") & (table["group"] == "a")]["est"].to_numpy().reshape(4, 3)
    assert thresholds == pytest.approx(np.tile(CUTS, (4, 1)), abs=0.08)
    scales = table[(table["op"] == SCALE) & (table["group"] == "b")]["est"].to_numpy()
    spread = np.sqrt(LOADINGS**2 * 1.3**2 + 1.0 - LOADINGS**2)
    assert scales == pytest.approx(1.0 / spread, abs=0.05)


def test_scores_go_with_the_latent_means(ladder: survey.Invariance) -> None:
    scalar = ladder.fits["scalar"]
    scores = scalar.scores("ebm")["f"]
    gap = scores[4000:].mean() - scores[:4000].mean()
    mean = ladder.latent_means.set_index("group").loc["b", "mean"]
    assert 0.6 * mean < gap < mean  # they shrink towards their group's mean no further than to it
    free = survey.fit(MODEL, two_parks(4000), "WLSMV", group="park").scores("ebm")["f"]
    assert abs(free[4000:].mean() - free[:4000].mean()) < 0.05  # nothing equal: no difference can be seen


def test_derivatives_are_those_of_the_moments() -> None:
    answers = two_parks(300)
    ordered = dict.fromkeys(["x1", "x2", "x3", "x4"], 3)
    table = build_table(MODEL, 2, equal=["thresholds", "loadings"], ordered=ordered)
    values = [np.arange(1, 5)] * 4
    data = []
    for park in "ab":
        found = polychorics(answers.loc[answers["park"] == park, list(ordered)].to_numpy(dtype=float), values)
        assert found is not None
        data.append(OrdinalData(300, found))
    groups = structures(table, [np.zeros(4)] * 2, [np.eye(4)] * 2)
    model = OrdinalModel(table, groups, data)
    theta = np.random.default_rng(2).uniform(0.4, 0.9, table.n_free)
    step = 1e-6 * np.eye(len(theta))
    for group in range(2):
        slopes = [(model.implied(group, theta + d) - model.implied(group, theta - d)) / 2e-6 for d in step]
        assert model.jacobian(group, theta) == pytest.approx(np.array(slopes).T, abs=1e-8)
    slope = [(model.value_and_gradient(theta + d)[0] - model.value_and_gradient(theta - d)[0]) / 2e-6 for d in step]
    assert model.value_and_gradient(theta)[1] == pytest.approx(np.array(slope), rel=1e-6, abs=1e-6)


def test_what_cannot_be_equal_is_said() -> None:
    answers = two_parks(300)
    with pytest.raises(InputError, match="only where thresholds and loadings are"):
        survey.fit(MODEL, answers, "WLSMV", group="park", equal=["thresholds", "intercepts"])
    with pytest.raises(InputError, match="residual variances cannot be made equal"):
        survey.fit(MODEL, answers, "WLSMV", group="park", equal="residuals")
    two = two_parks(300, cuts=(0.0,))
    with pytest.raises(survey.NotIdentifiedError, match="not identified"):
        survey.fit(MODEL, two, "WLSMV", group="park", equal="thresholds")
    assert survey.fit(measurement(1, 3).replace("f1_", "x"), two, "WLSMV", group="park").converged
