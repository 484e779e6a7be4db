"""The page that `parklocus validate` prints: what it says, what it refuses, in both languages."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from shapely import Point

from parklocus.indicators.cli.validation_page import describe_validation, summarise_validation
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import in_language
from parklocus.indicators.survey.scores import mean_scores, read_respondents
from parklocus.indicators.validation import Asked, validate
from parklocus.indicators.validation.page import validation_sections

EXPECTED = {"locational": {"ptal": "+", "cbd_distance": "-"}, "office": {"amenity_density": "+"}}


def study(n: int, *, with_respondents: bool = True, **asked: Any) -> Any:
    """A study of so many parks, 3 km apart, with a city of 500 nodes around them."""
    random = np.random.default_rng(n)
    ids = [f"p{row:02d}" for row in range(n)]
    at = [Point(121.5 + 0.03 * (row % 5), 29.8 + 0.03 * (row // 5)) for row in range(n)]
    names = [f"园区{row}" for row in range(n)]
    columns = {name: random.normal(10, 3, n) for name in ("ptal", "cbd_distance", "amenity_density")}
    table = gpd.GeoDataFrame({"id": ids, "name": names, **columns}, geometry=at, crs="EPSG:4326")
    factors = {name: random.normal(3, 1, n * 8) for name in ("locational", "office")}
    respondents = read_respondents(pd.DataFrame({"id": ids * 8, **factors}))
    options = Asked(respondents=respondents if with_respondents else None, **asked)
    nodes = pd.DataFrame({name: random.normal(10, 1.5, 500) for name in columns})
    object.__setattr__(table, "reference", nodes)
    found = validate(table, mean_scores(respondents), EXPECTED, asked=options, draws=199)
    return SimpleNamespace(validation=found, output="result.gpkg", table=SimpleNamespace(codebook=None))


def printed(result: Any) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=180)
    for part in describe_validation(result):
        console.print(part)
    return stream.getvalue()


def test_three_parks_are_told_that_no_test_is_possible() -> None:
    page = printed(study(3))
    assert "With 3 parks no test is possible" in page
    assert page.count("no: too few parks") == 4
    assert "How sure the scores are" in page
    assert "Respondents within parks" not in page
    assert "园区0" in page
    expected = page.split("\nDirections expected\n")[1].split("\nAll expected")[0]
    assert "as expected" in expected
    assert "least p" not in expected
    assert "q" not in expected.split("\n")[2]


def test_a_scattered_score_makes_no_finding_of_a_contradiction() -> None:
    """All respondents are drawn from one distribution: no rank is sure enough to be held against a location."""
    page = printed(study(10))
    told = page.split("\nParks whose location runs against their score\n")[1].split("\nHow sure")[0]
    assert "That may be chance" in told
    assert "finding" not in told


def test_many_columns_are_shown_index_by_index() -> None:
    found = study(6).validation.associations
    first = found[(found["factor"] == "locational") & (found["index"] == "ptal")]
    many = pd.concat([first.assign(index=f"ptal_{n}", spearman=n / 100, agrees=n > 9) for n in range(40)])
    shown = validation_sections("", 6, {"associations": many.convert_dtypes()})[1]
    assert shown.table is not None
    assert shown.table.shape[0] == 1
    assert shown.table.iloc[0].tolist()[:3] == ["locational", "ptal", "40"]
    assert "0.00 … +0.39" in shown.table.iloc[0].tolist()
    assert "30 / 40" in shown.table.iloc[0].tolist()


def test_many_parks_are_shown_all_that_can_be_said() -> None:
    page = printed(study(21, spaces={"local": ["locational"], "relational": ["office"]}))
    headings = ("What can be said", "Directions expected", "All expected directions together", "Coupling of the spaces")
    for heading in (*headings, "Respondents within parks", "Unusual locations", "Spatial dependence"):
        assert f"\n{heading}\n─" in page, heading
    assert "too few parks" not in page
    assert "nan" not in page


def test_what_is_not_given_is_said() -> None:
    assert "no: the respondents' scores are not given" in printed(study(9, with_respondents=False))


def test_the_page_in_chinese() -> None:
    with in_language("zh_CN"):
        page = printed(study(9))
    assert "可以说什么" in page
    for english in ("Spearman", "respondents", "parks", "unusual", "expected"):
        assert english not in page, english


def test_the_summary_is_json() -> None:
    summary = json.loads(json.dumps(summarise_validation(study(3)), allow_nan=False))
    assert summary["rung"] == "description"
    assert summary["pattern"][0]["p"] is None
    assert summary["tables"]["score_intervals"] == 6


def test_a_study_without_scores_is_refused() -> None:
    with pytest.raises(InputError, match=r"\[scores\]"):
        describe_validation(SimpleNamespace(validation=None, output="result.gpkg"))
