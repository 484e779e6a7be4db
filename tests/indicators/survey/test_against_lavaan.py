"""Models of two questionnaires beside the figures of lavaan 0.6-14: every estimate, error, measure and score."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from lavaan_oracles import (
    CHISQ,
    ESTIMATES,
    Oracles,
    assert_estimates,
    assert_measures,
    assert_scores,
    read_oracles,
)

from parklocus.indicators import survey

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.data
EQUAL = ("loadings", "intercepts", "residuals")
RUNGS = ("configural", "metric", "scalar", "strict")


@pytest.fixture(scope="module")
def school(data_dir: Path) -> Oracles:
    """Nine tests of Holzinger and Swineford's pupils."""
    return read_oracles(data_dir, "HS1939")


@pytest.fixture(scope="module")
def milieu(data_dir: Path) -> Oracles:
    """Thirteen simulated Likert items over five factors, in three parks."""
    return read_oracles(data_dir, "likert13")


def with_dummies(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.assign(d2=(answers["park"] == "Hefeng") * 1, d3=(answers["park"] == "Qiyun86") * 1)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("ML", {}),
        ("ML_meanstructure", {"meanstructure": True}),
        ("ML_stdlv", {"std_lv": True}),
        ("MLR", {"estimator": "MLR"}),
    ],
)
def test_complete_answers(school: Oracles, key: str, options: dict[str, object]) -> None:
    fit = survey.fit(school["model"], school.data("HolzingerSwineford1939"), **options)
    assert_estimates(fit, school[key])
    assert_measures(fit, school[key])
    if "scores" in school[key]:
        assert_scores(fit, school[key])


def test_listwise_says_how_many_rows_it_leaves_out(school: Oracles) -> None:
    fit = survey.fit(school["model"], school.data("HS_missing"))
    assert_estimates(fit, school["LISTWISE"])
    assert_measures(fit, school["LISTWISE"])
    dropped = [warning for warning in fit.warnings if warning.kind == survey.Problem.DROPPED_ROWS]
    assert [warning.message for warning in dropped] == ["185 of 301 rows were left out, as answers are missing there."]


# lavaan's unrestricted estimates come from EM steps that end early; SRMR and the scaled statistics are made of them.
EM_HS = {"srmr": 1e-5, "scaling_factor": 1e-5, "baseline_chisq_scaled": 1e-3, "rmsea_notclose_pvalue_scaled": 1e-5}


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_gaps(school: Oracles, milieu: Oracles, estimator: str) -> None:
    key = "FIML" if estimator == "ML" else "FIML_MLR"
    fit = survey.fit(school["model"], school.data("HS_missing"), estimator, missing="fiml")
    assert_estimates(fit, school[key])
    assert_measures(fit, school[key], EM_HS)
    other = survey.fit(milieu["model"], milieu.data("likert13_missing"), estimator, missing="fiml")
    assert_estimates(other, milieu[key])
    assert_measures(other, milieu[key])
    if estimator == "ML":
        assert_scores(fit, school[key])
        assert_scores(other, milieu[key])
        assert other.scores().isna().sum().to_dict() == {"LOC": 0, "INS": 1, "SRN": 0, "CUL": 0, "OFF": 0}


@pytest.mark.parametrize(
    ("key", "model", "estimator"),
    [
        ("ML", "model", "ML"),
        ("MLR", "model", "MLR"),
        ("ML_SEM", "model_structural", "ML"),
        ("MLR_SEM", "model_structural", "MLR"),
        ("MIMIC", "MIMIC_model", "ML"),
        ("DWLS", "model", "DWLS"),
        ("WLSMV", "model", "WLSMV"),
        ("WLSMV_SEM", "model_structural", "WLSMV"),
    ],
)
def test_five_factors(milieu: Oracles, key: str, model: str, estimator: str) -> None:
    fit = survey.fit(milieu[model], with_dummies(milieu.data("likert13")), estimator)
    assert_estimates(fit, milieu[key])
    assert_measures(fit, milieu[key])
    if "scores" in milieu[key]:
        assert_scores(fit, milieu[key])


def test_second_order_and_one_factor(milieu: Oracles) -> None:
    answers = milieu.data("likert13")
    fit = survey.fit(milieu["model_second_order"], answers)
    assert_estimates(fit, milieu["ML_SECOND_ORDER"])
    assert_measures(fit, milieu["ML_SECOND_ORDER"])
    # lavaan gives the factor of factors a Bartlett score of zero; ours comes from its total effects on the items.
    assert_scores(fit, milieu["ML_SECOND_ORDER"], ["LOC", "INS", "SRN", "CUL", "OFF"])
    one = survey.fit("G =~ " + " + ".join(answers.columns[1:]), answers)
    assert_estimates(one, milieu["ONE_FACTOR"])
    assert_measures(one, milieu["ONE_FACTOR"])


@pytest.mark.parametrize("number", range(4))
def test_groups(school: Oracles, milieu: Oracles, number: int) -> None:
    for oracles, name, group in ((school, "HolzingerSwineford1939", "school"), (milieu, "likert13", "park")):
        oracle = oracles["INVARIANCE"][RUNGS[number]]
        fit = survey.fit(oracles["model"], oracles.data(name), group=group, equal=EQUAL[:number])
        assert_estimates(fit, oracle)
        assert_measures(fit, oracle)
        assert_scores(fit, oracle)


def test_ladder_of_invariance(milieu: Oracles) -> None:
    ladder = survey.invariance(milieu["model"], milieu.data("likert13"), group="park")
    expected = pd.DataFrame(milieu["INVARIANCE_LRT"])
    table = ladder.table
    assert list(table["rung"]) == list(expected["model"])
    assert list(table["df"]) == list(expected["Df"])
    for ours, theirs in (("chisq", "Chisq"), ("aic", "AIC"), ("bic", "BIC"), ("chisq_diff", "Chisq diff")):
        assert np.allclose(table[ours][1:], expected[theirs][1:].astype(float), rtol=0, atol=CHISQ)
    assert np.allclose(table["p_diff"][1:], expected["Pr(>Chisq)"][1:].astype(float), rtol=0, atol=1e-6)
    means = ladder.latent_means.set_index(["factor", "group"])["mean"]
    scalar = milieu["INVARIANCE"]["scalar"]["estimates"]
    for row in scalar:
        if row["op"] == "~1" and row["lhs"] in ladder.fits["scalar"].factors:
            park = ladder.fits["scalar"].groups[row["group"] - 1]
            assert abs(means[row["lhs"], park] - row["est"]) < ESTIMATES


def test_polychoric_correlations_and_thresholds(milieu: Oracles) -> None:
    fit = survey.fit(milieu["model"], milieu.data("likert13"), "WLSMV")
    found = np.eye(13)
    for row in fit.residuals.itertuples():
        i, j = fit.items.index(row.lhs), fit.items.index(row.rhs)
        found[i, j] = found[j, i] = row.sample
    assert np.abs(found - np.array(milieu["POLYCHORIC"]["values"])).max() < 1e-5
    thresholds = fit.estimates[fit.estimates["op"] == "|"]["est"].to_numpy()
    assert np.abs(thresholds - np.array(list(milieu["THRESHOLDS"].values()))).max() < 1e-5


def test_scores_of_ordered_items(milieu: Oracles) -> None:
    scores = survey.fit(milieu["model"], milieu.data("likert13"), "WLSMV").scores("ebm")
    head = np.array(milieu["WLSMV_scores_EBM_head"]["values"])
    assert np.abs(scores.to_numpy()[: len(head)] - head).max() < 1e-4


def test_modification_indices(school: Oracles, milieu: Oracles) -> None:
    for oracles, name in ((school, "HolzingerSwineford1939"), (milieu, "likert13")):
        table = survey.fit(oracles["model"], oracles.data(name)).modification_indices()
        assert all(one >= other for one, other in pairwise(table["mi"]))
        found = {frozenset((row.lhs, row.rhs)): row for row in table.itertuples()}
        for expected in oracles["ML"]["modindices"]:
            row = found[frozenset((expected["lhs"], expected["rhs"]))]
            assert row.op == expected["op"]
            assert abs(row.mi - expected["mi"]) < 5e-4  # lavaan's own estimates end 1e-5 from the minimum
            assert abs(row.epc - expected["epc"]) < ESTIMATES
            assert abs(row.std_all - expected["sepc.all"]) < ESTIMATES


def test_bootstrap_errors_agree_within_chance(school: Oracles) -> None:
    fit = survey.fit(school["model"], school.data("HolzingerSwineford1939"))
    drawn = fit.bootstrap(n=400, seed=3)
    assert drawn.failed == 0
    expected = {(row["lhs"], row["op"], row["rhs"]): row["se"] for row in school["BOOT1000"]["estimates"]}
    for row in drawn.estimates.itertuples():
        error = expected[row.lhs, row.op, row.rhs]
        assert row.se == pytest.approx(error, rel=0.15) if error else row.se == 0


def test_five_traits_of_a_large_questionnaire(data_dir: Path) -> None:
    answers = pd.read_csv(data_dir / "sem" / "bfi.csv")
    items = [f"{trait}{number}" for trait in "ACENO" for number in range(1, 6)]
    model = "\n".join(f"{trait} =~ " + " + ".join(i for i in items if i[0] == trait) for trait in "ACENO")
    fit = survey.fit(model, answers, std_lv=True)
    expected = pd.read_csv(data_dir / "sem" / "ref_bfi_cfa5_parameters.csv")
    merged = fit.estimates.merge(expected, on=["lhs", "op", "rhs"], suffixes=("", "_lavaan"))
    assert len(merged) == len(expected)
    for ours, theirs in (("est", "est_lavaan"), ("se", "se_lavaan"), ("std_all", "std.all")):
        assert (merged[ours] - merged[theirs]).abs().max() < ESTIMATES
    measures = pd.read_csv(data_dir / "sem" / "ref_bfi_cfa5_fit.csv").set_index("measure")["value"]
    assert fit.measures["chisq"] == pytest.approx(measures["chisq"], abs=CHISQ)
    for name in ("cfi", "tli", "rmsea", "srmr"):
        assert fit.measures[name] == pytest.approx(measures[name], abs=1e-6)
    for method in ("bartlett", "regression"):
        scores = pd.read_csv(data_dir / "sem" / f"ref_bfi_cfa5_scores_{method}.csv")
        assert np.abs(fit.scores(method).to_numpy() - scores.to_numpy()).max() < ESTIMATES
