"""The options that commands share: where a city comes from, what is measured in it and among what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import LAND_USES, REFERENCE_WEIGHTS, SIDES

if TYPE_CHECKING:
    import argparse


def add_city_options(parser: argparse.ArgumentParser) -> None:
    """Add where a city comes from, its centres, its rasters and timetables, and which indices are wanted."""
    parser.add_argument("--osm", type=Path, required=True, metavar="FILE", help=_("OpenStreetMap extract"))
    parser.add_argument(
        "--centre", action="append", default=[], metavar="LON,LAT[,NAME]", help=_("a centre of the city; repeatable")
    )
    parser.add_argument(
        "--index", action="append", metavar="ID", help=_("an index, as `parklocus indices` lists them; repeatable")
    )
    parser.add_argument("--preset", metavar="NAME", help=_("a choice of indices, as `parklocus indices` names them"))
    parser.add_argument("--population", type=Path, metavar="FILE", help=_("raster of people in each cell"))
    parser.add_argument("--population-density", type=Path, metavar="FILE", help=_("raster of people per km²"))
    parser.add_argument("--night-light", type=Path, metavar="FILE", help=_("raster of light at night"))
    parser.add_argument("--taxonomy", type=Path, metavar="FILE", help=_("table of places, where you have your own"))
    parser.add_argument("--boundary", type=Path, metavar="FILE", help=_("polygon that the extract covers"))
    _add_reference_options(parser)
    parser.add_argument(
        "--gtfs", type=Path, action="append", metavar="FILE", help=_("a timetable, as GTFS zip; repeatable")
    )
    parser.add_argument(
        "--headways", type=Path, metavar="FILE", help=_("table of minutes between departures: line, headway")
    )
    parser.add_argument(
        "--timetable-day", metavar="DAY", help=_("day whose departures count, as 2023-02-21; else a typical weekday")
    )
    parser.add_argument(
        "--timetable-window", metavar="HOURS", help=_("hours whose departures count; 08:15-09:15 when not given")
    )


def add_summary_options(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of a city as a whole."""
    low, high = SIDES
    parser.add_argument(
        "--grid",
        type=float,
        metavar="METRES",
        help=_("side of a square grid, {low} to {high}; no grid when not given").format(low=low, high=high),
    )
    parser.add_argument("--title", metavar="NAME", help=_("what the city is called in the tables"))
    parser.add_argument(
        "--processes", type=int, metavar="N", help=_("how many processes compute; one for each core when not given")
    )
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help=_("GeoPackage to write"))


def add_fetch_options(parser: argparse.ArgumentParser) -> None:
    """Add which city to fetch, from where, and where to keep it."""
    parser.add_argument("study", type=Path, nargs="?", help=_("a study that names a place or polygon"))
    parser.add_argument("--place", metavar="NAME", help=_("name of a city or district, as for a map's search box"))
    parser.add_argument("--polygon", type=Path, metavar="FILE", help=_("polygon layer, in place of a name"))
    parser.add_argument("--output", type=Path, metavar="FILE", help=_("the .osm.pbf file to write"))
    parser.add_argument("--taxonomy", type=Path, metavar="FILE", help=_("table of places, where you have your own"))
    parser.add_argument(
        "--server", action="append", default=[], metavar="URL", help=_("Overpass server; repeatable, tried in turn")
    )
    parser.add_argument("--limit", type=float, metavar="KM2", help=_("largest area to fetch"))
    parser.add_argument("--refresh", action="store_true", help=_("fetch anew what was fetched before"))


def _add_reference_options(parser: argparse.ArgumentParser) -> None:
    """Add which street nodes parks are ranked among."""
    parser.add_argument(
        "--reference-within", type=Path, metavar="FILE", help=_("polygon: rank parks among the street nodes in it")
    )
    parser.add_argument("--reference-land-use", choices=LAND_USES, help=_("rank parks among street nodes by such land"))
    parser.add_argument(
        "--reference-sample",
        type=int,
        metavar="COUNT",
        help=_("rank parks among so many street nodes at random"),
    )
    parser.add_argument("--reference-seed", type=int, metavar="NUMBER", help=_("what the draw begins with; else 1"))
    parser.add_argument(
        "--reference-weight", choices=REFERENCE_WEIGHTS, help=_("what each street node counts by in percentiles")
    )
