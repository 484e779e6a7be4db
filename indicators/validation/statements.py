"""The rows of the further tables in words that say no more than the numbers do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import percent, probability, signed
from parklocus.indicators.validation import group_statements as groups
from parklocus.indicators.validation import spatial_statements as spatial
from parklocus.indicators.validation import wave_statements as waves
from parklocus.indicators.validation.coupling import class_title
from parklocus.indicators.validation.reading import LEVEL, join_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def read_pattern(row: Mapping[str, Any]) -> str:
    """Say what the test of all expected directions together shows."""
    words = {
        "convergent": _(
            "Over {n} parks the {cells} associations with an expected direction have, turned that way, a mean rank "
            "correlation of {statistic}."
        ),
        "discriminant": _(
            "Over {n} parks the mean of the associations expected, less the mean strength of the {cells} that should "
            "not be there, is {statistic}."
        ),
    }[row["test"]]
    sentences = [words.format(n=row["n"], cells=row["cells"], statistic=signed(row["statistic"]))]
    if math.isnan(row["p"]):
        sentences.append(_("No test is possible with {n} parks.").format(n=row["n"]))
    else:
        text = _(
            "Were whole parks dealt at random, it would be {chance} on average, and at least as much in {share} of the "
            "deals (one-sided p = {p}, two-sided {twice}; the least possible one-sided p here is {p_min})."
        )
        shown = {"p": row["p"], "twice": row["p_two_sided"], "p_min": row["p_min"]}
        share = percent(row["p"], 1)
        written = {name: probability(p) for name, p in shown.items()}
        sentences.append(text.format(chance=signed(row["by_chance"]), share=share, **written))
    if not math.isnan(row.get("ci_low", math.nan)):
        text = _("The scores being as uncertain as they are, it lies between {low} and {high} (95 %).")
        sentences.append(text.format(low=signed(row["ci_low"]), high=signed(row["ci_high"])))
    return join_sentences(sentences)


def read_contradiction(row: Mapping[str, Any]) -> str:
    """Say where a park stands by score and by the indices that should follow it."""
    text = _(
        "Of {n} parks {park} ranks {rank_score} by its score of “{factor}”, and {rank_indices} by the indices expected "
        "to go with it."
    )
    sentences = [
        text.format(
            **_named(row), n=row["n"], rank_score=f"{row['rank_score']:g}", rank_indices=f"{row['rank_indices']:g}"
        )
    ]
    low, high = row.get("rank_low", math.nan), row.get("rank_high", math.nan)
    if row["contradicts"] and low <= row["rank_indices"] <= high:
        text = _(
            "That may be chance: the scores being as uncertain as they are, it ranks between {low} and {high} (95 %)."
        )
        sentences.append(text.format(low=f"{low:.0f}", high=f"{high:.0f}"))
    elif row["contradicts"]:
        sentences.append(_("Its location runs against its score: a finding, not an error."))
    return join_sentences(sentences)


def read_score(row: Mapping[str, Any]) -> str:
    """Say how sure a park's score is."""
    if math.isnan(row["ci_low"]):
        return _(
            "The score of {park} in “{factor}” has no interval: too few respondents, or no standard error."
        ).format(**_named(row))
    text = _(
        "{park} scores {score} in “{factor}”, with 95 % confidence between {low} and {high}; its rank is likely "
        "between {rank_low} and {rank_high}, and it comes first in {first} of the draws."
    )
    return text.format(
        **_named(row),
        score=f"{row['score']:.2f}",
        low=f"{row['ci_low']:.2f}",
        high=f"{row['ci_high']:.2f}",
        rank_low=f"{row['rank_low']:.0f}",
        rank_high=f"{row['rank_high']:.0f}",
        first=percent(row["first_share"]),
    )


def read_association_interval(row: Mapping[str, Any]) -> str:
    """Say between which limits an association lies."""
    text = _(
        "The scores being as uncertain as they are, the rank correlation of “{factor}” with {index} over these parks "
        "lies between {low} and {high} (95 %)."
    )
    low, high = row["spearman_ci_low"], row["spearman_ci_high"]
    sentences = [text.format(factor=row["factor"], index=row["index"], low=signed(low), high=signed(high))]
    if low < 0 < high:
        sentences.append(_("So its direction is not sure."))
    return join_sentences(sentences)


def read_model(row: Mapping[str, Any]) -> str:
    """Say what a mixed model of respondents within parks shows."""
    text = _(
        "Where {index} is one standard deviation higher, respondents' scores of “{factor}” differ by {slope} on "
        "average (95 % confidence {low} to {high}; {n} respondents in {parks} parks, two-sided p = {p} with {df} "
        "degrees of freedom)."
    )
    sentences = [
        text.format(
            index=row["index"],
            factor=row["factor"],
            slope=signed(row["slope"]),
            low=signed(row["ci_low"]),
            high=signed(row["ci_high"]),
            n=row["n"],
            parks=row["n_parks"],
            p=probability(row["p"]),
            df=row["df"],
        )
    ]
    if not math.isnan(row["p_one_sided"]):
        text = _("In the direction expected p = {p} (one-sided).")
        sentences.append(text.format(p=probability(row["p_one_sided"])))
    if row["is_singular"]:
        sentences.append(_("No variance between parks is left besides."))
    return join_sentences(sentences)


def read_location(row: Mapping[str, Any]) -> str:
    """Say how unusual a park's location is; this is not about scores."""
    if math.isnan(row["p"]):
        return _(
            "{park} has no value of {index} to hold against the city, or one that looks past the map's edge."
        ).format(park=_park(row), index=row["index"])
    text = (
        _("The location of {park} is unusual in the city by {index}: two-sided p = {p} among {n} street nodes.")
        if row["p"] <= LEVEL
        else _(
            "The location of {park} is not unusual in the city by {index}: two-sided p = {p} among {n} street nodes."
        )
    )
    sentences = [text.format(park=_park(row), index=row["index"], p=probability(row["p"]), n=row["n"])]
    sentences.append(_("The least possible is {p_min}.").format(p_min=probability(row["p_min"])))
    if not math.isnan(row["p_matched"]):
        p, p_min = probability(row["p_matched"]), probability(row["p_min_matched"])
        like = {"n": row["n_matched"], "p": p, "p_min": p_min}
        sentences.append(
            _("Among the {n} as far from the centre, p = {p} (least {p_min}).").format(**like)
            if not row["land_use"]
            else _("Among the {n} as far from the centre on {use} land, p = {p} (least {p_min}).").format(
                **like, use=_land_use_title(row["land_use"])
            )
        )
    if not math.isnan(row["p_parks"]):
        text = _("Among the {n} other parks p = {p} (least {p_min}).")
        p, p_min = probability(row["p_parks"]), probability(row["p_min_parks"])
        sentences.append(text.format(n=row["n_parks"], p=p, p_min=p_min))
    sentences.append(_("This asks whether the location is unusual, not whether any score follows it."))
    return join_sentences(sentences)


def _land_use_title(use: str) -> str:
    titles = {
        "industrial": _("industrial"),
        "residential": _("residential"),
        "commercial": _("commercial"),
        "retail": _("retail"),
    }
    return titles.get(use, use)


def read_interaction(row: Mapping[str, Any]) -> str:
    """Say how strongly two spaces go together among a park's respondents."""
    shown = {"park": _park(row), "first": row["first"], "second": row["second"], "n": row["n"]}
    if math.isnan(row["correlation"]):
        text = _(
            "How “{first}” and “{second}” go together in {park} is not known: {n} respondents are too few or agree."
        )
        return text.format(**shown)
    text = _(
        "Among {n} respondents of {park} “{first}” and “{second}” go together by a correlation of {r} (95 % confidence "
        "{low} to {high})."
    )
    low, high = signed(row["ci_low"]), signed(row["ci_high"])
    return text.format(**shown, r=signed(row["correlation"]), low=low, high=high)


def read_coupling(row: Mapping[str, Any]) -> str:
    """Say how the spaces of a park go together."""
    if math.isnan(row["degree"]):
        return _("The coupling of {park} is not known: a factor of one of its spaces has no score.").format(
            park=_park(row)
        )
    text = _("The spaces of {park} are coupled to {coupling} and coordinated to a degree of {degree}: {name}.")
    sentences = [
        text.format(
            park=_park(row),
            coupling=f"{row['coupling']:.2f}",
            degree=f"{row['degree']:.2f}",
            name=class_title(row["class"]),
        )
    ]
    if row["lagging"]:
        sentences.append(_("The space that lies lowest is “{space}”.").format(space=row["lagging"]))
    return join_sentences(sentences)


def _named(row: Mapping[str, Any]) -> dict[str, str]:
    return {"park": _park(row), "factor": row["factor"]}


def _park(row: Mapping[str, Any]) -> str:
    """Return a park's name, or its id where it has none."""
    return str(row.get("name") or row["park"])


READERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "pattern": read_pattern,
    "contradictions": read_contradiction,
    "score_intervals": read_score,
    "association_intervals": read_association_interval,
    "score_variance": groups.read_variance,
    "park_models": read_model,
    "autocorrelation": spatial.read_autocorrelation,
    "local_autocorrelation": spatial.read_local_autocorrelation,
    "spatial_associations": spatial.read_spatial_association,
    "spatial_tests": spatial.read_spatial_test,
    "spatial_models": spatial.read_spatial_model,
    "location": read_location,
    "coupling": read_coupling,
    "interaction": read_interaction,
    "group_levels": groups.read_group_level,
    "group_differences": groups.read_group_difference,
    "group_pairs": groups.read_group_pair,
    "wave_paths": waves.read_path,
    "wave_associations": waves.read_wave_association,
    "interaction_changes": waves.read_interaction_change,
    "wave_maps": waves.read_wave_map,
}
