"""Indices of others: an entry of the catalogue registered by a user's script or by an installed package.

Packages name a module (or a function that takes nothing) in the entry point group ``parklocus.indices``; it is loaded
when the catalogue is first asked. What cannot be loaded is named in `faults` and left out.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from parklocus.indicators.catalogue.entries import CATALOGUE
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import EntryPoint

    from parklocus.indicators.catalogue.model import Index

GROUP = "parklocus.indices"

_OWN = frozenset(CATALOGUE)
_computed: set[str] = set()  # ids that have a function
_package = ""  # that is being loaded: its name and version
_faults: list[tuple[str, str]] = []

# What else a park's columns and their endings are called.
_RESERVED = (
    r"(id|name|notes|geom|geometry|fid|access_.*|edge_.*|own_places_.*|known_.*|score_.*|.*_(pct|min|max|name|band))"
)
_ENDS_IN_SIZE = re.compile(r".*_[0-9]+")


def register_index(index: Index, *, replace_own: bool = False) -> Index:
    """Put an index of your own into the catalogue; a function decorated with `bounded` or `over_the_city` computes it.

    Parameters
    ----------
    index : Index
        Its entry. Where title or definition have no Chinese (``zh``), the English stands for it.
    replace_own : bool
        Take the place of an index of the same id that was registered before; one that ships with Park Locus stays.

    Returns
    -------
    Index
        The entry as it stands in the catalogue, with the package that brought it.

    Raises
    ------
    InputError
        The id is taken, could be mistaken for a column of another index, or is no lower-case name; the entry has no
        English title, definition or unit, or its direction is none.

    Examples
    --------
    >>> from parklocus.indicators import Index
    >>> bench = Index("acme_benches", {"en": "Benches"}, {"en": "Benches."}, "n", "+", (), "")
    >>> register_index(bench).title["zh"]
    'Benches'
    >>> del CATALOGUE["acme_benches"]
    """
    _check_id(index.id, replace_own=replace_own)
    for what, text in (("title", index.title), ("definition", index.definition)):
        if not isinstance(text, dict) or not text.get("en"):
            message = _("The index “{index}” needs its {what} in English: {what}={{'en': …}}.")
            raise InputError(message.format(index=index.id, what=what))
    if not index.unit or index.direction not in {"+", "-", "?"}:
        message = _(
            "The index “{index}” needs a unit and a direction: + more is better, - less is better, ? contested."
        )
        raise InputError(message.format(index=index.id))
    entry = replace(
        index,
        title={"zh": index.title["en"], **index.title},
        definition={"zh": index.definition["en"], **index.definition},
        package=_package,
    )
    _computed.discard(index.id)
    CATALOGUE[index.id] = entry
    return entry


def _check_id(identifier: object, *, replace_own: bool) -> None:
    if not isinstance(identifier, str) or not re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", identifier):
        message = _("“{index}” is no id of an index: take lower-case letters, digits and underscores, as acme_benches.")
        raise InputError(message.format(index=identifier))
    if identifier in CATALOGUE:
        if replace_own and is_third_party(identifier):
            return
        message = _("The index “{index}” is in the catalogue already{by}; take another id.")
        package = CATALOGUE[identifier].package
        by = _(" (from {package})").format(package=package) if package else ""
        raise InputError(message.format(index=identifier, by=by))
    near = next((one for one in CATALOGUE if _alike(one, identifier)), None)
    if near is not None:
        message = _("The id “{index}” could be mistaken for a column of “{other}”; begin it with your package's name.")
        raise InputError(message.format(index=identifier, other=near))
    if re.fullmatch(_RESERVED, identifier) or _ENDS_IN_SIZE.fullmatch(identifier):
        message = _("The id “{index}” could be mistaken for another column of a result; take another.")
        raise InputError(message.format(index=identifier))


def _alike(one: str, other: str) -> bool:
    return one.startswith(f"{other}_") or other.startswith(f"{one}_")


def is_third_party(identifier: str) -> bool:
    """Return whether an index does not ship with Park Locus."""
    return identifier not in _OWN


def has_function(identifier: str) -> None:
    """Take note that an index can be computed."""
    _computed.add(identifier)


def check_computable(index: Index) -> None:
    """Raise `InputError` where an index of others has an entry and no function."""
    if is_third_party(index.id) and index.id not in _computed:
        message = _("The index “{index}” has an entry but no function: decorate one with @bounded or @over_the_city.")
        raise InputError(message.format(index=index.id))


def load_installed() -> None:
    """Load the indices of installed packages, once a process."""
    _load()


@cache
def _load() -> None:
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        _load_one(point)


def _load_one(point: EntryPoint) -> None:
    package = f"{point.dist.name} {point.dist.version}" if point.dist is not None else point.value
    before = dict(CATALOGUE)
    try:
        with _brought_by(package):
            loaded = point.load()
            if callable(loaded):
                loaded()
        for identifier in CATALOGUE.keys() - before.keys():
            check_computable(CATALOGUE[identifier])
    except Exception as error:  # noqa: BLE001 - whatever others' code raises, ours goes on
        CATALOGUE.clear()
        CATALOGUE.update(before)
        reason = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        _faults.append((package, reason))


@contextmanager
def _brought_by(package: str) -> Iterator[None]:
    global _package  # noqa: PLW0603 - what is registered while a package loads is the package's
    _package = package
    try:
        yield
    finally:
        _package = ""


def third_party_notes() -> list[str]:
    """Return which packages' indices could not be loaded and why, in the language in use."""
    message = _("The indices of the package {package} are left out: {reason}")
    return [message.format(package=package, reason=reason) for package, reason in _faults]


def packages_of(identifiers: Iterable[str]) -> dict[str, str]:
    """Return the packages that brought indices, by id; ``script`` where none did."""
    return {one: CATALOGUE[one].package or "script" for one in identifiers if is_third_party(one)}
