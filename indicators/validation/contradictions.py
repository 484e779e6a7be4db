"""Parks whose location runs against their scores: shown as such, not smoothed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.validation.pattern import SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping


def contradictions(
    scores: pd.DataFrame,
    indices: pd.DataFrame,
    directions: Mapping[tuple[str, str], str],
    index_of: Mapping[str, str],
) -> pd.DataFrame:
    """Rank the parks by score and by the indices expected to follow it, and mark those that lie far apart.

    By indices a park's place is the mean of its ranks on them, each turned the way expected; an index that stands in
    several columns counts once. Far apart is more than half of the way from the first rank to the last.

    Parameters
    ----------
    scores, indices : DataFrame of float
        The same parks (the index holds their ids), a column a factor, a column an index column.
    directions : mapping of (factor, column) to ``"+"``, ``"-"`` or ``"0"``
        Said beforehand.
    index_of : mapping of column to its index
        A column that is not there is an index of its own.

    Returns
    -------
    DataFrame
        A row a park and factor with expectations: ``park``, ``factor``, ``score``, ``rank_score``, ``rank_indices``
        (1 the highest; ties share their mean), ``n`` (parks with the score and all the indices), ``contradicts``.
    """
    rows = []
    for factor in dict.fromkeys(factor for factor, _column in directions):
        signs = {column: SIGNS[d] for (own, column), d in directions.items() if own == factor and d in SIGNS}
        held = indices[list(signs)].dropna(axis="columns", how="all")
        known = held.notna().all(axis=1) & scores[factor].notna()
        if not len(held.columns) or known.sum() < 2:
            continue
        turned = held[known] * pd.Series({column: signs[column] for column in held.columns})
        ranks = (-turned).rank()
        place = ranks.T.groupby([index_of.get(column, column) for column in held.columns]).mean().mean().rank()
        by_score = (-scores.loc[known, factor]).rank()
        n = int(known.sum())
        far = ((by_score - place).abs() > (n - 1) / 2).tolist()
        own = scores.loc[known, factor].tolist()
        parks = by_score.index.tolist()
        facts = zip(parks, own, by_score.tolist(), place.tolist(), far, strict=True)
        rows += [(park, factor, score, first, second, n, is_far) for park, score, first, second, is_far in facts]
    names = ["park", "factor", "score", "rank_score", "rank_indices", "n", "contradicts"]
    return pd.DataFrame(rows, columns=names)
