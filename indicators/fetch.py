"""Fetch a city into files of the user's own, so that every later run needs no network."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus.indicators.city.fetched import fetched_extract
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.atomic import check_target, replacing
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import FETCHED_SUFFIX, fetched_boundary
from parklocus.indicators.study.study import Study

if TYPE_CHECKING:
    from parklocus.indicators.osm.overpass import FetchOptions
    from parklocus.indicators.progress import Progress


@dataclass(frozen=True)
class FetchedFiles:
    """The map, the polygon it covers, and where both come from."""

    osm: Path
    boundary: Path
    facts: dict[str, str]


def fetch(
    output: str | Path,
    *,
    place: str | None = None,
    polygon: Any = None,
    taxonomy: str | Path | None = None,
    fetching: FetchOptions | None = None,
    progress: Progress | None = None,
) -> FetchedFiles:
    """Fetch a place or a polygon from OpenStreetMap and write it as an extract.

    Parameters
    ----------
    output : str or Path
        The ``.osm.pbf`` to write; the polygon goes beside it as ``.boundary.geojson``.
    place : str, optional
        What one would type into a map's search box.
    polygon : shapely.Polygon, shapely.MultiPolygon, str or Path, optional
        In place of `place`: in lon/lat (WGS 84), or a polygon layer in any coordinate system.
    taxonomy, fetching, progress
        As for `City.from_place`.

    Raises
    ------
    InputError
        Neither or both of place and polygon are given, or they cannot be fetched (see `City.from_place`), or the
        files cannot be written.
    """
    if (place is None) == (polygon is None):
        raise InputError(_("Give either a place or a polygon to fetch."))
    if not Path(output).name.lower().endswith(FETCHED_SUFFIX):
        message = _("The output {file} must end in {suffix}; name it so.")
        raise InputError(message.format(file=output, suffix=FETCHED_SUFFIX))
    target = check_target(output, ".pbf")
    boundary = check_target(fetched_boundary(target), ".geojson")
    fetched = fetched_extract(place, polygon, taxonomy, fetching, progress)
    for source, file in ((fetched.boundary, boundary), (fetched.osm, target)):
        with replacing(file, file.suffix) as working:
            shutil.copyfile(source, working)
    return FetchedFiles(target, boundary, fetched.facts)


def wanted_by_study(path: str | Path) -> dict[str, Any]:
    """Return what a study wants fetched, as the arguments of `fetch`.

    Raises
    ------
    InputError
        The study cannot be read, or names neither a place nor a polygon.
    """
    city = Study.open(path, check_files=False).city
    if not city.is_fetched:
        message = _("{study} names neither place nor polygon in [city], so there is nothing to fetch.")
        raise InputError(message.format(study=path))
    return {"place": city.place, "polygon": city.polygon, "output": city.osm, "taxonomy": city.taxonomy}
