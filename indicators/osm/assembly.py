"""Areas of several rings, put together by osmium: of relations, and of ways that touch or cross themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import osmium

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parklocus.indicators.osm.area_ways import AreaWays

_ROLES = {"inner", "outer"}


def assemble(
    relations: Mapping[int, Sequence[tuple[int, str]]], ways: AreaWays, closed: Iterable[int]
) -> Iterator[Any]:
    """Yield the areas of relations and closed ways as osmium's areas, those that are broken without a ring.

    osmium is given nothing but these: as text in its own format, with positions beside the nodes, tags left out.

    Parameters
    ----------
    relations : dict
        The ways and their roles by the id of the relation; one that lacks a way is not assembled.
    ways : AreaWays
        Their ways and others; those that are part of none are passed over.
    closed : iterable of int
        The ways that are areas themselves.
    """
    areas = set(closed)
    used = sorted(areas.union(way for members in relations.values() for way, _role in members).intersection(ways.row))
    lines = [f"w{way} {'Tarea=yes ' if way in areas else ''}N{_nodes(*ways.nodes(way))}" for way in used]
    for relation in sorted(relations):
        members = ",".join(f"w{way}@{role if role in _ROLES else ''}" for way, role in relations[relation])
        lines.append(f"r{relation} Ttype=multipolygon M{members}")
    text = osmium.io.FileBuffer("\n".join([*lines, ""]).encode(), "opl")
    manager = osmium.area.AreaManager()
    with osmium.io.Reader(text, osmium.osm.RELATION) as reader:
        osmium.apply(reader, manager.first_pass_handler())
    ready = osmium.BufferIterator()
    handler = manager.second_pass_to_buffer(ready)  # named, as the iterator does not keep it alive
    with osmium.io.Reader(text, osmium.osm.WAY) as reader:
        for _way in osmium.OsmFileIterator(reader, handler):
            if ready:
                yield from ready
    if ready:
        yield from ready


def _nodes(refs: list[int], x: list[int], y: list[int], known: list[bool]) -> str:
    every = zip(refs, x, y, known, strict=True)
    return ",".join(f"n{ref}x{lon / 1e7:.7f}y{lat / 1e7:.7f}" if there else f"n{ref}" for ref, lon, lat, there in every)
