"""The columns of a park table: the order in which a person reads them, their titles and their decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.catalogue.families import unit_title
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

ATTACHMENT = (
    "access_points",
    "access_points_cut_off",
    "access_leg_m",
    "edge_distance_m",
    "edge_affected",
    "mapped_land_use",
    "notes",
)
VARIANTS = ("_pct", "_min", "_max")
SCORE = "score_"
SCORE_LABEL = "score_label"

_OWN_PLACES = r"own_places_share_(\d+)"
_KNOWN_DEPARTURES = "known_departures_share"
_KNOWN_LEVELS = "known_levels_share"
_COMPANIONS = {"cbd_name": "cbd_", "ptal_band": "ptal"}  # text beside the index that the name begins


@dataclass(frozen=True)
class ParkColumns:
    """What each column of a park table, or of its reference, is.

    Parameters
    ----------
    definitions : pandas.DataFrame
        A row an index column, as in ``table.definitions``.
    factors : tuple of str
        The factors that have scores.
    score_label : str
        What the scores are, such as "simulated"; said in every score's title. Empty for nothing.
    """

    definitions: pd.DataFrame
    factors: tuple[str, ...] = ()
    score_label: str = ""

    @cached_property
    def indices(self) -> list[str]:
        """The index columns, in the catalogue's order."""
        return [str(column) for column in self.definitions["column"]]

    @cached_property
    def among_city(self) -> bool:
        """Whether percentiles are among street nodes of all of the map, not of a part of it."""
        return not self.definitions["reference_area"].any()

    @cached_property
    def by_street_length(self) -> bool:
        """Whether street nodes count in percentiles by the length of their streets."""
        return bool((self.definitions["reference_weight"] == "street_length").any())

    @cached_property
    def leading(self) -> list[str]:
        """The first column of each index."""
        return [str(column) for column in self.definitions.drop_duplicates("index")["column"]]

    @cached_property
    def scores(self) -> list[str]:
        """The columns of the factor scores, with the one that says what they are."""
        found = [SCORE + factor for factor in self.factors]
        return [*found, SCORE_LABEL] if found and self.score_label else found

    def ours(self, columns: Iterable[str]) -> list[str]:
        """Return the columns that are not the user's own."""
        given = list(columns)
        known = {"id", "name", "geometry", *ATTACHMENT, *self.scores, *self._index_columns(given)}
        return [column for column in given if column in known]

    def order(self, columns: Iterable[str]) -> list[str]:
        """Return columns as a person reads them: who, the user's own, scores, each index whole, how it was attached."""
        given = list(columns)
        ours = set(self.ours(given))
        own = [column for column in given if column not in ours]
        wanted = ["id", "name", *own, *self.scores, *self._index_columns(given), *ATTACHMENT, "geometry"]
        return [column for column in wanted if column in given]

    def _index_columns(self, given: list[str]) -> list[str]:
        found: list[str] = []
        for column in self.indices:
            found += [column, *(column + ending for ending in VARIANTS)]
        for name, start in _COMPANIONS.items():
            beside = [column for column in self.indices if column.startswith(start) and column in given]
            if beside and name not in found:
                found.insert(found.index(beside[0]) + 1, name)
        facts = (_KNOWN_DEPARTURES, _KNOWN_LEVELS)
        found += [column for column in given if re.fullmatch(_OWN_PLACES, column) or column in facts]
        return [column for column in found if column in given]

    def title(self, column: str) -> str:
        """Return what a column is called on a map or over a table, with its unit."""
        if column in self._titles:
            return self._index_title(column, unit=True)
        in_what = _("{title}: percentile in the city") if self.among_city else _("{title}: percentile in the reference")
        for ending, pattern in (
            ("_pct", in_what),
            ("_min", _("{title}: least of the access points")),
            ("_max", _("{title}: greatest of the access points")),
        ):
            index = column.removesuffix(ending)
            if index != column and index in self._titles:
                return pattern.format(title=self._index_title(index, unit=False))
        share = re.fullmatch(_OWN_PLACES, column)
        if share:
            return _("Share of places that lie in the park itself ({radius} m)").format(radius=share[1])
        if column in self.scores and column != SCORE_LABEL:
            factor = column.removeprefix(SCORE)
            if self.score_label:
                return _("Score, {factor} ({label})").format(factor=factor, label=self.score_label)
            return _("Score, {factor}").format(factor=factor)
        return _plain_titles().get(column, column)

    def _index_title(self, column: str, *, unit: bool) -> str:
        title, measured = self._titles[column], self._units[column]
        if not unit or _missing(measured):
            return title
        unit_words = unit_title(str(measured))
        # A title that ends in its radius takes the unit into the same brackets.
        if title.endswith("\N{FULLWIDTH RIGHT PARENTHESIS}"):
            return f"{title[:-1]}\N{FULLWIDTH COMMA}{unit_words}\N{FULLWIDTH RIGHT PARENTHESIS}"
        return f"{title[:-1]}, {unit_words})" if title.endswith(")") else f"{title} ({unit_words})"

    @cached_property
    def _units(self) -> dict[str, object]:
        return dict(zip(self.indices, self.definitions["unit"], strict=True))

    @cached_property
    def _titles(self) -> dict[str, str]:
        # In the language that rules when the file is written: a GeoPackage has one title a field.
        column = "title_zh" if current_language().startswith("zh") else "title_en"
        return {
            str(name): str(name) if _missing(title) else str(title)
            for name, title in zip(self.definitions["column"], self.definitions[column], strict=True)
        }


def decimals(values: pd.Series[float]) -> int:
    """Return how many decimals a person needs to read a column of numbers: about four figures."""
    finite = values.to_numpy(dtype=float, na_value=np.nan)
    finite = np.abs(finite[np.isfinite(finite)])
    largest = float(finite.max(initial=0.0))
    return 0 if largest >= 1000 else 1 if largest >= 100 else 2 if largest >= 1 else 3


def _missing(value: object) -> bool:
    return value is None or value == "" or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _plain_titles() -> dict[str, str]:
    return {
        "id": _("Identifier"),
        "name": _("Name"),
        "access_points": _("Access points"),
        "access_points_cut_off": _("Access points off the main street network"),
        "access_leg_m": _("Straight way to the street (m)"),
        "mapped_land_use": _("Land use on the map"),
        "edge_distance_m": _("Distance to the map's edge (m)"),
        "edge_affected": _("Columns that the map's edge may distort"),
        "notes": _("Notes"),
        "cbd_name": _("Nearest centre"),
        "ptal_band": _("Transit access band (PTAL)"),
        _KNOWN_LEVELS: _("Share of the site's buildings whose levels or height are known"),
        _KNOWN_DEPARTURES: _("Share of the lines within reach whose departures are known"),
        SCORE_LABEL: _("What the scores are"),
        "park": _("Park"),
        "radius": _("Walking distance (m)"),
        "area_km2": _("Area (km²)"),
        "node": _("Street node"),
        "degree": _("Streets that meet here"),
        "component": _("Part of the street network"),
        "street_length_m": _("Streets that the node stands for (m)"),
        "people": _("People that the node stands for"),
        "osm_id": _("OpenStreetMap object"),
        "mode": _("Mode of transit"),
        "kind": _("Kind"),
        "category": _("Category"),
        "set": _("Set of tags"),
        "index": _("Index that looks for it"),
        "tag": _("OpenStreetMap tag"),
        "attached": _("Reached from a street"),
        "leg_m": _("Straight way to the street (m)"),
    }
