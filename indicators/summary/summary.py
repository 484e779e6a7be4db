"""A whole city in figures that can be compared: indices over its street nodes, shares within a walk, a square grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.computing.city_nodes import PEOPLE, STREET_LENGTH
from parklocus.indicators.computing.weighted import STATISTICS, describe
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.grid import SquareGrid
from parklocus.indicators.progress import alive
from parklocus.indicators.study.sections import SIDES
from parklocus.indicators.summary.grid import grid_layer, grid_lines
from parklocus.indicators.summary.shares import (
    HEADWAYS,
    LARGE,
    STREETS,
    WITHIN,
    CountedStreets,
    aims_of,
    share_rows,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.city_nodes import CityNodes
    from parklocus.indicators.computing.measure import Measurement

_NODES = "nodes"


@dataclass(frozen=True)
class SummaryOptions:
    """What is wanted of a city as a whole.

    Attributes
    ----------
    grid : float or None
        Side of the grid's squares in metres, 100 to 1000; no grid when None.
    title : str or None
        What the city is called in tables; by default what it was fetched as, else the map's file without its ending.

    Raises
    ------
    InputError
        The side is no number from 100 to 1000.
    """

    grid: float | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        low, high = SIDES
        if self.grid is None:
            return
        is_number = isinstance(self.grid, int | float | np.integer) and not isinstance(self.grid, bool)
        if not is_number or not low <= self.grid <= high:
            message = _("The grid's side is {side}; it must be a number from {low} to {high} (metres).")
            raise InputError(message.format(side=self.grid, low=low, high=high))


@dataclass(frozen=True)
class CitySummary:
    """A city as a whole.

    Attributes
    ----------
    indices : pandas.DataFrame
        A row an index column and weight: ``city, snapshot, column, weight, n, edge_affected, missing, total, mean, q25,
        median, q75``. Weights are ``nodes`` (each street node once), ``street_length``, and ``people`` where there is a
        raster; `n` nodes are used, and `total` is the sum of their weights.
    shares : pandas.DataFrame
        A row a thing to live near and weight: ``city, snapshot`` and what `city_shares.share_rows` gives.
    grid : geopandas.GeoDataFrame or None
        A row a square with streets (WGS 84): ``cell, area_km2, nodes, street_length_m, people``, the mean of each
        index, the shares, and how many nodes each mean is of (``<column>_n``).
    definitions : pandas.DataFrame
        A row an index column: what it is; joins on ``column``.
    provenance : dict
        Inputs with hashes, snapshot, parameters and versions.
    notes : list of str
        What a reader should know.
    """

    indices: pd.DataFrame
    shares: pd.DataFrame
    grid: gpd.GeoDataFrame | None
    definitions: pd.DataFrame
    provenance: dict[str, Any]
    notes: list[str]

    @property
    def table(self) -> pd.DataFrame:
        """All figures one below the other, to be stacked over cities.

        ``city, snapshot, column, weight, statistic, value, n, total``; statistics are ``mean``, ``q25``, ``median``,
        ``q75`` of an index and ``share`` of a thing to live near.
        """
        by = ["city", "snapshot", "column", "weight", "n", "total"]
        figures = self.indices.melt(by, [*STATISTICS], "statistic", "value")
        order = pd.Categorical(figures["statistic"], STATISTICS, ordered=True)
        rank = {column: number for number, column in enumerate(self.indices["column"].drop_duplicates())}
        figures = figures.assign(order=order, rank=figures["column"].map(rank))
        figures = figures.sort_values(["rank", "weight", "order"], kind="stable").drop(columns=["order", "rank"])
        shares = self.shares.rename(columns={"share": "value", "counted": "total"}).assign(statistic="share")
        columns = ["city", "snapshot", "column", "weight", "statistic", "value", "n", "total"]
        both = pd.concat([figures, shares], ignore_index=True)[columns]
        return both.astype({"n": "Int64"})


def summarise(
    nodes: CityNodes,
    measured: Measurement,
    affected: NDArray[np.bool_],
    *,
    definitions: pd.DataFrame,
    options: SummaryOptions,
) -> CitySummary:
    """Summarise a city from street nodes that are measured.

    Parameters
    ----------
    nodes : CityNodes
        The nodes of the reference.
    measured : Measurement
        Their values.
    affected : numpy.ndarray of shape (nodes, columns)
        Which values look past the map's edge.
    definitions : pandas.DataFrame
        What the columns are.
    options : SummaryOptions
        What is wanted.
    """
    city = nodes.network.city
    grid = None if options.grid is None else SquareGrid(city, options.grid)
    aims = aims_of(city)
    streets = CountedStreets.of(nodes, aims, grid_lines(grid) if grid else ())
    covered = {}
    for aim in aims:
        alive()
        if not aim.reason:
            covered[aim.column] = streets.covered(aim)
    shares = share_rows(aims, streets, covered)
    facts: dict[str, Any] = {
        "within_m": WITHIN,
        "large_open_space_m2": LARGE,
        "headways_min": list(HEADWAYS),
        "service_window": "07:00-19:00",
    }
    layer = None
    if grid:
        layer = grid_layer(grid, nodes, streets, covered, measured=measured, affected=affected)
        beyond = streets.edge_distance <= 0
        facts["grid"] = grid.facts() | {
            f"{name}_beyond_the_map": round(float(amount[beyond].sum()), 3) for name, amount in streets.amount.items()
        }
    called = {"city": options.title or city_title(city), "snapshot": city.origin.get("snapshot")}
    indices = _index_rows(nodes, measured, affected)
    return CitySummary(
        indices=_led_by(called, indices),
        shares=_led_by(called, shares),
        grid=layer,
        definitions=definitions,
        provenance={"summary": {"city": called["city"], **facts}},
        notes=_notes(shares),
    )


def city_title(city: City) -> str:
    """Return what a city is called where nobody says: the place it was fetched by, else its file without ending."""
    fetched = city.origin.get("fetched") or {}
    file = str(city.origin.get("file", ""))
    return str(fetched.get("place") or file.split(".", maxsplit=1)[0] or file)


def _index_rows(nodes: CityNodes, measured: Measurement, affected: NDArray[np.bool_]) -> pd.DataFrame:
    """Return a row an index column and weight."""
    weights = {_NODES: np.ones(len(nodes)), STREETS: nodes.weights[STREET_LENGTH]}
    if PEOPLE in nodes.weights:
        weights[PEOPLE] = nodes.weights[PEOPLE]
    missing = pd.isna(measured.table)
    rows = []
    for number, column in enumerate(measured.columns):
        alive()
        used = ~affected[:, number] & ~missing[:, number]
        own = {name: weight[used] for name, weight in weights.items()}
        left_out = {
            "edge_affected": int((affected[:, number] & ~missing[:, number]).sum()),
            "missing": int(missing[:, number].sum()),
        }
        for name, figures in describe(measured.table[used, number], own).items():
            counted = {"n": int((own[name] > 0).sum()), **left_out, "total": float(own[name].sum())}
            rows.append(
                {"column": column.name, "weight": name, **counted, **dict(zip(STATISTICS, figures, strict=True))}
            )
    names = ["column", "weight", "n", "edge_affected", "missing", "total", *STATISTICS]
    return pd.DataFrame(rows, columns=names)


def _led_by(called: dict[str, Any], table: pd.DataFrame) -> pd.DataFrame:
    """Put what city and which day it is before each row."""
    for number, (name, value) in enumerate(called.items()):
        table.insert(number, name, pd.Series([value] * len(table), dtype=object))
    return table


def _notes(shares: pd.DataFrame) -> list[str]:
    notes = []
    if PEOPLE not in set(shares["weight"]):
        notes.append(_("No raster of people is given: the city's figures are by street length and street nodes alone."))
    for reason, columns in shares[shares["reason"] != ""].groupby("reason", sort=False)["column"]:
        names = ", ".join(dict.fromkeys(columns))
        notes.append(_("Shares of the city that are missing: {names} ({reason}).").format(names=names, reason=reason))
    return notes
