"""Amenities in the catchment: how many, how dense, how diverse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.indices.registry import Column, Values, bounded, density, largest_radius

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from parklocus.indicators.network.reach import Reach


@bounded("amenity_density", limit=largest_radius)
def amenity_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of all categories per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(reach.place_counts(radius).sum(axis=1), reach.area(radius))
        yield Column("amenity_density", radius=radius, limit=radius), values


@bounded("amenity_count", limit=largest_radius)
def amenity_count(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of each category within reach."""
    categories = list(reach.network.city.categories)
    for category in parameters["categories"] or categories:
        for radius in parameters["radii"]:
            counts = reach.place_counts(radius)[:, categories.index(category)]
            yield Column("amenity_count", category, radius, radius), counts.astype(float)


@bounded("amenity_hill1", limit=largest_radius)
def amenity_hill1(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Effective number of categories within reach."""
    for radius in parameters["radii"]:
        yield Column("amenity_hill1", radius=radius, limit=radius), hill_number_1(reach.place_counts(radius))


def hill_number_1(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Hill number of order 1, exp(-Σ p ln p), of each row of counts; 0 for a row of zeros.

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness. Ecology 54(2), 427-432.

    Examples
    --------
    >>> hill_number_1(np.array([[5, 5, 5, 5], [7, 0, 0, 0], [0, 0, 0, 0]])).round(6).tolist()
    [4.0, 1.0, 0.0]
    """
    total = counts.sum(axis=1, keepdims=True)
    share = counts / np.maximum(total, 1)
    entropy = -np.sum(share * np.log(np.where(share > 0, share, 1.0)), axis=1)
    return np.where(total[:, 0] > 0, np.exp(entropy), 0.0)
