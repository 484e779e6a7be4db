"""Factor × index: direction and rank association over the parks, with permutation p-values where a test is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.validation.permutation import false_discovery, method, permuted_association

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# Two-sided, four parks reach 2/4! = .083 at best: below five no test can reject at .05.
FEWEST_FOR_TEST = 5
DIRECTED = ("+", "-")

# Columns of the table, by the attribute of `PermutedAssociation` that fills them.
_STATISTICS = {"spearman": "spearman", "kendall": "kendall", "pearson": "pearson", "p_min": "p_min"}
_P_VALUES = {
    "p": "p_spearman",
    "p_kendall": "p_kendall",
    "p_pearson": "p_pearson",
    "p_greater": "p_greater",
    "p_less": "p_less",
    "p_min_greater": "p_min_greater",
    "p_min_less": "p_min_less",
}
_WITHOUT_ONE = ("spearman_low", "spearman_high")


def associations(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    expected: Mapping[tuple[str, str], str],
    *,
    seed: int,
    draws: int,
) -> pd.DataFrame:
    """Associate every factor with every index over the parks that have both values.

    Parameters
    ----------
    scores : DataFrame of float
        A row a park, a column a factor, missing as NaN.
    values : DataFrame of float
        The same parks in the same order, a column an index column.
    expected : mapping of (factor, column) to ``"+"`` or ``"-"``
        Directions said beforehand.
    seed, draws : int
        As in `permuted_association`.

    Returns
    -------
    DataFrame
        A row a factor and index, in their order: ``factor``, ``index``, ``n`` (parks with both values), ``n_missing``
        (parks without), ``expected``, ``seen`` (sign of Spearman's rho: ``+``, ``-``, ``0``, or "" where undefined),
        ``spearman``, ``spearman_low`` and ``spearman_high`` (between which it stays when any one park is left out),
        ``kendall`` (tau-b), ``pearson``, ``p``, ``p_kendall``, ``p_pearson`` (two-sided), ``p_one_sided`` (of
        Spearman's rho in the direction expected; missing where none is), ``p_min_one_sided`` (the least of it), ``q``
        (``p`` after Benjamini and Hochberg's control of the false discovery rate over the table), ``p_min`` (the least
        ``p`` that these ranks allow),
        ``method`` (``exact``, ``monte carlo``, ``none``), ``agrees`` (missing where no direction is expected or seen).
        NaN where a variable is constant or fewer than two parks have both.
    """
    left, right = scores.to_numpy(dtype=float), values.to_numpy(dtype=float)
    shape = (left.shape[1], right.shape[1])
    cells = {name: np.full(shape, np.nan) for name in (*_STATISTICS, *_P_VALUES, *_WITHOUT_ONE)}
    counts = np.zeros(shape, dtype=int)
    for left_columns, left_present in _by_pattern(left):
        for right_columns, right_present in _by_pattern(right):
            parks = left_present & right_present
            block = np.ix_(left_columns, right_columns)
            counts[block] = n = int(parks.sum())
            if n < 2:
                continue
            own_left, own_right = left[np.ix_(parks, left_columns)], right[np.ix_(parks, right_columns)]
            found = permuted_association(own_left, own_right, seed=seed, draws=draws)
            for name, attribute in _STATISTICS.items():
                cells[name][block] = getattr(found, attribute)
            if n >= FEWEST_FOR_TEST:
                for name, attribute in _P_VALUES.items():
                    cells[name][block] = getattr(found, attribute)
                for name, limit in zip(_WITHOUT_ONE, _without_one(own_left, own_right), strict=True):
                    cells[name][block] = limit
    factor, index = (axis.ravel() for axis in np.indices(shape))
    table = pd.DataFrame({"factor": scores.columns[factor], "index": values.columns[index], "n": counts.ravel()})
    table["n_missing"] = len(left) - table["n"]
    table["expected"] = [expected.get(pair, "") for pair in zip(table["factor"], table["index"], strict=True)]
    flat = {name: cell.ravel() for name, cell in cells.items()}
    table["seen"] = [_sign(rho) for rho in flat["spearman"]]
    for name in ("spearman", "spearman_low", "spearman_high", "kendall", "pearson", "p", "p_kendall", "p_pearson"):
        table[name] = flat[name]
    table["p_one_sided"] = np.select(
        [table["expected"] == "+", table["expected"] == "-"], [flat["p_greater"], flat["p_less"]], np.nan
    )
    table["p_min_one_sided"] = np.select(
        [table["expected"] == "+", table["expected"] == "-"], [flat["p_min_greater"], flat["p_min_less"]], np.nan
    )
    table["q"] = false_discovery(flat["p"])
    table["p_min"] = flat["p_min"]
    table["method"] = [method(n, p) for n, p in zip(table["n"], table["p"], strict=True)]
    table["agrees"] = pd.array(
        [
            seen == said if seen and said in DIRECTED else pd.NA
            for seen, said in zip(table["seen"], table["expected"], strict=True)
        ],
        dtype="boolean",
    )
    return table


def _without_one(left: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the least and the greatest Spearman's rho when each park in turn is left out."""
    each = []
    for park in range(len(left)):
        ranked = [scipy.stats.rankdata(np.delete(side, park, axis=0), axis=0) for side in (left, right)]
        centred = [ranks - ranks.mean(axis=0) for ranks in ranked]
        with np.errstate(invalid="ignore", divide="ignore"):
            lengths = np.outer(*((ranks**2).sum(axis=0) for ranks in centred))
            each.append(centred[0].T @ centred[1] / np.sqrt(lengths))
    return np.min(each, axis=0), np.max(each, axis=0)


def ranks(parks: pd.Series, scores: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Rank the parks on every factor and every index.

    Parameters
    ----------
    parks : Series
        The parks' ids.
    scores, values : DataFrame of float
        As in `associations`.

    Returns
    -------
    DataFrame
        A row a variable and park: ``factor`` and ``index`` (one of them is "", the other the variable), ``park``,
        ``value``, ``rank`` (1 the highest value, ties share their mean rank, missing where the value is).
    """
    parts = []
    for role, frame in (("factor", scores), ("index", values)):
        for column in frame.columns:
            numbers = frame[column].to_numpy(dtype=float)
            rank = scipy.stats.rankdata(-numbers, nan_policy="omit")
            part = pd.DataFrame({"factor": "", "index": "", "park": parks.to_numpy(), "value": numbers, "rank": rank})
            part[role] = column
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _by_pattern(values: NDArray[np.float64]) -> list[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """Return groups of columns that are present for the same parks: they share their rearrangements."""
    present = np.isfinite(values)
    patterns, group = np.unique(present, axis=1, return_inverse=True)
    return [(np.flatnonzero(group.ravel() == k), patterns[:, k]) for k in range(patterns.shape[1])]


def _sign(rho: float) -> str:
    if np.isnan(rho):
        return ""
    return "+" if rho > 0 else "-" if rho < 0 else "0"
