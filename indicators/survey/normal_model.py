"""A model and its samples under normal theory: discrepancy, information, scores, and the unrestricted model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.survey.normal_theory import (
    Likelihood,
    casewise_scores,
    expected_information,
    likelihood,
    log_likelihood,
    observed_information,
)
from parklocus.indicators.survey.optimise import hessian, minimise
from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable
from parklocus.indicators.survey.structure import GroupStructure, Implied, structures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.survey.samples import Sample


@dataclass(frozen=True)
class _Point:
    """What was computed at one theta."""

    theta: np.ndarray
    implied: list[Implied]
    likelihoods: list[Likelihood]
    deviance: float


class NormalModel:
    """The discrepancy of a model, -2 log likelihood / N without constants, to be minimised.

    Parameters
    ----------
    groups : sequence of GroupStructure
    samples : sequence of Sample
    """

    def __init__(self, groups: Sequence[GroupStructure], samples: Sequence[Sample]) -> None:
        self.groups = list(groups)
        self.samples = list(samples)
        self.n = sum(sample.n for sample in samples)
        self.n_free = self.groups[0].selection.shape[1]
        self._point: _Point | None = None

    def at(self, theta: np.ndarray) -> _Point | None:
        """Return implied moments and likelihoods at theta; None where a covariance is not positive definite."""
        if self._point is not None and np.array_equal(self._point.theta, theta):
            return self._point
        implied, likelihoods = [], []
        for group, sample in zip(self.groups, self.samples, strict=True):
            try:
                one = group.implied(theta)
            except np.linalg.LinAlgError:
                return None
            found = likelihood(sample, *group.observed_moments(one))
            if found is None:
                return None
            implied.append(one)
            likelihoods.append(found)
        self._point = _Point(theta.copy(), implied, likelihoods, sum(found.deviance for found in likelihoods))
        return self._point

    def value_and_gradient(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the discrepancy and its gradient; infinite where there is no likelihood."""
        point = self.at(theta)
        if point is None:
            return np.inf, np.zeros(self.n_free)
        slope = np.zeros(self.n_free)
        for group, implied, found in zip(self.groups, point.implied, point.likelihoods, strict=True):
            slope += group.gradient(implied, found.by_mean, found.by_covariance)
        return point.deviance / self.n, slope / self.n

    def curvature(self, theta: np.ndarray) -> np.ndarray:
        """Return the expected Hessian of the discrepancy."""
        return self.expected_information(theta) * (2.0 / self.n)

    def expected_information(self, theta: np.ndarray) -> np.ndarray:
        """Return the expected information of all rows together."""
        point = self._sure(theta)
        information = np.zeros((self.n_free, self.n_free))
        for group, sample, implied, found in self._parts(point):
            by_mean, by_covariance = group.derivatives(implied)
            information += group.spread(
                expected_information(sample, found, by_mean, by_covariance, with_means=group.meanstructure)
            )
        return information

    def observed_information(self, theta: np.ndarray) -> np.ndarray:
        """Return the observed information of all rows together."""
        return hessian(self, theta) * (self.n / 2.0)

    def scores(self, theta: np.ndarray) -> np.ndarray:
        """Return the derivatives of every row's log likelihood by the free parameters, (n, q), group after group."""
        parts = []
        for group, sample, implied, found in self._parts(self._sure(theta)):
            by_mean, by_covariance = group.derivatives(implied)
            mean = group.observed_moments(implied)[0]
            parts.append(casewise_scores(sample, found, mean, by_mean, by_covariance) @ group.selection)
        return np.vstack(parts)

    def log_likelihood(self, theta: np.ndarray) -> float:
        """Return the log likelihood of all rows, with constants."""
        point = self._sure(theta)
        return sum(
            log_likelihood(sample, found.deviance)
            for sample, found in zip(self.samples, point.likelihoods, strict=True)
        )

    def moments(self, theta: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return implied mean and covariance of the observed variables, a pair a group."""
        return [group.observed_moments(group.implied(theta)) for group in self.groups]

    def _sure(self, theta: np.ndarray) -> _Point:
        point = self.at(theta)
        if point is None:
            raise np.linalg.LinAlgError("the implied covariance is not positive definite")
        return point

    def _parts(self, point: _Point) -> zip[tuple[GroupStructure, Sample, Implied, Likelihood]]:
        return zip(self.groups, self.samples, point.implied, point.likelihoods, strict=True)


class Unrestricted:
    """The unrestricted model: all means and covariances free, those of the predictors the data's own.

    Parameters
    ----------
    table : ParameterTable
        Of the model that it is compared with.
    samples : sequence of Sample
    """

    def __init__(self, table: ParameterTable, samples: Sequence[Sample]) -> None:
        self._compared = table
        self._samples = list(samples)
        self._gaps = any(len(sample.patterns.there) > 1 for sample in samples)

    @property
    def n_free(self) -> int:
        """Return the number of its free parameters: of the moments that a model is to explain."""
        p, x = len(self._compared.observed), len(self._compared.predictors)
        means = p - x if self._compared.meanstructure else 0
        return self._compared.n_groups * (p * (p + 1) // 2 - x * (x + 1) // 2 + means)

    @cached_property
    def table(self) -> ParameterTable:
        """Return its parameters."""
        return saturated_table(self._compared)

    @cached_property
    def model(self) -> NormalModel:
        """Return its discrepancy; needed with gaps and for robust tests alone, as it is large for many items."""
        means = [sample.mean for sample in self._samples]
        covariances = [sample.covariance for sample in self._samples]
        return NormalModel(structures(self.table, means, covariances), self._samples)

    @cached_property
    def deviance(self) -> float:
        """Return the deviance of all rows at its estimates."""
        if self._gaps:
            return self.model.n * self.model.value_and_gradient(self.theta)[0]
        return sum(
            sample.n * (float(np.linalg.slogdet(sample.covariance)[1]) + len(sample.mean)) for sample in self._samples
        )

    @property
    def log_likelihood(self) -> float:
        """Return its log likelihood, with constants."""
        answers = sum(float(sample.patterns.counts @ sample.patterns.there.sum(axis=1)) for sample in self._samples)
        return -0.5 * (self.deviance + answers * float(np.log(2.0 * np.pi)))

    @property
    def moments(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return its means and covariances, a pair a group."""
        if self._gaps:
            return self.model.moments(self.theta)
        return [(sample.mean, sample.covariance) for sample in self._samples]

    @cached_property
    def theta(self) -> np.ndarray:
        """Return its estimates: the samples' moments, or where answers are missing the most likely ones."""
        start = self.at_moments([(sample.mean, _definite(sample)) for sample in self._samples])
        if not self._gaps:
            return start
        found = minimise(self.model, start)
        if not found.converged:
            raise np.linalg.LinAlgError("the unrestricted model has no estimates")
        return found.theta

    def traced(self) -> float:
        """Return tr(A^-1 B), A the observed information and B that of the scores' products, at the estimates."""
        model, theta = self.model, self.theta
        information = np.zeros((model.n_free, model.n_free))
        point = model.at(theta)
        if point is None:
            raise np.linalg.LinAlgError("the unrestricted covariance is not positive definite")
        for group, sample, implied, found in zip(
            model.groups, model.samples, point.implied, point.likelihoods, strict=True
        ):
            by_mean, by_covariance = group.derivatives(implied)
            mean = group.observed_moments(implied)[0]
            information += group.spread(observed_information(sample, found, mean, by_mean, by_covariance))
        scores = model.scores(theta)
        return float(np.trace(np.linalg.solve(information, scores.T @ scores)))

    def at_moments(self, moments: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """Return its parameters at given means and covariances of the groups."""
        place = {name: number for number, name in enumerate(self.table.observed)}
        theta = np.empty(self.table.n_free)
        for row in self.table.rows:
            if row.free:
                mean, covariance = moments[row.group]
                i = place[row.lhs]
                theta[row.free - 1] = mean[i] if row.op == "~1" else covariance[i, place[row.rhs]]
        return theta


def saturated_table(table: ParameterTable) -> ParameterTable:
    """Return the table of the unrestricted model of the same variables."""
    rows: list[Parameter] = []
    free = 0
    names = table.observed
    for group in range(table.n_groups):
        terms = [(one, "~~", other) for k, one in enumerate(names) for other in names[k:]]
        terms += [(name, "~1", "") for name in names] if table.meanstructure else []
        for lhs, op, rhs in terms:
            exogenous = lhs in table.predictors and (op == "~1" or rhs in table.predictors)
            free += not exogenous
            rows.append(Parameter(lhs, op, rhs, group, 0 if exogenous else free, exogenous=exogenous))
    return ParameterTable(rows, [], names, (), table.predictors, table.n_groups, free, table.meanstructure)


def independence_table(table: ParameterTable) -> ParameterTable:
    """Return the table of the baseline model: variances and means alone; predictors covary as they do."""
    rows: list[Parameter] = []
    free = 0
    for row in saturated_table(table).rows:
        if row.exogenous:
            rows.append(row)
        elif row.op == "~1" or row.lhs == row.rhs:
            free += 1
            rows.append(Parameter(row.lhs, row.op, row.rhs, row.group, free))
    return ParameterTable(rows, [], table.observed, (), table.predictors, table.n_groups, free, table.meanstructure)


def _definite(sample: Sample) -> np.ndarray:
    """Return the sample's covariance, drawn towards its diagonal where gaps have made it indefinite."""
    covariance = sample.covariance
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    share = 1.0
    while np.linalg.eigvalsh(share * correlation + (1.0 - share) * np.eye(len(scale)))[0] < 1e-3 and share > 0.1:
        share *= 0.9
    if share == 1.0:
        return covariance
    return (share * correlation + (1.0 - share) * np.eye(len(scale))) * np.outer(scale, scale)
