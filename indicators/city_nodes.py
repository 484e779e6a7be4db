"""The city's street nodes: what parks are ranked among, what each node stands for, and how they come to a layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.extent import WGS84
from parklocus.indicators.network.reach import Sources
from parklocus.indicators.reference import affected_names, edge_affected, edge_distance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.indices import Column
    from parklocus.indicators.measure import Measurement
    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.rasters_on_streets import RastersOnStreets

STREET_LENGTH, PEOPLE = "street_length_m", "people"  # the layer's columns of weights


@dataclass(frozen=True)
class CityNodes:
    """Street nodes of degree other than 2: the junctions and dead ends of a city.

    Attributes
    ----------
    network : StreetNetwork
        The whole streets, not split at parks.
    rasters : RastersOnStreets
        Where the data of each column end.
    node : numpy.ndarray of shape (nodes,)
        Their numbers, ascending.
    edge_distance : numpy.ndarray of shape (nodes,)
        Metres to the extract's edge.
    weights : mapping of numpy.ndarray of shape (nodes,)
        What each node stands for: ``street_length_m``, half the length of the streets that lead to it from the next
        nodes, so that all together come to the network's length (without rings that stand alone); and ``people``, half
        of those that the raster gives to these streets, where there is a raster.
    """

    network: StreetNetwork
    rasters: RastersOnStreets
    node: NDArray[np.int64]
    edge_distance: NDArray[np.float64]
    weights: Mapping[str, NDArray[np.float64]]

    @classmethod
    def of(cls, network: StreetNetwork, rasters: RastersOnStreets) -> CityNodes:
        """Return the street nodes of a network of whole streets, on which the rasters are spread."""
        node = np.flatnonzero(network.city.streets.degree != 2)
        graph = network.graph
        amounts = {STREET_LENGTH: graph.length}
        if PEOPLE in network.spread:
            amounts[PEOPLE] = network.spread[PEOPLE] * graph.length
        return cls(
            network=network,
            rasters=rasters,
            node=node,
            edge_distance=edge_distance(network.city.extent, graph.x[node], graph.y[node]),
            weights={name: network.links.at_ends(one, graph.n_nodes)[node] for name, one in amounts.items()},
        )

    def __len__(self) -> int:
        return len(self.node)

    @property
    def sources(self) -> Sources:
        """The nodes as sources, to be measured on the network."""
        graph = self.network.graph
        return Sources(self.node, np.zeros(len(self)), graph.x[self.node], graph.y[self.node])

    def affected(self, columns: Sequence[Column], values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of the nodes' values look past the edge of the extract or of a raster, (nodes, columns)."""
        at = self.sources
        return edge_affected(columns, values, self.rasters.edge_distance(columns, self.edge_distance, at.x, at.y))

    def layer(self, measured: Measurement, affected: NDArray[np.bool_]) -> gpd.GeoDataFrame:
        """Return the nodes as points in WGS 84, with what was measured at them."""
        streets = self.network.city.streets
        facts = {
            "node": streets.node_osm[self.node],
            "degree": streets.degree[self.node],
            "component": streets.component[self.node],
            **self.weights,
            "edge_distance_m": self.edge_distance,
            "edge_affected": affected_names(measured.columns, affected),
        }
        values = {column.name: measured.table[:, number] for number, column in enumerate(measured.columns)}
        points = shapely.points(np.column_stack([streets.node_x[self.node], streets.node_y[self.node]]))
        layer = gpd.GeoDataFrame(pd.DataFrame(facts | values), geometry=points, crs=self.network.city.crs)
        return layer.to_crs(WGS84)
