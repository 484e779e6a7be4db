"""`validate` as a whole."""

from __future__ import annotations

import math
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shapely import Point

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation import validate

NAMES = ["和丰创意广场", "一九五六创意园", "启运八六", "老外滩", "创新谷", "新芝八号"]


def parks(n: int, **columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"id": [f"p{i}" for i in range(n)], "name": NAMES[:n], **columns})


def scores(n: int, **columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"id": [f"p{i}" for i in range(n)], **columns})


class Table(pd.DataFrame):
    """A table with definitions, as compute gives it."""

    _metadata = ["definitions"]  # noqa: RUF012 - pandas reads it so

    @property
    def _constructor(self):
        return Table


def test_five_parks_by_hand() -> None:
    table = parks(5, cbd_distance=[500, 1000, 1500, 2000, 2500], ptal=[9.0, 8, 10, 3, 1])
    result = validate(table, scores(5, locational=[5, 4, 3, 2, 1]), {"locational": {"cbd_distance": "-", "ptal": "-"}})
    first, second = result.associations.to_dict("records")
    assert (first["factor"], first["index"], first["n"], first["n_missing"]) == ("locational", "cbd_distance", 5, 0)
    assert (first["spearman"], first["kendall"]) == (pytest.approx(-1), pytest.approx(-1))
    assert (first["p"], first["p_kendall"], first["p_min"]) == pytest.approx((2 / 120,) * 3)
    assert (first["expected"], first["seen"], first["agrees"], first["method"]) == ("-", "-", True, "exact")
    # Ranks of ptal 4, 3, 5, 2, 1 against 5..1: sum of squared differences 1+1+4 = 6, rho = 1 - 36/120 = .7.
    assert second["spearman"] == pytest.approx(0.7)
    assert second["kendall"] == pytest.approx(0.6)
    assert (second["seen"], second["agrees"]) == ("+", False)
    assert "(two-sided p = 0.0167; the least possible here is 0.0167)" in first["reading_en"]
    assert "This is the direction expected." in first["reading_en"]
    assert "The direction expected was “-”." in second["reading_en"]
    assert "Associations in the direction expected: 1 of 2; by chance" in result.statement_en
    assert (result.n_parks, result.matched_by) == (5, "id")
    assert result.joined.to_dict("list") == {
        "id": ["p0", "p1", "p2", "p3", "p4"],
        "name": NAMES[:5],
        "locational": [5.0, 4.0, 3.0, 2.0, 1.0],
    }
    ranked = result.ranks.query("index == 'ptal'")
    assert ranked["rank"].tolist() == [2, 3, 1, 4, 5]
    assert result.ranks.query("factor == 'locational'")["rank"].tolist() == [1, 2, 3, 4, 5]
    assert list(result.ranks.columns) == ["factor", "index", "park", "value", "rank"]


@pytest.mark.parametrize(("n", "chance"), [(2, "1/2 = 0.5"), (3, "1/6 = 0.167")])
def test_with_fewer_than_five_parks_no_test_is_possible(n: int, chance: str) -> None:
    result = validate(parks(n, ptal=list(range(n))), scores(n, office=list(range(n))), {"office": {"ptal": "+"}})
    row = result.associations.iloc[0]
    assert (row["n"], row["method"], row["seen"], row["agrees"]) == (n, "none", "+", True)
    assert math.isnan(row["p"])
    assert math.isnan(row["p_kendall"])
    assert row["spearman"] == pytest.approx(1)
    assert row["p_min"] == pytest.approx(2 / math.factorial(n))
    assert f"With {n} parks no test is possible" in result.statement_en
    assert chance in result.statement_en
    assert f"No test is possible with {n} parks." in row["reading_en"]
    assert "p =" not in row["reading_en"]
    assert f"{n}个园区无法进行检验" in row["reading_zh"]
    assert "无法进行检验" in result.statement_zh


def test_one_park_compares_nothing() -> None:
    result = validate(parks(1, ptal=[1.0]), scores(1, office=[1.0]))
    row = result.associations.iloc[0]
    assert (row["n"], row["seen"], row["method"]) == (1, "", "none")
    assert pd.isna(row["agrees"])
    assert "1 park has both values" in row["reading_en"]
    assert "nothing can be compared" in result.statement_en


def test_missing_values_are_handled_pair_by_pair() -> None:
    nan = math.nan
    table = parks(6, a=[1, 2, 3, 4, 5, nan], b=[1, nan, nan, nan, nan, nan], c=[2, 1, 4, 3, 6, 5])
    given = scores(6, f=[nan, 2, 3, 5, 4, 6], g=[6, 5, 4, 3, 2, 1])
    result = validate(table, given)
    rows = result.associations.set_index(["factor", "index"])
    assert rows["n"].to_dict() == {
        ("f", "a"): 4, ("f", "b"): 0, ("f", "c"): 5, ("g", "a"): 5, ("g", "b"): 1, ("g", "c"): 6,
    }  # fmt: skip
    assert (rows["n"] + rows["n_missing"] == 6).all()
    for (factor, index), row in rows.iterrows():
        both = table[index].notna() & given[factor].notna()
        if both.sum() < 2:
            assert math.isnan(row["spearman"])
            continue
        assert row["spearman"] == pytest.approx(stats.spearmanr(table[index][both], given[factor][both]).statistic)
        assert row["kendall"] == pytest.approx(stats.kendalltau(table[index][both], given[factor][both]).statistic)
    assert rows.loc[("f", "a"), "method"] == "none"
    assert rows.loc[("f", "c"), "method"] == "exact"
    assert "2 parks lack one of the two values." in rows.loc[("f", "a"), "reading_en"]
    assert "1 park lacks one of the two values." in rows.loc[("f", "c"), "reading_en"]
    assert result.ranks.query("index == 'a'")["rank"].tolist()[:5] == [5, 4, 3, 2, 1]
    assert math.isnan(result.ranks.query("index == 'a'")["rank"].iloc[5])
    assert "fewer than 5 parks or all values the same: 3." in result.statement_en


def test_what_is_the_same_in_all_parks_has_no_association() -> None:
    table = parks(5, rail=[7, 7, 7, 7, 7], ptal=[1, 2, 3, 4, 5], part=[1, 1, 1, 1, 2])
    given = scores(5, f=[1, 2, 3, 4, math.nan], flat=[2, 2, 2, 2, 2])
    rows = validate(table, given, {"f": {"rail": "+"}}).associations.set_index(["factor", "index"])
    row = rows.loc[("f", "rail")]
    assert math.isnan(row["spearman"])
    assert math.isnan(row["kendall"])
    assert math.isnan(row["p_min"])
    assert (row["seen"], row["method"]) == ("", "none")
    assert pd.isna(row["agrees"])
    assert "rail is the same in all 4 parks" in row["reading_en"]
    assert "“flat” is the same in all 5 parks" in rows.loc[("flat", "ptal"), "reading_en"]
    assert "part is the same in all 4 parks" in rows.loc[("f", "part"), "reading_en"]


def test_no_direction_is_said_as_such() -> None:
    row = validate(parks(5, a=[1, 2, 3, 4, 5]), scores(5, f=[1, 2, 3, 2, 1]), {"f": {"a": "+"}}).associations.iloc[0]
    assert (row["spearman"], row["seen"], row["agrees"], row["p"]) == (0, "0", False, 1)
    assert "show no common direction" in row["reading_en"]
    assert "100.0 %" in row["reading_en"]


def test_which_columns_are_indices() -> None:
    table = parks(
        5, access_points=[1] * 5, cbd_walk_min=[1, 2, 3, 4, 5], cbd_walk_min_min=[0] * 5, cbd_walk_min_max=[9] * 5,
        cbd_walk_min_pct=[1] * 5, own_places_share_500=[0] * 5, flag=[True] * 5, ptal_band=list("abcde"),
    )  # fmt: skip
    assert validate(table, scores(5, f=[1, 2, 3, 4, 5])).associations["index"].tolist() == ["cbd_walk_min"]
    with pytest.raises(InputError, match="no index column"):
        validate(parks(3, ptal_band=list("abc")), scores(3, f=[1, 2, 3]))
    table = Table(parks(5, rent=[1, 2, 3, 4, 5], a_500=[1, 2, 3, 4, 5], a_800=[5, 4, 3, 2, 1], band=list("abcde")))
    table.definitions = pd.DataFrame(
        {"column": ["a_500", "a_800", "band"], "index": ["a", "a", "b"], "title_en": ["Shops", None, ""],
         "title_zh": ["商店", None, ""]}
    )  # fmt: skip
    rows = validate(table, scores(5, f=[1, 2, 3, 4, 5]), {"f": {"a": "+", "a_800": "-"}}).associations
    assert rows["index"].tolist() == ["a_500", "a_800"]
    assert rows["expected"].tolist() == ["+", "-"]
    assert "a higher Shops (a_500) have, on balance, a higher score" in rows["reading_en"].iloc[0]
    assert "商店（a_500）" in rows["reading_zh"].iloc[0]
    assert "a higher a_800 have, on balance, a lower score" in rows["reading_en"].iloc[1]


def test_an_index_stands_for_all_its_columns() -> None:
    table = parks(5, amenity_density_500=[1, 2, 3, 4, 5], amenity_density_800=[1, 2, 3, 5, 4], ptal=[1, 1, 2, 2, 3])
    given = scores(5, f=[1, 2, 3, 4, 5], g=[1, 2, 3, 4, 5])
    rows = validate(table, given, {"f": {"amenity_density_800": "-", "amenity_density": "+"}}).associations
    assert rows.query("factor == 'f'")["expected"].tolist() == ["+", "-", ""]
    assert rows.query("factor == 'g'")["expected"].tolist() == ["", "", ""]
    assert rows["agrees"].isna().tolist() == [False, False, True, True, True, True]
    assert validate(table, given, indices=["amenity_density"]).associations["index"].unique().tolist() == [
        "amenity_density_500",
        "amenity_density_800",
    ]


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"locatonal": {"ptal": "+"}}, ["“locatonal”", "did you mean “locational”"]),
        ({"rent": {"ptal": "+"}}, ["“rent”", "there are locational"]),
        ({"locational": {"ptall": "+"}}, ["“ptall”", "did you mean “ptal”"]),
        ({"locational": {"ptal": "up"}}, ["“up”", "write +, - or 0"]),
    ],
)
def test_unknown_expectations_are_refused(expected: dict[str, dict[str, str]], words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        validate(parks(5, ptal=[1, 2, 3, 4, 5]), scores(5, locational=[1, 2, 3, 4, 5]), expected)
    assert all(word in str(error.value) for word in words)
    with pytest.raises(InputError, match="did you mean “ptal”"):
        validate(parks(5, ptal=[1, 2, 3, 4, 5]), scores(5, locational=[1, 2, 3, 4, 5]), indices=["patl"])


def test_names_labels_and_what_was_left_out_are_said() -> None:
    given = pd.DataFrame({"id": ["1", "2", "3"], "name": [NAMES[2], NAMES[0], "无名"], "f": [1.0, 2.0, 3.0]})
    given.attrs["label"] = "simulated"
    table = gpd.GeoDataFrame(parks(3, ptal=[1, 2, 3]), geometry=[Point(0, 0)] * 3, crs=4326)
    result = validate(table, given)
    assert result.matched_by == "name"
    assert result.joined["name"].tolist() == [NAMES[0], NAMES[2]]
    assert result.joined["f"].tolist() == [2, 1]
    assert (result.unmatched_parks, result.unmatched_scores) == (["p1"], ["3"])
    assert result.label == "simulated"
    assert result.statement_en.startswith("The scores are labelled “simulated”.")
    assert "Left out: parks without scores: 1; rows of scores without a park: 1." in result.statement_en
    assert "simulated" in result.statement_zh
    assert any("matched by name" in note for note in result.notes)


def test_a_seed_gives_the_same_result() -> None:
    random = np.random.default_rng(0)
    n = 15
    table = pd.DataFrame({"id": range(n), "name": "x", "a": random.normal(size=n), "b": random.normal(size=n)})
    given = pd.DataFrame({"id": range(n), "f": random.normal(size=n)})
    first, again, other = (validate(table, given, seed=seed).associations for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["p"].equals(other["p"])
    assert first["method"].unique().tolist() == ["monte carlo"]
    assert first["p_min"].tolist() == pytest.approx([1e-4, 1e-4])
    asymptotic = [stats.spearmanr(table[c], given["f"]).pvalue for c in "ab"]
    assert first["p"].tolist() == pytest.approx(asymptotic, abs=0.03)


def test_a_whole_catalogue_over_nine_parks_takes_seconds() -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"id": range(9), "name": "x"} | {f"i{k}": random.normal(size=9) for k in range(60)})
    given = pd.DataFrame({"id": range(9)} | {f"f{k}": random.normal(size=9) for k in range(5)})
    start = time.process_time()
    rows = validate(table, given).associations
    assert time.process_time() - start < 20  # about 3 s of CPU; the limit only tells a blunder from a slow machine
    assert len(rows) == 300
    assert rows["p_min"].to_numpy() == pytest.approx(np.full(300, 2 / math.factorial(9)))


def test_readings_are_two_languages_whatever_is_spoken() -> None:
    rows = validate(parks(5, ptal=[1, 2, 3, 4, 5]), scores(5, f=[1, 2, 3, 4, 5])).associations
    assert rows["reading_en"].iloc[0].isascii() is False  # typographic quotation marks
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in rows["reading_en"].iloc[0])
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in rows["reading_zh"].iloc[0]) > 20
