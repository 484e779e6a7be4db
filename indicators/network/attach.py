"""Put points on the streets: the nearest edge, the position along it, and the straight leg to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parklocus.indicators.city.streets import ATTACH_LIMIT, Streets
from parklocus.indicators.progress import alive

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CLOSE = 25.0  # metres; nearly all that stands along a street is as near to it
_POINTS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Attachment:
    """Points on edges.

    Attributes
    ----------
    edge : numpy.ndarray of shape (points,)
        The nearest edge, or -1 where no street is within the limit.
    offset : numpy.ndarray of shape (points,)
        Metres from the edge's first end.
    leg : numpy.ndarray of shape (points,)
        Metres of straight line from the point to the edge; NaN where not attached.
    """

    edge: NDArray[np.int64]
    offset: NDArray[np.float64]
    leg: NDArray[np.float64]

    @property
    def attached(self) -> NDArray[np.bool_]:
        """Which points are on a street."""
        return self.edge >= 0

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Attachment:
        """Return the chosen points."""
        return Attachment(self.edge[which], self.offset[which], self.leg[which])


def attach_points(
    streets: Streets,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    limit: float = ATTACH_LIMIT,
) -> Attachment:
    """Attach points to their nearest edges; of edges equally near, the first.

    Parameters
    ----------
    streets : Streets
        The network.
    x, y : numpy.ndarray of shape (points,)
        Positions in the streets' CRS.
    limit : float
        Metres beyond which a point is not attached.
    """
    points = shapely.points(np.column_stack([x, y]).reshape(-1, 2))
    edge = np.full(len(points), -1, dtype=np.int64)
    point, line = nearest_lines(streets.tree, points, limit)
    order = np.lexsort((line, point))[::-1]
    edge[point[order]] = line[order]
    offset = np.zeros(len(points))
    leg = np.full(len(points), np.nan)
    on = edge >= 0
    lines = streets.lines[edge[on]]
    offset[on] = shapely.line_locate_point(lines, points[on])
    leg[on] = shapely.distance(lines, points[on])
    return Attachment(edge, offset, leg)


def nearest_lines(
    tree: shapely.STRtree, points: NDArray[np.object_], limit: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each point with the line nearest to it, with all that are equally near.

    Measuring the few lines whose box a small square meets costs a third of a search for the nearest, which is left to
    the points that have none in it.

    Parameters
    ----------
    tree : shapely.STRtree
        A spatial index over the lines.
    points : numpy.ndarray of shape (points,)
        Shapely points.
    limit : float
        Metres beyond which a line is not looked for.

    Returns
    -------
    point, line : numpy.ndarray of shape (pairs,)
        Numbers of points, ascending, and of lines.
    """
    pairs = [np.empty((2, 0), dtype=np.int64)]
    for first in range(0, len(points), _POINTS_AT_ONCE):
        alive()
        some = points[first : first + _POINTS_AT_ONCE]
        close = _nearest_of_close(tree, some, min(limit, _CLOSE))
        rest = np.setdiff1d(np.arange(len(some)), close[0])
        point, line = tree.query_nearest(some[rest], max_distance=limit)
        both = np.concatenate([close, np.stack([rest[point], line])], axis=1)
        pairs.append(both[:, np.argsort(both[0], kind="stable")] + np.array([[first], [0]]))
    point, line = np.concatenate(pairs, axis=1)
    return point, line


def _nearest_of_close(tree: shapely.STRtree, points: NDArray[np.object_], close: float) -> NDArray[np.int64]:
    """Return points and their nearest lines where one is as close."""
    x, y = shapely.get_coordinates(points).T
    point, line = tree.query(shapely.box(x - close, y - close, x + close, y + close))
    metres = shapely.distance(points[point], tree.geometries[line])
    least = np.full(len(points), close)
    np.minimum.at(least, point, metres)
    is_nearest = metres == least[point]
    nearest: NDArray[np.int64] = np.stack([point[is_nearest], line[is_nearest]])
    return nearest


@dataclass(frozen=True)
class Landing:
    """Where one geometry meets the streets.

    Attributes
    ----------
    point : Attachment
        One point, or none where no street is within the limit.
    xy : numpy.ndarray of shape (1, 2) or (0, 2)
        The point of the geometry from which the leg starts, in metres.
    passed_over : bool
        Whether a nearer scrap of street was passed over.
    """

    point: Attachment
    xy: NDArray[np.float64]
    passed_over: bool


def attach_to_network(streets: Streets, geometry: Any, limit: float = ATTACH_LIMIT) -> Landing:
    """Attach one geometry at its nearest point, passing over scraps of street that are cut off from the network.

    A centre or a park on the outline of a square that no street is joined to would reach nothing.

    Parameters
    ----------
    streets : Streets
        The network.
    geometry : shapely geometry
        In the streets' CRS.
    limit : float
        Metres; a scrap is taken where nothing else is within them.
    """
    edges, tree = streets.connected
    near = tree.query_nearest(geometry, max_distance=limit)
    any_near = streets.tree.query_nearest(geometry, max_distance=limit)
    if not len(any_near):
        return Landing(
            Attachment(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)), np.empty((0, 2)), passed_over=False
        )
    edge = int(edges[near].min()) if len(near) else int(any_near.min())
    line = streets.lines[edge]
    on_street, start = shapely.get_coordinates(shapely.shortest_line(line, geometry))
    offset, leg = shapely.line_locate_point(line, shapely.Point(on_street)), shapely.distance(line, geometry)
    return Landing(
        point=Attachment(np.array([edge]), np.array([offset]), np.array([leg])),
        xy=start[None, :],
        passed_over=len(near) > 0 and bool(streets.is_cut_off[any_near].all()),
    )
