"""A city's streets as the networkx graph that osmnx's functions take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

import parklocus
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.modes import CYCLABLE_IF_PERMITTED, DRIVABLE_IF_PERMITTED
from parklocus.indicators.osm.tags import STREET_CLASSES, WALKABLE_IF_PERMITTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.city.mode_streets import ModeStreets

WGS84 = pyproj.CRS.from_epsg(4326)

# The tag that says that a mode may use a class of street which needs a permission.
_PERMISSIONS = {
    "walk": ("foot", frozenset(WALKABLE_IF_PERMITTED)),
    "cycle": ("bicycle", CYCLABLE_IF_PERMITTED),
    "drive": ("motor_vehicle", DRIVABLE_IF_PERMITTED),
}


def graph_of_streets(ridden: ModeStreets, crs: pyproj.CRS) -> Any:
    """Return the streets of a mode as the graph that osmnx's functions take.

    Parameters
    ----------
    ridden : ModeStreets
        In metres.
    crs : pyproj.CRS
        Of the streets.

    Returns
    -------
    networkx.MultiDiGraph
        Simplified; nodes by OSM id with ``x``, ``y`` (lon/lat), ``street_count``; an edge for each direction in which a
        street is open, with ``highway``, ``foot``, ``bicycle`` or ``motor_vehicle`` where the class needs a permission,
        ``maxspeed`` (km/h) for cars where the map has a limit, ``length`` (m, in `crs`), ``oneway``, ``reversed``,
        ``geometry``, and as ``osmid`` its number in the city, since a street may be of several ways.

    Raises
    ------
    InputError
        networkx is not installed.
    """
    try:
        import networkx as nx  # noqa: PLC0415 - comes with osmnx, an optional extra
    except ImportError as error:
        message = _("This needs networkx, which is not installed; install it with: pip install parklocus[fetch]")
        raise InputError(message) from error
    streets = ridden.streets
    to_lonlat = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    lon, lat = to_lonlat.transform(streets.node_x, streets.node_y)
    made_by = f"parklocus {parklocus.__version__}"
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True, created_with=made_by)
    nodes = streets.node_osm.tolist()
    for node, x, y, degree in zip(nodes, lon.tolist(), lat.tolist(), streets.degree.tolist(), strict=True):
        graph.add_node(node, x=x, y=y, street_count=degree)
    lines = shapely.transform(streets.lines, to_lonlat.transform, interleaved=False)
    for number, told in enumerate(_told(ridden)):
        u, v = nodes[streets.edge_u[number]], nodes[streets.edge_v[number]]
        arcs = [
            (u, v, ridden.forward[number], ridden.forward_kmh[number], lines[number]),
            (v, u, ridden.backward[number], ridden.backward_kmh[number], shapely.reverse(lines[number])),
        ]
        is_open = [arc for arc in arcs if arc[2]]
        for order, (begin, end, _open, kmh, line) in enumerate(is_open):
            limit = {} if np.isnan(kmh) else {"maxspeed": f"{kmh:g}"}
            arc = {"osmid": number, **told, **limit, "oneway": len(is_open) == 1, "reversed": order > 0}
            graph.add_edge(begin, end, **arc, geometry=line)
    return graph


def _told(ridden: ModeStreets) -> Iterator[dict[str, Any]]:
    """Yield what an edge of the graph says of each street, whichever its direction."""
    key, classes = _PERMISSIONS[ridden.mode]
    for code, length in zip(ridden.streets.edge_class.tolist(), ridden.streets.edge_length.tolist(), strict=True):
        highway = STREET_CLASSES[code]
        yield {"highway": highway, "length": length, **({key: "yes"} if highway in classes else {})}
