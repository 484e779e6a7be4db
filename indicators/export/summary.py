"""A city as a whole in a GeoPackage: its figures as tables, and the square grid as a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.export import styles
from parklocus.indicators.export.columns import ParkColumns
from parklocus.indicators.export.layers import Layer
from parklocus.indicators.export.provenance import provenance_rows
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.summary.grid import COUNT

if TYPE_CHECKING:
    import geopandas as gpd

    from parklocus.indicators.summary.summary import CitySummary


def summary_layers(summary: CitySummary, columns: ParkColumns) -> list[Layer]:
    """Return the tables ``city_summary`` and ``city_shares``, and the layer ``grid`` where there is one.

    Parameters
    ----------
    summary : CitySummary
        The city.
    columns : ParkColumns
        Titles of the index columns.
    """
    tables = [
        Layer(
            "city_summary",
            summary.table,
            _("City's figures"),
            _("Mean, quartiles and median of each index over the city, and shares within a walk; to be stacked."),
        ),
        Layer(
            "city_shares",
            summary.shares,
            _("City's shares within a walk"),
            _("Which share of the city's people and streets lies within a walk of everyday things."),
        ),
    ]
    return tables if summary.grid is None else [_grid(summary.grid, summary, columns), *tables]


def city_layers(summary: CitySummary) -> list[Layer]:
    """Return all that the GeoPackage of a city without parks holds, but for the table of styles."""
    layers = summary_layers(summary, ParkColumns(summary.definitions))
    provenance = provenance_rows(summary.provenance, notes=summary.notes, score_label=None, validation=None, renamed={})
    return [
        *layers,
        Layer("index_definitions", summary.definitions, _("Index definitions"), _("What each index column measures.")),
        Layer(
            "provenance",
            provenance,
            _("Provenance"),
            _("Where the result comes from: inputs, snapshot, parameters, versions and notes."),
        ),
    ]


def _grid(grid: gpd.GeoDataFrame, summary: CitySummary, columns: ParkColumns) -> Layer:
    titles = _titles(grid, summary, columns)
    shown = next((name for name in [*columns.indices, *titles] if name in grid and grid[name].notna().any()), None)
    words = _(
        "The city in squares: streets, people, the mean of each index, shares. © OpenStreetMap contributors, ODbL 1.0."
    )
    style = styles.grid_style(grid, titles, shown)
    return Layer("grid", grid, _("Grid"), words, geometry="MultiPolygon", style=style)


def _titles(grid: gpd.GeoDataFrame, summary: CitySummary, columns: ParkColumns) -> dict[str, str]:
    """Return what the grid's columns are called, in the language in use."""
    titles = styles.plain_titles(grid, columns) | {
        "cell": _("Column and row"),
        "nodes": _("Street nodes"),
        "street_length_m": _("Streets (m)"),
        "people": _("People"),
    }
    language = "title_zh" if current_language().startswith("zh") else "title_en"
    of_weight = {"street_length": _("{title} (share of the streets)"), "people": _("{title} (share of the people)")}
    for row in summary.shares.to_dict("records"):
        titles[f"{row['column']}_{row['weight']}"] = of_weight[row["weight"]].format(title=row[language])
    for column in columns.indices:
        titles[column + COUNT] = _("{title}: street nodes counted").format(title=columns.title(column))
    return {name: title for name, title in titles.items() if name in grid}
