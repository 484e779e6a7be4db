"""Exploratory factor analysis: what the items would say of their factors if no model were held against them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.item_answers import regular_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

ROTATIONS = ("oblimin", "varimax", "none")
_ROUNDS, _SETTLED = 2000, 1e-8


@dataclass(frozen=True)
class Exploration:
    """Factors of an exploratory analysis, the one that explains most first.

    Attributes
    ----------
    loadings : DataFrame
        A row an item: item, F1, F2, ..., communality. Loadings of oblimin are the pattern.
    correlations : DataFrame
        Of the factors; ones and zeros where the rotation is orthogonal.
    variance : DataFrame
        A row a factor: factor, loadings_squared (sum, with the correlations), share (of the items' variance).
    rotation : str
    n : int
        Complete rows.
    """

    loadings: pd.DataFrame
    correlations: pd.DataFrame
    variance: pd.DataFrame
    rotation: str
    n: int


def explore(answers: pd.DataFrame, items: Sequence[str], factors: int, rotation: str = "oblimin") -> Exploration:
    """Extract factors by iterated principal axes and rotate them.

    Parameters
    ----------
    answers : DataFrame
        A row a respondent; complete rows are used.
    items : sequence of str
        Columns, three at least.
    factors : int
        How many; `parallel_analysis` and `minimum_average_partial` advise.
    rotation : {"oblimin", "varimax", "none"}
        Direct oblimin (quartimin) lets factors correlate, varimax does not.

    Returns
    -------
    Exploration

    Raises
    ------
    InputError
        If an item cannot be used, rows are too few, items are collinear, the number of factors or the rotation is
        impossible, or statsmodels is missing.

    Notes
    -----
    Computed by statsmodels (Seabold and Perktold 2010); at convergence the solution is that of minimum residuals.
    Jennrich 2002 for the rotations; varimax after Kaiser's normalisation.
    """
    if rotation not in ROTATIONS:
        message = _("“{rotation}” is no rotation; choose one of {names}.")
        raise InputError(message.format(rotation=rotation, names=", ".join(ROTATIONS)))
    data = regular_answers(answers, items, least=3)
    most = data.shape[1] // 2
    if not 1 <= factors <= most:
        message = _("{items} items carry 1 to {most} factors, not {factors}.")
        raise InputError(message.format(items=data.shape[1], most=most, factors=factors))
    try:
        from statsmodels.multivariate.factor import Factor  # noqa: PLC0415 - an extra, and slow to import
        from statsmodels.multivariate.factor_rotation import rotate_factors  # noqa: PLC0415
    except ImportError as error:
        raise InputError(_("Exploratory factor analysis needs statsmodels: pip install parklocus[survey].")) from error
    model = Factor(corr=np.corrcoef(data, rowvar=False), n_factor=factors, method="pa", nobs=len(data))
    pattern = np.asarray(model.fit(maxiter=_ROUNDS, tol=_SETTLED).loadings, dtype=float)
    turn = np.eye(factors)
    if rotation == "oblimin" and factors > 1:
        pattern, turned = rotate_factors(pattern, "oblimin", 0.0, "oblique")
        turn = turned.T @ turned
    elif rotation == "varimax" and factors > 1:  # by Kaiser's rows of length one, as R's
        length = np.sqrt((pattern**2).sum(axis=1))[:, None]
        pattern = rotate_factors(pattern / length, "varimax")[0] * length
    weight = np.diag(turn @ pattern.T @ pattern)
    order = np.argsort(-weight)
    sign = np.where(pattern.sum(axis=0) < 0, -1.0, 1.0)
    pattern, weight = (pattern * sign)[:, order], weight[order]
    turn = (turn * np.outer(sign, sign))[np.ix_(order, order)]
    names = [f"F{number}" for number in range(1, factors + 1)]
    loadings = pd.DataFrame(pattern, columns=names)
    loadings.insert(0, "item", list(items))
    loadings["communality"] = np.einsum("if,fg,ig->i", pattern, turn, pattern)
    correlations = pd.DataFrame(turn, columns=names)
    correlations.insert(0, "factor", names)
    shares = weight / len(pattern)
    variance = pd.DataFrame({"factor": names, "loadings_squared": weight, "share": shares})
    return Exploration(loadings, correlations, variance, rotation, len(data))
