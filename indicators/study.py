"""A study: which city, which parks, which centres, which indices, which scores, and what is expected of them.

The file `study.toml` names all of it, with paths relative to itself; `Study.open` reads it, `Study.from_mapping` takes
the same table from a program, `Study.save` writes it. Whether an index or parameter exists is the catalogue's to say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

import tomli_w

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.tomlfile import Table, read_toml

if TYPE_CHECKING:
    from datetime import date

DIRECTIONS = ("+", "-")
OWN_PLACES = ("include", "exclude")
RASTERS = ("population", "population_density", "night_light")
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
    """Where the parks come from: the arguments of `read_parks`, and whether the places within a park count."""

    path: Path
    id: str | None = None
    name: str | None = None
    layer: str | None = None
    crs: str | None = None
    lon: str | None = None
    lat: str | None = None
    own_places: Literal["include", "exclude"] = "include"


@dataclass(frozen=True)
class ScoreSource:
    """Where the factor scores come from, and a label (such as "simulated") said beside every one of them."""

    path: Path
    id: str = "id"
    name: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Study:
    """All that one run needs to know.

    Attributes
    ----------
    title : str
        What people call the study.
    city : CitySource
    parks : ParkSource
    centres : tuple of Centre
        The city's centres; the nearest counts. Empty where no index needs one.
    indices : tuple of str or None
        Ids of the indices to compute; None for the whole catalogue.
    parameters : Mapping[str, Mapping[str, Any]]
        Index id to parameters other than the catalogue's defaults.
    rasters : Mapping[str, Path]
        Rasters by what they hold: ``population`` or ``population_density``, ``night_light``.
    scores : ScoreSource or None
    expected : Mapping[str, Mapping[str, str]]
        Factor to index (id or column) to the direction expected, "+" or "-".
    output : Path or None
        The GeoPackage to write; a table that names none means ``result.gpkg`` in its folder.
    file : Path or None
        The study file it was read from.

    Examples
    --------
    >>> study = Study(title="Demo", city=CitySource(Path("city.osm.pbf")), parks=ParkSource(Path("parks.geojson")))
    >>> study.indices is None
    True
    """

    title: str
    city: CitySource
    parks: ParkSource
    centres: tuple[Centre, ...] = ()
    indices: tuple[str, ...] | None = None
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rasters: Mapping[str, Path] = field(default_factory=dict)
    scores: ScoreSource | None = None
    expected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    output: Path | None = None
    file: Path | None = field(default=None, compare=False)

    @classmethod
    def open(cls, path: str | Path, *, check_files: bool = True) -> Study:
        """Read a study file.

        Parameters
        ----------
        path : str or Path
            The study file (TOML, UTF-8).
        check_files : bool
            Refuse a study that names a file that is not there.

        Returns
        -------
        Study
            With every path absolute.

        Raises
        ------
        InputError
            The file is missing or not TOML; a key is unknown, missing or wrongly filled; a named file is missing.
        """
        file = Path(path)
        data = read_toml(file)
        study = cls.from_mapping(data, folder=file.parent, origin=str(file), check_files=check_files)
        return replace(study, file=file.resolve())

    @classmethod
    def from_mapping(
        cls,
        data: Mapping[str, Any],
        *,
        folder: str | Path = ".",
        origin: str = "study",
        check_files: bool = True,
    ) -> Study:
        """Make a study from a table with the keys of `study.toml`.

        Parameters
        ----------
        data : Mapping
            The table.
        folder : str or Path
            What relative paths are relative to.
        origin : str
            What errors call the source of the table.
        check_files : bool
            Refuse a study that names a file that is not there.

        Raises
        ------
        InputError
            A key is unknown, missing or wrongly filled; a named file is missing.
        """
        top = Table(data, origin)
        top.allow("title", "city", "centre", "parks", "indices", "rasters", "scores", "expected", "output")
        city = top.table("city", required=True)
        parks = top.table("parks", required=True)
        indices = top.table("indices")
        rasters = top.table("rasters")
        scores = top.table("scores")
        output = top.table("output")
        base = Path(folder)
        study = cls(
            title=top.text("title") or base.resolve().name,
            city=_city(city, base),
            centres=_centres(top),
            parks=_parks(parks, base),
            indices=_index_ids(indices) if indices else None,
            parameters=indices.mappings(("compute",)) if indices else {},
            rasters=_rasters(rasters, base) if rasters else {},
            scores=_scores(scores, base) if scores else None,
            expected=_expected(top),
            output=_output(output, base) if output else _path(base, OUTPUT),
        )
        study._refuse_overwriting(origin)
        if check_files:
            study._require_files(origin, base)
        return study

    def save(self, path: str | Path) -> None:
        """Write the study file: paths relative to it where they can be, an older file replaced at the last moment.

        Raises
        ------
        InputError
            The file cannot be written.
        """
        file = Path(path)
        text = tomli_w.dumps(self.as_mapping(file.parent))
        unfinished = file.with_name(f".{file.name}.unfinished")
        try:
            try:
                unfinished.write_text(text, encoding="utf-8", newline="\n")
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            message = _("The study {file} cannot be written: {reason}.").format(file=file, reason=error.strerror)
            raise InputError(message) from error

    def as_mapping(self, folder: str | Path) -> dict[str, Any]:
        """Return the table that `from_mapping` takes, with paths relative to `folder`."""
        folder = Path(folder).resolve()
        city = {
            "osm": _relative(self.city.osm, folder),
            "boundary": _relative(self.city.boundary, folder),
            "taxonomy": _relative(self.city.taxonomy, folder),
            "snapshot": self.city.snapshot.isoformat() if self.city.snapshot else None,
            "place": self.city.place,
            "polygon": _relative(self.city.polygon, folder),
            "gtfs": [_relative(path, folder) for path in self.city.gtfs] or None,
            "headways": _relative(self.city.headways, folder),
            "timetable_day": self.city.timetable_day.isoformat() if self.city.timetable_day else None,
            "timetable_window": self.city.timetable_window,
        }
        parks = {**self.parks.__dict__, "path": _relative(self.parks.path, folder)}
        indices = {"compute": None if self.indices is None else list(self.indices), **self.parameters}
        scores = {**self.scores.__dict__, "path": _relative(self.scores.path, folder)} if self.scores else {}
        table = {
            "title": self.title,
            "city": city,
            "centre": [centre._asdict() for centre in self.centres],
            "parks": parks,
            "indices": indices,
            "rasters": {kind: _relative(path, folder) for kind, path in self.rasters.items()},
            "scores": scores,
            "expected": self.expected,
            "output": {"geopackage": _relative(self.output, folder)},
        }
        # TOML has no null: what is not there is left out, and so are sections that hold nothing.
        filled = {key: _present(value) if isinstance(value, Mapping) else value for key, value in table.items()}
        return {key: value for key, value in filled.items() if value}

    def _named_files(self) -> dict[str, Path | None]:
        return {
            "[city] osm": self.city.osm,
            "[city] polygon": self.city.polygon,
            "[city] boundary": self.city.boundary,
            "[city] taxonomy": self.city.taxonomy,
            **{f"[city] gtfs {number}": path for number, path in enumerate(self.city.gtfs, start=1)},
            "[city] headways": self.city.headways,
            "[parks] path": self.parks.path,
            "[scores] path": self.scores.path if self.scores else None,
            **{f"[rasters] {kind}": path for kind, path in self.rasters.items()},
        }

    def _require_files(self, origin: str, folder: Path) -> None:
        for key, path in self._named_files().items():
            # A layer of parks may be a folder, as a file geodatabase is.
            if path is None or path.is_file() or (path.is_dir() and key == "[parks] path"):
                continue
            shown = _relative(path, folder.resolve())
            if self.city.is_fetched and path in {self.city.osm, fetched_boundary(self.city.osm)} and not path.exists():
                message = _('{origin}: {key} names "{path}", which is not fetched yet: run parklocus fetch {origin}')
                raise InputError(message.format(origin=origin, key=key, path=shown))
            message = (
                _('{origin}: {key} names "{path}", which is a folder: name a file.')
                if path.is_dir()
                else _('{origin}: {key} names "{path}", but there is no such file: put it there or name another.')
            )
            raise InputError(message.format(origin=origin, key=key, path=shown))

    def _refuse_overwriting(self, origin: str) -> None:
        for key, path in self._named_files().items():
            if path is not None and path == self.output:
                message = _("{origin}: [output] geopackage would overwrite {key}: name another file.")
                raise InputError(message.format(origin=origin, key=key))


def _city(table: Table, base: Path) -> CitySource:
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
    osm = _path(base, (table.text("osm") or FETCHED) if is_fetched else table.required_text("osm"))
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
        gtfs=tuple(_path(base, text) for text in table.texts("gtfs") or ()),
        headways=_optional_path(base, table.text("headways")),
        timetable_day=table.day("timetable_day"),
        timetable_window=table.text("timetable_window"),
    )


def fetched_boundary(osm: Path) -> Path:
    """Return the file of the polygon that goes with a fetched map: ``city.boundary.geojson`` with ``city.osm.pbf``."""
    return osm.with_name(osm.name[: -len(FETCHED_SUFFIX)] + ".boundary.geojson")


def _centres(top: Table) -> tuple[Centre, ...]:
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


def _parks(table: Table, base: Path) -> ParkSource:
    table.allow("path", "id", "name", "layer", "crs", "lon", "lat", "own_places")
    parks = ParkSource(
        path=_path(base, table.required_text("path")),
        id=table.text("id"),
        name=table.text("name"),
        layer=table.text("layer"),
        crs=table.text("crs"),
        lon=table.text("lon"),
        lat=table.text("lat"),
        own_places=cast('Literal["include", "exclude"]', table.choice("own_places", OWN_PLACES) or "include"),
    )
    if (parks.lon is None) != (parks.lat is None):
        raise table.error(_("lon and lat name the two coordinate columns together: give both or neither."))
    return parks


def _index_ids(table: Table) -> tuple[str, ...] | None:
    ids = table.texts("compute")
    if ids is None:
        return None
    if not ids:
        raise table.error(_("compute is empty: list indices, or leave the line out for the whole catalogue."))
    twice = next((index for index in ids if ids.count(index) > 1), None)
    if twice:
        raise table.error(_('compute lists "{index}" twice.').format(index=twice))
    return ids


def _rasters(table: Table, base: Path) -> dict[str, Path]:
    table.allow(*RASTERS)
    if {"population", "population_density"} <= set(table.others()):
        message = _("give people either per cell (population) or per km² (population_density), not both.")
        raise table.error(message)
    return {kind: _path(base, table.required_text(kind)) for kind in table.others()}


def _scores(table: Table, base: Path) -> ScoreSource:
    table.allow("path", "id", "name", "label")
    return ScoreSource(
        path=_path(base, table.required_text("path")),
        id=table.text("id") or ScoreSource.id,
        name=table.text("name"),
        label=table.text("label"),
    )


def _expected(top: Table) -> dict[str, dict[str, str]]:
    expected = top.table("expected")
    if expected is None:
        return {}
    factors: dict[str, dict[str, str]] = {}
    for factor in expected.others():
        table = expected.table(factor, required=True)
        factors[factor] = {index: table.choice(index, DIRECTIONS, required=True) for index in table.others()}
    return factors


def _output(table: Table, base: Path) -> Path:
    table.allow("geopackage")
    output = _path(base, table.text("geopackage") or OUTPUT)
    if output.suffix.casefold() != ".gpkg":
        raise table.error(_('geopackage names "{name}": its name must end in .gpkg.').format(name=output.name))
    return output


def _path(base: Path, text: str) -> Path:
    """Return the absolute path that `text` means to a file in the folder `base`."""
    return (base / Path(text).expanduser()).resolve()


def _optional_path(base: Path, text: str | None) -> Path | None:
    return None if text is None else _path(base, text)


def _present(section: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if value is not None}


def _relative(path: Path | None, folder: Path) -> str | None:
    if path is None:
        return None
    try:
        return Path(os.path.relpath(path.resolve(), folder)).as_posix()
    except ValueError:  # another drive of Windows has no relative path
        return path.resolve().as_posix()
