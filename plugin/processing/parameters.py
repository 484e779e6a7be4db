"""The parameters of "Compute indices": their names are what models and scripts keep, so they do not change."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterPoint,
    QgsProcessingParameterString,
)

from parklocus.plugin.translation import translate


class Name:
    """Names of the parameters."""

    PARKS = "PARKS"
    ID = "ID_FIELD"
    NAME = "NAME_FIELD"
    OSM = "OSM"
    CENTRE = "CENTRE"
    CENTRES = "CENTRES"
    INDICES = "INDICES"
    OWN_PLACES = "OWN_PLACES"
    SCORES = "SCORES"
    SCORES_ID = "SCORES_ID_FIELD"
    SCORES_FACTORS = "SCORES_FACTORS"
    SCORES_LABEL = "SCORES_LABEL"
    EXPECTED = "EXPECTED"
    OUTPUT = "OUTPUT"
    LOAD = "LOAD"


# Layers of the GeoPackage that later steps of a model can go on with.
OUTPUT_LAYERS = {
    "PARKS_LAYER": "parks",
    "STOPS_LAYER": "stops",
    "PLACES_LAYER": "places",
    "REFERENCE_LAYER": "reference",
    "CATCHMENTS_LAYER": "catchments",
    "ASSOCIATIONS_TABLE": "associations",
}


def output_title(layer: str) -> str:
    """Return what an output is called in the modeller and in the log."""
    titles = {
        "parks": translate("Parameters", "Parks with indices"),
        "stops": translate("Parameters", "Stops"),
        "places": translate("Parameters", "Places"),
        "reference": translate("Parameters", "Reference: street nodes"),
        "catchments": translate("Parameters", "Catchments"),
        "associations": translate("Parameters", "Associations of factors and indices"),
    }
    return titles[layer]


def osm_filter() -> str:
    """Return the file dialogue's filter for street maps."""
    return translate("Parameters", "OpenStreetMap files") + " (*.osm.pbf *.pbf *.osm *.osm.bz2 *.osm.gz)"


def geopackage_filter() -> str:
    """Return the file dialogue's filter for results."""
    return translate("Parameters", "GeoPackage files") + " (*.gpkg)"


def declare_parameters(index_ids: list[str]) -> list[QgsProcessingParameterDefinition]:
    """Return the parameters in the order in which the dialogue shows them."""
    return [*park_parameters(), *city_parameters(index_ids), *score_parameters(), *output_parameters()]


def park_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name the parks."""
    return [
        QgsProcessingParameterFeatureSource(
            Name.PARKS, translate("Parameters", "Parks"), [Qgis.ProcessingSourceType.VectorAnyGeometry]
        ),
        QgsProcessingParameterField(
            Name.ID,
            translate("Parameters", "Field of the park's id (empty: parks are numbered)"),
            parentLayerParameterName=Name.PARKS,
            optional=True,
        ),
        QgsProcessingParameterField(
            Name.NAME,
            translate("Parameters", "Field of the park's name (empty: the id)"),
            parentLayerParameterName=Name.PARKS,
            optional=True,
        ),
    ]


def city_parameters(index_ids: list[str]) -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name the city and what to compute."""
    return [
        QgsProcessingParameterFile(
            Name.OSM, translate("Parameters", "OpenStreetMap file of the city"), fileFilter=osm_filter()
        ),
        QgsProcessingParameterPoint(Name.CENTRE, translate("Parameters", "Centre of the city (CBD)"), optional=True),
        QgsProcessingParameterString(
            Name.CENTRES,
            translate("Parameters", "More centres: lon,lat or lon,lat,name (WGS 84), one a line or separated by ;"),
            multiLine=True,
            optional=True,
        ),
        # Ids and not positions: a model keeps its meaning when the catalogue grows.
        QgsProcessingParameterEnum(
            Name.INDICES,
            translate("Parameters", "Indices (none chosen: all)"),
            options=index_ids,
            allowMultiple=True,
            optional=True,
            usesStaticStrings=True,
        ),
        QgsProcessingParameterBoolean(
            Name.OWN_PLACES, translate("Parameters", "Count the places inside a park as its own"), defaultValue=True
        ),
    ]


def score_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name the factor scores."""
    return [
        QgsProcessingParameterFeatureSource(
            Name.SCORES,
            translate("Parameters", "Table of factor scores, a row a park"),
            [Qgis.ProcessingSourceType.Vector],
            optional=True,
        ),
        QgsProcessingParameterField(
            Name.SCORES_ID,
            translate("Parameters", "Field of the score table that holds the park's id"),
            parentLayerParameterName=Name.SCORES,
            optional=True,
        ),
        advanced(
            QgsProcessingParameterField(
                Name.SCORES_FACTORS,
                translate("Parameters", "Fields of factor scores (none chosen: all that hold numbers)"),
                parentLayerParameterName=Name.SCORES,
                allowMultiple=True,
                optional=True,
            )
        ),
        advanced(
            QgsProcessingParameterString(
                Name.SCORES_LABEL,
                translate("Parameters", 'What to say beside every score, such as "simulated"'),
                optional=True,
            )
        ),
        advanced(
            QgsProcessingParameterBoolean(
                Name.EXPECTED,
                translate("Parameters", "Expect the catalogue's directions of factors that bear its names"),
                defaultValue=True,
            )
        ),
    ]


def output_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that say where the result goes."""
    return [
        QgsProcessingParameterFileDestination(
            Name.OUTPUT, translate("Parameters", "Result"), fileFilter=geopackage_filter()
        ),
        QgsProcessingParameterBoolean(
            Name.LOAD, translate("Parameters", "Add the result's layers to the project"), defaultValue=True
        ),
    ]


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Fold a parameter away under "Advanced parameters"."""
    parameter.setFlags(parameter.flags() | Qgis.ProcessingParameterFlag.Advanced)
    return parameter
