"""Run the index functions over sources: parks' access points and street nodes alike."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.indices import INDEX_FUNCTIONS, BoundedIndex, Centre, CityIndex, Column, PathIndex
from parklocus.indicators.indices.guard import check_alike
from parklocus.indicators.indices.registry import share_land
from parklocus.indicators.network.centrality import path_ends_near
from parklocus.indicators.network.cores import by_core, some
from parklocus.indicators.network.reach import Sources, reaches
from parklocus.indicators.parallel import Job, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.indices.registry import PathSums, Run
    from parklocus.indicators.network.street_network import StreetNetwork

# Shares of the progress: what looks over the whole city, and what is prepared for the bounded pass, which has the rest.
_CITY_WIDE, _PREPARED = 0.12, 0.08


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
    *,
    processes: int | None = 1,
    brief: bool = False,
    note: Callable[[str], None] | None = None,
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
        Called with the fraction done; what it raises ends the run.
    processes : int, optional
        How many processes compute, as `parallel.in_order` has it; the values are the same to the last bit.
    brief : bool
        Whether other processes are to be started only where they pay.
    note : callable, optional
        Called with a sentence where other processes could not be had.

    Returns
    -------
    Measurement
        The columns in the order of the requests.
    """
    report = on_progress or _silent
    results: _Columns = {request.index.id: {} for request in requests}
    of_kind = [(request, INDEX_FUNCTIONS[request.index.id]) for request in requests]
    bounded = [(request, function) for request, function in of_kind if isinstance(function, BoundedIndex)]
    paths = [(request, function) for request, function in of_kind if isinstance(function, PathIndex)]
    city_wide = [(request, function) for request, function in of_kind if isinstance(function, CityIndex)]
    share = _CITY_WIDE if bounded or paths else 1.0 - _PREPARED
    for number, (request, function) in enumerate(city_wide):
        results[request.index.id].update(function.compute(network, sources, centres, request.parameters))
        report(share * (number + 1) / len(city_wide))
    run = partial(in_order, processes=processes, note=note)
    if len(sources):
        _prepare(network, bounded, partial(run, progress=lambda done: report(share + _PREPARED * done)))
    passes = _passes(network, sources, bounded, paths) if len(sources) else []
    at_nodes: _Columns = {request.index.id: {} for request, _function in paths}
    job = _job(network, passes, brief=brief)
    begin = min(share + _PREPARED, 1.0)
    answers = run(job, progress=lambda done: report(begin + (1.0 - begin) * done))
    with closing(answers):  # whatever happens here, no process is left
        for (_number, members), answer in zip(job.pieces, answers, strict=True):
            _place(answer, members, results, len(sources))
            _add(answer, at_nodes, network.graph.n_nodes)
    for identifier, sums in at_nodes.items():
        results[identifier] = {column: values[sources.node] for column, values in sums.items()}
    ordered = {column: values for by_column in results.values() for column, values in by_column.items()}
    stacked = np.column_stack(list(ordered.values())) if ordered else np.empty((len(sources), 0))
    return Measurement(tuple(ordered), stacked)


_Columns = dict[str, dict[Column, "NDArray[np.float64]"]]


def _silent(_fraction: float) -> None:
    """Say nothing."""


def _prepare(network: StreetNetwork, bounded: list[tuple[Request, BoundedIndex]], run: Run) -> None:
    """Work out what indices of the bounded pass need before any block is read.

    All land comes last: what looks at its squares for more works it out as well.
    """
    for request, function in sorted(bounded, key=lambda one: one[1].prepare is share_land):
        if function.prepare is not None:
            function.prepare(network, request.parameters, run)


@dataclass(frozen=True)
class _Pass:
    """Sources that are gone through core by core, how far, and what is read off their blocks."""

    sources: Sources
    limit: float
    bounded: list[tuple[Request, BoundedIndex]]
    paths: list[tuple[Request, PathIndex]]


@dataclass(frozen=True)
class _Answer:
    """What is read off the blocks of a core.

    Attributes
    ----------
    rows : dict of numpy.ndarray of shape (sources of the core,)
        Values by index and column.
    sums : list of (str, PathSums)
        For each block and column of an index what is to be added at nodes.
    """

    rows: _Columns
    sums: list[tuple[str, PathSums]]


_Piece = tuple[int, "NDArray[np.int64]"]  # the number of a pass, and sources of it
_State = tuple["StreetNetwork", "list[_Pass]"]


def _job(network: StreetNetwork, passes: list[_Pass], *, brief: bool = False) -> Job[_State, _Piece, _Answer]:
    """Return the passes in pieces, a core each."""
    pieces = [(number, members) for number, one in enumerate(passes) for members in by_core(network, one.sources)]
    weights = [float(len(members)) for _number, members in pieces]
    return Job(_read, (network, passes), pieces, weights, brief)


def _read(state: _State, piece: _Piece, report: Callable[[float], None]) -> _Answer:
    """Go through the blocks of a core."""
    network, passes = state
    number, members = piece
    one = passes[number]
    sources = some(one.sources, members)
    answer = _Answer({request.index.id: {} for request, _function in one.bounded}, [])
    done = 0
    for reach in reaches(network, sources, one.limit):
        for request, bounded in one.bounded:
            columns = answer.rows[request.index.id]
            given = dict(bounded.compute(reach, request.parameters))
            if not columns:
                columns.update({column: np.full(len(members), np.nan) for column in given})
            check_alike(request.index.id, columns, given)
            for column, values in given.items():
                columns[column][reach.rows] = values
        for request, paths in one.paths:
            answer.sums.extend((request.index.id, sums) for sums in paths.compute(reach, request.parameters))
        done += len(reach.rows)
        report(done / len(members))
    return answer


def _place(answer: _Answer, members: NDArray[np.int64], results: _Columns, n_sources: int) -> None:
    """Put a core's values in its sources' rows."""
    for identifier, columns in answer.rows.items():
        if not results[identifier]:
            results[identifier].update({column: np.full(n_sources, np.nan) for column in columns})
        check_alike(identifier, results[identifier], columns)
        for column, values in columns.items():
            results[identifier][column][members] = values


def _add(answer: _Answer, at_nodes: _Columns, n_nodes: int) -> None:
    """Add what a core's paths come to at the network's nodes; cores come in one order, so that sums are the same."""
    for identifier, (column, nodes, values) in answer.sums:
        if column not in at_nodes[identifier]:
            at_nodes[identifier][column] = np.zeros(n_nodes)
        at_nodes[identifier][column][nodes] += values


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
