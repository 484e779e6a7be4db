"""The land of a city: buildings, green, water and industrial land as coordinates with a few small columns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import GeometryType

from parklocus.indicators.osm.areas import Land

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.osm.areas import LandCollector

    Project = Callable[[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]

_PORTION = 100_000  # vertices brought to metres at once
_PREFIX = "land_"  # before the arrays' names in a stored city


def _no_xy() -> NDArray[np.float64]:
    return np.empty((0, 2))


def _to_metres(xy: NDArray[np.float64], project: Project) -> None:
    """Bring vertices in degrees to metres where they stand: they are many."""
    for first in range(0, len(xy), _PORTION):
        part = xy[first : first + _PORTION]
        part[:, 0], part[:, 1] = project(part[:, 0], part[:, 1])


def _ragged(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the vertices of polygons, and where each ring, polygon and area begins."""
    if not len(shapes):
        return _no_xy(), *(np.zeros(1, dtype=np.int64),) * 3
    whole = shapes.copy()
    as_polygon = shapely.get_type_id(shapes) == GeometryType.POLYGON
    whole[as_polygon] = shapely.multipolygons(shapes[as_polygon, None])
    _kind, vertices, (ring_ptr, polygon_ptr, area_ptr) = shapely.to_ragged_array(whole, include_z=False)
    return vertices, ring_ptr, polygon_ptr, area_ptr


@dataclass(frozen=True, eq=False)
class LandCover:
    """Areas and water lines in the city's CRS, as one array of coordinates each.

    Attributes
    ----------
    what : numpy.ndarray of shape (areas,)
        Flags of `osm.areas.Land`.
    levels, height : numpy.ndarray of shape (areas,)
        Of buildings and their parts, as tagged; NaN where not known. Height in metres.
    vertices : numpy.ndarray of shape (vertices, 2)
        Metres, to the last digit: what shares a node with a street touches it.
    ring_ptr, polygon_ptr, area_ptr : numpy.ndarray
        Where each ring begins in the vertices, each polygon in the rings, each area in the polygons.
    line_vertices, line_ptr : numpy.ndarray
        The same of coasts, rivers and canals.
    """

    what: NDArray[np.uint16]
    levels: NDArray[np.float32]
    height: NDArray[np.float32]
    vertices: NDArray[np.float64]
    ring_ptr: NDArray[np.int32]
    polygon_ptr: NDArray[np.int32]
    area_ptr: NDArray[np.int32]
    line_vertices: NDArray[np.float64]
    line_ptr: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.what)

    @classmethod
    def of(
        cls,
        shapes: NDArray[np.object_],
        what: NDArray[np.uint16],
        levels: NDArray[np.float64],
        height: NDArray[np.float64],
        *,
        lines: list[NDArray[np.float64]],
    ) -> LandCover:
        """Keep polygons and lines, given in metres."""
        vertices, *ptrs = _ragged(shapes)
        return cls._made(vertices, ptrs, (what, levels, height), lines)

    @classmethod
    def _made(
        cls,
        vertices: NDArray[np.float64],
        ptrs: Sequence[NDArray[np.int64]],
        columns: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
        lines: list[NDArray[np.float64]],
    ) -> LandCover:
        """Keep areas whose rings, polygons and areas begin at `ptrs` in what they are made of."""
        what, levels, height = columns
        ring_ptr, polygon_ptr, area_ptr = ptrs
        return cls(
            what=what.astype(np.uint16),
            levels=levels.astype(np.float32),
            height=height.astype(np.float32),
            vertices=vertices,
            ring_ptr=ring_ptr.astype(np.int32),
            polygon_ptr=polygon_ptr.astype(np.int32),
            area_ptr=area_ptr.astype(np.int32),
            line_vertices=np.concatenate([_no_xy(), *lines]),
            line_ptr=np.cumsum([0, *map(len, lines)]).astype(np.int32),
        )

    @classmethod
    def empty(cls) -> LandCover:
        """Return the land of a city of which none is known."""
        nothing = np.empty(0)
        return cls.of(np.empty(0, dtype=object), nothing.astype(np.uint16), nothing, nothing, lines=[])

    @classmethod
    def collected(cls, found: LandCollector, project: Project) -> LandCover:
        """Bring what a reader gathered into the city's metric CRS.

        Parameters
        ----------
        found : LandCollector
            What was gathered, in degrees.
        project : callable
            Takes longitudes and latitudes to metres.
        """
        of_shapes, *ptrs = _ragged(np.array([*found.shapes, None], dtype=object)[:-1])
        sizes = np.concatenate([np.empty(0, dtype=np.int64), *found.sizes])
        count, corners = len(sizes), int(sizes.sum())
        vertices = np.empty((corners + len(of_shapes), 2))
        np.concatenate([np.empty((0, 2), dtype=np.int32), *found.corners], out=vertices[:corners])
        vertices[:corners] /= 1e7
        vertices[corners:] = of_shapes
        ring_ptr, *outer_ptrs = (ptr[1:] for ptr in ptrs)
        ptrs = [
            np.concatenate([[0], np.cumsum(sizes), ring_ptr + corners]),
            *(np.concatenate([np.arange(count + 1), ptr + count]) for ptr in outer_ptrs),
        ]
        told = np.concatenate([*found.of_rings, np.array(found.of_shapes, dtype=np.float64).reshape(-1, 3)])
        land = cls._made(vertices, ptrs, (told[:, 0].astype(np.uint16), told[:, 1], told[:, 2]), found.lines)
        _to_metres(land.vertices, project)
        _to_metres(land.line_vertices, project)
        return land

    def is_any(self, what: Land) -> NDArray[np.bool_]:
        """Return which areas have one of the flags."""
        return (self.what & int(what)) != 0

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The areas as shapely multipolygons; where some are invalid, `valid` mends them."""
        if not len(self):
            return np.empty(0, dtype=object)
        offsets = (self.ring_ptr, self.polygon_ptr, self.area_ptr)
        return np.asarray(
            shapely.from_ragged_array(GeometryType.MULTIPOLYGON, self.vertices, offsets),
            dtype=object,
        )

    @cached_property
    def tree(self) -> shapely.STRtree:
        """A spatial index over `shapes`."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def water_edges(self) -> NDArray[np.object_]:
        """The banks of water areas, and coasts, rivers and canals, piece by piece from vertex to vertex."""
        banks = shapely.get_parts(shapely.boundary(self.shapes[self.is_any(Land.WATER)]))
        xy, line = shapely.get_coordinates(banks, return_index=True)
        number = np.repeat(np.arange(len(self.line_ptr) - 1), np.diff(self.line_ptr)) + len(banks)
        xy, line = np.concatenate([xy, self.line_vertices]), np.concatenate([line, number])
        goes_on = line[1:] == line[:-1]
        return np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)[goes_on]), dtype=object)

    def counts(self) -> dict[str, int]:
        """Return how many areas of each sort there are, and how many buildings tell their levels or height."""
        building = self.is_any(Land.BUILDING)
        known = ~np.isnan(self.levels) | ~np.isnan(self.height)
        return {
            "buildings": int(building.sum()),
            "buildings_with_levels_or_height": int((building & known).sum()),
            "green_areas": int(self.is_any(Land.GREEN).sum()),
            "water_areas": int(self.is_any(Land.WATER).sum()),
            "water_lines": len(self.line_ptr) - 1,
            "industrial_areas": int(self.is_any(Land.INDUSTRIAL).sum()),
        }

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that make up the land, by name."""
        return {_PREFIX + item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> LandCover:
        """Make land of what `to_arrays` gave."""
        return cls(**{item.name: arrays[_PREFIX + item.name] for item in fields(cls)})


def valid(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons that can be cut and joined, those that are invalid mended."""
    mended = shapes.copy()
    bad = ~shapely.is_valid(shapes)
    mended[bad] = shapely.make_valid(shapes[bad])
    return mended
