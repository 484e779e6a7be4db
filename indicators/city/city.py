"""City: one OpenStreetMap snapshot as arrays and tables, read once and kept as one file."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyproj
import shapely

from parklocus.indicators.city.file import FORMAT_VERSION, CityFileError, read_city_file, write_city_file
from parklocus.indicators.city.land_cover import LandCover
from parklocus.indicators.city.tables import counts_of, from_contents, no_services, to_contents
from parklocus.indicators.errors import InputError
from parklocus.indicators.garbage import garbage_left_lying
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.ways import Ways
from parklocus.indicators.progress import part, silent
from parklocus.indicators.timetables.timetables import DEPARTURES_WINDOW, add_timetables, timetable_notes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from parklocus.indicators.city.mode_streets import ModeStreets
    from parklocus.indicators.city.streets import Streets
    from parklocus.indicators.osm.overpass import Fetched, FetchOptions
    from parklocus.indicators.osm.taxonomy import Taxonomy
    from parklocus.indicators.progress import Progress


@dataclass(frozen=True, eq=False)
class City:
    """One OSM snapshot of a city.

    Attributes
    ----------
    streets : Streets
        The walkable streets as arrays.
    places : geopandas.GeoDataFrame
        ``osm_id, name, kind, category, tag, geometry``: points in `crs`.
    features : geopandas.GeoDataFrame
        ``osm_id, name, set, kind, tag, geometry``: a row an object and set of the taxonomy, points in `crs`.
    stops : geopandas.GeoDataFrame
        ``osm_id, name, mode, geometry``: a row a stop of a mode, points in `crs`.
    stop_points : pandas.DataFrame
        ``stop, x, y``: where each stop (row of `stops`) is entered.
    lines : pandas.DataFrame
        ``line, mode, ref, network, name, inferred, departures_from``: transit lines; the last says where their
        departures are known from: ``timetable``, ``interval`` (a tag of the map), ``table`` (the user's), or empty.
    line_stops : pandas.DataFrame
        ``line, direction, x, y, departures``: where each line can be entered, and how often an hour it departs
        there, missing where not known. Rows of one line and direction stand together.
    stop_services : pandas.DataFrame
        ``stop, x, y, departures``: where each stop of a timetable is entered, and how often an hour anything departs.
    has_routes : bool
        Whether map or timetables hold any transit route at all; without, lines and transit access are missing.
    extent : shapely.Polygon or shapely.MultiPolygon
        The area that the extract covers, in `crs`.
    crs : pyproj.CRS
        Transverse Mercator centred on the city, in metres: within 20 km of the centre lengths are true to 5 parts
        in a million, so that straight lines, street lengths and areas agree without correction.
    categories : dict
        Titles of the place categories by id and language, in order of precedence.
    sets : dict
        The taxonomy's sets by id: ``title`` by language, and ``of``, the index that reads the set.
    origin : dict
        File name, SHA-256, snapshot date and its source, what the extent was taken from, taxonomy, counts.
    key : str
        What the city was made from: the hashes of its inputs and the versions of taxonomy and format.
    remarks : tuple of str
        What happened to this city while it was read or stored.
    land : LandCover
        Buildings, green, water and industrial land.
    ways : Ways
        What may be cycled or driven; `streets_for` makes networks of it.
    timetables : dict
        Feeds, window and table of headways that `with_timetables` read, and how many lines each source tells.
    """

    streets: Streets
    places: gpd.GeoDataFrame
    features: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    stop_points: pd.DataFrame
    lines: pd.DataFrame
    line_stops: pd.DataFrame
    has_routes: bool
    extent: Any
    crs: pyproj.CRS
    categories: Mapping[str, Mapping[str, str]]
    sets: Mapping[str, Mapping[str, Any]]
    origin: Mapping[str, Any]
    key: str = ""
    remarks: tuple[str, ...] = ()
    timetables: Mapping[str, Any] = field(default_factory=dict)
    land: LandCover = field(default_factory=LandCover.empty)
    ways: Ways = field(default_factory=Ways.empty)
    _mode_streets: dict[str, ModeStreets] = field(default_factory=dict, init=False, repr=False)
    stop_services: pd.DataFrame = field(default_factory=no_services)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of results should know of the data, in the language now in use."""
        notes = list(self.remarks)
        if self.origin.get("extent_source") == "streets":
            notes.append(_("The file does not say which area it covers; the hull of its streets is taken as its edge."))
        if not self.has_routes:
            notes.append(_("The file holds no transit routes: lines and transit access are missing, not zero."))
        return (*notes, *timetable_notes(self))

    def streets_for(self, mode: str) -> ModeStreets:
        """Return the streets of a mode (``"walk"``, ``"cycle"``, ``"drive"``), made when first asked for.

        Raises
        ------
        InputError
            There is no such mode.
        """
        from parklocus.indicators.city.mode_streets import streets_for

        if mode not in self._mode_streets:
            self._mode_streets[mode] = streets_for(mode, self.streets, self.ways, self.crs)
        return self._mode_streets[mode]

    def with_timetables(
        self,
        feeds: str | Path | Sequence[str | Path] = (),
        *,
        headways: str | Path | None = None,
        day: date | None = None,
        window: str = DEPARTURES_WINDOW,
    ) -> City:
        """Return this city with the lines and departures of its timetables.

        A line is the routes of one agency, mode and short name. Where the feeds hold lines of a mode, they take the
        place of the map's lines of that mode, so that none counts twice; stops remain the map's. Give the feeds of
        all operators in one call.

        Parameters
        ----------
        feeds : str, Path or sequence of these
            GTFS zips. Stops beyond the map are left out.
        headways : str or Path, optional
            A text table of minutes between departures (``line``, ``headway``; ``stop`` and ``mode`` if wanted), for
            lines of which neither a feed nor the map says how often they run.
        day : datetime.date, optional
            The day whose departures count; without it a typical weekday of each feed, said in `notes`.
        window : str
            The hours of the day that count.

        Raises
        ------
        InputError
            A feed or the table cannot be used, or holds nothing of this city; the message says which and why.
        """
        given = [feeds] if isinstance(feeds, str | Path) else feeds
        return add_timetables(self, given, headways=headways, day=day, window=window)

    @classmethod
    def from_osm(
        cls,
        path: str | Path,
        *,
        boundary: str | Path | None = None,
        taxonomy: str | Path | None = None,
        snapshot: str | None = None,
        cache: bool = True,
        progress: Progress | None = None,
    ) -> City:
        """Read a city from an OSM file.

        Parameters
        ----------
        path : str or Path
            ``.osm.pbf``, ``.osm``, ``.osm.bz2`` or ``.osm.gz``.
        boundary : str or Path, optional
            A polygon layer: the area that the extract covers. Without it the box in the file's header counts,
            and without that the convex hull of the streets.
        taxonomy : str or Path, optional
            A table of place categories to use in place of the one that ships with Park Locus.
        snapshot : str, optional
            The date of the data where the file does not say it.
        cache : bool
            Keep the city in the user's cache folder (or that named by ``PARKLOCUS_CACHE``) and take it from there
            when the same file is read again.
        progress : callable, optional
            Called with a fraction (0 to 1) and a text.

        Raises
        ------
        InputError
            A file is missing, damaged or holds no street; the message says which.

        Examples
        --------
        >>> from parklocus.indicators import City, demo_folder
        >>> city = City.from_osm(demo_folder() / "neubrandenburg.osm.pbf", cache=False)
        >>> city.streets.n_nodes > 1000
        True
        """
        from parklocus.indicators.city.extent import read_boundary
        from parklocus.indicators.city.sources import cache_folder, sha256_of
        from parklocus.indicators.osm.reader import check_osm_file
        from parklocus.indicators.osm.taxonomy import Taxonomy

        file = check_osm_file(path)
        rules = Taxonomy.open(taxonomy)
        area, area_digest = read_boundary(boundary)
        sha256 = sha256_of(file)
        key = "-".join([sha256, rules.digest[:16], area_digest[:16], str(FORMAT_VERSION)])
        stored = cache_folder() / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.plc"
        remarks: list[str] = []
        if cache and stored.is_file():
            try:
                city = cls._opened(stored, key)
                return _dated(replace(city, origin={**city.origin, "file": file.name}), snapshot)
            except CityFileError as error:
                remarks.append(_("The stored city was not used and was made again: {reason}.").format(reason=error))
        with garbage_left_lying():
            city = cls._read(file, rules, area, sha256, progress or silent)
        city = replace(city, key=key, remarks=tuple(remarks))
        if cache:
            try:
                _write(city, stored)
            except OSError as error:
                note = _("The city could not be stored for the next run: {reason}.").format(reason=error)
                city = replace(city, remarks=(*city.remarks, note))
        return _dated(city, snapshot)

    @classmethod
    def from_place(
        cls,
        place: str,
        *,
        taxonomy: str | Path | None = None,
        fetching: FetchOptions | None = None,
        progress: Progress | None = None,
    ) -> City:
        """Fetch a city by its name from OpenStreetMap: its outline from Nominatim, what lies in it from Overpass.

        Parameters
        ----------
        place : str
            What one would type into a map's search box, such as ``"Yinzhou, Ningbo, China"``.
        taxonomy, progress
            As for `from_osm`.
        fetching : FetchOptions, optional
            Overpass servers, the largest area, patience, whether to fetch anew what was fetched before.

        Raises
        ------
        InputError
            osmnx is not installed; there is no such place; it is too large; no server answers in full.
        """
        from parklocus.indicators.city.fetched import fetched_extract

        return cls._fetched(fetched_extract(place, None, taxonomy, fetching, progress), taxonomy, progress)

    @classmethod
    def from_polygon(
        cls,
        polygon: Any,
        *,
        taxonomy: str | Path | None = None,
        fetching: FetchOptions | None = None,
        progress: Progress | None = None,
    ) -> City:
        """Fetch what lies in a polygon, the city's extent, from OpenStreetMap; errors and options as `from_place`.

        Parameters
        ----------
        polygon : shapely.Polygon, shapely.MultiPolygon, str or Path
            In lon/lat (WGS 84), or a polygon layer in any coordinate system.
        taxonomy, fetching, progress
            As for `from_place`.
        """
        from parklocus.indicators.city.fetched import fetched_extract

        return cls._fetched(fetched_extract(None, polygon, taxonomy, fetching, progress), taxonomy, progress)

    @classmethod
    def _fetched(cls, fetched: Fetched, taxonomy: str | Path | None, progress: Progress | None) -> City:
        city = cls.from_osm(fetched.osm, boundary=fetched.boundary, taxonomy=taxonomy, progress=progress)
        return replace(city, origin={**city.origin, "fetched": fetched.facts})

    @classmethod
    def from_osmnx(
        cls,
        graph: Any,
        features: gpd.GeoDataFrame | None = None,
        *,
        boundary: str | Path | None = None,
        taxonomy: str | Path | None = None,
        snapshot: str | None = None,
        progress: Progress | None = None,
    ) -> City:
        """Take a city from what osmnx gave.

        Neither graphs nor features hold routes: transit lines are missing. osmnx drops the tags ``foot``, ``bicycle``,
        ``motor_vehicle`` and ``oneway:bicycle`` unless told otherwise (``settings.useful_tags_way``): without them,
        ways that need a permission are not used. A graph of the type ``walk`` holds neither motorways nor one-ways.

        Parameters
        ----------
        graph : networkx.MultiDiGraph
            Simplified or not, in any coordinate system.
        features : geopandas.GeoDataFrame, optional
            Places and stops, as ``osmnx.features_from_polygon`` gives them.
        boundary, taxonomy, snapshot, progress
            As for `from_osm`.

        Raises
        ------
        InputError
            Graph or features are not as osmnx makes them, or no edge can be walked.
        """
        from parklocus.indicators.osm.osmnx_graph import write_graph

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "graph.osm.pbf"
            closed = write_graph(graph, features, file)
            city = cls.from_osm(
                file, boundary=boundary, taxonomy=taxonomy, snapshot=snapshot, cache=False, progress=progress
            )
        note = _("{count} streets of the graph are open to no mode by their tags and were left out.")
        remarks = (*city.remarks, note.format(count=closed)) if closed else city.remarks
        return replace(city, origin={**city.origin, "file": "osmnx graph"}, remarks=remarks)

    def to_osmnx(self, mode: str = "walk") -> Any:
        """Return the streets of a mode as the networkx MultiDiGraph that osmnx's functions take, nodes by OSM id.

        Parameters
        ----------
        mode : {"walk", "cycle", "drive"}
            Walking goes both ways everywhere; the others have one-ways, driving has ``maxspeed`` where the map has it.

        Raises
        ------
        InputError
            There is no such mode, or networkx is not installed.
        """
        from parklocus.indicators.city.networkx_graph import graph_of_streets

        return graph_of_streets(self.streets_for(mode), self.crs)

    @classmethod
    def open(cls, path: str | Path) -> City:
        """Open a city that `save` wrote.

        Raises
        ------
        InputError
            The file is missing, damaged, or was written by another version of the format.
        """
        file = Path(path)
        if not file.is_file():
            raise InputError(_("There is no city file {file}.").format(file=file))
        try:
            return cls._opened(file, None)
        except CityFileError as error:
            message = _("{file} cannot be opened as a stored city: {reason}. Make it again with City.from_osm.")
            raise InputError(message.format(file=file, reason=error)) from error

    def save(self, path: str | Path) -> Path:
        """Write the city to one file (``.plc``), whole or not at all, and return its path.

        Raises
        ------
        InputError
            The file cannot be written there.
        """
        file = Path(path)
        try:
            _write(self, file)
        except OSError as error:
            message = _("The city cannot be written to {file}: {reason}.")
            raise InputError(message.format(file=file, reason=error.strerror or error)) from error
        return file

    @classmethod
    def _opened(cls, file: Path, key: str | None) -> City:
        arrays, tables, meta = read_city_file(file)
        if key is not None and meta.get("key") != key:
            raise CityFileError(_("it was made from other data"))
        try:
            return cls(**from_contents(arrays, tables, meta))
        except (KeyError, TypeError, ValueError, pyproj.exceptions.CRSError, shapely.errors.ShapelyError) as error:
            raise CityFileError(_("it is not a stored city")) from error

    @classmethod
    def _read(cls, file: Path, rules: Taxonomy, area: Any, sha256: str, report: Progress) -> City:
        from parklocus.indicators.city.sources import parts_of_extract
        from parklocus.indicators.osm.reader import read_osm

        extract = read_osm(file, rules, part(report, 0.0, 0.85))
        parts, facts = parts_of_extract(extract, rules, area, part(report, 0.85, 1.0))
        city = cls(**parts, origin={})
        counts = counts_of(city) | city.land.counts() | city.ways.counts() | extract.counts
        return replace(city, origin={"file": file.name, "sha256": sha256, **facts, "counts": counts})


def _write(city: City, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    arrays, tables, meta = to_contents(city)
    write_city_file(file, arrays=arrays, tables=tables, meta=meta)


def _dated(city: City, snapshot: str | None) -> City:
    """Return the city with the date that the user gives, if any."""
    if snapshot is None:
        return city
    return replace(city, origin={**city.origin, "snapshot": snapshot, "snapshot_source": "user"})
