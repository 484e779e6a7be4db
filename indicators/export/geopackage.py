"""The result as a GeoPackage: layers that open styled in QGIS, with the tables that say what they are."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio

from parklocus.indicators.export.atomic import replacing
from parklocus.indicators.export.contents import result_layers, styles_table
from parklocus.indicators.export.layers import FEATURE_ID, GEOMETRY, Layer, storable
from parklocus.indicators.export.summary import city_layers
from parklocus.indicators.language import gettext as _
from parklocus.indicators.progress import heard

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.summary.summary import CitySummary
    from parklocus.indicators.survey.assessment import Assessment
    from parklocus.indicators.validation import ValidationResult

VERSION = "1.3"  # the newest that GDAL 3.6 (Debian 12) reads without a warning


@heard
def export_geopackage(
    path: str | Path,
    *,
    city: City,
    table: ParkTable,
    scores: pd.DataFrame | None = None,
    validation: ValidationResult | None = None,
    survey: Assessment | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Write a result as one GeoPackage, whole or not at all.

    Layers (WGS 84, each with a default QGIS style): ``parks`` (a row a park: attributes, scores, indices,
    percentiles), ``park_points`` (only where some parks are points and others areas), ``catchments``, ``reference``
    (the city's street nodes), ``stops``, ``places``, ``features`` (what single indices look for). Tables:
    ``index_definitions``, ``completeness``, ``place_comparison`` (with places of the user's own), ``associations`` and
    ``ranks`` (with a validation), ``provenance``. Titles are in the language in use. Missing values are NULL.

    Parameters
    ----------
    path : str or Path
        The ``.gpkg`` file; an older one is replaced when the new one is complete.
    city : City
        The city that the indices were computed in.
    table : ParkTable
        What `compute` returned.
    scores : pandas.DataFrame, optional
        Factor scores as `read_scores` returns them; columns ``score_<factor>`` of the parks.
    validation : ValidationResult, optional
        What `validate` returned.
    survey : Assessment, optional
        What `survey.assess` returned: its tables, ``survey_<name>``, without the respondents' own scores.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`, which leaves the old file as it was.

    Returns
    -------
    pathlib.Path
        The file that was written.

    Raises
    ------
    InputError
        The file cannot be written there, is open in another program, or the disk is full.
    """
    with replacing(path) as working:
        _write_all(working, result_layers(city, table, scores, validation, survey), progress)
    return Path(path)


def export_summary(
    path: str | Path, summary: CitySummary, progress: Callable[[float, str], None] | None = None
) -> Path:
    """Write a city as a whole as one GeoPackage, whole or not at all.

    The layer ``grid`` (WGS 84, with a default QGIS style) where there is one; the tables ``city_summary``,
    ``city_shares``, ``index_definitions`` and ``provenance``. Errors and progress as for `export_geopackage`.

    Parameters
    ----------
    path : str or Path
        The ``.gpkg`` file; an older one is replaced when the new one is complete.
    summary : CitySummary
        What `summarise_city` returned.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text.
    """
    with replacing(path) as working:
        layers = city_layers(summary)
        _write_all(working, [*layers, styles_table(layers)], progress)
    return Path(path)


def _write_all(path: Path, contents: list[Layer], progress: Callable[[float, str], None] | None) -> None:
    for number, layer in enumerate(contents):
        if progress is not None:
            progress(number / len(contents), _("Writing: {title}").format(title=layer.title))
        _write(path, layer)
    _check_whole(path, contents)


def _write(path: Path, layer: Layer) -> None:
    options = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description, "FID": FEATURE_ID}
    if layer.geometry is not None:
        options |= {"GEOMETRY_NAME": GEOMETRY, "SPATIAL_INDEX": "YES"}
    frame = storable(layer.frame)
    shape = {}
    if isinstance(frame, gpd.GeoDataFrame):
        shape = {"geometry_type": layer.geometry, "promote_to_multi": str(layer.geometry).startswith("Multi")}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer.name,
        driver="GPKG",
        dataset_options={"VERSION": VERSION},
        layer_options=options,
        **shape,
    )


def _check_whole(path: Path, contents: list[Layer]) -> None:
    """See that every row arrived: a disk that fills up at the very end is not always reported."""
    for layer in contents:
        written = pyogrio.read_info(path, layer=layer.name, force_feature_count=True)["features"]
        if written != len(layer.frame):
            msg = f"{written} of {len(layer.frame)} rows of {layer.name} are in the file"
            raise OSError(errno.EIO, msg)
