"""Offices in the catchment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.indices.amenity import hill_number
from parklocus.indicators.indices.registry import (
    Column,
    Values,
    bounded,
    density,
    family,
    largest_radius,
    missing_because,
    share_land,
    where_known,
    why_not_counted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parklocus.indicators.city.city import City
    from parklocus.indicators.network.reach import Reach


@bounded("office_density", limit=largest_radius, prepare=share_land)
def office_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Offices per km² of the catchment."""
    sets = family(reach.network.city, "office")
    for radius in parameters["radii"]:
        values = density(reach.counts("features", radius)[:, sets].sum(axis=1), reach.area(radius))
        yield Column("office_density", radius=radius, limit=radius), where_known(sets, values)


@bounded("office_hill1", limit=largest_radius)
def office_hill1(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Effective number of kinds of offices within reach."""
    sets = family(reach.network.city, "office")
    for radius in parameters["radii"]:
        counts = reach.kind_counts(sets, radius)
        yield Column("office_hill1", radius=radius, limit=radius), where_known(sets, hill_number(counts, 1))


@missing_because("office_density")
@missing_because("office_hill1")
def no_office_in_the_table(city: City, _column: Column) -> str:
    """Say why offices are not counted."""
    return why_not_counted(bool(family(city, "office")))
