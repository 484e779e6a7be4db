"""Nodes, ways or relations of one block of a file, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.osm.wire import UnusualFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

NODE, WAY, RELATION = 1, 3, 4  # as the format numbers them
_MEMBER_TYPES = "nwr"
_PORTION = 4_000  # objects between two calls of progress


@dataclass(frozen=True, eq=False)
class Objects:
    """Nodes, ways or relations of one block.

    Attributes
    ----------
    kind : int
        `NODE`, `WAY` or `RELATION`.
    ids : numpy.ndarray of shape (objects,)
    tag_ptr : numpy.ndarray of shape (objects + 1,)
        Where the tags of each object begin in `keys` and `values`.
    keys, values : numpy.ndarray of shape (tags,)
        Numbers of strings.
    strings : list of bytes
        The strings of the block.
    refs, ref_ptr : numpy.ndarray
        Ids of the nodes of ways, or of the members of relations, and where those of each object begin.
    x, y : numpy.ndarray
        Of nodes, in 1e-7 degrees.
    roles, types : numpy.ndarray
        Of members: numbers of strings, and 0 for node, 1 for way, 2 for relation.
    stamps : numpy.ndarray or None
        Seconds since 1970 of the objects' last change; None where not asked for or not in the file.
    """

    kind: int
    ids: NDArray[np.int64]
    tag_ptr: NDArray[np.int64]
    keys: NDArray[np.int64]
    values: NDArray[np.int64]
    strings: list[bytes]
    refs: NDArray[np.int64]
    ref_ptr: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    roles: NDArray[np.int64]
    types: NDArray[np.int64]
    stamps: NDArray[np.int64] | None

    def check(self) -> None:
        """See that all strings are there.

        Raises
        ------
        UnusualFileError
            Some are not.
        """
        for numbers in (self.keys, self.values, self.roles):
            if len(numbers) and not 0 <= numbers.min() <= numbers.max() < len(self.strings):
                raise UnusualFileError("a string is missing")

    def with_key(self, keys: frozenset[bytes]) -> NDArray[np.int64]:
        """Return the numbers of the objects that have one of the keys."""
        total = np.append(0, np.cumsum(self._of_strings(keys)[self.keys]))
        return np.flatnonzero(total[self.tag_ptr[1:]] > total[self.tag_ptr[:-1]])

    def _of_strings(self, keys: frozenset[bytes]) -> NDArray[np.bool_]:
        """Return which strings of the block are among these."""
        if keys not in self._among_strings:
            found = np.fromiter(map(keys.__contains__, self.strings), dtype=bool, count=len(self.strings))
            self._among_strings[keys] = found
        return self._among_strings[keys]

    @cached_property
    def _among_strings(self) -> dict[frozenset[bytes], NDArray[np.bool_]]:
        return {}

    def alike(self, chosen: NDArray[np.int64], keys: frozenset[bytes]) -> tuple[list[int], list[dict[str, str]]]:
        """Group objects by what their tags of these keys say.

        Returns
        -------
        list of int
            The group of each object of `chosen`.
        list of dict
            The tags that each group has in common.
        """
        pairs, ptr = self._pairs_of(keys)
        numbers: dict[bytes, int] = {}
        groups = [
            numbers.setdefault(pairs[begin:end], len(numbers))
            for begin, end in zip(ptr[chosen].tolist(), ptr[chosen + 1].tolist(), strict=True)
        ]
        count = len(self.strings)
        told = (np.frombuffer(one, dtype=np.int64).tolist() for one in numbers)
        return groups, [{self._text(pair // count): self._text(pair % count) for pair in one} for one in told]

    def _pairs_of(self, keys: frozenset[bytes]) -> tuple[bytes, NDArray[np.int64]]:
        """Return the tags of these keys, a number for each key and value, as bytes, and where each object's begin."""
        if keys not in self._pairs:
            tag = np.flatnonzero(self._of_strings(keys)[self.keys])
            pairs = (self.keys[tag] * len(self.strings) + self.values[tag]).astype(np.int64)
            self._pairs[keys] = pairs.tobytes(), np.searchsorted(tag, self.tag_ptr) * pairs.itemsize
        return self._pairs[keys]

    @cached_property
    def _pairs(self) -> dict[frozenset[bytes], tuple[bytes, NDArray[np.int64]]]:
        return {}

    def values_of(self, chosen: NDArray[np.int64], key: bytes) -> list[str]:
        """Return the value that each of some objects has for a key; empty where it has none."""
        tag = np.flatnonzero(self._of_strings(frozenset({key}))[self.keys])
        at = np.searchsorted(tag, self.tag_ptr[chosen])
        has = at < np.searchsorted(tag, self.tag_ptr[chosen + 1])
        values = iter(self.values[tag[at[has]]].tolist())
        return [self._text(next(values)) if there else "" for there in has.tolist()]

    def tags(self, number: int) -> dict[str, str]:
        """Return the tags of an object."""
        part = slice(self.tag_ptr[number], self.tag_ptr[number + 1])
        pairs = zip(self.keys[part].tolist(), self.values[part].tolist(), strict=True)
        return {self._text(key): self._text(value) for key, value in pairs}

    def members(self, number: int) -> list[tuple[str, str]]:
        """Return type and id (``n12``, ``w3``, ``r4``) and role of the members of a relation."""
        part = slice(self.ref_ptr[number], self.ref_ptr[number + 1])
        every = zip(self.types[part].tolist(), self.refs[part].tolist(), self.roles[part].tolist(), strict=True)
        return [(f"{_MEMBER_TYPES[kind]}{ref}", self._text(role)) for kind, ref, role in every]

    def member_ways(self, number: int) -> list[tuple[int, str]]:
        """Return id and role of those members of a relation that are ways."""
        part = slice(self.ref_ptr[number], self.ref_ptr[number + 1])
        every = zip(self.types[part].tolist(), self.refs[part].tolist(), self.roles[part].tolist(), strict=True)
        return [(ref, self._text(role)) for kind, ref, role in every if _MEMBER_TYPES[kind] == "w"]

    def portions(self, chosen: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Yield the numbers of objects, some at a time."""
        for first in range(0, len(chosen), _PORTION):
            yield chosen[first : first + _PORTION]

    def _text(self, number: int) -> str:
        return self.strings[number].decode("utf-8")
