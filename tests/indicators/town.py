"""A small town as a user has it, in files: drawn here, for the tests that read, run and write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from pathlib import Path

WEST, SOUTH = 13.25, 53.55
STEP_LON, STEP_LAT = 0.0015, 0.0009  # about 100 m each
SIDE = 12  # streets in each direction
WHEN = 'version="1" timestamp="2020-05-17T00:00:00Z"'


@dataclass(frozen=True)
class Town:
    """The files of a small town."""

    folder: Path
    osm: Path
    parks: Path
    scores: Path
    study: Path
    centre: str = f"{WEST + 5 * STEP_LON},{SOUTH + 5 * STEP_LAT},Markt"


def osm_text(*, streets: bool = True) -> str:
    """Return a town as OSM XML: a grid of streets, restaurants, bookshops, a museum, a bus line with its stops."""
    east, north = WEST + (SIDE - 1) * STEP_LON, SOUTH + (SIDE - 1) * STEP_LAT
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<osm version="0.6" generator="drawn">',
        f'<bounds minlat="{SOUTH}" minlon="{WEST}" maxlat="{north:.7f}" maxlon="{east:.7f}"/>',
    ]
    for row in range(SIDE):
        lines += [_node(1 + row * SIDE + column, column, row) for column in range(SIDE)]
    for number in range(30):
        kind = {"amenity": "restaurant"} if number % 3 else {"shop": "books"}
        lines.append(_node(1000 + number, number * 3 % 11 + 0.3, number * 5 % 11 + 0.1, name=f"Ort {number}", **kind))
    lines.append(_node(1100, 5.5, 5.1, tourism="museum", name="博物馆"))
    lines += [_node(1200 + number, number * 3, 6, highway="bus_stop", name=f"Halt {number}") for number in range(4)]
    if streets:
        lines += [_way(1 + row, [1 + row * SIDE + column for column in range(SIDE)]) for row in range(SIDE)]
        lines += [_way(101 + column, [1 + row * SIDE + column for row in range(SIDE)]) for column in range(SIDE)]
    stops = "".join(f'<member type="node" ref="{1200 + number}" role="stop"/>' for number in range(4))
    lines += [f'<relation id="1" {WHEN}>{stops}{_tags(type="route", route="bus", ref="7")}</relation>', "</osm>"]
    return "\n".join(lines)


def _tags(**tags: str) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def _node(number: int, column: float, row: float, **tags: str) -> str:
    lon, lat = WEST + column * STEP_LON, SOUTH + row * STEP_LAT
    return f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}" {WHEN}>{_tags(**tags)}</node>'


def _way(number: int, refs: list[int]) -> str:
    members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{number}" {WHEN}>{members}{_tags(highway="residential")}</way>'


def square(column: float, row: float, size: float = 0.8) -> list[list[float]]:
    """Return the ring of a square of `size` blocks whose lower left corner stands at a place of the grid."""
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return [[WEST + (column + x) * STEP_LON, SOUTH + (row + y) * STEP_LAT] for x, y in corners]


def parks_text(count: int = 6) -> str:
    """Return parks on the grid as GeoJSON: squares whose edges run across streets."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"p{number}", "name": f"Park {number}", "rent": 10 + number},
            "geometry": {"type": "Polygon", "coordinates": [square(number + 1.6, 2 * number % 9 + 0.6)]},
        }
        for number in range(count)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def draw_town(folder: Path) -> Town:
    """Write the files of the small town to a folder."""
    town = Town(folder, folder / "town.osm", folder / "parks.geojson", folder / "scores.csv", folder / "study.toml")
    town.osm.write_text(osm_text(), encoding="utf-8")
    town.parks.write_text(parks_text(), encoding="utf-8")
    rows = "".join(f"p{number},{number * 3 % 7},{number}\n" for number in range(6))
    town.scores.write_text(f"id,locational,office\n{rows}", encoding="utf-8")
    lon, lat, name = town.centre.split(",")
    town.study.write_text(
        f"""title = "Town"
[city]
osm = "town.osm"
[[centre]]
name = "{name}"
lon = {lon}
lat = {lat}
[parks]
path = "parks.geojson"
[indices]
compute = ["cbd_distance", "amenity_density"]
[scores]
path = "scores.csv"
[expected.locational]
cbd_distance = "-"
""",
        encoding="utf-8",
    )
    return town
