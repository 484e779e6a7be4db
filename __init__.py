"""Park Locus: locational indices of creative parks from OpenStreetMap, joined with SEM factor scores."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def classFactory(iface: Any) -> Any:  # noqa: N802 - the name QGIS looks for
    """Return the QGIS plugin; QGIS calls this when the plugin is loaded."""
    from parklocus.plugin.plugin import ParkLocusPlugin  # noqa: PLC0415 - nothing of QGIS outside QGIS

    return ParkLocusPlugin(iface)
