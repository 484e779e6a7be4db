"""The pattern test against enumeration by loops, and cases worked by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from parklocus.indicators.validation.pattern import pattern_test

INDEX_OF = {"stops_500": "stops", "stops_800": "stops"}
DIRECTIONS = {
    ("locational", "distance"): "-",
    ("locational", "stops_500"): "+",
    ("locational", "stops_800"): "+",
    ("office", "amenities"): "+",
}


def parks(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    random = np.random.default_rng(seed)
    scores = pd.DataFrame(random.integers(0, 9, (n, 2)).astype(float), columns=["locational", "office"])
    names = ["distance", "stops_500", "stops_800", "amenities"]
    return scores, pd.DataFrame(random.integers(0, 9, (n, 4)).astype(float), columns=names)


def by_loops(scores: pd.DataFrame, values: pd.DataFrame, order: tuple[int, ...]) -> tuple[float, float]:
    """Return mean expected and that less mean unexpected, the scores' rows in an order."""

    def rho(factor: str, column: str) -> float:
        return float(spearmanr(scores[factor].to_numpy()[list(order)], values[column]).statistic)

    expected = np.mean(
        [
            -rho("locational", "distance"),
            (rho("locational", "stops_500") + rho("locational", "stops_800")) / 2,
            rho("office", "amenities"),
        ]
    )
    unexpected = np.mean(
        [
            abs(rho("locational", "amenities")),
            abs(rho("office", "distance")),
            (abs(rho("office", "stops_500")) + abs(rho("office", "stops_800"))) / 2,
        ]
    )
    return float(expected), float(expected - unexpected)


@pytest.mark.parametrize("seed", [1, 2])
def test_equals_enumeration_by_loops(seed: int) -> None:
    scores, values = parks(5, seed)
    found = pattern_test(scores, values, DIRECTIONS, INDEX_OF, seed=0, draws=99)
    every = np.array([by_loops(scores, values, order) for order in itertools.permutations(range(5))])
    seen = by_loops(scores, values, tuple(range(5)))
    assert (found.expected, found.unexpected, found.n) == (3, 3, 5)
    for test, column, level in ((found.convergent, 0, seen[0]), (found.discriminant, 1, seen[1])):
        assert test.statistic == pytest.approx(level)
        assert test.by_chance == pytest.approx(every[:, column].mean())
        assert test.p == pytest.approx(np.mean(every[:, column] >= level - 1e-9))
        assert test.p_min == pytest.approx(np.mean(every[:, column] >= every[:, column].max() - 1e-9))
        assert test.method == "exact"
    assert found.mean_expected - found.mean_unexpected == pytest.approx(found.discriminant.statistic)


def test_four_parks_in_perfect_order_reach_one_in_24() -> None:
    rising = np.arange(4.0)
    scores = pd.DataFrame({"locational": rising})
    values = pd.DataFrame({"distance": -rising, "stops_500": rising**2})
    directions = {("locational", "distance"): "-", ("locational", "stops_500"): "+"}
    found = pattern_test(scores, values, directions, INDEX_OF, seed=0, draws=99)
    assert found.convergent.statistic == pytest.approx(1.0)
    assert found.convergent.p == found.convergent.p_min == pytest.approx(1 / 24)
    assert np.isnan(found.discriminant.statistic)
    assert found.discriminant.method == "none"


def test_three_parks_have_no_test() -> None:
    scores, values = parks(3, 5)
    found = pattern_test(scores, values, DIRECTIONS, INDEX_OF, seed=0, draws=99)
    assert np.isfinite(found.convergent.statistic)
    assert np.isnan(found.convergent.p)
    assert found.convergent.method == "none"


def test_cells_that_the_study_excludes_take_the_place_of_those_inferred() -> None:
    scores, values = parks(6, 3)
    directions = {**DIRECTIONS, ("office", "distance"): "0"}
    found = pattern_test(scores, values, directions, INDEX_OF, seed=0, draws=99)
    rho = spearmanr(scores["office"], values["distance"]).statistic
    assert found.unexpected == 1
    assert found.mean_unexpected == pytest.approx(abs(rho))


def test_what_is_missing_or_the_same_everywhere_is_left_out_and_named() -> None:
    scores, values = parks(6, 3)
    values.loc[2, "distance"] = np.nan
    values["amenities"] = 1.0
    scores.loc[5, "office"] = np.nan
    found = pattern_test(scores, values, DIRECTIONS, INDEX_OF, seed=0, draws=99)
    assert found.left_out == ("distance", "amenities")
    assert (found.n, found.expected) == (5, 1)


def test_more_parks_draw_rearrangements_from_a_seed() -> None:
    scores, values = parks(12, 9)
    first, again, other = (
        pattern_test(scores, values, DIRECTIONS, INDEX_OF, seed=seed, draws=999) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.convergent.p != other.convergent.p
    assert first.convergent.method == "monte carlo"


def test_holds_its_level() -> None:
    """Under no effect p is at most .05 in at most .05 of the cases, and about so with six parks."""
    p = np.array(
        [pattern_test(*parks(6, seed), DIRECTIONS, INDEX_OF, seed=0, draws=99).convergent.p for seed in range(100, 400)]
    )
    assert 0.02 <= np.mean(p <= 0.05) <= 0.08
