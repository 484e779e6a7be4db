"""The list of indices to choose from, under the factors they speak to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from parklocus.plugin.catalogue import unit_title
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """Indices with boxes to tick, all ticked at first; a factor's box ticks all of its own.

    Signals
    -------
    choice_changed
        Other indices are ticked.
    index_shown
        The id of the index that the cursor is on; empty on a factor.
    """

    choice_changed = pyqtSignal()
    index_shown = pyqtSignal(str)

    def __init__(self, indices: list[Index], language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._words: dict[str, str] = {}
        branches: dict[str, QTreeWidgetItem] = {}
        for index in indices:
            factor = index.factors[0] if index.factors else ""
            if factor not in branches:
                branches[factor] = self._add_branch(factor_title(factor))
            self._items[index.id] = self._add_index(branches[factor], index, language)
            self._words[index.id] = " ".join((index.id, index.title(language), index.definition(language))).casefold()
        self.expandAll()
        self.itemChanged.connect(lambda item: item.data(0, ID_ROLE) and self.choice_changed.emit())
        self.currentItemChanged.connect(lambda item: self.index_shown.emit((item and item.data(0, ID_ROLE)) or ""))

    def chosen(self) -> list[str]:
        """Return the ids of the ticked indices, in the catalogue's order."""
        return [key for key, item in self._items.items() if item.checkState(0) == Qt.CheckState.Checked]

    def all_chosen(self) -> bool:
        """Whether nothing is left out."""
        return len(self.chosen()) == len(self._items)

    def choose(self, ids: Iterable[str]) -> None:
        """Tick these indices and no others."""
        wanted = set(ids)
        blocked = self.blockSignals(True)
        for key, item in self._items.items():
            item.setCheckState(0, Qt.CheckState.Checked if key in wanted else Qt.CheckState.Unchecked)
        self.blockSignals(blocked)
        self.viewport().update()
        self.choice_changed.emit()

    def choose_all(self) -> None:
        """Tick every index."""
        self.choose(self._items)

    def search(self, text: str) -> int:
        """Show the indices whose id, title or definition holds every word of a text, and return how many there are."""
        words = text.casefold().split()
        shown = 0
        for key, item in self._items.items():
            fits = all(word in self._words[key] for word in words)
            item.setHidden(not fits)
            shown += fits
        for row in range(self.topLevelItemCount()):
            branch = self.topLevelItem(row)
            branch.setHidden(all(branch.child(child).isHidden() for child in range(branch.childCount())))
        return shown

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
            unit = escape(unit_title(index.unit, language))
            lines.append(translate("IndexTree", "Unit: {unit}").format(unit=unit))
        if index.needs:
            lines.append(translate("IndexTree", "Needs: {needs}").format(needs=escape(needs_text(index.needs))))
        if index.source:
            lines.append(translate("IndexTree", "Source: {source}").format(source=escape(index.source)))
        if index.package:
            lines.append(translate("IndexTree", "From the package {package}").format(package=escape(index.package)))
        item.setToolTip(0, "<br>".join(lines))
        return item


def needs_text(needs: Iterable[str]) -> str:
    """Return what indices need, in words."""
    words = {
        "places": translate("IndexTree", "places"),
        "centre": translate("IndexTree", "a centre"),
        "population": translate("IndexTree", "a raster of people"),
        "night_light": translate("IndexTree", "a raster of light at night"),
        "stops": translate("IndexTree", "stops"),
        "routes": translate("IndexTree", "lines of public transport"),
        "polygon": translate("IndexTree", "parks that are areas"),
        "buildings": translate("IndexTree", "buildings"),
        "green land": translate("IndexTree", "green land"),
        "parks": translate("IndexTree", "several parks"),
        "industrial land": translate("IndexTree", "industrial land"),
        "water": translate("IndexTree", "water"),
    }
    return ", ".join(words.get(need, need) for need in needs)
