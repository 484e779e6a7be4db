"""Where objects stand, beside every street of the city looked at one by one."""

from __future__ import annotations

import numpy as np
import shapely

from parklocus.indicators.city.features import standing_points
from parklocus.indicators.city.streets import ATTACH_LIMIT, build_streets


def test_objects_stand_where_a_look_at_every_street_puts_them() -> None:
    rng = np.random.default_rng(3)
    size = rng.integers(2, 5, 60)  # streets of some hundred metres, and two that cross the city in one piece
    xy = np.concatenate(
        [rng.uniform(0, 15_000, 2) + np.cumsum(rng.normal(0, 150, (n, 2)), axis=0) for n in size]
        + [np.array([[0, 0], [15_000, 14_000]]), np.array([[0, 9_000], [14_000, 9_100]])]
    )
    ptr = np.append(0, np.cumsum([*size, 2, 2]))
    streets = build_streets(np.arange(len(xy)), *xy.T, ptr, np.zeros(len(ptr) - 1, dtype=np.int8))
    corner = rng.uniform(0, 15_000, (120, 2))
    side = rng.choice([0.0, 300.0, 2_500.0], 120)
    shapes = shapely.box(*corner.T, *(corner + side[:, None]).T)
    shapes[side == 0] = shapely.points(corner[side == 0])
    how = set()
    for shape, point in zip(shapes, standing_points(shapes, streets), strict=True):
        middle = shapely.centroid(shape)
        inside = shapely.intersection(streets.lines, shape)
        inside = inside[~shapely.is_empty(inside)]
        if shapely.distance(middle, streets.lines).min() <= ATTACH_LIMIT or shape.geom_type == "Point":
            how.add("middle")
            assert point == middle
        elif len(inside):
            how.add("inside")
            assert abs(shapely.distance(point, middle) - shapely.distance(inside, middle).min()) < 1e-6
        elif shapely.distance(shape, streets.lines).min() <= ATTACH_LIMIT:
            how.add("beside")
            assert shapely.distance(point, shape) < 1e-6
            assert (
                abs(shapely.distance(point, streets.lines).min() - shapely.distance(shape, streets.lines).min()) < 1e-6
            )
        else:
            how.add("off")
            assert point == middle
    assert how == {"middle", "inside", "beside", "off"}
