"""The help of "Compute indices", with the catalogue in the user's language."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from parklocus.plugin.catalogue import unit_title
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from parklocus.plugin.catalogue import Index


def help_text(indices: list[Index], language: str) -> str:
    """Return the help as HTML."""
    paragraphs = (
        translate(
            "HelpText",
            "Computes locational indices of parks from an OpenStreetMap file: network distances to the centre and to "
            "stops, lines and public transport access, amenities and their variety, street form. Beside each value "
            "stands the park's percentile among the city's street nodes, which are computed in the same way.",
        ),
        translate(
            "HelpText",
            "<b>Parks</b> may be polygons or points in any coordinate reference system. <b>OpenStreetMap file</b>: an "
            "extract that reaches some kilometres past the parks. <b>Centres</b> are needed for the distances to the "
            "centre; with several, the nearest counts. <b>Factor scores</b> are joined by the park's id and compared "
            "with the indices, honestly where there are few parks.",
        ),
        translate(
            "HelpText",
            "<b>Result</b>: a GeoPackage with the layers parks, catchments, reference, stops and places and the tables "
            "of definitions, associations and provenance. Empty means missing, never zero.",
        ),
        translate(
            "HelpText",
            "The engine does the work in a process apart from QGIS; cancelling ends it and leaves no file.",
        ),
    )
    entries = "".join(_entry(index, language) for index in indices)
    heading = translate("HelpText", "The indices")
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) + f"<h3>{heading}</h3><ul>{entries}</ul>"


def _entry(index: Index, language: str) -> str:
    """Return an index as a line of the list: its id, title, unit and definition."""
    unit = f" ({escape(unit_title(index.unit, language))})" if index.unit else ""
    title, definition = escape(index.title(language)), escape(index.definition(language))
    return f"<li><b>{escape(index.id)}</b>: {title}{unit}. {definition}</li>"
