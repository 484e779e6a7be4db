"""The sections of a study file that say what is compared: scores, the spaces they make up, directions expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parklocus.indicators.tomlfile import Table

DIRECTIONS = ("+", "-", "0")
LEVELS = ("parks", "respondents")
METHODS = (
    "bartlett",
    "latent_means",
    "regression",
    "ebm",
    "anderson_rubin",
    "pls",
    "item_means",
    "simulated",
    "unknown",
)
SCALES = ("standardised", "raw")


@dataclass(frozen=True)
class ScoreSource:
    """Where the factor scores come from.

    Attributes
    ----------
    path : Path
        Text table, workbook, SPSS file, or what Mplus saved.
    id : str
        Column of the park's id.
    name : str or None
        Column of the park's name.
    label : str or None
        What is said beside every score, such as "simulated".
    level : {"parks", "respondents"}
        Whether a row is a park or a respondent of one.
    answers : (float, float) or None
        The lowest and highest answer of the questionnaire, where scores are means of answers.
    method : str
        How the scores were made, one of `METHODS`; ``unknown`` where nobody says it and the file does not tell.
    scale : str or None
        One of `SCALES`.
    factors : mapping
        The factors' columns by the names to use; empty where the file tells or every column of numbers is one.
    sheet : str or None
        Of a workbook.
    columns : tuple of str
        Of a text file without headings.
    park_codes : mapping
        The parks' ids by the codes that stand in the file.
    """

    path: Path
    id: str = "id"
    name: str | None = None
    label: str | None = None
    level: Literal["parks", "respondents"] = "parks"
    answers: tuple[float, float] | None = None
    method: str = "unknown"
    scale: str | None = None
    factors: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    columns: tuple[str, ...] = ()
    park_codes: Mapping[str, str] = field(default_factory=dict)


def parse_scores(table: Table, base: Path) -> ScoreSource:
    """Return what ``[scores]`` says."""
    table.allow(*ScoreSource.__dataclass_fields__)
    codes = table.table("park_codes")
    scores = ScoreSource(
        path=absolute(base, table.required_text("path")),
        id=table.text("id") or ScoreSource.id,
        name=table.text("name"),
        label=table.text("label"),
        level=cast('Literal["parks", "respondents"]', table.choice("level", LEVELS) or ScoreSource.level),
        answers=table.number_range("answers"),
        method=table.choice("method", METHODS) or ScoreSource.method,
        scale=table.choice("scale", SCALES),
        factors=_factors(table),
        sheet=table.text("sheet"),
        columns=table.texts("columns") or (),
        park_codes={code: codes.required_text(code) for code in codes.others()} if codes else {},
    )
    if scores.answers is not None and scores.scale is not None:
        raise table.error(_("answers says that scores are means of answers, and scale that they are not: keep one."))
    if scores.level == "respondents" and scores.name is not None:
        raise table.error(_("name goes with a row a park: respondents are told by id alone."))
    return scores


def score_mapping(source: ScoreSource, path: str) -> dict[str, object]:
    """Return the table that `parse_scores` takes, with the path as it is to be written."""
    own = any(name != column for name, column in source.factors.items())
    kept: dict[str, object] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in source.__dict__.items()
        if key not in ("path", "factors") and value not in (None, (), {})
    }
    if source.factors:
        kept["factors"] = dict(source.factors) if own else list(source.factors)
    return {"path": path, **kept}


def _factors(table: Table) -> dict[str, str]:
    """Return the factors' columns by name: a list of columns, or a section of names."""
    if not table.is_table("factors"):
        return {name: name for name in table.texts("factors") or ()}
    section = table.table("factors", required=True)
    return {name: section.required_text(name) for name in section.others()}


def parse_spaces(table: Table) -> dict[str, tuple[str, ...]]:
    """Return what ``[spaces]`` says: the factors that make up each space."""
    spaces: dict[str, tuple[str, ...]] = {}
    for space in table.others():
        factors = table.texts(space) or ()
        if not factors:
            raise table.error(_("{space} lists no factor: name one, or leave the line out.").format(space=space))
        spaces[space] = factors
    if len(spaces) == 1:
        raise table.error(_("one space cannot be coupled: name the factors of another."))
    return spaces


def parse_expected(top: Table) -> dict[str, dict[str, str]]:
    """Return what the sections ``[expected.<factor>]`` say."""
    expected = top.table("expected")
    if expected is None:
        return {}
    factors: dict[str, dict[str, str]] = {}
    for factor in expected.others():
        table = expected.table(factor, required=True)
        factors[factor] = {index: table.choice(index, DIRECTIONS, required=True) for index in table.others()}
    return factors
