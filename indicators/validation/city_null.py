"""The city as the null: whether a park's location is unusual among the city's street nodes, or among those like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.validation.permutation import TIE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BAND = 0.2  # nodes whose distance to the centre is within this share of the park's lie in its band
FEWEST_MATCHED = 30
DISTANCE = "cbd_distance"
LAND_USE = "land_use"


def location_tests(
    parks: pd.DataFrame, reference: pd.DataFrame, columns: Sequence[str], *, band: float = BAND
) -> pd.DataFrame:
    """Ask of every park and index how many of the city's street nodes lie as far out as the park does.

    This asks whether the location is unusual, not whether any score follows it. p is two-sided: twice the share of the
    nodes at least as high, or at least as low, the park itself counted among them.

    Parameters
    ----------
    parks : DataFrame
        A row a park: ``id``, the columns in question, ``cbd_distance`` (metres) and ``land_use`` where known, and
        ``edge_affected``, which names the columns in which the park's value looks past the map's edge.
    reference : DataFrame
        A row a street node with the same columns; ``edge_affected`` names the columns in which a node does not count.
    columns : sequence of str
        Index columns.
    band : float
        Matched nodes are those whose distance to the centre differs by no more than this share of the park's, and that
        have its land use where both tables say it.

    Returns
    -------
    DataFrame
        A row a park and column: ``park``, ``index``, ``value``, ``n`` and ``p`` (among all nodes), ``n_matched`` and
        ``p_matched`` (among those like it; missing below `FEWEST_MATCHED`, where no distance is known, and for
        distances to the centre themselves), ``n_parks`` and ``p_parks`` (among the other parks of the table).
    """
    of_parks, of_nodes = _affected(parks), _affected(reference)
    matched = [_matched(park, reference, band) for _row, park in parks.iterrows()]
    rows = []
    for column in columns:
        if column not in reference.columns:
            continue
        values = reference[column].to_numpy(dtype=float)
        counts = np.isfinite(values) & ~np.array([column in names for names in of_nodes], dtype=bool)
        own = np.where([column in names for names in of_parks], np.nan, parks[column].to_numpy(dtype=float))
        for place, value in enumerate(own):
            others = np.delete(own, place)
            like = values[counts & matched[place]] if not column.startswith("cbd_") else np.empty(0)
            rows.append(
                (
                    str(parks["id"].iloc[place]),
                    column,
                    value,
                    int(counts.sum()),
                    _two_sided(value, values[counts], 1),
                    len(like),
                    _two_sided(value, like, FEWEST_MATCHED),
                    int(np.isfinite(others).sum()),
                    _two_sided(value, others[np.isfinite(others)], 1),
                )
            )
    names = ["park", "index", "value", "n", "p", "n_matched", "p_matched", "n_parks", "p_parks"]
    return pd.DataFrame(rows, columns=names)


def _affected(table: pd.DataFrame) -> list[frozenset[str]]:
    """Return for each row the columns that look past the map's edge."""
    if "edge_affected" not in table.columns:
        return [frozenset()] * len(table)
    texts = table["edge_affected"].fillna("").astype(str)
    sets = {text: frozenset(text.split(",")) for text in texts.unique()}  # rows have few patterns
    return [sets[text] for text in texts]


def _matched(park: pd.Series, reference: pd.DataFrame, band: float) -> NDArray[np.bool_]:
    """Return which nodes lie in the park's band of distance, on land of its use."""
    if DISTANCE not in reference.columns or DISTANCE not in park.index or not np.isfinite(park[DISTANCE]):
        return np.zeros(len(reference), dtype=bool)
    distance = reference[DISTANCE].to_numpy(dtype=float)
    like = np.abs(distance - park[DISTANCE]) <= band * park[DISTANCE]
    if LAND_USE in reference.columns and LAND_USE in park.index and isinstance(park[LAND_USE], str) and park[LAND_USE]:
        like &= (reference[LAND_USE] == park[LAND_USE]).to_numpy()
    return np.asarray(like)


def _two_sided(value: float, among: Floats, fewest: int) -> float:
    if not np.isfinite(value) or len(among) < fewest:
        return np.nan
    high, low = np.count_nonzero(among >= value - TIE), np.count_nonzero(among <= value + TIE)
    return float(min(1.0, 2.0 * (min(high, low) + 1) / (len(among) + 1)))
