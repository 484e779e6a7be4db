"""The layer of the parks' catchments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parklocus.indicators.city.antimeridian import to_wgs84
from parklocus.indicators.network.catchment import catchments
from parklocus.indicators.parallel import Job, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.computing.parks_on_streets import ParksOnStreets
    from parklocus.indicators.network.street_network import StreetNetwork

_Place = tuple["NDArray[np.int64]", "NDArray[np.float64]"]  # a park's nodes, and the legs to them


def catchment_layer(
    on_streets: ParksOnStreets,
    parks: gpd.GeoDataFrame,
    radii: Sequence[int],
    *,
    processes: int | None = 1,
    progress: Callable[[float], None] | None = None,
) -> gpd.GeoDataFrame:
    """Return a polygon for each park and radius, in WGS 84: ``park, name, radius, area_km2``.

    Parameters
    ----------
    on_streets : ParksOnStreets
        The parks' access points; a park without has no catchment.
    parks : geopandas.GeoDataFrame
        Their ids and names.
    radii : sequence of int
        Metres along the streets.
    processes : int, optional
        How many processes draw, as `parallel.in_order` has it.
    progress : callable, optional
        Called with the fraction done.
    """
    count = np.bincount(on_streets.access.park, minlength=len(parks))
    rows = np.flatnonzero(count) if radii else np.empty(0, dtype=np.int64)
    own = [on_streets.access.park == row for row in rows]
    places = [(on_streets.node[one], on_streets.access.points.leg[one]) for one in own]
    job = Job(_drawn, (on_streets.network, tuple(radii)), places, [1.0] * len(places), brief=True)
    shapes: list[Any] = []
    table: list[tuple[str, str, int, float]] = []
    for row, drawn in zip(rows, in_order(job, processes=processes, progress=progress), strict=True):
        name = parks["id"].iloc[row], parks["name"].iloc[row]
        shapes.extend(drawn)
        table.extend((*name, radius, shapely.area(one) / 1e6) for radius, one in zip(radii, drawn, strict=True))
    columns = pd.DataFrame(table, columns=["park", "name", "radius", "area_km2"])
    return to_wgs84(gpd.GeoDataFrame(columns, geometry=shapes, crs=on_streets.network.city.crs))


def _drawn(state: tuple[StreetNetwork, tuple[int, ...]], place: _Place, _report: Callable[[float], None]) -> list[Any]:
    network, radii = state
    node, leg = place
    return catchments(network, node, leg, radii)
