"""Modification indices: by how much the test statistic would fall if a parameter that is fixed were free."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from parklocus.indicators.survey.normal_model import NormalModel
from parklocus.indicators.survey.parameter_table import Parameter
from parklocus.indicators.survey.structure import structures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.survey.parameter_table import ParameterTable
    from parklocus.indicators.survey.solution import Solution

_DETERMINED = 1e-8  # share of its information that a parameter keeps beside those that are free already


def modification_table(solution: Solution) -> pd.DataFrame:
    """Return the score test of every loading, covariance and path that the model leaves out.

    The expected information serves, as in lavaan. Source: Sörbom 1989.

    Parameters
    ----------
    solution : Solution
        Of a normal-theory estimator, converged.

    Returns
    -------
    DataFrame
        lhs, op, rhs, group, mi (chi-square with one degree of freedom), p, epc (the change of the parameter to be
        expected), std_all (that change, standardized); the greatest mi first. Parameters that could not be estimated
        beside the others are left out.
    """
    table = solution.table
    added = [replace(row, free=table.n_free + number + 1) for number, row in enumerate(_left_out(table))]
    columns = ["lhs", "op", "rhs", "group", "mi", "p", "epc", "std_all"]
    if not added:
        return pd.DataFrame(columns=columns)
    extended = replace(table, rows=[*table.rows, *added], n_free=table.n_free + len(added))
    groups = structures(extended, [s.mean for s in solution.samples], [s.covariance for s in solution.samples])
    model = NormalModel(groups, solution.samples)
    theta = np.concatenate([solution.theta, [row.fixed for row in added]])
    score = -0.5 * model.n * model.value_and_gradient(theta)[1]
    information = model.expected_information(theta)
    free = np.arange(table.n_free)
    rest = np.arange(table.n_free, len(theta))
    within = np.linalg.solve(information[np.ix_(free, free)], information[np.ix_(free, rest)])
    alone = np.diag(information)[rest]
    variance = alone - np.einsum("ab,ab->b", information[np.ix_(free, rest)], within)
    gap = score[rest] - score[free] @ within
    implied = [group.implied(theta) for group in groups]
    place = {name: number for number, name in enumerate([*table.observed, *table.latent])}
    records = []
    for row, whole, left, slope in zip(added, alone, variance, gap, strict=True):
        if left <= _DETERMINED * whole:
            continue
        index, change = float(slope**2 / left), float(slope / left)
        one = implied[row.group]
        matrix = one.residual if row.op == "~~" else one.covariance
        with np.errstate(invalid="ignore", divide="ignore"):  # beside a negative variance nothing is standardized
            i, j = np.sqrt(np.diag(matrix)[[place[row.lhs], place[row.rhs]]])
            unit = {"=~": i / j, "~": j / i, "~~": 1.0 / (i * j)}[row.op]
        name = solution.samples[row.group].name
        records.append((row.lhs, row.op, row.rhs, name, index, float(chdtrc(1, index)), change, change * unit))
    found = pd.DataFrame(records, columns=columns)
    return found.sort_values("mi", ascending=False, kind="stable", ignore_index=True)


def _left_out(table: ParameterTable) -> Iterator[Parameter]:
    """Yield what the model fixes: loadings, covariances and paths that it does not name or holds at a value."""
    present = {(row.group, row.lhs, row.op, row.rhs) for row in table.rows}
    items = [name for name in table.observed if name not in table.predictors]
    measured = {row.rhs for row in table.rows if row.op == "=~"}
    causes = [name for name in table.latent if any(row.op == "~" for row in table.rows)]
    for group in range(table.n_groups):
        pairs = [(factor, "=~", item) for factor in table.latent for item in items if item in measured]
        pairs += [(one, "~~", other) for one, other in combinations(items, 2)]
        pairs += [(one, "~~", other) for one, other in combinations(table.latent, 2)]
        pairs += [(one, "~", other) for one in causes for other in causes if one != other]
        for lhs, op, rhs in pairs:
            turned = (group, rhs, op, lhs) if op == "~~" else (group, lhs, op, rhs)
            if op == "~" and (group, rhs, "=~", lhs) in present:  # the same path by its other name
                continue
            if (group, lhs, op, rhs) not in present and turned not in present:
                yield Parameter(lhs, op, rhs, group, fixed=0.0)
