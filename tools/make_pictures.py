"""Draw the pictures of the documentation: a result's map, as QGIS draws it with the styles that the file carries.

Usage: QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/make_pictures.py RESULT.gpkg PICTURE.png HEADING

Needs QGIS's own Python; the result is what `parklocus demo` or `parklocus compute` wrote. The picture in README.md is
that of the demo's parks with the one index amenity_density_500.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QPainter

DRAWN = ("parks", "park_points", "reference", "catchments")  # the top one first
SIZE = QSize(1100, 680)
MARGIN = 1.25
METRIC = "EPSG:3857"
LINE = 22
VEIL = QColor(255, 255, 255, 235)
LICENCE = "© OpenStreetMap contributors, ODbL 1.0"


def draw(geopackage: Path, picture: Path, heading: str) -> None:
    """Draw the parks on the city's street nodes, with the legend of the parks."""
    layers = [QgsVectorLayer(f"{geopackage}|layername={name}", name, "ogr") for name in DRAWN]
    layers = [layer for layer in layers if layer.isValid()]
    metric = QgsCoordinateReferenceSystem(METRIC)
    extent = QgsRectangle()
    for layer in layers:
        if layer.name() in {"parks", "park_points"}:
            to_metric = QgsCoordinateTransform(layer.crs(), metric, QgsProject.instance())
            extent.combineExtentWith(to_metric.transformBoundingBox(layer.extent()))
    extent.scale(MARGIN)
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(metric)
    settings.setOutputSize(SIZE)
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    painter = QPainter(image)
    draw_legend(painter, layers[0], heading)
    painter.end()
    # A palette keeps the file small.
    indexed = image.convertToFormat(image.Format.Format_Indexed8, Qt.ImageConversionFlag.ThresholdDither)
    if not indexed.save(str(picture), "PNG", 0):
        raise SystemExit(f"{picture} cannot be written")


def draw_legend(painter: QPainter, parks: QgsVectorLayer, heading: str) -> None:
    """Write the classes of the parks and the licence into the corners."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont("DejaVu Sans")
    font.setPixelSize(14)
    painter.setFont(font)
    items = parks.renderer().legendSymbolItems()
    top = SIZE.height() - LINE * (len(items) + 1) - 8
    painter.fillRect(
        QRectF(8, top, 16 + painter.fontMetrics().horizontalAdvance(heading), LINE * (len(items) + 1)), VEIL
    )
    painter.drawText(16, top + 16, heading)
    for number, item in enumerate(items, start=1):
        colour = QColor(item.symbol().color())
        colour.setAlpha(255)
        painter.fillRect(QRectF(16, top + LINE * number + 3, 22, 14), colour)
        painter.drawText(46, top + LINE * number + 15, item.label())
    width = painter.fontMetrics().horizontalAdvance(LICENCE)
    painter.fillRect(QRectF(SIZE.width() - width - 16, SIZE.height() - LINE, width + 16, LINE), VEIL)
    painter.drawText(SIZE.width() - width - 8, SIZE.height() - 6, LICENCE)


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    draw(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3])
    QgsProject.instance().clear()
    application.exitQgis()
