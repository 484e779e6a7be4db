"""summarise_city: a whole city in figures that can be compared, without any parks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue import packages_of, third_party_notes
from parklocus.indicators.computing.asked import is_by_name, requests_for
from parklocus.indicators.computing.centres import place_centres
from parklocus.indicators.computing.city_nodes import STREET_LENGTH, CityNodes
from parklocus.indicators.computing.composites import with_composites, with_parts
from parklocus.indicators.computing.definitions import assumptions, column_definitions
from parklocus.indicators.computing.measure import measure
from parklocus.indicators.computing.rasters_on_streets import RastersOnStreets, inputs_given
from parklocus.indicators.errors import InputError
from parklocus.indicators.indices import INDEX_FUNCTIONS, SiteIndex
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.street_network import StreetNetwork
from parklocus.indicators.progress import heard, silent
from parklocus.indicators.summary.summary import CitySummary, SummaryOptions, summarise
from parklocus.indicators.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.reference import Reference
    from parklocus.indicators.progress import Progress


@heard
def summarise_city(
    city: City,
    indices: Iterable[str] | None = None,
    *,
    centres: Sequence[tuple[float, float] | tuple[str, float, float]] = (),
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    rasters: Mapping[str, str | Path] | None = None,
    reference: Reference | None = None,
    grid: float | None = None,
    title: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> CitySummary:
    """Summarise a city, so that it can be compared with others.

    Parameters
    ----------
    city : City
        The OSM snapshot.
    indices : iterable of str or str, optional
        Index ids or columns; the name of a preset, or None for the whole catalogue, without indices of parks and those
        that need a centre or a raster if there is none.
    centres, parameters, rasters, reference
        As for `compute`. A raster of people gives figures by people, too. The reference says which streets the
        figures are of.
    grid : float, optional
        Side of a square grid in metres, 100 to 1000.
    title : str
        What the city is called in tables; the map's file without its ending when empty.
    processes : int, optional
        How many processes compute, as for `compute`.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`.

    Raises
    ------
    InputError
        An index or parameter is not known, a needed input is missing or cannot be used, the grid's side is too small
        or too large.

    Examples
    --------
    >>> from parklocus.indicators import City, demo_folder, summarise_city
    >>> city = City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)
    >>> summary = summarise_city(city, ["amenity_density"], grid=1000)
    >>> share = summary.shares.set_index(["column", "weight"])["share"]
    >>> round(float(share["near_stop_500", "street_length"]), 2)
    0.43
    """
    report = progress or silent
    options = SummaryOptions(grid, title)
    notes = [*city.notes]
    given = {"centre": bool(centres), **inputs_given(rasters)}
    requests = _of_the_city(
        requests_for(city, indices, parameters, given=given, notes=notes), asked=is_by_name(indices)
    )
    notes.extend(third_party_notes())
    report(0.0, _("Attaching places and stops to the streets"))
    placed = place_centres(city, centres)
    on_land = RastersOnStreets.read(city, rasters, notes)
    network = on_land.onto(StreetNetwork.of(city))
    nodes = CityNodes.of(network, on_land, reference)
    notes.extend(nodes.notes)

    def on_progress(done: float) -> None:
        report(0.05 + 0.8 * done, _("Computing the city's {count} street nodes").format(count=len(nodes)))

    measured = measure(
        network, nodes.sources, with_parts(requests), placed, on_progress, processes=processes, note=notes.append
    )
    _same, measured = with_composites(requests, measured, measured, nodes.affected, nodes.weight)
    affected = nodes.affected(measured.columns, measured.table)
    definitions = column_definitions(
        measured.columns,
        requests,
        city,
        affected,
        measured.table,
        street_length=nodes.weights[STREET_LENGTH],
        weight=nodes.reference.weight,
        area=nodes.area,
    )
    report(0.86, _("Summing up the city"))
    summary = summarise(nodes, measured, affected, definitions=definitions, options=options)
    notes = list(dict.fromkeys([*notes, *summary.notes, *(assumptions(definitions) if len(definitions) else ())]))
    provenance = {
        "software": versions(),
        "indices_of_others": packages_of(request.index.id for request in requests),
        "osm": dict(city.origin),
        "timetables": dict(city.timetables),
        "centres": [{"name": centre.name, "lon": centre.lon, "lat": centre.lat} for centre in placed],
        "parameters": {request.index.id: dict(request.parameters) for request in requests},
        "rasters": on_land.facts(),
        "reference": dict(nodes.facts),
        **summary.provenance,
        "notes": notes,
    }
    report(1.0, _("Summed up {count} columns").format(count=len(measured.columns)))
    return replace(summary, provenance=provenance, notes=notes)


def _of_the_city(requests: Sequence[Request], *, asked: bool) -> list[Request]:
    """Return the requests for indices that a street node has without any park."""
    of_parks = [
        request.index.id
        for request in requests
        if "parks" in request.index.needs or isinstance(INDEX_FUNCTIONS.get(request.index.id), SiteIndex)
    ]
    if of_parks and asked:
        message = _("{names}: an index of parks, which a city without parks does not have.")
        raise InputError(message.format(names=", ".join(of_parks)))
    return [request for request in requests if request.index.id not in of_parks]
