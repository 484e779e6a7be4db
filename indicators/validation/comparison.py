"""`validate`: the parks' factor scores held against their indices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.language import in_language
from parklocus.indicators.survey.scores import read_scores
from parklocus.indicators.validation.association import associations, ranks
from parklocus.indicators.validation.columns import IndexColumns, expected_directions
from parklocus.indicators.validation.further import READINGS, Asked, Compared, further_tables
from parklocus.indicators.validation.join import join_scores
from parklocus.indicators.validation.ladder import explain, rung
from parklocus.indicators.validation.neighbours import adjoining_parks
from parklocus.indicators.validation.permutation import DRAWS
from parklocus.indicators.validation.reading import Association, read_all, read_association

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class ValidationResult:
    """What the comparison of scores and indices found.

    Attributes
    ----------
    associations : DataFrame
        As `association.associations` returns it, with ``index_id`` (the index of the column) and ``reading_en`` and
        ``reading_zh``: each row in words.
    ranks : DataFrame
        As `association.ranks` returns it.
    joined : DataFrame
        The matched parks: ``id``, ``name``, a column a factor.
    n_parks : int
        Parks with scores.
    matched_by : str
        ``"id"`` or ``"name"``.
    unmatched_parks, unmatched_scores : list of str
        Ids of parks without scores, and of rows of scores without a park.
    statement_en, statement_zh : str
        What can and cannot be said with this many parks.
    label : str
        What is to be said beside every score; "" if nothing.
    notes : list of str
        Warnings for people.
    rung : str
        What the number of parks allows: ``description``, ``pattern``, ``permutation``, ``mixed`` or ``spatial``.
    tables : mapping of str to DataFrame
        What else could be said, by name: ``pattern`` (all expected directions tested together), ``contradictions``
        (where each park stands by score and by its indices), ``score_intervals``
        and ``association_intervals`` (how sure the scores are), ``park_models`` (respondents within parks),
        ``autocorrelation``, ``local_autocorrelation``, ``spatial_associations``, ``spatial_models``, ``location`` (how
        unusual each park's location is in the city), ``coupling``, ``interaction``, ``group_levels``,
        ``group_differences``, ``group_pairs``. A table that the data do not carry is not there.
    """

    associations: pd.DataFrame
    ranks: pd.DataFrame
    joined: pd.DataFrame
    n_parks: int
    matched_by: str
    unmatched_parks: list[str]
    unmatched_scores: list[str]
    statement_en: str
    statement_zh: str
    label: str
    notes: list[str]
    rung: str = "description"
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def validate(
    table: pd.DataFrame,
    scores: pd.DataFrame,
    expected: Mapping[str, Mapping[str, str]] | None = None,
    seed: int = 0,
    indices: Sequence[str] | None = None,
    *,
    asked: Asked | None = None,
    draws: int = DRAWS,
) -> ValidationResult:
    """Compare the parks' factor scores with their indices.

    Parks and scores are matched by id, or by name where no id matches. From five parks with both values on, Spearman's
    rho and Kendall's tau-b have two-sided permutation p-values; with fewer, directions and ranks stand alone.

    Parameters
    ----------
    table : DataFrame
        compute's result, or any table with ``id``, ``name`` and numeric index columns.
    scores : DataFrame
        As `read_scores` returns it: ``id``, perhaps ``name``, a column a factor.
    expected : mapping, optional
        For each factor, the direction (``"+"`` or ``"-"``) expected of an index (all its columns) or of a column;
        ``"0"`` for one that should not follow the factor.
    seed : int
        Seed of the random rearrangements, used where all would be too many (`permutation.EXACT_UP_TO`).
    indices : sequence of str, optional
        Indices or columns to compare; all without it.
    asked : Asked, optional
        Respondents' scores or standard errors, the spaces' factors, and attributes to group the parks by.
    draws : int
        How many random rearrangements.

    Returns
    -------
    ValidationResult
        Associations, ranks, what was left out, and the words for them.

    Raises
    ------
    InputError
        If no park has a score, or a factor, an index or a direction is not known.
    """
    scores = read_scores(scores)
    columns = IndexColumns.of(table)
    factors = [column for column in scores.columns if column not in ("id", "name")]
    directions = expected_directions(expected, factors, columns)
    chosen = columns.columns
    if indices is not None:
        named = {column for key in indices for column in columns.named(key)}
        chosen = [column for column in columns.columns if column in named]
    join = join_scores(table, scores)
    parks = table.iloc[join.park_rows].reset_index(drop=True)
    park_scores = scores.iloc[join.score_rows][factors].reset_index(drop=True)
    values = pd.DataFrame(parks)[chosen].astype(float)
    compared = Compared(
        parks,
        park_scores.set_index(parks["id"].astype(str)),
        values.set_index(parks["id"].astype(str)),
        {pair: direction for pair, direction in directions.items() if pair[1] in chosen},
        columns.index_of,
        table,
    )
    score_ids = scores.iloc[join.score_rows]["id"].astype(str)
    asked = (asked or Asked()).of_parks(dict(zip(score_ids, parks["id"].astype(str), strict=True)))
    notes = [*scores.attrs["notes"], *join.notes]
    tables = further_tables(compared, asked, getattr(table, "reference", None), seed=seed, draws=draws, notes=notes)
    adjoining = adjoining_parks(parks)
    found = associations(park_scores, values, directions, seed=seed, draws=draws)
    found.insert(2, "index_id", [columns.index_of.get(column, column) for column in found["index"]])
    statements = {}
    for key, language in READINGS.items():
        with in_language(language):
            found[f"reading_{key}"] = _readings(found, park_scores, values, _titles(table, f"title_{key}"))
            statements[key] = read_all(
                found,
                n_parks=len(parks),
                unmatched_parks=len(join.unmatched_parks),
                unmatched_scores=len(join.unmatched_scores),
                label=str(scores.attrs["label"]),
                draws=draws,
                more=explain(len(parks), has_respondents=asked.respondents is not None, adjoining=adjoining),
            )
    keys = [column for column in ("id", "name") if column in parks.columns]
    return ValidationResult(
        associations=found,
        ranks=ranks(parks["id"], park_scores, values),
        joined=pd.concat([pd.DataFrame(parks)[keys], park_scores], axis=1),
        n_parks=len(parks),
        matched_by=join.matched_by,
        unmatched_parks=join.unmatched_parks,
        unmatched_scores=join.unmatched_scores,
        statement_en=statements["en"],
        statement_zh=statements["zh"],
        label=str(scores.attrs["label"]),
        notes=notes,
        rung=rung(len(parks)),
        tables=tables,
    )


def _titles(table: pd.DataFrame, key: str) -> dict[str, str]:
    definitions = getattr(table, "definitions", None)
    if not isinstance(definitions, pd.DataFrame) or not {"column", key} <= set(definitions.columns):
        return {}
    pairs = zip(definitions["column"], definitions[key], strict=True)
    return {str(column): title for column, title in pairs if isinstance(title, str)}


def _readings(found: pd.DataFrame, scores: pd.DataFrame, values: pd.DataFrame, titles: Mapping[str, str]) -> list[str]:
    fields = list(Association.__dataclass_fields__)
    readings = []
    for cells in found[fields].itertuples(index=False, name=None):
        row = Association(*cells)
        both = scores[row.factor].notna()
        constant = not row.seen and values.loc[both, row.index].nunique() < 2
        readings.append(read_association(row, titles.get(row.index, ""), index_constant=constant))
    return readings
