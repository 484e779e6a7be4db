"""Which tags are places, and of which kind and category: the editable table `resources/taxonomy.toml`."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_TAXONOMY = Path(__file__).resolve().parents[2] / "resources" / "taxonomy.toml"


@dataclass(frozen=True)
class PlaceType:
    """What a place is: its kind, its category and the tag that says so."""

    kind: str
    category: str
    tag: str


@dataclass(frozen=True)
class Category:
    """A category of places: ``match`` and ``excluded`` map a key to its values, or to None for any value."""

    id: str
    title: Mapping[str, str]
    match: Mapping[str, frozenset[str] | None]
    excluded: Mapping[str, frozenset[str] | None]


@dataclass(frozen=True)
class PlaceSet:
    """A set of tags that an index looks at; an object may stand in several.

    Attributes
    ----------
    of : str
        The index that reads it, or the family of indices.
    excluded : dict
        Tags any of which takes an object out.
    merge : float or None
        Metres within which objects of one name count once, as do those inside an area of the set; None where each
        object counts.
    """

    id: str
    of: str
    title: Mapping[str, str]
    match: Mapping[str, frozenset[str] | None]
    excluded: Mapping[str, frozenset[str] | None]
    merge: float | None


@dataclass(frozen=True)
class Taxonomy:
    """The categories of places in order of precedence, and sets of tags beside them.

    Attributes
    ----------
    categories : tuple of Category
        The first category that matches an object is its category.
    sets : tuple of PlaceSet
        All those that match an object hold it; those that ship with Park Locus where the file has none.
    version : str
        The table's own version.
    digest : str
        SHA-256 of what the table was read from, so that a stored city knows which table made it.
    """

    categories: tuple[Category, ...]
    sets: tuple[PlaceSet, ...]
    nothing: frozenset[str]
    same_kind: Mapping[str, str]
    version: str
    digest: str

    @classmethod
    def open(cls, path: str | Path | None = None) -> Taxonomy:
        """Read a taxonomy file; the one that ships with Park Locus when `path` is None.

        Raises
        ------
        InputError
            The file is missing, is not TOML, or an entry in it is malformed.
        """
        file = Path(path) if path is not None else DEFAULT_TAXONOMY
        try:
            raw = file.read_bytes()
            table = tomllib.loads(raw.decode("utf-8"))
        except OSError as error:
            message = _("The taxonomy {file} cannot be read: {reason}.").format(file=file, reason=error.strerror)
            raise InputError(message) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            message = _("The taxonomy {file} is not valid TOML: {reason}.").format(file=file, reason=error)
            raise InputError(message) from error
        categories = tuple(_category(entry, number, file) for number, entry in _entries(table, "category", file))
        if not categories:
            raise InputError(_("The taxonomy {file} has no [[category]] entry.").format(file=file))
        identifiers = [category.id for category in categories]
        if len(set(identifiers)) < len(identifiers):
            raise InputError(_("The taxonomy {file} names a category twice.").format(file=file))
        found = tuple(_place_set(entry, number, file) for number, entry in _entries(table, "set", file))
        if len({one.id for one in found}) < len(found):
            raise InputError(_("The taxonomy {file} names a set twice.").format(file=file))
        return cls(
            categories=categories,
            sets=found or cls.open().sets,
            nothing=frozenset(_texts(table.get("nothing", ["no"]), "nothing", file)),
            same_kind=_texts_by_name(table.get("kinds", {}), "kinds", file),
            version=str(table.get("version", "")),
            digest=hashlib.sha256(raw if found else raw + DEFAULT_TAXONOMY.read_bytes()).hexdigest(),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Every OSM key that the table looks at."""
        looked_at = [entry.match for entry in self.categories] + [entry.match for entry in self.sets]
        return tuple(dict.fromkeys(key for match in looked_at for key in match))

    def classify(self, tags: Mapping[str, str]) -> PlaceType | None:
        """Return what an object with these tags is, or None where it is no place."""
        if self._category_keys.isdisjoint(tags):
            return None
        for category in self.categories:
            for key, values in category.match.items():
                value = tags.get(key)
                if value is None or not self._matches(value, values):
                    continue
                if key in category.excluded and self._matches(value, category.excluded[key]):
                    continue
                return PlaceType(self.same_kind.get(value, value), category.id, f"{key}={value}")
        return None

    def sets_of(self, tags: Mapping[str, str]) -> list[PlaceType]:
        """Return the sets that hold an object with these tags; a set's id stands as the category."""
        seen: set[int] = set()
        by_key = self._sets_by_key
        for key, value in tags.items():
            if key in by_key:
                of_value = by_key[key]
                seen.update(of_value.get(value, of_value["*"]))
        held = []
        for number in sorted(seen):
            one = self.sets[number]
            if any(self._matches(tags[key], values) for key, values in one.excluded.items() if key in tags):
                continue
            matched = [key for key, values in one.match.items() if self._matches(tags.get(key), values)]
            if matched:
                key, value = matched[0], tags[matched[0]]
                held.append(PlaceType(self.same_kind.get(value, value), one.id, f"{key}={value}"))
        return held

    @cached_property
    def _category_keys(self) -> frozenset[str]:
        return frozenset(key for category in self.categories for key in category.match)

    @cached_property
    def _sets_by_key(self) -> dict[str, dict[str, list[int]]]:
        """Numbers of the sets that look at a key, by its value; under ``*`` those that take any value."""
        by_key: dict[str, dict[str, list[int]]] = {}
        for key in dict.fromkeys(key for one in self.sets for key in one.match):
            looking = [(number, one.match[key]) for number, one in enumerate(self.sets) if key in one.match]
            values = {"*"}.union(*(named for _number, named in looking if named is not None))
            by_key[key] = {
                value: [number for number, named in looking if named is None or value in named] for value in values
            }
        return by_key

    def _matches(self, value: str | None, values: frozenset[str] | None) -> bool:
        if value is None:
            return False
        return value not in self.nothing if values is None else value in values


def _entries(table: dict[str, Any], name: str, file: Path) -> list[tuple[int, dict[str, Any]]]:
    entries = table.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        message = _("In the taxonomy {file}, {name} must stand in double brackets, [[{name}]].")
        raise InputError(message.format(file=file, name=name))
    return list(enumerate(entries, start=1))


def _texts(value: object, name: str, file: Path) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(_("In the taxonomy {file}, {name} must be a list of texts.").format(file=file, name=name))
    return value


def _texts_by_name(value: object, name: str, file: Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        message = _('In the taxonomy {file}, {name} must hold texts by name, as en = "Food".')
        raise InputError(message.format(file=file, name=name))
    return dict(value)


def _category(entry: dict[str, Any], number: int, file: Path) -> Category:
    identifier = entry.get("id")
    if not isinstance(identifier, str) or not identifier.isidentifier():
        message = _("In the taxonomy {file}, category {number} needs an id of letters, digits and underscores.")
        raise InputError(message.format(file=file, number=number))
    return Category(
        id=identifier,
        title={"en": identifier} | _texts_by_name(entry.get("title", {}), "title", file),
        match=_patterns(entry.get("match"), identifier, file),
        excluded=_patterns(entry.get("except", []), identifier, file),
    )


def _place_set(entry: dict[str, Any], number: int, file: Path) -> PlaceSet:
    identifier = entry.get("id")
    if not isinstance(identifier, str) or not identifier.isidentifier():
        message = _("In the taxonomy {file}, set {number} needs an id of letters, digits and underscores.")
        raise InputError(message.format(file=file, number=number))
    merge = entry.get("merge")
    if merge is not None and (isinstance(merge, bool) or not isinstance(merge, int | float) or merge < 0):
        message = _("In the taxonomy {file}, merge of the set {name} is {value}; it must be metres, 0 or more.")
        raise InputError(message.format(file=file, name=identifier, value=merge))
    return PlaceSet(
        id=identifier,
        of=str(entry.get("of", "")),
        title={"en": identifier} | _texts_by_name(entry.get("title", {}), "title", file),
        match=_patterns(entry.get("match"), identifier, file),
        excluded=_patterns(entry.get("except", []), identifier, file),
        merge=None if merge is None else float(merge),
    )


def _patterns(patterns: object, category: str, file: Path) -> dict[str, frozenset[str] | None]:
    parsed: dict[str, frozenset[str] | None] = {}
    for pattern in _texts(patterns, f"{category}: match", file):
        key, separator, values = pattern.partition("=")
        if not (key and separator and values):
            message = _("In the taxonomy {file}, {category}: {pattern} is not key=value, key=a|b or key=*.")
            raise InputError(message.format(file=file, category=category, pattern=pattern))
        if values == "*" or parsed.get(key, frozenset()) is None:
            parsed[key] = None
        else:
            parsed[key] = (parsed.get(key) or frozenset()) | frozenset(values.split("|"))
    return parsed
