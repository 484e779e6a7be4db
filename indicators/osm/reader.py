"""Read an OpenStreetMap file and keep what the engine looks at: streets, places, stops, routes, land."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import osmium

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.areas import AREA_KEYS
from parklocus.indicators.osm.collector import Collector
from parklocus.indicators.osm.extract import Member, OsmExtract, Route, StopObject
from parklocus.indicators.osm.objects import NODE, RELATION, WAY
from parklocus.indicators.osm.pbf import PlainPbf
from parklocus.indicators.osm.plain_file import written_anew
from parklocus.indicators.osm.tags import TRANSPORT_KEYS
from parklocus.indicators.osm.wire import UnusualFileError
from parklocus.indicators.progress import part, silent

if TYPE_CHECKING:
    from parklocus.indicators.osm.taxonomy import Taxonomy
    from parklocus.indicators.progress import Progress

__all__ = ["SUFFIXES", "Member", "OsmExtract", "Route", "StopObject", "check_osm_file", "keys_read", "read_osm"]

_PBF_SUFFIX = ".pbf"
SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")


def check_osm_file(path: str | Path) -> Path:
    """Return the path of a readable OSM file.

    Raises
    ------
    InputError
        There is no such file, or its name does not end as an OSM file's does.
    """
    file = Path(path)
    if file.is_dir():
        raise InputError(_("{file} is a folder: name a file in it.").format(file=file))
    if not file.is_file():
        raise InputError(_("There is no OSM file {file}.").format(file=file))
    if not file.name.lower().endswith(SUFFIXES):
        message = _("{file} is not named as an OSM file; it should end in one of: {suffixes}.")
        raise InputError(message.format(file=file, suffixes=", ".join(SUFFIXES)))
    return file


def keys_read(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the keys of which an object has at least one where the reader looks at it."""
    return tuple(dict.fromkeys((*_object_keys(taxonomy), *AREA_KEYS)))


def _object_keys(taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*TRANSPORT_KEYS, *taxonomy.keys)))


def read_osm(path: str | Path, taxonomy: Taxonomy, progress: Progress | None = None) -> OsmExtract:
    """Read an OSM file (``.osm.pbf``, ``.osm``, ``.osm.bz2``, ``.osm.gz``).

    Parameters
    ----------
    path : str or Path
        The file; clipped extracts are fine: ways are cut where their nodes are missing.
    taxonomy : Taxonomy
        Which objects are places.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`.

    Raises
    ------
    InputError
        The file is missing, is not OSM, is truncated, or holds no street that can be walked.
    """
    file = check_osm_file(path)
    report = progress or silent
    try:
        with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
            header = reader.header()
        extract = _read(file, taxonomy, header, report)
    except (RuntimeError, ValueError, UnusualFileError, osmium.InvalidLocationError) as error:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        message = _(
            "{file} cannot be read as OpenStreetMap data; it is damaged, cut short or of another format ({reason})."
        )
        raise InputError(message.format(file=file, reason=reason)) from error
    if not len(extract.street_classes):
        message = _("{file} holds no street that can be walked; is it the extract of a city, with its highways?")
        raise InputError(message.format(file=file))
    report(1.0, _("Read {count} streets").format(count=len(extract.street_classes)))
    return extract


def _read(file: Path, taxonomy: Taxonomy, header: Any, report: Progress) -> OsmExtract:
    if file.name.lower().endswith(_PBF_SUFFIX):
        try:
            return _read_plain(file, taxonomy, header, report)
        except UnusualFileError:  # damaged, or sound and written in an unusual way: osmium knows
            report(0.0, _("Unpacking the file"))
    with written_anew(file, part(report, 0.0, 0.4)) as plain:
        return _read_plain(plain, taxonomy, header, part(report, 0.4, 1.0))


def _read_plain(file: Path, taxonomy: Taxonomy, header: Any, report: Progress) -> OsmExtract:
    """Read a plain PBF: its nodes and relations, then its ways, then the areas that osmium assembles."""
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    pbf = PlainPbf(file, stamps=not stamp)
    collector = Collector(taxonomy, _object_keys(taxonomy), _area_keys(taxonomy))
    report(0.0, _("Reading stops, places and lines"))
    for block, fraction in pbf.objects(NODE, RELATION):
        if block is not None:
            for _portion in collector.nodes_and_relations(block):
                report(0.4 * fraction, _("Reading stops, places and lines"))
        report(0.4 * fraction, _("Reading stops, places and lines"))
    collector.relations.drop_areas_of_no_interest()
    for block, fraction in pbf.objects(WAY):
        if block is not None:
            for _portion in collector.ways(block):
                report(0.4 + 0.4 * fraction, _("Reading streets and areas"))
        report(0.4 + 0.4 * fraction, _("Reading streets and areas"))
    for number, _portion in enumerate(collector.areas()):
        report(0.8 + 0.15 * number / (number + 10), _("Putting areas together"))
    collector.locate_members()
    box = header.box()
    bounds = (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat) if box.valid() else None
    return collector.finish(stamp, bounds)


def _area_keys(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the keys of areas. No place is a street: with highways among them each closed street were an area."""
    keys = ("public_transport", "railway", *(key for key in taxonomy.keys if key != "highway"), *AREA_KEYS)
    return tuple(dict.fromkeys(keys))
