"""The coupling of the local, the capital and the relational space of each park, on an absolute scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# The usual ten classes of coordination, each a tenth of the scale wide, from its lower bound.
CLASSES = (
    "extreme disorder",
    "severe disorder",
    "moderate disorder",
    "mild disorder",
    "near disorder",
    "bare coordination",
    "primary coordination",
    "intermediate coordination",
    "good coordination",
    "quality coordination",
)


def class_title(name: str) -> str:
    """Return a class of coordination in the language in use."""
    return {
        "extreme disorder": _("extreme disorder"),
        "severe disorder": _("severe disorder"),
        "moderate disorder": _("moderate disorder"),
        "mild disorder": _("mild disorder"),
        "near disorder": _("near disorder"),
        "bare coordination": _("bare coordination"),
        "primary coordination": _("primary coordination"),
        "intermediate coordination": _("intermediate coordination"),
        "good coordination": _("good coordination"),
        "quality coordination": _("quality coordination"),
    }[name]


def on_unit_scale(
    scores: pd.DataFrame, *, answers_from: float | None = None, answers_to: float | None = None
) -> pd.DataFrame:
    """Bring scores to a scale from 0 to 1 that does not depend on which parks are compared.

    Parameters
    ----------
    scores : DataFrame of float
        A row a park, a column a factor: means of answers, or standardised factor scores.
    answers_from, answers_to : float, optional
        The lowest and highest answer of the questionnaire, for means of answers. Without them the scores are taken
        as standardised, and their place in the normal distribution is returned.

    Raises
    ------
    InputError
        If one bound is given without the other, they are in the wrong order, or a mean lies outside them.

    Examples
    --------
    >>> means = pd.DataFrame({"locational": [1.0, 3.0, 5.0]})
    >>> on_unit_scale(means, answers_from=1, answers_to=5)["locational"].tolist()
    [0.0, 0.5, 1.0]
    >>> on_unit_scale(pd.DataFrame({"locational": [0.0]}))["locational"].tolist()
    [0.5]
    """
    if answers_from is None and answers_to is None:
        return pd.DataFrame(scipy.stats.norm.cdf(scores.astype(float)), index=scores.index, columns=scores.columns)
    if answers_from is None or answers_to is None or answers_from >= answers_to:
        raise InputError(_("The questionnaire's range needs its lowest and its highest answer, the lowest first."))
    outside = ((scores < answers_from) | (scores > answers_to)).any()
    if outside.any():
        message = _("Scores of “{factor}” lie outside the questionnaire's range of {low} to {high}.")
        raise InputError(message.format(factor=outside.index[outside][0], low=answers_from, high=answers_to))
    return (scores.astype(float) - answers_from) / (answers_to - answers_from)


def space_levels(unit_scores: pd.DataFrame, spaces: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return each space's level: the mean of the factors that make it up, missing where one of them is.

    Parameters
    ----------
    unit_scores : DataFrame
        What `on_unit_scale` returned.
    spaces : mapping of space to its factors
        As the study says; the paper does not publish it.

    Raises
    ------
    InputError
        If a space has no factor, or one that has no scores.
    """
    levels = {}
    for space, factors in spaces.items():
        absent = [factor for factor in factors if factor not in unit_scores.columns]
        if absent or not factors:
            message = _("The space “{space}” needs factors that have scores; without: {names}.")
            raise InputError(message.format(space=space, names=", ".join(absent) or "–"))
        levels[space] = unit_scores[list(factors)].mean(axis=1, skipna=False)
    return pd.DataFrame(levels, index=unit_scores.index)


def coupling_coordination(levels: pd.DataFrame, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return coupling C, coordination T and the degree of coupling coordination D of each park.

    C = k (u1 … uk)^(1/k) / (u1 + … + uk) is 1 where all spaces are level and 0 where one of them is nothing; T is
    their weighted mean; D = √(C·T).

    Parameters
    ----------
    levels : DataFrame
        A row a park, a column a space, from 0 to 1 on an absolute scale. Levels stretched over a few parks (min-max)
        would set C to 0 for most of them.
    weights : mapping, optional
        By space; equal without it.

    Returns
    -------
    DataFrame
        ``coupling``, ``coordination``, ``degree``, ``class`` (of `CLASSES`; "" where missing) and ``lagging`` (the
        space that lies lowest; "" where missing or all are level).

    References
    ----------
    Illingworth, V. (1996). The Penguin dictionary of physics (capacity coupling); Wang, S. et al. (2021). Misuse and
    correction of the coupling coordination degree model. Journal of Natural Resources 36(3), 793-810.

    Examples
    --------
    >>> levels = pd.DataFrame({"local": [0.5, 0.9], "capital": [0.5, 0.1], "relational": [0.5, 0.3]})
    >>> coupling_coordination(levels)[["coupling", "degree"]].round(4).to_numpy().tolist()
    [[1.0, 0.7071], [0.6923, 0.5477]]
    """
    values = levels.to_numpy(dtype=float)
    spaces = list(map(str, levels.columns))
    given = np.array([1.0 if weights is None else float(weights.get(space, 0.0)) for space in spaces])
    if not given.sum() or (given < 0).any():
        raise InputError(_("Weights must not be negative, and not all 0."))
    total = values.sum(axis=1)
    geometric = np.prod(values, axis=1) ** (1.0 / len(spaces))
    coupling = np.divide(
        len(spaces) * geometric, total, out=np.where(np.isnan(total), np.nan, 0.0), where=total > 0
    ).clip(max=1.0)
    coordination = values @ (given / given.sum())
    degree = np.sqrt(coupling * coordination)
    return pd.DataFrame(
        {
            "coupling": coupling,
            "coordination": coordination,
            "degree": degree,
            "class": ["" if np.isnan(one) else CLASSES[min(int(one * 10 + 1e-9), 9)] for one in degree],
            "lagging": [_lowest(row, spaces) for row in values],
        },
        index=levels.index,
    )


def _lowest(levels: Floats, spaces: list[str]) -> str:
    if np.isnan(levels).any() or np.ptp(levels) < 1e-9:
        return ""
    return spaces[int(np.argmin(levels))]


def interaction(levels: pd.DataFrame, park: pd.Series, *, fewest: int = 10) -> pd.DataFrame:
    """Return how strongly the spaces go together over the respondents of each park.

    Parameters
    ----------
    levels : DataFrame
        A row a respondent, a column a space.
    park : Series
        Each respondent's park.
    fewest : int
        Respondents below which a park's correlation is missing.

    Returns
    -------
    DataFrame
        A row a park and pair of spaces: ``park``, ``first``, ``second``, ``n``, ``correlation`` (Pearson) and the
        limits ``ci_low`` and ``ci_high`` of its 95 % interval (Fisher's z).
    """
    spaces = list(levels.columns)
    rows = []
    for name, members in levels.groupby(park.to_numpy()):
        for place, first in enumerate(spaces):
            for second in spaces[place + 1 :]:
                both = members[[first, second]].dropna()
                rows.append((name, first, second, len(both), *_correlation(both.to_numpy(), fewest)))
    return pd.DataFrame(rows, columns=["park", "first", "second", "n", "correlation", "ci_low", "ci_high"])


def _correlation(pairs: Floats, fewest: int) -> tuple[float, float, float]:
    if len(pairs) < max(fewest, 4) or (np.ptp(pairs, axis=0) == 0).any():
        return np.nan, np.nan, np.nan
    r = float(scipy.stats.pearsonr(*pairs.T).statistic)
    if abs(r) >= 1.0:
        return r, r, r
    half = scipy.stats.norm.ppf(0.975) / np.sqrt(len(pairs) - 3)
    low, high = np.tanh(np.arctanh(r) + np.array([-half, half]))
    return r, float(low), float(high)
