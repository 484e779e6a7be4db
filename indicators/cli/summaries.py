"""What a command shows at its end: the run in short, the facts of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
from rich.table import Table

from parklocus.indicators.catalogue.families import unit_title
from parklocus.indicators.city.city import City
from parklocus.indicators.cli.survey_facts import summarise_survey
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import current_language, ngettext
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import percentile as rank
from parklocus.indicators.numerals import probability, quantity, signed
from parklocus.indicators.osm.reader import SUFFIXES
from parklocus.indicators.survey.page import method_sentence, report_title

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import RenderableType

    from parklocus.indicators.run import StudyResult
    from parklocus.indicators.survey.assessment import Assessment


# What the table on the terminal shows, where it was computed; after these come the others as the catalogue has them.
_FIRST = ("cbd_distance", "stop_distance", "transit_lines", "ptal", "amenity_density", "amenity_hill1")


def summarise_run(result: StudyResult) -> dict[str, Any]:
    """Return a run in short, for programs."""
    table, validation = result.table, result.validation
    summary: dict[str, Any] = {
        "parks": len(table),
        "parks_measured": int((table["access_points"] > 0).sum()),
        "index_columns": len(table.index_columns),
        "reference_nodes": len(table.reference),
        "snapshot": result.city.origin.get("snapshot"),
        "associations": 0 if validation is None else len(validation.associations),
    }
    if result.survey is not None:
        summary["survey"] = summarise_survey(result.survey)
    if validation is not None:
        summary["statement"] = _in_language(validation.statement_en, validation.statement_zh)
    return summary


def describe_run(result: StudyResult) -> list[RenderableType]:
    """Return a run in short, for people: the parks, what is said of scores and indices, and where the file is."""
    shown: list[RenderableType] = [_parks_table(result)]
    if result.validation is not None:
        shown.append(_in_language(result.validation.statement_en, result.validation.statement_zh))
        shown.extend(_expected_table(result))
    if result.survey is not None:
        shown.append(_survey(result.survey))
    table = result.table
    city = result.city.origin
    message = _("OSM data of {snapshot}; {columns} index columns, {nodes} street nodes as the city's reference.")
    snapshot = str(city.get("snapshot") or _("unknown date")).partition("T")[0]
    shown.append(message.format(snapshot=snapshot, columns=len(table.index_columns), nodes=len(table.reference)))
    shown.append(_("Written to {output}").format(output=result.output))
    return shown


def _survey(found: Assessment) -> str:
    """Return what the survey's scores rest on: respondents, fit, method and its reason."""
    measures = found.fit.measures
    fitted = ", ".join(f"{name.upper()} {measures[name]:.3f}" for name in ("cfi", "rmsea", "srmr") if name in measures)
    scored = "" if found.scores is None else f" {method_sentence(found.scores)}"
    return f"{report_title(found)}; {fitted}.{scored}"


def _parks_table(result: StudyResult) -> Table:
    """Return the parks with one column an index: the value and, in brackets, the percentile in the city."""
    table = result.table
    first = table.definitions.drop_duplicates("index")
    place = {index: number for number, index in enumerate(_FIRST)}
    chosen = first.sort_values("index", key=lambda names: names.map(place), kind="stable", na_position="last").head(6)
    among_city = not table.definitions["reference_area"].any()
    ranked = (
        _("Parks: value (percentile in the city)") if among_city else _("Parks: value (percentile in the reference)")
    )
    shown = Table(title=ranked, title_justify="left")
    shown.add_column(_("park"), max_width=30, no_wrap=True)
    for column, unit in zip(chosen["column"], chosen["unit"], strict=True):
        shown.add_column(f"{column} [{unit_title(unit)}]" if unit else column, justify="right", overflow="fold")
    for _row, park in table.iterrows():
        cells = [_cell(park[column], park.get(f"{column}_pct", np.nan)) for column in chosen["column"]]
        shown.add_row(str(park["name"]), *cells)
    return shown


def _cell(value: float, percentile: float) -> str:
    return quantity(value) if np.isnan(percentile) else f"{quantity(value)} ({rank(percentile)})"


def _expected_table(result: StudyResult) -> list[RenderableType]:
    """Return the associations for which the study expects a direction, if there are any."""
    if result.validation is None:
        return []
    found = result.validation.associations
    found = found[found["expected"] != ""]
    if found.empty:
        return []
    label = f" ({result.validation.label})" if result.validation.label else ""
    shown = Table(title=_("Factor scores{label} against indices, where a direction is expected").format(label=label))
    for heading in (_("factor"), _("index"), "n", _("expected"), _("seen"), "ρ", "p", _("least p")):
        shown.add_column(heading)
    for row in found.to_dict("records"):
        numbers = (signed(row["spearman"]), probability(row["p"]), probability(row["p_min"]))
        shown.add_row(row["factor"], row["index"], str(row["n"]), row["expected"], row["seen"] or "–", *numbers)
    return [shown]


def facts_of_file(file: Path, progress: Callable[[float, str], None]) -> dict[str, Any]:
    """Return what an OSM file, a stored city or a GeoPackage holds.

    Raises
    ------
    InputError
        There is no such file, or it is of none of these kinds.
    """
    if file.is_dir():
        raise InputError(_("{file} is a folder: name a file in it.").format(file=file))
    if not file.is_file():
        raise InputError(_("There is no file {file}.").format(file=file))
    name = file.name.lower()
    if name.endswith(SUFFIXES):
        return _city_facts(City.from_osm(file, progress=progress))
    if name.endswith(".plc"):
        return _city_facts(City.open(file))
    if name.endswith(".gpkg"):
        try:
            return _geopackage_facts(file)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
            raise InputError(_("{file} cannot be read as a GeoPackage.").format(file=file)) from error
    message = _("{file} is no OSM file, stored city or GeoPackage; info describes these.")
    raise InputError(message.format(file=file))


def _city_facts(city: City) -> dict[str, Any]:
    facts = {key: value for key, value in city.origin.items() if key not in {"counts", "taxonomy"}}
    facts["street_km"] = round(float(city.streets.edge_length.sum()) / 1000, 1)
    facts["extent_km2"] = round(city.extent.area / 1e6, 1)
    facts.update(city.origin["counts"])
    for number, note in enumerate(city.notes, start=1):
        facts[f"note_{number}"] = note
    return facts


def _geopackage_facts(file: Path) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for layer, kind in pyogrio.list_layers(file):
        rows = pyogrio.read_info(file, layer=layer, force_feature_count=True)["features"]
        counted = ngettext("{rows} row ({kind})", "{rows} rows ({kind})", rows)
        facts[layer] = counted.format(rows=rows, kind=kind or _("table"))
    if "provenance" in facts:
        rows = pyogrio.read_dataframe(file, layer="provenance", read_geometry=False)
        for row in rows.to_dict("records") if {"section", "key", "value"} <= set(rows.columns) else ():
            if row["section"] != "document":  # which says the same once more, for programs
                facts[f"{row['section']} / {row['key']}"] = row["value"] if isinstance(row["value"], str) else None
    return facts


def describe_facts(file: Path, facts: dict[str, Any]) -> list[RenderableType]:
    """Return the facts of a file as a table."""
    shown = Table(title=file.name, title_justify="left", show_header=False)
    shown.add_column(overflow="fold")
    shown.add_column(overflow="fold")
    for key, value in facts.items():
        shown.add_row(key, "–" if value is None else str(value))
    return [shown]


def _in_language(english: str, chinese: str) -> str:
    return chinese if current_language() == "zh_CN" else english
