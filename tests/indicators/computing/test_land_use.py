"""The land use at places, on squares of land worked by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from shapely import Point, box

from parklocus.indicators.computing.land_use import land_use_at
from parklocus.indicators.osm.areas import Land


@pytest.fixture
def city() -> SimpleNamespace:
    """Industrial land from 0 to 100 m, shops beside it up to 200 m, a building that is no land use on top."""
    shapes = np.array([box(0, 0, 100, 100), box(100, 0, 200, 100), box(0, 0, 300, 100)], dtype=object)
    flags = np.array([Land.USE_INDUSTRIAL | Land.INDUSTRIAL, Land.USE_RETAIL, Land.BUILDING])
    return SimpleNamespace(land=SimpleNamespace(shapes=shapes, is_any=lambda flag: (flags & flag) > 0))


@pytest.mark.parametrize(
    ("shape", "use"),
    [
        (Point(50, 50), "industrial"),
        (Point(150, 50), "retail"),
        (Point(220, 50), "retail"),  # 20 m off
        (Point(240, 50), ""),  # 40 m off
        (Point(-10, 50), "industrial"),
        (box(80, 0, 180, 100), "retail"),  # four fifths of it
        (box(10, 0, 110, 100), "industrial"),
        (None, ""),
        (Point(), ""),
    ],
)
def test_the_land_that_holds_the_most_or_is_nearest(city: SimpleNamespace, shape: object, use: str) -> None:
    assert land_use_at(city, np.array([shape, Point(50, 50)], dtype=object)) == [use, "industrial"]
