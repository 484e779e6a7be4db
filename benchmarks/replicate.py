"""Copies of an extract side by side, with ids of their own: `python replicate.py EXTRACT K TARGET` writes K x K.

A replica is larger than the city and no more varied: it shows how cost grows with size, and is named as what it is.
"""

from __future__ import annotations

import sys
from typing import Any

import osmium

_GAP = 1.02  # of the extract's width and height from one copy to the next


def main(extract: str, k: str, target: str) -> None:
    """Write the copies, nodes before ways before relations, each by rising ids."""
    west, south, east, north, greatest = _box(extract)
    step = 10 ** len(str(greatest))
    width, height = (east - west) * _GAP, (north - south) * _GAP
    count = int(k)
    header = osmium.io.Header()
    corner = osmium.osm.Location(west + (count - 1) * width + east - west, south + (count - 1) * height + north - south)
    header.add_box(osmium.osm.Box(osmium.osm.Location(west, south), corner))
    copies = [(number * step, number % count * width, number // count * height) for number in range(count**2)]
    with osmium.SimpleWriter(target, header=header, overwrite=True) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION):
            for shift, dx, dy in copies:
                for item in osmium.FileProcessor(extract, kind):
                    _write(writer, item, shift, dx, dy)


def _box(extract: str) -> tuple[float, float, float, float, int]:
    """Return west, south, east, north of the nodes, and the greatest id of all objects."""
    lons, lats, greatest = [], [], 0
    for item in osmium.FileProcessor(extract):
        greatest = max(greatest, item.id)
        if item.is_node():
            lons.append(item.lon)
            lats.append(item.lat)
    return min(lons), min(lats), max(lons), max(lats), greatest


def _write(writer: osmium.SimpleWriter, item: Any, shift: int, dx: float, dy: float) -> None:
    fresh = {"id": item.id + shift}
    if item.is_node():
        writer.add_node(item.replace(**fresh, location=(item.lon + dx, item.lat + dy)))
    elif item.is_way():
        writer.add_way(item.replace(**fresh, nodes=[node.ref + shift for node in item.nodes]))
    else:
        members = [(member.type, member.ref + shift, member.role) for member in item.members]
        writer.add_relation(item.replace(**fresh, members=members))


if __name__ == "__main__":
    main(*sys.argv[1:4])
