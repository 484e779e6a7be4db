"""Which indices are asked for, and whether what they need is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue import preset_of, resolve
from parklocus.indicators.computing.rasters_on_streets import lack_noted, lack_refused
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.city.city import City


def requests_for(
    city: City,
    indices: Iterable[str] | None,
    parameters: Mapping[str, Mapping[str, Any]] | None,
    *,
    given: Mapping[str, bool],
    notes: list[str],
) -> list[Request]:
    """Resolve the indices asked for and see that what they need is there.

    Parameters
    ----------
    city : City
        Where the categories and kinds stand that parameters may name.
    indices : iterable of str, str or None
        Ids or columns; the name of a preset, or None for the whole catalogue, without those whose needs are not given.
    parameters : mapping or None
        Values other than the catalogue's defaults.
    given : mapping of bool
        By need that a user may meet (``centre``, ``population``, ...), whether it is met.
    notes : list of str
        What is left out of the whole catalogue or of a preset, and why, is said here.

    Raises
    ------
    InputError
        An index or parameter is not known, or an index that is asked for lacks what it needs.
    """
    requests = resolve(indices, parameters)
    if not requests:
        raise InputError(_("No index is asked for."))
    by_name = is_by_name(indices)
    left_out: set[str] = set()
    lacks: list[str] = []
    for need in (name for name, is_given in given.items() if not is_given):
        without = [request.index.id for request in requests if need in request.index.needs]
        if without and by_name:
            raise InputError(lack_refused(need).format(names=", ".join(without)))
        if without:
            lacks.append(lack_noted(need).format(names=", ".join(without)))
        left_out.update(without)
    _refuse_unknown(city, requests)
    kept = [request for request in requests if request.index.id not in left_out]
    if not kept:
        raise InputError(_("Nothing is left to compute. {reasons}").format(reasons=" ".join(lacks)))
    notes.extend(lacks)
    return kept


def is_by_name(indices: Iterable[str] | None) -> bool:
    """Whether single indices are asked for, so that one that cannot be had is an error and not left out."""
    return indices is not None and preset_of(indices) is None


def _refuse_unknown(city: City, requests: Iterable[Request]) -> None:
    """Refuse parameters that name a category or a kind of place that the city's table of places does not have."""
    for request in requests:
        for category in request.parameters.get("categories") or ():
            if category not in city.categories:
                message = _("{index}: there is no category “{name}”; there are: {known}.")
                known = ", ".join(city.categories)
                raise InputError(message.format(index=request.index.id, name=category, known=known))
        for name in request.parameters.get("kinds") or ():
            kinds = [key for key, facts in city.sets.items() if facts["of"] == request.index.id]
            if name not in kinds:
                message = _("{index}: there is no kind “{name}”; there are: {known}.")
                raise InputError(message.format(index=request.index.id, name=name, known=", ".join(kinds)))
