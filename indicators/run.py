"""Run a study: from its files to the GeoPackage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue import find_preset, resolve
from parklocus.indicators.city.city import City
from parklocus.indicators.compute import compute
from parklocus.indicators.computing.land_use import with_land_use
from parklocus.indicators.computing.place_comparison import compare_places
from parklocus.indicators.computing.reference import Reference
from parklocus.indicators.errors import InputError
from parklocus.indicators.export import export_geopackage
from parklocus.indicators.export.atomic import check_target
from parklocus.indicators.language import gettext as _
from parklocus.indicators.parallel import usable_processes
from parklocus.indicators.progress import part, silent
from parklocus.indicators.sites import read_parks
from parklocus.indicators.summary.summary import SummaryOptions
from parklocus.indicators.survey.scores import mean_scores, read_respondents, read_scores, standard_errors
from parklocus.indicators.timetables.timetables import DEPARTURES_WINDOW
from parklocus.indicators.validation import Asked, ValidationResult, validate
from parklocus.indicators.validation.composite_index import PREFIX, add_composites
from parklocus.indicators.validation.join import join_scores

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.progress import Progress
    from parklocus.indicators.study.sections import CitySource
    from parklocus.indicators.study.study import Study

READ, _COMPUTED = 0.25, 0.9  # shares of the progress bar at which reading and computing end


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


def run_study(
    study: Study,
    output: str | Path | None = None,
    progress: Progress | None = None,
    *,
    processes: int | None = None,
) -> StudyResult:
    """Read a study's inputs, compute its indices, hold its scores against them and write the GeoPackage.

    Parameters
    ----------
    study : Study
        What `Study.open` gave.
    output : str or Path, optional
        Where to write in place of the study's own output.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`: nothing is written then.
    processes : int, optional
        How many processes compute, as for `compute`; the result does not depend on it.

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
    report = progress or silent
    usable_processes(processes)  # a mistake is said now, not after minutes of reading
    named = output if output is not None else study.output
    if named is None:
        raise InputError(_("The study does not say where to write its result; give an output."))
    target = check_target(named)
    _refuse_overwriting(study, target)
    wanted = find_preset(study.preset).id if study.preset else study.indices
    resolve(wanted, study.parameters)  # and so is a typing mistake
    for directions in study.expected.values():
        resolve([index for index in directions if not index.startswith(PREFIX)])
    source = study.parks
    parks = read_parks(
        source.path, id=source.id, name=source.name, layer=source.layer, crs=source.crs, lon=source.lon, lat=source.lat
    )
    scores, asked = _read_scores(study)
    if scores is not None:
        join_scores(parks, scores)  # so are scores that belong to no park
    city = read_city(study.city, report)
    table = compute(
        city,
        parks,
        wanted,
        centres=study.centres,
        parameters=study.parameters,
        processes=processes,
        own_places=source.own_places,
        rasters=study.rasters,
        reference=Reference(**vars(study.reference)) if study.reference else None,
        summary=SummaryOptions(**vars(study.summary)) if study.summary else None,
        progress=part(report, READ, _COMPUTED),
    )
    if study.places is not None:
        options = {key: value for key, value in vars(study.places).items() if key != "path"}
        table.place_comparison = compare_places(city, parks, study.places.path, **options)
        table.notes = [*table.notes, *table.place_comparison.attrs["notes"]]
    if scores is not None:
        with_land_use(city, table)
    add_composites(table, study.composites)
    if scores is not None:
        with_land_use(city, table)
    expected, not_computed = _computed_expectations(study.expected, table)
    validation = validate(table, scores, expected, asked=asked) if scores is not None else None
    table.provenance = {**table.provenance, "study": _inputs(study), **_told_of(scores)}
    export_geopackage(
        target,
        city=city,
        table=table,
        scores=scores,
        validation=validation,
        progress=part(report, _COMPUTED, 1.0),
    )
    notes = [*table.notes]
    if scores is not None:
        notes.extend(not_computed)
        notes.extend(scores.attrs.get("notes", []))
    if validation is not None:
        notes.extend(validation.notes)
    return StudyResult(target, city, table, scores, validation, list(dict.fromkeys(notes)))


def read_city(source: CitySource, report: Progress) -> City:
    """Read a city and its timetables, in the first part of a run's progress.

    Parameters
    ----------
    source : CitySource
        Where it comes from.
    report : callable
        Called with a fraction (0 to 1) and a text.

    Raises
    ------
    InputError
        A file cannot be used.
    """
    city = City.from_osm(
        source.osm,
        boundary=source.boundary,
        taxonomy=source.taxonomy,
        snapshot=source.snapshot.isoformat() if source.snapshot else None,
        progress=part(report, 0.0, READ),
    )
    if source.gtfs or source.headways:
        report(READ, _("Reading timetables"))
        city = city.with_timetables(
            source.gtfs,
            headways=source.headways,
            day=source.timetable_day,
            window=source.timetable_window or DEPARTURES_WINDOW,
        )
    return city


def _read_scores(study: Study) -> tuple[pd.DataFrame | None, Asked]:
    """Return the parks' scores, and what else is known of them or asked."""
    given = study.scores
    asked = Asked(spaces=study.spaces, groups=study.parks.groups)
    if study.location is not None:
        asked = replace(asked, null_parks=study.location.parks, distance_band=study.location.band)
    if given is None:
        return None, asked
    asked = replace(asked, answers=given.answers)
    how: dict[str, Any] = {"factors": given.factors or None, "method": given.method, "scale": given.scale}
    how |= {"sheet": given.sheet, "columns": given.columns or None, "park_codes": given.park_codes or None}
    if given.level == "respondents":
        respondents = read_respondents(given.path, id=given.id, **how)
        scores, asked = mean_scores(respondents, given.label), replace(asked, respondents=respondents)
    else:
        scores = read_scores(given.path, id=given.id, name=given.name, label=given.label, **how)
        asked = replace(asked, errors=standard_errors(scores))
    if study.spaces and given.answers is None and given.scale != "standardised":
        scores.attrs["notes"] = [*scores.attrs["notes"], _without_scale(given.scale)]
        asked = replace(asked, spaces=study.spaces if given.scale is None else {})
    return scores, asked


def _told_of(scores: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    """Return how the scores were made and on which scale, for the provenance."""
    if scores is None:
        return {}
    known = {key: str(scores.attrs.get(key) or "unknown") for key in ("method", "scale")}
    return {"scores": known}


def _without_scale(scale: str | None) -> str:
    """Return what is to be said of a coupling where the scores are not known to be standardised."""
    if scale is None:
        return _(
            "The study does not say the scale of its scores: the coupling of the spaces takes them as standardised."
        )
    return _(
        "The scores have the unit of an item, which no common scale from 0 to 1 can be made of: the spaces are not "
        "coupled. Standardise the factors."
    )


def _computed_expectations(
    expected: Mapping[str, Mapping[str, str]], table: ParkTable
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Leave out expectations of indices that this run does not have, with a note for each factor."""
    columns = tuple(f"{column}_" for column in (*table.definitions["index"], *table.definitions["column"]))

    def is_computed(name: str) -> bool:  # an index, an index with its variant, or a column
        return any(column.startswith(f"{name}_") for column in columns)

    kept: dict[str, dict[str, str]] = {}
    notes = []
    for factor, directions in expected.items():
        kept[factor] = {name: sign for name, sign in directions.items() if is_computed(name)}
        absent = ", ".join(name for name in directions if not is_computed(name))
        if absent:
            message = _("Expected of the factor {factor}, but not computed in this run and so left out: {names}.")
            notes.append(message.format(factor=factor, names=absent))
    return {factor: directions for factor, directions in kept.items() if directions}, notes


def _refuse_overwriting(study: Study, target: Path) -> None:
    for path in [study.city.osm, *study.rasters.values(), *_input_files(study).values()]:
        if target.exists() and path.exists() and target.samefile(path):
            raise InputError(_("The output {file} is an input of the study; name another file.").format(file=target))


def _inputs(study: Study) -> dict[str, object]:
    """Return the study's title, and its input files by name and SHA-256."""
    described: dict[str, object] = {"title": study.title}
    for name, path in _input_files(study).items():
        if path.is_file():
            described[name] = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return described


def _input_files(study: Study) -> dict[str, Path]:
    """Return the files that the study reads, other than the map."""
    scores = study.scores.path if study.scores is not None else None
    files = {"file": study.file, "parks": study.parks.path, "scores": scores, "boundary": study.city.boundary}
    files["taxonomy"] = study.city.taxonomy
    files["reference"] = study.reference.within if study.reference else None
    files["headways"] = study.city.headways
    files["places"] = study.places.path if study.places else None
    files |= {f"gtfs_{number}": path for number, path in enumerate(study.city.gtfs, start=1)}
    return {name: path for name, path in files.items() if path is not None}
