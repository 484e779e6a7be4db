"""A survey's report as sections of sentences and tables, in the language in use: for a terminal and for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.sections import Section
from parklocus.indicators.survey.page_words import headings, measure_title, methods, problems, rungs
from parklocus.indicators.survey.thresholds import THRESHOLDS, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parklocus.indicators.survey.assessment import Assessment
    from parklocus.indicators.survey.park_scores import ParkScores

MOST_PROBLEMS = 20  # rows of a report; the tables hold all
MOST_INDICES = 10
NOTABLE_INDEX, NOTABLE_RESIDUAL = 3.84, 0.10  # chi-square of p = .05; Kline 2016
DASH = "–"
_COUNTED = {"n", "npar", "df", "bartlett_df", "parallel_components", "parallel_factors", "map_components"}
_COUNTED |= {"one_factor_df", "model_df"}


def report_sections(found: Assessment) -> list[Section]:
    """Return the report of a survey.

    Parameters
    ----------
    found : Assessment
        What `assess` gave.
    """
    parts: list[Callable[[Assessment], Iterator[Section]]] = [
        _cautions,
        _sample,
        _factors,
        _items,
        _reliability,
        _adequacy,
        _common_method,
        _exploration,
        _fit,
        _estimates,
        _improvements,
        _invariance,
        _aggregation,
        _scores,
    ]
    return [section for part in parts for section in part(found)]


def report_title(found: Assessment) -> str:
    """Return the report's first line: respondents, parks and method."""
    text = _("Survey: {n} respondents of {parks} parks, {items} items, {factors} factors; estimator {estimator}")
    parks = found.tables["sample"]["used"].gt(0).sum()
    items = len({item for names in found.scales.values() for item in names})
    title = text.format(
        n=found.fit.n, parks=int(parks), items=items, factors=len(found.fit.factors), estimator=found.fit.estimator
    )
    return f"{title} ({found.label})" if found.label else title


def _cautions(found: Assessment) -> Iterator[Section]:
    words = [warning.message for warning in found.warnings] + list(found.notes)
    yield Section(_("Warnings"), tuple(words) or (_("None."),))


def _sample(found: Assessment) -> Iterator[Section]:
    table = found.tables["sample"]
    total = {"park": _("all"), **table.drop(columns="park").sum().to_dict()}
    sentences = []
    if found.left_out:
        named = "; ".join(problems()[kind] for kind in found.left_out)
        sentences.append(_("Rows were left out for: {what}.").format(what=named))
    elif len(found.tables["answer_problems"]):
        sentences.append(_("No row was left out for its problems; leave_out in the study does that."))
    shown = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    yield Section(_("Respondents"), tuple(sentences), _shown(shown))
    wrong = found.tables["answer_problems"]
    if wrong.empty:
        yield Section(_("Problems of the answers"), (_("None."),))
        return
    counts = "; ".join(f"{problems()[str(kind)]}: {count}" for kind, count in wrong["what"].value_counts().items())
    more = len(wrong) - MOST_PROBLEMS
    sentences = [counts]
    if more > 0:
        sentences.append(
            _("The first {n} are shown; {more} more are in the table answer_problems.").format(
                n=MOST_PROBLEMS, more=more
            )
        )
    first = wrong.head(MOST_PROBLEMS).assign(what=wrong["what"].map(problems()))
    yield Section(_("Problems of the answers"), tuple(sentences), _shown(first))


def _factors(found: Assessment) -> Iterator[Section]:
    """Yield what the model's names stand for, where the study says it."""
    rows = [(factor, item_label(found, factor), ", ".join(items)) for factor, items in found.scales.items()]
    if any(label for _factor, label, _items in rows):
        yield Section(_("Factors"), (), _shown(pd.DataFrame(rows, columns=["factor", "label", "items_named"])))


def _items(found: Assessment) -> Iterator[Section]:
    table = found.tables["items"].copy()
    table["label"] = [item_label(found, item, label) for item, label in zip(table["item"], table["label"], strict=True)]
    columns = ["factor", "item", "label", "n", "gaps", "mean", "sd", "skewness", "kurtosis", "item_rest"]
    columns += ["alpha_if_dropped", "loading"]
    if not table["label"].astype(bool).any():
        columns.remove("label")
    rules = ("item_rest", "loading", "skewness", "kurtosis")
    yield Section(_("Items"), (_limits(*rules), _outside(table, "item", *rules)), _shown(table[columns]))


def _reliability(found: Assessment) -> Iterator[Section]:
    table = found.tables["reliability"].copy()
    if "alpha" in table:
        table["interval"] = _intervals(table["alpha_low"], table["alpha_high"])
    columns = ["factor", "items", "n", "alpha", "interval", "ordinal_alpha", "omega", "omega_categorical", "cr", "ave"]
    columns = [name for name in columns if name in table]
    rules = [name for name in columns if name in THRESHOLDS]
    sentences = (_limits(*rules), _outside(table, "factor", *rules))
    yield Section(_("Reliability and convergent validity"), sentences, _shown(table[columns]))
    if "discriminant" in found.tables:
        pairs = found.tables["discriminant"].copy()
        pairs["root_ave"] = [
            f"{_number(one)} / {_number(other)}"
            for one, other in zip(pairs["root_ave_one"], pairs["root_ave_other"], strict=True)
        ]
        columns = ["one", "other", "correlation", "root_ave", "fornell_larcker_holds", "htmt", "htmt_holds"]
        words = _("Fornell and Larcker 1981: each factor's √AVE should exceed its correlation with the other.")
        yield Section(_("Discriminant validity"), (words, _limits("htmt")), _shown(pairs[columns]))


def _adequacy(found: Assessment) -> Iterator[Section]:
    if "adequacy" in found.tables:
        yield Section(_("Adequacy of the items for factors"), (), _judged(found.tables["adequacy"]))


def _common_method(found: Assessment) -> Iterator[Section]:
    if "common_method" not in found.tables:
        return
    words = _(
        "One method (one questionnaire, one moment) can tie all items together. A small share does not rule that out; "
        "a model with one factor behind all items should fit far worse than the model."
    )
    yield Section(_("Common method"), (words,), _judged(found.tables["common_method"]))


def _exploration(found: Assessment) -> Iterator[Section]:
    if "exploratory" in found.tables:
        words = _("Principal axes, oblimin: what the items say without the model; the loadings are the pattern.")
        yield Section(_("Exploratory factor analysis"), (words,), _shown(found.tables["exploratory"]))


def _fit(found: Assessment) -> Iterator[Section]:
    if "fit" not in found.tables:
        return
    table = found.tables["fit"].copy()
    table["rmsea_interval"] = _intervals(table["low"], table["high"])
    words = _("Limits are conventions, not laws: judge them together, and beside the residuals.")
    yield Section(_("Fit of the model"), (words,), _judged(table, "rmsea_interval"))


def _estimates(found: Assessment) -> Iterator[Section]:
    if "estimates" not in found.tables:
        return
    table = found.tables["estimates"].copy()
    table["parameter"] = _parameters(table)
    fixed = table["se"] == 0
    table["interval"] = pd.Series(_intervals(table["ci_low"], table["ci_high"])).mask(fixed, DASH)
    table["se"] = table["se"].mask(fixed)
    columns = ["parameter", "est", "se", "z", "p", "interval", "std_all"]
    words = _("A dash stands where a parameter is fixed, not estimated.")
    yield Section(_("Estimates"), (words,), _shown(table[columns]))


def _improvements(found: Assessment) -> Iterator[Section]:
    if "residuals" not in found.tables:
        return
    residuals = found.tables["residuals"]
    notable = residuals[residuals["standardized"].abs() > NOTABLE_RESIDUAL].copy()
    notable = notable.sort_values("standardized", key=lambda column: -column.abs()).head(MOST_INDICES)
    notable["parameter"] = _parameters(notable)
    text = _("Residual correlations beyond ±{limit:.2f} (Kline 2016): {count}.")
    sentence = text.format(
        limit=NOTABLE_RESIDUAL, count=int((residuals["standardized"].abs() > NOTABLE_RESIDUAL).sum())
    )
    yield Section(_("Residuals"), (sentence,), _shown(notable[["parameter", "residual", "standardized"]]))
    if "modification_indices" not in found.tables:
        return
    indices = found.tables["modification_indices"]
    indices = indices[indices["mi"] > NOTABLE_INDEX].head(MOST_INDICES).copy()
    indices["parameter"] = _parameters(indices)
    sentence = _(
        "The greatest above {limit}, the χ² of p = .05. To free a parameter for its index alone makes a model of this "
        "sample; free it where theory asks for it, and say so."
    ).format(limit=NOTABLE_INDEX)
    shown = _shown(indices[["parameter", "mi", "p", "epc", "std_all"]])
    yield Section(_("Modification indices"), (sentence,), shown)


def _invariance(found: Assessment) -> Iterator[Section]:
    if "invariance" not in found.tables:
        return
    table = found.tables["invariance"].assign(rung=found.tables["invariance"]["rung"].map(rungs()))
    columns = ["rung", "chisq", "df", "pvalue", "cfi", "rmsea", "srmr", "p_diff", "cfi_diff", "rmsea_diff"]
    words = _("A rung holds where CFI falls by no more than .010 and RMSEA rises by no more than .015 (Chen 2007).")
    title = _("Measurement invariance by {group}").format(group=found.group)
    yield Section(title, (words,), _shown(table[columns]))
    if "latent_means" in found.tables:
        means = found.tables["latent_means"].copy()
        held = means["se"] == 0
        means["interval"] = pd.Series(_intervals(means["ci_low"], means["ci_high"])).mask(held, DASH)
        means["se"] = means["se"].mask(held)
        words = _("With equal loadings and intercepts; differences from the first group.")
        shown = _shown(means[["factor", "group", "mean", "se", "z", "p", "interval"]])
        yield Section(_("Latent means"), (words,), shown)


def _aggregation(found: Assessment) -> Iterator[Section]:
    if "aggregation" not in found.tables:
        return
    table = found.tables["aggregation"].copy()
    table["interval"] = _intervals(table["icc1_low"], table["icc1_high"])
    columns = ["factor", "n", "parks", "icc1", "interval", "icc2", "f", "p", "rwgj_median", "rwgj_undefined"]
    words = _(
        "Whether respondents may be taken together for their park. ICC(1) is the share of variance between parks, "
        "ICC(2) the reliability of the parks' means, rwg(j) the agreement within parks against evenly spread answers."
    )
    rules = ("icc1", "icc2", "rwgj_median")
    sentences = (words, _limits(*rules), _outside(table, "factor", *rules))
    yield Section(_("Taking respondents together by park"), sentences, _shown(table[columns]))


def _scores(found: Assessment) -> Iterator[Section]:
    scored = found.scores
    if scored is None:
        yield Section(_("Scores of the parks"), (_("None: the estimation did not converge."),))
        return
    how = method_sentence(scored)
    table = scored.table.copy()
    table["interval"] = _intervals(table["ci_low"], table["ci_high"])
    sentences = [how]
    if scored.draws is not None and scored.method != "latent_means":
        text = _("Errors and intervals from {n} draws of the respondents within each park, the model fitted to each.")
        sentences.append(text.format(n=len(scored.draws)))
    if scored.failed:
        text = _("Further draws that could not be estimated, and are in no figure: {failed}.")
        sentences.append(text.format(failed=scored.failed))
    shown = _shown(table[["park", "factor", "n", "score", "se", "interval"]])
    yield Section(_("Scores of the parks"), tuple(sentences), shown)


def method_sentence(scored: ParkScores) -> str:
    """Return how parks were scored, and why so."""
    return _("{method}. Why: {reason}").format(method=_capital(methods()[scored.method]), reason=scored.reason)


def item_label(found: Assessment, name: str, otherwise: str = "") -> str:
    """Return the text for an item or factor in the language in use; that of the file, or none, where there is none."""
    own = found.labels.get(name, {})
    first, second = ("zh", "en") if current_language() == "zh_CN" else ("en", "zh")
    return own.get(first) or own.get(second) or otherwise


def _parameters(table: pd.DataFrame) -> list[str]:
    """Return parameters as the model text writes them, with their labels."""
    label = table["label"] if "label" in table else [""] * len(table)
    rows = zip(table["lhs"], table["op"], table["rhs"], table["group"], label, strict=True)
    texts = []
    for lhs, op, rhs, group, name in rows:
        text = f"{lhs} ~ 1" if op == "~1" else f"{lhs} {op} {rhs}".strip()
        text += f" ({name})" if name and op != ":=" else ""
        texts.append(f"{text} [{group}]" if group else text)
    return texts


def _limits(*names: str) -> str:
    """Return the limits that are usual for some measures, with their sources."""
    titles = headings()
    said = [f"{titles.get(name, name)} {THRESHOLDS[name].text} ({THRESHOLDS[name].source})" for name in names]
    return _("Usual limits: {limits}.").format(limits="; ".join(said))


def _outside(table: pd.DataFrame, key: str, *names: str) -> str:
    """Return which values lie outside the limits, by item or factor."""
    titles = headings()
    found = []
    for row in table.to_dict("records"):
        sizes = [(name, float(row[name])) for name in names]
        wrong = [f"{titles[name]} {_number(value)}" for name, value in sizes if judged(name, value)["meets"] is False]
        found += [f"{row[key]} ({', '.join(wrong)})"] if wrong else []
    return _("Outside them: {what}.").format(what="; ".join(found) or _("none"))


def _judged(table: pd.DataFrame, *more: str) -> pd.DataFrame:
    values = [
        _cell("p" if name.endswith("_p") or "pvalue" in name else name, value)
        for name, value in zip(table["measure"], table["value"], strict=True)
    ]
    shown = table.assign(measure=[measure_title(name) for name in table["measure"]], value=values)
    return _shown(shown[["measure", "value", *more, "limit", "meets", "source"]])


def _intervals(low: Sequence[float] | pd.Series, high: Sequence[float] | pd.Series) -> list[str]:
    pairs = zip(low, high, strict=True)
    return [DASH if np.isnan(one) or np.isnan(other) else f"{_number(one)} … {_number(other)}" for one, other in pairs]


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return cells as texts under the headings that are read."""
    titles = headings()
    cells = {titles.get(str(name), str(name)): [_cell(name, cell) for cell in table[name]] for name in table.columns}
    return pd.DataFrame(cells)


def _cell(name: object, cell: Any) -> str:
    if isinstance(cell, bool | np.bool_):
        return _("yes") if cell else _("no")
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return DASH
    if isinstance(cell, float | np.floating):
        small = name in ("p", "pvalue", "p_diff") and cell < 0.001
        whole = name in _COUNTED and float(cell).is_integer()
        return "<0.001" if small else f"{cell:.0f}" if whole else _number(float(cell))
    return str(cell)


def _number(value: float) -> str:
    return f"{value:.{1 if abs(value) >= 1000 else 3}f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
