"""The plugin as QGIS loads it: toolbar button, menu entry, dock panel, Processing provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QAction

from parklocus.plugin.folders import plugin_icon
from parklocus.plugin.processing.provider import ParkLocusProvider
from parklocus.plugin.translation import current_language, load_translator, translate

if TYPE_CHECKING:
    from parklocus.plugin.panel.dock import ParkLocusDock

MENU = "Park Locus"


class ParkLocusPlugin:
    """What `classFactory` returns; `unload` leaves nothing behind.

    Parameters
    ----------
    iface
        The QGIS interface; None within `qgis_process`, which asks for the provider alone.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._translator = load_translator(current_language())
        if self._translator is not None:
            QCoreApplication.installTranslator(self._translator)
        self._provider: ParkLocusProvider | None = None
        self.action: QAction | None = None
        self.dock: ParkLocusDock | None = None

    def initProcessing(self) -> None:
        """Register the Processing provider; `qgis_process` calls this alone."""
        self._provider = ParkLocusProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Add the button, the menu entry and the provider; the panel is made when it is first wanted."""
        self.initProcessing()
        window = self._iface.mainWindow()
        self.action = QAction(plugin_icon(), translate("ParkLocusPlugin", "Park Locus: indices of parks"), window)
        self.action.setObjectName("parklocusPanel")
        self.action.setCheckable(True)
        self.action.toggled.connect(self.show_panel)
        self._iface.addToolBarIcon(self.action)
        self._iface.addPluginToMenu(MENU, self.action)

    def show_panel(self, shown: bool) -> None:
        """Show or hide the panel."""
        if self.dock is None and shown:
            from parklocus.plugin.panel.dock import ParkLocusDock

            self.dock = ParkLocusDock(self._iface)
            self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self.dock.closed.connect(self._untick)
        if self.dock is not None:
            self.dock.setUserVisible(shown)

    def unload(self) -> None:
        """Take away everything that was added, and stop what is running."""
        if self.dock is not None:
            self.dock.release()
            self._iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        if self.action is not None:
            self._iface.removePluginMenu(MENU, self.action)
            self._iface.removeToolBarIcon(self.action)
            self.action.deleteLater()
            self.action = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

    def _untick(self) -> None:
        if self.action is not None:
            self.action.setChecked(False)
