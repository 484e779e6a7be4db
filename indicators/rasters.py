"""Rasters of people and of light at night: opened, checked, and read where the city is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import rasterio
import rasterio.features
import shapely
from rasterio.errors import RasterioIOError
from rasterio.windows import Window

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import RASTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

    Positions = tuple[NDArray[np.float64], NDArray[np.float64]]

LEAST = {
    "population": 0.0,
    "population_density": 0.0,
    "night_light": -1.5,
}  # monthly composites of VIIRS go down to -1.5
_EDGE_STEPS = 64  # parts that an outline is cut into, as a straight side is none in another projection
_DENSITY = re.compile(r"densit|(?:/|per)[ _]?(?:sq\.?[ _]?)?km|(?:^|_)pd_", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class RasterWindow:
    """The cells of a raster that lie over a city.

    Attributes
    ----------
    kind : str
        ``population``, ``population_density`` or ``night_light``.
    values : numpy.ndarray of shape (rows, columns)
        The cells' values; NaN where the raster holds none.
    transform : affine.Affine
        From (column, row) to positions in `crs`.
    crs : pyproj.CRS
        The raster's.
    city_crs : pyproj.CRS
        The city's.
    coverage : shapely geometry
        The raster's rectangle, in the city's CRS.
    origin : dict
        File name, SHA-256, size of a cell.
    """

    kind: str
    values: NDArray[np.float64]
    transform: Any
    crs: pyproj.CRS
    city_crs: pyproj.CRS
    coverage: Any
    origin: Mapping[str, Any]

    @cached_property
    def _to_raster(self) -> pyproj.Transformer:
        """From the city's CRS to the raster's; to make one takes a hundredth of a second."""
        return pyproj.Transformer.from_crs(self.city_crs, self.crs, always_xy=True)

    def cells_at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> Positions:
        """Return (column, row) of positions in the city's CRS, as fractions of cells."""
        return _fractions(self.transform, *self._to_raster.transform(x, y))

    def number(self, column: NDArray[np.float64], row: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the cell (row by row) at fractions of cells; -1 off the raster."""
        rows, columns = self.values.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        across, down = np.where(inside, column, 0.0).astype(np.int64), np.where(inside, row, 0.0).astype(np.int64)
        return np.where(inside, down * columns + across, -1)

    def polygons(self, number: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return the outlines of cells in the city's CRS."""
        columns = self.values.shape[1]
        column, row = number % columns, number // columns
        share = np.linspace(0.0, 1.0, 5)[:-1]  # four steps a side
        across = np.concatenate([share, np.ones(4), 1 - share, np.zeros(4)])
        down = np.concatenate([np.zeros(4), share, np.ones(4), 1 - share])
        x = self.transform.c + self.transform.a * (column[:, None] + across)
        y = self.transform.f + self.transform.e * (row[:, None] + down)
        to_city = pyproj.Transformer.from_crs(self.crs, self.city_crs, always_xy=True)
        return shapely.polygons(np.stack(to_city.transform(x, y), axis=-1))

    def share_within(self, extent: Any) -> NDArray[np.float64]:
        """Return the share of each cell's area that lies within an extent, of shape (cells,)."""
        outline = shapely.segmentize(extent, _step(extent))
        there = shapely.transform(outline, self._to_raster.transform, interleaved=False)
        options = {"out_shape": self.values.shape, "transform": self.transform, "dtype": "uint8"}
        share = rasterio.features.rasterize([(there, 1)], **options).astype(np.float64).ravel()
        crossed = rasterio.features.rasterize([(there.boundary, 1)], all_touched=True, **options) > 0
        number = np.flatnonzero(crossed)
        if len(number):
            cells = self.polygons(number)
            shapely.prepare(extent)
            share[number] = shapely.area(shapely.intersection(cells, extent)) / shapely.area(cells)
        return share

    def people(self) -> NDArray[np.float64]:
        """Return the people in each cell, of shape (cells,); 0 where the raster holds no value."""
        values = np.nan_to_num(self.values.ravel(), nan=0.0)
        if self.kind == "population":
            return values
        settled = np.flatnonzero(values)
        people = np.zeros(len(values))
        if len(settled):
            people[settled] = values[settled] * shapely.area(self.polygons(settled)) / 1e6
        return people


def read_rasters(city: City, paths: Mapping[str, str | Path] | None) -> dict[str, RasterWindow]:
    """Read rasters where they lie over a city.

    Parameters
    ----------
    city : City
        The city.
    paths : mapping, optional
        By kind: ``population`` (people in each cell), ``population_density`` (people per km²) or ``night_light``.

    Raises
    ------
    InputError
        A kind is unknown, people are given twice, or a file cannot be used; the message says why.
    """
    given = dict(paths or {})
    for kind in given:
        if kind not in RASTERS:
            message = _("There is no raster “{kind}”; there are: {known}.")
            raise InputError(message.format(kind=kind, known=", ".join(RASTERS)))
    if {"population", "population_density"} <= set(given):
        raise InputError(_("Give people either per cell (population) or per km² (population_density), not both."))
    return {kind: _read(city, kind, Path(path)) for kind, path in given.items()}


def _read(city: City, kind: str, file: Path) -> RasterWindow:
    if not file.is_file():
        raise InputError(_("There is no raster {file}.").format(file=file))
    try:
        with rasterio.open(file) as dataset:
            _check(dataset, kind, file)
            window = _window(city, dataset, file)
            cells = dataset.read(1, window=window, masked=True)
            values = cells.astype(np.float64).filled(np.nan) * dataset.scales[0] + dataset.offsets[0]
            whole = dataset.transform
            left, top = whole.c + window.col_off * whole.a, whole.f + window.row_off * whole.e
            transform = rasterio.Affine(whole.a, 0.0, left, 0.0, whole.e, top)
            crs = pyproj.CRS.from_wkt(dataset.crs.to_wkt())
            coverage = _coverage(city, dataset)
            size = [abs(whole.a), abs(whole.e)]
    except RasterioIOError as error:
        message = _("{file} cannot be read as a raster: {reason}.").format(file=file, reason=str(error).rstrip("."))
        raise InputError(message) from error
    values[~np.isfinite(values)] = np.nan
    least = np.nanmin(values, initial=np.inf)
    if least < LEAST[kind]:
        message = _("{file} holds values down to {least:g}: declare the value that stands for no data in the file.")
        raise InputError(message.format(file=file, least=least))
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    origin = {"file": file.name, "sha256": sha256, "cell": size, "crs": crs.to_string()}
    return RasterWindow(kind, values, transform, crs, city.crs, coverage, origin)


def _check(dataset: Any, kind: str, file: Path) -> None:
    """Refuse a raster whose cells cannot be placed, or do not hold what they should."""
    if dataset.count != 1:
        message = _("{file} has {count} bands: give a raster with one.")
        raise InputError(message.format(file=file, count=dataset.count))
    if dataset.crs is None or dataset.transform.is_identity:
        raise InputError(
            _("{file} does not say where it lies: it has no coordinate reference system.").format(file=file)
        )
    if dataset.transform.b or dataset.transform.d:
        raise InputError(_("{file} is rotated: give a raster whose rows run along its axes.").format(file=file))
    if not np.issubdtype(np.dtype(dataset.dtypes[0]), np.number) or dataset.dtypes[0].startswith("complex"):
        raise InputError(_("{file} holds no plain numbers.").format(file=file))
    tags = {**dataset.tags(), **dataset.tags(1)}
    words = [file.stem, dataset.descriptions[0], dataset.units[0], tags.get("units"), tags.get("UNITTYPE")]
    if kind == "population" and any(_DENSITY.search(word) for word in words if word):
        message = _("{file} seems to hold people per km², not people in each cell: give it as population_density.")
        raise InputError(message.format(file=file))


def _window(city: City, dataset: Any, file: Path) -> Window:
    """Return the cells that lie over the city, with one around."""
    to_raster = pyproj.Transformer.from_crs(city.crs, dataset.crs.to_wkt(), always_xy=True)
    box = shapely.segmentize(shapely.envelope(city.extent.buffer(200.0)), _step(city.extent))
    x, y = to_raster.transform(*shapely.get_coordinates(box).T)
    no_overlap = InputError(_("{file} does not lie over the city.").format(file=file))
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise no_overlap
    if dataset.crs.is_geographic and np.ptp(x) > 180:
        message = _("{file} is cut at 180°, where the city lies across: give it in a projected coordinate system.")
        raise InputError(message.format(file=file))
    column, row = _fractions(dataset.transform, x, y)
    left, right = max(int(np.floor(column.min())) - 1, 0), min(int(np.ceil(column.max())) + 1, dataset.width)
    top, bottom = max(int(np.floor(row.min())) - 1, 0), min(int(np.ceil(row.max())) + 1, dataset.height)
    if left >= right or top >= bottom or not _coverage(city, dataset).intersects(city.extent):
        raise no_overlap
    return Window(left, top, right - left, bottom - top)


def _coverage(city: City, dataset: Any) -> Any:
    """Return the part of the raster's rectangle near the city, in the city's CRS: far off, projections tear."""
    to_raster = pyproj.Transformer.from_crs(city.crs, dataset.crs.to_wkt(), always_xy=True)
    near = shapely.segmentize(shapely.envelope(city.extent.buffer(5000.0)), _step(city.extent))
    there = shapely.transform(near, to_raster.transform, interleaved=False)
    shared = shapely.intersection(shapely.make_valid(there), shapely.box(*dataset.bounds))
    if shared.is_empty:
        return shared
    fine = shapely.segmentize(shared, max(np.ptp(shapely.bounds(shared).reshape(2, 2), axis=0)) / _EDGE_STEPS)
    back = pyproj.Transformer.from_crs(dataset.crs.to_wkt(), city.crs, always_xy=True)
    return shapely.transform(fine, back.transform, interleaved=False)


def _fractions(transform: Any, x: Any, y: Any) -> Positions:
    """Return (column, row) of positions, as fractions of cells, on a raster that is not rotated."""
    return (np.asarray(x) - transform.c) / transform.a, (np.asarray(y) - transform.f) / transform.e


def _step(extent: Any) -> float:
    left, low, right, high = extent.bounds
    return max(right - left, high - low, 1.0) / _EDGE_STEPS
