"""A result read back from its GeoPackage: what figures, reports and comparisons of results are made from."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.columns import SCORE, SCORE_LABEL, ParkColumns
from parklocus.indicators.export.comparison_tables import comparison_names
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.columns import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEEDED = ("parks", "index_definitions", "provenance")


class StoredResult:
    """The tables of a result's GeoPackage, read when they are asked for; nothing is computed anew.

    Parameters
    ----------
    path : str or Path
        The ``.gpkg`` file that a study left.

    Raises
    ------
    InputError
        There is no such file, or it is no result with parks.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise InputError(_("There is no file {file}.").format(file=self.path))
        try:
            self._kinds = {str(name): kind for name, kind in pyogrio.list_layers(self.path)}
        except pyogrio.errors.DataSourceError as error:
            raise InputError(_("{file} cannot be read as a GeoPackage.").format(file=self.path)) from error
        self.names = tuple(self._kinds)
        absent = [name for name in _NEEDED if name not in self.names]
        if absent:
            message = _("{file} is no result of a study with parks: it has no table {names}.")
            raise InputError(message.format(file=self.path, names=", ".join(absent)))
        self._read: dict[str, pd.DataFrame] = {}
        self._columns: dict[str, ParkColumns] = {}

    def table(self, name: str) -> pd.DataFrame | None:
        """Return one of the tables, without geometry; None where the result has none of that name."""
        if name not in self.names:
            return None
        if name not in self._read:
            try:
                self._read[name] = pyogrio.read_dataframe(self.path, layer=name, read_geometry=False)
            except (pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
                message = _("The table {name} of {file} cannot be read; run the study again.")
                raise InputError(message.format(name=name, file=self.path)) from error
        return self._read[name]

    def _needed(self, name: str) -> pd.DataFrame:
        found = self.table(name)
        assert found is not None  # noqa: S101 - seen when the file was opened
        return found

    @cached_property
    def parks(self) -> pd.DataFrame:
        """A row a park, `name` filled with the id where there is none."""
        parks = self._needed("parks")
        ids = parks["id"].astype(str)
        named = parks["name"].notna() & (parks["name"].astype(str).str.strip() != "")
        return parks.assign(id=ids, name=parks["name"].astype(str).where(named, ids))

    @cached_property
    def definitions(self) -> pd.DataFrame:
        """A row an index column, those alone that are columns of the parks."""
        found = self._needed("index_definitions")
        return found[found["column"].isin(self.parks.columns)].reset_index(drop=True)

    @property
    def columns(self) -> ParkColumns:
        """What the columns of the parks are called, in the language in use."""
        language = current_language()
        if language not in self._columns:
            self._columns[language] = ParkColumns(self.definitions, self.factors, self.score_label)
        return self._columns[language]

    @cached_property
    def factors(self) -> tuple[str, ...]:
        """The factors that have scores, in the order of the table of associations."""
        associations = self.table("associations")
        named = () if associations is None else tuple(dict.fromkeys(associations["factor"].astype(str)))
        return tuple(factor for factor in named if SCORE + factor in self.parks)

    @cached_property
    def score_label(self) -> str:
        """What is to be said beside every score; "" for nothing."""
        given = self.parks[SCORE_LABEL].dropna().tolist() if SCORE_LABEL in self.parks else []
        return str(given[0]) if given else ""

    @cached_property
    def provenance(self) -> Mapping[str, Any]:
        """Where the result comes from, as it was when the result was written."""
        rows = self._needed("provenance")
        document = rows.loc[(rows["section"] == "document") & (rows["key"] == "json"), "value"]
        if document.empty:
            message = _("The table {name} of {file} cannot be read; run the study again.")
            raise InputError(message.format(name="provenance", file=self.path))
        found: dict[str, Any] = json.loads(document.iloc[0])
        return found

    @property
    def statement(self) -> str:
        """What can and cannot be said of scores and indices, in the language in use."""
        return self.stated("validation").get(f"statement_{'zh' if current_language() == 'zh_CN' else 'en'}", "")

    @property
    def scored_parks(self) -> int:
        """How many parks have scores."""
        return int(self.stated("validation").get("n_parks") or 0)

    @property
    def comparison(self) -> dict[str, pd.DataFrame]:
        """The tables of the comparison of scores and indices, by name, and the codebook of the interviews."""
        tables = {name: self.table(name) for name in self.names if name in {*comparison_names(), "codebook"}}
        return {name: table for name, table in tables.items() if table is not None}

    def is_table(self, name: str) -> bool:
        """Whether a name is a table's, without geometry."""
        return self._kinds.get(name) is None

    def title_of(self, name: str) -> str:
        """Return what a layer or table is called, in the language the result was written in."""
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT identifier FROM gpkg_contents WHERE table_name = ?", (name,)).fetchone()
        return str(found[0]) if found and found[0] else name

    def stated(self, section: str) -> dict[str, str]:
        """Return the rows of a section of the provenance, key to value."""
        rows = self._needed("provenance")
        rows = rows[rows["section"] == section]
        return {
            str(key): "" if pd.isna(value) else str(value)
            for key, value in zip(rows["key"], rows["value"], strict=True)
        }

    @cached_property
    def title(self) -> str:
        """The study's title, else the file's name."""
        return str(self.provenance.get("study", {}).get("title") or self.path.stem)

    def park(self, wanted: str) -> pd.Series[Any]:
        """Return the row of the park of this id, or of this name.

        Raises
        ------
        InputError
            There is no such park; the message names what is near.
        """
        for field in ("id", "name"):
            found = self.parks[self.parks[field] == wanted]
            if len(found):
                return found.iloc[0]
        message = _("{file} has no park “{park}”; {hint}")
        hint = suggestion(wanted, list(self.parks["id"]))
        raise InputError(message.format(file=self.path.name, park=wanted, hint=hint))

    def index_columns(self, wanted: str) -> list[str]:
        """Return the columns that a name stands for: the column itself, or all columns of an index.

        Raises
        ------
        InputError
            There is no such index; the message names what is near.
        """
        of_index = dict(zip(self.definitions["column"], self.definitions["index"], strict=True))
        found = [wanted] if wanted in of_index else [column for column in of_index if of_index[column] == wanted]
        if not found:
            message = _("{file} has no index “{index}”; {hint}")
            hint = suggestion(wanted, list(dict.fromkeys([*of_index.values(), *of_index])))
            raise InputError(message.format(file=self.path.name, index=wanted, hint=hint))
        return found

    def factor(self, wanted: str) -> str:
        """Return a factor, once it is sure that it has scores.

        Raises
        ------
        InputError
            It has none; the message names what is near.
        """
        if not self.factors:
            raise InputError(_("{file} holds no factor scores.").format(file=self.path.name))
        if wanted not in self.factors:
            message = _("{file} has no factor “{factor}”; {hint}")
            hint = suggestion(wanted, self.factors)
            raise InputError(message.format(file=self.path.name, factor=wanted, hint=hint))
        return wanted
