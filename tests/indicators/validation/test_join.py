"""Parks and scores brought together."""

from __future__ import annotations

import pandas as pd
import pytest

from parklocus.indicators.errors import InputError
from parklocus.indicators.validation.join import join_scores


def frame(ids: list[object], names: list[object] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"id": ids} if names is None else {"id": ids, "name": names})


def test_ids_decide_and_the_rest_is_listed() -> None:
    join = join_scores(frame(["a", "b", "c"], ["甲", "乙", "丙"]), frame(["c", "x", " a "]))
    assert (join.park_rows, join.score_rows) == ([0, 2], [2, 0])
    assert join.matched_by == "id"
    assert (join.unmatched_parks, join.unmatched_scores) == (["b"], ["x"])
    assert join.notes == []


@pytest.mark.parametrize(("parks", "scores"), [([1, 2], ["1", "2"]), ([1.0, 2.0], ["1", "2"]), (["1", "2"], [1.0, 2])])
def test_whole_numbers_are_the_same_id_in_any_type(parks: list[object], scores: list[object]) -> None:
    assert join_scores(frame(parks), frame(scores)).park_rows == [0, 1]


def test_names_decide_where_no_id_matches() -> None:
    parks = frame(["n1", "n2", "n3"], ["和丰创意广场", "ＩＰＮ 园区", None])
    join = join_scores(parks, frame([1, 2, 3], ["ipn 园区", " 和丰创意广场", ""]))
    assert (join.park_rows, join.score_rows) == ([0, 1], [1, 0])
    assert join.matched_by == "name"
    assert (join.unmatched_parks, join.unmatched_scores) == (["n3"], ["3"])
    assert len(join.notes) == 1
    assert join_scores(parks, frame(["ipn 园区"])).park_rows == [1]


def test_names_do_not_fill_the_gaps_of_ids_but_are_said() -> None:
    join = join_scores(frame(["a", "b"], ["甲", "乙"]), frame(["a", "z"], ["甲", "乙"]))
    assert join.park_rows == [0]
    assert (join.unmatched_parks, join.unmatched_scores) == (["b"], ["z"])
    assert len(join.notes) == 1
    assert "“乙”" in join.notes[0]
    assert "“b”" in join.notes[0]
    assert "“z”" in join.notes[0]


def test_one_id_with_two_names_is_said() -> None:
    join = join_scores(frame([1, 2], ["甲", "乙"]), frame([1, 2], ["乙", "甲"]))
    assert join.matched_by == "id"
    assert "“甲” / “乙”" in join.notes[0]
    assert join_scores(frame([1], ["Alpha "]), frame([1], ["ALPHA"])).notes == []


def test_no_match_names_examples_of_both_sides() -> None:
    with pytest.raises(InputError) as error:
        join_scores(frame(["a1", "a2", "a3", "a4"], list("甲乙丙丁")), frame(["b1"], ["戊"]))
    assert "“a1”, “a2”, “a3”" in str(error.value)
    assert "a4" not in str(error.value)
    assert "“b1”" in str(error.value)


def test_what_stands_twice_cannot_decide() -> None:
    with pytest.raises(InputError, match="“a” twice"):
        join_scores(frame(["a", "a"]), frame(["a"]))
    with pytest.raises(InputError, match="“甲” stands more than once"):
        join_scores(frame(["a", "b"], ["甲", "甲"]), frame(["x"], ["甲"]))
    with pytest.raises(InputError, match="“甲” stands more than once"):
        join_scores(frame(["a"], ["甲"]), frame(["x", "y"], ["甲", "甲 "]))
    assert join_scores(frame(["a", "b", "c"], ["甲", "甲", "乙"]), frame(["x"], ["乙"])).park_rows == [2]
    with pytest.raises(InputError, match="no column “id”"):
        join_scores(pd.DataFrame({"name": ["a"]}), frame(["a"]))
