"""Some ways of a block together: their nodes, and what their tags mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.osm.way_nodes import WayNodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from parklocus.indicators.osm.meanings import Meanings, WayMeaning
    from parklocus.indicators.osm.node_locations import NodeLocations
    from parklocus.indicators.osm.objects import Objects


class TaggedWays:
    """Some ways of a block.

    Attributes
    ----------
    ids : numpy.ndarray of shape (ways,)
        OSM ids.
    nodes : WayNodes
        Their nodes.
    meanings : list of WayMeaning
        What their tags mean, once for each set of tags.
    groups : numpy.ndarray of shape (ways,)
        Which of the meanings each has.
    """

    def __init__(
        self,
        block: Objects,
        chosen: NDArray[np.int64],
        meanings: Meanings,
        locations: NodeLocations,
    ) -> None:
        groups, tags = block.alike(chosen, meanings.keys)
        self.ids = block.ids[chosen]
        self.nodes = WayNodes(block, chosen, locations)
        self.meanings: list[WayMeaning] = [meanings.of_way(one) for one in tags]
        self.groups: NDArray[np.int64] = np.array(groups, dtype=np.int64)
        self._block = block
        self._chosen = chosen

    def which(self, is_so: Callable[[WayMeaning], bool]) -> NDArray[np.bool_]:
        """Return the ways of whose meaning something is so."""
        return np.array([is_so(meaning) for meaning in self.meanings], dtype=bool)[self.groups]

    def names(self, ways: NDArray[np.int64]) -> list[str]:
        """Return the names of some of the ways; empty where one has none."""
        return self._block.values_of(self._chosen[ways], b"name")

    def meaning(self, way: int) -> WayMeaning:
        """Return what a way's tags mean."""
        return self.meanings[self.groups[way]]
