"""The tidy tables of a survey: what reviewers ask of answers, scale and model, a row a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.adequacy import (
    bartlett_sphericity,
    kmo,
    mardia,
    minimum_average_partial,
    one_factor_share,
    parallel_analysis,
)
from parklocus.indicators.survey.agreement import agreement
from parklocus.indicators.survey.categorical_omega import categorical_omega
from parklocus.indicators.survey.fitting import ORDINAL, fit
from parklocus.indicators.survey.questionnaire import PARK
from parklocus.indicators.survey.reliability import cronbach_alpha, item_statistics, ordinal_alpha
from parklocus.indicators.survey.thresholds import judged
from parklocus.indicators.survey.validity import construct_reliability, fornell_larcker, htmt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parklocus.indicators.survey.fitting import Fit
    from parklocus.indicators.survey.questionnaire import Questionnaire

Scales = dict[str, list[str]]
# As AMOS lists them; of each name the scaled and robust forms follow where the estimator has them.
FIT_LIST = (
    *("n", "npar", "chisq", "df", "pvalue", "chisq_df", "cfi", "tli", "rmsea", "srmr", "gfi", "agfi", "nfi", "ifi"),
    *("pnfi", "pgfi", "aic", "bic", "bcc", "ecvi"),
)
FORMS = ("", "_scaled", "_robust")
INTERVALS = {f"rmsea{form}": (f"rmsea_ci_low{form}", f"rmsea_ci_high{form}") for form in FORMS}
DRAWS = 200  # random tables of the parallel analysis


def scales_of(fitted: Fit, items: Sequence[str]) -> Scales:
    """Return the items of each factor that a model measures by items."""
    scales: Scales = {}
    for row in fitted.solution.table.rows:
        if row.op == "=~" and row.rhs in items and row.rhs not in scales.setdefault(row.lhs, []):
            scales[row.lhs].append(row.rhs)
    return {factor: names for factor, names in scales.items() if names}


def sample_table(read: Questionnaire, answers: pd.DataFrame, used: pd.Index) -> pd.DataFrame:
    """Return park, rows (in the file), left_out (for their problems), incomplete (unused by the model), used."""
    whole = read.answers[PARK].value_counts(sort=False)
    kept = answers[PARK].value_counts()
    fitted = answers.loc[answers.index.isin(used), PARK].value_counts()
    records = []
    for park, rows in whole.items():
        left, model = int(kept.get(park, 0)), int(fitted.get(park, 0))
        records.append((park, int(rows), int(rows) - left, left - model, model))
    return pd.DataFrame(records, columns=["park", "rows", "left_out", "incomplete", "used"])


def item_table(read: Questionnaire, answers: pd.DataFrame, fitted: Fit, scales: Scales) -> pd.DataFrame:
    """Return a row an item: factor, item, label and what `item_statistics` says in its scale, then its loading."""
    loadings: dict[tuple[str, str], float] = {}
    if fitted.converged:
        rows = fitted.estimates[fitted.estimates["op"] == "=~"]
        loadings = dict(zip(zip(rows["lhs"], rows["rhs"], strict=True), rows["std_all"], strict=True))
    parts = []
    for factor, items in scales.items():
        if len(items) > 1:
            part = item_statistics(answers, items, missing="pairwise")
        else:  # one item alone has neither a rest nor an alpha
            part = item_statistics(
                answers, [*items, *[name for name in read.items if name not in items][:1]], "pairwise"
            )
            part = part.head(1).assign(item_total=np.nan, item_rest=np.nan, alpha_if_dropped=np.nan)
        part.insert(0, "factor", factor)
        part.insert(2, "label", [read.labels.get(item, "") for item in items])
        part["loading"] = [loadings.get((factor, item), np.nan) for item in items]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def reliability_table(answers: pd.DataFrame, fitted: Fit, scales: Scales) -> pd.DataFrame:
    """Return a row a factor: items, n, alpha with interval, standardized and ordinal alpha, omega, cr, ave."""
    ordinal = fitted.estimator in ORDINAL
    validity = construct_reliability(fitted).set_index("factor") if fitted.converged else pd.DataFrame()
    categorical: Mapping[Any, float] = {}
    if ordinal and fitted.converged:
        categorical = categorical_omega(fitted).set_index("factor")["omega_categorical"].to_dict()
    records = []
    for factor, items in scales.items():
        record: dict[str, Any] = {"factor": factor, "items": len(items)}
        if len(items) > 1:
            alpha = cronbach_alpha(answers, items)
            record |= {"n": alpha.n, "alpha": alpha.alpha, "alpha_low": alpha.ci_low, "alpha_high": alpha.ci_high}
            record["alpha_standardized"] = alpha.standardized
            if ordinal:
                record["ordinal_alpha"] = ordinal_alpha(answers, items)
        if factor in validity.index:
            record |= {name: validity.loc[factor, name] for name in ("omega", "cr", "ave")}
        if ordinal:
            record["omega_categorical"] = categorical.get(factor, np.nan)
        records.append(record)
    return pd.DataFrame(records)


def discriminant_table(fitted: Fit) -> pd.DataFrame:
    """Return a row a pair of factors: the comparison of Fornell and Larcker, and htmt with whether it is below .85."""
    pairs = fornell_larcker(fitted).drop(columns="group").rename(columns={"holds": "fornell_larcker_holds"})
    pairs["htmt"] = htmt(fitted)["htmt"].to_numpy()
    pairs["htmt_holds"] = pd.Series([judged("htmt", value)["meets"] for value in pairs["htmt"]], dtype=object)
    return pairs


def adequacy_table(answers: pd.DataFrame, items: Sequence[str], seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measures of adequacy with their limits, and the eigenvalues of the parallel analysis."""
    sampling, sphericity, normality = kmo(answers, items), bartlett_sphericity(answers, items), mardia(answers, items)
    parallel = parallel_analysis(answers, items, draws=DRAWS, seed=seed)
    partial = minimum_average_partial(answers, items)
    values = {
        "kmo": float(sampling["overall"]),
        "kmo_least_item": float(sampling.drop("overall").min()),
        "bartlett_chisq": sphericity.statistic,
        "bartlett_df": sphericity.df,
        "bartlett_p": sphericity.p,
        "mardia_skewness": normality.skewness,
        "mardia_skewness_p": normality.skewness_test.p,
        "mardia_kurtosis": normality.kurtosis,
        "mardia_kurtosis_z": normality.kurtosis_z,
        "parallel_components": parallel.components,
        "parallel_factors": parallel.factors,
        "map_components": int(partial["components"].iloc[int(partial["squared"].argmin())]),
    }
    return pd.DataFrame([judged(name, value) for name, value in values.items()]), parallel.eigenvalues


def common_method_table(answers: pd.DataFrame, items: Sequence[str], fitted: Fit) -> pd.DataFrame:
    """Return Harman's shares, and a model in which one factor is behind all items beside the model."""
    shares = one_factor_share(answers, items)
    values = {f"harman_{kind}": share for kind, share in shares.items()}
    one = fit("one_factor =~ " + " + ".join(items), answers, fitted.estimator, missing=fitted.missing)
    for name in ("chisq", "df", "cfi", "rmsea", "srmr"):
        values[f"one_factor_{name}"] = one.measures.get(name, np.nan)
        values[f"model_{name}"] = fitted.measures.get(name, np.nan)
    return pd.DataFrame([judged(name, value) for name, value in values.items()])


def aggregation_tables(
    read: Questionnaire, answers: pd.DataFrame, scales: Scales
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return ICC(1), ICC(2) and rwg(j) by factor; the same by factor and park; and what could not be said and why."""
    factors, parks, notes = [], [], []
    for factor, items in scales.items():
        limits = {read.ranges[item] for item in items}
        try:
            found = agreement(answers, items, PARK, next(iter(limits)) if len(limits) == 1 else _widest(limits))
        except InputError as error:
            notes.append(f"{factor}: {error}")
            continue
        own = found.parks if len(limits) == 1 else found.parks.assign(rwg=np.nan, rwgj=np.nan)
        rwgj = own["rwgj"]
        record = {"factor": factor, "n": found.n, "parks": len(own), "icc1": found.icc1, "icc1_low": found.icc1_low}
        record |= {"icc1_high": found.icc1_high, "icc2": found.icc2, "f": found.f, "p": found.p}
        record |= {"rwgj_mean": rwgj.mean(), "rwgj_median": rwgj.median(), "rwgj_undefined": int(rwgj.isna().sum())}
        factors.append(record)
        parks.append(own.assign(factor=factor)[["factor", *own.columns]])
    return pd.DataFrame(factors), pd.concat(parks, ignore_index=True) if parks else pd.DataFrame(), notes


def fit_table(fitted: Fit) -> pd.DataFrame:
    """Return measure, value, low, high (90 % of RMSEA), limit, meets, source: the list that AMOS prints."""
    measures: Mapping[str, float] = fitted.measures
    records = []
    for name in FIT_LIST:
        for form in FORMS:
            key = f"{name}{form}"
            if key in measures and not (form and name == "df"):
                low, high = (measures.get(end, np.nan) for end in INTERVALS.get(key, ("", "")))
                records.append({**judged(key, float(measures[key])), "low": low, "high": high})
    columns = ["measure", "value", "low", "high", "limit", "meets", "source"]
    return pd.DataFrame(records, columns=columns)


def _widest(limits: set[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _high in limits), max(high for _low, high in limits)
