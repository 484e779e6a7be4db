"""Fetch an area from OpenStreetMap through Overpass, as a file that the one reader reads like any extract.

osmnx's own downloads give graphs and features but no routes, and its raw requests are private and ask for ever; so
osmnx is used for its settings (addresses, time-out, headers, cache folder) and for geocoding, and Overpass is asked for
the raw objects here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import osmium
import pyproj
import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.fetching import CONNECTING, check_status, is_web_page, network_setbacks, osmnx_settings
from parklocus.indicators.osm.geocoding import find_place
from parklocus.indicators.osm.patience import Patience, Setback, ask_patiently, host
from parklocus.indicators.osm.query import build_query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parklocus.indicators.progress import Progress

WARNING_KM2 = 500.0
LIMIT_KM2 = 2500.0
_MB_PER_KM2 = (0.03, 0.8)  # a small town with its fields; a densely mapped large city
_GRACE = 30.0  # seconds beyond the time that the server is given
_CHUNK = 2**16
_BUSY_REMARKS = ("Dispatcher", "rate_limited", "too busy")


@dataclass(frozen=True)
class FetchOptions:
    """How to fetch.

    Attributes
    ----------
    servers : sequence of str
        Addresses of Overpass servers, tried in turn; osmnx's setting where empty.
    limit_km2 : float or None
        The largest area to fetch; None for any.
    refresh : bool
        Fetch anew what lies in the cache already.
    patience : Patience
        How often to ask and how long to wait.
    warn : callable
        Told, before it begins, that a download is large.
    """

    servers: Sequence[str] = ()
    limit_km2: float | None = LIMIT_KM2
    refresh: bool = False
    patience: Patience = field(default_factory=Patience)
    warn: Callable[[str], None] = warnings.warn


@dataclass(frozen=True)
class Fetched:
    """What was fetched: the OSM file, the polygon it covers as GeoJSON, and where both come from."""

    osm: Path
    boundary: Path
    facts: dict[str, str]


def fetch_place(place: str, keys: Sequence[str], folder: Path, options: FetchOptions, progress: Progress) -> Fetched:
    """Fetch the area of a place that Nominatim knows by name; see `fetch_polygon`."""
    polygon, name = find_place(place, folder, options.patience, progress)
    return fetch_polygon(polygon, keys, folder, options, progress, facts={"place": place, "found": name})


def fetch_polygon(
    polygon: Any,
    keys: Sequence[str],
    folder: Path,
    options: FetchOptions,
    progress: Progress,
    *,
    facts: dict[str, str] | None = None,
) -> Fetched:
    """Fetch what lies within a polygon, or take it from the folder where it was fetched before.

    Parameters
    ----------
    polygon : shapely.Polygon or shapely.MultiPolygon
        The area in lon/lat (WGS 84).
    keys : sequence of str
        Keys of the objects to fetch: those that the reader looks at.
    folder : Path
        Where fetched areas are kept, unless osmnx's settings name a folder.
    options : FetchOptions
        Servers, limits and patience.
    progress : callable
        Called with a fraction and a text; it may raise `Cancelled`.
    facts : dict, optional
        What is known of the polygon's origin.

    Raises
    ------
    InputError
        The polygon is none, or too large; no server answers, or what it answers is not whole or holds no street.
    """
    area = checked_area(polygon)
    with osmnx_settings(folder) as settings:
        home = Path(settings.cache_folder) / "overpass"
        query = build_query(area, keys)
        digest = hashlib.sha256(query.encode() + shapely.to_wkb(area)).hexdigest()[:32]
        target, boundary = home / f"{digest}.osm.pbf", home / f"{digest}.boundary.geojson"
        if settings.use_cache and not options.refresh and target.is_file() and boundary.is_file():
            return Fetched(target, boundary, read_facts(boundary))
        _check_size(area, options)
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = _("The folder {folder} cannot be made: {reason}.")
            raise InputError(message.format(folder=home, reason=error.strerror)) from error
        download, unfinished = home / f"{digest}.download", home / f"{digest}.unfinished.osm.pbf"

        def ask(server: str) -> dict[str, str]:
            _download(server, query, settings, download, progress)
            snapshot = _inspect(download, server)
            _convert(download, unfinished, area, snapshot)
            return {**(facts or {}), "server": host(server), "snapshot": snapshot}

        try:
            known = ask_patiently(ask, list(options.servers) or [settings.overpass_url], options.patience, progress)
            boundary.write_text(_as_geojson(area, known), encoding="utf-8")
            unfinished.replace(target)
        finally:
            for left in (download, unfinished):
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
    return Fetched(target, boundary, known)


def checked_area(polygon: Any) -> Any:
    """Return a valid (Multi)Polygon in lon/lat.

    Raises
    ------
    InputError
        It is no polygon, is empty, or its coordinates are no longitudes and latitudes.
    """
    if not isinstance(polygon, shapely.Polygon | shapely.MultiPolygon) or polygon.is_empty:
        parts = shapely.get_parts(polygon) if isinstance(polygon, shapely.GeometryCollection) else []
        polygon = shapely.union_all(
            [part for part in parts if isinstance(part, shapely.Polygon | shapely.MultiPolygon)]
        )
    polygon = shapely.make_valid(polygon, method="structure")
    if polygon.is_empty or not polygon.area > 0:
        raise InputError(_("What is to be fetched must be an area: give a polygon or multipolygon that is not empty."))
    west, south, east, north = polygon.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise InputError(_("The polygon to fetch must be in longitude and latitude (WGS 84), in degrees."))
    return polygon


def read_facts(boundary: Path) -> dict[str, str]:
    """Return what the boundary of a fetched area says of its origin."""
    try:
        properties = json.loads(boundary.read_text(encoding="utf-8"))["features"][0]["properties"]
        return {str(key): str(value) for key, value in properties.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def area_km2(polygon: Any) -> float:
    """Return the area of a lon/lat polygon on the ellipsoid."""
    return abs(float(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(polygon)[0])) / 1e6


def _check_size(area: Any, options: FetchOptions) -> None:
    size = area_km2(area)
    if options.limit_km2 is not None and not size <= options.limit_km2:  # no number is no limit either
        message = _(
            "The area has {size} km², more than the {limit} km² that are fetched without being asked to; take a smaller"
            " one (a district, or your own polygon), raise the limit, or download an extract."
        )
        raise InputError(message.format(size=f"{size:,.0f}", limit=f"{options.limit_km2:,.0f}"))
    if size > WARNING_KM2:
        message = _("The area has {size} km²: about {least} to {most} MB are going to be downloaded.")
        least, most = (f"{size * density:,.0f}" for density in _MB_PER_KM2)
        options.warn(message.format(size=f"{size:,.0f}", least=least, most=most))


def _download(server: str, query: str, settings: Any, file: Path, progress: Progress) -> None:
    import requests  # noqa: PLC0415 - comes with osmnx, an optional extra

    timeout = settings.requests_timeout
    memory = f"[maxsize:{settings.overpass_memory}]" if settings.overpass_memory else ""
    url = server.rstrip("/").removesuffix("/interpreter") + "/interpreter"
    headers = {
        "User-Agent": settings.http_user_agent,
        "Referer": settings.http_referer,
        "Accept-Language": settings.http_accept_language,
    }
    progress(0.0, _("Asking {server}").format(server=host(server)))
    with (
        network_setbacks(),
        requests.post(
            url,
            data={"data": f"[out:xml][timeout:{timeout:.0f}]{memory};\n{query}"},
            headers=headers,
            timeout=(CONNECTING, timeout + _GRACE),
            stream=True,
            **settings.requests_kwargs,
        ) as response,
    ):
        check_status(response)
        size = 0
        with file.open("wb") as stream:
            for chunk in response.iter_content(_CHUNK):
                stream.write(chunk)
                size += len(chunk)
                progress(0.5, _("Downloaded {size} MB").format(size=f"{size / 1e6:.1f}"))


def _inspect(file: Path, server: str) -> str:
    """Return the moment that an answer shows, after seeing that it is whole."""
    with file.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(max(0, file.stat().st_size - 4096))
        tail = stream.read().decode("utf-8", "replace")
    if is_web_page(head):
        raise Setback("busy" if any(text in tail for text in _BUSY_REMARKS) else "web page")
    if b"<osm" not in head or "</osm>" not in tail:
        raise Setback("cut short")
    remark = re.search(r"<remark>(.*?)</remark>", tail, re.DOTALL)
    if remark:
        reason = " ".join(remark[1].split())
        if any(text in reason for text in _BUSY_REMARKS):
            raise Setback("busy")
        message = _("{server} gave up ({reason}); take a smaller area, or name another server.")
        raise InputError(message.format(server=host(server), reason=reason))
    base = re.search(rb'osm_base="([^"]+)"', head)
    return base[1].decode("ascii", "replace") if base else ""


def _convert(xml: Path, target: Path, area: Any, snapshot: str) -> None:
    """Write an answer as a PBF file whose header holds the moment and the box of the data."""
    header = osmium.io.Header()
    west, south, east, north = area.bounds
    header.add_box(osmium.osm.Box(west, south, east, north))
    if snapshot:
        header.set("osmosis_replication_timestamp", snapshot)
    streets = 0
    target.unlink(missing_ok=True)
    try:
        with osmium.SimpleWriter(target, header=header) as writer:
            for item in osmium.FileProcessor(osmium.io.File(str(xml), "osm")):
                writer.add(item)
                streets += isinstance(item, osmium.osm.Way) and "highway" in item.tags
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:  # not well-formed, or not OSM
        raise Setback("cut short") from error
    if not streets:
        raise InputError(_("OpenStreetMap has no street in the area that was fetched; is it where you meant?"))


def _as_geojson(area: Any, facts: dict[str, str]) -> str:
    geometry = json.loads(shapely.to_geojson(area))
    feature = {"type": "Feature", "properties": facts, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False) + "\n"
