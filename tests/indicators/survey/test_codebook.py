"""The codebook of the interviews: read from a table or a .qdc, and led on to items, scores and indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
import pytest

from parklocus.indicators.cli.main import main
from parklocus.indicators.errors import InputError
from parklocus.indicators.study.study import Study
from parklocus.indicators.survey.codebook import Links, linked, of_factors, read_codebook
from parklocus.indicators.survey.study_codebook import study_codebook
from parklocus.tests.indicators.town import draw_town

if TYPE_CHECKING:
    from pathlib import Path

# As section 4 of the REFI-QDA standard has it: codes within codes, descriptions, sets beside them.
QDC = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="made by hand">
 <Codes>
  <Code guid="1" name="地方空间" isCodable="false">
   <Code guid="2" name="区位因子" isCodable="true">
    <Code guid="3" name="交通" isCodable="true">
     <Code guid="4" name="地铁近" isCodable="true" color="#ff0000"><Description>步行可到
      地铁站</Description></Code>
     <Code guid="5" name="公交多" isCodable="true"><Code guid="6" name="夜班公交" isCodable="true"/></Code>
    </Code>
   </Code>
  </Code>
  <Code guid="7" name="资本空间" isCodable="false"/>
 </Codes>
 <Sets><Set guid="8" name="第一轮"><MemberCode guid="4"/></Set></Sets>
</CodeBook>
"""
CSV = """space,factor,category,item,code,count,example,memo
local,locational,transit,L1,metro near,12,"two minutes, no rain",x
local,locational,transit,L1,buses,3,,
local,locational,centre,L2,near the centre,,,
relational,social,events,S1,salons,7,we meet on Fridays,
"""
STUDY = """
[city]
osm = "city.osm.pbf"
[parks]
path = "parks.geojson"
[codebook]
path = "codebook.csv"
[survey]
answers = "answers.csv"
items = ["L1", "L2", "S1", "S2"]
scale = [1, 5]
model = "locational =~ L1 + L2\\nsocial =~ S1 + S2"
[expected.locational]
ptal = "+"
cbd_distance = "-"
"""


def write(folder: Path, text: str, name: str = "codebook.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_codebook_of_the_standard(tmp_path: Path) -> None:
    book = read_codebook(
        write(tmp_path, QDC, "codes.qdc"), factors={"区位因子": "locational"}, items={"交通": "L1", "地铁近": "L2"}
    )
    rows = book.table.to_dict("records")
    assert [row["code"] for row in rows] == ["地铁近", "公交多 / 夜班公交", ""]
    assert [row["item"] for row in rows] == ["L2", "L1", ""]
    assert [row["space"] for row in rows] == ["地方空间", "地方空间", "资本空间"]
    assert (rows[0]["factor"], rows[0]["factor_title"]) == ("locational", "区位因子")
    assert rows[0]["description"] == "步行可到 地铁站"
    assert book.table["count"].isna().all()
    outer = read_codebook(tmp_path / "codes.qdc", levels=("space", "category"))
    assert outer.table["category"].tolist()[0] == "区位因子 / 交通 / 地铁近"


def test_a_table_with_counts(tmp_path: Path) -> None:
    book = read_codebook(write(tmp_path, CSV))
    assert book.table["count"].sum() == 22
    assert book.notes == ("codebook.csv: the columns memo are not taken.",)
    chinese = read_codebook(write(tmp_path, "空间,因子,初始概念,频次\n地方,区位,地铁近,12\n"))
    assert chinese.table.loc[0, ["space", "factor", "code", "count"]].tolist() == ["地方", "区位", "地铁近", 12]
    facts = of_factors(book.table).set_index("factor")
    assert facts.loc["locational", ["categories", "codes", "count", "items"]].tolist() == [2, 3, 15, "L1, L2"]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("a,b\n1,2\n", "c.csv", "none of the columns space, factor, category, code"),
        ("factor,因子\na,b\n", "c.csv", "more than one column called “factor”"),
        ("factor,count\na,2\nb,many\n", "c.csv", "row 3, column “count”: “many” is no count"),
        ("factor,count\na,-2\n", "c.csv", "“-2” is no count"),
        ("<CodeBook/>", "c.qdc", "holds no codes"),
        ("<Project><Codes><Code name='a'/></Codes></Project>", "c.qdc", "holds no codes"),
        ("no xml", "c.qdc", "is no codebook of the REFI-QDA standard"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><CodeBook/>', "c.qdc", "is no codebook of the REFI-QDA standard"),
        ("<CodeBook><Codes><Code guid='1'/></Codes></CodeBook>", "c.qdc", "a code under “Codes” has no name"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, name: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        read_codebook(write(tmp_path, text, name))
    assert words in str(error.value)
    assert name in str(error.value)


def test_names_lead_on_or_are_refused(tmp_path: Path) -> None:
    book = read_codebook(write(tmp_path, CSV))
    expected = {"locational": {"ptal": "+", "cbd_distance": "-"}, "office": {"amenity_density": "+"}}
    found = linked(book, Links(items=["L1", "L2", "S1", "S2"], scored=["locational", "office"], expected=expected))
    first = found.table.iloc[0]
    assert (first["score"], first["indices"]) == ("score_locational", "ptal +; cbd_distance -")
    assert found.table["score"].tolist()[-1] == ""
    assert found.notes[1:] == (
        "Factors of the codebook without scores: social.",
        "Factors with scores that are not in the codebook: office.",
        "Factors with expected directions that are not in the codebook: office.",
        "Items of the questionnaire that are not in the codebook: S2.",
    )
    for links, words in (
        (Links(items=["L1", "L2"]), "the item “S1” is not in the questionnaire, which has L1, L2"),
        (Links(measured={"L2": ["office"]}), "“L2” belongs to “locational”, but in the model it measures office"),
        (Links(spaces={"capital": ["social"]}), "“social” belongs to “relational”, but to “capital”"),
    ):
        with pytest.raises(InputError, match=words):
            linked(book, links)
    two = read_codebook(write(tmp_path, "space,factor\na,f\nb,f\n"))
    with pytest.raises(InputError, match="“f” stands under “a” and under “b”"):
        linked(two, Links())
    for names in ({"factors": {"locationel": "x"}}, {"items": {"metro nearby": "L1"}}):
        with pytest.raises(InputError, match=r"did you mean “(locational|metro near)”"):
            read_codebook(write(tmp_path, CSV), **names)
    with pytest.raises(InputError, match="it has locational, social"):
        read_codebook(write(tmp_path, CSV), factors={"Z": "x"})


def test_a_study_shows_the_way_from_code_to_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, CSV)
    study = write(tmp_path, STUDY, "study.toml")
    assert main(["codebook", str(study)]) == 0
    shown = capsys.readouterr()
    for words in ("locational → score_locational → ptal +; cbd_distance -", "metro near (12) → L1 “two minutes, no"):
        assert words in shown.out
    assert "not in the codebook: S2" in shown.err + shown.out
    opened = Study.open(study, check_files=False)
    again = Study.from_mapping(opened.as_mapping(tmp_path), folder=tmp_path, check_files=False)
    assert again.codebook == opened.codebook
    write(tmp_path, "id,locational\na,1\n", "scores.csv")
    scored = write(tmp_path, STUDY + '[scores]\npath = "scores.csv"\n', "scored.toml")
    book = study_codebook(Study.open(scored, check_files=False))
    assert book is not None
    assert set(book.table["score"]) == {"score_locational", ""}
    bad = write(tmp_path, STUDY.replace("+ S2", "+ S2 + L2").replace("L1 + L2\\n", "L1\\n"), "bad.toml")
    assert main(["codebook", str(bad)]) == 2
    assert "in the model it measures social" in capsys.readouterr().err
    assert main(["codebook", str(write(tmp_path, STUDY.replace("[codebook]\npath", "[x]\npath"), "no.toml"))]) == 2
    levels = STUDY.replace('"codebook.csv"', '"codebook.csv"\nlevels = ["code", "factor"]')
    assert main(["codebook", str(write(tmp_path, levels, "levels.toml"))]) == 2
    assert "levels must be some of space, factor, category, code" in capsys.readouterr().err


def test_a_run_writes_codebook_method_and_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = draw_town(tmp_path)
    write(tmp_path, CSV)
    more = 'method = "regression"\nscale = "raw"\n[codebook]\npath = "codebook.csv"\n[expected.locational]'
    study = write(tmp_path, town.study.read_text(encoding="utf-8").replace("[expected.locational]", more), "coded.toml")
    assert main(["validate", str(study), "--output", str(tmp_path / "r.gpkg"), "--processes", "1"]) == 0
    shown = capsys.readouterr()
    page = " ".join((shown.out + shown.err).split())
    for words in (
        "• locational: 3 codes in 2 categories; items L1, L2; score score_locational; indices cbd_distance -",
        "Regression scores are drawn towards the mean",
        "Factors of the codebook without scores: social.",
    ):
        assert words in page
    book = pyogrio.read_dataframe(tmp_path / "r.gpkg", layer="codebook", read_geometry=False)
    assert book["indices"].tolist() == ["cbd_distance -"] * 3 + [""]
    assert book["count"].sum() == 22
    parks = pyogrio.read_dataframe(tmp_path / "r.gpkg", layer="parks")
    assert set(book["score"]) & set(parks.columns) == {"score_locational"}
    assert set(parks["score_label"]) == {"regression scores"}
    origin = pyogrio.read_dataframe(tmp_path / "r.gpkg", layer="provenance", read_geometry=False)
    said = {(row.section, row.key): row.value for row in origin.itertuples()}
    assert (said["scores", "method"], said["scores", "scale"]) == ("regression", "raw")
    assert ("study", "codebook.sha256") in said
    assert any("drawn towards the mean" in str(value) for value in origin["value"])
