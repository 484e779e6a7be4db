"""How far the map carries the values: what lies in reach and inside the park, what is known of it, what is left off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from parklocus.indicators.catalogue import resolve, title
from parklocus.indicators.computing.aggregate import aggregate
from parklocus.indicators.indices.site import levels_around, levels_on_site
from parklocus.indicators.indices.transit import DEPARTURE_SOURCES, lines_by_source
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.catchment import catchment
from parklocus.indicators.network.reach import Reach, reaches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.parks_on_streets import ParksOnStreets
    from parklocus.indicators.network.street_network import StreetNetwork

COLUMNS = ["park", "name", "measure", "variant", "radius", "value", "unit", "title", "note", "snapshot"]

_RADIUS = 800  # metres, where no amenities are asked for


@dataclass(frozen=True)
class _Fact:
    """A measure of completeness with a value a park; `lacking` says why a park on the streets has none."""

    measure: str
    variant: str
    title: str
    of_parks: NDArray[np.float64]
    unit: str = "n"
    radius: int | None = None
    lacking: str = ""


def completeness(
    on_streets: ParksOnStreets,
    parks: gpd.GeoDataFrame,
    requests: Sequence[Request],
    radii: Sequence[int],
    *,
    drawn: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Return how far the map carries each park's values, a row a park and measure.

    Parameters
    ----------
    on_streets : ParksOnStreets
        The parks where they meet the streets.
    parks : geopandas.GeoDataFrame
        With ``id`` and ``name``.
    requests : sequence of Request
        The indices computed: how far to look for lines is theirs.
    radii : sequence of int
        Metres along the streets that amenities are looked for: places, objects and buildings are counted within the
        largest, within 800 m where there is none.
    drawn : geopandas.GeoDataFrame
        The parks' catchments where they are drawn already, with ``park`` and ``radius``.

    Returns
    -------
    pandas.DataFrame
        ``park`` (its id), ``name``, ``measure``, ``variant`` (a category, a set, a source), ``radius`` (metres along
        the streets; missing where none matters), ``value`` (counts are means over the access points), ``unit``,
        ``title`` and ``note`` in the language in use, ``snapshot`` (the date of the map).
    """
    city = on_streets.network.city
    snapshot = city.origin.get("snapshot")
    radius = max(radii, default=_RADIUS)
    rows = []
    areas = _catchments(on_streets, parks, radius, drawn)
    for fact in _facts(on_streets, parks, requests, radius, areas):
        for park, (identifier, name) in enumerate(zip(parks["id"], parks["name"], strict=True)):
            note = _note(fact, park, on_streets)
            key = (identifier, name, fact.measure, fact.variant, fact.radius)
            rows.append((*key, fact.of_parks[park], fact.unit, fact.title, note, snapshot))
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"radius": "Int64", "value": float})
    order = {identifier: number for number, identifier in enumerate(parks["id"])}
    return table.sort_values("park", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)


def _note(fact: _Fact, park: int, on_streets: ParksOnStreets) -> str:
    if on_streets.reasons[park]:
        return on_streets.reasons[park]
    if np.isnan(fact.of_parks[park]):
        return fact.lacking
    if fact.radius is not None and fact.radius > on_streets.edge_distance[park]:
        return _("looks past the map's edge")
    return ""


def _catchments(
    on_streets: ParksOnStreets, parks: gpd.GeoDataFrame, radius: int, drawn: gpd.GeoDataFrame
) -> dict[int, Any]:
    """Return the catchment of each park that is on the streets, by its row, in the city's metres."""
    access = on_streets.access
    at_radius = drawn[drawn["radius"] == radius].to_crs(on_streets.network.city.crs)
    known = dict(zip(at_radius["park"], at_radius.geometry, strict=True))
    found = {}
    for park in np.unique(access.park).tolist():
        own = access.park == park
        found[park] = known.get(parks["id"].iloc[park])
        if found[park] is None:
            found[park] = catchment(on_streets.network, on_streets.node[own], access.points.leg[own], radius)
    return found


def _facts(
    on_streets: ParksOnStreets,
    parks: gpd.GeoDataFrame,
    requests: Sequence[Request],
    radius: int,
    areas: Mapping[int, Any],
) -> Iterator[_Fact]:
    n_parks = len(parks)
    attached = attachment_facts(on_streets, n_parks)
    edge, leg = on_streets.edge_distance, attached["access_leg_m"]
    yield _Fact("edge_distance", "", _("Distance to the map's edge"), edge, "m")
    yield _Fact("access_leg", "", _("Straight way from the access points to the street"), leg, "m")
    yield from _within_reach(on_streets, radius, n_parks)
    yield _off_the_streets(on_streets, radius, n_parks)
    yield from _lines(on_streets, requests, n_parks)
    yield from _buildings(on_streets, parks, radius, areas)


def means_at_parks(
    on_streets: ParksOnStreets, limit: float, count: Callable[[Reach], NDArray[Any]], n_parks: int
) -> NDArray[np.float64]:
    """Return counts at the parks, of shape (parks, counts): means over their access points."""
    sources = on_streets.sources(without_own=False)
    blocks = [(reach.rows, count(reach)) for reach in reaches(on_streets.network, sources, limit)]
    counts = np.zeros((len(sources), blocks[0][1].shape[1]))
    for rows, values in blocks:
        counts[rows] = values
    return aggregate(counts, on_streets.access.park, n_parks).mean


def _within_reach(on_streets: ParksOnStreets, radius: int, n_parks: int) -> Iterator[_Fact]:
    """Count places by category, objects by set, and stops."""
    city = on_streets.network.city

    def count(reach: Reach) -> NDArray[Any]:
        columns = reach.counts("places", radius), reach.counts("features", radius), reach.stop_count(radius)[:, None]
        return np.concatenate(columns, axis=1)

    counts = iter(means_at_parks(on_streets, float(radius), count, n_parks).T)
    for category, titles in city.categories.items():
        text = _("Places within reach: {category}").format(category=title(titles))
        yield _Fact("places", category, text, next(counts), radius=radius)
    for one, facts in city.sets.items():
        text = _("Objects within reach: {set} (for {index})").format(set=title(facts["title"]), index=facts["of"])
        yield _Fact("features", one, text, next(counts), radius=radius)
    yield _Fact("stops", "", _("Stops within reach"), next(counts), radius=radius)


def _off_the_streets(on_streets: ParksOnStreets, radius: int, n_parks: int) -> _Fact:
    """Count the places near a park in a straight line that are too far from any street to be reached."""
    network, access = on_streets.network, on_streets.access
    left = np.ones(len(network.city.places), dtype=bool)
    left[network.places.member] = False
    points = network.city.places.geometry[left]
    values = np.full(n_parks, np.nan)
    tree = cKDTree(np.column_stack([points.x, points.y]).reshape(-1, 2))
    for park in np.unique(access.park):
        near = tree.query_ball_point(access.xy[access.park == park], radius)
        values[park] = len(set().union(*near))
    text = _("Places nearby in a straight line that are off any street and count nowhere")
    return _Fact("places_not_attached", "", text, values, radius=radius)


def _lines(on_streets: ParksOnStreets, requests: Sequence[Request], n_parks: int) -> Iterator[_Fact]:
    """Count lines, and say of which share the departures are known, and the stops inferred."""
    has_routes = on_streets.network.city.has_routes
    counts = np.full((n_parks, len(DEPARTURE_SOURCES) + 1), np.nan)
    if has_routes:
        counts = _lines_at_parks(on_streets, _transit_parameters(requests), n_parks)
    lines = counts[:, :-1].sum(axis=1)
    none = _("no line within reach") if has_routes else _("the OSM file holds no transit routes")
    yield _Fact("lines", "", _("Lines within reach"), lines, lacking=none)
    titles = {
        "timetable": _("Share of the lines whose departures are from a timetable"),
        "interval": _("Share of the lines whose departures are from the map's interval tags"),
        "table": _("Share of the lines whose departures are from the user's table"),
        "assumed": _("Share of the lines whose departures are assumed by mode"),
    }
    for number, source in enumerate(DEPARTURE_SOURCES):
        yield _Fact("departures", source, titles[source], ratio_of(counts[:, number], lines), "0 to 1", lacking=none)
    text = _("Share of the lines whose stops are inferred from their ways")
    yield _Fact("inferred_stops", "", text, ratio_of(counts[:, -1], lines), "0 to 1", lacking=none)


def _lines_at_parks(on_streets: ParksOnStreets, parameters: Mapping[str, Any], n_parks: int) -> NDArray[np.float64]:
    """Return the lines within a park's reach by where their departures are from, and those with inferred stops."""
    memo, key = on_streets.network.memo, ("lines at parks", repr(parameters))
    if key not in memo:
        limit = max(parameters["bus_limit"], parameters["rail_limit"])
        memo[key] = means_at_parks(on_streets, limit, lambda reach: lines_by_source(reach, parameters), n_parks)
    counts: NDArray[np.float64] = memo[key]
    return counts


def _buildings(
    on_streets: ParksOnStreets, parks: gpd.GeoDataFrame, radius: int, areas: Mapping[int, Any]
) -> Iterator[_Fact]:
    """Count buildings within reach and on the site, and say of which share the levels are known."""
    city = on_streets.network.city
    around, on_site = (np.full((len(parks), 2), np.nan) for _where in range(2))
    sites = np.asarray(parks.geometry.to_crs(city.crs), dtype=object)
    for park, area in areas.items():
        around[park] = levels_around(city, area)
        if on_streets.is_area[park]:
            on_site[park] = levels_on_site(city, sites[park])
    no_area, none = _("the park is not a polygon"), _("no building there")
    share = _("Share of the buildings within reach whose levels or height are known")
    yield _Fact("buildings", "", _("Buildings within reach"), around[:, 1], radius=radius)
    yield _Fact("known_levels", "", share, ratio_of(*around.T), "0 to 1", radius, none)
    yield _Fact("site_buildings", "", _("Buildings on the site"), on_site[:, 1], lacking=no_area)
    share = _("Share of the site's buildings whose levels or height are known")
    yield _Fact("site_known_levels", "", share, ratio_of(*on_site.T), "0 to 1", lacking=none)


def ratio_of(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a part by the whole; missing where the whole is 0."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def _transit_parameters(requests: Sequence[Request]) -> Mapping[str, Any]:
    """Return how far lines are looked for, and what is assumed of them: as asked for, else the catalogue's."""
    asked = [request for request in requests if "departures" in request.parameters]
    return (asked or resolve(["ptal"]))[-1].parameters


def city_completeness(city: City, network: StreetNetwork) -> dict[str, Any]:
    """Return the same for the city as a whole, as the provenance holds it."""
    land = city.land.counts()
    source = city.lines["departures_from"].replace("", "assumed")
    lines, buildings = len(city.lines), land["buildings"]
    return {
        "snapshot": city.origin.get("snapshot"),
        "extent_km2": city.extent.area / 1e6,
        "places": {key: int((city.places["category"] == key).sum()) for key in city.categories},
        "features": {key: int((city.features["set"] == key).sum()) for key in city.sets},
        "stops": len(city.stops),
        "lines": lines if city.has_routes else None,
        "departures": {key: int((source == key).sum()) for key in DEPARTURE_SOURCES},
        "inferred_stops_share": float(city.lines["inferred"].mean()) if lines else None,
        "buildings": buildings,
        "known_levels_share": land["buildings_with_levels_or_height"] / buildings if buildings else None,
        "not_attached": not_attached(network),
    }


def own_shares(on_streets: ParksOnStreets, radii: Sequence[int], n_parks: int) -> dict[str, NDArray[np.float64]]:
    """Return for each radius the share of the places reached that lie inside the park itself."""
    if not radii:
        return {}
    sources, of_others = on_streets.sources(without_own=False), on_streets.sources(without_own=True)
    counts = np.zeros((2, len(sources), len(radii)))
    for reach in reaches(on_streets.network, sources, float(max(radii))):
        others = Reach(reach.tile, reach.rows, reach.metres, of_others.without(reach.rows))
        for count, one in zip(counts, (reach, others), strict=True):
            count[reach.rows] = np.column_stack([one.place_counts(radius).sum(axis=1) for radius in radii])
    all_places, not_own = (aggregate(count, on_streets.access.park, n_parks).mean for count in counts)
    share = np.full(all_places.shape, np.nan)
    known = (all_places > 0) & on_streets.is_area[:, None]  # what is a point park's own cannot be known
    np.divide(all_places - not_own, all_places, out=share, where=known)
    return {f"own_places_share_{radius}": share[:, number] for number, radius in enumerate(radii)}


def known_departures_share(
    on_streets: ParksOnStreets, requests: Sequence[Request], n_parks: int
) -> dict[str, NDArray[np.float64]]:
    """Return the share of the lines within a park's reach whose departures are known, where it is asked for any."""
    needing = [request for request in requests if "departures" in request.parameters]
    if not needing or not on_streets.network.city.has_routes:
        return {}
    sources = _lines_at_parks(on_streets, needing[-1].parameters, n_parks)[:, :-1]
    return {"known_departures_share": ratio_of(sources[:, :-1].sum(axis=1), sources.sum(axis=1))}


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
