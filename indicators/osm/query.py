"""The Overpass query for all that the reader reads of an area, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from parklocus.indicators.osm.tags import ROUTE_MODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_VERTICES = 150  # Overpass looks at every vertex for every object, and each statement names them all
_FIRST_TOLERANCE = 0.0002  # degrees, some 20 m


def build_query(area: Any, keys: Sequence[str]) -> str:
    """Return the statements of an Overpass query, without its settings.

    Ways and areas come whole, with all their nodes, also where they reach beyond the area; routes come as lists of
    members, of which only those within the area come along.

    Parameters
    ----------
    area : shapely.Polygon or shapely.MultiPolygon
        In lon/lat.
    keys : sequence of str
        Objects with any of these keys are wanted.
    """
    within = [f'(poly:"{_coordinates(part)}")' for part in outline(area)]
    keyed = [(f'["{key}"]', here) for key in keys for here in within]
    is_area = '["type"~"^(multipolygon|boundary)$"]'
    is_route = f'["type"="route"]["route"~"^({"|".join(ROUTE_MODES)})$"]'
    return "\n".join(
        [
            _union((f"{kind}{key}{here};" for key, here in keyed for kind in ("node", "way")), "direct"),
            _union((f"rel{is_area}{key}{here};" for key, here in keyed), "areas"),
            "way(r.areas)->.rings;",
            _union((f"rel{is_route}{here};" for here in within), "routes"),
            _union((f"node(r.routes){here};" for here in within), "halts"),
            'rel(br.routes)["type"="route_master"]->.masters;',
            _union((f'rel["public_transport"="stop_area"]{here};' for here in within), "interchanges"),
            "(.direct;.rings;)->.ways;",
            "node(w.ways)->.vertices;",
            "(.ways;.vertices;.areas;.routes;.halts;.masters;.interchanges;);",
            "out body;",
        ]
    )


def outline(area: Any) -> list[Any]:
    """Return polygons without holes that cover the area and have few enough vertices for Overpass."""
    filled = _filled(area)
    tolerance = _FIRST_TOLERANCE
    while shapely.get_num_coordinates(filled) > MOST_VERTICES:
        filled = _filled(shapely.simplify(shapely.buffer(area, 2 * tolerance), tolerance))
        tolerance *= 2
    return list(shapely.get_parts(filled))


def _filled(area: Any) -> Any:
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(area)])


def _coordinates(polygon: Any) -> str:
    ring = shapely.get_coordinates(polygon.exterior)[:-1]
    return " ".join(f"{lat:.7f} {lon:.7f}" for lon, lat in ring)


def _union(statements: Iterable[str], name: str) -> str:
    return "(" + "".join(statements) + f")->.{name};"
