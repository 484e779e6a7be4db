"""Means and quantiles with weights: against the values repeated as often as they weigh."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parklocus.indicators.computing.weighted import describe, weighted_quantiles

PAIRS = st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 9)), min_size=1, max_size=40).filter(
    lambda pairs: sum(weight for _value, weight in pairs) > 0
)
SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


def apart(pairs):
    return (np.array(column, dtype=float) for column in zip(*pairs, strict=True))


@settings(deadline=None)
@given(PAIRS)
def test_whole_weights_are_repeated_values(pairs):
    values, weights = apart(pairs)
    repeated = np.repeat(values, weights.astype(int))
    expected = np.quantile(repeated, SHARES, method="averaged_inverted_cdf")
    assert weighted_quantiles(values, weights, SHARES) == pytest.approx(expected)
    mean, _lower, median, _upper = describe(values, {"w": weights})["w"]
    assert mean == pytest.approx(repeated.mean())
    assert median == pytest.approx(np.median(repeated))


@settings(deadline=None)
@given(PAIRS, st.floats(1e-3, 1e6), st.randoms())
def test_neither_the_unit_of_the_weights_nor_the_order_matters(pairs, unit, random):
    values, weights = apart(pairs)
    shuffled = list(pairs)
    random.shuffle(shuffled)
    other, others = apart(shuffled)
    assert weighted_quantiles(other, others * unit, SHARES) == pytest.approx(
        weighted_quantiles(values, weights, SHARES)
    )


@settings(deadline=None)
@given(PAIRS)
def test_quantiles_ascend_within_the_values_that_weigh_anything(pairs):
    values, weights = apart(pairs)
    found = weighted_quantiles(values, weights, SHARES)
    assert (np.diff(found) >= 0).all()
    assert (found[0], found[-1]) == (values[weights > 0].min(), values[weights > 0].max())


def test_nothing_that_weighs_has_no_quantile():
    assert np.isnan(weighted_quantiles(np.array([1.0]), np.array([0.0]), [0.5])).all()
    assert np.isnan(describe(np.empty(0), {"nodes": np.empty(0)})["nodes"]).all()
