"""How much of the streets lies within a distance of some targets, to the metre along every street."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from parklocus.indicators.network.attach import Attachment
from parklocus.indicators.network.nearest import nearest_distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.streets import Streets
    from parklocus.indicators.network.graph import Graph
    from parklocus.indicators.network.street_network import StreetNetwork


@dataclass(frozen=True)
class StreetParts:
    """Streets cut into parts, so that each lies on one side of every line and begins and ends at any target on it.

    Attributes
    ----------
    graph : Graph
        The parts are its edges.
    x, y : numpy.ndarray of shape (parts,)
        Their middles in metres.
    """

    graph: Graph
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @classmethod
    def of(cls, network: StreetNetwork, cuts: Sequence[Attachment]) -> StreetParts:
        """Cut a network of whole streets at positions."""
        streets = network.city.streets
        points = Attachment(
            *(np.concatenate([getattr(one, name) for one in cuts]) for name in ("edge", "offset", "leg"))
        )
        points = points.take(points.attached)
        graph = network.graph
        if len(points.edge):
            graph, _node = graph.split(points, streets.interpolate(points.edge, points.offset))
        x, y = streets.interpolate(graph.street, graph.start + graph.length / 2).T
        return cls(graph, x, y)

    def within(self, targets: Attachment, limit: float) -> NDArray[np.float64]:
        """Return the metres of each part from which a target is no farther than the limit.

        Parameters
        ----------
        targets : Attachment
            On street edges, where the streets are cut; those that are not attached are out of reach. Their legs count.
        limit : float
            Metres.

        Returns
        -------
        numpy.ndarray of shape (parts,)
        """
        graph = self.graph
        at = graph.locate(targets.take(targets.attached))
        left = limit - np.nan_to_num(nearest_distance(graph, at, limit), nan=np.inf)
        # No target lies inside a part: from anywhere on it the way leads over one of its ends.
        left = np.maximum(left, 0.0)
        return np.minimum(left[graph.u] + left[graph.v], graph.length)


def crossings(streets: Streets, area: Any) -> Attachment:
    """Return where streets cross the edge of an area."""
    edge = area.boundary
    near = streets.tree.query(edge, predicate="intersects")
    xy, pair = shapely.get_coordinates(shapely.intersection(streets.lines[near], edge), return_index=True)
    offset = shapely.line_locate_point(streets.lines[near[pair]], shapely.points(xy))
    return Attachment(near[pair].astype(np.int64), np.asarray(offset), np.zeros(len(pair)))
