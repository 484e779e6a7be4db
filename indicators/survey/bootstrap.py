"""Bootstrap of respondents: errors and intervals that assume no distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.estimates import LEVEL, all_values, parameter_keys
from parklocus.indicators.survey.samples import make_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from parklocus.indicators.survey.samples import Sample
    from parklocus.indicators.survey.solution import Solution

    Refit = Callable[[Sequence[Sample], np.ndarray], np.ndarray | None]

_LEAST = 2  # resamples that give an error at all


@dataclass(frozen=True)
class Bootstrap:
    """What the resamples say.

    Attributes
    ----------
    estimates : DataFrame
        A row a parameter, as `Fit.estimates` has them: lhs, op, rhs, group, label, est, se, ci_low, ci_high (percentile
        interval, 95 %).
    draws : (m, k) array
        Each resample's values of those rows.
    failed : int
        Resamples that could not be estimated; they are in no figure.
    """

    estimates: pd.DataFrame
    draws: np.ndarray
    failed: int


def resample(solution: Solution, refit: Refit, n: int, seed: int) -> Bootstrap:
    """Estimate a model anew from rows drawn with replacement, within each group.

    Parameters
    ----------
    solution : Solution
    refit : callable
        Takes samples and a start, returns the free parameters, or None where there are none.
    n : int
        Number of resamples.
    seed : int
        Of the random numbers; the same seed gives the same figures.

    Returns
    -------
    Bootstrap

    Raises
    ------
    InputError
        If `n` is too small, or fewer than two resamples could be estimated.
    """
    if n < _LEAST:
        raise InputError(_("A bootstrap needs {least} resamples at least.").format(least=_LEAST))
    random = np.random.default_rng(seed)
    draws = []
    for _number in range(n):
        samples = []
        for sample in solution.samples:
            rows = random.integers(0, sample.n, sample.n)
            samples.append(make_sample(sample.name, sample.data[rows], sample.index, sample.rows))
        theta = refit(samples, solution.theta)
        if theta is not None:
            draws.append(all_values(solution, theta)[0])
    if len(draws) < _LEAST:
        message = _("Of {n} resamples {done} could be estimated: too few for standard errors.")
        raise InputError(message.format(n=n, done=len(draws)))
    drawn = np.array(draws)
    frame = parameter_keys(solution)
    frame["est"] = all_values(solution, solution.theta)[0]
    frame["se"] = drawn.std(axis=0, ddof=1)
    tail = (1.0 - LEVEL) / 2.0
    frame["ci_low"], frame["ci_high"] = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return Bootstrap(frame, drawn, n - len(draws))
