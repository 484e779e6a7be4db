"""Ordered items by WLSMV, with robust errors and test: `python with_parklocus.py INPUT OUTPUT`."""

from __future__ import annotations

import sys

import pandas as pd
from questionnaires import in_categories, items_of, model_of, write

from parklocus.indicators import survey

given, output = sys.argv[1:3]
answers = in_categories(pd.read_csv(given)[items_of(given)])
fitted = survey.fit(model_of(given), answers, "WLSMV")
columns = fitted.estimates[["lhs", "op", "rhs", "est", "se"]]
write(output, columns.itertuples(index=False, name=None), {"χ²": fitted.measures["chisq_scaled"]})
