"""What lavaan 0.6-14 computed, and how a fit is compared with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from parklocus.indicators.survey import Fit

ESTIMATES = 1e-4
CHISQ = 1e-4
INDICES = 1e-6
COLUMNS = {"est": "est", "se": "se", "p": "pvalue", "ci_low": "ci.lower", "ci_high": "ci.upper"}
TESTS = ("chisq", "baseline.chisq")
# Measures that lavaan 0.6-14 does not print: AMOS's, and plain ratios.
NOT_THERE = {"n", "chisq_df", "bcc"}


@dataclass(frozen=True)
class Oracles:
    """The reference values of one data set, and the data."""

    values: dict[str, Any]
    folder: Path

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def data(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / "data" / f"{name}.csv")


def read_oracles(data_dir: Path, name: str) -> Oracles:
    folder = data_dir / "sem" / "oracles"
    return Oracles(json.loads((folder / f"oracle_{name}.json").read_text(encoding="utf-8")), folder)


def lavaan_name(measure: str) -> str:
    """Return lavaan's name of a measure."""
    if measure == "scaling_factor":
        return "chisq.scaling.factor"
    name = measure.replace("ci_low", "ci.lower").replace("ci_high", "ci.upper")
    for ending in ("scaled", "robust"):
        name = name.replace(f"_{ending}", f".{ending}")
    for beginning in ("baseline", "unrestricted", "rmsea", "rmsea.notclose"):
        name = name.replace(f"{beginning}_", f"{beginning}.")
    return name


def assert_estimates(fit: Fit, oracle: dict[str, Any], tolerance: float = ESTIMATES) -> None:
    """Compare every parameter that lavaan lists: estimate, error, p, interval, standardized value."""
    place = {name: number for number, name in enumerate(fit.groups, start=1)}
    found = {}
    for row in fit.estimates.to_dict("records"):
        group = place.get(row["group"], 0)
        for lhs, rhs in ((row["lhs"], row["rhs"]), (row["rhs"], row["lhs"])):
            if row["op"] == "~~" or lhs == row["lhs"]:
                found[lhs, row["op"], rhs, group] = row
    standardized = {
        (row["lhs"], row["op"], row["rhs"], row.get("group", 1)): row["est.std"] for row in oracle["standardized"]
    }
    assert len(fit.estimates) == len(oracle["estimates"])
    for expected in oracle["estimates"]:
        key = (expected["lhs"], expected["op"], expected["rhs"], expected.get("group", 1))
        row = found[key]
        for ours, theirs in COLUMNS.items():
            if expected[theirs] is None:
                assert np.isnan(row[ours]), (key, ours)
            else:
                assert abs(row[ours] - expected[theirs]) < tolerance, (key, ours, row[ours], expected[theirs])
        assert abs(row["std_all"] - standardized[key]) < tolerance, (key, row["std_all"], standardized[key])


def assert_measures(fit: Fit, oracle: dict[str, Any], loose: dict[str, float] | None = None) -> None:
    """Compare every measure; `loose` names tolerances of measures that lavaan itself finds by a coarse search."""
    expected = oracle["fit"]
    compared = 0
    for measure, value in fit.measures.items():
        if measure in NOT_THERE:
            continue
        name = lavaan_name(measure)
        tolerance = CHISQ if name.removesuffix(".scaled") in TESTS else INDICES
        tolerance = (loose or {}).get(measure, tolerance)
        assert abs(value - expected[name]) < tolerance, (measure, value, expected[name])
        compared += 1
    assert compared >= 20
    assert fit.measures["n"] == oracle["nobs"] if isinstance(oracle["nobs"], int) else sum(oracle["nobs"])


def assert_scores(fit: Fit, oracle: dict[str, Any], factors: list[str] | None = None) -> None:
    """Compare the first scores, group after group, and the covariances of all."""
    for method in ("regression", "bartlett"):
        scores = fit.scores(method)
        # lavaan scores a factor of which a respondent answered no item as zero; here the score is missing.
        together = pd.concat([scores.loc[sample.index] for sample in fit.solution.samples]).fillna(0.0)
        columns = factors or list(scores.columns)
        place = [list(scores.columns).index(name) for name in columns]
        head = np.array(oracle["scores"][f"{method}_head"]["values"], dtype=float)[:, place]
        assert np.abs(together[columns].to_numpy()[: len(head)] - head).max() < ESTIMATES
        covariance = np.array(oracle["scores"][f"{method}_cov_n"]["values"], dtype=float)[np.ix_(place, place)]
        assert np.abs(np.cov(together[columns].to_numpy(), rowvar=False, bias=True) - covariance).max() < ESTIMATES
        means = np.array([oracle["scores"][f"{method}_mean"][name] for name in columns])
        assert np.abs(together[columns].mean().to_numpy() - means).max() < ESTIMATES
