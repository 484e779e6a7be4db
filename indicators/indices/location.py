"""Where a point lies to the city's centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.city.streets import ATTACH_LIMIT
from parklocus.indicators.indices.registry import Centre, Column, Values, missing_because, over_the_city
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.nearest import nearest_distance
from parklocus.indicators.network.rides import Rides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.network.reach import Sources
    from parklocus.indicators.network.street_network import StreetNetwork


def centre_distances(network: StreetNetwork, sources: Sources, centres: Sequence[Centre]) -> NDArray[np.float64]:
    """Return metres along the streets to each centre, of shape (sources, centres); NaN where there is no way."""
    key = ("centres", *((centre.x, centre.y) for centre in centres))
    if key not in network.memo:  # four indices and the centre's name ask for the same
        graph = network.graph
        network.memo[key] = [nearest_distance(graph, graph.locate(centre.point)) for centre in centres]
    return np.stack([metres[sources.node] + sources.leg for metres in network.memo[key]], axis=1)


def nearest_centre(distances: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the nearest centre of each source, -1 where none can be reached."""
    reachable = np.isfinite(distances).any(axis=1)
    return np.where(reachable, np.argmin(np.where(np.isfinite(distances), distances, np.inf), axis=1), -1)


def _network_and_straight(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    distances = centre_distances(network, sources, centres)
    nearest = nearest_centre(distances)
    x = np.array([centre.x for centre in centres])[nearest]
    y = np.array([centre.y for centre in centres])[nearest]
    along = distances[np.arange(len(sources)), nearest]
    straight = np.hypot(x - sources.x, y - sources.y)
    return along, np.where(nearest < 0, np.nan, straight)


@over_the_city("cbd_distance")
def cbd_distance(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to the nearest centre."""
    yield Column("cbd_distance"), _network_and_straight(network, sources, centres)[0]


@over_the_city("cbd_straight")
def cbd_straight(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres in a straight line to the centre that is nearest along the streets."""
    yield Column("cbd_straight"), _network_and_straight(network, sources, centres)[1]


@over_the_city("cbd_walk_min")
def cbd_walk_min(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Minutes on foot to the nearest centre."""
    along = _network_and_straight(network, sources, centres)[0]
    yield Column("cbd_walk_min"), along / parameters["walking_speed"]


@over_the_city("cbd_cycle_min")
def cbd_cycle_min(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Minutes by bicycle to the centre that is reached first."""
    ridden = network.city.streets_for("cycle")
    rides = Rides.at_one_speed(ridden, parameters["cycling_speed"], parameters["walking_speed"])
    yield Column("cbd_cycle_min"), _ridden(rides, sources, centres)


@over_the_city("cbd_drive_min")
def cbd_drive_min(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Minutes by car to the centre that is reached first, free flow."""
    ridden = network.city.streets_for("drive")
    rides = Rides.at_limits(ridden, parameters["speeds"], parameters["walking_speed"])
    yield Column("cbd_drive_min"), _ridden(rides, sources, centres)


def _ridden(rides: Rides, sources: Sources, centres: Sequence[Centre]) -> NDArray[np.float64]:
    x, y = (np.array([getattr(centre, axis) for centre in centres], dtype=np.float64) for axis in "xy")
    return rides.minutes_to_nearest((x, y), sources.x, sources.y)


@missing_because("cbd_cycle_min")
def no_ride(city: City, _column: Column) -> str:
    """Say why there is no time by bicycle."""
    if not len(city.streets_for("cycle").boarding[0]):
        return _("the OSM file holds no street that may be cycled")
    message = _("no street to cycle on within {limit:.0f} m of the park or of a centre, or no way between them")
    return message.format(limit=ATTACH_LIMIT)


@missing_because("cbd_drive_min")
def no_drive(city: City, _column: Column) -> str:
    """Say why there is no time by car."""
    if not len(city.streets_for("drive").boarding[0]):
        return _("the OSM file holds no street that may be driven")
    message = _("no street to drive on within {limit:.0f} m of the park or of a centre, or no way between them")
    return message.format(limit=ATTACH_LIMIT)


@over_the_city("detour")
def detour(
    network: StreetNetwork, sources: Sources, centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets for each metre in a straight line; missing at the centre itself."""
    along, straight = _network_and_straight(network, sources, centres)
    ratio = np.full(len(sources), np.nan)
    yield Column("detour"), np.divide(along, straight, out=ratio, where=straight >= 1.0)


def centre_names(network: StreetNetwork, sources: Sources, centres: Sequence[Centre]) -> NDArray[np.object_]:
    """Return the name of each source's nearest centre, None where none can be reached."""
    nearest = nearest_centre(centre_distances(network, sources, centres))
    names = np.array([*(centre.name for centre in centres), None], dtype=object)
    return names[nearest]
