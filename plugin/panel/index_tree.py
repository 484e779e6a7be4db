"""The list of indices to choose from, under the factors they speak to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from parklocus.plugin.catalogue import Index

ID_ROLE = Qt.ItemDataRole.UserRole


def factor_title(factor: str) -> str:
    """Return what a factor is called."""
    titles = {
        "locational": translate("IndexTree", "Locational factor"),
        "cultural": translate("IndexTree", "Cultural milieu"),
        "office": translate("IndexTree", "Office milieu"),
        "social": translate("IndexTree", "Social relation network"),
        "institutional": translate("IndexTree", "Institutional factor"),
    }
    return titles.get(factor, factor)


class IndexTree(QTreeWidget):
    """Indices with boxes to tick, all ticked at first; a factor's box ticks all of its own."""

    def __init__(self, indices: list[Index], language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self._items: dict[str, QTreeWidgetItem] = {}
        branches: dict[str, QTreeWidgetItem] = {}
        for index in indices:
            factor = index.factors[0] if index.factors else ""
            if factor not in branches:
                branches[factor] = self._add_branch(factor_title(factor))
            self._items[index.id] = self._add_index(branches[factor], index, language)
        self.expandAll()

    def chosen(self) -> list[str]:
        """Return the ids of the ticked indices, in the catalogue's order."""
        return [key for key, item in self._items.items() if item.checkState(0) == Qt.CheckState.Checked]

    def all_chosen(self) -> bool:
        """Whether nothing is left out."""
        return len(self.chosen()) == len(self._items)

    def choose(self, ids: list[str]) -> None:
        """Tick these indices and no others."""
        for key, item in self._items.items():
            item.setCheckState(0, Qt.CheckState.Checked if key in ids else Qt.CheckState.Unchecked)

    def _add_branch(self, title: str) -> QTreeWidgetItem:
        branch = QTreeWidgetItem(self, [title])
        branch.setFlags(branch.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable)
        return branch

    def _add_index(self, branch: QTreeWidgetItem, index: Index, language: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(branch, [index.title(language)])
        item.setData(0, ID_ROLE, index.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked)
        lines = [f"<b>{escape(index.id)}</b>", escape(index.definition(language))]
        if index.unit:
            lines.append(translate("IndexTree", "Unit: {unit}").format(unit=escape(index.unit)))
        if index.source:
            lines.append(translate("IndexTree", "Source: {source}").format(source=escape(index.source)))
        item.setToolTip(0, "<br>".join(lines))
        return item
