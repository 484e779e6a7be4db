"""Composites as columns of a result, against cases worked by hand."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from parklocus.indicators.computing.park_table import ParkTable
from parklocus.indicators.errors import InputError
from parklocus.indicators.study.asked import CompositeSource
from parklocus.indicators.validation.composite import entropy_weights, scaled
from parklocus.indicators.validation.composite_index import add_composites

BOTH = {"ptal": "+", "cbd_distance": "-"}


def table(n_nodes: int = 101, *, columns: tuple[str, ...] = ("ptal", "cbd_distance")) -> ParkTable:
    """Three parks; nodes whose ptal runs from 0 to 100 and whose distance from 1000 to 0 m; the last is affected."""
    parks = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "name": ["A", "B", "C"],
            "edge_affected": ["", "ptal", ""],
            "ptal": [100.0, 50.0, np.nan],
            "cbd_distance": [0.0, 750.0, 10.0],
        }
    )
    made = ParkTable(parks, geometry=[Point(121.5, 29.8)] * 3, crs=4326)
    share = np.linspace(0, 1, n_nodes)
    values = {"ptal": 100 * share, "cbd_distance": 1000 * (1 - share**2)}
    facts = {"street_length_m": np.ones(n_nodes), "edge_affected": ["", *[""] * (n_nodes - 2), "cbd_distance"]}
    made.reference = gpd.GeoDataFrame(
        pd.DataFrame({**facts, **{name: values[name] for name in columns}}), geometry=[Point(0, 0)] * n_nodes, crs=4326
    )
    kept = ["ptal", "cbd_distance"]
    made.definitions = pd.DataFrame({"column": kept, "index": kept, "reference_weight": "nodes", "reference_area": ""})
    made.notes, made.provenance = [], {}
    return made


def composite(**options: Any) -> CompositeSource:
    return CompositeSource("mix", options.pop("indices", BOTH), **options)


def test_scaled_by_the_nodes_that_look_past_no_edge() -> None:
    made = table()
    add_composites(made, [composite(scaling="minmax")])
    # Without the last node ptal runs to 99 and distance down to 1000 (1 - .99²).
    least = 1000 * (1 - 0.99**2)
    expected = [(100 / 99 + (1000 - 0) / (1000 - least)) / 2, (50 / 99 + 250 / (1000 - least)) / 2]
    assert made["composite_mix"].tolist()[:2] == pytest.approx(expected)
    assert np.isnan(made["composite_mix"].tolist()[2])
    assert made["edge_affected"].tolist() == ["", "ptal,composite_mix", ""]
    assert made["composite_mix_pct"].tolist()[0] == 100.0
    row = made.definitions.set_index("column").loc["composite_mix"]
    assert (row["reference_size"], row["direction"], row["reference_weight"]) == (100, "+", "nodes")
    assert "stretched from least to greatest among the city's street nodes; equal weights" in row["definition_en"]
    assert row["definition_en"] != row["definition_zh"]
    assert made.composite_weights is not None
    assert made.composite_weights["weight"].tolist() == [0.5, 0.5]
    assert made.composite_ranks is not None
    assert made.composite_ranks["rank"].tolist()[:2] == [1.0, 2.0]
    assert "C has no value" in made.composite_ranks["reading_en"].tolist()[2]


def test_entropy_comes_from_the_nodes() -> None:
    made = table()
    add_composites(made, [composite(weighting="entropy")])
    nodes = pd.DataFrame(made.reference)[["ptal", "cbd_distance"]].iloc[:-1]
    expected = entropy_weights(scaled(nodes, BOTH))
    assert made.composite_weights is not None
    assert made.composite_weights["weight"].tolist() == pytest.approx(expected.tolist())
    assert made.composite_weights["n"].tolist() == [100, 100]
    assert made.notes == []


def test_entropy_of_a_few_parks_is_said_to_be_chance() -> None:
    made = table()
    add_composites(made, [composite(weighting="entropy", among="parks")])
    assert "come from 2 rows: with so few they are mostly chance" in made.notes[0]
    assert "composite_mix_pct" not in made.columns
    assert "composite_mix" not in made.reference.columns
    assert made.definitions.set_index("column").loc["composite_mix", "reference_size"] == 0


def test_judgements_that_contradict_are_said_with_their_ratio() -> None:
    indices = {**BOTH, "stops": "+"}
    made = table()
    made["stops"] = [1.0, 2.0, 3.0]
    made.reference["stops"] = np.arange(101.0)
    made.definitions = pd.concat(
        [made.definitions, made.definitions.iloc[:1].assign(column="stops", index="stops")], ignore_index=True
    )
    circle = (("ptal", "cbd_distance", 5.0), ("cbd_distance", "stops", 5.0), ("stops", "ptal", 5.0))
    add_composites(made, [composite(indices=indices, weighting="judged", judgements=circle)])
    assert "contradict one another: their consistency ratio is" in made.notes[0]
    assert made.composite_weights is not None
    assert made.composite_weights["weight"].tolist() == pytest.approx([1 / 3] * 3)
    assert (made.composite_weights["consistency_ratio"] > 0.1).all()


def test_topsis_is_1_at_the_best_of_all() -> None:
    made = table()
    add_composites(made, [composite(method="topsis", weighting="given", weights={"ptal": 3.0, "cbd_distance": 1.0})])
    assert made["composite_mix"].tolist()[0] == pytest.approx(1.0)
    assert 0 < made["composite_mix"].tolist()[1] < 1
    assert made.composite_weights is not None
    assert made.composite_weights["weight"].tolist() == [0.75, 0.25]
    assert set(made.composite_weights["scaling"]) == {"vector"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"indices": {"ptal": "+", "ptall": "-"}}, "did you mean"),
        ({"weighting": "given", "weights": {"ptal": 1.0}}, "has no weight for: cbd_distance"),
        ({"weighting": "given", "weights": {"ptal": 1.0, "x": 1.0}}, "weighs x, which is not among its indices"),
        ({"weighting": "judged", "judgements": (("ptal", "ptal", 1.0),)}, "compare two"),
        ({"weighting": "judged"}, "lacks the judgement of ptal / cbd_distance"),
    ],
)
def test_refuses_what_does_not_fit(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        add_composites(table(), [composite(**options)])


def test_what_the_nodes_lack_is_refused() -> None:
    with pytest.raises(InputError, match='write among = "parks"'):
        add_composites(table(columns=("ptal",)), [composite()])
