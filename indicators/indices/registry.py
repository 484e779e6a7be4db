"""How an index is computed: a function of points on the street network, registered under its catalogue id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue import CATALOGUE, has_function, is_third_party
from parklocus.indicators.errors import InputError
from parklocus.indicators.indices.guard import Columns, Guarded, metres
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.network.attach import Attachment
    from parklocus.indicators.network.reach import Reach, Sources
    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.parallel import Job


@dataclass(frozen=True)
class Column:
    """What a column holds: an index, its variant and its radius.

    Attributes
    ----------
    limit : float or None
        Metres that the value looks around; None where it looks as far as the value says, and 0 where what lies
        beyond the extract's edge does not matter.
    """

    index: str
    variant: str = ""
    radius: int | None = None
    limit: float | None = field(default=0.0, compare=False)

    @property
    def name(self) -> str:
        """The column's name: ``<index>[_<variant>][_<radius>]``."""
        return "_".join(str(part) for part in (self.index, self.variant, self.radius or "") if part)


@dataclass(frozen=True)
class Centre:
    """A centre of the city: its name, WGS 84 position, position in metres and place on the streets."""

    name: str
    lon: float
    lat: float
    x: float
    y: float
    point: Attachment


Run = Callable[["Job[Any, Any, Any]"], Iterable[Any]]  # does a job in pieces and gives the results in order
Values = tuple[Column, "NDArray[np.float64]"]
PathSums = tuple[Column, "NDArray[np.int64]", "NDArray[np.float64]"]


@dataclass(frozen=True)
class BoundedIndex:
    """An index read off the bounded pass.

    Attributes
    ----------
    limit : callable
        From the parameters, how far the pass must go, in metres.
    compute : callable
        From a block and the parameters, the columns and their values for the block's sources.
    prepare : callable, optional
        From the network, the parameters and what does a job in pieces, works out beforehand what all blocks need and
        keeps it in the network's `memo`.
    """

    limit: Callable[[Mapping[str, Any]], float]
    compute: Callable[[Reach, Mapping[str, Any]], Iterable[Values]]
    prepare: Callable[[StreetNetwork, Mapping[str, Any], Run], None] | None = None


@dataclass(frozen=True)
class CityIndex:
    """An index that looks over the whole network at once.

    Attributes
    ----------
    compute : callable
        From the network, the sources, the centres and the parameters, the columns and the sources' values.
    """

    compute: Callable[[StreetNetwork, Sources, Sequence[Centre], Mapping[str, Any]], Iterable[Values]]


@dataclass(frozen=True)
class PathIndex:
    """An index of what runs through points: summed over the shortest paths between street nodes.

    Attributes
    ----------
    limit : callable
        From the parameters, the length of the longest path, in metres.
    compute : callable
        From a block whose sources are path ends, and the parameters, the columns, nodes of the network and what the
        block adds at each.
    """

    limit: Callable[[Mapping[str, Any]], float]
    compute: Callable[[Reach, Mapping[str, Any]], Iterable[PathSums]]


@dataclass(frozen=True)
class SiteValues:
    """A column of values of the parks' polygons.

    Attributes
    ----------
    column : Column
        What they are.
    values : numpy.ndarray of shape (parks,)
        NaN where missing.
    reasons : tuple of str
        For each park that has a polygon and no value, why.
    beside : dict of numpy.ndarray of shape (parks,)
        What stands beside the values, by the name of its column.
    """

    column: Column
    values: NDArray[np.float64]
    reasons: tuple[str, ...]
    beside: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteIndex:
    """An index of the parks' polygons; street nodes have no value, so there is no percentile.

    Attributes
    ----------
    compute : callable
        From the city, the parks' polygons in its CRS (None for a park without) and the parameters, the values.
    """

    compute: Callable[[City, Sequence[Any], Mapping[str, Any]], Iterable[SiteValues]]


INDEX_FUNCTIONS: dict[str, BoundedIndex | CityIndex | PathIndex | SiteIndex] = {}

# Indices that are sums of z-scores over the city's reference: from the parameters, columns and their parts' names.
COMPOSITES: dict[str, Callable[[Mapping[str, Any]], Iterable[tuple[Column, tuple[str, ...]]]]] = {}

# Text columns that follow from an index's value: the column's name and the function that gives it.
LABELS: dict[str, tuple[str, Callable[[NDArray[np.float64]], NDArray[np.object_]]]] = {}


# Why a value of an index may be missing: from the city and the column, a clause.
REASONS: dict[str, Callable[[City, Column], str]] = {}


def bounded(
    identifier: str,
    *,
    limit: Callable[[Mapping[str, Any]], float],
    prepare: Callable[[StreetNetwork, Mapping[str, Any], Run], None] | None = None,
) -> Callable[..., Any]:
    """Register a function of the bounded pass as the index of this id.

    Parameters
    ----------
    identifier : str
        The index's id in the catalogue.
    limit : callable
        From the index's parameters, how far the function looks, in metres.
    prepare : callable, optional
        What is worked out once before any block is read, as `BoundedIndex` has it.

    Returns
    -------
    callable
        A decorator. The function takes what a block of points reaches and the parameters, and yields pairs of a
        `Column` and one value a point of the block: ``reach.place_counts(radius)`` of shape (points, categories),
        ``reach.counts("features", radius)`` of shape (points, sets), ``reach.area(radius)`` in km²,
        ``reach.stop_count(radius)`` and ``reach.junction_count(radius)``, with ``reach.network.city`` behind them.
    """

    def register(function: Callable[[Reach, Mapping[str, Any]], Iterable[Values]]) -> Any:
        if is_third_party(identifier):
            guarded = Guarded(identifier, function, Columns(identifier, _points_of_block))
            prepared = None if prepare is None else Guarded(identifier, prepare)
            _add(identifier, BoundedIndex(Guarded(identifier, limit, metres), guarded, prepared))
            return function
        _add(identifier, BoundedIndex(limit, function, prepare))
        return function

    return register


def along_paths(identifier: str, *, limit: Callable[[Mapping[str, Any]], float]) -> Callable[..., Any]:
    """Register a function that is summed over the shortest paths between street nodes as the index of this id."""

    def register(function: Callable[[Reach, Mapping[str, Any]], Iterable[PathSums]]) -> Any:
        _add(identifier, PathIndex(limit, function))
        return function

    return register


def over_the_city(identifier: str) -> Callable[..., Any]:
    """Register a function of the whole network as the index of this id.

    Parameters
    ----------
    identifier : str
        The index's id in the catalogue.

    Returns
    -------
    callable
        A decorator. The function takes the street network, the points to measure from (``sources.node``, ``.x``,
        ``.y`` in the metres of ``network.city.crs``), the city's centres and the parameters, and yields pairs of a
        `Column` and one value a point.
    """

    def register(
        function: Callable[[StreetNetwork, Sources, Sequence[Centre], Mapping[str, Any]], Iterable[Values]],
    ) -> Any:
        if is_third_party(identifier):
            _add(identifier, CityIndex(Guarded(identifier, function, Columns(identifier, _sources_given))))
            return function
        _add(identifier, CityIndex(function))
        return function

    return register


def composite(identifier: str) -> Callable[..., Any]:
    """Register a function that says of which columns this index sums the z-scores, from the parameters."""

    def register(function: Callable[[Mapping[str, Any]], Iterable[tuple[Column, tuple[str, ...]]]]) -> Any:
        _check_entry(identifier)
        COMPOSITES[identifier] = function
        return function

    return register


def of_the_site(identifier: str) -> Callable[..., Any]:
    """Register a function of the parks' polygons as the index of this id."""

    def register(function: Callable[[City, Sequence[Any], Mapping[str, Any]], Iterable[SiteValues]]) -> Any:
        _add(identifier, SiteIndex(function))
        return function

    return register


def label(identifier: str, column: str) -> Callable[..., Any]:
    """Register a function that turns an index's values into a text column."""

    def register(function: Callable[[NDArray[np.float64]], NDArray[np.object_]]) -> Any:
        LABELS[identifier] = (column, function)
        return function

    return register


def missing_because(identifier: str) -> Callable[..., Any]:
    """Register a function that says why a value of an index is missing."""

    def register(function: Callable[[City, Column], str]) -> Any:
        REASONS[identifier] = function
        return function

    return register


def family(city: City, name: str) -> list[int]:
    """Return the numbers of the taxonomy's sets that an index or a family of indices reads."""
    return [number for number, facts in enumerate(city.sets.values()) if facts["of"] == name]


def where_known(groups: Sequence[int], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of the places of some groups; missing where the taxonomy has no such group."""
    return values if groups else np.full(len(values), np.nan)


def why_not_counted(known: bool) -> str:
    """Return why there are no places to count, or no density of them."""
    return _("no land in the catchment") if known else _("the table of places names none such")


def walked(parameters: Mapping[str, Any]) -> float:
    """Return the limit of an index that has minutes on foot, in metres."""
    return float(max(parameters["minutes"]) * parameters["walking_speed"])


def largest_radius(parameters: Mapping[str, Any]) -> float:
    """Return the limit of an index that has radii."""
    return float(max(parameters["radii"]))


def _add(identifier: str, function: BoundedIndex | CityIndex | PathIndex | SiteIndex) -> None:
    _check_entry(identifier)
    INDEX_FUNCTIONS[identifier] = function
    if is_third_party(identifier):
        REASONS.setdefault(identifier, _gives_none)


def _gives_none(_city: City, _column: Column) -> str:
    return _("the index gives no value there")


def _check_entry(identifier: str) -> None:
    if identifier not in CATALOGUE:
        message = _("The catalogue has no entry for “{index}”: register_index it before its function.")
        raise InputError(message.format(index=identifier))
    has_function(identifier)


def _points_of_block(reach: Reach, _parameters: Mapping[str, Any]) -> NDArray[np.int64]:
    return reach.rows


def _sources_given(
    _network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Sources:
    return sources


def share_land(network: StreetNetwork, _parameters: Mapping[str, Any], _run: Run) -> None:
    """Work out the streets' land before any block is read, so that no process does it alone."""
    _kept = network.edge_land


def density(count: NDArray[Any], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return counts per km²; missing where the catchment has no land."""
    result = np.full(len(area), np.nan)
    return np.divide(count, area, out=result, where=area > 0)
