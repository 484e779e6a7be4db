"""Indices of the parks' polygons: a value a park, with no access point and no reference to rank it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from parklocus.indicators.indices import INDEX_FUNCTIONS, SiteIndex
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Request
    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices import Column


@dataclass(frozen=True)
class SiteMeasurement:
    """What was measured of the parks' polygons.

    Attributes
    ----------
    columns : tuple of Column
        The index columns.
    table : dict of numpy.ndarray of shape (parks,)
        Those columns, and what stands beside them, by name.
    missing : list of str
        For each park which of them are missing and why.
    affected : list of str
        For each park the columns whose polygon the extract holds in part only, comma-joined.
    """

    columns: tuple[Column, ...] = ()
    table: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)


def measure_sites(city: City, parks: NDArray[np.object_], requests: Sequence[Request]) -> SiteMeasurement:
    """Compute those of the requests that are indices of polygons.

    Parameters
    ----------
    city : City
        Its land.
    parks : numpy.ndarray of shape (parks,)
        Geometries in the city's CRS.
    requests : sequence of Request
        Which indices, with their parameters; others are passed over.
    """
    reasons = [_no_site(city, park) for park in parks]
    sites = [None if reason else park for park, reason in zip(parks, reasons, strict=True)]
    cut = [site is not None and not city.extent.covers(site) for site in sites]
    columns: list[Column] = []
    values: dict[str, NDArray[np.float64]] = {}
    because: list[dict[str, list[str]]] = [{} for _park in parks]
    for request in requests:
        function = INDEX_FUNCTIONS.get(request.index.id)  # an index made of others has none
        for found in function.compute(city, sites, request.parameters) if isinstance(function, SiteIndex) else ():
            columns.append(found.column)
            values |= {found.column.name: found.values, **found.beside}
            for row in np.flatnonzero(np.isnan(found.values)):
                because[row].setdefault(reasons[row] or found.reasons[row], []).append(found.column.name)
    names = ",".join(column.name for column in columns)
    return SiteMeasurement(
        columns=tuple(columns),
        table=values,
        missing=["; ".join(f"{', '.join(missing)}: {why}" for why, missing in one.items()) for one in because],
        affected=[names if one else "" for one in cut],
    )


def _no_site(city: City, park: object) -> str:
    """Return why a park has no polygon to measure; empty where it has."""
    if park is None or not shapely.area(park) > 0:
        return _("the park is not a polygon")
    if not city.extent.intersects(park):
        return _("outside the area of the OSM file")
    return ""


def joined(texts: Iterable[str], others: Sequence[str], separator: str) -> list[str]:
    """Join two lists of texts row by row; an empty text adds nothing, nor does an empty list."""
    if not others:
        return list(texts)
    return [separator.join(filter(None, pair)) for pair in zip(texts, others, strict=True)]
