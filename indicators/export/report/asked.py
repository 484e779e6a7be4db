"""What a study asked, and how its result is made again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.catalogue.families import factor_title
from parklocus.indicators.export.report.chapters import Chapter
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import MISSING
from parklocus.indicators.sections import Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parklocus.indicators.export.stored_result import StoredResult

_HASH = 12  # signs of a hash that tell files apart; the table at the end has all
_LONGEST = 400  # signs of a value in the table of provenance
_ELSEWHERE = {"document", "software", "notes", "completeness", "validation"}  # said in other places of the page


def asked(result: StoredResult) -> Chapter:
    """Return what was asked: the study, its parks, map, centres, scores and expectations."""
    rows = [(name, value) for name, value in _facts(result) if value]
    table = pd.DataFrame(rows, columns=[_("entry"), _("which")])
    sections = [Section(_("The study"), table=table)]
    expected = _expected(result)
    if expected is not None:
        sentence = _(
            "Said before the comparison was made: + more goes with a higher score, − with a lower one, 0 neither."
        )
        sections.append(Section(_("What was expected"), (sentence,), expected))
    elif result.factors:
        sections.append(Section(_("What was expected"), (_("The study expected no direction beforehand."),)))
    return Chapter("asked", _("What was asked"), tuple(sections))


def _facts(result: StoredResult) -> Iterator[tuple[str, str]]:
    document = result.provenance
    study = document.get("study", {})
    osm, parks, reference = (document.get(key, {}) for key in ("osm", "parks", "reference"))
    yield _("title"), result.title
    yield _("study file"), _file(study.get("file"))
    counted = _("{count}, {measured} of them measured")
    words = counted.format(count=parks.get("count", len(result.parks)), measured=parks.get("measured", "–"))
    yield _("parks"), ", ".join(filter(None, (words, _file(study.get("parks")))))
    yield _("map"), _file(osm)
    yield _("date of the map"), str(osm.get("snapshot") or _("unknown date"))
    yield _("boundary"), _file(study.get("boundary"))
    yield _("centres"), "; ".join(_centre(one) for one in document.get("centres") or ())
    yield _("timetables"), ", ".join(_file(study[key]) for key in study if key.startswith(("gtfs_", "headways")))
    rasters = document.get("rasters") or {}
    yield _("rasters"), ", ".join(f"{kind}: {_file(facts)}" for kind, facts in rasters.items())
    inside = {"include": _("counted"), "exclude": _("left out")}
    yield _("places inside a park itself"), inside.get(str(document.get("own_places")), "")
    yield _("percentiles among"), _among(reference)
    yield _("places of the user's own"), _file(study.get("places"))
    yield _("questionnaire"), _file(study.get("answers"))
    yield _("factor scores"), ", ".join(filter(None, (_file(study.get("scores")), result.score_label)))


def _among(reference: Mapping[str, Any]) -> str:
    if not reference:
        return ""
    text = _("{nodes} street nodes ({km} km of streets)")
    words = [text.format(nodes=f"{reference.get('nodes', 0):,}", km=f"{reference.get('street_km', 0):,.0f}")]
    names = {
        "within": _("within"),
        "land_use": _("land use"),
        "sample": _("drawn at random"),
        "seed": _("seed"),
        "drawn_from": _("out of"),
        "weight": _("each counts"),
    }
    weights = {"nodes": _("once"), "street_length": _("by its street length")}
    for key, value in reference.items():
        if key not in {"nodes", "street_km"}:
            said = (_file(value) or _("a polygon")) if key == "within" else weights.get(str(value), _plain(value))
            words.append(f"{names.get(key, key)}: {said}")
    return "; ".join(words)


def _centre(one: Mapping[str, Any]) -> str:
    return f"{one.get('name')} ({one.get('lon')}, {one.get('lat')})"


def _file(facts: Any) -> str:
    if not isinstance(facts, dict) or not facts.get("file"):
        return ""
    digest = str(facts.get("sha256") or "")
    return f"{facts['file']} (SHA-256 {digest[:_HASH]}…)" if digest else str(facts["file"])


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _expected(result: StoredResult) -> pd.DataFrame | None:
    found = result.table("associations")
    if found is None:
        return None
    found = found[found["expected"].isin(["+", "-", "0"])]
    if found.empty:
        return None
    rows = [
        (factor_title(row["factor"]), result.columns.title(row["index"]), row["expected"].replace("-", "−"))
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[_("factor"), _("index"), _("expected")])


def made(result: StoredResult) -> Chapter:
    """Return how the result was made and is made again: commands, versions, parameters, hashes."""
    study = result.provenance.get("study", {}).get("file", {})
    file = study.get("file") or "study.toml"
    again = Section(
        _("To make it again"),
        (
            _("With the same input files, whose hashes stand below, the same study gives the same values:"),
            f"parklocus run {file} --output {result.path.name}",
            _("To compare a new result with this one, value for value:"),
            f"parklocus diff {result.path.name} new.gpkg",
            _("To write this page and its figures again:"),
            f"parklocus report {result.path.name}",
        ),
    )
    versions = result.provenance.get("software", {})
    software = pd.DataFrame(versions.items(), columns=[_("program"), _("version")])
    rows = result.table("provenance")
    sections = [again, Section(_("Versions"), table=software)]
    if rows is not None:
        sections.append(Section(_("Inputs, parameters and counts"), table=_grouped(rows)))
    return Chapter("made", _("How it was made, and how to make it again"), tuple(sections))


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the provenance a row for each entry of a section, what is nested in it side by side."""
    found: dict[tuple[str, str], list[str]] = {}
    for section, key, value in zip(rows["section"], rows["key"], rows["value"].fillna(MISSING), strict=True):
        if section in _ELSEWHERE:
            continue
        first, _dot, rest = str(key).partition(".")
        text = str(value)[:_LONGEST].replace("\n", "; ")
        found.setdefault((str(section), first), []).append(f"{rest} {text}" if rest else text)
    table = [(section, key, ", ".join(values)) for (section, key), values in found.items()]
    return pd.DataFrame(table, columns=[_("section"), _("key"), _("value")])
