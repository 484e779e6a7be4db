"""The parks' scores: which method respondents and the scale's invariance allow, and how sure the scores are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy
from scipy.special import ndtri

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.progress import silent
from parklocus.indicators.survey.factor_scores import factor_scores
from parklocus.indicators.survey.fitting import NORMAL, ORDINAL
from parklocus.indicators.survey.invariance import Invariance, invariance
from parklocus.indicators.survey.ordinal_scores import METHOD as EBM
from parklocus.indicators.survey.ordinal_scores import ordinal_scores
from parklocus.indicators.survey.samples import make_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parklocus.indicators.progress import Progress
    from parklocus.indicators.survey.fitting import Fit
    from parklocus.indicators.survey.solution import Solution

AUTO, BARTLETT, LATENT, REGRESSION = "auto", "bartlett", "latent_means", "regression"
METHODS = (AUTO, BARTLETT, LATENT, REGRESSION, EBM)
FEWEST_FOR_MEANS = 50  # respondents a park
FEWEST_FOR_DRAWS = 5  # below, resampling says less than nothing of a park
CFI_FALL, RMSEA_RISE = 0.010, 0.015  # Chen 2007
TAIL = 0.025
LATENT_DRAWS = 2000
PARK = "park"


@dataclass(frozen=True)
class ParkScores:
    """The parks' scores on every factor.

    Attributes
    ----------
    table : DataFrame
        A row a park and factor: park, factor, n (respondents with a score), score, se, ci_low, ci_high (95 %); the
        errors are missing where fewer than five respondents have a score.
    respondents : DataFrame
        A row a respondent: park and a column of scores a factor.
    method : str
        ``bartlett``, ``latent_means``, ``regression`` or ``ebm``.
    reason : str
        Why this method.
    warnings : tuple of str
        What to beware of.
    draws : (d, parks, factors) array or None
        The scores as they might have come out, of latent means by their covariance; None where nothing was drawn.
    parks, factors : tuple of str
        In the order of the draws.
    failed : int
        Draws that could not be estimated; they are in no figure.
    invariance : Invariance or None
        The ladder over the parks, where it was climbed.
    """

    table: pd.DataFrame
    respondents: pd.DataFrame
    method: str
    reason: str
    warnings: tuple[str, ...]
    draws: np.ndarray | None
    parks: tuple[str, ...]
    factors: tuple[str, ...]
    failed: int = 0
    invariance: Invariance | None = None

    def of_parks(self, park_of: Mapping[str, str]) -> ParkScores:
        """Return the same with other ids in place of the parks'; parks without one are left out.

        Parameters
        ----------
        park_of : mapping of the park here to its other id
        """
        places = [number for number, park in enumerate(self.parks) if park in park_of]
        table = self.table.assign(park=self.table[PARK].map(park_of)).dropna(subset=PARK).reset_index(drop=True)
        respondents = self.respondents.assign(park=self.respondents[PARK].map(park_of)).dropna(subset=PARK)
        return replace(
            self,
            table=table,
            respondents=respondents,
            draws=None if self.draws is None else self.draws[:, places],
            parks=tuple(park_of[self.parks[place]] for place in places),
        )

    def wide(self) -> pd.DataFrame:
        """Return a row a park: id, then each factor and, where known, its standard error (``<factor>_se``)."""
        frame = pd.DataFrame({"id": list(self.parks)})
        for factor in self.factors:
            own = self.table[self.table["factor"] == factor].set_index(PARK).reindex(list(self.parks))
            frame[factor] = own["score"].to_numpy()
            if own["se"].notna().any():
                frame[f"{factor}_se"] = own["se"].to_numpy()
        return frame


def park_scores(
    fit: Fit,
    answers: pd.DataFrame,
    park: str = PARK,
    method: str = AUTO,
    *,
    bootstrap: int = 500,
    seed: int = 1,
    progress: Progress | None = None,
) -> ParkScores:
    """Return the parks' scores by a fitted model.

    Parameters
    ----------
    fit : Fit
        Of one group: all respondents.
    answers : DataFrame
        What it was fitted to.
    park : str
        Column of the respondents' park.
    method : {"auto", "bartlett", "latent_means", "regression", "ebm"}
        ``auto`` takes latent means where every park has 50 respondents and loadings and intercepts are the same in all
        parks (CFI falls by no more than .010 and RMSEA rises by no more than .015; Chen 2007), Bartlett scores
        otherwise, and empirical Bayes modes (``ebm``) of ordered items.
    bootstrap : int
        Draws of the respondents within each park; the model is fitted anew to each. 0 for none: errors are then those
        of the mean of the given scores. Latent means have errors of their own.
    seed : int
        Of the draws.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text.

    Returns
    -------
    ParkScores

    Raises
    ------
    InputError
        If the fit did not converge or has groups, the method is not one for these items, or no such column is there.

    Notes
    -----
    Latent means are given as differences from the mean of all respondents, so that they can be read as Bartlett scores.
    """
    if method not in METHODS:
        message = _("“{method}” is no method of factor scores; choose one of {names}.")
        raise InputError(message.format(method=method, names=", ".join(METHODS)))
    if len(fit.groups) > 1:
        raise InputError(_("The parks' scores come from a model of all respondents together; fit it without a group."))
    if park not in answers.columns:
        message = _("The answers have no column “{column}”; their columns are {columns}.")
        raise InputError(message.format(column=park, columns=", ".join(str(name) for name in answers.columns)))
    if answers[park].isna().any():
        row = int(np.flatnonzero(answers[park].isna().to_numpy())[0]) + 1
        message = _("The answers, row {row}, column “{column}”: the park is missing.")
        raise InputError(message.format(row=row, column=park))
    choice = _choose(fit, answers, park, method)
    of_respondents = fit.scores(BARTLETT if choice.method == LATENT else choice.method)
    used = answers.loc[of_respondents.index, park].astype(str)
    respondents = pd.concat([used.rename(PARK), of_respondents], axis=1)
    parks = tuple(dict.fromkeys(used))
    factors = tuple(str(name) for name in of_respondents.columns)
    found = _means(respondents, parks, factors)
    failed, draws = 0, None
    if choice.method == LATENT and choice.ladder is not None:
        means, spread = _latent_means(choice.ladder.fits["scalar"], parks, factors)
        found["score"] = means.ravel()
        found["se"] = np.sqrt(np.diag(spread))
        random = np.random.default_rng(seed)
        drawn = random.multivariate_normal(means.ravel(), spread, LATENT_DRAWS, method="eigh")
        draws = drawn.reshape(-1, *means.shape)
        half = float(ndtri(1.0 - TAIL)) * found["se"]
        found["ci_low"], found["ci_high"] = found["score"] - half, found["score"] + half
    elif bootstrap:
        draws, failed = _bootstrap(fit.solution, used, choice.method, (bootstrap, seed), progress or silent)
        draws[:, (found["n"].to_numpy() < FEWEST_FOR_DRAWS).reshape(len(parks), -1)] = np.nan
        found["se"] = draws.std(axis=0, ddof=1).ravel()
        limits = np.quantile(draws, [TAIL, 1.0 - TAIL], axis=0)
        found["ci_low"], found["ci_high"] = limits[0].ravel(), limits[1].ravel()
    return ParkScores(
        table=found,
        respondents=respondents,
        method=choice.method,
        reason=choice.reason,
        warnings=tuple(_warnings(choice)),
        draws=draws,
        parks=parks,
        factors=factors,
        failed=failed,
        invariance=choice.ladder,
    )


@dataclass(frozen=True)
class _Choice:
    """A method, why it was taken, and the ladder of invariance where that decided."""

    method: str
    reason: str
    ladder: Invariance | None = None
    doubt: str = ""


def _choose(fit: Fit, answers: pd.DataFrame, park: str, method: str) -> _Choice:
    """Take latent means where they can be had and compared, Bartlett scores otherwise."""
    if method in (BARTLETT, REGRESSION, EBM):
        return _Choice(method, _("The study asks for this method."))
    plain = EBM if fit.estimator in ORDINAL else BARTLETT
    used = answers[answers.index.isin(fit.scores(plain).index)]
    sizes = used[park].astype(str).value_counts()
    obstacle = _obstacle(fit, sizes)
    if obstacle:
        obstacle = _("There are no latent means by park: {reason}").format(reason=obstacle)
    if obstacle and method == LATENT:
        raise InputError(obstacle)
    small = ""
    if int(sizes.min()) < FEWEST_FOR_MEANS:
        message = _("“{park}” has {n} respondents, and latent means by park need {least} in each.")
        small = message.format(park=sizes.idxmin(), n=int(sizes.min()), least=FEWEST_FOR_MEANS)
    if method == AUTO and (obstacle or small):
        return _Choice(plain, obstacle or small)
    ladder = invariance(fit.model, used, park, fit.estimator, fit.missing, std_lv=fit.std_lv)
    broken = _broken_rung(ladder)
    if method == LATENT:
        if not ladder.fits["scalar"].converged:
            raise InputError(_("The model with equal loadings and intercepts did not converge: no latent means."))
        return _Choice(LATENT, _("The study asks for this method."), ladder, broken or small)
    if broken:
        return _Choice(plain, broken, ladder)
    message = _(
        "Every park has {least} respondents, and loadings and intercepts are the same in all parks (CFI falls by no "
        "more than {cfi:.3f} and RMSEA rises by no more than {rmsea:.3f} on each rung; Chen 2007)."
    )
    return _Choice(LATENT, message.format(least=FEWEST_FOR_MEANS, cfi=CFI_FALL, rmsea=RMSEA_RISE), ladder)


def _obstacle(fit: Fit, sizes: pd.Series) -> str:
    """Return why there are no latent means by park at all; "" if there may be."""
    if fit.estimator not in NORMAL:
        return _("they are taken from models fitted by ML or MLR, and these items are ordered.")
    if len(sizes) < 2:
        return _("the answers come from one park.")
    rows = fit.solution.table.rows
    if any(row.op == "~" or (row.op == "=~" and row.rhs in fit.factors) for row in rows):
        return _(
            "the model has paths or factors of factors, and latent means are compared of factors that items measure."
        )
    return ""


def _broken_rung(ladder: Invariance) -> str:
    """Return which rung of the ladder does not hold; "" if loadings and intercepts do."""
    table = ladder.table.set_index("rung")
    words = {"metric": _("equal loadings"), "scalar": _("equal intercepts")}
    for rung in ("configural", "metric", "scalar"):
        if not table.loc[rung, "converged"]:
            return _(
                "The scale could not be compared between parks: the model of the rung “{rung}” did not converge."
            ).format(rung=rung)
    for rung, what in words.items():
        fall, rise = -float(table["cfi_diff"][rung]), float(table["rmsea_diff"][rung])
        if fall > CFI_FALL or rise > RMSEA_RISE:
            message = _(
                "{what} between parks do not hold: CFI changes by {cfi:+.3f} and RMSEA by {rmsea:+.3f} (Chen 2007)."
            )
            return message.format(what=what[:1].upper() + what[1:], cfi=-fall, rmsea=rise)
    return ""


def _warnings(choice: _Choice) -> list[str]:
    warnings = []
    if choice.method in (REGRESSION, EBM):
        warnings.append(
            _(
                "These scores shrink to the mean, and with them the differences between parks; compare parks by "
                "Bartlett scores or latent means."
            )
        )
    return [*warnings, choice.doubt] if choice.doubt else warnings


def _means(respondents: pd.DataFrame, parks: tuple[str, ...], factors: tuple[str, ...]) -> pd.DataFrame:
    """Return the parks' mean scores, with the errors of a mean."""
    records = []
    for park in parks:
        own = respondents[respondents[PARK] == park]
        for factor in factors:
            scores = own[factor].dropna().to_numpy()
            n = len(scores)
            mean = float(scores.mean()) if n else np.nan
            known = n >= FEWEST_FOR_DRAWS
            se = float(scores.std(ddof=1)) / np.sqrt(n) if known else np.nan
            half = float(scipy.stats.t.ppf(1.0 - TAIL, n - 1)) * se if known else np.nan
            records.append((park, factor, n, mean, se, mean - half, mean + half))
    return pd.DataFrame(records, columns=[PARK, "factor", "n", "score", "se", "ci_low", "ci_high"])


def _latent_means(fit: Fit, parks: tuple[str, ...], factors: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return latent means (parks, factors) as differences from all respondents' mean, and their covariance."""
    solution, groups = fit.solution, list(fit.groups)
    raw = np.zeros((len(parks), len(factors)))
    slopes = np.zeros((len(parks), len(factors), len(solution.theta)))
    for row in solution.table.rows:
        if row.op == "~1" and row.lhs in factors and row.free:
            place = parks.index(groups[row.group]), factors.index(row.lhs)
            raw[place] = solution.theta[row.free - 1]
            slopes[place][row.free - 1] = 1.0
    share = np.array([solution.samples[groups.index(park)].n for park in parks], dtype=float) / fit.n
    flat = (slopes - np.tensordot(share, slopes, axes=1)).reshape(-1, len(solution.theta))
    return raw - share @ raw, flat @ solution.covariance @ flat.T


def _bootstrap(
    solution: Solution, park: pd.Series, method: str, drawn: tuple[int, int], progress: Progress
) -> tuple[np.ndarray, int]:
    """Draw respondents anew within each park, fit the model to them and score them: (draws, parks, factors)."""
    (n, seed), sample = drawn, solution.samples[0]
    score: Callable[[Solution], pd.DataFrame] = (
        ordinal_scores if method == EBM else lambda one: factor_scores(one, method)
    )
    names = park.loc[sample.index].to_numpy()
    members = [np.flatnonzero(names == name) for name in dict.fromkeys(park)]
    edges = np.cumsum([0, *(len(own) for own in members)])
    random = np.random.default_rng(seed)
    found = []
    for number in range(n):
        progress(number / n, _("Drawing respondents anew"))
        rows = np.concatenate([random.choice(own, len(own)) for own in members])
        again = make_sample("", sample.data[rows], pd.RangeIndex(len(rows)), np.arange(len(rows)))
        theta = solution.refit([again], solution.theta)
        if theta is None:
            continue
        scores = score(replace(solution, samples=[again], theta=theta)).to_numpy()
        found.append([np.nanmean(scores[low:high], axis=0) for low, high in pairwise(edges)])
    if len(found) < 2:
        message = _("Of {n} resamples {done} could be estimated: too few for standard errors.")
        raise InputError(message.format(n=n, done=len(found)))
    return np.array(found), n - len(found)
