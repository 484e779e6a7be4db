"""The codebook of a study, beside its questionnaire, model, scores and expectations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.survey.codebook import Codebook, Links, linked, open_codebook
from parklocus.indicators.survey.scores import read_respondents
from parklocus.indicators.survey.syntax import parse_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.study.comparison import ScoreSource
    from parklocus.indicators.study.study import Study
    from parklocus.indicators.study.survey import SurveySource


def study_codebook(study: Study, scored: Sequence[str] | None = None) -> Codebook | None:
    """Return a study's codebook with what it leads to; None where the study has none.

    Parameters
    ----------
    study : Study
    scored : sequence of str, optional
        Factors that have scores; without it those of the study's score table or model, where they are there.

    Raises
    ------
    InputError
        The codebook cannot be read, or contradicts questionnaire, model or study.
    """
    if study.codebook is None:
        return None
    survey = study.survey
    loadings = _loadings(survey) if survey is not None else {}
    if scored is None and study.scores is not None and study.scores.path.is_file():
        scored = _scored(study.scores)
    elif scored is None and survey is not None:
        scored = list(dict.fromkeys(factor for factors in loadings.values() for factor in factors))
    links = Links(
        items=list(survey.items) if survey is not None else None,
        measured=loadings,
        scored=scored,
        expected=study.expected,
        spaces=study.spaces,
    )
    return linked(open_codebook(study.codebook), links)


def _loadings(survey: SurveySource) -> dict[str, list[str]]:
    """Return, of each variable of the model, the factors that it measures."""
    measured: dict[str, list[str]] = {}
    for statement in parse_model(survey.model_text()).statements:
        if statement.op == "=~":
            measured.setdefault(statement.rhs, []).append(statement.lhs)
    return measured


def _scored(source: ScoreSource) -> list[str]:
    scores = read_respondents(
        source.path,
        id=source.id,
        factors=source.factors or None,
        sheet=source.sheet,
        columns=source.columns or None,
    )
    return [str(column) for column in scores.columns if column not in ("park", "name")]
