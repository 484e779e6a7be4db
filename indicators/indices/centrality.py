"""How near a point is to the other nodes of the streets around it, and how many ways between them run through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.indices.registry import Column, Values, along_paths, bounded, largest_radius
from parklocus.indicators.network.centrality import paths_through

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parklocus.indicators.indices.registry import PathSums
    from parklocus.indicators.network.reach import Reach

NEAREST = 10.0  # metres; what is nearer counts as if it were this far, as two junctions of one crossing would
SAME = 1.0  # metres; what is nearer is the point itself


@bounded("closeness", limit=largest_radius)
def closeness(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[Values]:
    """Sum of 1/d over the junctions and dead ends within the radius, d at least 10 m; nearer than 1 m it is the point.

    References
    ----------
    Marchiori, M., & Latora, V. (2000). Harmony in the small-world. Physica A 285(3-4), 539-546.
    """
    near = reach.within(largest_radius(parameters))
    metres = near.metres[near.tile.is_path_end]
    within = np.flatnonzero((metres >= SAME) & (metres <= max(parameters["radii"])))
    row = within % metres.shape[1]
    metres = metres.ravel()[within]
    nearness = 1.0 / np.maximum(metres, NEAREST)
    for radius in parameters["radii"]:
        counted = np.where(metres <= radius, nearness, 0.0)
        values = np.bincount(row, weights=counted, minlength=len(reach.rows)).astype(float)
        yield Column("closeness", radius=radius, limit=radius), values


@along_paths("betweenness", limit=largest_radius)
def betweenness(reach: Reach, parameters: Mapping[str, Any]) -> Iterator[PathSums]:
    """Shortest paths no longer than the radius, between junctions and dead ends, that run through each node."""
    near = reach.within(largest_radius(parameters))
    counts = paths_through(near.tile, near.metres, parameters["radii"])
    for radius, values in zip(parameters["radii"], counts, strict=True):
        # Each path is met twice, once from either end.
        yield Column("betweenness", radius=radius, limit=radius), near.tile.nodes, values / 2
