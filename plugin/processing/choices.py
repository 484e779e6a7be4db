"""What parameters can be chosen from, what their files are called, and which layers a result hands on."""

from __future__ import annotations

from parklocus.plugin.catalogue import read_choices
from parklocus.plugin.translation import translate

_CHOICES = read_choices()
CHINESE_SYSTEMS = _CHOICES["chinese_systems"]
PEOPLE = _CHOICES["people"]
LAND_USES = _CHOICES["land_uses"]
WEIGHTS = _CHOICES["reference_weights"]
LEVELS = _CHOICES["score_levels"]
METHODS = _CHOICES["score_methods"]
ESTIMATORS = _CHOICES["estimators"]
MISSING = _CHOICES["gaps"]
SURVEY_SCORES = _CHOICES["survey_scores"]

# Layers of the GeoPackage that later steps of a model can go on with.
OUTPUT_LAYERS = {
    "PARKS_LAYER": "parks",
    "STOPS_LAYER": "stops",
    "PLACES_LAYER": "places",
    "REFERENCE_LAYER": "reference",
    "CATCHMENTS_LAYER": "catchments",
    "GRID_LAYER": "grid",
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
        "grid": translate("Parameters", "Grid of the city"),
        "associations": translate("Parameters", "Associations of factors and indices"),
    }
    return titles[layer]


def osm_filter() -> str:
    """Return the file dialogue's filter for street maps."""
    return translate("Parameters", "OpenStreetMap files") + " (*.osm.pbf *.pbf *.osm *.osm.bz2 *.osm.gz)"


def geopackage_filter() -> str:
    """Return the file dialogue's filter for results."""
    return translate("Parameters", "GeoPackage files") + " (*.gpkg)"


def extract_filter() -> str:
    """Return the file dialogue's filter for extracts to write."""
    return translate("Parameters", "OpenStreetMap extracts") + " (*.osm.pbf)"


def page_filter() -> str:
    """Return the file dialogue's filter for reports."""
    return translate("Parameters", "Pages") + " (*.html)"


def study_filter() -> str:
    """Return the file dialogue's filter for studies."""
    return translate("Parameters", "Study files") + " (*.toml)"
