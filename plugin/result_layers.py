"""The layers of a result's GeoPackage, as they are shown in a project."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from qgis.core import (
    QgsGraduatedSymbolRenderer,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)

# From the top of the layer tree to its foot; a layer that is not named here stands between the maps and the tables.
MAPS = ("parks", "park_points", "stops", "places", "features", "reference", "catchments", "grid")
TABLES = (
    "associations",
    "ranks",
    "pattern",
    "contradictions",
    "location",
    "city_summary",
    "city_shares",
    "index_definitions",
    "completeness",
    "provenance",
)
STYLES = "layer_styles"
PARK_LAYERS = ("parks", "park_points")
REFERENCE = ("reference",)
HIDDEN = ("stops", "places", "features")  # at first: hundreds of points would hide the parks
CLASSES = 5  # colours of the scale; the class before them is for parks without a value


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
        if layer_name(layer) in HIDDEN:
            node.setItemVisibilityChecked(False)
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


def results_in(project: QgsProject) -> list[str]:
    """Return the GeoPackages of results whose parks a project shows, the last added first."""
    found = [file_of(layer) for layer in project.mapLayers().values() if layer_name(layer) in PARK_LAYERS]
    known = [path for path in dict.fromkeys(found) if Path(path).is_file()]
    return sorted(known, key=lambda path: Path(path).stat().st_mtime, reverse=True)


def layers_of(geopackage: str, project: QgsProject, names: tuple[str, ...]) -> list[QgsVectorLayer]:
    """Return the project's layers that show these layers of a result."""
    return [
        layer
        for name in names
        for layer in project.mapLayers().values()
        if layer_name(layer) == name and Path(file_of(layer)) == Path(geopackage)
    ]


def layer_name(layer: QgsMapLayer) -> str:
    """Return what a layer is called in its GeoPackage, an empty text for another layer."""
    _, _, options = layer.source().partition("|layername=")
    return options.partition("|")[0] if layer.providerType() == "ogr" else ""


def file_of(layer: QgsMapLayer) -> str:
    """Return the file that a layer reads."""
    return layer.source().partition("|")[0]


def colour_by(layer: QgsVectorLayer, field: str, limits: list[float], labels: list[str] | None = None) -> bool:
    """Colour a layer of a result by another field in the five colours it has; return whether that was possible.

    Parameters
    ----------
    layer
        Parks or street nodes with the style that the engine gave them, or that was coloured by this function before.
    field
        A field of numbers.
    limits
        The six limits of the five classes, from the least.
    labels
        What the classes are called; by their limits where None.
    """
    renderer = layer.renderer()
    if not isinstance(renderer, QgsGraduatedSymbolRenderer) or layer.fields().indexOf(field) < 0:
        return False
    before = len(renderer.ranges()) - CLASSES
    if before < 0:
        return False
    changed = renderer.clone()
    changed.setClassAttribute(field)
    for number, (low, high) in enumerate(zip(limits, limits[1:])):
        changed.updateRangeLowerValue(before + number, low)
        changed.updateRangeUpperValue(before + number, high)
        changed.updateRangeLabel(before + number, labels[number] if labels else f"{low:.4g} \u2013 {high:.4g}")
    layer.setRenderer(changed)
    layer.triggerRepaint()
    layer.emitStyleChanged()
    return True


def coloured_by(layer: QgsVectorLayer) -> str:
    """Return the field that a layer is coloured by, an empty text where it is not coloured by numbers."""
    renderer = layer.renderer()
    return renderer.classAttribute() if isinstance(renderer, QgsGraduatedSymbolRenderer) else ""


def equal_steps(least: float, greatest: float) -> list[float]:
    """Return the limits of five classes that are equally wide."""
    return [*(least + (greatest - least) * number / CLASSES for number in range(CLASSES)), greatest]


def fifths(layer: QgsVectorLayer, field: str) -> list[float] | None:
    """Return the limits of five classes that hold equally many values, None where there are too few to say."""
    values, found = QgsVectorLayerUtils.getValues(layer, field)
    numbers = sorted(value for value in values if isinstance(value, (int, float)))
    if not found or len(numbers) < CLASSES:
        return None
    return [numbers[0], *quantiles(numbers, n=CLASSES, method="inclusive"), numbers[-1]]
