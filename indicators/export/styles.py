"""How each layer looks when QGIS opens it: one index on the parks and on the city's street nodes, in the same colours.

Parks are coloured by their percentile in the city, street nodes by the same fifths of the city, so that a park in the
colour of the nodes about it is as good a place as they are. The colours (viridis without its ends) keep their
order for colour-blind readers and in grey, and stand out from light and dark base maps.
"""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.computing.weighted import weighted_quantiles
from parklocus.indicators.export.columns import ParkColumns, decimals
from parklocus.indicators.export.qml import Category, Style, ValueClass, quoted
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

CLASSES = 5
ABSENT = -1.0  # stands for a missing value in the classes of a map: no index is less than nothing

# The templates' symbols: 0 is a park without a value, then the five classes from the least to the greatest.
_NO_VALUE, _FIRST = 0, 1


def shown_index(table: pd.DataFrame, columns: ParkColumns) -> str | None:
    """Return the index that the map shows: the first with percentiles, else the first with values, else None."""
    for ending in ("_pct", ""):
        for column in columns.indices:
            name = column + ending
            if name in table and pd.api.types.is_numeric_dtype(table[name]) and table[name].notna().any():
                return column
    return None


def parks_style(template: str, table: pd.DataFrame, columns: ParkColumns, shown: str | None) -> str:
    """Return the style of the parks; `template` is ``"parks"`` (areas) or ``"park_points"``.

    Parameters
    ----------
    template : str
        The style's file in `resources/styles`.
    table : pandas.DataFrame
        All parks, whichever layer they are drawn in, so that areas and points share their classes.
    columns : ParkColumns
        Titles of the columns.
    shown : str or None
        The index to show.
    """
    style = Style(template)
    percentile = f"{shown}_pct"
    if shown is None:
        style.draw_alike(_FIRST + CLASSES // 2)
    elif percentile in table and table[percentile].notna().any():
        _show(style, table[percentile], _percentile_classes(columns), percentile)
    else:
        values = table[shown]
        _show(style, values, fifths(_numbers(values), decimals(values), first_symbol=_FIRST), shown)
    _name_and_round(style, table, columns)
    style.describe(_park_tip(table, columns), _park_name())
    return style.text()


def reference_style(reference: gpd.GeoDataFrame, columns: ParkColumns, shown: str | None) -> str:
    """Return the style of the city's street nodes: the fifths of the index among the nodes that percentiles count.

    Where nodes count by the length of their streets, a fifth is a fifth of that.
    """
    style = Style("reference")
    classes: list[ValueClass] = []
    if shown is not None and shown in reference:
        values = _numbers(reference[shown])
        affected = reference["edge_affected"].fillna("").str.split(r",\s*", regex=True)
        counted = np.isfinite(values) & ~affected.map(lambda names: shown in names).to_numpy(dtype=bool)
        drawn = values[np.isfinite(values)]
        ranked = counted if counted.any() else np.isfinite(values)
        weights = _numbers(reference["street_length_m"])[ranked] if columns.by_street_length else None
        classes = fifths(values[ranked], decimals(reference[shown]), within=drawn, weights=weights)
    if shown is not None and classes:
        style.graduate(shown, classes)
    else:
        style.draw_alike(CLASSES // 2)
    _name_and_round(style, reference, columns)
    if shown is not None and shown in reference:
        title, value = html.escape(columns.title(shown)), _number(shown, decimals(reference[shown]))
        style.describe(f"<p>{title}: <b>[% {value} %]</b></p>", quoted("node"))
    return style.text()


def catchments_style(catchments: gpd.GeoDataFrame, columns: ParkColumns) -> str:
    """Return the style of the catchments: one light colour, fainter and dashed the farther they reach."""
    style = Style("catchments")
    radii = sorted(catchments["radius"].dropna().unique().tolist())
    whole = [int(radius) if float(radius).is_integer() else float(radius) for radius in radii]
    if whole:
        style.categorise("radius", [Category(one, _("{radius} m on foot").format(radius=one)) for one in whole])
    else:
        style.draw_alike(0)
    _name_and_round(style, catchments, columns)
    name = f"coalesce({quoted('name')}, {quoted('park')})"
    radius = _("{radius} m on foot").format(radius=f"[% {quoted('radius')} %]")
    style.describe(f"<p><b>[% {name} %]</b><br>{radius}: [% {_number('area_km2', 2)} %] km²</p>", name)
    return style.text()


def grid_style(grid: gpd.GeoDataFrame, titles: Mapping[str, str], shown: str | None) -> str:
    """Return the style of the square grid: fifths of the squares that have a value; others are not drawn.

    Parameters
    ----------
    grid : geopandas.GeoDataFrame
        The squares.
    titles : mapping
        Titles of the columns, in the language in use.
    shown : str or None
        The column to show.
    """
    style = Style("grid")
    values = _numbers(grid[shown]) if shown else np.empty(0)
    places = decimals(grid[shown]) if shown else 0
    classes = fifths(values[np.isfinite(values)], places)
    if shown and classes:
        style.graduate(shown, classes)
        value = f"<p>{html.escape(titles.get(shown, shown))}: <b>[% {_number(shown, places)} %]</b></p>"
        style.describe(value, quoted("cell"))
    else:
        style.draw_alike(CLASSES // 2)
    style.name_fields(titles)
    style.round_fields({str(c): decimals(grid[c]) for c in grid if pd.api.types.is_float_dtype(grid[c])})
    return style.text()


def stops_style(stops: gpd.GeoDataFrame, columns: ParkColumns) -> str:
    """Return the style of the stops: colour and shape by mode."""
    titles = {"bus": _("Bus"), "tram": _("Tram"), "metro": _("Metro"), "rail": _("Rail"), "ferry": _("Ferry")}
    return _thematic("stops", stops, "mode", titles, columns)


def clusters_style(parks: gpd.GeoDataFrame, column: str, columns: ParkColumns) -> str:
    """Return the style of the map of where like lies by like, by the column of one factor.

    Parameters
    ----------
    parks : geopandas.GeoDataFrame
        A row a park, a column of clusters a factor.
    column : str
        The column that is shown.
    columns : ParkColumns
        Titles of the columns.
    """
    titles = {
        "high-high": _("High among high"),
        "low-low": _("Low among low"),
        "high-low": _("High among low"),
        "low-high": _("Low among high"),
    }
    other = _("No different from chance, or not tested")
    return _thematic("local_clusters", parks, column, titles, columns, other=other)


def places_style(places: gpd.GeoDataFrame, titles: Mapping[str, Mapping[str, str]], columns: ParkColumns) -> str:
    """Return the style of the places: colour and shape by category.

    Parameters
    ----------
    places : geopandas.GeoDataFrame
        The city's places.
    titles : mapping
        Titles of the categories by id and language, in the taxonomy's order.
    columns : ParkColumns
        Titles of the columns.
    """
    return _thematic("places", places, "category", _in_language(titles), columns)


def features_style(features: gpd.GeoDataFrame, titles: Mapping[str, Mapping[str, str]], columns: ParkColumns) -> str:
    """Return the style of the objects of the taxonomy's sets: shape by the index that reads the set, colour by set.

    They are drawn from 1:30,000 on only: most of them stand among the places, too.

    Parameters
    ----------
    features : geopandas.GeoDataFrame
        The objects.
    titles : mapping
        Titles of the sets by id and language, in the taxonomy's order.
    columns : ParkColumns
        Titles of the columns.
    """
    return _thematic("features", features, "set", _in_language(titles), columns)


def _in_language(titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    language = "zh" if current_language().startswith("zh") else "en"
    return {key: one.get(language, key) for key, one in titles.items()}


def plain_titles(frame: pd.DataFrame, columns: ParkColumns) -> dict[str, str]:
    """Return the titles of a frame's columns that have one other than their name."""
    titles = {str(column): columns.title(str(column)) for column in frame.columns if column != "geometry"}
    return {column: title for column, title in titles.items() if title != column}


def fifths(
    values: NDArray[np.float64],
    places: int,
    *,
    first_symbol: int = 0,
    within: NDArray[np.float64] | None = None,
    weights: NDArray[np.float64] | None = None,
) -> list[ValueClass]:
    """Return the classes that hold a fifth of the values each; fewer where many values are equal.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Finite values that the fifths are of.
    places : int
        Decimals in the legend.
    first_symbol : int
        The template's symbol of the lowest fifth.
    within : numpy.ndarray, optional
        All values that are drawn: the outer classes reach as far as these do.
    weights : numpy.ndarray, shape (n,), optional
        How much each value counts; all alike without them, or where they come to nothing.
    """
    if not len(values):
        return []
    shares = np.linspace(0.0, 1.0, CLASSES + 1)
    if weights is None or not weights.any():
        weights, edges = None, np.quantile(values, shares)
    else:
        edges = weighted_quantiles(values, weights, shares.tolist())
    edges[0] = min(edges[0], np.min(within)) if within is not None and len(within) else edges[0]
    edges[-1] = max(edges[-1], np.max(within)) if within is not None and len(within) else edges[-1]
    classes: list[ValueClass] = []
    begin = 0
    for end in range(1, CLASSES + 1):
        if end < CLASSES and edges[end] == edges[end + 1]:
            continue
        lower, upper = float(edges[begin]), float(edges[end])
        label = f"{lower:.{places}f}" if lower == upper else f"{lower:.{places}f} – {upper:.{places}f}"
        # Where many values are equal a class is more than a fifth: it takes the colour of its middle's percentile.
        below = np.average(values <= lower, weights=weights) if classes else 0.0
        middle = (below + np.average(values <= upper, weights=weights)) / 2
        symbol = first_symbol + max(math.ceil(CLASSES * middle - 1e-9) - 1, 0)
        classes.append(ValueClass(lower, upper, label, symbol))
        begin = end
    return classes


def _percentile_classes(columns: ParkColumns) -> list[ValueClass]:
    step = 100 // CLASSES
    labels = [f"{step * number} – {step * (number + 1)} %" for number in range(CLASSES)]
    lowest, highest = _("{range}: lowest fifth of the city"), _("{range}: highest fifth of the city")
    if not columns.among_city:
        lowest, highest = _("{range}: lowest fifth of the reference"), _("{range}: highest fifth of the reference")
    labels[0], labels[-1] = lowest.format(range=labels[0]), highest.format(range=labels[-1])
    return [
        ValueClass(float(step * number), float(step * (number + 1)), label, _FIRST + number)
        for number, label in enumerate(labels)
    ]


def _show(style: Style, values: pd.Series[float], classes: list[ValueClass], column: str) -> None:
    expression = column
    if values.isna().any():
        # QGIS draws nothing for a missing value, and a park that is not on the map would be overlooked.
        expression = f"coalesce({quoted(column)}, {ABSENT:g})"
        classes = [*classes, ValueClass(ABSENT, ABSENT, _("no value"), _NO_VALUE)]
    style.graduate(expression, classes)


def _thematic(
    template: str,
    layer: gpd.GeoDataFrame,
    column: str,
    titles: Mapping[str, str],
    columns: ParkColumns,
    *,
    other: str | None = None,
) -> str:
    style = Style(template)
    present = set(layer[column].dropna().unique().tolist())
    ordered = [value for value in titles if value in present] + sorted(present - set(titles))
    categories = [Category(value, titles.get(value, value)) for value in ordered]
    if layer[column].isna().any():
        categories.append(Category(None, other or _("Other")))
    if categories:
        style.categorise(column, categories)
    else:
        style.draw_alike(0)
    _name_and_round(style, layer, columns)
    name = f"coalesce({quoted('name')}, {quoted('kind' if 'kind' in layer else column)})"
    kind = quoted("kind" if "kind" in layer else column)
    style.describe(f"<p><b>[% {name} %]</b><br>[% {kind} %]</p>", name)
    return style.text()


def _name_and_round(style: Style, frame: pd.DataFrame, columns: ParkColumns) -> None:
    style.name_fields(plain_titles(frame, columns))
    style.round_fields({str(c): decimals(frame[c]) for c in frame if pd.api.types.is_float_dtype(frame[c])})


def _park_name() -> str:
    return f"coalesce({quoted('name')}, {quoted('id')})"


def _park_tip(table: pd.DataFrame, columns: ParkColumns) -> str:
    """Return a small table of the indices, one column of each, with percentiles, as QGIS shows it at the pointer."""
    rows = []
    for column in columns.leading:
        if column not in table:
            continue
        numeric = pd.api.types.is_numeric_dtype(table[column])
        value = _number(column, decimals(table[column])) if numeric else f"coalesce({quoted(column)}, '–')"
        percentile = f"[% {_number(f'{column}_pct', 0)} %]" if f"{column}_pct" in table else ""
        cells = "".join(f'<td align="right">{cell}</td>' for cell in (f"[% {value} %]", percentile))
        rows.append(f"<tr><td>{html.escape(columns.title(column))}</td>{cells}</tr>")
    percentile_title = html.escape(_("city percentile") if columns.among_city else _("percentile in the reference"))
    head = f"<tr><td></td><td></td><td><i>{percentile_title}</i></td></tr>"
    notes = f"<p><i>[% coalesce({quoted('notes')}, '') %]</i></p>" if "notes" in table else ""
    body = f'<table cellpadding="2">{head}{"".join(rows)}</table>' if rows else ""
    return f"<h3>[% {_park_name()} %]</h3>{body}{notes}"


def _number(column: str, places: int) -> str:
    return f"coalesce(format_number({quoted(column)}, {places}), '–')"


def _numbers(values: pd.Series[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return found
