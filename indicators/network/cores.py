"""Sources by the core of their tile: the pieces in which a bounded pass is shared among processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.network.reach import Sources
from parklocus.indicators.network.tiles import CORE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.network.street_network import StreetNetwork


def by_core(network: StreetNetwork, sources: Sources) -> list[NDArray[np.int64]]:
    """Return the sources' numbers, core by core in the order in which a pass goes through them.

    Parameters
    ----------
    network : StreetNetwork
        The network, with the sources among its nodes.
    sources : Sources
        Any.

    Returns
    -------
    list of numpy.ndarray of shape (sources in the core,)
        Each source once; empty without sources.
    """
    if not len(sources):
        return []
    column = np.floor(network.graph.x[sources.node] / CORE)
    row = np.floor(network.graph.y[sources.node] / CORE)
    # In each core first those that are searched from. The contraction is thus worked out before processes start.
    order = np.lexsort((network.graph.contraction.is_out[sources.node], row, column))
    changes = (np.diff(column[order]) != 0) | (np.diff(row[order]) != 0)
    return np.split(order, np.flatnonzero(changes) + 1)


def some(sources: Sources, members: NDArray[np.int64]) -> Sources:
    """Return some of the sources, in the order given."""
    return Sources(
        node=sources.node[members],
        leg=sources.leg[members],
        x=sources.x[members],
        y=sources.y[members],
        left_out=sources.left_out,
        park=None if sources.park is None else sources.park[members],
    )
