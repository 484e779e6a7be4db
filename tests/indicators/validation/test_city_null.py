"""The city as the null against cases worked by hand and its own level."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from parklocus.indicators.validation.city_null import location_tests


@pytest.fixture
def nodes() -> pd.DataFrame:
    """99 nodes, 100 m apart from the centre on, with an index that rises outwards."""
    rank = np.arange(1, 100)
    return pd.DataFrame(
        {
            "cbd_distance": rank * 100.0,
            "ptal": rank.astype(float),
            "edge_affected": ["ptal" if one > 90 else "" for one in rank],
            "mapped_land_use": ["industrial" if one % 2 else "" for one in rank],
        }
    )


def parks(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"id": [f"p{n}" for n in range(len(next(iter(columns.values()))))], **columns})


def test_counts_by_hand(nodes: pd.DataFrame) -> None:
    found = location_tests(parks(ptal=[86.0, 45.5, np.nan]), nodes, ["ptal"]).set_index("park")
    # Of the 90 nodes not affected by the edge, 5 are at least 86: p = 2 (5 + 1) / (90 + 1).
    assert found.loc["p0", "n"] == 90
    assert found.loc["p0", "p"] == pytest.approx(12 / 91)
    assert found.loc["p1", "p"] == 1.0
    assert np.isnan(found.loc["p2", "p"])
    assert found["n_matched"].tolist() == [0, 0, 0]


def test_matched_nodes_lie_in_the_band_and_on_the_same_land(nodes: pd.DataFrame) -> None:
    table = parks(ptal=[61.0, 61.0], cbd_distance=[5000.0, 5000.0], mapped_land_use=["", "industrial"])
    found = location_tests(table, nodes, ["ptal", "cbd_distance"], band=0.4)
    ptal = found[found["index"] == "ptal"]
    # 3000 to 7000 m: nodes 30 to 70, of which 10 are at least 61; 20 are industrial, too few to say.
    assert ptal["n_matched"].tolist() == [41, 20]
    assert ptal["p_matched"].tolist()[0] == pytest.approx(2 * 11 / 42)
    assert np.isnan(ptal["p_matched"].tolist()[1])
    assert found[found["index"] == "cbd_distance"]["p_matched"].isna().all()


def test_a_park_whose_value_looks_past_the_edge_is_not_tested(nodes: pd.DataFrame) -> None:
    found = location_tests(parks(ptal=[86.0, 86.0], edge_affected=["ptal,other", ""]), nodes, ["ptal"])
    assert np.isnan(found["p"][0])
    assert found["p"][1] == pytest.approx(12 / 91)
    assert found["n_parks"].tolist() == [1, 0]


def test_other_parks(nodes: pd.DataFrame) -> None:
    found = location_tests(parks(ptal=[9.0, 1.0, 2.0, 3.0, np.nan]), nodes, ["ptal"])
    assert found["n_parks"].tolist() == [3, 3, 3, 3, 4]
    assert found["p_parks"].tolist()[0] == pytest.approx(0.5)


def test_the_least_p_stands_beside_each(nodes: pd.DataFrame) -> None:
    table = parks(ptal=[200.0, 50.0], cbd_distance=[5000.0, 5000.0], mapped_land_use=["", ""])
    row = location_tests(table, nodes, ["ptal"], band=0.4).iloc[0]
    assert row["p"] == row["p_min"] == pytest.approx(2 / 91)
    assert row["q"] == pytest.approx(4 / 91)
    assert row["p_matched"] == row["p_min_matched"] == pytest.approx(2 / (row["n_matched"] + 1))
    assert row["p_parks"] == row["p_min_parks"] == 1.0


def test_a_list_of_other_parks(nodes: pd.DataFrame) -> None:
    table = parks(ptal=[9.0, 1.0])
    others = pd.DataFrame({"id": ["p0", "x", "y", "z"], "ptal": [9.0, 1.0, 2.0, np.nan]})
    found = location_tests(table, nodes, ["ptal"], others=others).set_index("park")
    assert found["n_parks"].to_dict() == {"p0": 2, "p1": 3}
    assert found.loc["p0", "p_parks"] == pytest.approx(2 / 3)


def test_nodes_taken_at_random_are_unusual_as_often_as_the_level_says(nodes: pd.DataFrame) -> None:
    random = np.random.default_rng(0)
    drawn = random.uniform(0.5, 90.5, 2000)
    p = location_tests(parks(ptal=list(drawn)), nodes, ["ptal"])["p"]
    assert 0.03 <= np.mean(p <= 0.05) <= 0.05
