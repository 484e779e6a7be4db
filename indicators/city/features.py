"""Where the objects of the taxonomy's sets stand: one point each, and one for objects that count once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from parklocus.indicators.city.streets import ATTACH_LIMIT, Streets
from parklocus.indicators.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyproj
    from numpy.typing import NDArray

    from parklocus.indicators.osm.extract import OsmExtract
    from parklocus.indicators.osm.taxonomy import Taxonomy

_ABOUT = 1_000.0  # metres; hardly an edge is larger
COLUMNS = ["osm_id", "name", "set", "kind", "tag"]


def build_features(
    extract: OsmExtract, rules: Taxonomy, streets: Streets, project: Callable[[Any], Any], crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Return a row an object and set: ``osm_id, name, set, kind, tag`` and the point where it stands.

    Parameters
    ----------
    extract : OsmExtract
        What the file holds.
    rules : Taxonomy
        The sets, in the order in which rows come.
    streets : Streets
        The network that objects are to be reached along.
    project : callable
        Takes shapely geometries in lon/lat to the city's metric CRS.
    crs : pyproj.CRS
        The city's CRS.
    """
    rows = [(osm_id, name, one.category, one.kind, one.tag) for osm_id, name, one in extract.features]
    table = pd.DataFrame(rows, columns=COLUMNS).astype(str)
    geometries = project(extract.feature_geometries)
    chosen = []
    for one in rules.sets:
        members = np.flatnonzero(table["set"] == one.id)
        if one.merge is not None:
            members = members[largest_of_each(geometries[members], table["name"].to_numpy()[members], one.merge)]
        chosen.append(members)
    kept = np.concatenate(chosen).astype(np.int64) if chosen else np.empty(0, dtype=np.int64)
    points = standing_points(geometries[kept], streets)
    return gpd.GeoDataFrame(table.iloc[kept].reset_index(drop=True), geometry=points, crs=crs)


def largest_of_each(geometries: NDArray[np.object_], names: NDArray[np.object_], within: float) -> NDArray[np.int64]:
    """Return the largest of those objects that count once together, in the order of the file.

    Objects belong together where the middle of one lies inside the area of the other, or where they bear one name and
    are no farther from one another than `within` metres; so do those that a third one links.

    Parameters
    ----------
    geometries : numpy.ndarray of shape (objects,)
        In metres.
    names : numpy.ndarray of shape (objects,)
        Empty where there is none.
    within : float
        Metres.
    """
    count = len(geometries)
    if not count:
        return np.empty(0, dtype=np.int64)
    tree = shapely.STRtree(geometries)
    inside = tree.query(shapely.centroid(geometries), predicate="within")
    _each, name, bearers = np.unique(names.astype(str), return_inverse=True, return_counts=True)
    shared = np.flatnonzero((bearers[name] > 1) & (names != ""))  # the others need not be looked at
    near = shared[shapely.STRtree(geometries[shared]).query(geometries[shared], predicate="dwithin", distance=within)]
    near = near[:, name[near[0]] == name[near[1]]]
    links = np.concatenate([inside, near], axis=1)
    matrix = coo_matrix((np.ones(links.shape[1]), (links[0], links[1])), shape=(count, count))
    group = connected_components(matrix, directed=False)[1]
    order = np.lexsort((-shapely.area(geometries), group))  # a stable sort: of equals the first
    first = np.append(True, group[order][1:] != group[order][:-1])
    return np.sort(order[first])


def standing_points(geometries: NDArray[np.object_], streets: Streets) -> NDArray[np.object_]:
    """Return each object's centroid; where that is off any street, the nearest point of the object that is on one.

    The middle of an airport is a runway: it is reached where a street in it comes nearest to its middle. Where no
    street enters the object, its point nearest to a street stands for it, if one comes within `ATTACH_LIMIT`.
    """
    points: NDArray[np.object_] = np.asarray(shapely.centroid(geometries), dtype=object)
    if not len(points):
        return points
    off = np.flatnonzero(~_near_a_street(points, streets) & (shapely.get_dimensions(geometries) > 0))
    lines = streets.lines_of(_edges_about(geometries[off], streets))
    tree = shapely.STRtree(lines)
    for number in off:
        geometry = geometries[number]
        entering = np.sort(tree.query(geometry, predicate="intersects"))
        if len(entering):
            inside = shapely.intersection(lines[entering], geometry)
            ways = shapely.shortest_line(points[number], inside)
            points[number] = shapely.get_point(ways[np.argmin(shapely.length(ways))], -1)
            continue
        near = tree.query_nearest(geometry, max_distance=ATTACH_LIMIT)
        if len(near):
            points[number] = shapely.get_point(shapely.shortest_line(geometry, lines[near.min()]), 0)
    return points


def _near_a_street(points: NDArray[np.object_], streets: Streets) -> NDArray[np.bool_]:
    """Return which points have a street within `ATTACH_LIMIT`: most share a small square with a corner of one."""
    side = ATTACH_LIMIT / np.sqrt(2)  # of a square in which nothing is farther apart
    x, y = shapely.get_coordinates(points).T
    near: NDArray[np.bool_] = np.isin(_square(x, y, side), _square(streets.vertex_x, streets.vertex_y, side))
    rest = np.flatnonzero(~near)
    tree = shapely.STRtree(streets.lines_of(_edges_about(points[rest], streets)))
    near[rest[tree.query_nearest(points[rest], max_distance=ATTACH_LIMIT, all_matches=False)[0]]] = True
    return near


def _edges_about(geometries: NDArray[np.object_], streets: Streets) -> NDArray[np.int64]:
    """Return all edges, and some besides, that come within `ATTACH_LIMIT` of geometries: to draw every edge takes long.

    An edge no larger than `_ABOUT` is within half of that, along each axis, of the middle of its box.
    """
    first = streets.edge_ptr[:-1]
    low_x, low_y = (np.minimum.reduceat(c, first) for c in (streets.vertex_x, streets.vertex_y))
    high_x, high_y = (np.maximum.reduceat(c, first) for c in (streets.vertex_x, streets.vertex_y))
    reach = ATTACH_LIMIT + _ABOUT / 2
    about = shapely.bounds(geometries) + np.array([-reach, -reach, reach, reach])
    square = np.unique(_squares(about, _ABOUT))
    middle = _square((low_x + high_x) / 2, (low_y + high_y) / 2, _ABOUT)
    near = np.maximum(high_x - low_x, high_y - low_y) > _ABOUT
    near |= np.searchsorted(square, middle, side="right") > np.searchsorted(square, middle)
    return np.flatnonzero(near)


def _squares(boxes: NDArray[np.float64], side: float) -> NDArray[np.int64]:
    """Return the numbers of all squares of a grid that boxes, each west, south, east, north, lie in."""
    low_x, low_y, high_x, high_y = np.floor(boxes / side).astype(np.int64).T
    box = np.repeat(np.arange(len(boxes)), high_x - low_x + 1)
    column = ranges(low_x, high_x + 1)
    column = np.repeat(column, (high_y - low_y + 1)[box])
    return column * 2**32 + ranges(low_y[box], high_y[box] + 1)


def _square(x: NDArray[np.float64], y: NDArray[np.float64], side: float) -> NDArray[np.int64]:
    """Return the number of the square of a grid in which each position lies."""
    return np.floor(x / side).astype(np.int64) * 2**32 + np.floor(y / side).astype(np.int64)
