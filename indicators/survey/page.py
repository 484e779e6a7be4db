"""A survey's report as sections of sentences and tables, in the language in use: for a terminal and for a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.sections import Section
from parklocus.indicators.survey.page_words import methods, problems
from parklocus.indicators.survey.shown import DASH, intervals, shown
from parklocus.indicators.survey.table_sections import table_section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parklocus.indicators.survey.assessment import Assessment
    from parklocus.indicators.survey.park_scores import ParkScores

MOST_INDICES = 10
NOTABLE_INDEX, NOTABLE_RESIDUAL = 3.84, 0.10  # chi-square of p = .05; Kline 2016


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
        _of_tables("reliability", "discriminant", "adequacy", "common_method", "exploratory", "fit"),
        _estimates,
        _improvements,
        _invariance,
        _of_tables("aggregation"),
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
    wrong = found.tables["answer_problems"]
    sentences = []
    if found.left_out:
        named = "; ".join(problems()[kind] for kind in found.left_out)
        sentences.append(_("Rows were left out for: {what}.").format(what=named))
    elif len(wrong):
        sentences.append(_("No row was left out for its problems; leave_out in the study does that."))
    yield replace(table_section("sample", found.tables["sample"]), sentences=tuple(sentences))
    yield (
        table_section("answer_problems", wrong) if len(wrong) else Section(_("Problems of the answers"), (_("None."),))
    )


def _factors(found: Assessment) -> Iterator[Section]:
    """Yield what the model's names stand for, where the study says it."""
    rows = [(factor, item_label(found, factor), ", ".join(items)) for factor, items in found.scales.items()]
    if any(label for _factor, label, _items in rows):
        yield Section(_("Factors"), (), shown(pd.DataFrame(rows, columns=["factor", "label", "items_named"])))


def _items(found: Assessment) -> Iterator[Section]:
    yield table_section("items", labelled_items(found))


def _of_tables(*names: str) -> Callable[[Assessment], Iterator[Section]]:
    """Return what yields the sections that follow from tables alone, of those that were made."""
    return lambda found: (table_section(name, found.tables[name]) for name in names if name in found.tables)


def _estimates(found: Assessment) -> Iterator[Section]:
    if "estimates" not in found.tables:
        return
    table = found.tables["estimates"].copy()
    table["parameter"] = _parameters(table)
    fixed = table["se"] == 0
    table["interval"] = pd.Series(intervals(table["ci_low"], table["ci_high"])).mask(fixed, DASH)
    table["se"] = table["se"].mask(fixed)
    columns = ["parameter", "est", "se", "z", "p", "interval", "std_all"]
    words = _("A dash stands where a parameter is fixed, not estimated.")
    yield Section(_("Estimates"), (words,), shown(table[columns]))


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
    yield Section(_("Residuals"), (sentence,), shown(notable[["parameter", "residual", "standardized"]]))
    if "modification_indices" not in found.tables:
        return
    indices = found.tables["modification_indices"]
    indices = indices[indices["mi"] > NOTABLE_INDEX].head(MOST_INDICES).copy()
    indices["parameter"] = _parameters(indices)
    sentence = _(
        "The greatest above {limit}, the χ² of p = .05. To free a parameter for its index alone makes a model of this "
        "sample; free it where theory asks for it, and say so."
    ).format(limit=NOTABLE_INDEX)
    found_indices = shown(indices[["parameter", "mi", "p", "epc", "std_all"]])
    yield Section(_("Modification indices"), (sentence,), found_indices)


def _invariance(found: Assessment) -> Iterator[Section]:
    if "invariance" not in found.tables:
        return
    title = _("Measurement invariance by {group}").format(group=found.group)
    yield replace(table_section("invariance", found.tables["invariance"]), title=title)
    yield from _of_tables("latent_means")(found)


def _scores(found: Assessment) -> Iterator[Section]:
    scored = found.scores
    if scored is None:
        yield Section(_("Scores of the parks"), (_("None: the estimation did not converge."),))
        return
    sentences = [method_sentence(scored)]
    if scored.draws is not None and scored.method != "latent_means":
        text = _("Errors and intervals from {n} draws of the respondents within each park, the model fitted to each.")
        sentences.append(text.format(n=len(scored.draws)))
    if scored.failed:
        text = _("Further draws that could not be estimated, and are in no figure: {failed}.")
        sentences.append(text.format(failed=scored.failed))
    yield replace(table_section("scores", scored.table), sentences=tuple(sentences))


def method_sentence(scored: ParkScores) -> str:
    """Return how parks were scored, and why so."""
    return _("{method}. Why: {reason}").format(method=_capital(methods()[scored.method]), reason=scored.reason)


def item_label(found: Assessment, name: str, otherwise: str = "") -> str:
    """Return the text for an item or factor in the language in use; that of the file, or none, where there is none."""
    own = found.labels.get(name, {})
    first, second = ("zh", "en") if current_language() == "zh_CN" else ("en", "zh")
    return own.get(first) or own.get(second) or otherwise


def labelled_items(found: Assessment) -> pd.DataFrame:
    """Return the table of items with their texts in the language in use, where the study has them."""
    table = found.tables["items"]
    labels = [item_label(found, item, label) for item, label in zip(table["item"], table["label"], strict=True)]
    return table.assign(label=labels)


def labelled_estimates(found: Assessment) -> pd.DataFrame:
    """Return the estimates with the texts of factors and items beside their names; as they are where there are none."""
    table = found.tables["estimates"]
    of_file = dict(zip(found.tables["items"]["item"], found.tables["items"]["label"], strict=True))
    titles = {side: [item_label(found, name, of_file.get(name, "")) for name in table[side]] for side in ("lhs", "rhs")}
    if not any(title for column in titles.values() for title in column):
        return table
    return table.assign(lhs_title=titles["lhs"], rhs_title=titles["rhs"])


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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
