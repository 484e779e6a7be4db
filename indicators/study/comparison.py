"""The sections of a study file that say what is compared: scores, the spaces they make up, directions expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import absolute

if TYPE_CHECKING:
    from pathlib import Path

    from parklocus.indicators.tomlfile import Table

DIRECTIONS = ("+", "-", "0")
LEVELS = ("parks", "respondents")


@dataclass(frozen=True)
class ScoreSource:
    """Where the factor scores come from.

    Attributes
    ----------
    path : Path
        A text table.
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
    """

    path: Path
    id: str = "id"
    name: str | None = None
    label: str | None = None
    level: Literal["parks", "respondents"] = "parks"
    answers: tuple[float, float] | None = None


def parse_scores(table: Table, base: Path) -> ScoreSource:
    """Return what ``[scores]`` says."""
    table.allow("path", "id", "name", "label", "level", "answers")
    scores = ScoreSource(
        path=absolute(base, table.required_text("path")),
        id=table.text("id") or ScoreSource.id,
        name=table.text("name"),
        label=table.text("label"),
        level=cast('Literal["parks", "respondents"]', table.choice("level", LEVELS) or ScoreSource.level),
        answers=table.number_range("answers"),
    )
    if scores.level == "respondents" and scores.name is not None:
        raise table.error(_("name goes with a row a park: respondents are told by id alone."))
    return scores


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
