"""Green and water about a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parklocus.indicators.indices.access import why_no_distance
from parklocus.indicators.indices.registry import (
    Column,
    Run,
    Values,
    bounded,
    largest_radius,
    missing_because,
    over_the_city,
)
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.green import green_entrances, public_green
from parklocus.indicators.network.nearest import nearest_distance
from parklocus.indicators.osm.areas import Land

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices.registry import Centre
    from parklocus.indicators.network.reach import Reach, Sources
    from parklocus.indicators.network.street_network import StreetNetwork

_TOUCHES = 0.01  # metres; a point nearer than this to an area is in it


def _find_green(network: StreetNetwork, _parameters: Mapping[str, Any], _run: Run) -> None:
    """Work out the green land, and all land with it, before any block is read: it goes along to other processes."""
    if network.city.land.is_any(Land.GREEN).any():
        _kept = network.green_land


@bounded("green_share", limit=largest_radius, prepare=_find_green)
def green_share(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Green land of the street length reached, by all its land."""
    city = reach.network.city
    known = bool(city.land.is_any(Land.GREEN).any())
    for radius in parameters["radii"]:
        share = np.full(len(reach.rows), np.nan)
        if known:
            green = _green_reached(reach, radius) / 1e6
            area = reach.area(radius)
            np.divide(green, area, out=share, where=area > 0)
        yield Column("green_share", radius=radius, limit=radius), share


def _green_reached(reach: Reach, radius: float) -> NDArray[np.float64]:
    """Return the green land of the street length reached in m², as `Reach.area` sums all land."""
    near, graph = reach.within(radius), reach.network.graph
    land = reach.network.green_land
    street, start = graph.street[near.tile.edges], graph.start[near.tile.edges]
    of_edge = land.between(street, start, start + near.tile.length)
    some = np.flatnonzero(of_edge > 0)
    reached, length = near.reached_length(radius)[:, some], near.tile.length[some]
    whole = reached >= length
    row, column = np.nonzero((reached > 0) & ~whole)
    edge = some[column]
    from_u, from_v = (np.maximum(radius - near.distance[row, end[edge]], 0.0) for end in (near.tile.u, near.tile.v))
    at_ends = near.tile.land_at_ends(land, edge, from_u, from_v)
    total = np.einsum("ij,j->i", whole, of_edge[some])
    return np.asarray(total + np.bincount(row, at_ends, len(total)))


@missing_because("green_share")
def no_green_share(city: City, _column: Column) -> str:
    """Say why there is no share of green land."""
    if city.land.is_any(Land.GREEN).any():
        return _("no land in the catchment")
    return _("the OSM file holds no green area")


@over_the_city("green_distance")
def green_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to where a public green area is entered."""
    least_area = parameters["least_area"]
    targets = network.graph.locate(green_entrances(network.city, least_area))
    metres = nearest_distance(network.graph, targets)[sources.node] + sources.leg
    inside = _touching(sources, public_green(network.city, least_area))
    metres[inside] = 0.0
    yield Column("green_distance", limit=None), metres


@missing_because("green_distance")
def no_green(city: City, _column: Column) -> str:
    """Say why there is no distance to a green area."""
    return why_no_distance(bool(city.land.is_any(Land.GREEN).any()))


@over_the_city("water_distance")
def water_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres in a straight line to the nearest bank."""
    land = network.city.land
    edges = land.water_edges
    metres = np.full(len(sources), np.nan)
    if len(edges) and len(sources):
        points = shapely.points(sources.x, sources.y)
        (source, _edge), distance = shapely.STRtree(edges).query_nearest(
            points, return_distance=True, all_matches=False
        )
        metres[source] = distance
        metres[_touching(sources, land.shapes[land.is_any(Land.WATER)])] = 0.0
    yield Column("water_distance", limit=None), metres


@missing_because("water_distance")
def no_water(_city: City, _column: Column) -> str:
    """Say why there is no distance to water."""
    return _("the OSM file holds no water")


def _touching(sources: Sources, shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the sources that lie in one of the areas, or on its edge."""
    tree = shapely.STRtree(shapely.points(sources.x, sources.y))
    return np.unique(tree.query(shapes, predicate="dwithin", distance=_TOUCHES)[1])
