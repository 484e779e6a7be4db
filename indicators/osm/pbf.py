"""Decode OpenStreetMap's PBF format into arrays, a block at a time.

Objects of a block are decoded all at once rather than one by one: a city's file holds half a million of them, of which
the engine looks at a tenth. What is decoded is the plain format, as all usual programs write it (blocks that are raw or
of zlib, whole nanodegree granularity, packed fields); of anything else `UnusualFileError` is raised, and osmium can
write it anew as plain. The format: https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import zlib
from os import SEEK_CUR
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from parklocus.indicators.osm.objects import NODE, WAY, Objects
from parklocus.indicators.osm.wire import UnusualFileError, Varints, fields, repeated, signed, varint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_DENSE = 2  # the field of a group that holds nodes together
_PLAIN_GRANULARITY = 100
_PORTION = 8_000  # ways or relations decoded at once: some programs write blocks of many more
_SUPPORTED = {b"OsmSchema-V0.6", b"DenseNodes"}


class PlainPbf:
    """A PBF file. It remembers which kinds of objects each block holds, and unpacks no block in vain a second time.

    Parameters
    ----------
    file : Path
        The file.
    stamps : bool
        Whether to decode when objects were changed last.
    """

    def __init__(self, file: Path, *, stamps: bool = False) -> None:
        self._file = file
        self._stamps = stamps
        self._kinds: dict[int, set[int]] = {}  # by where the block begins

    def objects(self, *kinds: int) -> Iterator[tuple[Objects | None, float]]:
        """Yield the objects of these kinds, block by block, and which share of the file has been read.

        Blocks without such objects yield None.

        Raises
        ------
        UnusualFileError
            The file is damaged or not plain; what came before is to be thrown away.
        """
        size = max(self._file.stat().st_size, 1)
        with self._file.open("rb") as stream:
            while head := stream.read(4):
                none = True
                try:
                    for objects in self._next_block(stream, int.from_bytes(head), kinds):
                        none = False
                        objects.check()
                        yield objects, stream.tell() / size
                except (LookupError, ValueError, zlib.error) as error:  # of bytes that are no such message
                    raise UnusualFileError(str(error)) from error
                if none:
                    yield None, stream.tell() / size

    def _next_block(self, stream: BinaryIO, head: int, kinds: tuple[int, ...]) -> Iterator[Objects]:
        name, length = _blob_header(stream.read(head))
        at = stream.tell()
        if set(kinds).isdisjoint(self._kinds.get(at, kinds)):
            stream.seek(length, SEEK_CUR)
            return
        data = stream.read(length)
        if len(data) < length:
            raise UnusualFileError("it is cut short")
        block = _inflated(data)
        if name == b"OSMHeader":
            _check_features(block)
            self._kinds[at] = set()
            return
        strings, groups = _table_and_groups(block)
        self._kinds[at] = {_kind(field) for _begin, _end, field in groups}
        chosen = [group for group in groups if _kind(group[2]) in kinds]
        texts = [block[a:b] for a, b in zip(*repeated(block, *strings, 1), strict=True)] if chosen else []
        for begin, end, field in chosen:
            if field == _DENSE:
                yield _dense_nodes(block, begin, end, texts, stamps=self._stamps)
            else:
                for bounds in _portions(block, begin, end, field):
                    yield _messages(block, bounds, field, texts, stamps=self._stamps)


def _blob_header(data: bytes) -> tuple[bytes, int]:
    name, length = b"", -1
    for number, begin, end in fields(data, 0, len(data)):
        if number == 1:
            name = data[begin:end]
        elif number == 3:
            length = begin
    if length < 0:
        raise UnusualFileError("not a PBF file")
    return name, length


def _inflated(data: bytes) -> bytes:
    for number, begin, end in fields(data, 0, len(data)):
        if number == 1:
            return data[begin:end]
        if number == 3:
            return zlib.decompress(data[begin:end])
    raise UnusualFileError("compressed in another way")


def _check_features(block: bytes) -> None:
    for number, begin, end in fields(block, 0, len(block)):
        if number == 4 and block[begin:end] not in _SUPPORTED:
            raise UnusualFileError(block[begin:end].decode("utf-8"))


def _table_and_groups(block: bytes) -> tuple[tuple[int, int], list[tuple[int, int, int]]]:
    """Return where a block's table of strings begins and ends, and its groups: begin, end, and field of the objects."""
    strings = (0, 0)
    groups = []
    for number, begin, end in fields(block, 0, len(block)):
        if number == 1:
            strings = (begin, end)
        elif number == 2 and end > begin:
            groups.append((begin, end, varint(block, begin)[0] >> 3))
        else:
            _check_scale(number, begin)
    return strings, groups


def _kind(field: int) -> int:
    return NODE if field == _DENSE else field


def _check_scale(number: int, value: int) -> None:
    if (number == 17 and value != _PLAIN_GRANULARITY) or (number in {19, 20} and value):
        raise UnusualFileError("coordinates of another granularity")
    if number == 18 and value != 1000:
        raise UnusualFileError("dates of another granularity")


_NONE = np.empty(0, dtype=np.int64)


def _dense_nodes(block: bytes, begin: int, end: int, strings: list[bytes], *, stamps: bool) -> Objects:
    begins, ends = repeated(block, begin, end, _DENSE)
    if len(begins) > 1:
        raise UnusualFileError("dense nodes twice in a group")
    parts = {number: (a, b) for number, a, b in fields(block, begins[0], ends[0])}
    every = {number: Varints(block, *parts[number]) for number in (1, 8, 9, 10) if number in parts}
    ids, y, x = (np.cumsum(signed(every[number].values)) for number in (1, 8, 9))
    if not len(ids) == len(x) == len(y):
        raise UnusualFileError("nodes and positions differ in number")
    keys = values = _NONE
    tag_ptr = np.zeros(len(ids) + 1, dtype=np.int64)
    texts = every[10].values if 10 in every else _NONE
    if len(texts):  # key, value, key, value, 0 for each node
        last = np.flatnonzero(texts == 0)
        if len(last) != len(ids):
            raise UnusualFileError("nodes and tags differ in number")
        np.cumsum((np.diff(last, prepend=-1) - 1) // 2, out=tag_ptr[1:])
        pairs = texts[texts != 0]
        if len(pairs) != 2 * tag_ptr[-1]:
            raise UnusualFileError("a key without its value")
        keys, values = pairs[0::2], pairs[1::2]
    seconds = None
    if stamps and 5 in parts:
        for number, a, b in fields(block, *parts[5]):
            if number == 2:
                seconds = np.cumsum(signed(Varints(block, a, b).values))
    return Objects(
        NODE, ids, tag_ptr, keys, values, strings, _NONE, np.zeros(len(ids) + 1, int), x, y, _NONE, _NONE, seconds
    )


def _portions(block: bytes, begin: int, end: int, field: int) -> Iterator[NDArray[np.int64]]:
    """Yield where the messages of a group begin and end, some at a time."""
    bounds = np.array(repeated(block, begin, end, field), dtype=np.int64).T
    for first in range(0, len(bounds), _PORTION):
        yield bounds[first : first + _PORTION]


def _messages(block: bytes, bounds: NDArray[np.int64], kind: int, strings: list[bytes], *, stamps: bool) -> Objects:
    """Decode ways, relations or single nodes that lie between these bytes: messages that hold nothing but numbers."""
    begin = int(bounds[0, 0])
    numbers = Varints(block, begin, int(bounds[-1, 1]))
    part = numbers.parts(bounds[:, 0] - begin, bounds[:, 1] - begin)
    ids = numbers.values[part[1][0]]
    x = y = refs = roles = types = _NONE
    ref_ptr = np.zeros(len(ids) + 1, dtype=np.int64)
    tag_ptr, keys = numbers.gathered(*part[2])
    value_ptr, values = numbers.gathered(*part[3])
    if not np.array_equal(tag_ptr, value_ptr):
        raise UnusualFileError("keys and values differ in number")
    if kind == NODE:
        ids, y, x = (signed(numbers.values[part[number][0]]) for number in (1, 8, 9))
    elif kind == WAY:
        ref_ptr, refs = _added_up(*numbers.gathered(*part[8]))
    else:
        role_ptr, roles = numbers.gathered(*part[8])
        ref_ptr, refs = _added_up(*numbers.gathered(*part[9]))
        type_ptr, types = numbers.gathered(*part[10])
        if not (np.array_equal(role_ptr, ref_ptr) and np.array_equal(type_ptr, ref_ptr)):
            raise UnusualFileError("members and roles differ in number")
    seconds = numbers.of_key(*part[4], key=2 << 3) if stamps and part[4][1].any() else None
    return Objects(kind, ids, tag_ptr, keys, values, strings, refs, ref_ptr, x, y, roles, types, seconds)


def _added_up(ptr: NDArray[np.int64], steps: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add up what is written as differences with their signs, from each beginning anew."""
    total = np.cumsum(signed(steps))
    before = np.append(0, total)[ptr[:-1]]
    return ptr, total - np.repeat(before, np.diff(ptr))
