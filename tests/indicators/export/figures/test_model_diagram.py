"""The path diagram of a fitted model: what is drawn, from where to where, and how sure it is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from shapely import LineString, box

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.figures.model_diagram import _straight_or_round, path_diagram
from parklocus.indicators.export.figures.path_layout import lay_out
from parklocus.tests.indicators.made_answers import measurement, of_factors

SVG = "{http://www.w3.org/2000/svg}"
SECOND = "\nspace =~ f1 + f2 + f3\nspace ~ age\nf1_1 ~~ f1_2"
LABELS = {"f1": "区位因子", "f1_1": "交通便利程度", "space": "本地空间"}


@pytest.fixture(scope="module")
def fitted():
    answers = of_factors(n=300, factors=3)
    answers["age"] = np.random.default_rng(5).normal(size=300)
    return survey.fit(measurement(3) + SECOND, answers)


def words(drawing):
    return [node.text for node in ET.fromstring(drawing.svg()).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_every_path_has_its_standardized_number_and_stars(fitted):
    drawn = words(path_diagram(fitted, LABELS))
    rows = fitted.estimates
    for row in rows[rows["op"].isin(["=~", "~", "~~"]) & (rows["lhs"] != rows["rhs"])].itertuples():
        sure = "†" if np.isnan(row.p) else "*" * sum(row.p < level for level in (0.05, 0.01, 0.001))
        number = f"{row.std_all:.2f}".replace("-", "−") + sure
        assert number in drawn, (row.lhs, row.rhs)
        drawn.remove(number)
    explained = rows[(rows["op"] == "~~") & (rows["lhs"] == rows["rhs"]) & (rows["lhs"] != "age")]
    assert len(explained) == 13
    for value in explained["std_all"]:
        drawn.remove(f"{value:.2f}")
    assert not any(re.fullmatch(r"−?\d\.\d\d[*†]*", word) for word in drawn)  # and no number without a path


def test_names_are_written_as_labelled_and_the_fit_above(fitted):
    drawn = words(path_diagram(fitted, LABELS))
    assert {"区位因子", "f1_1 交通便利程度", "本地空间", "f2", "f2_1", "age"} <= set(drawn)
    measures = fitted.measures
    assert f"CFI = {measures['cfi']:.3f}" in drawn[1]
    assert f"χ²({measures['df']:.0f}) = {measures['chisq']:.1f}" in drawn[1]
    assert [drawn.count(name) for name in fitted.factors if name not in LABELS] == [1, 1]


def test_causes_stand_left_of_their_effects_and_nothing_overlaps(fitted):
    paths = fitted.estimates[fitted.estimates["op"].isin(["=~", "~"])]
    layout = lay_out(paths, fitted.factors, {}, left=0.0, top=0.0)
    column = {name: one.column for name, one in layout.variables.items()}
    assert (column["age"], column["space"], column["f1"], column["f1_1"]) == (0, 1, 2, 3)
    boxes = [box(*one.box) for one in layout.variables.values()]
    assert not any(one.intersects(other) for number, one in enumerate(boxes) for other in boxes[:number])
    for row in paths.itertuples():
        one, other = (layout.variables[name] for name in ((row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs)))
        assert one.right[0] < other.left[0]
        way = LineString(_straight_or_round(one, other, layout))
        met = [it.name for it in layout.variables.values() if it not in (one, other) and way.crosses(box(*it.box))]
        assert met == []


def test_a_circle_of_causes_is_drawn_too():
    paths = pd.DataFrame({"lhs": ["a", "b"], "op": "~", "rhs": ["b", "a"]})
    layout = lay_out(paths, [], {}, left=0.0, top=0.0)
    assert set(layout.variables) == {"a", "b"}
    assert layout.variables["a"].box != layout.variables["b"].box


def test_it_is_drawn_alike_each_time_and_written_as_named(fitted, tmp_path):
    drawing = path_diagram(fitted)
    again = path_diagram(fitted).save(tmp_path / "model.svg").read_text(encoding="utf-8")
    assert drawing.svg() == again
    assert drawing.save(tmp_path / "model.png").read_bytes().startswith(b"\x89PNG")


def test_a_path_that_may_be_nothing_is_dashed(fitted):
    age = fitted.estimates.query("op == '~'").iloc[0]
    assert age["p"] > 0.05
    assert path_diagram(fitted).svg().count("stroke-dasharray") == (fitted.estimates["p"] >= 0.05).sum()


def test_groups_are_drawn_one_at_a_time(tmp_path):
    answers = of_factors(n=300, factors=1)
    answers["year"] = ["2019", "2023"] * 150
    found = survey.fit(measurement(1), answers, group="year")
    assert "2019" in path_diagram(found).title
    assert "2023" in path_diagram(found, group="2023").title
    with pytest.raises(InputError, match="no group “2021”; did you mean"):
        path_diagram(found, group="2021")
