"""From questionnaire to factor scores.

`fit` estimates a structural equation model in lavaan's syntax; `invariance` compares groups; `read_scores` takes the
scores that other tools have made. `read_questionnaire` checks answers as they come; what reviewers ask of a scale is
`cronbach_alpha` and its neighbours.

Names are imported when they are asked for: who fits a model need not wait for what reliability needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parklocus.indicators.survey.adequacy import (
        bartlett_sphericity,
        kmo,
        mardia,
        minimum_average_partial,
        one_factor_share,
        parallel_analysis,
    )
    from parklocus.indicators.survey.agreement import agreement
    from parklocus.indicators.survey.assessment import Assessment, assess
    from parklocus.indicators.survey.bootstrap import Bootstrap
    from parklocus.indicators.survey.categorical_omega import categorical_omega
    from parklocus.indicators.survey.codebook import Codebook, read_codebook
    from parklocus.indicators.survey.exploratory import Exploration, explore
    from parklocus.indicators.survey.fitting import Fit, fit
    from parklocus.indicators.survey.invariance import Invariance, invariance
    from parklocus.indicators.survey.park_scores import ParkScores, park_scores
    from parklocus.indicators.survey.problems import FitWarning, NotIdentifiedError, Problem, UnrestrictedError
    from parklocus.indicators.survey.questionnaire import AnswerProblem, Questionnaire, read_questionnaire
    from parklocus.indicators.survey.reliability import cronbach_alpha, item_statistics, ordinal_alpha
    from parklocus.indicators.survey.scores import read_scores
    from parklocus.indicators.survey.validity import construct_reliability, fornell_larcker, htmt

__all__ = [
    "AnswerProblem",
    "Assessment",
    "Bootstrap",
    "Codebook",
    "Exploration",
    "Fit",
    "FitWarning",
    "Invariance",
    "NotIdentifiedError",
    "ParkScores",
    "Problem",
    "Questionnaire",
    "UnrestrictedError",
    "agreement",
    "assess",
    "bartlett_sphericity",
    "categorical_omega",
    "construct_reliability",
    "cronbach_alpha",
    "explore",
    "fit",
    "fornell_larcker",
    "htmt",
    "invariance",
    "item_statistics",
    "kmo",
    "mardia",
    "minimum_average_partial",
    "one_factor_share",
    "ordinal_alpha",
    "parallel_analysis",
    "park_scores",
    "read_codebook",
    "read_questionnaire",
    "read_scores",
]

_NAMES = {
    "adequacy": (
        "bartlett_sphericity",
        "kmo",
        "mardia",
        "minimum_average_partial",
        "one_factor_share",
        "parallel_analysis",
    ),
    "agreement": ("agreement",),
    "assessment": (
        "Assessment",
        "assess",
    ),
    "bootstrap": ("Bootstrap",),
    "categorical_omega": ("categorical_omega",),
    "codebook": (
        "Codebook",
        "read_codebook",
    ),
    "exploratory": (
        "Exploration",
        "explore",
    ),
    "fitting": (
        "Fit",
        "fit",
    ),
    "invariance": (
        "Invariance",
        "invariance",
    ),
    "park_scores": (
        "ParkScores",
        "park_scores",
    ),
    "problems": (
        "FitWarning",
        "NotIdentifiedError",
        "Problem",
        "UnrestrictedError",
    ),
    "questionnaire": (
        "AnswerProblem",
        "Questionnaire",
        "read_questionnaire",
    ),
    "reliability": (
        "cronbach_alpha",
        "item_statistics",
        "ordinal_alpha",
    ),
    "scores": ("read_scores",),
    "validity": (
        "construct_reliability",
        "fornell_larcker",
        "htmt",
    ),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}


class _Functions(ModuleType):
    """A package in which a module that is imported does not take the place of the function of its name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _MODULE_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Functions


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
