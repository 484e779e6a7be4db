"""The formulas against the catalogue's check values and hand-worked cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from parklocus.indicators.indices.amenity import hill_number
from parklocus.indicators.indices.transit import access_index, equivalent_doorstep_frequency, ptal_band


def test_ptal_check_values():
    bus = equivalent_doorstep_frequency(np.array([[200.0, 400.0]]), np.array([6.0, 4.0]), "bus")
    metro = equivalent_doorstep_frequency(np.array([[800.0]]), 12.0, "subway")
    assert bus.round(4).tolist() == [[3.1579, 2.0690]]
    assert metro.round(4).tolist() == [[2.2642]]
    total = access_index(bus) + access_index(metro)
    assert total.round(4).tolist() == [6.4565]
    assert ptal_band(total).tolist() == ["2"]


def test_ptal_bands_at_their_limits():
    values = np.array([0.0, 0.1, 2.5, 2.6, 5.0, 10.0, 15.0, 20.0, 25.0, 40.0, 40.1, np.nan])
    assert ptal_band(values).tolist() == ["0", "1a", "1a", "1b", "1b", "2", "3", "4", "5", "6a", "6b", None]
    above = np.nextafter([0.0, 2.5, 5.0, 10.0, 15.0, 20.0, 25.0, 40.0], np.inf)
    assert ptal_band(above).tolist() == ["1a", "1b", "2", "3", "4", "5", "6a", "6b"]


def test_lines_out_of_reach_add_nothing():
    doorstep = equivalent_doorstep_frequency(np.array([[np.inf, 100.0], [np.inf, np.inf]]), 6.0, "bus")
    index = access_index(doorstep)
    assert index[0] == pytest.approx(30 / (100 / 80 + 5 + 2))
    assert index[1] == 0
    assert access_index(np.empty((3, 0))).tolist() == [0, 0, 0]


def test_hill_number():
    counts = np.array([[3, 3, 3], [8, 1, 1], [0, 0, 0], [0, 7, 0]])
    shares = [0.8, 0.1, 0.1]
    expected = [3.0, math.exp(-sum(share * math.log(share) for share in shares)), 0.0, 1.0]
    assert hill_number(counts, 1) == pytest.approx(expected)
