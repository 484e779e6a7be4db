"""Exploratory factors and omega of ordered answers: made structures found again, and R's figures."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_answers import in_categories, measurement, of_factors, with_moments

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.categorical_omega import _sum_variance

if TYPE_CHECKING:
    from pathlib import Path

LOADINGS = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.9], [0, 0.6], [0, 0.5]])


def made(correlation: float = 0.0) -> pd.DataFrame:
    """Return answers whose correlations are exactly those of two factors."""
    phi = np.array([[1.0, correlation], [correlation, 1.0]])
    covariance = LOADINGS @ phi @ LOADINGS.T
    np.fill_diagonal(covariance, 1.0)
    return with_moments(covariance)


@pytest.mark.parametrize("rotation", ["oblimin", "varimax"])
def test_a_simple_structure_is_found(rotation: str) -> None:
    answers = made()
    found = survey.explore(answers, list(answers), 2, rotation)
    loadings = found.loadings.set_index("item")
    order = np.argsort(-(LOADINGS**2).sum(axis=0))
    assert np.allclose(loadings[["F1", "F2"]], LOADINGS[:, order], atol=1e-4)
    assert np.allclose(loadings["communality"], (LOADINGS**2).sum(axis=1), atol=1e-4)
    assert np.allclose(found.variance["share"], (LOADINGS**2).sum(axis=0)[order] / 6, atol=1e-4)


def test_factors_that_correlate() -> None:
    answers = made(0.4)
    found = survey.explore(answers, list(answers), 2)
    assert found.correlations["F2"][0] == pytest.approx(0.4, abs=1e-4)
    total = found.loadings["communality"].sum()
    assert found.variance["loadings_squared"].sum() == pytest.approx(total)
    plain = survey.explore(answers, list(answers), 2, "none")
    assert plain.loadings["communality"].sum() == pytest.approx(total)


@pytest.mark.data
@pytest.mark.parametrize(("key", "rotation"), [("minres_oblimin", "oblimin"), ("minres_varimax", "varimax")])
def test_loadings_are_those_of_psych(data_dir: Path, key: str, rotation: str) -> None:
    folder = data_dir / "sem" / "oracles"
    oracle = json.loads((folder / "oracle_reliability.json").read_text("utf-8"))["EFA"][key]
    answers = pd.read_csv(folder / "data" / "likert13.csv")
    found = survey.explore(answers, list(answers.columns[1:]), 5, rotation)
    expected = np.array(oracle["loadings"]["values"])
    seen = found.loadings.drop(columns=["item", "communality"]).to_numpy()
    order = np.abs(seen.T @ expected).argmax(axis=1)
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert np.abs(np.abs(seen) - np.abs(expected[:, order])).max() < 5e-4
    phi = np.array(oracle["phi"]["values"])[np.ix_(order, order)] if rotation == "oblimin" else np.eye(5)
    assert np.abs(np.abs(found.correlations.drop(columns="factor").to_numpy()) - np.abs(phi)).max() < 5e-4


@pytest.mark.parametrize(
    ("factors", "rotation", "words"),
    [(4, "oblimin", "6 items carry 1 to 3 factors, not 4"), (2, "promin", "“promin” is no rotation; choose one of")],
)
def test_what_cannot_be_explored(factors: int, rotation: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        survey.explore(made(), list(made()), factors, rotation)


def test_without_statsmodels_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.multivariate.factor", None)
    with pytest.raises(InputError, match=r"needs statsmodels: pip install parklocus\[survey\]"):
        survey.explore(made(), list(made()), 2)


def test_variance_of_a_sum_of_halves() -> None:
    """Two answers cut at the median: their covariance is asin(r) / 2 pi, their variance one quarter (Sheppard 1898)."""
    edges = [np.zeros(1), np.zeros(1)]
    for r in (-0.5, 0.3, 0.8):
        found = _sum_variance(edges, np.array([[1.0, r], [r, 1.0]]))
        assert found == pytest.approx(0.5 + np.arcsin(r) / np.pi, abs=1e-12)


@pytest.mark.data
def test_categorical_omega_is_that_of_semtools(data_dir: Path) -> None:
    folder = data_dir / "sem" / "oracles"
    oracle = json.loads((folder / "oracle_reliability.json").read_text("utf-8"))["semTools_ord"]["compRel_ordscale"]
    milieu = json.loads((folder / "oracle_likert13.json").read_text("utf-8"))
    fit = survey.fit(milieu["model"], pd.read_csv(folder / "data" / "likert13.csv"), "WLSMV")
    found = survey.categorical_omega(fit).set_index("factor")["omega_categorical"]
    assert found.to_dict() == pytest.approx(oracle, abs=1e-6)


def test_categorical_omega_needs_ordered_items() -> None:
    with pytest.raises(InputError, match="needs WLSMV or DWLS; this model was fitted by ML"):
        survey.categorical_omega(survey.fit(measurement(), in_categories(of_factors())))
