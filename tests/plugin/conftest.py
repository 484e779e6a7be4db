"""What the plugin's tests share: the package as QGIS sees it, an engine that behaves as told, small layers."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 15
STAND_IN = Path(__file__).resolve().parent / "stand_in"
WITH_QGIS = importlib.util.find_spec("qgis") is not None

if WITH_QGIS:
    # As in QGIS: the repository's folder under the name of the package.
    plugins = Path(tempfile.mkdtemp(prefix="parklocus-plugins-"))
    (plugins / "parklocus").symlink_to(ROOT, target_is_directory=True)
    sys.path.insert(0, str(plugins))
else:
    # The engine's environment knows no QGIS: tools/test_qgis.sh runs these tests in QGIS's own Python.
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Make the plugin run the stand-in; the returned function sets how it behaves."""
    python = tmp_path / "stand-in-python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{STAND_IN}" exec /usr/bin/python3 -B "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setenv("PARKLOCUS_PYTHON", str(python))
    monkeypatch.setenv("STAND_IN_PID", str(tmp_path / "pid"))
    monkeypatch.setenv("STAND_IN_KEEP", str(tmp_path / "kept"))
    monkeypatch.setenv("STAND_IN_GEOPACKAGE", str(tmp_path / "made.gpkg"))

    def behave(mode, **others):
        monkeypatch.setenv("STAND_IN", mode)
        for name, value in others.items():
            monkeypatch.setenv(name, value)

    behave("result")
    return behave


@pytest.fixture
def small_geopackage(stand_in, tmp_path, qgis_app):
    """Return a GeoPackage with a few of a result's layers; the stand-in's result."""
    from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter, QgsVectorLayer

    path = tmp_path / "made.gpkg"
    for number, name in enumerate(("catchments", "parks", "associations")):
        kind = "NoGeometry" if name == "associations" else "Polygon"
        layer = QgsVectorLayer(f"{kind}?crs=EPSG:4326&field=id:string", name, "memory")
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.layerName = name
        options.layerOptions = [f"IDENTIFIER={name.capitalize()}"]
        if number:
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        result = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsCoordinateTransformContext(), options)
        assert result[0] == QgsVectorFileWriter.WriterError.NoError, result
    return path


@pytest.fixture
def osm_file(tmp_path):
    """Return a file that exists; the stand-in does not read it."""
    path = tmp_path / "city.osm.pbf"
    path.write_bytes(b"")
    return path


@pytest.fixture
def parks_layer(qgis_app):
    """Return two parks and one without geometry in a projected system, with a feature number, an id and a name."""
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:25833&field=fid:integer&field=code:double&field=name:string", "Parks", "memory"
    )
    for number, (code, name, wkt) in enumerate(
        (
            (1.0, "Kulturpark", "Polygon((385000 5935000, 385100 5935000, 385100 5935100, 385000 5935000))"),
            (2.0, "1956 创意产业园", "Polygon((386000 5935000, 386100 5935000, 386100 5935100, 386000 5935000))"),
            (3.0, None, ""),
        ),
        start=1,
    ):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number, code, name])
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        assert layer.dataProvider().addFeature(feature)
    return layer


@pytest.fixture
def provider(qgis_app):
    """Register the plugin's provider for one test."""
    from qgis.core import QgsApplication

    from parklocus.plugin.processing.provider import ParkLocusProvider

    registered = ParkLocusProvider()
    QgsApplication.processingRegistry().addProvider(registered)
    yield registered
    QgsApplication.processingRegistry().removeProvider(registered)


@pytest.fixture
def dock(provider, qgis_iface, qgis_new_project):
    """Return the panel alone, without the plugin's button."""
    from parklocus.plugin.panel.dock import ParkLocusDock

    made = ParkLocusDock(qgis_iface)
    yield made
    made.release()
    made.deleteLater()


@pytest.fixture
def wait_until(qgis_app):
    """Return a function that lets QGIS go on until something holds."""
    from qgis.PyQt.QtCore import QCoreApplication

    def waiting(condition):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, "nothing came of it"
            QCoreApplication.processEvents()
            time.sleep(0.01)

    return waiting
