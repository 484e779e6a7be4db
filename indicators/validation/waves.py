"""Several waves of a study: each park's path, with the change of its indices beside the change of its scores."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.association import associations
from parklocus.indicators.validation.coupling import CLASSES, interaction, space_levels
from parklocus.indicators.validation.pattern import SIGNS
from parklocus.indicators.validation.permutation import false_discovery
from parklocus.indicators.validation.uncertainty import drawn_from_errors, drawn_from_respondents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.validation.further import Asked

    Floats = NDArray[np.float64]

LIMITS = (0.025, 0.975)
UPGRADING, RECESSION, DISAPPEARANCE = "upgrading", "recession", "disappearance"
UNCLEAR, UNKNOWN = "no clear change", "not known"


@dataclass(frozen=True)
class Wave:
    """One wave: a survey year, a map of that time, or both.

    Attributes
    ----------
    name : str
        Such as the year.
    scores : DataFrame of float
        A row a park (the index holds their ids), a column a factor; without columns where none were taken.
    values : DataFrame of float
        The same of indices and their percentiles; without columns where there is no map of that time.
    asked : Asked
        The respondents' scores or standard errors, the spaces, the questionnaire's range.
    map_facts : mapping of str to float
        How much the map holds: what grows with mapping, whatever the city does.
    """

    name: str
    scores: pd.DataFrame
    values: pd.DataFrame
    asked: Asked
    map_facts: Mapping[str, float]


def wave_tables(
    waves: Sequence[Wave],
    directions: Mapping[tuple[str, str], str],
    closed: Mapping[str, str],
    *,
    seed: int,
    draws: int,
) -> dict[str, pd.DataFrame]:
    """Return what changed from each wave to the next.

    Parameters
    ----------
    waves : sequence of Wave
        From the earliest on.
    directions : mapping of (factor, column) to ``"+"``, ``"-"`` or ``"0"``
        Said beforehand, as for the levels.
    closed : mapping of park to wave
        The wave from which a park is no more.
    seed, draws : int
        As in `permuted_association`.

    Returns
    -------
    dict of DataFrame
        ``wave_paths`` (a row a park and step), ``wave_changes`` (tidy: a row a park, step and variable),
        ``wave_associations`` (changes of scores against changes of indices, over the parks), ``interaction_changes``
        (whether the spaces go together as they did) and ``wave_maps`` (what each map holds).

    Raises
    ------
    InputError
        A park is said to have closed in a wave that is not known.
    """
    names = [wave.name for wave in waves]
    for park, wave in closed.items():
        if wave not in names:
            message = _("The park “{park}” is said to have closed in “{wave}”, which is no wave; there are {known}.")
            raise InputError(message.format(park=park, wave=wave, known=", ".join(names)))
    gone = {park: names.index(wave) for park, wave in closed.items()}
    paths, changes, tested, interactions = [], [], [], []
    for number, (before, after) in enumerate(pairwise(waves)):
        step = {"from_wave": before.name, "to_wave": after.name}
        levels = _levels(before, after, seed)
        moved = pd.concat([_changes(before.scores, after.scores, "score"), _index_changes(before, after)])
        changes.append(moved.assign(**step))
        still = levels[[gone.get(str(park), len(waves)) > number for park in levels.index]]
        closing = {park for park, wave in gone.items() if wave == number + 1}
        paths.append(_paths(still, moved, directions, closing, has_spaces=bool(after.asked.spaces)).assign(**step))
        delta = [_difference(getattr(before, kind), getattr(after, kind)) for kind in ("scores", "values")]
        common = delta[0].index.intersection(delta[1].index)
        columns = [column for column in delta[1].columns if not column.endswith("_pct")]
        if len(common) > 1 and len(delta[0].columns) and columns:
            scores, values = delta[0].loc[common], delta[1].loc[common, columns]
            tested.append(associations(scores, values, directions, seed=seed, draws=draws).assign(**step))
        interactions.append(_interaction_changes(before, after).assign(**step))
    facts = [(wave.name, name, value) for wave in waves for name, value in wave.map_facts.items()]
    tables = {
        "wave_paths": _joined(paths),
        "wave_changes": _joined(changes),
        "wave_associations": _joined(tested),
        "interaction_changes": _joined(interactions),
        "wave_maps": pd.DataFrame(facts, columns=["wave", "measure", "value"]),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([part for part in parts if len(part)] or [pd.DataFrame()], ignore_index=True)


def _difference(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return how far the parks and variables that both have went up."""
    parks = before.index.intersection(after.index)
    columns = [column for column in before.columns if column in after.columns]
    return after.loc[parks, columns] - before.loc[parks, columns]


def _changes(before: pd.DataFrame, after: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return a row a park and variable, of those that either wave has."""
    columns = list(dict.fromkeys([*before.columns, *after.columns]))
    parks = before.index.union(after.index, sort=False)
    long = pd.MultiIndex.from_product([parks, columns], names=["park", "variable"])
    sides = [frame.reindex(index=parks, columns=columns).to_numpy(dtype=float).ravel() for frame in (before, after)]
    table = pd.DataFrame({"before": sides[0], "after": sides[1]}, index=long).reset_index()
    table.insert(1, "kind", kind)
    return table.assign(change=table["after"] - table["before"])


def _index_changes(before: Wave, after: Wave) -> pd.DataFrame:
    table = _changes(before.values, after.values, "index")
    is_share = table["variable"].astype(str).str.endswith("_pct")
    return table.assign(kind=np.where(is_share, "percentile", table["kind"]))


def _levels(before: Wave, after: Wave, seed: int) -> pd.DataFrame:
    """Return the level of each park in both waves, and between which limits its change lies."""
    factors = [factor for factor in before.scores.columns if factor in after.scores.columns]
    parks = before.scores.index.union(after.scores.index, sort=False)
    seen, drawn = [], []
    for place, wave in enumerate((before, after)):
        scores = wave.scores.reindex(parks)[factors] if factors else pd.DataFrame(index=parks)
        seen.append(_level(scores.to_numpy(dtype=float)[None], factors, wave.asked)[0])
        errors = _errors(wave, parks, factors, seed + place)
        drawn.append(None if errors is None else _level(scores.to_numpy(dtype=float) + errors, factors, wave.asked))
    low = high = np.full(len(parks), np.nan)
    if drawn[0] is not None and drawn[1] is not None and factors:
        low, high = np.quantile(drawn[1] - drawn[0], LIMITS, axis=0)
    facts = {"before": seen[0], "after": seen[1], "change": seen[1] - seen[0], "ci_low": low, "ci_high": high}
    return pd.DataFrame(facts, index=parks)


def _errors(wave: Wave, parks: pd.Index, factors: list[str], seed: int) -> Floats | None:
    """Return errors of the scores as they may have been, of shape (draws, parks, factors)."""
    if wave.asked.respondents is not None:
        drawn = drawn_from_respondents(wave.asked.respondents[["park", *factors]], seed=seed)
    elif wave.asked.errors is not None:
        drawn = drawn_from_errors(wave.scores[factors], wave.asked.errors.reindex(wave.scores.index), seed=seed)
    else:
        return None
    place = pd.Index(drawn.parks).get_indexer(parks)
    return np.where(place[None, :, None] >= 0, drawn.errors[:, place], np.nan)


def _level(scores: Floats, factors: list[str], asked: Asked) -> Floats:
    """Return the degree of coupling coordination, or without spaces the mean score; of shape (draws, parks).

    With equal weights the degree, √(C·T), is the root of the spaces' geometric mean.
    """
    if not factors:
        return np.full(scores.shape[:2], np.nan)
    if not asked.spaces:
        return np.asarray(scores.mean(axis=2))
    low, high = asked.answers if asked.answers is not None else (None, None)
    normal = scipy.stats.norm.cdf
    unit = normal(scores) if low is None or high is None else np.clip((scores - low) / (high - low), 0.0, 1.0)
    levels = [unit[:, :, [factors.index(factor) for factor in own]].mean(axis=2) for own in asked.spaces.values()]
    return np.asarray(np.sqrt(np.prod(levels, axis=0) ** (1.0 / len(levels))))


def _paths(
    levels: pd.DataFrame,
    moved: pd.DataFrame,
    directions: Mapping[tuple[str, str], str],
    closing: set[str],
    *,
    has_spaces: bool,
) -> pd.DataFrame:
    change = moved.set_index(["park", "variable"])["change"].to_dict()
    rows = []
    for park, row in levels.iterrows():
        named = _path(row, is_gone=str(park) in closing)
        followed = [
            np.sign(change.get((park, factor), np.nan) * change.get((park, column), np.nan)) * SIGNS[direction]
            for (factor, column), direction in directions.items()
            if direction in SIGNS
        ]
        judged = [one for one in followed if np.isfinite(one) and one]
        rows.append(
            {
                "park": park,
                "path": named,
                "basis": "degree" if has_spaces else "mean score",
                **row.to_dict(),
                "class_before": _class(row["before"]) if has_spaces else "",
                "class_after": _class(row["after"]) if has_spaces else "",
                "indices_judged": len(judged),
                "indices_agree": sum(one > 0 for one in judged),
            }
        )
    return pd.DataFrame(rows)


def _path(row: Mapping[Any, Any] | pd.Series, *, is_gone: bool) -> str:
    if is_gone:
        return DISAPPEARANCE
    if np.isnan(row["change"]):
        return UNKNOWN
    if row["change"] == 0 or row["ci_low"] <= 0 <= row["ci_high"]:
        return UNCLEAR
    return UPGRADING if row["change"] > 0 else RECESSION


def _class(degree: float) -> str:
    return "" if np.isnan(degree) else CLASSES[min(int(degree * 10 + 1e-9), 9)]


def _interaction_changes(before: Wave, after: Wave) -> pd.DataFrame:
    """Return how the correlations of the spaces over a park's respondents changed, tested by Fisher's z."""
    found = []
    for wave in (before, after):
        if wave.asked.respondents is None or not wave.asked.spaces:
            return pd.DataFrame()
        own = wave.asked.respondents
        factors = [column for column in own.columns if column != "park"]
        found.append(interaction(space_levels(own[factors], wave.asked.spaces), own["park"]))
    keys = ["park", "first", "second"]
    both = found[0].merge(found[1], on=keys, suffixes=("_before", "_after"))
    z = np.arctanh(both["correlation_after"].clip(-0.999999, 0.999999)) - np.arctanh(
        both["correlation_before"].clip(-0.999999, 0.999999)
    )
    se = np.sqrt(1.0 / (both["n_before"] - 3.0).clip(lower=1) + 1.0 / (both["n_after"] - 3.0).clip(lower=1))
    p = 2.0 * scipy.stats.norm.sf(np.abs(z / se))
    table = both[[*keys, "n_before", "n_after", "correlation_before", "correlation_after"]]
    return table.assign(change=table["correlation_after"] - table["correlation_before"], p=p, q=false_discovery(p))
