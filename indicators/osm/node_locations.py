"""Where the nodes of a file lie, looked up many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_X, _MOST_Y = 1_800_000_000, 900_000_000  # 180 and 90 degrees


class NodeLocations:
    """Positions of nodes in 1e-7 degrees, by id."""

    def __init__(self) -> None:
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]] = []

    def add(self, ids: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]) -> None:
        """Keep nodes; those that are nowhere on Earth are as if not in the file."""
        somewhere = (np.abs(x) <= _MOST_X) & (np.abs(y) <= _MOST_Y)
        self._parts.append((ids[somewhere], x[somewhere].astype(np.int32), y[somewhere].astype(np.int32)))

    def find(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
        """Return the positions of nodes, and which of them are in the file."""
        known, x, y = self._sorted()
        if not len(known):
            nowhere = np.zeros(len(ids), dtype=np.int32)
            return nowhere, nowhere, np.zeros(len(ids), dtype=bool)
        at = np.searchsorted(known, ids)
        at[at == len(known)] = 0
        return x[at], y[at], known[at] == ids

    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Bring all that was added into one order by id."""
        if not self._parts:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
        if len(self._parts) > 1:
            ids, x, y = (np.concatenate(part) for part in zip(*self._parts, strict=True))
            self._parts.clear()
            if (ids[1:] < ids[:-1]).any():
                order = np.argsort(ids, kind="stable")
                ids, x, y = ids[order], x[order], y[order]
            self._parts.append((ids, x, y))
        return self._parts[0]
