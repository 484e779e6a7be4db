"""Answers made to order: with exact moments, or drawn from a model."""

from __future__ import annotations

import numpy as np
import pandas as pd


def with_moments(covariance: np.ndarray, n: int = 200, mean: np.ndarray | None = None, seed: int = 1) -> pd.DataFrame:
    """Return answers whose covariance (divisor n) and mean are exactly those given."""
    p = len(covariance)
    drawn = np.random.default_rng(seed).standard_normal((n, p))
    drawn -= drawn.mean(axis=0)
    whitened = drawn @ np.linalg.inv(np.linalg.cholesky(drawn.T @ drawn / n)).T
    values = whitened @ np.linalg.cholesky(covariance).T + (0.0 if mean is None else mean)
    return pd.DataFrame(values, columns=[f"x{i + 1}" for i in range(p)])


def of_factors(n: int = 300, factors: int = 2, items: int = 3, seed: int = 1, loading: float = 0.8) -> pd.DataFrame:
    """Return answers of correlated factors f1, f2, ...; the items of f1 are f1_1, f1_2, ..."""
    random = np.random.default_rng(seed)
    common = random.standard_normal((n, 1))
    columns = {}
    for factor in range(1, factors + 1):
        eta = 0.6 * common[:, 0] + 0.8 * random.standard_normal(n)
        for item in range(1, items + 1):
            error = np.sqrt(1 - loading**2) * random.standard_normal(n)
            columns[f"f{factor}_{item}"] = loading * eta + error
    return pd.DataFrame(columns)


def measurement(factors: int = 2, items: int = 3) -> str:
    """Return the model text of those answers."""
    return "\n".join(
        f"f{factor} =~ " + " + ".join(f"f{factor}_{item}" for item in range(1, items + 1))
        for factor in range(1, factors + 1)
    )


def with_gaps(answers: pd.DataFrame, share: float = 0.15, seed: int = 2) -> pd.DataFrame:
    """Return the answers with some missing, in the first column none."""
    gone = np.random.default_rng(seed).random(answers.shape) < share
    gone[:, 0] = False
    return answers.mask(gone)


def in_categories(answers: pd.DataFrame, cuts: tuple[float, ...] = (-1.0, 0.0, 1.0)) -> pd.DataFrame:
    """Return the answers as ordered categories 1, 2, ..."""
    return answers.apply(lambda column: np.digitize(column, cuts) + 1)
