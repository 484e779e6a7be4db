"""A figure as the engine drew it, as wide as the panel or as large as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QPainter, QPaintEvent
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import QScrollArea, QSizePolicy, QWidget

from parklocus.plugin.translation import translate


class SvgCanvas(QWidget):
    """Paints an SVG on paper, whatever the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.svg = QSvgRenderer()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the figure without stretching it."""
        if not self.svg.isValid():
            return
        painter = QPainter(self)
        size = self.svg.defaultSize().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height())
        painter.fillRect(place, Qt.GlobalColor.white)
        self.svg.render(painter, place)
        painter.end()


class FigureView(QScrollArea):
    """Shows one figure; a click turns from the panel's width to full size and back."""

    def __init__(self) -> None:
        super().__init__()
        self.file = ""
        self._full = False
        self._canvas = SvgCanvas()
        self.setWidget(self._canvas)
        self.setMinimumHeight(self.fontMetrics().height() * 16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(translate("FigureView", "Click to see the figure at full size, and again to fit it in"))

    def show_file(self, file: str) -> bool:
        """Show a figure, or nothing for an empty text; return whether it could be read."""
        readable = bool(file) and self._canvas.svg.load(file)
        self.file = file if readable else ""
        if not readable:
            self._canvas.svg.load(b"")
        self._fit()
        return readable

    def save(self, path: str) -> None:
        """Copy the figure.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        shutil.copyfile(self.file, Path(path))

    def toggle_size(self) -> None:
        """Turn from fitted to full size and back."""
        self._full = not self._full
        self._fit()

    def mouseReleaseEvent(self, event: object) -> None:
        """Turn on a click."""
        super().mouseReleaseEvent(event)
        if self.file:
            self.toggle_size()

    def resizeEvent(self, event: object) -> None:
        """Fit the figure into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        size = self._canvas.svg.defaultSize()
        if not self.file:
            size = QSize(0, 0)
        elif not self._full:
            width = self.viewport().width()
            size = QSize(width, size.height() * width // max(size.width(), 1))
        self._canvas.resize(size)
        self._canvas.update()
