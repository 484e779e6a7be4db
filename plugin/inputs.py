"""Write the user's layers as the files that the engine reads."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from collections.abc import Callable

WGS84 = "EPSG:4326"
NUMBER = "park_number"
CATEGORY = "category"
# The engine judges invalid geometries itself and reports them by row.
UNCHECKED = Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
FEATURE_ID = "fid"  # what QGIS calls a GeoPackage's feature number


class InputLayerError(Exception):
    """A layer cannot be used; the text says which and what to do."""


def text_of(value: Any) -> str:
    """Return an id or a name as text; a whole number has no decimal point, whatever type the layer gave it."""
    if value is None or value == NULL:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write_parks(
    source: QgsProcessingFeatureSource, id_field: str, name_field: str, path: Path, context: QgsProcessingContext
) -> tuple[str, str]:
    """Write parks as GeoJSON in WGS 84 and return the columns of id and name.

    Ids and names become text. Without an id field the features are numbered from 1 in the layer's order; without a
    name field the id serves. The feature number of a GeoPackage is left out unless it is the id or the name.

    Raises
    ------
    InputLayerError
        The layer lacks a field, features or a coordinate reference system, or a feature has no place in WGS 84.
    """
    layer = source.sourceName()
    require_fields(source, [id_field, name_field])
    if source.featureCount() == 0:
        raise InputLayerError(
            translate("Inputs", 'There is no park in the layer "{layer}" (or none is selected).').format(layer=layer)
        )
    kept = [
        position
        for position, field in enumerate(source.fields())
        if field.name().lower() != FEATURE_ID or field.name() in (id_field, name_field)
    ]
    id_column, name_column, fields = park_columns(source.fields(), kept, id_field, name_field)

    def attributes(number: int, feature: QgsFeature) -> list[Any]:
        values = [
            text_of(feature[position]) or None
            if source.fields()[position].name() in (id_field, name_field)
            else feature[position]
            for position in kept
        ]
        return values if id_field else [str(number), *values]

    write_geojson(source, fields, attributes, path, context)
    return id_column, name_column


def write_places(
    source: QgsProcessingFeatureSource, category_field: str, path: Path, context: QgsProcessingContext
) -> None:
    """Write places as GeoJSON in WGS 84 with the one column `category`, where a field is given.

    Raises
    ------
    InputLayerError
        The layer lacks the field or a coordinate reference system, or a feature has no place in WGS 84.
    """
    require_fields(source, [category_field])
    fields = QgsFields()
    if category_field:
        fields.append(QgsField(CATEGORY, QMetaType.Type.QString))

    def attributes(_number: int, feature: QgsFeature) -> list[Any]:
        return [text_of(feature[category_field]) or None] if category_field else []

    write_geojson(source, fields, attributes, path, context)


def write_areas(source: QgsProcessingFeatureSource, path: Path, context: QgsProcessingContext) -> None:
    """Write areas as GeoJSON in WGS 84, without attributes.

    Raises
    ------
    InputLayerError
        The layer lacks features or a coordinate reference system, or a feature has no place in WGS 84.
    """
    if source.featureCount() == 0:
        raise InputLayerError(
            translate("Inputs", 'There is no area in the layer "{layer}" (or none is selected).').format(
                layer=source.sourceName()
            )
        )
    write_geojson(source, QgsFields(), lambda _number, _feature: [], path, context)


def write_geojson(
    source: QgsProcessingFeatureSource,
    fields: QgsFields,
    attributes: Callable[[int, QgsFeature], list[Any]],
    path: Path,
    context: QgsProcessingContext,
) -> None:
    """Write the features of a layer in any coordinate system as GeoJSON in WGS 84.

    Parameters
    ----------
    source
        The layer, or its selected features.
    fields
        The columns of the file.
    attributes
        Called with a feature's number from 1 and the feature; returns its values.
    path
        Where the file goes.
    context
        Knows how the project wants coordinates transformed.

    Raises
    ------
    InputLayerError
        The layer has no coordinate reference system, a feature has no place in WGS 84, or the file cannot be written.
    """
    layer = source.sourceName()
    if not source.sourceCrs().isValid():
        raise InputLayerError(
            translate(
                "Inputs",
                'The layer "{layer}" has no coordinate reference system: set it with Layer > Set CRS of Layer(s).',
            ).format(layer=layer)
        )
    wgs84 = QgsCoordinateReferenceSystem(WGS84)
    transform = QgsCoordinateTransform(source.sourceCrs(), wgs84, context.transformContext())
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GeoJSON"
    options.fileEncoding = "UTF-8"
    writer = QgsVectorFileWriter.create(
        str(path), fields, QgsWkbTypes.Type.Unknown, wgs84, context.transformContext(), options
    )
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise InputLayerError(writer.errorMessage())
    for number, feature in enumerate(source.getFeatures(QgsFeatureRequest(), UNCHECKED), start=1):
        geometry = in_wgs84(feature.geometry(), transform)
        if geometry is None:
            raise InputLayerError(
                translate(
                    "Inputs",
                    'Row {number} of the layer "{layer}" cannot be brought to WGS 84: '
                    "is the layer's coordinate reference system ({crs}) the right one?",
                ).format(number=number, layer=layer, crs=source.sourceCrs().authid())
            )
        written = QgsFeature(fields)
        written.setAttributes(attributes(number, feature))
        written.setGeometry(geometry)
        if not writer.addFeature(written):
            raise InputLayerError(writer.errorMessage())
    del writer  # closes the file


def raster_file(layer: QgsRasterLayer) -> str:
    """Return the file that a raster layer reads.

    Raises
    ------
    InputLayerError
        The layer is not a file, such as a map service.
    """
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = str(parts.get("path") or "")
    if layer.providerType() != "gdal" or not path or (not path.startswith("/vsi") and not Path(path).is_file()):
        raise InputLayerError(
            translate(
                "Inputs", 'The raster "{layer}" is not a file: save it with Layer > Save As… and choose that one.'
            ).format(layer=layer.name())
        )
    return path


def in_wgs84(geometry: QgsGeometry, transform: QgsCoordinateTransform) -> QgsGeometry | None:
    """Return a geometry in degrees, None where it has no place there; an empty one stays empty."""
    if geometry.isEmpty():
        return geometry
    try:
        geometry.transform(transform)
    except QgsCsException:
        return None
    box = geometry.boundingBox()
    # Metres under the name of degrees are the usual mistake; NaN compares false and is refused, too.
    on_earth = box.xMinimum() >= -180 and box.xMaximum() <= 180 and box.yMinimum() >= -90 and box.yMaximum() <= 90
    return geometry if on_earth else None


def park_columns(source: QgsFields, kept: list[int], id_field: str, name_field: str) -> tuple[str, str, QgsFields]:
    """Return the columns of id and name, and all columns of the file: those kept, with id and name as text."""
    fields = QgsFields()
    if not id_field:
        fields.append(QgsField(NUMBER, QMetaType.Type.QString))
    for position in kept:
        field = QgsField(source[position])
        if field.name() in (id_field, name_field):
            field = QgsField(field.name(), QMetaType.Type.QString)
        fields.append(field)
    id_column = id_field or NUMBER
    return id_column, name_field or id_column, fields


def write_scores(
    source: QgsProcessingFeatureSource, id_field: str, factor_fields: list[str], path: Path, *, by_park: bool = True
) -> list[str]:
    """Write a table of factor scores as CSV with the columns `id`, `name` (where there is one) and the factors.

    Which columns hold numbers is for the engine to say: QGIS reads every column of a CSV file as text.

    Parameters
    ----------
    source
        The table.
    id_field
        Field that holds the park's id.
    factor_fields
        Fields of scores; every field but the id, the name and the feature number where empty.
    path
        Where the table goes.
    by_park
        Whether a row is a park, which may have a name, or else a respondent.

    Returns
    -------
    list of str
        The columns beside id and name.

    Raises
    ------
    InputLayerError
        The table has no rows, or not the fields named.
    """
    fields = source.fields()
    require_fields(source, [id_field, *factor_fields])
    if source.featureCount() == 0:
        raise InputLayerError(
            translate("Inputs", 'The score table "{table}" has no rows.').format(table=source.sourceName())
        )
    named = by_park and fields.indexOf("name") >= 0 and "name" not in (id_field, *factor_fields)
    names = ["name"] if named else []
    taken = {id_field, "name", FEATURE_ID, "id"}
    factors = factor_fields or [field.name() for field in fields if field.name() not in taken]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", *names, *factors])
        for row in source.getFeatures():
            texts = [text_of(row[field]) for field in (id_field, *names)]
            writer.writerow([*texts, *(score_of(row[field]) for field in factors)])
    return factors


def write_table(source: QgsProcessingFeatureSource, path: Path) -> None:
    """Write a table as CSV with all its fields but the feature number.

    Raises
    ------
    InputLayerError
        The table has no rows.
    """
    if source.featureCount() == 0:
        raise InputLayerError(translate("Inputs", 'The table "{table}" has no rows.').format(table=source.sourceName()))
    names = [field.name() for field in source.fields() if field.name().lower() != FEATURE_ID]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for row in source.getFeatures():
            writer.writerow([text_of(row[name]) for name in names])


def require_fields(source: QgsProcessingFeatureSource, names: list[str]) -> None:
    """Raise `InputLayerError` where a layer lacks a field; an empty name asks for none."""
    known = [field.name() for field in source.fields()]
    for name in names:
        if name and name not in known:
            raise InputLayerError(
                translate("Inputs", 'The layer "{layer}" has no field "{field}"; its fields are {known}.').format(
                    layer=source.sourceName(), field=name, known=", ".join(known)
                )
            )


def score_of(value: Any) -> str:
    """Return a score as the engine reads it: missing is blank."""
    if value is None or value == NULL or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(value) if isinstance(value, float) else str(value)
