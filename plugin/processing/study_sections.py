"""From an algorithm's parameters to a study, and back: what layers are given is written beside the study as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException

from parklocus.plugin.assignments import (
    read_assignments,
    read_directions,
    read_parameters,
    read_range,
    read_spaces,
    write_assignments,
    write_directions,
    write_parameters,
    write_spaces,
)
from parklocus.plugin.catalogue import Index, read_catalogue
from parklocus.plugin.centres import read_centres, write_centre
from parklocus.plugin.inputs import CATEGORY, WGS84, raster_file, write_areas, write_parks, write_places, write_scores
from parklocus.plugin.processing.choices import PEOPLE
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.study_file import Centre, Study
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingFeatureSource

RESPONDENTS = "respondents"
TABLES = (".csv", ".tsv", ".txt", ".xlsx")


class StudyMaker:
    """Makes a study of the parameters that an algorithm has; those it does not declare are as good as empty.

    Parameters
    ----------
    algorithm, parameters, context
        Of the run.
    beside
        Returns where a file of a name goes.
    """

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        beside: Callable[[str], Path],
    ) -> None:
        self._algorithm = algorithm
        self._parameters = parameters
        self._context = context
        self._beside = beside

    def study(self, output: Path, title: str) -> Study:
        """Return the study, and write the layers that it names.

        Raises
        ------
        InputLayerError
            A layer cannot be used.
        AssignmentError, CentreError
            A text cannot be read.
        QgsProcessingException
            A layer that is named is not to be had.
        """
        study: Study = {"title": self._text(Name.TITLE) or title, "city": self._city()}
        study["centre"] = [
            {**({"name": centre.name} if centre.name else {}), "lon": centre.lon, "lat": centre.lat}
            for centre in self._centres()
        ]
        study["parks"] = self._parks()
        study["indices"] = self._indices()
        study["rasters"] = self._rasters()
        study["reference"] = self._reference()
        study["places"] = self._places()
        study["scores"], study["expected"] = self._scores()
        study["spaces"] = read_spaces(self._text(Name.SPACES)) if study["scores"] else {}
        study["output"] = {"geopackage": str(output)}
        filled = {key: value for key, value in study.items() if value}
        if self._flag(Name.SUMMARY):
            filled["summary"] = self._filled(grid=self._number(Name.SUMMARY_GRID), title=self._text(Name.SUMMARY_TITLE))
        return filled

    def _city(self) -> dict[str, Any]:
        boundary = self._source(Name.BOUNDARY)
        if boundary is not None:
            write_areas(boundary, self._beside("boundary.geojson"), self._context)
        return self._filled(
            osm=self._file(Name.OSM),
            boundary=str(self._beside("boundary.geojson")) if boundary is not None else "",
            taxonomy=self._file(Name.TAXONOMY),
            snapshot=self._text(Name.SNAPSHOT),
            gtfs=[str(Path(path).resolve()) for path in self._files(Name.GTFS)],
            headways=self._file(Name.HEADWAYS),
            timetable_day=self._text(Name.TIMETABLE_DAY),
            timetable_window=self._text(Name.TIMETABLE_WINDOW),
        )

    def _centres(self) -> tuple[Centre, ...]:
        typed = read_centres(self._text(Name.CENTRES))
        if self._parameters.get(Name.CENTRE) in (None, ""):
            return typed
        wgs84 = QgsCoordinateReferenceSystem(WGS84)
        point = self._algorithm.parameterAsPoint(self._parameters, Name.CENTRE, self._context, wgs84)
        return (Centre(point.x(), point.y()), *typed)

    def _parks(self) -> dict[str, Any]:
        source = self._source(Name.PARKS)
        if source is None:
            raise QgsProcessingException(self._algorithm.invalidSourceError(self._parameters, Name.PARKS))
        path = self._beside("parks.geojson")
        park_id, park_name = write_parks(source, self._text(Name.ID), self._text(Name.NAME), path, self._context)
        own_places = "include" if self._flag(Name.OWN_PLACES, default=True) else "exclude"
        crs, groups = self._chosen(Name.SHIFTED), self._fields(Name.GROUPS)
        named = self._filled(path=str(path), id=park_id, name=park_name, crs=crs, groups=groups)
        return {**named, "own_places": own_places}

    def _indices(self) -> dict[str, Any]:
        chosen = self._several(Name.INDICES)
        parameters = read_parameters(self._text(Name.INDEX_PARAMETERS), read_catalogue())
        preset = "" if chosen else self._chosen(Name.PRESET)
        ordered = [index.id for index in read_catalogue() if index.id in chosen]
        return {**self._filled(preset=preset, compute=ordered), **parameters}

    def _rasters(self) -> dict[str, Any]:
        people = self._chosen(Name.PEOPLE) or PEOPLE[0]
        return self._filled(**{people: self._raster(Name.POPULATION), "night_light": self._raster(Name.NIGHT_LIGHT)})

    def _reference(self) -> dict[str, Any]:
        within = self._source(Name.REFERENCE_WITHIN)
        path = self._beside("reference.geojson")
        if within is not None:
            write_areas(within, path, self._context)
        weight = self._chosen(Name.REFERENCE_WEIGHT)
        return self._filled(
            within=str(path) if within is not None else "",
            land_use=self._chosen(Name.REFERENCE_LAND_USE),
            sample=self._number(Name.REFERENCE_SAMPLE),
            seed=self._number(Name.REFERENCE_SEED),
            weight="" if weight == "nodes" else weight,
        )

    def _places(self) -> dict[str, Any]:
        source = self._source(Name.PLACES)
        if source is None:
            return {}
        path, category = self._beside("places.geojson"), self._text(Name.PLACES_CATEGORY)
        write_places(source, category, path, self._context)
        return self._filled(
            path=str(path),
            category=CATEGORY if category else "",
            categories=dict(read_assignments(self._text(Name.PLACES_CATEGORIES))),
            radius=self._number(Name.PLACES_RADIUS),
        )

    def _scores(self) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
        source = self._source(Name.SCORES)
        if source is None:
            return {}, {}
        path, level = self._beside("scores.csv"), self._chosen(Name.SCORES_LEVEL)
        fields = self._fields(Name.SCORES_FACTORS)
        factors = write_scores(source, self._text(Name.SCORES_ID), fields, path, by_park=level != RESPONDENTS)
        scores = self._filled(
            path=str(path),
            id="id",
            label=self._text(Name.SCORES_LABEL),
            method=self._chosen(Name.SCORES_METHOD),
            level=level if level == RESPONDENTS else "",
            answers=read_range(self._text(Name.SCORES_ANSWERS)),
        )
        return scores, self._expected(factors)

    def _expected(self, factors: list[str]) -> dict[str, dict[str, str]]:
        said = read_directions(self._text(Name.DIRECTIONS))
        if said or not self._flag(Name.EXPECTED, default=True):
            return said
        chosen = self._several(Name.INDICES)
        return expected_directions(factors, [one for one in read_catalogue() if not chosen or one.id in chosen])

    def _has(self, name: str) -> bool:
        return self._algorithm.parameterDefinition(name) is not None

    def _text(self, name: str) -> str:
        if not self._has(name):
            return ""
        return self._algorithm.parameterAsString(self._parameters, name, self._context).strip()

    def _file(self, name: str) -> str:
        path = self._algorithm.parameterAsFile(self._parameters, name, self._context) if self._has(name) else ""
        return str(Path(path).resolve()) if path else ""

    def _files(self, name: str) -> list[str]:
        if not self._has(name):
            return []
        return [path for path in self._algorithm.parameterAsFileList(self._parameters, name, self._context) if path]

    def _number(self, name: str) -> int | None:
        if not self._has(name) or self._parameters.get(name) in (None, ""):
            return None
        return self._algorithm.parameterAsInt(self._parameters, name, self._context)

    def _flag(self, name: str, *, default: bool = False) -> bool:
        if not self._has(name):
            return default
        return self._algorithm.parameterAsBoolean(self._parameters, name, self._context)

    def _chosen(self, name: str) -> str:
        return self._algorithm.parameterAsEnumString(self._parameters, name, self._context) if self._has(name) else ""

    def _several(self, name: str) -> list[str]:
        if not self._has(name):
            return []
        # Nothing chosen is one empty text.
        return [text for text in self._algorithm.parameterAsEnumStrings(self._parameters, name, self._context) if text]

    def _fields(self, name: str) -> list[str]:
        return self._algorithm.parameterAsStrings(self._parameters, name, self._context) if self._has(name) else []

    def _source(self, name: str) -> QgsProcessingFeatureSource | None:
        if not self._has(name) or self._parameters.get(name) in (None, ""):
            return None
        source = self._algorithm.parameterAsSource(self._parameters, name, self._context)
        if source is None:
            raise QgsProcessingException(self._algorithm.invalidSourceError(self._parameters, name))
        return source

    def _raster(self, name: str) -> str:
        if not self._has(name) or self._parameters.get(name) in (None, ""):
            return ""
        layer = self._algorithm.parameterAsRasterLayer(self._parameters, name, self._context)
        if layer is None:
            raise QgsProcessingException(self._algorithm.invalidRasterError(self._parameters, name))
        return raster_file(layer)

    @staticmethod
    def _filled(**values: Any) -> dict[str, Any]:
        """Return what is given: numbers, and texts and lists that are not empty."""
        return {key: value for key, value in values.items() if value or value == 0}


def expected_directions(factors: list[str], indices: list[Index]) -> dict[str, dict[str, str]]:
    """Return the directions that the catalogue expects of the factors it knows by name; contested ones are left out."""
    expected = {
        factor: {
            index.id: index.direction for index in indices if factor in index.factors and index.direction in ("+", "-")
        }
        for factor in factors
    }
    return {factor: directions for factor, directions in expected.items() if directions}


def parameters_of(study: Study) -> dict[str, Any]:
    """Return the parameters of "Compute indices" that make a study: what opening one fills in.

    Parameters
    ----------
    study
        What `open_study` gave, with absolute paths.
    """
    city, parks, indices = study["city"], study["parks"], study.get("indices", {})
    rasters, reference, places = (study.get(name, {}) for name in ("rasters", "reference", "places"))
    scores = study.get("scores", {})
    people = next((kind for kind in PEOPLE if kind in rasters), PEOPLE[0])
    centres = [Centre(one["lon"], one["lat"], one.get("name", "")) for one in study.get("centre", [])]
    own = {key: value for key, value in indices.items() if key not in ("preset", "compute")}
    known = [index.id for index in read_catalogue()]
    compute = [one for one in indices.get("compute", []) if one in known]
    expected = study.get("expected", {})
    crs = str(parks.get("crs", ""))
    given = {
        Name.TITLE: study.get("title"),
        Name.PARKS: parks["path"] + (f"|layername={parks['layer']}" if parks.get("layer") else ""),
        Name.ID: parks.get("id"),
        Name.NAME: parks.get("name"),
        Name.GROUPS: parks.get("groups"),
        Name.SHIFTED: crs if crs in ("GCJ-02", "BD-09") else None,
        Name.OSM: city["osm"],
        Name.BOUNDARY: city.get("boundary"),
        Name.TAXONOMY: city.get("taxonomy"),
        Name.SNAPSHOT: city.get("snapshot"),
        Name.CENTRES: "\n".join(map(write_centre, centres)),
        Name.GTFS: city.get("gtfs"),
        Name.HEADWAYS: city.get("headways"),
        Name.TIMETABLE_DAY: city.get("timetable_day"),
        Name.TIMETABLE_WINDOW: city.get("timetable_window"),
        Name.POPULATION: rasters.get(people),
        Name.PEOPLE: people if rasters.get(people) else None,
        Name.NIGHT_LIGHT: rasters.get("night_light"),
        Name.PRESET: indices.get("preset"),
        Name.INDICES: compute,
        Name.INDEX_PARAMETERS: write_parameters(own),
        Name.PLACES: places.get("path"),
        Name.PLACES_CATEGORY: places.get("category"),
        Name.PLACES_CATEGORIES: write_assignments(list(places.get("categories", {}).items())),
        Name.PLACES_RADIUS: places.get("radius"),
        Name.REFERENCE_WITHIN: reference.get("within"),
        Name.REFERENCE_LAND_USE: reference.get("land_use"),
        Name.REFERENCE_SAMPLE: reference.get("sample"),
        Name.REFERENCE_SEED: reference.get("seed"),
        Name.REFERENCE_WEIGHT: reference.get("weight"),
        Name.SUMMARY_GRID: study.get("summary", {}).get("grid"),
        Name.SUMMARY_TITLE: study.get("summary", {}).get("title"),
        Name.SCORES: scores.get("path"),
        Name.SCORES_ID: scores.get("id"),
        Name.SCORES_LABEL: scores.get("label"),
        Name.SCORES_METHOD: scores.get("method"),
        Name.SCORES_LEVEL: scores.get("level"),
        Name.SCORES_ANSWERS: ", ".join(f"{limit:g}" for limit in scores.get("answers", ())),
        Name.SPACES: write_spaces(study.get("spaces", {})),
        Name.DIRECTIONS: write_directions(expected),
        Name.OUTPUT: study.get("output", {}).get("geopackage"),
    }
    flags = {
        Name.OWN_PLACES: parks.get("own_places") != "exclude",
        Name.SUMMARY: "summary" in study,
        Name.EXPECTED: False,
    }
    return {**{name: value for name, value in given.items() if value not in (None, "", [])}, **flags}


def not_asked_for(study: Study) -> list[str]:
    """Return what a study says and the parameters of "Compute indices" do not: what opening it in a form would lose."""
    known = {
        "city": {"osm", "boundary", "taxonomy", "snapshot", "gtfs", "headways", "timetable_day", "timetable_window"},
        "parks": {"path", "layer", "id", "name", "crs", "own_places", "groups"},
        "places": {"path", "category", "categories", "radius"},
        "scores": {"path", "id", "label", "method", "level", "answers"},
    }
    whole = {"title", "centre", "indices", "rasters", "reference", "summary", "spaces", "expected", "output"}
    lost = [f"[{section}]" for section in study if section not in known and section not in whole]
    for section, keys in known.items():
        lost += [f"[{section}] {key}" for key in study.get(section, {}) if key not in keys]
    known_indices = [index.id for index in read_catalogue()]
    lost += [
        f"[indices] compute {one}" for one in study.get("indices", {}).get("compute", []) if one not in known_indices
    ]
    for section in ("parks", "places"):
        if Path(study.get(section, {}).get("path", "")).suffix.lower() in TABLES:
            lost.append(
                translate("StudySections", "[{section}] path (a table: add it as a layer of points)").format(
                    section=section
                )
            )
    crs = study["parks"].get("crs")
    if crs and crs not in ("GCJ-02", "BD-09"):
        lost.append(translate("StudySections", "[parks] crs (set it on the layer)"))
    return lost
