"""Parks by ownership, type or district: how far groups of parks differ."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.validation.association import FEWEST_FOR_TEST
from parklocus.indicators.validation.multilevel import random_intercept
from parklocus.indicators.validation.permutation import DRAWS, Tail, method, rearrangements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def group_levels(values: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Return how high each group of parks lies.

    Parameters
    ----------
    values : DataFrame of float
        A row a park, a column a factor or index; gaps are left out.
    group : Series
        The group of each park, in the same order; a park without one is left out.

    Returns
    -------
    DataFrame
        A row a variable and group: ``variable``, ``group``, ``n``, ``mean``, ``least``, ``greatest``.
    """
    rows = []
    for name in values.columns:
        for label, own in values[name].groupby(group.to_numpy()):
            known = own.dropna()
            rows.append((name, str(label), len(known), known.mean(), known.min(), known.max()))
    return pd.DataFrame(rows, columns=["variable", "group", "n", "mean", "least", "greatest"])


def group_differences(values: pd.DataFrame, group: pd.Series, *, seed: int = 0, draws: int = DRAWS) -> pd.DataFrame:
    """Test whether groups of parks differ, by dealing the groups to the parks anew, and how much of the variance it is.

    Parameters
    ----------
    values, group
        As for `group_levels`.
    seed, draws : int
        As in `permuted_association`.

    Returns
    -------
    DataFrame
        A row a variable: ``variable``, ``n``, ``groups``, ``between_share`` (of the variance between parks, the share
        that lies between groups: eta squared), ``between_share_corrected`` (omega squared: less what chance alone
        would give; 0 at least), ``p`` (a share at least as great; missing below `FEWEST_FOR_TEST` parks), ``p_min``,
        ``method``. Missing where fewer than two groups, no group of two parks, or no variation is left.
    """
    rows = []
    for name in values.columns:
        known = values[name].notna().to_numpy() & group.notna().to_numpy()
        y = values[name].to_numpy(dtype=float)[known]
        labels = group.to_numpy()[known].astype(str)
        rows.append((name, *_difference(y, labels, seed, draws)))
    columns = ["variable", "n", "groups", "between_share", "between_share_corrected", "p", "p_min", "method"]
    return pd.DataFrame(rows, columns=columns)


def _difference(y: Floats, labels: NDArray[np.str_], seed: int, draws: int) -> tuple[object, ...]:
    names, which = np.unique(labels, return_inverse=True)
    n, count = len(y), len(names)
    if count < 2 or count == n or len(np.unique(y)) < 2:
        return n, count, np.nan, np.nan, np.nan, np.nan, "none"
    member = np.eye(count)[which]
    size = member.sum(axis=0)
    centred = y - y.mean()
    total = float(centred @ centred)

    eta = float((centred @ member) ** 2 @ (1.0 / size) / total)
    within = (1.0 - eta) / (n - count)
    omega = max(0.0, (eta - (count - 1) * within) / (1.0 + within))
    if n < FEWEST_FOR_TEST:
        return n, count, eta, omega, np.nan, np.nan, "none"

    def share(arranged: Floats) -> Floats:
        return np.asarray(((arranged @ member) ** 2 / size).sum(axis=1) / total)

    tail = Tail(share(centred[None]))
    for block in rearrangements(n, n, seed=seed, draws=draws):
        tail.add(share(centred[block])[:, None])
    p, p_min = tail.p_values(n)
    return n, count, eta, omega, float(p[0]), float(p_min[0]), method(n, p[0])


def group_pairs(values: pd.DataFrame, group: pd.Series, *, seed: int = 0, draws: int = DRAWS) -> pd.DataFrame:
    """Compare the groups of parks two by two.

    Parameters
    ----------
    values, group, seed, draws
        As for `group_differences`.

    Returns
    -------
    DataFrame
        A row a variable and pair of groups: ``variable``, ``first``, ``second``, ``n_first``, ``n_second``,
        ``difference`` (of the means, first less second), ``hedges_g`` (in pooled standard deviations, corrected for
        few parks; missing below two parks in each), ``cliffs_delta`` (share of pairs in which the first is the higher,
        less the share in which it is the lower), ``p`` (two-sided, of the difference; missing below
        `FEWEST_FOR_TEST` parks in both), ``p_min``, ``method``.

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size. Journal of Educational Statistics
    6(2), 107-128. Cliff, N. (1993). Dominance statistics. Psychological Bulletin 114(3), 494-509.
    """
    rows = []
    for name in values.columns:
        column, labels = values[name].to_numpy(dtype=float), group.to_numpy()
        known = ~np.isnan(column) & group.notna().to_numpy()
        for first, second in combinations(sorted({str(label) for label in labels[known]}), 2):
            own, other = (column[known & (labels.astype(str) == label)] for label in (first, second))
            rows.append((name, first, second, len(own), len(other), *_pair(own, other, seed, draws)))
    columns = ["variable", "first", "second", "n_first", "n_second", "difference", "hedges_g", "cliffs_delta"]
    return pd.DataFrame(rows, columns=[*columns, "p", "p_min", "method"])


def _pair(first: Floats, second: Floats, seed: int, draws: int) -> tuple[object, ...]:
    difference = float(first.mean() - second.mean())
    delta = float(np.sign(np.subtract.outer(first, second)).mean())
    both = np.concatenate([first, second])
    n = len(both)
    free = n - 2
    g = np.nan
    if min(len(first), len(second)) > 1:
        pooled = (first.var(ddof=1) * (len(first) - 1) + second.var(ddof=1) * (len(second) - 1)) / free
        g = (1.0 - 3.0 / (4.0 * free - 1.0)) * difference / np.sqrt(pooled) if pooled > 0 else np.nan
    if n < FEWEST_FOR_TEST or len(np.unique(both)) < 2:
        return difference, g, delta, np.nan, np.nan, "none"
    sign = np.concatenate([np.full(len(first), 1.0 / len(first)), np.full(len(second), -1.0 / len(second))])
    scale = float(np.ptp(both))
    tail = Tail(np.array([abs(difference) / scale]))
    for block in rearrangements(n, n, seed=seed, draws=draws):
        tail.add(np.abs(both[block] @ sign)[:, None] / scale)
    p, p_min = tail.p_values(n)
    return difference, g, delta, float(p[0]), float(p_min[0]), method(n, p[0])


def variance_shares(respondents: pd.DataFrame, groups: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Take the variance of the respondents' scores apart: within parks, between parks, and between groups of parks.

    Parameters
    ----------
    respondents : DataFrame
        A row a respondent: ``park`` and a column of scores a factor.
    groups : mapping of attribute to Series
        The group of each park (the index holds their ids), by attribute; a park without one is left out there.

    Returns
    -------
    DataFrame
        A row a factor and attribute, and one without any: ``factor``, ``attribute``, ``n`` (respondents), ``n_parks``,
        ``groups``, the variances ``between_groups`` (missing without an attribute), ``between_parks`` (of a group) and
        ``within_parks``, their shares ``share_groups``, ``share_parks`` and ``share_within``, and ``reliability``: of
        the differences between the parks' means, what is not chance. By restricted maximum likelihood; what lies
        between groups is what the variance between parks falls by when the groups are told, 0 at least.

    References
    ----------
    Raudenbush, S. W. & Bryk, A. S. (2002). Hierarchical linear models, 2nd ed., chapter 4. Sage.
    """
    rows = []
    for factor in [str(column) for column in respondents.columns if column != "park"]:
        for attribute, group in {"": None, **groups}.items():
            own = respondents[["park", factor]].dropna().reset_index(drop=True)
            if group is not None:
                own = own.assign(group=own["park"].map(group)).dropna().reset_index(drop=True)
            shares = _variances(own, factor)
            if shares is not None:
                rows.append((factor, attribute, *shares))
    variances = ["between_groups", "between_parks", "within_parks"]
    shares_of = ["share_groups", "share_parks", "share_within"]
    names = ["factor", "attribute", "n", "n_parks", "groups", *variances, *shares_of, "reliability"]
    return pd.DataFrame(rows, columns=names)


def _variances(own: pd.DataFrame, factor: str) -> tuple[object, ...] | None:
    """Return sizes, variances, shares and reliability; None where they cannot be told apart."""
    sizes = own["park"].value_counts()
    told = pd.get_dummies(own["group"].astype(str), dtype=float).iloc[:, 1:] if "group" in own else None
    count = 1 + told.shape[1] if told is not None else 0
    if len(sizes) < max(2, count + 1) or sizes.max() < 2 or own[factor].nunique() < 2 or count == 1:
        return None
    y = own[factor].to_numpy(dtype=float)
    whole = random_intercept(y, pd.DataFrame(index=own.index), own["park"])
    within, parks, groups = whole.var_residual, whole.var_park, np.nan
    if told is not None:
        inside = random_intercept(y, told, own["park"])
        within, parks = inside.var_residual, inside.var_park
        groups = max(0.0, whole.var_park - parks)
    total = float(np.nansum([groups, parks, within]))
    reliability = float(np.mean(whole.var_park / (whole.var_park + whole.var_residual / sizes)))
    sizes_of = (len(own), len(sizes), count or pd.NA)
    return (*sizes_of, groups, parks, within, groups / total, parks / total, within / total, reliability)
