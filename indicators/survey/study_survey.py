"""The survey of a study: its questionnaire read and assessed as the section says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.assessment import Assessment, assess
from parklocus.indicators.survey.questionnaire import PARK, Questionnaire, read_questionnaire

if TYPE_CHECKING:
    from parklocus.indicators.progress import Progress
    from parklocus.indicators.study.survey import SurveySource
    from parklocus.indicators.survey.park_scores import ParkScores


def read_answers(source: SurveySource) -> Questionnaire:
    """Read the questionnaire that a study names.

    Raises
    ------
    InputError
        The file, a column or an answer cannot be used.
    """
    return read_questionnaire(
        source.answers,
        dict(source.items),
        source.park,
        source.scale,
        ranges=source.ranges,
        reverse=source.reverse,
        missing=source.missing_codes,
        words=source.words,
        respondent=source.respondent,
        group=source.group,
        variables=source.variables,
        sheet=source.sheet,
    )


def assess_survey(source: SurveySource, *, exploratory: bool = False, progress: Progress | None = None) -> Assessment:
    """Read a study's questionnaire, fit its model and score its parks.

    Parameters
    ----------
    source : SurveySource
        What the section ``[survey]`` says.
    exploratory : bool
        Also analyse the items without the model.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text.

    Raises
    ------
    InputError
        The answers, the model or what is asked of them cannot be used; the message says which and why.
    """
    return assess(
        read_answers(source),
        source.model_text(),
        estimator=source.estimator,
        missing=source.missing,
        std_lv=source.std_lv,
        leave_out=source.leave_out,
        group=PARK if source.group == source.park else source.group,
        scores=source.scores,
        bootstrap=source.bootstrap,
        seed=source.seed,
        exploratory=exploratory,
        labels=source.labels,
        label=source.label or "",
        progress=progress,
    )


def worded(source: SurveySource, found: Assessment) -> Assessment:
    """Return the same assessment with its sentences in the language in use, whatever language it was made in.

    Parameters
    ----------
    source : SurveySource
        What was assessed.
    found : Assessment
        What `assess_survey` gave.
    """
    again = assess_survey(replace(source, bootstrap=0))  # the draws say nothing in words, and take the time
    scores = found.scores
    if scores is not None and again.scores is not None:
        scores = replace(scores, reason=again.scores.reason, warnings=again.scores.warnings)
    return replace(found, fit=again.fit, notes=again.notes, scores=scores)


def require_scores(found: Assessment) -> ParkScores:
    """Return a survey's scores; refuse to go on without.

    Raises
    ------
    InputError
        The survey's model did not converge.
    """
    if found.scores is None:
        reason = next((one.message for one in found.warnings if one.kind == "not_converged"), "")
        raise InputError(_("The survey gives no scores: {reason}").format(reason=reason))
    return found.scores
