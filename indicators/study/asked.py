"""The sections of a study file that say what else is asked: composites, waves, what locations are held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from parklocus.indicators.tomlfile import Table

SCALINGS = ("minmax", "z", "percentile")
WEIGHTINGS = ("equal", "entropy", "given", "judged")
METHODS = ("weighted_sum", "topsis")
AMONG = ("city", "parks")
BAND = 0.2


@dataclass(frozen=True)
class LocationSource:
    """What the parks' locations are held against.

    Attributes
    ----------
    parks : tuple of str
        Ids of other parks; all of the layer without any.
    band : float
        Street nodes as far from the centre as a park are those within this share of its distance.
    """

    parks: tuple[str, ...] = ()
    band: float = BAND


@dataclass(frozen=True)
class CompositeSource:
    """An index made of others.

    Attributes
    ----------
    name : str
        Its column is ``composite_<name>``.
    indices : mapping of index or column to ``"+"`` or ``"-"``
        What it is made of, and which way is better.
    scaling : str
        One of `SCALINGS`; a TOPSIS has its own.
    weighting : str
        One of `WEIGHTINGS`.
    method : str
        One of `METHODS`.
    among : str
        One of `AMONG`: whose values set scale, entropy and ideal, the city's street nodes' or the parks'.
    title : str or None
    weights : mapping of index or column to float
        Where `weighting` is ``given``.
    judgements : tuple of (str, str, float)
        Where it is ``judged``: how many times as important the first is as the second.
    """

    name: str
    indices: Mapping[str, str]
    scaling: str = "percentile"
    weighting: str = "equal"
    method: str = "weighted_sum"
    among: str = "city"
    title: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    judgements: tuple[tuple[str, str, float], ...] = ()


def parse_location(table: Table) -> LocationSource:
    """Return what ``[location]`` says."""
    table.allow("parks", "band")
    band = table.required_number("band") if "band" in table.others() else BAND
    if not 0 < band <= 1:
        raise table.error(
            _("band is {band}: it must be a share of the distance, above 0 and at most 1.").format(band=band)
        )
    return LocationSource(parks=table.texts("parks") or (), band=band)


def location_mapping(location: LocationSource | None) -> dict[str, Any]:
    """Return the section that `parse_location` takes."""
    return {} if location is None else {"parks": list(location.parks) or None, "band": location.band}


def parse_composites(top: Table) -> tuple[CompositeSource, ...]:
    """Return what the sections ``[composites.<name>]`` say."""
    sections = top.table("composites")
    if sections is None:
        return ()
    return tuple(_composite(name, sections.table(name, required=True)) for name in sections.others())


def _composite(name: str, table: Table) -> CompositeSource:
    table.allow("indices", "scaling", "weighting", "method", "among", "title", "weights", "judgements")
    if not name.isidentifier() or not name.isascii():
        message = _("“{name}” cannot name a column: use letters, digits and _ alone, and a letter first.")
        raise table.error(message.format(name=name))
    of = table.table("indices", required=True)
    indices = {index: of.choice(index, ("+", "-"), required=True) for index in of.others()}
    if len(indices) < 2:
        raise table.error(_("indices must name at least two, each with + or -."))
    weights = _numbers(table.table("weights"))
    judged = table.table("judgements")
    by_first = {first: _numbers(judged.table(first)) for first in judged.others()} if judged else {}
    judgements = [(first, second, times) for first, row in by_first.items() for second, times in row.items()]
    weighting = table.choice("weighting", WEIGHTINGS) or ("given" if weights else "judged" if judgements else "equal")
    for key, kind, filled in (("weights", "given", weights), ("judgements", "judged", judgements)):
        if bool(filled) != (weighting == kind):
            message = _('weighting = "{kind}" and the section {key} go together: give both or neither.')
            raise table.error(message.format(kind=kind, key=key))
    method = table.choice("method", METHODS) or CompositeSource.method
    scaling = table.choice("scaling", SCALINGS)
    if scaling and method == "topsis":
        raise table.error(_("a TOPSIS scales by the root of summed squares: leave scaling out."))
    return CompositeSource(
        name=name,
        indices=indices,
        scaling=scaling or CompositeSource.scaling,
        weighting=weighting,
        method=method,
        among=table.choice("among", AMONG) or CompositeSource.among,
        title=table.text("title"),
        weights=weights,
        judgements=tuple(judgements),
    )


def _numbers(table: Table | None) -> dict[str, float]:
    return {} if table is None else {key: table.required_number(key) for key in table.others()}


def composite_mappings(composites: tuple[CompositeSource, ...]) -> dict[str, Any]:
    """Return the sections that `parse_composites` takes."""
    sections = {}
    for one in composites:
        judgements: dict[str, dict[str, float]] = {}
        for first, second, times in one.judgements:
            judgements.setdefault(first, {})[second] = times
        section = {
            "title": one.title,
            "method": one.method,
            "scaling": None if one.method == "topsis" else one.scaling,
            "weighting": one.weighting,
            "among": one.among,
            "indices": dict(one.indices),
            "weights": dict(one.weights) or None,
            "judgements": judgements or None,
        }
        sections[one.name] = {key: value for key, value in section.items() if value is not None}
    return sections


@dataclass(frozen=True)
class WaveSource:
    """An earlier wave of the study: a map of that time, scores of that time, or both."""

    name: str
    osm: Path | None = None
    boundary: Path | None = None
    scores: Path | None = None


@dataclass(frozen=True)
class WavesSource:
    """The waves of a study.

    Attributes
    ----------
    now : str
        What the study's own map and scores are called, such as their year.
    earlier : tuple of WaveSource
        From the earliest on.
    closed : str or None
        Field of the parks with the wave from which a park is no more.
    """

    now: str
    earlier: tuple[WaveSource, ...]
    closed: str | None = None


def parse_waves(table: Table, base: Path) -> WavesSource:
    """Return what ``[waves]`` says."""
    table.allow("now", "closed", "earlier")
    now = table.required_text("now")
    earlier = []
    for one in table.tables("earlier"):
        one.allow("name", "osm", "boundary", "scores")
        osm, boundary, scores = (_path(base, one.text(key)) for key in ("osm", "boundary", "scores"))
        if osm is None and scores is None:
            raise one.error(_("a wave needs a map (osm), scores, or both."))
        earlier.append(WaveSource(one.required_text("name"), osm, boundary, scores))
    names = [*(wave.name for wave in earlier), now]
    if not earlier:
        raise table.error(_("there is no earlier wave: add a section [[waves.earlier]]."))
    if len(set(names)) < len(names):
        raise table.error(_("two waves have one name; there are: {names}.").format(names=", ".join(names)))
    return WavesSource(now, tuple(earlier), table.text("closed"))


def wave_files(waves: WavesSource | None) -> dict[str, Path | None]:
    """Return the files that earlier waves name, by what to call them."""
    found: dict[str, Path | None] = {}
    for wave in waves.earlier if waves else ():
        for key in ("osm", "boundary", "scores"):
            found[f"[[waves.earlier]] {wave.name} {key}"] = getattr(wave, key)
    return found


def waves_mapping(waves: WavesSource | None, relative: Callable[[Path | None], str | None]) -> dict[str, Any]:
    """Return the section that `parse_waves` takes, with paths as `relative` writes them."""
    if waves is None:
        return {}
    earlier = []
    for wave in waves.earlier:
        row = {"name": wave.name, **{key: relative(getattr(wave, key)) for key in ("osm", "boundary", "scores")}}
        earlier.append({key: value for key, value in row.items() if value is not None})
    return {"now": waves.now, "closed": waves.closed, "earlier": earlier}


def _path(base: Path, text: str | None) -> Path | None:
    return None if text is None else absolute(base, text)
