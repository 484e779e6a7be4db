"""A list of files."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from parklocus.plugin.panel.layout import explain, tool_button
from parklocus.plugin.translation import translate

PATH_ROLE = Qt.ItemDataRole.UserRole
ROWS_SHOWN = 3


class FileList(QWidget):
    """Files by name, with their paths as tooltips.

    Parameters
    ----------
    tip
        What the files are.
    file_filter
        The file dialogue's filter.
    """

    changed = pyqtSignal()

    def __init__(self, tip: str, file_filter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = file_filter
        self.list = QListWidget()
        self.list.setMaximumHeight(self.list.fontMetrics().height() * (ROWS_SHOWN + 1) + 4)
        explain(self.list, tip)
        self.add_button = tool_button("symbologyAdd.svg", translate("FileList", "Add files"))
        self.add_button.clicked.connect(self._ask)
        self.remove_button = tool_button("symbologyRemove.svg", translate("FileList", "Remove the chosen file"))
        self.remove_button.clicked.connect(self.remove_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        row.addLayout(buttons)

    def files(self) -> list[str]:
        """Return the paths, in the order in which they were added."""
        return [self.list.item(row).data(PATH_ROLE) for row in range(self.list.count())]

    def set_files(self, paths: list[str]) -> None:
        """Show these files and no others."""
        self.list.clear()
        for path in dict.fromkeys(paths):
            item = QListWidgetItem(Path(path).name)
            item.setData(PATH_ROLE, path)
            item.setToolTip(path)
            self.list.addItem(item)
        self.changed.emit()

    def remove_chosen(self) -> None:
        """Remove the chosen file, or the last one where none is chosen."""
        row = self.list.currentRow()
        self.list.takeItem(row if row >= 0 else self.list.count() - 1)
        self.changed.emit()

    def _ask(self) -> None:
        folder = QgsProject.instance().homePath()
        paths, _ = QFileDialog.getOpenFileNames(self, self.add_button.toolTip(), folder, self._filter)
        self.set_files([*self.files(), *paths])
