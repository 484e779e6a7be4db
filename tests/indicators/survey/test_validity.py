"""Omega, CR, AVE, Fornell-Larcker and HTMT beside R's semTools, and from the items' correlations by hand."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from lavaan_oracles import read_oracles

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.validity import construct_reliability, fornell_larcker, htmt

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "LOC =~ L1 + L2 + L3\nINS =~ I1 + I2 + I3\nSRN =~ S1 + S2 + S3\nCUL =~ C1 + C2\nOFF =~ O1 + O2"


def two_factors(n: int = 200, seed: int = 6) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    one = random.standard_normal((n, 1))
    other = 0.5 * one + random.standard_normal((n, 1))
    data = np.hstack([one + random.standard_normal((n, 3)), other + random.standard_normal((n, 2))])
    return pd.DataFrame(data, columns=["a1", "a2", "a3", "b1", "b2"])


@pytest.mark.data
@pytest.mark.parametrize("std_lv", [True, False])
def test_five_factors_beside_semtools(data_dir: Path, std_lv: bool) -> None:
    oracles = read_oracles(data_dir, "reliability")
    fit = survey.fit(MODEL, oracles.data("likert13"), std_lv=std_lv)
    found = construct_reliability(fit).set_index("factor")
    assert found["omega"].to_dict() == pytest.approx(oracles["semTools_compRel"], abs=1e-5)
    for factor, expected in oracles["validity_std"].items():
        assert found.loc[factor, ["cr", "ave"]].tolist() == pytest.approx([expected["CR"], expected["AVE"]], abs=1e-5)
    names = oracles["latent_cor"]["rows"]
    correlations = pd.DataFrame(oracles["latent_cor"]["values"], index=names, columns=names)
    table = fornell_larcker(fit)
    assert len(table) == 10
    for row in table.itertuples():
        assert row.correlation == pytest.approx(correlations.loc[row.one, row.other], abs=1e-5)
        assert row.root_ave_one**2 == pytest.approx(found["ave"][row.one])
        assert row.holds == (abs(correlations.loc[row.one, row.other]) ** 2 < found["ave"][[row.one, row.other]].min())


@pytest.mark.data
def test_ordered_items_beside_semtools(data_dir: Path) -> None:
    oracles = read_oracles(data_dir, "reliability")
    found = construct_reliability(survey.fit(MODEL, oracles.data("likert13"), "WLSMV")).set_index("factor")
    assert found["ave"].to_dict() == pytest.approx(oracles["semTools_ord"]["AVE"], abs=1e-5)
    assert found["omega"].to_dict() == pytest.approx(oracles["semTools_ord"]["compRel_latentscale"], abs=1e-5)


@pytest.mark.data
def test_ratio_by_hand_in_every_group(data_dir: Path) -> None:
    answers = read_oracles(data_dir, "reliability").data("likert13")
    table = htmt(survey.fit(MODEL, answers, group="park")).set_index(["one", "other", "group"])["htmt"]
    assert len(table) == 30
    for park, rows in answers.groupby("park"):
        r = rows.drop(columns="park").corr().abs()
        between = np.mean([r.loc[i, j] for i, j in product(["S1", "S2", "S3"], ["C1", "C2"])])
        within = np.mean([r.loc["S1", "S2"], r.loc["S1", "S3"], r.loc["S2", "S3"]]) * r.loc["C1", "C2"]
        assert table["SRN", "CUL", park] == pytest.approx(between / np.sqrt(within), abs=1e-9)


def test_factors_that_are_one_do_not_hold() -> None:
    random = np.random.default_rng(6)
    one = random.standard_normal((300, 1))
    answers = pd.DataFrame(one + random.standard_normal((300, 4)), columns=["a1", "a2", "b1", "b2"])
    fit = survey.fit("A =~ a1 + a2\nB =~ b1 + b2", answers)
    assert not fornell_larcker(fit)["holds"].any()
    assert htmt(fit)["htmt"][0] > 0.9


def test_a_factor_of_factors_is_left_out_and_one_item_has_no_ratio() -> None:
    answers = two_factors()
    fit = survey.fit("A =~ a1 + a2 + a3\nB =~ b1\nb1 ~~ 0*b1", answers)
    assert construct_reliability(fit).set_index("factor").loc["B", ["omega", "cr", "ave"]].tolist() == pytest.approx(
        [1, 1, 1]
    )
    assert htmt(fit)["htmt"].isna().all()
    second = survey.fit("A =~ a1 + a2 + a3\nB =~ b1 + b2\nG =~ 1*A + 1*B", answers)
    assert set(construct_reliability(second)["factor"]) == {"A", "B"}
    with pytest.raises(InputError, match="No factor of the model has items"):
        htmt(survey.fit("a1 ~ a2", answers))
