"""Directions expected of factors, one by one: which factor, which index, more or less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from parklocus.plugin.assignments import read_directions, write_directions
from parklocus.plugin.panel.layout import explain, tool_button
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from parklocus.plugin.catalogue import Index

ENTRY_ROLE = Qt.ItemDataRole.UserRole
SIGNS = {"+": "+", "-": "−", "0": "0"}
ROWS_SHOWN = 5


class DirectionList(QWidget):
    """A list of directions that can be added to and taken from; an index may be typed where a column is meant."""

    changed = pyqtSignal()

    def __init__(self, indices: list[Index], language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = {index.id: index.title(language) for index in indices}
        self.factor = QComboBox()
        self.factor.setEditable(True)
        explain(self.factor, translate("DirectionList", "Factor: a field of the score table"))
        self.index = QComboBox()
        self.index.setEditable(True)
        for index_id, title in self._titles.items():
            self.index.addItem(index_id, index_id)
            self.index.setItemData(self.index.count() - 1, title, Qt.ItemDataRole.ToolTipRole)
        explain(self.index, translate("DirectionList", "Index, or one of its columns, such as amenity_density_500"))
        self.sign = QComboBox()
        for sign, shown in SIGNS.items():
            self.sign.addItem(shown, sign)
        explain(
            self.sign,
            translate("DirectionList", "+: the more of the index, the higher the score; −: the less; 0: no matter"),
        )
        for combo in (self.factor, self.index):
            combo.setMinimumContentsLength(6)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.add_button = tool_button("symbologyAdd.svg", translate("DirectionList", "Expect this direction"))
        self.add_button.clicked.connect(self.add)
        self.remove_button = tool_button(
            "symbologyRemove.svg", translate("DirectionList", "Remove the chosen direction")
        )
        self.remove_button.clicked.connect(self.remove_chosen)
        self.list = QListWidget()
        self.list.setMaximumHeight(self.list.fontMetrics().height() * (ROWS_SHOWN + 1) + 4)
        explain(self.list, translate("DirectionList", "Directions expected, said before looking at the result"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for wide, *narrow in ((self.factor, self.sign), (self.index, self.add_button, self.remove_button)):
            row = QHBoxLayout()
            row.addWidget(wide, 1)
            for widget in narrow:
                row.addWidget(widget)
            column.addLayout(row)
        column.addWidget(self.list)

    def offer_factors(self, factors: list[str]) -> None:
        """Offer a score table's factors."""
        if factors != [self.factor.itemText(row) for row in range(self.factor.count())]:
            self.factor.clear()
            self.factor.addItems(factors)

    def directions(self) -> dict[str, dict[str, str]]:
        """Return the directions, by factor and index."""
        found: dict[str, dict[str, str]] = {}
        for row in range(self.list.count()):
            factor, index, sign = self.list.item(row).data(ENTRY_ROLE)
            found.setdefault(factor, {})[index] = sign
        return found

    def text(self) -> str:
        """Return the directions as the algorithm takes them."""
        return write_directions(self.directions())

    def set_text(self, text: str) -> None:
        """Take the directions from lines."""
        self._show(read_directions(text))

    def add(self) -> None:
        """Add what is chosen, in place of what was said of the same factor and index."""
        factor, index = self.factor.currentText().strip(), self.index.currentText().strip()
        if not (factor and index) or re.search("[=;；]", factor + index):
            return
        directions = self.directions()
        directions.setdefault(factor, {})[index] = self.sign.currentData()
        self._show(directions)

    def remove_chosen(self) -> None:
        """Remove the chosen direction, or the last one where none is chosen."""
        row = self.list.currentRow()
        self.list.takeItem(row if row >= 0 else self.list.count() - 1)
        self.changed.emit()

    def _show(self, directions: dict[str, dict[str, str]]) -> None:
        self.list.clear()
        for factor, signs in directions.items():
            for index, sign in signs.items():
                item = QListWidgetItem(f"{factor}: {index} {SIGNS[sign]}")
                item.setData(ENTRY_ROLE, (factor, index, sign))
                item.setToolTip(self._titles.get(index, index))
                self.list.addItem(item)
        self.changed.emit()
