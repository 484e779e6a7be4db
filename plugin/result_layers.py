"""The layers of a result's GeoPackage, as they are shown in a project."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
)

# From the top of the layer tree to its foot; a layer that is not named here stands between the maps and the tables.
MAPS = ("parks", "park_points", "stops", "places", "features", "reference", "catchments", "grid")
TABLES = ("associations", "ranks", "city_summary", "city_shares", "index_definitions", "completeness", "provenance")
STYLES = "layer_styles"


@dataclass(frozen=True)
class ResultLayer:
    """One layer of the GeoPackage: its name there, what it is called in the project, its source."""

    name: str
    title: str
    uri: str


def layer_uri(geopackage: str, name: str) -> str:
    """Return the source of a layer in a GeoPackage."""
    return f"{geopackage}|layername={name}"


def result_layers(geopackage: str) -> list[ResultLayer]:
    """Return the layers that a result holds, from the top of the layer tree to its foot, under their own titles."""
    with closing(sqlite3.connect(f"{Path(geopackage).resolve().as_uri()}?mode=ro", uri=True)) as connection:
        titles = dict(connection.execute("SELECT table_name, identifier FROM gpkg_contents"))
    others = sorted(titles.keys() - {*MAPS, *TABLES, STYLES})
    ordered = [name for name in (*MAPS, *others, *TABLES) if name in titles]
    return [ResultLayer(name, titles[name] or name, layer_uri(geopackage, name)) for name in ordered]


def group_name(geopackage: str, project: QgsProject | None) -> str:
    """Return a name for a result's group that the project does not have yet."""
    name = "Park Locus" if in_temporary_folder(geopackage) else f"Park Locus: {Path(geopackage).stem}"
    root = project.layerTreeRoot() if project else None
    number = 1
    candidate = name
    while root is not None and root.findGroup(candidate) is not None:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def in_temporary_folder(path: str) -> bool:
    """Whether a file lies where Processing keeps temporary outputs."""
    return Path(QgsProcessingUtils.tempFolder()).resolve() in Path(path).resolve().parents


def load_on_completion(geopackage: str, context: QgsProcessingContext, wanted: tuple[str, ...] = ()) -> None:
    """Hand the result's layers with their own styles to whoever ran the algorithm; for the main thread alone.

    Where some are `wanted`, those alone.
    """
    project = context.project()
    group = group_name(geopackage, project)
    layers = [layer for layer in result_layers(geopackage) if not wanted or layer.name in wanted]
    for position, entry in enumerate(layers):
        # Made here and not from its name afterwards: Processing would leave out the layer's own style.
        layer = QgsVectorLayer(entry.uri, entry.title, "ogr")
        details = QgsProcessingContext.LayerDetails(entry.title, project, entry.name)
        details.groupName = group
        details.forceName = True
        details.layerSortKey = len(layers) - position
        context.temporaryLayerStore().addMapLayer(layer)
        context.addLayerToLoadOnCompletion(layer.id(), details)


def add_to_project(context: QgsProcessingContext, project: QgsProject) -> list[QgsMapLayer]:
    """Add the layers that an algorithm left in its context to a project, grouped and in order, and return them."""
    handed = sorted(context.layersToLoadOnCompletion().items(), key=lambda item: -item[1].layerSortKey)
    added: list[QgsMapLayer] = []
    for layer_id, details in handed:
        layer = context.takeResultLayer(layer_id)
        if layer is None:
            continue
        layer.setName(details.name)
        root = project.layerTreeRoot()
        group = root.findGroup(details.groupName) or root.insertGroup(0, details.groupName)
        project.addMapLayer(layer, addToLegend=False)
        node = group.addLayer(layer)
        node.setExpanded(not added)  # the legend of the first alone: it is a narrow tree
        added.append(layer)
    return added


def users_of(geopackage: str, project: QgsProject | None) -> list[str]:
    """Return the names of the project's layers that read a file: replacing it under them could damage it."""
    if project is None:
        return []
    target = Path(geopackage).resolve()
    return sorted(
        layer.name()
        for layer in project.mapLayers().values()
        if layer.providerType() == "ogr" and Path(layer.source().partition("|")[0]).resolve() == target
    )
