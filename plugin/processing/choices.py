"""What parameters can be chosen from, what their files are called, and which layers a result hands on."""

from __future__ import annotations

from parklocus.plugin.translation import translate

CHINESE_SYSTEMS = ["GCJ-02", "BD-09"]
PEOPLE = ["population", "population_density"]  # people in each cell, or people per km²
LAND_USES = ["industrial", "residential", "commercial", "retail"]
WEIGHTS = ["nodes", "street_length"]
LEVELS = ["parks", "respondents"]
METHODS = [
    "bartlett",
    "latent_means",
    "regression",
    "ebm",
    "anderson_rubin",
    "pls",
    "item_means",
    "simulated",
    "unknown",
]
ESTIMATORS = ["ML", "MLR", "WLSMV", "DWLS"]
MISSING = ["listwise", "fiml"]
SURVEY_SCORES = ["auto", "bartlett", "latent_means", "regression", "ebm"]

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
