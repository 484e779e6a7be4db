"""The report of a result: one whole page, honest about what is assumed and missing, and tables for a paper."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from parklocus.indicators.cli.main import DONE, main
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.report import write_report, write_tables
from parklocus.indicators.export.report.composite_sections import composite_sections
from parklocus.indicators.export.report.report import report_page
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import in_language
from parklocus.indicators.sections import number_columns
from parklocus.indicators.study.asked import CompositeSource
from parklocus.tests.indicators.made_results import write_result

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Reads a page and sees that it is well formed and needs nothing else."""

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.anchors, self.links, self.ids = [], [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert tag not in {"script", "link", "iframe", "img"}
        assert not (given.keys() & {"src", "onclick", "onload"})
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a":
            self.links.append(given["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip() and self.open[-1] != "style":
            self.text.append(data.strip())


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return StoredResult(write_result(tmp_path_factory.mktemp("result") / "result.gpkg", 3))


@pytest.fixture(scope="module")
def page(result):
    with in_language("en"):
        return Page(report_page(result))


def test_the_page_is_whole_and_needs_nothing_else(page):
    assert page.links == [f"#{anchor}" for anchor in page.ids]
    assert len(set(page.ids)) == len(page.ids) == 7
    assert not any(re.search(r"\bnan\b|None|NaT", text) for text in page.text)


def test_it_says_what_was_asked_and_how_far_values_carry(page):
    words = "\n".join(page.text)
    assert "ningbo.osm.pbf (SHA-256 abababababab…)" in words
    assert "2024-05-01T00:00:00Z" in words
    assert "天一广场 (121.5499, 29.8719)" in words
    assert "ptal: Departures per hour are assumed by mode, not known: bus 6." in words
    assert "Transit access (PTAL, AI): Departures per hour are assumed." in words
    assert "amenity_density_500: no place: 1956创意产业园" in words
    assert "Transit access (PTAL, AI): 和丰创意广场" in words  # at the map's edge
    assert "A missing value is not zero." in words


def test_values_stand_beside_their_percentiles(page, result):
    parks = result.parks.set_index("id")
    value, percentile = parks.loc["p1", "cbd_distance"], parks.loc["p1", "cbd_distance_pct"]
    shown = f"{value:.{0 if value >= 100 else 2}f} ({percentile:.0f})"
    assert shown in page.text
    assert "– (–)" in page.text


def test_it_reads_as_the_comparison_does(page, result):
    words = "\n".join(page.text)
    stated = result.stated("validation")
    assert stated["statement_en"] in words
    assert "no: too few parks" in words
    assert "so few parks (3) allow none of a single association" in words  # the matrix
    assert "simulated" not in words
    assert "drawn" in words  # what the scores are


def test_it_is_the_same_each_time_and_speaks_chinese(result, tmp_path):
    first, again = (write_report(result, tmp_path / name).read_bytes() for name in ("one.html", "two.html"))
    assert first == again
    with in_language("zh_CN"):
        chinese = report_page(result)
    page = Page(chinese)
    assert '<html lang="zh-CN">' in chinese
    assert result.stated("validation")["statement_zh"] in "\n".join(page.text)
    for english in ("What was", "Ring at", "missing", "percentile in", "is better", "In short", "of them measured"):
        assert not any(english in text for text in page.text), english


def test_a_park_called_like_markup_stays_a_name(tmp_path, monkeypatch):
    path = write_result(tmp_path / "result.gpkg", 3, scored=False)
    stored = StoredResult(path)
    stored.parks.loc[0, "name"] = "<script>x</script> & co"
    text = report_page(stored)
    assert "<script>" not in text
    assert "&lt;script&gt;x&lt;/script&gt; &amp; co" in text
    assert "The study has no factor scores" in text


def test_a_composite_is_told_with_its_weights_and_how_far_its_ranks_hang_on_them(tmp_path):
    parts = {"cbd_distance": "-", "amenity_density_500": "+"}
    weights = {"cbd_distance": 3.0, "amenity_density_500": 1.0}
    asked = CompositeSource("mix", parts, "minmax", "given", among="parks", title="A mix & more", weights=weights)
    stored = StoredResult(write_result(tmp_path / "result.gpkg", 4, scored=False, composites=[asked]))
    (section,) = composite_sections(stored)
    assert section.title == "A mix & more"
    assert section.sentences[0].startswith("Weighted sum of indices")
    assert section.points == ("− Distance to the centre (m): 0.75", "+ Density of amenities (500 m, /km²): 0.25")
    assert list(section.table) == ["park", "value", "rank", "rank, weights moved"]  # among parks: no percentile
    parks = stored.parks.set_index("name")["composite_mix"]
    assert section.table["park"].tolist()[:3] == parks.sort_values(ascending=False).index.tolist()[:3]
    assert section.table["rank"].tolist() == ["1", "2", "3", "–"]  # the last park lacks a part
    assert "A mix & more" in Page(report_page(stored)).text


def test_it_is_written_only_as_html(result, tmp_path):
    with pytest.raises(InputError, match=r"must end in \.html"):
        write_report(result, tmp_path / "report.pdf")


def test_tables_hold_every_value_and_the_chief_ones_as_read(result, tmp_path):
    files, notes = write_tables(result, tmp_path / "tables")
    assert notes == []
    assert {"tables.xlsx", "tables.tex", "tables.docx"} <= {file.name for file in files}
    back = pd.read_csv(tmp_path / "tables" / "csv" / "parks.csv", encoding="utf-8-sig")
    assert back["cbd_distance"].tolist() == result.parks["cbd_distance"].tolist()
    assert back["name"].tolist() == result.parks["name"].tolist()
    sheets = pd.read_excel(tmp_path / "tables" / "tables.xlsx", sheet_name=None)
    assert {"parks", "associations", "completeness", "index_definitions"} <= set(sheets)
    latex = (tmp_path / "tables" / "tables.tex").read_text(encoding="utf-8")
    assert latex.count(r"\begin{longtable}") == latex.count(r"\end{longtable}") > 3
    assert r"cbd\_distance" in latex
    assert r"p{" in latex  # long texts are broken into lines
    assert "Distance to the centre (m)" in latex.split("Directions expected")[-1]
    docx = pytest.importorskip("docx").Document(tmp_path / "tables" / "tables.docx")
    assert docx.tables[0].rows[0].cells[2].text == "和丰创意广场"


def test_the_command_says_what_it_wrote(result, tmp_path, capsys):
    command = ["report", str(result.path), "--tables", str(tmp_path / "t"), "--json"]
    assert main(command) == DONE
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["output"] == str(result.path.with_suffix(".html"))
    assert len(answer["tables"]) == sum(path.is_file() for path in (tmp_path / "t").rglob("*"))


def test_no_page_is_written_where_the_tables_cannot_be(result, tmp_path, capsys):
    (tmp_path / "t").write_text("a file")
    command = ["report", str(result.path), "--output", str(tmp_path / "page.html"), "--tables", str(tmp_path / "t")]
    assert main(command) == 2
    assert "t cannot be a folder: " in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_a_result_of_another_version_is_named(result, monkeypatch):
    old = StoredResult(result.path)
    old._read["associations"] = old.table("associations").drop(columns="spearman")
    with pytest.raises(InputError, match="another version of Park Locus: it lacks 'spearman'"):
        report_page(old)


def test_numbers_stand_flush_right_and_words_left():
    table = pd.DataFrame(
        {
            "index": ["Distance to the centre (m)", "Transit lines (n)"],
            "value": ["1,146 (12)", "– (–)"],
            "interval": ["−0.28 … +0.25", "–"],
            "share": ["38.9 %", "< 0.001"],
            "roots": ["0.738 / 0.697", "1e-05"],
            "day": ["2016-02-10", "2023-02-21"],
            "nothing": ["–", ""],
        }
    )
    assert number_columns(table) == [False, True, True, True, True, False, False]
