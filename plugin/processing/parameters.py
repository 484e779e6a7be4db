"""The parameters of the algorithms: their names are what models and scripts keep, so they do not change.

Each function declares what belongs together; an algorithm takes those it asks for, and `study_sections` reads those
that it has.
"""

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
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterString,
)

from parklocus.plugin.catalogue import read_catalogue, read_presets
from parklocus.plugin.processing.choices import (
    CHINESE_SYSTEMS,
    geopackage_filter,
    osm_filter,
    study_filter,
)
from parklocus.plugin.translation import translate


class Name:
    """Names of the parameters."""

    TITLE = "TITLE"
    STUDY = "STUDY"
    PARKS = "PARKS"
    ID = "ID_FIELD"
    NAME = "NAME_FIELD"
    GROUPS = "GROUP_FIELDS"
    SHIFTED = "SHIFTED"
    OWN_PLACES = "OWN_PLACES"
    OSM = "OSM"
    BOUNDARY = "BOUNDARY"
    TAXONOMY = "TAXONOMY"
    SNAPSHOT = "SNAPSHOT"
    CENTRE = "CENTRE"
    CENTRES = "CENTRES"
    GTFS = "GTFS"
    HEADWAYS = "HEADWAYS"
    TIMETABLE_DAY = "TIMETABLE_DAY"
    TIMETABLE_WINDOW = "TIMETABLE_WINDOW"
    POPULATION = "POPULATION"
    PEOPLE = "PEOPLE"
    NIGHT_LIGHT = "NIGHT_LIGHT"
    PRESET = "PRESET"
    INDICES = "INDICES"
    INDEX_PARAMETERS = "INDEX_PARAMETERS"
    PLACES = "PLACES"
    PLACES_CATEGORY = "PLACES_CATEGORY_FIELD"
    PLACES_CATEGORIES = "PLACES_CATEGORIES"
    PLACES_RADIUS = "PLACES_RADIUS"
    REFERENCE_WITHIN = "REFERENCE_WITHIN"
    REFERENCE_LAND_USE = "REFERENCE_LAND_USE"
    REFERENCE_SAMPLE = "REFERENCE_SAMPLE"
    REFERENCE_SEED = "REFERENCE_SEED"
    REFERENCE_WEIGHT = "REFERENCE_WEIGHT"
    SUMMARY = "SUMMARY"
    SUMMARY_GRID = "SUMMARY_GRID"
    SUMMARY_TITLE = "SUMMARY_TITLE"
    SCORES = "SCORES"
    SCORES_ID = "SCORES_ID_FIELD"
    SCORES_FACTORS = "SCORES_FACTORS"
    SCORES_LABEL = "SCORES_LABEL"
    SCORES_METHOD = "SCORES_METHOD"
    SCORES_LEVEL = "SCORES_LEVEL"
    SCORES_ANSWERS = "SCORES_ANSWERS"
    SPACES = "SPACES"
    EXPECTED = "EXPECTED"
    DIRECTIONS = "DIRECTIONS"
    ANSWERS = "ANSWERS"
    PARK = "PARK_FIELD"
    RESPONDENT = "RESPONDENT_FIELD"
    ITEMS = "ITEMS"
    SCALE = "SCALE"
    REVERSE = "REVERSE"
    MISSING_CODES = "MISSING_CODES"
    MODEL = "MODEL"
    ESTIMATOR = "ESTIMATOR"
    MISSING = "MISSING"
    METHOD = "METHOD"
    STANDARDISED = "STANDARDISED"
    DRAWS = "DRAWS"
    LABEL = "LABEL"
    REPORT = "REPORT"
    SCRIPT = "SCRIPT"
    RESULT = "RESULT"
    TABLES = "TABLES"
    FIGURES = "FIGURES"
    RADII = "RADII"
    PLACE = "PLACE"
    EXTENT = "EXTENT"
    AREA = "AREA"
    AROUND = "AROUND"
    SERVER = "SERVER"
    LIMIT = "LIMIT"
    REFRESH = "REFRESH"
    OUTPUT = "OUTPUT"
    LOAD = "LOAD"


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
        advanced(
            choice(
                Name.SHIFTED,
                translate("Parameters", "Coordinates copied from a Chinese map: Amap, Tencent (GCJ-02), Baidu (BD-09)"),
                CHINESE_SYSTEMS,
            )
        ),
        advanced(
            QgsProcessingParameterBoolean(
                Name.OWN_PLACES, translate("Parameters", "Count the places inside a park as its own"), defaultValue=True
            )
        ),
    ]


def city_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name the city: its map and its centres."""
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
        advanced(
            QgsProcessingParameterFeatureSource(
                Name.BOUNDARY,
                translate("Parameters", "Area that the map covers (empty: as the file says)"),
                [Qgis.ProcessingSourceType.VectorPolygon],
                optional=True,
            )
        ),
        advanced(
            QgsProcessingParameterFile(
                Name.TAXONOMY,
                translate("Parameters", "Table of places of your own (empty: the one that ships)"),
                extension="toml",
                optional=True,
            )
        ),
        advanced(text(Name.SNAPSHOT, translate("Parameters", "Day that the map shows, where the file does not say"))),
    ]


def index_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that say what to compute."""
    # Ids and not positions: a model keeps its meaning when the catalogue grows.
    return [
        choice(
            Name.PRESET,
            translate("Parameters", "Preset: a choice of indices"),
            [preset.id for preset in read_presets()],
        ),
        QgsProcessingParameterEnum(
            Name.INDICES,
            translate("Parameters", "Indices, in place of a preset (none chosen: all)"),
            options=[index.id for index in read_catalogue()],
            allowMultiple=True,
            optional=True,
            usesStaticStrings=True,
        ),
        advanced(
            lines(
                Name.INDEX_PARAMETERS,
                translate("Parameters", "Parameters of indices, one a line: amenity_density.radii = 500, 800"),
            )
        ),
    ]


def title_parameter() -> QgsProcessingParameterDefinition:
    """Return the parameter that names the study."""
    return advanced(text(Name.TITLE, translate("Parameters", "Title of the study (empty: the result's name)")))


def result_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that say where a GeoPackage goes."""
    return [
        QgsProcessingParameterFileDestination(
            Name.OUTPUT, translate("Parameters", "Result"), fileFilter=geopackage_filter()
        ),
        QgsProcessingParameterBoolean(
            Name.LOAD, translate("Parameters", "Add the result's layers to the project"), defaultValue=True
        ),
    ]


def study_file_parameter() -> QgsProcessingParameterDefinition:
    """Return the parameter that names a study file to read."""
    return QgsProcessingParameterFile(
        Name.STUDY, translate("Parameters", "Study file (study.toml)"), fileFilter=study_filter()
    )


def text(name: str, description: str, default: str | None = None) -> QgsProcessingParameterDefinition:
    """Return a line of text that may be left empty."""
    return QgsProcessingParameterString(name, description, defaultValue=default, optional=True)


def lines(name: str, description: str, *, optional: bool = True) -> QgsProcessingParameterDefinition:
    """Return several lines of text."""
    return QgsProcessingParameterString(name, description, multiLine=True, optional=optional)


def number(name: str, description: str, *, least: int, default: int | None = None) -> QgsProcessingParameterDefinition:
    """Return a whole number that may be left empty."""
    return QgsProcessingParameterNumber(name, description, defaultValue=default, optional=True, minValue=least)


def choice(name: str, description: str, options: list[str], default: str = "") -> QgsProcessingParameterDefinition:
    """Return a choice of one of several words; without a default it may be left empty."""
    return QgsProcessingParameterEnum(
        name, description, options=options, defaultValue=default or None, optional=not default, usesStaticStrings=True
    )


def plain(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Show a parameter among the first, not folded away."""
    parameter.setFlags(parameter.flags() & ~Qgis.ProcessingParameterFlag.Advanced)
    return parameter


def required(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Ask for a parameter that other algorithms can do without."""
    parameter.setFlags(parameter.flags() & ~Qgis.ProcessingParameterFlag.Optional)
    return parameter


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Fold a parameter away under "Advanced parameters"."""
    parameter.setFlags(parameter.flags() | Qgis.ProcessingParameterFlag.Advanced)
    return parameter
