"""Make resources/shifted_area.geojson: where Chinese maps shift coordinates, coarse, from Natural Earth's countries.

Usage: python tools/make_shifted_area.py COUNTRIES [LAYER]
COUNTRIES is Natural Earth's 1:10m admin-0 layer (public domain), such as "countries" of world_map.gpkg in QGIS.
The outer edge is drawn about 10 km too wide, since sites lie inside. Hong Kong and Macau are edged by hand,
because Natural Earth is up to a kilometre off there, and carry a strip in which nothing is decided.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import shapely

TARGET = Path(__file__).resolve().parents[1] / "resources" / "shifted_area.geojson"
OUTWARD = 0.1  # degrees
ISLANDS = 0.02  # degrees around Taiwan, Kinmen and Matsu
STRIP = 0.004  # degrees, about 400 m: how well the hand-drawn lines are known

# Longitude and latitude. Shenzhen Bay, Shenzhen River, Sha Tau Kok, Mirs Bay.
HONG_KONG_NORTH = [
    (113.87, 22.42),
    (113.915, 22.445),
    (113.952, 22.478),
    (113.985, 22.49),
    (114.01, 22.4975),
    (114.029, 22.5025),
    (114.045, 22.5035),
    (114.056, 22.5045),
    (114.062, 22.5095),
    (114.067, 22.5155),
    (114.078, 22.5195),
    (114.086, 22.522),
    (114.096, 22.5265),
    (114.104, 22.529),
    (114.1135, 22.5298),
    (114.121, 22.534),
    (114.128, 22.538),
    (114.138, 22.5415),
    (114.149, 22.547),
    (114.156, 22.5525),
    (114.164, 22.559),
    (114.173, 22.562),
    (114.183, 22.5585),
    (114.195, 22.556),
    (114.21, 22.5525),
    (114.223, 22.5475),
    (114.235, 22.545),
    (114.26, 22.563),
    (114.31, 22.567),
    (114.4, 22.565),
    (114.455, 22.557),
]
HONG_KONG_SEA = [
    (114.46, 22.53),
    (114.475, 22.49),
    (114.5, 22.45),
    (114.5, 22.15),
    (113.87, 22.15),
    (113.83, 22.19),
    (113.83, 22.36),
]
# The inner harbour and the channel to Hengqin, then the Border Gate.
MACAU_LAND = [
    (113.56, 22.077),
    (113.549, 22.105),
    (113.5425, 22.122),
    (113.543, 22.137),
    (113.5415, 22.15),
    (113.5365, 22.165),
    (113.5315, 22.18),
    (113.5285, 22.187),
    (113.5285, 22.195),
    (113.5305, 22.203),
    (113.533, 22.2095),
    (113.5365, 22.214),
    (113.5435, 22.2165),
    (113.5495, 22.2168),
    (113.556, 22.2155),
    (113.575, 22.216),
    (113.6, 22.216),
]
MACAU_SEA = [(113.63, 22.18), (113.63, 22.077)]


def main() -> int:
    """Write the file; return the exit code."""
    countries = gpd.read_file(sys.argv[1], **({"layer": sys.argv[2]} if len(sys.argv) > 2 else {}))
    outline = countries.set_index("ISO_A3").geometry
    wide = outline["CHN"].buffer(OUTWARD).simplify(OUTWARD / 2)
    hong_kong = shapely.Polygon(HONG_KONG_NORTH + HONG_KONG_SEA)
    macau = shapely.Polygon(MACAU_LAND + MACAU_SEA)
    taiwan = outline["TWN"].buffer(ISLANDS).simplify(ISLANDS / 4)
    area = wide.difference(shapely.union_all([hong_kong, macau, taiwan]))
    parts = [
        shapely.Polygon(part.exterior, [r for r in part.interiors if shapely.Polygon(r).area > 1e-4])
        for part in shapely.get_parts(area)
        if part.area > 0.01
    ]
    unsure = shapely.union_all(
        [shapely.LineString(line).buffer(STRIP, quad_segs=4) for line in (HONG_KONG_NORTH, MACAU_LAND)]
    )
    features = [
        {
            "type": "Feature",
            "properties": {"role": role},
            "geometry": json.loads(shapely.to_geojson(_rounded(geometry))),
        }
        for role, geometry in (("shifted", shapely.MultiPolygon(parts)), ("unsure", unsure))
    ]
    about = "Coarse. Outer edge after Natural Earth 1:10m (public domain), widened; Hong Kong and Macau drawn by hand."
    text = json.dumps({"type": "FeatureCollection", "about": about, "features": features}, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(text)} bytes")
    return 0


def _rounded(geometry: shapely.Geometry) -> shapely.Geometry:
    return shapely.set_precision(geometry, 0.0001)


if __name__ == "__main__":
    sys.exit(main())
