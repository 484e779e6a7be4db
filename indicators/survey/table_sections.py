"""The sections of a survey's report that follow from one table each: from the survey as from a result that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.language import gettext as _
from parklocus.indicators.sections import Section
from parklocus.indicators.survey.page_words import problems, rungs
from parklocus.indicators.survey.shown import DASH, intervals, limits, number, outside, shown, shown_measures
from parklocus.indicators.survey.thresholds import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_PROBLEMS = 20  # rows of a report; the tables hold all


def table_section(name: str, table: pd.DataFrame) -> Section:
    """Return what a report says of one table of a survey.

    Parameters
    ----------
    name : str
        One of `SECTIONS`.
    table : DataFrame
        As `assess` made it, or as a result keeps it; with a row at least.
    """
    return SECTIONS[name](table)


def _warnings(table: pd.DataFrame) -> Section:
    return Section(_("Warnings"), tuple(table["message"]))


def _sample(table: pd.DataFrame) -> Section:
    total = {"park": _("all"), **table.drop(columns="park").sum().to_dict()}
    return Section(_("Respondents"), (), shown(pd.concat([table, pd.DataFrame([total])], ignore_index=True)))


def _answer_problems(table: pd.DataFrame) -> Section:
    kinds = problems()
    sentences = ["; ".join(f"{kinds[str(kind)]}: {count}" for kind, count in table["what"].value_counts().items())]
    more = len(table) - MOST_PROBLEMS
    if more > 0:
        text = _("The first {n} are shown; {more} more are in the table answer_problems.")
        sentences.append(text.format(n=MOST_PROBLEMS, more=more))
    first = table.head(MOST_PROBLEMS)
    return Section(_("Problems of the answers"), tuple(sentences), shown(first.assign(what=first["what"].map(kinds))))


def _items(table: pd.DataFrame) -> Section:
    columns = ["factor", "item", "label", "n", "gaps", "mean", "sd", "skewness", "kurtosis", "item_rest"]
    columns += ["alpha_if_dropped", "loading"]
    if not table["label"].fillna("").astype(bool).any():
        columns.remove("label")
    rules = ("item_rest", "loading", "skewness", "kurtosis")
    return Section(_("Items"), (limits(*rules), outside(table, "item", *rules)), shown(table[columns]))


def _reliability(table: pd.DataFrame) -> Section:
    if "alpha" in table:
        table = table.assign(interval=intervals(table["alpha_low"], table["alpha_high"]))
    columns = ["factor", "items", "n", "alpha", "interval", "ordinal_alpha", "omega", "omega_categorical", "cr", "ave"]
    columns = [name for name in columns if name in table]
    rules = [name for name in columns if name in THRESHOLDS]
    sentences = (limits(*rules), outside(table, "factor", *rules))
    return Section(_("Reliability and convergent validity"), sentences, shown(table[columns]))


def _discriminant(table: pd.DataFrame) -> Section:
    roots = zip(table["root_ave_one"], table["root_ave_other"], strict=True)
    pairs = table.assign(root_ave=[f"{number(one)} / {number(other)}" for one, other in roots])
    columns = ["one", "other", "correlation", "root_ave", "fornell_larcker_holds", "htmt", "htmt_holds"]
    words = _("Fornell and Larcker 1981: each factor's √AVE should exceed its correlation with the other.")
    return Section(_("Discriminant validity"), (words, limits("htmt")), shown(pairs[columns]))


def _adequacy(table: pd.DataFrame) -> Section:
    return Section(_("Adequacy of the items for factors"), (), shown_measures(table))


def _common_method(table: pd.DataFrame) -> Section:
    words = _(
        "One method (one questionnaire, one moment) can tie all items together. A small share does not rule that out; "
        "a model with one factor behind all items should fit far worse than the model."
    )
    return Section(_("Common method"), (words,), shown_measures(table))


def _exploratory(table: pd.DataFrame) -> Section:
    words = _("Principal axes, oblimin: what the items say without the model; the loadings are the pattern.")
    return Section(_("Exploratory factor analysis"), (words,), shown(table))


def _fit(table: pd.DataFrame) -> Section:
    words = _("Limits are conventions, not laws: judge them together, and beside the residuals.")
    measures = table.assign(rmsea_interval=intervals(table["low"], table["high"]))
    return Section(_("Fit of the model"), (words,), shown_measures(measures, "rmsea_interval"))


def _invariance(table: pd.DataFrame) -> Section:
    columns = ["rung", "chisq", "df", "pvalue", "cfi", "rmsea", "srmr", "p_diff", "cfi_diff", "rmsea_diff"]
    words = _("A rung holds where CFI falls by no more than .010 and RMSEA rises by no more than .015 (Chen 2007).")
    named = table.assign(rung=table["rung"].map(rungs()))
    return Section(_("Measurement invariance"), (words,), shown(named[columns]))


def _latent_means(table: pd.DataFrame) -> Section:
    held = table["se"] == 0
    between = pd.Series(intervals(table["ci_low"], table["ci_high"]), table.index).mask(held, DASH)
    means = table.assign(interval=between, se=table["se"].mask(held))
    words = _("With equal loadings and intercepts; differences from the first group.")
    return Section(_("Latent means"), (words,), shown(means[["factor", "group", "mean", "se", "z", "p", "interval"]]))


def _aggregation(table: pd.DataFrame) -> Section:
    columns = ["factor", "n", "parks", "icc1", "interval", "icc2", "f", "p", "rwgj_median", "rwgj_undefined"]
    words = _(
        "Whether respondents may be taken together for their park. ICC(1) is the share of variance between parks, "
        "ICC(2) the reliability of the parks' means, rwg(j) the agreement within parks against evenly spread answers."
    )
    rules = ("icc1", "icc2", "rwgj_median")
    sentences = (words, limits(*rules), outside(table, "factor", *rules))
    whole = table.assign(interval=intervals(table["icc1_low"], table["icc1_high"]))
    return Section(_("Taking respondents together by park"), sentences, shown(whole[columns]))


def _scores(table: pd.DataFrame) -> Section:
    whole = table.assign(interval=intervals(table["ci_low"], table["ci_high"]))
    columns = ["park", "factor", "n", "score", "se", "interval"]
    return Section(_("Scores of the parks"), (), shown(whole[columns]))


SECTIONS: Mapping[str, Callable[[pd.DataFrame], Section]] = {
    "warnings": _warnings,
    "sample": _sample,
    "answer_problems": _answer_problems,
    "items": _items,
    "reliability": _reliability,
    "discriminant": _discriminant,
    "adequacy": _adequacy,
    "common_method": _common_method,
    "exploratory": _exploratory,
    "fit": _fit,
    "invariance": _invariance,
    "latent_means": _latent_means,
    "aggregation": _aggregation,
    "scores": _scores,
}
