"""Draws of true scores against the closed form of a known variance, and their intervals against made truths."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata, spearmanr

from parklocus.indicators.validation.true_scores import (
    association_draws,
    association_limits,
    mapped_signs,
    mean_association_limits,
    true_scores,
)
from parklocus.indicators.validation.uncertainty import drawn_from_errors


def test_many_parks_give_the_posterior_of_a_known_variance() -> None:
    """With 800 parks the variance between them is as good as known: mean and spread of each park are then textbook."""
    random = np.random.default_rng(4)
    parks, between, within = 800, 0.6, 0.4
    mean = 3.0 + between * random.normal(size=parks) + within * random.normal(size=parks)
    se = np.full(parks, within)
    errors = within * random.normal(size=(600, parks))
    drawn = true_scores(mean, se, errors, np.ones((parks, 1)), random)
    kept = between**2 / (between**2 + within**2)
    assert np.polyfit(mean, drawn.mean(axis=0), 1)[0] == pytest.approx(kept, abs=0.04)
    assert drawn.std(axis=0).mean() == pytest.approx(within * np.sqrt(kept), rel=0.04)


def test_scores_drawn_to_the_line_are_not_drawn_to_the_mean() -> None:
    """Where true scores lie on a line, noise does not flatten it."""
    random = np.random.default_rng(5)
    x = np.linspace(-2, 2, 200)
    mean = 1.0 + 0.5 * x + 0.5 * random.normal(size=200)
    errors = 0.5 * random.normal(size=(500, 200))
    drawn = true_scores(mean, np.full(200, 0.5), errors, np.column_stack([np.ones(200), x]), random)
    assert np.polyfit(x, drawn.mean(axis=0), 1)[0] == pytest.approx(np.polyfit(x, mean, 1)[0], abs=0.02)


def test_intervals_hold_the_true_association_where_drawing_anew_does_not() -> None:
    """At a reliability of a half, of ten parks that follow the index, 95 % intervals hold the true rho in 95 %."""
    random = np.random.default_rng(6)
    runs, parks = 100, 10
    held = np.zeros(2)
    for _ in range(runs):
        x = random.normal(size=parks)
        true = 0.8 * x + 0.6 * random.normal(size=parks)
        scores = pd.DataFrame({"social": true + random.normal(size=parks)})
        seen = drawn_from_errors(scores, scores * 0 + 1.0, seed=1, draws=300)
        low, high = association_limits(association_draws(seen, x[:, None], seed=1))
        anew = rankdata((seen.mean + seen.errors)[:, :, 0], axis=1) @ (rankdata(x) - 5.5) / 82.5
        rho = spearmanr(true, x).statistic
        held += [low[0, 0] <= rho <= high[0, 0], np.quantile(anew, 0.025) <= rho <= np.quantile(anew, 0.975)]
    assert held[0] / runs > 0.9
    assert held[1] / runs < 0.85


def test_the_mean_counts_an_index_once_and_turns_it_the_way_expected() -> None:
    rho = np.zeros((5, 1, 3))
    rho[:, 0] = [0.4, 0.8, -0.2]
    signs = mapped_signs({("f", "a_1"): "+", ("f", "a_2"): "+", ("f", "b"): "-"}, ("f",), ["a_1", "a_2", "b"])
    assert signs.tolist() == [[1.0, 1.0, -1.0]]
    assert mean_association_limits(rho, signs, np.array(["a", "a", "b"])) == pytest.approx((0.4, 0.4))
    assert np.isnan(mean_association_limits(rho, signs * 0, np.array(["a", "a", "b"]))).all()
