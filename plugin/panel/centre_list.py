"""Centres of the city: picked on the map or typed, and shown on the map."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsMapToolEmitPoint, QgsVertexMarker
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from parklocus.plugin.centres import CentreError, read_centre, write_centre
from parklocus.plugin.inputs import WGS84
from parklocus.plugin.panel.layout import explain, tool_button
from parklocus.plugin.study_file import Centre
from parklocus.plugin.translation import translate

CENTRE_ROLE = Qt.ItemDataRole.UserRole
MARK_COLOUR = "#c2410c"
ROWS_SHOWN = 3


class CentreList(QWidget):
    """A list of centres; `failed` carries what is wrong with a text or a point."""

    changed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._marks: list[QgsVertexMarker] = []
        self.entry = QLineEdit()
        self.entry.setPlaceholderText(translate("CentreList", "lon,lat or lon,lat,name"))
        self.entry.setToolTip(translate("CentreList", "Degrees of WGS 84 with a decimal point; Enter adds the centre."))
        self.entry.returnPressed.connect(self.add_typed)
        self.add_button = tool_button("symbologyAdd.svg", translate("CentreList", "Add the typed centre"))
        self.add_button.clicked.connect(self.add_typed)
        self.pick_button = tool_button("cursors/mCapturePoint.svg", translate("CentreList", "Pick centres on the map"))
        self.pick_button.setCheckable(True)
        self.pick_button.toggled.connect(self._pick)
        self.remove_button = tool_button("symbologyRemove.svg", translate("CentreList", "Remove the chosen centre"))
        self.remove_button.clicked.connect(self.remove_chosen)
        self.list = QListWidget()
        explain(self.list, translate("CentreList", "Centres of the city; with several, the nearest counts."))
        self.list.setMaximumHeight(self.list.fontMetrics().height() * (ROWS_SHOWN + 1) + 4)
        self._tool = QgsMapToolEmitPoint(canvas)
        self._tool.canvasClicked.connect(self._clicked)
        self._tool.deactivated.connect(lambda: self.pick_button.setChecked(False))
        canvas.destinationCrsChanged.connect(self._draw)
        row = QHBoxLayout()
        for widget in (self.entry, self.add_button, self.pick_button, self.remove_button):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.list)

    def centres(self) -> list[Centre]:
        """Return the centres in the order in which they were added."""
        return [self.list.item(row).data(CENTRE_ROLE) for row in range(self.list.count())]

    def text(self) -> str:
        """Return the centres as the algorithm takes them."""
        return "\n".join(write_centre(centre) for centre in self.centres())

    def add(self, centre: Centre) -> None:
        """Add a centre and mark it on the map."""
        number = self.list.count() + 1
        name = centre.name or translate("CentreList", "Centre {number}").format(number=number)
        item = QListWidgetItem(f"{name}  ({centre.lon:.5f}, {centre.lat:.5f})")
        item.setData(CENTRE_ROLE, centre)
        self.list.addItem(item)
        self._draw()
        self.changed.emit()

    def add_typed(self) -> None:
        """Add what was typed."""
        if not self.entry.text().strip():
            return
        try:
            centre = read_centre(self.entry.text())
        except CentreError as error:
            self.failed.emit(str(error))
            return
        self.entry.clear()
        self.add(centre)

    def remove_chosen(self) -> None:
        """Remove the chosen centre, or the last one where none is chosen."""
        row = self.list.currentRow()
        self.list.takeItem(row if row >= 0 else self.list.count() - 1)
        self._draw()
        self.changed.emit()

    def clear(self) -> None:
        """Remove all centres."""
        self.list.clear()
        self._draw()
        self.changed.emit()

    def release(self) -> None:
        """Take the tool and the marks off the map."""
        self._canvas.destinationCrsChanged.disconnect(self._draw)
        self._canvas.unsetMapTool(self._tool)
        self._tool.deleteLater()  # it belongs to the map, which stays
        self._clear_marks()

    def _pick(self, wanted: bool) -> None:
        if wanted:
            self._canvas.setMapTool(self._tool)
        else:
            self._canvas.unsetMapTool(self._tool)

    def _clicked(self, point: QgsPointXY, _button: Qt.MouseButton) -> None:
        transform = QgsCoordinateTransform(
            self._canvas.mapSettings().destinationCrs(), QgsCoordinateReferenceSystem(WGS84), QgsProject.instance()
        )
        try:
            place = transform.transform(point)
        except QgsCsException:
            self.failed.emit(translate("CentreList", "This point of the map has no place on Earth."))
            return
        self.add(Centre(place.x(), place.y()))

    def _clear_marks(self) -> None:
        for mark in self._marks:
            self._canvas.scene().removeItem(mark)
        self._marks.clear()

    def _draw(self) -> None:
        self._clear_marks()
        transform = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(WGS84), self._canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )
        for centre in self.centres():
            try:
                point = transform.transform(QgsPointXY(centre.lon, centre.lat))
            except QgsCsException:
                continue  # the map's projection does not reach there; the list still shows the centre
            mark = QgsVertexMarker(self._canvas)
            mark.setCenter(point)
            mark.setColor(QColor(MARK_COLOUR))
            mark.setIconType(QgsVertexMarker.IconType.ICON_CROSS)
            mark.setIconSize(14)
            mark.setPenWidth(3)
            self._marks.append(mark)
