"""The city's street nodes of a reference: what each stands for and counts, and how they come to a layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.city.extent import WGS84
from parklocus.indicators.computing.edge import affected_names, edge_affected, edge_distance
from parklocus.indicators.computing.land_use import MAPPED_LAND_USE, land_use_at
from parklocus.indicators.computing.reference import Reference, choose_nodes
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.reach import Sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.computing.measure import Measurement
    from parklocus.indicators.computing.rasters_on_streets import RastersOnStreets
    from parklocus.indicators.indices import Column
    from parklocus.indicators.network.street_network import StreetNetwork

STREET_LENGTH, PEOPLE = "street_length_m", "people"  # the layer's columns of weights


@dataclass(frozen=True)
class CityNodes:
    """Street nodes of degree other than 2, the junctions and dead ends of a city, or those that a reference chooses.

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
    reference : Reference
        What chose them.
    facts : dict
        What it chose from, for the provenance.
    notes : list of str
        What a reader should know of the reference.
    """

    network: StreetNetwork
    rasters: RastersOnStreets
    node: NDArray[np.int64]
    edge_distance: NDArray[np.float64]
    weights: Mapping[str, NDArray[np.float64]]
    reference: Reference
    facts: Mapping[str, Any]
    notes: Sequence[str]

    @classmethod
    def of(cls, network: StreetNetwork, rasters: RastersOnStreets, reference: Reference | None = None) -> CityNodes:
        """Return the street nodes of a network of whole streets, on which the rasters are spread.

        Raises
        ------
        InputError
            The reference chooses no node.
        """
        asked = reference or Reference()
        node, chosen_by, notes = choose_nodes(network.city, asked)
        graph = network.graph
        amounts = {STREET_LENGTH: graph.length}
        if PEOPLE in network.spread:
            amounts[PEOPLE] = network.spread[PEOPLE] * graph.length
        weights = {name: network.links.at_ends(one, graph.n_nodes)[node] for name, one in amounts.items()}
        size = {"nodes": len(node), "street_km": round(float(weights[STREET_LENGTH].sum()) / 1000, 3)}
        return cls(
            network=network,
            rasters=rasters,
            node=node,
            edge_distance=edge_distance(network.city.extent, graph.x[node], graph.y[node]),
            weights=weights,
            reference=asked,
            facts={**size, "weight": asked.weight, **chosen_by},
            notes=[*_said(asked, size, chosen_by), *notes],
        )

    def __len__(self) -> int:
        return len(self.node)

    @property
    def sources(self) -> Sources:
        """The nodes as sources, to be measured on the network."""
        graph = self.network.graph
        return Sources(self.node, np.zeros(len(self)), graph.x[self.node], graph.y[self.node])

    @property
    def weight(self) -> NDArray[np.float64]:
        """How much each node counts in percentiles and means of the reference, of shape (nodes,)."""
        return self.weights[STREET_LENGTH] if self.reference.weight == "street_length" else np.ones(len(self))

    @property
    def area(self) -> str:
        """What part of the city the nodes are from, as definitions say it; empty for all of the map."""
        within, use = self.facts.get("within"), self.facts.get("land_use")
        parts = [f"within {within.get('file', 'polygon')}"] if within else []
        return "; ".join([*parts, f"land use {use}"] if use else parts)

    def affected(self, columns: Sequence[Column], values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of the nodes' values look past the edge of the extract or of a raster, (nodes, columns)."""
        at = self.sources
        return edge_affected(columns, values, self.rasters.edge_distance(columns, self.edge_distance, at.x, at.y))

    def layer(self, measured: Measurement, affected: NDArray[np.bool_]) -> gpd.GeoDataFrame:
        """Return the nodes as points in WGS 84, with what was measured at them."""
        streets = self.network.city.streets
        points = shapely.points(np.column_stack([streets.node_x[self.node], streets.node_y[self.node]]))
        facts = {
            "node": streets.node_osm[self.node],
            "degree": streets.degree[self.node],
            "component": streets.component[self.node],
            **self.weights,
            MAPPED_LAND_USE: land_use_at(self.network.city, points),
            "edge_distance_m": self.edge_distance,
            "edge_affected": affected_names(measured.columns, affected),
        }
        values = {column.name: measured.table[:, number] for number, column in enumerate(measured.columns)}
        layer = gpd.GeoDataFrame(pd.DataFrame(facts | values), geometry=points, crs=self.network.city.crs)
        return layer.to_crs(WGS84)


def _said(reference: Reference, size: Mapping[str, Any], chosen_by: Mapping[str, Any]) -> list[str]:
    """Say in words what the reference is, where it is not all street nodes, each counted once."""
    if reference == Reference(seed=reference.seed):
        return []
    parts = []
    if "within" in chosen_by:
        parts.append(_("within {area}").format(area=chosen_by["within"].get("file", _("the polygon given"))))
    if "land_use" in chosen_by:
        parts.append(_("land use “{use}”").format(use=chosen_by["land_use"]))
    if "sample" in chosen_by:
        message = _("drawn at random from {count} (seed {seed})")
        parts.append(message.format(count=chosen_by["drawn_from"], seed=chosen_by["seed"]))
    if reference.weight == "street_length":
        parts.append(_("each counted by the length of its streets"))
    message = _("The reference is {nodes} street nodes with {km:.1f} km of street: {parts}.")
    return [message.format(nodes=size["nodes"], km=size["street_km"], parts=", ".join(parts))]
