"""Parks whose location runs against their scores, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parklocus.indicators.validation.contradictions import contradictions

PARKS = ["1956", "Hefeng", "Qiyun86"]
DIRECTIONS = {("locational", "cbd_distance"): "-", ("locational", "stops_500"): "+", ("locational", "stops_800"): "+"}
INDEX_OF = {"stops_500": "stops", "stops_800": "stops"}


def compare(score: list[float], distance: list[float], near: list[float], far: list[float]) -> pd.DataFrame:
    scores = pd.DataFrame({"locational": score}, index=PARKS)
    indices = pd.DataFrame({"cbd_distance": distance, "stops_500": near, "stops_800": far}, index=PARKS)
    return contradictions(scores, indices, DIRECTIONS, INDEX_OF).set_index("park")


def test_a_well_rated_park_at_the_edge_is_marked() -> None:
    found = compare([4.5, 3.0, 2.0], [9000.0, 500.0, 2000.0], [1.0, 9.0, 5.0], [2.0, 12.0, 8.0])
    assert found["rank_score"].tolist() == [1, 2, 3]
    assert found["rank_indices"].tolist() == [3, 1, 2]
    assert found["contradicts"].tolist() == [True, False, False]
    assert (found["n"] == 3).all()


def test_columns_of_one_index_count_once() -> None:
    """Two columns of stops speak for 1956, distance against it: one vote each, so it ties with Qiyun86."""
    found = compare([3.0, 4.0, 2.0], [9000.0, 2000.0, 500.0], [9.0, 5.0, 1.0], [9.0, 5.0, 1.0])
    assert found["rank_indices"].tolist() == [2, 2, 2]


def test_parks_with_gaps_and_factors_without_expectations_are_left_out() -> None:
    found = compare([4.0, 3.0, np.nan], [1.0, 2.0, 3.0], [np.nan] * 3, [3.0, 2.0, 1.0])
    assert found.index.tolist() == ["1956", "Hefeng"]
    assert not found["contradicts"].any()
    scores = pd.DataFrame({"locational": [1.0, 2.0, 3.0]}, index=PARKS)
    assert contradictions(scores, scores, {("locational", "locational"): "0"}, {}).empty
