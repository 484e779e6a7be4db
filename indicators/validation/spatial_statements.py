"""The rows of the tables on spatial dependence in words that say no more than the numbers do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import probability, signed
from parklocus.indicators.validation.reading import LEVEL, join_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_autocorrelation(row: Mapping[str, Any]) -> str:
    """Say whether parks near one another are alike."""
    if math.isnan(row["p"]):
        return _("{variable} is the same in all parks.").format(variable=row["variable"])
    if row["p"] > LEVEL:
        text = _(
            "In {variable} parks near one another are no more alike than chance would have them (Moran's I = {moran}, "
            "by chance {expected}; {n} parks, two-sided p = {p})."
        )
    elif row["moran"] > row["expected"]:
        text = _(
            "In {variable} parks near one another are alike (Moran's I = {moran}, by chance {expected}; {n} parks, "
            "two-sided p = {p}): they are not independent."
        )
    else:
        text = _(
            "In {variable} parks near one another are unlike (Moran's I = {moran}, by chance {expected}; {n} parks, "
            "two-sided p = {p}): they are not independent."
        )
    return text.format(
        variable=row["variable"],
        moran=signed(row["moran"]),
        expected=signed(row["expected"]),
        n=row["n"],
        p=probability(row["p"]),
    )


def read_local_autocorrelation(row: Mapping[str, Any]) -> str:
    """Say whether a park and its neighbours stand out."""
    park = str(row.get("name") or row["park"])
    shown = {"park": park, "factor": row["factor"], "p": probability(row["p"]), "p_min": probability(row["p_min"])}
    if row["p"] > LEVEL:
        text = _(
            "In “{factor}” {park} and its nearest parks are no more alike or unlike than chance would have them "
            "(two-sided p = {p}; the least possible here is {p_min})."
        )
        return text.format(**shown)
    text = {
        "high-high": _("In “{factor}” {park} scores high, and so do its nearest parks"),
        "low-low": _("In “{factor}” {park} scores low, and so do its nearest parks"),
        "high-low": _("In “{factor}” {park} scores high among nearest parks that score low"),
        "low-high": _("In “{factor}” {park} scores low among nearest parks that score high"),
    }[row["quadrant"]]
    test = _(" (two-sided p = {p}; the least possible here is {p_min}; {q} after allowing for the number of parks).")
    return (text + test).format(**shown, q=probability(row["q"]))


def read_spatial_association(row: Mapping[str, Any]) -> str:
    """Say how sure a correlation is once parks near one another count for less."""
    shown = {"factor": row["factor"], "index": row["index"], "n": row["n"], "r": signed(row["pearson"])}
    text = _("Over {n} parks “{factor}” and {index} correlate by {r}.")
    sentences = [text.format(**shown)]
    if math.isnan(row["p_corrected"]):
        sentences.append(_("Autocorrelation leaves too few parks' worth to test it."))
    else:
        text = _("As parks near one another are alike, that is worth {worth} independent parks: two-sided p = {p}.")
        if row["effective_n"] >= row["n"]:
            text = _("Likeness of near parks takes nothing from that (worth {worth} independent parks): p = {p}.")
        sentences.append(text.format(worth=f"{row['effective_n']:.1f}", p=probability(row["p_corrected"])))
    return join_sentences(sentences)


def read_spatial_test(row: Mapping[str, Any]) -> str:
    """Say what a Lagrange multiplier test finds in the residuals."""
    kind = {
        "lag": _("a score that follows the nearest parks' scores"),
        "error": _("errors that follow the nearest parks' errors"),
        "robust lag": _("a score that follows the nearest parks' scores, errors allowed for"),
        "robust error": _("errors that follow the nearest parks' errors, scores allowed for"),
    }[row["test"]]
    text = (
        _("“{factor}” on {index} shows {kind} (p = {p}; the least possible here is {p_min}).")
        if row["p"] <= LEVEL
        else _("“{factor}” on {index} does not show {kind} (p = {p}; the least possible here is {p_min}).")
    )
    shown = {"factor": row["factor"], "index": row["index"], "kind": kind}
    return text.format(**shown, p=probability(row["p"]), p_min=probability(row["p_min"]))


def read_spatial_model(row: Mapping[str, Any]) -> str:
    """Say what a model's term is."""
    model = {"ols": _("ordinary"), "lag": _("lag"), "error": _("error")}[row["model"]]
    shown = {"factor": row["factor"], "index": row["index"], "model": model}
    shown |= {"estimate": signed(row["estimate"]), "se": f"{row['se']:.2f}"}
    if row["term"] == row["index"]:
        text = _(
            "In the {model} model “{factor}” differs by {estimate} for each standard deviation of {index} (standard "
            "error {se})."
        )
        sentences = [text.format(**shown)]
        if not math.isnan(row["p_corrected"]):
            text = _("The test that allows for likeness of near parks without a model gives p = {p}.")
            sentences.append(text.format(p=probability(row["p_corrected"])))
    else:
        name = {"(intercept)": _("the intercept"), "spatial": _("the spatial term")}.get(row["term"], row["term"])
        text = _("In the {model} model of “{factor}” on {index} {term} is {estimate} (standard error {se}).")
        sentences = [text.format(**shown, term=name)]
    if row["advised"]:
        sentences.append(_("This is the model that the tests point to."))
    return join_sentences(sentences)
