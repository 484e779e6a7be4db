"""What to fetch from OpenStreetMap's servers, and where the map is kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from parklocus.plugin.environment import engine_folder
from parklocus.plugin.processing.parameters import Name

if TYPE_CHECKING:
    from qgis.gui import QgsMapCanvas

FOLDER = "maps"


def fetch_extent(canvas: QgsMapCanvas) -> dict[str, Any]:
    """Return the parameters that fetch what the map window shows."""
    crs = canvas.mapSettings().destinationCrs()
    extent = QgsReferencedRectangle(canvas.extent(), crs)
    return {Name.EXTENT: extent, Name.OUTPUT: str(map_file(canvas.extent(), crs.authid()))}


def fetch_around(layer: QgsVectorLayer, parks: QgsProcessingFeatureSourceDefinition) -> dict[str, Any]:
    """Return the parameters that fetch the surroundings of the parks."""
    return {Name.AREA: parks, Name.OUTPUT: str(map_file(layer.extent(), layer.crs().authid()))}


def map_file(extent: QgsRectangle, crs: str) -> Path:
    """Return where the map of an extent is kept: beside the project, or in the profile while there is none.

    The same extent has the same file; the folder is made.
    """
    home = QgsProject.instance().homePath()
    folder = Path(home) if home else engine_folder() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    mark = hashlib.sha256(f"{extent.toString(5)} {crs}".encode()).hexdigest()[:8]
    return folder / f"city-{mark}.osm.pbf"
