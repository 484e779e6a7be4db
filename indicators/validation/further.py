"""The tables beside the associations: each is made where the data and the number of parks allow it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.language import in_language
from parklocus.indicators.validation.association import DIRECTED
from parklocus.indicators.validation.city_null import BAND, location_tests
from parklocus.indicators.validation.columns import suggestion
from parklocus.indicators.validation.contradictions import contradictions
from parklocus.indicators.validation.coupling import coupling_coordination, interaction, on_unit_scale, space_levels
from parklocus.indicators.validation.groups import group_differences, group_levels, group_pairs, variance_shares
from parklocus.indicators.validation.models import park_models, spatial_tables
from parklocus.indicators.validation.neighbours import park_positions
from parklocus.indicators.validation.pattern import Pattern, pattern_test
from parklocus.indicators.validation.permutation import false_discovery
from parklocus.indicators.validation.spatial import FEWEST_FOR_MODELS
from parklocus.indicators.validation.statements import READERS
from parklocus.indicators.validation.true_scores import (
    association_draws,
    association_limits,
    mapped_signs,
    mean_association_limits,
)
from parklocus.indicators.validation.uncertainty import (
    ScoreDraws,
    drawn_by_model,
    drawn_from_errors,
    drawn_from_respondents,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.survey.park_scores import ParkScores

READINGS = {"en": "en", "zh": "zh_CN"}


@dataclass(frozen=True)
class Compared:
    """What is compared, park by park.

    Attributes
    ----------
    parks : DataFrame
        The matched parks, with their attributes and, in a GeoDataFrame, their places.
    scores, indices : DataFrame of float
        The same parks, their ids as index: a column a factor, a column an index column.
    directions : mapping of (factor, column) to ``"+"``, ``"-"`` or ``"0"``
        Said beforehand.
    index_of : mapping of column to its index
        As in `pattern_test`.
    all_parks : DataFrame
        The whole table, parks without scores as well.
    """

    parks: pd.DataFrame
    scores: pd.DataFrame
    indices: pd.DataFrame
    directions: Mapping[tuple[str, str], str]
    index_of: Mapping[str, str]
    all_parks: pd.DataFrame

    @property
    def pairs(self) -> dict[tuple[str, str], str]:
        """The factors and columns with an expected direction, and which; all, without one, where none is expected."""
        expected = {pair: direction for pair, direction in self.directions.items() if direction in DIRECTED}
        return expected or dict.fromkeys(product(self.scores.columns, self.indices.columns), "")

    def groups(self, attributes: Sequence[str]) -> dict[str, pd.Series]:
        """Return the group of each park by attribute, the parks' ids as index; missing where a park has none.

        Raises
        ------
        InputError
            The parks have no such attribute.
        """
        found = {}
        for attribute in attributes:
            if attribute not in self.parks.columns:
                message = _("The parks have no attribute “{name}” to group them by; there are: {known}.")
                known = ", ".join(str(column) for column in self.parks.columns if column not in self.indices.columns)
                raise InputError(message.format(name=attribute, known=known[:300]))
            group = pd.Series(self.parks[attribute].to_numpy(), index=self.scores.index)
            found[attribute] = group.where(group.notna() & (group.astype(str) != ""))
        return found

    def beside(self, ids: Sequence[str]) -> pd.DataFrame:
        """Return the parks of some ids, or all of the table.

        Raises
        ------
        InputError
            The table has no such park.
        """
        if not ids:
            return self.all_parks
        known = self.all_parks["id"].astype(str)
        for park in ids:
            if park not in set(known):
                message = _("Locations are to be held against the park “{id}”, which is not in the table; {hint}")
                raise InputError(message.format(id=park, hint=suggestion(park, known)))
        return self.all_parks[known.isin(list(ids))]

    @property
    def columns(self) -> list[str]:
        """The index columns of `pairs`."""
        return list(dict.fromkeys(column for _factor, column in self.pairs))


@dataclass(frozen=True)
class Asked:
    """What a study asks for beside the associations.

    Attributes
    ----------
    respondents : DataFrame, optional
        A row a respondent: ``park`` and a column of scores a factor.
    errors : DataFrame, optional
        Standard errors of the parks' scores, in the shape of the scores.
    spaces : mapping of space to its factors
        Which factors make up the local, the capital and the relational space.
    answers : (float, float), optional
        The lowest and highest answer, where scores are means of answers.
    groups : sequence of str
        Attributes of the parks by which they fall into groups.
    null_parks : sequence of str
        Ids of the parks that each location is held against; all of the table without it, with scores or not.
    distance_band : float
        Street nodes as far from the centre as a park are those within this share of its distance.
    drawn : ParkScores, optional
        A survey's scores with the draws that say how sure they are; they go before respondents and errors there.
    """

    respondents: pd.DataFrame | None = None
    errors: pd.DataFrame | None = None
    spaces: Mapping[str, Sequence[str]] | None = None
    answers: tuple[float, float] | None = None
    groups: Sequence[str] = ()
    null_parks: Sequence[str] = ()
    distance_band: float = BAND
    drawn: ParkScores | None = None

    def of_parks(self, park_of: Mapping[str, str]) -> Asked:
        """Return the same with the parks' own ids in place of those that the scores know them by; others are left out.

        Parameters
        ----------
        park_of : mapping of the scores' id to the park's id
        """
        respondents, errors = self.respondents, self.errors
        if respondents is not None:
            own = respondents["park"].map(park_of)
            respondents = respondents.assign(park=own)[own.notna()]
        if errors is not None:
            errors = errors[errors.index.isin(list(park_of))].rename(index=park_of)
        drawn = self.drawn.of_parks(park_of) if self.drawn is not None else None
        return replace(self, respondents=respondents, errors=errors, drawn=drawn)


def further_tables(
    compared: Compared, asked: Asked, reference: pd.DataFrame | None, *, seed: int, draws: int, notes: list[str]
) -> dict[str, pd.DataFrame]:
    """Return the tables beside the associations, by name, each with its rows in words where there are any.

    Parameters
    ----------
    compared, asked
        The parks, and what is asked of them.
    reference : DataFrame or None
        The city's street nodes, where they are known.
    seed, draws : int
        As in `permuted_association`.
    notes : list of str
        What could not be made and why is added here.

    Raises
    ------
    InputError
        If a space, a group or the questionnaire's range does not fit the parks and scores.
    """
    groups = compared.groups(asked.groups)
    tables: dict[str, pd.DataFrame] = {}
    drawn = _drawn(compared, asked, seed)
    rho = None if drawn is None else association_draws(drawn, _values(compared, drawn).to_numpy(), seed=seed)
    if any(direction in DIRECTED for direction in compared.directions.values()):
        tables |= _expectations(compared, drawn, rho, seed=seed, draws=draws)
    if drawn is not None and rho is not None:
        tables["score_intervals"] = drawn.table
        tables["association_intervals"] = _association_table(compared, drawn, rho)
    if asked.respondents is not None:
        tables["score_variance"] = variance_shares(asked.respondents, groups)
        tables["park_models"] = park_models(asked.respondents, compared.indices, compared.pairs)
    if len(compared.parks) >= FEWEST_FOR_MODELS:
        tables |= _spatial(compared, seed, draws, notes)
    if reference is not None:
        others = compared.beside(asked.null_parks)
        tables["location"] = location_tests(
            compared.parks, reference, compared.columns, others=others, band=asked.distance_band
        )
    if asked.spaces:
        tables |= _coupling(compared, asked)
    for attribute, group in groups.items():
        for name, table in _by_group(compared, attribute, group, seed, draws).items():
            tables[name] = pd.concat([tables.get(name, pd.DataFrame()), table], ignore_index=True)
    named = park_names(compared.parks)
    return {name: in_words(name, with_names(table, named)) for name, table in tables.items() if len(table)}


def park_names(parks: pd.DataFrame) -> dict[str, str]:
    """Return the parks' names by id; empty where they have none."""
    if "name" not in parks.columns:
        return {}
    return dict(zip(parks["id"].astype(str), parks["name"].fillna("").astype(str), strict=True))


def with_names(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with the parks' names beside their ids."""
    if not names or "park" not in table.columns:
        return table
    place = list(table.columns).index("park") + 1
    named = table.copy()
    named.insert(place, "name", table["park"].map(names))
    return named


def in_words(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with each row in words, where its name has words for it."""
    reader: Callable[..., str] | None = READERS.get(name)
    if reader is None:
        return table
    readings = {}
    for key, language in READINGS.items():
        with in_language(language):
            readings[f"reading_{key}"] = [reader(row) for row in table.to_dict("records")]
    return table.assign(**readings)


def _expectations(
    compared: Compared, drawn: ScoreDraws | None, rho: NDArray[np.float64] | None, *, seed: int, draws: int
) -> dict[str, pd.DataFrame]:
    """Return how far what was expected is seen: all together, and park by park."""
    pattern = pattern_test(
        compared.scores, compared.indices, compared.directions, compared.index_of, seed=seed, draws=draws
    )
    limits = (np.nan, np.nan)
    found = contradictions(compared.scores, compared.indices, compared.directions, compared.index_of)
    if drawn is not None and rho is not None:
        if pattern.n == len(compared.parks):
            limits = _mean_limits(compared, drawn, rho, pattern)
        ranks = drawn.table[["park", "factor", "rank_low", "rank_high"]]
        found = found.merge(ranks, on=["park", "factor"], how="left")
    return {"pattern": _pattern_table(pattern, limits), "contradictions": found}


def _pattern_table(found: Pattern, limits: tuple[float, float]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for name, cells in (("convergent", found.expected), ("discriminant", found.unexpected)):
        test = asdict(getattr(found, name))
        if np.isfinite(test["statistic"]):
            low, high = limits if name == "convergent" else (np.nan, np.nan)
            row = {"test": name, "n": found.n, "cells": cells, **test, "left_out": ", ".join(found.left_out)}
            rows.append({**row, "ci_low": low, "ci_high": high})
    return pd.DataFrame(rows)


def _drawn(compared: Compared, asked: Asked, seed: int) -> ScoreDraws | None:
    """Return the scores' errors as they may have been, where any are known."""
    if asked.drawn is not None and asked.drawn.draws is not None:
        return drawn_by_model(asked.drawn, seed=seed)
    if asked.respondents is not None:
        return drawn_from_respondents(asked.respondents, seed=seed)
    if asked.errors is not None:
        return drawn_from_errors(compared.scores, asked.errors.reindex(compared.scores.index), seed=seed)
    return None


def _values(compared: Compared, drawn: ScoreDraws) -> pd.DataFrame:
    return compared.indices.reindex(list(drawn.parks)).astype(float)


def _association_table(compared: Compared, drawn: ScoreDraws, rho: NDArray[np.float64]) -> pd.DataFrame:
    low, high = association_limits(rho)
    columns = compared.indices.columns
    limits = pd.DataFrame(
        {
            "factor": np.repeat(drawn.factors, len(columns)),
            "index": np.tile(columns.to_numpy(), len(drawn.factors)),
            "spearman_ci_low": low.ravel(),
            "spearman_ci_high": high.ravel(),
        }
    )
    return limits.dropna().reset_index(drop=True)


def _mean_limits(
    compared: Compared, drawn: ScoreDraws, rho: NDArray[np.float64], pattern: Pattern
) -> tuple[float, float]:
    """Return the limits of the mean association of the pattern test: of the same cells, or none."""
    columns = list(compared.indices.columns)
    counted = {pair: sign for pair, sign in compared.directions.items() if pair[1] not in pattern.left_out}
    varying = {str(factor) for factor, own in compared.scores.items() if own.max() > own.min()}
    if not {factor for factor, _column in counted if factor in varying} <= set(drawn.factors):
        return np.nan, np.nan
    signs = mapped_signs({pair: sign for pair, sign in counted.items() if pair[0] in varying}, drawn.factors, columns)
    index_of = np.array([compared.index_of.get(column, column) for column in columns])
    return mean_association_limits(rho, signs, index_of)


def _spatial(compared: Compared, seed: int, draws: int, notes: list[str]) -> dict[str, pd.DataFrame]:
    xy = park_positions(compared.parks)
    placed = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(placed) < FEWEST_FOR_MODELS:
        message = _("Spatial dependence was not tested: fewer than {n} parks have a place.")
        notes.append(message.format(n=FEWEST_FOR_MODELS))
        return {}
    try:
        return spatial_tables(
            compared.scores.iloc[placed],
            compared.indices.iloc[placed],
            xy[placed],
            compared.pairs,
            seed=seed,
            draws=draws,
        )
    except InputError as error:  # the libraries are an extra
        notes.append(str(error))
        return {}


def _coupling(compared: Compared, asked: Asked) -> dict[str, pd.DataFrame]:
    spaces = asked.spaces or {}
    low, high = asked.answers if asked.answers is not None else (None, None)
    levels = space_levels(on_unit_scale(compared.scores, answers_from=low, answers_to=high), spaces)
    found = coupling_coordination(levels)
    tables = {"coupling": pd.concat([levels, found], axis=1).rename_axis("park").reset_index()}
    if asked.respondents is not None:
        own = asked.respondents[[column for column in compared.scores.columns if column in asked.respondents]]
        of_respondents = space_levels(own, spaces)  # correlations do not depend on the scale
        tables["interaction"] = interaction(of_respondents, asked.respondents["park"])
    return tables


def _by_group(compared: Compared, attribute: str, group: pd.Series, seed: int, draws: int) -> dict[str, pd.DataFrame]:
    values = pd.concat([compared.scores, compared.indices[compared.columns]], axis=1)
    tables = {
        "group_levels": group_levels(values, group),
        "group_differences": group_differences(values, group, seed=seed, draws=draws),
        "group_pairs": group_pairs(values, group, seed=seed, draws=draws),
    }
    for name, table in tables.items():
        table.insert(0, "attribute", attribute)
        if name != "group_levels":
            table.insert(list(table.columns).index("p") + 1, "q", false_discovery(table["p"].to_numpy(dtype=float)))
    return tables
