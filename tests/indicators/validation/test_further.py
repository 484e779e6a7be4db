"""The tables beside the associations: which are made with how many parks, what they hold, and their words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation import Asked, validate
from parklocus.indicators.validation.groups import variance_shares
from parklocus.indicators.validation.neighbours import adjoining_parks, park_positions
from parklocus.indicators.validation.statements import READERS

FACTORS = ["locational", "social", "office"]
EXPECTED = {"locational": {"ptal": "+", "cbd_distance": "-"}, "office": {"amenity_density": "+"}}


def park_table(n: int, seed: int = 1) -> gpd.GeoDataFrame:
    """Parks 3 km apart in rows of five, with three indices and an owner."""
    random = np.random.default_rng(seed)
    at = [Point(121.5 + 0.031 * (row % 5), 29.8 + 0.027 * (row // 5)) for row in range(n)]
    columns = {name: random.normal(10, 3, n) for name in ("ptal", "cbd_distance", "amenity_density")}
    owner = ["state" if row % 2 else "private" for row in range(n)]
    ids = [f"p{row:02d}" for row in range(n)]
    return gpd.GeoDataFrame({"id": ids, "name": ids, "owner": owner, **columns}, geometry=at, crs="EPSG:4326")


def answers(table: pd.DataFrame, each: int = 12, seed: int = 4) -> pd.DataFrame:
    """Respondents whose locational score follows ptal."""
    random = np.random.default_rng(seed)
    rows = []
    for park, ptal in zip(table["id"], table["ptal"], strict=True):
        level = random.normal(0, 0.2, 3) + np.array([0.2 * (ptal - 10), 0.0, 0.0])
        rows += [(park, *np.clip(3 + level + random.normal(0, 0.7, 3), 1, 5)) for _ in range(each)]
    return pd.DataFrame(rows, columns=["park", *FACTORS])


def means(respondents: pd.DataFrame) -> pd.DataFrame:
    return respondents.groupby("park")[FACTORS].mean().rename_axis("id").reset_index()


def compared(n: int, **asked: Any) -> Any:
    table = park_table(n)
    respondents = answers(table)
    options = Asked(respondents=respondents, **asked)
    return validate(table, means(respondents), EXPECTED, asked=options, draws=199)


@pytest.mark.parametrize(
    ("n", "rung", "tables"),
    [
        (3, "description", set()),
        (4, "pattern", set()),
        (9, "mixed", {"park_models"}),
        (
            21,
            "spatial",
            {
                *("park_models", "autocorrelation", "local_autocorrelation", "spatial_associations"),
                *("spatial_tests", "spatial_models"),
            },
        ),
    ],
)
def test_the_number_of_parks_decides(n: int, rung: str, tables: set[str]) -> None:
    result = compared(n)
    assert result.rung == rung
    always = {"pattern", "contradictions", "score_intervals", "association_intervals", "score_variance"}
    assert set(result.tables) == always | tables
    for name, table in result.tables.items():
        assert ("reading_en" in table.columns) == (name in READERS), name
        if name in READERS:
            assert table["reading_en"].str.len().min() > 20
            assert (table["reading_en"] != table["reading_zh"]).all(), name
            assert not table["reading_en"].str.contains("nan").any()
    pattern = result.tables["pattern"].set_index("test")
    assert (pattern["method"] == "none").all() == (n < 4)
    assert pattern.loc["convergent", "cells"] == 3


def test_four_parks_are_told_what_can_be_tested() -> None:
    result = compared(4)
    assert "only all directions expected together" in result.statement_en
    assert "1/24" in result.statement_en
    assert "From 5 parks on" in result.statement_en
    assert result.associations["p"].isna().all()
    assert result.tables["pattern"]["p"].between(1 / 24, 1).all()


def test_models_of_the_pairs_expected_alone() -> None:
    found = compared(12).tables["park_models"].set_index(["factor", "index"])
    assert set(found.index) == {("locational", "ptal"), ("locational", "cbd_distance"), ("office", "amenity_density")}
    row = found.loc[("locational", "ptal")]
    assert (row["n"], row["n_parks"], row["df"]) == (144, 12, 10)
    assert row["ci_low"] < row["slope"] < row["ci_high"]
    assert row["p"] < 0.01  # the answers were made to follow it
    assert "standard deviation higher" in row["reading_en"]


def test_an_index_that_should_not_follow_is_no_expectation() -> None:
    table = park_table(6)
    expected = {"locational": {"ptal": "+", "amenity_density": "0"}}
    result = validate(table, means(answers(table)), expected)
    row = result.associations.set_index(["factor", "index"]).loc[("locational", "amenity_density")]
    assert pd.isna(row["agrees"])
    assert np.isnan(row["p_one_sided"])
    assert "None was expected" in row["reading_en"]
    assert set(result.tables["pattern"]["test"]) == {"convergent", "discriminant"}


def test_one_sided_and_corrected_p_values_stand_beside() -> None:
    found = compared(9).associations
    expected = found[found["expected"] == "+"].iloc[0]
    assert expected["p_one_sided"] <= expected["p"]
    assert found.loc[found["expected"] == "", "p_one_sided"].isna().all()
    assert (found["q"] >= found["p"] - 1e-12).all()
    assert (found["spearman_low"] <= found["spearman_high"]).all()


def test_coupling_of_the_spaces_and_their_interaction() -> None:
    spaces = {"local": ["locational", "office"], "relational": ["social"]}
    result = compared(5, spaces=spaces, answers=(1.0, 5.0))
    found = result.tables["coupling"].set_index("park")
    score = result.joined.set_index("id")
    level = ((score["locational"] + score["office"]) / 2 - 1) / 4
    assert found["local"].to_dict() == pytest.approx(level.to_dict())
    assert found["degree"].between(0, 1).all()
    assert len(result.tables["interaction"]) == 5
    with pytest.raises(InputError, match=r"“capital”.*money"):
        compared(5, spaces={"capital": ["money"]})


def test_groups_by_an_attribute() -> None:
    result = compared(6, groups=["owner"])
    assert set(result.tables["group_levels"]["group"]) == {"state", "private"}
    assert set(result.tables["group_differences"]["variable"]) == {
        *FACTORS, "ptal", "cbd_distance", "amenity_density",
    }  # fmt: skip
    assert (result.tables["group_pairs"]["attribute"] == "owner").all()
    with pytest.raises(InputError, match=r"“tenure”.*owner"):
        compared(6, groups=["tenure"])


def test_standard_errors_take_the_place_of_respondents() -> None:
    table = park_table(5)
    scores = means(answers(table))
    errors = scores.set_index("id")[FACTORS] * 0 + 0.2
    result = validate(table, scores, EXPECTED, asked=Asked(errors=errors))
    assert set(result.tables) == {"pattern", "contradictions", "score_intervals", "association_intervals"}
    assert result.tables["score_intervals"]["ci_high"].iloc[0] == pytest.approx(
        scores["locational"][0] + 0.392, abs=1e-3
    )


def test_the_city_as_the_null() -> None:
    table = park_table(3)
    reference = pd.DataFrame({"ptal": np.linspace(0, 30, 400), "cbd_distance": np.linspace(1, 40, 400)})
    carried = SimpleNamespace(reference=reference)
    plain = pd.DataFrame(table.drop(columns="geometry"))
    object.__setattr__(plain, "reference", carried.reference)
    found = validate(plain, means(answers(table)), EXPECTED).tables["location"]
    assert len(found) == 6  # amenity_density is not in the reference
    row = found[(found["park"] == "p00") & (found["index"] == "ptal")].iloc[0]
    value = table["ptal"][0]
    tail = min((reference["ptal"] >= value).sum(), (reference["ptal"] <= value).sum())
    assert row["p"] == pytest.approx(2 * (tail + 1) / 401)
    assert "not whether any score follows it" in row["reading_en"]


def test_parks_that_adjoin_are_named() -> None:
    table = park_table(5)
    table.loc[1, "geometry"] = Point(121.5, 29.806)  # 670 m north of the first
    assert adjoining_parks(table) == [["p00", "p01"]]
    result = validate(table, means(answers(table)))
    assert "p00, p01" in result.statement_en
    assert "within 1 km" in result.statement_en
    assert adjoining_parks(park_table(5)) == []


def test_positions_are_metres_and_missing_places_are_missing() -> None:
    table = park_table(7)
    table.loc[2, "geometry"] = None
    xy = park_positions(table)
    assert np.isnan(xy[2]).all()
    assert np.hypot(*(xy[1] - xy[0])) == pytest.approx(2996, rel=0.01)
    assert adjoining_parks(table) == []
    assert np.isnan(park_positions(pd.DataFrame(table.drop(columns="geometry")))).all()


def test_the_mean_association_has_limits_only_where_all_its_parts_have() -> None:
    table = park_table(6)
    scores = means(answers(table))
    errors = pd.DataFrame(0.2, index=scores["id"], columns=FACTORS)
    whole = validate(table, scores, EXPECTED, asked=Asked(errors=errors), draws=99).tables["pattern"].iloc[0]
    assert whole["ci_low"] < whole["ci_high"]
    part = validate(table, scores, EXPECTED, asked=Asked(errors=errors.assign(office=np.nan)), draws=99)
    assert np.isnan(part.tables["pattern"].iloc[0]["ci_low"])
    assert set(part.tables["association_intervals"]["factor"]) == {"locational", "social"}


def test_the_variance_of_scores_is_taken_apart_by_groups() -> None:
    """Groups two points apart, parks of a group alike: nearly all that lies between parks lies between groups."""
    random = np.random.default_rng(2)
    parks = [f"p{n}" for n in range(8)]
    rows = [(park, 3.0 + 2.0 * (n % 2) + random.normal()) for n, park in enumerate(parks) for _ in range(60)]
    group = pd.Series(["a", "b"] * 4, index=parks)
    found = variance_shares(pd.DataFrame(rows, columns=["park", "office"]), {"owner": group})
    alone, grouped = found.iloc[0], found.iloc[1]
    assert (alone["attribute"], grouped["attribute"], grouped["groups"]) == ("", "owner", 2)
    assert alone["share_parks"] + alone["share_within"] == pytest.approx(1.0)
    assert grouped["share_groups"] + grouped["share_parks"] + grouped["share_within"] == pytest.approx(1.0)
    assert grouped["within_parks"] == pytest.approx(1.0, rel=0.15)
    assert grouped["share_groups"] > 0.45
    assert grouped["share_parks"] < 0.05
    assert alone["reliability"] > 0.95
