"""The file a city is kept in: arrays and tables in one NumPy archive, no code in it, whole or not there."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

FORMAT = "parklocus city"
FORMAT_VERSION = 1


class CityFileError(Exception):
    """A file is no stored city, is damaged, or is of another version; the message completes a sentence."""


def write_city_file(
    path: Path, *, arrays: Mapping[str, NDArray[Any]], tables: Mapping[str, pd.DataFrame], meta: Mapping[str, Any]
) -> None:
    """Write arrays, tables of numbers and texts, and JSON-able facts to one file, moved into place when whole."""
    contents = {f"array:{name}": array for name, array in arrays.items()}
    texts: dict[str, list[str]] = {}
    columns = {name: list(table.columns) for name, table in tables.items()}
    for name, table in tables.items():
        for column in table.columns:
            if pd.api.types.is_numeric_dtype(table[column]):
                contents[f"{name}:{column}"] = table[column].to_numpy()
            else:
                texts[f"{name}:{column}"] = table[column].astype(str).tolist()
    header = {"format": FORMAT, "version": FORMAT_VERSION, "meta": meta, "columns": columns, "texts": texts}
    contents["header"] = np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            np.savez(stream, **contents)  # type: ignore[arg-type]
        os.replace(temporary, path)  # noqa: PTH105 - the atomic move is the point
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_city_file(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, pd.DataFrame], dict[str, Any]]:
    """Read what `write_city_file` wrote.

    Raises
    ------
    CityFileError
        The file cannot be trusted; the message says why.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            header = json.loads(archive["header"].tobytes())
            if not isinstance(header, dict) or header.get("format") != FORMAT:
                raise CityFileError(_("it is not a stored city"))
            if header["version"] != FORMAT_VERSION:
                raise CityFileError(_("it was written by another version of Park Locus"))
            contents = {name: archive[name] for name in archive.files if name != "header"}
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise CityFileError(_("it is damaged or not a stored city")) from error
    arrays = {name.removeprefix("array:"): value for name, value in contents.items() if name.startswith("array:")}
    tables = {
        name: pd.DataFrame({column: _column(f"{name}:{column}", contents, header["texts"]) for column in columns})
        for name, columns in header["columns"].items()
    }
    return arrays, tables, header["meta"]


def _column(key: str, contents: Mapping[str, NDArray[Any]], texts: Mapping[str, list[str]]) -> Any:
    return contents[key] if key in contents else pd.Series(texts[key], dtype="str")
