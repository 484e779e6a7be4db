"""Estimation by maximum likelihood: ML and MLR, from complete answers or with gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.identification import (
    check_degrees_of_freedom,
    check_information,
    undetermined,
)
from parklocus.indicators.survey.measures import (
    GroupMoments,
    Likelihoods,
    Test,
    fit_measures,
    goodness_of_fit,
    root_mean_square_residual,
)
from parklocus.indicators.survey.normal_model import NormalModel, Unrestricted, independence_table
from parklocus.indicators.survey.optimise import Optimum, descend, minimise
from parklocus.indicators.survey.problems import (
    FitWarning,
    Problem,
    UnrestrictedError,
    not_converged,
    warnings_of_data,
    warnings_of_solution,
)
from parklocus.indicators.survey.solution import Solution, generic_point, inverse
from parklocus.indicators.survey.start_values import start_values
from parklocus.indicators.survey.structure import structures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parklocus.indicators.survey.parameter_table import ParameterTable
    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.structure import GroupStructure


def fit_normal(table: ParameterTable, samples: Sequence[Sample], *, robust: bool, gaps: bool) -> Solution:
    """Estimate a model by maximum likelihood.

    Standard errors come from the expected information; with gaps from the observed one, as answers missing at random
    ask for; robust ones from the sandwich of Huber and White. The robust test is that of Yuan and Bentler 2000 as
    Mplus computes it.

    Parameters
    ----------
    table : ParameterTable
    samples : sequence of Sample
    robust : bool
        MLR rather than ML.
    gaps : bool
        Whether answers may be missing.

    Returns
    -------
    Solution

    Raises
    ------
    NotIdentifiedError, UnrestrictedError
        If the model cannot be estimated from any answers, or not from these.
    """
    return _NormalFit(table, samples, robust=robust, gaps=gaps).solution()


class _NormalFit:
    """One estimation: what its steps share."""

    def __init__(self, table: ParameterTable, samples: Sequence[Sample], *, robust: bool, gaps: bool) -> None:
        self.table, self.samples, self.robust, self.gaps = table, samples, robust, gaps
        self.unrestricted = Unrestricted(table, samples)
        check_degrees_of_freedom(table, self.unrestricted.n_free)
        self.model = NormalModel(_structures(table, samples), samples)

    def solution(self) -> Solution:
        table, samples, model = self.table, self.samples, self.model
        warnings = list(warnings_of_data(samples, table))
        start = _start(table, samples)
        _check_identified(model, table, samples, start)
        optimum = _best(model, table, samples, start)
        theta = optimum.theta
        moments = self._moments(theta)
        covariance = np.full((table.n_free, table.n_free), np.nan)
        measures: dict[str, float] = {}
        if optimum.converged:
            covariance, trace = self._covariance(model, theta, robust=self.robust)
            if np.isnan(covariance).any():
                warnings.append(_singular(model, table, samples, theta))
            warnings += warnings_of_solution(table, samples, theta, [group.implied(theta) for group in model.groups])
            measures = self._measures(optimum, moments, trace)
        else:
            warnings.append(not_converged(table, samples, theta, np.abs(start)))
        return Solution(
            table=table,
            samples=samples,
            groups=model.groups,
            theta=theta,
            converged=optimum.converged,
            iterations=optimum.iterations,
            covariance=covariance,
            measures=measures,
            moments=moments,
            refit=_refit_of(table),
            warnings=warnings,
        )

    def _moments(self, theta: np.ndarray) -> list[GroupMoments]:
        try:
            observed = self.unrestricted.moments
        except np.linalg.LinAlgError as error:
            message = _("The covariances of these answers cannot be estimated: too many are missing for {rows} rows.")
            raise UnrestrictedError(message.format(rows=self.model.n)) from error
        found = []
        point = self.model.at(theta)
        likelihoods = point.likelihoods if point is not None else []
        for sample, at, (mean, covariance), (fitted, implied) in zip(
            self.samples, likelihoods, observed, self.model.moments(theta), strict=True
        ):
            means = (mean, fitted) if self.table.meanstructure else (None, None)
            weights = sample.patterns.counts / sample.n
            found.append(GroupMoments(sample.n, covariance, implied, means[0], means[1], at.precision, weights))
        return found

    def _covariance(self, model: NormalModel, theta: np.ndarray, *, robust: bool) -> tuple[np.ndarray, float]:
        """Return the covariance of the estimates, and tr(A^-1 B) where it is a sandwich A^-1 B A^-1."""
        if not robust:
            information = model.observed_information(theta) if self.gaps else model.expected_information(theta)
            return inverse(information), float("nan")
        bread = inverse(model.observed_information(theta))
        scores = model.scores(theta)
        filling = scores.T @ scores
        return bread @ filling @ bread, float(np.trace(bread @ filling))

    def _measures(self, optimum: Optimum, moments: Sequence[GroupMoments], trace: float) -> dict[str, float]:
        table, samples, model, unrestricted = self.table, self.samples, self.model, self.unrestricted
        best = unrestricted.deviance
        full_trace = unrestricted.traced() if self.robust else float("nan")
        test = _test(model.n * optimum.value - best, unrestricted.n_free - table.n_free, trace, full_trace)
        of_predictors = _predictors_log_likelihood(table, samples)
        likelihoods = Likelihoods(
            model.log_likelihood(optimum.theta) - of_predictors,
            unrestricted.log_likelihood - of_predictors,
        )
        measures = fit_measures(
            test,
            self._baseline(best, full_trace),
            sizes=[sample.n for sample in samples],
            n_free=table.n_free,
            n_items=len(table.observed),
            effective_n=model.n,
            likelihoods=likelihoods,
            robust=self.robust and not self.gaps,
        )
        measures["srmr"] = root_mean_square_residual(moments)
        if self.gaps:  # lavaan's GFI takes the answers as they are, pair by pair, not the unrestricted estimates
            moments = [
                replace(one, covariance=sample.pairwise_covariance, mean=sample.mean)
                for one, sample in zip(moments, samples, strict=True)
            ]
        return measures | goodness_of_fit(moments, test.df, [table.observed.index(name) for name in table.predictors])

    def _baseline(self, best: float, full_trace: float) -> Test:
        """Return the test of the model in which nothing correlates."""
        table = independence_table(self.table)
        model = NormalModel(_structures(table, self.samples), self.samples)
        theta = _independence_estimates(model, self.samples)
        trace = self._covariance(model, theta, robust=True)[1] if self.robust else float("nan")
        df = self.unrestricted.n_free - table.n_free
        return _test(model.n * model.value_and_gradient(theta)[0] - best, df, trace, full_trace)


def _structures(table: ParameterTable, samples: Sequence[Sample]) -> list[GroupStructure]:
    return structures(table, [sample.mean for sample in samples], [sample.covariance for sample in samples])


def _refit_of(table: ParameterTable) -> Callable[[Sequence[Sample], np.ndarray], np.ndarray | None]:
    def refit(samples: Sequence[Sample], start: np.ndarray) -> np.ndarray | None:
        """Estimate from other samples of the same groups, from the estimates that are known."""
        found = minimise(NormalModel(_structures(table, samples), samples), start)
        return found.theta if found.converged else None

    return refit


def _start(table: ParameterTable, samples: Sequence[Sample], *, cautious: bool = False) -> np.ndarray:
    means = [sample.mean for sample in samples]
    return start_values(table, means, [sample.covariance for sample in samples], cautious=cautious)


def _check_identified(model: NormalModel, table: ParameterTable, samples: Sequence[Sample], start: np.ndarray) -> None:
    point = generic_point(start, table)
    for share in (1.0, 0.5, 0.2):
        near = start + share * (point - start)
        if model.at(near) is not None:
            check_information(table, samples, model.expected_information(near))
            return


def _best(model: NormalModel, table: ParameterTable, samples: Sequence[Sample], start: np.ndarray) -> Optimum:
    """Minimise from the first start; where that fails from a cautious one, at last by small steps."""
    first = minimise(model, start)
    if first.converged:
        return first
    cautious = _start(table, samples, cautious=True)
    for search in (minimise, descend):
        found = search(model, cautious)
        if found.converged:
            return found
    return first


def _singular(model: NormalModel, table: ParameterTable, samples: Sequence[Sample], theta: np.ndarray) -> FitWarning:
    names = undetermined(table, samples, model.expected_information(theta))
    message = _("At these answers the model is not identified, so there are no standard errors: {names}.")
    shown = ", ".join(names) or _("the information matrix is not positive definite")
    return FitWarning(Problem.NOT_IDENTIFIED, message.format(names=shown))


def _test(chisq: float, df: int, trace: float, full_trace: float) -> Test:
    """Return the test, scaled by the mean of the eigenvalues that Yuan and Bentler's traces give."""
    if df == 0:
        return Test(0.0, 0, 1.0 if np.isfinite(trace) else float("nan"))
    return Test(chisq, df, (full_trace - trace) / df)


def _independence_estimates(model: NormalModel, samples: Sequence[Sample]) -> np.ndarray:
    """Return the estimates of the baseline model, which are each item's own mean and variance."""
    theta = np.empty(model.n_free)
    for group, sample in zip(model.groups, samples, strict=True):
        variances = np.diag(sample.covariance)
        theta[group.numbers[group.residuals.place]] = variances[group.residuals.row]
        theta[group.numbers[group.means.place]] = sample.mean[group.means.row]
    return theta


def _predictors_log_likelihood(table: ParameterTable, samples: Sequence[Sample]) -> float:
    """Return the log likelihood of the predictors alone, which the model does not explain."""
    if not table.predictors:
        return 0.0
    place = [table.observed.index(name) for name in table.predictors]
    found = 0.0
    for sample in samples:
        part = sample.covariance[np.ix_(place, place)]
        constant = len(place) * (1.0 + np.log(2.0 * np.pi))
        found -= 0.5 * sample.n * (constant + float(np.linalg.slogdet(part)[1]))
    return float(found)
