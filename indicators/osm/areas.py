"""Which areas and lines of a file are land that is looked at: buildings, green, water, industry, other uses."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from enum import IntFlag
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


class Land(IntFlag):
    """What an area is; it may be several at once."""

    BUILDING = 1
    PART = 2  # of a building, with levels of its own
    GREEN = 4
    WATER = 8
    INDUSTRIAL = 16
    CLOSED = 32  # to the public
    OPEN_SPACE = 64  # where people go to be in the open: parks, commons, playgrounds, forests, but no verges
    USE_INDUSTRIAL = 128  # the land use alone; INDUSTRIAL takes in buildings and what is no longer used
    USE_RESIDENTIAL = 256
    USE_COMMERCIAL = 512
    USE_RETAIL = 1024


_INDUSTRIAL_BUILDINGS = frozenset({"industrial", "warehouse", "factory"})
_GREEN = {
    "leisure": frozenset({"park", "garden"}),
    "landuse": frozenset({"grass", "forest", "recreation_ground"}),
    "natural": frozenset({"wood"}),
}
_OPEN_SPACE = {
    "leisure": frozenset({"park", "garden", "common", "nature_reserve", "playground", "dog_park"}),
    "landuse": frozenset({"recreation_ground", "village_green", "forest"}),
}
_HOME_GARDENS = frozenset({"residential", "private"})  # values of garden:type
_WATER = {"natural": frozenset({"water"}), "waterway": frozenset({"riverbank"})}
_INDUSTRIAL = {
    "building": _INDUSTRIAL_BUILDINGS,
    "landuse": frozenset({"industrial", "brownfield"}),
    "historic": frozenset({"industrial", "factory", "works", "warehouse", "mill", "mine"}),
    **{
        f"{prefix}:{key}": values
        for prefix in ("disused", "abandoned")
        for key, values in (
            ("building", _INDUSTRIAL_BUILDINGS),
            ("landuse", frozenset({"industrial"})),
            ("man_made", frozenset({"works"})),
        )
    },
}
_LINES = {"natural": frozenset({"coastline"}), "waterway": frozenset({"river", "canal"})}
_BUILDING, _PART, _CLOSED, _OPEN = (int(one) for one in (Land.BUILDING, Land.PART, Land.CLOSED, Land.OPEN_SPACE))
_NOT_PUBLIC = frozenset({"no", "private"})

# Keys without one of which no area, and no line, is any of these.
AREA_KEYS = tuple(dict.fromkeys(("building", "building:part", *_GREEN, *_WATER, *_INDUSTRIAL)))
LINE_KEYS = tuple(_LINES)

# All that `LandTags` looks at.
LAND_KEYS = (*AREA_KEYS, "building:levels", "height", "access", "garden:type")

_METRES = {"": 1.0, "m": 1.0, "ft": 0.3048, "'": 0.3048}
_HEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(m|ft|'|)")


# What each key and value makes of an area, as plain numbers: buildings are many.
_MEANING: dict[str, dict[str, int]] = {}
for _table, _land in (
    (_GREEN, Land.GREEN),
    (_OPEN_SPACE, Land.OPEN_SPACE),
    (_WATER, Land.WATER),
    (_INDUSTRIAL, Land.INDUSTRIAL),
    ({"landuse": frozenset({"industrial"})}, Land.USE_INDUSTRIAL),
    ({"landuse": frozenset({"residential"})}, Land.USE_RESIDENTIAL),
    ({"landuse": frozenset({"commercial"})}, Land.USE_COMMERCIAL),
    ({"landuse": frozenset({"retail"})}, Land.USE_RETAIL),
):
    for _key, _values in _table.items():
        _of_key = _MEANING.setdefault(_key, {})
        _of_key.update({_value: _of_key.get(_value, 0) | int(_land) for _value in _values})


def land_of(tags: Mapping[str, str]) -> int:
    """Return what an area with these tags is, as flags of `Land`; 0 where no index looks at it."""
    what = 0
    if tags.get("building", "no") != "no":
        what = _BUILDING
    elif tags.get("building:part", "no") != "no":
        what = _PART
    for key, value in tags.items():
        if key in _MEANING:
            what |= _MEANING[key].get(value, 0)
    if what & _OPEN and tags.get("garden:type") in _HOME_GARDENS:
        what &= ~_OPEN
    if what and tags.get("access") in _NOT_PUBLIC:
        what |= _CLOSED
    return what


def is_water_line(tags: Mapping[str, str]) -> bool:
    """Whether a way is a coast, or a river or canal that runs in the open."""
    for key, values in _LINES.items():
        if key in tags and tags[key] in values:
            return tags.get("tunnel", "no") == "no"
    return False


def levels_of(tags: Mapping[str, str]) -> float:
    """Return a building's levels above the ground, its roof's not counted; NaN where they are not known."""
    try:
        levels = float(tags.get("building:levels", "nan"))
    except ValueError:
        return np.nan
    return levels if 0 <= levels < np.inf else np.nan


def height_of(tags: Mapping[str, str]) -> float:
    """Return a building's height in metres, given in metres or feet; NaN where it is not known.

    Examples
    --------
    >>> [height_of({"height": text}) for text in ("12", "12.5 m", "10 ft", "tall")]
    [12.0, 12.5, 3.048, nan]
    """
    given = tags.get("height")
    if given is None:
        return np.nan
    found = _HEIGHT.fullmatch(given.strip())
    metres = float(found[1]) * _METRES[found[2]] if found else 0.0
    return metres if metres > 0 else np.nan


class LandTags(NamedTuple):
    """What an area's tags say of it as land: flags of `Land`, and a building's levels and height in metres, or NaN."""

    what: int
    levels: float
    height: float

    @classmethod
    def of(cls, tags: Mapping[str, str]) -> LandTags | None:
        """Return what the tags say; None where no index looks at the area."""
        what = land_of(tags)
        if not what:
            return None
        if what & (_BUILDING | _PART):
            return cls(what, levels_of(tags), height_of(tags))
        return cls(what, math.nan, math.nan)


@dataclass
class LandCollector:
    """Gathers land while a file streams by.

    Attributes
    ----------
    corners : list of numpy.ndarray of shape (vertices, 2)
        Areas that are one ring, closed, ring after ring: lon and lat in 1e-7 degrees.
    sizes : list of numpy.ndarray
        How many corners each ring has.
    shapes : list of shapely geometries
        Areas of several rings, in degrees.
    of_rings : list of numpy.ndarray of shape (rings, 3)
        What the rings are, as in `LandTags`.
    of_shapes : list of LandTags
        What the shapes are.
    lines : list of numpy.ndarray of shape (vertices, 2)
        Coasts, rivers and canals, in degrees.
    """

    corners: list[NDArray[np.int32]] = field(default_factory=list)
    sizes: list[NDArray[np.int64]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    of_rings: list[NDArray[np.float64]] = field(default_factory=list)
    of_shapes: list[LandTags] = field(default_factory=list)
    lines: list[NDArray[np.float64]] = field(default_factory=list)

    def rings(self, corners: NDArray[np.int32], sizes: NDArray[np.int64], tags: NDArray[np.float64]) -> None:
        """Keep areas that are one ring each."""
        self.corners.append(corners)
        self.sizes.append(sizes)
        self.of_rings.append(tags)

    def shape(self, shape: Any, tags: LandTags) -> None:
        """Keep an area that may have several rings."""
        self.shapes.append(shape)
        self.of_shapes.append(tags)
