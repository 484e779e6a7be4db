"""ParkTable: what compute gives back, a row a park."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import geopandas as gpd

if TYPE_CHECKING:
    import pandas as pd

    from parklocus.indicators.summary.summary import CitySummary


class ParkTable(gpd.GeoDataFrame):  # type: ignore[misc]
    """A GeoDataFrame (WGS 84) with a row a park, a column an index, and what is needed to judge them.

    The attributes stay with slices and copies of the table; tables made by `merge` do not have them.

    Attributes
    ----------
    reference : geopandas.GeoDataFrame
        The city's street nodes of degree other than 2, or those that a `Reference` chose: ``node, degree, component,
        street_length_m``, ``people`` where a raster gives them, ``edge_distance_m, edge_affected``, a column an index,
        points in WGS 84.
    catchments : geopandas.GeoDataFrame
        ``park, name, radius, area_km2`` and polygons in WGS 84.
    definitions : pandas.DataFrame
        A row an index column: what it is, its unit, direction, parameters, source and reference.
    completeness : pandas.DataFrame
        How far the map carries each park's values: ``park, name, measure, variant, radius, value, unit, title, note,
        snapshot``, a row a park and measure.
    place_comparison : pandas.DataFrame or None
        What `compare_places` gave, to be written with the rest.
    codebook : pandas.DataFrame or None
        The codebook of the interviews with what it leads to, to be written with the rest.
    summary : CitySummary or None
        The city as a whole, where it is asked for.
    composite_weights, composite_ranks : pandas.DataFrame or None
        What composites are made of, and how the parks rank by them, where a study has any.
    provenance : dict
        Inputs with hashes, snapshot, parameters and versions.
    notes : list of str
        What a reader should know.
    """

    _metadata: ClassVar[list[str]] = [
        *gpd.GeoDataFrame._metadata,  # noqa: SLF001 - the way pandas offers to keep attributes
        "reference",
        "catchments",
        "definitions",
        "completeness",
        "place_comparison",
        "codebook",
        "summary",
        "composite_weights",
        "composite_ranks",
        "provenance",
        "notes",
    ]

    reference: gpd.GeoDataFrame
    catchments: gpd.GeoDataFrame
    definitions: pd.DataFrame
    completeness: pd.DataFrame
    place_comparison: pd.DataFrame | None = None
    codebook: pd.DataFrame | None = None
    summary: CitySummary | None = None
    composite_weights: pd.DataFrame | None = None
    composite_ranks: pd.DataFrame | None = None
    provenance: dict[str, Any]
    notes: list[str]

    @property
    def index_columns(self) -> list[str]:
        """The names of the index columns."""
        return list(self.definitions["column"])
