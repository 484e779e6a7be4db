"""A published model: industrialisation and political democracy.

Data: K. A. Bollen 1989, Structural Equations with Latent Variables, Wiley; 75 developing countries, the table that
lavaan and semopy ship as PoliticalDemocracy. Figures: what lavaan's tutorial prints, to its digits (Rosseel 2012,
Journal of Statistical Software 48(2)).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from parklocus.indicators import survey

MODEL = """
# measurement model
  ind60 =~ x1 + x2 + x3
  dem60 =~ y1 + y2 + y3 + y4
  dem65 =~ y5 + y6 + y7 + y8
# regressions
  dem60 ~ ind60
  dem65 ~ ind60 + dem60
# residual covariances
  y1 ~~ y5
  y2 ~~ y4 + y6
  y3 ~~ y7
  y4 ~~ y8
  y6 ~~ y8
"""
MEASURES = {
    "chisq": 38.125,
    "df": 35,
    "pvalue": 0.329,
    "baseline_chisq": 730.654,
    "baseline_df": 55,
    "cfi": 0.995,
    "tli": 0.993,
    "logl": -1547.791,
    "unrestricted_logl": -1528.728,
    "npar": 31,
    "aic": 3157.582,
    "bic": 3229.424,
    "rmsea": 0.035,
    "rmsea_ci_low": 0.000,
    "rmsea_ci_high": 0.092,
    "srmr": 0.044,
}
# term: estimate, standard error, standardized
ESTIMATES = {
    ("ind60", "=~", "x2"): (2.180, 0.139, 0.973),
    ("ind60", "=~", "x3"): (1.819, 0.152, 0.872),
    ("dem60", "=~", "y2"): (1.257, 0.182, 0.717),
    ("dem60", "=~", "y3"): (1.058, 0.151, 0.722),
    ("dem60", "=~", "y4"): (1.265, 0.145, 0.846),
    ("dem65", "=~", "y6"): (1.186, 0.169, 0.746),
    ("dem65", "=~", "y7"): (1.280, 0.160, 0.824),
    ("dem65", "=~", "y8"): (1.266, 0.158, 0.828),
    ("dem60", "~", "ind60"): (1.483, 0.399, 0.447),
    ("dem65", "~", "ind60"): (0.572, 0.221, 0.182),
    ("dem65", "~", "dem60"): (0.837, 0.098, 0.885),
    ("y1", "~~", "y5"): (0.624, 0.358, 0.296),
    ("y2", "~~", "y4"): (1.313, 0.702, 0.273),
    ("y2", "~~", "y6"): (2.153, 0.734, 0.356),
    ("y3", "~~", "y7"): (0.795, 0.608, 0.191),
    ("y4", "~~", "y8"): (0.348, 0.442, 0.109),
    ("y6", "~~", "y8"): (1.356, 0.568, 0.338),
    ("ind60", "~~", "ind60"): (0.448, 0.087, 1.000),
    ("dem60", "~~", "dem60"): (3.956, 0.921, 0.800),
    ("dem65", "~~", "dem65"): (0.172, 0.215, 0.039),
}


@pytest.fixture(scope="module")
def countries() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parent / "political_democracy.csv")


def test_published_measures(countries: pd.DataFrame) -> None:
    fit = survey.fit(MODEL, countries)
    for name, expected in MEASURES.items():
        assert fit.measures[name] == pytest.approx(expected, abs=6e-4), name


def test_published_estimates(countries: pd.DataFrame) -> None:
    table = survey.fit(MODEL, countries).estimates.set_index(["lhs", "op", "rhs"])
    for term, expected in ESTIMATES.items():
        row = table.loc[term]
        for name, value in zip(("est", "se", "std_all"), expected, strict=True):
            assert row[name] == pytest.approx(value, abs=6e-4), (term, name)


def test_indirect_effect_has_sobels_error(countries: pd.DataFrame) -> None:
    model = MODEL.replace("dem60 ~ ind60", "dem60 ~ a*ind60").replace("ind60 + dem60", "c*ind60 + b*dem60")
    fit = survey.fit(model + "indirect := a*b; total := c + indirect", countries)
    rows = fit.estimates.set_index("label")
    a, b, c = (rows.loc[name, "est"] for name in "abc")
    assert rows.loc["indirect", "est"] == pytest.approx(a * b)
    assert rows.loc["total", "est"] == pytest.approx(c + a * b)
    # Sobel 1982, with the covariance of a and b, which is not quite zero
    place = {row.label: row.free - 1 for row in fit.solution.table.rows if row.label}
    matrix = fit.solution.covariance[[[place["a"]], [place["b"]]], [place["a"], place["b"]]]
    sobel = (b * b * matrix[0, 0] + a * a * matrix[1, 1] + 2 * a * b * matrix[0, 1]) ** 0.5
    assert rows.loc["indirect", "se"] == pytest.approx(sobel)
