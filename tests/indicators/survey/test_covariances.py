"""Models fitted to covariances that papers print, beside the estimates that they print.

Stability of alienation: Wheaton, Muthén, Alwin & Summers 1977, Sociological Methodology 8; the model of Jöreskog and
Sörbom's LISREL manual with the figures of lavaan's tutorial (Rosseel 2012). Nine abilities: Thurstone & Thurstone 1941,
213 children, after McDonald 1999; χ² as Fox 2006 gives it (Structural Equation Modeling 13(3)). Ability and aspiration:
Calsyn & Kenny 1977, 556 pupils, with the LISREL manual's estimates. The latter two divide by n - 1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_answers import measurement, of_factors

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError

ALIENATION = """
anomia67      11.834
powerless67    6.947    9.364
anomia71       6.819    5.091   12.532
powerless71    4.783    5.028    7.495    9.986
education     -3.839   -3.889   -3.841   -3.625   9.610
sei          -21.899  -18.831  -21.748  -18.775  35.522  450.288
"""
ALIENATION_MODEL = """
ses     =~ education + sei
alien67 =~ anomia67 + powerless67
alien71 =~ anomia71 + powerless71
alien71 ~ alien67 + ses
alien67 ~ ses
anomia67 ~~ anomia71
powerless67 ~~ powerless71
"""
ALIENATION_ESTIMATES = {  # estimate, standard error
    ("ses", "=~", "sei"): (5.219, 0.422),
    ("alien67", "=~", "powerless67"): (0.979, 0.062),
    ("alien71", "=~", "powerless71"): (0.922, 0.059),
    ("alien71", "~", "alien67"): (0.607, 0.051),
    ("alien71", "~", "ses"): (-0.227, 0.052),
    ("alien67", "~", "ses"): (-0.575, 0.056),
    ("anomia67", "~~", "anomia71"): (1.623, 0.314),
    ("powerless67", "~~", "powerless71"): (0.339, 0.261),
    ("education", "~~", "education"): (2.801, 0.507),
    ("sei", "~~", "sei"): (264.597, 18.126),
    ("anomia67", "~~", "anomia67"): (4.731, 0.453),
    ("powerless67", "~~", "powerless67"): (2.563, 0.403),
    ("anomia71", "~~", "anomia71"): (4.399, 0.515),
    ("powerless71", "~~", "powerless71"): (3.070, 0.434),
    ("ses", "~~", "ses"): (6.798, 0.649),
    ("alien67", "~~", "alien67"): (4.841, 0.467),
    ("alien71", "~~", "alien71"): (4.083, 0.404),
}
ABILITIES = """
sentences  1
vocabulary .828 1
completion .776 .779 1
first      .439 .493 .460 1
four       .432 .464 .425 .674 1
suffixes   .447 .489 .443 .590 .541 1
series     .447 .432 .401 .381 .402 .288 1
pedigrees  .541 .537 .534 .350 .367 .320 .555 1
groups     .380 .358 .359 .424 .446 .325 .598 .452 1
"""
ASPIRATION = """
self    1
parent  .73 1
teacher .70 .68 1
friend  .58 .61 .57 1
school  .46 .43 .40 .37 1
college .56 .52 .48 .41 .72 1
"""


def lower_triangle(text: str) -> pd.DataFrame:
    """Return a matrix as papers print it: a name and the numbers up to the diagonal in each line."""
    lines = [line.split() for line in text.strip().splitlines()]
    names = [line[0] for line in lines]
    matrix = pd.DataFrame(np.nan, index=names, columns=names)
    for name, *numbers in lines:
        matrix.loc[name, names[: len(numbers)]] = [float(number) for number in numbers]
    return matrix


def test_stability_of_alienation() -> None:
    fit = survey.fit(ALIENATION_MODEL, covariance=lower_triangle(ALIENATION), n=932)
    assert fit.n == 932
    assert fit.measures["chisq"] == pytest.approx(4.735, abs=6e-4)
    assert fit.measures["df"] == 4
    assert fit.measures["pvalue"] == pytest.approx(0.316, abs=6e-4)
    rows = fit.estimates.set_index(["lhs", "op", "rhs"])
    for term, (estimate, error) in ALIENATION_ESTIMATES.items():
        assert rows.loc[term, "est"] == pytest.approx(estimate, abs=6e-4), term
        assert rows.loc[term, "se"] == pytest.approx(error, abs=6e-4), term


def test_nine_abilities() -> None:
    model = "V =~ sentences + vocabulary + completion\nW =~ first + four + suffixes\nR =~ series + pedigrees + groups"
    fit = survey.fit(model, covariance=lower_triangle(ABILITIES), n=213, std_lv=True)
    assert fit.measures["chisq"] * 212 / 213 == pytest.approx(38.196, abs=6e-4)
    assert fit.measures["df"] == 24
    second = survey.fit(model + "\nG =~ V + W + R", covariance=lower_triangle(ABILITIES), n=213)
    assert second.measures["chisq"] == pytest.approx(fit.measures["chisq"], abs=1e-6)  # three factors bear one exactly


def test_ability_and_aspiration() -> None:
    model = "ability =~ self + parent + teacher + friend\naspiration =~ school + college"
    fit = survey.fit(model, covariance=lower_triangle(ASPIRATION), n=556, std_lv=True)
    assert fit.measures["chisq"] * 555 / 556 == pytest.approx(9.26, abs=6e-3)
    table = fit.estimates
    loadings = table.loc[table["op"] == "=~", "std_all"].tolist()
    assert loadings == pytest.approx([0.863, 0.849, 0.805, 0.695, 0.775, 0.929], abs=6e-4)
    both = (table["lhs"] == "ability") & (table["rhs"] == "aspiration")
    assert table.loc[both, "est"].item() == pytest.approx(0.666, abs=6e-4)


def test_moments_say_what_answers_say() -> None:
    answers = of_factors()
    whole = survey.fit(measurement(), answers, meanstructure=True)
    short = survey.fit(measurement(), covariance=answers.cov(), n=len(answers), means=answers.mean())
    for column in ("est", "se", "std_all"):
        assert short.estimates[column].tolist() == pytest.approx(whole.estimates[column].tolist(), abs=1e-6)
    assert dict(short.measures) == pytest.approx(dict(whole.measures), abs=1e-6)
    table = whole.modification_indices()
    assert short.modification_indices()["mi"].tolist() == pytest.approx(table["mi"].tolist(), abs=1e-5)
    for ask in (short.scores, short.bootstrap):
        with pytest.raises(InputError, match="was fitted to covariances"):
            ask()


def test_what_is_no_covariance_matrix_is_refused() -> None:
    answers = of_factors()
    good, model = answers.cov(), measurement()
    asymmetric, negative, gap = good.copy(), good.copy(), good.copy()
    asymmetric.iloc[0, 1] += 0.1
    negative.iloc[2, 2] = -1.0
    gap.iloc[0, 1] = gap.iloc[1, 0] = np.nan
    double = answers.assign(f2_3=answers["f1_1"] + answers["f1_2"]).cov()
    cases = {
        "both sides of the diagonal": {"covariance": asymmetric, "n": 300},
        "variance of “f1_3” must be positive": {"covariance": negative, "n": 300},
        "have gaps": {"covariance": gap, "n": 300},
        "f1_1, f1_2, f2_3 are collinear": {"covariance": double, "n": 300},
        "no row or column “f1_1”; they have f1_2": {"covariance": good.iloc[1:, 1:], "n": 300},
        "more than the 6 items": {"covariance": good, "n": 6},
        "must be a table": {"covariance": good.to_numpy(), "n": 300},
        "in place of answers": {"covariance": good, "n": 300, "estimator": "MLR"},
        "mean of “f1_1” is missing": {"covariance": good, "n": 300, "means": answers.mean().iloc[1:]},
    }
    for words, given in cases.items():
        with pytest.raises(InputError, match=words):
            survey.fit(model, **given)
    with pytest.raises(InputError, match="give them beside the covariances"):
        survey.fit(model, covariance=good, n=300, meanstructure=True)
    with pytest.raises(InputError, match="must be a table"):
        survey.fit(model)
