"""The algorithm that fetches the map of a city from OpenStreetMap's servers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingOutputFile,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from parklocus.plugin.inputs import WGS84, InputLayerError, in_wgs84
from parklocus.plugin.processing.base import ParkLocusAlgorithm
from parklocus.plugin.processing.choices import extract_filter
from parklocus.plugin.processing.parameters import Name, advanced, text
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import run_engine

if TYPE_CHECKING:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterDefinition

SUFFIX = ".osm.pbf"
AROUND = 3000  # metres; what walking distances and the surroundings of the parks need


class FetchCity(ParkLocusAlgorithm):
    """Fetch streets, stops, lines, places and land of an area and keep them as an extract."""

    def name(self) -> str:
        """Return the id within the provider."""
        return "fetch_city"

    def displayName(self) -> str:
        """Return the title."""
        return translate("FetchCity", "Fetch a city")

    def words(self) -> str:
        """Return words under which the toolbox finds it."""
        return translate("FetchCity", "OpenStreetMap,Overpass,Nominatim,osmnx,download,extract,city,streets")

    def shortDescription(self) -> str:
        """Return one sentence for tooltips."""
        return translate("FetchCity", "Fetches the map of a city from OpenStreetMap's servers and keeps it as a file.")

    def shortHelpString(self) -> str:
        """Return the help shown beside the parameters."""
        return translate(
            "FetchCity",
            "Say where, in one of three ways: the name of a city or district, an extent such as the map's, or layers "
            "and how far around them. The map is kept as an extract (.osm.pbf), with the polygon it covers beside it "
            "(.boundary.geojson): give both to the other algorithms. What was fetched before is taken from the cache. "
            "For whole regions, extracts from a download service are kinder to the servers.",
        )

    def declared(self) -> list[QgsProcessingParameterDefinition]:
        """Return the parameters."""
        return [
            text(Name.PLACE, translate("FetchCity", "Name of a city or district, as for a map's search box")),
            QgsProcessingParameterExtent(Name.EXTENT, translate("FetchCity", "Or an extent"), optional=True),
            QgsProcessingParameterFeatureSource(
                Name.AREA,
                translate("FetchCity", "Or a layer, such as the parks"),
                [Qgis.ProcessingSourceType.VectorAnyGeometry],
                optional=True,
            ),
            QgsProcessingParameterNumber(
                Name.AROUND, translate("FetchCity", "Metres around the layer"), defaultValue=AROUND, minValue=0
            ),
            advanced(text(Name.SERVER, translate("FetchCity", "Overpass server (empty: the public ones)"))),
            advanced(
                QgsProcessingParameterNumber(
                    Name.LIMIT, translate("FetchCity", "Largest area to fetch in km²"), optional=True, minValue=1
                )
            ),
            advanced(
                QgsProcessingParameterBoolean(
                    Name.REFRESH, translate("FetchCity", "Fetch anew what was fetched before"), defaultValue=False
                )
            ),
            QgsProcessingParameterFileDestination(
                Name.OUTPUT, translate("FetchCity", "Extract"), fileFilter=extract_filter()
            ),
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs."""
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputFile(Name.BOUNDARY, translate("FetchCity", "Polygon that it covers")))

    def problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what is plainly wrong with the parameters, or an empty text."""
        given = [name for name in (Name.PLACE, Name.EXTENT, Name.AREA) if parameters.get(name) not in (None, "")]
        if len(given) != 1:
            return translate("FetchCity", "Say where in one way: a name, an extent or a layer.")
        if not self.parameterAsFileOutput(parameters, Name.OUTPUT, context).lower().endswith(SUFFIX):
            return translate("FetchCity", "Let the name of the extract end in {suffix}.").format(suffix=SUFFIX)
        return ""

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback, folder: Path
    ) -> dict[str, Any]:
        """Fetch the map."""
        output = Path(self.parameterAsFileOutput(parameters, Name.OUTPUT, context)).resolve()
        arguments = ["fetch", "--output", str(output)]
        place = self.parameterAsString(parameters, Name.PLACE, context).strip()
        if place:
            arguments += ["--place", place]
        else:
            polygon = folder / "area.geojson"
            area = self._area(parameters, context)
            polygon.write_text(f'{{"type": "Feature", "properties": {{}}, "geometry": {area.asJson()}}}', "utf-8")
            arguments += ["--polygon", str(polygon)]
        server = self.parameterAsString(parameters, Name.SERVER, context).strip()
        if server:
            arguments += ["--server", server]
        if parameters.get(Name.LIMIT) not in (None, ""):
            arguments += ["--limit", str(self.parameterAsInt(parameters, Name.LIMIT, context))]
        if self.parameterAsBoolean(parameters, Name.REFRESH, context):
            arguments.append("--refresh")
        event = run_engine(self.python, arguments, folder, feedback)
        return {Name.OUTPUT: event["output"], Name.BOUNDARY: event["boundary"]}

    def _area(self, parameters: dict[str, Any], context: QgsProcessingContext) -> QgsGeometry:
        wgs84 = QgsCoordinateReferenceSystem(WGS84)
        source = self.parameterAsSource(parameters, Name.AREA, context)
        if source is None:
            return self.parameterAsExtentGeometry(parameters, Name.EXTENT, context, wgs84)
        transform = QgsCoordinateTransform(source.sourceCrs(), wgs84, context.transformContext())
        found = [in_wgs84(feature.geometry(), transform) for feature in source.getFeatures(QgsFeatureRequest())]
        places = QgsGeometry.collectGeometry([one for one in found if one is not None and not one.isEmpty()])
        if places.isEmpty():
            raise InputLayerError(
                translate("FetchCity", 'The layer "{layer}" holds nothing that has a place.').format(
                    layer=source.sourceName()
                )
            )
        return around(places, self.parameterAsInt(parameters, Name.AROUND, context), context)


def around(places: QgsGeometry, metres: float, context: QgsProcessingContext) -> QgsGeometry:
    """Return the hull of places, widened by metres; all in degrees of WGS 84."""
    centre = places.centroid().asPoint()
    # Lengths are true near the middle of a projection that is made for this place.
    local = QgsCoordinateReferenceSystem.fromProj(f"+proj=aeqd +lat_0={centre.y()} +lon_0={centre.x()} +datum=WGS84")
    wgs84 = QgsCoordinateReferenceSystem(WGS84)
    hull = places.convexHull()
    hull.transform(QgsCoordinateTransform(wgs84, local, context.transformContext()))
    widened = hull.buffer(metres, 16)
    widened.transform(QgsCoordinateTransform(local, wgs84, context.transformContext()))
    return widened
