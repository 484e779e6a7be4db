"""Where parks are, and which of them lie so near one another that they are not independent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ADJOINING = 1000.0  # metres


def park_positions(parks: pd.DataFrame) -> NDArray[np.float64]:
    """Return where parks are, in metres of the UTM zone of their middle, of shape (parks, 2); NaN where not known."""
    xy = np.full((len(parks), 2), np.nan)
    shapes = _metric(parks)
    if shapes is not None:
        known = (shapes.notna() & ~shapes.is_empty).to_numpy()
        middle = shapes[known].centroid
        xy[known] = np.column_stack([middle.x, middle.y])
    return xy


def adjoining_parks(parks: pd.DataFrame) -> list[list[str]]:
    """Return the names of the parks that lie within 1 km of one another, or of one between them, group by group."""
    shapes = _metric(parks)
    if shapes is None:
        return []
    names = (parks["name"] if "name" in parks.columns else parks["id"]).astype(str).to_numpy()
    first, second = shapes.sindex.query(np.asarray(shapes, dtype=object), predicate="dwithin", distance=ADJOINING)
    links = coo_matrix((np.ones(len(first)), (first, second)), shape=(len(names), len(names)))
    group = connected_components(links, directed=False)[1]
    groups = [names[group == number].tolist() for number in dict.fromkeys(group.tolist())]
    return [members for members in groups if len(members) > 1]


def _metric(parks: pd.DataFrame) -> gpd.GeoSeries | None:
    if not isinstance(parks, gpd.GeoDataFrame) or parks.crs is None or not parks.geometry.notna().any():
        return None
    shapes = parks.geometry
    return shapes.to_crs(shapes[shapes.notna()].estimate_utm_crs())
