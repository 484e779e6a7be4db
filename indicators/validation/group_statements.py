"""The rows of the tables on groups of parks and on the scores' variance in words that say no more than the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _
from parklocus.indicators.language import ngettext
from parklocus.indicators.numerals import percent, probability, signed
from parklocus.indicators.validation.reading import join_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_group_difference(row: Mapping[str, Any]) -> str:
    """Say how far groups of parks differ."""
    if math.isnan(row["between_share"]):
        return _("Groups by “{attribute}” cannot be compared in {variable}.").format(**_attributed(row))
    shown = {**_attributed(row), "n": row["n"], "groups": row["groups"], "share": percent(row["between_share"])}
    text = _(
        "Of the differences in {variable} between {n} parks, {share} lie between the {groups} groups by “{attribute}”."
    )
    sentences = [text.format(**shown)]
    if math.isnan(row["p"]):
        sentences.append(_("No test is possible with {n} parks.").format(n=row["n"]))
    else:
        text = _("Of all ways to deal the groups to the parks {p} give as much (the least possible here is {p_min}).")
        sentences.append(text.format(p=percent(row["p"], 1), p_min=percent(row["p_min"], 1)))
    return join_sentences(sentences)


def read_group_level(row: Mapping[str, Any]) -> str:
    """Say how high a group of parks lies."""
    if not row["n"]:
        text = _("No park with {attribute} “{group}” has a value of {variable}.")
        return text.format(**_attributed(row), group=row["group"])
    text = ngettext(
        "In {variable} the {n} park with {attribute} “{group}” lies at {mean}.",
        "In {variable} the {n} parks with {attribute} “{group}” lie at {mean} on average, from {least} to {greatest}.",
        row["n"],
    )
    numbers = {name: f"{row[name]:.4g}" for name in ("mean", "least", "greatest")}
    return text.format(**_attributed(row), group=row["group"], n=row["n"], **numbers)


def read_group_pair(row: Mapping[str, Any]) -> str:
    """Say how far two groups of parks lie apart, and how often chance would do it."""
    text = (
        _("In {variable} the {n_first} parks of “{first}” lie {difference} lower than the {n_second} of “{second}”.")
        if row["difference"] < 0
        else _(
            "In {variable} the {n_first} parks of “{first}” lie {difference} higher than the {n_second} of “{second}”."
        )
    )
    shown = {name: row[name] for name in ("variable", "first", "second", "n_first", "n_second")}
    sentences = [text.format(**shown, difference=f"{abs(row['difference']):.4g}")]
    sentences.append(_("Cliff's δ is {delta}.").format(delta=signed(row["cliffs_delta"])))
    if not math.isnan(row["hedges_g"]):
        sentences.append(_("Hedges' g is {g}.").format(g=signed(row["hedges_g"])))
    if math.isnan(row["p"]):
        n = row["n_first"] + row["n_second"]
        sentences.append(_("No test is possible with {n} parks.").format(n=n))
    else:
        text = _("Dealt at random the groups would lie as far apart with p = {p} (the least possible here is {p_min}).")
        sentences.append(text.format(p=probability(row["p"]), p_min=probability(row["p_min"])))
    return join_sentences(sentences)


def read_variance(row: Mapping[str, Any]) -> str:
    """Say where the variance of the respondents' scores lies."""
    if row["attribute"]:
        text = _(
            "Of the variance of “{factor}” {groups} lie between the groups by “{attribute}”, {parks} between the parks "
            "of a group, {within} between the respondents of a park."
        )
        return text.format(
            factor=row["factor"],
            attribute=row["attribute"],
            groups=percent(row["share_groups"]),
            parks=percent(row["share_parks"]),
            within=percent(row["share_within"]),
        )
    text = _(
        "Of the variance of “{factor}” {parks} lie between the {n_parks} parks, the rest between the respondents of a "
        "park; of the differences between the parks' means {reliability} are more than chance."
    )
    return text.format(
        factor=row["factor"],
        parks=percent(row["share_parks"]),
        n_parks=row["n_parks"],
        reliability=percent(row["reliability"]),
    )


def _attributed(row: Mapping[str, Any]) -> dict[str, str]:
    return {"attribute": row["attribute"], "variable": row["variable"]}
