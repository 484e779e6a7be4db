"""Rasters made for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio

if TYPE_CHECKING:
    from pathlib import Path


def write_raster(  # noqa: PLR0917
    path: Path,
    values: Any,
    left: float,
    top: float,
    size: float,
    crs: Any = None,
    *,
    nodata: float | None = None,
    **more: Any,
) -> Path:
    """Write one band (or several, of three dimensions) north up; `size` is the side of a cell in the CRS's unit."""
    bands = np.atleast_3d(np.asarray(values, dtype="float32").T).T
    transform = more.pop("transform", rasterio.Affine(size, 0.0, left, 0.0, -size, top))
    tags, units = more.pop("tags", {}), more.pop("units", None)
    options = {"driver": "GTiff", "count": len(bands), "height": bands.shape[1], "width": bands.shape[2]}
    options |= {"dtype": "float32", "crs": crs, "transform": transform, "nodata": nodata, **more}
    with rasterio.open(path, "w", **options) as dataset:
        dataset.write(bands)
        dataset.update_tags(**tags)
        if units:
            dataset.units = (units,)
    return path
