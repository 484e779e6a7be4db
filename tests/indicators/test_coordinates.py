"""Chinese map coordinates."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from parklocus.indicators import coordinates
from parklocus.indicators.coordinates import System, to_wgs84
from parklocus.indicators.errors import InputError

GEOD = Geod(ellps="WGS84")
MAINLAND = {
    "宁波天一广场": (121.5499, 29.8719),
    "Beijing": (116.39, 39.91),
    "Shenzhen, OCT": (113.99, 22.541),
    "Shenzhen, Dongmen": (114.118, 22.5455),
    "Shenzhen, Huaqiang North": (114.085, 22.547),
    "Shenzhen, Shekou": (113.92, 22.485),
    "Zhuhai": (113.576, 22.27),
    "Hengqin": (113.52, 22.14),
    "Xiamen": (118.08, 24.455),
    "Pingtan": (119.79, 25.5),
    "Sanya": (109.51, 18.25),
    "Zhoushan": (122.1, 30.0),
    "Shengsi": (122.45, 30.73),
    "Kashgar": (75.99, 39.47),
    "Khorgos": (80.41, 44.21),
    "Mohe": (122.54, 52.97),
    "Heihe": (127.5, 50.245),
    "Fuyuan": (134.3, 48.36),
    "Dandong": (124.39, 40.12),
    "Erenhot": (111.98, 43.65),
    "Ruili": (97.85, 24.01),
    "Dongxing": (107.97, 21.54),
    "Yadong": (88.9, 27.48),
}
ELSEWHERE = {
    "Hong Kong, Central": (114.158, 22.281),
    "Hong Kong, Yuen Long": (114.022, 22.445),
    "Hong Kong, Sheung Shui": (114.128, 22.501),
    "Hong Kong, Tuen Mun": (113.975, 22.391),
    "Hong Kong, airport": (113.915, 22.315),
    "Hong Kong, Tung Ping Chau": (114.435, 22.545),
    "Macau, Senado": (113.5403, 22.1937),
    "Macau, Cotai": (113.565, 22.147),
    "Taipei": (121.56, 25.04),
    "Kaohsiung": (120.3, 22.63),
    "Kinmen": (118.318, 24.433),
    "Matsu": (119.94, 26.16),
    "Penghu": (119.57, 23.57),
    "Ulaanbaatar": (106.92, 47.92),
    "Hanoi": (105.85, 21.03),
    "Seoul": (126.98, 37.57),
    "Vladivostok": (131.9, 43.12),
    "Almaty": (76.95, 43.25),
    "Kathmandu": (85.32, 27.7),
    "Thimphu": (89.64, 27.47),
    "Neubrandenburg": (13.26, 53.55),
    "Porto Alegre": (-51.23, -30.03),
    "far north": (-179.9, 89.9),
}


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return GEOD.inv(*map(float, a), *map(float, b))[2]


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((120.596931, 31.280844), (120.601099912631, 31.278648661601)),
        # Values that other implementations publish with their tests.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_published_values_of_gcj02(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert coordinates.wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-11)
    assert coordinates.gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=1e-11)


def test_published_values_of_bd09() -> None:
    assert coordinates.gcj02_to_bd09(116.404, 39.915) == pytest.approx(
        (116.41036949371029, 39.92133699351022), abs=1e-11
    )
    # The usual one-step inverse is a metre off; it must still be near.
    assert metres(coordinates.bd09_to_gcj02(116.404, 39.915), (116.39762729119315, 39.90865673957631)) < 2


def test_the_shift_of_ningbo() -> None:
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.linspace(121.4, 121.8, 30), np.linspace(29.7, 30.0, 30)))
    for forward, least, most in ((coordinates.wgs84_to_gcj02, 483, 507), (coordinates.wgs84_to_bd09, 1078, 1150)):
        distances = GEOD.inv(lon, lat, *forward(lon, lat))[2]
        assert least - 1 < distances.min() < distances.max() < most + 1


@pytest.mark.parametrize("place", MAINLAND)
def test_mainland_places_are_shifted(place: str) -> None:
    here = MAINLAND[place]
    assert 100 < metres(here, coordinates.wgs84_to_gcj02(*here)) < 900
    assert metres(here, coordinates.gcj02_to_wgs84(*coordinates.wgs84_to_gcj02(*here))) < 1e-4
    assert metres(here, coordinates.bd09_to_wgs84(*coordinates.wgs84_to_bd09(*here))) < 1e-4


@pytest.mark.parametrize("place", ELSEWHERE)
def test_other_places_are_not(place: str) -> None:
    here = ELSEWHERE[place]
    assert coordinates.wgs84_to_gcj02(*here) == here
    assert coordinates.gcj02_to_wgs84(*here) == here
    with pytest.raises(InputError, match="BD-09 is not known"):
        coordinates.bd09_to_wgs84(*coordinates.gcj02_to_bd09(*here))
    with pytest.raises(InputError, match="BD-09 is not known"):
        coordinates.wgs84_to_bd09(*here)


@pytest.mark.parametrize("place", [(114.1135, 22.5298), (114.0665, 22.5155), (113.549, 22.2165), (113.542, 22.15)])
def test_nothing_is_decided_at_the_lines_with_hong_kong_and_macau(place: tuple[float, float]) -> None:
    for convert in (coordinates.wgs84_to_gcj02, coordinates.gcj02_to_wgs84):
        with pytest.raises(InputError, match="so close to the edge of mainland China"):
            convert(*place)


@given(st.floats(75, 133), st.floats(18.2, 53))
@settings(max_examples=300, deadline=None)
def test_round_trips_end_where_they_began(lon: float, lat: float) -> None:
    try:
        gcj = coordinates.wgs84_to_gcj02(lon, lat)
        back = coordinates.gcj02_to_wgs84(*gcj)
    except InputError:
        assume(False)
    assert metres((lon, lat), back) < 1e-4


@given(st.floats(73, 135), st.floats(3, 54))
@settings(deadline=None)
def test_bd09_round_trips(lon: float, lat: float) -> None:
    assert metres((lon, lat), coordinates.bd09_to_gcj02(*coordinates.gcj02_to_bd09(lon, lat))) < 1e-4


@pytest.mark.parametrize("place", [(math.nan, 30), (120, math.inf), (181, 30), (30, 120)])
def test_what_is_no_coordinate_is_refused(place: tuple[float, float]) -> None:
    for convert in (coordinates.wgs84_to_gcj02, coordinates.gcj02_to_wgs84, coordinates.bd09_to_wgs84):
        with pytest.raises(InputError, match="no longitude and latitude"):
            convert(*place)


def test_geometries_are_moved_vertex_by_vertex() -> None:
    ring = [(121.54, 29.87), (121.55, 29.87), (121.55, 29.88), (121.54, 29.87)]
    shifted = np.column_stack(coordinates.wgs84_to_gcj02(*np.array(ring).T))
    given = [shapely.Polygon(shifted), None, shapely.Point(*shifted[0], 12.0), shapely.Point()]
    polygon, nothing, point, empty = to_wgs84(given, "gcj02")
    assert shapely.get_coordinates(polygon) == pytest.approx(np.array(ring), abs=1e-10)
    assert nothing is None
    assert shapely.get_coordinates(point)[0] == pytest.approx(ring[0], abs=1e-10)
    assert empty.is_empty
    baidu = shapely.Point(*coordinates.wgs84_to_bd09(*ring[0]))
    assert shapely.get_coordinates(to_wgs84([baidu], "BD-09"))[0] == pytest.approx(ring[0], abs=1e-10)
    assert to_wgs84([point], "WGS-84")[0].equals(point)
    assert len(to_wgs84([], "GCJ-02")) == 0


def test_systems_by_name() -> None:
    assert System.named("gcj02") is System.named("GCJ-02") is System.GCJ02
    assert System.named("bd 09") is System.BD09
    assert System.named("EPSG:4326") is None
    assert System.named("") is None
    with pytest.raises(InputError, match=r"“CGCS2000” is not known; there are WGS-84, GCJ-02, BD-09"):
        to_wgs84([shapely.Point(120, 30)], "CGCS2000")


def test_at_the_outer_edge_a_point_is_refused_or_comes_back() -> None:
    outline = shapely.get_coordinates(coordinates._area("shifted").boundary)
    refused = returned = 0
    for lon, lat in outline[::8]:
        for offset in (-0.02, -0.002, 0.002, 0.02):
            here = (lon + offset, lat)
            try:
                back = coordinates.gcj02_to_wgs84(*coordinates.wgs84_to_gcj02(*here))
            except InputError:
                refused += 1
            else:
                returned += 1
                assert metres(here, back) < 1e-4
    assert refused > 10
    assert returned > refused
