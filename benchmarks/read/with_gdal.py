"""Read a city with GDAL's OSM driver, through pyogrio: `python with_gdal.py EXTRACT OUTPUT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pyproj
import shapely
from tagging import PLACE_KEYS, STOP_KEYS, category_of, is_street, line_of, mode_of

if TYPE_CHECKING:
    import geopandas as gpd

_STREET = ("highway", "foot", "access", "motorroad", "area")
_FEATURE = tuple(dict.fromkeys((*PLACE_KEYS, *STOP_KEYS)))
_ROUTE = ("type", "route", "ref", "network")
_LAYERS = {
    "points": _FEATURE,
    "lines": tuple(dict.fromkeys((*_STREET, *_FEATURE))),
    "multipolygons": _FEATURE,
    "multilinestrings": _ROUTE,
    "other_relations": _ROUTE,
}


def main(extract: str, output: str) -> None:
    """Write what was read; the driver gives a route's ways, not its stops, and no nodes of a line."""
    configuration = Path(output) / "osmconf.ini"
    parts = ["attribute_name_laundering=no"]
    parts += [
        f"[{layer}]\nosm_id=yes\nattributes={','.join(('name', *keys))}\nother_tags=no"
        for layer, keys in _LAYERS.items()
    ]
    configuration.write_text("\n".join(parts), "utf-8")

    def read(layer: str) -> gpd.GeoDataFrame:
        # A clipped extract holds rings that are broken: without the last argument the first of them ends it all.
        return pyogrio.read_dataframe(extract, layer=layer, CONFIG_FILE=str(configuration), on_invalid="ignore")

    places, stops = {}, []
    for layer in ("points", "lines", "multipolygons"):
        table = read(layer)
        rows = table.drop(columns="geometry").to_dict("records")
        for at, row in zip(_ids(layer, table), rows, strict=True):
            category, mode = category_of(row), mode_of(row)
            if category:
                places[at] = category
            if mode:
                stops.append(f"{at} {mode}")
        if layer == "lines":
            streets = table.geometry.to_numpy()[[is_street(row) for row in rows]]
    metres, nodes = _network(streets)
    routes = [row for layer in ("multilinestrings", "other_relations") for row in read(layer).to_dict("records")]
    names = [line_of(row, row["osm_id"]) for row in routes]
    found = {
        "street_km": metres / 1000,
        "street_nodes": nodes,
        "places": places,
        "stops": stops,
        "lines": len(set(names) - {None}),
    }
    (Path(output) / "read.json").write_text(json.dumps(found), "utf-8")


def _ids(layer: str, table: gpd.GeoDataFrame) -> list[str]:
    if layer != "multipolygons":
        return [f"{'n' if layer == 'points' else 'w'}{at}" for at in table["osm_id"]]
    pairs = zip(table["osm_id"], table["osm_way_id"], strict=True)
    return [f"w{way}" if isinstance(way, str) else f"r{relation}" for relation, way in pairs]


def _network(streets: np.ndarray) -> tuple[float, int]:
    """Return the metres of the streets, and how many nodes they have where they meet or end, told by position."""
    xy, way = shapely.get_coordinates(streets, return_index=True)
    goes_on = way[1:] == way[:-1]
    metres = pyproj.Geod(ellps="WGS84").inv(*xy[:-1][goes_on].T, *xy[1:][goes_on].T)[2]
    _, node, uses = np.unique(xy, axis=0, return_inverse=True, return_counts=True)
    is_node = uses > 1
    is_node[node.ravel()[np.flatnonzero(np.diff(way, prepend=-1))]] = True
    is_node[node.ravel()[np.flatnonzero(np.diff(way, append=-1))]] = True
    return float(metres.sum()), int(is_node.sum())


if __name__ == "__main__":
    main(*sys.argv[1:3])
