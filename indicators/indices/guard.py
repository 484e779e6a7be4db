"""What stands between the engine and the functions of others: their faults become sentences that name the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue import CATALOGUE
from parklocus.indicators.errors import InputError, ParkLocusError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sized


@dataclass(frozen=True)
class Guarded:
    """A function of an index that does not ship with Park Locus.

    Attributes
    ----------
    index : str
        The index.
    function : callable
        What others wrote.
    sized : callable or None
        From the function's arguments, what there must be one value for; None where columns are of another kind, or
        the function gives something else than columns.
    """

    index: str
    function: Callable[..., Any]
    sized: Callable[..., Sized] | None = None

    def __call__(self, *given: Any) -> Any:
        """Call the function; raise `InputError` where it fails or gives what is no column of this index."""
        try:
            found = self.function(*given)
            if self.sized is not None:
                found = list(self._checked(found, len(self.sized(*given))))
        except (ParkLocusError, MemoryError):
            raise
        except Exception as error:
            package = CATALOGUE[self.index].package
            message = _("The index “{index}”{by} failed ({kind}: {text}). Leave it out, or ask who made it.")
            by = _(" (from {package})").format(package=package) if package else ""
            text = message.format(index=self.index, by=by, kind=type(error).__name__, text=error)
            raise InputError(text) from error
        return found

    def _checked(self, found: Iterable[Any], count: int) -> Iterable[Any]:
        for column, values in found:
            if column.index != self.index:
                message = _("a column is called {column}, which is not of this index").format(column=column.name)
                raise ValueError(message)
            as_numbers = np.asarray(values, dtype=np.float64)
            if as_numbers.shape != (count,):
                message = _("{column} has values of shape {shape} for {count} points")
                raise ValueError(message.format(column=column.name, shape=as_numbers.shape, count=count))
            yield column, as_numbers
