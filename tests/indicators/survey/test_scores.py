"""Factor scores read from tables."""

from __future__ import annotations

import codecs
import csv
import io
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.scores import read_scores

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "id,name,locational,cultural\np1,和丰创意广场,0.5,-1\np2,老外滩,,2e-1\np3,慈城,-.25,3\n"
EXPECTED = pd.DataFrame(
    {
        "id": ["p1", "p2", "p3"],
        "name": ["和丰创意广场", "老外滩", "慈城"],
        "locational": [0.5, np.nan, -0.25],
        "cultural": [-1.0, 0.2, 3.0],
    }
)


@pytest.fixture
def write(tmp_path: Path):
    def write(content: str | bytes, name: str = "scores.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("gb18030"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\n\n").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", ";").replace(".", ",").encode(),
        PLAIN.replace(",", " , ").encode(),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace(",", "\t").replace(".", ",").encode(),
        PLAIN.replace("-", "−").replace("2e−1", "２０e-2").encode(),
        PLAIN.replace("p2,老外滩,,", 'p2,"老外滩",NA,').encode(),
    ],
)
def test_one_table_in_many_dresses(write, content: bytes) -> None:
    scores = read_scores(write(content), label="simulated")
    assert_frame_equal(scores, EXPECTED)
    assert scores.attrs["label"] == "simulated"


def test_a_guess_at_the_encoding_is_said(write) -> None:
    assert read_scores(write(PLAIN)).attrs["notes"] == []
    assert "GB18030" in read_scores(write(PLAIN.encode("gb18030"))).attrs["notes"][0]


def test_other_columns_can_be_named(write) -> None:
    path = write("园区;得分;备注;年份\n一;1,5;好;2011\n二;2;;2012\n")
    scores = read_scores(path, id="园区", factors=["得分"])
    assert scores.to_dict("list") == {"id": ["一", "二"], "得分": [1.5, 2.0]}
    scores = read_scores(path, id="园区", name="备注")
    assert list(scores.columns) == ["id", "name", "得分", "年份"]
    assert scores["name"].tolist() == ["好", ""]
    notes = read_scores(path, id="园区").attrs["notes"]
    assert len(notes) == 1
    assert "备注" in notes[0]


def test_a_label_may_stand_in_every_row(write) -> None:
    path = write("id,f,label\na,1,simulated\nb,2,simulated\n")
    scores = read_scores(path)
    assert list(scores.columns) == ["id", "f"]
    assert scores.attrs == {"label": "simulated", "notes": [], "errors": {}, "method": "", "scale": ""}
    assert read_scores(path, label="mine").attrs["label"] == "mine"
    scores = read_scores(write("id,f,label\na,1,x\nb,2,y\n"))
    assert scores.attrs["label"] == ""
    assert "“label”" in scores.attrs["notes"][0]
    assert list(read_scores(write("id,f,label\na,1,3\nb,2,4\n")).columns) == ["id", "f", "label"]


def test_a_table_still_to_be_filled_is_said_so(write) -> None:
    with pytest.raises(InputError, match="no score yet; fill its columns locational, office"):
        read_scores(write("id,name,locational,office\na,x,,\nb,y,NA,\n"))


def test_a_column_without_a_name_is_left_out_and_said(write) -> None:
    scores = read_scores(write(",id,f\n1,a,2\n2,b,3\n"))
    assert list(scores.columns) == ["id", "f"]
    assert len(scores.attrs["notes"]) == 1
    assert read_scores(write("id,f,\na,2,\nb,3,\n")).attrs["notes"] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("ID,f\na,1\n", ["“id”", "did you mean “ID”"]),
        ("park,f\na,1\n", ["“id”", "park, f"]),
        ("id,f\na,1\nb,x\n", ["row 3", "“f”", "“x”"]),
        ("id,f\na,1\n\nb,x\n", ["row 4", "“x”"]),
        ("id,f\na,1\nb,inf\n", ["row 3", "“inf”"]),
        ("id,f\na,1\nb,1_000\n", ["row 3", "“1_000”"]),
        ('id,f\na,1\nb,"1,5"\n', ["row 3", "“1,5”"]),
        ("id;f\na;1.250,5\nb;1\n", ["row 2", "“1.250,5”"]),
        ("id;f\na;1,5\nb;1.250\n", ["decimal commas (1,5)", "points (1.250)"]),
        ("id,f\na,1\nb,2\na,3\n", ["“a”", "rows 2, 4"]),
        ("id,f\na,1\n ,2\nc,1\n,3\n", ["row 3, 5"]),
        ("id,name\na,x\n", ["no column of numbers"]),
        ("id,f,f\na,1,2\n", ["more than one column", "“f”"]),
        ("id,f\na,1,2\n", ["row 2", "3 cells", "has 2"]),
        ("id,f\na\n", ["row 2", "1 cells", "has 2"]),
        ('id,f\n"a,1\n', ["quotation marks"]),
        ("id,f\n", ["no rows"]),
        ("", ["is empty"]),
        ("\n\n", ["is empty"]),
        (b"PK\x03\x04\x00\x00", ["not a text table"]),
        (b"id,f\n\xff\xff,1\n", ["not a text table"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place(write, content: str | bytes, words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        read_scores(write(content))
    message = str(error.value)
    assert "scores.csv" in message
    assert "\n" not in message
    for word in words:
        assert word in message


def test_files_that_are_no_text_tables(tmp_path: Path, write) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_scores(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_scores(tmp_path)
    with pytest.raises(InputError, match="cannot be read as an Excel workbook"):
        read_scores(write(b"PK", "scores.xlsx"))
    with pytest.raises(InputError, match="spreadsheet"):
        read_scores(write(b"PK", "scores.ods"))
    with pytest.raises(InputError, match="has no sheets"):
        read_scores(write(PLAIN), sheet="scores")


def test_named_factors_are_held_to_their_names(write) -> None:
    path = write("id,locational,office,empty\na,1,2,\nb,2,3,\n")
    assert list(read_scores(path, factors=["office", "office"]).columns) == ["id", "office"]
    with pytest.raises(InputError, match="did you mean “locational”"):
        read_scores(path, factors=["location"])
    with pytest.raises(InputError, match="“empty” holds no score"):
        read_scores(path, factors=["empty"])
    with pytest.raises(InputError, match="at once"):
        read_scores(path, factors=["id"])
    with pytest.raises(InputError, match="“nom”"):
        read_scores(path, name="nom")


def test_a_table_in_memory() -> None:
    frame = pd.DataFrame({"id": [7, 8], "f": [1, None], "g": ["2,5", "3"], "h": ["2.5", ""]})
    with pytest.raises(InputError, match=r"row 1, column “g”: “2,5”"):
        read_scores(frame)
    scores = read_scores(frame, factors=["f", "h"])
    assert_frame_equal(scores, pd.DataFrame({"id": ["7", "8"], "f": [1, np.nan], "h": [2.5, np.nan]}))
    assert_frame_equal(read_scores(frame.set_index("id"), factors=["f", "h"]), scores)
    assert read_scores(pd.DataFrame({"id": [1.0, 2.5], "f": [1, 2]}))["id"].tolist() == ["1", "2.5"]
    assert read_scores(pd.DataFrame({"id": ["a"], "f": [1], "flag": [True]})).columns.tolist() == ["id", "f"]


def test_a_table_in_memory_needs_rows_and_distinct_columns() -> None:
    with pytest.raises(InputError, match="no rows"):
        read_scores(pd.DataFrame({"id": [], "f": []}))
    with pytest.raises(InputError, match="more than one column called “f”"):
        read_scores(pd.DataFrame([["a", 1, 2]], columns=["id", "f", "f"]))


def test_reading_twice_changes_nothing(write) -> None:
    once = read_scores(write(PLAIN), label="simulated")
    twice = read_scores(once)
    assert_frame_equal(once, twice)
    assert twice.attrs["label"] == "simulated"


@given(
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=8).filter(
        lambda values: any(value is not None for value in values)
    ),
    st.sampled_from([",", ";", "\t"]),
)
@settings(deadline=None)
def test_what_was_written_is_read(tmp_path_factory, values: list[float | None], separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["id", "f"])
    writer.writerows([f"p{i}", "" if value is None else repr(value)] for i, value in enumerate(values))
    path = tmp_path_factory.mktemp("scores") / "s.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    read = read_scores(path)["f"].tolist()
    assert [None if math.isnan(value) else value for value in read] == values
