"""Estimates by maximum likelihood, standard errors and measures of fit: `python with_parklocus.py INPUT OUTPUT`."""

from __future__ import annotations

import sys

import pandas as pd
from questionnaires import model_of, write

from parklocus.indicators import survey

given, output = sys.argv[1:3]
fitted = survey.fit(model_of(given), pd.read_csv(given))
names = {"χ²": "chisq", "CFI": "cfi", "RMSEA": "rmsea", "GFI": "gfi", "AIC": "aic"}
columns = fitted.estimates[["lhs", "op", "rhs", "est", "se"]]
write(output, columns.itertuples(index=False, name=None), {name: fitted.measures[key] for name, key in names.items()})
