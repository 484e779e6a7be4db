"""Write docs/reference.md from the docstrings of the public names, and docs/catalogue.md from the catalogue.

Usage: python tools/build_reference.py   (tests/test_docs.py sees that both are up to date)
"""

from __future__ import annotations

import inspect
import math
import re
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus import indicators
from parklocus.indicators.catalogue import CATALOGUE, PRESETS, VARIANT_TITLES, Index, Parameter
from parklocus.indicators.catalogue.model import SIZES
from parklocus.indicators.indices.transit import PTAL_BANDS
from parklocus.indicators.osm.taxonomy import Category, PlaceSet, Taxonomy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by tools/build_reference.py: change the source, then run it again. -->"
GROUPS = {
    "The main job": ("City", "read_parks", "compute", "Reference", "ParkTable", "compare_places"),
    "Fetching": ("fetch", "FetchOptions"),
    "Factor scores": ("read_scores", "read_respondents", "mean_scores", "validate", "Asked", "ValidationResult"),
    "The survey": (
        "survey.fit",
        "survey.Fit",
        "survey.Bootstrap",
        "survey.invariance",
        "survey.Invariance",
        "survey.FitWarning",
        "survey.Problem",
        "survey.NotIdentifiedError",
        "survey.UnrestrictedError",
    ),
    "A survey as a whole": (
        "survey.assess",
        "survey.Assessment",
        "survey.park_scores",
        "survey.ParkScores",
        "export_survey",
    ),
    "The questionnaire": ("survey.read_questionnaire", "survey.Questionnaire", "survey.AnswerProblem"),
    "The codebook of the interviews": ("survey.read_codebook", "survey.Codebook"),
    "Reliability and validity": (
        "survey.cronbach_alpha",
        "survey.ordinal_alpha",
        "survey.item_statistics",
        "survey.construct_reliability",
        "survey.fornell_larcker",
        "survey.htmt",
        "survey.kmo",
        "survey.bartlett_sphericity",
        "survey.mardia",
        "survey.parallel_analysis",
        "survey.minimum_average_partial",
        "survey.one_factor_share",
        "survey.explore",
        "survey.Exploration",
        "survey.categorical_omega",
        "survey.agreement",
    ),
    "The city as a whole": ("summarise_city", "CitySummary", "SummaryOptions"),
    "Results": ("export_geopackage", "export_summary", "draw_figures", "path_diagram", "write_report", "write_tables"),
    "Studies": ("Study", "run_study", "StudyResult", "demo_folder"),
    "Indices of your own": ("register_index", "Index", "Parameter", "Column", "bounded", "over_the_city"),
    "Errors": ("ParkLocusError", "InputError", "Cancelled", "WorkerEndedError"),
}
DIRECTIONS = {"+": "more is better", "-": "less is better", "?": "contested"}
NEEDS = {
    "centre": "at least one centre",
    "routes": "transit route relations in the OSM file",
    "stops": "stops in the OSM file",
    "population": "a raster of people",
    "night_light": "a raster of light at night",
    "places": "places in the OSM file",
    "parks": "at least two parks",
    "polygon": "a park that is a polygon",
    "buildings": "buildings in the OSM file",
    "industrial land": "industrial land in the OSM file",
    "green land": "green areas in the OSM file",
    "water": "water in the OSM file",
}


def reference() -> str:
    """Return docs/reference.md."""
    introduction = (
        "Everything below is imported from `parklocus.indicators`; nothing else is promised to stay as it is. What an "
        "index is called and what parameters it takes is in the [catalogue](catalogue.md); what it means, in the "
        "[method](method.md)."
    )
    parts = ["# Reference", MADE, introduction]
    named = {name.split(".")[0] for names in GROUPS.values() for name in names}
    if named != set(indicators.__all__):
        message = f"GROUPS and parklocus.indicators differ in {sorted(named ^ set(indicators.__all__))}"
        raise SystemExit(message)
    for group, names in GROUPS.items():
        parts.append(f"## {group}")
        for name in names:
            parts.extend(_described(name, attrgetter(name)(indicators)))
    return "\n\n".join(parts) + "\n"


def _described(name: str, item: Any) -> Iterator[str]:
    yield f"### `{name}`"
    if inspect.isclass(item):
        if issubclass(item, Exception):
            yield f"Subclass of `{item.__bases__[0].__name__}`. {inspect.getdoc(item)}"
            return
        yield markdown(inspect.getdoc(item) or "")
        for member, function in _members(item):
            yield f"#### `{name}.{member}`"
            if isinstance(function, property | cached_property):
                yield markdown(inspect.getdoc(function) or "")
            else:
                yield _signature(function)
                yield markdown(inspect.getdoc(function) or "")
    else:
        yield _signature(item)
        yield markdown(inspect.getdoc(item) or "")


def _members(item: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties that a class itself defines, with a docstring."""
    for name, member in vars(item).items():
        if name.startswith("_"):
            continue
        if isinstance(member, classmethod | staticmethod):
            yield name, getattr(item, name)
        elif inspect.isfunction(member) or isinstance(member, property | cached_property):
            yield name, member


def _signature(function: Callable[..., Any]) -> str:
    """Return a function's head as Python writes it, a parameter a line."""
    signature = inspect.signature(function)
    lines: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in lines:
            lines.append("*")
        text = f"{parameter.name}: {parameter.annotation}"
        lines.append(text if parameter.default is parameter.empty else f"{text} = {parameter.default!r}")
    inside = "".join(f"    {line},\n" for line in lines)
    head = f"(\n{inside})" if lines else "()"
    return f"```python\ndef {function.__name__}{head} -> {signature.return_annotation}: ...\n```"


def markdown(docstring: str) -> str:
    """Return a NumPy docstring as Markdown: sections become headings in bold, their entries a list."""
    parts: list[str] = []
    for heading, lines in _sections(docstring):
        if heading:
            parts.append(f"**{heading}**")
        body = "\n".join(lines).strip("\n")
        if heading == "Examples":
            parts.append(f"```pycon\n{body}\n```")
        elif heading in {"Parameters", "Attributes", "Returns", "Raises", "Yields"}:
            parts.append("\n".join(_entries(lines)))
        else:
            parts.append(_code(body))
    return "\n\n".join(part for part in parts if part)


def _sections(docstring: str) -> Iterator[tuple[str, list[str]]]:
    heading, lines = "", list[str]()
    rows = docstring.splitlines()
    for number, line in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else ""
        if re.fullmatch("-{3,}", following) and len(following) == len(line):
            yield heading, lines
            heading, lines = line, []
        elif not (re.fullmatch("-{3,}", line) and number and len(rows[number - 1]) == len(line)):
            lines.append(line)
    yield heading, lines


def _entries(lines: list[str]) -> Iterator[str]:
    """Yield an item of a list for each entry: what stands at the margin, and the text indented below it."""
    entry, text = "", []
    for line in [*lines, ""]:
        if line.startswith(" ") or not line:
            text.append(line.strip())
            continue
        if entry:
            yield _entry(entry, text)
        entry, text = line, []
    if entry:
        yield _entry(entry, text)


def _entry(entry: str, text: list[str]) -> str:
    name, colon, kind = entry.partition(" : ")
    words = " ".join(filter(None, text))
    head = f"`{name}` ({_code(kind)})" if colon else f"`{name}`"
    return f"- {head}: {_code(words)}" if words else f"- {head}"


def _code(text: str) -> str:
    return text.replace("``", "`")


def catalogue() -> str:
    """Return docs/catalogue.md."""
    introduction = (
        "Every index that Park Locus computes: `parklocus indices` lists them, and `--index`, `[indices] compute` and "
        "`compute(indices=…)` take their ids. A park's value is the mean over its access points; beside each column "
        "stand `_min`, `_max` and `_pct`, the percentile among the city's street nodes. The [method](method.md) says "
        "how each is computed."
    )
    narrowing = (
        "A column's name may stand for an index, too, and narrows it: `stop_distance_bus`, `amenity_density_500`, "
        "`amenity_count_food_800`. There are columns for the modes that the city has stops of."
    )
    parts = ["# Catalogue of indices", MADE, introduction, _overview(), narrowing, *_presets()]
    for index in CATALOGUE.values():
        parts.extend(_index(index))
    parts.extend(_places())
    parts.extend(_sets())
    return "\n\n".join(parts) + "\n"


def _overview() -> str:
    rows = ["| index | title | 名称 | unit | better | factors |", "|---|---|---|---|---|---|"]
    rows += [
        f"| [`{index.id}`](#{index.id}) | {index.title['en']} | {index.title['zh']} | {index.unit} | "
        f"{DIRECTIONS[index.direction].removesuffix(' is better')} | {', '.join(index.factors)} |"
        for index in CATALOGUE.values()
    ]
    return "\n".join(rows)


def _presets() -> Iterator[str]:
    yield "## Presets"
    yield (
        "Choices of indices by name: `[indices] preset` in a study, `--preset` on the command line, "
        '`compute(city, parks, "transit")` in Python. What a preset holds and cannot be computed, for want of a centre '
        "or a raster, is left out with a note."
    )
    rows = ["| preset | title | 名称 | indices |", "|---|---|---|---|"]
    for preset in PRESETS.values():
        indices = ", ".join(f"`{one}`" for one in preset.indices) if preset.chosen else preset.definition["en"]
        rows.append(f"| `{preset.id}` | {preset.title['en']} | {preset.title['zh']} | {indices} |")
    yield "\n".join(rows)
    yield PRESETS["paper"].definition["en"].replace("A short list", "`paper` is a short list", 1)


def _index(index: Index) -> Iterator[str]:
    yield f"## {index.id}"
    yield f"**{index.title['en']}** · {index.title['zh']}"
    yield index.definition["en"]
    yield index.definition["zh"]
    facts = [
        f"columns: {', '.join(f'`{column}`' for column in _columns(index))}",
        f"unit: {index.unit}; {DIRECTIONS[index.direction]}; speaks to: {', '.join(index.factors)}",
    ]
    if index.needs:
        facts.append(f"needs: {', '.join(NEEDS[need] for need in index.needs)}")
    facts += [f"parameter `{name}`: {_parameter(item)}" for name, item in index.parameters.items()]
    if index.assumes:
        facts.append(f"assumed: {_assumed(index)}")
    if index.id == "ptal":
        facts.append(f"bands (column `ptal_band`): {_bands()}")
    if index.source:
        facts.append(f"source: {index.source}")
    yield "\n".join(f"- {fact}" for fact in facts)


def _assumed(index: Index) -> str:
    if "speeds" in index.parameters:
        return "the speed by class of street where the map has no limit; a run says on which share of their length"
    return index.assumes["en"].format(values="see the parameter `departures`")


def _columns(index: Index) -> list[str]:
    stems = [index.id]
    for parameter in index.parameters.values():
        if parameter.kind == "modes":
            stems = [f"{index.id}_{mode}" for mode in VARIANT_TITLES]
        elif parameter.kind == "categories":
            stems = [f"{index.id}_<category>"]
        elif parameter.kind == "sets":
            stems = [f"{index.id}_{one.id}" for one in Taxonomy.open().sets if one.of == index.id]
    radii = [radius for item in index.parameters.values() if item.kind in SIZES for radius in item.default]
    return [f"{stem}_{radius}" for stem in stems for radius in radii] if radii else stems


def _parameter(parameter: Parameter) -> str:
    text = parameter.title["en"][0].lower() + parameter.title["en"][1:]
    if parameter.kind in {"departures", "speeds"}:
        default = ", ".join(f"{mode} {value:g}" for mode, value in parameter.default.items())
    elif parameter.default is None:
        default = "all there are"
    elif isinstance(parameter.default, list):
        default = ", ".join(map(str, parameter.default))
    else:
        default = f"{parameter.default:g}"
    unit = f" {parameter.unit}" if parameter.unit else ""
    limits = ""
    if math.isfinite(parameter.maximum):
        limits = f" ({parameter.minimum:g} to {parameter.maximum:g}{unit})"
    return f"{text}; default {default}{unit if parameter.default is not None else ''}{limits}"


def _bands() -> str:
    texts = ["0 none"]
    texts += [f"{band} up to {limit:g}" for limit, band in PTAL_BANDS[1:]]
    return ", ".join([*texts, f"6b above {PTAL_BANDS[-1][0]:g}"])


def _places() -> Iterator[str]:
    taxonomy = Taxonomy.open()
    yield "## Places"
    yield (
        f"What counts as a place, and in which category: the table `resources/taxonomy.toml` (version "
        f"{taxonomy.version}). The first category that matches an object is its category. To use another, copy the "
        "file, edit it, and name it in the study as `[city] taxonomy`."
    )
    rows = ["| category | title | 名称 | tags | except |", "|---|---|---|---|---|"]
    rows += [
        f"| `{category.id}` | {category.title['en']} | {category.title['zh']} | {_tags(category, 'match')} | "
        f"{_tags(category, 'excluded')} |"
        for category in taxonomy.categories
    ]
    yield "\n".join(rows)
    nothing = ", ".join(f"`{value}`" for value in sorted(taxonomy.nothing))
    yield f"`key=*` is any value but {nothing}."


def _sets() -> Iterator[str]:
    yield "## Sets of tags"
    yield (
        "What single indices read besides the categories (`[[set]]` in the same file). An object may stand in several. "
        "`merge`: objects inside an area of the set, or of one name within so many metres, count once."
    )
    rows = [
        "| set | read by | title | 名称 | tags | without objects that bear | merge |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| `{one.id}` | {one.of} | {one.title['en']} | {one.title['zh']} | {_tags(one, 'match')} | "
        f"{_tags(one, 'excluded')} | {'' if one.merge is None else f'{one.merge:g} m'} |"
        for one in Taxonomy.open().sets
    ]
    yield "\n".join(rows)


def _tags(category: Category | PlaceSet, which: str) -> str:
    tags = getattr(category, which)
    return "; ".join(
        f"`{key}=*`" if values is None else f"`{key}` = {', '.join(sorted(values))}" for key, values in tags.items()
    )


PAGES: dict[str, Callable[[], str]] = {"reference.md": reference, "catalogue.md": catalogue}

if __name__ == "__main__":
    for page, text in PAGES.items():
        (DOCS / page).write_text(text(), encoding="utf-8")
        print(f"wrote docs/{page}")
