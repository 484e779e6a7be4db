"""Culture and heritage around a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.indices.access import farthest, weighed, why_no_distance
from parklocus.indicators.indices.registry import (
    Column,
    Values,
    bounded,
    density,
    family,
    largest_radius,
    missing_because,
    over_the_city,
    share_land,
    where_known,
    why_not_counted,
)
from parklocus.indicators.network.nearest import nearest_of_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices.registry import Centre
    from parklocus.indicators.network.reach import Reach, Sources
    from parklocus.indicators.network.street_network import StreetNetwork

CULTURE = "culture"  # the category that these indices read


def _culture(city: City) -> list[int]:
    return [number for number, category in enumerate(city.categories) if category == CULTURE]


@bounded("culture_density", limit=largest_radius, prepare=share_land)
def culture_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of culture per km² of the catchment; missing where the taxonomy has no such category."""
    category = _culture(reach.network.city)
    for radius in parameters["radii"]:
        values = density(reach.place_counts(radius)[:, category].sum(axis=1), reach.area(radius))
        column = Column("culture_density", radius=radius, limit=radius)
        yield column, where_known(category, values)


@over_the_city("culture_distance")
def culture_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to the nearest place of culture."""
    yield (
        Column("culture_distance", limit=None),
        nearest_of_groups(network, sources, "places", _culture(network.city)),
    )


@over_the_city("heritage_distance")
def heritage_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to the nearest heritage."""
    sets = family(network.city, "heritage")
    yield Column("heritage_distance", limit=None), nearest_of_groups(network, sources, "features", sets)


@bounded("heritage_gravity", limit=farthest)
def heritage_gravity(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Heritage, weighed by its distance."""
    sets = family(reach.network.city, "heritage")
    yield from weighed(Column("heritage_gravity"), reach, "features", sets, parameters)


@missing_because("culture_density")
def no_culture_in_the_table(city: City, _column: Column) -> str:
    """Say why culture is not counted."""
    return why_not_counted(bool(_culture(city)))


@missing_because("heritage_gravity")
def no_heritage_in_the_table(city: City, _column: Column) -> str:
    """Say why heritage is not weighed."""
    return why_not_counted(bool(family(city, "heritage")))


@missing_because("culture_distance")
def no_culture(city: City, _column: Column) -> str:
    """Say why there is no distance to culture."""
    return why_no_distance(bool((city.places["category"] == CULTURE).any()))


@missing_because("heritage_distance")
def no_heritage(city: City, _column: Column) -> str:
    """Say why there is no distance to heritage."""
    sets = [name for name, facts in city.sets.items() if facts["of"] == "heritage"]
    return why_no_distance(bool(city.features["set"].isin(sets).any()))
