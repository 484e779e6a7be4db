"""What the tests of fetching share: a server on this machine that answers from the demo."""

from __future__ import annotations

import pytest
from stand_in import MapData, StandIn

MOMENT = "2016-02-10T20:41:25Z"


@pytest.fixture(scope="session")
def demo_map(demo_dir):
    return MapData(demo_dir / "neubrandenburg.osm.pbf")


@pytest.fixture
def server(demo_map, monkeypatch, cache):
    osmnx = pytest.importorskip("osmnx")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    stand_in = StandIn(demo_map, MOMENT)
    monkeypatch.setattr(osmnx.settings, "overpass_url", stand_in.overpass)
    monkeypatch.setattr(osmnx.settings, "nominatim_url", stand_in.address)
    monkeypatch.setattr(osmnx.settings, "requests_timeout", 20)
    yield stand_in
    stand_in.close()
