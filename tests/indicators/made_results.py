"""Made-up results of studies with any number of parks, written and read as real ones are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, box

from parklocus.indicators.computing.park_table import ParkTable
from parklocus.indicators.export import export_geopackage
from parklocus.indicators.survey.scores import read_scores, standard_errors
from parklocus.indicators.validation import Asked, validate
from parklocus.indicators.validation.composite_index import add_composites

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parklocus.indicators.study.asked import CompositeSource

NAMES = ("和丰创意广场", "128 Creative Park", "1956创意产业园", "Qiyun86 Microfilm Industrial Park", "Old Mill")

# column, index, English, Chinese, unit, direction
INDICES = (
    ("cbd_distance", "cbd_distance", "Distance to the centre", "到中心的距离", "m", "-"),
    ("ptal", "ptal", "Transit access (PTAL)", "公共交通可达性（PTAL）", "AI", "+"),
    ("amenity_density_500", "amenity_density", "Density of amenities (500 m)", "设施密度 (500 m)", "/km²", "+"),
    ("amenity_density_800", "amenity_density", "Density of amenities (800 m)", "设施密度 (800 m)", "/km²", "+"),
    ("block_length_800", "block_length", "Length of blocks (800 m)", "街段长度 (800 m)", "m", "?"),
    ("sun", "sun", "Hours of sun", "日照时数", "h", "+"),  # an index of others
)
EXPECTED = {"locational": {"cbd_distance": "-", "ptal": "+"}, "office": {"amenity_density_500": "+", "ptal": "0"}}


def write_result(path: Path, parks: int, *, scored: bool = True, composites: Sequence[CompositeSource] = ()) -> Path:
    """Write a result of so many parks; the last has no value of one index, and no index has a value of “sun”."""
    random = np.random.default_rng(parks)
    ids = [f"p{number}" for number in range(parks)]
    table = gpd.GeoDataFrame(
        {
            "id": ids,
            "name": [
                NAMES[number] if number < len(NAMES) else f"{NAMES[number % 5]} {number}" for number in range(parks)
            ],
            "access_points": 2,
            "edge_affected": ["ptal"] + [""] * (parks - 1),
            "notes": [""] * (parks - 1) + ["amenity_density_500: no place"],
        },
        geometry=[box(121.5 + 0.02 * n, 29.8, 121.51 + 0.02 * n, 29.81) for n in range(parks)],
        crs=4326,
    )
    for column, *_rest, direction in INDICES:
        values = random.lognormal(5, 0.5, parks).round(3)
        table[column], table[f"{column}_min"], table[f"{column}_max"] = values, values * 0.9, values * 1.2
        if direction in {"+", "-"}:
            table[f"{column}_pct"] = random.uniform(0, 100, parks).round(2)
        else:
            table[f"{column}_pct"] = 40.0
    table.loc[parks - 1, [f"amenity_density_500{end}" for end in ("", "_min", "_max", "_pct")]] = np.nan
    table[[f"sun{end}" for end in ("", "_min", "_max", "_pct")]] = np.nan
    found = ParkTable(table)
    found.definitions = _definitions()
    found.reference = gpd.GeoDataFrame({"node": [1], "edge_affected": [""]}, geometry=[Point(121.5, 29.8)], crs=4326)
    found.catchments = gpd.GeoDataFrame(
        {"park": ids[:1], "name": [NAMES[0]], "radius": [500], "area_km2": [0.4]}, geometry=table.geometry[:1], crs=4326
    )
    found.completeness = _completeness(table)
    found.provenance = {
        "software": {"parklocus": "0.1.0", "python": "3.11"},
        "osm": {"file": "ningbo.osm.pbf", "sha256": "ab" * 32, "snapshot": "2024-05-01T00:00:00Z"},
        "centres": [{"name": "天一广场", "lon": 121.5499, "lat": 29.8719}],
        "parameters": {"amenity_density": {"radii": [500, 800]}},
        "parks": {"count": parks, "measured": parks},
        "reference": {"nodes": 1, "street_km": 12.0, "weight": "nodes"},
        "study": {"title": "Parks of 宁波", "file": {"file": "study.toml", "sha256": "cd" * 32}},
    }
    found.notes = ["ptal: Departures per hour are assumed by mode, not known: bus 6."]
    add_composites(found, composites)
    scores = validation = None
    if scored:
        drawn = pd.DataFrame({"id": ids, **{name: random.normal(3, 1, parks) for name in ("locational", "office")}})
        given = read_scores(drawn.assign(locational_se=0.3, office_se=0.2), label="drawn")
        asked = Asked(errors=standard_errors(given))
        scores, validation = given, validate(found, given, EXPECTED, asked=asked, draws=99)
    return export_geopackage(path, city=_city(), table=found, scores=scores, validation=validation)


def _definitions() -> pd.DataFrame:
    table = pd.DataFrame(INDICES, columns=["column", "index", "title_en", "title_zh", "unit", "direction"])
    return table.assign(
        definition_en="What it measures.",
        definition_zh="定义。",
        factors="locational",
        parameters="{}",
        source="made up",
        reference_size=pd.array([400] * len(table), dtype="Int64"),
        reference_street_km=40.0,
        reference_weight="nodes",
        reference_area="",
        reference_edge_affected=0,
        reference_missing=0,
        assumed=["", "Departures per hour are assumed.", "", "", "", ""],
        assumed_zh=["", "每小时班次为假定值。", "", "", "", ""],
    )


def _completeness(table: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "park": table["id"],
            "name": table["name"],
            "measure": "lines",
            "variant": "assumed",
            "radius": pd.array([800] * len(table), dtype="Int64"),
            "value": 3.0,
            "unit": "n",
            "title": "Lines within reach",
            "note": "",
            "snapshot": None,
        }
    )


def _city() -> SimpleNamespace:
    empty = gpd.GeoDataFrame(
        {name: pd.Series(dtype=object) for name in ("osm_id", "name", "kind", "category", "set", "tag", "mode")},
        geometry=gpd.GeoSeries([], crs=4326),
    )
    return SimpleNamespace(places=empty, features=empty, stops=empty, categories={}, sets={})
