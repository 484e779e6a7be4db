"""Answers to the items of one scale, checked for what no coefficient can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.samples import read_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_ROWS = 3


def item_answers(answers: pd.DataFrame, items: Sequence[str], least: int = 2) -> pd.DataFrame:
    """Return the answers to some items as floats, NaN where missing.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent.
    items : sequence of str
        Columns.
    least : int
        How many items there must be.

    Raises
    ------
    InputError
        If there are too few items, one is named twice, is no column, holds text or never varies.
    """
    if not isinstance(answers, pd.DataFrame):
        raise InputError(_("The answers must be a table (DataFrame) with a row a respondent and a column a variable."))
    names = [items] if isinstance(items, str) else [str(name) for name in items]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(_("The item “{item}” is named twice; name it once.").format(item=twice))
    if len(names) < least:
        message = _("{least} items or more are needed, and {count} named.")
        raise InputError(message.format(count=len(names), least=least))
    columns = {}
    for name in names:
        sample = read_samples(answers, [name], [], None, "listwise")[0][0]
        column = np.full(len(answers), np.nan)
        column[sample.rows] = sample.data[:, 0]
        columns[name] = column
    return pd.DataFrame(columns, index=answers.index)


def complete_answers(answers: pd.DataFrame, items: Sequence[str], least: int = 2) -> pd.DataFrame:
    """Return the rows that answer every item, as `item_answers` does.

    Raises
    ------
    InputError
        As `item_answers`, and if fewer than three rows are complete or an item does not vary among them.
    """
    complete = item_answers(answers, items, least).dropna()
    if len(complete) < LEAST_ROWS:
        message = _("{rows} rows answer every item; {least} or more are needed.")
        raise InputError(message.format(rows=len(complete), least=LEAST_ROWS))
    constant = complete.columns[(complete == complete.iloc[0]).all()]
    if len(constant):
        message = _("The item “{item}” has the same answer in every complete row; leave it out.")
        raise InputError(message.format(item=constant[0]))
    return complete


def regular_answers(answers: pd.DataFrame, items: Sequence[str], least: int = 2) -> np.ndarray:
    """Return the complete rows, (n, p), whose correlation matrix has an inverse.

    Raises
    ------
    InputError
        As `item_answers`, and if rows are too few or items are collinear.
    """
    names = list(item_answers(answers, items, least).columns)
    return read_samples(answers, names, [], None, "listwise")[0][0].data
