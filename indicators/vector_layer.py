"""Vector layers as people have them: whatever GDAL reads, with its mistakes said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

_LANGUAGE_UNKNOWN = {0x00, 0x57}  # a dBASE table's code page: not said, or "ANSI", which is any Windows's own
_PYOGRIO_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    UnicodeDecodeError,
)


def read_vector_layer(path: Path, layer: str | None = None, notes: list[str] | None = None) -> gpd.GeoDataFrame:
    """Read a layer, its geometry in the column ``geometry``.

    Parameters
    ----------
    path : Path
        A file (or a folder, as a file geodatabase is).
    layer : str, optional
        Which layer of a file with several.
    notes : list of str, optional
        Takes what was assumed in reading.

    Raises
    ------
    InputError
        There is no such layer, or several to choose from; the file is damaged, incomplete or no layer with geometry.
    """
    _require_companions(path)
    try:
        names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        chosen = _choose(path, layer, names)
        frame = gpd.read_file(path, layer=chosen, encoding=_encoding(path, notes))
    except _PYOGRIO_ERRORS as error:
        message = _("{file} cannot be read as a layer; it is empty, damaged or of an unknown format.")
        raise InputError(message.format(file=path)) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(_("{file} has no geometry.").format(file=path))
    return with_geometry_column(frame)


def with_geometry_column(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with its geometry in the column ``geometry``; an attribute of that name makes way."""
    if frame.active_geometry_name == "geometry":
        return frame
    return frame.drop(columns="geometry", errors="ignore").rename_geometry("geometry")


def _require_companions(path: Path) -> None:
    """See that a Shapefile's files are together: GDAL would read it without its attributes."""
    if path.suffix.lower() != ".shp":
        return
    lacking = [suffix for suffix in (".shx", ".dbf") if _beside(path, suffix) is None]
    if lacking:
        message = _("{file} lacks the files that belong to it: put {files} beside it.")
        raise InputError(message.format(file=path, files=", ".join(path.stem + suffix for suffix in lacking)))


def _choose(path: Path, layer: str | None, names: list[str]) -> str | None:
    if layer is not None and layer not in names:
        message = _("{file} has no layer “{layer}”; its layers are: {names}.")
        raise InputError(message.format(file=path, layer=layer, names=", ".join(names) or _("none")))
    if layer is None and len(names) > 1:
        message = _("{file} has several layers; say which to use: {names}.")
        raise InputError(message.format(file=path, names=", ".join(names)))
    return layer or (names[0] if names else None)


def _encoding(path: Path, notes: list[str] | None) -> str | None:
    """Return the encoding of a Shapefile that does not say it: GDAL takes what has none for Latin-1."""
    table = _beside(path, ".dbf")
    if path.suffix.lower() != ".shp" or table is None or _beside(path, ".cpg") is not None:
        return None
    content = table.read_bytes()
    if len(content) < 32 or content[29] not in _LANGUAGE_UNKNOWN:
        return None
    rows = content[int.from_bytes(content[8:10], "little") :]
    for encoding in ("utf-8", "gb18030"):
        try:
            rows.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and notes is not None:
            notes.append(_("{file} is not UTF-8 and was read as GB18030.").format(file=table.name))
        return encoding
    return None


def _beside(path: Path, suffix: str) -> Path | None:
    return next((file for file in (path.with_suffix(suffix), path.with_suffix(suffix.upper())) if file.is_file()), None)
