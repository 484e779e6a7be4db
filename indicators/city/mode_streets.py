"""The streets of one mode: where one walks, cycles or drives, in which direction, and how fast one may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from parklocus.indicators.city.streets import SCRAP_SHARE, Streets, join_ways
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.modes import BACKWARD, BOTH, CLOSED, MODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from parklocus.indicators.osm.ways import Ways


@dataclass(frozen=True)
class ModeStreets:
    """The streets of one mode.

    Attributes
    ----------
    mode : str
        ``"walk"``, ``"cycle"`` or ``"drive"``.
    streets : Streets
        The network; an edge is of one class, direction and limit from end to end.
    forward, backward : numpy.ndarray of shape (edges,)
        Whether an edge is open from its first end to its last, and from its last to its first.
    forward_kmh, backward_kmh : numpy.ndarray of shape (edges,)
        Speed limits for cars in these directions; NaN where the map has none.
    stop : numpy.ndarray of shape (edges,)
        Whether one can get on and off along the edge.
    """

    mode: str
    streets: Streets
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]
    forward_kmh: NDArray[np.float64]
    backward_kmh: NDArray[np.float64]
    stop: NDArray[np.bool_]

    @classmethod
    def walked(cls, streets: Streets) -> ModeStreets:
        """Return the streets that can be walked: everywhere both ways, and off at every step."""
        yes, none = np.ones(streets.n_edges, dtype=bool), np.full(streets.n_edges, np.nan)
        return cls("walk", streets, yes, yes, none, none, yes)

    @cached_property
    def is_connected(self) -> NDArray[np.bool_]:
        """Which edges one can come to and get away from, within a part of the network that is no scrap.

        Nodes that can be reached from one another are a part; a part with less than a hundredth of the street length of
        the largest is a scrap. A one-way street that the extract's edge cuts is in no part at all.
        """
        u, v = self.streets.edge_u, self.streets.edge_v
        row = np.concatenate([u[self.forward], v[self.backward]])
        column = np.concatenate([v[self.forward], u[self.backward]])
        shape = (self.streets.n_nodes, self.streets.n_nodes)
        links = coo_matrix((np.ones(len(row), dtype=np.int8), (row, column)), shape=shape)
        count, part = connected_components(links, directed=True, connection="strong")
        inside = part[u] == part[v]
        metres = np.bincount(part[u[inside]], weights=self.streets.edge_length[inside], minlength=count)
        is_scrap = metres < SCRAP_SHARE * metres.max(initial=0.0)
        return np.asarray(inside & ~is_scrap[part[u]])

    @property
    def share_with_limit(self) -> float:
        """Share of the streets' length, by direction where they are open in both, that has a speed limit; 0 to 1."""
        metres = self.streets.edge_length
        directions = ((self.forward, self.forward_kmh), (self.backward, self.backward_kmh))
        total = sum(metres[is_open].sum() for is_open, _kmh in directions)
        known = sum(metres[is_open & ~np.isnan(kmh)].sum() for is_open, kmh in directions)
        return float(known / total) if total else 0.0

    @cached_property
    def boarding(self) -> tuple[NDArray[np.int64], shapely.STRtree]:
        """The connected edges that one can get on and off at, and a spatial index over them."""
        edges = np.flatnonzero(self.stop & self.is_connected)
        return edges, shapely.STRtree(self.streets.lines[edges])


def streets_for(mode: str, walked: Streets, ways: Ways, crs: pyproj.CRS) -> ModeStreets:
    """Return the streets of a mode.

    Parameters
    ----------
    mode : {"walk", "cycle", "drive"}
        The mode.
    walked : Streets
        The streets that can be walked.
    ways : Ways
        The ways that may be cycled or driven.
    crs : pyproj.CRS
        The city's.

    Raises
    ------
    InputError
        There is no such mode.
    """
    if mode not in MODES:
        message = _("There is no mode “{name}”; there are: {known}.")
        raise InputError(message.format(name=mode, known=", ".join(MODES)))
    if mode == "walk":
        return ModeStreets.walked(walked)
    return build_mode_streets(ways, mode, pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform)


def build_mode_streets(
    ways: Ways, mode: str, project: Callable[..., tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> ModeStreets:
    """Build the streets that may be cycled or driven.

    Parameters
    ----------
    ways : Ways
        The ways of the map.
    mode : {"cycle", "drive"}
        Which of them, and their directions.
    project : callable
        Takes longitudes and latitudes to metres.
    """
    chosen = np.flatnonzero(ways.open_to(mode) != CLOSED)
    direction = ways.open_to(mode)[chosen]
    index, ptr = _vertices(ways.way_ptr, chosen, turned=direction == BACKWARD)
    x, y = project(ways.way_lon[index] / 1e7, ways.way_lat[index] / 1e7)
    one_way = direction != BOTH
    limits = np.column_stack([ways.way_forward_kmh[chosen], ways.way_backward_kmh[chosen]]).astype(np.float64)
    limits[direction == BACKWARD] = limits[direction == BACKWARD, ::-1]  # turned: all one-ways run forward now
    limits[one_way, 1] = np.nan
    if mode != "drive":
        limits[:] = np.nan
    stop = ways.way_stop[chosen]
    told = np.column_stack([ways.way_class[chosen], one_way, stop, np.nan_to_num(limits)])
    kinds = np.unique(told, axis=0, return_inverse=True)[1].ravel()
    directed = one_way | (np.nan_to_num(limits[:, 0]) != np.nan_to_num(limits[:, 1]))
    joined = join_ways(ways.way_refs[index], x, y, ptr, ways.way_class[chosen], kinds=kinds, directed=directed)
    way, backward = joined.way, joined.backward
    along, against = ~(one_way[way] & backward), ~(one_way[way] & ~backward)
    return ModeStreets(
        mode=mode,
        streets=joined.streets,
        forward=along,
        backward=against,
        forward_kmh=np.where(backward, limits[way, 1], limits[way, 0]),
        backward_kmh=np.where(backward, limits[way, 0], limits[way, 1]),
        stop=stop[way],
    )


def _vertices(
    ptr: NDArray[np.int64], chosen: NDArray[np.int64], *, turned: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the vertices of chosen ways, of turned ones from the last to the first, and where each way begins."""
    begin, count = ptr[chosen], ptr[chosen + 1] - ptr[chosen]
    new_ptr = np.append(0, np.cumsum(count))
    step = np.arange(new_ptr[-1]) - np.repeat(new_ptr[:-1], count)
    last = np.repeat(count - 1, count)
    return np.repeat(begin, count) + np.where(np.repeat(turned, count), last - step, step), new_ptr
