"""The limits that reviewers hold a scale and a model against, each with its source: conventions, not laws."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "≥": operator.ge,
    "≤": operator.le,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True)
class Threshold:
    """A limit: on which side of it a value should lie, and who says so."""

    relation: str
    limit: float
    source: str

    @property
    def text(self) -> str:
        """Return the limit as it is read: ``≥ 0.70``."""
        return f"{self.relation} {self.limit:.2f}" if self.limit < 1 else f"{self.relation} {self.limit:g}"

    def meets(self, value: float) -> bool | None:
        """Say whether a value lies on the right side; None for one that is missing."""
        return None if math.isnan(value) else _RELATIONS[self.relation](value, self.limit)


THRESHOLDS = {
    "alpha": Threshold("≥", 0.70, "Nunnally 1978"),
    "omega": Threshold("≥", 0.70, "Hair et al. 2019"),
    "omega_categorical": Threshold("≥", 0.70, "Hair et al. 2019"),
    "ordinal_alpha": Threshold("≥", 0.70, "Nunnally 1978"),
    "cr": Threshold("≥", 0.70, "Hair et al. 2019"),
    "ave": Threshold("≥", 0.50, "Fornell and Larcker 1981"),
    "htmt": Threshold("<", 0.85, "Henseler et al. 2015"),
    "loading": Threshold("≥", 0.50, "Hair et al. 2019"),
    "item_rest": Threshold("≥", 0.30, "Nunnally and Bernstein 1994"),
    "skewness": Threshold("≤", 3.0, "Kline 2016"),
    "kurtosis": Threshold("≤", 10.0, "Kline 2016"),
    "kmo": Threshold("≥", 0.60, "Kaiser 1974"),
    "bartlett_p": Threshold("<", 0.05, "Bartlett 1951"),
    "mardia_kurtosis_z": Threshold("≤", 5.0, "Bentler 2006"),
    "harman_component": Threshold("<", 0.50, "Podsakoff et al. 2003"),
    "harman_factor": Threshold("<", 0.50, "Podsakoff et al. 2003"),
    "icc1": Threshold("≥", 0.05, "LeBreton and Senter 2008"),
    "icc2": Threshold("≥", 0.70, "Klein et al. 2000"),
    "rwgj_median": Threshold("≥", 0.70, "James et al. 1984"),
    "pvalue": Threshold("≥", 0.05, "Jöreskog 1969"),
    "pvalue_scaled": Threshold("≥", 0.05, "Jöreskog 1969"),
    "chisq_df": Threshold("≤", 3.0, "Kline 2016"),
    "cfi": Threshold("≥", 0.95, "Hu and Bentler 1999"),
    "cfi_robust": Threshold("≥", 0.95, "Hu and Bentler 1999"),
    "cfi_scaled": Threshold("≥", 0.95, "Hu and Bentler 1999"),
    "tli": Threshold("≥", 0.95, "Hu and Bentler 1999"),
    "tli_robust": Threshold("≥", 0.95, "Hu and Bentler 1999"),
    "tli_scaled": Threshold("≥", 0.95, "Hu and Bentler 1999"),
    "rmsea": Threshold("≤", 0.06, "Hu and Bentler 1999"),
    "rmsea_robust": Threshold("≤", 0.06, "Hu and Bentler 1999"),
    "rmsea_scaled": Threshold("≤", 0.06, "Hu and Bentler 1999"),
    "srmr": Threshold("≤", 0.08, "Hu and Bentler 1999"),
    "gfi": Threshold("≥", 0.90, "Jöreskog and Sörbom 1984"),
    "agfi": Threshold("≥", 0.90, "Jöreskog and Sörbom 1984"),
    "nfi": Threshold("≥", 0.90, "Bentler and Bonett 1980"),
    "ifi": Threshold("≥", 0.90, "Bollen 1989"),
    "pnfi": Threshold("≥", 0.50, "Mulaik et al. 1989"),
    "pgfi": Threshold("≥", 0.50, "Mulaik et al. 1989"),
}


def judged(measure: str, value: float) -> dict[str, object]:
    """Return measure, value, limit, meets and source: a row of a table; "" and None where there is no limit."""
    threshold = THRESHOLDS.get(measure)
    if threshold is None:
        return {"measure": measure, "value": value, "limit": "", "meets": None, "source": ""}
    size = abs(value) if measure in ("skewness", "kurtosis", "mardia_kurtosis_z", "loading") else value
    return {
        "measure": measure,
        "value": value,
        "limit": threshold.text,
        "meets": threshold.meets(size),
        "source": threshold.source,
    }
