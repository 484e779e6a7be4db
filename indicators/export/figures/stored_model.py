"""The path diagram of the survey's model that a result holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parklocus.indicators.catalogue.families import factor_title
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.figures.model_diagram import path_diagram
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.problems import FitWarning, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from parklocus.indicators.export.figures.drawing import Drawing
    from parklocus.indicators.export.stored_result import StoredResult

ESTIMATES, _FIT, _WARNINGS = "survey_estimates", "survey_fit", "survey_warnings"


@dataclass(frozen=True)
class _StoredFit:
    """A fitted model as the tables of a result have it."""

    estimates: pd.DataFrame
    measures: Mapping[str, float]
    estimator: str
    n: int
    groups: tuple[str, ...]
    factors: tuple[str, ...]
    warnings: tuple[FitWarning, ...]
    converged: bool = True


def stored_model(result: StoredResult) -> Drawing:
    """Draw the model of the survey that a result holds.

    Raises
    ------
    InputError
        The result holds no survey.
    """
    estimates, measures = result.table(ESTIMATES), result.table(_FIT)
    if estimates is None or measures is None:
        raise InputError(_("{file} holds no survey: no model can be drawn.").format(file=result.path.name))
    estimates = estimates.assign(group=estimates["group"].fillna("").astype(str))
    values = dict(zip(measures["measure"].astype(str), measures["value"].astype(float), strict=True))
    warnings = result.table(_WARNINGS)
    factors = tuple(dict.fromkeys(estimates.loc[estimates["op"] == "=~", "lhs"].astype(str)))
    fit = _StoredFit(
        estimates=estimates,
        measures=values,
        estimator=result.stated("survey").get("estimator", ""),
        n=int(values.get("n", 0)),
        groups=tuple(dict.fromkeys(estimates["group"])),
        factors=factors,
        warnings=()
        if warnings is None
        else tuple(
            FitWarning(Problem(kind), str(message))
            for kind, message in zip(warnings["kind"], warnings["message"], strict=True)
        ),
    )
    return path_diagram(fit, {factor: factor_title(factor) for factor in factors})
