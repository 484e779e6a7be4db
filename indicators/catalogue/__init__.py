"""The catalogue of indices: the one table that code, help, table headers, QGIS and docs read."""

from parklocus.indicators.catalogue.entries import CATALOGUE, VARIANT_TITLES, title
from parklocus.indicators.catalogue.location import WALKING_SPEED
from parklocus.indicators.catalogue.model import Index, Parameter, Request
from parklocus.indicators.catalogue.presets import PRESETS, Preset, find_preset, preset_of
from parklocus.indicators.catalogue.requests import resolve
from parklocus.indicators.catalogue.third_party import (
    has_function,
    is_third_party,
    load_installed,
    packages_of,
    register_index,
    third_party_notes,
)
from parklocus.indicators.catalogue.transit import DEPARTURES

__all__ = [
    "CATALOGUE",
    "DEPARTURES",
    "PRESETS",
    "VARIANT_TITLES",
    "WALKING_SPEED",
    "Index",
    "Parameter",
    "Preset",
    "Request",
    "find_preset",
    "has_function",
    "is_third_party",
    "load_installed",
    "packages_of",
    "preset_of",
    "register_index",
    "resolve",
    "third_party_notes",
    "title",
]
