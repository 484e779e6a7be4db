"""The sections of a study file, one by one: where the city, the parks and the scores come from, what is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from parklocus.indicators.tomlfile import Table

OWN_PLACES = ("include", "exclude")
PEOPLE = ("population", "population_density")  # people in each cell, or people per km²
RASTERS = (*PEOPLE, "night_light")
LAND_USES = ("industrial", "residential", "commercial", "retail")
SIDES = (100, 1000)  # metres; the least and the greatest square of a city's grid
REFERENCE_WEIGHTS = ("nodes", "street_length")
OUTPUT = "result.gpkg"
FETCHED_SUFFIX = ".osm.pbf"
FETCHED = f"city{FETCHED_SUFFIX}"


class Centre(NamedTuple):
    """A centre of the city: its name and its WGS 84 coordinates in degrees, as `compute` takes it."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class CitySource:
    """Where the city comes from.

    Attributes
    ----------
    osm : Path
        OpenStreetMap extract.
    boundary : Path or None
        Polygon that the extract covers, where the extract does not say.
    taxonomy : Path or None
        Table of place categories; the one of Park Locus where None.
    snapshot : datetime.date or None
        The day the extract shows, where the extract does not say.
    place : str or None
        What `parklocus fetch` fetches to `osm`: the name of a place, as for a map's search box.
    polygon : Path or None
        What it fetches in place of a name: a polygon layer.
    gtfs : tuple of Path
        Timetables: GTFS zips.
    headways : Path or None
        Table of minutes between departures, where neither timetables nor the extract say them.
    timetable_day : datetime.date or None
        The day whose departures count; a typical weekday where None.
    timetable_window : str or None
        The hours that count, such as ``08:15-09:15``.
    """

    osm: Path
    boundary: Path | None = None
    taxonomy: Path | None = None
    snapshot: date | None = None
    place: str | None = None
    polygon: Path | None = None
    gtfs: tuple[Path, ...] = ()
    headways: Path | None = None
    timetable_day: date | None = None
    timetable_window: str | None = None

    @property
    def is_fetched(self) -> bool:
        """Whether the study says from where its extract can be had."""
        return self.place is not None or self.polygon is not None


@dataclass(frozen=True)
class ParkSource:
    """Where the parks come from: the arguments of `read_parks`, whether the places within a park count, and groups.

    Groups are attributes of the parks, such as ownership, by which scores and indices are compared.
    """

    path: Path
    id: str | None = None
    name: str | None = None
    layer: str | None = None
    crs: str | None = None
    lon: str | None = None
    lat: str | None = None
    own_places: Literal["include", "exclude"] = "include"
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReferenceSource:
    """What parks are ranked among: the arguments of `Reference`, with a polygon layer's path."""

    within: Path | None = None
    land_use: str | None = None
    sample: int | None = None
    seed: int = 1
    weight: Literal["nodes", "street_length"] = "nodes"


@dataclass(frozen=True)
class PlaceSource:
    """A table of places of the user's own, to be held against the map's: the arguments of `compare_places`."""

    path: Path
    category: str | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    radius: int = 800
    layer: str | None = None
    crs: str | None = None
    lon: str | None = None
    lat: str | None = None


@dataclass(frozen=True)
class SummarySource:
    """What is wanted of the city as a whole: the arguments of `SummaryOptions`; the figures alone without a grid."""

    grid: int | None = None
    title: str | None = None


def parse_city(table: Table, base: Path) -> CitySource:
    """Return what ``[city]`` says."""
    table.allow(
        "osm",
        "place",
        "polygon",
        "boundary",
        "taxonomy",
        "snapshot",
        "gtfs",
        "headways",
        "timetable_day",
        "timetable_window",
    )
    place, polygon = table.text("place"), _optional_path(base, table.text("polygon"))
    if place is not None and polygon is not None:
        raise table.error(_("place and polygon both say what to fetch: keep one."))
    is_fetched = place is not None or polygon is not None
    osm = absolute(base, (table.text("osm") or FETCHED) if is_fetched else table.required_text("osm"))
    if is_fetched and not osm.name.lower().endswith(FETCHED_SUFFIX):
        message = _('osm names "{name}": a map that is fetched must end in {suffix}.')
        raise table.error(message.format(name=osm.name, suffix=FETCHED_SUFFIX))
    return CitySource(
        osm=osm,
        boundary=_optional_path(base, table.text("boundary")) or (fetched_boundary(osm) if is_fetched else None),
        taxonomy=_optional_path(base, table.text("taxonomy")),
        snapshot=table.day("snapshot"),
        place=place,
        polygon=polygon,
        gtfs=tuple(absolute(base, text) for text in table.texts("gtfs") or ()),
        headways=_optional_path(base, table.text("headways")),
        timetable_day=table.day("timetable_day"),
        timetable_window=table.text("timetable_window"),
    )


def fetched_boundary(osm: Path) -> Path:
    """Return the file of the polygon that goes with a fetched map: ``city.boundary.geojson`` with ``city.osm.pbf``."""
    return osm.with_name(osm.name[: -len(FETCHED_SUFFIX)] + ".boundary.geojson")


def parse_centres(top: Table) -> tuple[Centre, ...]:
    """Return what the sections ``[[centre]]`` say."""
    centres: list[Centre] = []
    for number, table in enumerate(top.tables("centre"), start=1):
        table.allow("name", "lon", "lat")
        name = table.text("name") or _("Centre {number}").format(number=number)
        lon, lat = table.required_number("lon"), table.required_number("lat")
        if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
            raise table.error(
                _("lon {lon} and lat {lat} look swapped: write lon {lat} and lat {lon}.").format(lon=lon, lat=lat),
            )
        for key, value, limit in (("lon", lon, 180), ("lat", lat, 90)):
            if abs(value) > limit:
                message = _("{key} is {value}, but must lie between -{limit} and {limit} degrees (WGS 84).")
                raise table.error(message.format(key=key, value=value, limit=limit))
        if name in (centre.name for centre in centres):
            raise table.error(_('the name "{name}" is used twice: give each centre its own.').format(name=name))
        centres.append(Centre(name, lon, lat))
    return tuple(centres)


def parse_parks(table: Table, base: Path) -> ParkSource:
    """Return what ``[parks]`` says."""
    table.allow("path", "id", "name", "layer", "crs", "lon", "lat", "own_places", "groups")
    parks = ParkSource(
        path=absolute(base, table.required_text("path")),
        id=table.text("id"),
        name=table.text("name"),
        layer=table.text("layer"),
        crs=table.text("crs"),
        lon=table.text("lon"),
        lat=table.text("lat"),
        own_places=cast('Literal["include", "exclude"]', table.choice("own_places", OWN_PLACES) or "include"),
        groups=table.texts("groups") or (),
    )
    if (parks.lon is None) != (parks.lat is None):
        raise table.error(_("lon and lat name the two coordinate columns together: give both or neither."))
    return parks


def parse_preset(table: Table) -> str | None:
    """Return the name of the preset that ``[indices]`` asks for, or None where it asks for none."""
    preset = table.text("preset")
    if preset is not None and table.texts("compute") is not None:
        raise table.error(_("preset and compute both say what to compute: keep one."))
    return preset


def parse_index_ids(table: Table) -> tuple[str, ...] | None:
    """Return the ids that ``[indices]`` asks for; None for a preset or the whole catalogue."""
    ids = table.texts("compute")
    if ids is None:
        return None
    if not ids:
        raise table.error(_("compute is empty: list indices, or leave the line out for the whole catalogue."))
    twice = next((index for index in ids if ids.count(index) > 1), None)
    if twice:
        raise table.error(_('compute lists "{index}" twice.').format(index=twice))
    return ids


def parse_rasters(table: Table, base: Path) -> dict[str, Path]:
    """Return what ``[rasters]`` says."""
    table.allow(*RASTERS)
    if {"population", "population_density"} <= set(table.others()):
        message = _("give people either per cell (population) or per km² (population_density), not both.")
        raise table.error(message)
    return {kind: absolute(base, table.required_text(kind)) for kind in table.others()}


def parse_reference(table: Table, base: Path) -> ReferenceSource:
    """Return what ``[reference]`` says."""
    table.allow("within", "land_use", "sample", "seed", "weight")
    seed = table.whole_number("seed", least=0)
    return ReferenceSource(
        within=_optional_path(base, table.text("within")),
        land_use=table.choice("land_use", LAND_USES),
        sample=table.whole_number("sample", least=1),
        seed=ReferenceSource.seed if seed is None else seed,
        weight=cast(
            'Literal["nodes", "street_length"]', table.choice("weight", REFERENCE_WEIGHTS) or ReferenceSource.weight
        ),
    )


def parse_places(table: Table, base: Path) -> PlaceSource:
    """Return what ``[places]`` says."""
    table.allow("path", "category", "categories", "radius", "layer", "crs", "lon", "lat")
    categories = table.table("categories")
    return PlaceSource(
        path=absolute(base, table.required_text("path")),
        category=table.text("category"),
        categories={value: categories.required_text(value) for value in categories.others()} if categories else {},
        radius=table.whole_number("radius", least=50) or PlaceSource.radius,
        layer=table.text("layer"),
        crs=table.text("crs"),
        lon=table.text("lon"),
        lat=table.text("lat"),
    )


def parse_summary(table: Table) -> SummarySource:
    """Return what ``[summary]`` says."""
    table.allow("grid", "title")
    side = table.whole_number("grid", least=SIDES[0])
    if side is not None and side > SIDES[1]:
        message = _("grid is {side}, but a grid's squares may be no larger than {largest} m.")
        raise table.error(message.format(side=side, largest=SIDES[1]))
    return SummarySource(grid=side, title=table.text("title"))


def parse_output(table: Table, base: Path) -> Path:
    """Return what ``[output]`` says."""
    table.allow("geopackage")
    output = absolute(base, table.text("geopackage") or OUTPUT)
    if output.suffix.casefold() != ".gpkg":
        raise table.error(_('geopackage names "{name}": its name must end in .gpkg.').format(name=output.name))
    return output


def absolute(base: Path, text: str) -> Path:
    """Return the absolute path that `text` means to a file in the folder `base`."""
    return (base / Path(text).expanduser()).resolve()


def _optional_path(base: Path, text: str | None) -> Path | None:
    return None if text is None else absolute(base, text)
