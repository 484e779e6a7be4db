"""Run by the Python that QGIS brings: open a GeoPackage as QGIS does and say as JSON how its layers look.

Usage: qgis_open.py FILE [PICTURE [WEST SOUTH EAST NORTH [BACKGROUND]]]
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

DRAWING_ORDER = ["park_points", "parks", "features", "stops", "places", "reference", "catchments", "grid"]


def describe(layer: Any) -> dict[str, Any]:
    """Return what a user would see of a layer."""
    message, loaded = layer.loadDefaultStyle()
    renderer = layer.renderer()
    kind = renderer.type()
    classes: list[Any] = []
    if kind == "graduatedSymbol":
        classes = [[one.lowerValue(), one.upperValue(), one.label()] for one in renderer.ranges()]
    elif kind == "categorizedSymbol":
        classes = [[one.value(), one.label()] for one in renderer.categories()]
    fields = layer.fields()
    return {
        "message": message,
        "loaded": loaded,
        "features": layer.featureCount(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "renderer": kind,
        "attribute": renderer.classAttribute() if classes else "",
        "classes": classes,
        "colours": [symbol.color().name() for symbol in renderer.symbols(QgsRenderContext())],
        "labels": layer.labelsEnabled(),
        "aliases": {field.name(): field.alias() for field in fields if field.alias()},
        "types": {field.name(): field.typeName() for field in fields},
        "map_tip": layer.mapTipTemplate(),
        "display": layer.displayExpression(),
        "precision": {
            field.name(): field.editorWidgetSetup().config().get("Precision")
            for field in fields
            if field.editorWidgetSetup().type() == "Range"
        },
    }


def draw(layers: list[Any], picture: str, box: list[str], background: str) -> None:
    """Draw the layers as a map."""
    QgsProject.instance().setEllipsoid("EPSG:7030")
    settings = QgsMapSettings()
    crs = QgsCoordinateReferenceSystem("EPSG:3857")
    settings.setDestinationCrs(crs)
    settings.setTransformContext(QgsProject.instance().transformContext())
    settings.setOutputSize(QSize(1400, 1000))
    settings.setOutputDpi(110)
    settings.setBackgroundColor(QColor(background))
    settings.setLayers(layers)
    transform = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), crs, QgsProject.instance())
    if box:
        extent = QgsRectangle(*[float(one) for one in box])
    else:
        extent = next(layer.extent() for layer in reversed(layers) if not layer.extent().isEmpty())
        extent.scale(1.1)
    settings.setExtent(transform.transformBoundingBox(extent))
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.projectScope(QgsProject.instance()))
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)


def main() -> None:
    """Open, describe, perhaps draw."""
    path, *rest = sys.argv[1:]
    application = QgsApplication([], False)
    application.initQgis()
    sublayers = QgsProviderRegistry.instance().querySublayers(path, Qgis.SublayerQueryFlag.ResolveGeometryType)
    found: dict[str, Any] = {"sublayers": [[one.name(), QgsWkbTypes.displayString(one.wkbType())] for one in sublayers]}
    opened = {one.name(): QgsVectorLayer(one.uri(), one.name(), "ogr") for one in sublayers}
    found["layers"] = {name: describe(layer) for name, layer in opened.items() if layer.isValid() and layer.isSpatial()}
    if rest:
        wanted = [opened[name] for name in DRAWING_ORDER if name in opened]
        draw(wanted, rest[0], rest[1:5], rest[5] if len(rest) > 5 else "#ffffff")
    print(json.dumps(found, ensure_ascii=False))  # noqa: T201 - what the caller reads
    sys.stdout.flush()
    opened.clear()
    os._exit(0)  # QGIS crashes when it is left with layers about


if __name__ == "__main__":
    main()
