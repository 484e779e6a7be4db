"""Which tags are places, and of which kind and category: the editable table `resources/taxonomy.toml`."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
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
class Taxonomy:
    """The categories of places in order of precedence.

    Attributes
    ----------
    categories : tuple of Category
        The first category that matches an object is its category.
    version : str
        The table's own version.
    digest : str
        SHA-256 of the file, so that a stored city knows which table made it.
    """

    categories: tuple[Category, ...]
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
        entries = table.get("category")
        if not isinstance(entries, list) or not entries:
            raise InputError(_("The taxonomy {file} has no [[category]] entry.").format(file=file))
        categories = tuple(_category(entry, number, file) for number, entry in enumerate(entries, start=1))
        identifiers = [category.id for category in categories]
        if len(set(identifiers)) < len(identifiers):
            raise InputError(_("The taxonomy {file} names a category twice.").format(file=file))
        return cls(
            categories=categories,
            nothing=frozenset(table.get("nothing", ["no"])),
            same_kind=dict(table.get("kinds", {})),
            version=str(table.get("version", "")),
            digest=hashlib.sha256(raw).hexdigest(),
        )

    @property
    def category_ids(self) -> tuple[str, ...]:
        """The categories' ids, in order."""
        return tuple(category.id for category in self.categories)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every OSM key that the table looks at."""
        return tuple(dict.fromkeys(key for category in self.categories for key in category.match))

    def classify(self, tags: Mapping[str, str]) -> PlaceType | None:
        """Return what an object with these tags is, or None where it is no place."""
        for category in self.categories:
            for key, values in category.match.items():
                value = tags.get(key)
                if value is None or not self._matches(value, values):
                    continue
                if key in category.excluded and self._matches(value, category.excluded[key]):
                    continue
                return PlaceType(self.same_kind.get(value, value), category.id, f"{key}={value}")
        return None

    def _matches(self, value: str, values: frozenset[str] | None) -> bool:
        return value not in self.nothing if values is None else value in values


def _category(entry: dict[str, Any], number: int, file: Path) -> Category:
    identifier = entry.get("id")
    if not isinstance(identifier, str) or not identifier.isidentifier():
        message = _("In the taxonomy {file}, category {number} needs an id of letters, digits and underscores.")
        raise InputError(message.format(file=file, number=number))
    return Category(
        id=identifier,
        title=dict(entry.get("title", {"en": identifier})),
        match=_patterns(entry.get("match"), identifier, file),
        excluded=_patterns(entry.get("except", []), identifier, file),
    )


def _patterns(patterns: object, category: str, file: Path) -> dict[str, frozenset[str] | None]:
    parsed: dict[str, frozenset[str] | None] = {}
    for pattern in patterns if isinstance(patterns, list) else [None]:
        key, separator, values = str(pattern).partition("=")
        if not (key and separator and values) or pattern is None:
            message = _("In the taxonomy {file}, category {category}: {pattern} is not key=value, key=a|b or key=*.")
            raise InputError(message.format(file=file, category=category, pattern=pattern))
        if values == "*" or parsed.get(key, frozenset()) is None:
            parsed[key] = None
        else:
            parsed[key] = (parsed.get(key) or frozenset()) | frozenset(values.split("|"))
    return parsed
