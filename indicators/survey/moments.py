"""A sample of which only the covariances are known, as papers print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.samples import Patterns, Sample, refuse_collinear

if TYPE_CHECKING:
    from collections.abc import Sequence

SYMMETRIC = 1e-8  # of the greatest entry


def sample_of_moments(
    covariance: pd.DataFrame, n: int | None, variables: Sequence[str], means: pd.Series | None = None
) -> Sample:
    """Return a sample without rows.

    Parameters
    ----------
    covariance : DataFrame
        Of the variables, rows and columns named alike; the divisor is n - 1, as papers have it. What stands above the
        diagonal may be missing.
    n : int
        Number of respondents.
    variables : sequence of str
        Those that the model names.
    means : Series, optional
        Their means; zero without them, for models that do not ask.

    Raises
    ------
    InputError
        A variable is missing, the matrix is no covariance matrix, or `n` does not exceed the number of variables.
    """
    if not isinstance(covariance, pd.DataFrame):
        raise InputError(_("The covariances must be a table (DataFrame) with a row and a column a variable."))
    if not isinstance(n, int) or isinstance(n, bool) or n <= len(variables):
        message = _("n must be the number of respondents behind the covariances, more than the {items} items.")
        raise InputError(message.format(items=len(variables)))
    table = covariance.rename(index=str, columns=str)
    names = [str(name) for name in variables]
    lacking = [name for name in names if name not in table.index or name not in table.columns]
    if lacking:
        message = _("The covariances have no row or column “{name}”; they have {known}.")
        raise InputError(message.format(name=lacking[0], known=", ".join(map(str, table.columns))))
    given = table.loc[names, names].to_numpy(dtype=float)
    given = np.where(np.isnan(given), given.T, given)
    if given.shape != (len(names),) * 2 or np.isnan(given).any():
        raise InputError(_("The covariances have gaps or names that stand twice; give each pair of variables once."))
    if np.abs(given - given.T).max() > SYMMETRIC * np.abs(given).max():
        raise InputError(_("The covariances are not the same on both sides of the diagonal; correct one of them."))
    if (np.diag(given) <= 0).any():
        name = names[int(np.argmin(np.diag(given)))]
        raise InputError(_("The variance of “{name}” must be positive.").format(name=name))
    matrix = (given + given.T) / 2.0 * ((n - 1.0) / n)
    refuse_collinear(matrix, names, "")
    centre = np.zeros(len(names))
    if means is not None:
        centre = means.rename(index=str).reindex(names).to_numpy(dtype=float)
        if np.isnan(centre).any():
            message = _("The mean of “{name}” is missing.")
            raise InputError(message.format(name=names[int(np.flatnonzero(np.isnan(centre))[0])]))
    size = len(names)
    patterns = Patterns(
        np.ones((1, size), dtype=bool), np.array([n]), centre[None], matrix[None], np.zeros(0, dtype=int)
    )
    nobody = np.zeros(0, dtype=int)
    return Sample("", np.empty((0, size)), pd.RangeIndex(0), nobody, patterns, centre, matrix)
