"""The form of the streets in the catchment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.indices.registry import (
    Column,
    Values,
    bounded,
    density,
    largest_radius,
    missing_because,
    share_land,
)
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.reach import how_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.network.reach import Reach


@bounded("intersection_density", limit=largest_radius, prepare=share_land)
def intersection_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Consolidated junctions of three or more streets per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(reach.junction_count(radius), reach.area(radius))
        yield Column("intersection_density", radius=radius, limit=radius), values


@bounded("link_node_ratio", limit=largest_radius)
def link_node_ratio(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Links with both ends within the radius for each node within it; missing where no node is.

    References
    ----------
    Dill, J. (2004). Measuring network connectivity for bicycling and walking. 83rd Annual Meeting of the
    Transportation Research Board.
    """
    for radius in parameters["radii"]:
        values = _ratio(how_many(_links_within(reach, radius)), how_many(_nodes_within(reach, radius)))
        yield Column("link_node_ratio", radius=radius, limit=radius), values


@bounded("dead_end_share", limit=largest_radius)
def dead_end_share(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Share of dead ends among the nodes within the radius; missing where no node is."""
    for radius in parameters["radii"]:
        tile = reach.within(radius).tile
        is_dead_end = reach.network.city.streets.degree[tile.nodes[tile.is_path_end]] == 1
        within = _nodes_within(reach, radius)
        values = _ratio(how_many(within[is_dead_end]), how_many(within))
        yield Column("dead_end_share", radius=radius, limit=radius), values


@bounded("street_density", limit=largest_radius, prepare=share_land)
def street_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Kilometres of street reached, those in part in part, per km² of the catchment."""
    for radius in parameters["radii"]:
        near = reach.within(radius)
        metres = near.along_edges(radius).sum(axis=0)
        yield Column("street_density", radius=radius, limit=radius), density(metres / 1000, reach.area(radius))


@bounded("block_length", limit=largest_radius)
def block_length(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Mean length of the links with both ends within the radius; missing where there is none."""
    for radius in parameters["radii"]:
        within = _links_within(reach, radius)
        metres = np.einsum("ji,j->i", within, reach.within(radius).tile.links[2])
        yield Column("block_length", radius=radius, limit=radius), _ratio(metres, how_many(within))


def _links_within(reach: Reach, radius: float) -> NDArray[np.bool_]:
    """Return which of the links nearby have both ends within the radius, of shape (links, block)."""
    near = reach.within(radius)
    within = near.metres <= radius
    u, v, _length = near.tile.links
    return within.take(u, axis=0) & within.take(v, axis=0)


def _nodes_within(reach: Reach, radius: float) -> NDArray[np.bool_]:
    """Return which of the junctions and dead ends nearby are within the radius, of shape (such nodes, block)."""
    near = reach.within(radius)
    return near.metres[near.tile.is_path_end] <= radius


@missing_because("link_node_ratio")
@missing_because("dead_end_share")
@missing_because("block_length")
def _nothing_within(_city: City, _column: Column) -> str:
    return _("no junction, dead end or whole street within the radius")


def _ratio(amount: NDArray[Any], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return amounts for each of what is counted; missing where nothing is."""
    result = np.full(len(count), np.nan)
    return np.divide(amount, count, out=result, where=count > 0)
