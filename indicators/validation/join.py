"""Which row of scores belongs to which park."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.text_table import column_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

EXAMPLES = 3


@dataclass(frozen=True)
class Join:
    """Parks and scores brought together.

    Attributes
    ----------
    park_rows, score_rows : list of int
        Positions of the matched rows in the table and in the scores, pair by pair, in the table's order.
    matched_by : str
        ``"id"`` or ``"name"``.
    unmatched_parks, unmatched_scores : list of str
        Ids of the rows that found no partner.
    notes : list of str
        Warnings for people.
    """

    park_rows: list[int]
    score_rows: list[int]
    matched_by: str
    unmatched_parks: list[str]
    unmatched_scores: list[str]
    notes: list[str]


def join_scores(table: pd.DataFrame, scores: pd.DataFrame) -> Join:
    """Match parks and scores by id; by name only where not one id matches.

    Names never fill the gaps of a match by id: rows with the same name and another id are left unmatched, and a note
    says so. Where scores have no name, their ids stand for names. Names are compared without outer blanks, without
    case, and with full-width and half-width forms as one.

    Parameters
    ----------
    table : DataFrame
        A row a park, with columns ``id`` and, for a match by name, ``name``.
    scores : DataFrame
        As `read_scores` returns it.

    Returns
    -------
    Join
        The pairs and what was left over.

    Raises
    ------
    InputError
        If a table has no ids, an id or a name that decides stands twice, or nothing matches at all.
    """
    park_ids, score_ids = _ids(table, _("The table of parks")), _ids(scores, _("The score table"))
    park_names = _names(table, park_ids)
    score_names = _names(scores, score_ids)
    matched_by = "id"
    pairs = _pairs(park_ids, score_ids, str)
    notes = _names_that_differ(pairs, park_names, score_names, scores)
    if not pairs:
        matched_by = "name"
        pairs = _pairs(park_names, score_names, _name_key)
        if not pairs:
            raise InputError(
                _(
                    "No park has a score: parks have ids such as {parks}, scores such as {scores}; use the same ids."
                ).format(parks=_examples(park_ids), scores=_examples(score_ids))
            )
        notes = [_("No id of the scores is a park's id; rows were matched by name.")]
    matched_parks, matched_scores = {i for i, _j in pairs}, {j for _i, j in pairs}
    left_parks = [i for i in range(len(park_ids)) if i not in matched_parks]
    left_scores = [j for j in range(len(score_ids)) if j not in matched_scores]
    if matched_by == "id":
        notes += _same_name_left(left_parks, left_scores, (park_ids, park_names), (score_ids, score_names))
    return Join(
        park_rows=[i for i, _j in pairs],
        score_rows=[j for _i, j in pairs],
        matched_by=matched_by,
        unmatched_parks=[park_ids[i] for i in left_parks],
        unmatched_scores=[score_ids[j] for j in left_scores],
        notes=notes,
    )


def _ids(frame: pd.DataFrame, source: str) -> list[str]:
    if "id" not in frame.columns:
        raise InputError(_("{file} has no column “id”; give every park an id.").format(file=source))
    ids = column_texts(frame["id"])
    seen: set[str] = set()
    for value in ids:
        if value in seen:
            raise InputError(_("{file} has the id “{id}” twice; give one row a park.").format(file=source, id=value))
        seen.add(value)
    return ids


def _names(frame: pd.DataFrame, ids: list[str]) -> list[str]:
    if "name" not in frame.columns:
        return ids
    return ["" if value is None or value != value else str(value) for value in frame["name"]]  # noqa: PLR0124 - NaN


def _name_key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _pairs(left: list[str], right: list[str], key: Callable[[str], str]) -> list[tuple[int, int]]:
    """Pair the rows whose keys are equal; a key that decides must stand once on either side."""
    right_rows: dict[str, list[int]] = {}
    for j, value in enumerate(right):
        right_rows.setdefault(key(value), []).append(j)
    left_keys = [key(value) for value in left]
    pairs = []
    for i, value in enumerate(left_keys):
        rows = right_rows.get(value, []) if value else []
        if not rows:
            continue
        if len(rows) > 1 or left_keys.count(value) > 1:
            raise InputError(
                _("The name “{name}” stands more than once, so scores cannot be matched by it; give ids.").format(
                    name=left[i].strip()
                )
            )
        pairs.append((i, rows[0]))
    return pairs


def _examples(values: Iterable[str]) -> str:
    return ", ".join(f"“{value}”" for value in list(values)[:EXAMPLES])


def _names_that_differ(
    pairs: list[tuple[int, int]], park_names: list[str], score_names: list[str], scores: pd.DataFrame
) -> list[str]:
    """Say where one id carries two names: the tables may number their parks differently."""
    if "name" not in scores.columns:
        return []
    differing = [
        f"“{park_names[i]}” / “{score_names[j]}”"
        for i, j in pairs
        if park_names[i] and score_names[j] and _name_key(park_names[i]) != _name_key(score_names[j])
    ]
    if not differing:
        return []
    return [_("The same id has another name among the scores: {names}.").format(names="; ".join(differing))]


def _same_name_left(
    left_parks: list[int],
    left_scores: list[int],
    parks: tuple[list[str], list[str]],
    scores: tuple[list[str], list[str]],
) -> list[str]:
    by_name = {_name_key(parks[1][i]): i for i in left_parks if parks[1][i]}
    return [
        _("“{name}” has the id “{park}” among the parks and “{score}” among the scores; it was not matched.").format(
            name=scores[1][j].strip(), park=parks[0][by_name[key]], score=scores[0][j]
        )
        for j in left_scores
        if (key := _name_key(scores[1][j])) in by_name
    ]
