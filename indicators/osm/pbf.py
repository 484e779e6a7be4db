"""Decode OpenStreetMap's PBF format into arrays, a block at a time.

Objects of a block are decoded all at once rather than one by one: a city's file holds half a million of them, of which
the engine looks at a tenth. What is decoded is the plain format, as all usual programs write it (blocks that are raw or
of zlib, whole nanodegree granularity, packed fields); of anything else `UnusualFileError` is raised, and osmium can
write it anew as plain. The format: https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

NODE, WAY, RELATION = 1, 3, 4  # fields of a group; 2 are dense nodes
_DENSE = 2
_VARINT, _BYTES = 0, 2  # wire types
_PLAIN_GRANULARITY = 100
_PORTION = 8_000  # ways or relations decoded at once: some programs write blocks of many more
_SUPPORTED = {b"OsmSchema-V0.6", b"DenseNodes"}
_MEMBER_TYPES = "nwr"


class UnusualFileError(Exception):
    """The file is damaged, or is sound and not of the plain format."""


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
        return np.fromiter((text in keys for text in self.strings), dtype=bool, count=len(self.strings))

    def alike(self, chosen: NDArray[np.int64], keys: frozenset[bytes]) -> tuple[list[int], list[dict[str, str]]]:
        """Group objects by what their tags of these keys say.

        Returns
        -------
        list of int
            The group of each object of `chosen`.
        list of dict
            The tags that each group has in common.
        """
        tag = np.flatnonzero(self._of_strings(keys)[self.keys])
        ends = np.searchsorted(tag, self.tag_ptr) * 8
        pairs = (self.keys[tag] * len(self.strings) + self.values[tag]).astype(np.int64).tobytes()
        numbers: dict[bytes, int] = {}
        groups = [
            numbers.setdefault(pairs[begin:end], len(numbers))
            for begin, end in zip(ends[chosen].tolist(), ends[chosen + 1].tolist(), strict=True)
        ]
        texts, count = self._texts, len(self.strings)
        told = (np.frombuffer(one, dtype=np.int64).tolist() for one in numbers)
        return groups, [{texts[pair // count]: texts[pair % count] for pair in one} for one in told]

    def text(self, number: int, key: bytes) -> str:
        """Return the value that an object has for a key; empty where it has none."""
        for at in range(self._tag_ends[number], self._tag_ends[number + 1]):
            key_at, value_at = self._pairs[at]
            if self.strings[key_at] == key:
                return self._texts[value_at]
        return ""

    def tags(self, number: int) -> dict[str, str]:
        """Return the tags of an object."""
        begin, end = self._tag_ends[number], self._tag_ends[number + 1]
        texts, pairs = self._texts, self._pairs
        return {texts[key]: texts[value] for key, value in pairs[begin:end]}

    def members(self, number: int) -> list[tuple[str, str]]:
        """Return type and id (``n12``, ``w3``, ``r4``) and role of the members of a relation."""
        part = slice(self.ref_ptr[number], self.ref_ptr[number + 1])
        every = zip(self.types[part].tolist(), self.refs[part].tolist(), self.roles[part].tolist(), strict=True)
        return [(f"{_MEMBER_TYPES[kind]}{ref}", self._texts[role]) for kind, ref, role in every]

    @cached_property
    def _texts(self) -> list[str]:
        return [text.decode("utf-8") for text in self.strings]

    @cached_property
    def _tag_ends(self) -> list[int]:
        return self.tag_ptr.tolist()

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.keys.tolist(), self.values.tolist(), strict=True))


def read_objects(file: Path, kinds: tuple[int, ...], *, stamps: bool = False) -> Iterator[tuple[Objects | None, float]]:
    """Yield the objects of these kinds, block by block, and which share of the file has been read.

    Blocks without such objects yield None.

    Raises
    ------
    UnusualFileError
        The file is damaged or not plain; what came before is to be thrown away.
    """
    size = max(file.stat().st_size, 1)
    with file.open("rb") as stream:
        done = 0
        while head := stream.read(4):
            try:
                name, length = _blob_header(stream.read(int.from_bytes(head)))
                data = stream.read(length)
                done += 4 + int.from_bytes(head) + length
                if len(data) < length:
                    raise UnusualFileError("it is cut short")
                block = _inflated(data)
                if name == b"OSMHeader":
                    _check_features(block)
                    continue
                none = True
                for objects in _objects(block, kinds, stamps=stamps):
                    none = False
                    objects.check()
                    yield objects, done / size
            except (IndexError, ValueError, zlib.error) as error:  # what comes of bytes that are no such message
                raise UnusualFileError(str(error)) from error
            if none:
                yield None, done / size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins here, and where the next begins."""
    byte = data[at]
    if byte < 128:
        return byte, at + 1
    value, shift = byte & 127, 7
    while True:
        at += 1
        byte = data[at]
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at + 1
        shift += 7


def _fields(data: bytes, at: int, stop: int) -> list[tuple[int, int, int]]:
    """Return number, begin and end of each field of a message; of a varint its value, and -1."""
    found = []
    while at < stop:
        key, value = data[at], data[at + 1]
        if key < 128 and value < 128:  # most are
            at += 2
        else:
            key, at = _varint(data, at)
            value, at = _varint(data, at)
        wire = key & 7
        if wire == _BYTES:
            found.append((key >> 3, at, at + value))
            at += value
        elif wire == _VARINT:
            found.append((key >> 3, value, -1))
        else:
            raise UnusualFileError(f"wire type {wire}")
    if at != stop:
        raise UnusualFileError("a message is cut short")
    return found


def _blob_header(data: bytes) -> tuple[bytes, int]:
    name, length = b"", -1
    for number, begin, end in _fields(data, 0, len(data)):
        if number == 1:
            name = data[begin:end]
        elif number == 3:
            length = begin
    if length < 0:
        raise UnusualFileError("not a PBF file")
    return name, length


def _inflated(data: bytes) -> bytes:
    for number, begin, end in _fields(data, 0, len(data)):
        if number == 1:
            return data[begin:end]
        if number == 3:
            return zlib.decompress(data[begin:end])
    raise UnusualFileError("compressed in another way")


def _check_features(block: bytes) -> None:
    for number, begin, end in _fields(block, 0, len(block)):
        if number == 4 and block[begin:end] not in _SUPPORTED:
            raise UnusualFileError(block[begin:end].decode("utf-8"))


def _objects(block: bytes, kinds: tuple[int, ...], *, stamps: bool) -> Iterator[Objects]:
    """Yield what a block holds of these kinds, group by group."""
    told = (0, 0)
    groups = []
    for number, begin, end in _fields(block, 0, len(block)):
        if number == 1:
            told = (begin, end)
        elif number == 2:
            field = _varint(block, begin)[0] >> 3 if end > begin else 0
            if (NODE if field == _DENSE else field) in kinds:
                groups.append((begin, end, field))
        else:
            _check_scale(number, begin)
    strings = [block[a:b] for _number, a, b in _fields(block, *told)] if groups else []
    for begin, end, field in groups:
        if field == _DENSE:
            yield _dense_nodes(block, begin, end, strings, stamps=stamps)
        else:
            for bounds in _portions(_fields(block, begin, end), field):
                yield _messages(block, bounds, field, strings, stamps=stamps)


def _check_scale(number: int, value: int) -> None:
    if (number == 17 and value != _PLAIN_GRANULARITY) or (number in {19, 20} and value):
        raise UnusualFileError("coordinates of another granularity")
    if number == 18 and value != 1000:
        raise UnusualFileError("dates of another granularity")


_NONE = np.empty(0, dtype=np.int64)


def _dense_nodes(block: bytes, begin: int, end: int, strings: list[bytes], *, stamps: bool) -> Objects:
    _field, at, stop = _only(_fields(block, begin, end))
    parts = {number: (a, b) for number, a, b in _fields(block, at, stop)}
    every = {number: _Varints(block, *parts[number]) for number in (1, 8, 9, 10) if number in parts}
    ids, y, x = (np.cumsum(every[number].signed) for number in (1, 8, 9))
    if not len(ids) == len(x) == len(y):
        raise UnusualFileError("nodes and positions differ in number")
    keys = values = _NONE
    tag_ptr = np.zeros(len(ids) + 1, dtype=np.int64)
    texts = every[10].values if 10 in every else _NONE
    if len(texts):  # key, value, key, value, 0 for each node
        ends = np.flatnonzero(texts == 0)
        if len(ends) != len(ids):
            raise UnusualFileError("nodes and tags differ in number")
        np.cumsum((np.diff(ends, prepend=-1) - 1) // 2, out=tag_ptr[1:])
        pairs = texts[texts != 0]
        if len(pairs) != 2 * tag_ptr[-1]:
            raise UnusualFileError("a key without its value")
        keys, values = pairs[0::2], pairs[1::2]
    seconds = None
    if stamps and 5 in parts:
        for number, a, b in _fields(block, *parts[5]):
            if number == 2:
                seconds = np.cumsum(_Varints(block, a, b).signed)
    return Objects(
        NODE, ids, tag_ptr, keys, values, strings, _NONE, np.zeros(len(ids) + 1, int), x, y, _NONE, _NONE, seconds
    )


def _only(fields: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    if len(fields) != 1:
        raise UnusualFileError("a group of several kinds")
    return fields[0]


def _portions(found: list[tuple[int, int, int]], field: int) -> Iterator[NDArray[np.int64]]:
    """Yield where the messages of a group begin and end, some at a time."""
    if {number for number, _begin, _end in found} != {field}:
        raise UnusualFileError("a group of several kinds")
    for first in range(0, len(found), _PORTION):
        yield np.array(found[first : first + _PORTION], dtype=np.int64)[:, 1:]


def _messages(block: bytes, bounds: NDArray[np.int64], kind: int, strings: list[bytes], *, stamps: bool) -> Objects:
    """Decode ways, relations or single nodes that lie between these bytes: messages that hold nothing but numbers."""
    begin = int(bounds[0, 0])
    numbers = _Varints(block, begin, int(bounds[-1, 1]))
    part = numbers.parts(bounds[:, 0] - begin, bounds[:, 1] - begin)
    ids = numbers.values[part[1][0]]
    x = y = refs = roles = types = _NONE
    ref_ptr = np.zeros(len(ids) + 1, dtype=np.int64)
    tag_ptr, keys = numbers.gathered(*part[2])
    value_ptr, values = numbers.gathered(*part[3])
    if not np.array_equal(tag_ptr, value_ptr):
        raise UnusualFileError("keys and values differ in number")
    if kind == NODE:
        ids, y, x = (numbers.signed[part[number][0]] for number in (1, 8, 9))
    elif kind == WAY:
        ref_ptr, refs = _added_up(*numbers.gathered(*part[8], signed=True))
    else:
        role_ptr, roles = numbers.gathered(*part[8])
        ref_ptr, refs = _added_up(*numbers.gathered(*part[9], signed=True))
        type_ptr, types = numbers.gathered(*part[10])
        if not (np.array_equal(role_ptr, ref_ptr) and np.array_equal(type_ptr, ref_ptr)):
            raise UnusualFileError("members and roles differ in number")
    seconds = numbers.of_key(*part[4], key=2 << 3) if stamps and part[4][1].any() else None
    return Objects(kind, ids, tag_ptr, keys, values, strings, refs, ref_ptr, x, y, roles, types, seconds)


def _added_up(ptr: NDArray[np.int64], steps: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add up what is written as differences, from each beginning anew."""
    total = np.cumsum(steps)
    before = np.append(0, total)[ptr[:-1]]
    return ptr, total - np.repeat(before, np.diff(ptr))


class _Varints:
    """A stretch of bytes, all of it varints, decoded at once."""

    def __init__(self, block: bytes, begin: int, end: int) -> None:
        data = np.frombuffer(block, dtype=np.uint8, count=end - begin, offset=begin)
        self._stop: NDArray[np.int32] = (np.flatnonzero(data < 128) + 1).astype(np.int32)
        if len(data) and (not len(self._stop) or self._stop[-1] != len(data)):
            raise UnusualFileError("a number is cut short")
        start = np.append(0, self._stop[:-1]) if len(self._stop) else self._stop
        length = self._stop - start
        values = (data[start] & 127).astype(np.int64)
        longer, shift = np.flatnonzero(length > 1), 1
        while len(longer):
            if shift > 9:
                raise UnusualFileError("a number of more than 64 bits")
            values[longer] |= (data[start[longer] + shift] & np.int64(127)) << (7 * shift)
            shift += 1
            longer = longer[length[longer] > shift]
        self.values: NDArray[np.int64] = values
        self._size = len(data)

    @cached_property
    def signed(self) -> NDArray[np.int64]:
        """The numbers, of which the last bit is the sign."""
        return ((self.values >> 1) & np.int64(2**63 - 1)) ^ -(self.values & 1)

    @cached_property
    def _number_at(self) -> NDArray[np.int32]:
        """Which number begins at each byte, and after the last byte how many there are."""
        ended = np.zeros(self._size + 1, dtype=np.int8)
        ended[self._stop] = 1
        return np.cumsum(ended, dtype=np.int32)

    def parts(
        self, at: NDArray[np.int64], stop: NDArray[np.int64]
    ) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Return by field where its numbers begin in each message, and how many they are.

        All messages are walked side by side, field by field.
        """
        found: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {
            number: (np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)) for number in range(1, 11)
        }
        message: NDArray[np.int64] = np.arange(len(at))
        values, number_at, stops = self.values, self._number_at, self._stop
        while len(message):
            key = number_at[at]
            field, wire = values[key] >> 3, values[key] & 7
            is_bytes = wire == _BYTES
            if not (is_bytes | (wire == _VARINT)).all():
                raise UnusualFileError("a field that holds no varints")
            after = stops[key + 1].astype(np.int64)
            following = after + np.where(is_bytes, values[key + 1], 0)
            if (following > stop).any() or (values[key + 1][is_bytes] < 0).any():
                raise UnusualFileError("a field is longer than its message")
            begin = key + np.where(is_bytes, 2, 1)
            count = np.where(is_bytes, number_at[following] - begin, 1)
            for one in np.unique(field).tolist():
                here = field == one
                if one not in found or found[one][1][message[here]].any():
                    raise UnusualFileError(f"field {one}, or a field twice")
                found[one][0][message[here]], found[one][1][message[here]] = begin[here], count[here]
            goes_on = following < stop
            message, at, stop = message[goes_on], following[goes_on], stop[goes_on]
        return found

    def gathered(
        self, begin: NDArray[np.int64], count: NDArray[np.int64], *, signed: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of a field, message after message, and where those of each begin."""
        ptr = np.append(0, np.cumsum(count))
        index = ranges(begin, begin + count)
        return ptr, (self.signed if signed else self.values)[index]

    def of_key(self, begin: NDArray[np.int64], count: NDArray[np.int64], *, key: int) -> NDArray[Any]:
        """Return one number from a field of each message that is itself a message of pairs; 0 where it has none."""
        ptr, pairs = self.gathered(begin, count)
        value = np.zeros(len(begin), dtype=np.int64)
        at = np.flatnonzero(pairs[::2] == key) * 2
        value[np.searchsorted(ptr, at, side="right") - 1] = pairs[at + 1]
        return value
