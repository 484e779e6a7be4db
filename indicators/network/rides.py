"""Minutes by bicycle or car to the nearest of some targets: one search against the direction of the streets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from parklocus.indicators.city.streets import ATTACH_LIMIT
from parklocus.indicators.network.attach import nearest_lines
from parklocus.indicators.osm.tags import STREET_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.city.mode_streets import ModeStreets

AT_END = 0.1  # metres; nearer than this to an end of a street a point is at that end, free to go anywhere from there
_SHORTEST = 1e-9  # minutes; a zero would vanish from a sparse matrix
_METRES_PER_MINUTE = 1000 / 60  # at 1 km/h


@dataclass(frozen=True)
class Stops:
    """Where points get on or off: a row a point and street, several where streets are equally near.

    Attributes
    ----------
    point : numpy.ndarray of shape (rows,)
        Number of the point; those without a street within the limit have no row.
    edge : numpy.ndarray of shape (rows,)
        The street.
    offset : numpy.ndarray of shape (rows,)
        Metres from the first end of the street.
    leg : numpy.ndarray of shape (rows,)
        Metres of straight line between point and street, on foot.
    """

    point: NDArray[np.int64]
    edge: NDArray[np.int64]
    offset: NDArray[np.float64]
    leg: NDArray[np.float64]


@dataclass(frozen=True)
class Rides:
    """The streets of a mode with the time they take.

    Attributes
    ----------
    ridden : ModeStreets
        The streets.
    forward, backward : numpy.ndarray of shape (edges,)
        Minutes per metre from the first end to the last, and back; infinite where closed.
    walking_speed : float
        Metres a minute on the legs to and from the street.
    """

    ridden: ModeStreets
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    walking_speed: float

    @classmethod
    def at_one_speed(cls, ridden: ModeStreets, kmh: float, walking_speed: float) -> Rides:
        """Return rides at one speed on all streets."""
        pace = np.full(ridden.streets.n_edges, 1 / (kmh * _METRES_PER_MINUTE))
        return cls._where_open(ridden, pace, pace, walking_speed)

    @classmethod
    def at_limits(cls, ridden: ModeStreets, class_kmh: Mapping[str, float], walking_speed: float) -> Rides:
        """Return rides at the speed limits, and where the map has none at the speed of the street's class."""
        by_code = np.array([class_kmh.get(name, class_kmh["other"]) for name in STREET_CLASSES])
        usual = by_code[ridden.streets.edge_class]
        there, back = (np.where(np.isnan(kmh), usual, kmh) for kmh in (ridden.forward_kmh, ridden.backward_kmh))
        return cls._where_open(ridden, 1 / (there * _METRES_PER_MINUTE), 1 / (back * _METRES_PER_MINUTE), walking_speed)

    @classmethod
    def _where_open(
        cls, ridden: ModeStreets, there: NDArray[np.float64], back: NDArray[np.float64], walking_speed: float
    ) -> Rides:
        forward = np.where(ridden.forward, there, np.inf)
        return cls(ridden, forward, np.where(ridden.backward, back, np.inf), walking_speed)

    def stops(self, x: NDArray[np.float64], y: NDArray[np.float64], limit: float = ATTACH_LIMIT) -> Stops:
        """Return where points get on or off: at the nearest street that one can stop at and that is no dead letter.

        Parameters
        ----------
        x, y : numpy.ndarray of shape (points,)
            Positions in the streets' CRS.
        limit : float
            Metres beyond which there is no street for a point.
        """
        edges, tree = self.ridden.boarding
        points = shapely.points(np.column_stack([x, y]).reshape(-1, 2))
        if not len(edges) or not len(points):
            nothing = np.empty(0, dtype=np.int64)
            return Stops(nothing, nothing, np.empty(0), np.empty(0))
        point, found = nearest_lines(tree, points, limit)
        edge = edges[found]
        lines = self.ridden.streets.lines[edge]
        offset, length = shapely.line_locate_point(lines, points[point]), self.ridden.streets.edge_length[edge]
        to_end = np.minimum(offset, length - offset)
        offset = np.where(to_end > AT_END, offset, np.where(offset <= length - offset, 0.0, length))
        return Stops(point, edge, offset, shapely.distance(lines, points[point]))

    def minutes_to_nearest(
        self, targets: tuple[NDArray[np.float64], NDArray[np.float64]], x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return minutes from points to the nearest target, with the legs on foot at both ends.

        Parameters
        ----------
        targets : tuple of numpy.ndarray of shape (targets,)
            x and y in the streets' CRS.
        x, y : numpy.ndarray of shape (points,)
            Positions in the streets' CRS.

        Returns
        -------
        numpy.ndarray of shape (points,)
            NaN where there is no street within the limit of the point or of any target, or no way.
        """
        starts, ends = self.stops(x, y), self.stops(*targets)
        minutes = np.full(len(x), np.inf)
        if len(ends.point):
            streets = self.ridden.streets
            on = self._from_nodes(ends)
            to_u, to_v = self._to_ends(starts, self.backward, self.forward)
            least = np.minimum(to_u + on[streets.edge_u[starts.edge]], to_v + on[streets.edge_v[starts.edge]])
            least = np.minimum(least, self._along_one_street(starts, ends)) + starts.leg / self.walking_speed
            np.minimum.at(minutes, starts.point, least)
        return np.where(np.isfinite(minutes), minutes, np.nan)

    def _to_ends(
        self, stops: Stops, at_u: NDArray[np.float64], at_v: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return minutes between positions and the first and last ends of their streets, at a pace for each part."""
        rest = self.ridden.streets.edge_length[stops.edge] - stops.offset
        return _minutes(stops.offset, at_u[stops.edge]), _minutes(rest, at_v[stops.edge])

    def _from_nodes(self, ends: Stops) -> NDArray[np.float64]:
        """Return minutes from every node to the nearest target, the target's leg included."""
        streets = self.ridden.streets
        from_u, from_v = self._to_ends(ends, self.forward, self.backward)
        on_foot = ends.leg / self.walking_speed
        first = np.full(streets.n_nodes, np.inf)
        np.minimum.at(first, streets.edge_u[ends.edge], from_u + on_foot)
        np.minimum.at(first, streets.edge_v[ends.edge], from_v + on_foot)
        seeded = np.flatnonzero(np.isfinite(first))
        # One node more, from which the search sets out, joined to every seeded node by the minutes it starts with.
        origin = np.full(len(seeded), streets.n_nodes)
        row, column, minutes = self._against
        links = (
            np.concatenate([minutes, np.maximum(first[seeded], _SHORTEST)]),
            (np.concatenate([row, origin]), np.concatenate([column, seeded])),
        )
        size = streets.n_nodes + 1
        matrix = coo_matrix(links, shape=(size, size)).tocsr()
        return np.asarray(dijkstra(matrix, directed=True, indices=streets.n_nodes)[: streets.n_nodes])

    @cached_property
    def _against(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """The streets against their direction: from, to and minutes, once for each pair of nodes."""
        streets = self.ridden.streets
        u, v, metres = streets.edge_u.astype(np.int64), streets.edge_v.astype(np.int64), streets.edge_length
        there, back = np.isfinite(self.forward), np.isfinite(self.backward)
        row = np.concatenate([v[there], u[back]])
        column = np.concatenate([u[there], v[back]])
        minutes = np.concatenate([(metres * self.forward)[there], (metres * self.backward)[back]])
        order = np.lexsort((minutes, column, row))
        row, column, minutes = row[order], column[order], np.maximum(minutes[order], _SHORTEST)
        least = np.ones(len(row), dtype=bool)
        least[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        return row[least], column[least], minutes[least]

    def _along_one_street(self, starts: Stops, ends: Stops) -> NDArray[np.float64]:
        """Return minutes to the nearest target on the same street, straight along it; infinite where there is none."""
        least = np.full(len(starts.edge), np.inf)
        for edge, offset, leg in zip(ends.edge, ends.offset, ends.leg, strict=True):
            rows = np.flatnonzero(starts.edge == edge)
            ahead = offset - starts.offset[rows]
            pace = np.where(ahead >= 0, self.forward[edge], self.backward[edge])
            least[rows] = np.minimum(least[rows], _minutes(np.abs(ahead), pace) + leg / self.walking_speed)
        return least


def _minutes(metres: NDArray[np.float64], pace: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return minutes for metres; none where there is no way to go, be the street closed or not."""
    minutes: NDArray[np.float64] = np.multiply(metres, pace, out=np.zeros(len(metres)), where=metres > 0)
    return minutes
