"""Whether a scale measures the same in all groups: the ladder of measurement invariance, and latent means."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.fitting import ORDINAL, Fit, fit

if TYPE_CHECKING:
    from collections.abc import Mapping

# What is equal on each rung, in the order in which they are climbed (Vandenberg & Lance 2000).
RUNGS: dict[str, tuple[str, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}
# The same for ordered items, whose thresholds come first (Wu & Estabrook 2016).
ORDERED_RUNGS: dict[str, tuple[str, ...]] = {
    "configural": (),
    "thresholds": ("thresholds",),
    "metric": ("thresholds", "loadings"),
    "scalar": ("thresholds", "loadings", "intercepts"),
}


@dataclass(frozen=True)
class Invariance:
    """The rungs of the ladder.

    Attributes
    ----------
    fits : mapping
        The fit of each rung: configural, metric, scalar, strict; for ordered items configural, thresholds, metric,
        scalar.
    """

    fits: Mapping[str, Fit] = field(repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return a row a rung: measures, and the difference from the rung below.

        Columns: rung, converged, chisq, df, pvalue, cfi, tli, rmsea, srmr, aic, bic, chisq_diff, df_diff, p_diff,
        cfi_diff, rmsea_diff. For MLR test and measures are the scaled ones, and the difference is that of Satorra and
        Bentler 2001; for ordered items measures are scaled, too, and their χ² cannot be subtracted: hold CFI and RMSEA
        against the rung below. NaN where an estimation did not converge.
        """
        records = []
        below: Fit | None = None
        for rung, one in self.fits.items():
            records.append({"rung": rung, "converged": one.converged, **_measures(one), **_difference(below, one)})
            below = one
        return pd.DataFrame(records)

    @cached_property
    def latent_means(self) -> pd.DataFrame:
        """Return factor, group, mean, se, z, p, ci_low, ci_high by the scalar rung; the first group's means are zero.

        Raises
        ------
        InputError
            If the scalar rung did not converge.
        """
        scalar = self.fits["scalar"]
        if not scalar.converged:
            raise InputError(_("The model with equal loadings and intercepts did not converge: no latent means."))
        estimates = scalar.estimates
        rows = estimates[(estimates["op"] == "~1") & estimates["lhs"].isin(scalar.factors)]
        columns = {"lhs": "factor", "group": "group", "est": "mean"}
        kept = ["factor", "group", "mean", "se", "z", "p", "ci_low", "ci_high"]
        return rows.rename(columns=columns)[kept].reset_index(drop=True)


def invariance(
    model: str,
    answers: pd.DataFrame,
    group: str,
    estimator: str = "ML",
    missing: str = "listwise",
    *,
    std_lv: bool = False,
) -> Invariance:
    """Fit a model to several groups with more and more held equal: nothing, loadings, intercepts, residual variances.

    Of ordered items: nothing, thresholds, loadings, intercepts; three categories or more can tell these apart.

    Parameters
    ----------
    model : str
        Text in lavaan's syntax.
    answers : DataFrame
        A row a respondent.
    group : str
        Column that parts the respondents.
    estimator : {"ML", "MLR", "WLSMV", "DWLS"}
    missing : {"listwise", "fiml"}
    std_lv : bool
        Fix the factors' variances rather than their first loadings.

    Returns
    -------
    Invariance

    Raises
    ------
    InputError
        If the model or the answers cannot be used.
    """
    rungs = ORDERED_RUNGS if estimator in ORDINAL else RUNGS
    fits = {
        rung: fit(model, answers, estimator, group, missing, equal=equal, std_lv=std_lv)
        for rung, equal in rungs.items()
    }
    return Invariance(fits)


def _measures(one: Fit) -> dict[str, float]:
    ending = "_scaled" if one.estimator in ("MLR", "WLSMV") else ""
    scaled = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea")
    found = {name: one.measures.get(f"{name}{ending}", float("nan")) for name in scaled}
    return found | {name: one.measures.get(name, float("nan")) for name in ("srmr", "aic", "bic")}


def _difference(below: Fit | None, one: Fit) -> dict[str, float]:
    names = ("chisq_diff", "df_diff", "p_diff", "cfi_diff", "rmsea_diff")
    if below is None or not (below.converged and one.converged):
        return dict.fromkeys(names, float("nan"))
    first, second = below.measures, one.measures
    df = second["df"] - first["df"]
    chisq = second["chisq"] - first["chisq"]
    if one.estimator in ORDINAL or df == 0:
        chisq = float("nan")
    elif one.estimator == "MLR":
        scaling = (second["scaling_factor"] * second["df"] - first["scaling_factor"] * first["df"]) / df
        chisq = chisq / scaling if scaling > 0 else float("nan")
    p = float(chdtrc(df, chisq)) if np.isfinite(chisq) else float("nan")
    before, after = _measures(below), _measures(one)
    changes = (after["cfi"] - before["cfi"], after["rmsea"] - before["rmsea"])
    return dict(zip(names, (chisq, df, p, *changes), strict=True))
