"""Small cities made in memory, in metres, so that answers can be worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from parklocus.indicators.city.city import City
from parklocus.indicators.city.streets import Streets, build_streets
from parklocus.indicators.osm.modes import way_rules
from parklocus.indicators.osm.tags import CLASS_CODE, street_class
from parklocus.indicators.osm.taxonomy import Taxonomy
from parklocus.indicators.osm.way_nodes import Pieces
from parklocus.indicators.osm.ways import WayCollector, Ways, rule_row

if TYPE_CHECKING:
    from collections.abc import Callable

CRS = pyproj.CRS.from_proj4("+proj=tmerc +lat_0=30 +lon_0=120 +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs")
TO_DEGREES = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True)  # made once: that takes milliseconds
CATEGORIES = {"culture": {"en": "Culture", "zh": "文化"}, "food": {"en": "Food", "zh": "餐饮"}}
SETS = {one.id: {"title": one.title, "of": one.of} for one in Taxonomy.open().sets}

Way = list[tuple[float, float]]


def make_streets(ways: list[Way], classes: list[str] | None = None) -> Streets:
    """Build streets of ways; vertices at one position are one OSM node."""
    number: dict[tuple[float, float], int] = {}
    refs = [number.setdefault(vertex, len(number) + 1) for way in ways for vertex in way]
    xy = np.array([vertex for way in ways for vertex in way], dtype=float)
    ptr = np.cumsum([0, *map(len, ways)])
    codes = np.array([CLASS_CODE[name] for name in classes or ["residential"] * len(ways)], dtype=np.int8)
    return build_streets(np.array(refs), xy[:, 0], xy[:, 1], ptr, codes)


def make_ways(
    lines: list[Way], tags: list[dict[str, str]] | None = None, scale: Callable[[np.ndarray], np.ndarray] | None = None
) -> Ways:
    """Make ways of lines in metres and their tags; vertices at one position are one OSM node.

    They are kept in ten-millionths of a degree, as files have them, or as `scale` says.
    """
    number: dict[tuple[float, float], int] = {}
    collector = WayCollector()
    for line, told in zip(lines, tags or [{"highway": "residential"}] * len(lines), strict=True):
        rules = way_rules(told)
        if rules.cycle or rules.drive:
            refs = [number.setdefault(vertex, len(number) + 1) for vertex in line]
            xs, ys = np.rint((scale or _to_degrees)(np.array(line, dtype=float))).astype(np.int32).T
            one = Pieces(np.array(refs), xs, ys, np.array([len(refs)]), np.array([0]))
            collector.add(one, np.array([rule_row(CLASS_CODE[told["highway"]], rules)]))
    return collector.finish()


def _to_degrees(xy: np.ndarray) -> np.ndarray:
    return 1e7 * np.column_stack(TO_DEGREES.transform(*xy.T))


def make_city(
    ways: list[Way],
    *,
    tags: list[dict[str, str]] | None = None,
    places: list[tuple[float, float, str]] = (),
    features: list[tuple[float, float, str]] = (),
    stops: list[tuple[float, float, str]] = (),
    lines: list[tuple[str, list[tuple[float, float]]]] = (),
    margin: float = 10_000.0,
) -> City:
    """Make a city of ways, places (x, y, category), features (x, y, set or set=kind), stops (x, y, mode) and lines.

    A line is its mode and where it stops. Streets are residential, or as their tags say.
    """
    walked = [street_class(told) for told in tags] if tags else ["residential"] * len(ways)
    streets = make_streets(
        [way for way, name in zip(ways, walked, strict=True) if name], [name for name in walked if name]
    )
    place_table = pd.DataFrame(
        [(f"n{number}", "", "thing", category, "a=b") for number, (_x, _y, category) in enumerate(places)],
        columns=["osm_id", "name", "kind", "category", "tag"],
    )
    feature_table = pd.DataFrame(
        [(f"n{number}", "", *_set_and_kind(what), "a=b") for number, (_x, _y, what) in enumerate(features)],
        columns=["osm_id", "name", "set", "kind", "tag"],
    )
    stop_table = pd.DataFrame(
        [(f"s{number}", f"Stop {number}", mode) for number, (_x, _y, mode) in enumerate(stops)],
        columns=["osm_id", "name", "mode"],
    )
    line_table = pd.DataFrame(
        [(number, mode, str(number), "", "", False, "") for number, (mode, _stops) in enumerate(lines)],
        columns=["line", "mode", "ref", "network", "name", "inferred", "departures_from"],
    )
    line_stops = [(number, 0, x, y, float("nan")) for number, (_mode, at) in enumerate(lines) for x, y in at]
    stop_types = {"line": int, "direction": int, "x": float, "y": float, "departures": float}
    return City(
        streets=streets,
        places=_points(place_table, places),
        features=_points(feature_table, features),
        stops=_points(stop_table, stops),
        stop_points=pd.DataFrame(
            [(number, x, y) for number, (x, y, _mode) in enumerate(stops)], columns=["stop", "x", "y"]
        ).astype({"stop": int, "x": float, "y": float}),
        lines=line_table,
        line_stops=pd.DataFrame(line_stops, columns=list(stop_types)).astype(stop_types),
        has_routes=bool(lines),
        extent=shapely.box(
            streets.vertex_x.min() - margin,
            streets.vertex_y.min() - margin,
            streets.vertex_x.max() + margin,
            streets.vertex_y.max() + margin,
        ),
        crs=CRS,
        categories=CATEGORIES,
        sets=SETS,
        origin={"file": "made in memory", "snapshot": None},
        ways=make_ways(ways, tags),
    )


def make_parks(city: City, shapes: dict[str, object]) -> gpd.GeoDataFrame:
    """Return parks by id, given in the city's metres."""
    frame = gpd.GeoDataFrame({"id": list(shapes), "name": list(shapes)}, geometry=list(shapes.values()), crs=city.crs)
    return frame.to_crs(4326)


def grid_ways(count: int, spacing: float) -> list[Way]:
    """Return the streets of a square grid with `count` nodes a side, one way a street."""
    steps = [step * spacing for step in range(count)]
    return [[(x, y) for y in steps] for x in steps] + [[(x, y) for x in steps] for y in steps]


def _set_and_kind(what: str) -> tuple[str, str]:
    name, _equals, kind = what.partition("=")
    return name, kind or "thing"


def _points(table: pd.DataFrame, at: list[tuple[float, float, str]]) -> gpd.GeoDataFrame:
    xy = np.array([item[:2] for item in at], dtype=float).reshape(-1, 2)
    return gpd.GeoDataFrame(table, geometry=shapely.points(xy), crs=CRS)
