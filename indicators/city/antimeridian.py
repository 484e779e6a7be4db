"""Cities across the antimeridian, where longitudes leap from 180 to -180 degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_WGS84 = pyproj.CRS.from_epsg(4326)
_EAST, _WEST = shapely.box(0, -90, 180, 90), shapely.box(180, -90, 360, 90)


def without_leap(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes of places that go on past 180 degrees where they lie on both sides of the antimeridian."""
    if np.ptp(lon) <= 180:
        return lon
    past = np.where(lon < 0, lon + 360, lon)
    return past if np.ptp(past) < np.ptp(lon) else lon


def in_one_piece(area: Any) -> Any:
    """Return an area in lon/lat whose longitudes go on past 180 where it lies on both sides of the antimeridian."""
    west, _south, east, _north = shapely.bounds(area)
    return area if east - west <= 180 else shapely.union_all(shapely.get_parts(_past_180(area)))


def to_wgs84(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer in WGS 84, areas and lines cut where they cross the antimeridian.

    References
    ----------
    Butler, H., et al. (2016). The GeoJSON Format. RFC 7946, section 3.1.9.
    """
    found = layer.to_crs(_WGS84)
    bounds = found.geometry.bounds
    torn = (bounds["maxx"] - bounds["minx"] > 180).to_numpy()
    if torn.any():
        whole = _past_180(found.geometry.to_numpy()[torn])
        west = shapely.transform(shapely.intersection(whole, _WEST), lambda lonlat: lonlat - (360, 0))
        shapes = found.geometry.to_numpy().copy()
        shapes[torn] = shapely.union(shapely.intersection(whole, _EAST), west)
        found = found.set_geometry(shapes, crs=_WGS84)
    return found


def _past_180(shapes: Any) -> Any:
    def go_on(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([np.where(lonlat[:, 0] < 0, lonlat[:, 0] + 360, lonlat[:, 0]), lonlat[:, 1]])

    return shapely.transform(shapes, go_on)
