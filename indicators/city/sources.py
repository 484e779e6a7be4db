"""What a city is made of: the parts that an OSM extract gives."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import pyproj
import shapely

from parklocus.indicators.city.extent import WGS84, find_extent, local_crs
from parklocus.indicators.city.features import build_features
from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.city.streets import build_streets
from parklocus.indicators.city.tables import from_xy, places_of
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.transit import build_transit
from parklocus.indicators.progress import silent

if TYPE_CHECKING:
    from parklocus.indicators.osm.extract import OsmExtract
    from parklocus.indicators.osm.taxonomy import Taxonomy
    from parklocus.indicators.progress import Progress


def parts_of_extract(
    extract: OsmExtract, rules: Taxonomy, area: Any, report: Progress = silent
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Bring an extract into the city's metric CRS.

    Parameters
    ----------
    extract : OsmExtract
        What the file holds.
    rules : Taxonomy
        Categories and sets.
    area : shapely geometry or None
        What the extract covers, in lon/lat, where somebody says so.
    report : callable, optional
        Told how far this is; it may raise `Cancelled`.

    Returns
    -------
    parts : dict
        Arguments of `City`, all but its origin.
    facts : dict
        What the origin says of the extract: snapshot, extent and taxonomy.
    """
    crs = local_crs(extract)
    transformer = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)

    def project(geometry: Any) -> Any:
        return shapely.transform(geometry, transformer.transform, interleaved=False)

    report(0.0, _("Joining the streets"))
    xy = transformer.transform(extract.street_lon, extract.street_lat)
    streets = build_streets(extract.street_refs, *xy, extract.street_ptr, extract.street_classes)
    del xy
    report(0.3, _("Placing stops, lines and places"))
    transit = build_transit(extract, project)
    extent, extent_source = find_extent(extract, streets, area, project)
    places, features = places_of(extract, project, crs), build_features(extract, rules, streets, project, crs)
    report(0.8, _("Laying out the land"))
    land = LandCover.collected(extract.land, transformer.transform)
    report(1.0, _("Laying out the land"))
    parts = {
        "streets": streets,
        "places": places,
        "features": features,
        "stops": from_xy(transit.stops, crs),
        "stop_points": transit.stop_points,
        "lines": transit.lines,
        "line_stops": transit.line_stops,
        "has_routes": transit.has_routes,
        "extent": extent,
        "crs": crs,
        "categories": {category.id: category.title for category in rules.categories},
        "sets": {one.id: {"title": dict(one.title), "of": one.of} for one in rules.sets},
        "land": land,
        "ways": extract.ways,
    }
    facts = {
        "snapshot": extract.snapshot,
        "snapshot_source": extract.snapshot_source,
        "extent_source": extent_source,
        "taxonomy": {"version": rules.version, "sha256": rules.digest},
    }
    return parts, facts


def cache_folder() -> Path:
    """Return the folder where cities are kept between runs."""
    named = os.environ.get("PARKLOCUS_CACHE")
    return Path(named).expanduser() if named else platformdirs.user_cache_path("parklocus", appauthor=False)


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
