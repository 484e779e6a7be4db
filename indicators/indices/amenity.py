"""Amenities around a point: how many, how dense, how diverse, and which everyday ones there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
    walked,
    where_known,
    why_not_counted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices.registry import Centre
    from parklocus.indicators.network.reach import Reach, Sources
    from parklocus.indicators.network.street_network import StreetNetwork

_CELL = 1000.0  # metres; sources in one square are taken together


@bounded("amenity_density", limit=largest_radius, prepare=share_land)
def amenity_density(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of all categories per km² of the catchment."""
    for radius in parameters["radii"]:
        values = density(reach.place_counts(radius).sum(axis=1), reach.area(radius))
        yield Column("amenity_density", radius=radius, limit=radius), values


@bounded("amenity_count", limit=largest_radius)
def amenity_count(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Places of each category within reach."""
    metres = {radius: float(radius) for radius in parameters["radii"]}
    yield from counts_by_category("amenity_count", reach, parameters["categories"], metres)


def counts_by_category(
    index: str, reach: Reach, chosen: Sequence[str] | None, metres: Mapping[int, float]
) -> Iterator[Values]:
    """Yield the number of places of each category (of all when None) within metres, by what columns call them."""
    categories = list(reach.network.city.categories)
    for category in chosen or categories:
        for size, limit in metres.items():
            counts = reach.place_counts(limit)[:, categories.index(category)]
            yield Column(index, category, size, limit), counts.astype(float)


@bounded("amenity_hill0", limit=largest_radius)
def amenity_hill0(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Categories within reach."""
    yield from _of_categories("amenity_hill0", reach, parameters, lambda counts: hill_number(counts, 0))


@bounded("amenity_hill1", limit=largest_radius)
def amenity_hill1(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Effective number of categories within reach."""
    yield from _of_categories("amenity_hill1", reach, parameters, lambda counts: hill_number(counts, 1))


@bounded("amenity_hill2", limit=largest_radius)
def amenity_hill2(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Effective number of common categories within reach."""
    yield from _of_categories("amenity_hill2", reach, parameters, lambda counts: hill_number(counts, 2))


@bounded("amenity_entropy", limit=largest_radius)
def amenity_entropy(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Entropy of the categories within reach as a share of the greatest."""
    yield from _of_categories("amenity_entropy", reach, parameters, relative_entropy)


def _of_categories(
    index: str, reach: Reach, parameters: Mapping[str, Any], formula: Callable[[NDArray[np.int64]], NDArray[np.float64]]
) -> Iterator[Values]:
    for radius in parameters["radii"]:
        yield Column(index, radius=radius, limit=radius), formula(reach.place_counts(radius))


def hill_number(counts: NDArray[np.int64], order: int) -> NDArray[np.float64]:
    """Return the Hill number (Σ p^q)^(1/(1-q)) of each row of counts; 0 for a row of zeros.

    Parameters
    ----------
    counts : numpy.ndarray of shape (sources, classes)
        How many of each class.
    order : {0, 1, 2}
        q: 0 counts the classes, 1 is exp(-Σ p ln p), 2 is 1 / Σ p².

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness. Ecology 54(2), 427-432.

    Examples
    --------
    >>> hill_number(np.array([[5, 5, 5, 5], [7, 0, 0, 0], [0, 0, 0, 0]]), 1).round(6).tolist()
    [4.0, 1.0, 0.0]
    """
    total = counts.sum(axis=1)
    if order == 0:
        return np.count_nonzero(counts, axis=1).astype(float)
    if order == 1:
        return np.where(total > 0, np.exp(_entropy(counts)), 0.0)
    squares = np.sum((counts / np.maximum(total, 1)[:, None]) ** 2, axis=1)
    return np.divide(1.0, squares, out=np.zeros(len(squares)), where=total > 0)


def relative_entropy(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return -Σ p ln p / ln k of each row of counts, k its length; 0 for a row of zeros, and where k is 1.

    Examples
    --------
    >>> relative_entropy(np.array([[5, 5, 5, 5], [7, 0, 0, 0], [0, 0, 0, 0]])).round(6).tolist()
    [1.0, 0.0, 0.0]
    """
    classes = counts.shape[1]
    return _entropy(counts) / np.log(classes) if classes > 1 else np.zeros(len(counts))


def _entropy(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.abs(np.sum(share * np.log(np.where(share > 0, share, 1.0)), axis=1))  # of one class: 0, not -0


@over_the_city("amenity_kde")
def amenity_kde(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Quartic kernel density of places around the point, in a straight line; places off any street count, too."""
    at = np.column_stack([sources.x, sources.y])
    places = network.city.places.geometry
    xy = np.column_stack([places.x.to_numpy(), places.y.to_numpy()]).reshape(-1, 2)
    own = (lambda rows: sources.without(rows)["places"]) if "places" in sources.left_out else None
    for bandwidth in parameters["bandwidths"]:
        values = kernel_density(at, xy, float(bandwidth), own)
        yield Column("amenity_kde", radius=bandwidth, limit=bandwidth), values


def kernel_density(
    at: NDArray[np.float64],
    places: NDArray[np.float64],
    bandwidth: float,
    left_out: Callable[[NDArray[np.int64]], NDArray[np.bool_]] | None = None,
) -> NDArray[np.float64]:
    """Return the quartic kernel density at positions, per km².

    Parameters
    ----------
    at : numpy.ndarray of shape (positions, 2)
        Metres.
    places : numpy.ndarray of shape (places, 2)
        Metres.
    bandwidth : float
        Metres at which the kernel ends.
    left_out : callable, optional
        From numbers of positions, which places do not count at them, of shape (positions asked for, places).

    References
    ----------
    Silverman, B. W. (1986). Density estimation for statistics and data analysis. Chapman and Hall, equation 4.5.

    Examples
    --------
    >>> at = np.array([[0.0, 0.0]])
    >>> kernel_density(at, np.array([[0.0, 0.0], [500.0, 0.0], [900.0, 0.0]]), 1000.0).round(6).tolist()
    [1.526551]
    """
    values = np.zeros(len(at))
    cell = np.floor(at / _CELL)
    order = np.lexsort((cell[:, 1], cell[:, 0]))
    begins = np.flatnonzero((np.diff(cell[order], axis=0) != 0).any(axis=1)) + 1
    by_x = np.argsort(places[:, 0], kind="stable")
    x = places[by_x, 0]
    for rows in np.split(order, begins) if len(order) else []:
        low, high = at[rows].min(axis=0) - bandwidth, at[rows].max(axis=0) + bandwidth
        strip = by_x[np.searchsorted(x, low[0]) : np.searchsorted(x, high[0], side="right")]
        near = strip[(places[strip, 1] >= low[1]) & (places[strip, 1] <= high[1])]
        squared = np.subtract.outer(at[rows, 0], places[near, 0]) ** 2
        squared += np.subtract.outer(at[rows, 1], places[near, 1]) ** 2
        weight = np.maximum(1.0 - squared / bandwidth**2, 0.0) ** 2
        if left_out is not None:
            weight[left_out(rows)[:, near]] = 0.0
        values[rows] = weight.sum(axis=1)
    return values * 3.0 / (np.pi * (bandwidth / 1000.0) ** 2)


@bounded("daily_needs", limit=walked)
def daily_needs(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Share of the everyday kinds with a place within a walk; missing where the taxonomy has no such sets."""
    kinds = family(reach.network.city, "daily_needs")
    for minutes in parameters["minutes"]:
        limit = minutes * parameters["walking_speed"]
        present = reach.counts("features", limit)[:, kinds] > 0
        values = present.sum(axis=1) / max(len(kinds), 1)
        yield Column("daily_needs", radius=minutes, limit=limit), where_known(kinds, values)


@bounded("daily_living", limit=largest_radius)
def daily_living(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """How many of fresh food, convenience shop and stop are within reach; missing without such sets."""
    kinds = family(reach.network.city, "daily_living")
    for radius in parameters["radii"]:
        present = np.count_nonzero(reach.counts("features", radius)[:, kinds], axis=1)
        values = (present + (reach.stop_count(radius) > 0)).astype(float)
        yield Column("daily_living", radius=radius, limit=radius), where_known(kinds, values)


@bounded("third_places", limit=largest_radius, prepare=share_land)
def third_places(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Third places per km² of the catchment."""
    sets = family(reach.network.city, "third_places")
    for radius in parameters["radii"]:
        values = density(reach.counts("features", radius)[:, sets].sum(axis=1), reach.area(radius))
        yield Column("third_places", radius=radius, limit=radius), where_known(sets, values)


@missing_because("daily_needs")
@missing_because("daily_living")
@missing_because("third_places")
def not_in_the_table(city: City, column: Column) -> str:
    """Say why objects of the index's own sets are not counted."""
    return why_not_counted(bool(family(city, column.index)))
