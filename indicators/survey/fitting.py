"""Fitting a structural equation model to answers: the one way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.bootstrap import Bootstrap, resample
from parklocus.indicators.survey.estimates import estimates_table
from parklocus.indicators.survey.factor_scores import factor_scores
from parklocus.indicators.survey.measures import standardized_residuals
from parklocus.indicators.survey.modification import modification_table
from parklocus.indicators.survey.moments import sample_of_moments
from parklocus.indicators.survey.normal_fit import fit_normal
from parklocus.indicators.survey.ordinal_fit import count_thresholds, fit_ordinal
from parklocus.indicators.survey.ordinal_scores import METHOD as EBM
from parklocus.indicators.survey.ordinal_scores import ordinal_scores
from parklocus.indicators.survey.parameter_table import build_table
from parklocus.indicators.survey.problems import FitWarning, Problem
from parklocus.indicators.survey.samples import read_samples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parklocus.indicators.survey.solution import Solution

NORMAL = ("ML", "MLR")
ORDINAL = ("WLSMV", "DWLS")
ESTIMATORS = (*NORMAL, *ORDINAL)
_GAPS = "fiml"


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    model : str
        The model text.
    estimator, missing : str
        How it was estimated, and what became of missing answers.
    group : str or None
        The column of the groups.
    warnings : tuple of FitWarning
        All that is, or may be, wrong; each with its kind and a sentence.
    solution : Solution
        The estimation's inner results.
    std_lv : bool
        Whether the factors' variances were fixed rather than their first loadings.
    """

    model: str
    estimator: str
    missing: str
    group: str | None
    warnings: tuple[FitWarning, ...]
    solution: Solution = field(repr=False)
    std_lv: bool = False

    @property
    def converged(self) -> bool:
        """Say whether the estimation found a minimum; without one there are neither tests nor standard errors."""
        return self.solution.converged

    @property
    def n(self) -> int:
        """Return the number of respondents used."""
        return sum(sample.n for sample in self.solution.samples)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the names of the groups; one empty name if there is one group."""
        return tuple(sample.name for sample in self.solution.samples)

    @property
    def factors(self) -> tuple[str, ...]:
        """Return the names of the factors."""
        return self.solution.table.latent

    @property
    def items(self) -> tuple[str, ...]:
        """Return the names of the observed variables."""
        return self.solution.table.observed

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Return lhs, op, rhs, group, label, est, se, z, p, ci_low, ci_high, std_all: a row a parameter."""
        return estimates_table(self.solution)

    @property
    def measures(self) -> Mapping[str, float]:
        """Return the measures of fit by name; empty where the estimation did not converge."""
        return self.solution.measures

    @cached_property
    def residuals(self) -> pd.DataFrame:
        """Return lhs, op, rhs, group, sample, implied, residual, standardized (by the sample's deviations)."""
        records = []
        for sample, moments in zip(self.solution.samples, self.solution.moments, strict=True):
            standard, means = standardized_residuals(moments)
            for i, j in zip(*np.tril_indices(len(standard)), strict=True):
                observed, implied = moments.covariance[i, j], moments.implied[i, j]
                key = (self.items[i], "~~", self.items[j], sample.name)
                records.append((*key, observed, implied, observed - implied, standard[i, j]))
            if means is None or moments.mean is None or moments.implied_mean is None:
                continue
            for number, (observed, implied) in enumerate(zip(moments.mean, moments.implied_mean, strict=True)):
                key = (self.items[number], "~1", "", sample.name)
                records.append((*key, observed, implied, observed - implied, means[number]))
        columns = ["lhs", "op", "rhs", "group", "sample", "implied", "residual", "standardized"]
        return pd.DataFrame(records, columns=columns)

    def modification_indices(self) -> pd.DataFrame:
        """Return lhs, op, rhs, group, mi, p, epc, std_all of the parameters that the model leaves out, greatest first.

        Raises
        ------
        InputError
            If the estimation did not converge, or its estimator is not maximum likelihood.
        """
        self._require_result()
        if self.estimator not in NORMAL:
            message = _("Modification indices need ML or MLR; this model was fitted by {estimator}.")
            raise InputError(message.format(estimator=self.estimator))
        return modification_table(self.solution)

    def scores(self, method: str = "bartlett") -> pd.DataFrame:
        """Return factor scores, a row a respondent used and a column a factor.

        Parameters
        ----------
        method : {"bartlett", "regression", "ebm"}
            Empirical Bayes modes (``ebm``) for ordered items, one of the others for all else.

        Raises
        ------
        InputError
            If the estimation did not converge, or the method is not one for these items.
        """
        self._require_answers()
        if self.estimator in ORDINAL:
            if method != EBM:
                message = _('Factor scores of ordered items need method="{method}".')
                raise InputError(message.format(method=EBM))
            return ordinal_scores(self.solution)
        return factor_scores(self.solution, method)

    def bootstrap(self, n: int = 1000, seed: int = 1) -> Bootstrap:
        """Return estimates from `n` resamples of the respondents, with their standard errors and intervals.

        Raises
        ------
        InputError
            If the estimation did not converge, or too few resamples could be estimated.
        """
        self._require_answers()
        return resample(self.solution, self.solution.refit, n, seed)

    def _require_answers(self) -> None:
        self._require_result()
        if any(not len(sample.data) for sample in self.solution.samples):
            raise InputError(
                _("The model was fitted to covariances: scores and resamples need the answers themselves.")
            )

    def _require_result(self) -> None:
        if not self.converged:
            raise InputError(_("The estimation did not converge, so nothing can be derived from it; see the warnings."))


def fit(
    model: str,
    answers: pd.DataFrame | None = None,
    estimator: str = "ML",
    group: str | None = None,
    missing: str = "listwise",
    *,
    equal: str | Sequence[str] = (),
    std_lv: bool = False,
    meanstructure: bool = False,
    covariance: pd.DataFrame | None = None,
    n: int | None = None,
    means: pd.Series | None = None,
) -> Fit:
    """Fit a structural equation model.

    Parameters
    ----------
    model : str
        Text in lavaan's syntax: ``factor =~ items``, ``outcome ~ causes``, ``a ~~ b``, ``a ~ 1``, ``name := a*b``; a
        line each, with numbers or labels before names (``0.5*x``, ``a*x``, ``NA*x``).
    answers : DataFrame
        A row a respondent, a column a variable; NaN where an answer is missing. Not with `covariance`.
    estimator : {"ML", "MLR", "WLSMV", "DWLS"}
        Maximum likelihood; the same with robust errors and test; for items with ordered categories diagonally weighted
        least squares on polychoric correlations, with robust errors and a scaled and shifted test, or without.
    group : str, optional
        Column that parts the respondents; each group has parameters of its own.
    missing : {"listwise", "fiml"}
        Rows with a missing answer are left out, or what they have is used (ML and MLR only).
    equal : str or sequence of str
        What is equal in all groups: ``loadings``, ``intercepts``, ``residuals``, ``thresholds`` (of ordered items),
        ``means``, ``regressions``, ``lv.variances``, ``lv.covariances``.
    std_lv : bool
        Fix the factors' variances rather than their first loadings.
    meanstructure : bool
        Model means of one group too.
    covariance : DataFrame, optional
        In place of answers, the variables' covariances (divisor n - 1), as papers print them; ML and one group only.
    n : int, optional
        The number of respondents behind them.
    means : Series, optional
        The variables' means, where the model has means.

    Returns
    -------
    Fit

    Raises
    ------
    InputError
        If the model text or the answers cannot be used; a `NotIdentifiedError` if no answers could identify the model.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> random = np.random.default_rng(7)
    >>> milieu = random.standard_normal(300)
    >>> answers = pd.DataFrame({f"x{i}": milieu + random.standard_normal(300) for i in range(1, 5)})
    >>> fitted = fit("milieu =~ x1 + x2 + x3 + x4", answers)
    >>> fitted.converged, fitted.measures["df"]
    (True, 2)
    """
    if covariance is not None:
        if answers is not None or estimator != "ML" or group is not None or missing != "listwise":
            raise InputError(_("Covariances stand in place of answers: of them ML can be fitted, in one group."))
        table = build_table(model, std_lv=std_lv, meanstructure=meanstructure or means is not None)
        if table.meanstructure and means is None:
            raise InputError(_("The model has means, so give them beside the covariances: means=…"))
        sample = sample_of_moments(covariance, n, table.observed, means)
        solution = fit_normal(table, [sample], robust=False, gaps=False)
        return Fit(model, estimator, missing, group, tuple(solution.warnings), solution, std_lv)
    if not isinstance(answers, pd.DataFrame):
        raise InputError(_("The answers must be a table (DataFrame) with a row a respondent and a column a variable."))
    if estimator not in ESTIMATORS:
        message = _("“{estimator}” is no estimator; choose one of {names}.")
        raise InputError(message.format(estimator=estimator, names=", ".join(ESTIMATORS)))
    equal = (equal,) if isinstance(equal, str) else tuple(equal)
    categorical = estimator in ORDINAL
    if categorical:
        _check_ordinal(missing, equal)
    build = partial(
        build_table,
        model,
        _group_count(answers, group),
        std_lv=std_lv,
        meanstructure=meanstructure or missing == _GAPS,
        equal=equal,
    )
    table = build()
    samples, notes = read_samples(answers, table.observed, table.predictors, group, missing)
    if categorical:
        table = build(ordered=count_thresholds(samples, table.observed))
        solution = fit_ordinal(table, samples, robust=estimator == "WLSMV")
    else:
        solution = fit_normal(table, samples, robust=estimator == "MLR", gaps=missing == _GAPS)
    dropped = [FitWarning(Problem.DROPPED_ROWS, note) for note in notes]
    return Fit(model, estimator, missing, group, (*dropped, *solution.warnings), solution, std_lv)


def _check_ordinal(missing: str, equal: Sequence[str]) -> None:
    if missing == _GAPS:
        raise InputError(_('WLSMV and DWLS leave rows with missing answers out; use missing="listwise", or MLR.'))
    if "residuals" in equal:
        raise InputError(_("Of ordered items residual variances cannot be made equal between groups; use MLR."))
    if "intercepts" in equal and not {"thresholds", "loadings"} <= set(equal):
        message = _("Intercepts of ordered items can be equal only where thresholds and loadings are; name these, too.")
        raise InputError(message)


def _group_count(answers: pd.DataFrame, group: str | None) -> int:
    if group is None or group not in answers.columns:  # a column that is missing is named when the answers are read
        return 1
    return max(int(answers[group].nunique()), 1)
