"""People and light around a point, supply for people, and walkability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.indices.registry import (
    Column,
    Run,
    Values,
    bounded,
    composite,
    density,
    largest_radius,
    missing_because,
    share_land,
)
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.cores import by_core, some
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.parallel import Job, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.network.reach import Reach
    from parklocus.indicators.network.street_network import StreetNetwork

ZONE_WEIGHTS = (1.0, 0.68, 0.22)  # Luo & Qi 2009
WALKABILITY_PARTS = ("population_reach_density", "intersection_density", "daily_living")

_NO_LAND = 1e-9  # square metres; less is rounding


@bounded("population_reach", limit=largest_radius, prepare=share_land)
def population_reach(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """People in the catchment; missing where the raster holds no value on its land."""
    for radius in parameters["radii"]:
        yield Column("population_reach", radius=radius, limit=radius), _people(reach, radius)


@bounded("population_reach_density", limit=largest_radius)
def population_reach_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """People per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(_people(reach, radius), reach.area(radius))
        yield Column("population_reach_density", radius=radius, limit=radius), values


def _people(reach: Reach, radius: float) -> NDArray[np.float64]:
    known = reach.spread_sum("people_land", radius) > _NO_LAND
    return np.where(known, reach.spread_sum("people", radius), np.nan)


@bounded("night_light", limit=largest_radius)
def night_light(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Mean radiance over the catchment's land; missing where the raster holds no value on it."""
    for radius in parameters["radii"]:
        land = reach.spread_sum("light_land", radius)
        values = np.full(len(land), np.nan)
        np.divide(reach.spread_sum("light", radius), land, out=values, where=land > _NO_LAND)
        yield Column("night_light", radius=radius, limit=radius), values


def _zones(parameters: Mapping[str, Any]) -> tuple[float, ...]:
    """Return how far the three zones reach, in metres."""
    minutes = [parameters[name] for name in ("first_zone", "second_zone", "third_zone")]
    if not minutes[0] < minutes[1] < minutes[2]:
        message = _("e2sfca: the zones are {zones} minutes; each must reach farther than the one before.")
        raise InputError(message.format(zones=", ".join(f"{value:g}" for value in minutes)))
    return tuple(value * parameters["walking_speed"] for value in minutes)


def _farthest_zone(parameters: Mapping[str, Any]) -> float:
    return _zones(parameters)[-1]


def _share_supply(network: StreetNetwork, parameters: Mapping[str, Any], run: Run) -> None:
    supply_ratio(network, _zones(parameters), run)


@bounded("e2sfca", limit=_farthest_zone, prepare=_share_supply)
def e2sfca(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places per 1,000 people by the enhanced two-step floating catchment area method."""
    zones = _zones(parameters)
    ratio = supply_ratio(reach.network, zones)
    near = reach.within(zones[-1])
    metres = near.target_distance("places")
    weight = np.select([metres <= zone for zone in zones], ZONE_WEIGHTS, 0.0)
    places = near.tile.places
    weight *= ratio[places.member]
    categories = list(reach.network.city.categories)
    for category in parameters["categories"] or categories:
        of_category = places.group == categories.index(category)
        # What people a place is shared by is sought around the place: twice as far as the place is.
        column = Column("e2sfca", category, limit=2 * zones[-1])
        yield column, 1000.0 * weight[:, of_category].sum(axis=1)


def supply_ratio(network: StreetNetwork, zones: tuple[float, ...], run: Run = in_order) -> NDArray[np.float64]:
    """Return for each place of the city 1 over the weighed people around it; 0 where there are none.

    The first step of the method, from all places at once; worked out once for a network.

    Parameters
    ----------
    network : StreetNetwork
        With people on its streets.
    zones : tuple of float
        Metres that the zones reach, ascending.
    run : callable
        Does a job in pieces; this process alone unless told otherwise.

    References
    ----------
    Luo, W., & Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
    accessibility to primary care physicians. Health & Place 15(4), 1100-1107.
    """
    whole = network.whole or network
    key = ("supply_ratio", zones)
    if key not in whole.memo:
        places = whole.places
        split, node = whole.split(places.points)
        sources = Sources(node, places.points.leg, split.graph.x[node], split.graph.y[node])
        people = np.zeros(len(node))
        cores = by_core(split, sources)
        job = Job(
            _weighed_people, (split, sources, zones), cores, [float(len(members)) for members in cores], brief=True
        )
        for members, weighed in zip(cores, run(job), strict=True):
            people[members] = weighed
        ratio = np.zeros(len(whole.city.places))
        ratio[places.member] = np.divide(1.0, people, out=np.zeros(len(people)), where=people > 0)
        whole.memo[key] = ratio
    return whole.memo[key]


def _weighed_people(
    state: tuple[StreetNetwork, Sources, tuple[float, ...]],
    members: NDArray[np.int64],
    report: Callable[[float], None],
) -> NDArray[np.float64]:
    """Return the people around some of the sources, weighed by zone."""
    network, sources, zones = state
    people = np.zeros(len(members))
    done = 0
    for reach in reaches(network, some(sources, members), zones[-1]):
        within = np.stack([reach.spread_sum("people", zone) for zone in zones])
        people[reach.rows] = np.einsum("z,zi->i", ZONE_WEIGHTS, np.diff(within, axis=0, prepend=0.0))
        done += len(reach.rows)
        report(done / len(members))
    return people


@composite("walkability")
def walkability(parameters: Mapping[str, Any]) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """Sum of the z-scores of people and junctions per km² and of daily living."""
    for radius in parameters["radii"]:
        parts = tuple(f"{part}_{radius}" for part in WALKABILITY_PARTS)
        yield Column("walkability", radius=radius, limit=radius), parts


@missing_because("population_reach")
@missing_because("population_reach_density")
def no_people_known(_city: City, _column: Column) -> str:
    """Say why people are missing."""
    return _("the population raster holds no values in the catchment")


@missing_because("night_light")
def no_light_known(_city: City, _column: Column) -> str:
    """Say why light is missing."""
    return _("the raster of light holds no values in the catchment")


@missing_because("walkability")
def no_part_known(_city: City, _column: Column) -> str:
    """Say why walkability is missing."""
    return _("people, junctions or daily living are not known in the catchment")
