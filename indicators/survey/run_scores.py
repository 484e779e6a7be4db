"""A survey's scores as a run takes them: the parks' scores, how sure they are, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.survey.scores import read_scores

if TYPE_CHECKING:
    import pandas as pd

    from parklocus.indicators.study.survey import SurveySource
    from parklocus.indicators.survey.assessment import Assessment
    from parklocus.indicators.survey.park_scores import ParkScores

_ONE = 1e-6  # how near 1 a variance is that was fixed at 1


def scores_of_survey(found: Assessment, scored: ParkScores) -> pd.DataFrame:
    """Return the parks' scores as `read_scores` gives scores, with what was warned of in making them.

    Parameters
    ----------
    found : Assessment
    scored : ParkScores
        Its scores.
    """
    scores = read_scores(scored.wide(), label=found.label or None, method=scored.method, scale=scale_of_scores(found))
    # The notes of a table say less than the survey's own.
    scores.attrs["notes"] = [warning.message for warning in found.warnings] + list(found.notes)
    return scores


def scale_of_scores(found: Assessment) -> str:
    """Return ``standardised`` where every factor's variance is one, ``raw`` where it is in the unit of an item."""
    p = len(found.fit.items)
    variances = np.diag(found.fit.solution.implied()[0].covariance)[p:]
    return "standardised" if np.allclose(variances, 1.0, atol=_ONE) else "raw"


def told_of_survey(source: SurveySource, found: Assessment) -> dict[str, Any]:
    """Return what a result says of the survey behind it: how it was estimated and scored, for the provenance."""
    told: dict[str, Any] = {
        "respondents": found.fit.n,
        "estimator": found.fit.estimator,
        "missing": found.fit.missing,
        "std_lv": found.fit.std_lv,
        "leave_out": list(found.left_out),
        "model": found.fit.model.strip(),
        "bootstrap": source.bootstrap,
        "seed": source.seed,
    }
    if found.scores is not None:
        told |= {"method": found.scores.method, "reason": found.scores.reason, "failed_draws": found.scores.failed}
    return told
