"""How near to the extract's edge a point lies, and which values look past it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.indices import Column


def edge_distance(extent: Any, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres from points to the extract's edge; 0 for those outside."""
    points = shapely.points(np.column_stack([x, y]).reshape(-1, 2))
    shapely.prepare(extent)
    outline = extent.boundary
    shapely.prepare(outline)
    return np.where(shapely.contains(extent, points), shapely.distance(outline, points), 0.0)


def edge_affected(
    columns: Sequence[Column], values: NDArray[np.float64], to_edge: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which values look past the extract's edge, or belong to a point outside it.

    Parameters
    ----------
    columns : sequence of Column
        What the values are.
    values : numpy.ndarray of shape (points, columns)
        An unbounded value looks as far as it says.
    to_edge : numpy.ndarray of shape (points,) or (points, columns)
        Metres to the extract's edge, or to where the data of each column end.

    Returns
    -------
    numpy.ndarray of shape (points, columns)
    """
    to_edge = to_edge if to_edge.ndim == 2 else to_edge[:, None]
    limits = np.array([np.nan if column.limit is None else column.limit for column in columns])
    looks = np.where(np.isnan(limits), values, limits)
    return np.asarray((looks > to_edge) | (to_edge <= 0))


def affected_names(columns: Sequence[Column], affected: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return for each point the names of the columns affected, comma-joined."""
    names = np.array([column.name for column in columns], dtype=object)
    if not len(names):
        return np.full(len(affected), "", dtype=object)
    packed = np.packbits(affected, axis=1)
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).reshape(-1)  # one item a row is compared at once
    first, which = np.unique(rows, return_index=True, return_inverse=True)[1:]
    texts = np.array([",".join(names[pattern]) for pattern in affected[first]], dtype=object)
    return texts[which.reshape(-1)]
