"""The wire format of protocol buffers, as far as OpenStreetMap's files use it: messages, their fields, and varints.

See https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

_VARINT, _BYTES = 0, 2  # wire types
_MOST_FIELDS = 10  # of nodes, ways and relations


class UnusualFileError(Exception):
    """The file is damaged, or is sound and not of the plain format."""


def varint(data: bytes, at: int) -> tuple[int, int]:
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


def fields(data: bytes, at: int, stop: int) -> list[tuple[int, int, int]]:
    """Return number, begin and end of each field of a message; of a varint its value, and -1."""
    found = []
    while at < stop:
        key, value = data[at], data[at + 1]
        if key < 128 and value < 128:  # most are
            at += 2
        else:
            key, at = varint(data, at)
            value, at = varint(data, at)
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


def repeated(data: bytes, at: int, stop: int, number: int) -> tuple[list[int], list[int]]:
    """Return where the fields of a message begin and end that holds fields of this number alone, none of them a varint.

    Raises
    ------
    UnusualFileError
        It holds others, or is cut short.
    """
    begins, ends = [], []
    expected = number << 3 | _BYTES
    while at < stop:
        if data[at] != expected:
            raise UnusualFileError("fields of several kinds")
        length = data[at + 1]
        at += 2
        if length > 127:
            length, at = varint(data, at - 1)
        begins.append(at)
        at += length
        ends.append(at)
    if at != stop:
        raise UnusualFileError("a message is cut short")
    return begins, ends


def signed(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers of which the last bit is the sign."""
    return ((values >> 1) & np.int64(2**63 - 1)) ^ -(values & 1)


class Varints:
    """A stretch of bytes, all of it varints, decoded at once."""

    def __init__(self, block: bytes, begin: int, end: int) -> None:
        data = np.frombuffer(block, dtype=np.uint8, count=end - begin, offset=begin)
        last = np.flatnonzero(data < 128)
        if len(data) and (not len(last) or last[-1] != len(data) - 1):
            raise UnusualFileError("a number is cut short")
        bounds = np.zeros(len(last) + 1, dtype=np.int64)
        np.add(last, 1, out=bounds[1:])
        byte = data[bounds[:-1]]
        values = (byte & 127).astype(np.int64)
        longer, shift = np.flatnonzero(byte > 127), 7
        at = bounds[longer]
        while len(longer):
            if shift > 63:
                raise UnusualFileError("a number of more than 64 bits")
            at += 1
            byte = data[at]
            values[longer] |= (byte & 127).astype(np.int64) << shift
            shift += 7
            goes_on = byte > 127
            longer, at = longer[goes_on], at[goes_on]
        self.values: NDArray[np.int64] = values
        self._stop: NDArray[np.int64] = bounds[1:]
        self._size = len(data)

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
        none = np.zeros(len(at), dtype=np.int64)
        found = {number: (none.copy(), none.copy()) for number in range(1, _MOST_FIELDS + 1)}
        message: NDArray[np.int64] = np.arange(len(at))
        values, number_at, stops = self.values, self._number_at, self._stop
        while len(message):
            key = number_at[at]
            field, wire = values[key] >> 3, values[key] & 7
            is_bytes = wire == _BYTES
            if not (is_bytes | (wire == _VARINT)).all():
                raise UnusualFileError("a field that holds no varints")
            after = stops[key + 1]
            following = after + np.where(is_bytes, values[key + 1], 0)
            if (following > stop).any() or (values[key + 1][is_bytes] < 0).any():
                raise UnusualFileError("a field is longer than its message")
            begin = key + np.where(is_bytes, 2, 1)
            count = np.where(is_bytes, number_at[following] - begin, 1)
            if field.max() > _MOST_FIELDS:
                raise UnusualFileError("a field that no object has")
            for one in np.flatnonzero(np.bincount(field)).tolist():
                here = field == one
                if found[one][1][message[here]].any():
                    raise UnusualFileError(f"field {one} twice")
                found[one][0][message[here]], found[one][1][message[here]] = begin[here], count[here]
            goes_on = following < stop
            message, at, stop = message[goes_on], following[goes_on], stop[goes_on]
        return found

    def gathered(
        self, begin: NDArray[np.int64], count: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of a field, message after message, and where those of each begin."""
        ptr = np.append(0, np.cumsum(count))
        return ptr, self.values[ranges(begin, begin + count)]

    def of_key(self, begin: NDArray[np.int64], count: NDArray[np.int64], *, key: int) -> NDArray[Any]:
        """Return one number from a field of each message that is itself a message of pairs; 0 where it has none."""
        ptr, pairs = self.gathered(begin, count)
        value = np.zeros(len(begin), dtype=np.int64)
        at = np.flatnonzero(pairs[::2] == key) * 2
        value[np.searchsorted(ptr, at, side="right") - 1] = pairs[at + 1]
        return value
