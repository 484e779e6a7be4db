"""The city as the null: whether a park's location is unusual among the city's street nodes, or among those like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.validation.permutation import TIE, false_discovery, monte_carlo_p

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BAND = 0.2  # nodes whose distance to the centre is within this share of the park's lie in its band
FEWEST_MATCHED = 30
DISTANCE = "cbd_distance"
LAND_USE = "mapped_land_use"


def location_tests(
    parks: pd.DataFrame,
    reference: pd.DataFrame,
    columns: Sequence[str],
    *,
    others: pd.DataFrame | None = None,
    band: float = BAND,
) -> pd.DataFrame:
    """Ask of every park and index how many of the city's street nodes lie as far out as the park does.

    This asks whether the location is unusual, not whether any score follows it. p is two-sided: twice the share of the
    nodes at least as high, or at least as low, the park itself counted among them.

    Parameters
    ----------
    parks : DataFrame
        A row a park: ``id``, the columns in question, ``cbd_distance`` (metres) and ``mapped_land_use`` where
        known, and ``edge_affected``, which names the columns in which the park's value looks past the map's edge.
    reference : DataFrame
        A row a street node with the same columns; ``edge_affected`` names the columns in which a node does not count.
    columns : sequence of str
        Index columns.
    others : DataFrame, optional
        The parks to hold each park against, in the shape of `parks`, which they are without it; a park itself does
        not count.
    band : float
        Matched nodes are those whose distance to the centre differs by no more than this share of the park's, and that
        have its land use where both tables say it.

    Returns
    -------
    DataFrame
        A row a park and column: ``park``, ``index``, ``value``, ``n`` and ``p`` (among all nodes), ``p_min`` (the least
        that so many nodes allow), ``q`` (p after control of the false discovery rate over the table), ``n_matched``,
        ``p_matched`` and ``p_min_matched`` (among those like it; missing below `FEWEST_MATCHED`, where no distance is
        known, and for distances to the centre themselves), ``land_use`` (on which those like it lie; "" for any),
        ``n_parks``, ``p_parks`` and ``p_min_parks`` (among the other parks).
    """
    others = parks if others is None else others
    of_parks, of_nodes, of_others = _affected(parks), _affected(reference), _affected(others)
    ids, other_ids = (frame["id"].astype(str).to_numpy() for frame in (parks, others))
    uses = [_land_use(park, reference) for _row, park in parks.iterrows()]
    matched = [_matched(park, reference, band) for _row, park in parks.iterrows()]
    rows = []
    for column in columns:
        if column not in reference.columns:
            continue
        values = reference[column].to_numpy(dtype=float)
        counts = np.isfinite(values) & ~np.array([column in names for names in of_nodes], dtype=bool)
        own = np.where([column in names for names in of_parks], np.nan, parks[column].to_numpy(dtype=float))
        known = ~np.array([column in names for names in of_others], dtype=bool) & others[column].notna().to_numpy()
        of_other = others[column].to_numpy(dtype=float)
        for place, value in enumerate(own):
            beside = of_other[known & (other_ids != ids[place])]
            like = values[counts & matched[place]] if not column.startswith("cbd_") else np.empty(0)
            rows.append(
                (
                    ids[place],
                    column,
                    value,
                    *_two_sided(value, values[counts], 1),
                    *_two_sided(value, like, FEWEST_MATCHED),
                    uses[place],
                    *_two_sided(value, beside, 1),
                )
            )
    names = ["park", "index", "value", "n", "p", "p_min", "n_matched", "p_matched", "p_min_matched", "land_use"]
    table = pd.DataFrame(rows, columns=[*names, "n_parks", "p_parks", "p_min_parks"])
    table.insert(names.index("p_min") + 1, "q", false_discovery(table["p"].to_numpy(dtype=float)))
    return table


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
    use = _land_use(park, reference)
    if use:
        like &= (reference[LAND_USE] == use).to_numpy()
    return np.asarray(like)


def _land_use(park: pd.Series, reference: pd.DataFrame) -> str:
    """Return the land use by which nodes are matched to a park; "" where it, or that of the nodes, is not known."""
    if LAND_USE not in reference.columns or LAND_USE not in park.index or not isinstance(park[LAND_USE], str):
        return ""
    return str(park[LAND_USE])


def _two_sided(value: float, among: Floats, fewest: int) -> tuple[int, float, float]:
    """Return how many there are, twice the share at least as far out, and the least that this could be."""
    n = len(among)
    if not np.isfinite(value) or n < fewest:
        return n, np.nan, np.nan
    high, low = np.count_nonzero(among >= value - TIE), np.count_nonzero(among <= value + TIE)
    p, p_min = (min(1.0, 2.0 * float(monte_carlo_p(np.array(far), n))) for far in (min(high, low), 0))
    return n, p, p_min
