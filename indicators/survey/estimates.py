"""The table of estimates: standard errors, tests, intervals, standardized values, defined parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from parklocus.indicators.survey.parameter_table import SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable
    from parklocus.indicators.survey.solution import Solution
    from parklocus.indicators.survey.structure import GroupStructure, Implied

LEVEL = 0.95
COLUMNS = ("lhs", "op", "rhs", "group", "label", "est", "se", "z", "p", "ci_low", "ci_high", "std_all")


def estimates_table(solution: Solution) -> pd.DataFrame:
    """Return the estimates of a solution.

    Parameters
    ----------
    solution : Solution

    Returns
    -------
    DataFrame
        A row a parameter, fixed ones and defined ones included: lhs, op, rhs, group ("" for one group), label, est, se
        (0 where fixed), z, p, ci_low, ci_high (95 %), std_all (all variables standardized).
    """
    table = solution.table
    value, standard, slopes = all_values(solution, solution.theta)
    errors = np.sqrt(np.maximum(np.diag(solution.covariance), 0.0))
    free = np.array([row.free for row in table.rows])
    error = np.where(free > 0, np.append(errors, 0.0)[free - 1], 0.0)
    variance = np.einsum("da,ab,db->d", slopes, solution.covariance, slopes)
    error = np.concatenate([error, np.sqrt(np.maximum(variance, 0.0))])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(error > 0, value / error, np.nan)
    half = ndtri((1.0 + LEVEL) / 2.0) * error
    frame = parameter_keys(solution)
    numbers = (value, error, z, 2.0 * ndtr(-np.abs(z)), value - half, value + half, standard)
    for name, column in zip(COLUMNS[5:], numbers, strict=True):
        frame[name] = column
    return frame


def parameter_keys(solution: Solution) -> pd.DataFrame:
    """Return lhs, op, rhs, group and label of every parameter, defined ones last."""
    records = [
        (row.lhs, row.op, row.rhs, solution.samples[row.group].name, "" if row.label.startswith(".") else row.label)
        for row in solution.table.rows
    ]
    records += [(one.name, ":=", "", "", one.name) for one in solution.table.defined]
    return pd.DataFrame(records, columns=list(COLUMNS[:5]))


def all_values(solution: Solution, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return value and standardized value of every parameter, and the defined ones' derivatives by the free ones."""
    values, standardized = parameter_values(solution, theta)
    defined, defined_std, slopes = _defined(solution.table, values, standardized)
    return np.concatenate([values, defined]), np.concatenate([standardized, defined_std]), slopes


def parameter_values(solution: Solution, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return value and standardized value of every row of the table, at some values of the free parameters."""
    table = solution.table
    values = np.empty(len(table.rows))
    standardized = np.empty(len(table.rows))
    implied = [group.implied(theta) for group in solution.groups]
    place = {name: number for number, name in enumerate([*table.observed, *table.latent])}
    for number, row in enumerate(table.rows):
        one = implied[row.group]
        values[number] = theta[row.free - 1] if row.free else _held(row, place, one, solution.groups[row.group])
        standardized[number] = values[number] * _unit(row, place, one)
    return values, standardized


def _held(row: Parameter, place: dict[str, int], implied: Implied, group: GroupStructure) -> float:
    """Return the value of a fixed row: its own, or for exogenous ones that of the data."""
    if not row.exogenous:
        return row.fixed
    if row.op == "~1":
        return float(group.sample_mean[place[row.lhs]])
    return float(implied.residual[place[row.lhs], place[row.rhs]])


def _unit(row: Parameter, place: dict[str, int], implied: Implied) -> float:
    """Return what a value is multiplied by when all variables have a standard deviation of one."""
    i = place[row.lhs]
    j = place.get(row.rhs, i)
    variance = np.diag(implied.covariance)
    if row.op == SCALE:
        return 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        if row.op == "=~":
            return float(np.sqrt(variance[i]) / np.sqrt(variance[j]))
        if row.op == "~":
            return float(np.sqrt(variance[j]) / np.sqrt(variance[i]))
        if row.op in ("~1", "|"):
            return float(1.0 / np.sqrt(variance[i]))
        if i == j:
            return float(1.0 / variance[i])
        residual = np.diag(implied.residual)
        return float(1.0 / (np.sqrt(residual[i]) * np.sqrt(residual[j])))


def _defined(
    table: ParameterTable, values: np.ndarray, standardized: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return defined parameters, standardized ones, and their derivatives by the free parameters (delta method)."""
    count = len(table.defined)
    found, found_std, slopes = np.empty(count), np.empty(count), np.zeros((count, table.n_free))
    known, known_std, by_name = _labelled(table.rows, values, standardized, table.n_free)
    for number, one in enumerate(table.defined):
        names = list(dict.fromkeys(token.text for token in one.expression.names))
        found[number] = known[one.name] = one.expression.value(known)
        found_std[number] = known_std[one.name] = one.expression.value(known_std)
        gradient = one.expression.gradient(known, names)
        slopes[number] = sum(
            (slope * by_name[name] for slope, name in zip(gradient, names, strict=True)), np.zeros(table.n_free)
        )
        by_name[one.name] = slopes[number]
    return found, found_std, slopes


def _labelled(
    rows: Sequence[Parameter], values: np.ndarray, standardized: np.ndarray, n_free: int
) -> tuple[dict[str, float], dict[str, float], dict[str, np.ndarray]]:
    known: dict[str, float] = {}
    known_std: dict[str, float] = {}
    by_name: dict[str, np.ndarray] = {}
    for row, value, standard in zip(rows, values, standardized, strict=True):
        if row.label and row.label not in known:
            known[row.label], known_std[row.label] = float(value), float(standard)
            by_name[row.label] = np.zeros(n_free)
            if row.free:
                by_name[row.label][row.free - 1] = 1.0
    return known, known_std, by_name
