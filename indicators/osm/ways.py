"""The ways of an OpenStreetMap file that may be cycled or driven, as arrays, with what their tags say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.osm.modes import BACKWARD, BOTH, CLOSED, FORWARD, WayRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.osm.way_nodes import Pieces

_EARTH = 6_371_008.8  # metres; the mean radius


@dataclass(frozen=True)
class Ways:
    """Ways that may be cycled or driven, whole and in the direction in which they are drawn.

    Attributes
    ----------
    way_refs : numpy.ndarray of shape (vertices,)
        OSM node ids, one way after the other.
    way_lon, way_lat : numpy.ndarray of shape (vertices,)
        Positions in ten-millionths of a degree (WGS 84).
    way_ptr : numpy.ndarray of shape (ways + 1,)
        Where each way begins in the vertices.
    way_class : numpy.ndarray of shape (ways,)
        Codes of `osm.tags.STREET_CLASSES`.
    way_cycle, way_drive : numpy.ndarray of shape (ways,)
        Directions open to bicycles and to cars: `osm.modes.FORWARD`, `BACKWARD`, `BOTH`, `CLOSED`.
    way_forward_kmh, way_backward_kmh : numpy.ndarray of shape (ways,)
        Speed limits for cars; NaN where the map has none.
    way_stop : numpy.ndarray of shape (ways,)
        Whether one can get on and off along the way.
    """

    way_refs: NDArray[np.int64]
    way_lon: NDArray[np.int32]
    way_lat: NDArray[np.int32]
    way_ptr: NDArray[np.int64]
    way_class: NDArray[np.int8]
    way_cycle: NDArray[np.int8]
    way_drive: NDArray[np.int8]
    way_forward_kmh: NDArray[np.float32]
    way_backward_kmh: NDArray[np.float32]
    way_stop: NDArray[np.bool_]

    @classmethod
    def empty(cls) -> Ways:
        """Return no ways."""
        return WayCollector().finish()

    def open_to(self, mode: str) -> NDArray[np.int8]:
        """Return the direction in which each way is open to ``"cycle"`` or ``"drive"``."""
        return self.way_cycle if mode == "cycle" else self.way_drive

    def lengths(self) -> NDArray[np.float64]:
        """Return the ways' lengths in metres, on a sphere: good to a part in two hundred, and to shares of length."""
        lon, lat = np.radians(self.way_lon / 1e7), np.radians(self.way_lat / 1e7)
        step = np.zeros(len(lon))
        step[1:] = _EARTH * np.hypot(np.diff(lon) * np.cos(lat[1:]), np.diff(lat))
        step[self.way_ptr[:-1]] = 0.0
        total = np.append(0.0, np.cumsum(step))
        return np.diff(total[self.way_ptr])

    def counts(self) -> dict[str, int]:
        """Return how many metres may be cycled and driven, and of the latter how many have a speed limit."""
        length = self.lengths()
        known = np.zeros(len(length))
        for direction, kmh in ((FORWARD, self.way_forward_kmh), (BACKWARD, self.way_backward_kmh)):
            known += ((self.way_drive & direction) > 0) & ~np.isnan(kmh)
        share = known / np.where(self.way_drive == BOTH, 2, 1)
        return {
            "cycle_metres": round(length[self.way_cycle != CLOSED].sum()),
            "drive_metres": round(length[self.way_drive != CLOSED].sum()),
            "drive_metres_with_maxspeed": round((length * share).sum()),
        }

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that make up the ways, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Ways:
        """Make ways of what `to_arrays` gave."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})


@dataclass
class WayCollector:
    """Gathers ways, some at a time."""

    refs: list[NDArray[np.int64]] = field(default_factory=list)
    xs: list[NDArray[np.int32]] = field(default_factory=list)
    ys: list[NDArray[np.int32]] = field(default_factory=list)
    sizes: list[NDArray[np.int64]] = field(default_factory=list)
    rules: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, pieces: Pieces, rules: NDArray[np.float64]) -> None:
        """Keep ways, or the pieces of some whose nodes are in the file.

        Parameters
        ----------
        pieces : Pieces
            Their nodes.
        rules : numpy.ndarray of shape (pieces, 6)
            What `rule_row` gives of each.
        """
        self.refs.append(pieces.refs)
        self.xs.append(pieces.x)
        self.ys.append(pieces.y)
        self.sizes.append(pieces.sizes)
        self.rules.append(rules)

    def finish(self) -> Ways:
        """Return all as arrays."""
        rules = np.concatenate([np.empty((0, 6)), *self.rules])
        return Ways(
            way_refs=laid_out(self.refs, np.int64),
            way_lon=laid_out(self.xs, np.int32),
            way_lat=laid_out(self.ys, np.int32),
            way_ptr=np.append(0, np.cumsum(laid_out(self.sizes, np.int64))),
            way_class=rules[:, 0].astype(np.int8),
            way_cycle=rules[:, 1].astype(np.int8),
            way_drive=rules[:, 2].astype(np.int8),
            way_forward_kmh=rules[:, 3].astype(np.float32),
            way_backward_kmh=rules[:, 4].astype(np.float32),
            way_stop=rules[:, 5].astype(bool),
        )


def rule_row(code: int, rules: WayRules) -> tuple[float, ...]:
    """Return the class of a way and its rules as numbers, those that are not known NaN."""
    limits = (math.nan if kmh is None else kmh for kmh in (rules.forward_kmh, rules.backward_kmh))
    return code, rules.cycle, rules.drive, *limits, rules.stop


def laid_out(parts: list[NDArray[Any]], dtype: type[np.integer[Any]]) -> NDArray[Any]:
    """Return the parts one after the other."""
    return np.concatenate([np.empty(0, dtype=dtype), *parts])
