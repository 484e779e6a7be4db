"""Run the index functions over sources: parks' access points and street nodes alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.indices import INDEX_FUNCTIONS, BoundedIndex, Centre, Column
from parklocus.indicators.network.reach import reaches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.network.reach import Sources
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
        Which indices, with their parameters.
    centres : sequence of Centre
        The city's centres.
    on_progress : callable, optional
        Called with the fraction done.

    Returns
    -------
    Measurement
        The columns in the order of the requests.
    """
    results: dict[str, dict[Column, NDArray[np.float64]]] = {request.index.id: {} for request in requests}
    bounded: list[tuple[Request, BoundedIndex]] = []
    for request in requests:
        function = INDEX_FUNCTIONS[request.index.id]
        if isinstance(function, BoundedIndex):
            bounded.append((request, function))
        else:
            results[request.index.id].update(function.compute(network, sources, centres, request.parameters))
    if bounded and len(sources):
        limit = max(function.limit(request.parameters) for request, function in bounded)
        done = 0
        for reach in reaches(network, sources, limit):
            for request, function in bounded:
                columns = results[request.index.id]
                for column, values in function.compute(reach, request.parameters):
                    if column not in columns:
                        columns[column] = np.full(len(sources), np.nan)
                    columns[column][reach.rows] = values
            done += len(reach.rows)
            if on_progress is not None:
                on_progress(done / len(sources))
    ordered = {column: values for by_column in results.values() for column, values in by_column.items()}
    stacked = np.column_stack(list(ordered.values())) if ordered else np.empty((len(sources), 0))
    return Measurement(tuple(ordered), stacked)
