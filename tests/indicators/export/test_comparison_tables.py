"""The tables of a comparison in a GeoPackage: each described, none lost, numbers and words as they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from parklocus.indicators.export import export_geopackage
from parklocus.indicators.export.columns import ParkColumns
from parklocus.indicators.export.comparison_tables import cluster_layers, comparison_layers
from parklocus.indicators.survey.scores import mean_scores, read_respondents
from parklocus.indicators.validation import Asked, ValidationResult, validate

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

WAVES = ("wave_paths", "wave_changes", "wave_associations", "interaction_changes", "wave_maps")
ALL = {
    *WAVES,
    *("associations", "ranks", "pattern", "contradictions", "score_intervals", "association_intervals", "park_models"),
    *("score_variance", "autocorrelation", "local_autocorrelation"),
    *("spatial_associations", "spatial_tests", "spatial_models"),
    *("coupling", "interaction", "group_levels", "group_differences", "group_pairs"),
}


@pytest.fixture(scope="module")
def validation() -> ValidationResult:
    """A comparison of 20 parks that has all a comparison may have, but a city around it."""
    random = np.random.default_rng(3)
    ids = [f"p{row:02d}" for row in range(20)]
    at = [Point(121.5 + 0.03 * (row % 5), 29.8 + 0.03 * (row // 5)) for row in range(20)]
    owner = ["state", "private"] * 10
    table = gpd.GeoDataFrame({"id": ids, "owner": owner, "ptal": random.normal(size=20)}, geometry=at, crs="EPSG:4326")
    answers = pd.DataFrame({"id": ids * 10, "locational": random.normal(size=200), "office": random.normal(size=200)})
    respondents = read_respondents(answers)
    spaces = {"local": ["locational"], "relational": ["office"]}
    asked = Asked(respondents=respondents, spaces=spaces, groups=["owner"])
    found = validate(table, mean_scores(respondents, "drawn"), {"locational": {"ptal": "+"}}, asked=asked, draws=99)
    then = {name: pd.DataFrame({"park": ["p00"]}) for name in WAVES}
    return replace(found, tables={**found.tables, **then})


def test_every_table_has_a_title_and_a_description(validation: ValidationResult) -> None:
    layers = comparison_layers(validation, "")
    assert {layer.name for layer in layers} == ALL
    assert all(layer.title and layer.description.endswith(".") for layer in layers)
    assert len({layer.title for layer in layers}) == len(layers)
    assert comparison_layers(None, "") == []


def test_the_label_stands_in_every_row(validation: ValidationResult) -> None:
    for layer in comparison_layers(validation, "drawn"):
        assert (layer.frame["score_label"] == "drawn").all(), layer.name


def test_tables_read_back_as_they_were(tmp_path: Path, example: SimpleNamespace, validation: ValidationResult) -> None:
    file = tmp_path / "result.gpkg"
    export_geopackage(file, city=example.city(), table=example.table(), scores=example.scores(), validation=validation)
    assert {name for name, _kind in pyogrio.list_layers(file)} >= ALL
    for name in ("score_intervals", "coupling", "spatial_models"):
        written = pyogrio.read_dataframe(file, layer=name, read_geometry=False)
        pd.testing.assert_frame_equal(
            written[list(validation.tables[name].columns)], validation.tables[name], check_dtype=False
        )


def test_the_map_of_clusters_has_a_column_a_factor(validation: ValidationResult, example: SimpleNamespace) -> None:
    local = pd.DataFrame(
        {
            "park": ["p0", "p1"] * 2,
            "factor": ["locational"] * 2 + ["office"] * 2,
            "quadrant": ["high-high", "low-low", "low-low", "high-low"],
            "p": [0.01, 0.2, 0.3, 0.04],
        }
    )
    found = replace(validation, tables={"local_autocorrelation": local})
    parks = gpd.GeoDataFrame(example.table())
    layer = cluster_layers(found, parks, ParkColumns(example.table().definitions))[0]
    assert layer.geometry == "Point"
    frame = layer.frame.set_index("park")
    assert frame["cluster_locational"].fillna("").to_dict() == {"p0": "high-high", "p1": ""}
    assert frame["cluster_office"].fillna("").to_dict() == {"p0": "", "p1": "high-low"}
    assert frame.geometry["p0"].within(parks.geometry.iloc[0])
    assert 'attr="cluster_locational"' in layer.style
    assert "215,25,28" in layer.style  # the template's red for high among high
    assert cluster_layers(replace(validation, tables={}), parks, ParkColumns(example.table().definitions)) == []
