"""A small made-up result: two parks that are areas, one with no place yet, a grid of street nodes, Chinese names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, box

from parklocus.indicators.computing.park_table import ParkTable

LOCAL = "+proj=tmerc +lat_0=29.87 +lon_0=121.55 +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"


def make_definitions() -> pd.DataFrame:
    rows = [
        ("cbd_distance", "cbd_distance", "Distance to the centre", "到市中心的距离", "m", "-"),
        ("ptal", "ptal", "Transit access", "公共交通可达性", "AI", "+"),
        ("amenity_density_500", "amenity_density", "Amenity density (500 m)", "设施密度 (500 m)", "/km²", "+"),
        ("amenity_density_800", "amenity_density", "Amenity density (800 m)", "设施密度 (800 m)", "/km²", "+"),
    ]
    table = pd.DataFrame(rows, columns=["column", "index", "title_en", "title_zh", "unit", "direction"])
    return table.assign(
        definition_en="What it measures.",
        definition_zh="定义。",
        factors="locational",
        parameters="{}",
        source="made up",
        reference_size=pd.array([400, 400, 390, None], dtype="Int64"),
        reference_street_km=40.0,
        reference_weight="nodes",
        reference_area="",
        reference_edge_affected=0,
        reference_missing=0,
        assumed="",
    )


def make_parks(geometry: list[Any]) -> gpd.GeoDataFrame:
    count = len(geometry)
    nan = np.nan
    values = {
        "id": [f"p{number}" for number in range(count)],
        "name": ["和丰创意广场", "128 Creative Park", None, "1956"][:count],
        "opened": pd.array([2011, None, 2009, 2014][:count], dtype="Int64"),
        "State": [True, False, True, False][:count],
        "district": ["江东", None, "江北", "海曙"][:count],
        "access_points": [3, 1, 0, 1][:count],
        "access_leg_m": [0.0, 12.5, nan, 3.0][:count],
        "edge_distance_m": [1500.0, 300.0, nan, 900.0][:count],
        "edge_affected": ["", "ptal", "", ""][:count],
        "cbd_distance": [812.4, 2390.0, nan, 1333.3][:count],
        "cbd_distance_min": [790.0, 2390.0, nan, 1333.3][:count],
        "cbd_distance_max": [840.0, 2390.0, nan, 1333.3][:count],
        "cbd_distance_pct": [12.5, 80.0, nan, 41.0][:count],
        "cbd_name": ["天一广场", "天一广场", None, "天一广场"][:count],
        "ptal": [6.4565, 0.0, nan, 3.1579][:count],
        "ptal_pct": [70.0, 10.0, nan, 30.0][:count],
        "ptal_band": ["2", "0", None, "1b"][:count],
        "notes": ["", "", "no geometry", ""][:count],
    }
    return gpd.GeoDataFrame(pd.DataFrame(values), geometry=geometry, crs=4326)


def make_reference(side: int = 20) -> gpd.GeoDataFrame:
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(side), np.arange(side)))
    distance = np.hypot(x - side / 2, y - side / 2) * 100.0
    frame = pd.DataFrame(
        {
            "node": np.arange(side * side),
            "degree": np.full(side * side, 3, dtype=np.int8),
            "component": np.zeros(side * side, dtype=np.int32),
            "edge_distance_m": np.minimum(x, y) * 100.0,
            "edge_affected": np.where(x == 0, "ptal,amenity_density_500", ""),
            "cbd_distance": distance,
            "ptal": np.where(distance > 900, 0.0, 5.0),
            "amenity_density_500": np.where(x < 2, np.nan, 10.0),
        },
    )
    points = gpd.points_from_xy(121.54 + x * 0.02 / side, 29.86 + y * 0.02 / side)
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def make_table(geometry: list[Any] | None = None, side: int = 20) -> ParkTable:
    shapes = [
        box(121.545, 29.865, 121.547, 29.867),
        MultiPolygon([box(121.551, 29.871, 121.552, 29.872), box(121.553, 29.871, 121.554, 29.872)]),
        None,
    ]
    parks = make_parks(shapes if geometry is None else geometry)
    table = ParkTable(parks)
    table.reference = make_reference(side)
    nan = np.nan
    table.catchments = gpd.GeoDataFrame(
        {"park": ["p0", "p0"], "name": ["和丰创意广场"] * 2, "radius": [500, 800], "area_km2": [0.41, 1.07]},
        geometry=[box(121.542, 29.862, 121.55, 29.87), box(121.54, 29.86, 121.552, 29.872)],
        crs=4326,
    )
    table.definitions = make_definitions()
    table.completeness = pd.DataFrame(
        {
            "park": ["p0", "p1"],
            "name": ["和丰创意广场", "128 Creative Park"],
            "measure": "places",
            "variant": "culture",
            "radius": pd.array([800, 800], dtype="Int64"),
            "value": [3.5, nan],
            "unit": "n",
            "title": "Places within reach: Culture",
            "note": ["", "no geometry"],
            "snapshot": None,
        }
    )
    table.provenance = {
        "software": {"parklocus": "0.1.0"},
        "osm": {"file": "宁波.osm.pbf", "sha256": "ab" * 32, "snapshot": None, "counts": {"places": 3}},
        "centres": [{"name": "天一广场", "lon": 121.5499, "lat": 29.8719}],
        "parameters": {"amenity_density": {"radii": [500, 800]}},
    }
    table.notes = ["p2 has no geometry."]
    table.provenance["notes"] = table.notes
    return table


def make_city() -> Any:
    places = gpd.GeoDataFrame(
        {
            "osm_id": ["n1", "w2", "r3"],
            "name": ["天一阁", "", None],
            "kind": ["museum", "cafe", "alchemist"],
            "category": ["culture", "third_places", "alchemy"],
            "tag": ["tourism=museum", "amenity=cafe", "craft=alchemist"],
        },
        geometry=[Point(0, 0), Point(100, 50), Point(-200, 10)],
        crs=LOCAL,
    )
    stops = gpd.GeoDataFrame(
        {"osm_id": ["n9", "n10"], "name": ["鼓楼", "Tram"], "mode": ["metro", "tram"]},
        geometry=[Point(10, 10), Point(300, -20)],
        crs=LOCAL,
    )
    features = gpd.GeoDataFrame(
        {
            "osm_id": ["w2", "w2", "n5"],
            "name": ["", "", "老厂房"],
            "set": ["cafe", "third_place", "heritage"],
            "kind": ["cafe", "cafe", "industrial"],
            "tag": ["amenity=cafe", "amenity=cafe", "historic=industrial"],
        },
        geometry=[Point(100, 50), Point(100, 50), Point(40, -70)],
        crs=LOCAL,
    )
    sets = {
        "heritage": {"title": {"en": "heritage", "zh": "历史遗产"}, "of": "heritage"},
        "third_place": {"title": {"en": "third place", "zh": "第三空间"}, "of": "third_places"},
        "cafe": {"title": {"en": "café", "zh": "咖啡馆"}, "of": "daily_needs"},
    }
    categories = {
        "culture": {"en": "Culture", "zh": "文化"},
        "food": {"en": "Food", "zh": "餐饮"},
        "third_places": {"en": "Third places", "zh": "第三空间"},
        "alchemy": {"en": "Alchemy", "zh": "炼金术"},
    }
    return SimpleNamespace(places=places, features=features, stops=stops, categories=categories, sets=sets)


def make_scores(label: str = "simulated") -> pd.DataFrame:
    scores = pd.DataFrame({"id": ["p1", "p0", "p9"], "locational": [3.5, 4.25, 1.0], "office": [np.nan, 2.5, 3.0]})
    scores.attrs |= {"label": label, "notes": ["The column “remark” is not taken as a factor."]}
    return scores


def make_validation() -> Any:
    associations = pd.DataFrame(
        {
            "factor": ["locational", "locational"],
            "index": ["cbd_distance", "ptal"],
            "n": [2, 2],
            "n_missing": [1, 1],
            "expected": ["-", ""],
            "seen": ["-", "+"],
            "spearman": [-1.0, np.nan],
            "p": [np.nan, np.nan],
            "method": ["none", "none"],
            "agrees": pd.array([True, None], dtype="boolean"),
            "reading_zh": ["方向一致，样本太少，无法检验。", "无预期方向。"],
        },
    )
    return SimpleNamespace(
        associations=associations,
        ranks=pd.DataFrame(
            {"kind": ["factor"], "column": ["locational"], "park": ["p0"], "value": [4.25], "rank": [1.0]}
        ),
        joined=pd.DataFrame(
            {"id": ["p0", "p1"], "name": ["和丰创意广场", "128 Creative Park"], "locational": [4.25, 3.5]}
        ),
        n_parks=2,
        matched_by="id",
        unmatched_parks=["p2"],
        unmatched_scores=["p9"],
        statement_en="With 2 parks no test is possible.",
        statement_zh="只有2个园区，无法检验。",
        label="simulated",
        tables={},
        notes=["No park has the id “p9”."],
    )


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak English whatever the machine speaks, in the processes that tests start, too."""
    monkeypatch.setenv("PARKLOCUS_LANG", "en")


@pytest.fixture
def example() -> SimpleNamespace:
    """Return the makers of the example; a test takes what it needs."""
    return SimpleNamespace(
        city=make_city,
        table=make_table,
        scores=make_scores,
        validation=make_validation,
        definitions=make_definitions,
        reference=make_reference,
    )
