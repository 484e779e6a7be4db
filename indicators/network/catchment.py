"""The polygon of a catchment: the land nearest to the streets that are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from parklocus.indicators.network.clipped_cells import cut_to_depth
from parklocus.indicators.network.graph import distance_matrix
from parklocus.indicators.network.land_blocks import LAND_DEPTH
from parklocus.indicators.progress import alive
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.network.street_network import StreetNetwork

_SPACING = 8.0  # metres; a street is reached or not by pieces of about this length
_PRECISION = 0.001  # metres; corners that ought to meet do
_JITTER = 0.05  # metres
_SMOOTHING = 1.0  # metres


def catchment(network: StreetNetwork, node: NDArray[np.int64], leg: NDArray[np.float64], radius: float) -> Any:
    """Return the land within 100 m of the streets reached, and nearer to them than to streets not reached.

    Parameters
    ----------
    network : StreetNetwork
        The network, with the access points among its nodes.
    node, leg : numpy.ndarray of shape (access points,)
        Where a park meets the streets, and the straight way there.
    radius : float
        Metres along the streets.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        In the network's CRS; empty where nothing is reached.
    """
    return catchments(network, node, leg, [radius])[0]


def catchments(
    network: StreetNetwork, node: NDArray[np.int64], leg: NDArray[np.float64], radii: Sequence[float]
) -> list[Any]:
    """Return the catchments within several radii, which share the cells that the land is cut into.

    Parameters
    ----------
    network : StreetNetwork
        As for `catchment`.
    node, leg : numpy.ndarray of shape (access points,)
        As for `catchment`.
    radii : sequence of float
        Metres along the streets.
    """
    alive()
    graph = network.graph
    farthest = max(radii)
    reach = farthest + 3 * LAND_DEPTH  # streets beyond the limit still claim the land next to them
    x, y = graph.x[node], graph.y[node]
    inside = (graph.x > x.min() - reach) & (graph.x < x.max() + reach)
    inside &= (graph.y > y.min() - reach) & (graph.y < y.max() + reach)
    edges = np.flatnonzero(inside[graph.u] | inside[graph.v])
    members = np.unique(np.concatenate([graph.u[edges], graph.v[edges], node]))
    u, v = np.searchsorted(members, graph.u[edges]), np.searchsorted(members, graph.v[edges])
    length = graph.length[edges]
    matrix = distance_matrix(len(members), u, v, length)
    from_each = dijkstra(matrix, indices=np.searchsorted(members, node), limit=farthest) + leg[:, None]
    metres = from_each.min(axis=0)

    count = np.maximum(np.ceil(length / _SPACING).astype(np.int64), 1)
    edge = np.repeat(np.arange(len(edges)), count)
    step = (length / count)[edge]
    offset = (ranges(np.zeros(len(count), dtype=np.int64), count) + 0.5) * step
    from_ends = np.minimum(metres[u][edge] + offset, metres[v][edge] + length[edge] - offset)
    if not (from_ends <= farthest).any():
        return [shapely.Polygon() for _radius in radii]
    streets = network.city.streets
    pieces = streets.interpolate(graph.street[edges[edge]], graph.start[edges[edge]] + offset)
    east_north, first = np.unique(pieces.round(3).view(np.complex128).ravel(), return_index=True)
    xy = east_north.view(np.float64).reshape(-1, 2)
    rivals = cKDTree(xy[from_ends[first] <= farthest]).query(xy, distance_upper_bound=2 * LAND_DEPTH)[0] < np.inf
    xy, first = xy[rivals], first[rivals]
    # Streets on a regular grid put many points on one circle, on which Voronoi cells come out broken.
    xy += np.random.default_rng(0).uniform(-_JITTER, _JITTER, xy.shape)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(xy),
            extend_to=shapely.box(*(xy.min(axis=0) - reach), *(xy.max(axis=0) + reach)),
            ordered=True,
        )
    )
    within = from_ends[first]
    reached = within <= farthest
    cells, within = cut_to_depth(cells[reached], xy[reached], LAND_DEPTH), within[reached]
    drawn = []
    for radius in radii:
        alive()
        drawn.append(shapely.simplify(_dissolved(cells[within <= radius]), _SMOOTHING))
    return drawn


def _dissolved(cells: NDArray[np.object_]) -> Any:
    """Return the union of cells, the quick way where the corners of neighbours are the same, as they should be."""
    try:
        land = shapely.coverage_union_all(cells)
    except shapely.errors.GEOSException:
        return shapely.union_all(cells, grid_size=_PRECISION)
    return land if shapely.is_valid(land) else shapely.union_all(cells, grid_size=_PRECISION)
