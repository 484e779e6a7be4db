"""The "Park Locus" tab of QGIS's log."""

from __future__ import annotations

from qgis.core import Qgis, QgsMessageLog

LOG_TAB = "Park Locus"


def log_information(text: str) -> None:
    """Write a line of the ordinary course of things."""
    QgsMessageLog.logMessage(text, LOG_TAB, Qgis.MessageLevel.Info, notifyUser=False)


def log_warning(text: str) -> None:
    """Write a line the user ought to read."""
    QgsMessageLog.logMessage(text, LOG_TAB, Qgis.MessageLevel.Warning, notifyUser=False)


def log_error(text: str) -> None:
    """Write what made a run fail."""
    QgsMessageLog.logMessage(text, LOG_TAB, Qgis.MessageLevel.Critical, notifyUser=False)
