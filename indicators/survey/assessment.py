"""A questionnaire from raw answers to the parks' scores, with all that reviewers ask on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.progress import part, silent
from parklocus.indicators.survey import assessment_tables as tables
from parklocus.indicators.survey.exploratory import explore
from parklocus.indicators.survey.fitting import NORMAL, fit
from parklocus.indicators.survey.invariance import Invariance, invariance
from parklocus.indicators.survey.park_scores import AUTO, ParkScores, park_scores
from parklocus.indicators.survey.questionnaire import PARK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parklocus.indicators.progress import Progress
    from parklocus.indicators.survey.fitting import Fit
    from parklocus.indicators.survey.problems import FitWarning
    from parklocus.indicators.survey.questionnaire import Questionnaire

_CHECKED, _FITTED, _SCORED = 0.1, 0.25, 0.95  # shares of the progress


@dataclass(frozen=True)
class Assessment:
    """What a questionnaire and a model say of each other, and of the parks.

    Attributes
    ----------
    questionnaire : Questionnaire
        The answers as they came.
    answers : DataFrame
        Those that were used, problems left out.
    left_out : tuple of str
        The problems for which rows were left out.
    fit : Fit
        The model, fitted to all respondents.
    scales : mapping
        The items of each factor.
    tables : mapping of str to DataFrame
        ``sample``, ``answer_problems``, ``items``, ``reliability``, ``discriminant``, ``adequacy``, ``eigenvalues``,
        ``common_method``, ``exploratory`` (where asked for), ``aggregation``, ``agreement`` (by park), ``fit``,
        ``estimates``, ``residuals``, ``modification_indices``, ``invariance``, ``latent_means``, ``scores``,
        ``respondents``, ``warnings``. A table that the answers do not carry is not there, and a note says why.
    scores : ParkScores or None
        None where the estimation did not converge.
    invariance : Invariance or None
        Over the groups that were asked for.
    group : str or None
    labels : mapping
        Texts for items and factors: name to language (``en``, ``zh``) to text.
    label : str
        What is to be said beside every score.
    notes : tuple of str
        What a reader should know.
    """

    questionnaire: Questionnaire
    answers: pd.DataFrame
    left_out: tuple[str, ...]
    fit: Fit
    scales: Mapping[str, Sequence[str]]
    tables: Mapping[str, pd.DataFrame]
    scores: ParkScores | None
    invariance: Invariance | None = None
    group: str | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    label: str = ""
    notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[FitWarning, ...]:
        """Return what is, or may be, wrong with the fit."""
        return self.fit.warnings


def assess(
    questionnaire: Questionnaire,
    model: str,
    *,
    estimator: str = "MLR",
    missing: str = "listwise",
    std_lv: bool = False,
    leave_out: Sequence[str] = (),
    group: str | None = None,
    scores: str = AUTO,
    bootstrap: int = 500,
    seed: int = 1,
    exploratory: bool = False,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    label: str = "",
    progress: Progress | None = None,
) -> Assessment:
    """Check a questionnaire, fit its model, and score its parks.

    Parameters
    ----------
    questionnaire : Questionnaire
        What `read_questionnaire` gave.
    model : str
        Text in lavaan's syntax, over the questionnaire's items and variables.
    estimator, missing, std_lv : str, str, bool
        As for `fit`.
    leave_out : sequence of str
        Problems for which rows are left out, as for `Questionnaire.without`.
    group : str, optional
        Column of groups (``park``, or the questionnaire's group) in which the scale is to measure the same.
    scores : str
        How parks are scored, as for `park_scores`.
    bootstrap, seed : int
        Draws of the respondents, and what they begin with.
    exploratory : bool
        Also analyse the items without the model (needs statsmodels).
    labels, label : mapping, str
        Texts for items and factors, and for the scores.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        If the model text, the answers or what is asked of them cannot be used.
    """
    report = progress or silent
    report(0.0, _("Checking answers"))
    answers = questionnaire.without(*leave_out) if leave_out else questionnaire.answers
    report(_CHECKED, _("Fitting the model"))
    fitted = fit(model, answers, estimator, missing=missing, std_lv=std_lv)
    scales = tables.scales_of(fitted, questionnaire.items)
    if not scales:
        raise InputError(_("No factor of the model has items; write “factor =~ item + item”."))
    notes: list[str] = list(questionnaire.notes)
    found = _tables_of_scale(questionnaire, answers, fitted, seed=seed, notes=notes)
    if exploratory:
        found |= _exploration(answers, scales, notes)
    report(_FITTED, _("Comparing groups"))
    scored = None
    if fitted.converged:
        scored = park_scores(
            fitted, answers, PARK, scores, bootstrap=bootstrap, seed=seed, progress=part(report, _FITTED, _SCORED)
        )
        found["scores"], found["respondents"] = scored.table, scored.respondents.rename_axis("row").reset_index()
        notes += scored.warnings
        unscored = [park for park in dict.fromkeys(questionnaire.answers[PARK]) if park not in scored.parks]
        if unscored:
            message = _("No respondent of these parks could be used, so they have no score: {parks}.")
            notes.append(message.format(parks=", ".join(unscored)))
    by_park = scored.invariance if scored is not None and group in (None, PARK) else None
    ladder = by_park or _ladder(fitted, answers, group, notes)
    if ladder is not None:
        found["invariance"] = ladder.table
        if ladder.fits["scalar"].converged:
            found["latent_means"] = ladder.latent_means
    kinds = [(str(warning.kind), warning.message) for warning in fitted.warnings]
    found["warnings"] = pd.DataFrame(kinds, columns=["kind", "message"])
    return Assessment(
        questionnaire=questionnaire,
        answers=answers,
        left_out=tuple(leave_out),
        fit=fitted,
        scales=scales,
        tables=found,
        scores=scored,
        invariance=ladder,
        group=group or (PARK if ladder is not None else None),
        labels=labels or {},
        label=label,
        notes=tuple(dict.fromkeys(notes)),
    )


def _tables_of_scale(
    read: Questionnaire, answers: pd.DataFrame, fitted: Fit, *, seed: int, notes: list[str]
) -> dict[str, pd.DataFrame]:
    scales = tables.scales_of(fitted, read.items)
    items = list(dict.fromkeys(item for names in scales.values() for item in names))
    used = answers.index[fitted.solution.samples[0].rows]
    found = {
        "sample": tables.sample_table(read, answers, used),
        "answer_problems": read.problems,
        "items": tables.item_table(read, answers, fitted, scales),
        "reliability": tables.reliability_table(answers, fitted, scales),
    }
    if fitted.converged and len(scales) > 1:
        found["discriminant"] = tables.discriminant_table(fitted)
    try:
        found["adequacy"], found["eigenvalues"] = tables.adequacy_table(answers, items, seed)
        found["common_method"] = tables.common_method_table(answers, items, fitted)
    except InputError as error:  # rows that answer everything may be too few where the model takes gaps
        notes.append(str(error))
    aggregation, agreement, why = tables.aggregation_tables(read, answers, scales)
    notes += why
    if len(aggregation):
        found["aggregation"], found["agreement"] = aggregation, agreement
    if fitted.converged:
        found["fit"] = tables.fit_table(fitted)
        found["estimates"] = fitted.estimates
        found["residuals"] = fitted.residuals
        if fitted.estimator in NORMAL:
            found["modification_indices"] = fitted.modification_indices()
    return found


def _exploration(answers: pd.DataFrame, scales: tables.Scales, notes: list[str]) -> dict[str, pd.DataFrame]:
    """Return the items' loadings on as many factors as the model has, without the model."""
    items = list(dict.fromkeys(item for names in scales.values() for item in names))
    try:
        found = explore(answers, items, len(scales))
    except InputError as error:
        notes.append(str(error))
        return {}
    return {"exploratory": found.loadings, "exploratory_correlations": found.correlations}


def _ladder(fitted: Fit, answers: pd.DataFrame, group: str | None, notes: list[str]) -> Invariance | None:
    if group is None:
        return None
    try:
        return invariance(fitted.model, answers, group, fitted.estimator, fitted.missing, std_lv=fitted.std_lv)
    except InputError as error:
        if fitted.estimator in NORMAL:
            raise
        notes.append(str(error))  # a group without one of the categories, or too few of these
        return None
