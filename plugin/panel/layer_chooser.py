"""A layer of the project, or a file that is added to the project to become one."""

from __future__ import annotations

from pathlib import Path

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from parklocus.plugin.panel.layout import explain, tool_button
from parklocus.plugin.translation import translate


class LayerChooser(QWidget):
    """QGIS's list of layers with a button that opens a file.

    Signals
    -------
    layer_changed
        The layer, or None.
    failed
        Why a file is no layer.
    """

    layer_changed = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self, filters: Qgis.LayerFilter, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QgsMapLayerComboBox()
        self.combo.setFilters(filters)
        self.combo.setAllowEmptyLayer(True, translate("LayerChooser", "[none]"))
        self.combo.setCurrentIndex(0)
        self.combo.setMinimumContentsLength(8)
        explain(self.combo, tip)
        self.combo.layerChanged.connect(self.layer_changed.emit)
        self.file_button = tool_button("mActionFileOpen.svg", translate("LayerChooser", "Open a file as a layer"))
        self.file_button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo, 1)
        row.addWidget(self.file_button)
        self.setFocusProxy(self.combo)

    def layer(self) -> QgsVectorLayer | None:
        """Return the chosen layer."""
        return self.combo.currentLayer()

    def set_layer(self, layer: QgsVectorLayer | None) -> None:
        """Choose a layer of the project, or none."""
        self.combo.setLayer(layer)
        if layer is None:
            self.combo.setCurrentIndex(0)  # the entry that says so, where QGIS would show a blank

    def choose(self, source: str) -> None:
        """Choose a layer by its id or its source; a file that the project does not have is added to it."""
        self.set_layer(self._known(source) if source else None)
        if source and self.layer() is None and Path(source.partition("|")[0]).is_file():
            self.open_file(source)

    def open_file(self, source: str) -> None:
        """Add a file to the project and choose it."""
        known = self._known(source)
        layer = known or QgsVectorLayer(source, Path(source.partition("|")[0]).stem, "ogr")
        if not layer.isValid():
            self.failed.emit(translate("LayerChooser", "QGIS cannot read {file} as a layer.").format(file=source))
            return
        if known is None:
            QgsProject.instance().addMapLayer(layer)
        self.set_layer(layer)

    @staticmethod
    def _known(source: str) -> QgsVectorLayer | None:
        project = QgsProject.instance()
        layers = (layer for layer in project.mapLayers().values() if layer.source() == source)
        return project.mapLayer(source) or next(layers, None)

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.file_button.toolTip(), QgsProject.instance().homePath())
        if path:
            self.open_file(path)
