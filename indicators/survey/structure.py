"""The matrices of a model (RAM form): the means and covariances that it implies, and their derivatives.

All variables v, observed and latent, obey v = m + A v + e with cov(e) = S, so that with B = (I - A)^-1 the mean of v is
B m and its covariance B S B'. Source: McArdle & McDonald 1984.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.survey.parameter_table import BESIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable


@dataclass(frozen=True)
class Cell:
    """Where parameters of one matrix stand: rows and columns there, and their places among the group's parameters."""

    row: np.ndarray
    column: np.ndarray
    place: np.ndarray


@dataclass(frozen=True)
class Implied:
    """What one group's model implies at some values of its parameters.

    Attributes
    ----------
    mean, covariance : (v,), (v, v) array
        Of all variables, observed first.
    total : (v, v) array
        B, the total effects.
    paths, residual : (v, v) array
        A and S.
    """

    mean: np.ndarray
    covariance: np.ndarray
    total: np.ndarray
    paths: np.ndarray
    residual: np.ndarray


class GroupStructure:
    """The matrices of one group.

    Parameters
    ----------
    variables : sequence of str
        Observed, then latent.
    n_observed : int
    rows : sequence of Parameter
        The group's rows.
    sample : tuple of array
        Mean and covariance of the sample, for predictors whose moments are the data's own, and for all means if none
        is modelled.
    n_free : int
        Number of free parameters of the whole model.
    meanstructure : bool
    """

    def __init__(
        self,
        variables: Sequence[str],
        n_observed: int,
        rows: Sequence[Parameter],
        sample: tuple[np.ndarray, np.ndarray],
        *,
        n_free: int,
        meanstructure: bool,
    ) -> None:
        mean, covariance = sample
        self.n_observed = n_observed
        self.meanstructure = meanstructure
        self.sample_mean = mean
        place = {name: number for number, name in enumerate(variables)}
        size = len(variables)
        self._paths, self._residual, self._mean = np.zeros((size, size)), np.zeros((size, size)), np.zeros(size)
        free: dict[str, list[tuple[int, int, int]]] = {"A": [], "S": [], "m": []}
        numbers: list[int] = []
        for row in rows:
            matrix, i, j = _cell_of(row, place)
            if row.free:
                free[matrix].append((i, j, len(numbers)))
                numbers.append(row.free - 1)
                continue
            value = row.fixed
            if row.exogenous:
                value = mean[i] if matrix == "m" else covariance[i, j]
            if matrix == "A":
                self._paths[i, j] = value
            elif matrix == "S":
                self._residual[i, j] = self._residual[j, i] = value
            else:
                self._mean[i] = value
        self.paths, self.residuals, self.means = (_cells(free[matrix]) for matrix in "ASm")
        self.numbers = np.array(numbers, dtype=int)
        self._diagonal = self.residuals.row == self.residuals.column
        self.selection = np.zeros((len(numbers), n_free))
        self.selection[np.arange(len(numbers)), self.numbers] = 1.0

    def implied(self, theta: np.ndarray) -> Implied:
        """Return the implied moments of all variables; raise LinAlgError where I - A has no inverse."""
        values = theta[self.numbers]
        paths, residual, mean = self._paths.copy(), self._residual.copy(), self._mean.copy()
        paths[self.paths.row, self.paths.column] = values[self.paths.place]
        residual[self.residuals.row, self.residuals.column] = values[self.residuals.place]
        residual[self.residuals.column, self.residuals.row] = values[self.residuals.place]
        mean[self.means.row] = values[self.means.place]
        total = np.linalg.inv(np.eye(len(paths)) - paths)
        return Implied(total @ mean, total @ residual @ total.T, total, paths, residual)

    def observed_moments(self, implied: Implied) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and covariance of the observed variables; the sample's means where none are modelled."""
        p = self.n_observed
        mean = implied.mean[:p] if self.meanstructure else self.sample_mean
        return mean, implied.covariance[:p, :p]

    def gradient(self, implied: Implied, by_mean: np.ndarray, by_covariance: np.ndarray) -> np.ndarray:
        """Return the gradient by the model's free parameters of a function of the observed moments.

        Parameters
        ----------
        implied : Implied
        by_mean : (p,) array
            Its derivative by the mean.
        by_covariance : (p, p) array
            Its derivative by the covariance, symmetric: dF = tr(by_covariance dΣ).
        """
        p = self.n_observed
        down = implied.total[:p]
        slope = np.empty(len(self.numbers))
        half = down.T @ by_covariance
        by_paths = 2.0 * half @ implied.covariance[:p]
        by_residual = half @ down
        if self.meanstructure:
            by_intercept = down.T @ by_mean
            by_paths = by_paths + np.outer(by_intercept, implied.mean)
            slope[self.means.place] = by_intercept[self.means.row]
        slope[self.paths.place] = by_paths[self.paths.row, self.paths.column]
        twice = np.where(self._diagonal, 1.0, 2.0)
        slope[self.residuals.place] = twice * by_residual[self.residuals.row, self.residuals.column]
        return slope @ self.selection

    def derivatives(self, implied: Implied) -> tuple[np.ndarray, np.ndarray]:
        """Return the derivatives of the observed mean (r, p) and covariance (r, p, p) by the group's r parameters."""
        p = self.n_observed
        down, across = implied.total[:p].T, implied.covariance[:, :p]
        by_mean = np.zeros((len(self.numbers), p))
        by_covariance = np.zeros((len(self.numbers), p, p))
        one = down[self.paths.row][:, :, None] * across[self.paths.column][:, None, :]
        by_covariance[self.paths.place] = one + one.transpose(0, 2, 1)
        one = down[self.residuals.row][:, :, None] * down[self.residuals.column][:, None, :]
        by_covariance[self.residuals.place] = one + one.transpose(0, 2, 1)
        by_covariance[self.residuals.place[self._diagonal]] /= 2.0
        if self.meanstructure:
            by_mean[self.paths.place] = down[self.paths.row] * implied.mean[self.paths.column][:, None]
            by_mean[self.means.place] = down[self.means.row]
        return by_mean, by_covariance

    def spread(self, matrix: np.ndarray) -> np.ndarray:
        """Return a symmetric matrix over the group's parameters as one over the model's free parameters."""
        return self.selection.T @ matrix @ self.selection


def structures(
    table: ParameterTable, means: Sequence[np.ndarray], covariances: Sequence[np.ndarray]
) -> list[GroupStructure]:
    """Return the matrices of every group of a table; means and covariances are the samples'."""
    variables = [*table.observed, *table.latent]
    return [
        GroupStructure(
            variables,
            len(table.observed),
            [row for row in table.rows if row.group == group and row.op not in BESIDE],
            (means[group], covariances[group]),
            n_free=table.n_free,
            meanstructure=table.meanstructure,
        )
        for group in range(table.n_groups)
    ]


def _cell_of(row: Parameter, place: dict[str, int]) -> tuple[str, int, int]:
    if row.op == "=~":
        return "A", place[row.rhs], place[row.lhs]
    if row.op == "~":
        return "A", place[row.lhs], place[row.rhs]
    if row.op == "~1":
        return "m", place[row.lhs], 0
    return "S", place[row.lhs], place[row.rhs]


def _cells(found: list[tuple[int, int, int]]) -> Cell:
    columns = np.array(found, dtype=int).reshape(-1, 3).T
    return Cell(columns[0], columns[1], columns[2])
