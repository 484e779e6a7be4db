"""The parameters that few runs need: timetables, rasters, the reference, places, the summary, scores and directions."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
)

from parklocus.plugin.processing.choices import LAND_USES, LEVELS, METHODS, PEOPLE, WEIGHTS
from parklocus.plugin.processing.parameters import (
    Name,
    advanced,
    choice,
    city_parameters,
    index_parameters,
    lines,
    number,
    park_parameters,
    text,
    title_parameter,
)
from parklocus.plugin.translation import translate


def timetable_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name timetables."""
    return [
        advanced(
            QgsProcessingParameterMultipleLayers(
                Name.GTFS,
                translate("Parameters", "Timetables: GTFS zips"),
                Qgis.ProcessingSourceType.File,
                optional=True,
            )
        ),
        advanced(
            QgsProcessingParameterFile(
                Name.HEADWAYS,
                translate("Parameters", "Table of minutes between departures: line, headway"),
                optional=True,
            )
        ),
        advanced(text(Name.TIMETABLE_DAY, translate("Parameters", "Day whose departures count (empty: a weekday)"))),
        advanced(
            text(Name.TIMETABLE_WINDOW, translate("Parameters", "Hours whose departures count (empty: 08:15-09:15)"))
        ),
    ]


def raster_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name rasters."""
    return [
        advanced(
            QgsProcessingParameterRasterLayer(
                Name.POPULATION, translate("Parameters", "Raster of people"), optional=True
            )
        ),
        advanced(
            choice(
                Name.PEOPLE,
                translate("Parameters", "What the raster of people holds: people a cell, or people per km²"),
                PEOPLE,
                default=PEOPLE[0],
            )
        ),
        advanced(
            QgsProcessingParameterRasterLayer(
                Name.NIGHT_LIGHT, translate("Parameters", "Raster of light at night"), optional=True
            )
        ),
    ]


def reference_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that say what parks are ranked among."""
    return [
        advanced(
            QgsProcessingParameterFeatureSource(
                Name.REFERENCE_WITHIN,
                translate("Parameters", "Rank parks among the street nodes of this area (empty: of the whole map)"),
                [Qgis.ProcessingSourceType.VectorPolygon],
                optional=True,
            )
        ),
        advanced(
            choice(
                Name.REFERENCE_LAND_USE,
                translate("Parameters", "Rank parks among street nodes by such land"),
                LAND_USES,
            )
        ),
        advanced(
            number(
                Name.REFERENCE_SAMPLE,
                translate("Parameters", "Rank parks among so many street nodes at random"),
                least=1,
            )
        ),
        advanced(number(Name.REFERENCE_SEED, translate("Parameters", "What the draw begins with"), least=0)),
        advanced(
            choice(
                Name.REFERENCE_WEIGHT,
                translate("Parameters", "What each street node counts by"),
                WEIGHTS,
                default=WEIGHTS[0],
            )
        ),
    ]


def place_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name places of the user's own, to be held against the map's."""
    return [
        advanced(
            QgsProcessingParameterFeatureSource(
                Name.PLACES,
                translate("Parameters", "Places of your own, to be held against the map's"),
                [Qgis.ProcessingSourceType.VectorAnyGeometry],
                optional=True,
            )
        ),
        advanced(
            QgsProcessingParameterField(
                Name.PLACES_CATEGORY,
                translate("Parameters", "Field of the places' category"),
                parentLayerParameterName=Name.PLACES,
                optional=True,
            )
        ),
        advanced(
            lines(
                Name.PLACES_CATEGORIES,
                translate("Parameters", "The map's category of each of yours, one a line: Restaurant = food"),
            )
        ),
        advanced(
            number(Name.PLACES_RADIUS, translate("Parameters", "Metres within which places are counted"), least=50)
        ),
    ]


def summary_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that ask for the city as a whole."""
    return [
        advanced(
            QgsProcessingParameterBoolean(
                Name.SUMMARY, translate("Parameters", "Sum up the city as a whole, too"), defaultValue=False
            )
        ),
        advanced(
            number(Name.SUMMARY_GRID, translate("Parameters", "Side of a square grid of the city in metres"), least=100)
        ),
        advanced(text(Name.SUMMARY_TITLE, translate("Parameters", "What the city is called in its tables"))),
    ]


def score_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that name the factor scores and what is expected of them."""
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
            text(Name.SCORES_LABEL, translate("Parameters", 'What to say beside every score, such as "simulated"'))
        ),
        advanced(choice(Name.SCORES_METHOD, translate("Parameters", "How the scores were made"), METHODS)),
        advanced(
            choice(
                Name.SCORES_LEVEL,
                translate("Parameters", "What a row of the score table is: a park, or a respondent of one"),
                LEVELS,
                default=LEVELS[0],
            )
        ),
        advanced(
            text(
                Name.SCORES_ANSWERS,
                translate("Parameters", "Lowest and highest answer, where scores are means of answers: 1, 5"),
            )
        ),
        advanced(
            QgsProcessingParameterBoolean(
                Name.EXPECTED,
                translate("Parameters", "Expect the catalogue's directions of factors that bear its names"),
                defaultValue=True,
            )
        ),
        advanced(
            lines(
                Name.DIRECTIONS,
                translate(
                    "Parameters",
                    "Directions expected in place of the catalogue's, one a line: locational.cbd_distance = -",
                ),
            )
        ),
        advanced(
            lines(Name.SPACES, translate("Parameters", "Factors of each space, one a line: local = locational, office"))
        ),
        advanced(
            QgsProcessingParameterField(
                Name.GROUPS,
                translate("Parameters", "Fields by which the parks fall into groups, such as ownership"),
                parentLayerParameterName=Name.PARKS,
                allowMultiple=True,
                optional=True,
            )
        ),
    ]


def study_parameters() -> list[QgsProcessingParameterDefinition]:
    """Return all that a study can be asked, in the order in which the dialogue shows it."""
    return [
        *park_parameters(),
        *city_parameters(),
        *index_parameters(),
        *score_parameters(),
        *timetable_parameters(),
        *raster_parameters(),
        *reference_parameters(),
        *place_parameters(),
        *summary_parameters(),
        title_parameter(),
    ]
