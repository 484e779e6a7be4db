"""How far the map carries the values: what lies in reach and inside the park, what is known of it, what is left off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.aggregate import aggregate
from parklocus.indicators.indices.transit import known_departures
from parklocus.indicators.network.reach import reaches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.network.street_network import StreetNetwork
    from parklocus.indicators.parks_on_streets import ParksOnStreets


def own_shares(on_streets: ParksOnStreets, radii: Sequence[int], n_parks: int) -> dict[str, NDArray[np.float64]]:
    """Return for each radius the share of the places reached that lie inside the park itself."""
    if not radii:
        return {}
    totals = {}
    for without_own in (False, True):
        sources = on_streets.sources(without_own=without_own)
        counts = np.zeros((len(sources), len(radii)))
        for reach in reaches(on_streets.network, sources, float(max(radii))):
            counts[reach.rows] = np.column_stack([reach.place_counts(radius).sum(axis=1) for radius in radii])
        totals[without_own] = aggregate(counts, on_streets.access.park, n_parks).mean
    share = np.full(totals[False].shape, np.nan)
    known = (totals[False] > 0) & on_streets.is_area[:, None]  # what is a point park's own cannot be known
    np.divide(totals[False] - totals[True], totals[False], out=share, where=known)
    return {f"own_places_share_{radius}": share[:, number] for number, radius in enumerate(radii)}


def known_departures_share(
    on_streets: ParksOnStreets, requests: Sequence[Request], n_parks: int
) -> dict[str, NDArray[np.float64]]:
    """Return the share of the lines within a park's reach whose departures are known, where it is asked for any."""
    needing = [request for request in requests if "departures" in request.parameters]
    if not needing or not on_streets.network.city.has_routes:
        return {}
    parameters = needing[-1].parameters
    sources = on_streets.sources(without_own=False)
    counts = np.zeros((len(sources), 2))
    for reach in reaches(on_streets.network, sources, max(parameters["bus_limit"], parameters["rail_limit"])):
        counts[reach.rows] = np.column_stack(known_departures(reach, parameters))
    known, lines = aggregate(counts, on_streets.access.park, n_parks).mean.T
    share = np.full(n_parks, np.nan)
    return {"known_departures_share": np.divide(known, lines, out=share, where=lines > 0)}


def attachment_facts(on_streets: ParksOnStreets, n_parks: int) -> dict[str, Any]:
    """Return for each park how many access points it has, how far they are from the street and from the map's edge."""
    access = on_streets.access
    count = np.bincount(access.park, minlength=n_parks)
    leg = np.bincount(access.park, weights=access.points.leg, minlength=n_parks)
    return {
        "access_points": count,
        "access_points_cut_off": access.cut_off,
        "access_leg_m": np.where(count > 0, leg / np.maximum(count, 1), np.nan),
        "edge_distance_m": on_streets.edge_distance,
    }


def not_attached(network: StreetNetwork) -> dict[str, int]:
    """Count what stands too far from any street to be reached."""
    city = network.city
    return {
        "places": len(city.places) - len(network.places.member),
        "features": len(city.features) - len(network.features.member),
        "stop_points": len(city.stop_points) - len(network.stops.member),
        "line_stops": len(city.line_stops) - len(network.line_stops.member),
    }
