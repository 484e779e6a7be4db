"""Access to places: how many within a walk, how many weighed by their distance, how far the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue.model import DECAY_NAMES
from parklocus.indicators.indices.amenity import counts_by_category
from parklocus.indicators.indices.registry import (
    Column,
    Values,
    bounded,
    family,
    missing_because,
    over_the_city,
    walked,
    where_known,
    why_not_counted,
)
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.nearest import nearest_of_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices.registry import Centre
    from parklocus.indicators.network.reach import Reach, Sources
    from parklocus.indicators.network.street_network import StreetNetwork


def farthest(parameters: Mapping[str, Any]) -> float:
    """Return the limit of an index that sums weights."""
    return float(max(parameters["d_max"]))


@bounded("cumulative", limit=walked)
def cumulative(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of each category within a walk of some minutes."""
    metres = {minutes: minutes * parameters["walking_speed"] for minutes in parameters["minutes"]}
    yield from counts_by_category("cumulative", reach, parameters["categories"], metres)


@bounded("gravity", limit=farthest)
def gravity(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of each category, weighed by their distance."""
    categories = list(reach.network.city.categories)
    for category in parameters["categories"] or categories:
        yield from weighed(Column("gravity", category), reach, "places", [categories.index(category)], parameters)


def nearest_limit(parameters: Mapping[str, Any]) -> float:
    """Return the limit of an index that looks for the nearest."""
    return float(parameters["limit"])


@bounded("place_distance", limit=nearest_limit)
def place_distance(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Metres to the nearest place of each category, the second nearest and so on; missing beyond the limit."""
    categories = list(reach.network.city.categories)
    ranks = parameters["ranks"]
    nearest = reach.nearest("places", max(ranks), nearest_limit(parameters))
    for category in parameters["categories"] or categories:
        for rank in ranks:
            metres = nearest[:, categories.index(category), rank - 1]
            yield Column("place_distance", category, rank, None), np.where(np.isfinite(metres), metres, np.nan)


@missing_because("place_distance")
def too_few_places(city: City, column: Column) -> str:
    """Say why there is no distance to the n-th nearest place."""
    there = np.count_nonzero(city.places["category"] == column.variant)
    return _("fewer such places within the limit than asked for") if there else why_no_distance(False)


@bounded("university_access", limit=farthest)
def university_access(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Campuses, weighed by their distance."""
    sets = family(reach.network.city, "university_access")
    yield from weighed(Column("university_access"), reach, "features", sets, parameters)


def weighed(
    column: Column, reach: Reach, layer: str, groups: list[int], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Yield sums of weights over the targets of groups; the first decay stands in no column's name."""
    for decay in parameters["decays"]:
        name = "_".join(filter(None, (column.variant, "" if decay == DECAY_NAMES[0] else decay)))
        for d_max in parameters["d_max"]:
            values = reach.gravity(layer, d_max, decay)[:, groups].sum(axis=1)
            yield Column(column.index, name, d_max, d_max), where_known(groups, values)


@missing_because("university_access")
def no_campus_in_the_table(city: City, column: Column) -> str:
    """Say why campuses are not weighed."""
    return why_not_counted(bool(family(city, column.index)))


@over_the_city("gateway_distance")
def gateway_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to the nearest gateway of each kind; missing where the file holds none."""
    sets = list(network.city.sets)
    for kind in parameters["kinds"] or [sets[number] for number in family(network.city, "gateway_distance")]:
        metres = nearest_of_groups(network, sources, "features", [sets.index(kind)])
        yield Column("gateway_distance", kind, limit=None), metres


@missing_because("gateway_distance")
def no_gateway(city: City, column: Column) -> str:
    """Say why there is no distance to a gateway."""
    return why_no_distance(bool((city.features["set"] == column.variant).any()))


def why_no_distance(any_there: bool) -> str:
    """Return why a distance to the nearest of something is missing."""
    if any_there:
        return _("no way along the streets to such a place")
    return _("the OSM file holds no such place")
