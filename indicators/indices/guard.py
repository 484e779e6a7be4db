"""What stands between the engine and the functions of others: their faults become sentences that name the index."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue import CATALOGUE
from parklocus.indicators.errors import InputError, ParkLocusError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sized

_BESIDE = ("_min", "_max", "_pct")  # end the names of what stands beside a column


@dataclass(frozen=True)
class Guarded:
    """A function of an index that does not ship with Park Locus.

    Attributes
    ----------
    index : str
        The index.
    function : callable
        What others wrote.
    checked : callable or None
        From what the function gave and its arguments, the same in the form that is needed; raises where it cannot be.
    """

    index: str
    function: Callable[..., Any]
    checked: Callable[..., Any] | None = None

    def __call__(self, *given: Any) -> Any:
        """Call the function; raise `InputError` where it fails or gives what it should not."""
        try:
            found = self.function(*given)
            return found if self.checked is None else self.checked(found, *given)
        except (ParkLocusError, MemoryError):
            raise
        except Exception as error:
            package = CATALOGUE[self.index].package
            message = _("The index “{index}”{by} failed ({kind}: {text}). Leave it out, or ask who made it.")
            by = _(" (from {package})").format(package=package) if package else ""
            text = message.format(index=self.index, by=by, kind=type(error).__name__, text=error)
            raise InputError(text) from error


@dataclass(frozen=True)
class Columns:
    """What a function of an index must give: columns of the index, each with one value a point.

    Attributes
    ----------
    index : str
        The index.
    sized : callable
        From the function's arguments, what there must be one value for.
    """

    index: str
    sized: Callable[..., Sized]

    def __call__(self, found: Iterable[Any], *given: Any) -> list[tuple[Any, Any]]:
        """Return the columns with their values as numbers; raise `ValueError` or `TypeError` where they are none."""
        columns = list(self._checked(found, len(self.sized(*given))))
        if not columns:
            raise ValueError(_("it gives no column"))
        return columns

    def _checked(self, found: Iterable[Any], count: int) -> Iterator[tuple[Any, Any]]:
        names: set[str] = set()
        for column, values in found:
            if column.index != self.index:
                message = _("a column is called {column}, which is not of this index")
                raise ValueError(message.format(column=column.name))
            if column.name in names:
                raise ValueError(_("the column {column} comes twice").format(column=column.name))
            if column.name.endswith(_BESIDE):
                message = _("a column is called {column}; what ends in _min, _max or _pct stands beside other columns")
                raise ValueError(message.format(column=column.name))
            if column.limit is not None:
                metres(column.limit)
            names.add(column.name)
            yield column, _numbers(column.name, values, count)


def _numbers(column: str, values: Any, count: int) -> Any:
    as_given = np.asarray(values)
    if as_given.shape != (count,):
        message = _("{column} has values of shape {shape} for {count} points")
        raise ValueError(message.format(column=column, shape=as_given.shape, count=count))
    as_numbers = as_given.real.astype(np.float64)
    if np.iscomplexobj(as_given) or np.isinf(as_numbers).any():
        message = _("{column} has values that are infinite or complex; give NaN where there is none")
        raise ValueError(message.format(column=column))
    return as_numbers


def metres(limit: Any, *_given: Any) -> float:
    """Return how far a function looks; raise `ValueError` where it is no number from 0 on."""
    if not isinstance(limit, int | float | np.number) or not 0 <= float(limit) < math.inf:
        raise ValueError(_("it is to look {limit} metres around, which is no number from 0 on").format(limit=limit))
    return float(limit)


def check_alike(index: str, columns: Iterable[Any], others: Iterable[Any]) -> None:
    """Raise `InputError` where an index gives other columns, or in another order, at some points than at others."""
    if list(columns) != list(others):
        message = _("The index “{index}” gives other columns at some points than at others; ask who made it.")
        raise InputError(message.format(index=index))
