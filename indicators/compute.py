"""compute: the one way in, from a city and parks to a table of indices with their place in the city."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.catalogue import CATALOGUE, packages_of, third_party_notes
from parklocus.indicators.city.extent import WGS84
from parklocus.indicators.computing.aggregate import ParkValues, aggregate, any_of_parks, label_of_least
from parklocus.indicators.computing.asked import requests_for
from parklocus.indicators.computing.catchment_layer import catchment_layer
from parklocus.indicators.computing.centres import place_centres
from parklocus.indicators.computing.city_nodes import STREET_LENGTH, CityNodes
from parklocus.indicators.computing.completeness import (
    attachment_facts,
    city_completeness,
    completeness,
    known_departures_share,
    own_shares,
)
from parklocus.indicators.computing.composites import with_composites, with_parts
from parklocus.indicators.computing.definitions import assumptions, column_definitions, few_to_rank_among
from parklocus.indicators.computing.edge import affected_names, edge_affected, edge_distance
from parklocus.indicators.computing.land_use import MAPPED_LAND_USE, land_use_at
from parklocus.indicators.computing.measure import Measurement, measure
from parklocus.indicators.computing.park_pattern import nearest_neighbours
from parklocus.indicators.computing.park_table import ParkTable
from parklocus.indicators.computing.parks_on_streets import ParksOnStreets
from parklocus.indicators.computing.rasters_on_streets import RastersOnStreets, inputs_given
from parklocus.indicators.computing.reference import Reference, percentile
from parklocus.indicators.computing.site_values import SiteMeasurement, joined, measure_sites
from parklocus.indicators.errors import InputError
from parklocus.indicators.indices import LABELS, REASONS, Column
from parklocus.indicators.indices.location import centre_names
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.street_network import StreetNetwork
from parklocus.indicators.progress import alive, heard, part, saying, silent
from parklocus.indicators.sites import read_parks
from parklocus.indicators.summary.summary import SummaryOptions, summarise
from parklocus.indicators.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.progress import Progress


@heard
def compute(
    city: City,
    parks: gpd.GeoDataFrame,
    indices: Iterable[str] | None = None,
    *,
    centres: Sequence[tuple[float, float] | tuple[str, float, float]] = (),
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    own_places: str = "include",
    rasters: Mapping[str, str | Path] | None = None,
    reference: Reference | None = None,
    summary: SummaryOptions | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> ParkTable:
    """Compute indices for parks, and where each park stands among the city's street nodes.

    Parameters
    ----------
    city : City
        The OSM snapshot.
    parks : geopandas.GeoDataFrame
        What `read_parks` gave, or a layer with ``id`` and ``name``.
    indices : iterable of str or str, optional
        Index ids or columns (``parklocus indices`` lists them); the name of a preset such as ``"transit"``, or None for
        the whole catalogue, without those that need a centre or a raster if there is none.
    centres : sequence of (lon, lat) or (name, lon, lat)
        The city's centres in WGS 84.
    parameters : mapping, optional
        Values other than the catalogue's defaults, by index id and parameter.
    own_places : {"include", "exclude"}
        Whether places inside a park count for that park.
    rasters : mapping, optional
        Files by what they hold: ``population`` (people in each cell, as WorldPop and GHS-POP have them) or
        ``population_density`` (people per km²), and ``night_light`` (radiance). Any format and coordinate system
        that GDAL reads; only what lies over the city is read.
    reference : Reference, optional
        Which street nodes parks are ranked among, and how these are weighted; all, each once, when None.
    summary : SummaryOptions, optional
        What is wanted of the city as a whole; it comes as ``table.summary``, and costs no second pass.
    processes : int, optional
        How many processes compute. None: one for each core where the work is large enough to pay. Results are the same
        to the last bit.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`, which ends all processes.

    Returns
    -------
    ParkTable
        A row a park. A park's value is the mean over its access points; ``_min`` and ``_max`` stand beside it, and
        ``_pct`` is its percentile among the street nodes.

    Raises
    ------
    InputError
        An index or parameter is not known, a centre or all parks lie off the extract, a raster cannot be used, the
        reference chooses no street node, or a needed input is missing.
    WorkerEndedError
        A process ended before it was done, as for want of memory.

    Examples
    --------
    >>> from parklocus.indicators import City, compute, demo_folder, read_parks
    >>> city = City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)
    >>> parks = read_parks(demo_folder() / "parks.geojson")
    >>> table = compute(city, parks, ["cbd_distance"], centres=[("Marktplatz", 13.2612, 53.5574)])
    >>> bool((table["cbd_distance"] >= 0).all())
    True
    """
    report = progress or silent
    if own_places not in {"include", "exclude"}:
        raise InputError(_("own_places is “{value}”; it must be include or exclude.").format(value=own_places))
    if "notes" not in parks.attrs:
        parks = read_parks(parks)
    notes = [*city.notes, *parks.attrs["notes"]]
    given = {"centre": bool(centres), **inputs_given(rasters)}
    requests = requests_for(city, indices, parameters, given=given, notes=notes)
    notes.extend(third_party_notes())
    placed = place_centres(city, centres)
    on_land, on_streets = _attach(city, parks, rasters, notes, part(report, 0.0, 0.07))
    network = on_streets.whole
    nodes = CityNodes.of(network, on_land, reference)
    notes.extend(nodes.notes)
    sources = on_streets.sources(without_own=own_places == "exclude")
    running = partial(measure, requests=with_parts(requests), centres=placed, processes=processes, note=notes.append)
    said = saying(part(report, 0.08, 0.22), _("Computing the parks' indices"))
    of_points = running(on_streets.network, sources, on_progress=said, brief=True)
    text = _("Computing the city's {count} street nodes").format(count=len(nodes))
    of_nodes = running(network, nodes.sources, on_progress=saying(part(report, 0.22, 0.86), text))
    of_points, of_nodes = with_composites(requests, of_points, of_nodes, nodes.affected, nodes.weight)
    columns = of_points.columns
    node_affected = nodes.affected(columns, of_nodes.table)

    report(0.87, _("Ranking the parks"))
    n_parks = len(parks)
    values = aggregate(of_points.table, on_streets.access.park, n_parks)
    computed = _percentiles(columns, values, of_nodes.table, node_affected, nodes.weight)
    if placed and "cbd_distance" in computed:
        names = centre_names(on_streets.network, sources, placed)
        computed["cbd_name"] = label_of_least(names, of_points.of("cbd_distance"), on_streets.access.park, n_parks)
    amenity_radii = _radii([column for column in columns if column.index.startswith("amenity")])
    computed |= own_shares(on_streets, amenity_radii, n_parks) | known_departures_share(on_streets, requests, n_parks)
    of_sites = measure_sites(city, np.asarray(parks.geometry.to_crs(city.crs), dtype=object), requests)
    computed |= of_sites.table

    report(0.9, _("Ranking the parks"))
    facts = _park_facts(parks, of_points, values.mean, on_streets, on_land=on_land, of_sites=of_sites)
    table = _park_table(parks, facts, computed, notes)
    table.reference = nodes.layer(of_nodes, node_affected)
    said = saying(part(report, 0.92, 0.97), _("Drawing the parks' catchments"))
    table.catchments = catchment_layer(on_streets, parks, _radii(columns), processes=processes, progress=said)
    report(0.97, _("Summing up what is known"))
    table.completeness = completeness(on_streets, parks, requests, amenity_radii, drawn=table.catchments)
    table.definitions = column_definitions(
        columns,
        requests,
        city,
        node_affected,
        of_nodes.table,
        street_length=nodes.weights[STREET_LENGTH],
        weight=nodes.reference.weight,
        area=nodes.area,
        of_sites=of_sites.columns,
    )
    if summary is not None:
        table.summary = summarise(nodes, of_nodes, node_affected, definitions=table.definitions, options=summary)
        notes.extend(table.summary.notes)
    table.notes = notes = [*notes, *few_to_rank_among(table.definitions), *assumptions(table.definitions)]
    table.provenance = {
        "software": versions(),
        "indices_of_others": packages_of(request.index.id for request in requests),
        "osm": dict(city.origin),
        "timetables": dict(city.timetables),
        "centres": [{"name": centre.name, "lon": centre.lon, "lat": centre.lat} for centre in placed],
        "parks": {"count": n_parks, "measured": int(values.mean.shape[0] - sum(map(bool, on_streets.reasons)))},
        "nearest_neighbours": nearest_neighbours(_measured(parks, on_streets), city.extent),
        "parameters": {request.index.id: dict(request.parameters) for request in requests},
        "own_places": own_places,
        "rasters": on_land.facts(),
        "reference": dict(nodes.facts),
        "completeness": city_completeness(city, network),
        **(table.summary.provenance if table.summary else {}),
        "notes": notes,
    }
    report(1.0, _("Computed {count} columns for {parks} parks").format(count=len(columns), parks=n_parks))
    return table


def _attach(
    city: City,
    parks: gpd.GeoDataFrame,
    rasters: Mapping[str, str | Path] | None,
    notes: list[str],
    report: Progress,
) -> tuple[RastersOnStreets, ParksOnStreets]:
    """Put rasters and parks on the streets."""
    report(0.0, _("Spreading rasters over the streets") if rasters else _("Building the street network"))
    on_land = RastersOnStreets.read(city, rasters, notes)
    report(0.5, _("Building the street network"))
    network = on_land.onto(StreetNetwork.of(city))
    report(0.9, _("Attaching parks, places and stops to the streets"))
    on_streets = ParksOnStreets.attach(network, parks)
    notes.extend(_attachment_notes(parks, on_streets))
    return on_land, on_streets


def _park_facts(
    parks: gpd.GeoDataFrame,
    of_points: Measurement,
    values: NDArray[np.float64],
    on_streets: ParksOnStreets,
    *,
    on_land: RastersOnStreets,
    of_sites: SiteMeasurement,
) -> dict[str, Any]:
    """Return how parks were attached, their land use, which columns look past the edge, what is missing and why."""
    city = on_land.city
    affected = _affected_parks(of_points, len(values), on_streets, on_land)
    missing = _missing_notes(city, of_points.columns, values, on_streets.reasons)
    return {
        **attachment_facts(on_streets, len(values)),
        MAPPED_LAND_USE: land_use_at(city, np.asarray(parks.geometry.to_crs(city.crs), dtype=object)),
        "edge_affected": joined(affected, of_sites.affected, ","),
        "notes": joined(missing, of_sites.missing, "; "),
    }


def _affected_parks(
    of_points: Measurement, n_parks: int, on_streets: ParksOnStreets, on_land: RastersOnStreets
) -> NDArray[np.object_]:
    """Return for each park the names of the columns that look past the edge from one of its access points."""
    columns, (x, y) = of_points.columns, on_streets.access.xy.T
    to_edge = on_land.edge_distance(columns, edge_distance(on_land.city.extent, x, y), x, y)
    affected = edge_affected(columns, of_points.table, to_edge)
    return affected_names(columns, any_of_parks(affected, on_streets.access.park, n_parks))


def _attachment_notes(parks: gpd.GeoDataFrame, on_streets: ParksOnStreets) -> list[str]:
    notes = []
    is_cut_off = on_streets.network.city.streets.is_cut_off
    for row, (name, reason) in enumerate(zip(parks["name"], on_streets.reasons, strict=True)):
        if reason:
            notes.append(_("“{name}” was not measured: {reason}.").format(name=name, reason=reason))
            continue
        if is_cut_off[on_streets.access.points.edge[on_streets.access.park == row]].all():
            notes.append(_("“{name}” stands on streets that are cut off from the main network.").format(name=name))
    return notes


def _measured(parks: gpd.GeoDataFrame, on_streets: ParksOnStreets) -> NDArray[np.object_]:
    """Return the shapes of the parks that are on the streets, in the city's metres."""
    measured = np.array([not reason for reason in on_streets.reasons])
    return np.asarray(parks.geometry[measured].to_crs(on_streets.network.city.crs), dtype=object)


def _park_table(
    parks: gpd.GeoDataFrame, facts: Mapping[str, Any], computed: Mapping[str, Any], notes: list[str]
) -> ParkTable:
    attributes = _own_attributes(parks, {*facts, *computed}, notes)
    frame = pd.concat([attributes, pd.DataFrame(facts), pd.DataFrame(computed)], axis=1)
    return ParkTable(frame, geometry=np.asarray(parks.geometry, dtype=object), crs=WGS84)


def _own_attributes(parks: gpd.GeoDataFrame, taken: set[str], notes: list[str]) -> pd.DataFrame:
    """Return the parks' own columns without those that bear a result's name: an earlier result brings them along."""
    attributes = pd.DataFrame(parks.drop(columns="geometry"))
    stale = [column for column in attributes.columns if column in taken]
    if stale:
        message = _("The parks' own columns {names} bear the names of results and are left out.")
        notes.append(message.format(names=", ".join(stale)))
    return attributes.drop(columns=stale)


def _percentiles(
    columns: Sequence[Column],
    values: ParkValues,
    reference: NDArray[np.float64],
    affected: NDArray[np.bool_],
    weight: NDArray[np.float64],
) -> dict[str, Any]:
    """Return the parks' columns: value, least, greatest, percentile, and the label that goes with the value."""
    computed: dict[str, Any] = {}
    for number, column in enumerate(columns):
        alive()
        among = ~affected[:, number] & ~np.isnan(reference[:, number])
        computed[column.name] = values.mean[:, number]
        computed[f"{column.name}_min"] = values.least[:, number]
        computed[f"{column.name}_max"] = values.greatest[:, number]
        computed[f"{column.name}_pct"] = percentile(values.mean[:, number], reference[among, number], weight[among])
        if column.index in LABELS:
            label, function = LABELS[column.index]
            computed[label] = function(values.mean[:, number])
    return computed


def _radii(columns: Sequence[Column]) -> list[int]:
    """Return the radii along the streets within which the columns count all alike."""
    return sorted({c.radius for c in columns if c.radius and "radii" in CATALOGUE[c.index].parameters})


def _missing_notes(
    city: City, columns: Sequence[Column], values: NDArray[np.float64], reasons: Sequence[str]
) -> list[str]:
    """Say for each park which values are missing and why."""
    notes = []
    for row, reason in enumerate(reasons):
        missing = [column for number, column in enumerate(columns) if np.isnan(values[row, number])]
        if reason or not missing:
            notes.append(reason)
            continue
        because: dict[str, list[str]] = {}
        for column in missing:
            because.setdefault(_why_missing(city, column), []).append(column.name)
        notes.append("; ".join(f"{', '.join(names)}: {why}" for why, names in because.items()))
    return notes


def _why_missing(city: City, column: Column) -> str:
    if column.index in REASONS:
        return REASONS[column.index](city, column)
    if column.index in {"transit_lines", "transit_frequency", "ptal"}:
        return _("the OSM file holds no transit routes")
    if column.index == "stop_distance" and not (city.stops["mode"] == column.variant).any():
        return _("the OSM file holds no such stop")
    if column.limit == 0:
        return _("no way along the streets to a centre, or the park is the centre")
    if column.limit is None:
        return _("no way along the streets to such a stop")
    return _("no land in the catchment")
