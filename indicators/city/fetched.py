"""A place or polygon as what Overpass gives of it; apart, as most cities come from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus.indicators.city.extent import read_boundary
from parklocus.indicators.city.sources import cache_folder
from parklocus.indicators.osm.overpass import FetchOptions, fetch_place, fetch_polygon
from parklocus.indicators.osm.reader import keys_read
from parklocus.indicators.osm.taxonomy import Taxonomy
from parklocus.indicators.progress import silent

if TYPE_CHECKING:
    from parklocus.indicators.osm.overpass import Fetched
    from parklocus.indicators.progress import Progress


def fetched_extract(
    place: str | None,
    polygon: Any,
    taxonomy: str | Path | None,
    fetching: FetchOptions | None,
    progress: Progress | None,
) -> Fetched:
    """Fetch a place by its name, or a polygon (in lon/lat, or a file of one) where there is none."""
    keys = keys_read(Taxonomy.open(taxonomy))
    how = (keys, cache_folder(), fetching or FetchOptions(), progress or silent)
    if place is not None:
        return fetch_place(place, *how)
    area = read_boundary(polygon)[0] if isinstance(polygon, str | Path) else polygon
    return fetch_polygon(area, *how)
