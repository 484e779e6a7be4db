"""The model text: what is read, what is left unsaid, and where an error stands."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.parameter_table import ParameterTable, build_table
from parklocus.indicators.survey.syntax import parse_model


def rows(table: ParameterTable, op: str, group: int = 0) -> dict[tuple[str, str], object]:
    return {(row.lhs, row.rhs): row for row in table.rows if row.op == op and row.group == group}


def test_lines_comments_and_continuation() -> None:
    text = "visual =~ x1 + # first\n   x2\n + x3 ! more\ntextual =~ x4; textual =~ x5\nvisual ~~ textual"
    found = [(s.lhs, s.op, s.rhs) for s in parse_model(text).statements]
    assert found == [
        ("visual", "=~", "x1"),
        ("visual", "=~", "x2"),
        ("visual", "=~", "x3"),
        ("textual", "=~", "x4"),
        ("textual", "=~", "x5"),
        ("visual", "~~", "textual"),
    ]


def test_names_of_any_script() -> None:
    table = build_table("区位 =~ 交通便利 + 设施.齐全 + x_1\n文化 =~ 氛围 + 活动\n文化 ~ b*区位")
    assert table.latent == ("区位", "文化")
    assert table.observed == ("交通便利", "设施.齐全", "x_1", "氛围", "活动")


def test_modifiers() -> None:
    text = 'f =~ NA*x1 + 0.5*x2 + a*x3 + start(-2)*b*x4 + label("c")*x5 + -1.5e0*x6 + x7 + start(3)*x7\nf ~~ 1*f'
    found = rows(build_table(text), "=~")
    assert [found["f", f"x{n}"].free > 0 for n in range(1, 8)] == [True, False, True, True, True, False, True]
    assert [found["f", f"x{n}"].label for n in range(3, 6)] == ["a", "b", "c"]
    assert (found["f", "x2"].fixed, found["f", "x6"].fixed) == (0.5, -1.5)
    assert (found["f", "x4"].start, found["f", "x7"].start) == (-2, 3)


def test_defaults_of_a_measurement_model() -> None:
    table = build_table("a =~ x1 + x2\nb =~ x3 + x4")
    assert table.n_free == 2 + 4 + 2 + 1
    assert rows(table, "=~")["a", "x1"].fixed == 1
    assert rows(table, "~~")["a", "b"].free
    fixed = build_table("a =~ x1 + x2\nb =~ x3 + x4", std_lv=True)
    assert fixed.n_free == table.n_free
    assert rows(fixed, "=~")["a", "x1"].free
    assert rows(fixed, "~~")["a", "a"].fixed == 1


def test_defaults_of_paths() -> None:
    table = build_table("a =~ x1 + x2\nb =~ x3 + x4\nc =~ x5 + x6\nb ~ a\nc ~ a + z1 + z2\ny ~ a")
    covariances = {key for key, row in rows(table, "~~").items() if key[0] != key[1] and row.free}
    assert covariances == {("b", "c"), ("b", "y"), ("c", "y")}  # outcomes that cause nothing; a alone is exogenous
    assert table.predictors == ("z1", "z2")
    exogenous = {key for key, row in rows(table, "~~").items() if row.exogenous}
    assert exogenous == {("z1", "z1"), ("z1", "z2"), ("z2", "z2")}


def test_a_predictor_with_a_variance_in_the_text_is_modelled() -> None:
    table = build_table("y ~ x\nx ~~ x")
    assert not table.predictors
    assert table.n_free == 3


def test_intercepts_bring_means() -> None:
    table = build_table("f =~ x1 + x2 + x3\nx1 ~ 0*1\nf ~ 1")
    found = rows(table, "~1")
    assert table.meanstructure
    assert found["x1", ""].fixed == 0
    assert found["f", ""].free
    assert found["x2", ""].free


def test_equal_labels_are_one_parameter() -> None:
    table = build_table("f =~ x1 + a*x2 + a*x3")
    found = rows(table, "=~")
    assert found["f", "x2"].free == found["f", "x3"].free
    assert table.n_free == build_table("f =~ x1 + x2 + x3").n_free - 1


def test_a_label_beside_a_fixed_namesake_is_fixed() -> None:
    found = rows(build_table("f =~ a*x1 + a*x2 + x3"), "=~")
    assert found["f", "x2"].fixed == 1
    assert not found["f", "x2"].free


def test_groups_have_parameters_of_their_own() -> None:
    text = "f =~ x1 + c(a, b)*x2 + c(0.5, NA)*x3 + w*x4"
    table = build_table(text, 2)
    first, second = rows(table, "=~", 0), rows(table, "=~", 1)
    assert (first["f", "x2"].label, second["f", "x2"].label) == ("a", "b")
    assert first["f", "x2"].free != second["f", "x2"].free
    assert first["f", "x3"].fixed == 0.5
    assert second["f", "x3"].free
    assert first["f", "x4"].free == second["f", "x4"].free


def test_equality_between_groups_frees_what_it_identifies() -> None:
    model = "f =~ x1 + x2 + x3"
    free = build_table(model, 3)
    metric = build_table(model, 3, equal=["loadings"])
    scalar = build_table(model, 3, equal=["loadings", "intercepts"])
    assert metric.n_free == free.n_free - 2 * 2
    assert scalar.n_free == metric.n_free - 2 * 3 + 2
    means = [row for row in scalar.rows if row.op == "~1" and row.lhs == "f"]
    assert [bool(row.free) for row in means] == [False, True, True]
    standardized = build_table(model, 2, equal=["loadings"], std_lv=True)
    variances = [row for row in standardized.rows if row.op == "~~" and row.lhs == row.rhs == "f"]
    assert [bool(row.free) for row in variances] == [False, True]


def test_definitions_and_their_derivatives() -> None:
    table = build_table("y ~ a*x + b*z\nab := a*b\nboth := sqrt(ab^2) + exp(a)/2 - -log(b) + abs(-a) + (1 + b)*3e-1")
    values = {"a": 1.5, "b": 2.0}
    values["ab"] = table.defined[0].expression.value(values)
    assert values["ab"] == 3
    expected = 3 + math.exp(1.5) / 2 + math.log(2) + 1.5 + 0.9
    assert table.defined[1].expression.value(values) == pytest.approx(expected)
    slopes = table.defined[1].expression.gradient(values, ["a", "b", "ab"])
    assert slopes == pytest.approx([math.exp(1.5) / 2 + 1, 1 / 2 + 0.3, 1])


def test_a_definition_without_a_value_is_missing() -> None:
    expression = build_table("y ~ a*x\nb := sqrt(a)").defined[0].expression
    assert math.isnan(expression.value({"a": -1.0}))
    assert math.isnan(build_table("y ~ a*x\nb := 1/a").defined[0].expression.value({"a": 0.0}))


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("f =~ x1 +", "line 1, column 10", "the name of a variable is expected here, not the end of the line"),
        ("f =~ x1\nf = x2", "line 2, column 3", "write “=~”"),
        ("f =~ x1 ++ x2", "line 1, column 10", "not “+”"),
        ("f =~ x1＋x2", "line 1, column 8", "full-width sign; write “+”"),
        ("f =~ x1 x2", "line 1, column 9", "“+” is expected here, not “x2”"),
        ("f x1", "line 1, column 3", "an operator is expected here"),
        ("=~ x1", "line 1, column 1", "the name of a variable is expected here, not “=~”"),
        ("f =~ 2", "line 1, column 6", "a number stands before a name"),
        ("f =~ foo(2)*x", "line 1, column 6", "“foo(…)” is not known"),
        ("f =~ start(a)*x", "line 1, column 6", "start(…) takes numbers"),
        ("f =~ start(1*x", "line 1, column 13", "“)” is expected here"),
        ("x == 3", "line 1, column 3", "the operator “==” is not supported"),
        ("f =~ x1\nx1 | t1", "line 2, column 4", "the operator “|” is not supported"),
        ("f =~ x1 + ?", "line 1, column 11", "“?” has no meaning"),
        ("f =~ x1\ny ~~ x1\nx1 ~~ y", "line 3, column 7", "is said twice; it stands in line 2"),
        ("f =~ f", "line 1, column 6", "“f” cannot stand on both sides"),
        ("f =~ a*x1 + x2\nb := a*", "line 2, column 8", "the end of the line"),
        ("f =~ x1 + a*x2\nb := a*c", "line 2, column 8", "the label “c” is given to no parameter"),
        ("f =~ x1 + a*x2\nb :=", "line 2, column 5", "an expression"),
        ("f =~ x1 + a*x2\nb := (a", "line 2, column 8", "not closed"),
        ("f =~ x1 + a*x2\nb := a 2", "line 2, column 8", "“2” does not belong"),
        ("f =~ x1 + a*x2\nb := sin(a)", "line 2, column 6", "the function “sin” is not known"),
        ("f =~ x1 + a*x2\na := a", "line 2, column 1", "is the label of a parameter already"),
        ("f =~ x1 + a*x2\nb := a\nb := a", "line 3, column 1", "is said twice"),
        ("f =~ c(1, 2, 3)*x1 + x2", "line 1, column 22", "has 3 entries, but there are 1 groups"),
        ("f =~ c(1, a)*x1", "line 1, column 6", "numbers and labels do not go together"),
    ],
)
def test_an_error_says_where_and_why(text: str, place: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        build_table(text)
    assert place in str(caught.value) or "3 entries" in reason
    assert reason in str(caught.value)


def test_a_model_that_says_nothing() -> None:
    with pytest.raises(InputError, match="says nothing"):
        build_table("# only a comment\n;;\n")
    with pytest.raises(InputError, match="cannot be made equal"):
        build_table("f =~ x", 2, equal=["loading"])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='fxy12 =~+*()c,.;:\n#"-a', max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(InputError):
        assert build_table(text).rows
