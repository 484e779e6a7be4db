"""Estimation from ordered items: diagonally weighted least squares, with robust errors and test (WLSMV) or without."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.identification import check_degrees_of_freedom, check_information, undetermined
from parklocus.indicators.survey.measures import (
    GroupMoments,
    Test,
    adjusted_goodness,
    fit_measures,
    root_mean_square_residual,
)
from parklocus.indicators.survey.optimise import minimise
from parklocus.indicators.survey.ordinal_model import OrdinalData, OrdinalModel, spread
from parklocus.indicators.survey.polychoric import LIMIT, polychorics
from parklocus.indicators.survey.problems import (
    FitWarning,
    Problem,
    not_converged,
    warnings_of_data,
    warnings_of_solution,
)
from parklocus.indicators.survey.solution import Solution, generic_point, inverse
from parklocus.indicators.survey.start_values import start_values
from parklocus.indicators.survey.structure import structures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parklocus.indicators.survey.optimise import Optimum
    from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable
    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.structure import GroupStructure

MOST_CATEGORIES = 12  # more are no ordered categories but a measurement


@dataclass(frozen=True)
class _Ordered:
    """Samples as ordered categories."""

    categories: tuple[np.ndarray, ...]
    samples: Sequence[Sample]
    data: list[OrdinalData]


def count_thresholds(samples: Sequence[Sample], items: Sequence[str]) -> dict[str, int]:
    """Return the number of thresholds of each item.

    Raises
    ------
    InputError
        If an item has too many values to be ordered categories, or one that a group never gave.
    """
    found = {}
    for name, values in zip(items, _categories(samples), strict=True):
        if len(values) > MOST_CATEGORIES:
            message = _("The item “{item}” has {count} different answers; ordered items have {most} at most.")
            raise InputError(message.format(item=name, count=len(values), most=MOST_CATEGORIES))
        found[name] = len(values) - 1
    return found


def fit_ordinal(table: ParameterTable, samples: Sequence[Sample], *, robust: bool) -> Solution:
    """Estimate a model of ordered items by diagonally weighted least squares.

    Parameters
    ----------
    table : ParameterTable
        With thresholds.
    samples : sequence of Sample
        Complete.
    robust : bool
        WLSMV: standard errors from the full asymptotic covariance, statistic scaled and shifted to the mean and
        variance of chi-square. Otherwise both as if the weights were right.

    Returns
    -------
    Solution

    Raises
    ------
    InputError, NotIdentifiedError
        If the model has other than ordered items as outcomes of factors, or cannot be estimated.
    """
    _check_table(table)
    ordered = _order(samples, _categories(samples))
    if ordered is None:
        raise InputError(_missing_category(samples, table))
    warnings = [*warnings_of_data(samples, table), *_warnings_of_correlations(ordered, table)]
    model = _model(table, ordered)
    n_moments = sum(len(one.polychorics.moments) for one in ordered.data)
    check_degrees_of_freedom(table, n_moments)
    start = _start(table, ordered)
    check_information(table, samples, model.information(generic_point(start, table)))
    optimum = minimise(model, start)
    theta = optimum.theta
    table = _with_residuals(table, model, theta)
    groups = _structures(table)
    moments = [
        _moments(one, group, theta, model.scale(number, theta))
        for number, (one, group) in enumerate(zip(ordered.data, groups, strict=True))
    ]
    covariance = np.full((table.n_free, table.n_free), np.nan)
    measures: dict[str, float] = {}
    if optimum.converged:
        inner = inverse(model.information(theta))
        if np.isnan(inner).any():
            names = ", ".join(undetermined(table, samples, model.information(theta)))
            message = _("At these answers the model is not identified, so there are no standard errors: {names}.")
            warnings.append(FitWarning(Problem.NOT_IDENTIFIED, message.format(names=names)))
        else:
            slopes = [model.jacobian(group, theta) for group in range(len(groups))]
            found = spread(model, slopes, inner)
            rows = model.n - len(groups)  # as lavaan and Mplus count here
            covariance = (found.sandwich if robust else inner) / rows
            statistic = model.statistic(model.gaps(theta))
            test = _test(statistic, n_moments - table.n_free, (found.first, found.second), robust=robust)
            measures = _measures(model, table, optimum, test, moments, robust=robust)
        warnings += _warnings_of_residuals(table, samples)
        warnings += warnings_of_solution(table, samples, theta, [group.implied(theta) for group in groups])
    else:
        warnings.append(not_converged(table, samples, theta, np.abs(start)))
    return Solution(
        table=table,
        samples=samples,
        groups=groups,
        theta=theta,
        converged=optimum.converged,
        iterations=optimum.iterations,
        covariance=covariance,
        measures=measures,
        moments=moments,
        refit=_refit_of(table, ordered.categories),
        warnings=warnings,
    )


def _categories(samples: Sequence[Sample]) -> tuple[np.ndarray, ...]:
    answers = np.vstack([sample.data for sample in samples])
    return tuple(np.unique(answers[:, i]) for i in range(answers.shape[1]))


def _order(samples: Sequence[Sample], categories: tuple[np.ndarray, ...]) -> _Ordered | None:
    data = []
    for sample in samples:
        found = polychorics(sample.data, categories)
        if found is None:
            return None
        data.append(OrdinalData(sample.n, found))
    return _Ordered(categories, samples, data)


def _missing_category(samples: Sequence[Sample], table: ParameterTable) -> str:
    for sample in samples:
        for i, values in enumerate(_categories(samples)):
            for value in values:
                if not (sample.data[:, i] == value).any():
                    message = _(
                        "No one in the group “{group}” answered {value:g} to the item “{item}”; join categories so "
                        "that all groups have the same."
                    )
                    return message.format(group=sample.name, value=value, item=table.observed[i])
    return ""


def _check_table(table: ParameterTable) -> None:
    if table.predictors:
        message = _("Ordered items with observed predictors such as “{name}” are not supported; use MLR.")
        raise InputError(message.format(name=table.predictors[0]))
    for row in table.rows:
        if row.op == "~" and row.rhs in table.observed:
            message = _("The ordered item “{name}” predicts another variable, which is not supported; use MLR.")
            raise InputError(message.format(name=row.rhs))
        if row.op == "~~" and row.lhs == row.rhs and row.lhs in table.observed and row.free:
            message = _("The residual variance of the ordered item “{name}” follows from the model and cannot be free.")
            raise InputError(message.format(name=row.lhs))


def _structures(table: ParameterTable) -> list[GroupStructure]:
    size = len(table.observed)
    return structures(table, [np.zeros(size)] * table.n_groups, [np.eye(size)] * table.n_groups)


def _model(table: ParameterTable, ordered: _Ordered) -> OrdinalModel:
    return OrdinalModel(table, _structures(table), ordered.data)


def _start(table: ParameterTable, ordered: _Ordered) -> np.ndarray:
    size = len(table.observed)
    correlations = [one.polychorics.correlation for one in ordered.data]
    theta = start_values(table, [np.zeros(size)] * table.n_groups, correlations)
    for row in table.rows:
        if row.op == "|" and row.free:
            thresholds = ordered.data[row.group].polychorics.thresholds[table.observed.index(row.lhs)]
            theta[row.free - 1] = thresholds[int(row.rhs[1:]) - 1]
    return theta


def _with_residuals(table: ParameterTable, model: OrdinalModel, theta: np.ndarray) -> ParameterTable:
    """Return the table with the residual variances that give every latent answer the variance of its scale."""
    implied = [group.implied(theta) for group in model.groups]
    variances = [1.0 / model.scale(group, theta) ** 2 for group in range(len(model.groups))]
    place = {name: number for number, name in enumerate(table.observed)}
    rows: list[Parameter] = []
    for row in table.rows:
        if row.op == "~~" and row.lhs == row.rhs and row.lhs in place:
            one, i = implied[row.group], place[row.lhs]
            rows.append(
                replace(row, fixed=float(variances[row.group][i]) - float(one.covariance[i, i] - one.residual[i, i]))
            )
        else:
            rows.append(row)
    return replace(table, rows=rows)


def _moments(data: OrdinalData, group: GroupStructure, theta: np.ndarray, scale: np.ndarray) -> GroupMoments:
    _mean, implied = group.observed_moments(group.implied(theta))
    implied = implied * np.outer(scale, scale)
    precision = np.linalg.pinv(implied)[None]
    return GroupMoments(data.n, data.polychorics.correlation, implied, None, None, precision, np.ones(1))


def _test(chisq: float, df: int, traces: tuple[float, float], *, robust: bool) -> Test:
    """Return the test; scaled and shifted to the mean and variance of chi-square if `robust`."""
    first, second = traces
    if not robust:
        return Test(chisq, df)
    if df == 0:
        return Test(0.0, 0, 1.0)
    scale = np.sqrt(df / second)
    return Test(chisq, df, float(1.0 / scale), float(df - scale * first))


def _measures(
    model: OrdinalModel,
    table: ParameterTable,
    optimum: Optimum,
    test: Test,
    moments: Sequence[GroupMoments],
    *,
    robust: bool,
) -> dict[str, float]:
    sizes = [one.n for one in model.data]
    measures = fit_measures(
        test,
        _baseline(model, robust=robust),
        sizes=sizes,
        n_free=table.n_free,
        n_items=len(table.observed),
        effective_n=sum(sizes) - len(sizes),
        likelihoods=None,
        robust=False,
    )
    measures["srmr"] = root_mean_square_residual(moments)
    told = [one.polychorics.moments for one in model.data]
    gfi = 0.0
    for share, weights, observed, missed in zip(
        model.shares, model.weights, told, model.gaps(optimum.theta), strict=True
    ):
        gfi += share * (1.0 - float(missed @ (weights * missed)) / float(observed @ (weights * observed)))
    return measures | adjusted_goodness(gfi, sum(len(one) for one in told), test.df)


def _baseline(model: OrdinalModel, *, robust: bool) -> Test:
    """Return the test of the model in which no items correlate: thresholds alone."""
    n_thresholds = [sum(len(t) for t in one.polychorics.thresholds) for one in model.data]
    total = sum(n_thresholds)
    slopes, gaps, df = [], [], 0
    information = np.zeros((total, total))
    first = 0
    for share, weights, data, own in zip(model.shares, model.weights, model.data, n_thresholds, strict=True):
        moments = data.polychorics.moments
        slope = np.zeros((len(moments), total))
        slope[np.arange(own), first + np.arange(own)] = 1.0
        first += own
        slopes.append(slope)
        information += share * slope.T @ (weights[:, None] * slope)
        gaps.append(np.concatenate([np.zeros(own), moments[own:]]))
        df += len(moments) - own
    found = spread(model, slopes, inverse(information))
    return _test(model.statistic(gaps), df, (found.first, found.second), robust=robust)


def _refit_of(
    table: ParameterTable, categories: tuple[np.ndarray, ...]
) -> Callable[[Sequence[Sample], np.ndarray], np.ndarray | None]:
    def refit(samples: Sequence[Sample], start: np.ndarray) -> np.ndarray | None:
        """Estimate from other samples; None where one lacks a category or the estimation does not converge."""
        ordered = _order(samples, categories)
        if ordered is None:
            return None
        found = minimise(_model(table, ordered), start)
        return found.theta if found.converged else None

    return refit


def _warnings_of_correlations(ordered: _Ordered, table: ParameterTable) -> list[FitWarning]:
    warnings = []
    for sample, data in zip(ordered.samples, ordered.data, strict=True):
        correlation: np.ndarray = data.polychorics.correlation
        where = _(" (group “{group}”)").format(group=sample.name) if sample.name else ""
        for i, j in np.argwhere(np.triu(np.abs(correlation), 1) >= LIMIT):
            message = _("The ordered items “{one}” and “{other}” determine each other: their correlation is at 1.")
            text = message.format(one=table.observed[i], other=table.observed[j]) + where
            warnings.append(FitWarning(Problem.COLLINEAR, text))
        if np.linalg.eigvalsh(correlation)[0] <= 0:
            message = _("The polychoric correlations are not positive definite: the sample is too small for them.")
            warnings.append(FitWarning(Problem.NOT_POSITIVE_DEFINITE, message + where))
    return warnings


def _warnings_of_residuals(table: ParameterTable, samples: Sequence[Sample]) -> list[FitWarning]:
    warnings = []
    for row in table.rows:
        if row.op == "~~" and row.lhs == row.rhs and row.lhs in table.observed and row.fixed < 0:
            message = _("The variance {name} is estimated as {value:.4g}: a Heywood case; the solution is improper.")
            name = f"{row.lhs} ~~ {row.lhs}"
            if samples[row.group].name:
                name += f" ({samples[row.group].name})"
            warnings.append(FitWarning(Problem.HEYWOOD, message.format(name=name, value=row.fixed)))
    return warnings
