"""The form of the streets in the catchment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parklocus.indicators.indices.registry import Column, Values, bounded, density, largest_radius

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parklocus.indicators.network.reach import Reach


@bounded("intersection_density", limit=largest_radius)
def intersection_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Consolidated junctions of three or more streets per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(reach.junction_count(radius), reach.area(radius))
        yield Column("intersection_density", radius=radius, limit=radius), values
