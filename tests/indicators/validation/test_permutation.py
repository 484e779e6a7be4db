"""The engine of randomisation against scipy, against enumeration written out, and against its own level."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from parklocus.indicators.validation import permutation
from parklocus.indicators.validation.permutation import permuted_association


def by_hand(x: list[int], y: list[int]) -> dict[str, Fraction]:
    """Enumerate in whole numbers and fractions, with loops."""

    def doubled_ranks(values: list[int]) -> list[int]:
        return [2 * sum(v < value for v in values) + sum(v == value for v in values) + 1 for value in values]

    def rho_sum(a: list[int], b: list[int]) -> int:
        n = len(a)
        return sum((p - n - 1) * (q - n - 1) for p, q in zip(doubled_ranks(a), doubled_ranks(b), strict=True))

    def tau_sum(a: list[int], b: list[int]) -> int:
        def sign(d: int) -> int:
            return (d > 0) - (d < 0)

        pairs = itertools.combinations(range(len(a)), 2)
        return sum(sign(a[i] - a[j]) * sign(b[i] - b[j]) for i, j in pairs)

    orders = [list(order) for order in itertools.permutations(x)]
    rhos, taus = [abs(rho_sum(order, y)) for order in orders], [abs(tau_sum(order, y)) for order in orders]
    share = [
        sum(r >= abs(rho_sum(x, y)) for r in rhos),
        sum(t >= abs(tau_sum(x, y)) for t in taus),
        sum(r == max(rhos) for r in rhos),
    ]
    return {
        key: Fraction(count, len(orders))
        for key, count in zip(("p_spearman", "p_kendall", "p_min"), share, strict=True)
    }


def one(x: list[float], y: list[float], **options: int) -> dict[str, float]:
    result = permuted_association(np.array([x], float).T, np.array([y], float).T, **options)
    return {name: float(getattr(result, name)[0, 0]) for name in result.__dataclass_fields__}


@given(st.data(), st.integers(2, 6))
@settings(deadline=None, max_examples=60)
def test_p_values_equal_enumeration_by_loops(data: st.DataObject, n: int) -> None:
    values = st.lists(st.integers(0, 4), min_size=n, max_size=n).filter(lambda v: len(set(v)) > 1)
    x, y = data.draw(values), data.draw(values)
    found = one(x, y)
    for name, expected in by_hand(x, y).items():
        assert found[name] == pytest.approx(float(expected), abs=1e-12), name


@given(st.data(), st.integers(2, 12))
@settings(deadline=None, max_examples=60)
def test_coefficients_equal_scipy(data: st.DataObject, n: int) -> None:
    values = st.lists(st.integers(-3, 3), min_size=n, max_size=n).filter(lambda v: len(set(v)) > 1)
    x, y = data.draw(values), data.draw(values)
    found = one(x, y, draws=9)
    assert found["spearman"] == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert found["kendall"] == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)
    assert found["pearson"] == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-9)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]),
        ([1, 2, 2, 4, 5, 6], [3, 1, 2, 2, 6, 5]),
        ([5, 1, 4, 2, 3, 3], [1, 2, 3, 4, 5, 6]),
    ],
)
def test_p_values_equal_scipys_permutation_test(x: list[float], y: list[float]) -> None:
    found = one(x, y)
    for name, statistic in (("p_spearman", stats.spearmanr), ("p_kendall", stats.kendalltau)):
        exact = stats.permutation_test(
            (x,), lambda a, f=statistic: f(a, y).statistic, permutation_type="pairings", n_resamples=np.inf
        )
        # scipy doubles the smaller tail; ours counts both, which is the same where the distribution is symmetrical.
        both = np.mean(np.abs(exact.null_distribution) >= abs(exact.statistic) - 1e-9)
        assert found[name] == pytest.approx(both, abs=1e-12)
        if len(set(x)) == len(set(y)) == len(x):
            assert found[name] == pytest.approx(exact.pvalue, abs=1e-12)


@pytest.mark.parametrize("y", [[2.0, 1.0, 4.5, 3.0, 5.0, 9.0], [1.0, 7.0, 3.0, 3.0, 2.0, 0.0]])
def test_pearson_and_one_sided_p_values_equal_scipys_permutation_test(y: list[float]) -> None:
    x = [1.0, 2.0, 2.5, 4.0, 5.0, 8.0]
    found = one(x, y)
    for name, statistic, alternative in (
        ("p_pearson", lambda a: abs(stats.pearsonr(a, y).statistic), "greater"),
        ("p_greater", lambda a: stats.spearmanr(a, y).statistic, "greater"),
        ("p_less", lambda a: stats.spearmanr(a, y).statistic, "less"),
    ):
        exact = stats.permutation_test(
            (x,), statistic, permutation_type="pairings", n_resamples=np.inf, alternative=alternative
        )
        assert found[name] == pytest.approx(exact.pvalue, abs=1e-12), name


def test_published_critical_values_of_rho() -> None:
    # Zar (1972), two-sided .05: 1.000 for n = 5, .886 for n = 6, .786 for n = 7, .738 for n = 8, .700 for n = 9.
    orders = {6: [1, 2, 3, 4, 6, 5], 7: [1, 2, 3, 4, 5, 6, 7]}
    assert one([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])["p_spearman"] == pytest.approx(2 / 120)
    assert one([1, 2, 3, 4, 5], [1, 2, 3, 5, 4])["p_spearman"] > 0.05
    # Kendall & Gibbons, Rank Correlation Methods: n = 6, one-sided P(rho >= .886) = .017, two-sided .033.
    found = one(list(range(1, 7)), [1, 2, 4, 3, 6, 5])
    assert found["spearman"] == pytest.approx(0.8857, abs=1e-4)
    assert found["p_spearman"] == pytest.approx(2 * 12 / 720)
    # n = 7, P(rho >= .786) = .024 one-sided.
    seven = [1, 2, 3, 4, 5, 6, 7]
    found = one(orders[7], [2, 4, 1, 3, 6, 5, 7])
    assert found["spearman"] == pytest.approx(1 - 6 * 12 / 336)
    assert found["p_spearman"] == pytest.approx(0.048, abs=0.001)
    # Kendall's S for n = 5: P(S >= 8) = 5/120, P(S >= 10) = 1/120.
    assert one([1, 2, 3, 4, 5], [2, 1, 3, 4, 5])["p_kendall"] == pytest.approx(10 / 120)
    assert one(seven, seven)["p_kendall"] == pytest.approx(2 / math.factorial(7))


def test_the_least_possible_p() -> None:
    for n in (3, 4, 5, 6):
        assert one(list(range(n)), [0, *range(2, n), 1])["p_min"] == pytest.approx(2 / math.factorial(n))
    # Two ties of two among five: 2 * (2! * 2!) / 5! arrangements share the greatest sum.
    assert one([1, 1, 2, 2, 3], [1, 2, 3, 4, 5])["p_min"] == pytest.approx(8 / 120)
    # Upwards alone it is half of them; where ties lie otherwise at the two ends, the least p differs by direction.
    lopsided = one([1, 1, 2], [1, 1, 2])
    assert (lopsided["p_min_greater"], lopsided["p_min_less"]) == pytest.approx((2 / 6, 4 / 6))
    assert one([1, 1, 2, 2, 3], [1, 2, 3, 4, 5])["p_min_less"] == pytest.approx(4 / 120)
    # One park apart from seven that are alike, four above four: half of all arrangements are as far as it gets.
    assert one([0] * 7 + [1], [0, 0, 0, 0, 1, 1, 1, 1])["p_min"] == 1
    assert one(list(range(10)), list(range(10)), draws=99)["p_min"] == pytest.approx(1 / 100)
    # Ties bind where arrangements are drawn, too: one park apart from eleven reaches the top or bottom in 2 of 12.
    assert one([0] * 11 + [1], list(range(12)))["p_min"] == pytest.approx(1 / 6, abs=0.015)


def test_constant_variables_have_no_association() -> None:
    found = one([1, 1, 1, 1, 1], [1, 2, 3, 4, 5])
    assert all(math.isnan(value) for value in found.values())


@pytest.mark.parametrize("n", [5, 6, 7])
def test_level_under_the_null(n: int) -> None:
    every = np.array(list(itertools.permutations(range(n))), dtype=float).T
    found = permuted_association(np.arange(n, dtype=float)[:, None], every)
    for p in (found.p_spearman, found.p_kendall):
        for level in (0.01, 0.05, 0.1, 0.5):
            assert np.mean(p <= level + 1e-12) <= level
        assert np.mean(p <= 0.1) > 0.02
        assert p.min() == pytest.approx(2 / math.factorial(n))
    assert np.mean(found.spearman) == pytest.approx(0, abs=1e-12)


def test_drawn_p_values_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    x, y = random.integers(0, 6, (8, 4)).astype(float), random.normal(size=(8, 6))
    exact = permuted_association(x, y)
    monkeypatch.setattr(permutation, "EXACT_UP_TO", 4)
    drawn = permuted_association(x, y, draws=20_000, seed=3)
    for name in ("p_spearman", "p_kendall", "p_min"):
        p = getattr(exact, name)
        # Five standard errors: of 72 such figures one fails in a hundred thousand runs, and the seed is fixed.
        assert np.all(np.abs(getattr(drawn, name) - p) <= 5 * np.sqrt(p * (1 - p) / 20_000) + 1e-4), name


def test_level_under_the_null_where_arrangements_are_drawn() -> None:
    random = np.random.default_rng(11)
    found = permuted_association(random.normal(size=(12, 40)), random.normal(size=(12, 50)), draws=199)
    assert 0.03 <= np.mean(found.p_spearman <= 0.05) <= 0.065
    assert found.p_spearman.min() >= 1 / 200


def test_a_seed_gives_the_same_p_values_whatever_else_is_tested() -> None:
    random = np.random.default_rng(2)
    x, y = random.normal(size=(11, 2)), random.normal(size=(11, 70))
    wide = permuted_association(x, y, seed=4, draws=20_000)
    again = permuted_association(x, y, seed=4, draws=20_000)
    narrow = permuted_association(x[:, 1:], y[:, 5:6], seed=4, draws=20_000)
    assert np.array_equal(wide.p_spearman, again.p_spearman)
    assert wide.p_spearman[1, 5] == narrow.p_spearman[0, 0]
    assert wide.p_kendall[1, 5] == narrow.p_kendall[0, 0]
    assert not np.array_equal(wide.p_spearman, permuted_association(x, y, seed=5, draws=20_000).p_spearman)


def test_all_rearrangements_are_all_of_them() -> None:
    for n in range(1, 7):
        orders = {tuple(order) for order in permutation._all_rearrangements(n).tolist()}
        assert orders == set(itertools.permutations(range(n)))
