"""The file a city is kept in: arrays and tables in one NumPy archive, no code in it, whole or not there."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import secrets
import time
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

FORMAT = b"parklocus city "
FORMAT_VERSION = 8  # the first line of a file: FORMAT and this; the second: SHA-256 of all that follows

_FIRST_LINE = FORMAT + str(FORMAT_VERSION).encode() + b"\n"
_ABANDONED_AFTER = 24 * 3600.0  # seconds; what is older was left by a process that was killed while it wrote


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
    header = {"meta": meta, "columns": columns, "texts": texts}
    contents["header"] = np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8)
    archive = io.BytesIO()
    np.savez(archive, **contents)  # type: ignore[arg-type]
    _remove_abandoned(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as stream:
            stream.write(_FIRST_LINE + hashlib.sha256(archive.getbuffer()).hexdigest().encode() + b"\n")
            stream.write(archive.getbuffer())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _remove_abandoned(path: Path) -> None:
    for left in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                left.unlink()


def read_city_file(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, pd.DataFrame], dict[str, Any]]:
    """Read what `write_city_file` wrote.

    Raises
    ------
    CityFileError
        The file cannot be trusted; the message says why.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CityFileError(_("it cannot be read ({reason})").format(reason=error.strerror)) from error
    if not content.startswith(FORMAT):
        raise CityFileError(_("it is not a stored city"))
    if not content.startswith(_FIRST_LINE):
        raise CityFileError(_("it was written by another version of Park Locus"))
    begin = len(_FIRST_LINE) + 65
    archive = memoryview(content)[begin:]
    if content[len(_FIRST_LINE) : begin] != hashlib.sha256(archive).hexdigest().encode() + b"\n":
        raise CityFileError(_("it is damaged"))
    try:
        with np.load(io.BytesIO(archive), allow_pickle=False) as read:
            header = json.loads(read["header"].tobytes())
            contents = {name: read[name] for name in read.files if name != "header"}
        arrays = {name.removeprefix("array:"): value for name, value in contents.items() if name.startswith("array:")}
        tables = {
            name: pd.DataFrame({column: _column(f"{name}:{column}", contents, header["texts"]) for column in columns})
            for name, columns in header["columns"].items()
        }
        return arrays, tables, dict(header["meta"])
    except (AttributeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise CityFileError(_("it is not a stored city")) from error  # whole, but not written by `write_city_file`


def _column(key: str, contents: Mapping[str, NDArray[Any]], texts: Mapping[str, list[str]]) -> Any:
    return contents[key] if key in contents else pd.Series(texts[key], dtype="str")
