"""A study: which city, which parks, which centres, which indices, which scores, and what is expected of them.

The file `study.toml` names all of it, with paths relative to itself; `Study.open` reads it, `Study.from_mapping` takes
the same table from a program, `Study.save` writes it. Whether an index or parameter exists is the catalogue's to say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.asked import (
    CompositeSource,
    LocationSource,
    WavesSource,
    composite_mappings,
    location_mapping,
    parse_composites,
    parse_location,
    parse_waves,
    wave_files,
    waves_mapping,
)
from parklocus.indicators.study.codebook import CodebookSource, codebook_mapping, parse_codebook
from parklocus.indicators.study.comparison import ScoreSource, parse_expected, parse_scores, parse_spaces, score_mapping
from parklocus.indicators.study.sections import (
    OUTPUT,
    Centre,
    CitySource,
    ParkSource,
    PlaceSource,
    ReferenceSource,
    SummarySource,
    absolute,
    fetched_boundary,
    parse_centres,
    parse_city,
    parse_index_ids,
    parse_output,
    parse_parks,
    parse_places,
    parse_preset,
    parse_rasters,
    parse_reference,
    parse_summary,
)
from parklocus.indicators.study.survey import SurveySource, parse_survey, survey_mapping
from parklocus.indicators.tomlfile import Table, read_toml


@dataclass(frozen=True)
class Study:
    """All that one run needs to know.

    Attributes
    ----------
    title : str
        What people call the study.
    city : CitySource
    parks : ParkSource
    centres : tuple of Centre
        The city's centres; the nearest counts. Empty where no index needs one.
    indices : tuple of str or None
        Ids of the indices to compute; None for the preset, or where there is none, for the whole catalogue.
    preset : str or None
        Name of a preset of the catalogue.
    parameters : Mapping[str, Mapping[str, Any]]
        Index id to parameters other than the catalogue's defaults.
    rasters : Mapping[str, Path]
        Rasters by what they hold: ``population`` or ``population_density``, ``night_light``.
    reference : ReferenceSource or None
        Which street nodes parks are ranked among; None for all, each counted once.
    places : PlaceSource or None
        Places of the user's own, to be held against the map's.
    summary : SummarySource or None
        What is wanted of the city as a whole.
    scores : ScoreSource or None
    survey : SurveySource or None
        A questionnaire, whose model gives the scores where `scores` is None.
    codebook : CodebookSource or None
        The codebook of the interviews.
    spaces : Mapping[str, tuple of str]
        Which factors make up each space (local, capital, relational); empty where nothing is to be coupled.
    composites : tuple of CompositeSource
        Indices made of others, weighed and added up.
    location : LocationSource or None
        What the parks' locations are held against; None for all other parks and the usual band.
    waves : WavesSource or None
        Earlier maps and scores, which this study's own are held beside.
    expected : Mapping[str, Mapping[str, str]]
        Factor to index (id or column) to the direction expected, "+" or "-"; "0" where none should be.
    output : Path or None
        The GeoPackage to write; a table that names none means ``result.gpkg`` in its folder.
    file : Path or None
        The study file it was read from.

    Examples
    --------
    >>> study = Study(title="Demo", city=CitySource(Path("city.osm.pbf")), parks=ParkSource(Path("parks.geojson")))
    >>> study.indices is None
    True
    """

    title: str
    city: CitySource
    parks: ParkSource
    centres: tuple[Centre, ...] = ()
    indices: tuple[str, ...] | None = None
    preset: str | None = None
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rasters: Mapping[str, Path] = field(default_factory=dict)
    reference: ReferenceSource | None = None
    places: PlaceSource | None = None
    summary: SummarySource | None = None
    scores: ScoreSource | None = None
    survey: SurveySource | None = None
    codebook: CodebookSource | None = None
    spaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    composites: tuple[CompositeSource, ...] = ()
    location: LocationSource | None = None
    waves: WavesSource | None = None
    expected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    output: Path | None = None
    file: Path | None = field(default=None, compare=False)

    @classmethod
    def open(cls, path: str | Path, *, check_files: bool = True) -> Study:
        """Read a study file.

        Parameters
        ----------
        path : str or Path
            The study file (TOML, UTF-8).
        check_files : bool
            Refuse a study that names a file that is not there.

        Returns
        -------
        Study
            With every path absolute.

        Raises
        ------
        InputError
            The file is missing or not TOML; a key is unknown, missing or wrongly filled; a named file is missing.
        """
        file = Path(path)
        data = read_toml(file)
        study = cls.from_mapping(data, folder=file.parent, origin=str(file), check_files=check_files)
        return replace(study, file=file.resolve())

    @classmethod
    def from_mapping(
        cls,
        data: Mapping[str, Any],
        *,
        folder: str | Path = ".",
        origin: str = "study",
        check_files: bool = True,
    ) -> Study:
        """Make a study from a table with the keys of `study.toml`.

        Parameters
        ----------
        data : Mapping
            The table.
        folder : str or Path
            What relative paths are relative to.
        origin : str
            What errors call the source of the table.
        check_files : bool
            Refuse a study that names a file that is not there.

        Raises
        ------
        InputError
            A key is unknown, missing or wrongly filled; a named file is missing.
        """
        top = Table(data, origin)
        sources = (
            "city",
            "centre",
            "parks",
            "rasters",
            "reference",
            "places",
            "summary",
            "scores",
            "survey",
            "codebook",
        )
        top.allow("title", *sources, "spaces", "indices", "composites", "location", "waves", "expected", "output")
        city = top.table("city", required=True)
        parks = top.table("parks", required=True)
        indices = top.table("indices")
        rasters = top.table("rasters")
        reference = top.table("reference")
        places = top.table("places")
        summary = top.table("summary")
        scores = top.table("scores")
        survey = top.table("survey")
        codebook = top.table("codebook")
        spaces = top.table("spaces")
        location = top.table("location")
        waves = top.table("waves")
        output = top.table("output")
        base = Path(folder)
        study = cls(
            title=top.text("title") or base.resolve().name,
            city=parse_city(city, base),
            centres=parse_centres(top),
            parks=parse_parks(parks, base),
            indices=parse_index_ids(indices) if indices else None,
            preset=parse_preset(indices) if indices else None,
            parameters=indices.mappings(("compute", "preset")) if indices else {},
            rasters=parse_rasters(rasters, base) if rasters else {},
            reference=parse_reference(reference, base) if reference else None,
            places=parse_places(places, base) if places else None,
            summary=parse_summary(summary) if summary else None,
            scores=parse_scores(scores, base) if scores else None,
            survey=parse_survey(survey, base) if survey else None,
            codebook=parse_codebook(codebook, base) if codebook else None,
            spaces=parse_spaces(spaces) if spaces else {},
            composites=parse_composites(top),
            location=parse_location(location) if location else None,
            waves=parse_waves(waves, base) if waves else None,
            expected=parse_expected(top),
            output=parse_output(output, base) if output else absolute(base, OUTPUT),
        )
        study._refuse_overwriting(origin)
        if check_files:
            study._require_files(origin, base)
        return study

    def save(self, path: str | Path) -> None:
        """Write the study file: paths relative to it where they can be, an older file replaced at the last moment.

        Raises
        ------
        InputError
            The file cannot be written.
        """
        file = Path(path)
        text = tomli_w.dumps(self.as_mapping(file.parent))
        unfinished = file.with_name(f".{file.name}.unfinished")
        try:
            try:
                unfinished.write_text(text, encoding="utf-8", newline="\n")
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            message = _("The study {file} cannot be written: {reason}.").format(file=file, reason=error.strerror)
            raise InputError(message) from error

    def as_mapping(self, folder: str | Path) -> dict[str, Any]:
        """Return the table that `from_mapping` takes, with paths relative to `folder`."""
        folder = Path(folder).resolve()
        city = {
            "osm": _relative(self.city.osm, folder),
            "boundary": _relative(self.city.boundary, folder),
            "taxonomy": _relative(self.city.taxonomy, folder),
            "snapshot": self.city.snapshot.isoformat() if self.city.snapshot else None,
            "place": self.city.place,
            "polygon": _relative(self.city.polygon, folder),
            "gtfs": [_relative(path, folder) for path in self.city.gtfs] or None,
            "headways": _relative(self.city.headways, folder),
            "timetable_day": self.city.timetable_day.isoformat() if self.city.timetable_day else None,
            "timetable_window": self.city.timetable_window,
        }
        parks = {
            **self.parks.__dict__,
            "path": _relative(self.parks.path, folder),
            "groups": list(self.parks.groups) or None,
        }
        ids = None if self.indices is None else list(self.indices)
        indices = {"preset": self.preset, "compute": ids, **self.parameters}
        reference = self.reference
        ranked = {**reference.__dict__, "within": _relative(reference.within, folder)} if reference else {}
        places = {**self.places.__dict__, "path": _relative(self.places.path, folder)} if self.places else {}
        scores = score_mapping(self.scores, str(_relative(self.scores.path, folder))) if self.scores else {}
        survey = self.survey
        asked = (
            survey_mapping(survey, str(_relative(survey.answers, folder)), _relative(survey.model_file, folder))
            if survey
            else {}
        )
        coded = codebook_mapping(self.codebook, str(_relative(self.codebook.path, folder))) if self.codebook else {}
        table = {
            "title": self.title,
            "city": city,
            "centre": [centre._asdict() for centre in self.centres],
            "parks": parks,
            "indices": indices,
            "rasters": {kind: _relative(path, folder) for kind, path in self.rasters.items()},
            "reference": ranked,
            "places": places,
            "summary": self.summary.__dict__ if self.summary else {},
            "scores": scores,
            "survey": asked,
            "codebook": coded,
            "spaces": {space: list(factors) for space, factors in self.spaces.items()},
            "composites": composite_mappings(self.composites),
            "location": location_mapping(self.location),
            "waves": waves_mapping(self.waves, lambda path: _relative(path, folder)),
            "expected": self.expected,
            "output": {"geopackage": _relative(self.output, folder)},
        }
        # TOML has no null: what is not there is left out, and so are sections that hold nothing
        # but a wish for the city's figures.
        filled = {key: _present(value) if isinstance(value, Mapping) else value for key, value in table.items()}
        return {key: value for key, value in filled.items() if value or (key == "summary" and self.summary)}

    def _named_files(self) -> dict[str, Path | None]:
        return {
            "[city] osm": self.city.osm,
            "[city] polygon": self.city.polygon,
            "[city] boundary": self.city.boundary,
            "[city] taxonomy": self.city.taxonomy,
            **{f"[city] gtfs {number}": path for number, path in enumerate(self.city.gtfs, start=1)},
            "[city] headways": self.city.headways,
            "[parks] path": self.parks.path,
            "[places] path": self.places.path if self.places else None,
            "[scores] path": self.scores.path if self.scores else None,
            "[survey] answers": self.survey.answers if self.survey else None,
            "[survey] model_file": self.survey.model_file if self.survey else None,
            "[codebook] path": self.codebook.path if self.codebook else None,
            **wave_files(self.waves),
            **{f"[rasters] {kind}": path for kind, path in self.rasters.items()},
            "[reference] within": self.reference.within if self.reference else None,
        }

    def _require_files(self, origin: str, folder: Path) -> None:
        for key, path in self._named_files().items():
            # A layer of parks may be a folder, as a file geodatabase is.
            if path is None or path.is_file() or (path.is_dir() and key == "[parks] path"):
                continue
            shown = _relative(path, folder.resolve())
            if self.city.is_fetched and path in {self.city.osm, fetched_boundary(self.city.osm)} and not path.exists():
                message = _('{origin}: {key} names "{path}", which is not fetched yet: run parklocus fetch {origin}')
                raise InputError(message.format(origin=origin, key=key, path=shown))
            message = (
                _('{origin}: {key} names "{path}", which is a folder: name a file.')
                if path.is_dir()
                else _('{origin}: {key} names "{path}", but there is no such file: put it there or name another.')
            )
            raise InputError(message.format(origin=origin, key=key, path=shown))

    def _refuse_overwriting(self, origin: str) -> None:
        for key, path in self._named_files().items():
            if path is not None and path == self.output:
                message = _("{origin}: [output] geopackage would overwrite {key}: name another file.")
                raise InputError(message.format(origin=origin, key=key))


def _present(section: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if value is not None}


def _relative(path: Path | None, folder: Path) -> str | None:
    if path is None:
        return None
    try:
        return Path(os.path.relpath(path.resolve(), folder)).as_posix()
    except ValueError:  # another drive of Windows has no relative path
        return path.resolve().as_posix()
