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
    west, south, east, north, numbers = _survey(extract)
    width, height = (east - west) * _GAP, (north - south) * _GAP
    count = int(k)
    header = osmium.io.Header()
    corner = osmium.osm.Location(west + (count - 1) * width + east - west, south + (count - 1) * height + north - south)
    header.add_box(osmium.osm.Box(osmium.osm.Location(west, south), corner))
    with osmium.SimpleWriter(target, header=header, overwrite=True) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION):
            for copy in range(count**2):
                dx, dy = copy % count * width, copy // count * height
                for item in osmium.FileProcessor(extract, kind):
                    _write(writer, item, _Fresh(numbers, copy), (dx, dy))


def _survey(extract: str) -> tuple[float, float, float, float, dict[str, dict[int, int]]]:
    """Return west, south, east, north of the nodes, and small numbers for the ids of each kind of object."""
    lons, lats = [], []
    ids: dict[str, set[int]] = {"n": set(), "w": set(), "r": set()}
    for item in osmium.FileProcessor(extract):
        ids[item.type_str()].add(item.id)
        if item.is_node():
            lons.append(item.lon)
            lats.append(item.lat)
        elif item.is_way():
            ids["n"].update(node.ref for node in item.nodes)
        else:
            for member in item.members:
                ids[member.type].add(member.ref)
    numbers = {kind: {at: number for number, at in enumerate(sorted(found), 1)} for kind, found in ids.items()}
    return min(lons), min(lats), max(lons), max(lats), numbers


class _Fresh:
    """The ids of a copy."""

    def __init__(self, numbers: dict[str, dict[int, int]], copy: int) -> None:
        self._numbers = numbers
        self._copy = copy

    def id(self, kind: str, at: int) -> int:
        """Return the id of an object, of which the extract says another."""
        return self._numbers[kind][at] + self._copy * len(self._numbers[kind])


def _write(writer: osmium.SimpleWriter, item: Any, fresh: _Fresh, shift: tuple[float, float]) -> None:
    at = fresh.id(item.type_str(), item.id)
    if item.is_node():
        writer.add_node(item.replace(id=at, location=(item.lon + shift[0], item.lat + shift[1])))
    elif item.is_way():
        writer.add_way(item.replace(id=at, nodes=[fresh.id("n", node.ref) for node in item.nodes]))
    else:
        members = [(member.type, fresh.id(member.type, member.ref), member.role) for member in item.members]
        writer.add_relation(item.replace(id=at, members=members))


if __name__ == "__main__":
    main(*sys.argv[1:4])
