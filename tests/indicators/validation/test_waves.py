"""Paths of parks between waves, on changes that are known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation.coupling import coupling_coordination, interaction, space_levels
from parklocus.indicators.validation.further import Asked, in_words
from parklocus.indicators.validation.waves import Wave, wave_tables

SPACES = {"local": ["office"], "capital": ["institutional"], "relational": ["social"]}
FACTORS = ["office", "institutional", "social"]
EXPECTED = {("office", "ptal"): "+", ("social", "cbd"): "-"}


def answers(shift: dict[str, float], seed: int, each: int = 40) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = [
        (park, *(3.0 + shift.get(park, 0.0) + random.normal(0, 0.5) + random.normal(0, 0.5, 3)).clip(1, 5))
        for park in "abc"
        for _ in range(each)
    ]
    return pd.DataFrame(rows, columns=["park", *FACTORS])


def wave(name: str, respondents: pd.DataFrame, values: dict[str, list[float]] | None = None, **asked: object) -> Wave:
    options = Asked(respondents=respondents, answers=(1, 5), **{"spaces": SPACES, **asked})
    indices = pd.DataFrame(values or {}, index=list("abc") if values else None)
    return Wave(name, respondents.groupby("park")[FACTORS].mean(), indices, options, {"places": 100.0})


@pytest.fixture(scope="module")
def waves() -> list[Wave]:
    before = wave("2015", answers({"b": 1.0}, 1), {"ptal": [1.0, 5.0, 2.0], "cbd": [3.0, 3.0, 3.0]})
    after = wave("2024", answers({"a": 1.0}, 2), {"ptal": [2.0, 4.0, 2.0], "cbd": [2.0, 4.0, 3.0]})
    return [before, after]


def test_what_rose_upgrades_and_what_fell_recedes(waves: list[Wave]) -> None:
    tables = wave_tables(waves, EXPECTED, {}, seed=0, draws=99)
    paths = tables["wave_paths"].set_index("park")
    assert paths["path"].to_dict() == {"a": "upgrading", "b": "recession", "c": "no clear change"}
    for number, side in ((0, "before"), (1, "after")):
        levels = space_levels((waves[number].scores - 1) / 4, SPACES)
        degree = coupling_coordination(levels)
        assert paths[side].to_dict() == pytest.approx(degree["degree"].to_dict())
        assert paths[f"class_{side}"].to_dict() == degree["class"].to_dict()
    assert (paths["ci_low"] < paths["change"]).all()
    assert (paths["change"] < paths["ci_high"]).all()
    assert paths.loc["a", ["indices_judged", "indices_agree"]].tolist() == [2, 2]
    assert paths.loc["c", "indices_judged"] == 0
    words = in_words("wave_paths", tables["wave_paths"])
    assert "a, 2015 to 2024: upgrading." in words["reading_en"].tolist()[0]
    assert "Of 2 indices expected to move with its scores 2 did." in words["reading_en"].tolist()[0]
    assert (words["reading_en"] != words["reading_zh"]).all()


def test_changes_stand_side_by_side_and_three_parks_are_not_tested(waves: list[Wave]) -> None:
    tables = wave_tables(waves, EXPECTED, {}, seed=0, draws=99)
    changes = tables["wave_changes"].set_index(["park", "variable"])
    assert changes.loc[("a", "ptal"), ["before", "after", "change"]].tolist() == [1.0, 2.0, 1.0]
    assert changes.loc[("a", "ptal"), "kind"] == "index"
    assert changes.loc[("b", "office"), "kind"] == "score"
    found = tables["wave_associations"].set_index(["factor", "index"])
    assert found.loc[("office", "ptal"), "spearman"] == pytest.approx(1.0)
    assert np.isnan(found.loc[("office", "ptal"), "p"])
    assert tables["wave_maps"]["value"].tolist() == [100.0, 100.0]


def test_persistence_of_the_interaction_is_the_difference_of_correlations(waves: list[Wave]) -> None:
    found = wave_tables(waves, {}, {}, seed=0, draws=99)["interaction_changes"]
    sides = []
    for one in waves:
        respondents = one.asked.respondents
        assert respondents is not None
        sides.append(interaction(space_levels(respondents[FACTORS], SPACES), respondents["park"]))
    assert found["change"].tolist() == pytest.approx((sides[1]["correlation"] - sides[0]["correlation"]).tolist())
    first = found.iloc[0]
    z = (np.arctanh(first["correlation_after"]) - np.arctanh(first["correlation_before"])) / np.sqrt(2 / 37)
    assert first["p"] == pytest.approx(math.erfc(abs(z) / np.sqrt(2)))


def test_a_closed_park_disappears_and_then_is_not_spoken_of(waves: list[Wave]) -> None:
    later = answers({}, 5)
    third = wave("2030", later[later["park"] != "b"])
    paths = wave_tables([*waves, third], {}, {"b": "2024"}, seed=0, draws=99)["wave_paths"]
    own = paths[paths["park"] == "b"]
    assert own[["to_wave", "path"]].to_numpy().tolist() == [["2024", "disappearance"]]
    unsaid = wave_tables([*waves, third], {}, {}, seed=0, draws=99)["wave_paths"].set_index(["park", "to_wave"])
    assert unsaid.loc[("b", "2030"), "path"] == "not known"
    with pytest.raises(InputError, match="which is no wave; there are 2015, 2024"):
        wave_tables(waves, {}, {"b": "2023"}, seed=0, draws=99)


def test_without_errors_the_direction_stands_alone_and_is_said_not_to_be_sure() -> None:
    scores = pd.DataFrame({"office": [1.0, 2.0], "social": [1.0, 4.0]}, index=["a", "b"])
    later = scores.add(pd.Series([1.0, 0.0], index=["a", "b"]), axis="index")
    both = [Wave(name, frame, pd.DataFrame(), Asked(), {}) for name, frame in (("1", scores), ("2", later))]
    paths = wave_tables(both, {}, {}, seed=0, draws=99)["wave_paths"]
    assert paths["path"].tolist() == ["upgrading", "no clear change"]
    assert paths["basis"].tolist() == ["mean score", "mean score"]
    assert "how sure that is is not known" in in_words("wave_paths", paths)["reading_en"].tolist()[0]
