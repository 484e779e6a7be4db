"""Which columns of a park table are indices, and which of them a name stands for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DIRECTIONS = ("+", "-", "0")
BOOKKEEPING = {"id", "name", "access_points", "access_leg_m", "edge_distance_m", "edge_affected", "notes", "lon", "lat"}
BOOKKEEPING_PREFIXES = ("own_places_share_", "known_departures_share", "known_levels_share")
COMPANIONS = ("_min", "_max", "_pct")


@dataclass(frozen=True)
class IndexColumns:
    """The numeric index columns of a table, in its order, and the index that each belongs to where that is known."""

    columns: list[str]
    index_of: dict[str, str]

    @classmethod
    def of(cls, table: pd.DataFrame) -> IndexColumns:
        """Find the index columns of a table.

        Parameters
        ----------
        table : DataFrame
            compute's result, or any table: with a ``definitions`` attribute (columns ``column`` and ``index``) its
            columns count, else every numeric column that is neither bookkeeping nor the ``_min``, ``_max`` or ``_pct``
            of another.

        Returns
        -------
        IndexColumns
            The columns.

        Raises
        ------
        InputError
            If there is none.
        """
        definitions = getattr(table, "definitions", None)
        index_of: dict[str, str] = {}
        if isinstance(definitions, pd.DataFrame) and {"column", "index"} <= set(definitions.columns):
            index_of = dict(zip(definitions["column"], definitions["index"], strict=True))
            candidates = [column for column in index_of if column in table.columns]
        else:
            candidates = [str(column) for column in table.columns if _may_be_index(str(column), table.columns)]
        columns = [column for column in candidates if _is_number(table[column])]
        if not columns:
            raise InputError(_("The table of parks has no index column with numbers; compute some indices first."))
        return cls(columns, {column: index_of[column] for column in columns if column in index_of})

    def named(self, key: str) -> list[str]:
        """Return the columns that a name stands for: the column itself, or all columns of an index.

        Parameters
        ----------
        key : str
            A column (``amenity_density_500``) or an index's id (``amenity_density``).

        Returns
        -------
        list of str
            One column or several.

        Raises
        ------
        InputError
            If nothing is called so; the message names what is near.
        """
        if key in self.columns:
            return [key]
        if self.index_of:
            found = [column for column in self.columns if self.index_of.get(column) == key]
        else:
            found = [column for column in self.columns if column.startswith(f"{key}_")]
        if not found:
            known = list(dict.fromkeys([*self.index_of.values(), *self.columns]))
            raise InputError(
                _("The table of parks has no index “{index}”; {hint}").format(index=key, hint=suggestion(key, known))
            )
        return found


def expected_directions(
    expected: Mapping[str, Mapping[str, str]] | None, factors: Sequence[str], indices: IndexColumns
) -> dict[tuple[str, str], str]:
    """Spread what a study expects over factors and columns.

    Parameters
    ----------
    expected : mapping of factor to mapping of index or column to ``"+"`` or ``"-"``
        An index's direction holds for all its columns; a column's own goes before it.
    factors : sequence of str
        The factors that have scores.
    indices : IndexColumns
        The columns there are.

    Returns
    -------
    dict of (factor, column) to str
        The direction where one is expected.

    Raises
    ------
    InputError
        If a factor, an index or a direction is not known.
    """
    directions: dict[tuple[str, str], str] = {}
    for factor, by_index in (expected or {}).items():
        if factor not in factors:
            raise InputError(
                _("A direction is expected for the factor “{factor}”, which has no scores; {hint}").format(
                    factor=factor, hint=suggestion(factor, factors)
                )
            )
        for key, direction in by_index.items():
            if direction not in DIRECTIONS:
                raise InputError(
                    _(
                        "The direction “{direction}” expected of {factor} and {index} is not known; write +, - or 0."
                    ).format(direction=direction, factor=factor, index=key)
                )
        for key in sorted(by_index, key=lambda key: key in indices.columns):
            directions.update({(factor, column): by_index[key] for column in indices.named(key)})
    return directions


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: the nearest known one, or all of them."""
    known = list(known)
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return _("did you mean “{near}”?").format(near=near[0])
    return _("there are {known}.").format(known=", ".join(known))


def _may_be_index(column: str, columns: Iterable[object]) -> bool:
    if column in BOOKKEEPING or column.startswith(BOOKKEEPING_PREFIXES):
        return False
    # `cbd_walk_min` ends like a companion, but stands beside no `cbd_walk`.
    return not any(column.endswith(end) and column.removesuffix(end) in columns for end in COMPANIONS)


def _is_number(column: pd.Series) -> bool:
    return is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype)
