"""A city's rasters on its streets: what indices read, where they end, and what a reader should know of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.catalogue import CATALOGUE
from parklocus.indicators.computing.edge import edge_distance
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.raster_land import SpreadRaster, spread_rasters
from parklocus.indicators.numerals import percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices import Column
    from parklocus.indicators.network.land import Land
    from parklocus.indicators.network.street_network import StreetNetwork

_NEED = {"population": "population", "population_density": "population", "night_light": "night_light"}
_AMOUNT = {"population": "people", "night_light": "light"}


@dataclass(frozen=True)
class RastersOnStreets:
    """Rasters by what indices need of them (``population``, ``night_light``), and the land they were spread over."""

    city: City
    spread: Mapping[str, SpreadRaster]
    land: Land | None = None

    @classmethod
    def read(cls, city: City, paths: Mapping[str, str | Path] | None, notes: list[str]) -> RastersOnStreets:
        """Read rasters and spread them over the streets; what a reader should know of them goes to the notes.

        Raises
        ------
        InputError
            A raster cannot be used.
        """
        if not paths:
            return cls(city, {})
        from parklocus.indicators.rasters import read_rasters  # noqa: PLC0415  GDAL takes long to load

        windows = read_rasters(city, paths)
        found = spread_rasters(city.streets, city.extent, list(windows.values()))
        spread = {_NEED[kind]: one for kind, one in zip(windows, found.rasters, strict=True)}
        rasters = cls(city, spread, found.land)
        notes.extend(rasters.notes())
        return rasters

    def onto(self, network: StreetNetwork) -> StreetNetwork:
        """Return a network of whole streets with what the rasters give its edges, and the land."""
        if self.land is not None:
            network.of_streets.setdefault("land", self.land)
        spread: dict[str, NDArray[np.float64]] = {}
        for need, raster in self.spread.items():
            spread |= {_AMOUNT[need]: raster.amount, f"{_AMOUNT[need]}_land": raster.known_land}
        return replace(network, spread=spread)

    def edge_distance(
        self, columns: Sequence[Column], to_edge: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return metres to where the data of each column end: the extract's edge, or a nearer one of its raster.

        Parameters
        ----------
        columns : sequence of Column
            The columns.
        to_edge : numpy.ndarray of shape (points,)
            Metres to the extract's edge.
        x, y : numpy.ndarray of shape (points,)
            The points in metres.

        Returns
        -------
        numpy.ndarray of shape (points, columns)
        """
        result = np.repeat(to_edge[:, None], len(columns), axis=1)
        for need, raster in self.spread.items():
            affected = [number for number, column in enumerate(columns) if need in CATALOGUE[column.index].needs]
            if raster.coverage is None or not affected:
                continue
            nearer = np.minimum(to_edge, edge_distance(raster.coverage, x, y))
            result[:, affected] = nearer[:, None]
        return result

    def notes(self) -> list[str]:
        """Return what a reader should know of the rasters."""
        notes = []
        for raster in self.spread.values():
            file = raster.facts["file"]
            if raster.coverage is not None:
                message = _("{file} does not cover all of the city: values that look past its edge are marked.")
                notes.append(message.format(file=file))
            if raster.facts["land_with_data"] < 0.995:
                message = _("{file} holds values for {share} of the land along the streets.")
                notes.append(message.format(file=file, share=percent(raster.facts["land_with_data"])))
            lost, total = raster.facts.get("people_not_reached", 0.0), raster.facts.get("people", 0.0)
            if lost > 0.01 * total:
                message = _("{count:,.0f} of {total:,.0f} people in {file} live far from any street and count nowhere.")
                notes.append(message.format(count=lost, total=total, file=file))
        return notes

    def facts(self) -> dict[str, Any]:
        """Return where the rasters came from and what was spread, for the provenance."""
        return {need: dict(raster.facts) for need, raster in self.spread.items()}


def inputs_given(paths: Mapping[str, str | Path] | None) -> dict[str, bool]:
    """Return which of the needs that rasters can meet they do."""
    kinds = paths or {}
    return {need: any(_NEED.get(kind) == need for kind in kinds) for need in _AMOUNT}


def lack_refused(need: str) -> str:
    """Return what is said of indices that are asked for and lack an input, with ``{names}`` to fill in."""
    return {
        "centre": _("{names} needs a centre: give its longitude and latitude."),
        "population": _("{names} needs a raster of people: give it as population or population_density."),
        "night_light": _("{names} needs a raster of light at night: give it as night_light."),
    }[need]


def lack_noted(need: str) -> str:
    """Return what is noted where the whole catalogue is asked for and an input is lacking."""
    return {
        "centre": _("No centre is given; left out: {names}."),
        "population": _("No raster of people is given; left out: {names}."),
        "night_light": _("No raster of light at night is given; left out: {names}."),
    }[need]
