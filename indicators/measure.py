"""Run the index functions over sources: parks' access points and street nodes alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.indices import INDEX_FUNCTIONS, BoundedIndex, Centre, CityIndex, Column, PathIndex
from parklocus.indicators.network.centrality import path_ends_near
from parklocus.indicators.network.reach import Sources, reaches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.network.reach import Reach
    from parklocus.indicators.network.street_network import StreetNetwork


@dataclass(frozen=True)
class Measurement:
    """What was measured: columns, and a table of their values of shape (sources, columns)."""

    columns: tuple[Column, ...]
    table: NDArray[np.float64]

    def of(self, name: str) -> NDArray[np.float64]:
        """Return the values of the column of this name."""
        return self.table[:, [column.name for column in self.columns].index(name)]


def measure(
    network: StreetNetwork,
    sources: Sources,
    requests: Sequence[Request],
    centres: Sequence[Centre],
    on_progress: Callable[[float], None] | None = None,
) -> Measurement:
    """Compute indices from sources.

    Parameters
    ----------
    network : StreetNetwork
        The network, with the sources among its nodes.
    sources : Sources
        Where to measure from.
    requests : sequence of Request
        Which indices, with their parameters; those of parks' polygons are passed over.
    centres : sequence of Centre
        The city's centres.
    on_progress : callable, optional
        Called with the fraction done.

    Returns
    -------
    Measurement
        The columns in the order of the requests.
    """
    results: _Columns = {request.index.id: {} for request in requests}
    bounded: list[tuple[Request, BoundedIndex]] = []
    paths: list[tuple[Request, PathIndex]] = []
    for request in requests:
        function = INDEX_FUNCTIONS[request.index.id]
        if isinstance(function, BoundedIndex):
            bounded.append((request, function))
        elif isinstance(function, PathIndex):
            paths.append((request, function))
        elif isinstance(function, CityIndex):
            results[request.index.id].update(function.compute(network, sources, centres, request.parameters))
    passes = _passes(network, sources, bounded, paths) if len(sources) else []
    at_nodes: _Columns = {request.index.id: {} for request, _function in paths}
    done = 0
    for one in passes:
        for reach in reaches(network, one.sources, one.limit):
            _read_bounded(reach, one, results, len(sources))
            _read_paths(reach, one, at_nodes)
            done += len(reach.rows)
            if on_progress is not None:
                on_progress(done / sum(len(each.sources) for each in passes))
    for identifier, sums in at_nodes.items():
        results[identifier] = {column: values[sources.node] for column, values in sums.items()}
    ordered = {column: values for by_column in results.values() for column, values in by_column.items()}
    stacked = np.column_stack(list(ordered.values())) if ordered else np.empty((len(sources), 0))
    return Measurement(tuple(ordered), stacked)


_Columns = dict[str, dict[Column, "NDArray[np.float64]"]]


@dataclass(frozen=True)
class _Pass:
    """Sources that are gone through block by block, how far, and what is read off the blocks."""

    sources: Sources
    limit: float
    bounded: list[tuple[Request, BoundedIndex]]
    paths: list[tuple[Request, PathIndex]]


def _read_bounded(reach: Reach, one: _Pass, results: _Columns, n_sources: int) -> None:
    """Put the block's values in the sources' rows."""
    for request, function in one.bounded:
        columns = results[request.index.id]
        for column, values in function.compute(reach, request.parameters):
            if column not in columns:
                columns[column] = np.full(n_sources, np.nan)
            columns[column][reach.rows] = values


def _read_paths(reach: Reach, one: _Pass, at_nodes: _Columns) -> None:
    """Add what the block's paths come to at the network's nodes."""
    for request, function in one.paths:
        sums = at_nodes[request.index.id]
        for column, nodes, values in function.compute(reach, request.parameters):
            if column not in sums:
                sums[column] = np.zeros(reach.network.graph.n_nodes)
            sums[column][nodes] += values


def _passes(
    network: StreetNetwork,
    sources: Sources,
    bounded: list[tuple[Request, BoundedIndex]],
    paths: list[tuple[Request, PathIndex]],
) -> list[_Pass]:
    """Return one pass where the sources are themselves the ends of all paths in question, otherwise one for each."""
    limit = max((function.limit(request.parameters) for request, function in bounded), default=0.0)
    longest = max((function.limit(request.parameters) for request, function in paths), default=0.0)
    of_sources = [_Pass(sources, limit, bounded, [])] if bounded else []
    if not paths:
        return of_sources
    node = path_ends_near(network, sources.node, longest)
    if np.array_equal(node, sources.node):
        return [_Pass(sources, max(limit, longest), bounded, paths)]
    ends = Sources(node, np.zeros(len(node)), network.graph.x[node], network.graph.y[node])
    return [*of_sources, _Pass(ends, longest, [], paths)]
