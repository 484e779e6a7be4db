"""Where the plugin's own files lie."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtGui import QIcon

PLUGIN_ROOT = Path(__file__).resolve().parents[1]
RESOURCES = PLUGIN_ROOT / "resources"


def plugin_icon() -> QIcon:
    """Return the icon of the toolbar button, the menu entry and the algorithms."""
    return QIcon(str(RESOURCES / "icons" / "parklocus.svg"))
