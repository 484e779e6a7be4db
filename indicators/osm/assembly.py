"""Areas of several rings, put together by osmium: of relations, and of ways that touch or cross themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import osmium
from osmium.filter import EntityFilter, IdFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def assemble(file: Path, relations: Iterable[int], ways: Iterable[int], nodes: Iterable[int]) -> Iterator[Any]:
    """Yield the areas of relations and closed ways as osmium's areas, of each way as well that is in one of them.

    Parameters
    ----------
    file : Path
        The file, of which nothing but these objects is looked at.
    relations, ways, nodes : iterable of int
        Ids of the relations, of all their ways and of other closed ways, and of all nodes of these.
    """
    of_relations, of_ways, of_nodes = (
        IdFilter(number for number in ids if number > 0) for ids in (relations, ways, nodes)
    )
    of_relations.enable_for(osmium.osm.RELATION)
    of_ways.enable_for(osmium.osm.WAY)
    of_nodes.enable_for(osmium.osm.NODE)
    manager = osmium.area.AreaManager()
    with osmium.io.Reader(file, osmium.osm.RELATION) as reader:
        osmium.apply(reader, of_relations, manager.first_pass_handler())
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    ready = osmium.BufferIterator()
    handlers = of_ways, of_nodes, locations, manager.second_pass_to_buffer(ready), EntityFilter(osmium.osm.WAY)
    with osmium.io.Reader(file, osmium.osm.NODE | osmium.osm.WAY) as reader:
        for _way in osmium.OsmFileIterator(reader, *handlers):
            if ready:
                yield from ready
    if ready:
        yield from ready
