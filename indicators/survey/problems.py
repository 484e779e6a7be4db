"""What is wrong, or may be wrong, with a fit: typed, so that no output can lose it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable
    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.structure import Implied

ROWS_PER_PARAMETER = 5  # Bentler & Chou 1987
NEARLY_ONE = 0.95  # a correlation of two items that say the same


class Problem(StrEnum):
    """The kinds of warnings.

    ``not_converged``, ``heywood`` (a variance below zero), ``not_positive_definite``, ``not_identified`` (at these
    answers), ``few_rows``, ``collinear`` (items that are nearly the same), ``dropped_rows``.
    """

    NOT_CONVERGED = "not_converged"
    HEYWOOD = "heywood"
    NOT_POSITIVE_DEFINITE = "not_positive_definite"
    NOT_IDENTIFIED = "not_identified"
    FEW_ROWS = "few_rows"
    COLLINEAR = "collinear"
    DROPPED_ROWS = "dropped_rows"


@dataclass(frozen=True)
class FitWarning:
    """One warning: its kind, and a sentence for people."""

    kind: Problem
    message: str


class NotIdentifiedError(InputError):
    """The model cannot be estimated from any data; the message says what is missing."""


class UnrestrictedError(InputError):
    """The means and covariances that the model is compared with cannot be estimated from these answers."""


def parameter_name(row: Parameter, samples: Sequence[Sample]) -> str:
    """Return a parameter as the model text writes it, with its group where there are several."""
    text = f"{row.lhs} ~ 1" if row.op == "~1" else f"{row.lhs} {row.op} {row.rhs}"
    return f"{text} ({samples[row.group].name})" if len(samples) > 1 else text


def warnings_of_data(samples: Sequence[Sample], table: ParameterTable) -> Iterator[FitWarning]:
    """Yield what the answers themselves give cause to warn of."""
    rows = sum(sample.n for sample in samples)
    if rows < ROWS_PER_PARAMETER * table.n_free:
        message = _("{rows} rows are few for {free} free parameters; {least} or more are advised.")
        least = ROWS_PER_PARAMETER * table.n_free
        yield FitWarning(Problem.FEW_ROWS, message.format(rows=rows, free=table.n_free, least=least))
    for sample in samples:
        scale = np.sqrt(np.diag(sample.covariance))
        correlation = np.triu(np.abs(sample.covariance / np.outer(scale, scale)), 1)
        for i, j in np.argwhere(correlation > NEARLY_ONE):
            message = _("The items “{one}” and “{other}” correlate by {value:.3f}: they measure nearly the same.")
            yield FitWarning(
                Problem.COLLINEAR,
                message.format(one=table.observed[i], other=table.observed[j], value=correlation[i, j])
                + _in_group(sample),
            )


def warnings_of_solution(
    table: ParameterTable, samples: Sequence[Sample], theta: np.ndarray, implied: Sequence[Implied]
) -> Iterator[FitWarning]:
    """Yield what the estimates give cause to warn of: impossible variances and covariances."""
    for row in table.rows:
        if row.op == "~~" and row.lhs == row.rhs and row.free and theta[row.free - 1] < 0:
            message = _("The variance {name} is estimated as {value:.4g}: a Heywood case; the solution is improper.")
            name = parameter_name(row, samples)
            yield FitWarning(Problem.HEYWOOD, message.format(name=name, value=theta[row.free - 1]))
    p = len(table.observed)
    for sample, one in zip(samples, implied, strict=True):
        if len(table.latent) > 1 and _indefinite(one.covariance[p:, p:]):
            message = _("The covariances of the factors are not positive definite: {reason}")
            yield FitWarning(
                Problem.NOT_POSITIVE_DEFINITE,
                message.format(reason=_factor_reason(one.covariance[p:, p:], table.latent)) + _in_group(sample),
            )
        residual = one.residual[:p, :p]
        alone = np.count_nonzero(residual - np.diag(np.diag(residual))) == 0
        if not alone and (np.diag(residual) >= 0).all() and _indefinite(residual):
            message = _("The residual covariances of the items are not positive definite.")
            yield FitWarning(Problem.NOT_POSITIVE_DEFINITE, message + _in_group(sample))


def not_converged(table: ParameterTable, samples: Sequence[Sample], theta: np.ndarray, scale: np.ndarray) -> FitWarning:
    """Return the warning of an estimation that found no minimum, naming the parameter that went furthest.

    Parameters
    ----------
    table : ParameterTable
    samples : sequence of Sample
    theta : (q,) array
        Where the search stopped.
    scale : (q,) array
        The size that each parameter had at the start.
    """
    far = int(np.argmax(np.abs(theta) / np.maximum(scale, 0.1)))
    row = next(row for row in table.rows if row.free == far + 1)
    message = _(
        "The estimation did not converge, so there are no standard errors and no test; {name} ran to {value:.4g}. "
        "Often the sample is too small, or a factor has too few items or items that hardly correlate."
    )
    name = parameter_name(row, samples)
    return FitWarning(Problem.NOT_CONVERGED, message.format(name=name, value=float(theta[far])))


def _indefinite(matrix: np.ndarray) -> bool:
    return bool(np.linalg.eigvalsh(matrix)[0] < -1e-8 * float(np.abs(matrix).max()))


def _factor_reason(covariance: np.ndarray, names: Sequence[str]) -> str:
    variance = np.diag(covariance)
    if (variance <= 0).any():
        return _("the variance of “{name}” is not positive.").format(name=names[int(np.argmin(variance))])
    correlation = np.triu(covariance / np.sqrt(np.outer(variance, variance)), 1)
    i, j = np.unravel_index(int(np.argmax(np.abs(correlation))), correlation.shape)
    if abs(correlation[i, j]) > 1:
        message = _("“{one}” and “{other}” correlate by {value:.3f}.")
        return message.format(one=names[int(i)], other=names[int(j)], value=correlation[i, j])
    return _("one factor is a sum of others.")


def _in_group(sample: Sample) -> str:
    return _(" (group “{group}”)").format(group=sample.name) if sample.name else ""
