"""Run a study: from its files to the GeoPackage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parklocus.indicators.city import City
from parklocus.indicators.compute import compute
from parklocus.indicators.errors import InputError
from parklocus.indicators.export import export_geopackage
from parklocus.indicators.export.atomic import check_target
from parklocus.indicators.language import gettext as _
from parklocus.indicators.sites import read_parks
from parklocus.indicators.survey.scores import read_scores
from parklocus.indicators.validation import ValidationResult, validate

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from parklocus.indicators.park_table import ParkTable
    from parklocus.indicators.study import Study

    Progress = Callable[[float, str], None]

_READ, _COMPUTED = 0.25, 0.9  # shares of the progress bar at which reading and computing end


@dataclass(frozen=True)
class StudyResult:
    """What a run gives.

    Attributes
    ----------
    output : Path
        The GeoPackage that was written.
    table : ParkTable
        The indices.
    scores : pandas.DataFrame or None
        The factor scores, where the study has any.
    validation : ValidationResult or None
        How scores and indices agree, where the study has scores.
    notes : list of str
        What a reader should know.
    """

    output: Path
    city: City
    table: ParkTable
    scores: pd.DataFrame | None
    validation: ValidationResult | None
    notes: list[str]


def run_study(study: Study, output: str | Path | None = None, progress: Progress | None = None) -> StudyResult:
    """Read a study's inputs, compute its indices, hold its scores against them and write the GeoPackage.

    Parameters
    ----------
    study : Study
        What `Study.open` gave.
    output : str or Path, optional
        Where to write in place of the study's own output.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`: nothing is written then.

    Raises
    ------
    InputError
        An input cannot be used; the message says which and why, and nothing is written.

    Examples
    --------
    >>> from parklocus.indicators import Study, demo_folder, run_study
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     result = run_study(Study.open(demo_folder() / "study.toml"), f"{folder}/result.gpkg")
    >>> len(result.table)
    10
    """
    report = progress or _silent
    named = output if output is not None else study.output
    if named is None:
        raise InputError(_("The study does not say where to write its result; give an output."))
    target = check_target(named)
    source = study.parks
    parks = read_parks(
        source.path, id=source.id, name=source.name, layer=source.layer, crs=source.crs, lon=source.lon, lat=source.lat
    )
    scores = None
    if study.scores is not None:
        given = study.scores
        scores = read_scores(given.path, id=given.id, name=given.name, label=given.label)
    city = City.from_osm(
        study.city.osm,
        boundary=study.city.boundary,
        taxonomy=study.city.taxonomy,
        snapshot=study.city.snapshot.isoformat() if study.city.snapshot else None,
        progress=_part(report, 0.0, _READ),
    )
    table = compute(
        city,
        parks,
        study.indices,
        centres=study.centres,
        parameters=study.parameters,
        own_places=source.own_places,
        progress=_part(report, _READ, _COMPUTED),
    )
    validation = validate(table, scores, study.expected) if scores is not None else None
    table.provenance = {**table.provenance, "study": _inputs(study)}
    export_geopackage(
        target,
        city=city,
        table=table,
        scores=scores,
        validation=validation,
        progress=_part(report, _COMPUTED, 1.0),
    )
    notes = [*table.notes]
    if scores is not None:
        notes.extend(scores.attrs.get("notes", []))
    if validation is not None:
        notes.extend(validation.notes)
    return StudyResult(target, city, table, scores, validation, list(dict.fromkeys(notes)))


def _inputs(study: Study) -> dict[str, object]:
    """Return the study's title, and its input files by name and SHA-256."""
    files = {"file": study.file, "parks": study.parks.path}
    if study.scores is not None:
        files["scores"] = study.scores.path
    if study.city.boundary is not None:
        files["boundary"] = study.city.boundary
    described: dict[str, object] = {"title": study.title}
    for name, path in files.items():
        if path is not None and path.is_file():
            described[name] = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return described


def _part(report: Progress, start: float, end: float) -> Progress:
    """Return a progress that fills the part of another from `start` to `end`."""
    return lambda fraction, text: report(start + (end - start) * fraction, text)


def _silent(_fraction: float, _text: str) -> None:
    return None
