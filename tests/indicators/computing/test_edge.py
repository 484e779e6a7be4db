"""The distance to the map's edge explains every flag, of street nodes and of parks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from cities import grid_ways, make_city, make_parks
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from parklocus.indicators import compute

SIDE = 400.0
CITY = make_city(
    grid_ways(5, 100.0),
    places=[(120.0, 130.0, "food"), (380.0, 310.0, "culture")],
    stops=[(90.0, 210.0, "bus"), (390.0, 300.0, "metro")],
    lines=[("bus", [(90.0, 210.0)])],
)
# How far each value looks; the others look as far as they say, but for the way to the centre, which is on the map.
LIMITS = {"amenity_density_300": 300, "transit_lines": 960, "closeness_300": 300, "betweenness_300": 300}
LIMITS |= {"gravity_food_800": 800, "amenity_kde_800": 800, "daily_needs_15": 1200, "cbd_distance": 0}
UNBOUNDED = ["stop_distance_bus", "stop_distance_metro", "culture_distance"]
# Where streets cross the outline of a park stand parks of their own.
OUTLINE = shapely.box(40.0, 180.0, 160.0, 220.0)
ENTRANCES = {"west": (40.0, 200.0), "east": (160.0, 200.0), "south": (100.0, 180.0), "north": (100.0, 220.0)}


def flags(names):
    return {name for name in (names or "").split(",") if name}


@settings(max_examples=5, deadline=None, phases=[Phase.generate])  # to make a failure smaller takes minutes
@given(st.tuples(*[st.integers(-150, 800)] * 4))
def test_a_value_is_flagged_where_it_looks_farther_than_the_edge(margins):
    west, south, east, north = (margin + 0.37 for margin in margins)  # nothing else ends in it: there are no ties
    extent = shapely.box(-west, -south, SIDE + east, SIDE + north)
    city = replace(CITY, extent=extent)
    parks = make_parks(city, {"area": OUTLINE, **{name: shapely.Point(at) for name, at in ENTRANCES.items()}})
    table = compute(city, parks, [*LIMITS, *UNBOUNDED], centres=[(120.002, 30.002)], processes=1)
    assert set(table.index_columns) == {*LIMITS, *UNBOUNDED}
    for rows in (table.reference.to_crs(city.crs), table.iloc[1:].to_crs(city.crs)):
        for row in rows.to_dict("records"):
            point = row["geometry"]
            inside = extent.contains(point)
            metres = min(
                abs(point.x + west), abs(point.y + south), abs(SIDE + east - point.x), abs(SIDE + north - point.y)
            )
            looks = {**LIMITS, **{column: row[column] for column in UNBOUNDED}}
            expected = {column for column, far in looks.items() if far > metres or not inside}
            assert flags(row["edge_affected"]) == expected, (point, metres)
    area, *points = (flags(names) for names in table["edge_affected"])
    assert area == set.union(*points)
    assert table["edge_distance_m"].iloc[0] == pytest.approx(table["edge_distance_m"].iloc[1:].min())
