"""Run a study: from its files to the GeoPackage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue import find_preset, resolve
from parklocus.indicators.city.city import City
from parklocus.indicators.compute import compute
from parklocus.indicators.computing.place_comparison import compare_places
from parklocus.indicators.computing.reference import Reference
from parklocus.indicators.errors import InputError
from parklocus.indicators.export import export_geopackage
from parklocus.indicators.export.atomic import check_target
from parklocus.indicators.language import gettext as _
from parklocus.indicators.parallel import usable_processes
from parklocus.indicators.progress import part, silent
from parklocus.indicators.run_waves import with_waves
from parklocus.indicators.sites import field_of, read_parks
from parklocus.indicators.summary.summary import SummaryOptions
from parklocus.indicators.survey.mplus import file_beside
from parklocus.indicators.survey.run_scores import scores_of_survey, told_of_survey
from parklocus.indicators.survey.scores import mean_scores, read_respondents, read_scores, standard_errors
from parklocus.indicators.survey.study_codebook import study_codebook
from parklocus.indicators.survey.study_survey import assess_survey, require_scores
from parklocus.indicators.timetables.timetables import DEPARTURES_WINDOW
from parklocus.indicators.validation import Asked, ValidationResult, validate
from parklocus.indicators.validation.composite_index import PREFIX, add_composites
from parklocus.indicators.validation.join import join_scores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.progress import Progress
    from parklocus.indicators.study.sections import CitySource
    from parklocus.indicators.study.study import Study
    from parklocus.indicators.survey.assessment import Assessment

READ, _COMPUTED = 0.25, 0.9  # shares of the progress bar at which reading and computing end
_ASSESSED = 0.08  # and at which a survey is


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
    survey : Assessment or None
        What the questionnaire gave, where the study has one.
    """

    output: Path
    city: City
    table: ParkTable
    scores: pd.DataFrame | None
    validation: ValidationResult | None
    notes: list[str]
    survey: Assessment | None = None


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
    resolve(_wanted(study), study.parameters)  # and so is a typing mistake
    for directions in study.expected.values():
        resolve([index for index in directions if not index.startswith(PREFIX)])
    source = study.parks
    parks = read_parks(
        source.path, id=source.id, name=source.name, layer=source.layer, crs=source.crs, lon=source.lon, lat=source.lat
    )
    fields = [str(column) for column in parks.columns if column != parks.geometry.name]
    for group in source.groups:
        field_of(fields, group, source.path.name)  # and a field that the parks do not have
    survey = assess_survey(study.survey, progress=part(report, 0.0, _ASSESSED)) if study.survey else None
    scores, asked = _read_scores(study, survey)
    if scores is not None:
        join_scores(parks, scores)  # so are scores that belong to no park
    codebook = study_codebook(study, None if scores is None else [c for c in scores.columns if c not in ("id", "name")])
    city = read_city(study.city, part(report, _ASSESSED, _ASSESSED + 1.0 - _ASSESSED / READ) if survey else report)
    table = _compute(study, city, parks, processes, part(report, READ, _COMPUTED))
    if study.places is not None:
        options = {key: value for key, value in vars(study.places).items() if key != "path"}
        table.place_comparison = compare_places(city, parks, study.places.path, **options)
        table.notes = [*table.notes, *table.place_comparison.attrs["notes"]]
    add_composites(table, study.composites)
    if codebook is not None:
        table.codebook = codebook.table
        table.notes = [*table.notes, *codebook.notes]
    expected, not_computed = _computed_expectations(study.expected, table)
    validation = validate(table, scores, expected, asked=asked) if scores is not None else None
    measured = partial(_measured_then, study, parks, processes, part(report, _COMPUTED, _COMPUTED))
    now = ((city, table), (scores, asked))
    validation = with_waves(validation, study, now, measured=measured, scored=lambda one: _read_scores(one, None))
    table.provenance = {**table.provenance, "study": describe_inputs(study), **_told_of(scores)}
    if study.survey is not None and survey is not None:
        table.provenance["survey"] = told_of_survey(study.survey, survey)
    export_geopackage(
        target,
        city=city,
        table=table,
        scores=scores,
        validation=validation,
        survey=survey,
        progress=part(report, _COMPUTED, 1.0),
    )
    notes = [*table.notes]
    if scores is not None:
        notes.extend(not_computed)
        notes.extend(scores.attrs.get("notes", []))
    if validation is not None:
        notes.extend(validation.notes)
    return StudyResult(target, city, table, scores, validation, list(dict.fromkeys(notes)), survey)


def _wanted(study: Study) -> str | Sequence[str] | None:
    """Return the indices that a study asks for, or the name of the choice of them."""
    return find_preset(study.preset).id if study.preset else study.indices


def _measured_then(
    study: Study, parks: gpd.GeoDataFrame, processes: int | None, report: Progress, source: CitySource
) -> tuple[City, ParkTable]:
    """Read the map of an earlier wave and measure the study's indices on it."""
    city = read_city(replace(source, taxonomy=study.city.taxonomy), report)
    table = _compute(study, city, parks, processes, report)
    add_composites(table, study.composites)
    return city, table


def _compute(study: Study, city: City, parks: gpd.GeoDataFrame, processes: int | None, progress: Progress) -> ParkTable:
    """Compute a study's indices on a map, its own or that of an earlier wave."""
    return compute(
        city,
        parks,
        _wanted(study),
        centres=study.centres,
        parameters=study.parameters,
        processes=processes,
        own_places=study.parks.own_places,
        rasters=study.rasters,
        reference=Reference(**vars(study.reference)) if study.reference else None,
        summary=SummaryOptions(**vars(study.summary)) if study.summary else None,
        progress=progress,
    )


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


def _read_scores(study: Study, survey: Assessment | None) -> tuple[pd.DataFrame | None, Asked]:
    """Return the parks' scores, from a table or else from the survey, and what else is known of them or asked."""
    given = study.scores
    asked = Asked(spaces=study.spaces, groups=study.parks.groups)
    if study.location is not None:
        asked = replace(asked, null_parks=study.location.parks, distance_band=study.location.band)
    if given is None and survey is not None:
        scored = require_scores(survey)
        scores = scores_of_survey(survey, scored)
        asked = replace(asked, respondents=scored.respondents, drawn=scored)
        return _ready_to_couple(scores, asked, str(scores.attrs["scale"]))
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
    if survey is not None:
        message = _(
            "The scores compared with the indices are those of [scores]; those of the survey stand beside them."
        )
        scores.attrs["notes"] = [*scores.attrs["notes"], message]
    return _ready_to_couple(scores, asked, given.scale)


def _ready_to_couple(scores: pd.DataFrame, asked: Asked, scale: str | None) -> tuple[pd.DataFrame, Asked]:
    """Ask for no coupling of spaces where the scores' scale does not allow one, and say so."""
    if not asked.spaces or asked.answers is not None or scale == "standardised":
        return scores, asked
    scores.attrs["notes"] = [*scores.attrs["notes"], _without_scale(scale)]
    return scores, replace(asked, spaces=asked.spaces if scale is None else {})


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


def describe_inputs(study: Study) -> dict[str, object]:
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
    files["scores_beside"] = file_beside(study.scores.path, study.scores.columns) if study.scores is not None else None
    files["taxonomy"] = study.city.taxonomy
    files |= {"answers": study.survey.answers, "model": study.survey.model_file} if study.survey else {}
    files["reference"] = study.reference.within if study.reference else None
    files["headways"] = study.city.headways
    for number, wave in enumerate(study.waves.earlier if study.waves else (), start=1):
        files |= {f"wave_{number}_map": wave.osm, f"wave_{number}_scores": wave.scores}
    files["codebook"] = study.codebook.path if study.codebook else None
    files["places"] = study.places.path if study.places else None
    files |= {f"gtfs_{number}": path for number, path in enumerate(study.city.gtfs, start=1)}
    return {name: path for name, path in files.items() if path is not None}
