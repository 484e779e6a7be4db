"""Where the plugin's own files lie."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtGui import QIcon

PLUGIN_ROOT = Path(__file__).resolve().parents[1]
RESOURCES = PLUGIN_ROOT / "resources"


def plugin_icon(name: str = "") -> QIcon:
    """Return the icon of that name; the plugin's own, of the toolbar button and the menu entry, where there is none."""
    own = RESOURCES / "icons" / f"{name}.svg"
    return QIcon(str(own if name and own.is_file() else RESOURCES / "icons" / "parklocus.svg"))
