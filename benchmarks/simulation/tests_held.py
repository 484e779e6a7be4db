"""Every test that a comparison offers, on made parks: its p-values, run by run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from made_parks import draw
from numpy.typing import NDArray
from scipy.stats import linregress
from scipy.stats import t as student

from parklocus.indicators.validation.city_null import location_tests
from parklocus.indicators.validation.groups import group_differences, group_pairs
from parklocus.indicators.validation.models import park_models
from parklocus.indicators.validation.pattern import pattern_test
from parklocus.indicators.validation.permutation import permuted_association
from parklocus.indicators.validation.spatial import corrected_correlation, local_moran, moran, nearest_weights
from parklocus.indicators.validation.spatial_regression import spatial_regression

if TYPE_CHECKING:
    from made_parks import Design

Values = dict[str, NDArray[np.float64]]
FACTORS = 20  # of a draw, each a run of its own
PATTERN = {("f0", "x0"): "+", ("f0", "x1"): "-", ("f1", "x2"): "+", ("f2", "x3"): "+"}


def associations(design: Design, random: np.random.Generator, runs: int) -> Values:
    """Test one factor and one index by permutation.

    Without an effect many factors are held against many indices of the same draw: any two cells are independent, and
    all are read off the same rearrangements.
    """
    if not design.effect:
        columns = max(1, runs // FACTORS)
        made = draw(design, random, FACTORS)
        return _permuted(
            made.means(random), random.standard_normal((design.parks, columns)), seed=int(random.integers(99))
        )
    parts = []
    for _draw in range(max(1, runs // FACTORS)):
        made = draw(design, random, FACTORS)
        parts.append(_permuted(made.means(random), made.index[:, None], seed=int(random.integers(99))))
    return _joined(parts)


def _permuted(scores: NDArray[np.float64], index: NDArray[np.float64], seed: int) -> Values:
    found = permuted_association(scores, index, seed=seed)
    return {
        "Spearman": found.p_spearman.ravel(),
        "Spearman, one-sided": found.p_greater.ravel(),
        "Kendall": found.p_kendall.ravel(),
        "Pearson of park means": found.p_pearson.ravel(),
    }


def patterns(design: Design, random: np.random.Generator, runs: int) -> Values:
    """Test all expected directions together: three factors, four indices, four cells expected."""
    rows = []
    for _run in range(runs):
        made = draw(design, random, 3)
        scores = pd.DataFrame(made.means(random), columns=["f0", "f1", "f2"])
        indices = pd.DataFrame(random.standard_normal((design.parks, 4)), columns=["x0", "x1", "x2", "x3"])
        if design.effect:
            mixed = np.sqrt(1.0 - design.effect**2) * indices.to_numpy()
            own = made.true[:, [0, 0, 1, 2]] / np.sqrt(design.icc) * np.array([1.0, -1.0, 1.0, 1.0])
            indices = pd.DataFrame(design.effect * own + mixed, columns=indices.columns)
        found = pattern_test(scores, indices, PATTERN, {}, seed=int(random.integers(99)), draws=1999)
        rows.append((found.convergent.p, found.convergent.p_two_sided, found.discriminant.p))
    names = ("pattern, one-sided", "pattern, two-sided", "discriminant pattern, one-sided")
    return dict(zip(names, np.array(rows).T, strict=True))


def respondents_in_parks(design: Design, random: np.random.Generator, runs: int) -> Values:
    """Fit the mixed model, beside what lmerTest prints and what an ordinary regression on respondents would say."""
    parts = []
    for _draw in range(max(1, runs // FACTORS)):
        made = draw(design, random, FACTORS)
        answers = made.respondents(random)
        index = answers["park"].map(dict(zip(sorted(set(answers["park"])), made.index, strict=True))).to_numpy()
        factors = [column for column in answers.columns if column != "park"]
        plain = [linregress(index, answers[factor]).pvalue for factor in factors]
        found = {"ordinary regression on respondents (not offered)": np.array(plain)}
        values = pd.DataFrame({"x": made.index}, index=sorted(set(answers["park"])))
        table = park_models(answers, values, {(factor, "x"): "+" for factor in factors})
        if len(table):
            satterthwaite = table["p_satterthwaite"].fillna(1.0).to_numpy()
            found |= {"mixed model": table["p"].to_numpy(), "mixed model, one-sided": table["p_one_sided"].to_numpy()}
            found |= {"mixed model by Satterthwaite (shown beside)": satterthwaite}
        parts.append(found)
    return _joined(parts)


def spatial(design: Design, random: np.random.Generator, runs: int) -> Values:
    """Test for spatial dependence, and with it, from twenty parks on."""
    rows: list[dict[str, float]] = []
    for run in range(runs):
        made = draw(design, random)
        y, weights = made.means(random)[:, 0], nearest_weights(made.xy)
        index = (made.index - made.index.mean()) / made.index.std(ddof=1)
        fit = spatial_regression(pd.Series(y), pd.DataFrame({"x": index}), weights, seed=run, draws=499)
        slopes = fit.coefficients[fit.coefficients["term"] == "x"].set_index("model")
        free = design.parks - 3  # an intercept, the slope, the spatial term
        t = (slopes["estimate"] / slopes["se"]).abs() * np.sqrt(free / design.parks)
        multipliers = fit.tests.set_index("test")["p"]
        plain = permuted_association(y[:, None], index[:, None], seed=run, draws=999)
        row = {
            "Dutilleul": corrected_correlation(index, y, made.xy).p,
            "Spearman (takes parks for independent)": plain.p_spearman.item(),
            "lag model by t (not offered)": 2.0 * student.sf(t["lag"], free),
            "error model by t (not offered)": 2.0 * student.sf(t["error"], free),
        }
        if not design.reach:
            row["Moran"] = moran(pd.DataFrame({"y": y}), weights)["p"].item()
            row |= {f"Lagrange multiplier, {name}": p for name, p in multipliers.items()}
            row["local Moran"] = local_moran(y, weights, seed=run, draws=499)["p"].iloc[0]
        rows.append(row)
    table = pd.DataFrame(rows)
    return {str(name): table[name].to_numpy() for name in table.columns}


def groups(design: Design, random: np.random.Generator, runs: int) -> Values:
    """Test differences between two groups of parks, which the effect sets apart."""
    made = draw(replace(design, effect=0.0), random, runs)
    scores = pd.DataFrame(made.means(random))
    group = pd.Series(np.where(np.arange(design.parks) % 2, "state", "private"))
    scores = scores + design.effect * np.sqrt(design.icc) * np.where(group == "state", 1.0, -1.0)[:, None]
    seed = int(random.integers(99))
    return {
        "groups": group_differences(scores, group, seed=seed, draws=1999)["p"].to_numpy(),
        "groups, two by two": group_pairs(scores, group, seed=seed, draws=1999)["p"].to_numpy(),
    }


def locations(_design: Design, random: np.random.Generator, runs: int) -> Values:
    """Test whether the location is unusual of parks that lie at street nodes taken at random, however many."""
    nodes = pd.DataFrame({"x": random.gamma(2.0, size=20_000), "cbd_distance": random.uniform(100.0, 9000.0, 20_000)})
    chosen = nodes.sample(runs, random_state=int(random.integers(999)))
    found = location_tests(chosen.assign(id=np.arange(runs).astype(str)), nodes, ["x"])
    return {"location": found["p"].to_numpy(), "location, matched nodes": found["p_matched"].to_numpy()}


def _joined(parts: list[Values]) -> Values:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
