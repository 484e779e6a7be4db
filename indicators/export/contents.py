"""The layers and tables of a result, in the order in which they stand in the file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from parklocus.indicators.export import styles
from parklocus.indicators.export.columns import ParkColumns
from parklocus.indicators.export.comparison_tables import cluster_layers, comparison_layers, composite_layers
from parklocus.indicators.export.layers import (
    GEOMETRY,
    Layer,
    distinct_names,
    features_frame,
    places_frame,
    score_columns,
    split_by_geometry,
    stops_frame,
)
from parklocus.indicators.export.provenance import provenance_rows
from parklocus.indicators.export.summary import summary_layers
from parklocus.indicators.export.survey_tables import survey_layers
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.survey.assessment import Assessment
    from parklocus.indicators.validation import ValidationResult


def result_layers(
    city: City,
    table: ParkTable,
    scores: pd.DataFrame | None,
    validation: ValidationResult | None,
    survey: Assessment | None = None,
) -> list[Layer]:
    """Return all that a result's GeoPackage holds.

    Parameters
    ----------
    city : City
        Its stops and places become layers.
    table : ParkTable
        What `compute` returned.
    scores : pandas.DataFrame or None
        Factor scores, as `read_scores` returns them.
    validation : ValidationResult or None
        What `validate` returned.
    survey : Assessment or None
        What `survey.assess` returned.
    """
    notes = list(dict.fromkeys([*table.notes, *(validation.notes if validation is not None else [])]))
    if scores is None and validation is not None:
        scores = validation.joined.copy()
        scores.attrs["label"] = validation.label
    parks = gpd.GeoDataFrame(table)
    columns = ParkColumns(table.definitions)
    given = pd.DataFrame(index=parks.index)
    if scores is not None:
        factors = tuple(str(column) for column in scores.columns if column not in ("id", "name"))
        columns = ParkColumns(table.definitions, factors, str(scores.attrs.get("label") or ""))
        given, join = score_columns(parks, scores, columns)
        notes = list(dict.fromkeys([*notes, *scores.attrs.get("notes", ()), *join.notes]))
    names = distinct_names(parks.columns, ParkColumns(table.definitions).ours(parks.columns), reserved=given.columns)
    parks = parks.rename(columns=names).join(given)
    parks = parks[columns.order(parks.columns)]
    shown = styles.shown_index(parks, columns)
    renamed = {old: new for old, new in names.items() if old != new}
    label = columns.score_label
    contents = [
        *_park_layers(parks, columns, shown),
        _catchments(table, columns),
        _reference(table, columns, shown),
        _stops(city, columns),
        _places(city, columns),
        _features(city, columns),
        Layer("index_definitions", table.definitions, _("Index definitions"), _("What each index column measures.")),
        Layer(
            "completeness",
            table.completeness,
            _("Completeness"),
            _("How far the map carries each park's values: what lies within reach, and what is known of it."),
        ),
        *_own_places(table),
        *_codebook(table),
        *(summary_layers(table.summary, columns) if table.summary is not None else ()),
        *composite_layers(table),
        *cluster_layers(validation, table, columns),
        *comparison_layers(validation, label),
        *survey_layers(survey),
        Layer(
            "provenance",
            provenance_rows(table.provenance, notes=notes, score_label=label, validation=validation, renamed=renamed),
            _("Provenance"),
            _("Where the result comes from: inputs, snapshot, parameters, versions and notes."),
        ),
    ]
    return [*contents, styles_table(contents)]


def _park_layers(parks: gpd.GeoDataFrame, columns: ParkColumns, shown: str | None) -> list[Layer]:
    split = split_by_geometry(parks)
    words = _("Every park, with attributes, scores, indices and percentiles among the city's street nodes.")
    if len(split) > 1:
        words += " " + _("Parks that are points are drawn in park_points.")
    described = {
        "parks": (_("Parks"), words),
        "park_points": (_("Parks that are points"), _("The parks of the layer parks that are points, same columns.")),
    }
    return [
        Layer(
            name,
            frame,
            *described[name],
            geometry=kind,
            style=styles.parks_style("parks" if kind == "MultiPolygon" else "park_points", parks, columns, shown),
        )
        for name, frame, kind in split
    ]


def _catchments(table: ParkTable, columns: ParkColumns) -> Layer:
    # The widest first, so that programs without our style draw it undermost, too.
    frame = table.catchments.sort_values("radius", ascending=False, kind="stable")
    return Layer(
        "catchments",
        frame,
        _("Catchments"),
        _("The land within a walking distance of each park, along streets."),
        geometry="MultiPolygon",
        style=styles.catchments_style(frame, columns),
    )


def _reference(table: ParkTable, columns: ParkColumns, shown: str | None) -> Layer:
    return Layer(
        "reference",
        table.reference,
        _("City's street nodes") if columns.among_city else _("Street nodes of the reference"),
        _("The street nodes that percentiles are counted among. © OpenStreetMap contributors, ODbL 1.0."),
        geometry="Point",
        style=styles.reference_style(table.reference, columns, shown),
    )


def _stops(city: City, columns: ParkColumns) -> Layer:
    frame = stops_frame(city)
    words = _("Public transport stops. © OpenStreetMap contributors, ODbL 1.0.")
    return Layer("stops", frame, _("Stops"), words, geometry="Point", style=styles.stops_style(frame, columns))


def _places(city: City, columns: ParkColumns) -> Layer:
    frame = places_frame(city)
    words = _("Places by kind and category. © OpenStreetMap contributors, ODbL 1.0.")
    style = styles.places_style(frame, city.categories, columns)
    return Layer("places", frame, _("Places"), words, geometry="Point", style=style)


def _features(city: City, columns: ParkColumns) -> Layer:
    frame = features_frame(city)
    words = _(
        "Objects that single indices look for (everyday kinds, heritage, offices, campuses, gateways), by set of tags. "
        "© OpenStreetMap contributors, ODbL 1.0."
    )
    titles = {key: facts["title"] for key, facts in city.sets.items()}
    style = styles.features_style(frame, titles, columns)
    return Layer("features", frame, _("Objects of single indices"), words, geometry="Point", style=style)


def _own_places(table: ParkTable) -> list[Layer]:
    if table.place_comparison is None:
        return []
    words = _("The user's own places beside the map's: counts in reach of each park and in the whole city.")
    return [Layer("place_comparison", table.place_comparison, _("Own places and the map's"), words)]


def _codebook(table: ParkTable) -> list[Layer]:
    if table.codebook is None:
        return []
    words = _("From a code of the interviews to category, factor, item, score and the indices held against it.")
    return [Layer("codebook", table.codebook, _("Codebook"), words)]


def styles_table(contents: list[Layer]) -> Layer:
    """Return the table in which QGIS keeps the styles of a GeoPackage's layers."""
    styled = [layer for layer in contents if layer.style]
    frame = pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": [layer.name for layer in styled],
            "f_geometry_column": GEOMETRY,
            "styleName": "Park Locus",
            "styleQML": [layer.style for layer in styled],
            "styleSLD": "",
            "useAsDefault": True,
            "description": [layer.description for layer in styled],
            "owner": "",
            "ui": None,
            "update_time": pd.Timestamp(datetime.now(tz=UTC)).floor("s"),
        }
    )
    return Layer("layer_styles", frame, _("Styles"), _("How QGIS draws the layers."))
