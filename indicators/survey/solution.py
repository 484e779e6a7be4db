"""What an estimation finds, whichever estimator it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parklocus.indicators.survey.measures import GroupMoments
    from parklocus.indicators.survey.parameter_table import ParameterTable
    from parklocus.indicators.survey.problems import FitWarning
    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.structure import GroupStructure, Implied


@dataclass(frozen=True)
class Solution:
    """Estimates, their covariance, tests and measures.

    Attributes
    ----------
    table : ParameterTable
    samples : list of Sample
    groups : list of GroupStructure
    theta : (q,) array
        Free parameters.
    converged : bool
    iterations : int
    covariance : (q, q) array
        Of the estimates; NaN where there is none.
    measures : mapping
        Measures of fit; empty where the estimation did not converge.
    moments : list of GroupMoments
        Sample and implied moments of each group.
    refit : callable
        Takes other samples and a start, returns their free parameters; None where they cannot be estimated.
    warnings : list of FitWarning
    """

    table: ParameterTable
    samples: Sequence[Sample]
    groups: Sequence[GroupStructure]
    theta: np.ndarray
    converged: bool
    iterations: int
    covariance: np.ndarray
    measures: Mapping[str, float]
    moments: Sequence[GroupMoments]
    refit: Callable[[Sequence[Sample], np.ndarray], np.ndarray | None]
    warnings: list[FitWarning] = field(default_factory=list)

    def implied(self) -> list[Implied]:
        """Return what each group's model implies at the estimates."""
        return [group.implied(self.theta) for group in self.groups]


def inverse(matrix: np.ndarray) -> np.ndarray:
    """Return the inverse of an information matrix; NaN where it is not positive definite."""
    scale = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    if not np.isfinite(matrix).all() or (scale <= 0).any():
        return np.full_like(matrix, np.nan)
    scaled = matrix / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(scaled)
    if len(values) and values[0] < 1e-10:
        return np.full_like(matrix, np.nan)
    return (vectors / values) @ vectors.T / np.outer(scale, scale)


def generic_point(start: np.ndarray, table: ParameterTable, seed: int = 1) -> np.ndarray:
    """Return values near a start at which no parameter is zero by chance: where identification can be seen."""
    random = np.random.default_rng(seed)
    scale = np.abs(start)
    variance = {
        (row.group, row.lhs): abs(start[row.free - 1])
        for row in table.rows
        if row.op == "~~" and row.lhs == row.rhs and row.free
    }
    for row in table.rows:
        if row.free and scale[row.free - 1] == 0:
            one, other = variance.get((row.group, row.lhs), 1.0), variance.get((row.group, row.rhs), 1.0)
            scale[row.free - 1] = np.sqrt(one * other) if row.op == "~~" else np.sqrt(one / max(other, 1e-8))
    return start + 0.2 * scale * random.uniform(0.5, 1.0, len(start)) * random.choice([-1.0, 1.0], len(start))
