"""The tables beside the associations: each is made where the data and the number of parks allow it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.language import in_language
from parklocus.indicators.validation.association import DIRECTED
from parklocus.indicators.validation.city_null import location_tests
from parklocus.indicators.validation.contradictions import contradictions
from parklocus.indicators.validation.coupling import coupling_coordination, interaction, on_unit_scale, space_levels
from parklocus.indicators.validation.groups import group_differences, group_levels, group_pairs
from parklocus.indicators.validation.models import park_models, spatial_tables
from parklocus.indicators.validation.pattern import Pattern, pattern_test
from parklocus.indicators.validation.spatial import FEWEST_FOR_MODELS
from parklocus.indicators.validation.statements import READERS
from parklocus.indicators.validation.uncertainty import association_limits, drawn_from_errors, drawn_from_respondents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

READINGS = {"en": "en", "zh": "zh_CN"}
ADJOINING = 1000.0  # metres


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
    """

    parks: pd.DataFrame
    scores: pd.DataFrame
    indices: pd.DataFrame
    directions: Mapping[tuple[str, str], str]
    index_of: Mapping[str, str]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The factors and columns with an expected direction; all where none is expected."""
        expected = [pair for pair, direction in self.directions.items() if direction in DIRECTED]
        return expected or [(factor, column) for factor in self.scores.columns for column in self.indices.columns]

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
    """

    respondents: pd.DataFrame | None = None
    errors: pd.DataFrame | None = None
    spaces: Mapping[str, Sequence[str]] | None = None
    answers: tuple[float, float] | None = None
    groups: Sequence[str] = ()

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
        return replace(self, respondents=respondents, errors=errors)


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
    tables = {}
    if any(direction in DIRECTED for direction in compared.directions.values()):
        tables["pattern"] = _pattern_table(
            pattern_test(
                compared.scores, compared.indices, compared.directions, compared.index_of, seed=seed, draws=draws
            )
        )
        tables["contradictions"] = contradictions(
            compared.scores, compared.indices, compared.directions, compared.index_of
        )
    tables |= _certainty(compared, asked, seed)
    if asked.respondents is not None:
        tables["park_models"] = park_models(asked.respondents, compared.indices, compared.pairs)
    if len(compared.parks) >= FEWEST_FOR_MODELS:
        tables |= _spatial(compared, seed, draws, notes)
    if reference is not None:
        tables["location"] = location_tests(compared.parks, reference, compared.columns)
    if asked.spaces:
        tables |= _coupling(compared, asked)
    for attribute in asked.groups:
        for name, table in _by_group(compared, attribute, seed, draws).items():
            tables[name] = pd.concat([tables.get(name, pd.DataFrame()), table], ignore_index=True)
    named = _names(compared.parks)
    return {name: _in_words(name, _with_names(table, named)) for name, table in tables.items() if len(table)}


def _names(parks: pd.DataFrame) -> dict[str, str]:
    """Return the parks' names by id; empty where they have none."""
    if "name" not in parks.columns:
        return {}
    return dict(zip(parks["id"].astype(str), parks["name"].fillna("").astype(str), strict=True))


def _with_names(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    if not names or "park" not in table.columns:
        return table
    place = list(table.columns).index("park") + 1
    named = table.copy()
    named.insert(place, "name", table["park"].map(names))
    return named


def _in_words(name: str, table: pd.DataFrame) -> pd.DataFrame:
    reader: Callable[..., str] | None = READERS.get(name)
    if reader is None:
        return table
    readings = {}
    for key, language in READINGS.items():
        with in_language(language):
            readings[f"reading_{key}"] = [reader(row) for row in table.to_dict("records")]
    return table.assign(**readings)


def _pattern_table(found: Pattern) -> pd.DataFrame:
    rows = []
    for name, cells in (("convergent", found.expected), ("discriminant", found.unexpected)):
        test = asdict(getattr(found, name))
        if np.isfinite(test["statistic"]):
            rows.append({"test": name, "n": found.n, "cells": cells, **test, "left_out": ", ".join(found.left_out)})
    return pd.DataFrame(rows)


def _certainty(compared: Compared, asked: Asked, seed: int) -> dict[str, pd.DataFrame]:
    """Return intervals of the scores, their ranks, and the limits of the associations, where any error is known."""
    if asked.respondents is not None:
        drawn = drawn_from_respondents(asked.respondents, seed=seed)
    elif asked.errors is not None:
        drawn = drawn_from_errors(compared.scores, asked.errors.reindex(compared.scores.index), seed=seed)
    else:
        return {}
    values = compared.indices.reindex(list(drawn.parks))
    low, high = association_limits(drawn.draws, values.to_numpy(dtype=float))
    limits = pd.DataFrame(
        {
            "factor": np.repeat(drawn.factors, len(values.columns)),
            "index": np.tile(values.columns.to_numpy(), len(drawn.factors)),
            "spearman_ci_low": low.ravel(),
            "spearman_ci_high": high.ravel(),
        }
    )
    return {"score_intervals": drawn.table, "association_intervals": limits.dropna()}


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


def _by_group(compared: Compared, attribute: str, seed: int, draws: int) -> dict[str, pd.DataFrame]:
    if attribute not in compared.parks.columns:
        message = _("The parks have no attribute “{name}” to group them by; there are: {known}.")
        known = ", ".join(str(column) for column in compared.parks.columns if column not in compared.indices.columns)
        raise InputError(message.format(name=attribute, known=known[:300]))
    group = compared.parks[attribute].reset_index(drop=True)
    group = group.where(group.notna() & (group.astype(str) != ""))
    values = pd.concat([compared.scores, compared.indices[compared.columns]], axis=1).reset_index(drop=True)
    tables = {
        "group_levels": group_levels(values, group),
        "group_differences": group_differences(values, group, seed=seed, draws=draws),
        "group_pairs": group_pairs(values, group, seed=seed, draws=draws),
    }
    for table in tables.values():
        table.insert(0, "attribute", attribute)
    return tables


def park_positions(parks: pd.DataFrame) -> NDArray[np.float64]:
    """Return where parks are, in metres of the UTM zone of their middle, of shape (parks, 2); NaN where not known."""
    xy = np.full((len(parks), 2), np.nan)
    shapes = _metric(parks)
    if shapes is not None:
        known = (shapes.notna() & ~shapes.is_empty).to_numpy()
        middle = shapes[known].centroid
        xy[known] = np.column_stack([middle.x, middle.y])
    return xy


def adjoining_parks(parks: pd.DataFrame) -> list[list[str]]:
    """Return the names of the parks that lie within 1 km of one another, or of one between them, group by group."""
    shapes = _metric(parks)
    if shapes is None:
        return []
    names = (parks["name"] if "name" in parks.columns else parks["id"]).astype(str).to_numpy()
    first, second = shapes.sindex.query(np.asarray(shapes, dtype=object), predicate="dwithin", distance=ADJOINING)
    links = coo_matrix((np.ones(len(first)), (first, second)), shape=(len(names), len(names)))
    group = connected_components(links, directed=False)[1]
    groups = [names[group == number].tolist() for number in dict.fromkeys(group.tolist())]
    return [members for members in groups if len(members) > 1]


def _metric(parks: pd.DataFrame) -> gpd.GeoSeries | None:
    if not isinstance(parks, gpd.GeoDataFrame) or parks.crs is None or not parks.geometry.notna().any():
        return None
    shapes = parks.geometry
    return shapes.to_crs(shapes[shapes.notna()].estimate_utm_crs())
