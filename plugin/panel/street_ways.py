"""How far each park is from the streets, drawn on the map as a line around it."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from parklocus.plugin.result_table import WAY

LINE_COLOUR = "#c2410c"
SEGMENTS = 16


class StreetWays:
    """Lines at the distance of the mean way to the street, around every park of some layers."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._bands: list[QgsRubberBand] = []

    def draw(self, layers: list[QgsVectorLayer]) -> int:
        """Draw the lines anew and return how many there are."""
        self.clear()
        for layer in layers:
            if layer.fields().indexOf(WAY) < 0:
                continue
            for park in layer.getFeatures():
                line = ring(park, layer.crs())
                if line is None:
                    continue
                band = QgsRubberBand(self._canvas, Qgis.GeometryType.Polygon)
                band.setToGeometry(line, layer)
                band.setFillColor(QColor(Qt.GlobalColor.transparent))
                band.setStrokeColor(QColor(LINE_COLOUR))
                band.setLineStyle(Qt.PenStyle.DashLine)
                band.setWidth(2)
                self._bands.append(band)
        return len(self._bands)

    def clear(self) -> None:
        """Take the lines off the map."""
        for band in self._bands:
            self._canvas.scene().removeItem(band)
        self._bands.clear()


def ring(park: QgsFeature, crs: QgsCoordinateReferenceSystem) -> QgsGeometry | None:
    """Return a park widened by its way to the street, in its own system; None without a place or a way."""
    way = park[WAY]
    shape = park.geometry()
    if shape.isEmpty() or not isinstance(way, (int, float)):
        return None
    project = QgsProject.instance()
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    try:
        middle = shape.centroid().asPoint()
        place = QgsCoordinateTransform(crs, wgs84, project).transform(middle)
        # Lengths are true near the middle of a projection that is made for this place.
        local = QgsCoordinateReferenceSystem.fromProj(f"+proj=aeqd +lat_0={place.y()} +lon_0={place.x()} +datum=WGS84")
        there = QgsCoordinateTransform(crs, local, project)
        shape.transform(there)
        wide = shape.buffer(way, SEGMENTS)
        wide.transform(there, Qgis.TransformDirection.Reverse)
    except QgsCsException:
        return None
    return wide
