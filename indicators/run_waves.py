"""The earlier waves of a study: their maps measured, their scores read, and what changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import CitySource
from parklocus.indicators.validation import Asked, ValidationResult
from parklocus.indicators.validation.columns import suggestion
from parklocus.indicators.validation.further import in_words, park_names, with_names
from parklocus.indicators.validation.join import join_scores
from parklocus.indicators.validation.permutation import DRAWS
from parklocus.indicators.validation.waves import Wave, wave_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.study.asked import WaveSource
    from parklocus.indicators.study.study import Study

    Measured = tuple[City, ParkTable]
    Scored = tuple[pd.DataFrame | None, Asked]


def with_waves(
    validation: ValidationResult | None,
    study: Study,
    now: tuple[Measured, Scored],
    *,
    measured: Callable[[CitySource], Measured],
    scored: Callable[[Study], Scored],
    seed: int = 0,
    draws: int = DRAWS,
) -> ValidationResult | None:
    """Return a comparison with the tables on what changed since the study's earlier waves.

    Parameters
    ----------
    validation : ValidationResult or None
        Of the study's own map and scores; without it nothing is compared.
    study : Study
        With waves.
    now : ((City, ParkTable), (scores, Asked))
        The study's own map and scores.
    measured : callable
        From a map to the same indices of the same parks.
    scored : callable
        From a study to its scores.
    seed, draws : int
        As in `permuted_association`.

    Raises
    ------
    InputError
        A wave's file cannot be used, has scores of no park, or the parks have no field that says which are closed.
    """
    source = study.waves
    if source is None or validation is None:
        return validation
    (city, table), own = now
    closed = _closed(table, source.closed)
    waves = [_earlier(study, wave, table, measured, scored) for wave in source.earlier]
    waves.append(_wave(source.now, table, (city, table), own))
    found = validation.associations
    pairs = zip(found["factor"], found["index"], found["expected"], strict=True)
    directions = {(factor, column): direction for factor, column, direction in pairs if direction}
    tables = wave_tables(waves, directions, closed, seed=seed, draws=draws)
    names = park_names(table)
    shown = {name: in_words(name, with_names(one, names)) for name, one in tables.items()}
    notes = list(validation.notes)
    if study.scores is not None and study.scores.answers is None:
        notes.append(
            _(
                "Scores of several waves are compared as they are: they must come from one model or one scale. Where "
                "each wave was standardised by itself, its changes mean nothing."
            )
        )
    return replace(validation, tables={**validation.tables, **shown}, notes=notes)


def _closed(table: ParkTable, field: str | None) -> dict[str, str]:
    """Return the wave from which each closed park is no more."""
    if field is None:
        return {}
    if field not in table.columns:
        message = _("[waves] closed names “{name}”, which is no field of the parks; {hint}")
        raise InputError(message.format(name=field, hint=suggestion(field, map(str, table.columns))))
    said = table[field].astype(object).where(table[field].notna(), "")
    texts = [str(int(one)) if isinstance(one, float) and one.is_integer() else str(one).strip() for one in said]
    return {park: text for park, text in zip(table["id"].astype(str), texts, strict=True) if text}


def _earlier(
    study: Study,
    wave: WaveSource,
    table: ParkTable,
    measured: Callable[[CitySource], Measured],
    scored: Callable[[Study], Scored],
) -> Wave:
    own: Scored = (None, Asked())
    if wave.scores is not None:
        if study.scores is None:
            message = _("The wave “{name}” has scores, but the study has no [scores] that says how to read them.")
            raise InputError(message.format(name=wave.name))
        own = scored(replace(study, scores=replace(study.scores, path=wave.scores)))
    of_map = measured(CitySource(wave.osm, boundary=wave.boundary)) if wave.osm is not None else None
    return _wave(wave.name, table, of_map, own)


def _wave(name: str, parks: ParkTable, of_map: Measured | None, own: Scored) -> Wave:
    values = pd.DataFrame()
    facts: Mapping[str, float] = {}
    if of_map is not None:
        values, facts = _values(of_map[1]), _map_facts(of_map[0])
    scores, asked = own
    by_park = pd.DataFrame()
    if scores is not None:
        join = join_scores(parks, scores)
        ids = parks["id"].astype(str).iloc[join.park_rows]
        matched = scores.iloc[join.score_rows]
        factors = [column for column in scores.columns if column not in ("id", "name")]
        by_park = matched[factors].set_index(ids.to_numpy()).astype(float)
        asked = asked.of_parks(dict(zip(matched["id"].astype(str), ids, strict=True)))
    return Wave(name, by_park, values, asked, facts)


def _values(table: ParkTable) -> pd.DataFrame:
    """Return indices and percentiles by park, those left out that look past the map's edge."""
    columns = list(table.definitions["column"])
    chosen = [one for column in columns for one in (column, f"{column}_pct") if one in table.columns]
    values = pd.DataFrame(table)[chosen].astype(float).set_index(table["id"].astype(str))
    values.index.name = None
    affected = [set(text.split(",")) for text in table["edge_affected"].fillna("").astype(str)]
    cut = [[column.removesuffix("_pct") in names for column in chosen] for names in affected]
    return values.mask(np.array(cut, dtype=bool).reshape(values.shape))


def _map_facts(city: City) -> Mapping[str, float]:
    return {
        "street_km": float(city.streets.edge_length.sum()) / 1000,
        "places": float(len(city.places)),
        "stops": float(len(city.stops)),
        "lines": float(len(city.lines)),
    }
