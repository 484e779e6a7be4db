"""A city's streets and places, for us and as arrays: `python our_network.py EXTRACT FOLDER`, in our environment."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from parklocus.indicators.city.city import City
from parklocus.indicators.network.links import Links

SEED = 20200812
SEEDED = 11_470  # places a copy, where an extract has hardly any of its own
HARDLY_ANY = 1_000
OFF_THE_STREET_M = 15.0


def main(extract: str, folder: str) -> None:
    """Write `city.plc` for us and `network.npz` for everybody else: the same streets, the same places."""
    city = City.from_osm(extract, cache=False)
    copies = int((re.search(r"_x(\d+)\.", Path(extract).name) or ["", "1"])[1])
    if len(city.places) < HARDLY_ANY * copies:
        city = replace(city, places=_seeded(city, SEEDED * copies))
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    city.save(target / "city.plc")
    streets, places = city.streets, city.places
    links = Links.of(streets)
    xy, line = shapely.get_coordinates(streets.lines, return_index=True)
    np.savez(
        target / "network.npz",
        x=streets.node_x,
        y=streets.node_y,
        u=streets.edge_u,
        v=streets.edge_v,
        length=streets.edge_length,
        vertices=xy,
        vertices_end=np.cumsum(np.bincount(line)),
        link_u=links.u,
        link_v=links.v,
        link_length=links.length,
        sources=np.flatnonzero(streets.degree != 2),
        place_x=places.geometry.x,
        place_y=places.geometry.y,
        category=places["category"].map({key: number for number, key in enumerate(city.categories)}),
    )


def _seeded(city: City, count: int) -> gpd.GeoDataFrame:
    """Draw places along the streets, a little off them, evenly by length and category."""
    draw = np.random.default_rng(SEED)
    streets = city.streets
    edge = draw.choice(streets.n_edges, count, p=streets.edge_length / streets.edge_length.sum())
    xy = streets.interpolate(edge, draw.random(count) * streets.edge_length[edge])
    xy += draw.normal(0, OFF_THE_STREET_M, xy.shape)
    category = draw.choice(np.array(list(city.categories), dtype=object), count)
    ids = [f"n{number}" for number in range(count)]
    facts = {"osm_id": ids, "name": "", "kind": category, "category": category, "tag": ""}
    return gpd.GeoDataFrame(facts, geometry=shapely.points(xy), crs=city.crs)


if __name__ == "__main__":
    main(*sys.argv[1:3])
