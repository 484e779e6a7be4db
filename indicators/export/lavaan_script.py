"""The survey's model as a script for R: whoever doubts a figure can have it computed by lavaan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import parklocus
from parklocus.indicators.survey.fitting import ORDINAL

if TYPE_CHECKING:
    from parklocus.indicators.survey.assessment import Assessment

LAVAAN = "0.6-14"  # the version whose figures the tests hold ours against
ANSWERS = "answers_used.csv"
_OPEN, _CLOSE = 'r"---(', ')---"'


def lavaan_script(found: Assessment) -> str:
    """Return an R script that fits the survey's model to its answers.

    Parameters
    ----------
    found : Assessment
        What `assess` gave; its answers go into a file `ANSWERS` beside the script.
    """
    fit = found.fit
    options = [f'estimator = "{fit.estimator}"']
    if fit.estimator in ORDINAL:
        options.append(f"ordered = c({', '.join(_quoted(item) for item in fit.items)})")
    else:
        options.append(f'missing = "{fit.missing}"')
    if fit.std_lv:
        options.append("std.lv = TRUE")
    given = ", ".join(options)
    lines = [
        f"# The model of the survey, by Park Locus {parklocus.__version__}; written for R 4 and lavaan {LAVAAN}.",
        "# The answers are those the survey used: reverse items turned, rows left out that the study leaves out.",
        "library(lavaan)",
        "",
        f'answers <- read.csv("{ANSWERS}", fileEncoding = "UTF-8-BOM", check.names = FALSE)',
        "",
        f"model <- {_OPEN}",
        fit.model.strip("\n"),
        _CLOSE,
        "",
        f"fitted <- sem(model, data = answers, {given})",
        "summary(fitted, fit.measures = TRUE, standardized = TRUE, ci = TRUE)",
    ]
    if fit.estimator not in ORDINAL:
        lines += [
            "modindices(fitted, sort. = TRUE, maximum.number = 20)",
            "",
            "# scores of the respondents; their means by park",
            'scores <- lavPredict(fitted, method = "Bartlett")',
            'used <- lavInspect(fitted, "case.idx")',
            'print(aggregate(scores, list(park = answers[["park"]][used]), mean))',
        ]
    # Of ordered items lavaan alone does not hold thresholds equal as ours are; semTools' measEq.syntax does.
    if found.invariance is not None and found.group is not None and fit.estimator not in ORDINAL:
        lines += ["", f"# measurement invariance by {found.group}"]
        rungs = {
            "configural": "",
            "metric": '"loadings"',
            "scalar": '"loadings", "intercepts"',
            "strict": '"loadings", "intercepts", "residuals"',
        }
        for rung, equal in rungs.items():
            held = f", group.equal = c({equal})" if equal else ""
            lines.append(f"{rung} <- sem(model, data = answers, {given}, group = {_quoted(found.group)}{held})")
        lines.append("lavTestLRT(configural, metric, scalar, strict)")
    return "\n".join(lines) + "\n"


def model_of_script(script: str) -> str:
    """Return the model's text that stands in such a script."""
    return script.split(_OPEN, 1)[1].split(_CLOSE, 1)[0]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
