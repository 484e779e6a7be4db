"""What changed between waves in words that say no more than the numbers do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import probability, signed
from parklocus.indicators.validation.coupling import class_title
from parklocus.indicators.validation.reading import LEVEL, join_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_path(row: Mapping[str, Any]) -> str:
    """Say which path a park took."""
    shown = {"park": _park(row), "before": row["from_wave"], "after": row["to_wave"]}
    if row["path"] == "disappearance":
        return _("{park}, {before} to {after}: disappearance. The parks' layer says that it closed.").format(**shown)
    if row["path"] == "not known":
        return _("{park}, {before} to {after}: not known, since one of the waves has no scores of it.").format(**shown)
    title = {"upgrading": _("upgrading"), "recession": _("recession"), "no clear change": _("no clear change")}
    sentences = [_("{park}, {before} to {after}: {path}.").format(**shown, path=title[row["path"]])]
    sentences.append(_moved(row))
    if row["class_before"] and row["class_before"] != row["class_after"]:
        text = _("The class went from {before} to {after}.")
        sentences.append(text.format(before=class_title(row["class_before"]), after=class_title(row["class_after"])))
    if row["indices_judged"]:
        text = _("Of {n} indices expected to move with its scores {agree} did.")
        sentences.append(text.format(n=row["indices_judged"], agree=row["indices_agree"]))
    return join_sentences(sentences)


def _moved(row: Mapping[str, Any]) -> str:
    numbers = {"first": f"{row['before']:.2f}", "second": f"{row['after']:.2f}", "change": signed(row["change"])}
    is_degree = row["basis"] == "degree"
    if math.isnan(row["ci_low"]):
        text = (
            _(
                "Its degree of coupling coordination went from {first} to {second} ({change}); how sure that is is not "
                "known."
            )
            if is_degree
            else _("Its mean score went from {first} to {second} ({change}); how sure that is is not known.")
        )
        return text.format(**numbers)
    text = (
        _(
            "Its degree of coupling coordination went from {first} to {second} ({change}, 95 % interval {low} to "
            "{high})."
        )
        if is_degree
        else _("Its mean score went from {first} to {second} ({change}, 95 % interval {low} to {high}).")
    )
    return text.format(**numbers, low=signed(row["ci_low"]), high=signed(row["ci_high"]))


def read_interaction_change(row: Mapping[str, Any]) -> str:
    """Say whether two spaces go together as they did."""
    shown = {"park": _park(row), "first": row["first"], "second": row["second"]}
    if math.isnan(row["p"]):
        text = _(
            "Whether “{first}” and “{second}” go together in {park} as they did is not known: too few respondents."
        )
        return text.format(**shown)
    text = (
        _(
            "In {park} “{first}” and “{second}” go together otherwise than they did: by {before} in {from_wave}, by "
            "{after} in {to_wave} (two-sided p = {p})."
        )
        if row["p"] <= LEVEL
        else _(
            "In {park} it cannot be told that “{first}” and “{second}” go together otherwise than they did: by "
            "{before} in {from_wave}, by {after} in {to_wave} (two-sided p = {p})."
        )
    )
    correlations = {name: signed(row[f"correlation_{name}"]) for name in ("before", "after")}
    return text.format(
        **shown, **correlations, from_wave=row["from_wave"], to_wave=row["to_wave"], p=probability(row["p"])
    )


def read_wave_association(row: Mapping[str, Any]) -> str:
    """Say whether scores and indices changed together."""
    shown = {"factor": row["factor"], "index": row["index"], "n": row["n"]}
    shown |= {"before": row["from_wave"], "after": row["to_wave"]}
    if math.isnan(row["spearman"]):
        text = _("From {before} to {after} changes of “{factor}” and {index} cannot be compared over {n} parks.")
        return text.format(**shown)
    text = _("From {before} to {after} “{factor}” and {index} changed together over {n} parks by {rho} (Spearman).")
    sentences = [text.format(**shown, rho=signed(row["spearman"]))]
    if math.isnan(row["p"]):
        sentences.append(_("No test is possible with {n} parks.").format(n=row["n"]))
    else:
        text = _("Two-sided p = {p}; the least possible here is {p_min}.")
        sentences.append(text.format(p=probability(row["p"]), p_min=probability(row["p_min"])))
    return join_sentences(sentences)


def read_wave_map(row: Mapping[str, Any]) -> str:
    """Say how much a wave's map holds."""
    title = map_titles().get(row["measure"], row["measure"])
    text = _("The map of {wave} holds {value} {what}; what was mapped only later counts as change.")
    return text.format(wave=row["wave"], value=f"{row['value']:,.0f}", what=title)


def map_titles() -> dict[str, str]:
    """Return what is counted of a map, in the language in use."""
    return {
        "street_km": _("km of walkable street"),
        "places": _("places"),
        "stops": _("stops"),
        "lines": _("transit lines"),
    }


def _park(row: Mapping[str, Any]) -> str:
    return str(row.get("name") or row["park"])
