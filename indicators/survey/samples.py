"""Answers as samples: one a group, with the patterns of missing answers, checked for what no model can use."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.language import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING = ("listwise", "fiml")
COLLINEAR = 1e-9  # smallest eigenvalue of a correlation matrix that still has an inverse worth the name


@dataclass(frozen=True)
class Patterns:
    """Rows gathered by which of their answers are there.

    Attributes
    ----------
    there : (j, p) bool array
        What each of the j patterns has.
    counts : (j,) array
        Rows of each.
    means, covariances : (j, p), (j, p, p) array
        Of the rows of each, divisor n; zero where missing.
    of_row : (n,) int array
        The pattern of each row.
    """

    there: np.ndarray
    counts: np.ndarray
    means: np.ndarray
    covariances: np.ndarray
    of_row: np.ndarray

    @cached_property
    def pairs(self) -> np.ndarray:
        """Return, per pattern, which pairs of variables are there, as (j, p, p) bools."""
        return self.there[:, :, None] & self.there[:, None, :]


@dataclass(frozen=True)
class Sample:
    """The answers of one group.

    Attributes
    ----------
    name : str
        The group's name; "" if there is one group only.
    data : (n, p) array
        A row a respondent, a column a variable; NaN where missing.
    index : Index
        The respondents' labels in the answers given.
    rows : (n,) int array
        Their rows there, from zero.
    patterns : Patterns
    mean, covariance : (p,), (p, p) array
        Divisor n; from the rows that have both answers of a pair.
    """

    name: str
    data: np.ndarray
    index: pd.Index
    rows: np.ndarray
    patterns: Patterns
    mean: np.ndarray
    covariance: np.ndarray

    @property
    def n(self) -> int:
        """Return the number of respondents; `data` has no rows where moments alone are known."""
        return int(self.patterns.counts.sum())

    @cached_property
    def pairwise_covariance(self) -> np.ndarray:
        """Return each pair's covariance from the rows that have both, times (n - 1) / n, n counting all rows."""
        covariance = pd.DataFrame(self.data).cov().to_numpy()
        return covariance * ((self.n - 1.0) / self.n)


def make_sample(name: str, data: np.ndarray, index: pd.Index, rows: np.ndarray) -> Sample:
    """Return a sample with its moments and patterns."""
    if not np.isnan(data).any():
        mean = data.mean(axis=0)
        centred = data - mean
        covariance = centred.T @ centred / len(data)
        one = np.ones((1, data.shape[1]), dtype=bool)
        nowhere = np.zeros(len(data), dtype=int)
        patterns = Patterns(one, np.array([len(data)]), mean[None], covariance[None], nowhere)
        return Sample(name, data, index, rows, patterns, mean, covariance)
    there, of_row, counts = np.unique(~np.isnan(data), axis=0, return_inverse=True, return_counts=True)
    of_row = of_row.reshape(-1)
    filled = np.nan_to_num(data)
    means = np.stack([filled[of_row == j].mean(axis=0) for j in range(len(there))])
    covariances = np.stack(
        [np.cov(filled[of_row == j], rowvar=False, bias=True).reshape(data.shape[1], -1) for j in range(len(there))]
    )
    patterns = Patterns(there, counts, means, covariances, of_row)
    known = ~np.isnan(data)
    mean = filled.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, data - mean, 0.0)
    both = known.T.astype(float) @ known
    covariance = centred.T @ centred / np.maximum(both, 1)
    return Sample(name, data, index, rows, patterns, mean, covariance)


def read_samples(
    answers: pd.DataFrame, variables: Sequence[str], predictors: Sequence[str], group: str | None, missing: str
) -> tuple[list[Sample], list[str]]:
    """Return a sample a group, in the order of the groups' first rows, and notes on rows that were left out.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent.
    variables : sequence of str
        The model's observed variables.
    predictors : sequence of str
        Those of them whose moments are the data's own; a row without one of them cannot be used.
    group : str, optional
        Column that says the group.
    missing : str
        ``listwise`` leaves rows with a missing answer out; ``fiml`` keeps what they have.

    Returns
    -------
    list of Sample, list of str

    Raises
    ------
    InputError
        If a column is missing or holds text, an item never varies or is the sum of others, or rows are too few.
    """
    if missing not in MISSING:
        message = _("“{missing}” is no way to treat missing answers; choose one of {names}.")
        raise InputError(message.format(missing=missing, names=", ".join(MISSING)))
    if not all(isinstance(name, str) for name in answers.columns):
        answers = answers.rename(columns=str)
    for column in (*variables, *([group] if group is not None else [])):
        _require_column(answers, column)
    table = np.column_stack([_numbers(answers, column) for column in variables])
    notes = []
    kept = ~np.isnan(table).any(axis=1) if missing == "listwise" else ~np.isnan(table).all(axis=1)
    known = [list(variables).index(name) for name in predictors]
    kept &= ~np.isnan(table[:, known]).any(axis=1)
    if not kept.all():
        dropped = int((~kept).sum())
        message = ngettext(
            "{dropped} of {rows} rows was left out, as answers are missing there.",
            "{dropped} of {rows} rows were left out, as answers are missing there.",
            dropped,
        )
        notes.append(message.format(dropped=dropped, rows=len(table)))
    samples = []
    for name, rows in _groups(answers, group, kept):
        if not len(rows):
            raise InputError(_no_rows(name, group))
        sample = make_sample(name, table[rows], answers.index[rows], rows)
        _check(sample, list(variables))
        samples.append(sample)
    return samples, notes


def _require_column(answers: pd.DataFrame, column: str) -> None:
    columns = [str(name) for name in answers.columns]
    if columns.count(column) > 1:
        raise InputError(_("The answers have more than one column “{column}”; rename one.").format(column=column))
    if column in columns:
        return
    near = difflib.get_close_matches(column, columns, n=1)
    if near:
        message = _("The answers have no column “{column}”; did you mean “{near}”?")
        raise InputError(message.format(column=column, near=near[0]))
    message = _("The answers have no column “{column}”; their columns are {columns}.")
    raise InputError(message.format(column=column, columns=", ".join(columns)))


def _numbers(answers: pd.DataFrame, column: str) -> np.ndarray:
    cells = answers[column]
    if cells.dtype.kind in "fiu" and isinstance(cells.dtype, np.dtype):
        numbers = cells.to_numpy(dtype=float)
        if not np.isinf(numbers).any():
            return numbers
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    texts = cells.map(lambda cell: isinstance(cell, str) and bool(cell.strip()))
    wrong = np.isnan(numbers) & texts.to_numpy(dtype=bool) | np.isinf(numbers)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        message = _("The answers, row {row}, column “{column}”: “{cell}” is no number; code answers as numbers.")
        raise InputError(message.format(row=row + 1, column=column, cell=cells.iloc[row]))
    return numbers


def _groups(answers: pd.DataFrame, group: str | None, kept: np.ndarray) -> list[tuple[str, np.ndarray]]:
    if group is None:
        return [("", np.flatnonzero(kept))]
    cells = answers[group]
    if cells.isna().any():
        row = int(np.flatnonzero(cells.isna().to_numpy())[0])
        message = _("The answers, row {row}, column “{column}”: the group is missing.")
        raise InputError(message.format(row=row + 1, column=group))
    names = list(cells.cat.categories) if isinstance(cells.dtype, pd.CategoricalDtype) else list(pd.unique(cells))
    names = [name for name in names if (cells == name).any()]
    if len(names) < 2:
        message = _("The column “{column}” has one group only; leave the group out, or give two at least.")
        raise InputError(message.format(column=group))
    return [(str(name), np.flatnonzero(kept & (cells == name).to_numpy(dtype=bool))) for name in names]


def _no_rows(name: str, group: str | None) -> str:
    if group is None:
        return _('No row of the answers is complete; fill gaps, or fit with missing="fiml".')
    return _('No row of the group “{group}” is complete; fill gaps, or fit with missing="fiml".').format(group=name)


def _check(sample: Sample, variables: list[str]) -> None:
    """Refuse what has no covariance matrix with an inverse, and say why."""
    where = _(" in the group “{group}”").format(group=sample.name) if sample.name else ""
    known = (~np.isnan(sample.data)).sum(axis=0)
    if not known.all():
        name = variables[int(np.flatnonzero(known == 0)[0])]
        raise InputError(_("The item “{item}”{where} has no answer.").format(item=name, where=where))
    constant = np.nanmax(sample.data, axis=0) == np.nanmin(sample.data, axis=0)
    if constant.any():
        name = variables[int(np.flatnonzero(constant)[0])]
        message = _("The item “{item}”{where} has the same answer in every row; leave it out.")
        raise InputError(message.format(item=name, where=where))
    if len(sample.patterns.there) > 1:
        _check_pairs(sample, variables, where)
        return
    if sample.n <= len(variables):
        message = _("{rows} complete rows{where} are too few for {items} items; a model needs more rows than items.")
        raise InputError(message.format(rows=sample.n, where=where, items=len(variables)))
    refuse_collinear(sample.covariance, variables, where)


def refuse_collinear(covariance: np.ndarray, variables: Sequence[str], where: str) -> None:
    """Raise an InputError that names the variables whose covariance matrix has no inverse.

    Parameters
    ----------
    covariance : (p, p) array
    variables : sequence of str
    where : str
        The group, as the message is to say it; "" if there is one alone.
    """
    scale = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    if values[0] < COLLINEAR:
        together = [variables[int(i)] for i in np.flatnonzero(np.abs(vectors[:, 0]) > 1e-4)]
        message = _("The items {items}{where} are collinear: one is the sum of others; leave one out.")
        raise InputError(message.format(items=", ".join(together), where=where))


def _check_pairs(sample: Sample, variables: list[str], where: str) -> None:
    known = (~np.isnan(sample.data)).astype(float)
    together = known.T @ known
    if (together == 0).any():
        one, other = np.argwhere(together == 0)[0]
        message = _("The items “{one}” and “{other}”{where} are never answered by the same respondent.")
        raise InputError(message.format(one=variables[one], other=variables[other], where=where))
