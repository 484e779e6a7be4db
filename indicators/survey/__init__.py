"""From questionnaire to factor scores.

`fit` estimates a structural equation model in lavaan's syntax; `invariance` compares groups; `read_scores` takes the
scores that other tools have made.
"""

from parklocus.indicators.survey.bootstrap import Bootstrap
from parklocus.indicators.survey.fitting import Fit, fit
from parklocus.indicators.survey.invariance import Invariance, invariance
from parklocus.indicators.survey.problems import FitWarning, NotIdentifiedError, Problem, UnrestrictedError
from parklocus.indicators.survey.scores import read_scores

__all__ = [
    "Bootstrap",
    "Fit",
    "FitWarning",
    "Invariance",
    "NotIdentifiedError",
    "Problem",
    "UnrestrictedError",
    "fit",
    "invariance",
    "read_scores",
]
