"""A real QGIS opens the result, and its layers look as they should without a hand being laid on them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point, box

sys.path.insert(0, str(Path(__file__).parents[1]))

from cities import grid_ways, make_city

from parklocus.indicators.export.geopackage import export_geopackage, export_summary
from parklocus.indicators.language import in_language
from parklocus.indicators.summary.summarise import summarise_city

if TYPE_CHECKING:
    from types import SimpleNamespace

OPEN = Path(__file__).resolve().parent / "qgis_open.py"


@pytest.fixture(scope="module")
def qgis_python() -> str:
    """Return the Python that QGIS brings."""
    python = shutil.which("python3", path="/usr/bin") or shutil.which("python3")
    if (
        python is None
        or subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no python3 here has qgis.core (Debian: python3-qgis)")
    return python


def open_in_qgis(python: str, path: Path, *options: str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(path.parent / "profile"),
    }
    command = [python, str(OPEN), str(path), *options]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_the_grid_of_a_city_opens_styled(qgis_python: str, tmp_path: Path) -> None:
    city = make_city(grid_ways(6, 300.0), places=[(x, y, "food") for x in (0.0, 350.0, 700.0) for y in (0.0, x)])
    path = export_summary(tmp_path / "city.gpkg", summarise_city(city, ["amenity_density"], grid=500))
    grid = open_in_qgis(qgis_python, path, str(tmp_path / "city.png"))["layers"]["grid"]
    assert (grid["loaded"], grid["geometry"]) == (True, "MultiPolygon")
    assert (grid["renderer"], grid["attribute"]) == ("graduatedSymbol", "amenity_density_500")
    assert len(grid["classes"]) == len(grid["colours"]) >= 4
    assert grid["aliases"]["near_pharmacy_500_street_length"] == "Within 500 m on foot: pharmacy (share of the streets)"
    assert "cell" in grid["display"]


def test_layers_open_styled(qgis_python: str, tmp_path: Path, example: SimpleNamespace) -> None:
    path = export_geopackage(
        tmp_path / "结果.gpkg", city=example.city(), table=example.table(), scores=example.scores()
    )
    found = open_in_qgis(qgis_python, path)
    layers = found["layers"]
    assert list(layers) == ["parks", "catchments", "reference", "stops", "places", "features"]
    assert all(layer["loaded"] for layer in layers.values())
    assert ["layer_styles", "NoGeometry"] not in found["sublayers"]
    assert {name: (layer["renderer"], layer["attribute"]) for name, layer in layers.items()} == {
        "parks": ("graduatedSymbol", 'coalesce("cbd_distance_pct", -1)'),
        "catchments": ("categorizedSymbol", "radius"),
        "reference": ("graduatedSymbol", "cbd_distance"),
        "stops": ("categorizedSymbol", "mode"),
        "places": ("categorizedSymbol", "category"),
        "features": ("categorizedSymbol", "set"),
    }
    assert layers["parks"]["labels"]
    assert layers["parks"]["features"] == 3
    assert [one[:2] for one in layers["parks"]["classes"]][-2:] == [[80, 100], [-1, -1]]
    assert layers["parks"]["aliases"]["score_office"] == "Score, office (simulated)"
    assert layers["parks"]["precision"]["cbd_distance"] == 0
    assert layers["parks"]["display"] == 'coalesce("name", "id")'
    assert "Distance to the centre" in layers["parks"]["map_tip"]
    assert layers["catchments"]["classes"] == [[500, "500 m on foot"], [800, "800 m on foot"]]
    assert [value for value, _label in layers["places"]["classes"]] == ["culture", "third_places", "alchemy"]
    features = layers["features"]
    assert features["classes"] == [["heritage", "heritage"], ["third_place", "third place"], ["cafe", "café"]]
    assert (features["features"], features["geometry"]) == (3, "Point")
    assert features["aliases"]["index"] == "Index that looks for it"
    assert len(set(features["colours"])) == 3


def test_areas_and_points_open_as_two_layers(qgis_python: str, tmp_path: Path, example: SimpleNamespace) -> None:
    shapes = [box(121.54, 29.86, 121.55, 29.87), Point(121.56, 29.88), None]
    path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=example.table(shapes))
    found = open_in_qgis(qgis_python, path)
    assert found["sublayers"][:2] == [["parks", "MultiPolygon"], ["park_points", "Point"]]
    areas, points = (found["layers"][name] for name in ("parks", "park_points"))
    assert areas["classes"] == points["classes"]
    assert points["labels"]


def test_titles_follow_the_language(qgis_python: str, tmp_path: Path, example: SimpleNamespace) -> None:
    with in_language("zh_CN"):
        path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=example.table())
    layers = open_in_qgis(qgis_python, path)["layers"]
    assert layers["parks"]["aliases"]["cbd_distance"] == "到市中心的距离 (m)"
    assert [label for _value, label in layers["places"]["classes"]] == ["文化", "第三空间", "炼金术"]
    assert [label for _value, label in layers["features"]["classes"]] == ["历史遗产", "第三空间", "咖啡馆"]


def test_the_map_shows_every_layer(qgis_python: str, tmp_path: Path, example: SimpleNamespace) -> None:
    """Draw the map and look for the colours of the styles."""
    path = export_geopackage(tmp_path / "r.gpkg", city=example.city(), table=example.table())
    picture = tmp_path / "map.png"
    open_in_qgis(qgis_python, path, str(picture), "121.539", "29.859", "121.561", "29.881")
    count = (
        "import sys; from qgis.PyQt.QtGui import QImage; i = QImage(sys.argv[1]);"
        "print(len({i.pixel(x, y) for x in range(0, i.width(), 2) for y in range(0, i.height(), 2)} &"
        " {int('ff' + c, 16) for c in sys.argv[2:]}))"
    )
    # Two fifths of the street nodes, the ink about the parks.
    wanted = ["44bf70", "21918c", "1f2430"]
    run = subprocess.run([qgis_python, "-c", count, str(picture), *wanted], capture_output=True, text=True, check=True)
    assert int(run.stdout) == len(wanted)
